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
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

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

_MAY_BE_DIGRAPH = frozenset(each[:2] for each in DIGRAPHS)

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

_ALWAYS = tuple(change for change in CHANGES if not change[0])
_CHANGES_OF = {
    first: tuple(change for change in CHANGES if change[0] in (first, ""))
    for first in {mutated for mutated, _, _ in CHANGES}
}
"""The changes that a word may have undergone, by the letter that it begins with."""

_APOSTROPHES = "’‘\u02bc`\u00b4"
_CACHE = 1 << 17

_LETTERS = r"[^\W\d_]++"
_WORD = re.compile(rf"{_LETTERS}(?:['’\u02bc-]{_LETTERS})*+|['’\u02bc]{_LETTERS}")
_LETTERS_AND_MARKS = rf"(?:{_LETTERS}|[\u0300-\u036f]++)++"
_DECOMPOSED_WORD = re.compile(_WORD.pattern.replace(_LETTERS, _LETTERS_AND_MARKS))
_COMBINING = re.compile("[\u0300-\u036f]")
_CLITIC = re.compile("(?<=.)['’\u02bc](?:r|n|i|u|ch|m|th|w)$", re.I)


class Word(NamedTuple):
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


class Spelt(NamedTuple):
    """What is known of a word wherever it stands; the attributes are those of `Word`."""

    text: str
    plain: str
    clitic: str = ""


_new_word: Callable[[tuple[str, int, int, str, str]], Word] = partial(tuple.__new__, Word)
"""What makes a word; the class itself takes twice as long, and texts are mostly words."""


@lru_cache(_CACHE)
def fold(text: str) -> str:
    """Return a text in lower case, without accents and with straight apostrophes."""
    if text.isascii():
        return text.replace("`", "'").lower()
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "'")
    plain = text.casefold()
    if plain.isascii():
        return plain
    plain = unicodedata.normalize("NFD", plain)
    for mark in filter(unicodedata.combining, set(plain)):
        plain = plain.replace(mark, "")
    return plain


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
    found = []
    end = 0
    for each in written(text):
        # No letter stands between two words, so that the next place is the right one.
        start = text.index(each, end)
        end = start + len(each)
        word, plain, clitic = spelt(each)
        found.append(_new_word((word, start, start + len(word), plain, clitic)))
    return tuple(found)


@lru_cache(_CACHE)
def spellings(text: str) -> tuple[Spelt, ...]:
    """Return the words of a text in order, without their places; it takes a third of the time."""
    return tuple(map(spelt, written(text)))


@lru_cache(_CACHE)
def written(text: str) -> tuple[str, ...]:
    """Return the words of a text in order, as they are written: with their clitics."""
    return tuple(_word_pattern(text).findall(text))


@lru_cache(_CACHE)
def spelt(written: str) -> Spelt:
    """Return a word as it is written, e.g. `I'r`, as what is known of it."""
    if written.isalpha():
        return Spelt(written, fold(written))
    word, clitic = strip_clitic(written)
    return Spelt(word, fold(word), clitic)


def _word_pattern(text: str) -> re.Pattern[str]:
    """Return what finds the words of a text; most texts have no accents apart from letters."""
    return _WORD if text.isascii() or not _COMBINING.search(text) else _DECOMPOSED_WORD


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
    for mutated, radical, before in _CHANGES_OF.get(first, _ALWAYS):
        rest = plain[len(mutated) :]
        if rest and (not before or _first(rest) in before):
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
    if plain[:2] not in _MAY_BE_DIGRAPH:
        return plain[0]
    return next((each for each in DIGRAPHS if plain.startswith(each)), plain[0])
