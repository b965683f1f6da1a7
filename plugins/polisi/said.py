"""What is told of a project, in whichever language somebody reads.

A finding keeps the key of what it says, with what fills its places. Nothing is put into words, and
no catalogue is read, until it is told. The words stand in `locales/findings/`, one file a language.

A place `{name}` is filled with a text, with something said, or with several. What is said may have
several forms in a language: Welsh has `Cymraeg`, and `yn Gymraeg` for `{name:yn}`. What stands
behind the colon of a place that is filled with several parts them, as in `{rules:, }`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from string import Formatter
from typing import NamedTuple, TypeAlias

from polisi.strings import findings

MACHINE = "en"
"""The language that programs are told in: what they read is a contract."""

_WORD = "word"
"""The form of what is said in several forms, where no other is asked for."""

_BETWEEN = ", "


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are told as they are, in whichever language all else is.

    Attributes:
        text: the words.
        locale: their language.
    """

    text: str
    locale: str


@dataclass(frozen=True, slots=True)
class Said:
    """What is said, in no language yet.

    Attributes:
        key: where its words stand in the catalogues: a section and a name, as in `link.nowhere`.
        values: what fills each of its places.
    """

    key: str
    values: tuple[tuple[str, Value], ...] = ()


Telling: TypeAlias = Said | Words
"""What can be told by itself."""

Value: TypeAlias = "str | Telling | tuple[Value, ...]"
"""What fills a place. A text is of no language: a name, a path, a number."""


class Run(NamedTuple):
    """A part of what is told.

    Attributes:
        text: the part.
        locale: its language; empty for a text of none.
        is_value: whether it fills a place; then what marks code elsewhere is no more than itself.
    """

    text: str
    locale: str
    is_value: bool


def said(key: str, /, **values: Value | int) -> Said:
    """Return what is said under a key, its places filled."""
    given = ((name, str(each) if isinstance(each, int) else each) for name, each in values.items())
    return Said(key, tuple(given))


def code(text: str) -> Said:
    """Return a text as code."""
    return said("name.code", text=text)


def of_system(error: OSError) -> Words:
    """Return what the system says of a file or folder, which it says in English."""
    return Words(error.strerror or str(error), "en")


def listed(names: Iterable[str]) -> Value:
    """Return names, each as code."""
    return tuple(map(code, names))


def suggestion(word: str, known: Iterable[str], mark: str = "") -> Said | None:
    """Return the question whether the known word is meant that is most like `word`, if one is.

    Args:
        word: what is written.
        known: what could have been.
        mark: what stands before it where it is written, such as `#`.
    """
    near = get_close_matches(word, list(known), 1)
    return is_meant(f"{mark}{near[0]}") if near else None


def is_meant(word: str) -> Said:
    """Return the question whether a word is meant."""
    return said("name.did_you_mean", word=word)


def runs(telling: Telling, locale: str) -> Sequence[Run]:
    """Return what is told in a language, in parts.

    Raises:
        KeyError: there is no such string, it has no such form, or a place of it is not filled.
    """
    if isinstance(telling, Words):
        # What is told in one language alone, marks of code and all.
        return [Run(telling.text, telling.locale, is_value=False)]
    return list(_runs(telling, locale, ""))


def told(telling: Telling, locale: str) -> str:
    """Return what is told in a language, as text."""
    return "".join(run.text for run in runs(telling, locale))


def sentence(parts: Sequence[Run]) -> Sequence[Run]:
    """Return parts of what is told as a sentence, which begins with a capital."""
    first, *rest = parts
    return [first._replace(text=first.text[:1].upper() + first.text[1:]), *rest]


def language(locale: str) -> Said:
    """Return what a language is called."""
    return _LANGUAGES.get(locale) or said("language.other", code=locale)


def segments(number: int) -> Said:
    """Return how many segments; in Welsh, form `nifer` is the number alone."""
    return _ONE_SEGMENT if number == 1 else said("report.segments", number=number)


def pages(number: int) -> Said:
    """Return how many pages; likewise."""
    return _ONE_PAGE if number == 1 else said("report.pages", number=number)


_ONE_SEGMENT = Said("report.one_segment")
_ONE_PAGE = Said("report.one_page")

_LANGUAGES = {"en": Said("language.en"), "cy": Said("language.cy")}
"""The languages that have a name; any other is told by its code."""


def _runs(value: Value, locale: str, form: str) -> Iterator[Run]:
    if isinstance(value, Said):
        yield from _filled(value, locale, form)
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            if number:
                yield Run(form or _BETWEEN, locale, is_value=False)
            yield from _runs(each, locale, "")
    elif form:
        raise KeyError(f"{value!r} has no form {form!r}")
    elif isinstance(value, Words):
        yield Run(value.text, value.locale, is_value=True)
    else:
        yield Run(value, "", is_value=True)


def _filled(one: Said, locale: str, form: str) -> Iterator[Run]:
    values = dict(one.values)
    for text, name, inner in _template(locale, one.key, form or _WORD):
        if text:
            yield Run(text, locale, is_value=False)
        if name is not None:
            yield from _runs(values[name], locale, inner)


@cache
def _template(locale: str, key: str, form: str) -> Sequence[tuple[str, str | None, str]]:
    """Return a string of the catalogue as texts, each with the place after it, and its form."""
    section, _, name = key.partition(".")
    entry = findings(locale)[section][name]
    forms = {_WORD: entry} if isinstance(entry, str) else entry
    parsed = Formatter().parse(forms[form])
    return [(each, place, spec or "") for each, place, spec, _ in parsed]
