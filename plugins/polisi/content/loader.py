"""A folder of Markdown to pages: the only part of `content` that touches the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.diagnostics import ContentError
from polisi.model import Page, Span

SUFFIXES = frozenset({".md", ".markdown"})


@dataclass(frozen=True, slots=True)
class Tree:
    """One language's folder, read.

    Attributes:
        pages: its pages by path.
        errors: why the others could not be read, by path.
        files: the paths of everything in it that is not a page.
    """

    pages: Mapping[str, Page]
    errors: Mapping[str, ContentError]
    files: frozenset[str]


def load_tree(
    folder: Path,
    locale: str,
    root: str | None = None,
    generated: Mapping[str, Callable[[], str]] | None = None,
) -> Tree:
    """Read every page below a folder.

    Args:
        folder: the folder.
        locale: its language.
        root: its path as a person should see it; by default as given.
        generated: for each directive that stands for generated Markdown, what makes it.

    Raises:
        ContentError: there is no such folder.
    """
    root = folder.as_posix() if root is None else root
    if not folder.is_dir():
        raise ContentError(
            Span.at(root), "There is no such folder.", "Give the folder that holds the pages."
        )
    expander = Expander(lambda path: (folder / path).read_bytes(), root, generated)
    pages: dict[str, Page] = {}
    errors: dict[str, ContentError] = {}
    files: set[str] = set()
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if not file.is_file() or any(part.startswith(".") for part in path.split("/")):
            continue
        if file.suffix.lower() not in SUFFIXES:
            files.add(path)
            continue
        try:
            pages[path] = read_page(expander.source(path), locale, root)
        except ContentError as error:
            errors[path] = error
        except OSError as error:
            errors[path] = ContentError(
                Span.at(expander.file(path)),
                f"This file cannot be opened: {error.strerror or error}.",
                "Check that it may be read.",
            )
    return Tree(pages, errors, frozenset(files))
