"""Other ways to make the same documents; run by `documents.py` in an environment of its own.

    python rivals.py TOOL MATERIAL.json COUNT

prints one JSON object: how long the tool took to be ready and for each document, and the processor
time of each but the first. It imports nothing of Polisi.
"""

from __future__ import annotations

import base64
import io
import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Values = Mapping[str, str]
Make = Callable[[Values], bytes]


def docxtpl(material: Mapping[str, Any]) -> Make:
    """Fill a Word template in with Jinja."""
    from docxtpl import DocxTemplate  # type: ignore[import-not-found]  # noqa: PLC0415

    template = base64.b64decode(material["docx"])

    def make(values: Values) -> bytes:
        # A template is spent once it is rendered, so each document takes a new one.
        document = DocxTemplate(io.BytesIO(template))
        document.render(dict(values), autoescape=True)
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()

    return make


def python_docx(material: Mapping[str, Any]) -> Make:
    """Write the document from nothing, paragraph by paragraph."""
    from docx import Document  # noqa: PLC0415

    def make(values: Values) -> bytes:
        def filled(text: str) -> str:
            for ident, value in values.items():
                text = text.replace(f"{{{{ {ident} }}}}", value)
            return text

        document = Document()
        for kind, level, content in material["blocks"]:
            if kind == "heading":
                document.add_heading(filled(content), min(level, 9))
            elif kind == "table":
                table = document.add_table(len(content), max(map(len, content)))
                for row, texts in zip(table.rows, content, strict=True):
                    for cell, text in zip(row.cells, texts, strict=False):
                        cell.text = filled(text)
            else:
                style = "List Bullet" if kind == "item" else None
                document.add_paragraph(filled(content), style)
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()

    return make


def weasyprint(material: Mapping[str, Any]) -> Make:
    """Print the HTML of the document as PDF/UA."""
    from weasyprint import HTML  # type: ignore[import-not-found]  # noqa: PLC0415

    def make(values: Values) -> bytes:
        text = material["html"]
        for ident, value in values.items():
            text = text.replace(f"{{{{ {ident} }}}}", value)
        pdf: bytes = HTML(string=text).write_pdf(pdf_variant="pdf/ua-1")
        return pdf

    return make


TOOLS = {"docxtpl": docxtpl, "python-docx": python_docx, "weasyprint": weasyprint}


def main() -> None:
    """Make the documents and print the times."""
    tool, path, count = sys.argv[1:]
    material = json.loads(Path(path).read_text(encoding="utf-8"))
    started = time.perf_counter()
    make = TOOLS[tool](material)
    ready = time.perf_counter() - started
    seconds = []
    size = 0
    work = 0.0
    for number in range(int(count)):
        values = {ident: f"{text} {number}" for ident, text in material["values"].items()}
        before = time.perf_counter()
        if number == 1:
            work = time.process_time()
        size = len(make(values))
        seconds.append(time.perf_counter() - before)
    work = (time.process_time() - work) / (int(count) - 1)
    print(json.dumps({"ready": ready, "seconds": seconds, "work": work, "bytes": size}))


if __name__ == "__main__":
    main()
