"""Which sentences of a segment have no counterpart in the segment that answers it.

Translators make one sentence of two and two of one, so their number alone says little. What was
left out shows in the lengths: sentences are aligned by length (W. A. Gale and K. W. Church, "A
Program for Aligning Sentences in Bilingual Corpora", 1993), once with sentences left out and once
without. Something is lost only if the first fits better, and the whole is too short as well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from polisi.model import Kind, Span
from polisi.parity.align import Pair
from polisi.parity.prose import Piece, place, sentences

_VARIANCE = 6.8
"""By how much the length of a translation varies, for each letter (Gale and Church)."""

_JOINS = {(1, 1): 0.1, (1, 2): 2.4, (2, 1): 2.4, (2, 2): 4.4, (1, 3): 5.0, (3, 1): 5.0}
"""How many sentences of each side may answer each other, and what that costs: the less usual it
is, the more (the negative logarithm of the shares that Gale and Church counted)."""

_LOST = 2.3
"""What it costs to leave a sentence without a counterpart."""

_STRANGE = 1.0
"""What a number or word costs that stands in both segments, but not in both of two sentences."""

_SHORT = 24
"""A sentence of fewer letters is never said to be lost: an aside may go into another one."""

_SURPLUS = 0.5
"""Which share of a lost sentence's length its whole segment must be too long by."""

_PRIOR = 5
"""How many pairs of equal length are taken for granted, so that few pages teach no odd ratio."""

_LONG = 100
"""A text of so many letters that is far too short on the other side lacks a part there."""

_PART = 0.45
"""What share of its usual length such a text has at most."""

_MOST = 40
"""Segments of more sentences are not looked at."""


class Lost(NamedTuple):
    """Sentences of one segment that have no counterpart.

    Attributes:
        pair: the segments.
        in_source: whether the sentences stand in the source language.
        span: where they stand.
        text: their text.
        is_part: whether they are not whole sentences, but some part of the text that cannot be
            named.
    """

    pair: Pair
    in_source: bool
    span: Span
    text: str
    is_part: bool = False

    @property
    def places(self) -> tuple[Span, Span]:
        """Where they stand, and the segment that lacks them: source, then target."""
        if self.in_source:
            return self.span, self.pair.target.span
        return self.pair.source.span, self.span


def lengths(pairs: Iterable[Pair]) -> tuple[float, ...]:
    """Return how long texts of the target language are, by those of the source, in order of size.

    Short ones say nothing.
    """
    return tuple(
        sorted(
            len(pair.target.text) / len(pair.source.text)
            for pair in pairs
            if min(len(pair.source.text), len(pair.target.text)) > _SHORT
        )
    )


def ratio(found: Iterable[float]) -> float:
    """Return how long texts of the target language usually are, given the lengths of all pages."""
    return median([*found, *[1.0] * _PRIOR])


def is_uneven(pair: Pair) -> bool:
    """Return whether one of two segments has more sentences or far more text: some may be lost."""
    if pair.source.kind is Kind.CODE:
        return False
    ours, theirs = len(sentences(pair.source)), len(sentences(pair.target))
    if ours == theirs:
        short, long = sorted((len(pair.source.text), len(pair.target.text)))
        # The usual ratio, not known yet, may be another than 1.
        return long >= _LONG and 0 < short < long * (_PART + 0.1)
    return min(ours, theirs) > 0 and max(ours, theirs) <= _MOST


def lost(pair: Pair, usual: float) -> Iterator[Lost]:
    """Yield the sentences of a pair of segments that have no counterpart.

    Args:
        pair: the segments.
        usual: how long the target's texts usually are, by those of the source.
    """
    if not is_uneven(pair):
        return
    ours, theirs = sentences(pair.source), sentences(pair.target)
    if len(ours) == len(theirs):
        yield from _shrunk(pair, usual)
        return
    in_source = len(ours) > len(theirs)
    more, fewer = (ours, theirs) if in_source else (theirs, ours)
    shared = _tokens(more) & _tokens(fewer)
    # All lengths as if they were those of the source.
    texts = (pair.source.source, pair.target.source)
    longer, shorter = texts if in_source else texts[::-1]
    here = [_sentence(each, longer, 1 if in_source else usual, shared) for each in more]
    there = [_sentence(each, shorter, usual if in_source else 1, shared) for each in fewer]
    whole, _ = _aligned(here, there, math.inf)
    cost, gone = _aligned(here, there, _LOST)
    surplus = sum(each.length for each in here) - sum(each.length for each in there)
    if cost >= whole or surplus < _SURPLUS * sum(here[index].length for index in gone):
        return
    segment = pair.source if in_source else pair.target
    for first, last in _runs(gone):
        if sum(each.length for each in here[first : last + 1]) >= _SHORT:
            span = place(segment, more[first].start, more[last].end)
            text = " ".join(piece.text for piece in more[first : last + 1])
            yield Lost(pair, in_source, span, text)


def _shrunk(pair: Pair, usual: float) -> Iterator[Lost]:
    """Yield a text that is far too short on the other side for anything but a part of it."""
    one, other = len(pair.source.text), len(pair.target.text) / usual
    in_source = one > other
    if max(one, other) >= _LONG and min(one, other) <= _PART * max(one, other):
        segment = pair.source if in_source else pair.target
        yield Lost(pair, in_source, segment.span, segment.text, is_part=True)


_MARKUP = re.compile(r"[\W_]+")
_ADDRESS = re.compile(r"\]\([^()]*\)|\{[^{}]*\}|<[^<>]*>")
_TOKEN = re.compile(r"\d+|[^\W\d_]{4,}")


class _Sentence(NamedTuple):
    """A sentence: how long it is, and what of it should stand in its counterpart too."""

    length: float
    tokens: frozenset[str]


def _tokens(pieces: Iterable[Piece]) -> frozenset[str]:
    return frozenset(token for piece in pieces for token in _TOKEN.findall(piece.text))


def _sentence(piece: Piece, source: str, scale: float, shared: frozenset[str]) -> _Sentence:
    """Return a sentence as it is compared.

    Args:
        piece: the sentence.
        source: the Markdown of its segment; what is in another language has a length too.
        scale: by what its length is divided; a gap between words counts as one letter.
        shared: the numbers and words that both segments have.
    """
    text = _ADDRESS.sub(" ", source[piece.start : piece.end])
    length = len(_MARKUP.sub(" ", text).strip()) / scale
    return _Sentence(length, _tokens([piece]) & shared)


def _aligned(
    here: Sequence[_Sentence], there: Sequence[_Sentence], lost_cost: float
) -> tuple[float, tuple[int, ...]]:
    """Return the cost of the cheapest alignment, and which sentences of `here` it leaves out."""
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, 0): (0.0, ())}
    for i in range(len(here) + 1):
        for j in range(len(there) + 1):
            found = [best[i, j]] if (i, j) in best else []
            for (m, n), cost in _JOINS.items():
                if (i - m, j - n) in best:
                    before, gone = best[i - m, j - n]
                    unlike = _unlike(here[i - m : i], there[j - n : j])
                    found.append((before + cost + unlike, gone))
            if math.isfinite(lost_cost) and (i - 1, j) in best:
                before, gone = best[i - 1, j]
                found.append((before + lost_cost, (*gone, i - 1)))
            if found:
                best[i, j] = min(found)
    return best.get((len(here), len(there)), (math.inf, ()))


def _unlike(ours: Sequence[_Sentence], theirs: Sequence[_Sentence]) -> float:
    """Return how unlikely it is that sentences say the same."""
    one, other = (sum(each.length for each in side) for side in (ours, theirs))
    tokens = [frozenset[str]().union(*(each.tokens for each in side)) for side in (ours, theirs)]
    strange = _STRANGE * len(tokens[0] ^ tokens[1])
    mean = (one + other) / 2
    return strange + ((one - other) ** 2 / (2 * _VARIANCE * mean) if mean else 0.0)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of neighbouring numbers."""
    for number in numbers:
        if number - 1 in numbers:
            continue
        last = number
        while last + 1 in numbers:
            last += 1
        yield number, last
