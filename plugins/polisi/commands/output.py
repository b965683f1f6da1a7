"""What the commands that write documents share: the options, the project, files put in place."""

from __future__ import annotations

import argparse
import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from polisi.commands.command import UsageError
from polisi.diagnostics import ContentError
from polisi.export.formats import FORMATS, LAYOUTS
from polisi.export.parts import short_name
from polisi.fields import Schema
from polisi.model import Page, Span
from polisi.parity.wording import did_you_mean
from polisi.project import CONFIG, open_project
from polisi.strings import say

BOTH = "both"
ALL = "all"


@dataclass(frozen=True)
class Template:
    """What documents are made of.

    Attributes:
        schema: the fields.
        parts: the pages that can be made into documents, by path and then by language, the whole
            document and the source language first.
    """

    schema: Schema
    parts: Mapping[str, Mapping[str, Page]]

    @property
    def pages(self) -> Mapping[str, Page]:
        """The page of the whole document by language."""
        return self.parts[self.schema.document]


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
        "--part",
        type=_words,
        metavar="A,B",
        help=f"which documents to write, by their names, such as letter-1, or {ALL}; default: the "
        "whole policy, which holds them all",
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
    project = open_project(Path(config))
    for error in project.errors:
        raise error
    schema, site = project.schema, project.site
    if schema is None:
        raise ContentError(
            Span.at("docs/data/fields.yml"),
            "This project declares no fields to fill in.",
            "CONTRIBUTING.md says how to add one.",
        )
    trees = {site.source_locale: site.source, site.target_locale: site.target}
    for locale, known in trees.items():
        if schema.document not in known:
            raise ContentError(
                Span.at("docs/data/fields.yml"),
                f"`document` names a page that is not there in `{locale}`: {schema.document}.",
                "Name the page that includes the whole document.",
            )
    documents = {
        path: {locale: known[path] for locale, known in trees.items()}
        for path in schema.parts
        if all(path in known for known in trees.values())
    }
    return Template(schema, documents)


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


def open_words(schema: Schema, still_open: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Return what to call each open field: its id, its label, the language that it lacks."""
    found = {}
    for ident, locales in still_open.items():
        field = schema.by_id[ident]
        name = field.label["en"]
        # Of what is open everywhere, or asked for once, the field alone says enough.
        in_one = field.in_each and set(locales) < set(field.label)
        words = " and ".join(say("en", f"in_{locale}") for locale in locales)
        found[ident] = f"{ident} ({name}{f', {words}' if in_one else ''})"
    return found


def version_words(schema: Schema, version: str | None, who: str) -> Sequence[str]:
    """Return what to say of answers for another version of the template, as the form says it.

    Args:
        schema: the fields.
        version: the version that they are for, or None if they do not say.
        who: what was made for it, to begin the sentence.
    """
    if version is None or version == schema.version:
        return ()
    newer = "It is newer than this one, which may not know all its fields."
    return (
        f"{who} for version {version} of the template; this is version {schema.version}.",
        *((newer,) if schema.is_older_than(version) else ()),
        *(
            f"Changed in version {change.version}: {change.what['en']}"
            for change in schema.changes_since(version)
        ),
    )


def parts(options: argparse.Namespace, template: Template) -> Sequence[str]:
    """Return the paths of the pages that are wanted as documents.

    A part goes by the name of its page, or by that in its address in any language.

    Raises:
        UsageError: there is no such part.
    """
    if options.part is None:
        return (template.schema.document,)
    if ALL in options.part:
        return tuple(template.parts)
    names: dict[str, str] = {}
    for path, pages in template.parts.items():
        names |= dict.fromkeys((PurePosixPath(path).stem, *map(short_name, pages.values())), path)
    for wanted in options.part:
        if wanted not in names:
            known = ", ".join(PurePosixPath(path).stem for path in template.parts)
            hint = (
                did_you_mean(wanted, names) or f"The parts are: {known}; --part also takes {ALL}."
            )
            raise UsageError(f"There is no part `{wanted}`. {hint}")
    return tuple(dict.fromkeys(names[wanted] for wanted in options.part))


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
