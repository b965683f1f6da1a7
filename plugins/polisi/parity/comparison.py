"""A site with its pages aligned: what every rule is given to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from polisi.diagnostics import Diagnostic, Side
from polisi.model import Kind, Page, PagePair, Segment, Site, Span
from polisi.parity.align import Alignment, align
from polisi.parity.lost import Lost, lost, ratio
from polisi.parity.units import is_own, origin


class Comparison:
    """A site, aligned.

    Attributes:
        site: the site.
        rules: the names of the rules that run; what one of them reports, others need not.
    """

    def __init__(self, site: Site, rules: Collection[str]) -> None:
        self.site = site
        self.rules = frozenset(rules)
        self._told: list[tuple[Span | None, Span | None]] = []

    @property
    def is_project(self) -> bool:
        """Whether the site has declared fields or a navigation.

        A project is held to the rules of the house as well. Of a plain pair of trees only what
        differs between them is said: what both do alike may be the custom there.
        """
        return self.site.fields is not None or self.site.nav is not None

    @cached_property
    def alignments(self) -> Mapping[str, Alignment]:
        """The pages that have text in both languages, aligned, by path."""
        site = self.site
        pairs = [
            (pair.source, pair.target)
            for pair in site.pairs
            if pair.source and pair.target and pair.source.segments and pair.target.segments
        ]
        return align(pairs, site.source, site.target)

    @property
    def pairs(self) -> tuple[PagePair, ...]:
        """Every page with its counterpart."""
        return self.site.pairs

    @property
    def pages(self) -> Iterator[Page]:
        """Every page of both languages."""
        for pair in self.site.pairs:
            yield from (page for page in (pair.source, pair.target) if page)

    def is_source(self, page: Page) -> bool:
        """Return whether a page is one of the source language."""
        return self.site.source.get(page.path) is page

    def tree(self, page: Page) -> Mapping[str, Page]:
        """Return the pages of the language of a page."""
        return self.site.source if self.is_source(page) else self.site.target

    def other_tree(self, page: Page) -> Mapping[str, Page]:
        """Return the pages of the other language than that of a page."""
        return self.site.target if self.is_source(page) else self.site.source

    def is_own(self, page: Page, segment: Segment) -> bool:
        """Return whether a segment is looked at on this page, and not where it is included from."""
        return is_own(page, segment, self.tree(page))

    def own_segments(self, page: Page) -> Iterator[Segment]:
        """Yield the segments of a page that no other page is looked at for."""
        return (
            segment
            for segment in page.segments
            if self.is_own(page, segment) and not self.is_beyond(page, segment)
        )

    def is_beyond(self, page: Page, segment: Segment) -> bool:
        """Return whether a segment has no counterpart since something is not closed before it."""
        other = self.other_tree(page).get(page.path)
        ends = page.end is not None or (other is not None and other.end is not None)
        return ends and self.counterpart(page, segment) is None

    def counterpart(self, page: Page, segment: Segment) -> Segment | None:
        """Return the segment of the other language that answers a segment, if there is one."""
        alignment = self.alignments.get(page.path)
        return alignment.counterparts.get(id(segment)) if alignment else None

    def lacks_headings(self, page: Page) -> bool:
        """Return whether the other language has headings that a page has not.

        Then what is wrong with the order of things on that page may well be due to that.
        """
        if page.end is not None:
            return True
        alignment = self.alignments.get(page.path)
        return alignment is not None and any(
            gap.unit.kind == Kind.HEADING and gap.in_source != self.is_source(page)
            for gap in alignment.gaps
        )

    @cached_property
    def lost(self) -> tuple[Lost, ...]:
        """The sentences without a counterpart, of segments that have one."""
        pairs = [
            (alignment, pair)
            for alignment in self.alignments.values()
            for pair in alignment.pairs
            # What is generated is written elsewhere, for each language by itself.
            if self.is_own(alignment.source, pair.source)
            and not origin(alignment.source, pair.source).via
        ]
        usual = ratio(pair for _, pair in pairs)
        return tuple(
            each
            for alignment, pair in pairs
            for each in lost(pair, usual)
            # A whole segment that is gone from the other side may stand here now.
            if not any(gap.in_source != each.in_source for gap in alignment.gaps)
        )

    def tell(self, finding: Diagnostic) -> None:
        """Remember a finding, so that the rules after it need not report its consequences."""
        self._told.append((finding.source, finding.target))

    def is_told(self, source: Segment, target: Segment) -> bool:
        """Return whether a rule that has run before has reported something of two segments.

        Args:
            source: a segment of the source language.
            target: its counterpart.
        """
        return any(
            (here is None or _touch(here, source.span))
            and (there is None or _touch(there, target.span))
            for here, there in self._told
        )

    def is_in_lost(self, finding: Diagnostic) -> bool:
        """Return whether a finding is about words of a sentence that is reported as lost."""
        return any(
            (place := finding.source if each.in_source else finding.target) is not None
            and _touch(place, each.span)
            and (place.line, place.column) >= (each.span.line, each.span.column)
            for each in self.lost
            if each.places in self._told
        )

    def side(self, page: Page) -> Side:
        """Return which of the two languages a page is of."""
        return "source" if self.is_source(page) else "target"

    def places(
        self, page: Page, here: Span | None, there: Span | None = None
    ) -> tuple[Span | None, Span | None]:
        """Return two places as that in the source and that in the target language.

        Args:
            page: the page that is spoken of.
            here: the place on it.
            there: the place on its counterpart.
        """
        return (here, there) if self.is_source(page) else (there, here)


def _touch(one: Span, other: Span) -> bool:
    """Return whether two places share a letter."""
    return (
        one.path == other.path
        and (one.line, one.column) < (other.end_line, other.end_column)
        and (other.line, other.column) < (one.end_line, one.end_column)
    )
