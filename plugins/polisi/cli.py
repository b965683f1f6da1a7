"""The `polisi` command: reads the arguments, hands them to a command, and says what went wrong.

Exit codes: 0 done, 1 findings, 2 cannot run.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from polisi.commands import COMMANDS, UsageError, load
from polisi.commands.command import in_words, spoken, version
from polisi.diagnostics import ContentError


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        """Leave with exit code 2."""
        end = "" if message.endswith((".", "?")) else "."
        self.exit(2, f"{self.prog}: {message}{end} See `{self.prog} --help`.\n")


class _Version(argparse.Action):
    """Prints the version, which is only looked for when somebody asks for it."""

    def __init__(self, option_strings: Sequence[str], dest: str, **more: Any) -> None:
        more |= {"nargs": 0, "default": argparse.SUPPRESS, "help": "print the version and leave"}
        super().__init__(option_strings, argparse.SUPPRESS, **more)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Leave with exit code 0."""
        print(f"{parser.prog} {version()}")
        parser.exit()


def parser(name: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of the command line.

    Args:
        name: the command that is asked for: only that one is imported, and knows its arguments.
    """
    top = _Parser(
        prog="polisi",
        description="Publishes a council policy in two languages and keeps neither behind.",
        epilog="example: polisi check --rules structure,link docs/cy/policy",
    )
    top.add_argument("--version", action=_Version)
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for each, does in COMMANDS.items():
        sub = subparsers.add_parser(each, help=does, description=does[:1].upper() + does[1:] + ".")
        if each == name:
            command = load(name)
            sub.epilog = f"example: {command.EXAMPLE}"
            command.configure(sub)
            sub.set_defaults(run=command.run, prog=sub.prog)
    return top


def _asked_for(arguments: Sequence[str]) -> str | None:
    """Return the command that is asked for: the first word that is no option."""
    return next((each for each in arguments if not each.startswith("-")), None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the arguments; by default those of the process.

    Returns:
        The exit code.
    """
    _speak_utf8()
    given = sys.argv[1:] if arguments is None else arguments
    if arguments is None:
        # Python looks through all that is left twice more when it leaves: a tenth of a check.
        atexit.register(gc.freeze)
    options = parser(_asked_for(given)).parse_args(given)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except ContentError as error:
        print(error.line(spoken()), file=sys.stderr)
        return 2
    except UsageError as error:
        print(f"{options.prog}: {in_words(error.said)}", file=sys.stderr)
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


if __name__ == "__main__":
    sys.exit(main())
