"""What a command is, and how it says that it is asked for what does not make sense."""

from __future__ import annotations

import argparse
from typing import Protocol


class UsageError(Exception):
    """The options do not go together: why, and what to do instead."""


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
