"""What pages are made of, as digests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from weakref import ref

from polisi.cache import digest
from polisi.model import Page

_SHOWN = ("council.yml", "errata.yml", "fields.yml")


def shown(docs: Path) -> str:
    """Return a digest of the data of which pages show something.

    Args:
        docs: the folder of the languages and the data.
    """
    parts: list[str | bytes] = []
    for name in _SHOWN:
        parts += (name, _bytes(docs / "data" / name))
    return digest(*parts)


_digests: dict[int, tuple[ref[Page], str]] = {}


def made_of(page: Page) -> str:
    """Return a digest of all that is shown of a page."""
    # Pages, indexes and documents all ask for it. A page is nothing to look things up by, but it
    # tells when it is no more.
    number = id(page)

    def forget(_: object) -> None:
        _digests.pop(number, None)

    if number not in _digests:
        _digests[number] = (ref(page, forget), _made_of(page))
    return _digests[number][1]


def _made_of(page: Page) -> str:
    meta = json.dumps(page.meta, default=str, ensure_ascii=False)
    lines = "\n".join(f"{line.path}\t{line.text}" for line in page.lines)
    return digest(page.locale, page.path, meta, lines, str(page.draft))


def heads(pages: Iterable[Page]) -> str:
    """Return a digest of what pages show of each other: titles, addresses, and what is a draft."""
    parts: list[str] = []
    for page in pages:
        # Without a title in the front matter it is one of the page's own words.
        meta = json.dumps(page.meta, default=str, ensure_ascii=False)
        parts += (page.locale, page.path, page.title, meta, str(page.draft))
    return digest(*parts)


def _bytes(path: Path) -> bytes:
    """Return what is in a file; of one that cannot be opened, why, as that may be another time."""
    try:
        return path.read_bytes()
    except OSError as error:
        return f"cannot be opened: {error.errno}".encode()
