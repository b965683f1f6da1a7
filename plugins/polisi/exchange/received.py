"""What a translator sent back: XLIFF 2.x or 1.2 to texts and marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from polisi.diagnostics import ContentError
from polisi.exchange.inline import Content, Mark, tidy
from polisi.exchange.pieces import Side
from polisi.exchange.xliff import METADATA, NAMESPACES, SOURCE_HASH, TARGET_HASH
from polisi.exchange.xml import Node, parse
from polisi.model import Span
from polisi.said import Said, said

_NO_LANGUAGE = Said("xliff.no_language")


class DamageError(Exception):
    """A text whose codes cannot be understood.

    Attributes:
        said: why.
    """

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True)
class Received:
    """One unit of a file.

    Attributes:
        path: the path of its page.
        id: its id.
        line: its line in the file.
        source: the text that was translated.
        target: its translation; empty if there is none.
        source_hash, target_hash: the hashes that it was exported with; empty if they are gone.
        source_codes, target_codes: what the file says each code in them stands for.
        damage: why its texts cannot be read, or None.
    """

    path: str
    id: str
    line: int
    source: Content
    target: Content
    source_hash: str
    target_hash: str
    source_codes: Mapping[Mark, str] = field(default_factory=dict)
    target_codes: Mapping[Mark, str] = field(default_factory=dict)
    damage: Said | None = None


def read(data: bytes, file: str, source: str, target: str) -> tuple[Received, ...]:
    """Read XLIFF.

    Args:
        data: the file.
        file: its path, for messages.
        source: the source language that it should have.
        target: the target language that it should have.

    Raises:
        ContentError: it is no XLIFF of a version that is understood, has other languages or
            holds no unit.
    """
    root = parse(data, file)
    major = next((key for key, name in NAMESPACES.items() if name == root.namespace), None)
    if root.name != "xliff" or major is None:
        raise ContentError(
            Span.at(file, root.line),
            said("xliff.none", name=root.name),
            Said("xliff.ask_format"),
        )
    units = tuple(_xliff_2(root) if major == "2" else _xliff_1(root))
    for line, given, wanted in _languages(root, major, source, target):
        if given.partition("-")[0].casefold() != wanted.partition("-")[0].casefold():
            raise ContentError(
                Span.at(file, line),
                said("xliff.other_language", given=given or _NO_LANGUAGE, wanted=wanted),
                said("xliff.give_languages", source=source, target=target),
            )
    if not units:
        raise ContentError(
            Span.at(file, root.line),
            Said("xliff.no_text"),
            Said("xml.give_sent_back"),
        )
    return units


def _languages(root: Node, major: str, source: str, target: str) -> Iterator[tuple[int, str, str]]:
    """Yield each language that the file names: the line, the language and what it should be."""
    if major == "2":
        yield root.line, root.attributes.get("srcLang", ""), source
        yield root.line, root.attributes.get("trgLang", ""), target
        return
    for file in root.children("file"):
        yield file.line, file.attributes.get("source-language", ""), source
        yield file.line, file.attributes.get("target-language", ""), target


# ---------------------------------------------------------------------- 2.x


def _xliff_2(root: Node) -> Iterator[Received]:
    for file in root.children("file"):
        path = file.attributes.get("original", "")
        for unit in file.below("unit"):
            # A tool may have cut a text into sentences; what is between them is `ignorable`.
            parts = [
                each
                for each in unit.inside
                if isinstance(each, Node) and each.name in ("segment", "ignorable")
            ]
            sources = [each.child("source") for each in parts]
            targets = sorted(
                filter(None, (each.child("target") for each in parts)),
                key=_order,
            )
            yield _received(path, unit, list(filter(None, sources)), targets, _meta(unit))


def _order(target: Node) -> int:
    """Return which of the parts of a text comes where, if a tool says that it is moved."""
    given = target.attributes.get("order", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _meta(unit: Node) -> Mapping[str, str]:
    found: dict[str, str] = {}

    def look(node: Node) -> None:
        for each in node.inside:
            if isinstance(each, Node) and each.namespace == METADATA:
                if each.name == "meta":
                    found[each.attributes.get("type", "")] = each.text.strip()
                look(each)

    look(unit)
    return found


# ---------------------------------------------------------------------- 1.2


def _xliff_1(root: Node) -> Iterator[Received]:
    for file in root.children("file"):
        path = file.attributes.get("original", "")
        for unit in file.below("trans-unit"):
            extra = dict(
                part.split("=", 1)
                for part in unit.attributes.get("extradata", "").split()
                if "=" in part
            )
            yield _received(
                path, unit, list(unit.children("source")), list(unit.children("target")), extra
            )


# ---------------------------------------------------------------------- both


def _received(
    path: str, unit: Node, sources: list[Node], targets: list[Node], hashes: Mapping[str, str]
) -> Received:
    original = unit.child("originalData")
    given = original.children("data") if original else ()
    data = {each.attributes.get("id", ""): each.text for each in given}
    damage = None
    texts: list[Content] = []
    codes: list[Mapping[Mark, str]] = []
    for nodes in (sources, targets):
        text = _Text(data)
        try:
            texts.append(
                tidy(list(_in_order(each for node in nodes for each in text.pieces(node))))
            )
        except DamageError as error:
            damage = error.said
            texts.append(())
        codes.append(text.codes)
    return Received(
        path=path,
        id=unit.attributes.get("id", ""),
        line=unit.line,
        source=texts[0],
        target=texts[1],
        source_hash=hashes.get(SOURCE_HASH, ""),
        target_hash=hashes.get(TARGET_HASH, ""),
        source_codes=codes[0],
        target_codes=codes[1],
        damage=damage,
    )


_ALONE = frozenset({"ph", "x"})
_PAIR = frozenset({"pc", "g"})
_ENDS: Mapping[str, Side] = {
    **{"sc": "open", "ec": "close"},
    **{"bpt": "open", "ept": "close", "bx": "open", "ex": "close"},
}
_TRANSPARENT = frozenset({"mrk", "sm", "em"})
"""Remarks that a tool may have added to a text, and that are no part of it."""


class _Text:
    """Reads a source or a target.

    Args:
        data: what the codes of an XLIFF 2 unit stand for, by id.

    Attributes:
        codes: what each code that was read stands for; an older tool may leave that out.
    """

    def __init__(self, data: Mapping[str, str]) -> None:
        self._data = data
        self.codes: dict[Mark, str] = {}

    def pieces(self, node: Node) -> Iterator[str | Mark]:
        """Yield what is in an element, in order.

        Raises:
            DamageError: an element is not known.
        """
        for each in node.inside:
            if isinstance(each, str):
                yield each
                continue
            ident = each.attributes.get("startRef") or each.attributes.get("id", "")
            if each.name in _ALONE:
                yield self._mark(ident, "alone", each, "dataRef")
            elif each.name in _PAIR:
                yield self._mark(ident, "open", each, "dataRefStart")
                yield from self.pieces(each)
                yield self._mark(ident, "close", each, "dataRefEnd")
            elif each.name in _ENDS:
                yield self._mark(ident, _ENDS[each.name], each, "dataRef")
            elif each.name in _TRANSPARENT:
                yield from self.pieces(each)
            elif each.name == "cp":
                yield _character(each)
            else:
                raise DamageError(said("xliff.element", name=each.name))

    def _mark(self, ident: str, side: Side, node: Node, reference: str) -> Mark:
        mark = Mark(ident, side)
        if reference in node.attributes:
            self.codes[mark] = self._data.get(node.attributes[reference], "")
        elif node.name not in _PAIR and node.text:
            self.codes[mark] = node.text
        return mark


def _character(node: Node) -> str:
    try:
        character = chr(int(node.attributes.get("hex", ""), 16))
        character.encode()
    except (ValueError, OverflowError):
        raise DamageError(Said("xliff.character")) from None
    return character


def _in_order(pieces: Iterator[str | Mark]) -> Iterator[str | Mark]:
    """Yield text and marks.

    Raises:
        DamageError: a pair is opened and not closed, or closed and not opened, or two cross.
    """
    opened: list[str] = []
    for piece in pieces:
        if isinstance(piece, Mark) and piece.side == "open":
            opened.append(piece.code)
        if isinstance(piece, Mark) and piece.side == "close" and piece.code != _last(opened):
            raise DamageError(said("xliff.not_closed_there", code=piece.code))
        yield piece
    if opened:
        raise DamageError(said("xliff.not_closed", code=opened[-1]))


def _last(opened: list[str]) -> str | None:
    """Take the last off a list; None if there is none."""
    return opened.pop() if opened else None
