"""`polisi status`: how far the translation has come, page by page and segment by segment."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from polisi.commands import paths
from polisi.commands.command import in_words, spoken
from polisi.content.hashing import wording
from polisi.model import Segment, Site
from polisi.parity.changes import changed
from polisi.parity.comparison import Comparison
from polisi.parity.readings import Lost, lost
from polisi.parity.wording import called
from polisi.project import CONFIG, open_project
from polisi.review import PageStatus, SegmentStatus, State, status
from polisi.review.progress import sections, total
from polisi.said import Said, code, language, said, segments
from polisi.said import pages as pages_of

EXAMPLE = "polisi status docs/cy/policy"

STATES = {
    State.MISSING: Said("state.missing"),
    State.DRAFT: Said("state.draft"),
    State.STALE: Said("state.stale"),
    State.REVIEWED: Said("state.reviewed"),
}

SCHEMA = "polisi.status/1"
_WIDTH = 20
_COLUMN = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--format", choices=["text", "json"], default="text", help="default: text")
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help=f"these only: {paths.HELP}"
    )


def run(options: argparse.Namespace) -> int:
    """Print how far the translation has come.

    Returns:
        0, whatever the state of the translation: `polisi check` is what finds fault.

    Raises:
        ContentError: the project cannot be read, or a path names no page.
    """
    project = open_project(Path(CONFIG))
    for error in project.errors:
        raise error
    site = project.site
    every = status(Comparison(site, ()))
    wanted = paths.read(options.paths, site).pages
    pages = [page for page in every if page.path in wanted]
    held = {page.path: page.segments for page in every}
    gone = [each for each in lost(site, held) if not options.paths or each.path in wanted]
    if options.format == "json":
        # ASCII, so that a console or a pipe in any encoding carries it whole.
        print(json.dumps(_report(site, pages, gone), indent=2))
    else:
        sys.stdout.write("\n".join(_lines(site, pages, gone)) + "\n")
    return 0


# ---------------------------------------------------------------------- for programs
def _report(site: Site, pages: Sequence[PageStatus], gone: Sequence[Lost]) -> Mapping[str, Any]:
    return {
        "schema": SCHEMA,
        "source_locale": site.source_locale,
        "target_locale": site.target_locale,
        "counts": total(pages),
        "sections": [
            {
                "titles": section.titles,
                "counts": section.counts,
                "pages": [page.path for page in section.pages],
            }
            for section in sections(site, pages)
        ],
        "pages": [_page(page) for page in pages],
        "lost": [
            {
                "page": each.path,
                "segment": each.id,
                "path": each.signoff.span.path,
                "line": each.signoff.span.line,
            }
            for each in gone
        ],
    }


def _page(page: PageStatus) -> Mapping[str, Any]:
    return {
        "path": page.path,
        "titles": page.titles,
        "state": page.state,
        "counts": page.counts,
        "segments": [_segment(each) for each in page.segments],
    }


def _segment(each: SegmentStatus) -> Mapping[str, Any]:
    signoff = each.signoff
    either = each.source or each.target
    assert either is not None
    return {
        "id": each.id,
        "kind": either.kind,
        "state": each.state,
        "source": _place(each.source),
        "target": _place(each.target),
        "signed": None if signoff is None else {"by": signoff.by, "date": signoff.date},
        "changed": [
            side
            for side, changed in (
                ("source", each.source_changed),
                ("target", each.target_changed),
            )
            if changed
        ],
    }


def _place(segment: Segment | None) -> Mapping[str, Any] | None:
    if segment is None:
        return None
    span = segment.span
    return {"path": span.path, "line": span.line, "column": span.column}


# ---------------------------------------------------------------------- for people
def _lines(site: Site, pages: Sequence[PageStatus], gone: Sequence[Lost]) -> Iterator[str]:
    rows: list[tuple[str, str, Mapping[State, int]]] = []
    rest = Said("status.every_page" if site.nav is None else "status.not_in_nav")
    for section in sections(site, pages):
        other = in_words(Said("status.outside") if section.is_data else rest)
        title = section.titles.get(site.source_locale, other)
        title = section.titles.get(spoken(), title)
        rows.append((title, _bar(section.counts), section.counts))
        rows += [(f"  {page.path}", "", page.counts) for page in section.pages]
    counts = total(pages)
    rows.append((in_words(Said("status.everything")), _bar(counts), counts))
    width = max(len(title) for title, _, _ in rows)
    states = [(state, in_words(STATES[state])) for state in reversed(State)]
    column = max(_COLUMN, *(len(name) + 2 for _, name in states))
    there, here = language(site.target_locale), language(site.source_locale)
    yield in_words(said("status.heading", there=there, here=here))
    yield ""
    yield f"{'':{width}}  {'':{_WIDTH + 2}}" + "".join(f"{name:>{column}}" for _, name in states)
    for title, bar, each in rows:
        numbers = "".join(f"{each[state]:{column}}" for state, _ in states)
        yield f"{title:{width}}  {bar:{_WIDTH + 2}}{numbers}"
    yield ""
    yield from _to_do(site, pages)
    for one in gone:
        yield _gone(one)


def _bar(counts: Mapping[State, int]) -> str:
    """Return the share of segments that is reviewed; only when all are is the bar full."""
    every = sum(counts.values())
    done = counts[State.REVIEWED]
    filled = _WIDTH * done // every if every else _WIDTH
    if done and not filled:
        filled = 1
    return f"[{'#' * filled}{'.' * (_WIDTH - filled)}]"


def _to_do(site: Site, pages: Sequence[PageStatus]) -> Iterator[str]:
    in_order = [page for section in sections(site, pages) for page in section.pages]
    every = [each for page in in_order for each in page.segments]
    for state, what in (
        (State.MISSING, Said("status.missing")),
        (State.STALE, Said("status.stale")),
    ):
        found = [each for each in every if each.state is state]
        if found:
            yield in_words(what)
            for each in found:
                yield from _told(each)
            yield ""
    drafts = [page for page in in_order if page.counts[State.DRAFT]]
    if drafts:
        some, on = segments(total(pages)[State.DRAFT]), pages_of(len(drafts))
        yield in_words(said("status.drafts", segments=some, pages=on))
        example = said("status.sign", file=site.target_file(drafts[0].path))
        yield f"  {in_words(example)}"
    elif all(each.state is State.REVIEWED for each in every):
        yield in_words(Said("status.reviewed"))


def _gone(each: Lost) -> str:
    what = code(each.path)
    if each.has_page:
        what = said("status.on_page", segment=each.id, path=each.path)
    span = each.signoff.span
    return f"{span.path}:{span.line}: {in_words(said('status.gone', what=what))}"


def _told(each: SegmentStatus) -> Iterator[str]:
    segment = each.target or each.source
    assert segment is not None
    span = segment.span
    yield f"  {span.path}:{span.line}  {each.id}  {in_words(called(segment, ''))}"
    if each.state is State.STALE and each.signoff and each.source and each.source_changed:
        words = changed(each.signoff.text, wording(each.source), "")
        yield f"      {in_words(said('change.all', changes=tuple(words)))}"
