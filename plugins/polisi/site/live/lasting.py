"""What lasts while a page cannot be read: all that the rest of the site shows of it.

Somebody saves half a page, or breaks its front matter, and mends it a moment later. The page says
why it cannot be read; its address, its title in the menus and what its documents hold stay as they
were, so that only that page is made again, and no other page is a wrong one meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from polisi.model import Page
from polisi.project import Project


def as_last_read(project: Project, before: Project | None) -> Project:
    """Return a project with each page that cannot be read as it was when it last could be.

    Args:
        project: the project as it is.
        before: what this function returned for an earlier state, if there was one.

    Returns:
        The project; its errors are still there. A page that never could be read has none.
    """
    if before is None or not project.errors_by_file:
        return project
    site, was = project.site, before.site
    source = _pages(project, site.source_locale, site.source, was.source)
    target = _pages(project, site.target_locale, site.target, was.target)
    lasting = {site.source_locale: source, site.target_locale: target}
    files = {each: names - lasting[each].keys() for each, names in site.files.items()}
    return replace(project, site=replace(site, source=source, target=target, files=files))


def _pages(
    project: Project, locale: str, now: Mapping[str, Page], before: Mapping[str, Page]
) -> Mapping[str, Page]:
    lost = {path for each, path in project.errors_by_file if each == locale}
    # In the order of before, in which menus and lists are.
    there = now.keys() | lost
    kept = {path: now.get(path, page) for path, page in before.items() if path in there}
    return {**kept, **now}
