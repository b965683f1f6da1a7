"""File names for schools: safe on every system, unique, and the same again at the next run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from polisi.strings import say

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")  # names that Windows keeps to itself
_LONGEST = 80
_NAMELESS = {"cy": "ysgol"}
_APART = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ß": "ss"})


def file_name(name: str, locale: str = "en") -> str:
    """Return a school's name as part of a file name that every system takes.

    Letters without accents and digits, joined by hyphens, 80 at the most; `school` or `ysgol` if
    none is left.
    """
    nameless = _NAMELESS.get(locale, "school")
    apart = unicodedata.normalize("NFKD", name.translate(_APART))
    plain = apart.encode("ascii", "ignore").decode("ascii").lower().replace("'", "")
    stem = "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST].strip("-")
    if not stem:
        return nameless
    return f"{nameless}-{stem}" if _RESERVED.match(stem) else stem


def stem(
    names: Mapping[str, str],
    document: str,
    locales: Sequence[str],
    *,
    layout: str = "after",
    number: int = 1,
) -> str:
    """Return the name of a document's file, without its ending.

    It tells whose it is, what it is, whether two languages stand side by side in it, and its
    languages in their order: `maerdy-primary-school-letter-1-en`. `nameOf` in web/app/documents.js
    gives the same names.

    Args:
        names: the school's name in each language.
        document: the short name of the document, in the first of its languages.
        locales: the languages of the document, in their order.
        layout: how two languages stand in it.
        number: which of the schools of that name it is.
    """
    parts = dict.fromkeys(file_name(names[locale], locale) for locale in locales)
    counted = [str(number)] if number > 1 else []
    beside = [say(locales[0], "file_beside")] if len(locales) > 1 and layout == "beside" else []
    return "-".join([*parts, *counted, document, *beside, *locales])


@dataclass(frozen=True, slots=True)
class School:
    """A school that needs file names.

    Attributes:
        names: its name in each language.
        row: a digest of all that it answered.
    """

    names: Mapping[str, str]
    row: str

    @property
    def identity(self) -> tuple[tuple[str, str], ...]:
        """What schools of one name have in common."""
        return tuple(sorted(self.names.items()))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A school, and which of those whose files would have the same name it is."""

    school: School
    number: int


def numbered(schools: Sequence[School], earlier: Iterable[Numbered] = ()) -> Sequence[int]:
    """Return a number for each school that makes its file names unique.

    A school that was there before keeps its number: the one with the same answers first, then one
    of the same name; a number that another school had is not given again.

    Args:
        schools: the schools, in order.
        earlier: those of earlier runs.
    """
    return _Numbers(earlier).give(schools)


class _Numbers:
    def __init__(self, earlier: Iterable[Numbered]) -> None:
        self._taken: set[str] = set()
        self._free: dict[tuple[tuple[str, str], ...], list[tuple[int, str]]] = {}
        self._next: dict[str, int] = {}
        for known in sorted(earlier, key=lambda known: known.number):
            self._taken.update(_stems(known.school, known.number))
            self._free.setdefault(known.school.identity, []).append(
                (known.number, known.school.row)
            )

    def give(self, schools: Sequence[School]) -> Sequence[int]:
        given: dict[int, int] = {}
        for same_row in (True, False):
            for index, school in enumerate(schools):
                free = self._free.get(school.identity, [])
                match = next((f for f in free if not same_row or f[1] == school.row), None)
                if index not in given and match is not None:
                    free.remove(match)
                    given[index] = match[0]
        for index, school in enumerate(schools):
            if index not in given:
                given[index] = self._new(school)
        return [given[index] for index in range(len(schools))]

    def _new(self, school: School) -> int:
        plain = "/".join(_stems(school, 1))
        number = self._next.get(plain, 1)
        while not self._taken.isdisjoint(_stems(school, number)):
            number += 1
        self._taken.update(_stems(school, number))
        self._next[plain] = number + 1
        return number


def _stems(school: School, number: int) -> Sequence[str]:
    """Return every name that a file of the school may have, whatever was asked for this time."""
    locales = list(school.names)
    orders = [[locale] for locale in locales]
    if len(locales) > 1:
        orders += [locales, locales[::-1]]
    return [stem(school.names, "document", order, number=number) for order in orders]
