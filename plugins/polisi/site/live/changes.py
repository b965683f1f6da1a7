"""Which pages a change touches: one state of the site held against the next.

A page is made of its own text, of the site's frame, which shows titles and addresses of other
pages, and in the preview of its findings. Where nothing but texts and findings is another, the
pages to be made again are known; in every other case all are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import islice

from polisi.model import Kind, Page, Site
from polisi.project import Project
from polisi.site.view import Key, View

_TEXTS = frozenset({"source", "target"})
_UNSEEN = frozenset({"link_twins", "ledger", "glossary"})
"""What of a site no page shows but in findings; that a page is no draft any more is told by it."""

_OWN = frozenset({"site", "errors", "errors_by_file"})
"""What of a project is not the same for all pages: why a page cannot be read stands on it alone."""


def touched(before: View, after: View) -> frozenset[Key] | None:
    """Return the pages that must be made again; None if all must.

    Args:
        before: what the site shows now.
        after: what it is to show.
    """
    if before.setting != after.setting or not _same_frame(before, after):
        return None
    changed = set(_changed(before, after))
    for locale, path in changed:
        if in_frame(before.pages(locale)[path]) != in_frame(after.pages(locale)[path]):
            return None
    # A page may quote its counterpart, and its form leads to places in it.
    both = {(locale, path) for _, path in changed for locale in after.locales}
    here = {key for key in both if key[1] in after.pages(key[0])}
    unread = _with_other_errors(before, after)
    return frozenset(here | unread | set(_with_other_findings(before, after)))


def _same_frame(before: View, after: View) -> bool:
    old, new = before.project, after.project
    seen = {each.name for each in fields(Project)} - _OWN
    if any(getattr(old, name) != getattr(new, name) for name in seen):
        return False
    seen = {each.name for each in fields(Site)} - _TEXTS - _UNSEEN
    if any(getattr(old.site, name) != getattr(new.site, name) for name in seen):
        return False
    return all(before.pages(each).keys() == after.pages(each).keys() for each in after.locales)


def _changed(before: View, after: View) -> Iterator[Key]:
    for locale in after.locales:
        known = before.pages(locale)
        for path, page in after.pages(locale).items():
            if known[path] is not page and known[path] != page:
                yield locale, path


def _with_other_errors(before: View, after: View) -> frozenset[Key]:
    """Return the pages that cannot be read, could not be before, or for another reason."""
    was, now = (
        {key: str(error) for key, error in view.project.errors_by_file.items()}
        for view in (before, after)
    )
    return frozenset(key for key, _ in was.items() ^ now.items())


def in_frame(page: Page) -> tuple[object, ...]:
    """Return what other pages, the menu or the list of former addresses may show of a page.

    The document that a page makes is called after its first heading, or the first that it
    includes (`export.parts`), and is a letter or not.
    """
    headings = [segment for segment in page.segments if segment.kind is Kind.HEADING]
    included = (each for each in headings if page.lines[each.lines[0]].path != page.path)
    firsts = [each.text for group in (iter(headings), included) for each in islice(group, 1)]
    letter = {"letter" in s.containers for s in page.segments if s.kind is not Kind.HEADING}
    return page.meta, page.title, bool(page.segments), firsts, letter


def _with_other_findings(before: View, after: View) -> Iterator[Key]:
    """Yield the pages that show other findings than before, their own or of what they include."""
    if before.editors is None or after.editors is None:
        return
    files = after.editors.findings.differing(before.editors.findings)
    if not files:
        return
    for locale in after.locales:
        for path, page in after.pages(locale).items():
            folder = page.file.removesuffix(path)
            if any(folder + each in files for each in _files(page.prefixes, path)):
                yield locale, path


def _files(prefixes: Mapping[str, str], path: str) -> Iterator[str]:
    yield path
    yield from prefixes
