"""The text is built the same way in both languages: clauses, lists, tables, forms, notes.

What it finds:
    A clause, paragraph, list item, table row or cell, form field, block title, footnote, code block
    or include that has no counterpart; one that is something else on the other side, is indented
    another way, stands in another `!!!` block, begins with another mark (a box that is ticked, the
    kind of a note, the name of a shortcode), or has another number; two that have changed places;
    a code block or comment that is not closed; a sentence that was left out of its paragraph, as
    far as the lengths of all sentences leave no other explanation; a long text of which less than
    half is left. The texts of raw HTML blocks are compared too; what stands in a code block is not,
    since examples differ soundly. In a project also: clause numbers out of order or used twice, a
    `!!!` block of an unknown name, a list that the site would glue to the line above it, and words
    that are in strong type (`**`) in one language only.

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
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from polisi.diagnostics import Diagnostic, Severity, Side
from polisi.model import Block, Kind, Page, PagePair, Segment, Unclosed
from polisi.parity.align import Alignment, Gap, Match
from polisi.parity.comparison import Comparison
from polisi.parity.rules.heading import missing, out_of_order
from polisi.parity.units import BLOCKS, INCLUDE, ROW, Unit, origin
from polisi.parity.wording import called, kind_of, quoted
from polisi.said import Said, Value, language, listed, said, suggestion

NAME = "structure"

_LISTED = (Kind.ITEM, Kind.FIELD)
_DELIMITER = re.compile(r"[\s|:-]+")


def check_pair(comparison: Comparison, pair: PagePair) -> Iterator[Diagnostic]:
    """Yield where the two languages are built differently."""
    alignment = comparison.alignment(pair)
    if alignment:
        yield from _gaps(comparison, alignment)
        for move in alignment.moves:
            if move.match.source.kind != Kind.HEADING:
                yield out_of_order(NAME, alignment, move)
        yield from _exchanges(alignment)
        yield from _differences(comparison, alignment)
        yield from _footnotes(alignment)
        yield from _cells(alignment)
    yield from _unclosed(comparison, pair)
    if comparison.is_project:
        yield from _unknown_blocks(comparison, pair)
        if alignment:
            yield from _emphasis(comparison, alignment)
        for page in filter(None, (pair.source, pair.target)):
            yield from _loose_lists(comparison, page)
        if pair.source and not comparison.lacks_headings(pair.source):
            yield from _numbers(comparison, pair.source)


# ---------------------------------------------------------------------- what is missing
def _gaps(comparison: Comparison, alignment: Alignment) -> Iterator[Diagnostic]:
    tables = {unit.table for m in alignment.matches for unit in (m.source, m.target) if unit.table}
    told: set[tuple[str, bool]] = set()
    odd = set(_references(alignment.source)) ^ set(_references(alignment.target))
    torn = _torn_tables(alignment, tables)
    for gap in alignment.gaps:
        kind = gap.unit.kind
        if kind == Kind.HEADING or (gap.inside and "heading" in comparison.rules):
            continue
        if any(gap is rows for rows, _ in torn):
            continue
        if kind == Kind.FOOTNOTE and gap.unit.first.id.removeprefix("fn:") in odd:
            # It is not shown because nothing refers to it, and that is reported.
            continue
        if kind == INCLUDE and gap.unit.identity:
            lacks = comparison.pages_of("target" if gap.in_source else "source")
            page = lacks.get(gap.unit.identity[1])
            if page is not None and not page.segments:
                # It is there but takes in an empty page, and that is reported.
                continue
        if kind == ROW and (gap.unit.table, gap.in_source) in told:
            continue
        if kind == ROW and gap.unit.first.row == 0 and gap.unit.table not in tables:
            told.add((gap.unit.table, gap.in_source))
            rows = next((rows for rows, head in torn if head is gap), None)
            yield _torn_table(alignment, gap, rows) if rows else _whole_table(alignment, gap)
            continue
        yield missing(NAME, alignment, gap)


def _torn_tables(alignment: Alignment, tables: Collection[str]) -> Sequence[tuple[Gap, Gap]]:
    """Return rows of a table that are read as text, with the header row of their counterpart."""
    found: list[tuple[Gap, Gap]] = []
    heads = [
        gap
        for gap in alignment.gaps
        if gap.unit.kind == ROW and gap.unit.first.row == 0 and gap.unit.table not in tables
    ]
    for gap in alignment.gaps:
        lines = gap.unit.first.source.split("\n") if gap.unit.kind == Kind.PARAGRAPH else []
        if lines and all(line.lstrip().startswith("|") for line in lines):
            head = next((each for each in heads if each.in_source != gap.in_source), None)
            if head:
                heads.remove(head)
                found.append((gap, head))
    return found


def _torn_table(alignment: Alignment, head: Gap, rows: Gap) -> Diagnostic:
    lacks = alignment.target if head.in_source else alignment.source
    lines = rows.unit.first.source.split("\n")
    page = alignment.source if head.in_source else alignment.target
    row = called(head.unit, page.locale, Said("kind.header_row"))
    without = language(lacks.locale)
    if sum(not _DELIMITER.fullmatch(line) for line in lines) < _rows(alignment, head):
        message = said("structure.header_missing", row=row, lacks=without)
        hint = Said("structure.write_header")
    else:
        message = said("structure.dashes_missing", row=row, lacks=without)
        hint = Said("structure.write_dashes")
    here, there = head.unit.span, rows.unit.span
    places = (here, there) if head.in_source else (there, here)
    return Diagnostic(NAME, message, hint, *places, at="target" if head.in_source else "source")


def _rows(alignment: Alignment, gap: Gap) -> int:
    """Return how many rows the table has of which a row is missing, all of them missing."""
    return sum(
        other.unit.table == gap.unit.table and other.in_source == gap.in_source
        for other in alignment.gaps
    )


def _whole_table(alignment: Alignment, gap: Gap) -> Diagnostic:
    return missing(NAME, alignment, gap, said("kind.table", rows=_rows(alignment, gap)))


def _cells(alignment: Alignment) -> Iterator[Diagnostic]:
    for cell in alignment.cells:
        has, lacks = alignment.source.locale, alignment.target.locale
        if not cell.in_source:
            has, lacks = lacks, has
        places = (cell.cell.span, cell.place) if cell.in_source else (cell.place, cell.cell.span)
        yield Diagnostic(
            NAME,
            said("heading.missing", what=called(cell.cell, has), lacks=language(lacks)),
            said("structure.fill_cell", lacks=language(lacks)),
            *places,
            at="target" if cell.in_source else "source",
        )
    told: set[str] = set()
    for match in alignment.columns:
        if match.source.table not in told:
            told.add(match.source.table)
            yield Diagnostic(
                NAME,
                said(
                    "structure.columns",
                    one=len(match.source.segments),
                    here=language(alignment.source.locale),
                    other=len(match.target.segments),
                    there=language(alignment.target.locale),
                ),
                Said("structure.same_columns"),
                match.source.span,
                match.target.span,
            )


def _references(page: Page) -> Iterator[str]:
    for segment in page.segments:
        yield from segment.footnotes


def _footnotes(alignment: Alignment) -> Iterator[Diagnostic]:
    if alignment.source.end is not None or alignment.target.end is not None:
        # The texts of footnotes stand at the end, which is unknown.
        return
    for pair in alignment.pairs:
        one, other = pair.source, pair.target
        for note in dict.fromkeys((*one.footnotes, *other.footnotes)):
            if one.footnotes.count(note) == other.footnotes.count(note):
                continue
            in_source = one.footnotes.count(note) > other.footnotes.count(note)
            has, lacks = (one, other) if in_source else (other, one)
            page = alignment.source if in_source else alignment.target
            without = language((alignment.target if in_source else alignment.source).locale)
            place = has.span
            if f"[^{note}]" in lacks.source and note not in lacks.footnotes:
                message = said("structure.note_without_text", note=note, lacks=without)
                hint = said("structure.write_note", note=note)
                text = page.by_id.get(f"fn:{note}")
                place = text.span if text else place
            else:
                message = said("structure.reference_missing", note=note, lacks=without)
                hint = said("structure.write_reference", note=note)
            places = (place, lacks.span) if in_source else (lacks.span, place)
            yield Diagnostic(NAME, message, hint, *places, at="target" if in_source else "source")


def check_site(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield the sentences that are missing in a segment that is otherwise there.

    How long a translation should be is learnt from all pages.
    """
    site = comparison.site
    for each in comparison.lost:
        has, lacks = site.source_locale, site.target_locale
        if not each.in_source:
            has, lacks = lacks, has
        what = called(each.pair.source if each.in_source else each.pair.target, has)
        without, text = language(lacks), quoted(each.text, has)
        message = said("structure.sentence_missing", what=what, lacks=without, text=text)
        if each.is_part:
            message = said("structure.part_missing", what=what, lacks=without)
        yield Diagnostic(
            NAME,
            message,
            said("structure.translate_sentence", has=language(has)),
            *each.places,
            at="target" if each.in_source else "source",
        )


# ---------------------------------------------------------------------- what differs
_STRONG = re.compile(
    r"(`+)(?!`).*?(?<!`)\1(?!`)|\\."  # code, and marks that are none
    r"|(\*\*|__)(?=\S)(.+?)(?<=\S)\2(\{[^{}]*\blang=[^{}]*\})?",
    re.S,
)
_BETWEEN = re.compile(r"(?<=\S)(\*\*|__)[\s\W]{1,3}\1(?=\S)")


def _emphasis(comparison: Comparison, alignment: Alignment) -> Iterator[Diagnostic]:
    """Yield where words are strong in one language only."""
    for pair in alignment.pairs:
        one, other = pair.source, pair.target
        marked = "**" in one.source or "**" in other.source
        if not marked or one.kind is Kind.CODE or not comparison.is_own(alignment.source, one):
            continue
        here, there = _strong(one), _strong(other)
        in_source = len(here) > len(there)
        more, fewer = (here, there) if in_source else (there, here)
        # Foreign words may be marked so in one language where the other need not.
        if sum(not foreign for _, foreign in more) <= len(fewer):
            continue
        has = alignment.source if in_source else alignment.target
        lacks = alignment.target if in_source else alignment.source
        words = (said("structure.strong_words", text=quoted(each, has.locale)) for each, _ in more)
        yield Diagnostic(
            NAME,
            said(
                "structure.more_strong",
                what=called(one, alignment.source.locale),
                has=language(has.locale),
                words=tuple(words),
                lacks=language(lacks.locale),
            ),
            Said("structure.mark_strong"),
            one.span,
            other.span,
            Severity.WARNING,
            at="target" if in_source else "source",
        )


def _strong(segment: Segment) -> Sequence[tuple[str, bool]]:
    """Return the words in strong type, and whether they are marked as of another language.

    What only a space or a punctuation mark parts is together.
    """
    source = _BETWEEN.sub(" ", segment.source)
    return [(found[3], bool(found[4])) for found in _STRONG.finditer(source) if found[2]]


def _exchanges(alignment: Alignment) -> Iterator[Diagnostic]:
    here = alignment.source.locale
    for one, other in alignment.exchanges:
        yield Diagnostic(
            NAME,
            said(
                "structure.exchanged",
                there=language(alignment.target.locale),
                one=called(one.source, here),
                other=called(other.source, here),
                line=other.target.span.line,
            ),
            said("structure.reorder", here=language(here)),
            one.source.span,
            one.target.span,
        )


def _differences(comparison: Comparison, alignment: Alignment) -> Iterator[Diagnostic]:
    starts = _list_starts(alignment.source) | _list_starts(alignment.target)
    before: _Difference | None = None
    for match in alignment.matches:
        if Kind.HEADING in (match.source.kind, match.target.kind) or match.source.kind == INCLUDE:
            before = None
            continue
        one, other = match.source.first, match.target.first
        if comparison.is_project and not {*one.containers, *other.containers} <= set(BLOCKS):
            # It may not be read as it is meant, and the name of its block is reported.
            continue
        found = _difference(alignment, match, starts)
        # A block or list that is indented another way is one mistake, not one for each line.
        if found and found != before:
            yield Diagnostic(
                NAME,
                found.message(called(match.source, alignment.source.locale)),
                found.hint,
                match.source.span,
                match.target.span,
                at=found.at,
            )
        before = found


class _Difference(NamedTuple):
    """How two units differ, whichever they are.

    Attributes:
        key: what is said of them.
        values: what fills its places, but for what they are called.
        hint: what to do about it.
        at: the language to mend it in.
    """

    key: str
    values: Mapping[str, Value]
    hint: Said
    at: Side = "target"

    def message(self, what: Said) -> Said:
        """Return what is said of units that are called so."""
        return said(self.key, what=what, **self.values)


def _difference(alignment: Alignment, match: Match, starts: set[int]) -> _Difference | None:
    """Return the gravest difference between two units, and what to do about it."""
    one, other = match.source.first, match.target.first
    here, there = language(alignment.source.locale), language(alignment.target.locale)

    def differs(key: str, one: Value, other: Value, hint: Said) -> _Difference:
        return _Difference(key, {"one": one, "here": here, "other": other, "there": there}, hint)

    if one.label != other.label and one.label and other.label:
        values: dict[str, Value] = {"here": here, "label": other.label, "there": there}
        hint = said("structure.same_label", label=one.label, there=there)
        return _Difference("structure.other_label", values, hint)
    if one.kind != other.kind or (one.label is None) != (other.label is None):
        return _other_kind(one, other, here, there)
    if one.containers != other.containers:
        places = (_where(one), _where(other))
        return differs("structure.other_place", *places, Said("structure.same_block"))
    if one.kind in _LISTED and one.level != other.level:
        depths = (str(one.level), str(other.level))
        return differs("structure.other_depth", *depths, Said("structure.indent_list"))
    if (one.ordered is None) != (other.ordered is None):
        bullets = (_bullet(one), _bullet(other))
        return differs("structure.other_bullet", *bullets, Said("structure.same_list"))
    if {id(one), id(other)} <= starts and one.ordered != other.ordered:
        starts_with = (str(one.ordered), str(other.ordered))
        return differs("structure.other_start", *starts_with, Said("structure.same_start"))
    marks = (_mark(one), _mark(other))
    if all(marks) and marks[0] != marks[1]:
        return differs("structure.other_mark", *marks, Said("structure.same_mark"))
    return _empty(match, here, there)


_MARK = re.compile(r"\[[ xX]\](?=\s)|\[!\w+\]|:::+\s*\{?\.?\w+|\{\{[<%]\s*/?[\w/-]+|\{%-?\s*\w+")


def _mark(segment: Segment) -> str:
    """Return what a segment begins with that is no text, or an empty text.

    That is a box to tick, the kind of a note, or the name of a shortcode.
    """
    found = _MARK.match(segment.source)
    return found[0].lower() if found else ""


def _empty(match: Match, here: Said, there: Said) -> _Difference | None:
    if _is_empty(match.source) == _is_empty(match.target):
        return None
    side: Side = "target" if _is_empty(match.target) else "source"
    lacks = there if side == "target" else here
    return _Difference("structure.empty", {"lacks": lacks}, Said("structure.write_text"), side)


def _other_kind(one: Segment, other: Segment, here: Said, there: Said) -> _Difference:
    values: dict[str, Value] = {"here": here, "kind": _kind(other), "there": there}
    labelled, bare = (one, other) if one.label else (other, one)
    label = labelled.label
    if label and not bare.label and bare.source.replace("\\", "").startswith(label):
        lacks = there if bare is other else here
        return _Difference(
            "structure.other_kind_space",
            {**values, "label": label, "lacks": lacks},
            said("structure.write_space", label=label, lacks=lacks),
            "target" if bare is other else "source",
        )
    return _Difference("structure.other_kind", values, Said("structure.same_kind"))


def _kind(segment: Segment) -> Said:
    kind = kind_of(segment.kind)
    return said("name.labelled", kind=kind, label=segment.label) if segment.label else kind


def _where(segment: Segment) -> Said:
    if not segment.containers:
        return Said("structure.in_no_block")
    return said("structure.in_blocks", blocks=" > ".join(segment.containers))


def _bullet(segment: Segment) -> Said:
    return Said("structure.point" if segment.ordered is None else "structure.number")


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
def _unclosed(comparison: Comparison, pair: PagePair) -> Iterator[Diagnostic]:
    """Yield the first thing on a page that is never closed.

    Of plain trees, only if the other language does not leave the same open.
    """
    here, there = (
        [each for each in page.unclosed if each.span.path == page.file] if page else []
        for page in (pair.source, pair.target)
    )
    if not comparison.is_project and [x.what for x in here] == [x.what for x in there]:
        return
    for page, found in ((pair.source, here), (pair.target, there)):
        if page and found:
            yield _left_open(comparison, page, found[0])


def _left_open(comparison: Comparison, page: Page, each: Unclosed) -> Diagnostic:
    closing = "-->" if each.mark.startswith("<!--") else re.split(r"[^`~]", each.mark)[0]
    key = "structure.unclosed_comment" if closing == "-->" else "structure.unclosed_code"
    return Diagnostic(
        NAME,
        said(key, mark=each.mark),
        said("structure.close", mark=closing),
        *comparison.places(page, each.span),
    )


def _unknown_blocks(comparison: Comparison, pair: PagePair) -> Iterator[Diagnostic]:
    """Yield the `!!!` blocks of names that mean nothing; those alike in both, once."""
    here, there = (
        [] if page is None else [each for each in page.blocks if _is_strange(page, each)]
        for page in (pair.source, pair.target)
    )
    for block in here:
        twin = next((each for each in there if each.name == block.name), None)
        if twin:
            there.remove(twin)
        yield _strange(comparison, pair.source, block, twin)
    for block in there:
        yield _strange(comparison, pair.target, block, None)


def _is_strange(page: Page, block: Block) -> bool:
    return block.span.path == page.file and block.name not in BLOCKS


def _strange(
    comparison: Comparison, page: Page | None, block: Block, twin: Block | None
) -> Diagnostic:
    assert page is not None
    inside = (
        segment
        for segment in comparison.own_segments(page)
        if block.name in segment.containers and segment.span.line >= block.span.line
    )
    first = next(inside, None)
    answer = comparison.counterpart(page, first) if first else None
    other = twin.span if twin else answer.span if answer else None
    return Diagnostic(
        NAME,
        said("structure.unknown_block", block=block.name),
        suggestion(block.name, BLOCKS) or said("structure.blocks", blocks=listed(BLOCKS)),
        *comparison.places(page, block.span, other),
        at="target" if twin else comparison.side(page),
    )


def _loose_lists(comparison: Comparison, page: Page) -> Iterator[Diagnostic]:
    for span in page.loose_lists:
        if span.path != page.file:
            continue
        first = next((s for s in page.segments if s.span.line == span.line), None)
        answer = comparison.counterpart(page, first) if first else None
        yield Diagnostic(
            NAME,
            Said("structure.loose_list"),
            Said("structure.blank_line"),
            *comparison.places(page, span, answer.span if answer else None),
            at=comparison.side(page),
        )


def _numbers(comparison: Comparison, page: Page) -> Iterator[Diagnostic]:
    """Yield clause numbers that both languages have out of order, or twice."""
    other = comparison.other_tree(page).get(page.path)
    there = _before(comparison, other) if other else {}
    for segment, previous in _before(comparison, page).values():
        answer = comparison.counterpart(page, segment)
        if answer is None or not comparison.is_own(page, segment):
            continue
        if id(answer) not in there:
            continue
        if there[id(answer)][1] is not comparison.counterpart(page, previous):
            # The other language has them in another order, and that is reported.
            continue
        if previous.label == segment.label:
            what = called(segment, page.locale)
            message = said("structure.twice", what=what, line=previous.span.line)
        elif _follows(previous.label or "", segment.label or ""):
            continue
        else:
            message = said(
                "structure.wrong_order",
                what=called(segment, page.locale),
                previous=called(previous, page.locale),
            )
        yield Diagnostic(NAME, message, Said("structure.renumber"), segment.span, answer.span)


def _before(comparison: Comparison, page: Page) -> Mapping[int, tuple[Segment, Segment]]:
    """Return, by `id()`, each clause with the one of its rank that stands before it.

    Left out are those that the other language has not, or has with another number.
    """
    found: dict[int, tuple[Segment, Segment]] = {}
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
        if previous is not None:
            found[id(segment)] = (segment, previous)
    return found


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
