"""`polisi export`: what a translator works on, or a translation memory of what is signed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from polisi.commands import paths
from polisi.commands.output import not_writable, write
from polisi.diagnostics import ContentError
from polisi.exchange import tmx, xliff
from polisi.exchange.units import Unit, documents
from polisi.model import Span
from polisi.parity.comparison import Comparison
from polisi.project import CONFIG, open_project
from polisi.review.status import State, status

EXAMPLE = "polisi export xliff --only changed docs/en/policy -o policy.xlf"

XLIFF, TMX = "xliff", "tmx"
ONLY = ("changed", "all")


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    formats = parser.add_subparsers(dest="format", title="formats", metavar="FORMAT", required=True)
    for_translator = formats.add_parser(
        XLIFF, help="texts to translate", epilog=f"example: {EXAMPLE}"
    )
    for_translator.add_argument(
        "--only",
        choices=ONLY,
        default=ONLY[0],
        help="changed (the default) is what nobody has signed as it now stands: texts that are "
        "missing, drafts, or changed since they were signed; all is everything",
    )
    for_translator.add_argument(
        "--version",
        choices=xliff.VERSIONS,
        default=xliff.VERSIONS[0],
        help=f"of XLIFF (default: {xliff.VERSIONS[0]})",
    )
    memory = formats.add_parser(
        TMX,
        help="a translation memory of all that is signed",
        epilog="example: polisi export tmx -o memory.tmx",
    )
    memory.add_argument(
        "--only", choices=[ONLY[1]], default=ONLY[1], help="all that is signed: there is no other"
    )
    for each in (for_translator, memory):
        each.add_argument(
            "paths",
            nargs="*",
            type=Path,
            metavar="PATH",
            help=f"these only: {paths.HELP}",
        )
        each.add_argument(
            "-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write"
        )


def run(options: argparse.Namespace) -> int:
    """Write the file.

    Returns:
        0.

    Raises:
        ContentError: the project cannot be read, a path is wrong, or the file cannot be written.
    """
    project = open_project(Path(CONFIG))
    for error in project.errors:
        raise error
    site = project.site
    comparison = Comparison(site, ())
    wanted = paths.read(options.paths, site).pages
    pages = [each for each in documents(comparison, status(comparison)) if each.path in wanted]
    if options.format == TMX:
        version = metadata.version("polisi")
        text = tmx.write(pages, site.source_locale, site.target_locale, version)
        count = sum(unit.state is State.REVIEWED for page in pages for unit in page.units)
        return _written(options.output, text, _counted(count, "signed text"))
    if options.only == ONLY[0]:
        pages = [each.with_units(_changed(each.units)) for each in pages]
    count = sum(len(page.units) for page in pages)
    if not count:
        print("Everything is signed: there is nothing to translate, and no file.", file=sys.stderr)
        return 0
    text = xliff.write(pages, site.source_locale, site.target_locale, options.version)
    filled = sum(bool(page.units) for page in pages)
    return _written(
        options.output, text, f"{_counted(count, 'text')} of {_counted(filled, 'page')}"
    )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _written(path: Path, text: str, what: str) -> int:
    if path.is_dir():
        raise ContentError(
            Span.at(str(path)), "This is a folder.", "Give -o the name of a file in it."
        )
    try:
        write(path, text.encode("utf-8"), path.parent)
    except OSError as error:
        raise not_writable(path.parent, error) from error
    print(f"{path}: {what}")
    return 0


def _changed(units: Sequence[Unit]) -> Sequence[Unit]:
    """Return the units that are not signed as they now stand."""
    return [unit for unit in units if unit.state is not State.REVIEWED]
