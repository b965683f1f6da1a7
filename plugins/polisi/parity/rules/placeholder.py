"""What a school fills in is asked for by its right name, and in both languages.

What it finds:
    A `{{ field }}` that `fields.yml` does not declare; one that is not written as it should be;
    one that stands in a clause of one language and not, or not as often, in the other.

Why:
    A field that is misspelt stays in the school's finished policy. A field that is lost in one
    language leaves that language without the school's name.

Bad:
    ```markdown
    {{ school name }} and {school_name} and {{ scool_name }}
    ```

Good:
    ```markdown
    {{ school_name }}
    ```

To mend it:
    Write two braces, a space, the id of the field in `fields.yml`, a space, two braces. Their
    order in the sentence may differ between the languages, their number may not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping

from polisi.diagnostics import Diagnostic, Side
from polisi.model import Page, PagePair, Segment, Span
from polisi.parity.align import Alignment, Pair
from polisi.parity.comparison import Comparison
from polisi.parity.wording import called
from polisi.said import Said, language, said, suggestion

NAME = "placeholder"

_HIDDEN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|<!--.*?-->|\\.", re.S)
_MAY_HIDE = re.compile(r"[`\\<]")
_RIGHT = re.compile(r"\{\{[ \t]*[^{}\s]+[ \t]*\}\}")
_WRONG = re.compile(
    r"\{\{[^{}\n]*\}\}"  # {{ }} and {{ school name }}
    r"|\{\{[ \t]*[\w-]*(?:[ \t]*\}(?!\}))?"  # {{school_name} and {{ school_name
    r"|(?:\{[ \t]*)?[\w-]*[ \t]*\}\}"  # {school_name}} and school_name }}
)
_SINGLE = re.compile(r"\{[ \t]*([\w-]+)[ \t]*\}")


Fault = tuple[str, Span, Said, Said]
"""What is written wrongly, where, what is wrong with it, and what to do."""


def survey(comparison: Comparison) -> Container[str]:
    """Return the declared fields, or else every name that is used."""
    site, memo = comparison.site, comparison.memo
    if site.fields is not None:
        return site.fields
    trees = {"source": site.source, "target": site.target}
    used = memo.recall_each(
        "fields",
        {(side, path): (page,) for side, tree in trees.items() for path, page in tree.items()},
        lambda place: _used(trees[place[0]][place[1]]),
    )
    return memo.gather("fields", used, any)


def _used(page: Page) -> Mapping[str, bool]:
    return {each.name: True for segment in page.segments for each in segment.placeholders}


def check_pair(
    comparison: Comparison, pair: PagePair, names: Container[str]
) -> Iterator[Diagnostic]:
    """Yield the placeholders that are wrong or differ."""
    strange: set[int] = set()
    if comparison.is_project:
        for page in filter(None, (pair.source, pair.target)):
            yield from _strange(comparison, page, names, strange)
    alignment = comparison.alignment(pair)
    if alignment:
        for each in alignment.pairs:
            if not {id(each.source), id(each.target)} & strange:
                yield from _different(alignment, each, names)


# ---------------------------------------------------------------------- each by itself
def _strange(
    comparison: Comparison, page: Page, names: Container[str], strange: set[int]
) -> Iterator[Diagnostic]:
    """Yield what is wrong by itself, and note the segments that it stands in."""
    for segment in comparison.own_segments(page):
        answer = comparison.counterpart(page, segment)
        found = list(_faults(comparison, segment, names))
        if not found:
            continue
        strange.add(id(segment))
        for text, span, message, hint in found:
            twin = _same_in(comparison, answer, text, names) if answer else None
            if twin and not comparison.is_source(page):
                # Wrong in both, and reported for both.
                continue
            other = twin or (answer.span if answer else None)
            at: Side = "target" if twin else comparison.side(page)
            yield Diagnostic(NAME, message, hint, *comparison.places(page, span, other), at=at)


def _same_in(
    comparison: Comparison, answer: Segment, text: str, names: Container[str]
) -> Span | None:
    """Return the place where the counterpart has the same fault, if it has."""
    faults = _faults(comparison, answer, names)
    return next((span for other, span, _, _ in faults if other == text), None)


def _faults(comparison: Comparison, segment: Segment, names: Container[str]) -> Iterator[Fault]:
    yield from _wrong(segment, names)
    if comparison.site.fields is not None:
        yield from _unknown(segment, comparison.site.fields)


def _wrong(segment: Segment, names: Container[str]) -> Iterator[Fault]:
    """Yield each place where a placeholder was meant but is not one."""
    if "{" not in segment.source and "}" not in segment.source:
        return
    visible = _RIGHT.sub(_blank, _visible(segment.source))
    spots: list[tuple[re.Match[str], str]] = []
    rest = visible
    if "{{" in visible or "}}" in visible:
        spots += (
            (found, _named(found[0], names))
            for found in _WRONG.finditer(visible)
            if "{{" in found[0] or "}}" in found[0]
        )
        rest = _WRONG.sub(_blank, visible)
    spots += [(found, found[1]) for found in _SINGLE.finditer(rest) if found[1] in names]
    for found, meant in spots:
        text = found[0].strip()
        yield (
            text,
            segment.span.within(segment.source, found.start(), found.end()),
            said("placeholder.none", text=text)
            if text.strip("{} \t")
            else Said("placeholder.empty"),
            said("placeholder.write", field=meant) if meant else Said("placeholder.write_any"),
        )


def _named(text: str, names: Container[str]) -> str:
    """Return the field that is meant, if it can be told."""
    word = re.sub(r"[\s-]+", "_", text.strip("{} \t")).lower()
    return word if word in names else ""


def _unknown(segment: Segment, fields: Collection[str]) -> Iterator[Fault]:
    for placeholder in segment.placeholders:
        if placeholder.name and placeholder.name not in fields:
            yield (
                placeholder.name,
                placeholder.span,
                said("placeholder.unknown", field=placeholder.name),
                suggestion(placeholder.name, fields) or Said("placeholder.declare"),
            )


def _visible(source: str) -> str:
    """Return Markdown with what is no text (code, comments, escaped marks) blanked out."""
    return _HIDDEN.sub(_blank, source) if _MAY_HIDE.search(source) else source


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


# ---------------------------------------------------------------------- both together
def _different(alignment: Alignment, pair: Pair, names: Container[str]) -> Iterator[Diagnostic]:
    one, other = pair.source, pair.target
    here = Counter(p.name for p in one.placeholders if p.name)
    there = Counter(p.name for p in other.placeholders if p.name)
    if here == there:
        return
    parts = [
        said(
            "placeholder.times",
            field=field,
            one=_times(here[field]),
            here=language(alignment.source.locale),
            other=_times(there[field]),
            there=language(alignment.target.locale),
        )
        for field in sorted(here | there)
        if here[field] != there[field]
    ]
    lacking = next(iter([*(here - there), *(there - here)]))
    wrong = list(_wrong(other, names))
    near = next(iter([*wrong, *_wrong(one, names)]), None)
    hint = Said("placeholder.put_into_both")
    if near:
        hint = said("placeholder.near", text=near[0], hint=near[3])
    yield Diagnostic(
        NAME,
        said(
            "placeholder.differ",
            what=called(one, alignment.source.locale),
            parts=tuple(parts),
        ),
        hint,
        _place(one, lacking),
        _place(other, lacking),
        at="source" if near and not wrong else "target",
    )


def _times(number: int) -> Said:
    return _TIMES.get(number) or said("placeholder.often", number=number)


_TIMES = {
    0: Said("placeholder.never"),
    1: Said("placeholder.once"),
    2: Said("placeholder.twice"),
}


def _place(segment: Segment, field: str) -> Span:
    return next((p.span for p in segment.placeholders if p.name == field), segment.span)
