"""How findings speak of what they are about."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from polisi.content.values import PREFIX
from polisi.model import Kind, Segment
from polisi.parity.units import INCLUDE, ROW, Unit

_NAMES: dict[str, str] = {
    Kind.HEADING: "heading",
    Kind.CLAUSE: "clause",
    Kind.PARAGRAPH: "paragraph",
    Kind.ITEM: "list item",
    Kind.CELL: "table cell",
    Kind.FIELD: "form field",
    Kind.TITLE: "title",
    Kind.FOOTNOTE: "footnote",
    Kind.CODE: "code block",
    Kind.VALUE: "text",
    Kind.HTML: "text in HTML",
    ROW: "table row",
}


def kind_name(kind: str) -> str:
    """Return what a person calls a kind of segment or unit."""
    return _NAMES[kind]


def name(thing: Unit | Segment) -> str:
    """Return what a person calls a unit or segment, e.g. "clause `6.13`"."""
    if isinstance(thing, Unit) and thing.kind == INCLUDE:
        _, path, anchor = thing.identity or ("", "", "")
        return f"include of `{path}{'#' if anchor else ''}{anchor}`"
    kind = kind_name(thing.kind)
    if thing.label:
        return f"{kind} `{thing.label}`"
    text = (
        " | ".join(cell.text for cell in thing.segments) if isinstance(thing, Unit) else thing.text
    )
    if thing.kind == Kind.FOOTNOTE:
        segment = thing.first if isinstance(thing, Unit) else thing
        return f"{kind} `{segment.id.removeprefix('fn:')}`"
    if isinstance(thing, Segment) and thing.kind is Kind.VALUE:
        kind = f"`{thing.id.removeprefix(PREFIX)}`"
    return f"{kind} “{shortened(text)}”" if text else kind


def shortened(text: str, length: int = 48) -> str:
    """Return the beginning of a text, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def capital(text: str) -> str:
    """Return a text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def listed(names: Iterable[str]) -> str:
    """Return names, each as code, e.g. "`a`, `b`"."""
    return ", ".join(f"`{each}`" for each in names)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question with the known word that is most like `word`, or an empty text."""
    near = get_close_matches(word, list(known), 1)
    return f"Did you mean `{near[0]}`?" if near else ""
