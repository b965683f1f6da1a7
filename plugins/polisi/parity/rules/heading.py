"""The headings are the same in both languages: as many, as deep, in one order, with one id.

What it finds:
    A heading without a counterpart; a heading of another level, or one that is plain text on the
    other side; an id written on one side only; headings in another order. In a project also: a
    page that does not begin with its one heading of level 1, a level left out, a heading without
    an id.

Why:
    Headings are the map of a page: the contents, the search results and screen readers are made
    of them. Their ids are the addresses of sections; the switch to the other language needs the
    same ones there.

Bad:
    ```markdown
    # Scope {#scope}
    ### Who it is for
    ```

Good:
    ```markdown
    # Scope {#scope}

    ## Who it is for {#who-it-is-for}
    ```

To mend it:
    Translate the heading that is missing, put `#` as often as on the other side, and write the
    same `{#id}` after it. An id is never translated.
"""

from __future__ import annotations

from collections.abc import Iterator

from polisi.diagnostics import Diagnostic
from polisi.model import Kind, Page, PagePair, Segment
from polisi.parity.align import Alignment, Gap, Match, Move
from polisi.parity.comparison import Comparison
from polisi.parity.wording import called, kind_of
from polisi.said import Said, language, said

NAME = "heading"


def check_pair(comparison: Comparison, pair: PagePair) -> Iterator[Diagnostic]:
    """Yield the headings that differ, or that break the rules of the house."""
    alignment = comparison.alignment(pair)
    if alignment:
        for gap in alignment.gaps:
            if gap.unit.kind == Kind.HEADING and not gap.inside:
                yield missing(NAME, alignment, gap)
        for move in alignment.moves:
            if move.match.source.kind == Kind.HEADING:
                yield out_of_order(NAME, alignment, move)
        for match in alignment.matches:
            if Kind.HEADING in (match.source.kind, match.target.kind):
                yield from _differs(alignment, match)
    if comparison.is_project and pair.source:
        yield from _house_rules(comparison, pair.source)


def missing(rule: str, alignment: Alignment, gap: Gap, kind: Said | None = None) -> Diagnostic:
    """Return the finding that a unit has no counterpart.

    Args:
        rule: the rule that finds it.
        alignment: how the pages answer each other.
        gap: the unit.
        kind: what to call its kind, if not as always.
    """
    own, other = alignment.source.locale, alignment.target.locale
    if not gap.in_source:
        own, other = other, own
    has, lacks = language(own), language(other)
    what = called(gap.unit, own, kind)
    if gap.under:
        section = called(gap.unit, own, Said("kind.section"))
        what = said("heading.section_one", section=section)
        if gap.under > 1:
            what = said("heading.section_some", section=section, number=gap.under)
    here, there = gap.unit.span, gap.place
    where = said("heading.after", line=there.line)
    if gap.before:
        where = said("heading.before", line=gap.before.line)
    if gap.in_source:
        message = said("heading.missing", what=what, lacks=lacks)
        hint = said("heading.translate", path=there.path, where=where, has=has)
    else:
        message = said("heading.only", what=what, has=has)
        hint = said("heading.add", path=there.path, where=where)
    places = (here, there) if gap.in_source else (there, here)
    return Diagnostic(rule, message, hint, *places)


def out_of_order(rule: str, alignment: Alignment, move: Move) -> Diagnostic:
    """Return the finding that a unit stands on the wrong side of another."""
    match, past = move.match, move.past
    pair = sorted((match, past), key=lambda each: (each.source.span.line, each.source.span.column))
    first, second = pair
    return Diagnostic(
        rule,
        said(
            "heading.order",
            there=language(alignment.target.locale),
            second=called(second.source, alignment.source.locale),
            second_line=second.target.span.line,
            first=called(first.source, alignment.source.locale),
            first_line=first.target.span.line,
        ),
        said("heading.reorder", here=language(alignment.source.locale)),
        match.source.span,
        match.target.span,
    )


def _differs(alignment: Alignment, match: Match) -> Iterator[Diagnostic]:
    one, other = match.source.first, match.target.first
    here, there = language(alignment.source.locale), language(alignment.target.locale)
    if (one.kind, one.level, one.explicit) == (other.kind, other.level, other.explicit):
        return
    what = called(one, alignment.source.locale)
    if one.kind != other.kind:
        heading = here if one.kind is Kind.HEADING else there
        kind = kind_of(other.kind)
        yield Diagnostic(
            NAME,
            said("structure.other_kind", what=what, here=here, kind=kind, there=there),
            said("heading.same_kind", heading=heading),
            one.span,
            other.span,
        )
    elif one.level != other.level:
        yield Diagnostic(
            NAME,
            said(
                "heading.other_level",
                what=what,
                one=one.level,
                here=here,
                other=other.level,
                there=there,
            ),
            said("heading.same_level", marks="#" * one.level, here=here),
            one.span,
            other.span,
        )
    elif one.explicit != other.explicit:
        anchor = (one if one.explicit else other).anchor or ""
        has, lacks = (here, there) if one.explicit else (there, here)
        yield Diagnostic(
            NAME,
            said("anchor.one", what=what, id=anchor, has=has, lacks=lacks),
            said("heading.write_id", id=anchor, lacks=lacks),
            one.span,
            other.span,
            at="target" if one.explicit else "source",
        )


def _house_rules(comparison: Comparison, page: Page) -> Iterator[Diagnostic]:
    """Yield what is wrong with the headings of a source page; the target's must be the same."""
    headings = [s for s in page.segments if s.kind is Kind.HEADING and not s.containers]
    if not page.segments or comparison.lacks_headings(page):
        return
    first = page.segments[0]
    if first.kind is not Kind.HEADING or first.level != 1:
        yield _house(
            comparison,
            page,
            first,
            Said("heading.none"),
            Said("heading.begin_page"),
        )
    level = 0
    titled = False
    for heading in headings:
        own = comparison.is_own(page, heading)
        if heading.level == 1 and titled and own:
            message = said("heading.second", what=called(heading, page.locale))
            yield _house(comparison, page, heading, message, said("heading.begin", marks="##"))
        elif level and heading.level > level + 1 and own:
            yield _house(
                comparison,
                page,
                heading,
                said(
                    "heading.too_deep",
                    what=called(heading, page.locale),
                    level=heading.level,
                    above=level,
                ),
                said("heading.begin", marks="#" * (level + 1)),
            )
        level = heading.level
        titled = titled or level == 1
        answer = comparison.counterpart(page, heading)
        if own and not heading.explicit and not (answer and answer.explicit):
            message = said("heading.no_id", what=called(heading, page.locale))
            yield _house(comparison, page, heading, message, Said("heading.give_id"))


def _house(
    comparison: Comparison, page: Page, segment: Segment, message: Said, hint: Said
) -> Diagnostic:
    answer = comparison.counterpart(page, segment)
    return Diagnostic(NAME, message, hint, segment.span, answer.span if answer else None)
