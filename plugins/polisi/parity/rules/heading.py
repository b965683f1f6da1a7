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
from polisi.parity.wording import capital, kind_name, name

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


def missing(rule: str, alignment: Alignment, gap: Gap) -> Diagnostic:
    """Return the finding that a unit has no counterpart."""
    has, lacks = alignment.source, alignment.target
    if not gap.in_source:
        has, lacks = lacks, has
    what = capital(name(gap.unit))
    if gap.under:
        segments = "segment" if gap.under == 1 else f"{gap.under} segments"
        what = f"Section {what.removeprefix('Heading ')} with the {segments} under it"
    here, there = gap.unit.span, gap.place
    where = f"before line {gap.before.line}" if gap.before else f"after line {there.line}"
    if gap.in_source:
        message = f"{what} is missing in {lacks.locale}."
        hint = f"Translate it to {there.path}, {where}, or delete it in {has.locale}."
    else:
        message = f"{what} stands in {has.locale} only."
        hint = f"Delete it, or add it to {there.path}, {where}."
    places = (here, there) if gap.in_source else (there, here)
    return Diagnostic(rule, message, hint, *places)


def out_of_order(rule: str, alignment: Alignment, move: Move) -> Diagnostic:
    """Return the finding that a unit stands on the wrong side of another."""
    match, past = move.match, move.past
    pair = sorted((match, past), key=lambda each: (each.source.span.line, each.source.span.column))
    first, second = pair
    return Diagnostic(
        rule,
        f"The order is another in {alignment.target.locale}: {name(second.source)} "
        f"(line {second.target.span.line}) stands before {name(first.source)} "
        f"(line {first.target.span.line}).",
        f"Put them in the order of {alignment.source.locale}, or change it there.",
        match.source.span,
        match.target.span,
    )


def _differs(alignment: Alignment, match: Match) -> Iterator[Diagnostic]:
    one, other = match.source.first, match.target.first
    here, there = alignment.source.locale, alignment.target.locale
    if one.kind != other.kind:
        heading = here if one.kind is Kind.HEADING else there
        yield Diagnostic(
            NAME,
            f"{capital(name(one))} of {here} is a {kind_name(other.kind)} in {there}.",
            f"Make both the same kind; a heading begins with `#`, as in {heading}.",
            one.span,
            other.span,
        )
    elif one.level != other.level:
        yield Diagnostic(
            NAME,
            f"{capital(name(one))} is of level {one.level} in {here} "
            f"and of level {other.level} in {there}.",
            f"Begin both with the same number of `#`: {'#' * one.level} in {here}.",
            one.span,
            other.span,
        )
    elif one.explicit != other.explicit:
        has, lacks = (one, there) if one.explicit else (other, here)
        yield Diagnostic(
            NAME,
            f"{capital(name(one))} has the id `{has.anchor}` in "
            f"{here if one.explicit else there} and none in {lacks}.",
            f"Write `{{#{has.anchor}}}` after it in {lacks} too.",
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
            "The page does not begin with a heading of level 1.",
            "Begin it with `# Title {#id}`.",
        )
    level = 0
    titled = False
    for heading in headings:
        own = comparison.is_own(page, heading)
        if heading.level == 1 and titled and own:
            message = f"{capital(name(heading))} is a second heading of level 1."
            yield _house(comparison, page, heading, message, "Begin it with `##`.")
        elif level and heading.level > level + 1 and own:
            yield _house(
                comparison,
                page,
                heading,
                f"{capital(name(heading))} is of level {heading.level}, "
                f"but the heading above it is of level {level}.",
                f"Begin it with `{'#' * (level + 1)}`.",
            )
        level = heading.level
        titled = titled or level == 1
        answer = comparison.counterpart(page, heading)
        if own and not heading.explicit and not (answer and answer.explicit):
            message = f"{capital(name(heading))} has no id."
            hint = "Write `{#id}` after it, the same in both languages."
            yield _house(comparison, page, heading, message, hint)


def _house(
    comparison: Comparison, page: Page, segment: Segment, message: str, hint: str
) -> Diagnostic:
    answer = comparison.counterpart(page, segment)
    return Diagnostic(NAME, message, hint, segment.span, answer.span if answer else None)
