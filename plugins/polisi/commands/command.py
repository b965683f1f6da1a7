"""What a command is, and how it says that it is asked for what does not make sense."""

from __future__ import annotations

import argparse
import os
from typing import Protocol, TextIO

from polisi.said import MACHINE, Telling, told
from polisi.strings import asked_for


class UsageError(Exception):
    """The options do not go together.

    Attributes:
        said: why, and what to do instead.
    """

    def __init__(self, said: Telling) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        """Return it as programs are told it."""
        return told(self.said, MACHINE)


def spoken() -> str:
    """Return the language to speak to whoever has run the command."""
    return asked_for(os.environ)


def in_words(telling: Telling) -> str:
    """Return what is told in that language."""
    return told(telling, spoken())


def tell(telling: Telling, stream: TextIO | None = None) -> None:
    """Tell it on a line of its own, on stdout if no other stream is given."""
    print(in_words(telling), file=stream)


class Command(Protocol):
    """What the module of a command offers."""

    EXAMPLE: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do the work and return the exit code."""


def version() -> str:
    """Return the version of Polisi that is installed."""
    # To import this takes as long as to check ten pages, and few ask for the version.
    from importlib import metadata  # noqa: PLC0415

    try:
        return metadata.version("polisi")
    except metadata.PackageNotFoundError:
        return "(not installed)"
