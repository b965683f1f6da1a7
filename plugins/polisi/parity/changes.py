"""Which words of a text have changed, and how findings say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from polisi.parity.wording import shortened

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


def told(old: str, new: str) -> str:
    """Return what has changed in words, e.g. "“three” is now “four”"."""
    found = [change for change in changes(old, new) if not change.is_equal]
    said = "; ".join(_said(found[:_TOLD]))
    more = len(found) - _TOLD
    return f"{said}; and {more} more" if more > 0 else said


def _said(found: Sequence[Change]) -> Iterator[str]:
    for change in found:
        old, new = shortened(change.old), shortened(change.new)
        if not old:
            yield f"“{new}” is new"
        elif not new:
            yield f"“{old}” is gone"
        elif old == new:
            # Long runs that begin alike: then their ends say more.
            yield f"“…{change.old[-40:]}” is now “…{change.new[-40:]}”"
        else:
            yield f"“{old}” is now “{new}”"
