"""Numbers, dates, times, amounts, phone numbers and e-mail addresses are the same in both.

What it finds:
    A value that a segment has in one language and its counterpart has not, or has otherwise:
    numbers in digits and in words, dates, months, weekdays, times of day, amounts of money,
    percentages, phone numbers, postcodes, e-mail addresses, the years of Acts, and references
    such as `6.13`, "Appendix 2" and `B)`. The same in the title and the description of a page.

    Values are compared, not signs: `1 March 2026` is `1af o Fawrth 2026`, `5pm` is `5yh`, `17:00`
    and `5 o'r gloch y prynhawn`, `three years` is `tair blynedd` and `3 blynedd`, `£1.5m` is
    `£1.5 miliwn`, `10%` is `deg y cant`, and a phone number is the same however it is spaced.

    So is on which side of a value something lies, where both languages say so beside it: "at
    least" is not `ar y mwyaf`, "under 13" not `dros 13`, "before 5 March" not `ar ôl 5 Mawrth`.
    What says nothing else ("at least", "up to", "within"; `o leiaf`, `hyd at`) is missed too, where
    no word of the other sentence can stand for it.

    What is counted is compared where both languages name a unit of time or of length beside the
    same number: "21 days" is not `21 wythnos`; and where each text names one period of time without
    a number: "every week" is not `bob mis`. A phone number or an e-mail address belongs to the
    paragraph or the list item that it stands in; another value may have moved to one near by.

    A small number in words is reported only where the other language clearly says another one:
    a translator may well write "both" or leave out "one". `un`, `one`, `first`, `half`, "second"
    and the like are never reported by themselves, but "half" beside `chwarter` is, "one month"
    beside `dau fis`, "one chance" beside `dri chyfle` and "once a year" beside `ddwywaith y
    flwyddyn`. Numbers in code, in addresses
    and in placeholders are not read. Of languages other than English and Welsh only digits are.

Why:
    A wrong date or phone number is the fault that harms most and that a reader can see least: the
    sentence is perfect. It comes about when one language is brought up to date and the other is
    forgotten.

Bad:
    ```markdown
    Ffoniwch 01443 424156 erbyn 6 Mawrth.    Phone 01443 424156 by 5 March.
    ```

Good:
    ```markdown
    Ffoniwch 01443 424156 erbyn 5 Mawrth.    Phone 01443 424156 by 5 March.
    ```

To mend it:
    Find out which of the two is right, and write it in both. Where a service has another e-mail
    address or phone number for each language, name both under `link_twins` in
    `docs/data/council.yml`, with `mailto:` or `tel:` before them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import NamedTuple

from polisi.diagnostics import Diagnostic, Side
from polisi.language.bounds import OPPOSITE, Bound, bound, firm_bound, has_bound, turns
from polisi.language.numbers import (
    UNITS,
    Value,
    counts_one,
    knows,
    may_have_values,
    says_one,
    values,
)
from polisi.language.numerals import Evidence
from polisi.language.periods import Period, periods
from polisi.model import Kind, Link, Page, PagePair, Segment, Span
from polisi.parity.addresses import Twins, same
from polisi.parity.align import Alignment
from polisi.parity.comparison import Comparison
from polisi.parity.visible import Visible, visible
from polisi.parity.wording import called
from polisi.said import Said, Words, language, said

NAME = "number"

_NEAR = 2
"""How many segments further on a number may stand that a translator has put elsewhere."""

_TOLD = 3
"""How many differences of one segment are told."""

_META = ("title", "description")


def survey(comparison: Comparison) -> Twins:
    """Return the addresses that answer each other."""
    return Twins(comparison.site.link_twins or {})


def check_pair(comparison: Comparison, pair: PagePair, twins: Twins) -> Iterator[Diagnostic]:
    """Yield the segments whose values differ."""
    alignment = comparison.alignment(pair)
    if alignment:
        yield from _Checker(comparison, alignment, twins).findings()


# ---------------------------------------------------------------------- what is compared
@dataclass(frozen=True)
class _Text:
    """A text of one language, with its values.

    Attributes:
        seen: the text.
        locale: its language.
        read_as: the language whose words for numbers are read in it, or an empty text.
        links: the links in it.
    """

    seen: Visible
    locale: str
    read_as: str
    links: tuple[Link, ...] = ()

    @cached_property
    def values(self) -> tuple[Value, ...]:
        return values(self.seen.text, self.read_as)

    def shown(self, value: Value) -> str:
        return " ".join(self.seen.text[slice(*value.phrase)].split())

    def quoted(self, value: Value) -> Words:
        return Words(self.shown(value), self.locale)

    def place(self, value: Value) -> Span:
        # Where a value of the front matter begins in its line is not known.
        seen = self.seen
        return seen.place(value.start, value.end) if seen.source else seen.span


class _Difference(NamedTuple):
    """A value of the source, of the target, or of both, that are not equal."""

    one: Value | None
    other: Value | None


@dataclass
class _Case:
    """Two texts that say the same, and the values in which they differ.

    Attributes:
        subject: gives what a message calls them.
        one, other: the texts.
        lacking, extra: what only the first says, and what only the second does.
        opposed: what both say, but cannot both be right in.
        is_cell: whether they are cells of a table, whose values stay in their column.
    """

    subject: Callable[[], Said]
    one: _Text
    other: _Text
    lacking: list[Value] = field(default_factory=list)
    extra: list[Value] = field(default_factory=list)
    opposed: list[_Difference] = field(default_factory=list)
    is_cell: bool = False


class _Checker:
    """Checks one pair of pages."""

    def __init__(self, comparison: Comparison, alignment: Alignment, twins: Twins) -> None:
        self._comparison = comparison
        self._alignment = alignment
        self._twins = twins
        pages = (alignment.source, alignment.target)
        # What is a word in one language only cannot be compared.
        self._digits_only = not all(knows(page.locale) for page in pages)

    def findings(self) -> Iterator[Diagnostic]:
        """Yield one finding for each pair of texts that differ."""
        cases = list(self._cases())
        for case in cases:
            self._settle(case)
        self._find_elsewhere(cases)
        for case in cases:
            told = [each for each in _differences(case) if not self._is_told_of_link(case, each)]
            if told:
                yield _diagnostic(case, told)

    def _cases(self) -> Iterator[_Case]:
        source, target = self._alignment.source, self._alignment.target
        for key in _META:
            one, other = source.meta.get(key), target.meta.get(key)
            if isinstance(one, str) and isinstance(other, str):
                texts = (self._meta(source, key, one), self._meta(target, key, other))
                yield from _compared(partial(said, "number.meta", key=key), *texts)
        for pair in self._alignment.pairs:
            here, there = pair.source, pair.target
            if Kind.CODE in (here.kind, there.kind) or not (here.text and there.text):
                continue
            if here.text == there.text:
                # Left in one language; whatever that is, its values are the same.
                continue
            if (
                may_have_values(here.text, self._read_as(source))
                or may_have_values(there.text, self._read_as(target))
                or _periods(here.text, source.locale, there.text, target.locale)
            ):
                one = self._text(source, here, there.label)
                other = self._text(target, there, here.label)
                subject = partial(called, here, source.locale)
                yield _Case(subject, one, other, is_cell=here.kind is Kind.CELL)

    def _text(self, page: Page, segment: Segment, label: str | None) -> _Text:
        seen = visible(segment, label)
        return _Text(seen, page.locale, self._read_as(page), segment.links)

    def _meta(self, page: Page, key: str, text: str) -> _Text:
        seen = Visible(text, page.meta_span(key), "", (0,), (0,))
        return _Text(seen, page.locale, self._read_as(page))

    def _read_as(self, page: Page) -> str:
        return "" if self._digits_only else page.locale

    def _settle(self, case: _Case) -> None:
        """Take out what both sides say, and keep in the case what only one does."""
        lacking, extra = list(case.one.values), list(case.other.values)
        for least in (Evidence.STRONG, Evidence.WEAK):
            _cancel(lacking, extra, least, self._is_same)
        _cancel(lacking, extra, Evidence.WEAK, _may_be_same)
        if _clear(lacking) != _clear(extra):
            # More digits on one side than on the other: "1st" may be "first" there.
            _cancel(lacking, extra, Evidence.FAINT, _may_be_same)
        case.opposed = [
            *_of_sorts(lacking, extra),
            *_of_units(case),
            *_of_ones(case, lacking, extra),
            *_of_bounds(case),
            *_of_periods(case),
        ]
        told = {each for both in case.opposed for each in (both.one, both.other)}
        case.lacking = [value for value in lacking if value.evidence and value not in told]
        case.extra = [value for value in extra if value.evidence and value not in told]

    def _is_same(self, one: Value, other: Value) -> bool:
        if one.key == other.key:
            return True
        address = _address(one)
        twin = self._twins.of(address) if address and one.kind == other.kind else None
        return twin is not None and same(twin) == _address(other)

    def _find_elsewhere(self, cases: Sequence[_Case]) -> None:
        """Take out what a translator has only put into another segment.

        That is into one near by, which then has nothing too few, or into one that has no
        counterpart, which is reported as such. A phone number or an e-mail address belongs to
        what it stands by.
        """
        for n, case in enumerate(cases):
            for other in cases[n + 1 : n + 1 + _NEAR]:
                if case.is_cell and other.is_cell:
                    # It stands in another column, which is one fault and told at the first.
                    _cancel(list(case.lacking), other.extra, Evidence.WEAK, _may_be_same)
                    _cancel(other.lacking, list(case.extra), Evidence.WEAK, _may_be_same)
                    continue
                if not (case.extra or other.lacking):
                    _cancel(case.lacking, other.extra, Evidence.WEAK, _may_be_moved)
                elif not (case.lacking or other.extra):
                    _cancel(other.lacking, case.extra, Evidence.WEAK, _may_be_moved)
        alone = self._alone()
        for case in cases:
            _cancel(case.lacking, alone["target"], Evidence.WEAK, _may_be_same)
            _cancel(alone["source"], case.extra, Evidence.WEAK, _may_be_same)

    def _alone(self) -> Mapping[Side, list[Value]]:
        """Return the values of the segments of each page that have no counterpart."""
        found: dict[Side, list[Value]] = {"source": [], "target": []}
        alignment = self._alignment
        for gap in alignment.gaps:
            page = alignment.source if gap.in_source else alignment.target
            for segment in gap.unit.segments:
                found["source" if gap.in_source else "target"] += values(
                    segment.text, self._read_as(page)
                )
        return found

    def _is_told_of_link(self, case: _Case, difference: _Difference) -> bool:
        """Return whether rule `link` reports a difference: of addresses that the text repeats."""
        one, other = difference.one, difference.other
        return (
            "link" in self._comparison.rules
            and (one is None or _is_address(case.one, one))
            and (other is None or _is_address(case.other, other))
        )


def _compared(subject: Callable[[], Said], one: _Text, other: _Text) -> Iterator[_Case]:
    if one.seen.text != other.seen.text:
        yield _Case(subject, one, other)


def _address(value: Value) -> str:
    """Return the address of an e-mail address or phone number, or an empty text."""
    scheme = {"email": "mailto", "phone": "tel"}.get(value.kind)
    return f"{scheme}:{value.key.partition(' ')[2]}" if scheme else ""


def _is_address(text: _Text, value: Value) -> bool:
    address = _address(value)
    return bool(address) and any(same(link.href) == address for link in text.links)


# ---------------------------------------------------------------------- what differs
def _cancel(
    lacking: list[Value],
    extra: list[Value],
    least: Evidence,
    are_same: Callable[[Value, Value], bool],
) -> None:
    """Take out of both lists what answers each other, the surest first."""
    for one in sorted(lacking, key=lambda value: -value.evidence):
        answers = [
            other
            for other in extra
            if are_same(one, other) and min(one.evidence, other.evidence) >= least
        ]
        if answers:
            lacking.remove(one)
            extra.remove(max(answers, key=lambda value: value.evidence))


def _clear(found: Iterable[Value]) -> int:
    return sum(value.evidence is Evidence.STRONG for value in found)


def _may_be_same(one: Value, other: Value) -> bool:
    shared = one.readings & other.readings
    if one.kind == other.kind == "money":
        # 80p is no 80 pounds, though both may be 80.
        return any(reading.startswith("money ") for reading in shared)
    return bool(shared)


def _may_be_moved(one: Value, other: Value) -> bool:
    return not _address(one) and _may_be_same(one, other)


def _of_sorts(lacking: Sequence[Value], extra: Sequence[Value]) -> Iterator[_Difference]:
    """Yield words that prove nothing alone, but contradict each other: half and a quarter.

    Only where each language has just one of a sort that nothing answers.
    """
    left, right = list(lacking), list(extra)
    _cancel(left, right, Evidence.FAINT, lambda one, other: one.key == other.key)
    _cancel(left, right, Evidence.FAINT, _may_be_same)
    # Twice a year is once every six months.
    has_more = any(value.evidence for value in left + right)
    for sort in dict.fromkeys(value.unit for value in left):
        ones = [value for value in left if value.unit == sort]
        others = [value for value in right if value.unit == sort]
        if not sort or sort in UNITS or (sort == "times" and has_more):
            continue
        if len(ones) == len(others) == 1:
            yield _Difference(ones[0], others[0])


def _of_units(case: _Case) -> Iterator[_Difference]:
    """Yield the same numbers of other units, where each time that it is said has a unit."""
    for key in dict.fromkeys(value.key for value in case.one.values if value.unit in UNITS):
        ones = [value for value in case.one.values if value.key == key and value.evidence]
        others = [value for value in case.other.values if value.key == key and value.evidence]
        if len(ones) != len(others) or not all(each.unit in UNITS for each in ones + others):
            continue
        _cancel(ones, others, Evidence.WEAK, lambda one, other: one.unit == other.unit)
        for one in ones:
            measure = UNITS[one.unit]
            other = next((each for each in others if UNITS[each.unit] == measure), None)
            if other:
                others.remove(other)
                yield _Difference(_with_unit(one), _with_unit(other))


def _of_ones(
    case: _Case, lacking: Sequence[Value], extra: Sequence[Value]
) -> Iterator[_Difference]:
    """Yield one of a unit beside more of it: "within one month" and `o fewn dau fis`.

    Only where nothing else is amiss and each text names the unit once.
    """
    left = [value for value in lacking if value.evidence]
    right = [value for value in extra if value.evidence]
    if len(right) == 1 and not left:
        one = _single(case.one, right[0], case.other)
        if one:
            yield _Difference(one, _with_unit(right[0]))
    elif len(left) == 1 and not right:
        one = _single(case.other, left[0], case.one)
        if one:
            yield _Difference(_with_unit(left[0]), one)


def _single(text: _Text, more: Value, counted: _Text) -> Value | None:
    """Return what a text says of one unit where the other one counts more of it, if that is sure.

    Args:
        text: the text that may say one.
        more: the value of the other text that nothing answers.
        counted: that other text.
    """
    if more.kind != "number":
        return None
    if more.unit not in UNITS:
        return _one_thing(text, more, counted)
    here, there = (
        [value for value in each.values if value.unit == more.unit] for each in (text, counted)
    )
    # The name of a unit may be read as a value of its own behind its number.
    ones = [value for value in here if says_one(text.seen.text, value, text.read_as)]
    if len(ones) != 1 or any(not _is_inside(value, ones[0]) for value in here):
        return None
    return None if any(not _is_inside(value, more) for value in there) else _with_unit(ones[0])


def _one_thing(text: _Text, more: Value, counted: _Text) -> Value | None:
    """Return the "one" of a text, where the other one counts more: "one chance", `dri chyfle`."""
    said = [value for value in counted.values if value.kind == "number"]
    ones = [value for value in text.values if value.kind == "number"]
    if len(ones) != 1 or said != [more] or not more.evidence:
        return None
    follows = counted.seen.text[more.end :]
    is_counted = follows[:1] == " " and follows[1:2].isalpha()
    return ones[0] if is_counted and counts_one(text.seen.text, ones[0], text.read_as) else None


def _is_inside(value: Value, whole: Value) -> bool:
    return whole.start <= value.start and value.end <= max(whole.end, whole.unit_end)


def _of_periods(case: _Case) -> Iterator[_Difference]:
    """Yield the one period that each text names, if they are others: every week, `bob mis`."""
    numbers = [value for text in (case.one, case.other) for value in text.values]
    if any(value.unit in UNITS and value.evidence for value in numbers):
        # A week may be called seven days.
        return
    one, other = case.one, case.other
    found = _periods(one.seen.text, one.read_as, other.seen.text, other.read_as)
    if found:
        yield _Difference(*found)


def _periods(one: str, its: str, other: str, others: str) -> tuple[Value, Value] | None:
    """Return the periods of two texts, where each names just one and they are not the same."""
    here = periods(one, its)
    there = periods(other, others) if len(here) == 1 else ()
    if len(there) != 1 or here[0].unit == there[0].unit or not (here[0].unit and there[0].unit):
        return None
    return _of_period(here[0]), _of_period(there[0])


def _of_period(period: Period) -> Value:
    place = period.start, period.end
    return Value(f"period {period.unit}", frozenset(), *place, place, Evidence.STRONG)


def _of_bounds(case: _Case) -> Iterator[_Difference]:
    """Yield the same values with opposite words beside them: at least and at most, over and under.

    Where one sentence says no and the other does not, they may well say the same.
    """
    told: set[tuple[int, int]] = set()
    for key in dict.fromkeys(value.key for value in case.one.values):
        ones = [value for value in case.one.values if value.key == key]
        others = [value for value in case.other.values if value.key == key]
        if len(ones) != 1 or len(others) != 1 or ones[0].phrase in told:
            continue
        here, there = _bound(case.one, ones[0]), _bound(case.other, others[0])
        if here is None or there is None:
            lost = _lost_bound(case, ones[0], others[0])
            if lost:
                told.add(ones[0].phrase)
                yield lost
            continue
        if OPPOSITE[here.side] != there.side:
            continue
        if _turns(case.one, ones[0], here) == _turns(case.other, others[0], there):
            told.add(ones[0].phrase)
            yield _Difference(_with_bound(ones[0], here), _with_bound(others[0], there))


def _lost_bound(case: _Case, one: Value, other: Value) -> _Difference | None:
    """Return a value with "at least" or the like, where nothing beside the other one says so."""
    here, there = _firm(case.one, one), _firm(case.other, other)
    if here and not _is_bound(case.other, other, here):
        return _Difference(_with_bound(_whole(one), here), _whole(other))
    if there and not _is_bound(case.one, one, there):
        return _Difference(_whole(one), _with_bound(_whole(other), there))
    return None


def _is_bound(text: _Text, value: Value, as_there: Bound) -> bool:
    return has_bound(text.seen.text, value.start, as_there.side, text.read_as)


def _firm(text: _Text, value: Value) -> Bound | None:
    start, end = value.phrase
    return firm_bound(text.seen.text, start, max(end, value.unit_end), text.read_as)


def _bound(text: _Text, value: Value) -> Bound | None:
    start, end = value.phrase
    return bound(text.seen.text, start, max(end, value.unit_end), text.read_as)


def _turns(text: _Text, value: Value, beside: Bound) -> tuple[bool, bool]:
    return turns(text.seen.text, value.start, beside, text.read_as)


def _with_bound(value: Value, beside: Bound) -> Value:
    """Return a value with what stands beside it."""
    start, end = min(value.phrase[0], beside.start), max(value.phrase[1], beside.end)
    return replace(value, start=start, end=end, phrase=(start, end))


def _whole(value: Value) -> Value:
    """Return a value with its date, or with its unit."""
    return value if value.phrase != (value.start, value.end) else _with_unit(value)


def _with_unit(value: Value) -> Value:
    return replace(value, phrase=(value.start, max(value.end, value.unit_end)))


def _differences(case: _Case) -> Iterator[_Difference]:
    """Yield the differences that are sure enough to be told."""
    yield from case.opposed
    lacking = _by_phrase(case.lacking)
    extra = _by_phrase(case.extra)
    for one in lacking:
        other = _answer(one, extra)
        if other:
            extra.remove(other)
        if other and _contradict(case, one, other):
            yield _Difference(one, other)
        elif not other and _is_sure(one, case.one, case.other):
            yield _Difference(one, None)
    for other in extra:
        if _is_sure(other, case.other, case.one):
            yield _Difference(None, other)


def _by_phrase(found: Iterable[Value]) -> list[Value]:
    """Return one value of each phrase, the surest: a date is one thing."""
    surest: dict[tuple[int, int], Value] = {}
    for value in found:
        before = surest.get(value.phrase)
        if before is None or value.evidence > before.evidence:
            surest[value.phrase] = value
    return list(surest.values())


def _answer(one: Value, extra: Sequence[Value]) -> Value | None:
    """Return the value that was probably meant to be the same."""
    same_kind = [other for other in extra if other.kind == one.kind]
    if same_kind:
        return same_kind[0]
    if one.evidence is Evidence.STRONG:
        return next((other for other in extra if other.evidence is Evidence.STRONG), None)
    return None


def _contradict(case: _Case, one: Value, other: Value) -> bool:
    if _is_sure(one, case.one, case.other) or _is_sure(other, case.other, case.one):
        return True
    if _is_repeated(one, case.other) and _is_repeated(other, case.one):
        return False
    # What one language says otherwise, as a weekday, does not hide a fault in a time.
    ones, others = (
        [value for value in _said_at_all(text) if value.kind == one.kind]
        for text in (case.one, case.other)
    )
    return len(ones) == len(others)


def _is_sure(value: Value, own: _Text, other: _Text) -> bool:
    """Return whether a value that one language has alone is a difference by itself."""
    if value.evidence is not Evidence.STRONG:
        return False
    if value.may_be_repeated and _is_repeated(value, other):
        # "In March 2019 and in March 2020" is "ym mis Mawrth 2019 a 2020".
        return False
    shown = own.shown(value).casefold()
    # A number in words that was left in its language has not been lost.
    return any(map(str.isdigit, shown)) or shown not in other.seen.text.casefold()


def _is_repeated(value: Value, other: _Text) -> bool:
    """Return whether the other language says a value too, only less often."""
    return any(_may_be_same(value, each) for each in _said_at_all(other))


def _said_at_all(text: _Text) -> list[Value]:
    return [value for value in text.values if value.evidence]


# ---------------------------------------------------------------------- what is said of it
def _diagnostic(case: _Case, told: Sequence[_Difference]) -> Diagnostic:
    parts = list(dict.fromkeys(_said(case, each) for each in told))
    if len(parts) > _TOLD:
        parts = [*parts[:_TOLD], said("number.more", number=len(parts) - _TOLD)]
    first = told[0]
    only = case.one if first.other is None else case.other if first.one is None else None
    lacks = case.other if only is case.one else case.one
    hint = Said("number.which")
    if only:
        hint = said("number.write", lacks=language(lacks.locale), has=language(only.locale))
    return Diagnostic(
        NAME,
        said("number.says", what=case.subject(), parts=tuple(parts)),
        hint,
        case.one.place(first.one) if first.one else case.one.seen.span,
        case.other.place(first.other) if first.other else case.other.seen.span,
    )


def _said(case: _Case, difference: _Difference) -> Said:
    sides = ((case.one, difference.one), (case.other, difference.other))
    parts = [
        said("number.in", text=text.quoted(value), has=language(text.locale))
        for text, value in sides
        if value
    ]
    if len(parts) == 1:
        return said("number.only", part=parts[0])
    return said("number.both", one=parts[0], other=parts[1])
