"""translate-toolkit over two trees of pages; run by `parity.py` in an environment of its own.

    python parity_rival.py SOURCE TARGET

It parses both pages of each pair, takes their texts in pairs as they come, and runs the checks of
pofilter for Welsh on each. It imports nothing of Polisi.
"""

from __future__ import annotations

import sys
from pathlib import Path

from translate.filters.checks import StandardChecker, StandardUnitChecker
from translate.lang.factory import getlanguage
from translate.storage.markdown import MarkdownFile
from translate.storage.po import pounit


def units(file: Path) -> list[str]:
    """Return the texts of a page."""
    store = MarkdownFile()
    store.parse(file.read_bytes())
    return [unit.source for unit in store.units if unit.source]


def main() -> None:
    """Check every pair and print how many pairs, texts and complaints there are."""
    source, target = map(Path, sys.argv[1:])
    checkers = [StandardChecker(), StandardUnitChecker()]
    for checker in checkers:
        checker.config.updatetargetlanguage("cy")
        checker.lang = getlanguage("cy")
    pairs = texts = complaints = 0
    for file in sorted(target.rglob("*.md")):
        twin = source / file.relative_to(target)
        if not twin.exists():
            continue
        pairs += 1
        for one, other in zip(units(twin), units(file), strict=False):
            texts += 1
            unit = pounit(one)
            unit.target = other
            complaints += sum(len(checker.run_filters(unit)) for checker in checkers)
    print(f"{pairs} pairs, {texts} texts, {complaints} complaints")


if __name__ == "__main__":
    main()
