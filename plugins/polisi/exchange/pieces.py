"""What of a text is no plain text: where it stands, and what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from polisi.content.reader import PLACEHOLDER

Side = Literal["alone", "open", "close"]
"""What a mark is: a code by itself, or one end of a pair."""

ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff\U00100000-\U0010ffff]")
"""Characters that XML cannot carry, and those that stand for codes when a text is put together."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands at a place of a text: a code's side, or a text that is spelled otherwise.

    Attributes:
        start, end: the place; end exclusive.
        kind: what code it is; empty for a text.
        side: which side of it.
        text: for a text, how it reads.
    """

    start: int
    end: int
    kind: str
    side: Side = "alone"
    text: str | None = None


def anywhere(body: str) -> Iterator[Piece]:
    """Yield what is a code in whatever it stands: fields, and what XML cannot carry."""
    for found in PLACEHOLDER.finditer(body):
        yield Piece(found.start(), found.end(), "field")
    for found in ODD.finditer(body):
        yield Piece(found.start(), found.end(), "character")


def outermost(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces in order, without those inside another one."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda each: (each.start, -each.end)):
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    return kept
