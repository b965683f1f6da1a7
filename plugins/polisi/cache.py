"""What was made once is kept on disk, and is not made again while all that it is made of is equal.

An entry is found by a digest of everything that went into it: the inputs that its maker names, and
always our own code and the versions of what is installed. So nothing here goes stale; an entry
that no longer fits is simply never asked for again, and is swept out when it has not been used for
a month. (What `project` finds by a project's place, it holds against every byte that it was made
of.) The folder can be deleted at any time.

Entries are written under a name of their own and then moved into place, so that two builds at once
and one that is killed leave none half-written; each begins with a digest of itself, so that one
which is damaged all the same is made again.

They lie in the user's own cache folder, beside nobody's repository: some are pickles, and whoever
can write a pickle can run code where it is read.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from io import BufferedReader
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_cache_dir

T = TypeVar("T")

_OWN = Path(__file__).parent
"""What this package has: its code, and what goes with it."""

VARIABLE = "POLISI_CACHE"
"""The environment's variable that names another folder."""

_DAY = 86_400
_UNUSED = 30 * _DAY
_MOST = 500_000_000
"""How many bytes may be kept: a site of 2,400 pages, as it was at some five times."""

_LOADED = time.time()
_SWEPT = "swept"
_SIZE = 16
_PIECE = 1 << 18
"""How many bytes of an entry are read at once to tell whether it is whole."""

_NO_PICKLE = (pickle.PicklingError, AttributeError, RecursionError, TypeError)
"""What is raised on the way to a pickle of what has none, or is nested too deeply."""

_PARAMETERS = "__dataclass_params__"
_numbers = count()


def folder() -> Path:
    """Return the folder that entries are kept in."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else Path(user_cache_dir("polisi", appauthor=False))


def digest(*parts: str | bytes) -> str:
    """Return a digest of some texts, each for itself: `("ab", "c")` is not `("a", "bc")`."""
    made = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(len(data).to_bytes(8, "big"))
        made.update(data)
    return made.hexdigest()


class Cache:
    """Entries on disk.

    Args:
        kept: the folder; None keeps nothing, and all is made each time.
        stamp: what all entries depend on beside their own key; by default `code()`.
    """

    def __init__(self, kept: Path | None, stamp: str | None = None) -> None:
        self._folder = kept
        self._stamp = stamp

    @property
    def is_kept(self) -> bool:
        """Whether anything is kept at all, so that a key is worth making."""
        return self._folder is not None

    def data(self, kind: str, key: Iterable[str | bytes], make: Callable[[], bytes]) -> bytes:
        """Return what `make` returns, or returned before.

        Args:
            kind: what sort of thing it is: a word that can be a folder's name.
            key: all that it is made of.
            make: makes it; whatever it raises goes on to the caller, and nothing is kept.
        """
        if self._folder is None:
            return make()
        path = self._path(kind, key)
        file = _opened(path)
        if file is not None:
            with file:
                return file.read()
        made = make()
        _write(path, lambda write: write(made))
        return made

    def value(self, kind: str, key: Sequence[str | bytes], make: Callable[[], T]) -> T:
        """Return what `make` returns, or a copy of what it returned before; see `data`."""
        known: T | None = self.find(kind, key)
        if known is None:
            known = make()
            self.keep(kind, key, known)
        return known

    def find(self, kind: str, key: Iterable[str | bytes]) -> Any:
        """Return what was kept; None if nothing was."""
        return next(self.find_each(kind, key), None)

    def find_each(self, kind: str, key: Iterable[str | bytes]) -> Iterator[Any]:
        """Yield the values that were kept together, each read when it is asked for.

        What one of them shares with those before it is the very same object. The entry is open
        until all are asked for, or the iterator is dropped.
        """
        file = None if self._folder is None else _opened(self._path(kind, key))
        if file is None:
            return
        # The code that it was made by is part of its key, so that it can be read; but of what is
        # no more than unlikely, nobody should have to hear more than that it is made again.
        with file, suppress(Exception):
            unpickler = pickle.Unpickler(file)
            while file.peek(1):
                yield unpickler.load()

    def keep(self, kind: str, key: Iterable[str | bytes], *values: Any) -> None:
        """Keep anything that can be pickled; what cannot is made again the next time."""
        if self._folder is None:
            return

        def dump(write: _Write) -> None:
            pickler = _Pickler(_Stream(write), pickle.HIGHEST_PROTOCOL)
            for value in values:
                pickler.dump(value)

        _write(self._path(kind, key), dump)

    def sweep(self) -> None:
        """Delete what has not been used for long, once a day, and what is too much."""
        if self._folder is None:
            return
        swept = self._folder / _SWEPT
        with suppress(OSError):
            if time.time() - swept.stat().st_mtime < _DAY:
                return
        _sweep(self._folder)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            swept.touch()

    def _path(self, kind: str, key: Iterable[str | bytes]) -> str:
        assert self._folder is not None
        stamp = code() if self._stamp is None else self._stamp
        # No `Path`: thousands of these are made.
        return os.path.join(self._folder, kind, digest(stamp, kind, *key))  # noqa: PTH118


_Write = Callable[[bytes], object]
"""What takes an entry piece by piece: a large one is never in memory as a whole."""


class _Stream:
    """What a pickler writes to."""

    def __init__(self, write: _Write) -> None:
        self.write = write


class _Pickler(pickle.Pickler):
    """Writes a frozen dataclass as a call of its class, which is read twice as fast.

    What it has worked out since (`cached_property`) is left out: it is worked out again where it
    is asked for, and some of it counts on where things lie in memory.
    """

    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        # mypy takes no `type[Any]` for hashable.
        arguments = _arguments(kind)  # type: ignore[arg-type]
        return NotImplemented if arguments is None else (kind, arguments(value))


@cache
def _arguments(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """Return what gives the arguments that a class is called with to make an instance again."""
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return tuple
    if not is_dataclass(kind) or not getattr(vars(kind).get(_PARAMETERS), "frozen", False):
        return None
    own = fields(kind)
    # Of a single attribute `attrgetter` makes no tuple.
    is_all = len(own) > 1 and all(each.init for each in own)
    return attrgetter(*(each.name for each in own)) if is_all else None


@cache
def code() -> str:
    """Return a digest of what makes things: this package, all that is installed, and Python.

    A package is told by its version, which is in the name of its `dist-info`; ours by its files
    (about 10 ms for 250 of them), since who works on it changes them under one version.
    """
    installed = {
        entry.name
        for folder_ in sys.path
        for entry in _entries(Path(folder_ or "."))
        if _is_of(entry)
    }
    parts: list[str | bytes] = [sys.version, zlib.ZLIB_RUNTIME_VERSION, *sorted(installed)]
    for path in sorted(_files(_OWN)):
        parts += (path.removeprefix(str(_OWN)), _content(path))
    if any(_changed(path) > _LOADED for path in _files(_OWN)):
        # What is running is not what lies there: nobody may rely on what it makes.
        parts.append(os.urandom(_SIZE))
    return digest(*parts)


def _is_of(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith((".dist-info", ".egg-info"))


def _files(folder_: Path) -> Iterator[str]:
    for entry in _entries(folder_):
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from _files(Path(entry.path))
        else:
            yield entry.path


def _changed(path: str) -> float:
    try:
        return os.stat(path).st_mtime  # noqa: PTH116
    except OSError:
        return 0.0


def _content(path: str) -> bytes:
    """Return what is in a file; nothing if it is gone, as when an editor writes it anew."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return b""


def _entries(folder_: Path) -> list[os.DirEntry[str]]:
    """Return what is in a folder; nothing, if it is no folder or cannot be read."""
    try:
        with os.scandir(folder_) as entries:
            return list(entries)
    except OSError:
        return []


def _opened(path: str) -> BufferedReader | None:
    """Return an entry, open where it begins; None if there is none, or it is damaged."""
    try:
        file = open(path, "rb")  # noqa: PTH123, SIM115
    except OSError:
        return None
    try:
        head, made = file.read(_SIZE), hashlib.blake2b(digest_size=_SIZE)
        while piece := file.read(_PIECE):
            made.update(piece)
        is_whole = head == made.digest()
        used = os.fstat(file.fileno()).st_mtime
        file.seek(_SIZE)
    except OSError:
        is_whole, used = False, 0.0
    if not is_whole:
        file.close()
        return None
    if time.time() - used > _DAY:
        with suppress(OSError):
            os.utime(path)
    return file


def _write(name: str, fill: Callable[[_Write], object]) -> None:
    """Keep an entry; where that cannot be done, it is made again the next time.

    Args:
        name: where.
        fill: given what takes the pieces of it, gives it all of them.
    """
    path = Path(name)
    made = hashlib.blake2b(digest_size=_SIZE)
    written = path.with_name(f"{path.name}.{os.getpid()}-{next(_numbers)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written.open("xb") as file:
            file.write(bytes(_SIZE))

            def write(piece: bytes) -> None:
                made.update(piece)
                file.write(piece)

            fill(write)
            file.seek(0)
            file.write(made.digest())
        written.replace(path)
    except (OSError, *_NO_PICKLE):
        with suppress(OSError):
            written.unlink()


def _sweep(folder_: Path) -> None:
    found = []
    for kind in _entries(folder_):
        for entry in _entries(Path(kind.path)) if kind.is_dir(follow_symlinks=False) else ():
            with suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                found.append((status.st_mtime, status.st_size, Path(entry.path)))
    total = 0
    now = time.time()
    for used, size, path in sorted(found, reverse=True):
        total += size
        # Names with a dot are those of writers, which were killed if they are a day old.
        unfinished = "." in path.name and now - used > _DAY
        if total > _MOST or now - used > _UNUSED or unfinished:
            with suppress(OSError):
                path.unlink()
