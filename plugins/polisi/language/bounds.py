"""On which side of a value something lies: at least, at most, over, under, before, after.

Only words right beside the value count, and only what nothing else in the sentence can turn round:
`no one under 13` and `rhaid bod dros 13` say the same.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Side = Literal["up", "down", "before", "after"]
"""From the value up (at least, over), from it down (at most, under), or before or after it."""

OPPOSITE: dict[Side, Side] = {"up": "down", "down": "up", "before": "after", "after": "before"}


class Bound(NamedTuple):
    """A word or two beside a value that say on which side of it something lies.

    Attributes:
        side: which one.
        start, end: where they stand in the text, end exclusive.
    """

    side: Side
    start: int
    end: int


def _pattern(words: dict[Side, str], *, behind: bool) -> re.Pattern[str]:
    """Return what finds any of the words right before a value, or behind it.

    Between them and the value a few words may stand (over the age of 13), but no digit.
    """
    sides = "|".join(f"(?P<{side}>{text})" for side, text in words.items())
    gap = r"[^\W\d]+['’]?[^\W\d]*[ \t\n]+"
    if behind:
        return re.compile(rf"[ \t\n]*(?:{gap}){{0,2}}?(?:{sides})\b", re.IGNORECASE)
    return re.compile(rf"(?<![\w-])(?:{sides})[ \t\n]+(?:{gap}){{0,3}}[£$€(“]?$", re.IGNORECASE)


_WORDS: dict[str, dict[Side, str]] = {
    "en": {
        "up": r"(?:no|not)\s+(?:less|fewer|younger)\s+than|at\s+least|(?:a\s+)?minimum\s+of"
        r"|(?<!no )(?<!not )(?:more|greater|older|higher|longer)\s+than|over|above|exceeding",
        "down": r"(?:no|not)\s+(?:more|greater|older|higher|longer)\s+than|at\s+most|up\s+to"
        r"|(?:a\s+)?maximum\s+of|not\s+exceeding|under|below"
        r"|(?<!no )(?<!not )(?:less|fewer|younger|lower)\s+than",
        "before": r"(?:no|not)\s+later\s+than|before|(?<!no )(?<!not )earlier\s+than",
        "after": r"(?:no|not)\s+earlier\s+than|after|(?<!no )(?<!not )later\s+than",
    },
    "cy": {
        "up": r"d?dim\s+llai\s+nag?|heb\s+fod\s+yn\s+llai\s+nag?|o\s+leiaf"
        r"|(?:lleiafswm|isafswm)\s+o|(?<!dim )(?:[fm]wy|rh?agor)\s+nag?|(?:uwch|hŷn)\s+nag?"
        r"|(?<!dim )(?<!fod yn )(?:hwy|hirach)\s+nag?"
        r"|dros|tros|uwchlaw|uwchben",
        "down": r"d?dim\s+(?:yn\s+)?(?:mwy|rhagor|hwy|hirach)\s+nag?"
        r"|heb\s+fod\s+yn\s+(?:fwy|hwy|hirach)\s+nag?|ar\s+y\s+mwyaf|hyd\s+at"
        r"|uchafswm\s+o|(?<!dim )l?lai\s+nag?|iau\s+nag?"
        r"|(?:o\s+)?dan|islaw",
        "before": r"(?:d?dim|heb\s+fod)\s+yn\s+hwyrach\s+nag?|cyn",
        "after": r"(?:d?dim|heb\s+fod)\s+yn\s+gynharach\s+nag?|ar\s+ôl",
    },
}
_BEFORE = {language: _pattern(words, behind=False) for language, words in _WORDS.items()}
_ANYWHERE = {
    language: {side: re.compile(rf"\b(?:{text})\b", re.IGNORECASE) for side, text in words.items()}
    for language, words in _WORDS.items()
}
_BEHIND = {
    "en": _pattern(
        {
            "up": r"(?:or|and)\s+(?:more|over|above|older|longer|upwards)|at\s+(?:the\s+)?least",
            "down": r"(?:or|and)\s+(?:less|fewer|under|below|younger|shorter)|at\s+(?:the\s+)?most",
        },
        behind=True,
    ),
    "cy": _pattern(
        {
            "up": r"(?:neu|a|ac|ynteu)\s+(?:fwy|mwy|ragor|rhagor|d?th?rosodd|drosodd|uwch|hŷn)"
            r"|neu['’]n\s+(?:hŷn|uwch|hirach|fwy)|o\s+leiaf|o['’]r\s+lleiaf|fan\s+lleiaf",
            "down": r"(?:neu|a|ac)\s+(?:lai|llai|iau|is|danodd|iau)"
            r"|neu['’]n\s+(?:iau|is|fyrrach|llai)|ar\s+y\s+mwyaf|fan\s+bellaf",
        },
        behind=True,
    ),
}
_CLAUSE = re.compile(r"[.;:!?()]\s|\n\s*\n|,\s")
_NO = {
    "en": re.compile(r"\b(?:no|not|never|none|nobody|cannot|without|\w+n['’]t)\b"),
    "cy": re.compile(
        r"\b(?:ni|nid|na|nad|nac|neb|dim|ddim|byth|heb|peidi\w+|beidi\w+|gwahardd\w*)\b"
    ),
}
_EXCEPT = {
    "en": re.compile(r"\b(?:unless|except|until|till|only|otherwise|but)\b"),
    "cy": re.compile(r"\b(?:oni|onid|ond|nes|tan|unig|hytrach|eithrio)\b"),
}
_SENTENCE = re.compile(r"[.;!?]\s|\n\s*\n")


_FIRM = {
    "en": {
        "up": r"(?:no|not)\s+(?:less|fewer)\s+than|at\s+least|minimum\s+of|more\s+than",
        "down": r"(?:no|not)\s+(?:more|longer)\s+than|at\s+most|up\s+to|maximum\s+of|within"
        r"|(?:less|fewer)\s+than",
        "before": r"(?:no|not)\s+later\s+than",
    },
    "cy": {
        "up": r"(?:dim|heb\s+fod\s+yn)\s+llai\s+nag?|o\s+leiaf|(?:lleiafswm|isafswm)\s+o"
        r"|(?:[fm]wy|rh?agor)\s+nag?",
        "down": r"(?:dim\s+(?:mwy|rhagor)|heb\s+fod\s+yn\s+fwy)\s+nag?|ar\s+y\s+mwyaf|hyd\s+at"
        r"|uchafswm\s+o|l?lai\s+nag?",
        "before": r"(?:dim|heb\s+fod)\s+yn\s+hwyrach\s+nag?",
    },
}
"""Words that say nothing but on which side of a value something lies; no translator spares them."""

_FIRM_BEFORE = {
    language: re.compile(
        rf"\b(?:{'|'.join(f'(?P<{side}>{text})' for side, text in words.items())})\s+[£$€]?$",
        re.IGNORECASE,
    )
    for language, words in _FIRM.items()
}
_FIRM_BEHIND = {
    "en": re.compile(
        r"\s*(?:[^\W\d]+\s+)?(?:(?P<up>or\s+(?:more|over|older|above))"
        r"|(?P<down>or\s+(?:less|fewer|under|younger)))\b",
        re.IGNORECASE,
    ),
    "cy": re.compile(
        r"\s*(?:[^\W\d]+\s+)?(?:(?P<up>neu\s+(?:fwy|ragor|hŷn|drosodd)|neu['’]n\s+hŷn|o\s+leiaf)"
        r"|(?P<down>neu\s+(?:lai|iau)|neu['’]n\s+iau|ar\s+y\s+mwyaf))\b",
        re.IGNORECASE,
    ),
}
_ANSWERS = {
    "en": {
        "up": r"least|minimum|min|more|less|fewer|over|above|older|plus|upwards?|exceed\w*|beyond"
        r"|not|no|none|any|from|or|greater|longer|higher|larger|bigger|onwards?|between|several",
        "down": r"up|upto|to|most|max|maximum|more|within|under|less|fewer|limit\w*|no|not|until"
        r"|till|by|below|or|exceed\w*|younger|few|in|inside|before|between|as|only|over|longer"
        r"|shorter|smaller|lower",
        "before": r"by|before|later|latest|until|till|up|to|deadline|within|in|not|no",
    },
    "cy": {
        "up": r"l?leiaf|l?leiafswm|isafswm|m?wy|fwy|rh?agor|[dt]ros|[dt]rosodd|uwch\w*|hŷn"
        r"|hwy|hwyraf|hirach|l?lai|dim|ddim|heb|neu|ymlaen|hyd|rhwng|hwnt|phellach|pellach|fyny|ni|nid"
        r"|na|nad|[cg]lir|unrhyw|henach|sawl|nifer|\w*ormod",
        "down": r"hyd|uchafswm|uchafrif|[fm]wyaf|[fm]wyafswm|uchaf|m?wy|fwy|rh?agor|l?lai|[dt]an"
        r"|iau|fewn|mewn|lle|gan|gandd\w+|genn\w+|ch?aniat\w*|ganiat\w*"
        r"|ymhen|[dt]ros|cyn|erbyn|is|islaw|neu|fyny|[pb]ellaf|heb|rhwng|cyfyng\w*"
        r"|ond|unig|ch?ynifer|[cg]yrr?aedd\w*|terfyn|hwy|hirach|ni|nid|na|nad|prin|ystod|gynted|[pb]en",
        "before": r"cyn|erbyn|hwyra\w+|cau|gau|terfyn|[pb]ellaf|dim|ddim|[dt]an|hyd|fewn|ymhen"
        r"|diweddaraf|cynted",
    },
}
_ANSWER = {
    language: {
        side: re.compile(rf"\b(?:{text})\b|[<>≤≥+]", re.IGNORECASE) for side, text in words.items()
    }
    for language, words in _ANSWERS.items()
}


def firm_bound(text: str, start: int, end: int, language: str) -> Bound | None:
    """Return what stands beside a value and says nothing but on which side of it something lies.

    Args:
        text: the text.
        start: where the value begins.
        end: where it ends, or its unit.
        language: `en` or `cy`.
    """
    if language not in _FIRM:
        return None
    before = _FIRM_BEFORE[language].search(text, max(0, start - 40), start)
    return _side(before or _FIRM_BEHIND[language].match(text, end))


def has_bound(text: str, at: int, side: Side, language: str) -> bool:
    """Return whether any word in the sentence of a value may put something on a side of it.

    Args:
        text: the text.
        at: where the value begins.
        side: on which side.
        language: `en` or `cy`.
    """
    return bool(_ANSWER[language][side].search(text, *_sentence_at(text, at)))


def bound(text: str, start: int, end: int, language: str) -> Bound | None:
    """Return what stands beside a value and says on which side of it something lies.

    Args:
        text: the text.
        start: where the value begins.
        end: where it ends, or its unit.
        language: `en` or `cy`.
    """
    if language not in _BEFORE:
        return None
    begin = max((found.end() for found in _CLAUSE.finditer(text, 0, start)), default=0)
    before = _BEFORE[language].search(text, begin, start)
    return _side(before or _BEHIND[language].match(text, end))


def _side(found: re.Match[str] | None) -> Bound | None:
    """Return what was found beside a value; the name of its group is the side."""
    if found is None or found.lastgroup is None:
        return None
    side: Side = found.lastgroup  # type: ignore[assignment]
    return Bound(side, *found.span(side))


def turns(text: str, at: int, within: Bound, language: str) -> tuple[bool, bool]:
    """Return whether the sentence of a value says no, and whether it makes an exception.

    The words of its bound are left out.

    Args:
        text: the text.
        at: where the value begins.
        within: what stands beside it.
        language: `en` or `cy`.
    """
    begin, end = _sentence_at(text, at)
    around = f"{text[begin : within.start]} {text[within.end : end]}".casefold()
    return bool(_NO[language].search(around)), bool(_EXCEPT[language].search(around))


def _sentence_at(text: str, at: int) -> tuple[int, int]:
    begin = max((found.end() for found in _SENTENCE.finditer(text, 0, at)), default=0)
    after = _SENTENCE.search(text, at)
    return begin, after.start() if after else len(text)


def are_opposed(one: str, other: str) -> bool:
    """Return whether an English and a Welsh sentence speak of opposite sides: under 13, dros 13.

    Then one of them says no where the other does not, if both say the same.
    """
    here = {side for side, words in _ANYWHERE["en"].items() if words.search(one)}
    there = {side for side, words in _ANYWHERE["cy"].items() if words.search(other)}
    return bool(here) and {OPPOSITE[side] for side in here} == there
