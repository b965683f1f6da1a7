"""A report for people: each finding with both places, the lines there, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from polisi.diagnostics import Diagnostic
from polisi.model import Span
from polisi.reporters.report import LineOf, Report

_WIDTH = 100


def render(report: Report) -> str:
    """Return the report as text, with a line at the end that sums it up."""
    parts: list[str] = []
    for _, group in groupby(report.diagnostics, lambda each: each.span.path):
        parts += ["\n".join(_finding(each, report.line_of)) for each in group]
    parts.append(_summary(report))
    return "\n\n".join(parts) + "\n"


def _finding(diagnostic: Diagnostic, line_of: LineOf) -> Iterator[str]:
    yield (
        f"{_place(diagnostic.span)}: {diagnostic.severity} {diagnostic.rule}: {diagnostic.message}"
    )
    for span in (diagnostic.source, diagnostic.target):
        if span is None:
            continue
        text = (line_of(span.path, span.line) or "").strip()
        shown = text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
        yield f"    {span.path}:{span.line}" + (f"  {shown}" if shown else "")
    yield f"    hint: {diagnostic.hint}"


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}:{span.column}"


def _summary(report: Report) -> str:
    number = len(report.diagnostics)
    findings = {0: "No findings", 1: "1 finding"}.get(number, f"{number} findings")
    return f"{findings} in {_count(report.pages, 'page')}, {_count(report.segments, 'segment')}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
