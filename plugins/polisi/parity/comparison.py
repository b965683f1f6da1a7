"""A site with its pages aligned: what every rule is given to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain

from polisi.diagnostics import Diagnostic, Side
from polisi.model import Kind, Page, PagePair, Segment, Site, Span
from polisi.parity.align import Alignment, Pair, align
from polisi.parity.lost import Lost, is_uneven, lengths, lost, ratio
from polisi.parity.memo import Memo, Pages, Question
from polisi.parity.units import is_own, origin


class Comparison:
    """A site, aligned.

    Attributes:
        site: the site.
        rules: the names of the rules that run; what one of them reports, others need not.
        memo: what was found before, to be recalled if it still holds.
    """

    def __init__(self, site: Site, rules: Collection[str], memo: Memo | None = None) -> None:
        self.site = site
        self.rules = frozenset(rules)
        self.memo = Memo() if memo is None else memo
        self.memo.begin(_settings(site, self.rules))
        self.memo.watch("source", site.source, partial(Pages.changes, "source"))
        self.memo.watch("target", site.target, partial(Pages.changes, "target"))
        self.memo.watch("files", site.files, _changed_files)
        self._source = Pages(site.source, "source", self.memo)
        self._target = Pages(site.target, "target", self.memo)
        self._told: list[tuple[Span | None, Span | None]] = []
        self._told_in: defaultdict[str, list[tuple[Span | None, Span | None]]] = defaultdict(list)

    @property
    def is_project(self) -> bool:
        """Whether the site has declared fields or a navigation.

        A project is held to the rules of the house as well. Of a plain pair of trees only what
        differs between them is said: what both do alike may be the custom there.
        """
        return self.site.fields is not None or self.site.nav is not None

    @cached_property
    def alignments(self) -> _Alignments:
        """The pages that have text in both languages, aligned, by path."""
        site = self.site
        pairs = [
            (pair.source, pair.target)
            for pair in site.pairs
            if pair.source and pair.target and pair.source.texts and pair.target.texts
        ]
        found = align(pairs, self._source, self._target, self.memo.recall)
        self.memo.watch("alignments", found, _Alignments.changes)
        return _Alignments(found, self.memo)

    def alignment(self, pair: PagePair) -> Alignment | None:
        """Return the pages of a pair, aligned, if both have text."""
        return self.alignments.get(pair.path)

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

    def pages_of(self, side: Side) -> Pages:
        """Return the pages of one of the languages."""
        return self._source if side == "source" else self._target

    def tree(self, page: Page) -> Pages:
        """Return the pages of the language of a page."""
        return self._source if self.is_source(page) else self._target

    def other_tree(self, page: Page) -> Pages:
        """Return the pages of the other language than that of a page."""
        return self._target if self.is_source(page) else self._source

    def is_file(self, locale: str, path: str) -> bool:
        """Return whether the folder of a language has a file that is not read as a page."""
        self.memo.ask(("file", locale, path))
        return path in self.site.files.get(locale, ())

    def is_own(self, page: Page, segment: Segment) -> bool:
        """Return whether a segment is looked at on this page, and not where it is included from."""
        return not page.includes or is_own(page, segment, self.tree(page))

    def own_segments(self, page: Page) -> Iterator[Segment]:
        """Yield the segments of a page that no other page is looked at for."""
        ends = self._ends(page)
        return (
            segment
            for segment in page.texts
            if self.is_own(page, segment) and not (ends and self.counterpart(page, segment) is None)
        )

    def is_beyond(self, page: Page, segment: Segment) -> bool:
        """Return whether a segment has no counterpart since something is not closed before it."""
        return self._ends(page) and self.counterpart(page, segment) is None

    def _ends(self, page: Page) -> bool:
        """Return whether something is not closed on a page or on its counterpart."""
        other = self.other_tree(page).get(page.path)
        return page.end is not None or (other is not None and other.end is not None)

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
        found = dict(self.alignments)
        given = {path: (alignment,) for path, alignment in found.items()}
        texts = self.memo.recall_each("texts", given, lambda path: self._texts(found[path]))
        usual = ratio(chain.from_iterable(each for each, _ in texts.values()))
        return tuple(
            each
            for path, (_, uneven) in texts.items()
            if uneven
            for each in self.memo.recall(
                ("lost", path, usual),
                (found[path], uneven),
                partial(_lost, found[path], uneven, usual),
            )
        )

    def _texts(self, alignment: Alignment) -> tuple[tuple[float, ...], tuple[Pair, ...]]:
        """Return the lengths of a page's texts, and those of which a sentence may be lost."""
        pairs = [
            pair
            for pair in alignment.pairs
            # What is generated is written elsewhere, for each language by itself.
            if self.is_own(alignment.source, pair.source)
            and not origin(alignment.source, pair.source).via
        ]
        return lengths(pairs), tuple(filter(is_uneven, pairs))

    def tell(self, finding: Diagnostic) -> None:
        """Remember a finding, so that the rules after it need not report its consequences."""
        places = (finding.source, finding.target)
        self._told.append(places)
        for path in {place.path for place in places if place is not None}:
            self._told_in[path].append(places)

    def let_tell(self, rule: str) -> None:
        """Let a rule begin, whose findings may be the consequence of what is told already."""
        told = {path: tuple(places) for path, places in self._told_in.items()}
        self.memo.watch(f"told before {rule}", told, _changed_told)

    def is_told(self, source: Segment, target: Segment) -> bool:
        """Return whether a rule that has run before has reported something of two segments.

        Args:
            source: a segment of the source language.
            target: its counterpart.
        """
        paths = dict.fromkeys((source.span.path, target.span.path))
        for path in paths:
            self.memo.ask(("told", path))
        return any(
            (here is None or _touch(here, source.span))
            and (there is None or _touch(there, target.span))
            for path in paths
            for here, there in self._told_in.get(path, ())
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

    def is_told_at(self, place: Span) -> bool:
        """Return whether a rule that has run before has reported something of a place."""
        self.memo.ask(("told", place.path))
        return any(
            each is not None and _touch(each, place)
            for places in self._told_in.get(place.path, ())
            for each in places
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


def _lost(alignment: Alignment, uneven: Sequence[Pair], usual: float) -> tuple[Lost, ...]:
    return tuple(
        each
        for pair in uneven
        for each in lost(pair, usual)
        # A whole segment that is gone from the other side may stand here now.
        if not any(gap.in_source != each.in_source for gap in alignment.gaps)
    )


class _Alignments(Mapping[str, Alignment]):
    """Alignments by path; which are asked for is noted."""

    def __init__(self, found: Mapping[str, Alignment], memo: Memo) -> None:
        self._found = found
        self._ask = memo.ask

    def __getitem__(self, path: str) -> Alignment:
        self._ask(("alignment", path))
        return self._found[path]

    def __contains__(self, path: object) -> bool:
        self._ask(("alignment", path))
        return path in self._found

    def __iter__(self) -> Iterator[str]:
        self._ask(("alignments",))
        return iter(self._found)

    def __len__(self) -> int:
        self._ask(("alignments",))
        return len(self._found)

    def twin(self, path: str, anchor: str) -> str | None:
        """Return the id of what answers the segment with an id on a page of the source."""
        self._ask(("twin", path, anchor))
        alignment = self._found.get(path)
        return alignment.anchors.get(anchor) if alignment else None

    @staticmethod
    def changes(path: str, before: Alignment | None, now: Alignment | None) -> Iterator[Question]:
        """Yield the questions about an alignment that are answered otherwise than before."""
        yield ("alignment", path)
        if before is None or now is None:
            yield ("alignments",)
        here, there = (each.anchors.items() if each else set() for each in (before, now))
        for anchor, _ in here ^ there:
            yield ("twin", path, anchor)


def _settings(site: Site, rules: frozenset[str]) -> object:
    """Return what all findings depend on."""
    return (
        rules,
        site.source_locale,
        site.target_locale,
        site.source_root,
        site.target_root,
        site.fields,
        site.nav is None,
        site.link_twins,
        site.errata,
        site.errata_page,
        site.glossary,
    )


def _changed_files(
    locale: str, before: frozenset[str] | None, now: frozenset[str] | None
) -> Iterator[Question]:
    for path in (before or frozenset()) ^ (now or frozenset()):
        yield ("file", locale, path)


def _changed_told(path: str, before: object, now: object) -> Iterator[Question]:
    if before != now:
        yield ("told", path)


def _touch(one: Span, other: Span) -> bool:
    """Return whether two places share a letter."""
    return (
        one.path == other.path
        and (one.line, one.column) < (other.end_line, other.end_column)
        and (other.line, other.column) < (one.end_line, one.end_column)
    )
