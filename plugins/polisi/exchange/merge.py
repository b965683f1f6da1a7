"""What a translator sent back, put into the pages: all of it or nothing.

Every text is held against the page before a byte is written: it must be a translation of what the
page says now, keep its codes, and read back as the same structure. What fails is told, all of it
at once; then nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from polisi.content.reader import ATTRIBUTES, PLACEHOLDER, reread
from polisi.content.values import PREFIX, not_allowed
from polisi.diagnostics import ContentError
from polisi.exchange import front, unseen
from polisi.exchange.data import with_texts
from polisi.exchange.inline import (
    Code,
    Content,
    Mark,
    definitions,
    plain,
    put_together,
    shown,
    spaces_outside,
    take_apart,
)
from polisi.exchange.insert import Insertion, insertion
from polisi.exchange.patch import patched, rewritten
from polisi.exchange.received import Received
from polisi.exchange.units import Document, Unit, digest
from polisi.exchange.xliff import display
from polisi.model import Kind, Line, Page, Segment
from polisi.parity.wording import called, kind_of, shortened
from polisi.said import MACHINE, Said, code, said, suggestion, told

ReadFile = Callable[[str], str]
"""Give the text of the file that a message calls so, with its own line ends."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one text cannot be put into its page.

    Attributes:
        line: its line in the file that came back.
        place: its page, and what it is there.
        said: why, and what to do.
    """

    line: int
    place: Said
    said: Said

    @property
    def where(self) -> str:
        """The place, as programs are told it."""
        return told(self.place, MACHINE)

    @property
    def reason(self) -> str:
        """Why, and what to do, as programs are told it."""
        return told(self.said, MACHINE)


@dataclass(frozen=True, slots=True)
class ByHand:
    """A translation whose place on the page nobody but a person can tell.

    Attributes:
        place: the page of the target language, and what it is a translation of.
        markdown: it, as Markdown.
    """

    place: Said
    markdown: str

    @property
    def where(self) -> str:
        """The place, as programs are told it."""
        return told(self.place, MACHINE)


@dataclass
class Outcome:
    """What is to be done with a file that came back.

    Attributes:
        refusals: what is wrong with it; if anything is, nothing else is to be done.
        files: the new text of each file that changes, by the path that a message calls it.
        changed: how many texts change, by that path.
        by_hand: what is translated, but has to be put into its page by hand.
        units: how many texts the file has.
    """

    refusals: list[Refusal] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    changed: Counter[str] = field(default_factory=Counter)
    by_hand: list[ByHand] = field(default_factory=list)
    units: int = 0


@dataclass(frozen=True)
class _Wanted:
    """A text that is to be written: the unit, where it came from, the new text."""

    unit: Unit
    received: Received
    content: Content

    @property
    def markdown(self) -> str:
        unit = self.unit
        if unit.target is None:
            return put_together(unit.source, self.content, unit.codes)
        return put_together(unit.target, self.content, unit.codes)


def merge(
    received: Sequence[Received], documents: Sequence[Document], root: str, read: ReadFile
) -> Outcome:
    """Return what becomes of the pages.

    Args:
        received: the texts that came back.
        documents: the pages as they are.
        root: the folder of the target language, as a message shows it.
        read: gives the text of a page's file.
    """
    outcome = Outcome(units=len(received))
    by_path = {document.path: document for document in documents}
    units = {path: {unit.id: unit for unit in each.units} for path, each in by_path.items()}
    wanted: dict[str, list[_Wanted]] = {}
    seen: set[tuple[str, str]] = set()
    for each in received:
        try:
            unit = _unit(each, by_path, units, seen)
            content = _translation(each, unit)
        except _RefusedError as error:
            outcome.refusals.append(_refusal(each, units, error.said))
            continue
        if content is not None:
            wanted.setdefault(each.path, []).append(_Wanted(unit, each, content))
    for path, texts in wanted.items():
        _Page(by_path[path], texts, f"{root}/{path}" if root else path, read, outcome).put()
    if outcome.refusals:
        return Outcome(sorted(outcome.refusals, key=lambda one: one.line), units=len(received))
    return outcome


class _RefusedError(Exception):
    """A text is refused.

    Attributes:
        said: why, and what to do.
    """

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


def _refusal(each: Received, units: Mapping[str, Mapping[str, Unit]], reason: Said) -> Refusal:
    unit = units.get(each.path, {}).get(each.id)
    what = _described(unit) if unit else code(each.id)
    path = each.path or Said("merge.no_path")
    return Refusal(each.line, said("merge.place", path=path, what=what), reason)


def _described(unit: Unit) -> Said:
    """Return what a person calls a text, e.g. "clause `6.13`"."""
    if unit.segment is None:
        key = unit.name.removeprefix(PREFIX)
        return code(key) if key == unit.name else said("merge.in_front_matter", key=key)
    return called(unit.segment, "")


# ---------------------------------------------------------------------- one text


def _unit(
    each: Received,
    documents: Mapping[str, Document],
    units: Mapping[str, Mapping[str, Unit]],
    seen: set[tuple[str, str]],
) -> Unit:
    """Return the unit of the page that a text is for, which says what was translated.

    Raises:
        _RefusedError: there is none, or it says something else by now.
    """
    if (each.path, each.id) in seen:
        raise _RefusedError(Said("merge.twice"))
    seen.add((each.path, each.id))
    if each.path not in documents:
        hint = suggestion(each.path, documents) or Said("merge.export_pages")
        raise _RefusedError(said("merge.no_page", path=each.path, hint=hint))
    unit = units[each.path].get(each.id)
    if unit is None:
        raise _RefusedError(Said("merge.gone"))
    if not each.source_hash:
        raise _RefusedError(Said("merge.no_hash"))
    if each.source_hash != unit.source_hash:
        raise _RefusedError(said("merge.source_changed", text=shortened(unit.text)))
    if each.source != unit.source.content and not each.damage:
        raise _RefusedError(Said("merge.source_edited"))
    return unit


def _translation(each: Received, unit: Unit) -> Content | None:
    """Return the new translation of a text, or None if it is the one that the page has.

    Raises:
        _RefusedError: it cannot take the place of what the page has.
    """
    if each.damage:
        raise _RefusedError(said("merge.damage", damage=each.damage))
    for codes, known in ((each.source_codes, unit.source.codes), (each.target_codes, unit.codes)):
        for mark, text in codes.items():
            raw = known[mark.code].raw(mark.side) if mark.code in known else text
            if display(raw).split() != text.split():
                raise _RefusedError(said("merge.code_changed", raw=raw, text=text))
    if digest(each.target) == each.target_hash or not (each.target or each.target_hash):
        # As it was exported, whatever has become of the page since.
        return None
    current = unit.target.content if unit.target else ()
    if each.target == current:
        return None
    if unit.target_hash != each.target_hash:
        raise _RefusedError(said("merge.target_changed", text=shortened(unit.target_text)))
    if not plain(each.target).strip(" ") and unit.text.strip(" "):
        raise _RefusedError(Said("merge.empty"))
    reasons = tuple(_damage(each.target, unit))
    if reasons:
        raise _RefusedError(said("merge.reasons", reasons=reasons))
    return spaces_outside(each.target)


_LONGEST = 20
"""How many times as long as its original no translation is."""


def _damage(content: Content, unit: Unit) -> Iterator[Said]:
    """Yield what is wrong with the codes of a translation, and with what looks like one."""
    used = Counter(each for each in content if isinstance(each, Mark))
    codes = unit.codes
    for mark, count in used.items():
        if mark.code not in codes:
            yield said("merge.unknown_code", code=mark.code)
        elif (codes[mark.code].closing is None) != (mark.side == "alone"):
            yield said("merge.other_code", code=_as_code(codes[mark.code]))
        elif count > 1:
            yield said("merge.code_often", code=_as_code(codes[mark.code]), number=count)
    there = {mark.code for mark in used}
    for each in unit.source.codes.values():
        if each.id not in there and not each.may_go:
            yield said("merge.code_missing", code=_as_code(each))
    written = plain(content)
    if len(written) > _LONGEST * len(unit.text) + 1000:
        yield said("merge.too_long", number=len(written), original=len(unit.text))
    yield from map(unseen.wrong, unseen.added(written, unit.text, unit.target_text))
    yield from _typed(written, unit)


def _typed(written: str, unit: Unit) -> Iterator[Said]:
    """Yield what is typed into a text that would be taken for more than text."""
    typed = PLACEHOLDER.search(written) or ATTRIBUTES.search(written)
    if typed or "{{" in written or "}}" in written:
        yield said("merge.typed", what=typed[0].strip() if typed else "{{")
    if unit.segment is None:
        for piece in dict.fromkeys(not_allowed(written)):
            if piece not in unit.text:
                yield said("merge.not_allowed", what=shortened(piece))
    if unit.segment and unit.segment.kind is Kind.TITLE and '"' in written:
        yield Said("merge.title_quotes")


def _as_code(each: Code) -> Said:
    """Return what a person calls a code."""
    return code(each.opening if each.closing is None else f"{each.opening}…{each.closing}")


# ---------------------------------------------------------------------- one page


class _Page:
    """Puts the translations of one page into it."""

    def __init__(
        self,
        document: Document,
        wanted: Sequence[_Wanted],
        file: str,
        read: ReadFile,
        outcome: Outcome,
    ) -> None:
        self._document = document
        self._wanted = wanted
        self._file = file
        self._read = read
        self._outcome = outcome

    def put(self) -> None:
        target = self._document.target
        if target is not None and self._document.is_data:
            self._data_file(target)
            return
        if target is None or not target.texts:
            self._new_page()
            return
        wanted = self._wanted
        front_matter = [each for each in wanted if each.unit.segment is None]
        there = [(each.unit.target_segment, each) for each in wanted]
        missing = [
            each for each in wanted if each.unit.segment and each.unit.target_segment is None
        ]
        self._finish(target, self._file, _by_position(target, there), front_matter, missing)

    def _data_file(self, target: Page) -> None:
        """Put the texts into the data file, each under its key."""
        texts = {}
        for each in self._wanted:
            if each.unit.target is None:
                self._by_hand(target.file, each, plain(each.content))
            else:
                texts[each.unit.name] = plain(each.content)
        locales = (self._document.source.locale, target.locale)
        try:
            text = with_texts(self._read(target.file), target.file, locales, texts)
        except (LookupError, ContentError) as error:
            self._refuse(self._wanted[0], _unchangeable(target.file, error))
            return
        if texts:
            self._outcome.files[target.file] = text
            self._outcome.changed[target.file] += len(texts)

    def _new_page(self) -> None:
        """Make the page out of that of the source language."""
        source = self._document.source
        given = {each.unit.id for each in self._wanted}
        lacking = [
            unit for unit in self._document.units if unit.id not in given and unit.target is None
        ]
        if lacking:
            first = _described(lacking[0])
            reason = said("merge.lacking", file=self._file, number=len(lacking), first=first)
            self._refuse(self._wanted[0], reason)
            return
        texts = _by_position(source, ((each.unit.segment, each) for each in self._wanted))
        front_matter = [each for each in self._wanted if each.unit.segment is None]
        self._finish(source, source.file, texts, front_matter)

    def _finish(
        self,
        page: Page,
        template: str,
        texts: Mapping[int, _Wanted],
        front_matter: Sequence[_Wanted],
        missing: Sequence[_Wanted] = (),
    ) -> None:
        bad = len(self._outcome.refusals)
        lines = self._lines(page, texts)
        values = {each.unit.name.removeprefix(PREFIX): plain(each.content) for each in front_matter}
        if len(self._outcome.refusals) > bad:
            return
        lines, added = self._with_missing(page, lines, missing)
        try:
            text = patched(self._read(template), page, lines)
            if template != self._file and self._document.target is not None:
                # A page that is empty but for its front matter keeps that.
                text = front.with_head_of(text, self._read(self._file), self._file)
            text = front.with_values(text, template, values)
        except (LookupError, ContentError) as error:
            for each in self._wanted[:1]:
                self._refuse(each, _unchangeable(template, error))
            return
        count = len(texts) + len(front_matter) + added
        if count:
            self._outcome.files[self._file] = text
            self._outcome.changed[self._file] += count

    def _lines(self, page: Page, texts: Mapping[int, _Wanted]) -> tuple[Line, ...]:
        """Return the lines of the page with the translations, if it then reads as it should."""
        made = {position: each.markdown for position, each in texts.items()}
        if not made:
            return page.lines
        try:
            lines = rewritten(page, made)
        except LookupError as error:
            self._refuse(texts[error.args[0]], Said("merge.not_found"))
            return page.lines
        if _reads(page, lines, texts) is None:
            return lines
        # Something is read otherwise than it should be: each alone shows which.
        is_told = False
        for position, each in texts.items():
            alone = rewritten(page, {position: made[position]})
            reason = _reads(page, alone, {position: each})
            if reason is not None:
                self._refuse(each, reason)
                is_told = True
        if not is_told:
            for each in texts.values():
                self._refuse(each, Said("merge.with_others"))
        return page.lines

    def _with_missing(
        self, page: Page, lines: tuple[Line, ...], missing: Sequence[_Wanted]
    ) -> tuple[tuple[Line, ...], int]:
        """Return lines with texts that the page lacks put in, and how many there are.

        Those whose place is not plain, or that would not read back, are left to a person.
        """
        if not missing:
            return lines, 0
        source, now = self._document.source, reread(page, lines)
        places = {id(segment): index for index, segment in enumerate(page.texts)}
        answers = {
            id(unit.segment): places[id(unit.target_segment)]
            for unit in self._document.units
            if unit.target_segment is not None
        }
        added = 0
        for position, segment in enumerate(source.texts):
            each = next((one for one in missing if one.unit.segment is segment), None)
            if each is None:
                continue
            after = answers.get(id(source.texts[position - 1])) if position else None
            new = None if after is None else _with_one(now, after, source, position, each)
            if new is None or not _is_free(now, new.position, answers.values()):
                self._by_hand(self._file, each, each.markdown)
                continue
            now = reread(now, new.lines)
            answers = {key: at + (at >= new.position) for key, at in answers.items()}
            answers[id(segment)] = new.position
            added += 1
        return now.lines, added

    def _refuse(self, each: _Wanted, reason: Said) -> None:
        place = said("merge.place", path=each.received.path, what=_described(each.unit))
        self._outcome.refusals.append(Refusal(each.received.line, place, reason))

    def _by_hand(self, file: str, each: _Wanted, markdown: str) -> None:
        place = said("merge.to_put_in", file=file, what=_described(each.unit))
        self._outcome.by_hand.append(ByHand(place, markdown))


def _with_one(
    page: Page, after: int, source: Page, position: int, wanted: _Wanted
) -> Insertion | None:
    """Return a page with one text put in, if it then reads as that text and what was there."""
    try:
        made = insertion(page, after, source, position, wanted.markdown)
    except (LookupError, ValueError):
        return None
    if made is None:
        return None
    new = reread(page, made.lines)
    others = [*new.texts[: made.position], *new.texts[made.position + 1 :]]
    if len(others) != len(page.texts) or not all(map(_is_kept, page.texts, others)):
        return None
    segment, now = source.texts[position], new.texts[made.position]
    if (segment.kind, segment.level, segment.containers, segment.label) != (
        *(now.kind, now.level, now.containers),
        now.label,
    ):
        return None
    taken = take_apart(now, definitions(new))
    return made if _same(taken.content, taken.codes, wanted) else None


def _is_kept(old: Segment, now: Segment) -> bool:
    """Return whether a segment is what it was, but for names that are made of its position."""
    if old.explicit and old.anchor != now.anchor:
        return False
    return (old.kind, old.label, old.level, old.containers, old.row, old.source) == (
        *(now.kind, now.label, now.level, now.containers),
        *(now.row, now.source),
    )


def _is_free(page: Page, position: int, answers: Iterable[int]) -> bool:
    """Return whether what comes next on a page is the counterpart of something else.

    If it is not, it may well be the missing text itself, not recognised.
    """
    if position >= len(page.texts) or page.texts[position].kind is Kind.FOOTNOTE:
        return True
    return position in answers


def _by_position(
    page: Page, wanted: Iterable[tuple[Segment | None, _Wanted]]
) -> Mapping[int, _Wanted]:
    positions = {id(segment): index for index, segment in enumerate(page.texts)}
    return {positions[id(segment)]: each for segment, each in wanted if segment is not None}


def _unchangeable(file: str, error: LookupError | ContentError) -> Said:
    why = Said("merge.changed_meanwhile")
    if isinstance(error, ContentError):
        why = said("merge.why", problem=error.said, hint=error.advice)
    return said("merge.unchangeable", file=file, why=why)


def _reads(page: Page, lines: Sequence[Line], texts: Mapping[int, _Wanted]) -> Said | None:
    """Return why the page with new lines is not the page with new texts, or None if it is."""
    new = reread(page, lines)
    written = tuple(
        said("merge.words", text=shortened(plain(each.content))) for each in texts.values()
    )
    if len(new.texts) != len(page.texts):
        return said("merge.reads_several", written=written)
    environment = definitions(new)
    for position, (old, now) in enumerate(zip(page.texts, new.texts, strict=True)):
        if _shape(old) != _shape(now):
            return said("merge.reads_as", written=written, kind=_changed(old, now))
        each = texts.get(position)
        if each is None:
            if now.source != old.source:
                return said("merge.reads_beside", written=written)
            continue
        taken = take_apart(now, environment)
        if not _same(taken.content, taken.codes, each):
            read = shortened(shown(taken.content, taken.codes))
            wanted = shortened(shown(each.content, each.unit.codes))
            return said("merge.reads_text", read=read, wanted=wanted)
    return None


def _shape(segment: Segment) -> tuple[object, ...]:
    """Return everything about a segment but what it says."""
    return (
        *(segment.id, segment.kind, segment.label, segment.level, segment.anchor),
        *(segment.explicit, segment.containers, segment.ordered, segment.row, segment.block),
    )


def _changed(old: Segment, now: Segment) -> Said:
    if now.label != old.label and now.label:
        return said("merge.reads_labelled", label=now.label)
    if now.kind != old.kind:
        return said("merge.reads_kind", kind=kind_of(now.kind))
    return Said("merge.reads_other")


def _same(content: Content, codes: Mapping[str, Code], wanted: _Wanted) -> bool:
    """Return whether a text that was read back is the one that was to be written."""

    def spelled(pieces: Iterable[str | Mark], known: Mapping[str, Code]) -> list[object]:
        return [
            each if isinstance(each, str) else (each.side, known[each.code].raw(each.side))
            for each in pieces
        ]

    return spelled(content, codes) == spelled(wanted.content, wanted.unit.codes)
