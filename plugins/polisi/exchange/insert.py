"""A text that a page lacks, put in after the one that it follows in the other language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from polisi.exchange.patch import rewritten, split
from polisi.model import Kind, Line, Page, Segment

_BLOCKS = frozenset({Kind.HEADING, Kind.PARAGRAPH, Kind.CLAUSE})
_ITEMS = frozenset({Kind.ITEM, Kind.FIELD})
_NUMBER = re.compile(r"\d+(?=[.)][ \t]+$)")


@dataclass(frozen=True, slots=True)
class Insertion:
    """A page with a text put in.

    Attributes:
        lines: its lines from now on.
        position: the position that it should then have among the texts of it.
    """

    lines: tuple[Line, ...]
    position: int


def insertion(
    page: Page, after: int, source: Page, position: int, markdown: str
) -> Insertion | None:
    """Return a page with a text put in, where its place is plain.

    That is so for a heading, clause or paragraph that stands in no block, and for a list item
    after another one of its list.

    Args:
        page: the page that lacks it.
        after: the position among its texts of what answers the text before.
        source: the page that has it.
        position: its position among the texts there.
        markdown: its Markdown on the page that lacks it.

    Returns:
        The page, to be read again and checked; None if a person must say where it belongs.
    """
    segment, before = source.texts[position], source.texts[position - 1]
    if segment.kind in _BLOCKS and not segment.containers and segment.block != before.block:
        return _block(page, after, rewritten(source, {position: markdown}), segment, markdown)
    one, other = ((each.kind, each.block, each.level) for each in (segment, before))
    if segment.kind in _ITEMS and one == other:
        return _item(page, after, markdown, loose=segment.lines[0] > before.lines[1])
    return None


def _block(
    page: Page, after: int, source: Sequence[Line], segment: Segment, markdown: str
) -> Insertion | None:
    """Put a block after the whole of the one that a segment is in."""
    block = page.texts[after].block
    last = max(index for index, each in enumerate(page.texts) if each.block == block)
    if last != after or page.texts[after].kind is Kind.HTML:
        # Something else stands between, and nobody can tell which of them comes first; or what
        # ends the HTML does.
        return None
    end = max(each.lines[1] for each in page.texts if each.block == block)
    # What was wrapped may take fewer lines now, or more.
    count = segment.lines[1] - segment.lines[0] - segment.source.count("\n") + markdown.count("\n")
    new = [line.text for line in source[segment.lines[0] : segment.lines[0] + count]]
    following = page.lines[end].text.strip() if end < len(page.lines) else ""
    return Insertion(_put(page, end, ["", *new, *([""] if following else [])]), last + 1)


def _item(page: Page, after: int, markdown: str, loose: bool) -> Insertion | None:
    """Put a list item right after another one, with a mark like its."""
    anchor = page.texts[after]
    following = page.texts[after + 1 : after + 2]
    deeper = any(each.block == anchor.block and each.level > anchor.level for each in following)
    if anchor.kind not in _ITEMS or deeper:
        return None
    prefix, _ = split(page.lines[anchor.lines[0]].text, anchor, 0)
    mark = _NUMBER.sub(lambda found: str(int(found[0]) + 1), prefix)
    indent = re.sub(r"[^\s>]", " ", mark)
    first, *others = markdown.split("\n")
    new = [mark + first, *(indent + line.lstrip(" \t") for line in others)]
    return Insertion(_put(page, anchor.lines[1], [*([""] if loose else []), *new]), after + 1)


def _put(page: Page, end: int, texts: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines of a page with others after those before `end`, numbered as the last."""
    anchor = page.lines[end - 1]
    new = (replace(anchor, text=text) for text in texts)
    return (*page.lines[:end], *new, *page.lines[end:])
