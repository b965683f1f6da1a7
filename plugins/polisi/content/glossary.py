"""`glossary.tsv`: how terms are translated here.

A table with a tab between its columns, so that a spreadsheet opens it. The first line names the
columns: the two languages, `use`, `not` and `note`. Forms in one cell are parted by ` | `.

| column | meaning |
|---|---|
| the source language | the term, and other forms of it; one with capitals is only meant with them |
| the target language | its translations, the first one best; plurals that are no regular ones too |
| `use` | `binding` if no other translation will do; else empty, as advice for translators |
| `not` | translations that are wrong |
| `note` | for translators: gender, context, where it comes from |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polisi.content.source import decode
from polisi.diagnostics import ContentError
from polisi.model import Span, Term
from polisi.said import Said, listed, said

NAME = "glossary.tsv"
"""Its name in the folder of data."""

_BETWEEN = " | "
_MORE = ("use", "not", "note")
_USES = ("", "binding")


def load(data: bytes, file: str, locales: Sequence[str] = ("en", "cy")) -> tuple[Term, ...]:
    """Read a glossary.

    Args:
        data: the file.
        file: its path as a person should see it.
        locales: the source and the target language.

    Returns:
        Its terms, in the order of the file.

    Raises:
        ContentError: it is no UTF-8, its columns are others, or a line is no term.
    """
    lines = decode(data, file).splitlines()
    columns = [*locales, *_MORE]
    head = lines[0].split("\t") if lines else []
    if [name.strip() for name in head] != columns:
        raise ContentError(
            Span.at(file),
            Said("glossary.no_columns"),
            said("glossary.write_columns", columns=listed(columns)),
        )
    return tuple(_terms(lines, file, len(columns)))


def _terms(lines: Sequence[str], file: str, width: int) -> Iterator[Term]:
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        span = Span(file, number, 1, number, len(line) + 1)
        if len(cells) > width:
            raise ContentError(
                span,
                said("glossary.too_many", number=len(cells), most=width),
                Said("glossary.take_out_tabs"),
            )
        source, target, use, banned, note = [*cells, *[""] * (width - len(cells))]
        if not source or not target:
            raise ContentError(
                span,
                Said("glossary.no_term"),
                Said("glossary.give_both"),
            )
        if use not in _USES:
            raise ContentError(span, said("glossary.no_use", use=use), Said("glossary.write_use"))
        term = Term(_forms(source), _forms(target), _forms(banned), use == "binding", note, span)
        for form in term.source:
            if form in seen:
                raise ContentError(
                    span,
                    said("glossary.twice", term=form, line=seen[form]),
                    Said("glossary.delete_one"),
                )
            seen[form] = number
        yield term


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in cell.split(_BETWEEN) if form.strip())
