"""The values that a text names: numbers, dates, times, amounts, phone numbers, e-mail addresses.

`values` reads a text of one language and says what is named where, in a form that can be compared
with a text of another language: `5pm`, `5yh`, `17:00` and `5 o'r gloch y prynhawn` are all
`time 17:00`. A date is three values, a day, a month and a year, that belong together: then a range
(`1-5 March`) reads like the two dates that it may be written as in the other language.

Sources: how Welsh writes dates and times follows the style guides of public bodies in Wales
(`1 Mawrth 2026`, `1af o Fawrth`, `5yh` or `5.00 y.h.`); phone numbers follow Ofcom's numbering
plan (a leading 0, or +44 in its place).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from polisi.language.numerals import Evidence, read_large, read_numeral, starts_numeral
from polisi.language.welsh import forms_of


@dataclass(frozen=True, slots=True)
class Value:
    """One value in a text.

    Attributes:
        key: its kind and value, e.g. `number 6`, `month 3`, `time 17:00`, `money £25`.
        also: what else it may be read as, e.g. `time 21:30` for `9.30`.
        start, end: where it stands in the text, end exclusive.
        phrase: where the words that it belongs to stand, e.g. those of a whole date.
        evidence: how surely it is meant as a value.
        unit: what is counted, of `UNITS`, or the sort of word that it is: `weeks`, `part`, `times`;
            an empty text if that is not known.
        unit_end: where the unit ends if it stands behind the number, else 0.
    """

    key: str
    also: frozenset[str]
    start: int
    end: int
    phrase: tuple[int, int]
    evidence: Evidence
    unit: str = ""
    unit_end: int = 0

    @property
    def kind(self) -> str:
        """The kind of value: `number`, `ordinal`, `month`, `weekday`, `time`, `money` ..."""
        return self.key.partition(" ")[0]

    @property
    def may_be_repeated(self) -> bool:
        """Whether one language may name it once where the other names it again: month, year."""
        return self.kind == "month" or _is_year(self)

    @property
    def readings(self) -> frozenset[str]:
        """Everything that it may be read as."""
        return self.also | {self.key}


# ---------------------------------------------------------------------- words
def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": _list(
        "january february march april may june july august september october november december"
    ),
    "cy": _list(
        "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr"
    ),
}
_SHORT_MONTHS: Mapping[str, Mapping[str, int]] = {
    "en": {
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
        "oct": 10, "nov": 11, "dec": 12,
    },
    "cy": {
        "ion": 1, "chwef": 2, "maw": 3, "ebr": 4, "meh": 6, "gorff": 7, "gor": 7, "hyd": 10,
        "tach": 11, "rhag": 12, "rhagf": 12,
    },
}  # fmt: skip
_DAYS: Mapping[str, tuple[str, ...]] = {
    "en": _list("monday tuesday wednesday thursday friday saturday sunday"),
    "cy": _list("llun mawrth mercher iau gwener sadwrn sul"),
}
_BEFORE_DAY = frozenset(
    form for word in ("dydd", "dyddiau", "nos", "bore", "prynhawn") for form in forms_of(word)
) | {"pnawn", "bnawn"}
_BEFORE_BARE_DAY = frozenset({"y", "yr", "r", "bob", "pob"})
"""What a weekday may follow without `dydd`: `ar y Sul`, `i'r Llun`, `bob Sadwrn`."""

_MONTH = frozenset(forms_of("mis"))
_BEFORE_MONTH = frozenset(
    _list(
        "in by from until till since during of to every each end early late mid and or between "
        "before after through "
        "mis fis misoedd yn ym erbyn ers tan o i rhwng a ac neu cyn ar"
    )
)
_LARGE = {
    "m": 10**6, "mn": 10**6, "million": 10**6, "miliwn": 10**6, "filiwn": 10**6,
    "bn": 10**9, "billion": 10**9, "biliwn": 10**9, "k": 1000, "thousand": 1000, "mil": 1000,
    "fil": 1000, "hundred": 100, "cant": 100, "gant": 100, "chant": 100,
    "trillion": 10**12, "triliwn": 10**12, "driliwn": 10**12,
}  # fmt: skip
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("second", "minute", "hour", "day", "week", "month", "year"), "time"),
    **dict.fromkeys(("mm", "cm", "inch", "foot", "yard", "metre", "km", "mile"), "length"),
}
"""The units that can be told apart in both languages, with what they measure."""

_UNIT_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        # "Second" alone is mostly an ordinal.
        "second": "seconds", "minute": "minute minutes", "hour": "hour hours", "day": "day days",
        "week": "week weeks", "month": "month months", "year": "year years",
        "mm": "mm millimetre millimetres", "cm": "cm centimetre centimetres",
        "inch": "inch inches", "foot": "foot feet", "yard": "yard yards",
        "metre": "metre metres", "km": "km kilometre kilometres", "mile": "mile miles",
    },
    "cy": {
        "second": "eiliad eiliadau", "minute": "munud munudau", "hour": "awr oriau",
        "day": "diwrnod diwrnodau dydd dyddiau", "week": "wythnos wythnosau",
        "month": "mis misoedd", "year": "blwyddyn blynedd blynyddoedd blwydd",
        "mm": "mm milimetr milimetrau", "cm": "cm centimetr centimetrau",
        "inch": "modfedd modfeddi", "foot": "troedfedd troedfeddi", "yard": "llath llathen llathau",
        "metre": "metr metrau medr medrau",
        "km": "km cilometr cilometrau cilomedr cilomedrau", "mile": "milltir milltiroedd",
    },
}  # fmt: skip
_LESSER_UNITS = {"week": 7, "year": 12, "day": 24, "hour": 60, "minute": 60}
"""How many of the next lesser unit a unit has: three weeks may be called 21 days."""

_WORKING = frozenset({"working", "school", "calendar"})
"""What may stand between an English number and its unit; a Welsh adjective follows."""

_AND_A_HALF = (("and", "a", "half"), ("a", "hanner"))
_TIMES_OVER = frozenset({"twice", "thrice", *forms_of("dwywaith"), *forms_of("teirgwaith")})
_ONCE = frozenset({"once", *forms_of("unwaith")})
_RATE = frozenset({"a", "per", "each", "every", "y", "yr", "bob"})
"""With these and a unit "once" says how often: once a year, unwaith y mis."""

_FORTNIGHT = frozenset({"fortnight", *forms_of("pythefnos")})
_A_WEEK = frozenset({"week", *forms_of("wythnos")})
_BEFORE_WEEK = frozenset({"a", "one", "each", "every", "per"})
_DEGREES = frozenset({"°", "degree", "degrees", *forms_of("gradd"), *forms_of("graddau")})
_MINUS = frozenset({"-", "\u2212", "–", "minus", "minws"})
_BELOW_ZERO = re.compile(
    r"\W*[CF]?\W+(?:below (?:zero|freezing)|(?:o dan|islaw) (?:sero|y rhewbwynt))\b", re.I
)
_ONLY_OF_MONEY = frozenset({"m", "mn"})
_TIMES = frozenset({"noon", "midday", "midnight", "canol", "ganol", "hanner"})
"""Words that a time of day may begin with, without a number."""

_CLOCK_MINUTES = frozenset({5, 10, 20, 25})
"""The minutes that a time in words has before or after an hour."""

_AFTER_TIME = frozenset({"on", "and", "or", "every", "a", "ac", "neu", "ar", "bob", "ddydd"})

_ROMAN = frozenset("ivx")
_POUNDS = frozenset({"pound", "pounds", "punt", "bunt", "phunt", "bunnoedd", "punnoedd"})
_COMPOUND_POUNDS: Mapping[str, str] = {
    form: number
    for word, number in {
        "dwybunt": "dwy", "teirpunt": "tair", "pumpunt": "pum", "decpunt": "deg",
        "degpunt": "deg", "ugeinpunt": "ugain", "canpunt": "can",
    }.items()
    for form in forms_of(word)
}  # fmt: skip
"""Welsh sums that are one word, with the number in each; `punt` or `bunt` is the rest of it."""

_PENCE = frozenset({"p", "c", "pence", "penny", "ceiniog", "geiniog", "cheiniog"})
_FRACTIONS = {
    "½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3), "⅛": Fraction(1, 8),
}  # fmt: skip
_SIGNS = {"£": "£", "$": "$", "€": "€"}
_RANGE = frozenset(
    {"-", "–", "—", "to", "and", "or", "i", "a", "ac", "neu", "hyd", "at", "tan", "/"}
)
_LABELLED = frozenset(
    _list(
        "appendix annex part section schedule form table point option step stage group category "
        "level grade class plan "
        "atodiad rhan ran adran atodlen ffurflen tabl dabl pwynt bwynt opsiwn cam gam grwp "
        "categori gategori lefel gradd radd dosbarth ddosbarth cynllun gynllun"
    )
)
_ADDRESSES = r"""
    (?P<address>(?:https?://|www\.)\S+|%\(\w+\)[\d.]*[a-z])
    |(?P<email>[\w.+'-]+@[\w-]+(?:\.[\w-]+)+)
    |
"""
_DIGITS = r"""
    (?=[\d+(])(?:
    (?P<phone>(?<![\w.,/])(?:(?:\+|00)\d{1,3}[\s.-]*(?:\(0\))?[\s.-]*|\(?0)
        \(?\d(?:[\s.()\u2011-]{0,2}\d){6,9}(?![\w]))
    |(?P<iso>(?<![\w.,/-])\d{4}-\d\d-\d\d(?!\d))
    |(?P<date>(?<![\w.,/-])\d{1,2}(?P<dot>[/.-])\d{1,2}(?P=dot)(?:\d{4}|\d\d)(?![\d./-]*\d))
    |(?P<clock>(?<![\d:])\d{1,2}:\d\d(?![\d:]))
    |(?P<number>\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)*)
    )
    |(?P<postcode>[A-Z](?<![\w/.-].)[A-Z]?\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}(?![\w/-]))
    |
"""
_WORDS = r"(?P<word>[^\W\d_]++)|(?P<sign>[^\s\w])"
_MAY_HAVE_ADDRESS = re.compile(r"@|://|www\.|%\(")
_MAY_HAVE_DIGITS = re.compile(r"\d")


@cache
def _token(addresses: bool, digits: bool) -> re.Pattern[str]:
    """Return what finds the tokens of a text: looking for what it cannot have takes long."""
    parts = (_ADDRESSES if addresses else "", _DIGITS if digits or addresses else "", _WORDS)
    return re.compile(rf"(?=\S)(?:{''.join(parts)})", re.X)


_PLAIN_WORD = re.compile(r"[^\W\d_]+")
_INTERESTING = re.compile(r"[\d@½¼¾⅓⅔⅛]|[A-Za-z]\)")
_STRAIGHT = {"’": "'", "‘": "'", "\u02bc": "'", "\u2011": "-"}
_SIZES = frozenset({"kb", "mb", "gb", "kilobytes", "megabytes", "cilobeit", "megabeit"})
_FILE = re.compile(r"\b(?:pdf|docx?|odt|xlsx?|ods|csv|pptx?|odp|zip|word|excel)\b", re.I)
_MADE_UP = re.compile(r"@(?:.*\.)?(?:example|enghraifft|esiampl)\b")
"""An address that is only an example; a translator may translate it."""
_FAINT = Evidence.FAINT
_NOON, _MIDNIGHT = 12 * 60, 0


class _Token(NamedTuple):
    kind: str
    text: str
    low: str
    start: int
    end: int


@cache
def _month_names(language: str) -> Mapping[str, int]:
    if language not in _MONTHS:
        return {}
    names: dict[str, int] = {name: n for n, name in enumerate(_MONTHS["en"], 1)}
    if language == "cy":
        # A date may have been left in English; then its numbers are the same all the same.
        for number, name in enumerate(_MONTHS["cy"], 1):
            names |= dict.fromkeys(forms_of(name), number)
    return names


@cache
def _short_month_names(language: str) -> Mapping[str, int]:
    if language not in _MONTHS:
        return {}
    return {**_SHORT_MONTHS["en"], **_SHORT_MONTHS[language]}


@cache
def _day_names(language: str) -> Mapping[str, int]:
    names: dict[str, int] = {}
    for number, name in enumerate(_DAYS.get(language, ())):
        forms = forms_of(name) if language == "cy" else (name, f"{name}s")
        names |= dict.fromkeys(forms, number)
    return names


@cache
def _unit_names(language: str) -> Mapping[str, str]:
    """Return the units of a language by every word for them."""
    return {
        form: unit
        for unit, words in _UNIT_WORDS.get(language, {}).items()
        for word in words.split()
        for form in (forms_of(word) if language == "cy" else (word,))
    }


@cache
def _telling_words(language: str) -> frozenset[str]:
    """Return the words without which a text without digits has nothing to compare."""
    words = {
        word
        for word in starts_numeral(language)
        for numeral in [read_numeral((word,), 0, language)]
        if numeral and (numeral.evidence > Evidence.FAINT or 0 < numeral.value < 1)
    }
    words |= _FORTNIGHT | _TIMES_OVER
    if language == "cy":
        words |= _COMPOUND_POUNDS.keys()
    if language in _MONTHS:
        words.update(_month_names(language), _day_names(language))
        words.update(_TIMES)
    return frozenset(words)


@cache
def _known_words(language: str) -> frozenset[str]:
    """Return every word that may begin a value."""
    dated = {**_month_names(language), **_short_month_names(language), **_day_names(language)}
    times = _TIMES if language in _MONTHS else frozenset[str]()
    return starts_numeral(language) | dated.keys() | times


def may_have_values(text: str, locale: str) -> bool:
    """Return whether a text may name any value; quicker than `values`, never wrongly false.

    Values that are all `FAINT` do not count, but for words such as "half" and "twice": by
    themselves the others prove nothing.
    """
    if _INTERESTING.search(text):
        return True
    return not _telling_words(_language(locale)).isdisjoint(_PLAIN_WORD.findall(text.lower()))


def says_one(text: str, value: Value, locale: str) -> bool:
    """Return whether a value counts one of its unit: "one month", "an hour"; `un mis`, `am awr`.

    Left out is what may say something else: `yr un mis` is the same month, "half an hour" less
    than one, and a word such as `wythnos` alone may be a week of any kind.

    Args:
        text: the text that it was read in.
        value: a value of that text, with a unit of `UNITS`.
        locale: the language of the text.
    """
    begin, end = value.start, value.unit_end or value.end
    before = _PLAIN_WORD.findall(text[max(0, begin - 40) : begin].lower())
    last = before[-1] if before else ""
    language = _language(locale)
    if text[value.start : value.end].lower() in _ONES.get(language, ()):
        is_one = value.unit_end > 0 and last not in _NOT_ONE
    else:
        is_one = last in _A_UNIT.get(language, ())
        is_one = is_one and before[-2:-1] != ["half"] and before[-3:-1] != ["quarter", "of"]
    after = _PLAIN_WORD.match(text[end:].lstrip(" ").lower())
    return is_one and not (after and after[0] in _MORE_THAN_ONE)


def counts_one(text: str, value: Value, locale: str) -> bool:
    """Return whether a value is a "one" that counts a noun: "one chance", `un cyfle`.

    Left out is what may say something else: "one of", "this one", `yr un peth`, "one way or
    another".

    Args:
        text: the text that it was read in.
        value: a value of that text.
        locale: the language of the text.
    """
    language = _language(locale)
    if text[value.start : value.end].lower() not in _ONES.get(language, ()):
        return False
    before = _PLAIN_WORD.findall(text[max(0, value.start - 40) : value.start].lower())
    after = _PLAIN_WORD.findall(text[value.end : value.end + 40].lower())
    begins = re.match(r" [^\W\d_]", text[value.end :])
    return (
        begins is not None
        and (not before or before[-1] not in _NOT_ONE)
        and after[0] not in _NO_NOUN
        and not (len(after) > 1 and after[1] in _MORE_THAN_ONE - {"i", "to", "ar"})
    )


_NO_NOUN = frozenset(
    _list(
        "of or another and to who that which is are was has can will must should may at by in on "
        "side way day time more thing else off stop person party parent "
        "o sy sydd a ac i neu ai yn ar arall wrth ffordd pwrpas math peth fath rhyw rhiant"
    )
)

_ONES = {"en": ("one", "single"), "cy": forms_of("un")}
_NOT_ONE = frozenset({"y", "yr", "r", "this", "that", "any", "each", "every", "the", "no", "which"})
_A_UNIT = {"en": frozenset({"a", "an"}), "cy": frozenset({"fewn", "am"})}
"""After these the name of a unit alone counts one: an hour, o fewn mis, am awr."""

_MORE_THAN_ONE = frozenset({"or", "and", "to", "a", "neu", "ac", "i", "ar"})
"""After these more is counted: a week or two, awr a hanner."""


def knows(locale: str) -> bool:
    """Return whether number words, months and times of day of a language are known."""
    return _language(locale) in _MONTHS


def values(text: str, locale: str) -> tuple[Value, ...]:
    """Return the values that a text names, in order.

    Args:
        text: what a reader sees; places in it are offsets.
        locale: its language, e.g. `cy` or `en-GB`; of a language other than English and Welsh
            only digits are read.
    """
    return _Reader(text, _language(locale)).values()


def _language(locale: str) -> str:
    return locale.replace("_", "-").partition("-")[0].lower()


def _straight(text: str) -> str:
    """Return a text with straight apostrophes and plain hyphens, as long as it was."""
    for letter, straight in _STRAIGHT.items():
        text = text.replace(letter, straight)
    return text


_new_token: Callable[[tuple[str, str, str, int, int]], _Token] = partial(tuple.__new__, _Token)
"""What makes a token; the class itself takes twice as long."""


def _tokens(text: str, language: str) -> list[_Token]:
    tokens: list[_Token] = []
    compounds = _COMPOUND_POUNDS if language == "cy" else {}
    pattern = _token(bool(_MAY_HAVE_ADDRESS.search(text)), bool(_MAY_HAVE_DIGITS.search(text)))
    for found in pattern.finditer(text):
        written = found[0]
        low = written.lower()
        start, end = found.span()
        if low in compounds:
            # `decpunt` is read as `deg punt`, and `hanner canpunt` as `hanner can punt`.
            pound = end - len("punt")
            tokens.append(_new_token(("word", written[:-4], compounds[low], start, pound)))
            tokens.append(_new_token(("word", written[-4:], low[-4:], pound, end)))
            continue
        tokens.append(_new_token((found.lastgroup or "", written, low, start, end)))
    return tokens


@lru_cache(1 << 15)
def _is_silent(low: str, language: str) -> bool:
    """Return whether no value begins with a word, unless a number follows it."""
    return not (low in _known_words(language) or _is_letter(low))


def _is_letter(low: str) -> bool:
    """Return whether a word may be the letter or the Roman number of a label."""
    return len(low) == 1 or _ROMAN.issuperset(low)


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, language: str) -> None:
        self._text = _straight(text)
        self._language = language
        self._tokens = _tokens(self._text, language)
        self._low = [token.low for token in self._tokens]
        self._starts = starts_numeral(language)
        self._known = _known_words(language)
        self._found: list[Value] = []

    def values(self) -> tuple[Value, ...]:
        # What comes after the last token ends the search.
        silent = [*self._silent(), False]
        at = silent.index(False)
        while at < len(self._tokens):
            # A digit inside a word is part of a name: One4All.
            at = at + 3 if self._is_name(at) else self._read(at)
            at = silent.index(False, min(at, len(self._tokens)))
        return tuple(_weighed(_joined(_ranged(self._found, self._text), self._text), self._text))

    # ------------------------------------------------------------------ tokens
    def _at(self, index: int) -> str:
        return self._low[index] if 0 <= index < len(self._low) else ""

    def _glued(self, index: int) -> bool:
        """Return whether a token follows the one before it without a space."""
        tokens = self._tokens
        return 0 < index < len(tokens) and tokens[index].start == tokens[index - 1].end

    def _is_glued_text(self, index: int) -> bool:
        return self._glued(index) and self._tokens[index].kind in ("word", "number")

    def _silent(self) -> list[bool]:
        """Return of each token whether it is a word or sign like most: no value begins with it."""
        silent: list[bool] = []
        before = ""
        for at, (kind, text, low, _, _) in enumerate(self._tokens):
            if kind == "sign":
                silent.append(text not in _SIGNS)
            elif kind == "word":
                silent.append(_is_silent(low, self._language) or not self._may_begin(low, at))
            else:
                if kind == "number" and before == "word":
                    silent[-1] = False
                silent.append(False)
            before = kind
        return silent

    def _may_begin(self, low: str, at: int) -> bool:
        """Return whether a word that is known, or a letter that is a label, stands at a token."""
        return low in self._known or self._at(at + 1) == ")" or self._at(at - 1) in _LABELLED

    def _is_name(self, index: int) -> bool:
        kinds = tuple(token.kind for token in self._tokens[index : index + 3])
        glued = self._glued(index + 1) and self._glued(index + 2)
        return glued and kinds == ("word", "number", "word")

    def _is(self, index: int, *words: str) -> bool:
        return tuple(self._low[index : index + len(words)]) == words

    def _add(
        self, key: str, first: int, end: int, evidence: Evidence, also: frozenset[str] = frozenset()
    ) -> int:
        """Note a value that stands at the tokens from `first` to before `end`; return `end`."""
        place = self._tokens[first].start, self._tokens[end - 1].end
        self._found.append(Value(key, also, *place, place, evidence))
        return end

    def _read(self, at: int) -> int:
        """Read what begins at a token; return the index of the token after it."""
        token = self._tokens[at]
        strong = Evidence.STRONG
        match token.kind:
            case "email":
                made_up = _MADE_UP.search(token.low)
                return self._add(f"email {token.low}", at, at + 1, _FAINT if made_up else strong)
            case "phone" | "postcode":
                plain = phone_number if token.kind == "phone" else _postcode
                return self._add(f"{token.kind} {plain(token.text)}", at, at + 1, strong)
            case "iso" | "date" | "dot":
                return self._numeric_date(at)
            case "clock":
                hour, minute = map(int, token.text.split(":"))
                return self._clock(at, at + 1, hour, minute, strong)
            case "sign" if token.text in _SIGNS and self._number(at + 1):
                return self._amount(at + 1, token.text)
            case "word":
                return self._word(at)
            case "number":
                return self._amount(at)
        return at + 1

    # ------------------------------------------------------------------ words
    def _word(self, at: int) -> int:
        low = self._low[at]
        if low not in self._known:
            return (_is_letter(low) and self._label(at)) or at + 1
        for reader in (self._hour_in_words, self._month, self._weekday, self._label):
            end = reader(at)
            if end:
                return end
        if self._number(at) and not (low == "cant" and self._at(at - 1) == "y"):
            return self._amount(at)
        return at + 1

    def _hour_in_words(self, at: int) -> int:
        """Read `midnight`, `canol dydd`, `hanner awr wedi naw`, `quarter to ten`."""
        low, after = self._low[at], self._at(at + 1)
        weak = Evidence.WEAK
        if low in ("noon", "midday"):
            return self._add(_time(_NOON), at, at + 1, weak)
        if low == "midnight":
            return self._add(_time(_MIDNIGHT), at, at + 1, weak)
        if low in ("canol", "ganol", "hanner") and after in ("dydd", "nos"):
            return self._add(_time(_NOON if after == "dydd" else _MIDNIGHT), at, at + 2, weak)
        minutes = {"half": 30, "hanner": 30, "quarter": 15, "chwarter": 15}.get(low, 0)
        skip = at + 1 + (after == "awr")
        is_part = minutes > 0
        if not is_part:
            minutes, skip = self._minutes(at)
        sign = {"past": 1, "wedi": 1, "to": -1, "i": -1}.get(self._at(skip), 0)
        hour = read_numeral(self._low, skip + 1, self._language) if minutes and sign else None
        if not hour or not 0 < hour.value <= 12:
            return 0
        if not (is_part or self._ends_time(skip + 1 + hour.size)):
            return 0
        total = int(hour.value) * 60 + sign * minutes
        other = frozenset({_time(total + _NOON)})
        return self._add(_time(total), at, skip + 1 + hour.size, weak, other)

    def _minutes(self, at: int) -> tuple[int, int]:
        """Return the minutes of `ten past four` or `deng munud i bedwar`, and where they end."""
        numeral = read_numeral(self._low, at, self._language)
        if numeral is None or numeral.value not in _CLOCK_MINUTES:
            return 0, at
        end = at + numeral.size
        names = _unit_names(self._language)
        if names.get(self._at(end)) == "minute":
            return int(numeral.value), end + 1
        if any(names.get(each) == "minute" for each in self._low[at:end]):
            # `pum munud ar hugain i bump`
            return int(numeral.value), end
        # "Ten to four" may be a range.
        is_time = self._language == "en" and self._at(end) == "past"
        return (int(numeral.value), end) if is_time else (0, at)

    def _ends_time(self, at: int) -> bool:
        """Return whether no noun follows an hour: "ten minutes to four people" is no time."""
        is_last = at >= len(self._tokens) or self._tokens[at].kind != "word"
        return is_last or bool(self._half_of_day(at)[0]) or self._low[at] in _AFTER_TIME

    def _month(self, at: int) -> int:
        token = self._tokens[at]
        number = _month_names(self._language).get(token.low)
        short = _short_month_names(self._language).get(token.low)
        if (number is None and short is None) or self._at(at - 1) in _BEFORE_DAY:
            return 0
        by_day = self._follows_day(at)
        is_capital = token.text[0].isupper()
        if not is_capital and token.low in _AMBIGUOUS_MONTHS and self._at(at - 1) not in _MONTH:
            return 0
        by_number = by_day or (
            is_capital and self._is_number(at + 1 + (self._at(at + 1) in (",", ".")))
        )
        if number is None:
            return self._add(f"month {short}", at, at + 1, Evidence.WEAK) if by_number else 0
        before = self._at(at - 1) if at else ""
        by_word = before in _MONTH or (is_capital and before in _BEFORE_MONTH)
        plain = is_capital and token.low not in _AMBIGUOUS_MONTHS
        if not (by_number or by_word or plain):
            return 0
        return self._add(f"month {number}", at, at + 1, Evidence.WEAK)

    def _follows_day(self, at: int) -> bool:
        last = self._found[-1] if self._found else None
        if last is None or last.kind != "number" or not _is_day(last):
            return False
        return self._text[last.end : self._tokens[at].start].strip() in ("", "of", "o")

    def _is_number(self, index: int) -> bool:
        return index < len(self._tokens) and self._tokens[index].kind == "number"

    def _weekday(self, at: int) -> int:
        number = _day_names(self._language).get(self._low[at])
        if number is None:
            return 0
        last = self._found[-1] if self._found else None
        if self._language == "cy" and self._at(at - 1) not in _BEFORE_DAY:
            near = last and last.kind == "weekday" and self._tokens[at].start - last.end < 6
            by_article = self._at(at - 1) in _BEFORE_BARE_DAY
            if not (near or by_article) or not self._tokens[at].text[0].isupper():
                return 0
        return self._add(f"weekday {number}", at, at + 1, Evidence.WEAK)

    def _label(self, at: int) -> int:
        """Read `B)`, `(a)` and `Appendix A`."""
        text = self._tokens[at].text
        is_letter = (len(text) == 1 and text.isascii()) or _ROMAN.issuperset(text)
        if is_letter and self._at(at + 1) == ")" and self._glued(at + 1):
            opened = self._at(at - 1) == "(" and self._glued(at)
            if not (self._glued(at - 1) if opened else self._glued(at)):
                return self._add(f"label {text}", at, at + 1, Evidence.WEAK)
        if len(text) == 1 and text.isupper() and self._at(at - 1) in _LABELLED:
            return self._add(f"label {text}", at, at + 1, Evidence.WEAK)
        return 0

    # ------------------------------------------------------------------ dates and times
    def _numeric_date(self, at: int) -> int:
        token = self._tokens[at]
        parts = [int(part) for part in re.split(r"\D", token.text)]
        year, month, day = parts if token.kind == "iso" else parts[::-1]
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return self._add(f"number {token.text}", at, at + 1, Evidence.STRONG)
        if year < 100:
            year += 2000
        for key in (f"number {day}", f"month {month}", f"number {year}"):
            self._add(key, at, at + 1, Evidence.STRONG)
        return at + 1

    def _clock(self, first: int, end: int, hour: int, minute: int, evidence: Evidence) -> int:
        """Note a time of day; what says which half of the day it is may follow."""
        half, after = self._half_of_day(end)
        if hour > 24 or minute > 59:
            text = self._text[self._tokens[first].start : self._tokens[end - 1].end]
            return self._add(f"number {text}", first, end, evidence)
        total = hour * 60 + minute
        if half:
            key, also = _time(_in_half(total, half)), frozenset[str]()
            if half == "?" and hour <= 12:
                # "From 10 to 4 o'clock"
                key, also = _time(total), frozenset({_time(total + _NOON), f"number {hour}"})
            return self._add(key, first, after, evidence, also)
        is_open = 0 < hour <= 12 and not self._tokens[first].text.startswith("0")
        also = frozenset({_time(total + _NOON)}) if is_open else frozenset()
        return self._add(_time(total), first, end, evidence, also)

    def _half_of_day(self, at: int) -> tuple[str, int]:
        """Return which half of the day is named at a token, and the token after that.

        The half is `am`, `pm`, `night`, `noon`, `midnight`, `?` (just "o'clock") or nothing.
        """
        low = self._at(at)
        for words, half in _HALVES.get(low, ()) if self._language in _MONTHS else ():
            if self._is(at, *words):
                end = at + len(words)
                if half == "?":
                    known, after = self._half_of_day(end)
                    return (known, after) if known else ("?", end)
                if low == "am" and not self._glued(at) and not self._is_am(end):
                    return "", at
                return half, end
        return "", at

    def _is_am(self, after: int) -> bool:
        """Return whether a Welsh `9 am` is a time of day, and not "9 about" or "9 for"."""
        if self._language != "cy":
            return True
        if after >= len(self._tokens):
            return True
        return self._tokens[after].kind != "word" or self._low[after] in ("i", "tan", "hyd")

    # ------------------------------------------------------------------ amounts
    def _number(self, at: int) -> _Number | None:
        """Return the number, in digits or in words, that begins at a token."""
        if at >= len(self._tokens):
            return None
        token = self._tokens[at]
        if token.kind == "number":
            return self._in_digits(at)
        if token.kind != "word" or token.low not in self._starts:
            return None
        numeral = read_numeral(self._low, at, self._language)
        if numeral is None:
            return None
        also = frozenset(f"number {_shown(value)}" for value in numeral.also)
        if numeral.value == Fraction(1, 2):
            also |= {"percent 50"}
        return _Number(
            numeral.value, _shown(numeral.value), at + numeral.size, numeral.evidence, also
        )

    def _in_digits(self, at: int) -> _Number:
        text = re.sub(r"[,\u00a0\u2009\u202f]", "", self._tokens[at].text)
        end = at + 1
        also: frozenset[str] = frozenset()
        if text.count(".") > 1:
            return _Number(None, text, end, Evidence.STRONG)
        value = Fraction(text) if "." in text else Fraction(int(text))
        shown = text if "." in text else str(int(text))
        if self._at(end) in _FRACTIONS:
            value += _FRACTIONS[self._at(end)]
            shown, end = _shown(value), end + 1
        elif self._is(end, "and", "a", "half") or self._is(end, "a", "hanner"):
            value += Fraction(1, 2)
            shown, end = _shown(value), end + 2 + (self._at(end) == "and")
        elif self._glued(end) and self._at(end) in _DECADE_ENDINGS and len(shown) == 4:
            also = frozenset({f"number {shown[2:]}"})
        elif self._glued(end) and self._at(end) in _ORDINAL_ENDINGS:
            end += 1
        hour, _, minute = text.partition(".")
        if len(minute) == 2 and int(hour) < 24 and int(minute) < 60:
            total = int(hour) * 60 + int(minute)
            also = frozenset({_time(total), _time(total + _NOON)})
        return _Number(value, shown, end, Evidence.STRONG, also)

    def _amount(self, first: int, sign: str = "") -> int:
        """Note a number with what it counts, as far as that makes it another value."""
        number = self._number(first)
        assert number is not None
        start = first - 1 if sign else first
        value, end = number.value, number.end
        if value is None:
            return self._add(f"number {number.shown}", start, end, number.evidence)
        large, after = self._large(value, end, is_money=bool(sign))
        if large:
            value, end = value * large, after
            number = _Number(value, _shown(value), end, number.evidence)
        if sign:
            self._add(f"money {sign}{_shown(value)}", start, end, Evidence.STRONG)
            return end
        percent = self._percent(end)
        if percent:
            return self._add(f"percent {_shown(value)}", start, percent, Evidence.STRONG)
        money = self._money(value, end)
        if money:
            evidence = Evidence.STRONG if number.evidence else Evidence.FAINT
            return self._add(
                money[0], start, money[1], evidence, frozenset({f"number {number.shown}"})
            )
        half, _ = self._half_of_day(end)
        if half and not large and _is_hour(number):
            hour, _, minute = number.shown.partition(".")
            return self._clock(start, end, int(hour), int(minute or 0), number.evidence)
        below = self._below_zero(first, end)
        if below >= 0:
            return self._add(f"number -{number.shown}", below, end, number.evidence)
        sort = self._sort(first, number)
        number, unit, unit_end = self._counted(number, first)
        also, evidence, end = number.also, number.evidence, number.end
        if self._at(end) == "am" and _is_hour(number):
            # Welsh "9 am" may be a time all the same.
            also |= _times(number.shown)
        if self._at(end) in _SIZES and _FILE.search(self._text[: self._tokens[start].start][-30:]):
            # A file of another language has another size.
            evidence = Evidence.FAINT
        self._add(f"number {number.shown}", start, end, evidence, also)
        if sort or unit:
            self._found[-1] = replace(self._found[-1], unit=sort or unit, unit_end=unit_end)
        return end

    def _counted(self, number: _Number, first: int) -> tuple[_Number, str, int]:
        """Return a number with the half that follows its unit, the unit, and where that ends.

        `dwy awr a hanner` is two and a half hours, `awr a hanner` one and a half.
        """
        names, end, value = _unit_names(self._language), number.end, number.value
        # Inside the number: `un diwrnod ar hugain`. Behind it: "10 working days", `10 o oriau`.
        at = next((n for n in range(first, end) if self._low[n] in names), -1)
        is_inside = at >= 0
        if not is_inside:
            at = end + (self._at(end) == "-")
            at += self._at(at) in _WORKING or (self._language == "cy" and self._at(at) == "o")
        unit = names.get(self._at(at), "")
        if not unit or value is None:
            return number, "", 0
        half = next((each for each in _AND_A_HALF if self._is(at + 1, *each)), ())
        if half and at + 1 >= end:
            value, end = (Fraction(1) if is_inside else value) + Fraction(1, 2), at + 1 + len(half)
        also = number.also
        if unit in _LESSER_UNITS and at != first:
            also |= {f"number {_shown(value * _LESSER_UNITS[unit])}"}
        elif unit in _LESSER_UNITS and half:
            also = frozenset({f"number {_shown(value * _LESSER_UNITS[unit])}"})
        unit_end = self._tokens[at].end
        return replace(number, value=value, shown=_shown(value), end=end, also=also), unit, unit_end

    def _sort(self, first: int, number: _Number) -> str:
        """Return what sort of word a number is that needs no unit, or an empty text."""
        if self._tokens[first].kind != "word" or number.value is None:
            return ""
        low, before = self._low[first], self._at(first - 1)
        # "Every other week" and `bob yn ail wythnos` are fortnights.
        is_week = before in _BEFORE_WEEK if low == "week" else before != "ail"
        if low in _FORTNIGHT or (low in _A_WEEK and is_week):
            return "weeks"
        end = number.end
        is_rate = self._at(end) in _RATE and self._at(end + 1) in _unit_names(self._language)
        if low in _TIMES_OVER or (low in _ONCE and is_rate):
            return "times"
        return "part" if 0 < number.value < 1 else ""

    def _below_zero(self, first: int, end: int) -> int:
        """Return where a temperature below zero begins, or -1 if a number is none."""
        if self._at(end) not in _DEGREES:
            return -1
        if _BELOW_ZERO.match(self._text, self._tokens[end].end):
            return first
        sign = self._at(first - 1)
        if sign in _MINUS and sign.isalpha():
            return first - 1
        is_free = self._glued(first) and (not self._glued(first - 1) or self._at(first - 2) == "(")
        last = self._found[-1] if self._found else None
        # "2 -4°C" is a range.
        sign_start = self._tokens[first - 1].start
        is_range = last is not None and not self._text[last.end : sign_start].strip(" °CF")
        return first - 1 if sign in _MINUS and is_free and not is_range else -1

    def _large(self, value: Fraction, at: int, *, is_money: bool) -> tuple[int, int]:
        """Return what multiplies a number before a token, or 0, and the token after that."""
        low = self._at(at)
        if self._language not in _MONTHS or (low in _ONLY_OF_MONEY and not is_money):
            return 0, at
        if low in ("k", *_ONLY_OF_MONEY) and not self._glued(at):
            return 0, at
        if low in _LARGE:
            return _LARGE[low], at + 1
        large, after = read_large(self._low, value, at, self._language)
        return max(large, 0), after

    def _percent(self, at: int) -> int:
        for words in (("%",), ("per", "cent"), ("percent",), ("y", "cant")):
            if self._is(at, *words) and not (words == ("%",) and self._is_glued_text(at + 1)):
                return at + len(words)
        return 0

    def _money(self, value: Fraction, at: int) -> tuple[str, int] | None:
        low = self._at(at)
        if low in _PENCE and (len(low) > 1 or self._glued(at)):
            return f"money £{_shown(value / 100)}", at + 1
        if low == "o" and self._at(at + 1) in ("bunnoedd",):
            return f"money £{_shown(value)}", at + 2
        return (f"money £{_shown(value)}", at + 1) if low in _POUNDS else None


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as it stands: `value` is None if it has several points, like `6.1.2`."""

    value: Fraction | None
    shown: str
    end: int
    evidence: Evidence
    also: frozenset[str] = frozenset()


_AMBIGUOUS_MONTHS = frozenset(
    {"may", "march", "mai", "fai", "medi", "fedi", "hydref", "mawrth", "fawrth", "awst"}
)
_DECADE_ENDINGS = frozenset({"s", "au"})
_ORDINAL_ENDINGS = frozenset(_list("st nd rd th af ail il ydd edd ed fed eg ain sth"))
_PHRASES: tuple[tuple[tuple[str, ...], str], ...] = (
    *(((word,), "am") for word in ("am", "yb")),
    *(((word,), "pm") for word in ("pm", "yh", "yp")),
    (("a", ".", "m"), "am"),
    (("y", ".", "b"), "am"),
    (("p", ".", "m"), "pm"),
    (("y", ".", "h"), "pm"),
    (("y", ".", "p"), "pm"),
    (("o", "'", "clock"), "?"),
    (("o", "'", "r", "gloch"), "?"),
    (("in", "the", "morning"), "am"),
    (("in", "the", "afternoon"), "pm"),
    (("in", "the", "evening"), "pm"),
    (("at", "night"), "night"),
    (("y", "bore"), "am"),
    (("yn", "y", "bore"), "am"),
    (("y", "prynhawn"), "pm"),
    (("yn", "y", "prynhawn"), "pm"),
    (("y", "pnawn"), "pm"),
    (("yr", "hwyr"), "pm"),
    (("yn", "yr", "hwyr"), "pm"),
    (("y", "nos"), "night"),
    (("noon",), "noon"),
    (("midday",), "noon"),
    (("canol", "dydd"), "noon"),
    (("hanner", "dydd"), "noon"),
    (("midnight",), "midnight"),
    (("canol", "nos"), "midnight"),
    (("hanner", "nos"), "midnight"),
)
"""What names a half of the day after an hour."""

_HALVES = {
    first: tuple(each for each in _PHRASES if each[0][0] == first)
    for first in {words[0] for words, _ in _PHRASES}
}


def _time(minutes: int) -> str:
    hour, minute = divmod(minutes % (24 * 60), 60)
    return f"time {hour:02}:{minute:02}"


def _in_half(minutes: int, half: str) -> int:
    """Return the minutes since midnight of a time in a half of the day."""
    if half in ("noon", "midnight"):
        return _NOON if half == "noon" else _MIDNIGHT
    if minutes >= 13 * 60 or half == "?":
        return minutes
    late = half == "pm" or (half == "night" and 5 * 60 <= minutes < _NOON)
    return minutes % _NOON + (_NOON if late else 0)


def _is_hour(number: _Number) -> bool:
    hour, _, minute = number.shown.partition(".")
    return (
        hour.isdigit()
        and int(hour) <= 24
        and (not minute or (len(minute) == 2 and int(minute) < 60))
    )


def _is_day(value: Value) -> bool:
    shown = value.key.partition(" ")[2]
    return shown.isdigit() and 1 <= int(shown) <= 31


def _is_year(value: Value) -> bool:
    shown = value.key.partition(" ")[2]
    return value.kind == "number" and len(shown) == 4 and shown.isdigit()


def _shown(value: Fraction) -> str:
    """Return a number as its key has it: `6`, `2.5`, `2/3`."""
    if value.denominator == 1:
        return str(value.numerator)
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{decimal.normalize():f}" if Fraction(decimal) == value else str(value)


def phone_number(text: str) -> str:
    """Return a phone number as digits alone, with 0 in place of +44."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    for start in ("0044", "44"):
        if digits.startswith(start) and not (start == "44" and "+" not in text):
            return "0" + digits[len(start) :]
    return digits


def _postcode(text: str) -> str:
    """Return a postcode as it should be written; its inward part has three signs."""
    plain = "".join(text.split())
    return f"{plain[:-3]} {plain[-3:]}"


def _ranged(found: list[Value], text: str) -> list[Value]:
    """Give the numbers of a range what its other end says: `5-10%`, `£5 to 10`, `9-5pm`."""
    result = list(found)
    for n in range(len(found) - 1):
        one, other = result[n], result[n + 1]
        between = text[one.end : other.start].strip().lower().rstrip("'r").strip()
        if between not in _RANGE:
            continue
        if (
            between in "-–/"
            and _is_year(one)
            and re.fullmatch(r"\d\d", text[other.start : other.end])
        ):
            # A school year: 2019-20.
            year = one.key[7:9] + text[other.start : other.end]
            phrase = one.phrase[0], other.phrase[1]
            result[n] = replace(one, phrase=phrase)
            result[n + 1] = replace(other, also=other.also | {f"number {year}"}, phrase=phrase)
        elif one.kind == other.kind == "number" and _are_hours(one, other):
            # "9 tan 5" is "9am to 5pm".
            for at, value in ((n, one), (n + 1, other)):
                result[at] = replace(value, also=value.also | _times(value.key.partition(" ")[2]))
        elif one.kind == "number" and other.kind in ("percent", "money", "time"):
            result[n] = replace(one, also=one.also | _like(one, other))
        elif other.kind == "number" and one.kind == "money":
            result[n + 1] = replace(other, also=other.also | _like(other, one))
    return result


def _are_hours(*found: Value) -> bool:
    shown = [value.key.partition(" ")[2] for value in found]
    return all(each.isdigit() and 1 <= int(each) <= 12 for each in shown)


def _times(shown: str) -> frozenset[str]:
    """Return both times of day that an hour, e.g. `9`, may be."""
    hour = int(shown) if shown.isdigit() else 99
    return frozenset({_time(hour * 60), _time(hour * 60 + _NOON)} if hour <= 24 else ())


def _like(number: Value, other: Value) -> frozenset[str]:
    """Return how a number reads if it is of the kind of another value."""
    shown = number.key.partition(" ")[2]
    if other.kind == "time":
        return _times(shown)
    return frozenset({f"money £{shown}" if other.kind == "money" else f"{other.kind} {shown}"})


def _joined(found: list[Value], text: str) -> list[Value]:
    """Join the days, months and years that make a date."""
    result = list(found)
    for n, (one, other) in enumerate(pairwise(found)):
        between = text[one.end : other.start].strip(" ,.").lower()
        day_month = one.kind == "number" and _is_day(one) and other.kind == "month"
        month_other = (
            one.kind == "month" and other.kind == "number" and (_is_day(other) or _is_year(other))
        )
        # March 1, 2026
        day_year = _is_day(one) and _is_year(other) and n > 0 and found[n - 1].kind == "month"
        # `mis Mawrth` is no "one March", but `y cyntaf o Fawrth` is.
        joints = ("", "of", "o") if one.evidence else ("of", "o")
        if between in joints and (day_month or month_other or day_year):
            phrase = result[n].phrase[0], other.phrase[1]
            for part in range(max(0, n - 1), n + 2):
                if result[part].phrase[0] >= phrase[0]:
                    result[part] = replace(result[part], phrase=phrase)
    return result


def _weighed(found: list[Value], text: str) -> Iterator[Value]:
    """Yield values with their evidence by what stands around them."""
    for value in found:
        if value.kind in ("month", "number") and value.phrase != (value.start, value.end):
            yield replace(value, evidence=Evidence.STRONG)
        elif _is_idiom(value, text):
            yield replace(value, evidence=Evidence.WEAK)
        else:
            yield value


def _is_idiom(value: Value, text: str) -> bool:
    """Return whether a number is part of `24/7`, which is a way of speaking."""
    return "24/7" in text[max(0, value.start - 3) : value.end + 2]
