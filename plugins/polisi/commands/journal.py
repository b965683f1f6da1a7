"""What a batch has done, kept beside the files so that the next run does not do it again.

A file is announced before it is moved into place, with the digest of what it holds. So whenever
a run is killed, every file that stands there is known; one that was announced and never moved
does not have that digest, and is made again.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from polisi.diagnostics import ContentError
from polisi.export.files import Numbered, School
from polisi.model import Span
from polisi.said import Said

FOLDER = ".polisi-batch"
_DONE = "done.jsonl"
_RUNNING = "running-*.jsonl"
_BUSY = (errno.EACCES, errno.EAGAIN)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file.

    Attributes:
        file: its name.
        key: a digest of all that it is made of: answers, pictures, template, program, format.
        digest: a digest of what it holds.
        names: the school's name in each language.
        row: a digest of all that the school answered.
        number: which of the schools of that name it is.
    """

    file: str
    key: str
    digest: str
    names: Mapping[str, str]
    row: str
    number: int

    @classmethod
    def of_line(cls, line: str) -> Entry | None:
        """Return the entry that a line holds, or None if it is damaged."""
        try:
            entry = cls(**json.loads(line))
            texts = [entry.file, entry.key, entry.digest, entry.row]
            texts += [*entry.names.keys(), *entry.names.values()]
            sound = all(isinstance(text, str) for text in texts) and entry.number > 0
        except (ValueError, TypeError, AttributeError):
            return None
        return entry if sound else None


def digest(data: bytes) -> str:
    """Return the digest of some bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class Journal:
    """The journal of a folder, held by one run at a time; use it in a `with`.

    Attributes:
        scratch: a folder on the same disk for files that are not whole yet.
    """

    def __init__(self, output: Path) -> None:
        self._output = output
        self.scratch = output / FOLDER
        self._entries: dict[str, Entry] = {}
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Journal:
        """Take the folder.

        Raises:
            ContentError: another run has it.
            OSError: nothing can be written there.
        """
        self.scratch.mkdir(parents=True, exist_ok=True)
        self._lock = (self.scratch / "lock").open("ab")
        _take(self._lock, self._output)
        for path in self.scratch.glob(".polisi-*.tmp"):  # of a run that was killed
            path.unlink(missing_ok=True)
        self._read()
        self._write_whole()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the folder back; what was announced stands in one file again."""
        # If the disk is full the parts stay, and the next run reads those.
        with contextlib.suppress(OSError):
            self._read()
            self._write_whole()
        if self._lock is not None:
            self._lock.close()

    def has(self, file: str, key: str) -> bool:
        """Return whether a file stands there whole, made of just that."""
        entry = self._entries.get(file)
        if entry is None or entry.key != key:
            return False
        try:
            return digest((self._output / file).read_bytes()) == entry.digest
        except OSError:
            return False

    def schools(self) -> Iterator[Numbered]:
        """Return the schools that have been given file names, each once."""
        seen: set[tuple[object, ...]] = set()
        for entry in self._entries.values():
            known = Numbered(School(entry.names, entry.row), entry.number)
            mark = (known.school.identity, entry.number)
            if mark not in seen:
                seen.add(mark)
                yield known

    def _parts(self) -> list[Path]:
        return sorted(self.scratch.glob(_RUNNING))

    def _read(self) -> None:
        for path in (self.scratch / _DONE, *self._parts()):
            try:
                text = path.read_text(encoding="utf-8", errors="replace")
            except FileNotFoundError:
                continue
            for line in text.split("\n"):
                entry = Entry.of_line(line)
                if entry is not None:
                    self._entries[entry.file] = entry

    def _write_whole(self) -> None:
        """Put all entries in one file, and the parts away."""
        parts = self._parts()
        temporary = self.scratch / f".polisi-{secrets.token_hex(8)}.tmp"
        with temporary.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(_line(entry) for entry in self._entries.values())
        temporary.replace(self.scratch / _DONE)
        for path in parts:
            path.unlink(missing_ok=True)


class Announcer:
    """Announces files on behalf of one process, in a file of its own."""

    def __init__(self, scratch: Path) -> None:
        self._path = scratch / f"running-{os.getpid()}-{secrets.token_hex(4)}.jsonl"

    def announce(self, entry: Entry) -> None:
        """Write an entry down before its file is moved into place."""
        with self._path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(_line(entry))


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry), sort_keys=True) + "\n"


def _take(stream: IO[bytes], output: Path) -> None:
    """Lock a file; the system gives it back when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # A disk in the network may know no locks; then nobody is kept out.
        if error.errno in _BUSY:
            stream.close()
            raise ContentError(
                Span.at(str(output)),
                Said("batch.busy"),
                Said("batch.wait"),
            ) from error
