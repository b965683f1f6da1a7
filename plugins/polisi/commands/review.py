"""`polisi review`: signs that both languages of a page say the same.

A page that somebody has read elsewhere, beside it in the preview or on paper, is signed as a whole
or by segments. With `--read`, the command itself shows what is not signed yet, part by part, and
asks; each answer is written at once, so that the work can be put down and taken up at any time.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from polisi.commands import paths
from polisi.commands.command import UsageError, in_words, spoken, tell
from polisi.commands.inplace import replace_all
from polisi.commands.reading import Reading
from polisi.content import ledger
from polisi.diagnostics import Severity
from polisi.model import Segment, SignOff, Site
from polisi.parity.comparison import Comparison
from polisi.parity.readings import lost
from polisi.parity.rules.stale import NAME as STALE
from polisi.parity.units import origin
from polisi.parity.wording import called
from polisi.project import CONFIG, Workspace
from polisi.review import PageStatus, SegmentStatus, State, status
from polisi.review.findings import Findings, by_segment
from polisi.review.signing import updated
from polisi.said import Said, language, listed, said, suggestion
from polisi.said import segments as segments_of

EXAMPLE = 'polisi review docs/cy/policy/principles.md --segment principles-2 --by "Siân Puw"'


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        help=paths.HELP + " that holds no other page; with --read any folder, or nothing for all",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--segment",
        action="append",
        metavar="ID",
        help="sign this segment only; may be given more than once. `polisi status --format json` "
        "lists the ids",
    )
    what.add_argument(
        "--read",
        action="store_true",
        help="show what is not signed in both languages, part by part, and ask each time; to go on "
        "another day, run the same again",
    )
    what.add_argument(
        "--tidy",
        action="store_true",
        help="sign nothing, but take out the sign-offs of texts that are no longer there",
    )
    parser.add_argument("--by", metavar="NAME", help="who has read both")


def run(options: argparse.Namespace) -> int:
    """Sign what is sound, and say what was signed and what was not.

    Returns:
        0 if all that was asked for is signed, 1 if something was refused.

    Raises:
        ContentError: the project cannot be read, or there is no such page.
        UsageError: there is no such segment, no name, or no page.
    """
    if options.tidy:
        if options.path or options.by:
            raise UsageError(Said("review.tidy_alone"))
        return _tidy(_Review())
    by = _name(options.by or "")
    if options.read:
        return _read(_Review(), options.path, by)
    if not options.path:
        raise UsageError(Said("review.give_page"))
    return _sign(_Review(), options.path, options.segment, by)


class _Review:
    """A project under review.

    Attributes:
        site: its site.
        pages: how far its pages have come.
        signatures: what is signed now.
    """

    def __init__(self) -> None:
        self._workspace = Workspace(Path(CONFIG))
        self._project = self._workspace.load()
        for error in self._project.errors:
            raise error
        self.site = self._project.site
        self.pages = status(Comparison(self.site, ()))
        self.signatures: dict[tuple[str, str], SignOff] = {}

    @cached_property
    def findings(self) -> Findings:
        """What a check finds, by segment."""
        return by_segment(self.pages, self._workspace.check())

    def refused(
        self, page: PageStatus, wanted: Iterable[SegmentStatus]
    ) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield the segments of a page that cannot be signed, and why, in words."""
        for each in wanted:
            if each.source is None or each.target is None:
                locale = self.site.source_locale if each.source is None else self.site.target_locale
                yield each.id, [in_words(said("review.missing", lacks=language(locale)))]
                continue
            errors = [
                finding.line(spoken())
                for finding in self.findings.get((page.path, each.id), ())
                # That it has changed since it was signed is why it is being signed again.
                if finding.severity is Severity.ERROR and finding.rule != STALE
            ]
            if errors:
                yield each.id, errors

    def sign(self, segments: Iterable[SegmentStatus], by: str) -> None:
        """Sign segments, and write the ledger."""
        today = date.today()
        for each in segments:
            assert each.source and each.target
            self.signatures[each.path, each.id] = ledger.sign(each.source, each.target, by, today)
        self.write()

    def write(self, forgotten: Iterable[SignOff] = ()) -> None:
        """Write the ledger."""
        assert self._project.data is not None
        text = ledger.dump(updated(self.site, self.pages, self.signatures, forgotten))
        replace_all({self._project.data / ledger.NAME: text.encode("utf-8")})


def _sign(review: _Review, path: str, segments: Sequence[str] | None, by: str) -> int:
    page = _page(review.site, review.pages, path)
    wanted = _wanted(review.site, page, segments)
    refused = dict(review.refused(page, wanted))
    signing = [
        each for each in wanted if each.id not in refused and each.state is not State.REVIEWED
    ]
    if signing:
        review.sign(signing, by)
    _report(
        page, wanted, refused, {each.id: review.signatures[each.path, each.id] for each in signing}
    )
    return 1 if refused else 0


def _read(review: _Review, path: str | None, by: str) -> int:
    wanted = paths.read([Path(path)] if path else [], review.site).pages
    reading = Reading(
        review.site, by, review.refused, lambda segments: review.sign(segments, by), input
    )
    reading.through([page for page in review.pages if page.path in wanted])
    return 1 if reading.wrong else 0


def _tidy(review: _Review) -> int:
    """Take out the sign-offs of what is no longer there, and say which."""
    gone = list(lost(review.site, {page.path: page.segments for page in review.pages}))
    for each in gone:
        by, date_ = each.signoff.by, each.signoff.date
        tell(said("review.taken_out", segment=each.id, path=each.path, by=by, date=date_))
    if gone:
        review.write(each.signoff for each in gone)
    else:
        tell(Said("review.all_there"))
    return 0


def _name(given: str) -> str:
    """Return a name on one line.

    Raises:
        UsageError: there is none in it.
    """
    words = unicodedata.normalize("NFC", " ".join(given.split()))
    if not any(letter.isalpha() for letter in words) or not words.isprintable():
        raise UsageError(Said("review.nobody"))
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
        file = site.target_file(first.path)
        raise UsageError(said("review.several", path=given, number=len(named), file=file))
    return next(page for page in pages if page.path in named)


def _wanted(site: Site, page: PageStatus, given: Sequence[str] | None) -> Sequence[SegmentStatus]:
    """Return the segments that are to be signed.

    Raises:
        UsageError: the page has no such segment, or takes it in from another.
    """
    if given is None:
        if not page.segments:
            raise UsageError(_no_text(page))
        return page.segments
    known = {each.id: each for each in page.segments}
    for ident in given:
        if ident in known:
            continue
        home = next(_homes(page, ident), None)
        if home is not None:
            file = f"{site.target_root}/{home}"
            raise UsageError(said("review.elsewhere", segment=ident, file=file))
        hint = suggestion(ident, known) or Said("review.lists")
        raise UsageError(said("review.no_segment", path=page.path, segment=ident, hint=hint))
    return [known[ident] for ident in dict.fromkeys(given)]


def _no_text(page: PageStatus) -> Said:
    """Return that a page has nothing to be signed; of one that only includes, where that is."""
    side = page.source or page.target
    paths = dict.fromkeys(line.path for line in side.lines) if side else {}
    others = [path for path in paths if path != page.path]
    if not others:
        return said("review.no_text", path=page.path)
    return said("review.no_text_but", path=page.path, others=listed(others))


def _homes(page: PageStatus, ident: str) -> Iterator[str]:
    """Yield the path of the page that a segment is taken in from."""
    for side in (page.source, page.target):
        segment = side.by_id.get(ident) if side else None
        if side and segment:
            yield origin(side, segment).path


def _report(
    page: PageStatus,
    wanted: Sequence[SegmentStatus],
    refused: Mapping[str, Sequence[str]],
    signed: Mapping[str, SignOff],
) -> None:
    if signed:
        first = next(iter(signed.values()))
        tell(said("review.signed", by=first.by, date=first.date, path=page.path))
    for each in wanted:
        if each.id in signed:
            print(f"  {each.id}  {in_words(_called(each))}")
    before = [each for each in wanted if each.id not in signed and each.id not in refused]
    if before:
        tell(said("review.before", count=segments_of(len(before))))
    for each in wanted:
        if each.id in refused:
            tell(said("review.not_signed", segment=each.id, what=_called(each)))
            for reason in refused[each.id]:
                print(f"    {reason}")


def _called(each: SegmentStatus) -> Said:
    segment: Segment | None = each.source or each.target
    assert segment is not None
    return called(segment, "")
