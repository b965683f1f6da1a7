"""One search a language: a reader finds only pages in the language that they read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from polisi.fields import Schema
from polisi.model import Asked, Page, Segment, Term
from polisi.strings import LOCALES, say

NAME = "search.json"
"""The name of a language's index, in the folder of the language."""

_MAY_BE_FOREIGN = re.compile(r"`|lang")
"""What every text has in it that is no text in the language of its page: 2 in 100 segments."""

_WORDS = ("start", "pages", "more", "none", "meant")


def text(
    locale: str,
    trees: Mapping[str, Mapping[str, Page]],
    url: Callable[[str, str], str],
    schema: Schema | None,
    terms: Sequence[Term],
    asked: Mapping[str, Sequence[Asked]],
) -> str:
    """Return the index of a language.

    Args:
        locale: the language.
        trees: the pages of each language, as they are shown, by path.
        url: gives the address of a page from its language and path, from the site's root.
        schema: the fields that stand open on the pages, if any do.
        terms: how the glossary translates into the language.
        asked: what readers of each ask for with words that the pages do not use.
    """
    # What makes an index is loaded only if one is made: 40 ms.
    from polisi.search.index import index, texts_of  # noqa: PLC0415

    pages = trees[locale]
    listed = [
        (url(locale, path).removeprefix(f"{locale}/"), _own(page, pages))
        for path, page in pages.items()
        if page.segments
    ]
    elsewhere = [
        text
        for other, tree in trees.items()
        if other != locale
        for texts in (
            *(texts_of(page) for page in tree.values()),
            *(entry.words for entry in asked.get(other, ())),
        )
        for text in texts
    ]
    gap = partial(_gap, schema, locale)
    found = index(locale, listed, terms, asked.get(locale, ()), gap, elsewhere)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def words(locale: str, twins: Iterable[str]) -> Mapping[str, str]:
    """Return what the search says, with `{words}` and `{number}` where it puts them in itself.

    Args:
        locale: the language that it says it in.
        twins: the languages that its page is there in; it offers to search in the others.
    """
    keys = [*_WORDS, *(f"in_{twin}" for twin in twins if twin != locale and twin in LOCALES)]
    return {key: say(locale, f"search_{key}", words="{words}", number="{number}") for key in keys}


def _own(page: Page, pages: Mapping[str, Page]) -> Page:
    """Return a page without what it includes from others, which is found there.

    What it quotes of another language or of a program is left out too: a search in one language
    finds nothing in another.
    """
    from polisi.parity.units import is_own  # noqa: PLC0415

    own = (_in_own_words(each) for each in page.segments if is_own(page, each, pages))
    return replace(page, segments=tuple(own))


@cache
def _foreign() -> re.Pattern[str]:
    """Return what is no text in the language of its page."""
    from polisi.parity.prose import FOREIGN  # noqa: PLC0415

    return re.compile(rf"(?P<ticks>`+)(?P<code>.+?)(?P=ticks) | {FOREIGN}", re.VERBOSE | re.DOTALL)


def _in_own_words(segment: Segment) -> Segment:
    if not _MAY_BE_FOREIGN.search(segment.source):
        return segment
    from polisi.parity.visible import visible  # noqa: PLC0415

    text = segment.text
    for found in _foreign().finditer(segment.source):
        marked = found[0] if found["tag"] else found[0].rpartition("{")[0]
        shown = found["code"] or visible(replace(segment, source=marked, label=None)).text
        text = text.replace(shown, "…", 1)
    return replace(segment, text=text)


def _gap(schema: Schema | None, locale: str, name: str) -> str:
    field = schema.by_id.get(name) if schema else None
    return f"[{field.gap[locale] if field else name}]"
