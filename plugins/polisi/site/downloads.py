"""What can be taken away as a file: forms that are filled in by hand, and documents to read.

Word and PDF, in each language and in both side by side: a form in both is one sheet, as it is
used where people meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from polisi.cache import Cache
from polisi.export.files import file_name
from polisi.export.formats import Layout
from polisi.export.parts import document_page, title
from polisi.export.remarks import Remarks, remarks
from polisi.fields import Schema, validate
from polisi.model import Page
from polisi.project import Project
from polisi.site.reading import made_of
from polisi.strings import say

FOLDER = "assets/documents"
"""Where the site keeps the files."""

_FORMATS = {"docx": "Word", "pdf": "PDF"}


@dataclass(frozen=True, slots=True)
class Download:
    """One file: its name, its pages (one language or two) and its format."""

    name: str
    pages: tuple[Page, ...]
    format: str


def downloads(project: Project, path: str) -> Sequence[Download]:
    """Return the files of the page at `path`; none, if it is neither a form nor a document."""
    if project.schema is None or path not in _offered(project.schema):
        return ()
    site = project.site
    pages = [tree[path] for tree in (site.target, site.source) if path in tree]
    sets = [(page,) for page in pages] + ([tuple(pages)] if len(pages) > 1 else [])
    return [
        Download(f"{_name(some)}.{suffix}", some, suffix) for some in sets for suffix in _FORMATS
    ]


def block(project: Project, page: Page, folder: str) -> str:
    """Return the HTML that offers the files of a page; nothing, if it has none.

    Args:
        project: the project.
        page: the page.
        folder: the address of `FOLDER`, as the page should write it.
    """
    items = []
    is_form = project.schema is not None and page.path in project.schema.forms
    for each in downloads(project, page.path):
        language = _languages(
            page.locale, each.pages, "in_both_languages" if is_form else "in_both_beside"
        )
        words = escape(f"{_FORMATS[each.format]}, {language}")
        own = f' hreflang="{each.pages[0].locale}"' if len(each.pages) == 1 else ""
        items.append(f'<li><a href="{folder}/{each.name}"{own} download>{words}</a></li>')
    if not items:
        return ""
    title = escape(say(page.locale, "download_form" if is_form else "download_document"))
    return (
        f'<div class="polisi-downloads" role="group" aria-label="{title}" data-search-exclude>'
        f"<p>{title}</p><ul>{''.join(items)}</ul></div>\n"
    )


class DocumentFiles:
    """Makes the files, and only those again whose pages have changed."""

    def __init__(self, cache: Cache | None = None) -> None:
        self._cache = cache or Cache(None)
        self._made: dict[str, tuple[Sequence[str], Sequence[tuple[str, bytes]]]] = {}

    def files(
        self, project: Project, corrections: Mapping[str, str]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of every file.

        Args:
            project: the project.
            corrections: where the list of corrections is published, by language; an empty mapping
                if the site does not know its own address.
        """
        for path in _offered(project.schema) if project.schema else ():
            site = project.site
            both = [tree[path] for tree in (site.target, site.source) if path in tree]
            said = partial(_remarks, project, corrections)
            key = [path, repr(project.schema), *map(made_of, both), repr(said(both))]
            known = self._made.get(path)
            if known is None or known[0] != key:
                make = partial(_files, project, path, said)
                self._made[path] = known = (key, self._cache.value("documents", key, make))
            yield from known[1]


_Said = Mapping[str, Remarks]


def _files(
    project: Project, path: str, said: Callable[[Sequence[Page]], _Said]
) -> Sequence[tuple[str, bytes]]:
    return [
        (each.name, _made(project, each, said(each.pages))) for each in downloads(project, path)
    ]


def _remarks(project: Project, corrections: Mapping[str, str], pages: Sequence[Page]) -> _Said:
    """Return what the site says in a document: a form, being one sheet, lists no notes."""
    assert project.schema is not None
    page = document_page(pages[0])
    notes = project.errata.notes(page) if project.errata is not None else {}
    is_form = page.path in project.schema.forms
    return remarks(pages, notes, corrections) if is_form else remarks(pages, notes, None)


def _made(project: Project, each: Download, said: _Said) -> bytes:
    # What makes PDFs and Word files is loaded only if one is made: 0.15 s.
    from polisi.export.docx.documents import docx  # noqa: PLC0415
    from polisi.export.pdf import page_pdf  # noqa: PLC0415

    assert project.schema is not None
    if each.format == "pdf":
        return page_pdf(each.pages, remarks=said)
    layout: Layout = "beside"
    if len(each.pages) == 1 and each.pages[0].path in project.schema.documents:
        layout = "after"  # set for reading: only what stands side by side must be small
    return docx(each.pages, validate(project.schema, {}), layout=layout, remarks=said)


def _offered(schema: Schema) -> Sequence[str]:
    return (*schema.forms, *schema.documents)


def _name(pages: Sequence[Page]) -> str:
    titles = "-".join(file_name(title(page)) for page in pages)
    return f"{titles}-{'-'.join(page.locale for page in pages)}"


def _languages(locale: str, pages: Sequence[Page], both: str) -> str:
    if len(pages) > 1:
        return say(locale, both)
    return say(locale, f"in_{pages[0].locale}")
