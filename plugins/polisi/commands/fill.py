"""`polisi fill`: one school's answers to its whole policy, as Word, PDF and HTML."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from polisi.answers_file import load_answers
from polisi.commands.command import tell
from polisi.commands.output import (
    add_options,
    languages,
    load_template,
    not_writable,
    of_version,
    open_places,
    parts,
    write,
)
from polisi.diagnostics import ContentError
from polisi.export.formats import FORMATS, Documents, outputs
from polisi.model import Span
from polisi.said import Said, said

EXAMPLE = "polisi fill answers.json -o filled --lang both --format docx,pdf"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "answers", type=Path, metavar="ANSWERS.json", help="what the school answers"
    )
    add_options(parser, formats=",".join(FORMATS))


def run(options: argparse.Namespace) -> int:
    """Write the documents; tell what is still open on stderr.

    All are made before the first is written, so that one that cannot be made leaves nothing.

    Returns:
        0, open fields or not.

    Raises:
        ContentError: the project, the answers or the logo cannot be used.
    """
    template = load_template()
    schema = template.schema
    wanted = outputs(options.format, languages(options, template), parts(options, template))
    answers = load_answers(options.answers, schema)
    names = {locale: answers.text(schema.name, locale) or "" for locale in template.pages}
    if not any(names.values()):
        raise ContentError(
            Span.at(str(options.answers)),
            said("answers.no_school", field=schema.name),
            Said("answers.name_school"),
        )
    documents = Documents(template.parts, options.layout)
    made = {
        options.output / documents.file_name(each, names): documents.make(each, answers)
        for each in wanted
    }
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        for path, data in made.items():
            write(path, data, options.output)
            print(path)
    except OSError as error:
        raise not_writable(options.output, error) from error
    still_open = documents.still_open(answers, wanted)
    version = answers.version or ""
    made_for = said("fill.made", file=options.answers.name, version=version, now=schema.version)
    for each in of_version(schema, answers.version, made_for):
        tell(each, sys.stderr)
    if still_open:
        tell(said("fill.open", places=open_places(schema, still_open)), sys.stderr)
    return 0
