"""The front matter is complete, and says in both languages what must be the same.

What it finds:
    `title` or `description` missing or empty; `source` or `clause_prefix` different; a
    `document_title` (what the page is called as a document of its own) in one language alone; a
    `slug` that is not ASCII, or is the address of another page too, or is missing on a page of the
    target language; a former slug in `moved_from` that is none, or is in use; a key that means
    nothing here. On a plain pair of trees: a key that only one has.

Why:
    The title and the description are what a reader sees in the menu, the tab and the search
    results. `source` and `clause_prefix` make the ids of clauses, to which links lead in both
    languages. The slug is the address, and two pages cannot have one address.

Bad:
    ```yaml
    ---
    title:
    slug: Defnydd Personol
    ---
    ```

Good:
    ```yaml
    ---
    title: Canllawiau ar ddefnydd personol
    description: Yr hyn y dylai cyflogeion ei ystyried.
    source: "6"
    slug: defnydd-personol
    ---
    ```

To mend it:
    Add what is missing. A slug is made of lower-case letters without accents, digits and hyphens:
    `tŷ agored` is `ty-agored`. That of an `index.md` names its folder. When a slug changes, the old
    one goes into a list, `moved_from: [defnydd-preifat]`, and whoever asks for it is led on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from polisi.content.slugs import SLUG, former_slugs
from polisi.diagnostics import Diagnostic, Severity
from polisi.model import Page, PagePair, Span
from polisi.parity.comparison import Comparison
from polisi.said import Said, language, said, suggestion

NAME = "front-matter"

_REQUIRED = ("title", "description")
_EQUAL = ("source", "clause_prefix")
_IN_BOTH = ("document_title",)
_OF_MKDOCS = frozenset({"hide", "icon", "search", "status", "tags", "template"})
_KNOWN = _OF_MKDOCS.union(_REQUIRED, _EQUAL, _IN_BOTH, {"slug", "moved_from"})


def check_pair(comparison: Comparison, pair: PagePair) -> Iterator[Diagnostic]:
    """Yield what is wrong in the front matter of each page."""
    both = [page for page in (pair.source, pair.target) if page]
    if any(not page.segments and not page.meta for page in both):
        # An empty file; rule `page` says so.
        return
    if pair.source and pair.target:
        yield from _same(pair.source, pair.target, strict=comparison.is_project)
    if comparison.is_project:
        for page in both:
            yield from _texts(comparison, page)
            yield from _unknown(comparison, page)
            yield from _slug(comparison, page)
            yield from _moved(comparison, page)


def check_site(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield the slugs that two pages have."""
    if comparison.is_project:
        trees = {"source": comparison.site.source, "target": comparison.site.target}
        addresses = comparison.memo.recall_each(
            "addresses",
            {(side, path): (page,) for side, tree in trees.items() for path, page in tree.items()},
            lambda place: _address(trees[place[0]][place[1]]),
        )
        # Most changes of a page leave its address as it was.
        yield from comparison.memo.recall(
            ("slugs", tuple(addresses.items())), (), lambda: tuple(_slugs(comparison))
        )


def _address(page: Page) -> tuple[object, ...]:
    """Return what of a page `_slugs` looks at."""
    keys = ("slug", "moved_from")
    return page.file, *((repr(page.meta.get(key)), page.meta_span(key).line) for key in keys)


def _slugs(comparison: Comparison) -> Iterator[Diagnostic]:
    for tree in (comparison.site.source, comparison.site.target):
        yield from _slug_twice(tree)
        yield from _old_in_use(comparison, tree)


def _places(comparison: Comparison, page: Page, key: str) -> tuple[Span | None, Span | None]:
    """Return the place of a key on a page and on its counterpart."""
    source = comparison.site.source.get(page.path)
    target = comparison.site.target.get(page.path)
    return source.meta_span(key) if source else None, target.meta_span(key) if target else None


def _same(source: Page, target: Page, *, strict: bool) -> Iterator[Diagnostic]:
    keys = (*_EQUAL, *_IN_BOTH) if strict else (*_REQUIRED, *_EQUAL)
    for key in keys:
        places = (source.meta_span(key), target.meta_span(key))
        one, other = source.meta.get(key), target.meta.get(key)
        if (one is None) != (other is None):
            without, has = (source, target) if one is None else (target, source)
            yield Diagnostic(
                NAME,
                said(
                    "front-matter.missing_beside",
                    key=key,
                    lacks=language(without.locale),
                    has=language(has.locale),
                    value=str(has.meta[key]),
                ),
                said("front-matter.add_same", key=key, value=str(has.meta[key]))
                if key in _EQUAL
                else Said("front-matter.add"),
                *places,
                at="source" if without is source else "target",
            )
        elif key in _EQUAL and one != other:
            yield Diagnostic(
                NAME,
                said(
                    "front-matter.differs",
                    key=key,
                    one=str(one),
                    here=language(source.locale),
                    other=str(other),
                    there=language(target.locale),
                ),
                Said("front-matter.same"),
                *places,
            )
        elif strict and one is not None and not isinstance(one, str):
            yield Diagnostic(
                NAME,
                said("front-matter.number", key=key),
                said("front-matter.quote", key=key, value=str(one)),
                *places,
            )


def _texts(comparison: Comparison, page: Page) -> Iterator[Diagnostic]:
    for key in _REQUIRED:
        value = page.meta.get(key)
        if isinstance(value, str) and value.strip():
            continue
        here = language(page.locale)
        if key not in page.meta:
            what = said("front-matter.missing", key=key, lacks=here)
        elif value is None or value == "" or isinstance(value, str):
            what = said("front-matter.empty", key=key, lacks=here)
        else:
            what = said("front-matter.no_text", key=key, here=here, value=str(value))
        yield _at_page(comparison, page, key, what, said("front-matter.give", key=key))


def _at_page(
    comparison: Comparison,
    page: Page,
    key: str,
    message: Said,
    hint: Said,
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    """Return a finding about one page; what is wrong on a source page is mended there."""
    source, target = _places(comparison, page, key)
    if comparison.is_source(page):
        target = None
    return Diagnostic(NAME, message, hint, source, target, severity)


def _unknown(comparison: Comparison, page: Page) -> Iterator[Diagnostic]:
    for key in page.meta:
        if str(key) not in _KNOWN:
            hint = suggestion(str(key), _KNOWN) or Said("front-matter.delete")
            message = said("front-matter.unknown", key=str(key))
            yield _at_page(comparison, page, str(key), message, hint, Severity.WARNING)


def _slug(comparison: Comparison, page: Page) -> Iterator[Diagnostic]:
    slug = page.meta.get("slug")
    if slug is None:
        if comparison.is_source(page) or page.path == "index.md":
            return
        yield _at_page(
            comparison,
            page,
            "slug",
            said("front-matter.missing", key="slug", lacks=language(page.locale)),
            said("front-matter.add_slug", here=language(page.locale)),
        )
    elif not SLUG.fullmatch(str(slug)):
        yield _at_page(
            comparison,
            page,
            "slug",
            said("front-matter.bad_slug", slug=str(slug)),
            Said("front-matter.plain_slug"),
        )


def _moved(comparison: Comparison, page: Page) -> Iterator[Diagnostic]:
    given = page.meta.get("moved_from", [])
    if not isinstance(given, list):
        yield _at_page(
            comparison,
            page,
            "moved_from",
            said("front-matter.no_list", value=str(given)),
            said("front-matter.write_list", value=str(given)),
        )
        return
    for slug in given:
        if not SLUG.fullmatch(str(slug)):
            yield _at_page(
                comparison,
                page,
                "moved_from",
                said("front-matter.bad_former", slug=str(slug)),
                Said("front-matter.give_former"),
            )


def _slug_twice(tree: Mapping[str, Page]) -> Iterator[Diagnostic]:
    by_address: defaultdict[tuple[str, str], list[Page]] = defaultdict(list)
    for path, page in sorted(tree.items()):
        slug = page.meta.get("slug")
        if slug is not None and path != "index.md":
            by_address[_place(page)[0], str(slug)].append(page)
    for (_, slug), pages in by_address.items():
        for page in pages[1:]:
            first = pages[0].meta_span("slug")
            yield Diagnostic(
                NAME,
                said(
                    "front-matter.slug_twice",
                    slug=slug,
                    one=pages[0].file,
                    line=first.line,
                    other=page.file,
                ),
                Said("front-matter.other_slug"),
                first,
                page.meta_span("slug"),
            )


def _old_in_use(comparison: Comparison, tree: Mapping[str, Page]) -> Iterator[Diagnostic]:
    used: dict[tuple[str, str], tuple[Page, str]] = {}
    for path, page in sorted(tree.items()):
        if path != "index.md":
            folder, name = _place(page)
            used.setdefault((folder, str(page.meta.get("slug") or name)), (page, "slug"))
    for _, page in sorted(tree.items()):
        folder, _ = _place(page)
        for slug in former_slugs(page):
            other, key = used.setdefault((folder, slug), (page, "moved_from"))
            if other is page and key == "moved_from":
                continue
            yield _at_page(
                comparison,
                page,
                "moved_from",
                said(
                    "front-matter.former_in_use",
                    slug=slug,
                    file=other.file,
                    line=other.meta_span(key).line,
                ),
                Said("front-matter.delete_former"),
            )


def _place(page: Page) -> tuple[str, str]:
    """Return the folder in which a page has its address, and its name there without a slug.

    An index.md stands for its folder, whose siblings are the pages beside it.
    """
    own = page.path.removesuffix("/index.md") if page.path.endswith("/index.md") else page.path
    folder, _, name = own.rpartition("/")
    return folder, name.removesuffix(".md")
