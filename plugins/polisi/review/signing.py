"""What a signature makes of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from polisi.content.ledger import Ledger, is_sealed
from polisi.model import SignOff, Site
from polisi.review.status import PageStatus

Signatures = Mapping[tuple[str, str], SignOff]
"""New sign-offs by page path and segment id."""


def updated(
    site: Site,
    pages: Sequence[PageStatus],
    signatures: Signatures,
    forgotten: Iterable[SignOff] = (),
) -> Ledger:
    """Return the ledger with new sign-offs, in order.

    Every segment of the source language gets an entry; a sign-off goes along with the text that
    it is of. One of what is no longer there stays in the ledger, behind the others of its page:
    the text may come back, and then nobody need read it again.

    Args:
        site: the site, with the ledger as it is.
        pages: how far all of its pages have come.
        signatures: what to add.
        forgotten: what to leave out.
    """
    ledger: dict[str, dict[str, SignOff | None]] = {}
    done = {id(entry) for entry in forgotten}
    for page in pages:
        before = site.ledger.get(page.path, {})
        entries = ledger[page.path] = {}
        for each in page.segments:
            if each.source is None:
                continue
            new, by_hand = signatures.get((page.path, each.id)), before.get(each.id)
            if by_hand and is_sealed(by_hand):
                by_hand = None
            # It is not for this command to make away with what it was not asked about.
            entry = entries[each.id] = new or each.signoff or by_hand
            done.add(id(entry))
            if new:
                done |= {id(each.signoff), id(by_hand)}
    for path, signed in site.ledger.items():
        entries = ledger.setdefault(path, {})
        for ident, entry in signed.items():
            if id(entry) not in done:
                entries[_free(entries, ident)] = entry
    return {path: entries for path, entries in ledger.items() if entries}


def _free(entries: Mapping[str, SignOff | None], ident: str) -> str:
    """Return the name for the entry of what is gone: its own, unless that is another's by now."""
    while entries.get(ident) is not None:
        ident += "~gone"
    return ident
