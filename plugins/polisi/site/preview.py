"""What the preview alone shows on a page: its findings, beside the segments that they are about.

Nothing here is called when a site is built. A finding has the same id on the pages of both
languages, so that a link from one leads to the very place on the other.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree  # noqa: N813 (as Python-Markdown calls it)
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

from polisi.diagnostics import Diagnostic
from polisi.model import Page, Segment, Site, Span
from polisi.said import Run
from polisi.strings import say

TOP = "polisi-editor"
"""The id of the bar at the top of a page."""

AddressOf = Callable[[str, str], str]
"""Gives the address of a page from its language and path."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and where it is on one page.

    Attributes:
        diagnostic: the finding.
        here: the place on this page.
        there: the file of the other place, or None.
    """

    diagnostic: Diagnostic
    here: Span
    there: str | None

    @property
    def id(self) -> str:
        """The id of its box, on either page."""
        return box_id(self.diagnostic)


@dataclass(frozen=True, slots=True)
class Shown:
    """The findings of one page.

    Attributes:
        beside: those about a segment, by its id.
        top: those about none.
    """

    beside: Mapping[str, Sequence[Found]]
    top: Sequence[Found]

    @property
    def all(self) -> Sequence[Found]:
        """All of them, in the order in which they stand on the page."""
        return [*self.top, *(found for group in self.beside.values() for found in group)]


class Preview:
    """The findings of a site, by the page that shows them.

    Args:
        site: the site.
        findings: what a check has found.
        address: gives a page's address.
    """

    def __init__(self, site: Site, findings: Sequence[Diagnostic], address: AddressOf) -> None:
        self._site = site
        self._address = address
        self._by_file: dict[str, list[Found]] = defaultdict(list)
        for finding in findings:
            places = [span for span in (finding.source, finding.target) if span is not None]
            # Of two places in one file, the one to mend.
            for here in {span.path: span for span in (*places, finding.span)}.values():
                there = next((span.path for span in places if span.path != here.path), None)
                self._by_file[here.path].append(Found(finding, here, there))
        self._pages = {
            page.file: page for tree in (site.source, site.target) for page in tree.values()
        }
        self._homes = {page.file for page in self._pages.values() if page.path == "index.md"}
        named = [each for file in self._pages for each in self._by_file.get(file, ())]
        shown = {id(each.diagnostic) for each in named}
        lost = {id(f.diagnostic): f for group in self._by_file.values() for f in group}
        self._lost = tuple(found for key, found in lost.items() if key not in shown)
        self._held: dict[str, Shown] = {}

    def differing(self, other: Preview) -> frozenset[str]:
        """Return the files of pages on which this and another state show different findings."""
        mine, theirs = self._by_file, other._by_file
        files = {file for file in mine.keys() | theirs.keys() if mine.get(file) != theirs.get(file)}
        if self._lost != other._lost:
            files |= self._homes | other._homes
        return frozenset(files)

    def hold(self, before: Page, now: Page) -> Sequence[Found]:
        """Let the findings of a page stand where they do, until it is checked as it is now.

        Args:
            before: the page as it was when it was checked.
            now: the page as it is; each finding stays with the text that it is about.

        Returns:
            The findings.
        """
        shown = self.shown(before)
        texts = {segment.source: segment.id for segment in now.segments}
        beside: dict[str, list[Found]] = {}
        for ident, found in shown.beside.items():
            place = texts.get(before.by_id[ident].source, ident)
            beside.setdefault(place, []).extend(found)
        self._held[now.file] = Shown(beside, shown.top)
        return shown.all

    def shown(self, page: Page) -> Shown:
        """Return the findings that a page shows.

        One about no page, such as an entry of the navigation, is shown on the home pages.
        """
        if page.file in self._held:
            return self._held[page.file]
        beside: dict[str, list[Found]] = {}
        top = list(self._lost) if page.file in self._homes else []
        files = {page.file: None, **{_file(page, line.path): None for line in page.lines}}
        for file in files:
            for found in self._by_file.get(file, ()):
                segment = _segment(page, found.here)
                if segment is not None:
                    beside.setdefault(segment.id, []).append(found)
                elif file == page.file:
                    top.append(found)
        order = {segment.id: at for at, segment in enumerate(page.segments)}
        return Shown(dict(sorted(beside.items(), key=lambda item: order[item[0]])), top)

    def boxes(self, page: Page, link: Callable[[str], str]) -> dict[str, etree.Element]:
        """Return what stands beside the segments of a page, by their ids.

        Args:
            page: the page.
            link: makes a site address one that is relative to the page.
        """
        shown = self.shown(page)
        after = _followed(shown.all)
        return {
            ident: _group(self._box(each, page.locale, link, after) for each in group)
            for ident, group in shown.beside.items()
        }

    def bar(
        self, page: Page, link: Callable[[str], str], unplaced: Mapping[str, etree.Element]
    ) -> Mapping[str, Any]:
        """Return what the bar at the top of a page says.

        Args:
            page: the page.
            link: makes a site address one that is relative to the page.
            unplaced: the boxes for which the page has no place.

        Returns:
            `count`, a sentence; `first`, the id to jump to, or None; `boxes`, HTML.
        """
        shown = self.shown(page)
        after = _followed(shown.all)
        top = [_group([self._box(each, page.locale, link, after)]) for each in shown.top]
        return {
            "id": TOP,
            "count": count(page.locale, len(shown.all)),
            "first": shown.all[0].id if shown.all else None,
            "boxes": "".join(
                etree.tostring(box, encoding="unicode", method="html")
                for box in (*top, *unplaced.values())
            ),
        }

    def _box(
        self, found: Found, locale: str, link: Callable[[str], str], after: Mapping[str, str]
    ) -> etree.Element:
        finding = found.diagnostic
        severity = str(finding.severity)
        said = say(locale, f"preview_{severity}")
        box = etree.Element("div", {"class": f"polisi-finding polisi-{severity}", "id": found.id})
        head = etree.SubElement(box, "p", {"class": "polisi-finding-head"})
        etree.SubElement(head, "strong").text = said
        etree.SubElement(head, "code").text = finding.rule
        # The place to mend, on whichever side that is.
        etree.SubElement(head, "span").text = f"{finding.span.path}:{finding.span.line}"
        for parts in finding.told(locale):
            text = etree.SubElement(box, "p")
            for piece in pieces(parts, locale):
                foreign = {"lang": piece.lang} if piece.lang else {}
                name = "code" if piece.is_code else "span"
                etree.SubElement(text, name, foreign).text = piece.text
        links = etree.SubElement(box, "p", {"class": "polisi-finding-links"})
        other = self._pages.get(found.there or "")
        if other is not None:
            address = self._address(other.locale, other.path)
            key = "preview_other_place" if other.locale == locale else "preview_counterpart"
            self._link(links, f"{link(address)}#{found.id}", say(locale, key))
        following = after.get(found.id)
        if following:
            self._link(links, f"#{following}", say(locale, "preview_next"))
        self._link(links, f"#{TOP}", say(locale, "preview_top"))
        return box

    @staticmethod
    def _link(parent: etree.Element, href: str, text: str) -> None:
        etree.SubElement(parent, "a", {"href": href}).text = text


def box_id(finding: Diagnostic) -> str:
    """Return the id of a finding's box, which no other finding changes by coming or going."""
    known = repr((finding.rule, finding.message, finding.source, finding.target))
    return f"polisi-finding-{sha256(known.encode('utf-8')).hexdigest()[:8]}"


def count(locale: str, number: int) -> str:
    """Return how many findings a page has, in words."""
    key = {0: "preview_none", 1: "preview_one"}.get(number, "preview_some")
    return say(locale, key, number=str(number))


class Piece(NamedTuple):
    """A piece of what a finding says.

    Attributes:
        text: the piece.
        is_code: whether it stands between backquotes.
        lang: its language if it is another than that of the page, or an empty text.
    """

    text: str
    is_code: bool
    lang: str


def pieces(parts: Sequence[Run], locale: str) -> Sequence[Piece]:
    """Return in pieces what a finding says on a page.

    Args:
        parts: what it says.
        locale: the language of the page.
    """
    found: list[Piece] = []
    is_code = False
    for run in parts:
        for at, text in enumerate([run.text] if run.is_value else run.text.split("`")):
            is_code ^= at > 0
            # Code is in no language, but for what fills it.
            is_foreign = run.locale != locale and (run.is_value or not is_code)
            lang = run.locale if is_foreign else ""
            if found and found[-1][1:] == (is_code, lang):
                found[-1] = Piece(found[-1].text + text, is_code, lang)
            elif text:
                found.append(Piece(text, is_code, lang))
    return found


def _group(boxes: Iterator[etree.Element] | Sequence[etree.Element]) -> etree.Element:
    # No search finds what is said about a page on it.
    group = etree.Element("div", {"class": "polisi-findings", "data-search-exclude": ""})
    group.extend(boxes)
    return group


def _followed(found: Sequence[Found]) -> Mapping[str, str]:
    """Return the id of the finding that comes after each, by the id of the one before."""
    return {each.id: following.id for each, following in pairwise(found)}


def _file(page: Page, path: str) -> str:
    """Return the file of a path below the page's language's folder, as findings name it."""
    return page.file.removesuffix(page.path) + path


def _segment(page: Page, place: Span) -> Segment | None:
    """Return the segment of a page that a place is in, or else comes after.

    None for a place in the front matter or in a file that the page takes nothing from.
    """
    own = [segment for segment in page.segments if segment.span.path == place.path]
    first = next((line.number for line in page.lines if _file(page, line.path) == place.path), None)
    if first is None or place.line < first or not own:
        return None
    on_line = [s for s in own if s.span.line <= place.line <= s.span.end_line]
    near = [s for s in on_line or own if _start(s) <= (place.line, place.column)]
    # What stands before a segment's text on its line, such as the mark of a list, is its own.
    return max(near, key=_start) if near else min(on_line or own, key=_start)


def _start(segment: Segment) -> tuple[int, int]:
    return segment.span.line, segment.span.column
