"""The forms that are filled in by hand, as files to take away.

Word and PDF, in each language and in both on one sheet, as they are used where people meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from polisi.export.docx.documents import docx
from polisi.export.files import file_name
from polisi.export.parts import heading
from polisi.export.pdf import form_pdf
from polisi.fields import validate
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
    """Return the files of the form at `path`; none, if it is no form."""
    if project.schema is None or path not in project.schema.forms:
        return ()
    site = project.site
    pages = [tree[path] for tree in (site.target, site.source) if path in tree]
    sets = [(page,) for page in pages] + ([tuple(pages)] if len(pages) > 1 else [])
    return [
        Download(f"{_name(some)}.{suffix}", some, suffix) for some in sets for suffix in _FORMATS
    ]


def block(project: Project, page: Page, folder: str) -> str:
    """Return the HTML that offers the files of a form's page; nothing, if it has none.

    Args:
        project: the project.
        page: the page.
        folder: the address of `FOLDER`, as the page should write it.
    """
    items = []
    for each in downloads(project, page.path):
        language = _languages(page.locale, each.pages)
        words = escape(f"{_FORMATS[each.format]}, {language}")
        items.append(f'<li><a href="{folder}/{each.name}" download>{words}</a></li>')
    if not items:
        return ""
    title = escape(say(page.locale, "download_form"))
    return (
        f'<div class="polisi-downloads" role="group" aria-label="{title}" data-search-exclude>'
        f"<p>{title}</p><ul>{''.join(items)}</ul></div>\n"
    )


class FormFiles:
    """Makes the files, and only those again whose pages have changed."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Any, bytes]] = {}

    def files(self, project: Project) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of every file."""
        forms = project.schema.forms if project.schema else ()
        for each in (each for path in forms for each in downloads(project, path)):
            key = [(page.meta, page.lines) for page in each.pages]
            known = self._made.get(each.name)
            if known is None or known[0] != key:
                self._made[each.name] = known = (key, _made(project, each))
            yield each.name, known[1]


def _made(project: Project, each: Download) -> bytes:
    assert project.schema is not None
    if each.format == "pdf":
        return form_pdf(each.pages)
    return docx(each.pages, validate(project.schema, {}), layout="beside")


def _name(pages: Sequence[Page]) -> str:
    titles = "-".join(file_name(heading(page)) for page in pages)
    return f"{titles}-{'-'.join(page.locale for page in pages)}"


def _languages(locale: str, pages: Sequence[Page]) -> str:
    if len(pages) > 1:
        return say(locale, "in_both_languages")
    return say(locale, f"in_{pages[0].locale}")
