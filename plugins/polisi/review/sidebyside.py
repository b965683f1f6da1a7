"""The two languages beside each other, segment by segment, for whoever proofreads.

Data only: who shows it decides how.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from polisi.diagnostics import Diagnostic
from polisi.model import Kind, Segment, SignOff
from polisi.review.findings import Findings, by_segment
from polisi.review.status import PageStatus, SegmentStatus, State


@dataclass(frozen=True, slots=True)
class Row:
    """One segment in both languages.

    Attributes:
        id: its id.
        kind: what it is.
        label: its printed clause label, or None.
        level: for a heading, its level; else 0.
        source: it in the source language, or None if that lacks it.
        target: it in the target language, or None if that lacks it.
        state: how far it has come.
        signoff: what was signed of it, or None.
        old: the Markdown of the source as it was signed, on one line; None if it is as it was
            signed, or nobody has signed it.
        target_changed: whether the target text is another than the signed one.
        findings: what a check has found about it.
    """

    id: str
    kind: Kind
    label: str | None
    level: int
    source: Segment | None
    target: Segment | None
    state: State
    signoff: SignOff | None
    old: str | None
    target_changed: bool
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading.

    Attributes:
        heading: the row of the heading, which is also the first of `rows`; None for what stands
            before the first heading.
        rows: the segments, in the order of the source.
    """

    heading: Row | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A page in both languages.

    Attributes:
        page: how far it has come.
        parts: its segments by heading.
        findings: what a check has found about the page, but not about one of its segments.
    """

    page: PageStatus
    parts: tuple[Part, ...]
    findings: tuple[Diagnostic, ...]


def side_by_side(
    pages: Iterable[PageStatus], findings: Iterable[Diagnostic] = ()
) -> tuple[SideBySide, ...]:
    """Return pages in both languages, segment by segment.

    Args:
        pages: how far the pages have come.
        findings: what a check has found about them.
    """
    pages = tuple(pages)
    told = by_segment(pages, findings)
    return tuple(
        SideBySide(
            page,
            tuple(_parts([_row(each, told) for each in page.segments])),
            tuple(told.get((page.path, ""), ())),
        )
        for page in pages
    )


def _row(each: SegmentStatus, told: Findings) -> Row:
    segment = each.source or each.target
    assert segment is not None
    signoff = each.signoff
    return Row(
        id=each.id,
        kind=segment.kind,
        label=segment.label,
        level=segment.level if segment.kind is Kind.HEADING else 0,
        source=each.source,
        target=each.target,
        state=each.state,
        signoff=signoff,
        old=signoff.text if signoff and each.source and each.source_changed else None,
        target_changed=each.target_changed,
        findings=tuple(told.get((each.path, each.id), ())),
    )


def _parts(rows: Sequence[Row]) -> list[Part]:
    found: list[list[Row]] = []
    for row in rows:
        if row.kind is Kind.HEADING or not found:
            found.append([])
        found[-1].append(row)
    return [
        Part(under[0] if under[0].kind is Kind.HEADING else None, tuple(under)) for under in found
    ]
