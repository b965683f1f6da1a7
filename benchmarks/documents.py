"""How fast documents are made, beside other ways to make the same ones, in one run.

    python benchmarks/documents.py [--schools N] [--documents N] [--rounds N]

Run it where Polisi is installed. Its rivals are no dependencies of the project: they are installed
into `.cache/benchmarks`, and what cannot be installed there is left out and said.
"""

from __future__ import annotations

import argparse
import base64
import csv
import io
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from polisi.commands.output import Template, load_template
from polisi.export.blocks import Block, blocks
from polisi.export.formats import Documents, Output
from polisi.export.parts import document_page
from polisi.fields import validate
from polisi.fill import fill
from polisi.model import Kind, Page

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".cache" / "benchmarks"
RIVALS = {"docxtpl": "docx", "python-docx": "docx", "weasyprint": "pdf"}
PLACES = ("school_name", "document_owner", "head_name", "complaints_procedure_where")
FIXED = {
    "approval_date": "2026-03-01",
    "mission_statement": "We aim high and look after one another.",
    "related_policies": ["Safeguarding Policy", "Complaints Policy"],
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--schools", type=int, default=1500, help="for the batch (default: 1500)")
    parser.add_argument(
        "--documents", type=int, default=20, help="made with each tool in a round; 2 or more"
    )
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    parser.add_argument("--measure", nargs=2, metavar=("TOOL", "COUNT"), help=argparse.SUPPRESS)
    parser.add_argument("--batch", nargs=2, metavar=("CSV", "DIR"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.chdir(ROOT)
    if options.measure:
        print(json.dumps(own_times(options.measure[0], int(options.measure[1]))))
    elif options.batch:
        print(json.dumps(batch_memory(*options.batch)))
    else:
        print(environment_notes())
        compare(options.documents, options.rounds)
        measure_batch(options.schools)


def environment_notes() -> str:
    """Return what a reader of the figures must know of the machine."""
    return f"Python {platform.python_version()}, {os.cpu_count()} processors\n"


# ---------------------------------------------------------------------- one document
def compare(count: int, rounds: int) -> None:
    """Print how long one document takes with each tool."""
    python, there = environment()
    with tempfile.TemporaryDirectory() as folder:
        material = Path(folder) / "material.json"
        material.write_text(json.dumps(same_document(load_template())), encoding="utf-8")
        own = [sys.executable, str(Path(__file__).resolve()), "--measure"]
        other = [str(python), str(Path(__file__).resolve().with_name("rivals.py"))]
        commands = {f"Polisi {kind}": [*own, kind, str(count)] for kind in ("docx", "pdf")}
        for tool in there:
            commands[tool] = [*other, tool, str(material), str(count)]
        times: dict[str, list[Mapping[str, Any]]] = {name: [] for name in commands}
        for _ in range(rounds):  # in turn, so that a busy machine is busy for all
            for name, command in commands.items():
                times[name].append(json.loads(_run(command)))
    rows = []
    for name, runs in times.items():
        kind = name.removeprefix("Polisi ") if name.startswith("Polisi") else RIVALS[name]
        each = median(second for run in runs for second in run["seconds"][1:])
        work, base = (median(run["work"] for run in of) for of in (runs, times[f"Polisi {kind}"]))
        first = median(run["ready"] + run["seconds"][0] for run in runs)
        rows.append(
            [
                *(kind, name, f"{first * 1000:,.0f}", f"{each * 1000:.1f}", f"{1 / each:,.1f}"),
                *(f"{work * 1000:.1f}", f"{work / base:.1f}", f"{runs[0]['bytes'] / 1000:,.0f}"),
            ]
        )
    head = ["format", "tool", "first, ms", "each further, ms", "a second"]
    head += ["processor, ms", "times ours", "KB"]
    print_table(head, sorted(rows))


def own_times(kind: str, count: int) -> Mapping[str, Any]:
    """Return how long Polisi takes to be ready, and for each document."""
    started = time.perf_counter()
    template = load_template()
    documents = Documents(template.parts)
    output = Output(kind, ("en",), template.schema.document)
    ready = time.perf_counter() - started
    seconds = []
    size = 0
    work = 0.0
    for number in range(count):
        before = time.perf_counter()
        if number == 1:
            work = time.process_time()
        answers = validate(template.schema, {**_values(f" {number}"), **FIXED})
        size = len(documents.make(output, answers))
        seconds.append(time.perf_counter() - before)
    work = (time.process_time() - work) / (count - 1)
    return {"ready": ready, "seconds": seconds, "work": work, "bytes": size}


def same_document(template: Template) -> Mapping[str, Any]:
    """Return the document of this benchmark in the form that each rival takes.

    What stays the same for all schools is filled in; the rest are places to be filled in, of
    which there are as many as in ours.
    """
    page = template.pages["en"]
    marks = {ident: f"zqx{ident.replace('_', '')}zqx" for ident in PLACES}
    answers = validate(template.schema, {**marks, **FIXED})
    documents = Documents(template.parts)
    whole = template.schema.document
    html = documents.make(Output("html", ("en",), whole), answers).decode()
    filled = fill(document_page(page), answers).page

    def with_places(text: str) -> str:
        for ident, mark in marks.items():
            text = text.replace(mark, f"{{{{ {ident} }}}}")
        return text

    return {
        "docx": base64.b64encode(
            with_parts(documents.make(Output("docx", ("en",), whole), answers), with_places)
        ).decode(),
        "html": with_places(html),
        "blocks": json.loads(with_places(json.dumps(_plain_blocks(filled)))),
        "values": _values(""),
    }


def _values(end: str) -> Mapping[str, str]:
    return {ident: f"Ysgol {ident.title()} & Co{end}" for ident in PLACES}


def with_parts(data: bytes, change: Callable[[str], str]) -> bytes:
    """Return a Word file with the text of every part changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name):
                part = change(part.decode()).encode()
            new.writestr(name, part)
    return stream.getvalue()


def _plain_blocks(page: Page) -> Sequence[tuple[str, int, Any]]:
    return [_plain_block(block) for block in blocks(page)]


def _plain_block(block: Block) -> tuple[str, int, Any]:
    if block.rows:
        cells = [["".join(run.text for run in cell) for cell in row] for row in block.rows]
        return "table", 0, cells
    text = f"{block.label or ''} {''.join(run.text for run in block.runs)}".strip()
    kind = {Kind.HEADING: "heading", Kind.ITEM: "item"}.get(block.kind, "paragraph")
    return kind, block.level, text


# ---------------------------------------------------------------------- many schools
def measure_batch(schools: int) -> None:
    """Print how long `polisi batch` takes for many schools in both languages, and its memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "schools.csv"
        _write_schools(table, schools)
        command = [sys.executable, "-m", "polisi", "batch", str(table), "-o"]
        rows = []
        for jobs in sorted({1, os.cpu_count() or 1}):
            target = folder / f"jobs-{jobs}"
            for what in ("all", "again, all there"):
                before = time.perf_counter()
                _run([*command, str(target), "--jobs", str(jobs)])
                seconds = time.perf_counter() - before
                rate = f"{2 * schools / seconds:,.0f}"
                rows.append([str(jobs), what, f"{seconds:.1f}", rate])
        print(f"\n`polisi batch` for {schools:,} schools, {2 * schools:,} Word files:\n")
        print_table(["processes", "run", "seconds", "files a second"], rows)
        own = [sys.executable, str(Path(__file__).resolve()), "--batch"]
        memory = json.loads(_run([*own, str(table), str(folder / "memory")]).splitlines()[-1])
    if memory["peak"]:
        extra = memory["peak"] - memory["before"]
        print(
            f"\nMemory: {memory['before']:.0f} MB after one school, {memory['peak']:.0f} MB at the "
            f"highest: {extra:.0f} MB for {2 * schools:,} Word files."
        )


def batch_memory(table: str, target: str) -> Mapping[str, float]:
    """Return the memory of this process after one school, and at the highest, in MB."""
    from polisi.cli import main as polisi  # noqa: PLC0415 - counts as memory of the work

    one = Path(target + "-one.csv")
    with Path(table).open(encoding="utf-8") as stream:
        one.write_text("".join(stream.readline() for _ in range(2)), encoding="utf-8")
    polisi(["batch", str(one), "-o", f"{target}-one", "--jobs", "1"])
    before = _highest()
    polisi(["batch", table, "-o", target, "--jobs", "1"])
    return {"before": before, "peak": _highest()}


def _highest() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 - not on Windows

    unit = 1_000_000 if sys.platform == "darwin" else 1000
    highest: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / unit


def _write_schools(path: Path, count: int) -> None:
    columns = ["school_name.en", "school_name.cy", "document_owner.en", "document_owner.cy"]
    columns += ["approval_date", "mission_statement.en", "mission_statement.cy", "head_name"]
    columns += ["related_policies.en", "related_policies.cy"]
    columns += ["complaints_procedure_where.en", "complaints_procedure_where.cy"]
    words = ["Headteacher", "Pennaeth", "01/03/2026", "We aim high.", "Anelwn yn uchel.", "A Jones"]
    words += ["Safeguarding | Complaints", "Diogelu | Cwynion", "on our website", "ar ein gwefan"]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([f"School {n}", f"Ysgol {n}", *words] for n in range(count))


# ---------------------------------------------------------------------- the rivals' environment
def environment() -> tuple[Path, Sequence[str]]:
    """Return the Python of the rivals' environment, and which of them work in it."""
    python = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(HOME, with_pip=True)
    there = []
    for tool in RIVALS:
        module = tool.replace("python-docx", "docx")
        probe = [str(python), "-c", f"import {module}"]
        install = [str(python), "-m", "pip", "install", "--quiet", tool]
        if _works(probe) or (_works(install) and _works(probe)):
            there.append(tool)
        else:
            print(f"{tool} cannot be installed here, and is left out.\n")
    return python, there


def _works(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    for row in [head, ["---"] * len(head), *rows]:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
