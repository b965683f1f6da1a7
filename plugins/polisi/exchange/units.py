"""What is handed to a translator: page by page, each text with what is known about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from polisi.content.hashing import text_hash
from polisi.content.values import PREFIX, of_page
from polisi.exchange.inline import (
    Code,
    Content,
    Inline,
    definitions,
    plain,
    shown,
    take_apart,
)
from polisi.exchange.patch import is_written_here
from polisi.model import Kind, Page, PagePair, Segment, SignOff, Site, Term
from polisi.parity.addresses import Twins
from polisi.parity.comparison import Comparison
from polisi.parity.rules.glossary import terms_in
from polisi.parity.wording import capital, name, shortened
from polisi.review.status import PageStatus, SegmentStatus, State

_TWIN = re.compile(r"(\]\(<?)([^\s)>]+)")
_HREF = re.compile(r"""(\shref\s*=\s*["']?)([^\s"'>]+)""", re.I)


@dataclass(frozen=True)
class Unit:
    """One text in both languages.

    Attributes:
        id: its id in a file: one for one with `name`, and a valid XML name token.
        name: the id of its segment in the source language.
        segment: the segment in the source language; None for a value, which is no Markdown.
        target_segment: its counterpart, or None.
        source: its text.
        target: the text of its counterpart; None if it has none.
        codes: the codes that may stand in the target, by id, as they are written there.
        state: how far the translation has come.
        notes: what helps to translate it.
        terms: the declared terms that stand in it, in either language.
        signoff: what was signed, if anything was.
    """

    id: str
    name: str
    segment: Segment | None
    target_segment: Segment | None
    source: Inline
    target: Inline | None
    codes: Mapping[str, Code]
    state: State = State.DRAFT
    notes: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    signoff: SignOff | None = None

    @cached_property
    def source_hash(self) -> str:
        """A hash of the source with its codes; it says whether the source has moved on.

        Not that of a sign-off, which does not look at comments: here they are codes and numbered.
        """
        return digest(self.source.content, self.source.codes)

    @cached_property
    def target_hash(self) -> str:
        """A hash of the target as a translator is given it; empty if there is none."""
        return digest(self.target.content) if self.target else ""

    @property
    def previous(self) -> str | None:
        """The source as it was when the translation was signed, if it has changed since."""
        return self.signoff.text if self.signoff and self.state is State.STALE else None

    @property
    def text(self) -> str:
        """What a reader sees of the source."""
        return plain(self.source.content)

    @property
    def target_text(self) -> str:
        """What a reader sees of the target."""
        return plain(self.target.content) if self.target else ""


def digest(content: Content, codes: Mapping[str, Code] | None = None) -> str:
    """Return the hash of a text with its marks and, if given, with what these stand for."""
    marked = "".join(
        each if isinstance(each, str) else f"\x02{each.side} {each.code}\x03" for each in content
    )
    spelled = shown(content, codes) if codes else ""
    return text_hash(f"{marked}\x04{spelled}")


@dataclass(frozen=True)
class Document:
    """A page or a data file, to be translated.

    Attributes:
        path: its path below either language's folder; that of a data file as a person sees it.
        source: the page.
        target: its counterpart, or None.
        units: its texts, in order.
        is_data: whether it is a data file, which holds both languages.
    """

    path: str
    source: Page
    target: Page | None
    units: tuple[Unit, ...] = field(default=())
    is_data: bool = False

    @property
    def id(self) -> str:
        """Its id in a file."""
        return encoded(self.path)

    def with_units(self, units: Sequence[Unit]) -> Document:
        """Return it with other units."""
        return replace(self, units=tuple(units))


def encoded(text: str) -> str:
    """Return a text as a name token: what is no letter, digit, `.` or `-` as `_` and its bytes."""
    return re.sub(
        r"[^A-Za-z0-9.-]", lambda found: "".join(f"_{b:02X}" for b in found[0].encode()), text
    )


def documents(comparison: Comparison, statuses: Sequence[PageStatus] = ()) -> tuple[Document, ...]:
    """Return every page of the source language with all its texts, and then every data file.

    What a page includes is handed out with the page that it comes from, what is generated with
    the data file that it is made of, and code blocks not at all.

    Args:
        comparison: the site, aligned.
        statuses: how far the segments have come; without it, all are drafts.
    """
    known = _Known(
        comparison,
        {id(each.source): each for page in statuses for each in page.segments},
        {(page.path, each.id): each for page in statuses for each in page.segments},
        terms_in(comparison.site),
    )
    pages = (
        Document(
            pair.path,
            pair.source,
            pair.target,
            tuple(_units(pair.source, known)),
        )
        for pair in comparison.pairs
        if pair.source
    )
    data = (
        Document(
            pair.path,
            pair.source,
            pair.target,
            tuple(_values(pair, pair.source.segments, pair.target.segments, known)),
            is_data=True,
        )
        for pair in comparison.site.data.values()
        if pair.source and pair.target
    )
    return (*pages, *data)


@dataclass(frozen=True)
class _Known:
    """What is known of the texts of a site.

    Attributes:
        comparison: the site, aligned.
        by_segment: how far each segment has come, by `id()` of it in the source language.
        by_name: how far each text has come, by its page's path and its id.
        terms_of: gives the declared terms in a text.
    """

    comparison: Comparison
    by_segment: Mapping[int, SegmentStatus]
    by_name: Mapping[tuple[str, str], SegmentStatus]
    terms_of: Callable[[str], tuple[Term, ...]]


def _units(source: Page, known: _Known) -> Iterator[Unit]:
    comparison = known.comparison
    target = comparison.site.target.get(source.path)
    pair = PagePair(source.path, source, target)
    yield from _values(pair, of_page(source), of_page(target) if target else (), known)
    given, answering = definitions(source), definitions(target) if target else {}
    seen: dict[str, int] = {}
    under = ""
    for segment in comparison.own_segments(source):
        if segment.kind is Kind.HEADING:
            under = segment.text
        if segment.kind is Kind.CODE or not segment.text or not is_written_here(source, segment):
            continue
        seen[segment.id] = seen.get(segment.id, 0) + 1
        ident = encoded(segment.id)
        if seen[segment.id] > 1:
            # An id that stands twice on a page is a finding of the check; here they only have
            # to be told apart.
            ident += f"__{seen[segment.id]}"
        counterpart = comparison.counterpart(source, segment) or _empty_cell(
            comparison, source, segment
        )
        taken = take_apart(segment, given)
        answer = None
        if counterpart is not None and counterpart.text:
            answer = _matched(taken, take_apart(counterpart, answering))
        status = known.by_segment.get(id(segment))
        yield Unit(
            ident,
            segment.id,
            segment,
            counterpart,
            taken,
            answer,
            _codes(taken, answer, comparison.site),
            status.state if status else State.DRAFT,
            tuple(_notes(segment, under, taken)),
            tuple(_translated(term) for term in known.terms_of(segment.text)),
            status.signoff if status else None,
        )


def _empty_cell(comparison: Comparison, source: Page, segment: Segment) -> Segment | None:
    """Return the cell of the target that is empty where a segment's translation should stand."""
    alignment = comparison.alignments.get(source.path)
    if alignment is None or segment.kind is not Kind.CELL:
        return None
    places = [gap.place for gap in alignment.cells if gap.cell is segment]
    cells = (each for each in alignment.target.segments if each.kind is Kind.CELL)
    return next((each for each in cells if each.span in places and not each.text), None)


def _values(
    pair: PagePair, sources: Sequence[Segment], targets: Sequence[Segment], known: _Known
) -> Iterator[Unit]:
    """Yield the texts that stand under a key: of a page's front matter, or of a data file."""
    answers = {each.id: each for each in targets}
    for source in sources:
        answer = answers.get(source.id)
        status = known.by_name.get((pair.path, source.id))
        yield Unit(
            encoded(source.id),
            source.id,
            None,
            None,
            Inline.of_text(source.text),
            Inline.of_text(answer.text) if answer else None,
            {},
            status.state if status else State.DRAFT if answer else State.MISSING,
            (_purpose(source.id),),
            tuple(_translated(term) for term in known.terms_of(source.text)),
            status.signoff if status else None,
        )


_PURPOSES = {
    f"{PREFIX}title": "The title of the page, in menus, search results and the browser's tab.",
    f"{PREFIX}document_title": "What the page is called as a document of its own.",
    f"{PREFIX}description": "The description of the page, for search engines and links to it.",
}


def _purpose(ident: str) -> str:
    """Return what helps to translate a text that stands under a key."""
    return _PURPOSES.get(ident) or f"Not on a page: it stands under `{ident}` in this file."


def _matched(source: Inline, target: Inline) -> Inline:
    """Return a target whose codes have the ids of those of the source that they answer."""
    free = dict(source.codes)
    ids: dict[str, str] = {}
    for same_text in (True, False):
        for code in target.codes.values():
            if code.id in ids:
                continue
            for other in free.values():
                if _answers(code, other, same_text):
                    ids[code.id] = other.id
                    del free[other.id]
                    break
    # What the target alone has. Numbers are those of the source.
    ids.update({code: f"t{code}" for code in target.codes if code not in ids})
    return target.renamed(ids)


def _answers(code: Code, other: Code, same_text: bool) -> bool:
    if code.kind != other.kind or (code.closing is None) != (other.closing is None):
        return False
    if same_text or code.kind in ("field", "footnote", "character"):
        return code.opening == other.opening and code.closing == other.closing
    return True


def _codes(source: Inline, target: Inline | None, site: Site) -> Mapping[str, Code]:
    codes = {code.id: _localised(code, site) for code in source.codes.values()}
    return {**codes, **(target.codes if target else {})}


def _localised(code: Code, site: Site) -> Code:
    """Return a link of the source as it is in the target, if its address has a declared twin."""
    twins = Twins(site.link_twins or {})
    if code.kind != "link" or code.closing is None:
        return code

    def twin(found: re.Match[str]) -> str:
        return found[1] + (twins.of(found[2]) or found[2])

    return replace(
        code,
        # Markdown has the address at the end, HTML at the beginning.
        opening=_HREF.sub(twin, code.opening, 1),
        closing=_TWIN.sub(twin, code.closing, 1),
    )


def _translated(term: Term) -> tuple[str, str]:
    """Return a term and what the glossary says of it, the best translation first."""
    others = f" (or: {'; '.join(term.target[1:])})" if term.target[1:] else ""
    wrong = f" (not: {'; '.join(term.banned)})" if term.banned else ""
    return term.source[0], f"{term.target[0]}{others}{wrong}"


def _notes(segment: Segment, under: str, taken: Inline) -> Iterator[str]:
    what = "heading" if segment.kind is Kind.HEADING else name(replace(segment, text=""))
    place = f"{capital(what)} under “{shortened(under)}”." if under else f"{capital(what)}."
    yield "Heading." if segment.kind is Kind.HEADING else place
    if "school-note" in segment.containers:
        yield "Guidance for schools: it is not printed in a school's own policy."
    fields = [code.opening for code in taken.codes.values() if code.kind == "field"]
    if fields:
        yield (
            f"{', '.join(dict.fromkeys(fields))}: filled in later. Keep the code as it is, and "
            "put no word before it that would mutate it or change with it (y, yr, i, o, a, ac, "
            "yn)."
        )
    links = [each.href for each in segment.links if not each.image and each.href != each.text]
    if links:
        yield "Links to: " + ", ".join(links) + "."
