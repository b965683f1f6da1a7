"""The `polisi` command: reads the arguments, hands them to a command, and says what went wrong.

Exit codes: 0 done, 1 findings, 2 cannot run.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import metadata
from typing import NoReturn

from polisi.commands import COMMANDS, UsageError
from polisi.diagnostics import ContentError


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        """Leave with exit code 2."""
        end = "" if message.endswith((".", "?")) else "."
        self.exit(2, f"{self.prog}: {message}{end} See `{self.prog} --help`.\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = _Parser(
        prog="polisi",
        description="Publishes a council policy in two languages and keeps neither behind.",
        epilog=f"example: {COMMANDS[0].EXAMPLE}",
    )
    top.add_argument("--version", action="version", version=f"polisi {_version()}")
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        sub = subparsers.add_parser(
            command.NAME,
            help=command.HELP,
            description=command.HELP[:1].upper() + command.HELP[1:] + ".",
            epilog=f"example: {command.EXAMPLE}",
        )
        command.configure(sub)
        sub.set_defaults(run=command.run, prog=sub.prog)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the arguments; by default those of the process.

    Returns:
        The exit code.
    """
    _speak_utf8()
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except ContentError as error:
        print(error, file=sys.stderr)
        return 2
    except UsageError as error:
        print(f"{options.prog}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read the output has had enough of it. Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return code


def _speak_utf8() -> None:
    """Write UTF-8 whatever the terminal's habits: half of what is said is Welsh."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _version() -> str:
    try:
        return metadata.version("polisi")
    except metadata.PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    sys.exit(main())
