"""Reading what is not signed, part by part, on a terminal: both texts, and a question.

A part is what stands under one heading. Whoever reads signs it at once, or goes through it text by
text. What is put off is asked again another day, since only signatures are kept.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from polisi.content.hashing import wording
from polisi.model import Site
from polisi.parity.changes import told
from polisi.parity.wording import name
from polisi.review import PageStatus, SegmentStatus, State
from polisi.review.progress import sections
from polisi.review.sidebyside import Part, side_by_side

_WIDTH = 96
_MARGIN = "      "

Refused = Callable[[PageStatus, Sequence[SegmentStatus]], Iterator[tuple[str, Sequence[str]]]]
"""Give the segments of a page that cannot be signed, and why."""


class Answer(StrEnum):
    """What a reader says to a part, or to one text of it."""

    SIGN = "s"
    ONE_BY_ONE = "o"
    LATER = "l"
    QUIT = "q"


@dataclass
class Reading:
    """One sitting.

    Attributes:
        site: the site.
        by: who reads.
        refused: tells what cannot be signed.
        sign: signs segments, and writes that down.
        ask: puts a question and returns what is typed.
        signed: how many have been signed.
        put_off: how many have been read and not signed.
        wrong: how many could not be signed.
    """

    site: Site
    by: str
    refused: Refused
    sign: Callable[[Sequence[SegmentStatus]], None]
    ask: Callable[[str], str]
    signed: int = 0
    put_off: int = 0
    wrong: int = 0

    def through(self, pages: Sequence[PageStatus]) -> None:
        """Read pages, in the order of the navigation, until there is no more or it is enough."""
        in_order = [page for each in sections(self.site, pages) for page in each.pages]
        parts = [
            (page, part, open_)
            for page in in_order
            for part in side_by_side([page])[0].parts
            if (open_ := _open(page, part))
        ]
        for number, (page, part, segments) in enumerate(parts, 1):
            print(f"\n== {self._place(page, part)} (part {number} of {len(parts)})\n")
            if not self._part(page, segments):
                break
        print()
        for count, what in (
            (self.signed, f"signed by {self.by}"),
            (self.put_off, "put off"),
            (self.wrong, "not signed, since something is wrong"),
        ):
            if count:
                print(f"{_count(count)} {what}.")
        left = sum(len(each) for _, _, each in parts) - self.signed
        print(f"{_count(left)} left to be signed." if left else "Nothing is left to be signed.")

    def _place(self, page: PageStatus, part: Part) -> str:
        heading = part.heading and (part.heading.source or part.heading.target)
        file = self.site.target_file(page.path)
        return f"{file}: {heading.text}" if heading else file

    def _part(self, page: PageStatus, segments: Sequence[SegmentStatus]) -> bool:
        """Read a part; return whether to go on."""
        refused = dict(self.refused(page, segments))
        sound = [each for each in segments if each.id not in refused]
        for each in segments:
            self._show(each, refused.get(each.id, ()))
        self.wrong += len(refused)
        if not sound:
            return True
        some = len(sound) > 1
        answer = self._asked(
            f"Sign {'these ' + str(len(sound)) if some else 'it'}?", one_by_one=some
        )
        if answer is Answer.ONE_BY_ONE:
            return all(self._one(each) for each in sound)
        return self._done(answer, sound)

    def _one(self, each: SegmentStatus) -> bool:
        self._show(each, ())
        return self._done(self._asked("Sign it?", one_by_one=False), [each])

    def _done(self, answer: Answer, segments: Sequence[SegmentStatus]) -> bool:
        if answer is Answer.SIGN:
            self.sign(segments)
            self.signed += len(segments)
        elif answer is Answer.LATER:
            self.put_off += len(segments)
        return answer is not Answer.QUIT

    def _asked(self, question: str, *, one_by_one: bool) -> Answer:
        choices = {
            Answer.SIGN: "[s]ign",
            **({Answer.ONE_BY_ONE: "[o]ne by one"} if one_by_one else {}),
            Answer.LATER: "[l]ater",
            Answer.QUIT: "[q]uit",
        }
        while True:
            try:
                typed = self.ask(f"{question} {', '.join(choices.values())}: ").strip().lower()
            except (EOFError, KeyboardInterrupt):
                return Answer.QUIT
            found = next((each for each in choices if typed and choices[each][1] == typed[0]), None)
            if found:
                return found

    def _show(self, each: SegmentStatus, reasons: Sequence[str]) -> None:
        segment = each.source or each.target
        assert segment is not None
        called = name(segment).partition(" “")[0]
        print(f"  {each.id}  {called}, {each.state}")
        for side, locale in (
            (each.source, self.site.source_locale),
            (each.target, self.site.target_locale),
        ):
            if side is not None:
                print(_indented(f"{locale}  ", wording(side)))
        print("".join(f"{_indented('->  ', line)}\n" for line in self._remarks(each, reasons)))

    def _remarks(self, each: SegmentStatus, reasons: Sequence[str]) -> Iterator[str]:
        if each.state is State.STALE and each.signoff:
            since = f"since {each.signoff.by} signed it on {each.signoff.date}"
            if each.source_changed and each.source:
                words = told(each.signoff.text, wording(each.source))
                yield f"Changed in {self.site.source_locale} {since}: {words}."
            if each.target_changed:
                yield f"Changed in {self.site.target_locale} {since}."
        yield from (f"It cannot be signed. {reason}" for reason in reasons)


def _open(page: PageStatus, part: Part) -> Sequence[SegmentStatus]:
    """Return the segments of a part that nobody has signed as they stand."""
    ids = {row.id for row in part.rows}
    return [each for each in page.segments if each.id in ids and each.state is not State.REVIEWED]


def _indented(mark: str, text: str) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=_MARGIN + mark,
        subsequent_indent=_MARGIN + " " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _count(number: int) -> str:
    return "1 segment" if number == 1 else f"{number} segments"
