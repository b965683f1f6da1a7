"""Printed labels as Word's own numbering.

A label such as `6.13` or `B)` is never typed into a paragraph: it is the next number of a list,
so that a clause put in by the school moves those after it. Where the printed label is not what
Word would count (a section left out, a list that starts at `c)`), a list of its own starts there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

HEADING = re.compile(r"(\d{1,3})\.\s+")
"""The number at the start of a heading."""

_LEVELS = (
    *(("decimal", text) for text in ("%1.", "%1.%2", "%1.%2.%3")),
    *(("upperLetter", "%4)"), ("lowerLetter", "%5)"), ("decimal", "%6)")),
    *(("decimal", "(%7)"), ("lowerLetter", "(%8)"), ("lowerRoman", "(%9)")),
)
"""What Word counts at each of its nine levels, and how it is written."""

_STYLES = ("Heading1", "Clause", "Subclause", "ClauseLetter", None, "ClauseNumber")
_INDENTS = ((680, 680), (680, 680), (680, 680), *(((1134, 454),) * 3), *(((1588, 454),) * 3))
"""For each level, where its text starts and how far left of that its label stands (1/20 pt)."""

_BULLETS = ("•", "–", "•", "–", "•", "–", "•", "–", "•")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}


@dataclass(frozen=True, slots=True)
class Label:
    """A label as Word counts: at which level, and the numbers up to it."""

    level: int
    numbers: tuple[int, ...]

    @property
    def prefix(self) -> tuple[int, ...]:
        """The numbers of the levels above that are part of the label."""
        return self.numbers[:-1]


def parse(label: str) -> Label | None:
    """Return a printed label, or None if Word cannot count so."""
    if re.fullmatch(r"\d+(\.\d+){1,2}", label):
        numbers = tuple(int(number) for number in label.split("."))
        # Only what is written as Word would write it: `6.07` is not.
        plain = ".".join(str(number) for number in numbers) == label
        return Label(len(numbers) - 1, numbers) if plain else None
    found = re.fullmatch(r"(\(?)([A-Za-z]{1,4}|[1-9]\d{0,2})\)", label)
    if found is None:
        return None
    bracket, word = found[1], found[2]
    if word.isdigit():
        return Label(6 if bracket else 5, (int(word),))
    if len(word) == 1 and word != "i":
        upper = word.isupper()
        if bracket and upper:
            return None
        return Label(7 if bracket else 3 if upper else 4, (ord(word.lower()) - 96,))
    if bracket and word in _ROMAN:
        return Label(8, (_ROMAN[word],))
    return Label(4, (9,)) if word == "i" else None


@dataclass(slots=True)
class _List:
    """One list of Word's: its number and how far each level has counted."""

    number: int
    starts: dict[int, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def next(self, level: int) -> int:
        return self.counts.get(level, self.starts.get(level, 1) - 1) + 1

    def fits(self, label: Label) -> bool:
        if self.next(label.level) != label.numbers[-1]:
            return False
        if label.level not in self.counts and any(m > label.level for m in self.counts):
            return False  # a level that was passed over counts as begun
        if label.level in self.texts:  # what is above is written out
            return self.texts[label.level].startswith(".".join(map(str, label.prefix)) + ".")
        above = [self.counts.get(level) for level in range(len(label.prefix))]
        return above == list(label.prefix)

    def count(self, label: Label) -> None:
        self.counts = {k: v for k, v in self.counts.items() if k < label.level}
        self.counts[label.level] = label.numbers[-1]


class Numbering:
    """Gives each labelled paragraph its place in a list."""

    def __init__(self, *, compact: bool = False) -> None:
        self._scale = 70 if compact else 100
        self._lists: list[_List] = []
        self._current: dict[str, _List] = {}
        self._paused: set[str] = set()
        self._ordered: list[tuple[int, int, int]] = []
        self._bullets = 1
        self._ids = 1

    def begin(self, language: str) -> None:
        """Start a language, whose sections are counted by themselves.

        What is added to the document by style continues the numbers of the first.
        """
        self._current[language] = self._new()

    def indent(self, level: int) -> int:
        """Return where the text of a level starts."""
        return _INDENTS[level][0] * self._scale // 100

    def pause(self, language: str) -> None:
        """Let nothing after this count on what was before, which may be left out."""
        self._paused.add(language)

    def place(self, language: str, label: Label) -> tuple[int, int]:
        """Return the number of the list and the level for a label."""
        current = self._current[language]
        if language in self._paused or not current.fits(label):
            self._paused.discard(language)
            current = self._current[language] = self._new()
            current.starts[label.level] = label.numbers[-1]
            if label.prefix:
                written = ".".join(str(number) for number in label.prefix)
                current.texts[label.level] = f"{written}.%{label.level + 1}"
        current.count(label)
        return current.number, label.level

    def bullets(self) -> int:
        """Return the number of the bulleted list."""
        return self._bullets

    def ordered(self, start: int, depth: int) -> int:
        """Return the number of a new numbered list that starts at `start`."""
        self._ids += 1
        self._ordered.append((self._ids, start, depth))
        return self._ids

    def _new(self) -> _List:
        self._ids += 1
        made = _List(self._ids)
        self._lists.append(made)
        return made

    # ------------------------------------------------------------------ numbering.xml
    def xml(self, namespaces: str) -> str:
        """Return the part `word/numbering.xml`."""
        abstracts = [_abstract(self._bullets, _bullet_levels())]
        for one in self._lists:
            levels = _label_levels(one, one is self._lists[0], self._scale)
            abstracts.append(_abstract(one.number, levels))
        for ident, start, depth in self._ordered:
            abstracts.append(_abstract(ident, _ordered_levels(start, depth)))
        ids = [self._bullets, *(one.number for one in self._lists)]
        ids += [ident for ident, _, _ in self._ordered]
        nums = "".join(
            f'<w:num w:numId="{ident}"><w:abstractNumId w:val="{ident}"/></w:num>' for ident in ids
        )
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        return f"{head}<w:numbering {namespaces}>{''.join(abstracts)}{nums}</w:numbering>"


def _abstract(ident: int, levels: Iterator[str]) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{ident}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(levels)}</w:abstractNum>"
    )


def _level(
    number: int, counted: tuple[int, str, str], place: tuple[int, int], style: str | None
) -> str:
    start, kind, text = counted
    left, hanging = place
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{linked}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:tabs>'
        f'<w:tab w:val="num" w:pos="{left}"/></w:tabs>'
        f'<w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
    )


def _label_levels(one: _List, linked: bool, scale: int) -> Iterator[str]:
    for number, (kind, text) in enumerate(_LEVELS):
        style = _STYLES[number] if linked and number < len(_STYLES) else None
        counted = (one.starts.get(number, 1), kind, one.texts.get(number, text))
        left, hanging = _INDENTS[number]
        place = (left * scale // 100, hanging * scale // 100)
        yield _level(number, counted, place, style)


def _bullet_levels() -> Iterator[str]:
    for number, bullet in enumerate(_BULLETS):
        place = (397 * (number + 1), 397)
        yield _level(number, (1, "bullet", bullet), place, "ListBullet" if not number else None)


def _ordered_levels(start: int, depth: int) -> Iterator[str]:
    for number in range(9):
        counted = (start if number == depth else 1, "decimal", f"%{number + 1}.")
        yield _level(number, counted, (397 * (number + 1), 397), None)
