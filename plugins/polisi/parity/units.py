"""A page to units: what is matched as one with its counterpart on the other page.

A unit is a segment, but for two things. A table's row is one unit, so that a row too few is one
finding and not one a cell. An include is one unit, since what it takes in is compared on the page
that it comes from.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property, partial
from itertools import groupby

from polisi.content.numbering import GLUED
from polisi.model import Kind, Line, Page, Segment, Span
from polisi.parity.memo import Pages

ROW = "row"
INCLUDE = "include"

BLOCKS = (
    *("school-note", "site-note", "letter", "form", "statute"),
    *("note", "abstract", "info", "tip", "success", "question", "warning"),
    *("failure", "danger", "bug", "example", "quote"),
)
"""The names that a `!!!` block may have: those of this project, then those of the theme."""

_TABLE = re.compile(r".*~t\d+(?=r\d+c\d+$)")
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_MARK = re.compile(r"\*+|[?!:;()/\"–—&%£]|[,.](?=\s|$)|(?<!\w)'|'(?!\w)")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Unit:
    """What is matched as one.

    Attributes:
        kind: the kind of its segments, `row` or `include`.
        segments: its segments; none for an include.
        span: where it stands.
        identity: what says by itself which unit of the other page is its counterpart, or None.
        shape: everything about it that both languages share, but for ids.
        tokens: what stands in it and is not translated: numbers, fields, addresses, footnotes.
        text: its text.
        table: for a row, its table; else an empty text.
    """

    kind: str
    segments: tuple[Segment, ...]
    span: Span
    identity: tuple[str, ...] | None
    shape: tuple[object, ...]
    tokens: tuple[str, ...]
    text: str
    table: str = ""

    @cached_property
    def words(self) -> frozenset[str]:
        """The words in it, folded so that they may be compared."""
        return words_of(self.text)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Its punctuation and emphasis, which a translation mostly keeps."""
        return tuple(sorted(mark for each in self.segments for mark in _MARK.findall(each.source)))

    @property
    def first(self) -> Segment:
        """Its first segment; only an include has none."""
        return self.segments[0]

    @property
    def anchor(self) -> str | None:
        """The id that it is given in the Markdown, or None."""
        return self.first.anchor if self.segments and self.first.explicit else None

    @property
    def label(self) -> str | None:
        """The printed clause label that it has, or None."""
        return self.first.label if self.segments else None


def origin(page: Page, segment: Segment) -> Line:
    """Return the line of Markdown that a segment begins on."""
    return page.lines[segment.lines[0]]


def is_own(page: Page, segment: Segment, pages: Collection[str]) -> bool:
    """Return whether a segment is compared on this page.

    Text that an include takes in from another page of the site is compared there.

    Args:
        page: the page that the segment is read on.
        segment: the segment.
        pages: the paths of the pages of its language.
    """
    path = origin(page, segment).path
    return path == page.path or path not in pages


def units(page: Page, pages: Pages) -> tuple[Unit, ...]:
    """Return a page as the units that are matched with those of its counterpart.

    What comes after a code block or comment that is not closed is left out.

    Args:
        page: the page.
        pages: the pages of its language, by path.
    """
    found: list[Unit] = []
    end = len(page.lines) if page.end is None else page.end
    segments = [segment for segment in page.texts if segment.lines[0] < end]
    has_id = partial(_has_id, page, pages)
    for (mark, _), group in groupby(enumerate(segments), _group_by(page, pages)):
        together = tuple(segment for _, segment in group)
        if mark == INCLUDE:
            found.append(_include(page, together[0], pages))
        elif mark == ROW:
            found.append(_row(together, has_id))
        elif mark:
            found.append(single(together[0], has_id))
    return tuple(found)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, folded so that they may be compared, and their ends.

    A long word is also taken without its beginning and without its end, since languages change
    words at one or the other.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    long = [word for word in words if len(word) > 5]
    return frozenset((*words, *(f"{w[:4]}-" for w in long), *(f"-{w[-5:]}" for w in long)))


HasId = Callable[[str], bool]
"""Tells whether an address names an id that is written out."""


def _has_id(page: Page, pages: Pages, href: str) -> bool:
    path, _, anchor = href.partition("#")
    if not path:
        return anchor in page.anchors
    full = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    return pages.has_anchor(full, anchor)


def tokens_of(segment: Segment, has_id: HasId = lambda _: True) -> tuple[str, ...]:
    """Return what stands in a segment and is the same in every language.

    Web addresses are left out: a site may have another one for each language. So are ids that are
    not written out: they are made of the words of a heading.
    """
    found = [f"number {number}" for number in _NUMBER.findall(segment.text)]
    found += [f"field {placeholder.name}" for placeholder in segment.placeholders]
    found += [f"footnote {name}" for name in segment.footnotes]
    found += [
        f"address {link.href if has_id(link.href) else link.href.partition('#')[0]}"
        for link in segment.links
        if not link.href.startswith(("http:", "https:", "//"))
    ]
    return tuple(sorted(found))


def _group_by(
    page: Page, pages: Collection[str]
) -> Callable[[tuple[int, Segment]], tuple[str, object]]:
    def group(item: tuple[int, Segment]) -> tuple[str, object]:
        index, segment = item
        if not is_own(page, segment, pages):
            # Footnotes stand at the end of the page, far from the include that they came with.
            away = segment.kind is Kind.FOOTNOTE
            return ("", index) if away else (INCLUDE, origin(page, segment).via)
        if segment.kind is Kind.CELL:
            return (ROW, segment.id.rpartition("c")[0])
        return (segment.kind, index)

    return group


@cache
def meant(block: str) -> str:
    """Return the known name of a `!!!` block that is most like a name, else that name."""
    if block in BLOCKS:
        return block
    near = get_close_matches(block, BLOCKS, 1, 0.75)
    return near[0] if near else block


def single(segment: Segment, has_id: HasId = lambda _: True) -> Unit:
    """Return the unit that is one segment.

    What stands in a block whose name is misspelt is matched as if it were not.
    """
    containers = tuple(meant(each) for each in segment.containers)
    kind = segment.kind
    if kind is Kind.ITEM and "form" in containers:
        kind = Kind.FIELD
    explicit = segment.anchor if segment.explicit else None
    identity: tuple[str, ...] | None = None
    if explicit:
        identity = ("id", explicit)
    elif segment.kind is Kind.FOOTNOTE:
        identity = ("footnote", segment.id)
    elif segment.kind is Kind.CLAUSE and segment.level == 0 and not segment.containers:
        identity = ("clause", segment.label or "")
    elif kind is Kind.PARAGRAPH and not containers and (glued := GLUED.match(segment.source)):
        identity = ("clause", glued[1])
    levelled = kind in (Kind.HEADING, Kind.ITEM, Kind.FIELD)
    return Unit(
        kind=kind,
        segments=(segment,),
        span=segment.span,
        identity=identity,
        shape=(
            kind,
            containers,
            segment.label,
            segment.level if levelled else 0,
            segment.ordered is None,
            bool(segment.text),
        ),
        tokens=tokens_of(segment, has_id),
        text=segment.text,
    )


def _row(cells: tuple[Segment, ...], has_id: HasId) -> Unit:
    text = " ".join(cell.text for cell in cells)
    first = cells[0]
    table = _TABLE.match(first.id)
    return Unit(
        kind=ROW,
        segments=cells,
        span=first.span,
        identity=None,
        shape=(
            ROW,
            tuple(map(meant, first.containers)),
            first.row == 0,
            tuple(bool(cell.text) for cell in cells),
        ),
        tokens=tuple(sorted(token for cell in cells for token in tokens_of(cell, has_id))),
        text=text,
        table=table[0] if table else first.id,
    )


def _include(page: Page, first: Segment, pages: Mapping[str, Page]) -> Unit:
    via = origin(page, first).via
    line = next(line for line in page.lines if line.via == via)
    home = pages.get(line.path)
    section = first.anchor or "" if first.kind is Kind.HEADING else ""
    if home and home.lines and line.number <= home.lines[0].number:
        # All of the file: then its first heading says nothing about which one it is.
        section = ""
    return Unit(
        kind=INCLUDE,
        segments=(),
        span=Span.at(page.file, via),
        identity=(INCLUDE, line.path, section),
        shape=(INCLUDE,),
        tokens=(),
        text="",
    )
