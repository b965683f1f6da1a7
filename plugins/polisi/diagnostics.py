"""What a check has to say: one finding, with both places and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from polisi.model import Span


class Severity(StrEnum):
    """How much a finding matters: an error stops a strict build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


Side = Literal["source", "target"]
"""One of the two languages."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        rule: the name of the rule that found it.
        message: what is wrong, in one sentence, with what each side says.
        hint: what to do about it.
        source: the place in the source language, or None if it has none.
        target: the place in the target language, or None if it has none.
        severity: whether it is an error.
        at: the language to mend it in; a target that differs is what has fallen behind.
    """

    rule: str
    message: str
    hint: str
    source: Span | None = None
    target: Span | None = None
    severity: Severity = Severity.ERROR
    at: Side = "target"

    @property
    def span(self) -> Span:
        """The place to send somebody to: where the mending is to be done.

        Raises:
            ValueError: the finding has no place at all.
        """
        places = (self.source, self.target)
        span = next(filter(None, places if self.at == "source" else places[::-1]), None)
        if span is None:
            raise ValueError(f"a finding of rule {self.rule} names no place")
        return span

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Findings are told in the order of files and lines."""
        return (self.span.path, self.span.line, self.span.column, self.rule, self.message)


class ContentError(Exception):
    """Input that cannot be read: what is wrong, where, and what to do.

    Attributes:
        span: the place.
        message: what is wrong, in one sentence.
        hint: what to do about it.
    """

    def __init__(self, span: Span, message: str, hint: str) -> None:
        super().__init__(f"{span.path}:{span.line}: {message} {hint}")
        self.span = span
        self.message = message
        self.hint = hint
