"""The commands: one module each. The edge where findings are printed and files are written.

A module has an `EXAMPLE`, `configure(parser)`, which says what it takes, and `run(options)`, which
does the work and returns the exit code: 0 done, 1 findings. What it cannot work with it raises (a
`ContentError`, a `UsageError`), and `polisi.cli` says so and exits with 2.

Only the module of the command that is asked for is imported: what fills in Word documents takes
longer to import than the pages take to be checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword

from polisi.commands.command import Command, UsageError

__all__ = ["COMMANDS", "Command", "UsageError", "load"]

COMMANDS: Mapping[str, str] = {
    "check": "find where one language has fallen behind the other",
    "status": "show what is missing, draft, stale and reviewed in the other language",
    "review": "sign that both languages of a page, or of some of its segments, say the same",
    "new": "make a page in both languages and put it into the navigation",
    "export": "write texts as XLIFF for a translator, or what is signed as TMX",
    "import": "put a translated XLIFF file into the pages: all of it, or nothing",
    "fields": "print the header row of a table of schools, or the JSON Schema of answers",
    "fill": "fill in the school policy with one school's answers",
    "batch": "fill in the school policy for every school of a CSV file",
}
"""What every command does, by its name, in the order in which help lists them."""


def load(name: str) -> Command:
    """Import the module of a command.

    Raises:
        KeyError: there is no such command.
    """
    if name not in COMMANDS:
        raise KeyError(name)
    module = f"{name}_" if iskeyword(name) else name
    command: Command = import_module(f"polisi.commands.{module}")
    return command
