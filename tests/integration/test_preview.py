"""The preview: whatever an editor saves, it says what is wrong, goes on, and recovers."""

import os
import queue
import re
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support import ROOT

PATIENCE = 60  # seconds; only a failure waits this long


class Preview:
    """A running `mkdocs serve`, what it prints and what it serves."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.lines: queue.Queue[str] = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=folder,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.put(line.rstrip())
        self.lines.put("<ended>")

    def until(self, pattern: str) -> list[str]:
        """Return what is printed up to the first line that the pattern fits, that line last."""
        said: list[str] = []
        while True:
            try:
                line = self.lines.get(timeout=PATIENCE)
            except queue.Empty:
                pytest.fail(f"waited for {pattern!r}; the preview said:\n" + "\n".join(said))
            said.append(line)
            if re.search(pattern, line):
                return said
            if line == "<ended>":
                pytest.fail("the preview ended:\n" + "\n".join(said))

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
            body: bytes = answer.read()
        return body.decode("utf-8")

    def shows(self, path: str, text: str) -> None:
        """Wait until the page at `path` holds `text`."""
        while True:
            try:
                if text in self.get(path):
                    return
            except urllib.error.HTTPError:
                pass
            self.until("Reloading browsers")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("preview")
    shutil.copytree(ROOT / "docs", copy / "docs")
    shutil.copy(ROOT / "mkdocs.yml", copy)
    return copy


@pytest.fixture(scope="module")
def preview(folder: Path) -> Iterator[Preview]:
    running = Preview(folder)
    running.until("Serving on")
    yield running
    running.stop()


def without(start: str) -> Callable[[bytes], bytes]:
    """Return what takes the paragraph that begins with `start` out of a page."""

    def change(data: bytes) -> bytes:
        text = data.decode("utf-8")
        changed = re.sub(rf"(?m)^{re.escape(start)}.*\n\n?", "", text, count=1)
        assert changed != text
        return changed.encode("utf-8")

    return change


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old.encode("utf-8") in data
        return data.replace(old.encode("utf-8"), new.encode("utf-8"), 1)

    return change


SCOPE = "docs/cy/schools/scope.md"
FAULTS = {
    "a missing page": (SCOPE, None, r"schools/scope\.md:\d+: page: "),
    "a missing clause": (SCOPE, without("2.2 "), r"schools/scope\.md:\d+: structure: .*2\.2"),
    "a renamed anchor": (
        SCOPE,
        replaced("{#a-scope}", "{#cwmpas}"),
        r"scope\.md:\d+: \w+: .*cwmpas",
    ),
    "an unknown placeholder": (
        SCOPE,
        replaced("{{ school_name }}", "{{ schol_name }}"),
        r"schools/scope\.md:\d+: placeholder: .*schol_name.*school_name",
    ),
    "broken YAML": (SCOPE, replaced("title: ", "title: a: "), r"cy/schools/scope\.md:2: .*YAML"),
    "a file that is not UTF-8": (SCOPE, lambda data: data + b"\xff\n", r"scope\.md:\d+: .*UTF-8"),
    "an empty file": (SCOPE, lambda _: b"", r"schools/scope\.md:1: page: "),
    "a cycle of includes": (
        SCOPE,
        lambda data: data + b"\n<!-- polisi: include your-policy.md -->\n",
        r"schools/\S+\.md:\d+: .*leads back to itself",
    ),
    "a slug used twice": (
        SCOPE,
        replaced("slug: cwmpas", "slug: cyflwyniad"),
        r"front-matter: .*cyflwyniad",
    ),
    "a broken list of fields": (
        "docs/data/fields.yml",
        replaced("type: text", "type: txet"),
        r"fields\.yml:\d+: .*txet",
    ),
    "broken settings": ("mkdocs.yml", replaced("nav:\n", "nav: [\n"), "rror"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_preview_tells_a_fault_survives_it_and_recovers(
    preview: Preview, folder: Path, fault: str
) -> None:
    name, change, message = FAULTS[fault]
    preview.shows("/cy/ysgolion/cwmpas/", 'id="a-2-2"')
    file = folder / name
    sound = file.read_bytes()
    try:
        if change is None:
            file.unlink()
        else:
            file.write_bytes(change(sound))
        preview.until(message)
        if name != "mkdocs.yml":  # without settings MkDocs answers when they are mended
            assert "<h1" in preview.get("/en/schools/introduction/")
    finally:
        file.write_bytes(sound)
    preview.shows("/cy/ysgolion/cwmpas/", 'id="a-2-2"')
    preview.shows("/en/schools/introduction/", 'id="a-1-1"')


def test_a_change_is_shown(preview: Preview, folder: Path) -> None:
    page = folder / "docs/en/policy/conclusion.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("positively impact", "positively astonish"), encoding="utf-8")
    preview.shows("/en/policy/conclusion/", "positively astonish")


def test_a_preview_starts_on_a_project_with_faults(project: Path) -> None:
    (project / "docs/cy/schools/scope.md").write_bytes(b"---\ntitle: a: b\n---\n\xff")
    running = Preview(project)
    try:
        running.until("Serving on")
        page = running.get("/cy/schools/scope/")
        assert "Ni ellir dangos y dudalen hon" in page
        assert "docs/cy/schools/scope.md" in page
    finally:
        running.stop()
