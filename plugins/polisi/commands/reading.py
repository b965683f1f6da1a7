"""Reading what is not signed, part by part, on a terminal: both texts, and a question.

A part is what stands under one heading. Whoever reads signs it at once, or goes through it text by
text. What is put off is asked again another day, since only signatures are kept.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from polisi.commands.command import in_words, tell
from polisi.commands.status import STATES
from polisi.content.hashing import wording
from polisi.model import Site
from polisi.parity.changes import changed
from polisi.parity.wording import called
from polisi.review import PageStatus, SegmentStatus, State
from polisi.review.progress import sections
from polisi.review.sidebyside import Part, side_by_side
from polisi.said import Said, language, said
from polisi.said import segments as segments_of

_WIDTH = 96
_MARGIN = "      "

Refused = Callable[[PageStatus, Sequence[SegmentStatus]], Iterator[tuple[str, Sequence[str]]]]
"""Give the segments of a page that cannot be signed, and why, in words."""


class Answer(Enum):
    """What a reader says to a part, or to one text of it."""

    SIGN = auto()
    ONE_BY_ONE = auto()
    LATER = auto()
    QUIT = auto()


CHOICES = {
    Answer.SIGN: Said("reading.sign"),
    Answer.ONE_BY_ONE: Said("reading.one_by_one"),
    Answer.LATER: Said("reading.later"),
    Answer.QUIT: Said("reading.quit"),
}
"""What each answer is called; the letter to be typed is the first, in brackets."""

_SIGN_IT = Said("reading.sign_it")


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
            place = self._place(page, part)
            part_of = said("reading.part", place=place, number=number, all=len(parts))
            print(f"\n== {in_words(part_of)}\n")
            if not self._part(page, segments):
                break
        print()
        if self.signed:
            tell(said("reading.signed", count=segments_of(self.signed), by=self.by))
        if self.put_off:
            tell(said("reading.put_off", count=segments_of(self.put_off)))
        if self.wrong:
            tell(said("reading.wrong", count=segments_of(self.wrong)))
        left = sum(len(each) for _, _, each in parts) - self.signed
        nothing = Said("reading.nothing_left")
        tell(said("reading.left", count=segments_of(left)) if left else nothing)

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
        question = said("reading.sign_these", number=len(sound)) if some else _SIGN_IT
        answer = self._asked(question, one_by_one=some)
        if answer is Answer.ONE_BY_ONE:
            return all(self._one(each) for each in sound)
        return self._done(answer, sound)

    def _one(self, each: SegmentStatus) -> bool:
        self._show(each, ())
        return self._done(self._asked(_SIGN_IT, one_by_one=False), [each])

    def _done(self, answer: Answer, segments: Sequence[SegmentStatus]) -> bool:
        if answer is Answer.SIGN:
            self.sign(segments)
            self.signed += len(segments)
        elif answer is Answer.LATER:
            self.put_off += len(segments)
        return answer is not Answer.QUIT

    def _asked(self, question: Said, *, one_by_one: bool) -> Answer:
        choices = {
            each: saying
            for each, saying in CHOICES.items()
            if one_by_one or each is not Answer.ONE_BY_ONE
        }
        line = in_words(
            said("reading.question", question=question, choices=tuple(choices.values()))
        )
        # The letter to be typed stands in brackets, which begin the words of each.
        letters = {in_words(saying)[1]: each for each, saying in choices.items()}
        while True:
            try:
                typed = self.ask(line).strip().lower()
            except (EOFError, KeyboardInterrupt):
                return Answer.QUIT
            if typed and typed[0] in letters:
                return letters[typed[0]]

    def _show(self, each: SegmentStatus, reasons: Sequence[str]) -> None:
        segment = each.source or each.target
        assert segment is not None
        what = in_words(called(segment, "")).partition(" “")[0]
        print(f"  {each.id}  {what}, {in_words(STATES[each.state])}")
        for side, locale in (
            (each.source, self.site.source_locale),
            (each.target, self.site.target_locale),
        ):
            if side is not None:
                print(_indented(f"{locale}  ", wording(side)))
        print("".join(f"{_indented('->  ', line)}\n" for line in self._remarks(each, reasons)))

    def _remarks(self, each: SegmentStatus, reasons: Sequence[str]) -> Iterator[str]:
        if each.state is State.STALE and each.signoff:
            when = said("stale.since", by=each.signoff.by, date=each.signoff.date)
            if each.source_changed and each.source:
                words = tuple(changed(each.signoff.text, wording(each.source), ""))
                here = language(self.site.source_locale)
                yield in_words(said("reading.source_changed", here=here, when=when, words=words))
            if each.target_changed:
                there = language(self.site.target_locale)
                yield in_words(said("reading.target_changed", there=there, when=when))
        yield from (in_words(said("reading.refused", reason=reason)) for reason in reasons)


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
