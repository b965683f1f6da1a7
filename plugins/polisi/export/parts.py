"""What a document takes of a page: its words, its title, and where its links lead."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import replace

from polisi.content.reader import reread
from polisi.export.blocks import blocks
from polisi.export.files import file_name
from polisi.model import Kind, Line, Page


def document_page(page: Page) -> Page:
    """Return the page with only what belongs to a document made of it.

    Where a page includes others, its own words are the site's and stay behind, and the first
    heading that it includes heads the document. Any other page is a document as it is, but for
    its heading: that it is the fifth appendix of something is nothing to whoever gets it alone.
    So its `document_title` stands there instead, and above a letter nothing at all. What this
    function returns is a document too: for many documents of one page, call it once.
    """
    # A batch asks for the same few pages thousands of times. Two pages are slow to compare, so the
    # very same one is looked for, and kept, lest another takes its place in memory.
    if id(page) not in _kept:
        if len(_kept) >= _MOST:
            del _kept[next(iter(_kept))]
        _kept[id(page)] = (page, _document_page(page))
    return _kept[id(page)][1]


def title(page: Page) -> str:
    """Return the title of the document that a page makes.

    It is the page's `document_title`; without one the document's first heading, which is not that
    of a page that includes others.
    """
    headings = (s.text for s in document_page(page).segments if s.kind is Kind.HEADING)
    return _own_title(page) or next(headings, page.title)


def _own_title(page: Page) -> str:
    own = page.meta.get("document_title")
    return own.strip() if isinstance(own, str) else ""


def short_name(page: Page) -> str:
    """Return what the files of a document are called after the school that they belong to.

    That is the last part of the page's address (of an index, its folder's), which is short and in
    its language; of a page that includes others, the document's title.
    """
    if any(line.path != page.path for line in page.lines):
        return file_name(title(page))[:_LONGEST_NAME].strip("-")
    folder, name = posixpath.split(posixpath.splitext(page.path)[0])
    last = posixpath.basename(folder) if name == "index" else name
    return file_name(str(page.meta.get("slug") or last))


def is_letter(page: Page) -> bool:
    """Tell whether a page is a letter and nothing else beside its heading."""
    rest = [block for block in blocks(page) if block.kind is not Kind.HEADING]
    return bool(rest) and all("letter" in block.containers for block in rest)


_LONGEST_NAME = 60
"""With two schools' names of 80 letters, still a name that every system takes."""

_MOST = 64
"""Each page that is a document in each language, and as many again."""

_kept: dict[int, tuple[Page, Page]] = {}


def _document_page(page: Page) -> Page:
    lines = [line for line in page.lines if line.path != page.path]
    if not lines:
        return _alone(page)
    # Reading a page takes longer than filling it in, so what is a document already stays as it is.
    read = page if len(lines) == len(page.lines) else reread(page, lines)
    first = next((s for s in read.segments if s.kind is Kind.HEADING), None)
    if first is None or first.level == 1:
        return read
    return reread(page, _as_first_level(lines, first.lines[0]))


def _alone(page: Page) -> Page:
    """Return a page under the heading that it has as a document of its own."""
    first = next((s for s in page.segments if s.kind is Kind.HEADING), None)
    own = _own_title(page)
    if first is None or not own:
        return page
    start, end = first.lines
    head = replace(page.lines[start], text=f"# {own} {{#{first.anchor}}}")
    lines = [*page.lines[:start], *([] if is_letter(page) else [head]), *page.lines[end:]]
    return reread(page, lines)


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
