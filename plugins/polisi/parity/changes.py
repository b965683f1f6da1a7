"""Which words of a text have changed, and how findings say so."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from polisi.parity.wording import quoted
from polisi.said import Said, Words, said

_TOLD = 3
"""So many changes are told one by one; who wants more looks at them side by side."""


class Change(NamedTuple):
    """A run of words, as it was and as it is; both are equal where nothing has changed."""

    old: str
    new: str

    @property
    def is_equal(self) -> bool:
        """Whether nothing has changed here."""
        return self.old == self.new


def changes(old: str, new: str) -> Sequence[Change]:
    """Return two versions of a text as runs of words that are equal or not, in their order."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        Change(" ".join(before[start:end]), " ".join(after[from_:to]))
        for _, start, end, from_, to in matcher.get_opcodes()
    ]


def likeness(one: str, other: str) -> float:
    """Return how much of two texts is the same words in the same order, from 0 to 1."""
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def changed(old: str, new: str, locale: str) -> Sequence[Said]:
    """Return what has changed in the words of a language, e.g. "“three” is now “four”"."""
    found = [change for change in changes(old, new) if not change.is_equal]
    parts = [_said(change, locale) for change in found[:_TOLD]]
    more = len(found) - _TOLD
    return [*parts, said("change.more", number=more)] if more > 0 else parts


def _said(change: Change, locale: str) -> Said:
    old, new = quoted(change.old, locale), quoted(change.new, locale)
    if not change.old:
        return said("change.new", new=new)
    if not change.new:
        return said("change.gone", old=old)
    if old == new:
        # Long runs that begin alike: then their ends say more.
        old, new = (Words(f"…{text[-40:]}", locale) for text in (change.old, change.new))
    return said("change.now", old=old, new=new)
