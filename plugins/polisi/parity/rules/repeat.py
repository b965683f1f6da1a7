"""The same words have the same translation everywhere.

What it finds:
    A text, or a sentence of at least four words, that stands in several places of the source
    language and is translated in more than one way: each translation but the most frequent.
    Capitals, punctuation and emphasis do not matter; nor, in Welsh, do mutations, since what
    stands before a text decides them. A heading is compared with headings, a cell with cells.
    Not compared are single words, which mean one thing here and another there, and a text of
    which another rule has something to say.

Why:
    Where a policy repeats itself, readers look for the difference if the words differ. A reviewer
    who has read a clause once should not have to read it again.

Bad:
    ```markdown
    Home address:        Cyfeiriad cartref:
    Home address:        Cyfeiriad y cartref:
    ```

Good:
    ```markdown
    Home address:        Cyfeiriad cartref:
    Home address:        Cyfeiriad cartref:
    ```

To mend it:
    Choose one translation and use it in all the places. In a plain pair of trees, name the rule to
    have it run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from polisi.content.reader import PLACEHOLDER
from polisi.diagnostics import Diagnostic, Severity
from polisi.language import welsh
from polisi.model import Kind, Segment, Span
from polisi.parity.align import Alignment
from polisi.parity.comparison import Comparison
from polisi.parity.prose import Piece, place, sentences
from polisi.parity.wording import quoted
from polisi.said import Said, said

NAME = "repeat"
ASKS_TOLD = True
BY_NAME = True

_WORDS = 2
"""How many words a whole text needs to be compared."""

_SENTENCE = 4
"""How many words a sentence within a text needs."""

Words = tuple[str, ...]


class _Use(NamedTuple):
    """One place where a text stands, with its translation."""

    words: Words
    text: str
    source: Span
    target: Span


class _Odd(NamedTuple):
    """The findings of one text, and where it first stands: page, and number on it."""

    first: tuple[str, int]
    found: tuple[Diagnostic, ...]


def check_site(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield the translations that differ from what the same words have elsewhere."""
    locale = comparison.site.target_locale
    memo = comparison.memo
    found = dict(comparison.alignments)
    pages = memo.recall_each(
        "uses",
        {path: (alignment,) for path, alignment in found.items()},
        lambda path: _on_page(comparison, found[path]),
    )

    def odd(held: Sequence[_Uses]) -> _Odd | None:
        uses = [use for each in held for use in each.uses]
        wrong = tuple(_odd(uses, locale)) if len(uses) > 1 else ()
        return _Odd(held[0].first, wrong) if wrong else None

    told: set[Span] = set()
    for each in sorted(memo.gather(NAME, pages, odd).values(), key=lambda each: each.first):
        for finding in each.found:
            if finding.span not in told:
                told.add(finding.span)
                yield finding


class _Uses(NamedTuple):
    """Where a text stands on one page, and where it first does: page, and number on it."""

    first: tuple[str, int]
    uses: tuple[_Use, ...]


def _on_page(comparison: Comparison, alignment: Alignment) -> Mapping[tuple[str, Words], _Uses]:
    """Return the texts of a page that are compared, but those of which a rule has spoken."""
    uses: dict[tuple[str, Words], list[_Use]] = {}
    for pair in alignment.pairs:
        if (
            pair.source.kind is not Kind.CODE
            and comparison.is_own(alignment.source, pair.source)
            and not comparison.is_told(pair.source, pair.target)
        ):
            for key, use in _uses(pair.source, pair.target):
                uses.setdefault(key, []).append(use)
    path = alignment.source.path
    return {
        key: _Uses((path, number), tuple(found)) for number, (key, found) in enumerate(uses.items())
    }


def _uses(source: Segment, target: Segment) -> Iterator[tuple[tuple[str, Words], _Use]]:
    """Yield a pair of texts, and its sentences if both have as many."""
    whole = _key(_text(source))
    if len(whole) >= _WORDS:
        kind = "text" if source.kind in (Kind.PARAGRAPH, Kind.CLAUSE, Kind.ITEM) else source.kind
        text = _text(target)
        use = _Use(_key(text), text, source.span, target.span)
        yield (kind, whole), use
    ours, theirs = sentences(source), sentences(target)
    if not 1 < len(ours) == len(theirs):
        return
    for one, other in zip(ours, theirs, strict=True):
        words = _key(one.text)
        if len(words) >= _SENTENCE:
            use = _Use(_key(other.text), other.text, _at(source, one), _at(target, other))
            yield ("text", words), use


def _text(segment: Segment) -> str:
    """Return the text of a segment without its fields, which rule `placeholder` looks after."""
    return PLACEHOLDER.sub(" ", segment.text)


def _at(segment: Segment, piece: Piece) -> Span:
    return place(segment, piece.start, piece.end)


def _key(text: str) -> Words:
    return tuple([word.plain for word in welsh.spellings(text)])


def _odd(uses: Sequence[_Use], locale: str) -> Iterator[Diagnostic]:
    """Yield a finding for each use that is not translated as most are; the first wins a tie.

    Args:
        uses: where a text stands.
        locale: the language that it is translated to.
    """
    welsh_target = locale.lower().startswith("cy")
    kinds: list[list[_Use]] = []
    for use in uses:
        same = next((k for k in kinds if _is_same(k[0].words, use.words, welsh_target)), None)
        if same is None:
            kinds.append([use])
        else:
            same.append(use)
    most = max(kinds, key=len)
    model = most[0]
    places = Said("repeat.another_place")
    if len(most) > 1:
        places = said("repeat.other_places", number=len(most))
    for kind in kinds:
        for use in kind if kind is not most else ():
            yield Diagnostic(
                NAME,
                said(
                    "repeat.differs",
                    places=places,
                    there=quoted(model.text, locale),
                    here=quoted(use.text, locale),
                ),
                said("repeat.use", path=model.target.path, line=model.target.line),
                use.source,
                use.target,
                Severity.WARNING,
            )


def _is_same(one: Words, other: Words, welsh_target: bool) -> bool:
    if one == other:
        return True
    return welsh_target and len(one) == len(other) and all(map(welsh.is_form_of, one, other))
