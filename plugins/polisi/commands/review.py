"""`polisi review`: signs that both languages of a page say the same."""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from polisi.commands import paths
from polisi.commands.command import UsageError
from polisi.commands.inplace import replace_all
from polisi.content import ledger
from polisi.diagnostics import Diagnostic, Severity
from polisi.model import Segment, SignOff, Site
from polisi.parity import check
from polisi.parity.comparison import Comparison
from polisi.parity.rules.stale import NAME as STALE
from polisi.parity.units import origin
from polisi.parity.wording import capital, did_you_mean, name
from polisi.project import CONFIG, Project, load_project
from polisi.review import PageStatus, SegmentStatus, State, status
from polisi.review.findings import by_segment
from polisi.review.signing import updated

EXAMPLE = 'polisi review docs/cy/policy/principles.md --segment principles-2 --by "Siân Puw"'


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("path", metavar="PATH", help=paths.HELP + " that holds no other page")
    parser.add_argument(
        "--segment",
        action="append",
        metavar="ID",
        help="sign this segment only; may be given more than once. `polisi status --format json` "
        "lists the ids",
    )
    parser.add_argument("--by", required=True, metavar="NAME", help="who has read both")


def run(options: argparse.Namespace) -> int:
    """Sign what is sound, and say what was signed and what was not.

    Returns:
        0 if all that was asked for is signed, 1 if something was refused.

    Raises:
        ContentError: the project cannot be read, or there is no such page.
        UsageError: there is no such segment, or no name.
    """
    by = _name(options.by)
    project = load_project(Path(CONFIG))
    for error in project.errors:
        raise error
    site = project.site
    comparison = Comparison(site, ())
    pages = status(comparison)
    page = _page(site, pages, options.path)
    wanted = _wanted(site, page, options.segment)
    refused = dict(_refused(site, pages, page, wanted))
    signing = [
        each for each in wanted if each.id not in refused and each.state is not State.REVIEWED
    ]
    signatures = dict(_signatures(signing, by))
    if signatures:
        _write(project, pages, signatures)
    _report(page, wanted, refused, {ident: entry for (_, ident), entry in signatures.items()})
    return 1 if refused else 0


def _name(given: str) -> str:
    """Return a name on one line.

    Raises:
        UsageError: there is none in it.
    """
    words = unicodedata.normalize("NFC", " ".join(given.split()))
    if not any(letter.isalpha() for letter in words) or not words.isprintable():
        raise UsageError("--by names nobody. Give the name of who has read both languages.")
    return words


def _page(site: Site, pages: Sequence[PageStatus], given: str) -> PageStatus:
    """Return the page of a path.

    Raises:
        ContentError: there is none.
        UsageError: there are several.
    """
    named = paths.read([Path(given)], site).pages
    if len(named) > 1:
        first = next(page for page in pages if page.path in named)
        raise UsageError(
            f"`{given}` holds {len(named)} pages. A signature says that somebody has read both "
            "languages, so it is given page by page: "
            f"`polisi review {site.target_file(first.path)} --by NAME`."
        )
    return next(page for page in pages if page.path in named)


def _wanted(site: Site, page: PageStatus, given: Sequence[str] | None) -> Sequence[SegmentStatus]:
    """Return the segments that are to be signed.

    Raises:
        UsageError: the page has no such segment, or takes it in from another.
    """
    if given is None:
        if not page.segments:
            raise UsageError(f"`{page.path}` has no text of its own to be signed.{_parts(page)}")
        return page.segments
    known = {each.id: each for each in page.segments}
    for ident in given:
        if ident in known:
            continue
        home = next(_homes(page, ident), None)
        if home is not None:
            raise UsageError(
                f"`{ident}` is taken in from another page and signed there: "
                f"`polisi review {site.target_root}/{home} --segment {ident} --by NAME`."
            )
        near = did_you_mean(ident, known)
        raise UsageError(
            f"`{page.path}` has no segment `{ident}`. "
            + (near or "`polisi status --format json` lists them.")
        )
    return [known[ident] for ident in dict.fromkeys(given)]


def _parts(page: PageStatus) -> str:
    """Return where the text of a page of nothing but includes is signed."""
    side = page.source or page.target
    paths = dict.fromkeys(line.path for line in side.lines) if side else {}
    others = [f"`{path}`" for path in paths if path != page.path]
    return f" It takes in {', '.join(others)}." if others else ""


def _homes(page: PageStatus, ident: str) -> Iterator[str]:
    """Yield the path of the page that a segment is taken in from."""
    for side in (page.source, page.target):
        segment = side.by_id.get(ident) if side else None
        if side and segment:
            yield origin(side, segment).path


def _refused(
    site: Site, pages: Sequence[PageStatus], page: PageStatus, wanted: Iterable[SegmentStatus]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the segments that cannot be signed, and why."""
    found = by_segment(pages, check(site))
    for each in wanted:
        if each.source is None or each.target is None:
            locale = site.source_locale if each.source is None else site.target_locale
            yield each.id, [f"It is missing in {locale}."]
            continue
        errors = [
            _told(finding)
            for finding in found.get((page.path, each.id), ())
            # That it has changed since it was signed is why it is being signed again.
            if finding.severity is Severity.ERROR and finding.rule != STALE
        ]
        if errors:
            yield each.id, errors


def _told(finding: Diagnostic) -> str:
    span = finding.span
    return f"{span.path}:{span.line}: {finding.rule}: {finding.message} {finding.hint}"


def _signatures(
    signing: Iterable[SegmentStatus], by: str
) -> Iterator[tuple[tuple[str, str], SignOff]]:
    today = date.today()
    for each in signing:
        assert each.source and each.target
        yield (each.path, each.id), ledger.sign(each.source, each.target, by, today)


def _write(
    project: Project, pages: Sequence[PageStatus], signatures: Mapping[tuple[str, str], SignOff]
) -> None:
    assert project.data is not None
    text = ledger.dump(updated(project.site, pages, signatures))
    replace_all({project.data / ledger.NAME: text.encode("utf-8")})


def _report(
    page: PageStatus,
    wanted: Sequence[SegmentStatus],
    refused: Mapping[str, Sequence[str]],
    signed: Mapping[str, SignOff],
) -> None:
    if signed:
        first = next(iter(signed.values()))
        print(f"Signed by {first.by} on {first.date} in {page.path}:")
    for each in wanted:
        if each.id in signed:
            print(f"  {each.id}  {_called(each)}")
    before = [each for each in wanted if each.id not in signed and each.id not in refused]
    if before:
        print(f"{capital(_count(len(before)))} had been signed before and not changed since.")
    for each in wanted:
        if each.id in refused:
            print(f"Not signed: {each.id}  {_called(each)}")
            for reason in refused[each.id]:
                print(f"    {reason}")


def _called(each: SegmentStatus) -> str:
    segment: Segment | None = each.source or each.target
    assert segment is not None
    return name(segment)


def _count(number: int) -> str:
    return "1 segment" if number == 1 else f"{number} segments"
