"""What a command is, and how it says that it is asked for what does not make sense."""

from __future__ import annotations

import argparse
from typing import Protocol


class UsageError(Exception):
    """The options do not go together: why, and what to do instead."""


class Command(Protocol):
    """What the module of a command offers."""

    NAME: str
    HELP: str
    EXAMPLE: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do the work and return the exit code."""
