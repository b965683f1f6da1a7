"""How far each segment has come: missing, draft, stale or reviewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from polisi.model import Page, PagePair, Segment, SignOff
from polisi.parity.comparison import Comparison
from polisi.parity.readings import Reading, readings


class State(StrEnum):
    """How far the translation of a segment has come.

    A segment is missing if one language lacks it; a draft until somebody has signed it; stale
    if one of its texts has changed since; else reviewed.
    """

    MISSING = "missing"
    DRAFT = "draft"
    STALE = "stale"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class SegmentStatus:
    """How far a segment has come.

    Attributes:
        path: the path of its page.
        id: its id in the source language, unique within its page. If only the target language
            has it: that language, `:` and its id there, e.g. `cy:scope-2`.
        source: it in the source language, or None if that lacks it.
        target: it in the target language, or None if that lacks it.
        state: how far it has come.
        signoff: what was signed, if it is stale or reviewed. A missing one may have been signed
            while it was there.
        source_changed: whether the source text is another than the signed one.
        target_changed: whether the target text is another than the signed one.
    """

    path: str
    id: str
    source: Segment | None
    target: Segment | None
    state: State
    signoff: SignOff | None = None
    source_changed: bool = False
    target_changed: bool = False


@dataclass(frozen=True)
class PageStatus:
    """How far a page has come.

    Attributes:
        path: its path below either language's folder.
        source, target: the page in either language, or None where that lacks it.
        segments: its segments, in the order of the source; what only the target has follows
            what it follows there.
    """

    path: str
    source: Page | None
    target: Page | None
    segments: tuple[SegmentStatus, ...]

    @property
    def titles(self) -> Mapping[str, str]:
        """Its title by locale, in the languages that have it."""
        return {page.locale: page.title for page in (self.source, self.target) if page}

    @cached_property
    def counts(self) -> Mapping[State, int]:
        """How many of its segments are in each state."""
        found = Counter(each.state for each in self.segments)
        return {state: found[state] for state in State}

    @property
    def state(self) -> State:
        """The state of the page as a whole: that of the segment that has come least far.

        A page that one language lacks is missing; one without text has nothing to be read.
        """
        if self.source is None or self.target is None:
            return State.MISSING
        return next((state for state in State if self.counts[state]), State.REVIEWED)


def status(comparison: Comparison) -> tuple[PageStatus, ...]:
    """Return how far every page has come, by path, and then every data file.

    A segment is counted on its own page, and not where it is included.

    Args:
        comparison: the site, aligned.
    """
    found = readings(comparison)
    pairs = {pair.path: pair for pair in (*comparison.pairs, *comparison.site.data.values())}
    pages = comparison.memo.recall_each(
        "status",
        {path: (pair.source, pair.target, found[path]) for path, pair in pairs.items()},
        lambda path: _page(pairs[path], found[path]),
    )
    return tuple(pages.values())


def _page(pair: PagePair, found: Iterable[Reading]) -> PageStatus:
    return PageStatus(pair.path, pair.source, pair.target, tuple(map(_segment, found)))


def reviewed_pages(pages: Iterable[PageStatus]) -> frozenset[str]:
    """Return the paths of the pages of which every segment is reviewed.

    Args:
        pages: every page of the site.
    """
    return frozenset(each.path for each in pages if each.state is State.REVIEWED)


def _segment(each: Reading) -> SegmentStatus:
    return SegmentStatus(
        each.path,
        each.id,
        each.source,
        each.target,
        _state(each),
        each.signoff,
        each.source is not None and each.source_changed,
        each.target is not None and each.target_changed,
    )


def _state(reading: Reading) -> State:
    if reading.source is None or reading.target is None:
        return State.MISSING
    if reading.signoff is None:
        return State.DRAFT
    changed = reading.source_changed or reading.target_changed
    return State.STALE if changed else State.REVIEWED
