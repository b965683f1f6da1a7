"""Links lead somewhere, and to the same place in both languages.

What it finds:
    A link to a page, file or id that is not there; a link across to the other language's folder;
    a link that leads elsewhere than its counterpart; a link that is missing. In a project also: a
    link to nowhere, and one that begins with `/`.

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
    the Welsh address. Where another site has a page for each language, name both under
    `link_twins` in `docs/data/council.yml`.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote, urlsplit

from polisi.diagnostics import Diagnostic, Severity
from polisi.model import Kind, Link, Page, Segment, Span
from polisi.parity.align import Alignment, Pair
from polisi.parity.comparison import Comparison
from polisi.parity.units import origin

NAME = "link"

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_PAGE = (".md", ".markdown")
_WEB = ("http:", "https:", "//")
_UNKNOWN = " "
"""An anchor that leads to a place that cannot be told."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads.

    Attributes:
        where: `page` (a path below the language's folder), `web`, `absolute` or `nowhere`.
        path: the path or address.
        anchor: the id behind `#`, or an empty text.
    """

    where: str
    path: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with a link by itself."""

    link: Link
    target: Target
    message: str
    hint: str
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
        return Target("web", href)
    if href.startswith("/"):
        return Target("absolute", href)
    address, _, anchor = href.partition("#")
    path = unquote(address.partition("?")[0])
    full = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    return Target("page", full, unquote(anchor))


def check(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield the links that are broken or differ."""
    checker = _Checker(comparison)
    for page in comparison.pages:
        yield from checker.broken(page)
    for alignment in comparison.alignments.values():
        for pair in alignment.pairs:
            yield from checker.different(alignment, pair)


class _Checker:
    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._site = comparison.site
        self._broken: set[int] = set()
        self._lost: set[tuple[str, str, str]] = set()
        self._slugs: dict[int, Mapping[str, Segment]] = {}
        self._errata = {
            (place.page, place.anchor) for entry in self._site.errata for place in entry.places
        }

    @property
    def _twins(self) -> Mapping[str, str]:
        return self._site.link_twins or {}

    # ------------------------------------------------------------------ each by itself
    def broken(self, page: Page) -> Iterator[Diagnostic]:
        """Yield the links of a page that lead nowhere, and note the segments."""
        comparison = self._comparison
        for segment in page.segments:
            if comparison.is_beyond(page, segment):
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
        home = self._comparison.tree(page).get(origin(page, segment).path)
        return home is not None and target.anchor in home.anchors

    def _fault(self, page: Page, link: Link, target: Target) -> _Fault | None:
        project = self._comparison.is_project
        if target.where == "nowhere":
            if not project:
                return None
            message = f"The link “{link.text}” leads nowhere."
            return _Fault(link, target, message, "Give it an address, or take the link off.")
        if target.where == "absolute":
            if not project:
                return None
            return _Fault(
                link,
                target,
                f"The link `{link.href}` begins with `/`, wherever the site may be put.",
                "Write the path from the folder of this page.",
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

    def _page_fault(self, page: Page, target: Target) -> tuple[str, str] | None:
        """Return what is wrong with a link to a page or file, and what to do."""
        tree = self._comparison.tree(page)
        if target.path.startswith("../"):
            if not target.path.endswith(_PAGE):
                # A file that both languages share; the site's builder knows where it is.
                return None
            return (
                f"A link leads out of the pages in {page.locale}: `{target.path}`.",
                f"Link to a page in {page.locale}; the site offers the other language itself.",
            )
        if target.path in tree:
            return self._anchor_fault(page, tree[target.path], target.anchor)
        if target.path in self._site.files.get(page.locale, ()):
            return None
        return self._path_fault(page, target.path, tree)

    def _path_fault(
        self, page: Page, path: str, tree: Mapping[str, Page]
    ) -> tuple[str, str] | None:
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
            f"A link names a page or file that is not there: `{path}`.",
            f"Did you mean `{there}`?" if there else "Correct the path, or take the link off.",
        )

    def _anchor_fault(self, page: Page, there: Page, anchor: str) -> tuple[str, str] | None:
        if not anchor or anchor in there.anchors or _has_html_id(there, anchor):
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
        near = get_close_matches(anchor, there.anchors, 1)
        return (
            f"A link names an id that `{there.file}` has not: `#{anchor}`.",
            f"Did you mean `#{near[0]}`?" if near else "Give the id of a heading or clause there.",
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
        missing, extra = self._without_variants(missing, extra)
        if not missing and not extra:
            return
        source, target = alignment.source.locale, alignment.target.locale
        wanted = missing[0][1] if missing else None
        found = extra[0][1] if extra else None
        if wanted and found and wanted.href == found.href:
            twin = self._expected(wanted, path).path
            message = (
                f"This link leads to `{wanted.href}` in {source} and in {target}; "
                f"its counterpart in {target} is `{twin}`."
            )
        elif wanted and found:
            message = (
                f"This link leads to `{wanted.href}` in {source}, to `{found.href}` in {target}."
            )
        elif wanted:
            message = f"The link to `{wanted.href}` is missing in {target}."
        else:
            assert found is not None
            message = f"The link to `{found.href}` stands in {target} only."
        yield Diagnostic(
            NAME,
            message,
            self._advice(wanted, found),
            wanted.span if wanted else one.span,
            found.span if found else other.span,
        )

    def _compared(self, segment: Segment) -> Iterator[Link]:
        """Yield the links that can be compared; without the declared twins, none on the web."""
        for link in segment.links:
            if self._site.link_twins is not None or not link.href.startswith(_WEB):
                yield link

    def _advice(self, wanted: Link | None, found: Link | None) -> str:
        twin = self._twins.get(wanted.href) if wanted else None
        if twin:
            return f"Write `{twin}`, as `link_twins` has it."
        if wanted and found and target_of(wanted.href, "").where == "web":
            return "Correct one of them, or name both under `link_twins` in `council.yml`."
        return "Make them the same in both languages."

    def _expected(self, link: Link, path: str) -> Target:
        """Return where the counterpart of a source link should lead."""
        target = target_of(link.href, path)
        if target.where == "web":
            return Target("web", self._twins.get(link.href, link.href))
        alignment = self._comparison.alignments.get(target.path)
        if target.anchor and alignment:
            # If the two places have different ids, that is reported where they stand.
            anchor = alignment.anchors.get(target.anchor, target.anchor)
            target = Target(target.where, target.path, anchor)
        return self._at_heading(target, alignment, in_source=True)

    def _found(self, link: Link, path: str) -> Target:
        target = target_of(link.href, path)
        alignment = self._comparison.alignments.get(target.path)
        if target.anchor and alignment and target.anchor in alignment.source.anchors:
            # An id that is the source's: written as it should be, reported where it is changed.
            anchor = alignment.anchors.get(target.anchor, target.anchor)
            target = Target(target.where, target.path, anchor)
        return self._at_heading(target, alignment, in_source=False)

    def _at_heading(
        self, target: Target, alignment: Alignment | None, *, in_source: bool
    ) -> Target:
        """Return a target whose anchor is an id made of the text of a heading as that heading.

        Such ids differ between the languages. The pages of a project have none.
        """
        if not target.anchor or self._comparison.is_project:
            return target
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
        self, missing: list[tuple[Target, Link]], extra: list[tuple[Target, Link]]
    ) -> tuple[list[tuple[Target, Link]], list[tuple[Target, Link]]]:
        """Take out what may well be each other's translation: addresses on the web, unknown ids."""
        left: list[tuple[Target, Link]] = []
        for key, link in missing:
            variant = next((each for each in extra if self._is_variant(link, key, each[0])), None)
            if variant:
                extra = [each for each in extra if each is not variant]
            else:
                left.append((key, link))
        return left, extra

    def _is_variant(self, link: Link, one: Target, other: Target) -> bool:
        if _UNKNOWN in (one.anchor, other.anchor) and one.path == other.path:
            return True
        if one.where != "web" or other.where != "web" or link.href in self._twins:
            return False
        if _neutral(one.path, self._site.source_locale) == _neutral(
            other.path, self._site.target_locale
        ):
            return True
        # A plain pair of trees declares no twins, so another page may well be the right one.
        pages = all(urlsplit(each.path).scheme in ("http", "https") for each in (one, other))
        return pages and not self._comparison.is_project and not self._twins


def _take(counts: Counter[Target], key: Target, sign: int) -> bool:
    if counts[key] * sign <= 0:
        return False
    counts[key] -= sign
    return True


def _neutral(address: str, locale: str) -> str:
    """Return a web address with its language, as part of host, path or query, made neutral."""
    code = re.escape(locale.partition("-")[0])
    return re.sub(rf"(?<![a-z0-9]){code}(?:[-_][a-z]{{2}})?(?![a-z0-9])", "*", address.lower())


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
