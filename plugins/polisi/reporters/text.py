"""A report for people: each finding with both places, the very words marked, and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from polisi.diagnostics import Diagnostic, Severity
from polisi.model import Span
from polisi.reporters.report import Report
from polisi.said import Said, pages, said, segments, told

_WIDTH = 90
"""How much of a line is shown, in columns of a terminal."""

_BEFORE = 30
"""Where a line is cut on the left, how much of it stays before the place, in columns."""

_CUT = "…"
_TAB = " " * 4
_BOLD, _RED, _YELLOW, _GREEN, _END = "\33[1m", "\33[1;31m", "\33[1;33m", "\33[1;32m", "\33[0m"
_SEVERITIES = {Severity.ERROR: Said("report.error"), Severity.WARNING: Said("report.warning")}
_COLOURS = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW}


def render(report: Report) -> str:
    """Return the report as text, with a line at the end that sums it up."""
    parts: list[str] = []
    for _, group in groupby(report.diagnostics, lambda each: each.span.path):
        parts += ["\n".join(_finding(each, report)) for each in group]
    parts.append(summary(report, report.locale))
    return "\n\n".join(parts) + "\n"


def summary(report: Report, locale: str) -> str:
    """Return in a language how much was found, in how much."""
    number = len(report.diagnostics)
    findings = _ONE_FINDING if number == 1 else said("report.findings", number=number)
    found = findings if number else Said("report.no_findings")
    size = {"pages": pages(report.pages), "segments": segments(report.segments)}
    return told(said("report.all", findings=found, **size), locale)


_ONE_FINDING = Said("report.one_finding")


def marked(line: str, start: int, end: int) -> tuple[str, str]:
    """Return a line as it is shown, and a line to stand below it that marks a place in it.

    The mark is empty where the place is the whole line, and so tells nothing. A long line is cut
    round the place. A wide character takes two columns of a terminal and a combining one none, so
    that the mark stands below what it marks.

    Args:
        line: the line.
        start: where the place begins, in characters from 0.
        end: where it ends, exclusive.
    """
    cells = [_cell(char) for char in line]
    first = next((at for at, (text, _) in enumerate(cells) if text.strip()), 0)
    last = len(line.rstrip())
    start, end = min(max(start, first), last), min(max(end, start + 1), last)
    window = range(first, last)
    if _width(cells[first:last]) > _WIDTH:
        window = _window(cells, window, start)
    shown = "".join(text for text, _ in cells[window.start : window.stop])
    left, right = _CUT * (window.start > first), _CUT * (window.stop < last)
    before = len(left) + _width(cells[window.start : start])
    length = max(_width(cells[start : min(end, window.stop)]), 1)
    mark = "" if (start, end) == (first, last) else " " * before + "^" * length
    return f"{left}{shown}{right}", mark


def _window(cells: Sequence[tuple[str, int]], whole: range, start: int) -> range:
    """Return the part of a long line to show: a little before the place, and what follows."""
    from_, to = start, start
    room = _WIDTH - len(_CUT) * 2
    while from_ > whole.start and _width(cells[from_ - 1 : start]) <= _BEFORE:
        from_ -= 1
    while to < whole.stop and _width(cells[from_ : to + 1]) <= room:
        to += 1
    while from_ > whole.start and _width(cells[from_ - 1 : to]) <= room:
        from_ -= 1
    return range(from_, to)


def _width(cells: Sequence[tuple[str, int]]) -> int:
    return sum(width for _, width in cells)


def _cell(char: str) -> tuple[str, int]:
    """Return a character as it is shown, and how many columns of a terminal that takes."""
    category = unicodedata.category(char)
    if char == "\t":
        return _TAB, len(_TAB)
    if category == "Cc":
        return "\ufffd", 1  # what a terminal would obey
    if category in ("Mn", "Me", "Cf"):
        return char, 0
    return char, 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _finding(diagnostic: Diagnostic, report: Report) -> Iterator[str]:
    def paint(colour: str, text: str) -> str:
        return f"{colour}{text}{_END}" if report.colour else text

    found = diagnostic.told(report.locale)
    severity = told(_SEVERITIES[diagnostic.severity], report.locale)
    severity = paint(_COLOURS[diagnostic.severity], severity)
    place = paint(_BOLD, _place(diagnostic.span))
    yield f"{place}: {severity} {diagnostic.rule}: {found.message}"
    for span in (diagnostic.source, diagnostic.target):
        if span is None:
            continue
        yield f"    {span.path}:{span.line}"
        line = report.line_of(span.path, span.line)
        if line and line.strip():
            end = span.end_column - 1 if span.end_line == span.line else len(line)
            shown, mark = marked(line, span.column - 1, end)
            yield f"        {shown}"
            if mark:
                yield f"        {paint(_GREEN, mark)}"
    yield f"    {told(said('report.hint', hint=found.hint), report.locale)}"


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}:{span.column}"
