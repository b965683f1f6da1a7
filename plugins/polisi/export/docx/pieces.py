"""Blocks that belong together in a Word document: a list of contents, a form, a statute."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from polisi.export.blocks import Block
from polisi.model import Kind

_STATUTE = re.compile(r"statute-(\d+)[-~]")


class Shape(StrEnum):
    """What a piece is."""

    TEXT = "text"
    CONTENTS = "contents"
    FORM = "form"
    STATUTE = "statute"
    TABLE = "table"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to lay out.

    Attributes:
        shape: what it is.
        blocks: its blocks; of a text, a table and a picture one.
        signature: whether it is part of the foot of a letter; 1 for its first line.
    """

    shape: Shape
    blocks: tuple[Block, ...]
    signature: int = 0

    @property
    def block(self) -> Block:
        """Its first block."""
        return self.blocks[0]


def pieces(
    blocks: Sequence[Block], is_inside: Callable[[str], bool], pictures: frozenset[str]
) -> tuple[Piece, ...]:
    """Return the pieces of a page.

    Args:
        blocks: the page's blocks; its footnotes are left out.
        is_inside: tells whether a link leads to a place in the document itself.
        pictures: the fields that hold a picture.
    """
    shown = [block for block in blocks if block.kind is not Kind.FOOTNOTE]
    keys = _keys(shown, is_inside, pictures)
    made: list[Piece] = []
    for (shape, _), group in groupby(zip(keys, shown, strict=True), key=lambda pair: pair[0]):
        together = tuple(block for _, block in group)
        if shape is Shape.TEXT:
            made += [Piece(shape, (block,)) for block in together]
        else:
            made.append(Piece(shape, together))
    return tuple(_signed(made))


def _keys(
    blocks: Sequence[Block], is_inside: Callable[[str], bool], pictures: frozenset[str]
) -> Iterator[tuple[Shape, str]]:
    for index, block in enumerate(blocks):
        if "statute" in block.containers:
            following = (_STATUTE.match(after.id) for after in blocks[index:])
            yield Shape.STATUTE, next((found[1] for found in following if found), "")
        elif block.kind is Kind.FIELD:
            kind = "tick" if block.tick else "question" if block.number else "line"
            yield Shape.FORM, kind + "/".join(block.sections)
        elif block.kind is Kind.CELL:
            yield Shape.TABLE, block.id
        elif block.only_field in pictures:
            yield Shape.PICTURE, block.id
        elif _leads_inside(block, is_inside):
            yield Shape.CONTENTS, "/".join(block.sections)
        else:
            yield Shape.TEXT, ""


def _leads_inside(block: Block, is_inside: Callable[[str], bool]) -> bool:
    """Tell whether a block is an entry of a list of contents."""
    words = [run for run in block.runs if not run.raised]
    return (
        block.kind is Kind.ITEM
        and bool(words)
        and all(run.href is not None and is_inside(run.href) for run in words)
    )


def _signed(made: list[Piece]) -> list[Piece]:
    """Mark the foot of each letter: the places alone on a line at its end."""
    for end in range(len(made) - 1, -1, -1):
        piece = made[end]
        after = made[end + 1] if end + 1 < len(made) else None
        if not _in_letter(piece) or piece.block.only_field is None or piece.signature:
            continue
        if after is not None and _in_letter(after) and not after.signature:
            continue
        start = end
        while start and _in_letter(made[start - 1]) and made[start - 1].block.only_field:
            start -= 1
        for index in range(start, end + 1):
            made[index] = Piece(Shape.TEXT, made[index].blocks, index - start + 1)
    return made


def _in_letter(piece: Piece) -> bool:
    return piece.shape is Shape.TEXT and "letter" in piece.block.containers
