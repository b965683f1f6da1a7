"""What is printed of findings, in each format."""

import json
import re
import unicodedata
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity_support import english_finding
from polisi.diagnostics import ContentError, Diagnostic, Severity
from polisi.model import Span
from polisi.parity import RULES
from polisi.reporters import FAILED, REPORTERS, Report
from polisi.reporters.text import marked
from polisi.said import Said, language, said
from support import ROOT

FOUND = (
    english_finding(
        "structure",
        "Clause `9.4` is missing in cy.",
        "Translate it.",
        Span("docs/en/a.md", 12, 1, 12, 40),
        Span("docs/cy/a.md", 10, 1, 10, 30),
    ),
    english_finding(
        "nav",
        "The title `Tŷ` has no translation in cy.",
        "Add it.",
        Span.at("mkdocs.yml", 3),
        severity=Severity.WARNING,
    ),
)


def line_of(path: str, line: int) -> str | None:
    """Give a line of one file only."""
    return f"   {'Clause text ' * 12}" if path == "docs/en/a.md" and line == 12 else None


def test_text() -> None:
    long = ("Clause text " * 12)[:88]
    assert REPORTERS["text"](Report(FOUND, 36, 856, line_of)) == (
        "docs/cy/a.md:10:1: error structure: Clause `9.4` is missing in cy.\n"
        "    docs/en/a.md:12\n"
        f"        {long}…\n"
        "        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "    docs/cy/a.md:10\n"
        "    hint: Translate it.\n"
        "\n"
        "mkdocs.yml:3:1: warning nav: The title `Tŷ` has no translation in cy.\n"
        "    mkdocs.yml:3\n"
        "    hint: Add it.\n"
        "\n"
        "2 findings in 36 pages, 856 segments.\n"
    )


@pytest.mark.parametrize(
    ("line", "place", "shown", "mark"),
    [
        ("In 3 years.", "3", "In 3 years.", "   ^"),
        ("    - In 3 years.", "3 years", "- In 3 years.", "     ^^^^^^^"),
        ("Mae’r tŷ 3.", "3", "Mae’r tŷ 3.", "         ^"),
        ("o\u0302l 3", "3", "o\u0302l 3", "   ^"),  # a combining mark takes no column
        ("日本 3", "3", "日本 3", "     ^"),  # a wide character takes two
        ("日本 3", "日本", "日本 3", "^^^^"),
        ("a\tb", "b", "a    b", "     ^"),
        ("a\x1b[31mb 2", "2", "a\ufffd[31mb 2", "        ^"),  # nothing for a terminal to obey
        ("All of it.", "All of it.", "All of it.", ""),
    ],
)
def test_the_mark_stands_below_the_place(line: str, place: str, shown: str, mark: str) -> None:
    start = line.index(place)
    assert marked(line, start, start + len(place)) == (shown, mark)


@pytest.mark.parametrize("before", [0, 10, 29, 31, 200])
@pytest.mark.parametrize("after", [0, 10, 60, 200])
def test_a_long_line_is_cut_round_the_place(before: int, after: int) -> None:
    line = "tŷ " * before + "HERE" + " tŷ" * after
    shown, mark = marked(line, line.index("HERE"), line.index("HERE") + 4)
    assert len(shown) <= 90
    assert shown[mark.index("^") if mark else 0 :][:4] == "HERE"
    assert mark.count("^") == (4 if before or after else 0)
    assert shown.startswith("…") == (not line.startswith(shown.strip("…")))
    assert shown.endswith("…") == (not line.endswith(shown.strip("…")))


@given(st.text(max_size=300), st.integers(0, 320), st.integers(0, 320))
def test_any_place_in_any_line_is_shown(line: str, start: int, end: int) -> None:
    shown, mark = marked(line.replace("\n", ""), start, end)
    assert not any(unicodedata.category(char) == "Cc" for char in shown)
    assert set(mark) <= {" ", "^"}
    assert len(mark) <= 92


def test_colours_only_where_they_are_seen() -> None:
    plain = REPORTERS["text"](Report(FOUND, 36, 856, line_of))
    bright = REPORTERS["text"](Report(FOUND, 36, 856, line_of, colour=True))
    assert "\33" not in plain
    assert "\33[1;31merror\33[0m" in bright
    assert "\33[1;33mwarning\33[0m" in bright
    assert re.sub("\33\\[[0-9;]*m", "", bright) == plain


def test_text_without_findings() -> None:
    assert REPORTERS["text"](Report((), 36, 856)) == "No findings in 36 pages, 856 segments.\n"
    assert REPORTERS["text"](Report((), 1, 1)) == "No findings in 1 page, 1 segment.\n"


def test_text_of_one() -> None:
    assert REPORTERS["text"](Report(FOUND[:1], 1, 2)).endswith("1 finding in 1 page, 2 segments.\n")


def test_json_is_the_contract() -> None:
    report = json.loads(REPORTERS["json"](Report(FOUND, 36, 856)))
    assert list(report) == ["schema", "pages", "segments", "diagnostics"]
    assert report["schema"] == "polisi.check/1"
    assert (report["pages"], report["segments"]) == (36, 856)
    assert report["diagnostics"] == [
        {
            "rule": "structure",
            "severity": "error",
            "message": "Clause `9.4` is missing in cy.",
            "hint": "Translate it.",
            "source": {
                "path": "docs/en/a.md",
                "line": 12,
                "column": 1,
                "end_line": 12,
                "end_column": 40,
            },
            "target": {
                "path": "docs/cy/a.md",
                "line": 10,
                "column": 1,
                "end_line": 10,
                "end_column": 30,
            },
        },
        {
            "rule": "nav",
            "severity": "warning",
            "message": "The title `Tŷ` has no translation in cy.",
            "hint": "Add it.",
            "source": {
                "path": "mkdocs.yml",
                "line": 3,
                "column": 1,
                "end_line": 3,
                "end_column": 2,
            },
            "target": None,
        },
    ]


def test_the_place_to_mend_comes_first() -> None:
    source = Span("docs/en/a.md", 12, 3, 12, 40)
    target = Span("docs/cy/a.md", 10, 1, 10, 30)
    found = english_finding("link", "It is broken.", "Mend it.", source, target, at="source")
    assert found.span == source
    assert found.sort_key[:2] == ("docs/en/a.md", 12)
    text = REPORTERS["text"](Report((found,), 1, 1)).split("\n")
    assert text[0].startswith("docs/en/a.md:12:3: error link:")
    assert text[1:3] == ["    docs/en/a.md:12", "    docs/cy/a.md:10"]
    (told,) = json.loads(REPORTERS["json"](Report((found,), 1, 1)))["diagnostics"]
    assert (told["source"]["line"], told["target"]["line"]) == (12, 10)
    assert english_finding("link", "x", "y", None, target, at="source").span == target


def test_people_are_told_in_their_language_and_programs_in_english() -> None:
    lost = Diagnostic(
        "link",
        said("link.missing", href="a.md", lacks=language("cy")),
        Said("link.same"),
        Span("en/a.md", 3, 1, 3, 9),
        Span("cy/a.md", 3, 1, 3, 9),
        Severity.WARNING,
    )
    report = Report((lost,), 1, 2, locale="cy")
    assert REPORTERS["text"](report) == (
        "cy/a.md:3:1: rhybudd link: Mae'r ddolen i `a.md` ar goll yn Gymraeg.\n"
        "    en/a.md:3\n"
        "    cy/a.md:3\n"
        "    awgrym: Rhowch yr un peth yn y ddwy iaith.\n"
        "\n"
        "Canfyddiadau: 1. Tudalennau: 1. Segmentau: 2.\n"
    )
    assert REPORTERS["text"](Report((), 3, 2, locale="cy")) == (
        "Dim canfyddiadau. Tudalennau: 3. Segmentau: 2.\n"
    )
    for form in ("json", "sarif", "github"):
        assert REPORTERS[form](report) == REPORTERS[form](Report((lost,), 1, 2))
        assert "The link to `a.md` is missing in cy." in REPORTERS[form](report)


# ---------------------------------------------------------------------- GitHub annotations
def test_github() -> None:
    assert REPORTERS["github"](Report(FOUND, 36, 856)).split("\n") == [
        "::error file=docs/cy/a.md,line=10,endLine=10,col=1,endColumn=29,title=polisi%3A structure"
        "::Clause `9.4` is missing in cy.%0ATranslate it.%0ASee docs/en/a.md:12:1.",
        "::warning file=mkdocs.yml,line=3,endLine=3,col=1,endColumn=1,title=polisi%3A nav"
        "::The title `Tŷ` has no translation in cy.%0AAdd it.",
        "2 findings in 36 pages, 856 segments.",
        "",
    ]


def test_github_over_several_lines_has_no_columns() -> None:
    found = english_finding("page", "x", "y", target=Span("cy/a.md", 3, 5, 6, 9))
    assert REPORTERS["github"](Report((found,), 1, 1)).startswith(
        "::error file=cy/a.md,line=3,endLine=6,title=polisi%3A page::"
    )


def unescaped(text: str) -> str:
    """Read a value as GitHub does; its escapes are those of addresses."""
    return unquote(text, errors="strict")


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"), min_size=1))
def test_github_reads_what_was_meant(message: str, path: str) -> None:
    found = english_finding("page", message, "Mend it.", target=Span.at(path, 3))
    text = REPORTERS["github"](Report((found,), 1, 1))
    command, rest = text.split("\n", 1)
    assert rest == "1 finding in 1 page, 1 segment.\n"
    assert "\r" not in command
    _, properties, data = command.split("::", 2)
    given_ = dict(each.split("=", 1) for each in properties.removeprefix("error ").split(","))
    assert unescaped(given_["file"]) == path
    assert unescaped(data) == f"{message}\nMend it."


# ---------------------------------------------------------------------- SARIF
def schema() -> dict[str, object]:
    """Read the published schema of SARIF 2.1.0."""
    file = ROOT / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
    if not file.exists():
        pytest.fail("The schema of SARIF is not there; run `python3 scripts/dev.py test`.")
    content: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return content


def sarif(*found: Diagnostic, lines: dict[tuple[str, int], str] | None = None) -> dict:
    """Return the one run of a report, which must be valid."""
    manuals = {name: rule.manual for name, rule in RULES.items()}
    report = Report(
        found, 1, 1, lambda path, line: (lines or {}).get((path, line)), manuals, "0.1.0"
    )
    log = json.loads(REPORTERS["sarif"](report))
    jsonschema.validate(log, schema(), format_checker=jsonschema.FormatChecker())
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def test_sarif() -> None:
    run = sarif(*FOUND)
    first, second = run["results"]
    rules = run["tool"]["driver"]["rules"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "structure"
    assert "\nTo mend it:\n" in rules[first["ruleIndex"]]["help"]["text"]
    assert (first["level"], second["level"]) == ("error", "warning")
    assert first["message"]["text"] == "Clause `9.4` is missing in cy. Translate it."
    assert run["columnKind"] == "utf16CodeUnits"
    assert run["invocations"] == [{"executionSuccessful": True}]
    (place,) = first["locations"]
    (other,) = first["relatedLocations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "docs/cy/a.md", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 10, "startColumn": 1, "endLine": 10, "endColumn": 30},
    }
    assert other["physicalLocation"]["artifactLocation"]["uri"] == "docs/en/a.md"
    assert other["message"]["text"] == "The source."
    assert "relatedLocations" not in second


def test_sarif_without_findings_names_the_rules() -> None:
    run = sarif()
    assert run["results"] == []
    assert [each["id"] for each in run["tool"]["driver"]["rules"]] == sorted(RULES)


def test_sarif_of_a_check_that_could_not_run() -> None:
    error = ContentError(Span.at("docs/cy/a b.md", 3), "It has `{{ x }}`.", "Mend it.")
    log = json.loads(FAILED["sarif"]([error]))
    jsonschema.validate(log, schema(), format_checker=jsonschema.FormatChecker())
    (invocation,) = log["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == "It has `{{{{ x }}}}`. Mend it."
    assert told["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "docs/cy/a%20b.md", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3},
    }


def test_sarif_names_the_side_to_mend_first() -> None:
    source, target = Span.at("en/a.md", 3), Span.at("cy/a.md", 4)
    run = sarif(english_finding("link", "x", "y", source, target, at="source"))
    (found,) = run["results"]
    uris = [
        each["physicalLocation"]["artifactLocation"]["uri"]
        for each in (*found["locations"], *found["relatedLocations"])
    ]
    assert uris == ["en/a.md", "cy/a.md"]


def test_sarif_counts_columns_in_utf16() -> None:
    line = "🏫 Ysgol 🏫 3."
    span = Span("cy/a.md", 1, line.index("3") + 1, 1, line.index("3") + 2)
    found = english_finding("structure", "x", "y", target=span)
    run = sarif(found, lines={("cy/a.md", 1): line})
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    units = line.encode("utf-16-le")
    start, end = (2 * (region[key] - 1) for key in ("startColumn", "endColumn"))
    assert units[start:end].decode("utf-16-le") == "3"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("docs/cy/tŷ bach.md", "docs/cy/t%C5%B7%20bach.md"),
        ("a:b#c?.md", "a%3Ab%23c%3F.md"),
        ("/home/me/cy/a.md", "file:///home/me/cy/a.md"),
    ],
)
def test_sarif_addresses(path: str, uri: str) -> None:
    run = sarif(english_finding("page", "x", "y", target=Span.at(path)))
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == uri
    assert ("uriBaseId" in artifact) == (not path.startswith("/"))


def test_sarif_messages_hold_nothing_to_fill_in_and_no_link() -> None:
    """Sections 3.11.5 and 3.11.6: braces are doubled, and a link to a number names a place."""
    run = sarif(english_finding("link", "No `{{ x }}` in `[a](1)`.", "y", target=Span.at("a.md")))
    assert run["results"][0]["message"]["text"] == "No `{{{{ x }}}}` in `[a\\](1)`. y"


def fingerprints(*found: Diagnostic, lines: dict[tuple[str, int], str]) -> list[str]:
    return [
        each["partialFingerprints"]["polisi/v1"] for each in sarif(*found, lines=lines)["results"]
    ]


def fault(line: int, message: str = "Clause `2` is missing, after line {}.") -> Diagnostic:
    text = message.format(line - 1)
    return english_finding(
        "structure", text, "y", Span.at("en/a.md", line), Span.at("cy/a.md", line)
    )


def lines_at(line: int, text: str = "1 Un.") -> dict[tuple[str, int], str]:
    return {("en/a.md", line): "1 One.", ("cy/a.md", line): text}


def test_a_fingerprint_stays_when_lines_move() -> None:
    before = fingerprints(fault(3), lines=lines_at(3))
    assert fingerprints(fault(30), lines=lines_at(30)) == before
    assert fingerprints(fault(3), lines=lines_at(3, "1 Dau.")) != before
    assert fingerprints(fault(3, "Another."), lines=lines_at(3)) != before


def test_no_two_fingerprints_are_alike() -> None:
    both = fingerprints(fault(3), fault(9), lines={**lines_at(3), **lines_at(9)})
    assert len(set(both)) == 2
