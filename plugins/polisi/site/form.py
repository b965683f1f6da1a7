"""The form on the page of the whole school policy: what the page must hold, and its files.

The page is complete without the script: the policy with its gaps, and a word on what to do. The
script (`web/app/`) makes the form from the data here and turns the policy into its preview.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Any

from polisi.export.docx import template
from polisi.export.formats import LAYOUTS
from polisi.export.parts import is_letter, short_name, title
from polisi.fields import Schema
from polisi.fill.values import schema_data
from polisi.model import Kind, Page
from polisi.project import Project
from polisi.strings import catalogue, say

FOLDER = "app"
"""Where the site keeps the script and its style, below its other assets."""

TEMPLATES = "assets/documents/templates.json"
"""Where the site keeps the templates of every document, in one file: they share most parts."""

_PREFIX = "form_"
_PIECE_END = re.compile(r"(?<=</w:p>)|(?<=</w:style>)|(?<=</w:abstractNum>)")


@dataclass(frozen=True)
class Addresses:
    """Where things are on the site.

    Attributes:
        own: the address of the page that holds the form, from the root of the site.
        page: gives the address of a page by language and path.
    """

    own: str
    page: Callable[[str, str], str]

    def relative(self, target: str) -> str:
        """Return an address as the page that holds the form should write it."""
        return posixpath.relpath(target, self.own) + ("/" if target.endswith("/") else "")


def belongs_on(page: Page, project: Project) -> bool:
    """Tell whether a page is the one that a school fills in."""
    return project.schema is not None and page.path == project.schema.document


def place(html: str, page: Page, project: Project, addresses: Addresses) -> str:
    """Return the page's HTML with what the form needs before the policy, and the policy wrapped.

    Args:
        html: the rendered page: its own words, then all that it includes.
        page: the page.
        project: the project.
        addresses: where things are.
    """
    anchor = _first_anchor(page)
    start = re.search(rf'<h[1-6] id="{re.escape(anchor)}"', html) if anchor else None
    if start is None or project.schema is None:
        return html
    locale = page.locale
    # `<` would end the element; everything else may stand in it as it is.
    data = json.dumps(_data(project, page, addresses), ensure_ascii=False).replace("<", "\\u003c")
    without = escape(say(locale, "form_without_script"))
    return (
        f"{html[: start.start()]}"
        f'<noscript><p class="polisi-without-script" data-search-exclude>{without}</p></noscript>\n'
        f'<script type="application/json" id="polisi-form-data">{data}</script>\n'
        f'<div id="polisi-document" class="polisi-document">\n{html[start.start() :]}\n</div>\n'
    )


def files() -> Mapping[str, bytes]:
    """Return the script and its style, by name."""
    folder = resources.files("polisi") / "web" / "app"
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


class TemplateFile:
    """Makes the file of templates, and only those again whose pages have changed."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Any, Any]] = {}
        self._text: tuple[Any, str] = (None, "")

    def text(self, project: Project) -> str:
        """Return the file.

        `{"pieces": [...], "templates": {id: {variant: {..., "parts": {name: numbers}}}}}`: each
        paragraph of any document stands once, and the parts are made of them by their numbers. A
        part that is no text is one piece, and has one number.
        """
        schema = project.schema
        assert schema is not None
        variants = {path: self._variants(project, schema, path) for path in schema.parts}
        if self._text[0] == [(path, id(made)) for path, made in variants.items()]:
            return self._text[1]
        pieces = _Pieces()
        templates: dict[str, dict[str, Any]] = {}
        for path, all_made in variants.items():
            for variant, made in all_made:
                parts = {name: pieces.numbers(part) for name, part in made["parts"].items()}
                templates.setdefault(path, {})[variant] = {**made, "parts": parts}
        data = {"pieces": pieces.all, "templates": templates}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        self._text = ([(path, id(made)) for path, made in variants.items()], text)
        return text

    def _variants(
        self, project: Project, schema: Schema, path: str
    ) -> Sequence[tuple[str, dict[str, Any]]]:
        site = project.site
        pages = {
            locale: tree[path]
            for locale, tree in (
                (site.source_locale, site.source),
                (site.target_locale, site.target),
            )
            if path in tree
        }
        key = ([(page.meta, page.lines) for page in pages.values()], schema)
        known = self._made.get(path)
        if known is None or known[0] != key:
            made = [
                (
                    variant,
                    json.loads(template.as_json(_template(order, schema, layout, site.source))),
                )
                for variant, order, layout in _orders(pages)
            ]
            self._made[path] = known = (key, made)
        variants: Sequence[tuple[str, dict[str, Any]]] = known[1]
        return variants


class _Pieces:
    """What parts are made of, each once."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._numbers: dict[str, int] = {}

    def numbers(self, part: Any) -> int | list[int]:
        """Return the number of each piece of a text; of anything else, the one that it is."""
        if isinstance(part, str):
            return [self._number(piece, piece) for piece in _PIECE_END.split(part)]
        return self._number(json.dumps(part), part)

    def _number(self, key: str, piece: Any) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.all)
            self.all.append(piece)
        return self._numbers[key]


def _template(
    pages: Sequence[Page], schema: Schema, layout: str, originals: Mapping[str, Page]
) -> template.Template:
    return template.build(pages, schema, layout=layout, original=originals.get(pages[0].path))


def _orders(pages: Mapping[str, Page]) -> list[tuple[str, Sequence[Page], str]]:
    """Return each variant of a document: its name, its pages in order, and their layout."""
    orders: list[tuple[str, Sequence[Page], str]] = [
        (locale, (page,), LAYOUTS[0]) for locale, page in pages.items()
    ]
    if len(pages) == 2:
        both = tuple(pages.items())
        orders += [
            (f"{first[0]}-{second[0]}-{layout}", (first[1], second[1]), layout)
            for first, second in (both, both[::-1])
            for layout in LAYOUTS
        ]
    return orders


def _data(project: Project, page: Page, addresses: Addresses) -> dict[str, Any]:
    schema = project.schema
    assert schema is not None
    locale = page.locale
    trees = _trees(project)
    return {
        "locale": locale,
        "locales": list(trees),
        "drafts": {each: say(each, "draft_document") for each in trees},
        "wanted": {each: {other: say(each, f"in_{other}") for other in trees} for each in trees},
        "names": {each: say(each, "language_name") for each in trees},
        "strings": {
            key.removeprefix(_PREFIX): text
            for key, text in catalogue(locale).items()
            if key.startswith(_PREFIX)
        },
        "schema": _schema(schema, tuple(trees)),
        "documents": [
            _document(trees, path, trees[locale][schema.document])
            for path in schema.parts
            if all(path in tree for tree in trees.values())
        ],
        "file_words": {
            each: {key: say(each, f"file_{key}") for key in ("all", "beside", "each")}
            for each in trees
        },
        "twins": {each: addresses.relative(addresses.page(each, page.path)) for each in trees},
        "templates": addresses.relative(TEMPLATES),
        "sections": {
            each: _sections(tree[schema.document], each, addresses)
            for each, tree in trees.items()
            if schema.document in tree
        },
    }


def _trees(project: Project) -> dict[str, Mapping[str, Page]]:
    site = project.site
    return {site.source_locale: site.source, site.target_locale: site.target}


def _schema(schema: Schema, locales: tuple[str, ...]) -> dict[str, Any]:
    data = schema_data(schema, locales)
    groups = {field.id: field.group for field in schema.fields}
    return {
        **data,
        "fields": [{**field, "group": groups[field["id"]]} for field in data["fields"]],
        "groups": [{"id": group.id, "title": group.title} for group in schema.groups],
        "changes": [
            {"version": change.version, "what": change.what, "renamed": change.renamed}
            for change in schema.changes
        ],
    }


def _document(trees: Mapping[str, Mapping[str, Page]], path: str, whole: Page) -> dict[str, Any]:
    """Return what the form says of a document, and where it begins in the whole policy."""
    pages = {locale: tree[path] for locale, tree in trees.items()}
    return {
        "id": path,
        "title": {locale: title(page) for locale, page in pages.items()},
        "file": {locale: short_name(page) for locale, page in pages.items()},
        "letter": all(map(is_letter, pages.values())),
        "anchor": _starts(whole).get(path),
    }


def _starts(page: Page) -> dict[str, str]:
    """Return the first heading of each page that the whole policy includes."""
    starts: dict[str, str] = {}
    for segment in page.segments:
        if segment.kind is Kind.HEADING and segment.anchor:
            path = page.lines[segment.lines[0]].path
            if path != page.path:
                starts.setdefault(path, segment.anchor)
    return starts


def _first_anchor(page: Page) -> str | None:
    return next(iter(_starts(page).values()), None)


def _sections(page: Page, locale: str, addresses: Addresses) -> list[dict[str, str]]:
    """Return where in the whole policy each page of it begins, by its address."""
    own = addresses.page(locale, page.path)
    here = Addresses(own, addresses.page)
    return [
        {"url": here.relative(addresses.page(locale, path)), "anchor": anchor}
        for path, anchor in _starts(page).items()
    ]
