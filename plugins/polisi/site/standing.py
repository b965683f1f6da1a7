"""Files of the site that stay where the last build has written them.

MkDocs empties the site's folder before each build, but for what is hidden (names with a dot), and
writes every file again: a quarter of the processor time of a build of 2,400 pages of which none
has changed. So the folders in which files are to stay are hidden for that moment. Then all is
deleted that is not, by its status, the very file that the last build left.

What a build has written, and what of, is kept in the cache by the folder's name. It may be out of
date like no other entry there; that is why a file counts only with the status that it had then.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polisi.cache import Cache

HIDDEN = ".polisi-standing"
"""Where folders are while MkDocs empties the site's; whoever finds it there was interrupted."""

_KIND = "site"
_Status = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the last build.

    Attributes:
        mark: a digest of what it was made of.
        status: what tells that nobody has touched it.
        about: what is remembered of it.
    """

    mark: str
    status: _Status
    about: Any


class Standing:
    """The site's folder, from one build to the next.

    Args:
        cache: where it is kept what was written; if it keeps nothing, no file stays.
        folder: the folder.
    """

    def __init__(self, cache: Cache, folder: Path) -> None:
        self._cache = cache
        self._folder = folder
        self._key = (os.path.abspath(folder),)  # noqa: PTH100
        self._there: dict[str, _File] = {}
        self._claimed: dict[str, tuple[str, Any]] = {}

    def clear(self) -> None:
        """Delete what a build that was interrupted may have left hidden."""
        shutil.rmtree(self._folder / HIDDEN, ignore_errors=True)

    def set_aside(self) -> None:
        """Hide what may stay, before MkDocs empties the folder."""
        hidden = self._folder / HIDDEN
        self._there = self._cache.find(_KIND, self._key) or {}
        for name in {_first(path) for path in self._there}:
            # Where a folder cannot be moved, MkDocs empties it, and all is written again.
            with suppress(OSError):
                if not (self._folder / name).is_symlink():
                    hidden.mkdir(exist_ok=True)
                    (self._folder / name).rename(hidden / name)

    def bring_back(self) -> None:
        """Put back what was hidden, without anything that the last build did not leave so."""
        hidden = self._folder / HIDDEN
        standing: dict[str, _File] = {}
        for folder, _, names in os.walk(hidden, topdown=False):
            below = folder[len(str(hidden)) + 1 :].replace(os.sep, "/")
            for name in names:
                path = f"{below}/{name}" if below else name
                known = self._there.get(path)
                if known is not None and known.status == _status(f"{folder}/{name}"):
                    standing[path] = known
                else:
                    _delete(f"{folder}/{name}")
            with suppress(OSError):
                os.rmdir(folder)  # noqa: PTH106
        for name in _names(hidden):
            try:
                (hidden / name).rename(self._folder / name)
            except OSError:
                standing = {path: known for path, known in standing.items() if _first(path) != name}
        self.clear()
        self._there = standing

    def holds(self, path: str, mark: str) -> Any:
        """Return what is remembered of a file that stands as it is to be; None if it does not.

        Args:
            path: its path in the site.
            mark: a digest of all that it is made of.
        """
        known = self._there.get(path)
        if known is None or known.mark != mark:
            return None
        self.claim(path, mark, known.about)
        return known.about

    def claim(self, path: str, mark: str, about: Any) -> None:
        """Take note that a file belongs to the site, of what it is made, and what to remember."""
        self._claimed[path] = (mark, about)

    def write(self, path: str, mark: str, content: bytes, about: Any) -> None:
        """Write a file that is to stay."""
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        self.claim(path, mark, about)

    def settle(self) -> None:
        """Delete what stood and is no part of the site any more; remember the rest."""
        root = str(self._folder)
        for path, known in self._there.items():
            file = f"{root}/{path}"
            if path not in self._claimed and _status(file) == known.status:
                _delete(file)
                _delete_empty(os.path.dirname(file), root)  # noqa: PTH120
        there = {}
        for path, (mark, about) in self._claimed.items():
            status = _status(f"{root}/{path}")
            if status is not None:
                there[path] = _File(mark, status, about)
        self._cache.keep(_KIND, self._key, there)


def _first(path: str) -> str:
    return path.partition("/")[0]


def _status(file: str) -> _Status | None:
    try:
        found = os.stat(file, follow_symlinks=False)  # noqa: PTH116
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _names(folder: Path) -> list[str]:
    with suppress(OSError):
        return os.listdir(folder)  # noqa: PTH208
    return []


def _delete(file: str) -> None:
    with suppress(OSError):
        os.unlink(file)  # noqa: PTH108


def _delete_empty(folder: str, root: str) -> None:
    """Delete a folder and those above it, as far as nothing is in them."""
    with suppress(OSError):
        while folder != root:
            os.rmdir(folder)  # noqa: PTH106
            folder = os.path.dirname(folder)  # noqa: PTH120
