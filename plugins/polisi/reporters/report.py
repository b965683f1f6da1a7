"""What a reporter is given, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from polisi.diagnostics import Diagnostic
from polisi.said import MACHINE

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
        manuals: the manual of each rule that ran, by the rule's name; its first line sums it up.
        version: the version of Polisi.
        colour: whether who reads it sees colours.
        locale: the language that people are told in. Programs are told in English.
    """

    diagnostics: Sequence[Diagnostic]
    pages: int
    segments: int
    line_of: LineOf = lambda path, line: None
    manuals: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    colour: bool = False
    locale: str = MACHINE


Reporter = Callable[[Report], str]
