"""Every page stands in both languages, and says something.

What it finds:
    A page whose counterpart, the file of the same path in the other language, is missing; and a
    page without any text.

Why:
    A reader who switches language on a page must come to the same page. Nobody notices a page
    that is missing in a language that they do not read.

Bad:
    `docs/en/policy/conclusion.md` without `docs/cy/policy/conclusion.md`.

Good:
    Both files, both with text.

To mend it:
    Write the page that is missing, or delete the one that is left over. While a translation is
    being made, put it in as a draft: a draft is told apart from a gap, a gap is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from polisi.content.reader import COMMENT
from polisi.diagnostics import Diagnostic
from polisi.model import Page, PagePair, Span
from polisi.parity.comparison import Comparison
from polisi.said import Said, language, said

NAME = "page"


def check_pair(comparison: Comparison, pair: PagePair) -> Iterator[Diagnostic]:
    """Yield that a page is missing or empty."""
    if pair.source is None or pair.target is None:
        yield from _missing(comparison, pair)
    else:
        yield from _empty(pair.source, pair.target)


def _missing(comparison: Comparison, pair: PagePair) -> Iterator[Diagnostic]:
    site = comparison.site
    page = pair.source or pair.target
    assert page is not None
    if pair.target is None:
        locale, root = site.target_locale, site.target_root
    else:
        locale, root = site.source_locale, site.source_root
    if comparison.is_file(locale, pair.path):
        # It is there but cannot be read; whoever reads it says so.
        return
    file = f"{root}/{pair.path}" if root else pair.path
    here, there = Span.at(page.file), Span.at(file)
    yield Diagnostic(
        NAME,
        said("page.missing", lacks=language(locale), file=file),
        said("page.write", file=page.file),
        here if pair.source else there,
        there if pair.source else here,
        at="target" if pair.source else "source",
    )


def _empty(source: Page, target: Page) -> Iterator[Diagnostic]:
    # What is not closed hides text, and is reported.
    empty = [page for page in (source, target) if page.end is None and not _has_content(page)]
    if not empty:
        return
    message = said("page.empty", lacks=language(empty[0].locale))
    if len(empty) > 1:
        here, there = language(source.locale), language(target.locale)
        message = said("page.empty_in_both", here=here, there=there)
    yield Diagnostic(
        NAME,
        message,
        Said("page.write_text"),
        Span.at(source.file),
        Span.at(target.file),
        at="source" if empty == [source] else "target",
    )


def _has_content(page: Page) -> bool:
    """Return whether there is anything to be seen on a page, and be it in HTML alone."""
    return bool(page.segments or COMMENT.sub("", page.markdown).strip())
