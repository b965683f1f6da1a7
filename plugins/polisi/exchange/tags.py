"""The codes of a text of raw HTML: its tags and comments. What stands between them is text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from polisi.content.html_text import HtmlReader
from polisi.exchange.pieces import ODD, Piece, Side

_KINDS = {
    **{"a": "link", "img": "image"},
    **{"strong": "strong", "b": "strong", "em": "emphasis", "i": "emphasis"},
}
_VOID = frozenset({"img", "wbr"})
"""Elements within a text that have no end."""

_ALT = re.compile(r"""\salt\s*=\s*(["'])(.*?)\1""", re.S | re.I)
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?")


def pieces(source: str) -> Iterator[Piece]:
    """Yield the codes of a text of HTML, and the characters that it spells by name or number.

    What a picture says to those who do not see it is text between the two sides of a code. A tag
    without its counterpart in the same text is a code by itself.

    Args:
        source: the HTML; it need not be whole.
    """
    parser = _Parser(source)
    parser.feed(source)
    parser.close()
    found = parser.found
    sides = _sides(found)
    for index, each in enumerate(found):
        end = found[index + 1].start if index + 1 < len(found) else len(source)
        if not each.what:
            yield from _text(source, each.start, end)
        elif each.tag == "img" and (alt := _ALT.search(source, each.start, end)) and alt[2].strip():
            yield Piece(each.start, alt.start(2), "image", "open")
            yield from _text(source, alt.start(2), alt.end(2))
            yield Piece(alt.end(2), end, "image", "close")
        else:
            kind = "comment" if each.what == "comment" else _KINDS.get(each.tag, "html")
            # By itself, a tag may not go: nobody sees here what it belongs to.
            side = sides.get(index, "alone")
            usual = side != "alone" or each.what == "comment" or each.tag in _VOID
            yield Piece(each.start, end, kind if usual else "html", side)


def escaped(text: str) -> str:
    """Return a text as HTML that reads as that text, between tags and in a quoted attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _text(source: str, start: int, end: int) -> Iterator[Piece]:
    for found in _ENTITY.finditer(source, start, end):
        text = unescape(found[0])
        if text == found[0]:
            continue
        if not text or ODD.search(text):
            yield Piece(found.start(), found.end(), "character")
        else:
            yield Piece(found.start(), found.end(), "", text=text)


class _Found(NamedTuple):
    """What begins at a place: nothing but text if `what` is empty."""

    start: int
    what: str = ""
    tag: str = ""


def _sides(found: Sequence[_Found]) -> dict[int, Side]:
    """Return which tags are the two sides of one pair, by their positions."""
    sides: dict[int, Side] = {}
    opened: list[int] = []
    for index, each in enumerate(found):
        if each.what == "open" and each.tag not in _VOID:
            opened.append(index)
        elif each.what == "close":
            at = next((one for one in reversed(opened) if found[one].tag == each.tag), None)
            if at is not None:
                sides |= {at: "open", index: "close"}
                del opened[opened.index(at) :]
    return sides


class _Parser(HtmlReader):
    """Notes what begins where."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.found: list[_Found] = []

    def _note(self, what: str = "", tag: str = "") -> None:
        self.found.append(_Found(self.at, what, tag))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._note("open", tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self._note("alone", tag)

    def handle_endtag(self, tag: str) -> None:
        self._note("close", tag)

    def handle_comment(self, data: str) -> None:
        self._note("comment")

    def handle_decl(self, decl: str) -> None:
        self._note("alone")

    def handle_pi(self, data: str) -> None:
        self._note("alone")

    def unknown_decl(self, data: str) -> None:
        self._note("alone")

    def handle_data(self, data: str) -> None:
        self._note()

    def handle_entityref(self, name: str) -> None:
        self._note()

    def handle_charref(self, name: str) -> None:
        self._note()
