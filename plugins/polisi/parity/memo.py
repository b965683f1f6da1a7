"""What was found of a site before, and what each finding was made from.

What a rule finds on a pair of pages is made of these two pages, and of what it asks about the rest
of the site: whether another page has an id, whether a sentence stands in the other language too.
`recall` makes such a thing and notes every question that is asked meanwhile (`ask`). The next time
the site is held against what it was (`watch`, `gather`), which tells the questions that have
another answer now. What has asked none of these is what it was; only the rest is made anew. So a
check after a small change is the whole check, and there is no other way to check: what has not
been checked before remembers nothing.

Only what the last check has asked for is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import is_
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from polisi.diagnostics import Side
from polisi.model import Page

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Made = TypeVar("Made")

Question = Hashable
"""What may be asked about a site, e.g. `("anchor", "source", "index.md", "scope")`."""


class Recall(Protocol):
    """Gives what was made under a key from the same things before, or else makes it."""

    def __call__(self, key: Hashable, given: Sequence[object], make: Callable[[], Made], /) -> Made:
        """Return it; the arguments are those of `Memo.recall`."""


class _Entry(NamedTuple):
    given: Sequence[object]
    asked: frozenset[Question]
    made: Any


class Memo:
    """Remembers what was made, what of, and what was asked for it.

    Each check is a round: it begins, tells what has changed, recalls, and ends. A round that was
    not ended leaves nothing behind that may be relied on.

    It can be pickled. What it was given is told by identity, which holds within one pickle: so
    that goes into the same one, and so does whoever holds it from one round to the next.

    Attributes:
        news: the share of what was recalled in the last round that was made in it.
    """

    def __init__(self) -> None:
        self.news = 1.0
        self._settings: object = None
        self._open = False
        self._asked: set[Question] | None = None
        self._questions: dict[Question, Question] = {}
        self._forget()

    def _forget(self) -> None:
        self._entries: dict[Hashable, _Entry] = {}
        self._next: dict[Hashable, _Entry] = {}
        self._changed: set[Question] = set()
        self._watched: dict[str, Mapping[Any, Any]] = {}
        self._gathered: dict[str, Gathered[Any, Any]] = {}

    def begin(self, settings: object) -> None:
        """Begin a round; with other settings than the last one had, nothing is remembered."""
        if self._open or settings != self._settings:
            self._forget()
        self._settings = settings
        self._changed.clear()
        self._open = True

    def end(self) -> None:
        """End a round, and forget what was not recalled in it."""
        made = sum(self._entries.get(key) is not entry for key, entry in self._next.items())
        self.news = made / max(1, len(self._next))
        self._entries, self._next = self._next, {}
        self._questions = {}
        self._open = False

    def ask(self, question: Question) -> None:
        """Note a question for what is being made."""
        if self._asked is not None:
            self._asked.add(question)

    def recall(self, key: Hashable, given: Sequence[object], make: Callable[[], Made], /) -> Made:
        """Return what was made under a key before if that still holds, else make it.

        Args:
            key: what it is; made once in a round.
            given: the very objects that it is made of.
            make: what makes it of these, and of answers to questions.
        """
        entry = self._entries.get(key)
        if entry is None or not self._holds(entry, given):
            entry = self._made(given, make)
        self._next[key] = entry
        if self._asked is not None:
            self._asked |= entry.asked
        made: Made = entry.made
        return made

    def recall_each(
        self,
        name: str,
        given: Mapping[Key, Sequence[object]],
        make: Callable[[Key], Made],
    ) -> dict[Key, Made]:
        """Return what was made of each of several things, as `recall` does.

        Args:
            name: what it is.
            given: the very objects that each is made of, by key.
            make: what makes that of a key.
        """
        return {
            key: self.recall((name, key), objects, partial(make, key))
            for key, objects in given.items()
        }

    def _holds(self, entry: _Entry, given: Sequence[object]) -> bool:
        return (
            len(entry.given) == len(given)
            and all(map(is_, entry.given, given))
            and entry.asked.isdisjoint(self._changed)
        )

    def _made(self, given: Sequence[object], make: Callable[[], Any]) -> _Entry:
        outer, self._asked = self._asked, set()
        try:
            made = make()
            # Many ask the same, and need only one object for it.
            once = self._questions.setdefault
            return _Entry(given, frozenset(once(each, each) for each in self._asked), made)
        finally:
            self._asked = outer

    def watch(
        self,
        name: str,
        now: Mapping[Key, Value],
        changes: Callable[[Key, Value | None, Value | None], Iterable[Question]],
    ) -> None:
        """Take what there is now, and note which questions have another answer than before.

        Args:
            name: what it is.
            now: it, by key.
            changes: given a key and its value before and now, two objects, yields the questions
                about it that are answered otherwise now.
        """
        before = self._watched.get(name)
        self._watched[name] = now
        if before is None or before is now:
            return
        for key in before.keys() | now.keys():
            old, new = before.get(key), now.get(key)
            if old is not new:
                self._changed.update(changes(key, old, new))

    def gather(
        self,
        name: str,
        parts: Mapping[Any, Mapping[Key, Value]],
        sum_up: Callable[[Sequence[Value]], Made | None],
    ) -> Gathered[Key, Made]:
        """Bring together what the parts of a site hold, and note what is otherwise than before.

        Args:
            name: what it is.
            parts: what each part holds, by key; the parts by what they are sorted by. A part that
                is the same object is not looked into.
            sum_up: makes one of all that the parts have under one key, in order; None is nothing.
        """
        gathered = self._gathered.setdefault(name, Gathered(name, self.ask))
        self._changed.update(gathered.update(parts, sum_up))
        return gathered


def fresh(key: Hashable, given: Sequence[object], make: Callable[[], Made], /) -> Made:
    """Make a thing: a `Recall` that remembers nothing."""
    return make()


class Gathered(Generic[Key, Made]):
    """What the parts of a site hold together, by key."""

    def __init__(self, name: str, ask: Callable[[Question], None]) -> None:
        self._name = name
        self._ask = ask
        self._parts: dict[Any, Mapping[Key, Any]] = {}
        self._held: dict[Key, dict[Any, Any]] = {}
        self._sums: dict[Key, Made] = {}

    def __contains__(self, key: object) -> bool:
        """Return whether any part has something under a key."""
        self._ask((self._name, key))
        return key in self._sums

    def get(self, key: Key) -> Made | None:
        """Return what the parts have under a key, summed up, or None."""
        self._ask((self._name, key))
        return self._sums.get(key)

    def values(self) -> Iterable[Made]:
        """Return all sums, in no order."""
        return self._sums.values()

    def update(
        self,
        parts: Mapping[Any, Mapping[Key, Any]],
        sum_up: Callable[[Sequence[Any]], Made | None],
    ) -> Iterator[Question]:
        """Take the parts as they are now; yield the questions that are answered otherwise."""
        touched: set[Key] = set()
        for place in [each for each in self._parts if each not in parts]:
            touched.update(self._put(place, {}))
            del self._parts[place]
        for place, part in parts.items():
            if self._parts.get(place) is not part:
                touched.update(self._put(place, part))
        for key in touched:
            held = self._held.get(key)
            made = sum_up([held[place] for place in sorted(held)]) if held else None
            if made != self._sums.get(key):
                yield (self._name, key)
            if made is None:
                self._sums.pop(key, None)
            else:
                self._sums[key] = made

    def _put(self, place: Any, part: Mapping[Key, Any]) -> Iterator[Key]:
        """Take one part; yield the keys under which it has something else than before."""
        before = self._parts.get(place, {})
        self._parts[place] = part
        for key in [each for each in before if each not in part]:
            del self._held[key][place]
            if not self._held[key]:
                del self._held[key]
            yield key
        for key, value in part.items():
            if key not in before or before[key] != value:
                self._held.setdefault(key, {})[place] = value
                yield key


class Pages(Mapping[str, Page]):
    """The pages of one language by path; what is asked about them is noted."""

    def __init__(
        self, pages: Mapping[str, Page], side: Side = "source", memo: Memo | None = None
    ) -> None:
        self._pages = pages
        self._side = side
        self._ask = (memo or Memo()).ask

    def __getitem__(self, path: str) -> Page:
        """Return a page; then all of it is asked for."""
        self._ask(("content", self._side, path))
        return self._pages[path]

    def __contains__(self, path: object) -> bool:
        """Return whether there is a page."""
        self._ask(("page", self._side, path))
        return path in self._pages

    def __iter__(self) -> Iterator[str]:
        """Yield the paths of the pages."""
        self._ask(("pages", self._side))
        return iter(self._pages)

    def __len__(self) -> int:
        """Return how many pages there are."""
        self._ask(("pages", self._side))
        return len(self._pages)

    def has_anchor(self, path: str, anchor: str) -> bool:
        """Return whether there is a page that has an id which a link may point at."""
        self._ask(("anchor", self._side, path, anchor))
        page = self._pages.get(path)
        return page is not None and anchor in page.anchors

    @staticmethod
    def changes(side: Side, path: str, before: Page | None, now: Page | None) -> Iterator[Question]:
        """Yield the questions about a page that are answered otherwise than before."""
        yield ("content", side, path)
        if before is None or now is None:
            yield ("page", side, path)
            yield ("pages", side)
        here, there = (each.anchors if each else frozenset() for each in (before, now))
        for anchor in here ^ there:
            yield ("anchor", side, path, anchor)
