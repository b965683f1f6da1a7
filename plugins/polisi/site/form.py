"""The form on the page of the whole school policy: what the page must hold, and its files.

The page is complete without the script: the policy with its gaps, and a word on what to do. The
script (`web/app/`) makes the form from the data here and turns the policy into its preview.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Any

from polisi.cache import Cache
from polisi.export.formats import LAYOUTS
from polisi.export.parts import is_letter, short_name, title
from polisi.fields import Schema
from polisi.fill.values import schema_data
from polisi.model import Kind, Page
from polisi.project import Project
from polisi.site.addresses import relative
from polisi.site.reading import made_of
from polisi.strings import catalogue, say

FOLDER = "app"
"""Where the site keeps the script and its style, below its other assets."""

TEMPLATES = "assets/documents/templates.json"
"""Where the site keeps the templates of every document, in one file: they share most parts."""

_PREFIX = "form_"
_Variant = tuple[str, dict[str, Any]]
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
        return relative(target, self.own)


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


def told_of(project: Project) -> Iterator[Page]:
    """Yield the pages that the form tells of, beside the one that holds it."""
    schema = project.schema
    for path in schema.parts if schema is not None else ():
        yield from (tree[path] for tree in _trees(project).values() if path in tree)


def files() -> Mapping[str, bytes]:
    """Return the script and its style, by name."""
    folder = resources.files("polisi") / "web" / "app"
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def modules() -> Sequence[str]:
    """Return the names of the script's modules, which a page may ask for all at once."""
    return sorted(name for name in files() if name.endswith(".js"))


class TemplateFile:
    """Makes the file of templates, and only those again whose pages have changed."""

    def __init__(self, cache: Cache | None = None) -> None:
        self._cache = cache or Cache(None)
        self._made: dict[str, tuple[Sequence[str], Sequence[_Variant]]] = {}
        self._text: tuple[Sequence[str], str] = ((), "")

    def text(self, project: Project) -> str:
        """Return the file.

        `{"pieces": [...], "templates": {id: {variant: {..., "parts": {name: numbers}}}}}`: each
        paragraph of any document stands once, and the parts are made of them by their numbers. A
        part that is no text is one piece, and has one number.
        """
        schema = project.schema
        assert schema is not None
        keys = {path: _key(project, schema, path) for path in schema.parts}
        every = [part for key in keys.values() for part in key]
        if self._text[0] != every:

            def make() -> bytes:
                return self._joined(project, schema, keys).encode("utf-8")

            self._text = (every, self._cache.data("templates", every, make).decode("utf-8"))
        return self._text[1]

    def _joined(self, project: Project, schema: Schema, keys: Mapping[str, Sequence[str]]) -> str:
        pieces = _Pieces()
        templates: dict[str, dict[str, Any]] = {}
        for path, key in keys.items():
            for variant, made in self._variants(project, schema, path, key):
                parts = {name: pieces.numbers(part) for name, part in made["parts"].items()}
                templates.setdefault(path, {})[variant] = {**made, "parts": parts}
        data = {"pieces": pieces.all, "templates": templates}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def _variants(
        self, project: Project, schema: Schema, path: str, key: Sequence[str]
    ) -> Sequence[_Variant]:
        known = self._made.get(path)
        if known is None or known[0] != key:

            def make() -> Sequence[_Variant]:
                pages, originals = _pages(project, path), project.site.source
                return [
                    (variant, json.loads(_template(order, schema, layout, originals)))
                    for variant, order, layout in _orders(pages)
                ]

            self._made[path] = known = (key, self._cache.value("template", key, make))
        return known[1]


def _pages(project: Project, path: str) -> Mapping[str, Page]:
    """Return the page in every language that has it."""
    return {locale: tree[path] for locale, tree in _trees(project).items() if path in tree}


def _key(project: Project, schema: Schema, path: str) -> Sequence[str]:
    """Return what the templates of a page are made of."""
    return [repr(schema), *map(made_of, _pages(project, path).values())]


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
) -> str:
    # What makes Word files is loaded only if one is made: 0.1 s.
    from polisi.export.docx import template  # noqa: PLC0415

    original = originals.get(pages[0].path)
    return template.as_json(template.build(pages, schema, layout=layout, original=original))


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
