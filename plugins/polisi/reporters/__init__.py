"""What a check has found, for people and for programs: one module per format.

A reporter sees findings and nothing else, so that it can tell of any site. To add a format, write
a module with a function `render` and put it into `REPORTERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from polisi.diagnostics import ContentError
from polisi.reporters import github, json, sarif, text
from polisi.reporters.report import LineOf, Report, Reporter

__all__ = ["FAILED", "REPORTERS", "LineOf", "Report", "Reporter"]

REPORTERS: Mapping[str, Reporter] = {
    "text": text.render,
    "json": json.render,
    "sarif": sarif.render,
    "github": github.render,
}
"""What writes a report in each format."""

FAILED: Mapping[str, Callable[[Sequence[ContentError]], str]] = {
    "sarif": sarif.failed,
    "github": github.failed,
}
"""What writes, in a format that has words for it, why a check could not run."""
