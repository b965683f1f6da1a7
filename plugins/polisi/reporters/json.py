"""A report for programs. Its keys are a contract: they may be added to, never changed."""

from __future__ import annotations

import json
from typing import Any

from polisi.diagnostics import Diagnostic
from polisi.model import Span
from polisi.reporters.report import Report

SCHEMA = "polisi.check/1"


def render(report: Report) -> str:
    """Return the report as one JSON object."""
    content = {
        "schema": SCHEMA,
        "pages": report.pages,
        "segments": report.segments,
        "diagnostics": [_finding(each) for each in report.diagnostics],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _finding(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "rule": diagnostic.rule,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "source": _place(diagnostic.source),
        "target": _place(diagnostic.target),
    }


def _place(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
