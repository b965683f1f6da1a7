"""`polisi check`: holds the two languages against each other."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from polisi.commands import paths
from polisi.commands.command import UsageError, spoken, version
from polisi.content.loader import SUFFIXES
from polisi.diagnostics import ContentError, Diagnostic
from polisi.model import Site, Span
from polisi.parity import RULES, check
from polisi.parity.checker import SILENCER, SILENCER_MANUAL
from polisi.parity.wording import did_you_mean
from polisi.project import (
    CONFIG,
    Checked,
    Project,
    Workspace,
    all_in_use,
    load_trees,
    open_project,
)
from polisi.reporters import FAILED, REPORTERS, LineOf, Report
from polisi.said import Said, listed, said

EXAMPLE = "polisi check --rules structure,link docs/cy/policy"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--source", type=Path, metavar="DIR", help="the pages of the source language"
    )
    parser.add_argument(
        "--target",
        type=Path,
        metavar="DIR",
        help="the pages of the target language; with --source, any two folders of Markdown are "
        f"compared, and {CONFIG} is not read",
    )
    parser.add_argument(
        "--source-lang", default="en", metavar="LANG", help="its language (default: en)"
    )
    parser.add_argument(
        "--target-lang", default="cy", metavar="LANG", help="its language (default: cy)"
    )
    parser.add_argument("--format", choices=sorted(REPORTERS), default="text", help="default: text")
    parser.add_argument(
        "--rules",
        type=_rules,
        metavar="A,B",
        help=f"run these only: {', '.join([*RULES, SILENCER])}",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help=f"show only what is found there: {paths.HELP}, in either language",
    )


def run(options: argparse.Namespace) -> int:
    """Print the report on stdout, or what cannot be read on stderr.

    Returns:
        0 without findings, 1 with, 2 if something could not be read.

    Raises:
        ContentError: a path names nothing.
        UsageError: the options do not go together.
    """
    with all_in_use():
        return _checked(options)


def _checked(options: argparse.Namespace) -> int:
    try:
        found, site = _found(options)
    except ContentError as error:
        return _failed([error], options.format)
    if found.errors:
        return _failed(found.errors, options.format)
    findings = _limited(found.findings, options.paths, site) if options.paths else found.findings
    report = Report(
        diagnostics=findings,
        pages=found.pages,
        segments=found.segments,
        line_of=_line_reader(),
        manuals=_manuals(options.rules),
        # Only SARIF names it, and it takes long to find out.
        version=version() if options.format == "sarif" else "",
        colour=_shows_colours(),
        locale=spoken(),
    )
    sys.stdout.write(REPORTERS[options.format](report))
    return 1 if findings else 0


def _failed(errors: Sequence[ContentError], form: str) -> int:
    """Tell what cannot be read on stderr, and on stdout in a format that has words for it."""
    for error in errors:
        print(error.line(spoken()), file=sys.stderr)
    if form in FAILED:
        sys.stdout.write(FAILED[form](errors))
    return 2


def _found(options: argparse.Namespace) -> tuple[Checked, Callable[[], Site]]:
    """Return what a check finds, and what gives the site that it was found in."""
    found, site = _checked_site(options)
    if not (found.pages or found.errors):
        empty = site()
        raise ContentError(
            Span.at(empty.source_root),
            said("usage.no_markdown", roots=listed((empty.source_root, empty.target_root))),
            said("usage.give_folders", kinds=listed(SUFFIXES)),
        )
    return found, site


def _checked_site(options: argparse.Namespace) -> tuple[Checked, Callable[[], Site]]:
    if options.source is None and options.target is None:
        if options.rules is None:
            workspace = Workspace(Path(CONFIG))
            return workspace.checked(), lambda: workspace.load().site
        project = open_project(Path(CONFIG))
    else:
        project = _trees(options)
    # Where part of a site is unknown, what is said of the rest may be wrong.
    findings = () if project.errors else check(project.site, options.rules)
    return Checked.of(project, findings), lambda: project.site


def _trees(options: argparse.Namespace) -> Project:
    if options.source is None or options.target is None:
        missing = "--target" if options.target is None else "--source"
        raise UsageError(said("usage.both_folders", missing=missing, config=CONFIG))
    if options.source_lang == options.target_lang:
        raise UsageError(Said("usage.same_language"))
    return load_trees(options.source, options.target, options.source_lang, options.target_lang)


def _rules(given: str) -> list[str]:
    known = [*RULES, SILENCER]
    names = [name.strip() for name in given.split(",") if name.strip()]
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f"The rules are: {', '.join(known)}."
            raise argparse.ArgumentTypeError(f"There is no rule `{name}`. {hint}")
    if not names:
        raise argparse.ArgumentTypeError(f"No rule is named. The rules are: {', '.join(known)}.")
    return names


def _manuals(rules: Collection[str] | None) -> Mapping[str, str]:
    known = {**{name: rule.manual for name, rule in RULES.items()}, SILENCER: SILENCER_MANUAL}
    return {name: manual for name, manual in known.items() if rules is None or name in rules}


def _shows_colours() -> bool:
    """Return whether stdout shows colours to somebody who has not asked for none.

    NO_COLOR is the convention of no-color.org: set to anything, it means no.
    """
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and sys.stdout.isatty()


def _limited(
    findings: Sequence[Diagnostic], given: Sequence[Path], site: Callable[[], Site]
) -> Sequence[Diagnostic]:
    """Return the findings of which one place is in, or below, one of the paths.

    Raises:
        ContentError: a path names nothing.
    """
    places = paths.read(given, site(), with_pages=False)
    return [
        each
        for each in findings
        if any(places.holds(span.path) for span in (each.source, each.target) if span)
    ]


def _line_reader() -> LineOf:
    """Return what gives the line of a file, and reads each file once."""

    @cache
    def lines(path: str) -> Sequence[str]:
        try:
            return Path(path).read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError):
            return ()

    def line_of(path: str, number: int) -> str | None:
        return lines(path)[number - 1] if 0 < number <= len(lines(path)) else None

    return line_of
