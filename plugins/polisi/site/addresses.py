"""Where a page goes in the site: every language under its own prefix, with addresses of its own."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from polisi.model import Page


def destination(page: Page, pages: Mapping[str, Page], use_directory_urls: bool = True) -> str:
    """Return the path of a page's HTML file in the site.

    The `slug` of a page names its last part; that of a folder's `index.md` names the folder.

    Args:
        page: the page.
        pages: every page of its language, by path.
        use_directory_urls: whether `a.md` becomes `a/index.html` and not `a.html`.
    """
    folder, name = posixpath.split(page.path)
    parts = [page.locale]
    walked = ""
    for part in folder.split("/") if folder else []:
        walked = posixpath.join(walked, part)
        index = pages.get(posixpath.join(walked, "index.md"))
        parts.append(_slug(index) or part)
    stem = posixpath.splitext(name)[0]
    if stem == "index":
        parts.append("index.html")
    else:
        stem = _slug(page) or stem
        parts.append(f"{stem}/index.html" if use_directory_urls else f"{stem}.html")
    return "/".join(parts)


def url(dest: str, use_directory_urls: bool = True) -> str:
    """Return the address of an HTML file, as a link to it should be written."""
    if use_directory_urls and posixpath.basename(dest) == "index.html":
        return posixpath.dirname(dest) + "/"
    return dest


def _slug(page: Page | None) -> str | None:
    slug = page.meta.get("slug") if page else None
    return slug if isinstance(slug, str) and slug else None
