"""A report for GitHub Actions: each finding is an annotation on the line of a pull request.

The form is that of GitHub's "Workflow commands for GitHub Actions". A finding is shown at the
place to mend; the other place is told in its text, since an annotation has only one. The last
line, for whoever reads the log, is none of these commands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polisi.diagnostics import ContentError, Diagnostic
from polisi.reporters.report import Report
from polisi.reporters.text import summary
from polisi.said import MACHINE

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(report: Report) -> str:
    """Return the report as workflow commands, one a finding, and a line that sums it up."""
    lines = [*map(_command, report.diagnostics), _escaped(summary(report, MACHINE), _DATA)]
    return "\n".join(lines) + "\n"


def failed(errors: Sequence[ContentError]) -> str:
    """Return why a check could not run as workflow commands, one a place."""
    return "".join(
        f"::error {_properties({'file': each.span.path, 'line': each.span.line})},title=polisi::"
        f"{_escaped(f'{each.message} {each.hint}', _DATA)}\n"
        for each in errors
    )


def _command(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    properties: dict[str, object] = {"file": span.path, "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        # GitHub takes columns for places in one line only, and its end column is the last one
        # of the place.
        properties |= {"col": span.column, "endColumn": max(span.end_column - 1, span.column)}
    properties["title"] = f"polisi: {diagnostic.rule}"
    given = _properties(properties)
    others = (each for each in (diagnostic.source, diagnostic.target) if each is not None)
    places = (f"See {each.path}:{each.line}:{each.column}." for each in others if each != span)
    text = "\n".join([diagnostic.message, diagnostic.hint, *places])
    return f"::{diagnostic.severity} {given}::{_escaped(text, _DATA)}"


def _properties(properties: Mapping[str, object]) -> str:
    return ",".join(f"{key}={_escaped(str(each), _PROPERTY)}" for key, each in properties.items())


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)
