"""What a reporter is given, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from polisi.diagnostics import Diagnostic

LineOf = Callable[[str, int], str | None]
"""Gives the text of a line of a file, or None if there is no such line to be shown."""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check.

    Attributes:
        diagnostics: the findings, in order.
        pages: how many pages were looked at, each with its counterpart.
        segments: how many segments of text they have in the source language.
        line_of: gives the line of a file that a finding is about.
    """

    diagnostics: Sequence[Diagnostic]
    pages: int
    segments: int
    line_of: LineOf = lambda path, line: None


Reporter = Callable[[Report], str]
