"""Which unit of a page is the counterpart of which unit of the other page.

Units that name themselves (an explicit id, the printed number of a clause, the name of a
footnote) are matched first. They cut the pages into short stretches. A stretch with the same
shapes on both sides is matched one by one; only where something is gone, added or out of place
is the cheapest alignment looked for, by what is the same in any language (numbers, fields,
links, names), by length, and by the words that the rest of the site has shown to go together.
So one list item too few is one gap, at the right place, and not a shift of all that follow.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple

from polisi.model import Kind, Page, Segment, Span
from polisi.parity.lexicon import Lexicon, Words
from polisi.parity.memo import Pages, Recall, fresh
from polisi.parity.units import INCLUDE, ROW, Unit, meant, single, tokens_of, units

_GAP = 1.0
"""What it costs to leave a unit without a counterpart; all other costs are measured by it."""

_NEVER = 1e6
_ALONE = frozenset({ROW, INCLUDE, Kind.FOOTNOTE, Kind.TITLE, Kind.CODE, Kind.HTML})
"""Kinds that only answer their own kind: nobody writes a paragraph where a table row should be."""

_SMALL = re.compile(r"number \d")

_WIDE = 10_000
"""Above so many possible matches, only those near the diagonal are looked at."""


class Match(NamedTuple):
    """Two units that answer each other."""

    source: Unit
    target: Unit


class Pair(NamedTuple):
    """Two segments that answer each other."""

    source: Segment
    target: Segment


class Gap(NamedTuple):
    """A unit without a counterpart.

    Attributes:
        unit: the unit.
        place: where on the other page its counterpart should stand: what it should follow, or
            the beginning of the page.
        in_source: whether it stands in the source language.
        before: if its counterpart should stand at the beginning of the page, what it should
            precede there, or the beginning of the page; else None.
        under: for a heading whose whole section has no counterpart, how many segments that has.
        inside: whether it stands in such a section.
    """

    unit: Unit
    place: Span
    in_source: bool
    before: Span | None = None
    under: int = 0
    inside: bool = False


class CellGap(NamedTuple):
    """A table cell that is filled on one side only; `place` is the empty cell of the other."""

    cell: Segment
    place: Span
    in_source: bool


class Move(NamedTuple):
    """A unit that stands on the wrong side of another one."""

    match: Match
    past: Match


@dataclass(frozen=True)
class Alignment:
    """Two pages, aligned.

    Attributes:
        source, target: the pages.
        matches: the units that answer each other, in the order of the source.
        gaps: the units without a counterpart.
        moves: the units out of order.
        exchanges: matches whose texts, by what stands in them, have changed places.
        pairs: the segments that answer each other, in the order of the source.
        cells: the cells without a counterpart, in rows that have one.
        columns: rows of tables that have not the same number of columns.
    """

    source: Page
    target: Page
    matches: tuple[Match, ...]
    gaps: tuple[Gap, ...]
    moves: tuple[Move, ...]
    exchanges: tuple[tuple[Match, Match], ...]
    pairs: tuple[Pair, ...]
    cells: tuple[CellGap, ...]
    columns: tuple[Match, ...]

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """For the id of each paired source segment, the id of its counterpart."""
        return {
            pair.source.anchor: pair.target.anchor
            for pair in self.pairs
            if pair.source.anchor and pair.target.anchor
        }

    @cached_property
    def counterparts(self) -> Mapping[int, Segment]:
        """For each paired segment of either page, by `id()`, the segment that answers it."""
        found: dict[int, Segment] = {}
        for pair in self.pairs:
            found[id(pair.source)] = pair.target
            found[id(pair.target)] = pair.source
        return found


def align(
    pairs: Iterable[tuple[Page, Page]], source: Pages, target: Pages, recall: Recall = fresh
) -> Mapping[str, Alignment]:
    """Align pages with their counterparts.

    Args:
        pairs: the pages.
        source: all pages of the source language, by path.
        target: all pages of the target language, by path.
        recall: gives what is the same as before.

    Returns:
        The alignments by page path.
    """

    def settled(one: Page, other: Page) -> _Draft:
        draft = _Draft(
            one, other, *_comparable(one, other, units(one, source), units(other, target))
        )
        draft.settle()
        return draft

    first = tuple(
        recall(("draft", one.path), (one, other), partial(settled, one, other))
        for one, other in pairs
    )
    drafts = list(first)

    def solved(draft: _Draft) -> _Draft:
        # A draft that is remembered stays as it is: each solution may know other words.
        again = draft.again()
        known = (words for each in drafts for words in each.settled_words())
        again.solve(Lexicon.learn(known, *again.unsettled_words()))
        return again

    found: dict[str, Alignment] = {}
    for at, draft in enumerate(first):
        path = draft.source_page.path
        if draft.unsettled:
            drafts[at] = recall(("solved", path), first, partial(solved, draft))
        key = ("alignment", path, drafts[at].outcome() if draft.unsettled else ())
        found[path] = recall(key, (draft,), drafts[at].finish)
    return found


def _comparable(
    one: Page, other: Page, source: Sequence[Unit], target: Sequence[Unit]
) -> tuple[Sequence[Unit], Sequence[Unit]]:
    """Return units without footnotes, which stand at the end, if the end of a page is unknown."""
    if one.end is None and other.end is None:
        return source, target
    return (
        [unit for unit in source if unit.kind != Kind.FOOTNOTE],
        [unit for unit in target if unit.kind != Kind.FOOTNOTE],
    )


class _Stretch(NamedTuple):
    """Positions of units that are to be matched, and those of the units that they follow.

    If the end of a page is unknown, the last units of the other need no counterpart: then the
    cost of `source_end` or `target_end`, of leaving one there, is nothing.
    """

    source: Sequence[int]
    target: Sequence[int]
    after_source: int
    after_target: int
    source_end: float = _GAP
    target_end: float = _GAP


@dataclass
class _Solution:
    """Matches by position; for what has none, the position of what it should follow."""

    cost: float = 0.0
    matches: list[tuple[int, int]] = field(default_factory=list)
    lone_source: dict[int, int] = field(default_factory=dict)
    lone_target: dict[int, int] = field(default_factory=dict)

    def add(self, other: _Solution) -> None:
        self.cost += other.cost
        self.matches += other.matches
        self.lone_source |= other.lone_source
        self.lone_target |= other.lone_target


class _Draft:
    """A pair of pages on its way to being aligned."""

    def __init__(
        self, source_page: Page, target_page: Page, source: Sequence[Unit], target: Sequence[Unit]
    ) -> None:
        self.source_page = source_page
        self.target_page = target_page
        self._source = source
        self._target = target
        self._solution = _Solution()
        self._moved: set[tuple[int, int]] = set()
        self._carried: set[tuple[int, int]] = set()
        self._keys = _shared_identities(source, target)
        self.unsettled: list[_Stretch] = []

    # ------------------------------------------------------------------ what is beyond doubt
    def settle(self) -> None:
        """Match what is beyond doubt, and note the rest."""
        in_order = _longest_in_order(self._keys)
        self._solution.matches += self._keys
        if len(in_order) < len(self._keys):
            astray = set(self._keys) - set(in_order)
            # What has an id of its own and follows what has moved, here as there, went with it.
            self._carried = {(i, j) for i, j in astray if (i - 1, j - 1) in astray}
            self._moved = astray - self._carried
            self.unsettled = list(self._between(in_order, without=astray))
            return
        for stretch in self._between(in_order):
            if self._is_plain(stretch):
                self._solution.matches += zip(stretch.source, stretch.target, strict=True)
            else:
                self.unsettled.append(stretch)

    def _between(
        self, keys: Sequence[tuple[int, int]], without: Collection[tuple[int, int]] = ()
    ) -> Iterator[_Stretch]:
        skip_source = {i for i, _ in without}
        skip_target = {j for _, j in without}
        ends = [(-1, -1), *keys, (len(self._source), len(self._target))]
        for (i, j), (next_i, next_j) in pairwise(ends):
            last = (next_i, next_j) == ends[-1]
            stretch = _Stretch(
                [k for k in range(i + 1, next_i) if k not in skip_source],
                [k for k in range(j + 1, next_j) if k not in skip_target],
                i,
                j,
                0.0 if last and self.target_page.end is not None else _GAP,
                0.0 if last and self.source_page.end is not None else _GAP,
            )
            if stretch.source or stretch.target:
                yield stretch

    def _after_each_key(self) -> Iterator[_Stretch]:
        """Yield what follows each key up to the next, wherever on the page the key stands."""
        ends_source = [*sorted(i for i, _ in self._keys), len(self._source)]
        ends_target = [*sorted(j for _, j in self._keys), len(self._target)]
        for i, j in [(-1, -1), *self._keys]:
            yield _Stretch(
                range(i + 1, ends_source[bisect_left(ends_source, i + 1)]),
                range(j + 1, ends_target[bisect_left(ends_target, j + 1)]),
                i,
                j,
            )

    def _is_plain(self, stretch: _Stretch) -> bool:
        if len(stretch.source) != len(stretch.target):
            return False
        doubts = 0
        for i, j in zip(stretch.source, stretch.target, strict=True):
            if self._source[i].shape != self._target[j].shape:
                return False
            doubts += self._source[i].tokens != self._target[j].tokens
        # One doubt is a number written out or a field forgotten; whatever is out of place gives
        # two, one where it is missing and one where it stands.
        return doubts < 2

    def settled_words(self) -> Iterator[tuple[Words, Words]]:
        """Yield the words of each match that is beyond doubt."""
        for i, j in self._solution.matches:
            yield self._source[i].words, self._target[j].words

    def unsettled_words(self) -> tuple[Words, Words]:
        """Return the words of what is not settled."""
        source: set[str] = set()
        target: set[str] = set()
        for stretch in self.unsettled:
            source.update(*(self._source[i].words for i in stretch.source))
            target.update(*(self._target[j].words for j in stretch.target))
        return frozenset(source), frozenset(target)

    def again(self) -> _Draft:
        """Return these pages on their way once more, with what is beyond doubt matched."""
        draft = _Draft(self.source_page, self.target_page, self._source, self._target)
        draft.settle()
        return draft

    # ------------------------------------------------------------------ what is not
    def solve(self, lexicon: Lexicon) -> None:
        """Match the rest as well as may be."""
        costs = _Costs(self._source, self._target, lexicon)
        best = _all_solved(self.unsettled, costs)
        if self._moved:
            # What follows a clause may have moved with it or stayed where it was.
            along = _all_solved(self._after_each_key(), costs)
            crossing = [key for key in self._keys if self._crosses(key)]
            still = _all_solved(
                self._between([k for k in self._keys if k not in crossing], without=crossing), costs
            )
            best = min(best, along, still, key=lambda solution: solution.cost)
        self._solution.add(best)
        self._uncross()
        self._slide_to_sections()
        self._bring_together()
        self.unsettled = []

    def _crosses(self, key: tuple[int, int]) -> bool:
        i, j = key
        return any((i - other_i) * (j - other_j) < 0 for other_i, other_j in self._keys)

    def _uncross(self) -> None:
        """Match labels alike where each of two clauses was matched with the other's counterpart."""
        matches = self._solution.matches
        odd = {
            (one.label, other.label, one.first.containers): (i, j)
            for i, j in matches
            for one, other in [(self._source[i], self._target[j])]
            if one.label and other.label and one.label != other.label
        }
        for (label, other_label, containers), (i, j) in odd.items():
            crossed = odd.get((other_label, label, containers))
            if crossed and i < crossed[0] and (i, j) in matches and crossed in matches:
                matches.remove((i, j))
                matches.remove(crossed)
                matches += [(i, crossed[1]), (crossed[0], j)]
                self._moved |= {(i, crossed[1]), (crossed[0], j)}

    def _slide_to_sections(self) -> None:
        """Let what is alone begin with a heading and end with its section, if it as well may.

        Of a section that is gone and ends like the one before it, either end may be missing.
        """
        to_target = dict(self._solution.matches)
        _slide(self._source, to_target, self._solution.lone_source)
        to_source = {j: i for i, j in to_target.items()}
        _slide(self._target, to_source, self._solution.lone_target)
        self._solution.matches = [(i, j) for j, i in to_source.items()]

    def _bring_together(self) -> None:
        """Match what is left over on both sides and names itself alike: it has moved."""
        lone_source, lone_target = self._solution.lone_source, self._solution.lone_target
        for start in sorted(lone_source):
            own = _weak_identity(self._source[start])
            found = [j for j in lone_target if own and _weak_identity(self._target[j]) == own]
            if start not in lone_source or not found:
                continue
            i, j = start, min(found, key=lambda j: abs(j - start))
            while True:
                self._solution.matches.append((i, j))
                (self._moved if i == start else self._carried).add((i, j))
                del lone_source[i], lone_target[j]
                i, j = i + 1, j + 1
                if i not in lone_source or j not in lone_target:
                    break
                # What stands below it has moved with it, if it is the same.
                if self._source[i].shape != self._target[j].shape:
                    break

    # ------------------------------------------------------------------ the outcome
    def outcome(self) -> Hashable:
        """Return what tells one solution from another."""
        return (
            tuple(sorted(self._solution.matches)),
            tuple(sorted(self._solution.lone_source.items())),
            tuple(sorted(self._solution.lone_target.items())),
            frozenset(self._moved),
            frozenset(self._carried),
        )

    def finish(self) -> Alignment:
        """Return the alignment."""
        by_position = {
            (i, j): Match(self._source[i], self._target[j])
            for i, j in sorted(self._solution.matches)
        }
        exchanged = list(_exchanges(by_position))
        crossed = {
            a: (self._source[a[0]], self._target[b[1]])
            for pair in exchanged
            for a, b in (pair, pair[::-1])
        }
        pairs: list[Pair] = []
        cells: list[CellGap] = []
        columns: list[Match] = []
        for position, match in by_position.items():
            one, other = crossed.get(position, (match.source, match.target))
            if match.source.kind == ROW:
                _pair_cells(one, other, pairs, cells, columns)
            else:
                pairs += map(Pair, one.segments, other.segments)
        return Alignment(
            source=self.source_page,
            target=self.target_page,
            matches=tuple(by_position.values()),
            gaps=tuple(self._gaps()),
            moves=tuple(_moves(by_position, self._moved, self._carried)),
            exchanges=tuple((by_position[a], by_position[b]) for a, b in exchanged),
            pairs=tuple(pairs),
            cells=tuple(cells),
            columns=tuple(columns),
        )

    def _gaps(self) -> Iterator[Gap]:
        matches = self._solution.matches
        for own, others, page, lone, in_source in (
            (self._source, self._target, self.target_page, self._solution.lone_source, True),
            (self._target, self._source, self.source_page, self._solution.lone_target, False),
        ):
            last = max((i if in_source else j for i, j in matches), default=-1)
            sections = _whole_sections(own, lone)
            inside = {at for section in sections.values() for at in section}
            for position, after in sorted(lone.items()):
                if page.end is not None and position > last:
                    # It may well be there, after what is not closed.
                    continue
                before = _place(others, 0 if others else -1, page) if after < 0 else None
                yield Gap(
                    own[position],
                    _place(others, after, page),
                    in_source,
                    before,
                    sum(len(own[at].segments) or 1 for at in sections.get(position, ())),
                    position in inside,
                )


def _slide(own: Sequence[Unit], matches: dict[int, int], lone: dict[int, int]) -> None:
    """Slide runs of units that are alone down to a heading whose section they then are.

    Args:
        own: the units of one page.
        matches: for each unit that has one, the position of its counterpart; is changed.
        lone: for each other unit, the position of what it should follow; is changed.
    """
    for heading in [at for at in lone if own[at].kind == Kind.HEADING]:
        first, last = heading, heading
        while first - 1 in lone and own[first - 1].kind != Kind.HEADING:
            first -= 1
        while last + 1 in lone:
            last += 1
        steps = heading - first
        section = range(heading, last + steps + 1)
        if (
            not steps
            or section.stop > len(own)
            or any(_ends_section(own[at], own[heading].first.level) for at in section[1:])
            or not (
                section.stop == len(own)
                or _ends_section(own[section.stop], own[heading].first.level)
            )
            or any(
                last + 1 + step not in matches
                or own[first + step].shape != own[last + 1 + step].shape
                for step in range(steps)
            )
        ):
            continue
        for step in range(steps):
            matches[first + step] = matches.pop(last + 1 + step)
            del lone[first + step]
        for at in section:
            lone[at] = matches[heading - 1]


def _whole_sections(own: Sequence[Unit], lone: Collection[int]) -> Mapping[int, range]:
    """Return, for each heading that is alone with all that stands under it, the latter."""
    found: dict[int, range] = {}
    end = 0
    for position in sorted(lone):
        if position < end or own[position].kind != Kind.HEADING:
            continue
        level = own[position].first.level
        stop = position + 1
        while stop < len(own) and not _ends_section(own[stop], level):
            stop += 1
        section = range(position + 1, stop)
        if section and all(each in lone for each in section):
            found[position], end = section, stop
    return found


def _ends_section(unit: Unit, level: int) -> bool:
    if unit.kind == Kind.FOOTNOTE:
        return True
    return unit.kind == Kind.HEADING and unit.first.level <= level


def _place(others: Sequence[Unit], after: int, page: Page) -> Span:
    if after >= 0:
        return others[after].span
    return Span.at(page.file, page.lines[0].number if page.lines else 1)


def _shared_identities(source: Sequence[Unit], target: Sequence[Unit]) -> list[tuple[int, int]]:
    """Return the positions of units that name themselves alike, once on either side."""
    here = Counter(unit.identity for unit in source)
    there = Counter(unit.identity for unit in target)
    where = {unit.identity: j for j, unit in enumerate(target)}
    return [
        (i, where[unit.identity])
        for i, unit in enumerate(source)
        if unit.identity and here[unit.identity] == there[unit.identity] == 1
    ]


def _longest_in_order(keys: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most keys whose order is the same on both sides (patience sorting)."""
    piles: list[int] = []
    tops: list[int] = []
    below: list[int] = []
    for position, (_, j) in enumerate(keys):
        pile = bisect_left(piles, j)
        below.append(tops[pile - 1] if pile else -1)
        if pile == len(piles):
            piles.append(j)
            tops.append(position)
        else:
            piles[pile], tops[pile] = j, position
    found: list[tuple[int, int]] = []
    at = tops[-1] if tops else -1
    while at >= 0:
        found.append(keys[at])
        at = below[at]
    return found[::-1]


def _weak_identity(unit: Unit) -> tuple[object, ...] | None:
    """Return what names a unit among those left over; elsewhere on the page it may come again."""
    if unit.label:
        return (unit.kind, unit.label, unit.first.containers)
    return (unit.shape, unit.tokens) if unit.tokens else None


class _Costs:
    """How unlikely it is that two units answer each other."""

    def __init__(self, source: Sequence[Unit], target: Sequence[Unit], lexicon: Lexicon) -> None:
        self._source = source
        self._target = target
        self._lexicon = lexicon
        self._forth: dict[int, tuple[Mapping[str, float], float]] = {}
        self._back: dict[int, tuple[Mapping[str, float], float]] = {}

    def __call__(self, i: int, j: int) -> float:
        """Return the cost of matching source unit `i` with target unit `j`."""
        one, other = self._source[i], self._target[j]
        cost = _unlike(one, other)
        if cost >= _NEVER:
            return cost
        cost += 0.45 * _difference(one.tokens, other.tokens)
        cost += 0.2 * _difference(one.marks, other.marks)
        cost += 0.3 * _stretched(len(one.text), len(other.text))
        if one.kind == Kind.HEADING and self._next(self._source, i) != self._next(self._target, j):
            # A heading goes with what follows it.
            cost += 0.25
        return cost + 0.6 * (1 - self._likeness(i, j))

    @staticmethod
    def _next(all_units: Sequence[Unit], position: int) -> str | None:
        return all_units[position + 1].kind if position + 1 < len(all_units) else None

    def _likeness(self, i: int, j: int) -> float:
        if i not in self._forth:
            self._forth[i] = self._known(self._source[i].words, back=False)
        if j not in self._back:
            self._back[j] = self._known(self._target[j].words, back=True)
        (forth, weight), (back, other_weight) = self._forth[i], self._back[j]
        if not weight + other_weight:
            return 1.0
        share = self._lexicon.share(self._target[j].words, forth)
        other_share = self._lexicon.share(self._source[i].words, back)
        return (share + other_share) / (weight + other_weight)

    def _known(self, words: Words, *, back: bool) -> tuple[Mapping[str, float], float]:
        return self._lexicon.suggested(words, back=back), self._lexicon.weight(words)


def _unlike(one: Unit, other: Unit) -> float:
    """Return the cost of what differs in kind and place."""
    if one.kind != other.kind and (one.kind in _ALONE or other.kind in _ALONE):
        return _NEVER
    if one.kind == INCLUDE and one.identity != other.identity:
        return _NEVER
    cost = 0.0
    if one.kind != other.kind:
        cost = 1.3 if Kind.HEADING in (one.kind, other.kind) else 1.1
    if one.shape != other.shape and one.segments:
        a, b = one.first, other.first
        cost += 0.5 * ([*map(meant, a.containers)] != [*map(meant, b.containers)])
        cost += 0.3 * (a.level != b.level and one.kind == other.kind != ROW)
        cost += 0.2 * ((a.ordered is None) != (b.ordered is None))
        cost += 0.6 * (one.kind == ROW and (a.row == 0) != (b.row == 0))
        if a.label and b.label and a.label != b.label:
            cost += 1.2
    if one.anchor != other.anchor:
        cost += 0.5 if one.anchor and other.anchor else 0.2
    return cost


def _stretched(one: int, other: int) -> float:
    """Return how unlikely it is that texts of these lengths say the same, from 0 to 1.

    After Gale and Church: the difference, in standard deviations, of a text as long as both.
    """
    deviations = (other - one) / math.sqrt(6.8 * (one + other + 10) / 2)
    return min(1.0, deviations**2 / 9)


def _difference(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return how much two bags of tokens differ, from 0 to 1."""
    if one == other:
        return 0.0
    here, there = Counter(one), Counter(other)
    differ = sum(map(_telling, ((here - there) + (there - here)).elements()))
    # The 1 keeps a single odd token from meaning as much as ten of them.
    return differ / (sum(map(_telling, one)) + sum(map(_telling, other)) + 1)


def _telling(token: str) -> float:
    """Return how much a token tells: a small number may be a word in the other language."""
    return 0.4 if _SMALL.fullmatch(token) else 1.0


def _all_solved(stretches: Iterable[_Stretch], costs: Callable[[int, int], float]) -> _Solution:
    solution = _Solution()
    for stretch in stretches:
        solution.add(_solved(stretch, costs))
    return solution


def _solved(stretch: _Stretch, costs: Callable[[int, int], float]) -> _Solution:
    """Return the cheapest alignment of a stretch, by dynamic programming."""
    source, target = stretch.source, stretch.target
    rows, columns = len(source), len(target)
    reach = max(rows, columns)
    if rows * columns > _WIDE:
        reach = abs(rows - columns) + 50
    above = [(_GAP if rows else stretch.target_end) * n for n in range(columns + 1)]
    steps: list[bytearray] = [bytearray(b"\x02" * (columns + 1))]
    for row in range(1, rows + 1):
        here = [_NEVER] * (columns + 1)
        step = bytearray(b"\x01" * (columns + 1))
        here[0] = (_GAP if columns else stretch.source_end) * row
        for column in range(max(1, row - reach), min(columns, row + reach) + 1):
            match = above[column - 1] + costs(source[row - 1], target[column - 1])
            skip_source = above[column] + (_GAP if column < columns else stretch.source_end)
            skip_target = here[column - 1] + (_GAP if row < rows else stretch.target_end)
            if match <= skip_source and match <= skip_target:
                here[column], step[column] = match, 0
            elif skip_source <= skip_target:
                here[column], step[column] = skip_source, 1
            else:
                here[column], step[column] = skip_target, 2
        above = here
        steps.append(step)
    solution = _Solution(cost=above[columns])
    row, column = rows, columns
    while row or column:
        choice = steps[row][column]
        if choice == 0:
            row, column = row - 1, column - 1
            solution.matches.append((source[row], target[column]))
        elif choice == 1:
            row -= 1
            after = target[column - 1] if column else stretch.after_target
            solution.lone_source[source[row]] = after
        else:
            column -= 1
            after = source[row - 1] if row else stretch.after_source
            solution.lone_target[target[column]] = after
    return solution


def _moves(
    matches: Mapping[tuple[int, int], Match],
    moved: Collection[tuple[int, int]],
    carried: Collection[tuple[int, int]],
) -> Iterator[Move]:
    """Yield each unit that has moved with the nearest one that it has moved past.

    Args:
        matches: the matches by position.
        moved: the positions of those that have moved.
        carried: the positions of what has moved below them.
    """
    told: set[tuple[int, int]] = set()
    for i, j in sorted(moved):
        kind = matches[i, j].source.kind
        if kind == Kind.FOOTNOTE or (i, j) in told:
            # Footnotes stand in the order in which a sentence comes to refer to them.
            continue
        peers = [p for p in matches if _are_peers(matches[p], matches[i, j]) and p not in carried]
        swapped = _swapped(peers)
        if swapped:
            told.update(peers)
            yield Move(*(matches[p] for p in swapped))
            continue
        crossed = [
            (matches[p].source.kind != kind, abs(j - p[1]), abs(i - p[0]), p)
            for p in matches
            if (i - p[0]) * (j - p[1]) < 0 and p not in carried
        ]
        if crossed:
            *_, past = min(crossed)
            told.add(past)
            yield Move(matches[i, j], matches[past])


def _are_peers(one: Match, other: Match) -> bool:
    """Return whether two matches are two clauses of a rank, two headings of a level, and so on."""
    a, b = one.source, other.source
    return a.shape[:2] == b.shape[:2] and bool(a.segments) and a.first.level == b.first.level


def _swapped(positions: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the two positions that have changed places, if that is all that is out of order."""
    targets = sorted(j for _, j in positions)
    wrong = [p for p, j in zip(sorted(positions), targets, strict=True) if p[1] != j]
    return wrong if len(wrong) == 2 else []


def _exchanges(
    matches: Mapping[tuple[int, int], Match],
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield matches of which each holds what belongs into the other."""
    doubtful = [
        (position, match)
        for position, match in matches.items()
        if match.source.tokens and match.target.tokens
        if match.source.tokens != match.target.tokens
    ]
    done: set[tuple[int, int]] = set()
    for number, (position, match) in enumerate(doubtful):
        for other_position, other in doubtful[number + 1 :]:
            if (
                not done & {position, other_position}
                and match.source.kind == other.source.kind == match.target.kind
                and other.target.kind == match.target.kind
                and match.source.tokens == other.target.tokens
                and other.source.tokens == match.target.tokens
            ):
                done |= {position, other_position}
                yield position, other_position


def _has_slid(here: Sequence[Segment], there: Sequence[Segment]) -> bool:
    """Return whether the cells of one row seem to have moved into other columns.

    Then each row has a text where the other has none, or both have values and share none of them.
    """
    columns = list(zip(here, there, strict=True))
    values = [(set(tokens_of(one)), set(tokens_of(other))) for one, other in columns]
    if any(mine and yours and mine.isdisjoint(yours) for mine, yours in values):
        return True
    lacking = {bool(one.text) for one, other in columns if bool(one.text) != bool(other.text)}
    return len(lacking) == 2


def _pair_cells(
    one: Unit, other: Unit, pairs: list[Pair], cells: list[CellGap], columns: list[Match]
) -> None:
    """Pair the cells of two rows."""
    here, there = one.segments, other.segments
    same_width = len(here) == len(there)
    if same_width and not _has_slid(here, there):
        for cell, counterpart in zip(here, there, strict=True):
            if bool(cell.text) == bool(counterpart.text):
                pairs.append(Pair(cell, counterpart))
            elif cell.text:
                cells.append(CellGap(cell, counterpart.span, True))
            else:
                cells.append(CellGap(counterpart, cell.span, False))
        return
    if not same_width:
        columns.append(Match(one, other))
    here = tuple(cell for cell in here if cell.text or not same_width)
    there = tuple(cell for cell in there if cell.text or not same_width)
    stretch = _Stretch(range(len(here)), range(len(there)), -1, -1)
    nothing = Lexicon.learn((), frozenset(), frozenset())
    solution = _solved(stretch, _Costs([*map(single, here)], [*map(single, there)], nothing))
    pairs += (Pair(here[i], there[j]) for i, j in sorted(solution.matches))
    if same_width:
        cells += (
            CellGap(here[i], other.segments[one.segments.index(here[i])].span, True)
            for i in sorted(solution.lone_source)
        )
        cells += (
            CellGap(there[j], one.segments[other.segments.index(there[j])].span, False)
            for j in sorted(solution.lone_target)
        )
