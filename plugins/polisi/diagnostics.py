"""What a check has to say: one finding, with both places and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

from polisi.model import Span
from polisi.said import MACHINE, Run, Said, Telling, Words, of_system, runs, said, sentence


class Severity(StrEnum):
    """How much a finding matters: an error stops a strict build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


Side = Literal["source", "target"]
"""One of the two languages."""


class Told(NamedTuple):
    """What is wrong and what to do about it, in one language, in parts.

    Attributes:
        saying: what is wrong.
        advising: what to do about it.
    """

    saying: Sequence[Run]
    advising: Sequence[Run]

    @property
    def message(self) -> str:
        """What is wrong, as text."""
        return "".join(run.text for run in self.saying)

    @property
    def hint(self) -> str:
        """What to do about it, as text."""
        return "".join(run.text for run in self.advising)


class _Remark:
    """What says that something is wrong, and what to do about it, in any language."""

    __slots__ = ()

    said: Telling
    advice: Telling

    def told(self, locale: str) -> Told:
        """Return what it tells in a language."""
        saying = runs(self.said, locale)
        # What is said may begin with what something is called, which has no capital of its own.
        if isinstance(self.said, Said):
            saying = sentence(saying)
        return Told(saying, runs(self.advice, locale))

    @property
    def message(self) -> str:
        """What is wrong, as programs are told it."""
        return self.told(MACHINE).message

    @property
    def hint(self) -> str:
        """What to do about it, as programs are told it."""
        return self.told(MACHINE).hint


@dataclass(frozen=True, slots=True)
class Diagnostic(_Remark):
    """One finding.

    Attributes:
        rule: the name of the rule that found it.
        said: what is wrong, in one sentence, with what each side says.
        advice: what to do about it.
        source: the place in the source language, or None if it has none.
        target: the place in the target language, or None if it has none.
        severity: whether it is an error.
        at: the language to mend it in; a target that differs is what has fallen behind.
    """

    rule: str
    said: Telling
    advice: Telling
    source: Span | None = None
    target: Span | None = None
    severity: Severity = Severity.ERROR
    at: Side = "target"

    def line(self, locale: str) -> str:
        """Return all of it as one line in a language, as text."""
        span, told = self.span, self.told(locale)
        return f"{span.path}:{span.line}: {self.rule}: {told.message} {told.hint}"

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


class ContentError(_Remark, Exception):
    """Input that cannot be read: what is wrong, where, and what to do.

    Attributes:
        span: the place.
        said: what is wrong, in one sentence.
        advice: what to do about it.

    Args:
        span: the place.
        said: what is wrong; as a plain text, in English alone.
        advice: what to do about it; likewise.
    """

    def __init__(self, span: Span, said: Telling | str, advice: Telling | str) -> None:
        super().__init__(span, said, advice)
        self.span = span
        self.said = Words(said, "en") if isinstance(said, str) else said
        self.advice = Words(advice, "en") if isinstance(advice, str) else advice

    def parts(self, locale: str) -> Sequence[Run]:
        """Return all of it as one line in a language, in parts."""
        place = Run(f"{self.span.path}:{self.span.line}: ", "", is_value=True)
        told = self.told(locale)
        return [place, *told.saying, Run(" ", "", is_value=True), *told.advising]

    def line(self, locale: str) -> str:
        """Return all of it as one line in a language, as text."""
        return "".join(run.text for run in self.parts(locale))

    def __str__(self) -> str:
        """Return the line that programs are told."""
        return self.line(MACHINE)


def unreadable(file: str, error: OSError, advice: Telling) -> ContentError:
    """Return the error of a file that cannot be opened.

    Args:
        file: its path as a person should see it.
        error: why.
        advice: what to do about it.
    """
    return ContentError(Span.at(file), said("file.unreadable", problem=of_system(error)), advice)
