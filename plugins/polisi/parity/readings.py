"""Which segment a sign-off is of, now that the pages have moved on.

The ledger names segments by page and id. But paragraphs and list items are named by position:
an item put in above them gives each a new name, and a clause may move to another page. Nobody
need read again what has only moved. So each entry of the ledger goes to one segment, found by
what it was signed for: first by both texts on its page; then by its name and one of them, which is
how a change on one side is known for one; then by both texts on another page, or by one; last by
its name or by words that are mostly the same, when both sides have changed. Where the texts of a
page that is gone have mostly gone to one other page, that page is taken for it: then what was
changed as the page was renamed is known as well. What no segment is found for is `lost`.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from polisi.content.hashing import text_hash, wording
from polisi.content.ledger import is_sealed
from polisi.content.values import FRONT_MATTER, PREFIX, of_page
from polisi.model import Kind, Page, PagePair, Segment, SignOff, Site
from polisi.parity.changes import likeness
from polisi.parity.comparison import Comparison
from polisi.parity.units import origin

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

    The texts of its front matter come first, and data files after the pages. What is generated
    is signed in the file that it is made of. Entries of the ledger that are not sealed count for
    nothing.

    Args:
        comparison: the site, aligned.
    """
    ledger = comparison.site.ledger
    pages = {pair.path: pair for pair in comparison.pairs}
    given = {
        path: (pair.source, pair.target, comparison.alignments.get(path), ledger.get(path))
        for path, pair in {**pages, **comparison.site.data}.items()
    }

    def of(path: str) -> _Page:
        if path in pages:
            found = _of_page(comparison, pages[path])
        else:
            found = _of_data(comparison, comparison.site.data[path])
        readings = tuple(found)
        if not ledger:
            return _Page(readings, (), ())
        return _assigned(readings, path, ledger.get(path, {}))

    # Where nothing at all is signed, nothing is prepared for it.
    name = "readings" if ledger else "unsigned readings"
    found = comparison.memo.recall_each(name, given, of)
    left = [
        entry
        for path, entries in ledger.items()
        for entry in (found[path].entries if path in found else _sealed(path, entries))
    ]
    return _with_others(found, left)


class Held(Protocol):
    """A segment, and what was signed of it: a `Reading`, or the status made of one."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def signoff(self) -> SignOff | None:
        """What was signed of it, if anything."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A sign-off of what is no longer there.

    Attributes:
        path: the page that it names.
        id: the segment that it names.
        signoff: the sign-off.
        has_page: whether there is such a page.
    """

    path: str
    id: str
    signoff: SignOff
    has_page: bool


def lost(site: Site, pages: Mapping[str, Sequence[Held]]) -> Iterator[Lost]:
    """Yield the sign-offs of what is no longer there, in the order of the ledger.

    Those of a page that one language lacks, or that cannot be read to its end, are not among
    them: they are of something again when that is mended.

    Args:
        site: the site, with the ledger.
        pages: the segments of every page, by its path.
    """
    used = {id(each.signoff) for held in pages.values() for each in held}
    known = {path: {each.id for each in held} for path, held in pages.items()}
    for path, entries in site.ledger.items():
        sides = [site.source.get(path), site.target.get(path)]
        if any(sides) and not all(side and side.end is None for side in sides):
            continue
        for ident, entry in entries.items():
            # That of a segment which is there, if its seal does not fit, is told for itself.
            by_hand = ident in known.get(path, ()) and not is_sealed(entry)
            if id(entry) not in used and not by_hand:
                yield Lost(path, ident, entry, path in known)


# ---------------------------------------------------------------------- the segments of a page
def _of_page(comparison: Comparison, pair: PagePair) -> Iterator[Reading]:
    """Yield the segments of a page; those of the target only follow what they follow there."""
    sources = list(_written(comparison, pair.source))
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

    for ident, both in _values(pair.source, pair.target):
        ids.add(ident)
        yield _value(comparison, pair.path, ident, both)
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
    for target in _written(comparison, pair.target):
        assert pair.target is not None
        source = comparison.counterpart(pair.target, target)
        if source is None:
            found[before].append(target)
        else:
            before = id(source)
    return found


def _written(comparison: Comparison, page: Page | None) -> Iterator[Segment]:
    """Yield the segments of a page that are written on it, and not generated."""
    for segment in comparison.own_segments(page) if page else ():
        assert page is not None
        line = origin(page, segment)
        if line.via == 0 or line.path != page.path:
            yield segment


# ---------------------------------------------------------------------- texts under a key
def _of_data(comparison: Comparison, pair: PagePair) -> Iterator[Reading]:
    """Yield the texts of a data file, which are the same in both languages by their ids."""
    source, target = (side.by_id if side else {} for side in (pair.source, pair.target))
    for ident in {**source, **target}:
        yield _value(comparison, pair.path, ident, (source.get(ident), target.get(ident)))


def _values(
    source: Page | None, target: Page | None
) -> Iterator[tuple[str, tuple[Segment | None, Segment | None]]]:
    """Yield the texts of the front matter of a page in both languages, by id."""
    one, other = (
        {each.id: each for each in of_page(side)} if side else {} for side in (source, target)
    )
    for ident in (PREFIX + key for key in FRONT_MATTER):
        if ident in one or ident in other:
            yield ident, (one.get(ident), other.get(ident))


def _value(
    comparison: Comparison, path: str, ident: str, both: tuple[Segment | None, Segment | None]
) -> Reading:
    source, target = both
    texts = (wording(source) if source else "", wording(target) if target else "")
    known = ident if source else f"{comparison.site.target_locale}:{ident}"
    return Reading(path, known, source, target, texts)


# ---------------------------------------------------------------------- whose sign-off it is
class _Name(NamedTuple):
    """What a sign-off, or a segment, is found by.

    Attributes:
        path: the path of its page.
        id: its id.
        source, target: the hashes of its texts.
    """

    path: str
    id: str
    source: str
    target: str

    @property
    def key(self) -> str:
        """For a text of the front matter its key: it is no heading, though it may read alike."""
        return self.id if self.id.startswith(PREFIX) else ""


_Key = Callable[[_Name], Hashable]

_ON_PAGE: Sequence[_Key] = (
    lambda name: (name.path, name.id, name.source, name.target),
    lambda name: (name.key, name.path, name.source, name.target),
)
_BY_TEXT: Sequence[_Key] = (
    lambda name: (name.path, name.id, name.target),
    lambda name: (name.path, name.id, name.source),
    lambda name: (name.key, name.source, name.target),
    lambda name: (name.key, name.path, "target", name.target),
    lambda name: (name.key, name.path, "source", name.source),
)
"""By what a sign-off is looked for, the surest first: on its page, then anywhere."""


_Entry = tuple[_Name, SignOff]
_Wanting = tuple[_Name, Reading]


class _Page(NamedTuple):
    """The segments of a page, with the sign-offs that are surely of them.

    Attributes:
        readings: the segments.
        wanting: those that have no sign-off yet.
        entries: the sign-offs of the page that are of none yet.
    """

    readings: tuple[Reading, ...]
    wanting: Sequence[_Wanting]
    entries: Sequence[_Entry]


def _sealed(path: str, entries: Mapping[str, SignOff]) -> list[_Entry]:
    return [
        (_Name(path, ident, entry.source_hash, entry.target_hash), entry)
        for ident, entry in entries.items()
        if is_sealed(entry)
    ]


def _assigned(found: tuple[Reading, ...], path: str, entries: Mapping[str, SignOff]) -> _Page:
    """Return the segments of a page with the sign-offs that were given for them as they are."""
    wanting: Sequence[_Wanting] = [
        (_Name(each.path, each.id, text_hash(each.texts[0]), text_hash(each.texts[1])), each)
        for each in found
    ]
    left: Sequence[_Entry] = _sealed(path, entries)
    for key in _ON_PAGE:
        given, wanting, left = _matched(key, wanting, left)
        for each, signoff in given:
            each.signoff = signoff
    return _Page(found, wanting, left)


def _matched(
    key: _Key, wanting: Sequence[_Wanting], entries: Sequence[_Entry]
) -> tuple[Sequence[tuple[Reading, SignOff]], Sequence[_Wanting], Sequence[_Entry]]:
    """Return what has a sign-off of the same key, with that; what has none; what is of none."""
    left: dict[Hashable, deque[_Entry]] = defaultdict(deque)
    for item in entries:
        left[key(item[0])].append(item)
    given: list[tuple[Reading, SignOff]] = []
    still: list[_Wanting] = []
    for name, each in wanting:
        queue = left.get(key(name))
        if queue:
            given.append((each, queue.popleft()[1]))
        else:
            still.append((name, each))
    return given, still, [item for queue in left.values() for item in queue]


def _with_others(
    pages: Mapping[str, _Page], entries: Sequence[_Entry]
) -> Mapping[str, Sequence[Reading]]:
    """Give each sign-off that is left to the segment that it is of, and none to two.

    What was read before stays as it is; a segment that is given a sign-off here is another object.
    """
    found = {path: page.readings for path, page in pages.items()}
    if not entries:
        return found
    wanting: Sequence[_Wanting] = [each for page in pages.values() for each in page.wanting]
    signed: dict[int, SignOff] = {}
    homes = {id(entry): name.path for name, entry in entries if name.path not in pages}
    heirs: dict[str, Counter[str]] = defaultdict(Counter)
    for rename in (False, True):
        if rename:
            entries = [(_inherited(name, heirs), entry) for name, entry in entries]
        for key in _BY_TEXT:
            given, wanting, entries = _matched(key, wanting, entries)
            for each, signoff in given:
                signed[id(each)] = signoff
                if id(signoff) in homes:
                    heirs[homes[id(signoff)]][each.path] += 1
        if not heirs:
            break
    for each, signoff in _alike(entries, [each for _, each in wanting]):
        signed[id(each)] = signoff
    for path in {each.path for page in pages.values() for _, each in page.wanting}:
        found[path] = tuple(
            replace(each, signoff=signed[id(each)]) if id(each) in signed else each
            for each in found[path]
        )
    return found


def _inherited(name: _Name, heirs: Mapping[str, Counter[str]]) -> _Name:
    """Return a name with the page that most texts of its own have gone to, if that is gone."""
    if name.path not in heirs:
        return name
    return name._replace(path=heirs[name.path].most_common(1)[0][0])


def _alike(
    entries: Sequence[_Entry], wanting: Sequence[Reading]
) -> Iterator[tuple[Reading, SignOff]]:
    """Yield what both texts have changed of with the sign-off of the same name, or like words."""
    by_page: dict[str, list[Reading]] = defaultdict(list)
    for each in wanting:
        by_page[each.path].append(each)
    pairs = [
        (_closeness(name, entry, each), number, each)
        for number, (name, entry) in enumerate(entries)
        for each in by_page[name.path]
    ]
    given: set[int] = set()
    done: set[int] = set()
    for close, number, each in sorted(pairs, key=lambda pair: -pair[0]):
        if close >= _ALIKE and number not in given and id(each) not in done:
            given.add(number)
            done.add(id(each))
            yield each, entries[number][1]


def _closeness(name: _Name, entry: SignOff, each: Reading) -> float:
    """Return how likely it is that a sign-off is of a segment, from 0 to 2."""
    alike = likeness(entry.text, each.texts[0])
    if name.id != each.id:
        return 0 if name.key or each.id.startswith(PREFIX) else alike
    # A printed label, a key or an id that is written out stays the name of what it names.
    source = each.source
    named = source is not None and (
        source.explicit or source.label is not None or source.kind is Kind.VALUE
    )
    return 1 + alike if named or alike >= _ALIKE else alike
