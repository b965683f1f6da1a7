"""How fast a browser fills one Word file in, and how much script it fetches for that.

    python benchmarks/browser.py [--documents N] [--rounds N]

Run it where Polisi and its tests' packages are installed, with Chromium's path in POLISI_CHROMIUM
and npm at hand. The rivals are no dependencies of the project: npm installs them into
`.cache/benchmarks/npm`, and what cannot be installed there is left out and said.
"""

from __future__ import annotations

import argparse
import base64
import functools
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from documents import FIXED, HOME, ROOT, environment_notes, print_table, same_document, with_parts
from playwright.sync_api import sync_playwright

from polisi.commands.output import load_template
from polisi.export.docx.template import as_json, build
from polisi.fill.values import schema_data
from polisi.site.form import files as app_files

NPM = HOME / "npm"
PACKAGES = ("docxtemplater@3", "pizzip@3", "easy-template-x@7", "esbuild@0.28")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
NEEDED = ("values.js", "fill.js", "zip.js")
"""What the form uses of its own script to fill a template in and to pack the file."""

# Each is a module that exports `make(material, values)`: a promise of the bytes of a Word file.
TOOLS = {
    "Polisi": """
        import { resolve } from "./app/values.js";
        import { fill } from "./app/fill.js";
        import { zip } from "./app/zip.js";
        export const make = ({ schema, template, fixed }, values) =>
          zip(fill(template, resolve(schema, { ...fixed, ...values }, ["en"])));
    """,
    "docxtemplater": """
        import Docxtemplater from "docxtemplater";
        import PizZip from "pizzip";
        export const make = async ({ docx }, values) => {
          const document = new Docxtemplater(new PizZip(docx), { linebreaks: true });
          document.render(values);
          return document.getZip().generate({ type: "uint8array", compression: "DEFLATE" });
        };
    """,
    "easy-template-x": """
        import { TemplateHandler } from "easy-template-x";
        const handler = new TemplateHandler();
        export const make = async ({ docx }, values) => handler.process(docx, values);
    """,
}
RUN = """async ({ tool, material, count }) => {
  const { make } = await import(`./${tool}.js`);
  const docx = Uint8Array.from(atob(material.docx), (letter) => letter.charCodeAt(0)).buffer;
  const times = [];
  let bytes;
  for (let number = 0; number < count; number += 1) {
    const values = Object.fromEntries(
      Object.entries(material.values).map(([name, text]) => [name, `${text} ${number}`]),
    );
    const start = performance.now();
    bytes = await make({ ...material, docx }, values);
    times.push(performance.now() - start);
  }
  return { times, bytes: bytes.byteLength };
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--documents", type=int, default=30, help="made in a round; 2 or more")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    options = parser.parse_args()
    chromium = os.environ.get("POLISI_CHROMIUM")
    if not chromium:
        sys.exit("The path of Chromium is to be in POLISI_CHROMIUM.")
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "index.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
        tools = {"Polisi": _write_own(folder), **_write_rivals(folder)}
        print(environment_notes())
        times, sizes = _measure(chromium, folder, tools, options.documents, options.rounds)
    ours = median(t for run in times["Polisi"] for t in run[1:])
    rows = []
    for tool, runs in times.items():
        each = median(t for run in runs for t in run[1:])
        first = median(run[0] for run in runs)
        rows.append(
            [
                *(tool, f"{first:.1f}", f"{each:.1f}", f"{each / ours:.1f}"),
                *(f"{tools[tool] / 1000:.1f}", f"{sizes[tool] / 1000:.0f}"),
            ]
        )
    head = ["tool", "first, ms", "each further, ms", "times ours", "script, KB gzipped", "file, KB"]
    print_table(head, rows)
    whole = sum(_gzipped(each) for each in app_files().values())
    print(f"\nThe whole form, with its style: {whole / 1000:.1f} KB gzipped.")


def _material() -> Mapping[str, Any]:
    template = load_template()
    schema = template.schema
    page = template.pages["en"]
    same = same_document(template)
    return {
        "schema": schema_data(schema),
        "template": json.loads(as_json(build([page], schema))),
        "fixed": FIXED,
        "values": same["values"],
        "docx": same["docx"],
    }


def _write_own(folder: Path) -> int:
    (folder / "app").mkdir()
    for name, content in app_files().items():
        (folder / "app" / name).write_bytes(content)
    (folder / "Polisi.js").write_text(TOOLS["Polisi"], encoding="utf-8")
    return sum(_gzipped(app_files()[name]) for name in NEEDED)


def _write_rivals(folder: Path) -> Mapping[str, int]:
    """Write each rival as one small script; return the size of each when it is sent."""
    if not _install():
        return {}
    sizes = {}
    esbuild = NPM / "node_modules" / "esbuild" / "bin" / "esbuild"
    for tool in (tool for tool in TOOLS if tool != "Polisi"):
        source = NPM / f"{tool}.entry.js"
        source.write_text(TOOLS[tool], encoding="utf-8")
        target = folder / f"{tool}.js"
        command = [str(esbuild), str(source), "--bundle", "--minify", "--format=esm"]
        done = subprocess.run([*command, f"--outfile={target}"], capture_output=True, check=False)
        if done.returncode == 0:
            sizes[tool] = _gzipped(target.read_bytes())
        else:
            print(f"{tool} cannot be made ready here, and is left out.\n{done.stderr.decode()}")
    return sizes


def _install() -> bool:
    npm = shutil.which("npm")
    if npm is None:
        print("There is no npm: the rivals are left out.\n")
        return False
    NPM.mkdir(parents=True, exist_ok=True)
    # Without a prefix npm would install into the nearest folder above that has a package.json.
    command = [npm, "install", "--prefix", str(NPM), "--no-audit", "--no-fund", *PACKAGES]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        print(f"The rivals cannot be installed here, and are left out.\n{done.stderr}")
    return done.returncode == 0


def _measure(
    chromium: str, folder: Path, tools: Mapping[str, int], count: int, rounds: int
) -> tuple[Mapping[str, Sequence[Sequence[float]]], Mapping[str, int]]:
    material = _material()
    # The same places, in the marks that the rivals know.
    given = {**material, "docx": _in_single_braces(material["docx"])}
    times: dict[str, list[Sequence[float]]] = {tool: [] for tool in tools}
    sizes: dict[str, int] = {}
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for _ in range(rounds):  # in turn, so that a busy machine is busy for all
            for tool in tools:
                page = browser.new_page()
                page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
                made = page.evaluate(RUN, {"tool": tool, "material": given, "count": count})
                times[tool].append(made["times"])
                sizes[tool] = made["bytes"]
                page.close()
        browser.close()
        server.shutdown()
    return times, sizes


def _in_single_braces(docx: str) -> str:
    def change(text: str) -> str:
        return text.replace("{{ ", "{").replace(" }}", "}")

    return base64.b64encode(with_parts(base64.b64decode(docx), change)).decode()


def _gzipped(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    main()
