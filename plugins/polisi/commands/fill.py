"""`polisi fill`: one school's answers to its whole policy, in one file a language."""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from polisi.answers_file import load_answers
from polisi.diagnostics import ContentError
from polisi.export.document import Document, document
from polisi.fields import Answers
from polisi.model import Span
from polisi.project import CONFIG, Project, load_project

NAME = "fill"
HELP = "fill in the school policy with one school's answers"
EXAMPLE = "polisi fill answers.json -o filled --lang both"

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")  # names that Windows keeps to itself


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "answers", type=Path, metavar="ANSWERS.json", help="what the school answers"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="where to write the files"
    )
    parser.add_argument(
        "--lang",
        default="both",
        metavar="LANG|both",
        help="the language to write, or both (the default)",
    )
    parser.add_argument(
        "--format", choices=["html"], default="html", help="what to write (default: html)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the documents; tell what is still open on stderr.

    Returns:
        0, open fields or not.

    Raises:
        ContentError: the project, the answers or the logo cannot be used.
    """
    project = load_project(Path(CONFIG))
    for error in project.errors:
        raise error
    schema = project.schema
    if schema is None:
        raise ContentError(
            Span.at("docs/data/fields.yml"),
            "This project declares no fields to fill in.",
            "CONTRIBUTING.md says how to add one.",
        )
    locales = _locales(project, options.lang)
    answers = load_answers(options.answers, schema)
    documents = [_document(project, answers, locale) for locale in locales]
    for made in documents:
        print(_write(options.output, made, answers))
    still_open = {ident: None for made in documents for ident in made.open}
    if still_open:
        names = ", ".join(f"{ident} ({schema.by_id[ident].label['en']})" for ident in still_open)
        print(f"Still open, so each document says that it is a draft: {names}.", file=sys.stderr)
    return 0


def _locales(project: Project, wanted: str) -> Sequence[str]:
    both = (project.site.source_locale, project.site.target_locale)
    if wanted == "both":
        return both
    if wanted not in both:
        raise ContentError(
            Span.at(project.site.config),
            f"The site has no language `{wanted}`.",
            f"Give --lang {both[0]}, {both[1]} or both.",
        )
    return (wanted,)


def _document(project: Project, answers: Answers, locale: str) -> Document:
    site = project.site
    pages = site.source if locale == site.source_locale else site.target
    path = answers.schema.document
    page = pages.get(path)
    if page is None:
        raise ContentError(
            Span.at("docs/data/fields.yml"),
            f"`document` names a page that is not there in `{locale}`: {path}.",
            "Name the page that includes the whole document.",
        )
    return document(page, answers, site.source.get(path))


def _write(folder: Path, made: Document, answers: Answers) -> Path:
    """Write a document whole or not at all, and return where."""
    name = answers.text(answers.schema.name, made.locale) or ""
    path = folder / f"{file_name(name)}-{made.locale}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".polisi-", suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(made.html)
        # What a new file would have been given; mkstemp lets nobody else read it.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise ContentError(
            Span.at(str(folder)),
            f"Nothing can be written here: {error.strerror}.",
            "Choose another -o.",
        ) from error
    return path


def file_name(name: str) -> str:
    """Return a school's name as part of a file name that every system takes.

    Letters without accents and digits, joined by hyphens, 80 at the most; `school` if none is left.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))[:80].strip("-")
    if not stem:
        return "school"
    return f"school-{stem}" if _RESERVED.match(stem) else stem
