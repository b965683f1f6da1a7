"""What the commands that write documents share: the options, the project, files put in place."""

from __future__ import annotations

import argparse
import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from polisi.commands.command import UsageError, spoken
from polisi.diagnostics import ContentError
from polisi.export.formats import FORMATS, LAYOUTS
from polisi.export.parts import short_name
from polisi.fields import Schema
from polisi.model import Page, Span
from polisi.parity.wording import did_you_mean
from polisi.project import CONFIG, open_project
from polisi.said import Said, of_system, said, suggestion
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
            Said("fill.no_fields"),
            Said("fill.add_field"),
        )
    trees = {site.source_locale: site.source, site.target_locale: site.target}
    for locale, known in trees.items():
        if schema.document not in known:
            raise ContentError(
                Span.at("docs/data/fields.yml"),
                said("fill.no_document", locale=locale, page=schema.document),
                Said("fill.name_document"),
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
            raise UsageError(said("usage.no_language", wanted=wanted, known=tuple(known)))
    both = (first, *(locale for locale in known if locale != first))
    return [both if wanted == BOTH else (wanted,) for wanted in options.lang]


def open_places(schema: Schema, still_open: Mapping[str, Sequence[str]]) -> tuple[Said, ...]:
    """Return what to call each open field: its id, its label, the language that it lacks."""
    found = []
    for ident, locales in still_open.items():
        field = schema.by_id[ident]
        label = field.label[spoken()]
        # Of what is open everywhere, or asked for once, the field alone says enough.
        if field.in_each and set(locales) < set(field.label):
            words = tuple(say(spoken(), f"in_{locale}") for locale in locales)
            found.append(said("fill.place_in", field=ident, label=label, languages=words))
        else:
            found.append(said("fill.place", field=ident, label=label))
    return tuple(found)


def of_version(schema: Schema, version: str | None, first: Said) -> Sequence[Said]:
    """Return what to say of answers for another version of the template, as the form says it.

    Args:
        schema: the fields.
        version: the version that they are for, or None if they do not say.
        first: that they are for it.
    """
    if version is None or version == schema.version:
        return ()
    return (
        first,
        *((Said("fill.newer"),) if schema.is_older_than(version) else ()),
        *(
            said("fill.changed", version=change.version, what=change.what[spoken()])
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
            known = tuple(PurePosixPath(path).stem for path in template.parts)
            hint = suggestion(wanted, names) or said("usage.parts", known=known, all=ALL)
            raise UsageError(said("usage.no_part", part=wanted, hint=hint))
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
        said("write.no_folder", problem=of_system(error)),
        Said("write.make_room"),
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
