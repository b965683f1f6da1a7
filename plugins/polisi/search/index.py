"""A language's pages to what its search is given: their places, and how its words change.

The browser does the finding (`web/theme/assets/javascripts/find.js`). What it must know of a
language comes with the index, as data: the letters that mutation puts at the beginning of a Welsh
word, the endings of plurals, and what no rule finds. So a word is found in whatever form it is
asked for or stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from polisi.content.reader import PLACEHOLDER
from polisi.language import welsh
from polisi.model import Asked, Kind, Page, Term
from polisi.search.families import families

_Rules = Sequence[tuple[str, str]]


def _rules(text: str) -> _Rules:
    """Return rules that are written as `after:before`, or as `after` if nothing was before."""
    return [(after, before) for after, _, before in (rule.partition(":") for rule in text.split())]


# Without `-ent`, `-est` and others that end English words: `parent` is no form of `parod`.
_PERSONS = (
    "af wn wch ant ais aist odd om och ont wyd id er ith iff wyf ych asom asoch asant "
    "aswn aset asai asem asech asent asid asit ech ai"
)
_CONSONANTS = "[^aeiouwy]+"
_DOUBLED = ("([nr])\\1$", "$1")
_ENDINGS: Mapping[str, Sequence[tuple[_Rules, _Rules, bool]]] = {
    "en": (
        (_rules("ies:y ied:y es s 's s'"), (), True),
        # What a reader and a policy are likely to say of one act: post, posting, posted; planned.
        (_rules("ing ing:e ed ed:e"), (("([bdglmnprt])\\1$", "$1"),), True),
    ),
    "cy": (
        # Plurals, and the singular of some: gwefannau, geiriau, meysydd, cyrsiau, oriau.
        (
            _rules(
                "au iau ion on oedd ydd i od wyr:ydd wyr:iwr wyr:wr feydd:fa aid:ad iaid olyn:ol"
            ),
            (
                _DOUBLED,
                *(
                    (f"{after}({_CONSONANTS})$", f"{before}$1")
                    for after, before in _rules("ei:ai ey:ae y:w o:aw eu:au")
                ),
            ),
            True,
        ),
        # What makes verbs of stems and nouns of verbs; persons and tenses, with and without `i`.
        (
            _rules(
                "io o u a ed iad ad aeth:u eir ewch awyd aodd wch:w wyd:w "
                + " ".join(f"{i}{ending}" for ending in _PERSONS.split() for i in ("", "i"))
            ),
            (_DOUBLED,),
            True,
        ),
        # The impersonal, which changes the vowel before it: rhennir, darperir, gofynnir.
        (_rules("ir"), (_DOUBLED, (f"e({_CONSONANTS})$", "a$1")), True),
        # Comparison, which hardens the letter before it.
        (_rules("ach cach:g caf:g pach:b paf:b tach:d taf:d"), (), True),
        # Who does it, which is not the same.
        (_rules("wr wyr iwr iwyr"), (), False),
    ),
}
"""The endings of words and what stands for each in another form; what an ending may have changed in
the letters before it, as a regular expression and what stood there; and whether that is another
form of the same word, or a word of the same root."""

_QUIET: Mapping[str, str] = {
    "en": (
        "a about am an and any are as at be been but by can clause could did do does for from "
        "get had has have how i if in into is it its me may must my no not of on or our "
        "section shall should so than that the their them then there these they this those "
        "to was we were what when where which who why will with would you your"
    ),
    # Without accents and what is joined on, as words are compared.
    "cy": (
        "a ac adran ag am ar at beth ble bod bydd byddai byddaf byddwch cael chi cymal dim "
        "dros dw dyma eich ei ein er eu fe fel felly fi fod fy ga gaf gall gallaf gan gen "
        "gennych gennyf gyda gydag hefyd heb hi hon hwn hwnnw hyn hynny i iddo iddynt mae "
        "maen mewn mi mor na nac nad neu ni nid o oddi oedd oes os pa pam pan pob pryd pwy "
        "roedd rwy rwyf rydw rydych rydym rydyn sut sy sydd trwy drwy un wedi wrth y ych "
        "ydw ydy ydych ydyn ydynt ym yn yng yna yno yr yw"
    ),
}
"""Words that join others and say little of what is sought. They are found, and count for little."""

_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)\.? ")

SHORTEST = 3
"""The fewest letters that are left of a word when an ending is taken off."""


@dataclass
class _Place:
    anchor: str
    title: str
    texts: list[str] = field(default_factory=list)


def index(
    locale: str,
    pages: Iterable[tuple[str, Page]],
    terms: Iterable[Term],
    asked: Sequence[Asked],
    gap: Callable[[str], str],
    elsewhere: Iterable[str] = (),
) -> Mapping[str, Any]:
    """Return what the search of a language is given, ready to be written as JSON.

    Args:
        locale: the language.
        pages: its pages and their addresses; each holds what is to be found there, which leaves
            out what it includes from another. `search: {boost: 0.5}` in the front matter of a
            page makes its text count for half as much.
        terms: how the glossary translates into the language.
        asked: what readers ask for with words that the pages do not use.
        gap: gives what a reader sees in place of a field that is not filled in.
        elsewhere: texts in the site's other languages, whose words tell that a question is asked
            in one of these.
    """
    meant: dict[str, list[str]] = {}
    for entry in asked:
        for word in entry.words if entry.means else ():
            meant.setdefault(welsh.fold(word), []).extend(entry.means)
    pages = list(pages)
    here = _words(text for _, page in pages for text in texts_of(page))
    here |= _words(phrase for entry in asked for phrase in entry.words)
    return {
        "digraphs": welsh.DIGRAPHS if locale == "cy" else (),
        "changes": welsh.CHANGES if locale == "cy" else (),
        "endings": _ENDINGS.get(locale, ()),
        "shortest": SHORTEST,
        "quiet": _quiet(locale, here),
        "elsewhere": sorted(
            word for word in _words(elsewhere) - here if word.isalpha() and len(word) >= SHORTEST
        ),
        "families": families(locale, terms),
        "meant": meant,
        "pages": [
            {
                "url": url,
                "title": page.title,
                "boost": _boost(page),
                "places": _places(page, gap, asked),
            }
            for url, page in pages
        ],
    }


def texts_of(page: Page) -> Iterator[str]:
    """Yield the title of a page and the text of its segments."""
    yield page.title
    yield from (segment.text for segment in page.segments)


def _words(texts: Iterable[str]) -> set[str]:
    return {word.plain for text in texts for word in welsh.spellings(text)}


def _quiet(locale: str, here: Set[str]) -> Sequence[str]:
    """Return the words that say little: those of the language, and of others unless they are here.

    Who asks in English on a Welsh page is not answered with what `of` is by chance like.
    """
    own = _QUIET.get(locale, "").split()
    others = {word for other, line in _QUIET.items() if other != locale for word in line.split()}
    return [*own, *sorted(others - here - set(own))]


def _boost(page: Page) -> float:
    asked = page.meta.get("search")
    boost = asked.get("boost", 1) if isinstance(asked, dict) else 1
    return float(boost) if isinstance(boost, int | float) else 1.0


def _places(
    page: Page, gap: Callable[[str], str], asked: Sequence[Asked]
) -> Sequence[Sequence[object]]:
    """Return the places of a page that a reader can be sent to.

    Returns:
        The id, heading and text of each and, where there is any, what it is also asked for with:
        each phrase with its turn, 0 for the first of the places that the entry leads to.
    """
    places = [_Place("", "")]
    title = ""
    for segment in page.segments:
        if segment.kind is Kind.HEADING:
            title = segment.text if segment.level > 1 else ""
        if segment.begins_place:
            places.append(_Place(segment.anchor or "", title))
        if segment.kind is not Kind.HEADING:
            label = f"{segment.label} " if segment.label else ""
            text = PLACEHOLDER.sub(lambda found: gap(found[1]), segment.text)
            places[-1].texts.append(f"{label}{text}")
    shown = [place for place in places if place.anchor or place.texts]
    words: dict[str, dict[str, int]] = {}
    for segment in page.segments:
        # The title of a page leaves out the number that is printed before it.
        numbered = _NUMBERED.match(segment.text) if segment.level == 1 else None
        if numbered and segment.kind is Kind.HEADING and segment.anchor:
            words[segment.anchor] = {numbered[1]: 0}
    for entry in asked:
        for turn, (path, anchor) in enumerate(entry.places):
            if path == page.path and shown:
                phrases = words.setdefault(anchor or shown[0].anchor, {})
                for phrase in entry.words:
                    phrases[phrase] = min(turn, phrases.get(phrase, turn))
    return [
        (
            *(place.anchor, place.title, " ".join(filter(None, place.texts))),
            *([words[place.anchor]] if place.anchor in words else []),
        )
        for place in shown
    ]
