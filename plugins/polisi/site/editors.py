"""The editors' own pages of the preview: how far each page has come, and both languages beside it.

They are made when somebody asks for one, and again at each build while that is so: nobody waits
for a page that is not looked at. None of this is called when a site is built.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from babel.dates import format_date

from polisi.content.values import PREFIX
from polisi.diagnostics import Diagnostic
from polisi.exchange.inline import definitions
from polisi.model import Kind, Page, PagePair
from polisi.parity.comparison import Comparison
from polisi.project import Project
from polisi.review import PageStatus, State, status
from polisi.review.progress import Section, sections, total
from polisi.review.sidebyside import Row, SideBySide, side_by_side
from polisi.site.marked import marked
from polisi.site.preview import AddressOf, Preview, pieces
from polisi.strings import catalogue, say

FOLDER = "_status"
"""The folder of these pages below each language's own."""

_STATUS = "polisi-preview/status.html"
_SIDE = "polisi-preview/side-by-side.html"
_SUFFIX = re.compile(r"\.[^./]+$")

Values = Mapping[str, Any]
Link = Callable[[str], str]
"""Makes a site address one that is relative to the page it stands on."""


class Editors:
    """What the preview shows to editors of one state of the project.

    Attributes:
        findings: the findings, by the page that shows them.

    Args:
        project: the project.
        findings: what a check has found in it.
        address: gives a page's address.
    """

    def __init__(
        self, project: Project, findings: Sequence[Diagnostic], address: AddressOf
    ) -> None:
        self._site = project.site
        self._diagnostics = findings
        self._address = address
        self.findings = Preview(project.site, findings, address)

    def bar(self, page: Page, link: Link, unplaced: Mapping[str, Any]) -> Values:
        """Return what the bar at the top of a page says.

        Args:
            page: the page.
            link: makes a site address one that is relative to the page.
            unplaced: the boxes for which the page has no place.
        """
        return {
            **self.findings.bar(page, link, unplaced),
            # The number is so often another that it is in a file of its own, and not on every page.
            "site": say(page.locale, "preview_site", number="{number}"),
            "status": link(address(page.locale)),
            "side": link(address(page.locale, page.path)),
            "say": catalogue(page.locale),
        }

    # ------------------------------------------------------------------ pages of their own
    def page(self, asked: str, link: Link) -> tuple[str, Values] | None:
        """Return one of the editors' own pages: the name of its template, and what it shows.

        Args:
            asked: its address on the site.
            link: makes a site address one that is relative to it.

        Returns:
            None if there is no such page.
        """
        for locale in self._locales:
            if asked == address(locale):
                return _STATUS, {**self._frame(locale, link, None), **self._overview(locale, link)}
            path = self._paths.get(asked.removeprefix(f"{locale}/"))
            if asked.startswith(f"{locale}/") and path is not None:
                values = {**self._frame(locale, link, path), **self._side(locale, link, path)}
                return _SIDE, values
        return None

    @property
    def _locales(self) -> tuple[str, str]:
        return self._site.source_locale, self._site.target_locale

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        """The path of each page, by the address of its own page here below the language's."""
        paths = (*(pair.path for pair in self._site.pairs), *self._site.data)
        return {address("", path).removeprefix("/"): path for path in paths}

    @cached_property
    def _status(self) -> Sequence[PageStatus]:
        return status(Comparison(self._site, ()))

    @cached_property
    def _sides(self) -> Mapping[str, SideBySide]:
        return {each.page.path: each for each in side_by_side(self._status, self._diagnostics)}

    def _frame(self, locale: str, link: Link, path: str | None) -> dict[str, Any]:
        other = next(each for each in self._locales if each != locale)
        return {
            "locale": locale,
            "other": other,
            "other_name": say(other, "language_name"),
            "twin": link(address(other, path)),
            "overview": link(address(locale)),
            "root": link("./"),
            "say": catalogue(locale),
        }

    # ------------------------------------------------------------------ how far it has come
    def _overview(self, locale: str, link: Link) -> dict[str, Any]:
        told: dict[str, int] = defaultdict(int)
        for path, side in self._sides.items():
            rows = [row for part in side.parts for row in part.rows]
            told[path] = len({*side.findings, *(each for row in rows for each in row.findings)})
        files = {page.file for pair in self._site.pairs for page in _sides(pair)}
        return {
            "all": _progress(locale, total(self._status)),
            "sections": [
                self._section(locale, link, section, told)
                for section in sections(self._site, self._status)
            ],
            "findings": [
                _finding(each, locale)
                for each in self._diagnostics
                if not files & {span.path for span in (each.source, each.target) if span}
            ],
        }

    def _section(
        self, locale: str, link: Link, section: Section, told: Mapping[str, int]
    ) -> Values:
        return {
            "title": section.titles.get(locale)
            or say(locale, "preview_data" if section.is_data else "preview_not_in_menu"),
            "progress": _progress(locale, section.counts),
            "pages": [
                {
                    "title": _title(page, locale),
                    "side": link(address(locale, page.path)),
                    "state": say(locale, f"state_{page.state}"),
                    "name": str(page.state),
                    "progress": _progress(locale, page.counts),
                    "findings": told[page.path],
                }
                for page in section.pages
            ],
        }

    # ------------------------------------------------------------------ side by side
    def _side(self, locale: str, link: Link, path: str) -> dict[str, Any]:
        side = self._sides[path]
        rows = [row for part in side.parts for row in part.rows]
        return {
            "title": _title(side.page, locale),
            "languages": [
                {"locale": page.locale, "title": page.title, "address": self._link(link, page)}
                for page in (side.page.source, side.page.target)
                if page is not None
            ],
            "names": [say(each, "language_name") for each in self._locales],
            "locales": self._locales,
            "progress": _progress(locale, side.page.counts),
            "findings": [_finding(each, locale) for each in side.findings],
            "changed": any(row.old is not None for row in rows),
            "rows": [self._row(locale, link, side.page, row) for row in rows],
        }

    def _link(self, link: Link, page: Page, anchor: str = "") -> str:
        if page.path in self._site.data:
            return ""
        return link(self._address(page.locale, page.path)) + (f"#{anchor}" if anchor else "")

    def _row(self, locale: str, link: Link, page: PageStatus, row: Row) -> Values:
        shown = page.source if row.source is not None else page.target
        ident = row.id if row.source is not None else row.id.partition(":")[2]
        # A paragraph has no id of its own; the nearest one above it has. A text under a key is
        # at no place of the page.
        anchor = "" if row.kind is Kind.VALUE else ident.partition("~")[0]
        return {
            "id": row.id,
            "name": row.label or ident.removeprefix(PREFIX),
            "address": self._link(link, shown, anchor) if shown else "",
            "kind": str(row.kind),
            "texts": [
                marked(segment, definitions(side), old) if side and segment else None
                for side, segment, old in (
                    (page.source, row.source, row.old),
                    (page.target, row.target, None),
                )
            ],
            "state": say(locale, f"state_{row.state}"),
            "state_name": str(row.state),
            "notes": list(_notes(locale, row)),
            "findings": [_finding(each, locale) for each in row.findings],
        }


def address(locale: str, path: str | None = None) -> str:
    """Return the address of an editors' page on the site.

    Args:
        locale: the language that it speaks.
        path: the path of the page that it shows side by side; by default, the overview.
    """
    folder = f"{locale}/{FOLDER}/"
    return folder if path is None else f"{folder}{_SUFFIX.sub('', path)}/"


def _notes(locale: str, row: Row) -> Iterator[str]:
    signoff = row.signoff
    if signoff is None:
        return
    try:
        day = format_date(date.fromisoformat(signoff.date), "d MMMM y", locale=locale)
    except ValueError:
        day = signoff.date
    yield say(locale, "preview_signed", by=signoff.by, date=day)
    if row.state is State.STALE:
        if row.old is not None:
            yield say(locale, "preview_source_changed")
        if row.target_changed:
            yield say(locale, "preview_target_changed")


def _finding(finding: Diagnostic, locale: str) -> Values:
    return {
        "severity": str(finding.severity),
        "said": say(locale, f"preview_{finding.severity}"),
        "rule": finding.rule,
        "texts": [pieces(parts, locale) for parts in finding.told(locale)],
        "place": f"{finding.span.path}:{finding.span.line}",
    }


def _progress(locale: str, counts: Mapping[State, int]) -> Values:
    every = sum(counts.values())
    reviewed = counts[State.REVIEWED]
    return {
        "all": every,
        "reviewed": reviewed,
        "said": say(locale, "preview_reviewed", number=str(reviewed), all=str(every)),
        "states": [
            {"name": str(state), "said": say(locale, f"state_{state}"), "number": number}
            for state, number in counts.items()
            if number
        ],
    }


def _title(page: PageStatus, locale: str) -> str:
    sides = [each for each in (page.source, page.target) if each is not None]
    own = next((each for each in sides if each.locale == locale), None)
    return (own or sides[0]).title


def _sides(pair: PagePair) -> Iterable[Page]:
    return (page for page in (pair.source, pair.target) if page is not None)
