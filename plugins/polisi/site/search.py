"""One search a language: a reader finds only pages in the language that they read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from polisi.fields import Schema
from polisi.model import Page
from polisi.parity.units import is_own
from polisi.search.index import index

NAME = "search.json"
"""The name of a language's index, in the folder of the language."""


def text(
    locale: str,
    pages: Mapping[str, Page],
    url: Callable[[str, str], str],
    schema: Schema | None,
    forms: Mapping[str, str],
) -> str:
    """Return the index of a language.

    Args:
        locale: the language.
        pages: its pages, as they are shown, by path.
        url: gives the address of a page from its language and path, from the site's root.
        schema: the fields that stand open on the pages, if any do.
        forms: words that no rule leads back to another, and that other word.
    """
    listed = [
        (url(locale, path).removeprefix(f"{locale}/"), _own(page, pages))
        for path, page in pages.items()
        if page.segments
    ]
    found = index(locale, listed, forms, lambda name: _gap(schema, name, locale))
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _own(page: Page, pages: Mapping[str, Page]) -> Page:
    """Return a page without what it includes from others: that is found there."""
    own = (segment for segment in page.segments if is_own(page, segment, pages))
    return replace(page, segments=tuple(own))


def _gap(schema: Schema | None, name: str, locale: str) -> str:
    field = schema.by_id.get(name) if schema else None
    return f"[{field.gap[locale] if field else name}]"
