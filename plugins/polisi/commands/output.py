"""What the commands that write documents share: the options, the project, files put in place."""

from __future__ import annotations

import argparse
import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from polisi.commands.command import UsageError
from polisi.diagnostics import ContentError
from polisi.export.formats import FORMATS, LAYOUTS
from polisi.fields import Schema
from polisi.model import Page, Span
from polisi.parity.wording import did_you_mean
from polisi.project import CONFIG, load_project

BOTH = "both"


@dataclass(frozen=True)
class Template:
    """What documents are made of.

    Attributes:
        schema: the fields.
        pages: the page of the whole document by language, the source language first.
    """

    schema: Schema
    pages: Mapping[str, Page]


def add_options(parser: argparse.ArgumentParser, formats: str) -> None:
    """Add the options that say what to write; `formats` is what is written without being asked."""
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="where to write the files"
    )
    parser.add_argument(
        "--format",
        type=_formats,
        default=formats,
        metavar="A,B",
        help=f"any of {','.join(FORMATS)} (default: {formats})",
    )
    parser.add_argument(
        "--lang",
        type=_words,
        default="en,cy",
        metavar="A,B",
        help="en, cy, or both for one document in both languages (html: one for each); "
        "default: en,cy",
    )
    parser.add_argument(
        "--layout",
        choices=LAYOUTS,
        default=LAYOUTS[0],
        help="how both languages stand in one document: one after the other (the default), or "
        "clause by clause beside each other",
    )
    parser.add_argument(
        "--first",
        metavar="LANG",
        help="the language that comes first in such a document (default: en)",
    )


def load_template(config: str = CONFIG) -> Template:
    """Read the project and return what documents are made of.

    Raises:
        ContentError: the project cannot be read, or has nothing to fill in.
    """
    project = load_project(Path(config))
    for error in project.errors:
        raise error
    schema, site = project.schema, project.site
    if schema is None:
        raise ContentError(
            Span.at("docs/data/fields.yml"),
            "This project declares no fields to fill in.",
            "CONTRIBUTING.md says how to add one.",
        )
    pages: dict[str, Page] = {}
    for locale, known in (
        (site.source_locale, site.source),
        (site.target_locale, site.target),
    ):
        if schema.document not in known:
            raise ContentError(
                Span.at("docs/data/fields.yml"),
                f"`document` names a page that is not there in `{locale}`: {schema.document}.",
                "Name the page that includes the whole document.",
            )
        pages[locale] = known[schema.document]
    return Template(schema, pages)


def languages(options: argparse.Namespace, template: Template) -> Sequence[tuple[str, ...]]:
    """Return the languages of each document that is wanted, in their order.

    Raises:
        UsageError: the site has no such language.
    """
    known = list(template.pages)
    first = options.first or known[0]
    for wanted in (first, *options.lang):
        if wanted not in (*known, BOTH) or first == BOTH:
            raise UsageError(
                f"The site has no language `{wanted}`. "
                f"It has {' and '.join(known)}; --lang also takes `{BOTH}`."
            )
    both = (first, *(locale for locale in known if locale != first))
    return [both if wanted == BOTH else (wanted,) for wanted in options.lang]


def write(path: Path, data: bytes, scratch: Path, before: Callable[[], None] | None = None) -> None:
    """Write a file whole or not at all.

    Args:
        path: the file.
        data: what it shall hold.
        scratch: the folder where it stands until it is whole, on the same disk.
        before: what to do when it is whole, just before it is moved into place.
    """
    temporary = scratch / f".polisi-{secrets.token_hex(8)}.tmp"
    try:
        # Not `mkstemp`, whose files nobody else may read: a document gets what any new file gets.
        with temporary.open("xb") as stream:
            stream.write(data)
        if before is not None:
            before()
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def not_writable(folder: Path, error: OSError) -> ContentError:
    """Return the error of a folder that cannot be written to."""
    return ContentError(
        Span.at(str(folder)),
        f"Nothing can be written here: {error.strerror or error}.",
        "Make room or choose another -o.",
    )


def _words(given: str) -> list[str]:
    words = [word.strip() for word in given.split(",") if word.strip()]
    if not words:
        raise argparse.ArgumentTypeError("It names nothing.")
    return list(dict.fromkeys(words))


def _formats(given: str) -> list[str]:
    names = _words(given.lower())
    for name in names:
        if name not in FORMATS:
            hint = did_you_mean(name, FORMATS) or f"The formats are: {', '.join(FORMATS)}."
            raise argparse.ArgumentTypeError(f"There is no format `{name}`. {hint}")
    return names
