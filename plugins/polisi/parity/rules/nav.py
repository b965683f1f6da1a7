"""The navigation and the pages agree, and its titles stand in both languages.

What it finds:
    A page that the navigation does not show; an entry for a page that is in neither language; a
    page shown twice; a title without a translation.

Why:
    A page outside the navigation is found by nobody. A title without a translation stands in the
    wrong language on every page of the site.

Bad:
    ```yaml
    nav:
      - Policy:
          - policy/scope.md
          - policy/skope.md
    ```

Good:
    ```yaml
    nav:
      - Policy:
          - policy/scope.md
    plugins:
      - i18n:
          languages:
            - locale: cy
              nav_translations:
                Policy: Polisi
    ```

To mend it:
    Correct `nav` in `mkdocs.yml`, or add the title to `nav_translations` of the other language.
    A title belongs to a section; a page brings its own from its front matter.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches

from polisi.diagnostics import Diagnostic
from polisi.model import NavItem, Span
from polisi.parity.comparison import Comparison
from polisi.said import Said, Words, is_meant, language, said

NAME = "nav"


def check_site(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield where the navigation and the pages do not agree."""
    site = comparison.site
    if site.nav is None:
        return
    items = list(_walk(site.nav))
    known = {pair.path for pair in site.pairs}
    # A page that is there but cannot be read is no mistake of the navigation.
    there = known.union(*site.files.values())
    first: dict[str, NavItem] = {}
    unshown = known - {item.path for item in items}
    for item in items:
        if item.title is not None and not site.nav_titles.get(item.title, "").strip():
            yield Diagnostic(
                NAME,
                said(
                    "nav.untranslated",
                    title=Words(item.title, site.source_locale),
                    there=language(site.target_locale),
                ),
                said("nav.translate", there=language(site.target_locale), file=site.config),
                item.span,
            )
        if item.path is None:
            continue
        if item.path not in there:
            meant = _meant(item.path, unshown)
            # What is meant is not shown under its own name, but that is the same mistake.
            unshown.discard(meant)
            yield Diagnostic(
                NAME,
                said("nav.no_page", path=item.path),
                is_meant(meant) if meant else Said("nav.correct_path"),
                item.span,
            )
        elif item.path in first:
            yield Diagnostic(
                NAME,
                said("nav.twice", path=item.path, line=first[item.path].span.line),
                Said("nav.keep_one"),
                item.span,
            )
        first.setdefault(item.path, item)
    for pair in site.pairs:
        if pair.path in unshown:
            page = pair.source or pair.target
            assert page is not None
            yield Diagnostic(
                NAME,
                said("nav.unshown", path=pair.path),
                said("nav.add", file=site.config),
                Span.at(page.file),
                _near(items, pair.path, site.config),
            )


def _meant(path: str, unshown: Collection[str]) -> str:
    """Return the page that is not shown and is most likely meant by a path, or an empty text."""
    near = get_close_matches(path, unshown, 1)
    folder = [each for each in unshown if posixpath.dirname(each) == posixpath.dirname(path)]
    return near[0] if near else folder[0] if len(folder) == 1 else ""


def _walk(items: Sequence[NavItem]) -> Iterator[NavItem]:
    for item in items:
        yield item
        yield from _walk(item.children)


def _near(items: Sequence[NavItem], path: str, config: str) -> Span:
    """Return the place of the last entry of the folder of `path`, else of the navigation."""
    folder = path.rpartition("/")[0]
    spans = [i.span for i in items if i.path and i.path.rpartition("/")[0] == folder]
    spans = spans or [i.span for i in items]
    return spans[-1] if spans else Span.at(config)
