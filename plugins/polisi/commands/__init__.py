"""The commands: one module each. The edge where findings are printed and files are written.

A module has a `NAME`, a `HELP` line, an `EXAMPLE`, `configure(parser)`, which says what it takes,
and `run(options)`, which does the work and returns the exit code: 0 done, 1 findings. What it
cannot work with it raises (a `ContentError`, a `UsageError`), and `polisi.cli` says so and exits
with 2.
"""

from __future__ import annotations

from collections.abc import Sequence

from polisi.commands import batch, check, fields, fill
from polisi.commands.command import Command, UsageError

__all__ = ["COMMANDS", "Command", "UsageError"]

COMMANDS: Sequence[Command] = (check, fields, fill, batch)
"""Every command, in the order in which help lists them."""
