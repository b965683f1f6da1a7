"""The formats that a school's document comes in, and what is still open in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from polisi.export.blocks import Block, blocks
from polisi.export.document import document
from polisi.export.files import stem
from polisi.export.parts import document_page, short_name
from polisi.fields import Answers
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
    """A file to make: its format, its languages in their order, and the page that it is made of."""

    format: str
    locales: tuple[str, ...]
    path: str


def outputs(
    formats: Sequence[str], languages: Sequence[tuple[str, ...]], paths: Sequence[str]
) -> Sequence[Output]:
    """Return the files to make of one school's answers, none twice.

    Where a format cannot hold two languages, each gets a file of its own.

    Args:
        formats: the formats.
        languages: the languages of each document, in their order.
        paths: the pages that are made into documents.
    """
    wanted: dict[Output, None] = {}
    for name in formats:
        for locales in languages:
            apart = len(locales) > 1 and not FORMATS[name].bilingual
            for each in [(locale,) for locale in locales] if apart else [locales]:
                wanted.update((Output(name, each, path), None) for path in paths)
    return tuple(wanted)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place to be filled in.

    Attributes:
        field: its field; nothing for a clause that a field may replace.
        block: its block.
        sections: the headings that it stands under.
    """

    field: str
    block: str
    sections: frozenset[str]


class Documents:
    """Makes one school's documents.

    Args:
        parts: the pages that can be made into documents, by path and then by language; the first
            language is the one in which statutes are quoted.
        layout: how two languages stand in one document.
    """

    def __init__(self, parts: Mapping[str, Mapping[str, Page]], layout: Layout = "after") -> None:
        self._parts = parts
        self._layout = layout
        self._places: dict[tuple[str, str], Sequence[_Place]] = {}

    def make(self, output: Output, answers: Answers) -> bytes:
        """Return a file."""
        known = self._parts[output.path]
        pages = [known[locale] for locale in output.locales]
        original = next(iter(known.values()))
        make = FORMATS[output.format].make
        return make(pages, answers, layout=self._layout, original=original)

    def file_name(self, output: Output, names: Mapping[str, str], number: int = 1) -> str:
        """Return what a file is called.

        Args:
            output: the file.
            names: the school's name in each language.
            number: which of the schools of that name it is.
        """
        document = short_name(self._parts[output.path][output.locales[0]])
        name = stem(names, document, output.locales, layout=self._layout, number=number)
        return f"{name}.{output.format}"

    def still_open(
        self, answers: Answers, wanted: Sequence[Output]
    ) -> Mapping[str, tuple[str, ...]]:
        """Return what makes drafts of documents, as they say it themselves.

        It is each field that has a place in them and for which one of them waits
        (`Answers.wanting`), with the languages that it lacks a value in.
        """
        found: dict[str, dict[str, None]] = {}
        for path, locale in dict.fromkeys((o.path, each) for o in wanted for each in o.locales):
            for ident in dict.fromkeys(self._shown(answers, path, locale)):
                if answers.wanting(ident, locale):
                    alone = answers.schema.by_id[ident].alone
                    for language in (locale,) if alone else answers.locales:
                        if answers.is_open(ident, language):
                            found.setdefault(ident, {})[language] = None
        return {ident: tuple(languages) for ident, languages in found.items()}

    def _shown(self, answers: Answers, path: str, locale: str) -> Iterator[str]:
        """Yield the fields of the places that stay in a document."""
        fields = answers.schema.fields
        hidden = {
            heading
            for field in fields
            if field.shows and answers.value(field.id, locale) is False
            for heading in field.shows
        }
        replaced = {f.replaces: f.id for f in fields if f.replaces and answers.values.get(f.id)}
        key = (path, locale)
        if key not in self._places:
            replaceable = frozenset(field.replaces for field in fields)
            self._places[key] = tuple(_places(self._parts[path][locale], replaceable))
        for place in self._places[key]:
            ident = replaced.get(place.block, place.field)
            if ident and not hidden & place.sections:
                yield ident


def _places(page: Page, replaceable: frozenset[str | None]) -> Iterator[_Place]:
    for block in blocks(document_page(page)):
        idents = list(_fields_in(block))
        if block.id in replaceable:
            idents.append("")
        for ident in idents:
            yield _Place(ident, block.id, frozenset(block.sections))


def _fields_in(block: Block) -> Iterator[str]:
    for runs in (block.runs, *(cell for row in block.rows for cell in row)):
        for run in runs:
            if run.field:
                yield run.field
