"""Which segment a sign-off is of, now that the pages have moved on.

The ledger names segments by page and id. But paragraphs and list items are named by position:
an item put in above them gives each a new name, and a clause may move to another page. Nobody
need read again what has only moved. So each entry of the ledger goes to one segment, found by
what it was signed for: first by both texts, where they stand or elsewhere; then by one of them,
which is how a change on one side is known for one; last by its name or by words that are mostly
the same, when both sides have changed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from polisi.content.hashing import text_hash, wording
from polisi.content.ledger import is_sealed
from polisi.model import PagePair, Segment, SignOff
from polisi.parity.changes import likeness
from polisi.parity.comparison import Comparison

_ALIKE = 0.6
"""From this likeness on, a text is a new version of another and not a new text."""


@dataclass(slots=True, eq=False)
class Reading:
    """A segment in both languages, and what somebody has signed of it.

    Attributes:
        path: the path of its page.
        id: its id in the source language; if that lacks it, the other language, `:` and its id
            there. Unique within the page.
        source: it in the source language, or None if that lacks it.
        target: it in the target language, or None if that lacks it.
        texts: its wording in either language; empty where it is lacking.
        signoff: what was signed of it, if anything.
    """

    path: str
    id: str
    source: Segment | None
    target: Segment | None
    texts: tuple[str, str]
    signoff: SignOff | None = None

    @property
    def source_changed(self) -> bool:
        """Whether the source text is another than the signed one."""
        return self.signoff is not None and self.signoff.text != self.texts[0]

    @property
    def target_changed(self) -> bool:
        """Whether the target text is another than the signed one."""
        return self.signoff is not None and self.signoff.target_hash != text_hash(self.texts[1])


def readings(comparison: Comparison) -> Mapping[str, Sequence[Reading]]:
    """Return the segments of each page, in the order of the source, with what was signed of them.

    Entries of the ledger that are not sealed count for nothing.

    Args:
        comparison: the site, aligned.
    """
    found = {pair.path: tuple(_of_page(comparison, pair)) for pair in comparison.pairs}
    _assign(comparison, [each for page in found.values() for each in page])
    return found


# ---------------------------------------------------------------------- the segments of a page
def _of_page(comparison: Comparison, pair: PagePair) -> Iterator[Reading]:
    """Yield the segments of a page; those of the target only follow what they follow there."""
    sources = list(comparison.own_segments(pair.source)) if pair.source else []
    lone = _lone(comparison, pair)
    ids: set[str] = set()

    def reading(source: Segment | None, target: Segment | None) -> Iterator[Reading]:
        texts = (wording(source) if source else "", wording(target) if target else "")
        if not any(texts):
            return
        either = source or target
        assert either is not None
        ident = either.id if source else f"{comparison.site.target_locale}:{either.id}"
        number = 2
        unique = ident
        while unique in ids:
            unique, number = f"{ident}~{number}", number + 1
        ids.add(unique)
        yield Reading(pair.path, unique, source, target, texts)

    for first in lone.pop(None, ()):
        yield from reading(None, first)
    for source in sources:
        assert pair.source is not None
        yield from reading(source, comparison.counterpart(pair.source, source))
        for after in lone.pop(id(source), ()):
            yield from reading(None, after)
    for rest in lone.values():
        # After text that is included, and compared elsewhere.
        for each in rest:
            yield from reading(None, each)


def _lone(comparison: Comparison, pair: PagePair) -> dict[int | None, list[Segment]]:
    """Return the segments of the target only, by `id()` of the source segment that they follow."""
    found: dict[int | None, list[Segment]] = defaultdict(list)
    before: int | None = None
    for target in comparison.own_segments(pair.target) if pair.target else ():
        assert pair.target is not None
        source = comparison.counterpart(pair.target, target)
        if source is None:
            found[before].append(target)
        else:
            before = id(source)
    return found


# ---------------------------------------------------------------------- whose sign-off it is
@dataclass(frozen=True, slots=True)
class _Name:
    """What a sign-off, or a segment, is found by."""

    path: str
    id: str
    source: str
    target: str


_Key = Callable[[_Name], Hashable]

_BY_TEXT: Sequence[_Key] = (
    lambda name: (name.path, name.id, name.source, name.target),
    lambda name: (name.path, name.source, name.target),
    lambda name: (name.source, name.target),
    lambda name: (name.path, name.id, name.target),
    lambda name: (name.path, name.id, name.source),
    lambda name: (name.path, "target", name.target),
    lambda name: (name.path, "source", name.source),
)
"""By what a sign-off is looked for, the surest first."""


def _assign(comparison: Comparison, found: Collection[Reading]) -> None:
    """Give each sign-off to the segment that it is of, and none to two."""
    entries = [
        (_Name(path, ident, entry.source_hash, entry.target_hash), entry)
        for path, page in comparison.site.ledger.items()
        for ident, entry in page.items()
        if is_sealed(entry)
    ]
    if not entries:
        return
    wanting = [
        (_Name(each.path, each.id, text_hash(each.texts[0]), text_hash(each.texts[1])), each)
        for each in found
    ]
    for key in _BY_TEXT:
        left: dict[Hashable, deque[tuple[_Name, SignOff]]] = defaultdict(deque)
        for item in entries:
            left[key(item[0])].append(item)
        still = []
        for name, each in wanting:
            queue = left.get(key(name))
            if queue:
                each.signoff = queue.popleft()[1]
            else:
                still.append((name, each))
        wanting = still
        entries = [item for queue in left.values() for item in queue]
    _assign_alike(entries, [each for _, each in wanting])


def _assign_alike(entries: Sequence[tuple[_Name, SignOff]], wanting: Sequence[Reading]) -> None:
    """Give what both texts have changed of to the segment of the same name, or of like words."""
    by_page: dict[str, list[Reading]] = defaultdict(list)
    for each in wanting:
        by_page[each.path].append(each)
    pairs = [
        (_closeness(name, entry, each), number, each)
        for number, (name, entry) in enumerate(entries)
        for each in by_page[name.path]
    ]
    given: set[int] = set()
    for close, number, each in sorted(pairs, key=lambda pair: -pair[0]):
        if close >= _ALIKE and number not in given and each.signoff is None:
            given.add(number)
            each.signoff = entries[number][1]


def _closeness(name: _Name, entry: SignOff, each: Reading) -> float:
    """Return how likely it is that a sign-off is of a segment, from 0 to 2."""
    alike = likeness(entry.text, each.texts[0])
    if name.id != each.id:
        return alike
    # A printed label or an id that is written out stays the name of what it names.
    named = each.source is not None and (each.source.explicit or each.source.label is not None)
    return 1 + alike if named or alike >= _ALIKE else alike
