"""An id names one place, and the same place in both languages.

What it finds:
    An id that its counterpart has not, or has otherwise; in a project also an id used twice on a
    page.

Why:
    An id is the address of a place on a page. Links to it, the switch to the other language and
    what other people have bookmarked all break when it is changed in one language only.

Bad:
    ```markdown
    ## Cwmpas {#cwmpas}                 ## Scope {#scope}
    ```

Good:
    ```markdown
    ## Cwmpas {#scope}                  ## Scope {#scope}
    ```

To mend it:
    Give both the same id, and no other place on the page. Ids are not translated. To rename one,
    rename it in both languages and in every link to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from polisi.diagnostics import Diagnostic, Side
from polisi.model import Kind, Page, PagePair, Segment
from polisi.parity.align import Alignment
from polisi.parity.comparison import Comparison
from polisi.parity.units import origin
from polisi.parity.wording import called
from polisi.said import Said, language, said

NAME = "anchor"


def check_pair(comparison: Comparison, pair: PagePair) -> Iterator[Diagnostic]:
    """Yield the ids that differ or are used twice."""
    alignment = comparison.alignment(pair)
    if alignment:
        yield from _different(alignment)
    if comparison.is_project:
        for page in filter(None, (pair.source, pair.target)):
            yield from _twice(comparison, page)


def _different(alignment: Alignment) -> Iterator[Diagnostic]:
    here, there = language(alignment.source.locale), language(alignment.target.locale)
    for pair in alignment.pairs:
        one, other = pair.source, pair.target
        at: Side = "target"
        # The id of a clause that has none of its own is made of its number and its parent's. If
        # those differ, that is reported; so only ids that are written out are compared.
        if not (one.explicit or other.explicit) or one.anchor == other.anchor:
            continue
        what = called(one, alignment.source.locale)
        if one.explicit and other.explicit:
            ids = {"one": one.anchor or "", "other": other.anchor or ""}
            message = said("anchor.two", what=what, here=here, there=there, **ids)
        elif Kind.HEADING in (one.kind, other.kind):
            # Rule `heading` says so.
            continue
        else:
            ident = (one if one.explicit else other).anchor or ""
            has, lacks = (here, there) if one.explicit else (there, here)
            at = "target" if one.explicit else "source"
            message = said("anchor.one", what=what, id=ident, has=has, lacks=lacks)
        yield Diagnostic(
            NAME,
            message,
            Said("anchor.same"),
            one.span,
            other.span,
            at=at,
        )


def _twice(comparison: Comparison, page: Page) -> Iterator[Diagnostic]:
    first: dict[str, Segment] = {}
    for segment in page.segments:
        if not segment.anchor:
            continue
        before = first.setdefault(segment.anchor, segment)
        if before is segment or _is_reported(comparison, page, before, segment):
            continue
        answer = comparison.counterpart(page, segment)
        if answer and not comparison.is_source(page):
            # As in the source language, and reported for both.
            continue
        yield Diagnostic(
            NAME,
            said(
                "anchor.twice",
                id=segment.anchor,
                line=before.span.line,
                path=before.span.path,
            ),
            Said("anchor.other"),
            *comparison.places(page, segment.span, answer.span if answer else None),
        )


def _is_reported(comparison: Comparison, page: Page, before: Segment, segment: Segment) -> bool:
    """Return whether an id that comes twice is reported otherwise."""
    one, other = origin(page, before).path, origin(page, segment).path
    if one == other and not comparison.is_own(page, segment):
        # On the page that both come from.
        return True
    if before.label is not None and before.label == segment.label and not segment.explicit:
        # As a clause number that stands twice.
        return True
    if page.path not in comparison.alignments:
        return False
    answers = [
        (each, comparison.counterpart(page, each))
        for each in (before, segment)
        if comparison.is_own(page, each)
    ]
    # As without a counterpart, or as another id.
    return any(answer is None or answer.anchor != each.anchor for each, answer in answers)
