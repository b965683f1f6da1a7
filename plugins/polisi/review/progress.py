"""How far each section of the navigation has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from polisi.model import NavItem, Site
from polisi.review.status import PageStatus, State


@dataclass(frozen=True, slots=True)
class Section:
    """An entry at the top of the navigation, with the pages below it.

    Attributes:
        titles: its title by locale; empty for the pages that the navigation does not name, and
            for data files.
        pages: its pages, in the order of the navigation.
        is_data: whether these are data files.
    """

    titles: Mapping[str, str]
    pages: tuple[PageStatus, ...]
    is_data: bool = False

    @property
    def counts(self) -> Mapping[State, int]:
        """How many segments of its pages are in each state."""
        return total(self.pages)


def total(pages: Iterable[PageStatus]) -> Mapping[State, int]:
    """Return how many segments of pages are in each state."""
    found = Counter(each.state for page in pages for each in page.segments)
    return {state: found[state] for state in State}


def sections(site: Site, pages: Sequence[PageStatus]) -> Sequence[Section]:
    """Return the pages by section of the navigation, those that it does not name, the data files.

    Args:
        site: the site.
        pages: how far its pages have come.
    """
    left = {page.path: page for page in pages if page.path not in site.data}
    data = tuple(page for page in pages if page.path in site.data)
    found: list[Section] = []
    for item in site.nav or ():
        below = [left.pop(path) for path in _paths(item) if path in left]
        if below:
            found.append(Section(_titles(site, item, below[0]), tuple(below)))
    if left:
        found.append(Section({}, tuple(left.values())))
    if data:
        found.append(Section({}, data, is_data=True))
    return found


def _paths(item: NavItem) -> Iterator[str]:
    if item.path is not None:
        yield item.path
    for child in item.children:
        yield from _paths(child)


def _titles(site: Site, item: NavItem, first: PageStatus) -> Mapping[str, str]:
    if item.title is not None:
        target = site.nav_titles.get(item.title, item.title)
        return {site.source_locale: item.title, site.target_locale: target}
    return first.titles
