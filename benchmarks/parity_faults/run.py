"""How many planted faults the check finds, by kind, and what it says of sound pages.

    python benchmarks/parity_faults/run.py [--each N] [--kind NAME] [--missed]

Run it where Polisi is installed. Nothing is written to disk.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(Path(__file__).parent)]

from faults import CARRIERS, KINDS, VALUE_OR_STRUCTURE, Fault, Pair, planted  # noqa: E402

from polisi.content.reader import read_page  # noqa: E402
from polisi.content.source import Expander  # noqa: E402
from polisi.diagnostics import ContentError, Diagnostic  # noqa: E402
from polisi.model import Page, Site  # noqa: E402
from polisi.parity import check  # noqa: E402
from polisi.parity.comparison import Comparison  # noqa: E402
from polisi.project import GENERATED, load_project  # noqa: E402

LOCALES = ("en", "cy")


@dataclass
class Score:
    """What became of the faults of one kind: how many there were, were found, found once."""

    planted: int = 0
    found: int = 0
    once: int = 0


class Bench:
    """Our own pages, read once, and what a changed page does to the check of them."""

    def __init__(self) -> None:
        site = load_project(ROOT / "mkdocs.yml").site
        self._texts = {
            locale: {
                path: (ROOT / "docs" / locale / path).read_text(encoding="utf-8") for path in tree
            }
            for locale, tree in zip(LOCALES, (site.source, site.target), strict=True)
        }
        self.bare = site
        for place, path in enumerate(sorted(set(site.source) & set(site.target))):
            # The carriers go from page to page, so that each stands in many places.
            pair = CARRIERS[place % len(CARRIERS)]
            for locale, sentence in zip(LOCALES, pair, strict=True):
                text = self._texts[locale][path].rstrip()
                # At its end it changes no id of another paragraph, by which corrections name
                # their places.
                self._texts[locale][path] = f"{text}\n\n{sentence.format(n=place + 11)}\n"
        self.sound = self._read(site, {})

    def _read(self, site: Site, changed: Mapping[tuple[str, str], str | None]) -> Site:
        trees = {}
        files = dict(site.files)
        for locale, tree in zip(LOCALES, (site.source, site.target), strict=True):
            texts = {**self._texts[locale]}
            gone = set()
            for (language, path), text in changed.items():
                if language == locale:
                    texts[path] = text or ""
                    if text is None:
                        gone.add(path)
            wanted = {path for language, path in changed if language == locale}
            wanted = wanted if changed else set(texts)
            trees[locale], unread = _tree(texts, gone, locale, tree, wanted)
            files[locale] = files.get(locale, frozenset()) | unread
        return replace(site, source=trees["en"], target=trees["cy"], files=files)

    def pairs(self) -> list[Pair]:
        """Return the sound pairs, each with its segments matched."""
        site = self.sound
        comparison = Comparison(site, ())
        found = []
        for path in sorted(set(site.source) & set(site.target)):
            source, target = site.source[path], site.target[path]
            twins = {}
            for segment in target.segments:
                twin = comparison.counterpart(target, segment)
                if twin is not None:
                    twins[segment.id] = twin.id
            texts = {locale: self._texts[locale][path] for locale in LOCALES}
            found.append(
                Pair(path, {"en": source, "cy": target}, texts, twins, sorted(site.target))
            )
        return found

    def findings(self, fault: Fault) -> list[Diagnostic] | None:
        """Return what the check says with a fault in, or None if a page cannot be read then."""
        try:
            site = self._read(self.sound, {(fault.locale, fault.pair.path): fault.text})
        except ContentError:
            return None
        return check(site)


def _tree(
    texts: Mapping[str, str],
    gone: set[str],
    locale: str,
    tree: Mapping[str, Page],
    wanted: set[str],
) -> tuple[dict[str, Page], frozenset[str]]:
    """Return the pages of a language, and the paths of those that cannot be read.

    Those that take in a wanted one are read anew.
    """

    def data(path: str) -> bytes:
        if path in gone or path not in texts:
            raise FileNotFoundError(path)
        return texts[path].encode()

    expander = Expander(data, f"docs/{locale}", dict.fromkeys(GENERATED, str))
    pages = {}
    unread = set()
    for path, page in tree.items():
        if path in gone:
            continue
        if wanted.isdisjoint({path, *(line.path for line in page.lines)}):
            pages[path] = page
            continue
        try:
            pages[path] = read_page(expander.source(path), locale, f"docs/{locale}")
        except ContentError:
            if path in wanted:
                raise
            unread.add(path)  # it takes in what is gone
    return pages, frozenset(unread)


def at_the_place(fault: Fault, finding: Diagnostic) -> bool:
    """Return whether a finding names the place of a fault, in either language."""
    here, there = finding.target, finding.source
    if fault.locale == "en":
        here, there = there, here
    name = fault.pair.path
    return (here is not None and here.path.endswith(name) and here.line in fault.lines) or (
        there is not None and there.path.endswith(name) and there.line in fault.twin
    )


def scores(
    bench: Bench, pairs: Sequence[Pair], kinds: Sequence[str], options: argparse.Namespace
) -> Iterator[tuple[str, Score]]:
    """Plant the faults of each kind and yield how they fared."""
    for name in kinds:
        score = Score()
        for fault in planted(name, pairs, options.each):
            score.planted += 1
            findings = bench.findings(fault)
            hits = [each for each in findings or () if at_the_place(fault, each)]
            # A page that cannot be read any more is told by the command itself.
            found = findings is None or bool(hits)
            score.found += found
            score.once += found and (findings is None or len(findings) == 1)
            if options.missed and (not found or len(findings or [0]) != 1):
                _show(fault, findings or [])
        yield name, score


def _show(fault: Fault, findings: Sequence[Diagnostic]) -> None:
    place = f"docs/{fault.locale}/{fault.pair.path}:{fault.lines.start}"
    rows = (fault.text or "").split("\n")
    text = rows[fault.lines.start - 1][:140] if fault.lines.start <= len(rows) else ""
    print(f"{fault.kind}: {place}\n    {text}", file=sys.stderr)
    for each in findings[:4]:
        line = f"{each.span.path}:{each.span.line}: {each.rule}: {each.message[:110]}"
        print(f"        {line}", file=sys.stderr)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def main() -> int:
    """Plant, check and print; return 1 if the goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--each", type=int, default=5, help="faults of each kind (default: 5)")
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="only this kind")
    parser.add_argument("--missed", action="store_true", help="show what is not found, or not once")
    options = parser.parse_args()
    started = time.perf_counter()
    bench = Bench()
    alarms = {
        name: check(site)
        for name, site in (("our pages", bench.bare), ("with carriers", bench.sound))
    }
    for name, found in alarms.items():
        print(f"False alarms on sound pairs, {name}: {len(found)}", flush=True)
        for each in found:
            print(f"    {each.span.path}:{each.span.line}: {each.rule}: {each.message[:100]}")
    print(
        "\n| kind | planted | found at its line | exactly one finding |\n| --- | --- | --- | --- |"
    )
    total = {True: Score(), False: Score()}
    for name, score in scores(bench, bench.pairs(), options.kind or list(KINDS), options):
        strict = name in VALUE_OR_STRUCTURE
        for field in ("planted", "found", "once"):
            setattr(total[strict], field, getattr(total[strict], field) + getattr(score, field))
        print(
            f"| {name} | {score.planted} | {_share(score.found, score.planted)} "
            f"| {_share(score.once, score.planted)} |",
            flush=True,
        )
    for strict, label in ((True, "**structure and values**"), (False, "**words**")):
        score = total[strict]
        print(
            f"| {label} | {score.planted} | {_share(score.found, score.planted)} "
            f"| {_share(score.once, score.planted)} |"
        )
    print(f"\n{len(options.kind or KINDS)} kinds, {time.perf_counter() - started:.0f} seconds.")
    reached = (
        total[True].found == total[True].planted
        and total[False].found >= 0.95 * total[False].planted
        and not any(alarms.values())
    )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
