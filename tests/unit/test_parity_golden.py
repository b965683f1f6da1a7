"""Every case under tests/golden/parity: two texts, and each finding that they must give.

A case has `en` and `cy` (one page's text, or texts by path), and `expect`: one line for each
finding, `rule en:LINE cy:LINE beginning-of-a-message`, in the order of the report. What is not
listed must not be found; so every case is also a test that one fault is reported once.
`project: true` holds the pages to the rules of the house too. `at` says for each finding, where the
case is about it, in which language it is to be mended. `rules` are those that run, by default all.
`signed` are the texts, as `en` and `cy`, of which Siân Puw has signed every segment. `glossary`
are the lines of a glossary below the names of its columns, with ` || ` for a tab. `asked` is a
`search.yml`.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from parity_support import lines, signed, site
from polisi.content import asked, glossary
from polisi.diagnostics import Diagnostic
from polisi.model import Erratum, NavItem, Place, Span
from polisi.parity import RULES, check

GOLDEN = Path(__file__).parents[1] / "golden" / "parity"
CASES = [
    pytest.param(file.stem, case, id=f"{file.stem}: {case['name']}")
    for file in sorted(GOLDEN.glob("*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


def nav_items(entries: list[Any], line: int = 1) -> tuple[NavItem, ...]:
    """Make a navigation of YAML; its entries stand on lines 1, 2, 3 ..."""
    items: list[NavItem] = []
    for entry in entries:
        span = Span.at("mkdocs.yml", line)
        if isinstance(entry, str):
            items.append(NavItem(span, path=entry))
            line += 1
            continue
        ((title, value),) = entry.items()
        if isinstance(value, str):
            items.append(NavItem(span, title, value))
            line += 1
        else:
            children = nav_items(value, line + 1)
            items.append(NavItem(span, title, None, children))
            line += 1 + len(value)
    return tuple(items)


def corrections(entries: list[dict[str, Any]]) -> tuple[Erratum, ...]:
    """Make the entries of an errata.yml; each stands on the line of its number."""
    made = []
    for number, entry in enumerate(entries, 1):
        span = Span.at("errata.yml", number)
        places = tuple(Place(*place.split("#"), span) for place in entry["places"])
        printed = entry["printed"]
        words = (printed,) if isinstance(printed, str) else tuple(printed)
        made.append(Erratum(number, places, words, entry.get("reads"), {}, (), span))
    return tuple(made)


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_findings(rule: str, case: dict[str, Any]) -> None:
    more: dict[str, Any] = {
        "link_twins": case.get("twins", {}),
        "files": {key: frozenset(value) for key, value in case.get("files", {}).items()},
        "nav_titles": case.get("nav_titles", {}),
        "errata": corrections(case.get("errata", [])),
        "errata_page": case.get("errata_page", ""),
    }
    if "signed" in case:
        more["ledger"] = signed(case["signed"]["en"], case["signed"]["cy"])
    if "glossary" in case:
        text = "en || cy || use || not || note\n" + case["glossary"]
        more["glossary"] = glossary.load(text.replace(" || ", "\t").encode(), "glossary.tsv")
    if "asked" in case:
        more["asked"] = asked.load(case["asked"].encode(), "search.yml", ("en", "cy"))
    if "nav" in case:
        more["nav"] = nav_items(case["nav"])
    if case.get("project"):
        more["fields"] = frozenset(case.get("fields", ["school_name", "school_type"]))
    found = check(site(case["en"], case["cy"], **more), _running(rule, case.get("rules")))
    expected = case["expect"]
    told = "\n".join(lines(each) for each in found)
    assert len(found) == len(expected), told
    for each, beginning in zip(found, expected, strict=True):
        assert lines(each).startswith(beginning), told
        assert each.hint
        assert_equal_in_both_languages(each)
    if "at" in case:
        assert [each.span.path.split("/")[0] for each in found] == case["at"]


def assert_equal_in_both_languages(found: Diagnostic) -> None:
    """Hold what fills a finding's places to be the same in English and in Welsh."""
    english, welsh = found.told("en"), found.told("cy")
    for own, other in zip(english, welsh, strict=True):
        values, others = ({run[:2] for run in runs if run.is_value} for runs in (own, other))
        assert values == others
        # Words of one language alone are nobody's finding.
        assert {run.locale for run in other if not run.is_value} == {"cy"}


def _running(rule: str, given: str | list[str] | None) -> list[str] | None:
    if isinstance(given, list):
        return given
    if given == "default":
        return None
    # Texts in these cases have no front matter, unless they are about it (`rules: all`).
    without = () if rule == "front-matter" or given == "all" else ("front-matter",)
    return [name for name in (*RULES, "silencer") if name not in without]


@pytest.mark.parametrize("rule", [*RULES, "silencer"])
def test_every_rule_has_cases_with_and_without_findings(rule: str) -> None:
    cases = yaml.safe_load((GOLDEN / f"{rule}.yml").read_text(encoding="utf-8"))
    assert any(line.startswith(f"{rule} ") for case in cases for line in case["expect"])
    assert any(not case["expect"] for case in cases)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_manual(rule: str) -> None:
    manual = RULES[rule].manual
    for part in ("What it finds:", "Why:", "Bad:", "Good:", "To mend it:"):
        assert f"\n{part}\n" in manual
    assert RULES[rule].summary.endswith(".")
