"""What is printed of findings, in each format."""

import json

from polisi.diagnostics import Diagnostic, Severity
from polisi.model import Span
from polisi.reporters import REPORTERS, Report

FOUND = (
    Diagnostic(
        "structure",
        "Clause `9.4` is missing in cy.",
        "Translate it.",
        Span("docs/en/a.md", 12, 1, 12, 40),
        Span("docs/cy/a.md", 10, 1, 10, 30),
    ),
    Diagnostic(
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
    long = ("Clause text " * 12)[:99]
    assert REPORTERS["text"](Report(FOUND, 36, 856, line_of)) == (
        "docs/cy/a.md:10:1: error structure: Clause `9.4` is missing in cy.\n"
        f"    docs/en/a.md:12  {long}…\n"
        "    docs/cy/a.md:10\n"
        "    hint: Translate it.\n"
        "\n"
        "mkdocs.yml:3:1: warning nav: The title `Tŷ` has no translation in cy.\n"
        "    mkdocs.yml:3\n"
        "    hint: Add it.\n"
        "\n"
        "2 findings in 36 pages, 856 segments.\n"
    )


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
    found = Diagnostic("link", "It is broken.", "Mend it.", source, target, at="source")
    assert found.span == source
    assert found.sort_key[:2] == ("docs/en/a.md", 12)
    text = REPORTERS["text"](Report((found,), 1, 1)).split("\n")
    assert text[0].startswith("docs/en/a.md:12:3: error link:")
    assert text[1:3] == ["    docs/en/a.md:12", "    docs/cy/a.md:10"]
    (told,) = json.loads(REPORTERS["json"](Report((found,), 1, 1)))["diagnostics"]
    assert (told["source"]["line"], told["target"]["line"]) == (12, 10)
    assert Diagnostic("link", "x", "y", None, target, at="source").span == target
