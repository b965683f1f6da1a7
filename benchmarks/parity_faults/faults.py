"""Faults as they happen to a translation, planted one at a time in sound pairs of pages.

A kind is a function that yields every fault of its kind that a pair of pages can have. Which of
them are planted is drawn with a fixed seed, so that two runs plant the same ones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from parity_support import deletable, lines_of, without
from polisi.model import Kind, Page, Segment

MONTHS = (
    *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
    *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
)

CARRIERS = (
    (
        "At least {n}% of the forms are read within {n} days.",
        "Darllenir o leiaf {n}% o'r ffurflenni o fewn {n} diwrnod.",
    ),
    (
        "The account of office {n} is kept for three years.",
        "Cedwir cyfrif swyddfa {n} am dair blynedd.",
    ),
    ("A replacement costs £{n}.50.", "Mae un newydd yn costio £{n}.50."),
    (
        "Office {n} is open every week, and is not open in August.",
        "Mae swyddfa {n} ar agor bob wythnos, ac nid yw ar agor ym mis Awst.",
    ),
    (
        "Office {n} closes at 5pm on 14 June 2027.",
        "Mae swyddfa {n} yn cau am 5yp ar 14 Mehefin 2027.",
    ),
    (
        "Ring 01443 5700{n} or write to office{n}@council.test.",
        "Ffoniwch 01443 5700{n} neu ysgrifennwch at office{n}@council.test.",
    ),
    (
        "The Data Protection Act 2018 applies to **every** account of office {n}.",
        "Mae Deddf Diogelu Data 2018 yn berthnasol i **bob** cyfrif yn swyddfa {n}.",
    ),
    (
        "You must not share the password of office {n}.",
        "Rhaid i chi beidio â rhannu cyfrinair swyddfa {n}.",
    ),
    (
        "![The way in to office {n}](https://council.test/door-{n}.png)",
        "![Y ffordd i mewn i swyddfa {n}](https://council.test/door-{n}.png)",
    ),
    (
        "Members of office {n} must be over 16 years old and serve for up to 9 years.",
        "Rhaid i aelodau swyddfa {n} fod dros 16 oed a gwasanaethant am hyd at 9 mlynedd.",
    ),
    (
        "Reply to office {n} before 9 May 2027, with at least two names.",
        "Atebwch swyddfa {n} cyn 9 Mai 2027, gydag o leiaf ddau enw.",
    ),
    (
        "You need to register with office {n} on a Monday.",
        "Mae angen i chi gofrestru gyda swyddfa {n} ar ddydd Llun.",
    ),
    (
        "Read the [guide of office {n}](https://council.test/en/guide-{n}.pdf).",
        "Darllenwch [ganllaw swyddfa {n}](https://council.test/cy/guide-{n}.pdf).",
    ),
    (
        "Read the [rules](https://council.test/r-{n}) and the [form](https://council.test/f-{n}).",
        "Darllenwch y [rheolau](https://council.test/r-{n}) a'r "
        "[ffurflen](https://council.test/f-{n}).",
    ),
    (
        "| Office | Books |\n| --- | --- |\n| North | {n}1 books |\n| South | {n}2 books |",
        "| Swyddfa | Llyfrau |\n| --- | --- |\n| Gogledd | {n}1 llyfr |\n| De | {n}2 lyfr |",
    ),
)
"""Sound sentences in both languages, put into a pair where our pages have too few of their kind.
All are invented, and `.test` is nobody's domain. `{n}` is a number, so that no two are alike."""


@dataclass(frozen=True)
class Pair:
    """A page in both languages, with a carrier at its end or without.

    Attributes:
        path: its path.
        pages: it in each language, read.
        texts: its Markdown in each language.
        twins: the segment of the source by that of the target (their ids).
        others: the paths of all pages.
    """

    path: str
    pages: Mapping[str, Page]
    texts: Mapping[str, str]
    twins: Mapping[str, str] = field(default_factory=dict)
    others: Sequence[str] = ()

    @cached_property
    def own(self) -> list[Segment]:
        """The segments of the target that stand in its own file."""
        page = self.pages["cy"]
        return [s for s in page.segments if s.span.path == page.file]

    def twin(self, segment: Segment) -> Segment | None:
        """Return the source's counterpart of a segment of the target."""
        return self.pages["en"].by_id.get(self.twins.get(segment.id, segment.id))

    def markdown(self, segment: Segment, locale: str = "cy") -> str:
        """Return the lines of a segment as they stand in its file."""
        lines = self.texts[locale].split("\n")
        numbers = lines_of(self.pages[locale], segment)
        return "\n".join(lines[numbers.start - 1 : numbers.stop - 1])


@dataclass(frozen=True)
class Fault:
    """A planted fault.

    Attributes:
        kind: its kind.
        pair: the pair it is planted in.
        locale: the language it is planted in.
        text: the page with the fault, or None if the page is gone.
        lines: the lines of that page where it may be told.
        twin: the lines of the other page where it may be told instead, for what is no longer
            there.
    """

    kind: str
    pair: Pair
    locale: str
    text: str | None
    lines: range
    twin: range = range(0)


Make = Callable[[Pair], Iterator[Fault]]
KINDS: dict[str, Make] = {}
VALUE_OR_STRUCTURE: set[str] = set()
"""The kinds of which all must be found; of the others, 95 in 100."""


def kind(name: str, *, strict: bool = True) -> Callable[[Make], Make]:
    """Register a kind under its name."""

    def register(make: Make) -> Make:
        KINDS[name] = make
        if strict:
            VALUE_OR_STRUCTURE.add(name)
        return make

    return register


def planted(name: str, pairs: Sequence[Pair], number: int) -> list[Fault]:
    """Return so many faults of a kind, no two in one place; the same ones at every call."""
    every = [fault for pair in pairs for fault in KINDS[name](pair)]
    return random.Random(f"polisi {name}").sample(every, min(number, len(every)))


# ---------------------------------------------------------------------- how a text is changed
_HIDDEN = re.compile(
    r"\{[^}]*\}+|\]\([^)]*\)|<[^>]*>|`[^`]*`|^\s*(?:[-*>|]|\d+\.)\s+|^\s*[(\w.]+\)? "
)


_CODE = re.compile(r"`[^`]*`")


def _prose(line: str) -> str:
    """Return a line with what is no prose in it blanked out, as long as before."""
    return _HIDDEN.sub(_blank, line)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _replaced(name: str, pair: Pair, segment: Segment, span: tuple[int, int], new: str) -> Fault:
    """Return a fault that changes part of a segment's lines."""
    numbers = lines_of(pair.pages["cy"], segment)
    old = pair.markdown(segment)
    changed = old[: span[0]] + new + old[span[1] :]
    rows = pair.texts["cy"].split("\n")
    rows[numbers.start - 1 : numbers.stop - 1] = changed.split("\n")
    twin = pair.twin(segment)
    there = lines_of(pair.pages["en"], twin) if twin else range(0)
    return Fault(name, pair, "cy", "\n".join(rows), numbers, there)


def _substituted(
    name: str, pair: Pair, pattern: str, new: Callable[[re.Match[str]], str], raw: bool = False
) -> Iterator[Fault]:
    """Yield a fault for each place in a segment's prose that a pattern fits.

    Args:
        name: the kind.
        pair: the pair.
        pattern: a regular expression.
        new: gives what stands there instead.
        raw: look at the Markdown as it stands, but for code, and not at its prose alone.
    """
    for segment in pair.own:
        if segment.kind in (Kind.HEADING, Kind.CODE) and not raw:
            continue
        text = pair.markdown(segment)
        for match in re.finditer(pattern, _CODE.sub(_blank, text) if raw else _prose(text)):
            if new(match) != match[0]:
                yield _replaced(name, pair, segment, match.span(), new(match))


def _deleted(name: str, pair: Pair, segment: Segment) -> Fault:
    page = pair.pages["cy"]
    gone = lines_of(page, segment)
    text = without(pair.texts["cy"], page, segment)
    before = max((s.span.line for s in pair.own if s.span.line < gone.start), default=1)
    twin = pair.twin(segment)
    there = lines_of(pair.pages["en"], twin) if twin else range(0)
    return Fault(name, pair, "cy", text, range(before, gone.start + 2), there)


def _of(pair: Pair, *kinds: Kind) -> Iterator[Segment]:
    can_go = deletable(pair.pages["cy"])
    return (s for s in pair.own if s.kind in kinds and s in can_go and pair.twin(s))


# ---------------------------------------------------------------------- values
_NUMBER = r"(?<![\w.,£/:#@-])\d{1,4}(?![\w,/%:@-]|\.\d| (?:\d|[A-Z]))"


@kind("number changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("number changed", pair, _NUMBER, lambda m: str(int(m[0]) + 1))


@kind("digits swapped")
def _(pair: Pair) -> Iterator[Fault]:
    pattern = _NUMBER.replace("{1,4}", "{2,4}")
    return _substituted("digits swapped", pair, pattern, lambda m: m[0][:-2] + m[0][-1] + m[0][-2])


@kind("number dropped")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("number dropped", pair, rf"{_NUMBER} ", lambda _: "")


@kind("number word changed")
def _(pair: Pair) -> Iterator[Fault]:
    words = {"tair": "pedair", "dair": "bedair", "tri": "pedwar", "dau": "tri", "dwy": "tair"}
    return _substituted(
        "number word changed", pair, rf"\b({'|'.join(words)})\b", lambda m: words[m[0]]
    )


@kind("day moved")
def _(pair: Pair) -> Iterator[Fault]:
    pattern = rf"\b\d{{1,2}}(?= (?:{'|'.join(MONTHS)})\b)"
    return _substituted("day moved", pair, pattern, lambda m: str(int(m[0]) % 28 + 1))


@kind("month moved")
def _(pair: Pair) -> Iterator[Fault]:
    pattern = rf"\b(?:{'|'.join(MONTHS)})\b(?= \d{{4}})"
    return _substituted(
        "month moved", pair, pattern, lambda m: MONTHS[(MONTHS.index(m[0]) + 1) % 12]
    )


@kind("year of an Act changed")
def _(pair: Pair) -> Iterator[Fault]:
    pattern = r"(?:Deddf|Ddeddf|Mesur|Rheoliadau) [^.,;|]{3,60}?(?:19|20)\d\d\b"
    return _substituted(
        "year of an Act changed", pair, pattern, lambda m: m[0][:-1] + str((int(m[0][-1]) + 1) % 10)
    )


@kind("percentage changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("percentage changed", pair, r"\d+(?=%)", lambda m: str(int(m[0]) - 10))


@kind("amount changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("amount changed", pair, r"£\d+", lambda m: f"£{int(m[0][1:]) + 10}")


@kind("time changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("time changed", pair, r"\b5(?=yp\b)", lambda _: "6")


@kind("morning for afternoon")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("morning for afternoon", pair, r"(?<=\d)yp\b", lambda _: "yb")


@kind("phone digit changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "phone digit changed",
        pair,
        r"\b0\d{3,4} ?\d{3} ?\d{2,3}\b",
        lambda m: m[0][:-1] + str((int(m[0][-1]) + 3) % 10),
    )


@kind("e-mail changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "e-mail changed", pair, r"[\w.]+(?=@[\w.]+\.\w)", lambda m: m[0][:-1], raw=True
    )


@kind("limit turned round")
def _(pair: Pair) -> Iterator[Fault]:
    turned = {"o leiaf": "ar y mwyaf", "dros": "dan", "hyd at": "dim llai na"}
    pattern = r"\b(o leiaf|dros|hyd at)(?= (?:ddau|\d))"
    return _substituted("limit turned round", pair, pattern, lambda m: turned[m[0]])


@kind("limit dropped")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("limit dropped", pair, r"\b(?:o leiaf|hyd at) (?=\d)", lambda _: "")


@kind("before for after")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("before for after", pair, r"\bcyn(?= \d)", lambda _: "ar ôl")


@kind("weekday changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("weekday changed", pair, r"(?<=ddydd )Llun\b", lambda _: "Mawrth")


@kind("unit of time changed")
def _(pair: Pair) -> Iterator[Fault]:
    units = {"diwrnod": "wythnos", "mlynedd": "mis", "blynedd": "wythnos"}
    pattern = rf"(?<=\d )({'|'.join(units)})\b|(?<=dair )blynedd\b"
    return _substituted("unit of time changed", pair, pattern, lambda m: units[m[0]])


@kind("period changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("period changed", pair, r"(?<=bob )wythnos\b", lambda _: "mis")


@kind("pounds for per cent")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("pounds for per cent", pair, r"\b(\d+)%", lambda m: f"£{m[1]}")


@kind("decimal point lost")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("decimal point lost", pair, r"(?<=£)(\d+)\.(\d\d)", lambda m: m[1] + m[2])


@kind("e-mail at another domain")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "e-mail at another domain", pair, r"(?<=@)council(?=\.test)", lambda _: "counci1", raw=True
    )


# ---------------------------------------------------------------------- duties and words
@kind("need lifted", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "need lifted", pair, r"\bMae angen i chi\b", lambda _: "Nid oes angen i chi", raw=True
    )


@kind("sentence repeated", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    for segment in _of(pair, Kind.PARAGRAPH, Kind.CLAUSE):
        here = re.search(_SENTENCE, pair.markdown(segment))
        if here:
            yield _replaced("sentence repeated", pair, segment, here.span(), f"{here[0]} {here[0]}")


@kind("half of a text lost", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    for segment in _of(pair, Kind.PARAGRAPH, Kind.CLAUSE):
        text = pair.markdown(segment)
        plain = not re.search(r"[{}\[\]<>*|]", text) and "\n" not in text
        if plain and len(text) > 240 and "." not in text[10:-1]:
            cut = text.index(" ", len(text) * 2 // 5)
            yield _replaced("half of a text lost", pair, segment, (cut, len(text)), ".")


@kind("not dropped", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    yield from _substituted("not dropped", pair, r"(?<=[a-z] )beidio â ", lambda _: "")
    yield from _substituted("not dropped", pair, r"\b[Nn]i ddylai\b", lambda _: "Dylai")


@kind("not added", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("not added", pair, r"\bDylai\b", lambda _: "Ni ddylai")


@kind("duty weakened", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("duty weakened", pair, r"\bRhaid i\b", lambda _: "Gall")


@kind("advice made a duty", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("advice made a duty", pair, r"\bDylai\b(?! \w+ fod)", lambda _: "Rhaid i")


@kind("term swapped", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    terms = {
        "cyfryngau cymdeithasol": "rhwydweithiau cymdeithasol",
        "Deddf Diogelu": "Deddf Amddiffyn",
    }
    for old, new in terms.items():
        for segment in pair.own:
            text = pair.markdown(segment)
            if segment.kind is not Kind.HEADING and text.count(old) == 1 == _prose(text).count(old):
                at = text.index(old)
                yield _replaced("term swapped", pair, segment, (at, at + len(old)), new)


@kind("English left in", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    for segment in _of(pair, Kind.PARAGRAPH, Kind.ITEM, Kind.CLAUSE):
        twin = pair.twin(segment)
        if twin and len(twin.text.split()) >= 4 and twin.span.path == pair.pages["en"].file:
            english, welsh = pair.markdown(twin, "en"), pair.markdown(segment)
            if english != welsh:
                yield _replaced("English left in", pair, segment, (0, len(welsh)), english)


@kind("English heading left in", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    for segment in _of(pair, Kind.HEADING):
        twin = pair.twin(segment)
        if twin and 1 < len(twin.text.split()) <= 3 and twin.span.path == pair.pages["en"].file:
            english, welsh = pair.markdown(twin, "en"), pair.markdown(segment)
            if english != welsh:
                yield _replaced("English heading left in", pair, segment, (0, len(welsh)), english)


@kind("old English left in", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    for fault in KINDS["English left in"](pair):
        assert fault.text is not None
        rows = fault.text.split("\n")
        at = fault.lines.start - 1
        words = rows[at].split(" ")
        if len(words) > 8:
            rows[at] = " ".join([*words[:5], *words[6:]])
            yield Fault("old English left in", pair, "cy", "\n".join(rows), fault.lines, fault.twin)


_SENTENCE = r"(?<=[.!?] )[A-ZÂÊÎÔÛŴŶ][^.!?|]{30,}[.!?](?=\s|$)"


@kind("English sentence in a paragraph", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    for segment in _of(pair, Kind.PARAGRAPH, Kind.ITEM, Kind.CLAUSE):
        twin = pair.twin(segment)
        here = re.search(_SENTENCE, pair.markdown(segment))
        there = re.search(_SENTENCE, pair.markdown(twin, "en")) if twin else None
        if here and there and twin and twin.span.path == pair.pages["en"].file:
            yield _replaced("English sentence in a paragraph", pair, segment, here.span(), there[0])


@kind("sentence deleted", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    for segment in _of(pair, Kind.PARAGRAPH, Kind.CLAUSE):
        here = re.search(_SENTENCE, pair.markdown(segment))
        if here:
            yield _replaced("sentence deleted", pair, segment, here.span(), "")


@kind("Welsh in the English page", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    for segment in _of(pair, Kind.PARAGRAPH, Kind.ITEM, Kind.CLAUSE):
        twin = pair.twin(segment)
        if twin is None or twin.span.path != pair.pages["en"].file or len(segment.text.split()) < 5:
            continue
        numbers = lines_of(pair.pages["en"], twin)
        rows = pair.texts["en"].split("\n")
        rows[numbers.start - 1 : numbers.stop - 1] = pair.markdown(segment).split("\n")
        here = lines_of(pair.pages["cy"], segment)
        yield Fault("Welsh in the English page", pair, "en", "\n".join(rows), numbers, here)


# ---------------------------------------------------------------------- structure
def _deletion(name: str, *kinds: Kind) -> None:
    @kind(name)
    def _(pair: Pair) -> Iterator[Fault]:
        return (_deleted(name, pair, segment) for segment in _of(pair, *kinds))


_deletion("clause deleted", Kind.CLAUSE)
_deletion("paragraph deleted", Kind.PARAGRAPH)
_deletion("list item deleted", Kind.ITEM)
_deletion("heading deleted", Kind.HEADING)
_deletion("table row deleted", Kind.CELL)
_deletion("footnote deleted", Kind.FOOTNOTE)
_deletion("form field deleted", Kind.FIELD)


@kind("list item duplicated")
def _(pair: Pair) -> Iterator[Fault]:
    for segment in _of(pair, Kind.ITEM):
        numbers = lines_of(pair.pages["cy"], segment)
        rows = pair.texts["cy"].split("\n")
        rows[numbers.stop - 1 : numbers.stop - 1] = rows[numbers.start - 1 : numbers.stop - 1]
        both = range(numbers.start, numbers.stop + len(numbers))
        yield Fault("list item duplicated", pair, "cy", "\n".join(rows), both)


@kind("clauses swapped")
def _(pair: Pair) -> Iterator[Fault]:
    clauses = [s for s in _of(pair, Kind.CLAUSE) if not s.containers]
    for one, other in pairwise(clauses):
        if one.block + 1 != other.block or one.level != other.level:
            continue
        a, b = (lines_of(pair.pages["cy"], each) for each in (one, other))
        rows = pair.texts["cy"].split("\n")
        first, second = rows[a.start - 1 : a.stop - 1], rows[b.start - 1 : b.stop - 1]
        between = rows[a.stop - 1 : b.start - 1]
        rows[a.start - 1 : b.stop - 1] = [*second, *between, *first]
        yield Fault("clauses swapped", pair, "cy", "\n".join(rows), range(a.start, b.stop))


@kind("clause label changed")
def _(pair: Pair) -> Iterator[Fault]:
    for segment in _of(pair, Kind.CLAUSE):
        label = segment.label or ""
        if re.fullmatch(r"\d+\.\d+", label):
            text = pair.markdown(segment)
            at = text.index(label)
            new = label.replace(".", ".9")
            yield _replaced("clause label changed", pair, segment, (at, at + len(label)), new)


@kind("heading level changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("heading level changed", pair, r"^##(?= )", lambda _: "###", raw=True)


@kind("anchor changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "anchor changed", pair, r"(?<=\{#)[\w-]+(?=\})", lambda m: f"{m[0]}-newydd", raw=True
    )


@kind("anchor deleted")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("anchor deleted", pair, r" \{#[\w-]+\}", lambda _: "", raw=True)


@kind("table cell emptied")
def _(pair: Pair) -> Iterator[Fault]:
    for segment in pair.own:
        if segment.kind is Kind.CELL and segment.text and segment.row:
            text = pair.markdown(segment)
            at = text.find(segment.source)
            if segment.source and at >= 0:
                end = at + len(segment.source)
                yield _replaced("table cell emptied", pair, segment, (at, end), "")


@kind("table cells swapped")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "table cells swapped",
        pair,
        r"(?m)^\| (Gogledd|De) \| (\d+ \w+) \|$",
        lambda m: f"| {m[2]} | {m[1]} |",
        raw=True,
    )


@kind("list item moved to another list")
def _(pair: Pair) -> Iterator[Fault]:
    rows = pair.texts["cy"].split("\n")
    items = [s for s in _of(pair, Kind.ITEM) if s.level == 1 and not s.containers]
    for one in items:
        other = next((s for s in items if s.block > one.block), None)
        twin = pair.twin(one)
        if other is None or twin is None:
            continue
        here, there = (lines_of(pair.pages["cy"], each) for each in (one, other))
        item = rows[here.start - 1 : here.stop - 1]
        if len(item) != 1 or item[0][:2] != rows[there.start - 1][:2] != "- ":
            continue
        made = [*rows[: here.start - 1], *rows[here.stop - 1 : there.stop - 1], *item]
        text = "\n".join([*made, *rows[there.stop - 1 :]])
        places = range(here.start - 1, there.stop + 1)
        lines = lines_of(pair.pages["en"], twin)
        yield Fault("list item moved to another list", pair, "cy", text, places, lines)


@kind("kind of block changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "kind of block changed",
        pair,
        r"(?m)(?<=^!!! )(?:school-note|statute|letter)\b",
        lambda _: "note",
        raw=True,
    )


@kind("alternative text emptied")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "alternative text emptied", pair, r"(?<=!\[)[^\]]+(?=\]\()", lambda _: "", raw=True
    )


@kind("emphasis dropped", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("emphasis dropped", pair, r"\*\*(\w[^*]*)\*\*", lambda m: m[1], raw=True)


@kind("footnote mark dropped")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("footnote mark dropped", pair, r"\[\^[\w-]+\](?!:)", lambda _: "", raw=True)


@kind("image dropped")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("image dropped", pair, r"!\[([^\]]*)\]\([^)]*\)", lambda m: m[1], raw=True)


# ---------------------------------------------------------------------- links and placeholders
_LINK = r"(?<!!)\[([^\]^]+)\]\(([^)]+)\)"


@kind("link dropped")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("link dropped", pair, _LINK, lambda m: m[1], raw=True)


@kind("link to another page")
def _(pair: Pair) -> Iterator[Fault]:
    def moved(match: re.Match[str]) -> str:
        if not match[2].endswith(".md"):
            return match[0]
        here = {match[2], pair.path.rpartition("/")[2]}
        folder = pair.path.rpartition("/")[0]
        near = [p.rpartition("/")[2] for p in pair.others if p.rpartition("/")[0] == folder]
        target = next((p for p in near if p not in here), None)
        return f"[{match[1]}]({target})" if target and "/" not in match[2] else match[0]

    return _substituted("link to another page", pair, _LINK, moved, raw=True)


@kind("link to the other language")
def _(pair: Pair) -> Iterator[Fault]:
    def wrong(match: re.Match[str]) -> str:
        if not re.fullmatch(r"[\w-]+\.md", match[2]):
            return match[0]
        up = "../" * (pair.path.count("/") + 1)
        folder = f"{pair.path.rpartition('/')[0]}/".lstrip("/")
        return f"[{match[1]}]({up}en/{folder}{match[2]})"

    return _substituted("link to the other language", pair, _LINK, wrong, raw=True)


@kind("download in the other language")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "download in the other language", pair, r"(?<=\.test/)cy(?=/)", lambda _: "en", raw=True
    )


@kind("placeholder repeated")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "placeholder repeated", pair, r"\{\{ \w+ \}\}", lambda m: f"{m[0]} {m[0]}", raw=True
    )


@kind("web address changed")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "web address changed", pair, r"https?://[^\s)>\]]+\w(?=[)>])", lambda m: m[0][:-1], raw=True
    )


@kind("placeholder dropped")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted("placeholder dropped", pair, r"\{\{ \w+ \}\} ?", lambda _: "", raw=True)


@kind("placeholder misspelt")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "placeholder misspelt", pair, r"(?<=\{\{ )\w+", lambda m: m[0][:3] + m[0][4:], raw=True
    )


@kind("placeholder of another field")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "placeholder of another field",
        pair,
        r"(?<=\{\{ )school_name",
        lambda _: "head_name",
        raw=True,
    )


@kind("placeholder after a word that mutates")
def _(pair: Pair) -> Iterator[Fault]:
    return _substituted(
        "placeholder after a word that mutates",
        pair,
        r"(?<=\w )\{\{ school_name \}\}",
        lambda m: f"gan {m[0]}",
        raw=True,
    )


# ---------------------------------------------------------------------- pages and front matter
@kind("page missing")
def _(pair: Pair) -> Iterator[Fault]:
    yield Fault("page missing", pair, "cy", None, range(1, 2), range(1, 2))


@kind("page empty")
def _(pair: Pair) -> Iterator[Fault]:
    text = pair.texts["cy"]
    end = text.index("\n---\n", 4) + 5
    yield Fault("page empty", pair, "cy", text[:end], range(1, 99), range(1, 2))


def _front(name: str, key: str) -> None:
    @kind(name)
    def _(pair: Pair) -> Iterator[Fault]:
        text = pair.texts["cy"]
        changed = re.sub(rf"(?m)^{key}: .*\n", "", text, count=1)
        if changed != text:
            yield Fault(name, pair, "cy", changed, range(1, 6))


_front("title missing", "title")
_front("description missing", "description")


@kind("description still English", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    english = str(pair.pages["en"].meta.get("description", "")).replace("'", "''")
    line = f"description: '{english}'"
    changed = re.sub(r"(?m)^description: .*$", lambda _: line, pair.texts["cy"], count=1)
    yield Fault("description still English", pair, "cy", changed, range(1, 6))


@kind("title still English", strict=False)
def _(pair: Pair) -> Iterator[Fault]:
    english = pair.pages["en"].title
    changed = re.sub(r"(?m)^title: .*$", f'title: "{english}"', pair.texts["cy"], count=1)
    if len(english.split()) > 3:
        yield Fault("title still English", pair, "cy", changed, range(1, 6))
