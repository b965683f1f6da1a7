"""Where a page goes in the site: every language under its own prefix, with addresses of its own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from polisi.content.slugs import former_slugs
from polisi.model import Page


def destination(page: Page, pages: Mapping[str, Page], use_directory_urls: bool = True) -> str:
    """Return the path of a page's HTML file in the site.

    The `slug` of a page names its last part; that of a folder's `index.md` names the folder.

    Args:
        page: the page.
        pages: every page of its language, by path.
        use_directory_urls: whether `a.md` becomes `a/index.html` and not `a.html`.
    """
    parts = [names[0] for names in _names(page, pages)]
    return _file(page, parts, use_directory_urls)


def former(pages: Mapping[str, Page], use_directory_urls: bool = True) -> Mapping[str, Page]:
    """Return the paths at which pages of a language were before, each with the page.

    A folder's former slugs are part of the former addresses of all that is in it. What another
    page has taken over is left out; rule `front-matter` says so.

    Args:
        pages: every page of the language, by path.
        use_directory_urls: as for `destination`.
    """
    taken = {destination(page, pages, use_directory_urls) for page in pages.values()}
    found: dict[str, Page] = {}
    for page in pages.values():
        for parts in product(*_names(page, pages)):
            path = _file(page, parts, use_directory_urls)
            if path not in taken:
                found.setdefault(path, page)
    return found


def url(dest: str, use_directory_urls: bool = True) -> str:
    """Return the address of an HTML file, as a link to it should be written."""
    if use_directory_urls and posixpath.basename(dest) == "index.html":
        return posixpath.dirname(dest) + "/"
    return dest


def relative(target: str, start: str) -> str:
    """Return an address as the page at `start` should write it, both from the site's root."""
    return posixpath.relpath(target, start) + ("/" if target.endswith("/") else "")


def _names(page: Page, pages: Mapping[str, Page]) -> Iterator[Sequence[str]]:
    """Yield the names of each part of a page's address, the one it has now before former ones."""
    folder, name = posixpath.split(page.path)
    yield [page.locale]
    walked = ""
    for part in folder.split("/") if folder else []:
        walked = posixpath.join(walked, part)
        index = pages.get(posixpath.join(walked, "index.md"))
        yield [part] if index is None else [_slug(index) or part, *former_slugs(index)]
    stem = posixpath.splitext(name)[0]
    if stem != "index":
        yield [_slug(page) or stem, *former_slugs(page)]


def _file(page: Page, parts: Sequence[str], use_directory_urls: bool) -> str:
    is_folder = use_directory_urls or posixpath.basename(page.path) == "index.md"
    return "/".join(parts) + ("/index.html" if is_folder else ".html")


def _slug(page: Page) -> str | None:
    slug = page.meta.get("slug")
    return slug if isinstance(slug, str) and slug else None
