"""The formats that a school's document comes in, and what is still open in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from polisi.export.blocks import Block, blocks
from polisi.export.document import document
from polisi.export.parts import document_page
from polisi.fields import Answers, Type
from polisi.model import Page

Layout = Literal["after", "beside"]
LAYOUTS: Sequence[Layout] = ("after", "beside")
"""How two languages stand in one document: one after the other, or clause by clause."""


class Maker(Protocol):
    """What makes a file of a page, or of a page in two languages."""

    def __call__(
        self, pages: Sequence[Page], answers: Answers, *, layout: Layout, original: Page | None
    ) -> bytes:
        """Return the file."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        make: what makes a file of it.
        bilingual: whether one file can hold both languages.
        seconds: how long a file takes, more or less; for deciding how to share the work.
    """

    make: Maker
    bilingual: bool
    seconds: float


# Word and PDF each bring a library that takes longer to load than a page takes to be written.
def _docx(
    pages: Sequence[Page], answers: Answers, *, layout: Layout, original: Page | None
) -> bytes:
    from polisi.export.docx.documents import docx  # noqa: PLC0415

    return docx(pages, answers, layout=layout, original=original)


def _pdf(
    pages: Sequence[Page], answers: Answers, *, layout: Layout, original: Page | None
) -> bytes:
    from polisi.export.pdf import document_pdf  # noqa: PLC0415

    return document_pdf(pages, answers, layout=layout, original=original)


def _html(
    pages: Sequence[Page], answers: Answers, *, layout: Layout, original: Page | None
) -> bytes:
    (page,) = pages
    return document(page, answers, original).html.encode()


FORMATS: Mapping[str, Format] = {
    "docx": Format(_docx, bilingual=True, seconds=0.004),
    "pdf": Format(_pdf, bilingual=True, seconds=0.3),
    "html": Format(_html, bilingual=False, seconds=0.08),
}
"""Every format by the ending of its files."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file to make: its format, and its languages in their order."""

    format: str
    locales: tuple[str, ...]


def outputs(formats: Sequence[str], languages: Sequence[tuple[str, ...]]) -> Sequence[Output]:
    """Return the files to make of one school's answers, none twice.

    Where a format cannot hold two languages, each gets a file of its own.

    Args:
        formats: the formats.
        languages: the languages of each document, in their order.
    """
    wanted: dict[Output, None] = {}
    for name in formats:
        for locales in languages:
            apart = len(locales) > 1 and not FORMATS[name].bilingual
            for each in [(locale,) for locale in locales] if apart else [locales]:
                wanted[Output(name, each)] = None
    return tuple(wanted)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place to be filled in: its field, its block, the headings that it stands under."""

    field: str
    block: str
    sections: frozenset[str]


class Documents:
    """Makes one school's documents.

    Args:
        pages: the page of the whole document, by language; the first is the one in which statutes
            are quoted.
        layout: how two languages stand in one document.
    """

    def __init__(self, pages: Mapping[str, Page], layout: Layout = "after") -> None:
        self._pages = pages
        self._layout = layout
        self._original = next(iter(pages.values()))
        self._places: dict[str, Sequence[_Place]] = {}

    def make(self, output: Output, answers: Answers) -> bytes:
        """Return a file."""
        pages = [self._pages[locale] for locale in output.locales]
        make = FORMATS[output.format].make
        return make(pages, answers, layout=self._layout, original=self._original)

    def still_open(self, answers: Answers, locales: Sequence[str]) -> tuple[str, ...]:
        """Return the required fields that have a place in the document and no answer yet."""
        found = (ident for locale in locales for ident in self._open(answers, locale))
        return tuple(dict.fromkeys(found))

    def _open(self, answers: Answers, locale: str) -> Iterator[str]:
        fields = answers.schema.fields
        required = {field.id: field for field in fields if field.required}
        hidden = {
            heading
            for field in fields
            if field.shows and answers.value(field.id, locale) is False
            for heading in field.shows
        }
        replaced = {f.replaces for f in fields if f.replaces and answers.text(f.id, locale)}
        if locale not in self._places:
            self._places[locale] = _places(self._pages[locale])
        for place in self._places[locale]:
            field = required.get(place.field)
            if field is None or place.block in replaced or hidden & place.sections:
                continue
            value = answers.items if field.type is Type.LIST else answers.text
            if not value(field.id, locale):
                yield field.id


def _places(page: Page) -> Sequence[_Place]:
    return tuple(
        _Place(ident, block.id, frozenset(block.sections))
        for block in blocks(document_page(page))
        for ident in _fields_in(block)
    )


def _fields_in(block: Block) -> Iterator[str]:
    for runs in (block.runs, *(cell for row in block.rows for cell in row)):
        for run in runs:
            if run.field:
                yield run.field
