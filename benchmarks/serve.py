"""How soon an edit is seen: in the preview of Polisi, and of others, on the same pages in one run.

    python benchmarks/serve.py [--pages 60 564] [--edits N] [--tools polisi stock zensical hugo]

Each tool serves the same site (`sites.py`). A word is added to the body of a page and the file is
saved; measured is the time until the page that is served has it, and until an open Chromium has it
on the screen. Chromium's path is to be in POLISI_CHROMIUM. The tools take turns, edit by edit, so
that a busy machine is busy for all of them.

Zensical knows no static-i18n and serves the English half alone. Hugo (a binary on the PATH) has
one plain template with a menu of all pages. What is not there is left out and said.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import sites
from documents import HOME, environment_notes, print_table
from playwright.sync_api import Error, Page, sync_playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
PAGE = "schools/scope.md"
PAUSE = 1
"""Seconds between two edits, in which a tool may still be busy with the last."""

PATIENCE = 120
"""Seconds after which a tool is taken to have missed an edit."""

_LAYOUT = """<!doctype html><html><head><title>{{ .Title }}</title></head><body>
<nav>{{ range .Site.RegularPages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</nav>
<main>{{ .Content }}</main></body></html>
"""
MOST = 40
"""Seconds of one kind of edit after which a tool that is slow is measured no more, if it has been
three times."""

_SEEN = """([mark, patience]) => new Promise((seen, failed) => {
  const end = Date.now() + patience;
  const look = () => {
    if (Date.now() > end) failed(new Error("never shown"));
    else if (!document.body?.textContent.includes(mark)) requestAnimationFrame(look);
    // When the frame that shows it has been given to the screen.
    else requestAnimationFrame(() => setTimeout(() => seen(Date.now())));
  };
  look();
})"""
"""Tells when a text is on the screen. If the page is loaded anew meanwhile, it never answers."""


@dataclass
class Tool:
    """A preview that runs.

    Attributes:
        file: the file that is edited.
        url: the address of its page.
        served, visible: the milliseconds of each edit.
    """

    file: Path
    url: str
    served: list[float] = field(default_factory=list)
    visible: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--pages", type=int, nargs="+", default=[60, 564])
    parser.add_argument("--edits", type=int, default=15, help="of each kind (default: 15)")
    parser.add_argument("--tools", nargs="+", default=list(COMMANDS), choices=COMMANDS)
    options = parser.parse_args()
    chromium = os.environ.get("POLISI_CHROMIUM")
    if not chromium:
        sys.exit("The path of Chromium is to be in POLISI_CHROMIUM.")
    print(environment_notes())
    rows = []
    for pages in options.pages:
        results = measure(pages, options.edits, options.tools, chromium)
        ours = results.get("polisi")
        for name, tool in results.items():
            times = [*_numbers(tool.served), *_numbers(tool.visible)]
            ratio = f"{median(tool.visible) / median(ours.visible):.1f}" if ours else ""
            rows.append([str(pages), name, *times, ratio])
    print_table(
        ["pages", "tool", "served, ms", "slowest", "visible, ms", "slowest", "times ours"], rows
    )


def _numbers(times: Sequence[float]) -> tuple[str, str]:
    return f"{median(times):.0f}", f"{max(times):.0f}"


def measure(pages: int, edits: int, tools: Sequence[str], chromium: str) -> Mapping[str, Tool]:
    """Return how long each tool took."""
    with ExitStack() as stack, sync_playwright() as playwright:
        running = {}
        for name in tools:
            tool = stack.enter_context(_running(name, pages))
            if tool is None:
                print(f"{name} is not there or cannot serve this, and is left out.\n")
            else:
                running[name] = tool
        for number in range(edits + 1):
            for tool in running.values():
                if not _is_measured(tool.served):
                    time.sleep(PAUSE)
                    tool.served.append(served(tool, f"mark{number}served"))
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for tool in running.values():
            view = browser.new_page()
            view.goto(tool.url)
            for number in range(edits + 1):
                if not _is_measured(tool.visible):
                    time.sleep(PAUSE)
                    tool.visible.append(visible(tool, view, f"mark{number}visible"))
            view.close()
        browser.close()
    for tool in running.values():
        del tool.served[0], tool.visible[0]  # the first of each pays for what is loaded late
    return running


def save(tool: Tool, mark: str) -> float:
    """Add a word to the page, as an editor saves it; return when, in milliseconds since 1970."""
    text = tool.file.read_text(encoding="utf-8").rstrip("\n")
    text = text.rpartition(" mark")[0] if " mark" in text else text
    start = time.time() * 1000
    tool.file.write_text(f"{text} {mark}\n", encoding="utf-8")
    return start


def served(tool: Tool, mark: str) -> float:
    """Return the milliseconds from saving a page to its being served."""
    start = save(tool, mark)
    while mark.encode() not in get(tool.url):
        if time.time() * 1000 - start > PATIENCE * 1000:
            sys.exit(f"{tool.url} never showed {mark}.")
        time.sleep(0.002)
    return time.time() * 1000 - start


def visible(tool: Tool, view: Page, mark: str) -> float:
    """Return the milliseconds from saving a page to its being on the screen."""
    start = save(tool, mark)
    while time.time() * 1000 - start < PATIENCE * 1000:
        try:
            seen: float = view.evaluate(_SEEN, [mark, PATIENCE * 1000])
        except Error:
            # The tool has loaded the page anew, and who was looking went with it.
            view.wait_for_load_state("domcontentloaded")
        else:
            return seen - start
    sys.exit(f"{tool.url} never showed {mark} in the browser.")


def _is_measured(times: Sequence[float]) -> bool:
    return len(times) > 3 and sum(times) > MOST * 1000


def get(url: str) -> bytes:
    """Return what is served; nothing, while nothing is."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            content: bytes = answer.read()
            return content
    except OSError:
        return b""


# ---------------------------------------------------------------------- the tools
@contextmanager
def _running(name: str, pages: int) -> Iterator[Tool | None]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "site"
        sites.write(folder, pages)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = COMMANDS[name](folder, port)
        if command is None:
            yield None
            return
        log = (Path(made) / "log").open("w+")
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        root = f"http://127.0.0.1:{port}/"
        file = folder / ("content" if name == "hugo" else "docs/en") / PAGE
        tool = Tool(file, root + ("en/" if name == "polisi" else "") + "schools/scope/")
        try:
            start = time.monotonic()
            while not get(tool.url) and process.poll() is None:
                if time.monotonic() - start > PATIENCE:
                    break
                time.sleep(0.1)
            there = process.poll() is None and bool(get(tool.url))
            if not there:
                log.seek(0)
                print(log.read()[-2000:])
            time.sleep(2)  # what a tool still does when it has begun to serve
            yield tool if there else None
        finally:
            process.terminate()
            process.wait()
            log.close()


def _polisi(folder: Path, port: int) -> list[str]:
    address = f"127.0.0.1:{port}"
    return [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]


def _stock(folder: Path, port: int) -> list[str]:
    return [*_polisi(folder, port), "--config-file", "stock.yml"]


def _zensical(folder: Path, port: int) -> list[str] | None:
    home = HOME / "zensical"
    program = home / ("Scripts/zensical.exe" if os.name == "nt" else "bin/zensical")
    if not program.exists():
        venv.create(home, with_pip=True)
        python = program.with_name("python.exe" if os.name == "nt" else "python")
        install = [str(python), "-m", "pip", "install", "--quiet", "zensical"]
        subprocess.run(install, capture_output=True, check=False)
    if not program.exists():
        return None
    address = f"127.0.0.1:{port}"
    shutil.copy(folder / "plain-en.yml", folder / "mkdocs.yml")
    return [str(program), "serve", "--config-file", "mkdocs.yml", "--dev-addr", address]


def _hugo(folder: Path, port: int) -> list[str] | None:
    program = shutil.which("hugo")
    if program is None:
        return None
    (folder / "docs/en").rename(folder / "content")
    for page in sorted((folder / "content").rglob("index.md")):
        page.rename(page.with_name("_index.md"))
    layouts = folder / "layouts/_default"
    layouts.mkdir(parents=True)
    for layout in ("single.html", "list.html"):
        (layouts / layout).write_text(_LAYOUT, encoding="utf-8")
    config = 'baseURL = "/"\ndisableKinds = ["taxonomy", "term", "RSS"]\n'
    (folder / "config.toml").write_text(config, encoding="utf-8")
    return [program, "server", "--bind", "127.0.0.1", "--port", str(port)]


COMMANDS = {"polisi": _polisi, "stock": _stock, "zensical": _zensical, "hugo": _hugo}


if __name__ == "__main__":
    main()
