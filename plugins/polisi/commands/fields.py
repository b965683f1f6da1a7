"""`polisi fields`: what a school may fill in, for a spreadsheet or for a program."""

from __future__ import annotations

import argparse
import json
import sys

from polisi.commands.output import load_template
from polisi.fields.csv import header
from polisi.fields.json_schema import json_schema

EXAMPLE = "polisi fields --format csv > schools.csv"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--format",
        choices=["csv", "json-schema"],
        default="csv",
        help="csv: the first row of the file that `polisi batch` reads (the default); "
        "json-schema: the schema of the file that `polisi fill` reads",
    )


def run(options: argparse.Namespace) -> int:
    """Print it.

    Returns:
        0.

    Raises:
        ContentError: the project cannot be read.
    """
    template = load_template()
    locales = tuple(template.pages)
    if options.format == "csv":
        sys.stdout.write(header(template.schema, locales))
    else:
        # ASCII, so that a console or a pipe in any encoding carries it whole.
        print(json.dumps(json_schema(template.schema, locales), indent=2))
    return 0
