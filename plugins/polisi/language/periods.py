"""Which periods of time a text names without a number: every week, bob mis, blynyddol."""

from __future__ import annotations

import re
from typing import NamedTuple

from polisi.language.evidence import word_list
from polisi.language.welsh import forms_of


class Period(NamedTuple):
    """A word for a period of time.

    Attributes:
        unit: `day`, `week`, `month` or `year`; an empty text for one that has no counterpart of its
            own (a fortnight, a term).
        start, end: where it stands in the text, end exclusive.
    """

    unit: str
    start: int
    end: int


_WORDS = {
    "en": {
        "day": "day days daily",
        "week": "week weeks weekly",
        "month": "month months monthly",
        "year": "year years yearly annual annually",
        "": "fortnight fortnightly quarter quarters quarterly term terms season seasons weekend "
        "weekends weekday weekdays decade decades today hour hours hourly century birthday",
    },
    "cy": {
        "day": "dydd diwrnod dyddiau diwrnodau dyddiol beunyddiol",
        "week": "wythnos wythnosau wythnosol",
        "month": "mis misoedd misol",
        "year": "blwyddyn blynyddoedd blynedd blwydd blynyddol",
        "": "pythefnos chwarter chwarteri chwarterol tymor tymhorau penwythnos penwythnosau degawd "
        "degawdau heddiw awr oriau canrif eleni llynedd unwaith dwywaith deufis deuddydd tridiau",
    },
}
_MONTHS_AND_DAYS = word_list(
    """
    ionawr chwefror mawrth fawrth ebrill mai fai mehefin fehefin gorffennaf orffennaf awst medi fedi
    hydref tachwedd dachwedd rhagfyr llun lun mercher fercher iau gwener wener sadwrn sul
    """
)
_UNITS = {
    "en": {word: unit for unit, words in _WORDS["en"].items() for word in words.split()},
    "cy": {
        form: unit
        for unit, words in _WORDS["cy"].items()
        for word in words.split()
        for form in forms_of(word)
    },
}
_FINDS = {
    language: re.compile(
        rf"\b(?:{'|'.join(sorted(units, key=len, reverse=True))})\b", re.IGNORECASE
    )
    for language, units in _UNITS.items()
}
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")


def periods(text: str, language: str) -> tuple[Period, ...]:
    """Return the periods of time that a text names, in order.

    Args:
        text: the text.
        language: `en` or `cy`; of any other none are known.
    """
    if language not in _FINDS:
        return ()
    found = []
    for word in _FINDS[language].finditer(text):
        after = _NEXT_WORD.match(text, word.end()) if language == "cy" else None
        # `mis Mai` and `dydd Llun` are names.
        if not after or after[1].lower() not in _MONTHS_AND_DAYS:
            found.append(Period(_UNITS[language][word[0].lower()], *word.span()))
    return tuple(found)
