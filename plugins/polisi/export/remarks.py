"""What whoever publishes a document says in it, beside its own text: how it stands, its notes.

A translation that nobody has approved says so below the title. A place that the list of
corrections names is marked, and its note stands at the end, under a heading that says whose notes
these are. A form is one sheet of paper: it says where the notes are to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from polisi.content.errata import Erratum, reason
from polisi.export.blocks import Block, Run, Runs, blocks, inline_runs
from polisi.model import Kind, Page
from polisi.strings import say

NAME = "remark"
"""The container of what is said below the title, and the path of what is said at the end."""

_CLOSE = "\u00a0"
"""The space that no line ends with."""

_HEADING = "corrections-and-notes"


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is said in a document in one language.

    Attributes:
        line: what stands below the title; empty if nothing is to be said.
        notes: the corrections to list at its end, by the ids of the segments that they are of.
    """

    line: Runs = ()
    notes: Mapping[str, Sequence[Erratum]] = field(default_factory=dict)


NONE = Remarks()
"""Nothing is said."""


def remarks(
    pages: Sequence[Page],
    notes: Mapping[str, Sequence[Erratum]],
    address: Mapping[str, str] | None = None,
) -> Mapping[str, Remarks]:
    """Return what is said in a document, by language.

    Args:
        pages: the page that it is made of, in one language or in two.
        notes: its corrections by segment id.
        address: by language, where its corrections are to be read, as far as that is known; by
            default they are listed in the document itself.
    """
    return {
        page.locale: Remarks(
            tuple(_line(page.locale, pages, (address or {}) if notes else {})),
            notes if address is None else {},
        )
        for page in pages
    }


def _line(locale: str, pages: Sequence[Page], address: Mapping[str, str]) -> Iterator[Run]:
    for page in pages:
        if page.draft and len(pages) == 1:
            yield Run(say(locale, "draft_translation"))
        elif page.draft:
            language = say(locale, f"in_{page.locale}")
            yield Run(say(locale, "draft_translation_in", language=language))
    if locale in address:
        where = address[locale]
        between = " " if any(page.draft for page in pages) else ""
        yield Run(f"{between}{say(locale, 'corrections')}: ")
        yield Run(where, href=where)


def remarked(page: Page, said: Remarks) -> tuple[Block, ...]:
    """Return the blocks of a page with what is said of it."""
    marks = {
        ident: tuple(run for entry in entries for run in _mark(page.locale, entry))
        for ident, entries in said.notes.items()
    }
    made = blocks(page, marks)
    titles = (index for index, block in enumerate(made) if block.kind is Kind.HEADING)
    after = next(titles, -1) + 1
    head = made[after - 1] if after else Block("", Kind.HEADING, level=1, path=page.path)
    line = Block(
        id=NAME,
        kind=Kind.PARAGRAPH,
        runs=said.line,
        containers=(NAME,),
        sections=head.sections,
        path=head.path,
    )
    top = (*made[:after], line) if said.line else made[:after]
    return (*top, *made[after:], *_list(page.locale, head, said.notes))


def _mark(locale: str, entry: Erratum) -> Runs:
    words = say(locale, "note", number=str(entry.number)).replace(" ", _CLOSE)
    return Run(_CLOSE, raised=True), Run(words, href=f"#{_anchor(entry)}", raised=True)


def _anchor(entry: Erratum) -> str:
    return f"note-{entry.number}"


def _list(locale: str, head: Block, notes: Mapping[str, Sequence[Erratum]]) -> Iterator[Block]:
    if not notes:
        return
    top = Block(
        id=_HEADING,
        kind=Kind.HEADING,
        runs=(Run(say(locale, "corrections")),),
        level=head.level + 1,
        anchor=_HEADING,
        sections=(*head.sections[:1], _HEADING),
        path=NAME,
    )
    yield top
    line = replace(top, kind=Kind.PARAGRAPH, level=0, anchor=None)
    yield replace(line, id=f"{_HEADING}~p1", runs=(Run(say(locale, "doc_notes")),))
    once = {entry.number: entry for entries in notes.values() for entry in entries}
    for number, entry in sorted(once.items()):
        yield replace(
            line,
            id=_anchor(entry),
            kind=Kind.CLAUSE,
            level=1,
            label=str(number),
            anchor=_anchor(entry),
            runs=inline_runs(reason(entry, locale)),
        )
