"""How findings speak of what they are about."""

from __future__ import annotations

from collections.abc import Iterable

from polisi.content.values import PREFIX
from polisi.model import Kind, Segment
from polisi.parity.units import INCLUDE, ROW, Unit
from polisi.said import MACHINE, Said, Words, code, said, suggestion, told

_KINDS: dict[str, Said] = {
    Kind.HEADING: Said("kind.heading"),
    Kind.CLAUSE: Said("kind.clause"),
    Kind.PARAGRAPH: Said("kind.paragraph"),
    Kind.ITEM: Said("kind.item"),
    Kind.CELL: Said("kind.cell"),
    Kind.FIELD: Said("kind.field"),
    Kind.TITLE: Said("kind.title"),
    Kind.FOOTNOTE: Said("kind.footnote"),
    Kind.CODE: Said("kind.code"),
    Kind.VALUE: Said("kind.value"),
    Kind.HTML: Said("kind.html"),
    ROW: Said("kind.row"),
}


def kind_of(kind: str) -> Said:
    """Return what a person calls a kind of segment or unit."""
    return _KINDS[kind]


def called(thing: Unit | Segment, locale: str, kind: Said | None = None) -> Said:
    """Return what a person calls a unit or segment, e.g. "clause `6.13`".

    Args:
        thing: it.
        locale: the language that it is in.
        kind: what to call its kind, if not as always.
    """
    if isinstance(thing, Unit) and thing.kind == INCLUDE:
        _, path, anchor = thing.identity or ("", "", "")
        return said("name.include", place=f"{path}{'#' if anchor else ''}{anchor}")
    kind = kind or kind_of(thing.kind)
    segment = thing.first if isinstance(thing, Unit) else thing
    label = segment.id.removeprefix("fn:") if thing.kind == Kind.FOOTNOTE else thing.label
    if label:
        return said("name.labelled", kind=kind, label=label)
    parts = thing.segments if isinstance(thing, Unit) else (thing,)
    text = " | ".join(cell.text for cell in parts)
    if isinstance(thing, Segment) and thing.kind is Kind.VALUE:
        kind = code(thing.id.removeprefix(PREFIX))
    return said("name.begun", kind=kind, text=quoted(text, locale)) if text else kind


def name(thing: Unit | Segment) -> str:
    """Return in English what a person calls a unit or segment."""
    return told(called(thing, ""), MACHINE)


def quoted(text: str, locale: str) -> Words:
    """Return the beginning of a text of a page, in its language, cut at a word."""
    return Words(shortened(text), locale)


def shortened(text: str, length: int = 48) -> str:
    """Return the beginning of a text, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def capital(text: str) -> str:
    """Return a text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return in English a question as `suggestion` does, or an empty text."""
    found = suggestion(word, known)
    return told(found, MACHINE) if found else ""
