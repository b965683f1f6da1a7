"""What a first visit to a page costs a reader on a phone, beside stock Material's same page.

    python benchmarks/weight.py [--page PATH]

Run it where Polisi and its tests' packages are installed, with Chromium's path in POLISI_CHROMIUM.
Both sites are built here and served with gzip, to a browser with an empty cache; what counts is
what the server sends for it to be shown, headers left out.
"""

from __future__ import annotations

import argparse
import gzip
import os
import posixpath
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from documents import ROOT, print_table
from playwright.sync_api import Browser, sync_playwright

PHONE = {"width": 360, "height": 740}
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
SMALL = 1.1
"""The least that gzip must win, as a ratio, for a host to use it."""


@dataclass
class Visit:
    """What a server sent: each answer's path, status and bytes."""

    sent: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def bytes(self) -> int:
        """All that was sent."""
        return sum(size for _, _, size in self.sent)

    @property
    def failed(self) -> Sequence[str]:
        """What was asked for and is not there."""
        return [path for path, status, _ in self.sent if status >= 400]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument(
        "--page",
        default="policy/service-standards-and-acceptable-use",
        help="the page, by its English address (default: the service standards)",
    )
    page = parser.parse_args().page.strip("/")
    chromium = os.environ.get("POLISI_CHROMIUM")
    if not chromium:
        sys.exit("The path of Chromium is to be in POLISI_CHROMIUM.")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        visits = {}
        for what, config in (("Polisi", ROOT / "mkdocs.yml"), ("stock Material", _stock(name))):
            site = Path(name) / what
            _build(config, site)
            # static-i18n keeps its first language at the root of the site.
            address = page if what == "stock Material" else f"en/{page}"
            first, later = _visits(browser, site, f"/{address}/")
            visits[f"{what}, first visit"] = first
            visits[f"{what}, the next page"] = later
        browser.close()
    rows = [
        [what, f"{visit.bytes / 1000:.1f}", str(len(visit.sent)), str(len(visit.failed))]
        for what, visit in visits.items()
    ]
    print_table(["site", "KB gzipped", "requests", "failed"], rows)
    print()
    first = visits["Polisi, first visit"]
    print_table(["sent", "bytes"], [[path, f"{size:,}"] for path, _, size in first.sent])


def _stock(folder: str) -> Path:
    """Write the settings of the same pages under the theme and plugins as they come."""
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    config = {
        "site_name": settings["site_name"],
        "site_url": settings["site_url"],
        "docs_dir": str(ROOT / "docs"),
        "exclude_docs": settings["exclude_docs"],
        # Its web fonts are another host's, which a measurement without network cannot count.
        "theme": {"name": "material", "font": False},
        "nav": settings["nav"],
        "markdown_extensions": ["admonition", "attr_list", "footnotes", "tables"],
        "plugins": [
            "search",
            {
                "i18n": {
                    "docs_structure": "folder",
                    "languages": [
                        {"locale": "en", "name": "English", "default": True},
                        {"locale": "cy", "name": "Cymraeg"},
                    ],
                }
            },
        ],
    }
    path = Path(folder) / "stock.yml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    return path


def _build(config: Path, site: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config), "-d", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)


def _visits(browser: Browser, site: Path, address: str) -> tuple[Visit, Visit]:
    """Return what is sent for a page, and then for another in the same browser."""
    visits = [Visit(), Visit()]

    class Host(_Host):
        folder = site
        visit = visits[0]

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
        page = context.new_page()
        root = f"http://127.0.0.1:{server.server_address[1]}"
        page.goto(root + address, wait_until="networkidle")
        Host.visit = visits[1]
        page.goto(root + posixpath.dirname(address.rstrip("/")) + "/", wait_until="networkidle")
        context.close()
        server.shutdown()
    return visits[0], visits[1]


class _Host(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path
    visit: Visit

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self.folder / path.lstrip("/") / ("index.html" if path.endswith("/") else "")
        there = file.is_file()
        content = file.read_bytes() if there else b"not found"
        packed = gzip.compress(content, 6, mtime=0)
        pack = len(packed) * SMALL < len(content)
        sent = packed if pack else content
        status = 200 if there else 404
        self.visit.sent.append((path, status, len(sent)))
        self.send_response(status)
        self.send_header("Content-Type", _kind(file))
        self.send_header("Content-Length", str(len(sent)))
        self.send_header("Cache-Control", "max-age=600")
        if pack:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _kind(file: Path) -> str:
    kinds = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
    kinds |= {".svg": "image/svg+xml", ".json": "application/json", ".xml": "text/xml"}
    return kinds.get(file.suffix, "application/octet-stream")


if __name__ == "__main__":
    main()
