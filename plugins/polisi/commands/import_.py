"""`polisi import`: what a translator sent back, into the pages of the target language."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from polisi.commands.command import in_words, tell
from polisi.commands.inplace import replace_all
from polisi.diagnostics import unreadable
from polisi.exchange.merge import merge
from polisi.exchange.received import read
from polisi.exchange.units import documents
from polisi.exchange.xml import LARGEST
from polisi.parity.comparison import Comparison
from polisi.project import CONFIG, open_project
from polisi.said import Said, said

EXAMPLE = "polisi import policy.xlf"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "file", type=Path, metavar="FILE.xlf", help="what the translator sent back: XLIFF"
    )


def run(options: argparse.Namespace) -> int:
    """Write the pages that change, or say on stderr why none does.

    A text that is refused keeps all others out: a page half imported is worse than none.

    Returns:
        0 when every new translation is in its page, 1 when some are to be put in by hand, 2 when
        the file is refused.

    Raises:
        ContentError: the project or the file cannot be read, or a page cannot be written.
    """
    project = open_project(Path(CONFIG))
    for error in project.errors:
        raise error
    site = project.site
    file = str(options.file)
    received = read(_bytes(options.file), file, site.source_locale, site.target_locale)
    outcome = merge(received, documents(Comparison(site, ())), site.target_root, _text)
    if outcome.refusals:
        for refusal in outcome.refusals:
            where, reason = in_words(refusal.place), in_words(refusal.said)
            print(f"{file}:{refusal.line}: {where}: {reason}", file=sys.stderr)
        count = len(outcome.refusals)
        one = said("import.one_refused", file=file)
        tell(one if count == 1 else said("import.refused", file=file, number=count), sys.stderr)
        return 2
    # A link to a file stays one.
    replace_all({Path(path).resolve(): text.encode() for path, text in outcome.files.items()})
    for path, count in sorted(outcome.changed.items()):
        tell(said("import.changed", path=path, number=count))
    changed = sum(outcome.changed.values())
    none = said("import.none", all=outcome.units)
    tell(said("import.done", changed=changed, all=outcome.units) if changed else none)
    if outcome.by_hand:
        tell(Said("import.by_hand"), sys.stderr)
        for each in outcome.by_hand:
            print(f"\n{in_words(each.place)}\n{each.markdown}", file=sys.stderr)
        return 1
    return 0


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            # The reader says so; it need not be given all of it for that.
            with path.open("rb") as stream:
                return stream.read(LARGEST + 1)
        return path.read_bytes()
    except OSError as error:
        raise unreadable(str(path), error, Said("import.give_path")) from error


def _text(path: str) -> str:
    """Return the text of a page, with its own line ends and byte order mark."""
    return Path(path).read_bytes().decode("utf-8")
