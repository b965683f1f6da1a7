"""The text is built the same way in both languages: clauses, lists, tables, forms, notes.

What it finds:
    A clause, paragraph, list item, table row or cell, form field, block title, footnote, code
    block or include that has no counterpart; one that is something else on the other side, is
    indented another way, stands in another `!!!` block, or has another number; two that have
    changed places. In a project also: clause numbers out of order or used twice, and a list that
    the site would glue to the line above it.

Why:
    A clause that is missing in one language is a rule that half of the readers do not know. And
    only where both are built alike can each clause have the same address in both.

Bad:
    ```markdown
    6.2 Mae'n rhaid:                    6.2 You must:
    - gwrando
                                        - listen
                                        - answer
    ```

Good:
    ```markdown
    6.2 Mae'n rhaid:                    6.2 You must:

    - gwrando                           - listen
    - ateb                              - answer
    ```

To mend it:
    Translate what is missing where the finding says, or delete what is left over. Numbers are
    part of the text as published and are the same in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from polisi.diagnostics import Diagnostic
from polisi.model import Kind, Page, Segment
from polisi.parity.align import Alignment, Gap, Match
from polisi.parity.comparison import Comparison
from polisi.parity.rules.heading import missing, out_of_order
from polisi.parity.units import INCLUDE, ROW, Unit, origin
from polisi.parity.wording import capital, kind_name, name

NAME = "structure"

_LISTED = (Kind.ITEM, Kind.FIELD)


def check(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield where the two languages are built differently."""
    for alignment in comparison.alignments.values():
        yield from _gaps(comparison, alignment)
        for move in alignment.moves:
            if move.match.source.kind != Kind.HEADING:
                yield out_of_order(NAME, alignment, move)
        yield from _exchanges(alignment)
        yield from _differences(alignment)
        yield from _footnotes(alignment)
        yield from _cells(alignment)
    if comparison.is_project:
        for page in comparison.pages:
            yield from _loose_lists(comparison, page)
        for page in comparison.site.source.values():
            if not comparison.lacks_headings(page):
                yield from _numbers(comparison, page)


# ---------------------------------------------------------------------- what is missing
def _gaps(comparison: Comparison, alignment: Alignment) -> Iterator[Diagnostic]:
    tables = {unit.table for m in alignment.matches for unit in (m.source, m.target) if unit.table}
    told: set[tuple[str, bool]] = set()
    odd = set(_references(alignment.source)) ^ set(_references(alignment.target))
    for gap in alignment.gaps:
        kind = gap.unit.kind
        if kind == Kind.HEADING:
            continue
        if kind == Kind.FOOTNOTE and gap.unit.first.id.removeprefix("fn:") in odd:
            # It is not shown because nothing refers to it, and that is reported.
            continue
        if kind == INCLUDE and gap.unit.identity:
            lacks = comparison.site.target if gap.in_source else comparison.site.source
            page = lacks.get(gap.unit.identity[1])
            if page is not None and not page.segments:
                # It is there but takes in an empty page, and that is reported.
                continue
        if kind == ROW and (gap.unit.table, gap.in_source) in told:
            continue
        if kind == ROW and gap.unit.first.row == 0 and gap.unit.table not in tables:
            told.add((gap.unit.table, gap.in_source))
            yield _whole_table(alignment, gap)
            continue
        yield missing(NAME, alignment, gap)


def _whole_table(alignment: Alignment, gap: Gap) -> Diagnostic:
    found = missing(NAME, alignment, gap)
    rows = sum(
        other.unit.table == gap.unit.table and other.in_source == gap.in_source
        for other in alignment.gaps
    )
    row = capital(name(gap.unit))
    whole = f"The table of {rows} rows that begins with {row.removeprefix('Table row ')}"
    message = found.message.replace(row, whole, 1)
    return Diagnostic(NAME, message, found.hint, found.source, found.target)


def _cells(alignment: Alignment) -> Iterator[Diagnostic]:
    for cell in alignment.cells:
        lacks = alignment.target if cell.in_source else alignment.source
        places = (cell.cell.span, cell.place) if cell.in_source else (cell.place, cell.cell.span)
        yield Diagnostic(
            NAME,
            f"{capital(name(cell.cell))} is missing in {lacks.locale}.",
            f"Fill the empty cell of the row in {lacks.locale}, or empty it in both languages.",
            *places,
        )
    told: set[str] = set()
    for match in alignment.columns:
        if match.source.table not in told:
            told.add(match.source.table)
            yield Diagnostic(
                NAME,
                f"This table has {len(match.source.segments)} columns in "
                f"{alignment.source.locale} and {len(match.target.segments)} in "
                f"{alignment.target.locale}.",
                "Give it the same columns in both languages.",
                match.source.span,
                match.target.span,
            )


def _references(page: Page) -> Iterator[str]:
    for segment in page.segments:
        yield from segment.footnotes


def _footnotes(alignment: Alignment) -> Iterator[Diagnostic]:
    for pair in alignment.pairs:
        one, other = pair.source, pair.target
        for note in dict.fromkeys((*one.footnotes, *other.footnotes)):
            if one.footnotes.count(note) == other.footnotes.count(note):
                continue
            in_source = one.footnotes.count(note) > other.footnotes.count(note)
            has, lacks = (one, other) if in_source else (other, one)
            page = alignment.source if in_source else alignment.target
            locale = (alignment.target if in_source else alignment.source).locale
            place = has.span
            if f"[^{note}]" in lacks.source and note not in lacks.footnotes:
                message = f"Footnote `{note}` has no text in {locale}."
                hint = f"Add a line that begins with `[^{note}]: `."
                text = page.by_id.get(f"fn:{note}")
                place = text.span if text else place
            else:
                message = f"The reference to footnote `{note}` is missing in {locale}."
                hint = f"Write `[^{note}]` where it belongs."
            places = (place, lacks.span) if in_source else (lacks.span, place)
            yield Diagnostic(NAME, message, hint, *places)


# ---------------------------------------------------------------------- what differs
def _exchanges(alignment: Alignment) -> Iterator[Diagnostic]:
    for one, other in alignment.exchanges:
        yield Diagnostic(
            NAME,
            f"The order is another in {alignment.target.locale}: the texts of {name(one.source)} "
            f"and {name(other.source)} (line {other.target.span.line}) have changed places.",
            f"Put them in the order of {alignment.source.locale}.",
            one.source.span,
            one.target.span,
        )


def _differences(alignment: Alignment) -> Iterator[Diagnostic]:
    starts = _list_starts(alignment.source) | _list_starts(alignment.target)
    before: tuple[str, str] | None = None
    for match in alignment.matches:
        if Kind.HEADING in (match.source.kind, match.target.kind) or match.source.kind == INCLUDE:
            before = None
            continue
        found = _difference(alignment, match, starts)
        # A block or list that is indented another way is one mistake, not one for each line.
        if found and found != before:
            message, hint = found
            subject = capital(name(match.source))
            yield Diagnostic(
                NAME,
                f"{subject} {message}",
                hint,
                match.source.span,
                match.target.span,
            )
        before = found


def _difference(alignment: Alignment, match: Match, starts: set[int]) -> tuple[str, str] | None:
    """Return the gravest difference between two units, and what to do about it."""
    one, other = match.source.first, match.target.first
    here, there = alignment.source.locale, alignment.target.locale
    if one.label != other.label and one.label and other.label:
        return (
            f"of {here} has the number `{other.label}` in {there}.",
            f"Write `{one.label}` in {there}; if two have changed places, mind the order.",
        )
    if one.kind != other.kind or (one.label is None) != (other.label is None):
        return f"of {here} is a {_kind(other)} in {there}.", "Write both the same way."
    if one.containers != other.containers:
        return (
            f"stands {_where(one)} in {here} and {_where(other)} in {there}.",
            "Indent it with four spaces below the same `!!!` line in both languages.",
        )
    if one.kind in _LISTED and one.level != other.level:
        return (
            f"stands {one.level} deep in its list in {here} and {other.level} deep in {there}.",
            "Indent each list in a list with four spaces.",
        )
    if (one.ordered is None) != (other.ordered is None):
        return (
            f"is {_bullet(one)} in {here} and {_bullet(other)} in {there}.",
            "Use the same kind of list in both languages.",
        )
    if {id(one), id(other)} <= starts and one.ordered != other.ordered:
        return (
            f"begins a list with {one.ordered} in {here} and with {other.ordered} in {there}.",
            "Begin both with the same number.",
        )
    if _is_empty(match.source) != _is_empty(match.target):
        locale = there if _is_empty(match.target) else here
        return f"is empty in {locale}.", "Write its text."
    return None


def _kind(segment: Segment) -> str:
    label = f" `{segment.label}`" if segment.label else ""
    return f"{kind_name(segment.kind)}{label}"


def _where(segment: Segment) -> str:
    return f"in `{' > '.join(segment.containers)}`" if segment.containers else "in no block"


def _bullet(segment: Segment) -> str:
    return "a point" if segment.ordered is None else "a number"


def _is_empty(unit: Unit) -> bool:
    return not unit.text and not any(segment.links for segment in unit.segments)


def _list_starts(page: Page) -> set[int]:
    """Return, by `id()`, the items that begin an ordered list."""
    found: set[int] = set()
    last: dict[int, int | None] = {}
    block = None
    for segment in page.segments:
        if segment.block != block:
            last.clear()
        block = segment.block
        if segment.kind not in _LISTED:
            continue
        before = last.get(segment.level)
        if segment.ordered is not None and (before is None or segment.ordered != before + 1):
            found.add(id(segment))
        last = {level: number for level, number in last.items() if level < segment.level}
        last[segment.level] = segment.ordered
    return found


# ---------------------------------------------------------------------- rules of the house
def _loose_lists(comparison: Comparison, page: Page) -> Iterator[Diagnostic]:
    for span in page.loose_lists:
        if span.path == page.file:
            yield Diagnostic(
                NAME,
                "This list follows a line of text; the site would show it as part of that line.",
                "Put a blank line before it.",
                *comparison.places(page, span),
            )


def _numbers(comparison: Comparison, page: Page) -> Iterator[Diagnostic]:
    """Yield clause numbers that both languages have out of order, or twice."""
    sequence = _Sequence()
    for segment in page.segments:
        if segment.kind is Kind.HEADING:
            sequence.heading(segment)
        if segment.kind is not Kind.CLAUSE or not segment.label:
            continue
        answer = comparison.counterpart(page, segment)
        if answer is None or answer.label != segment.label:
            # Reported as missing or as another number.
            continue
        previous = sequence.next(segment, origin(page, segment).path)
        if previous is None or not comparison.is_own(page, segment):
            continue
        if previous.label == segment.label:
            message = f"{capital(name(segment))} stands twice, first in line {previous.span.line}."
        elif _follows(previous.label or "", segment.label):
            continue
        else:
            message = f"The order is wrong: {name(segment)} stands after {name(previous)}."
        hint = "Correct the number, or put the clauses in order, in both languages."
        yield Diagnostic(NAME, message, hint, segment.span, answer.span)


class _Sequence:
    """Tells which clause of the same rank stands before a clause."""

    def __init__(self) -> None:
        self._last: dict[int, Segment] = {}
        self._quoted: dict[int, Segment] = {}
        self._block = 0
        self._path = ""

    def heading(self, heading: Segment) -> None:
        """Letters begin anew below a heading; numbers run on through the page."""
        keep = -1 if heading.level == 1 else 0
        self._last = {rank: each for rank, each in self._last.items() if rank <= keep}

    def next(self, clause: Segment, path: str) -> Segment | None:
        """Take a clause that stands in the file at `path`; return the one before it, if any."""
        if path != self._path:
            self._path, self._last = path, {}
        if clause.block != self._block:
            self._block, self._quoted = clause.block, {}
        # A block (a quoted statute) has numbers of its own.
        last = self._quoted if clause.containers else self._last
        previous = last.get(clause.level)
        for rank in [rank for rank in last if rank > clause.level]:
            del last[rank]
        last[clause.level] = clause
        return previous


def _follows(before: str, label: str) -> bool:
    """Return whether a label may stand after another of its rank."""
    one, other = _numbers_in(before), _numbers_in(label)
    if one and other:
        return one < other
    letters = (before.strip("()").lower(), label.strip("()").lower())
    if all(len(each) == 1 for each in letters) and letters[0] < letters[1]:
        return True
    romans = [_roman(each) for each in letters]
    return all(romans) and romans[0] < romans[1]


def _numbers_in(label: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", label))


def _roman(letters: str) -> int:
    values = {"i": 1, "v": 5, "x": 10}
    if not set(letters) <= values.keys():
        return 0
    numbers = [values[letter] for letter in letters]
    pairs = zip(numbers, [*numbers[1:], 0], strict=True)
    return sum(-number if number < following else number for number, following in pairs)
