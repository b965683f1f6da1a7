"""A running preview, for the tests that need one."""

import os
import queue
import re
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

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
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
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

    def forget(self) -> None:
        """Forget what has been printed so far."""
        while not self.lines.empty():
            self.lines.get()

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
            self.until("Shown again|site has been built|cannot be built|Reloading browsers")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)
