"""What a document takes of a page: its words, and where its links lead."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import replace

from polisi.content.reader import reread
from polisi.model import Kind, Line, Page


def document_page(page: Page) -> Page:
    """Return the page with only what belongs to a document made of it.

    Where a page includes others, its own words are the site's and stay behind, and the first
    heading that it includes heads the document. Any other page is a document as it is, and so is
    what this function returns: for many documents of one page, call it once.
    """
    # A batch asks for the same few pages thousands of times. Two pages are slow to compare, so the
    # very same one is looked for, and kept, lest another takes its place in memory.
    if id(page) not in _kept:
        if len(_kept) >= _MOST:
            del _kept[next(iter(_kept))]
        _kept[id(page)] = (page, _document_page(page))
    return _kept[id(page)][1]


def heading(page: Page) -> str:
    """Return the heading of a document, which is not that of the page that includes it."""
    read = document_page(page)
    return next((s.text for s in read.segments if s.kind is Kind.HEADING), page.title)


_MOST = 16
_kept: dict[int, tuple[Page, Page]] = {}


def _document_page(page: Page) -> Page:
    lines = [line for line in page.lines if line.path != page.path]
    if not lines:
        return page
    # Reading a page takes longer than filling it in, so what is a document already stays as it is.
    read = page if len(lines) == len(page.lines) else reread(page, lines)
    first = next((s for s in read.segments if s.kind is Kind.HEADING), None)
    if first is None or first.level == 1:
        return read
    return reread(page, _as_first_level(lines, first.lines[0]))


def inside(page: Page) -> Callable[[str], str | None]:
    """Return what makes a link to a page that is part of this document a link inside it.

    It gives `#anchor` for those, None for a page that is not part of it, and any other address as
    it stands.
    """
    starts: dict[str, str] = {}
    for segment in page.segments:
        if segment.kind is Kind.HEADING and segment.anchor:
            starts.setdefault(page.lines[segment.lines[0]].path, segment.anchor)

    def resolve(href: str) -> str | None:
        path, _, anchor = href.partition("#")
        if "://" in href or not path.endswith(".md"):
            return href
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
        if path not in starts:
            return None
        return f"#{anchor or starts[path]}"

    return resolve


def _as_first_level(lines: Sequence[Line], index: int) -> list[Line]:
    head = lines[index]
    changed = replace(head, text="# " + head.text.lstrip("# "))
    return [*lines[:index], changed, *lines[index + 1 :]]
