"""A folder of Markdown to pages: the only part of `content` that touches the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from polisi.content.reader import read_page
from polisi.content.source import Expander, decode, front_matter
from polisi.diagnostics import ContentError
from polisi.model import Page, Span

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


class _Reading(NamedTuple):
    """A page, and all that it was made of.

    Attributes:
        page: the page.
        files: the bytes of each file that it was read from, by path: its own, and what it includes.
        made: the Markdown that was generated for it, by directive.
    """

    page: Page
    files: Mapping[str, bytes]
    made: Mapping[str, str]


class Folder:
    """One language's folder of pages, which can be read again and again.

    Every file is opened each time, since nothing else tells surely whether it has changed: times
    and sizes can be equal for two contents. But a page is made anew only if a byte of it is
    another, be it in a file that it includes; and what is equal then is the very same object as
    before. What is remembered is of the last reading alone.

    Args:
        folder: the folder.
        locale: its language.
        root: its path as a person should see it; by default as given.
    """

    def __init__(self, folder: Path, locale: str, root: str | None = None) -> None:
        self._folder = folder
        self._locale = locale
        self._root = folder.as_posix() if root is None else root
        self._readings: dict[str, _Reading] = {}
        self._titles: dict[str, tuple[bytes, str | None]] = {}
        self._places: dict[str, Path] = {}
        self._files: dict[str, bytes] = {}

    def tree(self, generated: Mapping[str, Callable[[], str]] | None = None) -> Tree:
        """Read every page.

        Args:
            generated: for each directive that stands for generated Markdown, what makes it.

        Raises:
            ContentError: there is no such folder.
        """
        if not self._folder.is_dir():
            raise ContentError(
                Span.at(self._root),
                "There is no such folder.",
                "Give the folder that holds the pages.",
            )
        self._files = {}
        # A path is made of its text once; that takes as long as to read a file.
        self._places = {
            path: self._places.get(path) or self._folder / path for path in _walk(self._folder, "")
        }
        pages: dict[str, Page] = {}
        errors: dict[str, ContentError] = {}
        files: set[str] = set()
        readings: dict[str, _Reading] = {}
        for path in self._places:
            if not _is_page(path):
                files.add(path)
                continue
            try:
                readings[path] = self._reading(path, generated or {})
                pages[path] = readings[path].page
            except ContentError as error:
                errors[path] = error
            except OSError as error:
                errors[path] = ContentError(
                    Span.at(f"{self._root}/{path}" if self._root else path),
                    f"This file cannot be opened: {error.strerror or error}.",
                    "Check that it may be read.",
                )
        self._readings = readings
        self._files = {}
        return Tree(pages, errors, frozenset(files))

    def titles(self) -> Mapping[str, str]:
        """Return the title of each page that has one, while the pages are read."""
        titles: dict[str, tuple[bytes, str | None]] = {}
        for path in filter(_is_page, self._places):
            try:
                data = self._read(path)
            except OSError:
                continue
            before = self._titles.get(path)
            titles[path] = before if before and before[0] == data else (data, _title(data, path))
        self._titles = titles
        return {path: title for path, (_, title) in titles.items() if title is not None}

    def _reading(self, path: str, generated: Mapping[str, Callable[[], str]]) -> _Reading:
        """Return a page as it was read before if all that it was made of is the same, else anew."""
        before = self._readings.get(path)
        if before and self._is_valid(before, generated):
            return before
        read: dict[str, bytes] = {}
        made: dict[str, str] = {}

        def reading(file: str) -> bytes:
            read[file] = self._read(file)
            return read[file]

        def making(name: str) -> Callable[[], str]:
            def make() -> str:
                made[name] = generated[name]()
                return made[name]

            return make

        expander = Expander(reading, self._root, {name: making(name) for name in generated})
        page = read_page(expander.source(path), self._locale, self._root)
        # A fragment may have changed where this page does not include it.
        return _Reading(before.page if before and before.page == page else page, read, made)

    def _is_valid(self, reading: _Reading, generated: Mapping[str, Callable[[], str]]) -> bool:
        try:
            same = all(self._read(file) == data for file, data in reading.files.items())
        except OSError:
            return False
        return same and all(generated[name]() == text for name, text in reading.made.items())

    def _read(self, path: str) -> bytes:
        """Return the bytes of a file; within one reading of the folder, always the same."""
        if path not in self._files:
            self._files[path] = (self._places.get(path) or self._folder / path).read_bytes()
        return self._files[path]


def load_tree(
    folder: Path,
    locale: str,
    root: str | None = None,
    generated: Mapping[str, Callable[[], str]] | None = None,
) -> Tree:
    """Read every page below a folder, once; the arguments are those of `Folder` and its `tree`.

    Raises:
        ContentError: there is no such folder.
    """
    return Folder(folder, locale, root).tree(generated)


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
