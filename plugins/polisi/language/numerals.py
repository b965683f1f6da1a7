"""Numbers in words, in English and in Welsh.

Welsh counts in two ways: by twenties, as dates and ages mostly do (`un ar bymtheg` 16, `deg ar
hugain` 30, `pedwar ugain` 80), and by tens, as schools teach it (`un deg chwech`, `tri deg`, `wyth
deg`). The thing that is counted may stand inside the number: `dwy flynedd ar bymtheg` is seventeen
years. Two, three and four have a feminine, and every number mutates.

A number in words is not always meant as one: `un` is also "a certain" and "same", `second` a unit
of time, `can` a verb. Such words are told apart by `Evidence`, not by guessing at grammar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from polisi.language.welsh import forms_of


class Evidence(IntEnum):
    """How surely a number is said.

    `FAINT`: a word that is often no number (`one`, `un`, `half`, `ail`). `WEAK`: a small number in
    words, which a translation may well say otherwise. `STRONG`: digits, and larger numbers.
    """

    FAINT = 0
    WEAK = 1
    STRONG = 2


class Numeral(NamedTuple):
    """A number in words: its value, what else it may mean, and how many tokens it takes."""

    value: Fraction
    size: int
    evidence: Evidence
    ordinal: bool = False
    also: tuple[Fraction, ...] = ()


_Parsed = tuple[int, int]
"""A value, and the index of the token that follows it."""

_NOTHING = (0, -1)
_LARGEST_SMALL = 10


@dataclass(frozen=True)
class _Words:
    """Number words of one language, by every form that they take."""

    cardinals: Mapping[str, int]
    ordinals: Mapping[str, int]
    faint: Mapping[str, tuple[Fraction, ...]]
    parts: Mapping[str, int]
    conjunctions: frozenset[str]
    large: Mapping[str, int]
    large_of: Mapping[str, int]
    hundreds: Mapping[str, int]
    and_a_half: tuple[str, ...]


def _forms(table: Mapping[str, int], skip: Iterable[str] = ()) -> dict[str, int]:
    """Return a table by all mutated forms of its words, but for those that are other words."""
    left_out = set(skip)
    return {
        form: value
        for word, value in table.items()
        for form in forms_of(word)
        if form not in left_out
    }


def _faint(table: Mapping[str, tuple[int | Fraction, ...]]) -> dict[str, tuple[Fraction, ...]]:
    return {word: tuple(map(Fraction, values)) for word, values in table.items()}


def _decades(words: str) -> dict[str, tuple[int | Fraction, ...]]:
    """Return the names of the twenties to the nineties with their first year, and without 1900."""
    return {word: (1920 + n * 10, 20 + n * 10) for n, word in enumerate(words.split())}


_HALF, _QUARTER, _THIRD = Fraction(1, 2), Fraction(1, 4), Fraction(1, 3)


def _counted(words: str, start: int, step: int = 1) -> dict[str, int]:
    return {word: start + n * step for n, word in enumerate(words.split())}


_EN_UNITS = _counted("one two three four five six seven eight nine", 1)
_EN_TEENS = _counted(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10
)
_EN_TENS = _counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_EN_ORDINALS = _counted(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth",
    1,
)
_EN_ROUND_ORDINALS = {word[:-1] + "ieth": value for word, value in _EN_TENS.items()}

_ENGLISH = _Words(
    cardinals={**_EN_UNITS, **_EN_TEENS, **_EN_TENS},
    ordinals={**_EN_ORDINALS, **_EN_ROUND_ORDINALS, "hundredth": 100, "thousandth": 1000},
    faint=_faint(
        {
            "zero": (0,),
            "nil": (0,),
            "none": (0,),
            "once": (1,),
            "single": (1,),
            "twice": (2,),
            "both": (2,),
            "double": (2,),
            "pair": (2,),
            "couple": (2,),
            "thrice": (3,),
            "triple": (3,),
            "decade": (10,),
            "dozen": (12,),
            "fortnight": (14, 2),
            "fortnightly": (14, 2),
            "century": (100,),
            "centenary": (100,),
            "bicentenary": (200,),
            "tercentenary": (300,),
            "year": (12, 1),
            "annual": (12, 1),
            "month": (1,),
            "week": (7, 1),
            "day": (24, 1),
            "hour": (60, 1),
            "minute": (60, 1),
            "half": (_HALF, 30),
            "halves": (_HALF,),
            **_decades("twenties thirties forties fifties sixties seventies eighties nineties"),
            "quarter": (_QUARTER, 15),
        }
    ),
    parts={
        "half": 2,
        "halves": 2,
        "third": 3,
        "thirds": 3,
        "quarter": 4,
        "quarters": 4,
        "fifths": 5,
        "sixths": 6,
        "eighths": 8,
        "tenths": 10,
    },
    conjunctions=frozenset({"and"}),
    large={"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12},
    large_of={},
    hundreds={"hundred": 100, "hundredth": 100},
    and_a_half=("and", "a", "half"),
)

_CY_UNITS = {
    "un": 1, "dau": 2, "dwy": 2, "tri": 3, "tair": 3, "pedwar": 4, "pedair": 4, "pump": 5,
    "pum": 5, "chwech": 6, "chwe": 6, "saith": 7, "wyth": 8, "naw": 9,
}  # fmt: skip
_CY_ROUND = {
    "deg": 10, "deng": 10, "deuddeg": 12, "deuddeng": 12, "pymtheg": 15, "pymtheng": 15,
    "deunaw": 18, "ugain": 20, "deugain": 40, "trigain": 60,
}  # fmt: skip
_CY_ORDINALS = {
    "cyntaf": 1, "unfed": 1, "ail": 2, "trydydd": 3, "trydedd": 3, "pedwerydd": 4,
    "pedwaredd": 4, "pumed": 5, "chweched": 6, "seithfed": 7, "wythfed": 8, "nawfed": 9,
    "degfed": 10, "deuddegfed": 12, "pymthegfed": 15, "deunawfed": 18, "ugeinfed": 20,
    "deugeinfed": 40, "trigeinfed": 60, "canfed": 100, "canmlwyddiant": 100,
    "daucanmlwyddiant": 200, "trichanmlwyddiant": 300, "milfed": 1000,
}  # fmt: skip
_CY_FAINT: Mapping[str, tuple[int | Fraction, ...]] = {
    "sero": (0,), "dim": (0,), "unwaith": (1,), "dwywaith": (2,), "teirgwaith": (3,),
    "dwyffordd": (2,), "deuddydd": (2, 48), "deufis": (2,), "deuawr": (2,),
    "tridiau": (3, 72),
    "pythefnos": (14, 2), "degawd": (10,), "dwsin": (12,), "canrif": (100,),
    "hanner": (_HALF, 30), "chwarter": (_QUARTER, 15), "traean": (_THIRD,),
    "blwyddyn": (12, 1), "blynyddol": (12, 1), "mis": (1,), "wythnos": (7, 1),
    "diwrnod": (24, 1), "dydd": (24, 1), "awr": (60, 1), "munud": (60, 1),
    **_decades("ugeiniau tridegau pedwardegau pumdegau chwedegau saithdegau wythdegau nawdegau"),
}  # fmt: skip
_CY_OTHERS = ("gan", "chan", "nwy", "nau", "mai")
"""Words that look like a mutated number and hardly ever are one: with, and with, gas, goings."""

_WELSH = _Words(
    cardinals=_forms({**_CY_UNITS, **_CY_ROUND}, _CY_OTHERS),
    ordinals=_forms(_CY_ORDINALS),
    faint={
        form: tuple(map(Fraction, values))
        for word, values in _CY_FAINT.items()
        for form in forms_of(word)
        if form not in _CY_OTHERS
    },
    parts=_forms({"hanner": 2, "traean": 3, "chwarter": 4}),
    conjunctions=frozenset({"a", "ac"}),
    # Of what may be a million or a billion, the former.
    large=_forms({"biliwn": 10**9, "triliwn": 10**12})
    | _forms({"mil": 10**3, "miliwn": 10**6, "milfed": 10**3}),
    large_of=_forms({"biliynau": 10**9}) | _forms({"miloedd": 10**3, "miliynau": 10**6}),
    hundreds=_forms(
        {
            "cant": 100,
            "can": 100,
            "canfed": 100,
            "canmlwyddiant": 100,
            "deucant": 200,
            "daucanmlwyddiant": 200,
            "trichant": 300,
            "trichanmlwyddiant": 300,
        },
        _CY_OTHERS,
    ),
    and_a_half=("a", "hanner"),
)
_CY_HALF = forms_of("hanner")

_AR = {"ddeg": 10, "bymtheg": 15, "hugain": 20}
"""What is added to: `un ar ddeg` 11, `dau ar bymtheg` 17, `deg ar hugain` 30."""


_NOUN = 3
"""How many words what is counted may have inside a number: `un ystafell ddosbarth ar hugain`."""

_MUTATED_HUNDREDS = frozenset({"gan", "chan"})
_AFTER_HUNDREDS = frozenset({"mlynedd", "mlwydd", "niwrnod", "milltir", "mil", "miliwn", "punt"})
"""Before these, and behind a number, `gan` is a hundred and not "with": `dau gan mlynedd`."""


class _Reader:
    """Reads the numbers of one language from tokens: words and signs in lower case."""

    words: _Words

    def read(self, tokens: Sequence[str], start: int) -> Numeral | None:
        """Return the longest number in words that begins at a token, if any does."""
        value, end = self._whole(tokens, start)
        if end < 0:
            values = self.words.faint.get(tokens[start])
            return Numeral(values[0], 1, Evidence.FAINT, also=values[1:]) if values else None
        part = self._part(tokens, value, end)
        if part:
            return Numeral(part[0], part[1] - start, Evidence.WEAK)
        ordinal = any(token in self.words.ordinals for token in tokens[start:end])
        also = (_THIRD,) if tokens[end - 1] == "third" else ()
        evidence = _evidence(value, end - start, ordinal=ordinal)
        return Numeral(Fraction(value), end - start, evidence, ordinal, also)

    def _whole(self, tokens: Sequence[str], start: int) -> _Parsed:
        """Return a whole number and where it ends, or `_NOTHING`."""
        total, last, at, least = 0, -1, start, 10**15
        while True:
            value, end = self._below_thousand(tokens, at)
            if end < 0:
                if last >= 0:
                    return total, last
                # `mil` and `a thousand` are one thousand.
                value, end = 1, at + self._is_article(tokens[at])
                if _at(tokens, end) not in self.words.large:
                    return _NOTHING
            large, after = self._large(tokens, value, end)
            if not 0 < large < least:
                return (total + value, end) if value < least else (total, last)
            total, last, least = total + value * large, after, large
            at = last + (_at(tokens, last) in self.words.conjunctions)
            if at >= len(tokens):
                return total, last

    def _large(self, tokens: Sequence[str], value: int, at: int) -> _Parsed:
        """Return the thousand or million at a token and where it ends, or `_NOTHING`."""
        large = self.words.large.get(_at(tokens, at))
        return (large, at + 1) if large else self.large_of(tokens, value, at)

    def large_of(self, tokens: Sequence[str], value: Fraction | int, at: int) -> _Parsed:
        """Return what `o filoedd` multiplies by; `un o filoedd` is one of thousands."""
        large = self.words.large_of.get(_at(tokens, at + 1), 0) if _at(tokens, at) == "o" else 0
        return (large, at + 2) if large and value > 1 else _NOTHING

    def _is_article(self, word: str) -> bool:
        return False

    def _part(self, tokens: Sequence[str], value: int, end: int) -> tuple[Fraction, int] | None:
        """Return a fraction and where it ends, if one follows: `two thirds`, `tri a hanner`."""
        end += _at(tokens, end) == "-"
        whole = self.words.parts.get(_at(tokens, end), 0)
        if whole > value:
            return Fraction(value, whole), end + 1
        after = tuple(_at(tokens, end + n) for n in range(3))
        half = self.words.and_a_half
        if after[: len(half)] == half and after[-1] not in self.words.hundreds:
            # `cant a hanner` is 150, and `dwy filiwn a hanner` two and a half million.
            return value + self._scale(tokens[end - 1]) * _HALF, end + len(half)
        if after[0] in ("rhan", "ran") and after[1] == "o":
            whole = self.words.cardinals.get(after[2], 0)
            return (Fraction(value, whole), end + 3) if whole > value else None
        return None

    def _scale(self, word: str) -> int:
        """Return what a half that follows a word is a half of."""
        if word in self.words.hundreds:
            return 100
        return self.words.large.get(word) or self.words.large_of.get(word, 1)

    def _below_thousand(self, tokens: Sequence[str], start: int) -> _Parsed:
        """Return a number up to 999 and where it ends, or `_NOTHING`."""
        value, end = self._below_hundred(tokens, start)
        if end < 0:
            value, end = 1, start + self._is_article(_at(tokens, start))
        hundred = self._hundred(tokens, start, end)
        if hundred is None or value > _LARGEST_SMALL:
            return (value, end) if end > start and not self._is_article(tokens[start]) else _NOTHING
        value, end = value * hundred, end + 1
        if tokens[end - 1] in self.words.ordinals:
            return value, end
        more, after = self._below_hundred(
            tokens, end + (_at(tokens, end) in self.words.conjunctions)
        )
        return (value + more, after) if after >= 0 else (value, end)

    def _hundred(self, tokens: Sequence[str], start: int, end: int) -> int | None:
        """Return the hundred at `end`, behind a number that begins at `start`, or None."""
        return self.words.hundreds.get(_at(tokens, end))

    def _below_hundred(self, tokens: Sequence[str], start: int) -> _Parsed:
        """Return a number up to 99 and where it ends, or `_NOTHING`."""
        raise NotImplementedError

    def _single(self, word: str) -> int:
        return self.words.cardinals.get(word) or self.words.ordinals.get(word, 0)


class _EnglishReader(_Reader):
    words = _ENGLISH

    def _is_article(self, word: str) -> bool:
        return word == "a"

    def _below_hundred(self, tokens: Sequence[str], start: int) -> _Parsed:
        value = self._single(_at(tokens, start))
        if not 0 < value < 100:
            return _NOTHING
        if tokens[start] in _EN_TENS:
            at = start + 1 + (_at(tokens, start + 1) == "-")
            unit = self._single(_at(tokens, at))
            if 0 < unit < 10:
                return value + unit, at + 1
        return value, start + 1


class _WelshReader(_Reader):
    words = _WELSH

    def _hundred(self, tokens: Sequence[str], start: int, end: int) -> int | None:
        if start < end < len(tokens) and tokens[end] in _MUTATED_HUNDREDS:
            return 100 if _at(tokens, end + 1) in _AFTER_HUNDREDS else None
        return super()._hundred(tokens, start, end)

    def _below_hundred(self, tokens: Sequence[str], start: int) -> _Parsed:
        word = _at(tokens, start)
        value = self._single(word)
        if word in _CY_HALF and _at(tokens, start + 1) in self.words.hundreds:
            return self._with_rest(tokens, 50, start + 2)
        if not 0 < value < 100:
            return _NOTHING
        # `naw deg` 90, `naw degfed` 90th, `pedwar ugeinfed` 80th
        following = self._single(_at(tokens, start + 1))
        if value < 10 and following == 10:
            ends = _at(tokens, start + 1) in self.words.ordinals
            unit = 0 if ends else self._single(_at(tokens, start + 2))
            return (value * 10 + unit, start + 3) if 0 < unit < 10 else (value * 10, start + 2)
        if value == 4 and following == 20:
            return self._with_rest(tokens, 80, start + 2)
        if value in (40, 60):
            return self._with_rest(tokens, value, start + 1)
        value, end = self._with_ar(tokens, value, start + 1)
        score, after = self._score(tokens, end)
        return (value + score, after) if after >= 0 and value < 20 else (value, end)

    def _with_ar(self, tokens: Sequence[str], value: int, end: int) -> _Parsed:
        """Add `ar ddeg`, `ar bymtheg` and `ar hugain`; what is counted may stand before them."""
        for most, steps in ((4, ("ddeg", "bymtheg")), (19, ("hugain",))):
            if value > most:
                continue
            at = self._behind_noun(tokens, end)
            more = _at(tokens, at + 1)
            if _at(tokens, at) == "ar" and more in steps:
                value, end = value + _AR[more], at + 2
        return value, end

    def _behind_noun(self, tokens: Sequence[str], start: int) -> int:
        """Return the index of the token after what is counted: `cartref gofal`, `pen-blwydd`."""
        at, words = start, 0
        while words < _NOUN:
            word = _at(tokens, at)
            if word == "ar" or not word.isalpha() or word in self.words.conjunctions:
                break
            if self._single(word):
                break
            words += 1
            at += 1 + (_at(tokens, at + 1) == "-")
        return at

    def _score(self, tokens: Sequence[str], end: int) -> _Parsed:
        """Return the score that is added to: `a deugain`, `a thrigain`, `a phedwar ugain`."""
        if _at(tokens, end) not in self.words.conjunctions:
            return _NOTHING
        value = self.words.cardinals.get(_at(tokens, end + 1), 0)
        if value == 4 and _at(tokens, end + 2) == "ugain":
            return 80, end + 3
        return (value, end + 2) if value in (40, 60) else _NOTHING

    def _with_rest(self, tokens: Sequence[str], score: int, end: int) -> _Parsed:
        """Add what follows a score: `deugain ac un`, `pedwar ugain a deg`."""
        if _at(tokens, end) in self.words.conjunctions:
            value = self._single(_at(tokens, end + 1))
            if 0 < value < 20:
                value, after = self._with_ar(tokens, value, end + 2)
                if value < 20:
                    return score + value, after
        return score, end


def _at(tokens: Sequence[str], index: int) -> str:
    return tokens[index] if index < len(tokens) else ""


def _evidence(value: int, size: int, *, ordinal: bool) -> Evidence:
    if size == 1 and (value == 1 or (value == 2 and ordinal)):
        return Evidence.FAINT
    is_round = value in (20, 100, 1000, 10**6)
    return Evidence.WEAK if value <= _LARGEST_SMALL or is_round else Evidence.STRONG


_READERS: Mapping[str, _Reader] = {"en": _EnglishReader(), "cy": _WelshReader()}


def read_numeral(tokens: Sequence[str], start: int, language: str) -> Numeral | None:
    """Return the longest number in words that begins at a token, if any does.

    Args:
        tokens: words and signs of a text, in lower case; an apostrophe or a hyphen is a sign.
        start: the index of the token; where the text ends before it, no number begins.
        language: `en` or `cy`; of any other, no number words are known.
    """
    reader = _READERS.get(language)
    return reader.read(tokens, start) if reader and start < len(tokens) else None


def read_large(tokens: Sequence[str], value: Fraction, start: int, language: str) -> _Parsed:
    """Return what `o filoedd` or `o filiynau` multiplies a number before it by, and where it ends.

    Args:
        tokens: as in `read_numeral`.
        value: the number before it.
        start: the index of the token after the number.
        language: as in `read_numeral`.

    Returns:
        The thousand or million and the index of the token that follows it; 0 and -1 if there
        is none.
    """
    reader = _READERS.get(language)
    return reader.large_of(tokens, value, start) if reader else _NOTHING


@cache
def starts_numeral(language: str) -> frozenset[str]:
    """Return the words that a number in words of a language may begin with."""
    reader = _READERS.get(language)
    if reader is None:
        return frozenset()
    known = reader.words
    tables = (known.cardinals, known.ordinals, known.faint, known.large, known.hundreds)
    return frozenset(word for table in tables for word in table)
