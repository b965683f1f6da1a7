"""What `errata.yml` says of the printed text is true: of each place, and of the words there.

What it finds:
    A place that no page has; a place where the words do not stand that are said to be printed
    there, or to be read now; words that stand at none of the places.

Why:
    Each place carries the number of its note, and the list of corrections leads there. Paragraphs
    and list items are named by their position; when one is added above them, the note would stand
    beside another.

Bad:
    ```yaml
    - places: [policy/principles.md#principles-99]
      printed: Twitter
    ```

Good:
    ```yaml
    - places: [policy/principles.md#principles-2]
      printed: Twitter
    ```

To mend it:
    Correct the place in `docs/data/errata.yml`: the page, `#`, and the id of the clause, heading,
    list item (`scope-2`) or paragraph (`scope~p2`). Give the words as the English page has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from polisi.diagnostics import Diagnostic
from polisi.model import Erratum, Place, Segment
from polisi.parity.comparison import Comparison
from polisi.parity.units import origin
from polisi.parity.wording import quoted
from polisi.said import Said, said, suggestion

NAME = "errata"
ASKS_TOLD = True

_FIELD = re.compile(r"\{\{[^{}]*\}\}")


def check_site(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield the places that are not there, and the words that do not stand there."""
    for entry in comparison.site.errata:
        yield from comparison.memo.recall(
            (NAME, entry.number), (entry,), partial(_of_entry, comparison, entry)
        )


def _of_entry(comparison: Comparison, entry: Erratum) -> Sequence[Diagnostic]:
    lost = [
        found for place in entry.places if (found := _lost(comparison, entry, place)) is not None
    ]
    return lost or list(_words(comparison, entry))


def _lost(comparison: Comparison, entry: Erratum, place: Place) -> Diagnostic | None:
    """Return what is wrong with a place that neither language has; in one only, it is reported."""
    trees = (comparison.pages_of("source"), comparison.pages_of("target"))
    there = [tree[place.page] for tree in trees if place.page in tree]
    locales = comparison.site.files
    if any(comparison.is_file(locale, place.page) for locale in locales) or any(
        place.segment in page.by_id or page.unclosed for page in there
    ):
        return None
    if there:
        message = said("errata.no_id", file=there[0].file, id=place.segment, number=entry.number)
        hint = suggestion(place.segment, there[0].by_id, "#") or Said("errata.give_id")
    else:
        message = said("errata.no_page", number=entry.number, path=place.page)
        hint = suggestion(place.page, trees[0]) or Said("errata.correct_path")
    return Diagnostic(NAME, message, hint, target=place.span or entry.span)


def _is_sound(comparison: Comparison, place: Place) -> bool:
    """Return whether nothing is missing or out of place about a place; that is reported first."""
    alignment = comparison.alignments.get(place.page)
    if alignment is None:
        return False
    pages = (alignment.source, alignment.target)
    if any(place.segment not in page.by_id for page in pages):
        return False
    source, target = (page.by_id[place.segment] for page in pages)
    if comparison.is_told(source, target):
        return False
    homes = {origin(page, page.by_id[place.segment]).path for page in pages}
    return all(_is_whole(comparison, path) for path in {place.page, *homes})


def _is_whole(comparison: Comparison, path: str) -> bool:
    alignment = comparison.alignments.get(path)
    return alignment is None or not (
        *(alignment.gaps or alignment.moves or alignment.exchanges),
        *(alignment.source.unclosed or alignment.target.unclosed),
    )


def _words(comparison: Comparison, entry: Erratum) -> Iterator[Diagnostic]:
    """Yield each place where no words of an entry stand, and else the words that stand nowhere."""
    wanted = (entry.reads,) if entry.reads else entry.printed
    places = [place for place in entry.places if _is_sound(comparison, place)]
    source, locale = comparison.pages_of("source"), comparison.site.source_locale
    found = {place: source[place.page].by_id[place.segment] for place in places}
    empty = [place for place in places if not any(_stands(each, found[place]) for each in wanted)]
    for place in empty:
        key = "errata.not_there" if len(wanted) == 1 else "errata.none_there"
        text = quoted(wanted[0], locale)
        message = said(key, number=entry.number, id=place.segment, text=text)
        yield _wrong(message, place, entry, found[place])
    if not empty and len(places) == len(entry.places):
        for words in wanted:
            if not any(_stands(words, segment) for segment in found.values()):
                text = quoted(words, locale)
                message = said("errata.nowhere", text=text, number=entry.number)
                yield _wrong(message, places[0], entry, found[places[0]])


def _wrong(message: Said, place: Place, entry: Erratum, segment: Segment) -> Diagnostic:
    return Diagnostic(
        NAME,
        message,
        Said("errata.correct"),
        segment.span,
        place.span or entry.span,
    )


def _stands(words: str, segment: Segment) -> bool:
    """Return whether words stand in a segment; they may also be longer than it."""
    wanted, text = _folded(words), _folded(f"{segment.label or ''} {segment.text}")
    return wanted in text or text in wanted


def _folded(text: str) -> str:
    """Return words to be compared. Rule `placeholder` looks at the fields among them."""
    return " ".join(_FIELD.sub("", text).split()).casefold()
