"""Where a name is filled in, the sentence must be right whatever the name is.

What it finds:
    In Welsh, a word before a `{{ field }}` that would change with what follows or change it (y,
    a, ac, i, o, gan, yn, ei and their like), or anything joined to the field after it. In
    English, `a` or `an` before a field. In a plain pair of trees, where `{{ }}` may be anything,
    only if the rule is named.

Why:
    A school's name is put in as it stands, so nothing about it can be mutated: "i Ysgol" is wrong
    where "i'r ysgol" or "a/ac" would have to change. Where the name stands decides whether the
    sentence can be right.

Bad:
    ```markdown
    gan {{ school_name }}, i {{ school_name }}, {{ school_name }}'n
    a {{ school_type }}
    ```

Good:
    ```markdown
    Mae {{ school_name }} yn, polisi {{ school_name }}, ar ran {{ school_name }},
    yr ysgol ({{ school_name }}), Enw'r ysgol: {{ school_name }}
    ```

To mend it:
    Put a noun before the name (polisi, disgyblion, staff, enw), or a verb (Mae, Bydd, Dylai), or
    put the name in brackets after "yr ysgol".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from polisi.diagnostics import Diagnostic
from polisi.model import PagePair, Placeholder
from polisi.parity.comparison import Comparison
from polisi.said import Said, said

NAME = "slot"
BY_NAME = True

_WELSH = """
    y yr 'r a ac â ag gyda gydag na nac tua tuag i o ar am at dan dros drwy heb gan wrth hyd neu
    dyma dyna yn ym yng fy dy ei ein eich eu 'i 'n 'ch 'u
"""
_BEFORE = {"cy": frozenset(_WELSH.split()), "en": frozenset({"a", "an"})}
"""For each language, the words that may not stand before a field."""

_SAFE = {
    "cy": Said("slot.noun_or_verb"),
    "en": Said("slot.noun"),
}

_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MARKUP = " \t\n*_~`\"'‘“"
_LAST_WORD = re.compile(r"(?:[^\W\d_]|['-])+$")
_IN_LINK = re.compile(r"[^\[\]]*\][(\[]")
_JOINED = re.compile(r"^[*_~`]*'([^\W\d_]+)")


def check_pair(comparison: Comparison, pair: PagePair) -> Iterator[Diagnostic]:
    """Yield the fields that stand where a name cannot."""
    for page in filter(None, (pair.source, pair.target)):
        locale = page.locale.partition("-")[0].lower()
        if locale not in _BEFORE:
            continue
        for segment in comparison.own_segments(page):
            for placeholder in segment.placeholders:
                message = _misplaced(placeholder, locale)
                if message:
                    answer = comparison.counterpart(page, segment)
                    there = answer.span if answer else None
                    places = comparison.places(page, placeholder.span, there)
                    side = comparison.side(page)
                    yield Diagnostic(NAME, message, _SAFE[locale], *places, at=side)


def _misplaced(placeholder: Placeholder, locale: str) -> Said | None:
    """Return what is wrong with the place of a field, or None."""
    word = _word_before(placeholder)
    clitic = "'" + word.rpartition("'")[2] if "'" in word else ""
    for found in (word, clitic):
        if found in _BEFORE[locale]:
            return said("slot.before", word=found, field=placeholder.name)
    if locale == "cy":
        joined = _JOINED.match(_straight(placeholder.after))
        if joined:
            return said("slot.joined", word=f"'{joined[1]}", field=placeholder.name)
    return None


def _word_before(placeholder: Placeholder) -> str:
    """Return the word directly before a field, in lower case, or an empty text.

    Emphasis, quotation marks and the bracket of a link are no more than markup; a bracket that a
    reader sees, a comma or a colon keeps the word apart.
    """
    text = _TAG.sub("", _COMMENT.sub("", _straight(placeholder.before))).rstrip(_MARKUP)
    if text.endswith("[") and _IN_LINK.match(placeholder.after):
        text = text[:-1].rstrip(_MARKUP)
    found = _LAST_WORD.search(text)
    return found[0].lower().lstrip("-") if found else ""


def _straight(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("’", "'")
