"""Welsh words, whatever their first letter has become.

The first consonant of a Welsh word changes with what stands before it: `cath`, `gath`, `nghath`,
`chath` are one word. The rules below are those of any grammar (soft, nasal and aspirate mutation,
and `h` before a vowel). They are enough without a dictionary: a word has few possible radicals,
and hardly two of them are ever words.

All functions here read letters with or without accents, upper or lower case, and either
apostrophe, and give them back plain: without accents, in lower case, with `'`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

CLITICS = frozenset({"'r", "'n", "'i", "'u", "'ch", "'m", "'th", "'w"})
"""What is joined to the end of a word: article, particle and pronouns."""

_SOFT = {"c": "g", "p": "b", "t": "d", "g": "", "b": "f", "d": "dd", "m": "f", "ll": "l", "rh": "r"}
_NASAL = {"c": "ngh", "p": "mh", "t": "nh", "g": "ng", "b": "m", "d": "n"}
_ASPIRATE = {"c": "ch", "p": "ph", "t": "th"}
_VOWELS = frozenset("aeiouwy")
_DROPS_G = _VOWELS | frozenset("lrn")
"""What may follow a `g` that soft mutation takes away."""

DIGRAPHS = ("ngh", "ch", "dd", "ff", "ng", "ll", "mh", "nh", "ph", "rh", "th")
"""Beginnings that are one letter, or a mutated one; the longest first."""

CHANGES = (
    *(
        (mutated, radical, "" if mutated else "".join(sorted(_DROPS_G)))
        for mutation in (_SOFT, _NASAL, _ASPIRATE)
        for radical, mutated in mutation.items()
    ),
    ("h", "", "".join(sorted(_VOWELS))),
)
"""What a word may begin with, what its radical begins with instead, and the letters of which one
must follow what it begins with; none, if any letter may."""

_APOSTROPHES = str.maketrans("’‘\u02bc`\u00b4", "'''''")
_CACHE = 1 << 17

_LETTER = "[^\\W\\d_]|[\u0300-\u036f]"
_WORD = re.compile(rf"(?:{_LETTER})+(?:['’\u02bc-](?:{_LETTER})+)*|['’\u02bc](?:{_LETTER})+")
_CLITIC = re.compile("(?<=.)['’\u02bc](?:r|n|i|u|ch|m|th|w)$", re.I)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Attributes:
        text: the word as written, without a clitic.
        start, end: where it stands in the text, end exclusive.
        plain: the word folded.
        clitic: what is joined to its end, e.g. `'r`, or an empty text.
    """

    text: str
    start: int
    end: int
    plain: str
    clitic: str = ""


@lru_cache(_CACHE)
def fold(text: str) -> str:
    """Return a text in lower case, without accents and with straight apostrophes."""
    plain = text.translate(_APOSTROPHES).casefold()
    if plain.isascii():
        return plain
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", plain)
        if not unicodedata.combining(letter)
    )


def strip_clitic(word: str) -> tuple[str, str]:
    """Return a word without the clitic at its end, and that clitic as `'r`, or an empty text.

    `i'r` gives `i` and `'r`; `'r` alone is a clitic without a word.
    """
    found = _CLITIC.search(word)
    if found:
        return word[: found.start()], fold(found[0])
    plain = fold(word)
    return ("", plain) if plain in CLITICS else (word, "")


@lru_cache(_CACHE)
def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order; a clitic that stands alone is a word of no letters.

    A hyphen inside a word is part of it: `ar-lein`.
    """
    return tuple(map(_word, _WORD.finditer(text)))


def _word(found: re.Match[str]) -> Word:
    written = found[0]
    if written.isalpha():
        return Word(written, found.start(), found.end(), fold(written))
    word, clitic = strip_clitic(written)
    return Word(word, found.start(), found.start() + len(word), fold(word), clitic)


@lru_cache(_CACHE)
def radicals_of(word: str) -> tuple[str, ...]:
    """Return every word that may have been mutated to this one, the word itself first.

    Args:
        word: a word, with or without a clitic.
    """
    plain = fold(strip_clitic(word)[0])
    if not plain:
        return ()
    first = _first(plain)
    found = [plain]
    for mutated, radical, before in CHANGES:
        rest = plain[len(mutated) :]
        if mutated in (first, "") and rest and (not before or _first(rest) in before):
            found.append(radical + rest)
    return tuple(dict.fromkeys(found))


@lru_cache(_CACHE)
def forms_of(word: str) -> tuple[str, ...]:
    """Return every form that a word may be mutated to, the word itself first.

    Soft, nasal and aspirate mutation, and `h` before a vowel.

    Args:
        word: an unmutated word, with or without a clitic.
    """
    plain = fold(strip_clitic(word)[0])
    if not plain:
        return ()
    first = _first(plain)
    rest = plain[len(first) :]
    found = [plain]
    for mutation in (_SOFT, _NASAL, _ASPIRATE):
        mutated = mutation.get(first)
        if mutated is not None and rest and (mutated or rest[0] in _DROPS_G):
            found.append(mutated + rest)
    if first in _VOWELS:
        found.append("h" + plain)
    return tuple(dict.fromkeys(found))


def is_form_of(word: str, other: str) -> bool:
    """Return whether two words may be forms of one, by their first letters."""
    return not set(radicals_of(word)).isdisjoint(radicals_of(other))


def _first(plain: str) -> str:
    """Return the letter that a folded word begins with, which may be written with two or three."""
    return next((each for each in DIGRAPHS if plain.startswith(each)), plain[0])
