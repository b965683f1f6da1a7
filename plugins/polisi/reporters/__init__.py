"""What a check has found, for people and for programs: one module per format.

A reporter sees findings and nothing else, so that it can tell of any site. To add a format, write
a module with a function `render` and put it into `REPORTERS`.
"""

from __future__ import annotations

from collections.abc import Mapping

from polisi.reporters import github, json, sarif, text
from polisi.reporters.report import LineOf, Report, Reporter

__all__ = ["REPORTERS", "LineOf", "Report", "Reporter"]

REPORTERS: Mapping[str, Reporter] = {
    "text": text.render,
    "json": json.render,
    "sarif": sarif.render,
    "github": github.render,
}
"""What writes a report in each format."""
