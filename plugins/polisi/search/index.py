"""A language's pages to what its search is given: their places, and how its words change.

The browser does the finding (`web/theme/assets/javascripts/find.js`). What it must know of a
language comes with the index, as data: the letters that mutation puts at the beginning of a Welsh
word, the endings of plurals, and what no rule finds. So a word is found in whatever form it is
asked for or stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from polisi.content.reader import PLACEHOLDER
from polisi.language import welsh
from polisi.model import Kind, Page, Segment, Term

_ENDINGS: Mapping[str, Sequence[tuple[str, str]]] = {
    # Plurals, and what a reader and a policy are likely to say of one act: post, posting, posted.
    "en": (
        *(("ies", "y"), ("es", ""), ("s", ""), ("'s", ""), ("s'", "")),
        *(("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e")),
    ),
    # Plurals, and the endings of verbs that a policy and a public page use.
    "cy": (
        *(("au", ""), ("iau", ""), ("ion", ""), ("on", ""), ("oedd", ""), ("ydd", "")),
        *(("i", ""), ("od", ""), ("wyr", "ydd"), ("wyr", "iwr"), ("wyr", "wr"), ("feydd", "fa")),
        *(("aeth", "u"), ("io", ""), ("ir", ""), ("iwch", "")),
        *(("wch", ""), ("iodd", ""), ("odd", ""), ("o", "")),
    ),
}
_QUIET: Mapping[str, str] = {
    "en": "a about an and any are as at be been but by can could did do does for from get had has "
    "have how i if in into is it its me may must my no not of on or our shall should so than that "
    "the their them then there these they this those to was we were what when where which who "
    "why will with would you your",
    # Without accents and what is joined on, as words are compared.
    "cy": "a ac ag am ar at beth ble bod bydd byddai byddaf byddwch cael chi dim dros dw dyma "
    "eich ei ein er eu fe fel felly fi fod fy ga gaf gall gallaf gan gen gennych gennyf gyda gydag "
    "hefyd heb hi hon hwn hwnnw hyn hynny i iddo iddynt mae maen mewn mi mor na nac nad neu ni nid "
    "o oddi oedd oes os pa pam pan pob pryd pwy roedd rwy rwyf rydw rydych rydym rydyn sut sy "
    "sydd trwy drwy un wedi wrth y ych ydw ydy ydych ydyn ydynt ym yn yng yna yno yr yw",
}
"""Words that join others and say little of what is sought. They are found, and count for little."""

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
    forms: Mapping[str, str],
    gap: Callable[[str], str],
) -> Mapping[str, Any]:
    """Return what the search of a language is given, ready to be written as JSON.

    Args:
        locale: the language.
        pages: its pages and their addresses; each holds what is to be found there, which leaves
            out what it includes from another. `search: {boost: 0.5}` in the front matter of a
            page makes its text count for half as much, as with the theme's own search.
            `search: {words: councillors}` are words that readers ask for it with and that it does
            not use.
        forms: words that no rule leads back to another, and that other word.
        gap: gives what a reader sees in place of a field that is not filled in.
    """
    return {
        "digraphs": welsh.DIGRAPHS if locale == "cy" else (),
        "changes": welsh.CHANGES if locale == "cy" else (),
        "endings": _ENDINGS.get(locale, ()),
        "shortest": SHORTEST,
        "quiet": _QUIET.get(locale, "").split(),
        "forms": dict(sorted(forms.items())),
        "pages": [
            {
                "url": url,
                "title": page.title,
                "boost": _boost(page),
                **_words(page),
                "places": _places(page, gap),
            }
            for url, page in pages
        ],
    }


def irregular(terms: Sequence[Term]) -> Mapping[str, str]:
    """Return the words of a glossary that belong together, as plurals do that no rule makes.

    Args:
        terms: the glossary. Two forms of one term that differ in one word say that these two words
            belong together.

    Returns:
        Each such word and the one that stands in the first form of its term.
    """
    found: dict[str, str] = {}
    for term in terms:
        first, *others = ([word.plain for word in welsh.words(form)] for form in term.target)
        for other in others:
            pairs = zip(other, first, strict=False)
            differing = [(word, known) for word, known in pairs if word != known]
            if len(other) == len(first) and len(differing) == 1:
                found |= dict(differing)
    return {word: known for word, known in found.items() if found.get(known) != word}


def _boost(page: Page) -> float:
    asked = page.meta.get("search")
    boost = asked.get("boost", 1) if isinstance(asked, dict) else 1
    return float(boost) if isinstance(boost, int | float) else 1.0


def _words(page: Page) -> Mapping[str, str]:
    asked = page.meta.get("search")
    words = asked.get("words") if isinstance(asked, dict) else None
    return {"words": words} if isinstance(words, str) and words else {}


def _places(page: Page, gap: Callable[[str], str]) -> Sequence[Sequence[str]]:
    """Return the places of a page that a reader can be sent to: id, heading and text of each."""
    places = [_Place("", "")]
    title = ""
    for segment in page.segments:
        if segment.kind is Kind.HEADING:
            title = segment.text if segment.level > 1 else ""
        if segment.anchor and _begins_place(segment):
            places.append(_Place(segment.anchor, title))
        if segment.kind is not Kind.HEADING:
            label = f"{segment.label} " if segment.label else ""
            text = PLACEHOLDER.sub(lambda found: gap(found[1]), segment.text)
            places[-1].texts.append(f"{label}{text}")
    return [
        (place.anchor, place.title, " ".join(filter(None, place.texts)))
        for place in places
        if place.texts or place.title
    ]


def _begins_place(segment: Segment) -> bool:
    return segment.kind in (Kind.HEADING, Kind.CLAUSE) or segment.explicit
