"""What many tests need: a copy of the project, the built site, a server for it."""

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import settings

from support import ROOT, Built, mkdocs

# Speed is no test, and CI must say the same of the same commit; elsewhere the search is random.
settings.register_profile("polisi", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("polisi")

# Nor is the language of whoever runs them; what is told in another names it.
os.environ["LANGUAGE"] = "en"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The project's site, built strictly."""
    folder = tmp_path_factory.mktemp("site")
    done = mkdocs("build", "--strict", "--site-dir", str(folder))
    assert done.returncode == 0, done.stderr
    return Built(folder)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's pages and settings, to be spoilt."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    return tmp_path


class _Host(SimpleHTTPRequestHandler):
    """A host that sends with every file the headers that the site asks for with all of them."""

    def end_headers(self) -> None:
        rules = (Path(self.directory) / "_headers").read_text(encoding="utf-8")
        for line in rules.removeprefix("/*\n").split("\n/")[0].splitlines():
            name, _, value = line.strip().partition(": ")
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def served(built: Built) -> Iterator[str]:
    """The address of a server for the built site, under the site's security policy."""
    handler = functools.partial(_Host, directory=str(built.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
