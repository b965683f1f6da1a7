"""Links lead somewhere, and to the same place in both languages.

What it finds:
    A link to a page, file or id that is not there; a link across to the other language's folder;
    a link that leads elsewhere than its counterpart, or has exchanged addresses with another one of
    its text, as a name or number in their labels shows; a link that is missing; an image that lost
    the words that stand for it. In a project also: a link to nowhere, and one that begins with `/`.

Why:
    A link that is broken in one language is noticed by the readers of that language only. A page
    of the other language behind a link is as bad as none for somebody who cannot read it.

Bad:
    ```markdown
    [Atodiad B](../../en/forms/access-request.md)    [Appendix B](../forms/acces-request.md)
    ```

Good:
    ```markdown
    [Atodiad B](../forms/access-request.md)          [Appendix B](../forms/access-request.md)
    ```

To mend it:
    Paths start from the folder of the page, and are the same in both languages; the site puts in
    the Welsh address. Addresses that differ in nothing but the code of their language are each
    other's counterpart: `/en/` and `/cy/`, `?lang=en` and `?lang=cy`, `form-en.pdf` and
    `form-cy.pdf`, or one of them without a code. Where another site has a page for each language
    otherwise, name both under `link_twins` in `docs/data/council.yml`: two addresses, two
    beginnings of addresses that end in `*`, or two names of hosts. The same goes for `mailto:`
    and `tel:`.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple
from urllib.parse import unquote

from polisi.content.loader import SUFFIXES
from polisi.diagnostics import Diagnostic, Severity
from polisi.model import Erratum, Kind, Link, Page, PagePair, Segment, Site, Span
from polisi.parity.addresses import Twins, host_of, names_language, same, without_language
from polisi.parity.align import Alignment, Pair
from polisi.parity.comparison import Comparison
from polisi.parity.units import origin
from polisi.said import Said, Words, is_meant, language, said, suggestion

NAME = "link"

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_WEB = ("http:", "https:", "//")
_ENOUGH = 2
"""How many pages of a place must be linked to in both languages to call it bilingual."""

_SAYS_SO = re.compile(r"Saesneg|English|Cymraeg|Welsh", re.I)
"""What tells a reader that a link leads to the other language."""

_UNKNOWN = " "
"""An anchor that leads to a place that cannot be told."""


class Target(NamedTuple):
    """Where a link leads.

    Attributes:
        where: `page` (a path below the language's folder), `web`, `absolute` or `nowhere`.
        path: the path, or the address so that those that lead to the same are equal.
        anchor: the id behind `#`, or an empty text.
    """

    where: str
    path: str
    anchor: str = ""


class _Fault(NamedTuple):
    """What is wrong with a link by itself."""

    link: Link
    target: Target
    message: Said
    hint: Said
    severity: Severity = Severity.ERROR


def target_of(href: str, page: str) -> Target:
    """Return where a link leads.

    Args:
        href: the address as written.
        page: the path of the page that it stands on.
    """
    if href in ("", "#"):
        return Target("nowhere", "")
    if _SCHEME.match(href) or href.startswith("//"):
        return Target("web", same(href))
    if href.startswith("/"):
        return Target("absolute", href)
    address, _, anchor = href.partition("#")
    path = unquote(address.partition("?")[0])
    full = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    return Target("page", full, unquote(anchor))


@dataclass(frozen=True)
class _Survey:
    """What is to be known of the whole site.

    Attributes:
        twins: the addresses that answer each other.
        bilingual: the places on the web that links of each language name with its own code.
        files: the files that pages of the source language link to.
        errata: the places, page and id, that `errata.yml` names.
        slugs: for a page, by its `id()`, its headings by the ids that renderers make of them.
    """

    twins: Twins
    bilingual: Container[str]
    files: Container[str]
    errata: frozenset[tuple[str, str]]
    slugs: dict[int, Mapping[str, Segment]] = field(default_factory=dict)


def survey(comparison: Comparison) -> _Survey:
    """Return what is to be known of the whole site."""
    site, memo = comparison.site, comparison.memo
    found = dict(comparison.alignments)
    neutral = memo.recall_each(
        "bilingual",
        {path: (alignment,) for path, alignment in found.items()},
        lambda path: _in_both(found[path], site),
    )
    files = memo.recall_each(
        "linked files",
        {path: (page,) for path, page in site.source.items()},
        lambda path: _files_of(site.source[path]),
    )
    return _Survey(
        Twins(site.link_twins or {}),
        memo.gather("bilingual", neutral, _are_enough),
        memo.gather("linked files", files, lambda places: places[0]),
        memo.recall("errata places", (site.errata,), lambda: _places_of(site.errata)),
    )


def _files_of(page: Page) -> Mapping[str, bool]:
    """Return the files that a page links to."""
    targets = (target_of(link.href, page.path) for each in page.segments for link in each.links)
    return {each.path: True for each in targets if each.where != "web" and _is_file(each.path)}


def _places_of(errata: Sequence[Erratum]) -> frozenset[tuple[str, str]]:
    return frozenset((place.page, place.anchor) for entry in errata for place in entry.places)


def check_pair(comparison: Comparison, pages: PagePair, surveyed: _Survey) -> Iterator[Diagnostic]:
    """Yield the links that are broken or differ."""
    checker = _Checker(comparison, surveyed)
    for page in filter(None, (pages.source, pages.target)):
        yield from checker.broken(page)
    alignment = comparison.alignment(pages)
    if alignment:
        for pair in alignment.pairs:
            yield from checker.different(alignment, pair)


class _Checker:
    """Checks one pair of pages."""

    def __init__(self, comparison: Comparison, surveyed: _Survey) -> None:
        self._comparison = comparison
        self._site = comparison.site
        self._broken: set[int] = set()
        self._lost: set[tuple[str, str, str]] = set()
        self._linked: dict[int, frozenset[str]] = {}
        self._slugs = surveyed.slugs
        self._twins = surveyed.twins
        self._errata = surveyed.errata
        self._bilingual = surveyed.bilingual
        self._files = surveyed.files

    # ------------------------------------------------------------------ each by itself
    def broken(self, page: Page) -> Iterator[Diagnostic]:
        """Yield the links of a page that lead nowhere, and note the segments."""
        comparison = self._comparison
        for segment in page.texts:
            if not segment.links or comparison.is_beyond(page, segment):
                continue
            for fault in self._faults(page, segment):
                answer = comparison.counterpart(page, segment)
                twin = self._twin(page, answer, fault.target) if answer else None
                if twin and not comparison.is_project:
                    # The same in both: whatever it is, neither lags behind the other.
                    continue
                self._broken.add(id(segment))
                if twin and not comparison.is_source(page):
                    # Reported for both.
                    continue
                if not comparison.is_own(page, segment):
                    lost = (page.path, origin(page, segment).path, fault.target.anchor)
                    if lost in self._lost:
                        continue
                    self._lost.add(lost)
                other = twin or (answer.span if answer else None)
                yield self._told(page, fault, other, both=twin is not None)

    def _told(self, page: Page, fault: _Fault, other: Span | None, *, both: bool) -> Diagnostic:
        return Diagnostic(
            NAME,
            fault.message,
            fault.hint,
            *self._comparison.places(page, fault.link.span, other),
            severity=fault.severity,
            at="target" if both else self._comparison.side(page),
        )

    def _twin(self, page: Page, answer: Segment, target: Target) -> Span | None:
        """Return the place of the link of the counterpart that leads to the same, if any."""
        counterpart = self._comparison.other_tree(page)[page.path]
        for link in answer.links:
            if target_of(link.href, counterpart.path) == target and any(
                fault.link is link for fault in self._faults(counterpart, answer)
            ):
                return link.span
        return None

    def _faults(self, page: Page, segment: Segment) -> Iterator[_Fault]:
        own = self._comparison.is_own(page, segment)
        for link in segment.links:
            target = target_of(link.href, page.path)
            if "{{" in link.href or "%7B%7B" in link.href:
                continue
            if not own and not self._is_lost_by_include(page, segment, link, target):
                # Looked at on the page that it comes from.
                continue
            fault = self._fault(page, link, target)
            if fault:
                yield fault

    def _is_lost_by_include(self, page: Page, segment: Segment, link: Link, target: Target) -> bool:
        """Return whether a link leads to a place on its own page that did not come along."""
        if not link.href.startswith("#"):
            return False
        home = origin(page, segment).path
        return self._comparison.tree(page).has_anchor(home, target.anchor)

    def _fault(self, page: Page, link: Link, target: Target) -> _Fault | None:
        project = self._comparison.is_project
        if target.where == "nowhere":
            if not project:
                return None
            message = said("link.nowhere", text=Words(link.text, page.locale))
            return _Fault(link, target, message, Said("link.give_address"))
        if target.where == "absolute":
            if not project:
                return None
            return _Fault(
                link,
                target,
                said("link.absolute", href=link.href),
                Said("link.write_path"),
                Severity.WARNING,
            )
        if target.where == "web" or self._is_of_errata(page, target):
            return None
        found = self._page_fault(page, target)
        return _Fault(link, target, *found) if found else None

    def _is_of_errata(self, page: Page, target: Target) -> bool:
        """Return whether a link is made from a place in `errata.yml`, which has its own rule."""
        return (
            page.path == self._site.errata_page
            and "errata" in self._comparison.rules
            and (target.path, target.anchor) in self._errata
        )

    def _page_fault(self, page: Page, target: Target) -> tuple[Said, Said] | None:
        """Return what is wrong with a link to a page or file, and what to do."""
        tree = self._comparison.tree(page)
        if target.path.startswith("../"):
            if not target.path.endswith(SUFFIXES):
                # A file that both languages share; the site's builder knows where it is.
                return None
            here = language(page.locale)
            return said("link.out", here=here, path=target.path), said("link.stay", here=here)
        if target.path in tree:
            if not target.anchor or tree.has_anchor(target.path, target.anchor):
                return None
            return self._anchor_fault(page, tree[target.path], target.anchor)
        if self._comparison.is_file(page.locale, target.path):
            return None
        return self._path_fault(page, target.path, tree)

    def _path_fault(
        self, page: Page, path: str, tree: Mapping[str, Page]
    ) -> tuple[Said, Said] | None:
        if path in self._comparison.other_tree(page) and "page" in self._comparison.rules:
            # The page is missing in this language, and that is reported.
            return None
        meant = [name for name in (f"{path}.md", posixpath.join(path, "index.md")) if name in tree]
        if meant and not self._comparison.is_project:
            return None
        # Most often the folder is wrong, else the spelling.
        same_name = [n for n in tree if posixpath.basename(n) == posixpath.basename(path)]
        near = meant or same_name or get_close_matches(path, tree, 1)
        there = posixpath.relpath(near[0], posixpath.dirname(page.path) or ".") if near else ""
        return (
            said("link.no_page", path=path),
            is_meant(there) if there else Said("link.correct_path"),
        )

    def _anchor_fault(self, page: Page, there: Page, anchor: str) -> tuple[Said, Said] | None:
        if _has_html_id(there, anchor):
            return None
        if not self._comparison.is_project and any(
            segment.kind is Kind.HEADING and not segment.anchor for segment in there.segments
        ):
            # Such a heading gets its id from the renderer, which may be any.
            return None
        other = self._comparison.other_tree(page).get(there.path)
        if (
            other
            and anchor in other.anchors
            and self._comparison.rules >= {"anchor", "heading", "structure"}
        ):
            # What has the id is missing in this language or has another, and that is reported.
            return None
        return (
            said("link.no_id", file=there.file, id=anchor),
            suggestion(anchor, there.anchors, "#") or Said("link.give_id"),
        )

    # ------------------------------------------------------------------ both together
    def different(self, alignment: Alignment, pair: Pair) -> Iterator[Diagnostic]:
        """Yield where the links of two segments lead to different places."""
        one, other = pair.source, pair.target
        if not (one.links or other.links) or {id(one), id(other)} & self._broken:
            return
        path = alignment.source.path
        here = [(self._expected(link, path), link) for link in self._compared(one)]
        there = [(self._found(link, path), link) for link in self._compared(other)]
        lacking = Counter(key for key, _ in here)
        lacking.subtract(key for key, _ in there)
        missing = [(key, link) for key, link in here if _take(lacking, key, 1)]
        extra = [(key, link) for key, link in there if _take(lacking, key, -1)]
        missing, extra = self._without_variants(alignment.source, missing, extra)
        if not missing and not extra:
            yield from self._exchanged(alignment, here, there)
            yield from self._wrong_language(alignment, pair)
            yield from self._without_words(alignment, pair)
            return
        source, target = language(alignment.source.locale), language(alignment.target.locale)
        wanted = missing[0][1] if missing else None
        found = extra[0][1] if extra else None
        if wanted and found and wanted.href == found.href:
            message = said(
                "link.not_twin",
                href=wanted.href,
                here=source,
                there=target,
                twin=self._twins.of(wanted.href) or "",
            )
        elif wanted and found:
            message = said(
                "link.differs", one=wanted.href, here=source, other=found.href, there=target
            )
        elif wanted:
            message = said("link.missing", href=wanted.href, lacks=target)
        else:
            assert found is not None
            message = said("link.only", href=found.href, has=target)
        yield Diagnostic(
            NAME,
            message,
            self._advice(wanted, found),
            wanted.span if wanted else one.span,
            found.span if found else other.span,
        )

    def _exchanged(
        self,
        alignment: Alignment,
        here: Sequence[tuple[Target, Link]],
        there: Sequence[tuple[Target, Link]],
    ) -> Iterator[Diagnostic]:
        """Yield the first link of a segment that another of its links has changed addresses with.

        That is sure if the labels of two that lead to different places share a name or a number,
        and those that lead to the same share none: both labels do, or one is the same in both
        languages. What differs in its language alone is left out.
        """
        both = {key for key, _ in here} & {key for key, _ in there}
        here = [each for each in here if each[0] in both]
        there = [each for each in there if each[0] in both]
        if len(here) < _PAIR or len({key for key, _ in here}) < _PAIR:
            return
        for key, link in here:
            same_place = [each.text for other, each in there if other == key]
            if any(_share(link.text, text) for text in same_place):
                continue
            for other, twin in there:
                claimed = [each.text for place, each in here if place == other]
                if other == key or not _share(link.text, twin.text):
                    continue
                if any(_share(text, twin.text) for text in claimed):
                    continue
                # "The Panel and its remit" may be "y grŵp a chylch gwaith y Panel".
                is_same = link.text.casefold() == twin.text.casefold()
                if is_same or any(_share(each, text) for each in claimed for text in same_place):
                    yield Diagnostic(
                        NAME,
                        said(
                            "link.differs",
                            one=link.href,
                            here=language(alignment.source.locale),
                            other=twin.href,
                            there=language(alignment.target.locale),
                        ),
                        Said("link.same"),
                        link.span,
                        twin.span,
                    )
                    return

    def _compared(self, segment: Segment) -> Iterator[Link]:
        """Yield the links that can be compared; without the declared twins, none on the web."""
        for link in segment.links:
            if self._site.link_twins is not None or not link.href.startswith(_WEB):
                yield link

    def _advice(self, wanted: Link | None, found: Link | None) -> Said:
        twin = self._twins.of(wanted.href) if wanted else None
        if twin:
            return said("link.write_twin", twin=twin)
        if wanted and found and target_of(wanted.href, "").where == "web":
            return Said("link.name_twins")
        return Said("link.same")

    def _expected(self, link: Link, path: str) -> Target:
        """Return where the counterpart of a source link should lead."""
        target = target_of(link.href, path)
        if target.where == "web":
            return target_of(self._twins.of(link.href) or link.href, path)
        # If the two places have different ids, that is reported where they stand.
        return self._at_heading(self._in_target(target), in_source=True)

    def _found(self, link: Link, path: str) -> Target:
        # An id may be the source's: written as it should be, reported where it is changed.
        return self._at_heading(self._in_target(target_of(link.href, path)), in_source=False)

    def _in_target(self, target: Target) -> Target:
        """Return a target with the id that its place has in the target language."""
        if not target.anchor:
            return target
        twin = self._comparison.alignments.twin(target.path, target.anchor)
        return Target(target.where, target.path, twin) if twin else target

    def _at_heading(self, target: Target, *, in_source: bool) -> Target:
        """Return a target whose anchor is an id made of the text of a heading as that heading.

        Such ids differ between the languages. The pages of a project have none.
        """
        if not target.anchor or self._comparison.is_project:
            return target
        alignment = self._comparison.alignments.get(target.path)
        if alignment is None:
            return Target(target.where, target.path, _UNKNOWN)
        if target.anchor in alignment.target.anchors | alignment.source.anchors:
            return target
        page = alignment.source if in_source else alignment.target
        if id(page) not in self._slugs:
            self._slugs[id(page)] = _headings_by_slug(page)
        heading = self._slugs[id(page)].get(target.anchor)
        if heading and not in_source:
            heading = alignment.counterparts.get(id(heading))
        if heading is None or heading.kind is not Kind.HEADING:
            return Target(target.where, target.path, _UNKNOWN)
        return Target(target.where, target.path, f" {heading.id}")

    def _without_variants(
        self,
        source: Page,
        missing: list[tuple[Target, Link]],
        extra: list[tuple[Target, Link]],
    ) -> tuple[list[tuple[Target, Link]], list[tuple[Target, Link]]]:
        """Take out what may well be each other's translation: addresses on the web, unknown ids."""
        left: list[tuple[Target, Link]] = []
        for key, link in missing:
            variants = [each for each in extra if self._is_variant(link, key, each[0])]
            if not variants and not self._comparison.is_project and not self._twins:
                variants = [each for each in extra if self._may_be_variant(source, key, each[0])]
            if variants:
                extra = [each for each in extra if each is not variants[0]]
            else:
                left.append((key, link))
        return left, extra

    def _is_variant(self, link: Link, one: Target, other: Target) -> bool:
        """Return whether two targets are one but for what cannot be told, or for the language."""
        if _UNKNOWN in (one.anchor, other.anchor) and one.path == other.path:
            return True
        if one.where != other.where or one.anchor != other.anchor or one.path.endswith(SUFFIXES):
            return False
        if self._twins.of(link.href) is not None:
            return False
        here, there = self._site.source_locale, self._site.target_locale
        # To the same page in one's own language; or, from each, to that of the other language.
        return any(
            without_language(one.path, its) == without_language(other.path, others)
            for its, others in ((here, there), (there, here))
        )

    def _may_be_variant(self, source: Page, one: Target, other: Target) -> bool:
        """Return whether a target may be the translation of another one, by another name.

        A plain pair of trees declares no twins. What the page of the source language links to
        itself, or any of its pages if it is a file, is no translation: then it is the wrong one.
        """
        if one.where != other.where or not (_is_foreign(one) and _is_foreign(other)):
            return False
        if other.where != "web" and _is_file(other.path) and other.path in self._files:
            return False
        return other.path not in self._linked_from(source)

    def _linked_from(self, page: Page) -> frozenset[str]:
        if id(page) not in self._linked:
            self._linked[id(page)] = frozenset(
                target_of(link.href, page.path).path
                for segment in page.segments
                for link in segment.links
            )
        return self._linked[id(page)]

    # ------------------------------------------------------------------ the same, but English
    def _wrong_language(self, alignment: Alignment, pair: Pair) -> Iterator[Diagnostic]:
        """Yield links that lead to the source language where the target has a page of its own."""
        site = self._site
        here, there = language(alignment.source.locale), language(alignment.target.locale)
        for link in pair.target.links:
            if not names_language(link.href, site.source_locale) or _SAYS_SO.search(
                pair.target.text
            ):
                continue
            page = self._page_at(alignment.target, link.href)
            if page:
                hint = said("link.give_page", file=page.file, there=there)
            elif _place(link.href) in self._bilingual:
                hint = said("link.give_other", there=there)
            else:
                continue
            one = next((each for each in pair.source.links if each.href == link.href), None)
            yield Diagnostic(
                NAME,
                said("link.wrong_language", there=there, here=here, href=link.href),
                hint,
                one.span if one else pair.source.span,
                link.span,
                severity=Severity.WARNING,
            )

    def _page_at(self, page: Page, href: str) -> Page | None:
        """Return the page that an address from the root of the site leads to, if both have it."""
        if _place(href) != "/":
            return None
        address = re.split("[?#]", without_language(href, self._site.source_locale))[0].strip("/")
        tree, other = self._comparison.tree(page), self._comparison.other_tree(page)
        names = (f"{address}.md", f"{address}/index.md")
        return next((tree[name] for name in names if name in tree and name in other), None)

    def _without_words(self, alignment: Alignment, pair: Pair) -> Iterator[Diagnostic]:
        """Yield images that have words in their place in the source, and none in the target."""
        here = [link for link in pair.source.links if link.image]
        there = [link for link in pair.target.links if link.image]
        if len(here) != len(there):
            return
        for one, other in zip(here, there, strict=True):
            if one.text.strip() and not other.text.strip():
                yield Diagnostic(
                    NAME,
                    said(
                        "link.no_words",
                        href=other.href,
                        text=Words(one.text, alignment.source.locale),
                        here=language(alignment.source.locale),
                        there=language(alignment.target.locale),
                    ),
                    Said("link.translate_words"),
                    one.span,
                    other.span,
                )


_PAIR = 2
_MARK = re.compile(r"\d+|[^\W\d_]{4,}")


def _marks(label: str) -> frozenset[str]:
    """Return the numbers of a label and those of its words that may be the same in Welsh."""
    return frozenset(_MARK.findall(label.casefold()))


def _share(one: str, other: str) -> bool:
    return not _marks(one).isdisjoint(_marks(other))


def _in_both(alignment: Alignment, site: Site) -> Mapping[str, frozenset[str]]:
    """Return what links of each language name with its own code, by place on the web."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for pair in alignment.pairs:
        if not pair.source.links:
            continue
        here = {
            without_language(link.href, site.source_locale)
            for link in pair.source.links
            if names_language(link.href, site.source_locale)
        }
        for link in pair.target.links:
            neutral = without_language(link.href, site.target_locale)
            if neutral in here and names_language(link.href, site.target_locale):
                found[_place(link.href)].add(neutral)
    return {place: frozenset(pages) for place, pages in found.items()}


def _are_enough(pages: Iterable[frozenset[str]]) -> bool | None:
    """Return whether so many pages of a place are linked to that it must be bilingual."""
    return len(frozenset().union(*pages)) >= _ENOUGH or None


def _is_foreign(target: Target) -> bool:
    """Return whether a target is a page on the web, or a file that may have another name."""
    if target.where == "web":
        return target.path.startswith("//")
    return target.where == "absolute" or (target.where == "page" and _is_file(target.path))


def _is_file(path: str) -> bool:
    return "." in posixpath.basename(path) and not path.endswith(SUFFIXES)


def _place(href: str) -> str:
    """Return the host of an address; what begins with `/` is all on one."""
    return "/" if href.startswith("/") and not href.startswith("//") else _bare(host_of(href))


def _bare(host: str) -> str:
    return re.sub(r"^(?:en|cy)\.", "", host)


def _take(counts: Counter[Target], key: Target, sign: int) -> bool:
    if counts[key] * sign <= 0:
        return False
    counts[key] -= sign
    return True


def _headings_by_slug(page: Page) -> Mapping[str, Segment]:
    """Return the headings of a page by the ids that renderers make of their texts."""
    found: dict[str, Segment] = {}
    for joint, slug in (("-", _slug), ("_", _plain_slug)):
        seen: Counter[str] = Counter()
        for heading in page.segments:
            if heading.kind is Kind.HEADING and not heading.explicit:
                own = slug(heading.text)
                found.setdefault(f"{own}{joint}{seen[own]}" if seen[own] else own, heading)
                seen[own] += 1
    return found


def _slug(text: str) -> str:
    """Return the id of a heading as GitHub makes it, with accents."""
    return re.sub(r"[^\w\s-]", "", text.strip().lower()).replace(" ", "-")


def _plain_slug(text: str) -> str:
    """Return the id of a heading as Python-Markdown makes it, without accents."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_text).strip().lower())


def _has_html_id(page: Page, anchor: str) -> bool:
    """Return whether HTML or a footnote on a page has an id that its Markdown does not show."""
    if anchor.startswith(("fn:", "fnref:")):
        return True
    return (
        re.search(rf"""\b(?:id|name)=["']?{re.escape(anchor)}["'\s>]""", page.markdown) is not None
    )
