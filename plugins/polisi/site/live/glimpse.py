"""The page that was saved, shown before the rest of the site is read and checked.

To read all pages and to check them takes longer than an editor waits without noticing, and next to
nothing of it is about what was just written. So a page that stands alone is read and rendered by
itself: 7 ms of processor time, where our own site takes 55 ms. Its findings stay where they were
until the check has been made, which follows at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.diagnostics import ContentError
from polisi.model import Page
from polisi.site.live.changes import in_frame
from polisi.site.live.rendering import Build
from polisi.site.view import Key, View


class Glimpse(NamedTuple):
    """One page as it is now, and the rest of the site as it was.

    Attributes:
        key: the page.
        view: what the site shows with it.
        is_sure: whether the page is shown as it will be when all is read and checked, if only
            its own words have changed; not while it has findings, which may move.
    """

    key: Key
    view: View
    is_sure: bool


def glimpse(before: View, builds: Mapping[str, Build], changed: Collection[Path]) -> Glimpse | None:
    """Return what the site shows with the page that was saved.

    Args:
        before: what the site shows now.
        builds: what each language was built with.
        changed: the files that have changed.

    Returns:
        None if anything but one page has changed, or that page is made of other files too, cannot
        be read, or shows on other pages what is another now.
    """
    if len(changed) != 1:
        return None
    (file,) = changed
    key = _key(str(file), builds)
    known = None if key is None else before.shown(*key) and before.pages(key[0]).get(key[1])
    if key is None or known is None or any(line.via for line in known.lines):
        return None
    page = _read(file, known)
    if page is None or in_frame(page) != in_frame(known):
        return None
    view = _with(before, page)
    held = view.editors.findings.hold(known, page) if view.editors else ()
    return Glimpse(key, view, not held)


def _key(file: str, builds: Mapping[str, Build]) -> Key | None:
    for locale, build in builds.items():
        found = build.sources.get(file)
        path = getattr(found, "norm_src_uri", "")
        if found is not None and build.pages.get(path) is found:
            return locale, path
    return None


def _read(file: Path, known: Page) -> Page | None:
    """Return a page as it is now if it takes nothing in."""
    root = known.file.removesuffix(known.path).rstrip("/")

    def read(path: str) -> bytes:
        if path != known.path:
            raise OSError
        return file.read_bytes()

    try:
        page = read_page(Expander(read, root).source(known.path), known.locale, root)
    except (ContentError, OSError):
        return None
    return replace(page, draft=known.draft)


def _with(before: View, page: Page) -> View:
    site = before.project.site
    pages = {**before.pages(page.locale), page.path: page}
    if page.locale == site.source_locale:
        site = replace(site, source=pages)
    else:
        site = replace(site, target=pages)
    project = replace(before.project, site=site)
    return View(project, before.answers, before.findings, before.setting, before)
