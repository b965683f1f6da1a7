"""What can be taken away as a file: forms that are filled in by hand, and documents to read.

Word and PDF, in each language and in both side by side: a form in both is one sheet, as it is
used where people meet.
"""

from __future__ import annotations

import re
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
_SIZE = re.compile(r'(<span data-file="([^"]*)">)[^<]*')
_KB, _MB = 1024, 1024**2


@dataclass(frozen=True, slots=True)
class Download:
    """One file: its name, its pages (one language or two) and its format."""

    name: str
    pages: tuple[Page, ...]
    format: str


def downloads(
    project: Project, path: str, titled: Callable[[Page], str] = title
) -> Sequence[Download]:
    """Return the files of a page; none, if it is neither a form nor a document.

    Args:
        project: the project.
        path: the page's path.
        titled: gives the title of the document that a page makes.
    """
    if project.schema is None or path not in _offered(project.schema):
        return ()
    site = project.site
    pages = [tree[path] for tree in (site.target, site.source) if path in tree]
    sets = [(page,) for page in pages] + ([tuple(pages)] if len(pages) > 1 else [])
    return [
        Download(f"{_name(some, titled)}.{suffix}", some, suffix)
        for some in sets
        for suffix in _FORMATS
    ]


def offering(project: Project) -> Iterator[tuple[str, str]]:
    """Yield the language and path of every page that offers files."""
    site = project.site
    for path in _offered(project.schema) if project.schema else ():
        yield from (
            (page.locale, path)
            for page in (tree.get(path) for tree in (site.target, site.source))
            if page is not None
        )


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
        size = f'<span data-file="{each.name}"></span>'  # `sized` fills it
        own = f' hreflang="{each.pages[0].locale}"' if len(each.pages) == 1 else ""
        items.append(f'<li><a href="{folder}/{each.name}"{own} download>{words}{size}</a></li>')
    if not items:
        return ""
    title = escape(say(page.locale, "download_form" if is_form else "download_document"))
    return (
        f'<div class="polisi-downloads" role="group" aria-label="{title}" data-search-exclude>'
        f"<p>{title}</p><ul>{''.join(items)}</ul></div>\n"
    )


def sized(html: str, sizes: Mapping[str, int]) -> str:
    """Return a page that says of each file that it offers how large it is.

    A page is written before the files are made, so this is done when they are, and again whenever
    one is another.

    Args:
        html: the page, with what `block` returns or this has returned.
        sizes: the bytes of each file, by name; of one that is not here nothing is changed.
    """

    def tell(found: re.Match[str]) -> str:
        size = sizes.get(found[2])
        return found[0] if size is None else f"{found[1]}, {_size(size)}"

    return _SIZE.sub(tell, html)


def _size(size: int) -> str:
    """Return a size as both languages write it: units and decimal point are the same."""
    number, unit = (str(max(1, round(size / _KB))), "KB")
    if size >= _MB:
        number, unit = (f"{size / _MB:.1f}", "MB")
    return f"{number}\N{NO-BREAK SPACE}{unit}"


class DocumentFiles:
    """Makes the files, and only those again whose pages have changed."""

    def __init__(self, cache: Cache | None = None) -> None:
        self._cache = cache or Cache(None)
        self._made: dict[tuple[str, ...], tuple[Sequence[str], bytes]] = {}

    def files(
        self, project: Project, corrections: Mapping[str, str]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of every file.

        Args:
            project: the project.
            corrections: where the list of corrections is published, by language; an empty mapping
                if the site does not know its own address.
        """
        about = repr((project.schema, sorted(corrections.items())))
        for path in _offered(project.schema) if project.schema else ():
            for each in downloads(project, path, self._title):
                key = [about, path, each.format, _notes(project, each), *map(made_of, each.pages)]
                place = (path, each.format, *(page.locale for page in each.pages))
                known = self._made.get(place)
                if known is None or known[0] != key:
                    make = partial(_made, project, each, corrections)
                    self._made[place] = known = (key, self._cache.data("document", key, make))
                yield each.name, known[1]

    def _title(self, page: Page) -> str:
        # To tell it, the page is read again as a document: 0.05 s for the whole policy.
        named = self._cache.data("title", (made_of(page),), lambda: title(page).encode())
        return named.decode()


def _notes(project: Project, each: Download) -> str:
    """Return the corrections that may be of a document's pages, or of what these include."""
    paths = {line.path for page in each.pages for line in page.lines}
    paths.update(page.path for page in each.pages)
    entries = project.errata.entries if project.errata is not None else ()
    return repr([entry for entry in entries if any(at.page in paths for at in entry.places)])


def _remarks(
    project: Project, corrections: Mapping[str, str], pages: Sequence[Page]
) -> Mapping[str, Remarks]:
    """Return what the site says in a document: a form, being one sheet, lists no notes."""
    assert project.schema is not None
    page = document_page(pages[0])
    notes = project.errata.notes(page) if project.errata is not None else {}
    is_form = page.path in project.schema.forms
    return remarks(pages, notes, corrections) if is_form else remarks(pages, notes, None)


def _made(project: Project, each: Download, corrections: Mapping[str, str]) -> bytes:
    # What makes PDFs and Word files is loaded only if one is made: 0.15 s.
    from polisi.export.docx.documents import docx  # noqa: PLC0415
    from polisi.export.pdf import page_pdf  # noqa: PLC0415

    assert project.schema is not None
    said = _remarks(project, corrections, each.pages)
    if each.format == "pdf":
        return page_pdf(each.pages, remarks=said)
    layout: Layout = "beside"
    if len(each.pages) == 1 and each.pages[0].path in project.schema.documents:
        layout = "after"  # set for reading: only what stands side by side must be small
    return docx(each.pages, validate(project.schema, {}), layout=layout, remarks=said)


def _offered(schema: Schema) -> Sequence[str]:
    return (*schema.forms, *schema.documents)


def _name(pages: Sequence[Page], titled: Callable[[Page], str]) -> str:
    titles = "-".join(file_name(titled(page)) for page in pages)
    return f"{titles}-{'-'.join(page.locale for page in pages)}"


def _languages(locale: str, pages: Sequence[Page], both: str) -> str:
    if len(pages) > 1:
        return say(locale, both)
    return say(locale, f"in_{pages[0].locale}")
