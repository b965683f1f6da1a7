"""What a signature makes of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from polisi.content.ledger import Ledger, is_sealed
from polisi.model import SignOff, Site
from polisi.review.status import PageStatus

Signatures = Mapping[tuple[str, str], SignOff]
"""New sign-offs by page path and segment id."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A sign-off of what is no longer there.

    Attributes:
        path: the page that it names.
        id: the segment that it names.
        signoff: the sign-off.
        has_page: whether there is such a page.
    """

    path: str
    id: str
    signoff: SignOff
    has_page: bool


def updated(site: Site, pages: Iterable[PageStatus], signatures: Signatures) -> Ledger:
    """Return the ledger with new sign-offs, in order.

    Every segment of the source language gets an entry; a sign-off goes along with the text that
    it is of. What is no longer there is left out, unless its page cannot be read to the end.

    Args:
        site: the site, with the ledger as it is.
        pages: how far all of its pages have come.
        signatures: what to add.
    """
    ledger: dict[str, Mapping[str, SignOff | None]] = {}
    for page in pages:
        before = site.ledger.get(page.path, {})
        entries: dict[str, SignOff | None] = {}
        for each in page.segments:
            if each.source is None:
                continue
            entry = signatures.get((page.path, each.id)) or each.signoff
            by_hand = before.get(each.id)
            if entry is None and by_hand and not is_sealed(by_hand):
                # It is not for this command to make away with what it was not asked about.
                entry = by_hand
            entries[each.id] = entry
        if not _is_whole(page):
            kept = {id(entry) for entry in entries.values()}
            entries |= {
                ident: entry
                for ident, entry in before.items()
                if entries.get(ident) is None and id(entry) not in kept
            }
        if entries:
            ledger[page.path] = entries
    return ledger


def lost(site: Site, pages: Sequence[PageStatus]) -> Iterator[Lost]:
    """Yield the sign-offs of the ledger that are of no segment.

    Args:
        site: the site.
        pages: how far all of its pages have come.
    """
    used = {id(each.signoff) for page in pages for each in page.segments}
    known = {page.path: {each.id for each in page.segments} for page in pages}
    for path, entries in site.ledger.items():
        for ident, entry in entries.items():
            # That of a segment which is there, if its seal does not fit, is reported by `stale`.
            by_hand = ident in known.get(path, ()) and not is_sealed(entry)
            if id(entry) not in used and not by_hand:
                yield Lost(path, ident, entry, path in known)


def _is_whole(page: PageStatus) -> bool:
    """Return whether a page is there in both languages and can be read to its end."""
    return all(side is not None and side.end is None for side in (page.source, page.target))
