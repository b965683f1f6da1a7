"""What can be taken away as a file: forms that are filled in by hand, and documents to read.

Word and PDF, in each language and in both side by side: a form in both is one sheet, as it is
used where people meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from polisi.export.docx.documents import docx
from polisi.export.files import file_name
from polisi.export.formats import Layout
from polisi.export.parts import title
from polisi.export.pdf import page_pdf
from polisi.fields import Schema, validate
from polisi.model import Page
from polisi.project import Project
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

    def __init__(self) -> None:
        self._made: dict[str, tuple[Any, bytes]] = {}

    def files(self, project: Project) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of every file."""
        paths = _offered(project.schema) if project.schema else ()
        for each in (each for path in paths for each in downloads(project, path)):
            key = [(page.meta, page.lines) for page in each.pages]
            known = self._made.get(each.name)
            if known is None or known[0] != key:
                self._made[each.name] = known = (key, _made(project, each))
            yield each.name, known[1]


def _made(project: Project, each: Download) -> bytes:
    assert project.schema is not None
    if each.format == "pdf":
        return page_pdf(each.pages)
    layout: Layout = "beside"
    if len(each.pages) == 1 and each.pages[0].path in project.schema.documents:
        layout = "after"  # set for reading: only what stands side by side must be small
    return docx(each.pages, validate(project.schema, {}), layout=layout)


def _offered(schema: Schema) -> Sequence[str]:
    return (*schema.forms, *schema.documents)


def _name(pages: Sequence[Page]) -> str:
    titles = "-".join(file_name(title(page)) for page in pages)
    return f"{titles}-{'-'.join(page.locale for page in pages)}"


def _languages(locale: str, pages: Sequence[Page], both: str) -> str:
    if len(pages) > 1:
        return say(locale, both)
    return say(locale, f"in_{pages[0].locale}")
