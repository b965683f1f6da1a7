"""`polisi export`: what a translator works on, or a translation memory of what is signed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from polisi.commands import paths
from polisi.commands.command import tell
from polisi.commands.output import not_writable, write
from polisi.diagnostics import ContentError
from polisi.exchange import tmx, xliff
from polisi.exchange.units import Unit, documents
from polisi.model import Span
from polisi.parity.comparison import Comparison
from polisi.project import CONFIG, open_project
from polisi.review.status import State, status
from polisi.said import Said, said
from polisi.said import pages as pages_of

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
    file = str(options.output)
    if options.format == TMX:
        version = metadata.version("polisi")
        text = tmx.write(pages, site.source_locale, site.target_locale, version)
        count = sum(unit.state is State.REVIEWED for page in pages for unit in page.units)
        one = Said("export.one_signed")
        texts = one if count == 1 else said("export.signed", number=count)
        return _written(options.output, text, said("export.memory", path=file, texts=texts))
    if options.only == ONLY[0]:
        pages = [each.with_units(_changed(each.units)) for each in pages]
    count = sum(len(page.units) for page in pages)
    if not count:
        tell(Said("export.nothing"), sys.stderr)
        return 0
    text = xliff.write(pages, site.source_locale, site.target_locale, options.version)
    filled = sum(bool(page.units) for page in pages)
    texts = Said("export.one_text") if count == 1 else said("export.some_texts", number=count)
    made = said("export.texts", path=file, texts=texts, pages=pages_of(filled))
    return _written(options.output, text, made)


def _written(path: Path, text: str, made: Said) -> int:
    if path.is_dir():
        raise ContentError(Span.at(str(path)), Said("export.folder"), Said("export.give_file"))
    try:
        write(path, text.encode("utf-8"), path.parent)
    except OSError as error:
        raise not_writable(path.parent, error) from error
    tell(made)
    return 0


def _changed(units: Sequence[Unit]) -> Sequence[Unit]:
    """Return the units that are not signed as they now stand."""
    return [unit for unit in units if unit.state is not State.REVIEWED]
