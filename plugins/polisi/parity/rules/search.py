"""What `search.yml` says that readers look for is there to be found.

What it finds:
    An entry that leads to a page which is in neither language, or to a place that its page does
    not have; as a warning, a word of `means` that no page of its language uses. What one language
    lacks and the other has is left to the rule that says so.

Why:
    Whoever searches with such a word finds nothing, though the entry was written for them.

Bad:
    ```yaml
    en:
      - asked: blocked
        page: what-to-expect.md#if-not-folowed
    ```

Good:
    ```yaml
    en:
      - asked: blocked
        page: what-to-expect.md#if-not-followed
    ```

To mend it:
    Correct the entry in `docs/data/search.yml`: the path of a page, and after `#` the id of a
    heading, a clause, or another place that is given one; or a word that the pages use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from operator import attrgetter

from polisi.diagnostics import Diagnostic, Severity, Side
from polisi.language import welsh
from polisi.model import Asked, Page, Span
from polisi.parity.comparison import Comparison
from polisi.parity.memo import Pages
from polisi.said import Said, Words, said, suggestion

NAME = "search"
ASKS_TOLD = True

_PLAIN = attrgetter("plain")


def check_site(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield the entries that lead nowhere."""
    site = comparison.site
    sides: tuple[tuple[Side, str], ...] = (
        ("source", site.source_locale),
        ("target", site.target_locale),
    )
    for side, locale in sides:
        entries = site.asked.get(locale, ())
        for entry in entries:
            yield from comparison.memo.recall(
                (NAME, entry.span), (entry,), partial(_lost, comparison, side, entry)
            )
        yield from _unused(comparison, side, entries)


# ---------------------------------------------------------------------- places
def _lost(comparison: Comparison, side: Side, entry: Asked) -> Sequence[Diagnostic]:
    found = (_of_place(comparison, side, entry, *place) for place in entry.places)
    return [each for each in found if each is not None]


def _of_place(
    comparison: Comparison, side: Side, entry: Asked, path: str, anchor: str
) -> Diagnostic | None:
    """Return what is wrong with a place, unless that is told already."""
    pages, others = _trees(comparison, side)
    if path not in pages:
        locales = comparison.site.files
        there = path in others or any(comparison.is_file(each, path) for each in locales)
        message = said("search.no_page", path=path)
        hint = suggestion(path, pages) or Said("search.give_path")
        # What is in one language only, or cannot be read, is told as that.
        return None if there else _wrong(side, entry, message, hint)
    page = pages[path]
    if (
        not anchor
        or any(each.begins_place for each in page.segments if each.anchor == anchor)
        or _is_told(comparison, side, path, anchor)
    ):
        return None
    ids = [each.anchor for each in page.segments if each.anchor and each.begins_place]
    return _wrong(
        side,
        entry,
        said("search.no_id", file=page.file, id=anchor),
        suggestion(anchor, ids) or Said("search.give_id"),
    )


def _is_told(comparison: Comparison, side: Side, path: str, anchor: str) -> bool:
    """Return whether it is told already why a page lacks an id."""
    pages, others = _trees(comparison, side)
    page, other = pages[path], others.get(path)
    if any(comparison.is_told_at(each.span) for each in page.unclosed):
        return True
    segment = next((s for s in other.segments if s.anchor == anchor), None) if other else None
    if other is None or segment is None:
        return False
    answer = comparison.counterpart(other, segment)
    if answer is None:
        return _is_lack_told(comparison, side, path)
    return comparison.is_told(*((answer, segment) if side == "source" else (segment, answer)))


def _is_lack_told(comparison: Comparison, side: Side, path: str) -> bool:
    """Return whether it is told already that a language lacks a page, or some of what is on it."""
    pages, others = _trees(comparison, side)
    places = [each.span for each in pages[path].unclosed] if path in pages else []
    alignment = comparison.alignments.get(path)
    if alignment is not None:
        places += [gap.unit.span for gap in alignment.gaps if gap.in_source != (side == "source")]
    elif path in others:
        places.append(Span.at(others[path].file))
    return any(map(comparison.is_told_at, places))


# ---------------------------------------------------------------------- words
def _unused(comparison: Comparison, side: Side, entries: Sequence[Asked]) -> Iterator[Diagnostic]:
    memo, site = comparison.memo, comparison.site
    pages = site.source if side == "source" else site.target
    locale = site.source_locale if side == "source" else site.target_locale
    wanted = memo.recall((NAME, side), (entries,), partial(_wanted, entries))
    # Few of the words of a page are wanted; so little is kept of it, and little brought together.
    given = {path: (page, wanted) for path, page in pages.items()} if wanted else {}
    stand = memo.recall_each(
        f"{NAME} {side}", given, lambda path: wanted.intersection(_words(pages[path]))
    )
    used = frozenset[str]().union(*stand.values())
    unused = [
        (entry, word)
        for entry in entries
        for word in entry.means
        if used.isdisjoint(welsh.forms_of(word))
    ]
    if unused and not _may_be_lacking(comparison, side):
        known = set(chain.from_iterable(map(_words, pages.values())))
        for entry, word in unused:
            yield _wrong(
                side,
                entry,
                said("search.no_word", word=Words(word, locale)),
                suggestion(welsh.fold(word), known) or Said("search.give_word"),
                Severity.WARNING,
            )


def _wanted(entries: Sequence[Asked]) -> frozenset[str]:
    """Return every form of the words that pages should use."""
    return frozenset(
        form for entry in entries for word in entry.means for form in welsh.forms_of(word)
    )


def _words(page: Page) -> Iterator[str]:
    """Return the words of a page, folded."""
    texts = (page.title, *(segment.text for segment in page.segments))
    return map(_PLAIN, chain.from_iterable(map(welsh.spellings, texts)))


def _may_be_lacking(comparison: Comparison, side: Side) -> bool:
    """Return whether a word may have stood in what a language is told to lack."""
    return any(_is_lack_told(comparison, side, pair.path) for pair in comparison.pairs) or any(
        comparison.is_told_at(each.span)
        for each in comparison.lost
        if each.in_source != (side == "source")
    )


# ---------------------------------------------------------------------- both
def _trees(comparison: Comparison, side: Side) -> tuple[Pages, Pages]:
    """Return the pages of one language, and those of the other."""
    trees = (comparison.pages_of("source"), comparison.pages_of("target"))
    return trees if side == "source" else trees[::-1]


def _wrong(
    side: Side, entry: Asked, message: Said, hint: Said, severity: Severity = Severity.ERROR
) -> Diagnostic:
    source = entry.span if side == "source" else None
    target = entry.span if side == "target" else None
    return Diagnostic(NAME, message, hint, source, target, severity)
