"""Which segment each finding is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from polisi.diagnostics import Diagnostic
from polisi.model import Kind, Segment, Span
from polisi.review.status import PageStatus, SegmentStatus, State

Findings = Mapping[tuple[str, str], Sequence[Diagnostic]]
"""Findings by page path and segment id; those of a page but of no segment have an empty id."""


def by_segment(pages: Iterable[PageStatus], findings: Iterable[Diagnostic]) -> Findings:
    """Return findings by the segment that they are about.

    A finding that something is missing also names the place where it should be. It is about what
    is missing, and not about the sound text that stands there.

    Args:
        pages: the pages with their segments.
        findings: the findings.
    """
    pages = tuple(pages)
    places = _Places(pages)
    files = {side.file: page.path for page in pages for side in (page.source, page.target) if side}
    found: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    for finding in findings:
        about = places.segments(finding)
        lacking = [each for each in about if each.state is State.MISSING]
        keys = [(each.path, each.id) for each in lacking or about]
        if not keys:
            named = [span.path for span in (finding.source, finding.target) if span]
            keys = [(files[path], "") for path in named if path in files][:1]
        for key in dict.fromkeys(keys):
            found[key].append(finding)
    return found


class _Places:
    """The segments by the lines that they stand on."""

    def __init__(self, pages: Iterable[PageStatus]) -> None:
        self._by_line: dict[tuple[str, int], list[tuple[Segment, SegmentStatus]]]
        self._by_line = defaultdict(list)
        for page in pages:
            for each in page.segments:
                for segment in filter(None, (each.source, each.target)):
                    for line in _lines(segment):
                        self._by_line[line].append((segment, each))

    def segments(self, finding: Diagnostic) -> Sequence[SegmentStatus]:
        """Return the segments that a finding has a place in."""
        return [
            each
            for place in (finding.source, finding.target)
            if place is not None
            for segment, each in self._by_line.get((place.path, place.line), ())
            if segment.kind is not Kind.CELL or _is_in(segment.span, place)
        ]


def _lines(segment: Segment) -> Iterator[tuple[str, int]]:
    span = segment.span
    return ((span.path, line) for line in range(span.line, span.end_line + 1))


def _is_in(cell: Span, place: Span) -> bool:
    """Return whether a place is in a cell, and not in another one of its row."""
    return cell.column <= place.column <= cell.end_column
