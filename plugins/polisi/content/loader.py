"""A folder of Markdown to pages: the only part of `content` that touches the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from polisi.cache import digest
from polisi.content.reader import read_page
from polisi.content.source import Expander, decode, front_matter
from polisi.diagnostics import ContentError, unreadable
from polisi.model import Page, Span
from polisi.said import Said

SUFFIXES = (".md", ".markdown")


class Tree(NamedTuple):
    """One language's folder, read.

    Attributes:
        pages: its pages by path.
        errors: why the others could not be read, by path.
        files: the paths of everything in it that is not a page.
    """

    pages: Mapping[str, Page]
    errors: Mapping[str, ContentError]
    files: frozenset[str]


_Kind = Literal["file", "names", "variable"]

Question = tuple[_Kind, str]
"""What is asked of a system: the bytes of a file, the names in a folder, a variable's value."""


class Snapshot:
    """What is read of the disk at one time: each file once, whoever asks for it.

    Every file is opened, since nothing else tells surely whether it has changed: times and sizes
    can be equal for two contents.

    Args:
        base: the folder that names are told from, so that they hold wherever it lies.

    Attributes:
        answers: what was asked so far, with a digest of each answer.
    """

    def __init__(self, base: Path) -> None:
        self._base = base
        self._files: dict[str, bytes | OSError] = {}
        self._names: dict[str, tuple[str, ...] | None] = {}
        self.answers: dict[Question, str] = {}

    def read(self, name: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            OSError: it cannot be opened.
        """
        found = self._files.get(name)
        if found is None:
            found = self._files[name] = _bytes(os.path.join(self._base, name))  # noqa: PTH118
            self.answers["file", name] = (
                digest(found) if isinstance(found, bytes) else f"error {found.errno}"
            )
        if isinstance(found, OSError):
            raise OSError(found.errno, found.strerror, found.filename)
        return found

    def digest(self, name: str) -> str:
        """Return a digest of a file.

        Raises:
            OSError: it cannot be opened.
        """
        self.read(name)
        return self.answers["file", name]

    def names(self, folder: str) -> tuple[str, ...] | None:
        """Return the path of each file below a folder, or None if there is no such folder.

        What begins with a dot is nobody's.
        """
        if folder not in self._names:
            place = self._base / folder
            found = tuple(_walk(place, "")) if place.is_dir() else None
            self._names[folder] = found
            self.answers["names", folder] = "" if found is None else digest(*found)
        return self._names[folder]

    def variable(self, name: str) -> str | None:
        """Return a variable of the environment, or None if it is not set."""
        found = os.environ.get(name)
        self.answers["variable", name] = "" if found is None else digest(found)
        return found

    def repeats(self, answers: Mapping[Question, str]) -> bool:
        """Return whether all that was asked another time is answered now as it was then."""
        return all(self._answer(*question) == answer for question, answer in answers.items())

    def _answer(self, kind: _Kind, name: str) -> str:
        asking: Mapping[_Kind, Callable[[str], object]] = {
            "file": self.read,
            "names": self.names,
            "variable": self.variable,
        }
        with suppress(OSError):
            asking[kind](name)
        return self.answers[kind, name]


class _Reading(NamedTuple):
    """A page, and all that it was made of.

    Attributes:
        page: the page.
        files: a digest of each file that it was read from, by path: its own, and what it includes.
        made: the Markdown that was generated for it, by directive.
    """

    page: Page
    files: Mapping[str, str]
    made: Mapping[str, str]


class Folder:
    """One language's folder of pages, which can be read again and again.

    A page is made anew only if a byte of it is another, be it in a file that it includes; and what
    is equal then is the very same object as before. What is remembered is of the last reading
    alone.

    Args:
        name: the folder, from the base of the snapshots that it is read in; empty for that itself.
        locale: its language.
        root: its path as a person should see it; by default its name.

    Attributes:
        news: the share of its pages that the last reading made anew.
    """

    def __init__(self, name: str, locale: str, root: str | None = None) -> None:
        self._name = name
        self._locale = locale
        self._root = name if root is None else root
        self._readings: dict[str, _Reading] = {}
        self._titles: dict[str, tuple[str, str | None]] = {}
        self.news = 0.0

    def tree(
        self, snapshot: Snapshot, generated: Mapping[str, Callable[[], str]] | None = None
    ) -> Tree:
        """Read every page.

        Args:
            snapshot: the disk as it is now.
            generated: for each directive that stands for generated Markdown, what makes it.

        Raises:
            ContentError: there is no such folder.
        """
        names = snapshot.names(self._name)
        if names is None:
            raise ContentError(
                Span.at(self._root),
                Said("file.no_folder"),
                Said("file.give_folder"),
            )
        pages: dict[str, Page] = {}
        errors: dict[str, ContentError] = {}
        files: set[str] = set()
        readings: dict[str, _Reading] = {}
        for path in names:
            if not _is_page(path):
                files.add(path)
                continue
            try:
                readings[path] = self._reading(path, snapshot, generated or {})
                pages[path] = readings[path].page
            except ContentError as error:
                errors[path] = error
            except OSError as error:
                file = f"{self._root}/{path}" if self._root else path
                errors[path] = unreadable(file, error, Said("file.check"))
        anew = sum(self._readings.get(path) is not each for path, each in readings.items())
        self.news = anew / max(1, len(readings))
        self._readings = readings
        return Tree(pages, errors, frozenset(files))

    def titles(self, snapshot: Snapshot) -> Mapping[str, str]:
        """Return the title of each page that has one."""
        titles: dict[str, tuple[str, str | None]] = {}
        for path in filter(_is_page, snapshot.names(self._name) or ()):
            try:
                data, known = snapshot.read(self._at(path)), snapshot.digest(self._at(path))
            except OSError:
                continue
            before = self._titles.get(path)
            titles[path] = before if before and before[0] == known else (known, _title(data, path))
        self._titles = titles
        return {path: title for path, (_, title) in titles.items() if title is not None}

    def _at(self, path: str) -> str:
        """Return the path of a file from the base of a snapshot."""
        return f"{self._name}/{path}" if self._name else path

    def _reading(
        self, path: str, snapshot: Snapshot, generated: Mapping[str, Callable[[], str]]
    ) -> _Reading:
        """Return a page as it was read before if all that it was made of is the same, else anew."""
        before = self._readings.get(path)
        if before and self._is_valid(before, snapshot, generated):
            return before
        read: dict[str, str] = {}
        made: dict[str, str] = {}

        def reading(file: str) -> bytes:
            read[file] = snapshot.digest(self._at(file))
            return snapshot.read(self._at(file))

        def making(name: str) -> Callable[[], str]:
            def make() -> str:
                made[name] = generated[name]()
                return made[name]

            return make

        expander = Expander(reading, self._root, {name: making(name) for name in generated})
        page = read_page(expander.source(path), self._locale, self._root)
        # A fragment may have changed where this page does not include it.
        return _Reading(before.page if before and before.page == page else page, read, made)

    def _is_valid(
        self, reading: _Reading, snapshot: Snapshot, generated: Mapping[str, Callable[[], str]]
    ) -> bool:
        try:
            same = all(
                snapshot.digest(self._at(file)) == known for file, known in reading.files.items()
            )
        except OSError:
            return False
        return same and all(generated[name]() == text for name, text in reading.made.items())


def load_tree(
    folder: Path,
    locale: str,
    root: str | None = None,
    generated: Mapping[str, Callable[[], str]] | None = None,
) -> Tree:
    """Read every page below a folder, once.

    Args:
        folder: the folder.
        locale: its language.
        root: its path as a person should see it; by default as given.
        generated: for each directive that stands for generated Markdown, what makes it.

    Raises:
        ContentError: there is no such folder.
    """
    seen = folder.as_posix() if root is None else root
    return Folder("", locale, seen).tree(Snapshot(folder), generated)


def _bytes(path: str) -> bytes | OSError:
    """Return what is in a file, or why it cannot be opened."""
    try:
        # Half the time of a buffered file, or of a `Path`.
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.readall()
    except OSError as error:
        return OSError(error.errno, error.strerror, error.filename)


def _walk(folder: str | Path, below: str) -> Iterator[str]:
    """Yield the path of each file, folder by folder; what begins with a dot is nobody's."""
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError:
        # It is gone meanwhile, or may not be looked into.
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{below}{entry.name}/")
        elif entry.is_file():
            yield f"{below}{entry.name}"


def _is_page(path: str) -> bool:
    return path.lower().endswith(SUFFIXES)


def _title(data: bytes, path: str) -> str | None:
    try:
        meta, _, _ = front_matter(decode(data, path), path)
    except ContentError:
        return None
    title = meta.get("title")
    return title if isinstance(title, str) else None
