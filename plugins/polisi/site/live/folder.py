"""The folder of a preview's site: whoever asks it for a file finds a whole site in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from polisi.site import downloads
from polisi.site.extras import write

_TEXTS = frozenset({".html", ".json", ".xml", ".gz"})


class Folder:
    """Reads and writes the files of the site, one at a time.

    Args:
        root: the folder that MkDocs builds into. A second one beside it holds the last good site
            while it builds.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._aside = root.with_name(f"{root.name}.last")
        self._shown = root
        self._lock = RLock()

    def read(self, path: str) -> bytes | None:
        """Return what is in a file of the site; None if there is no such file."""
        with self._lock:
            try:
                return (self._shown / path).read_bytes()
            except (OSError, ValueError):
                return None

    def write(self, path: str, content: bytes) -> bool:
        """Write a file of the site, and return whether that changed it."""
        with self._lock:
            if self.read(path) == content:
                return False
            write(self._shown / path, content)
            return True

    def change(self, path: str, change: Callable[[str], str]) -> bool:
        """Change a text of the site, if it is there, and return whether it is another now."""
        with self._lock:
            content = self.read(path)
            if content is None:
                return False
            return self.write(path, change(content.decode("utf-8")).encode("utf-8"))

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Let the site be built anew. Until that is done, and if it fails, the last one is read."""
        with self._lock:
            shutil.rmtree(self._aside, ignore_errors=True)
            self.root.rename(self._aside)
            self._shown = self._aside
        try:
            yield
        except BaseException:
            with self._lock:
                shutil.rmtree(self.root, ignore_errors=True)
                self._aside.rename(self.root)
                self._shown = self.root
            raise
        with self._lock:
            self._shown = self.root
        self.remove_last()

    def loaded(self) -> Mapping[str, bytes]:
        """Return what pages load: every file that is neither text of the site nor a document."""
        documents = self._shown / downloads.FOLDER
        with self._lock:
            return {
                path.relative_to(self._shown).as_posix(): path.read_bytes()
                for path in self._shown.rglob("*")
                if path.suffix not in _TEXTS and documents not in path.parents and path.is_file()
            }

    def remove_last(self) -> None:
        """Remove what is left of the site before this one."""
        shutil.rmtree(self._aside, ignore_errors=True)
