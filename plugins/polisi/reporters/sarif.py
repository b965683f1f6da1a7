"""A report as SARIF 2.1.0, which code hosts and editors read.

The form is that of the OASIS standard "Static Analysis Results Interchange Format (SARIF)
Version 2.1.0"; the numbers of its sections stand beside what follows from them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from polisi.diagnostics import ContentError, Diagnostic
from polisi.model import Span
from polisi.reporters.report import LineOf, Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
"""Where the schema of the format is published."""

FINGERPRINT = "polisi/v1"
"""The name of the fingerprint; raise its number if what goes into it changes."""

_ROOT = "%SRCROOT%"
_LINE_NUMBER = re.compile(r"\b(line) \d+")

_Json = dict[str, Any]


def render(report: Report) -> str:
    """Return the report as one SARIF log with one run."""
    seen: Counter[str] = Counter()
    rules = sorted({*report.manuals, *(each.rule for each in report.diagnostics)})
    results = [_result(each, rules, report.line_of, seen) for each in report.diagnostics]
    driver: _Json = {
        "name": "Polisi",
        "rules": [_rule(name, report.manuals.get(name, "")) for name in rules],
    }
    if report.version:
        driver["version"] = report.version
    return _log(driver, {"executionSuccessful": True}, results)


def failed(errors: Sequence[ContentError]) -> str:
    """Return why a check could not run: a run that was not successful (3.20.14, 3.20.21)."""
    told = [
        {
            "level": "error",
            "message": {"text": _text(f"{each.message} {each.hint}")},
            "locations": [
                {
                    "physicalLocation": {
                        **_artifact(each.span.path),
                        "region": {"startLine": each.span.line},
                    }
                }
            ],
        }
        for each in errors
    ]
    invocation = {"executionSuccessful": False, "toolExecutionNotifications": told}
    return _log({"name": "Polisi"}, invocation, [])


def _log(driver: _Json, invocation: _Json, results: Sequence[_Json]) -> str:
    run = {
        "tool": {"driver": driver},
        "language": "en",
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The folder that the check was run in."}}
        },
        "invocations": [invocation],
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str, manual: str) -> _Json:
    rule: _Json = {"id": name}
    if manual:
        # 3.49.9 to 3.49.12: what it finds, in a sentence (GitHub asks for that in both), and the
        # manual.
        first = {"text": _text(manual.strip().split("\n", 1)[0])}
        rule["shortDescription"] = rule["fullDescription"] = first
        rule["help"] = {"text": _text(manual.strip())}
    return rule


def _result(
    diagnostic: Diagnostic, rules: Sequence[str], line_of: LineOf, seen: Counter[str]
) -> _Json:
    span = diagnostic.span
    result: _Json = {
        "ruleId": diagnostic.rule,
        "ruleIndex": rules.index(diagnostic.rule),
        "level": str(diagnostic.severity),
        "message": {"text": _text(f"{diagnostic.message} {diagnostic.hint}")},
        "locations": [_location(span, line_of)],
        "partialFingerprints": {FINGERPRINT: _fingerprint(diagnostic, line_of, seen)},
    }
    sides = (("source", diagnostic.source), ("target", diagnostic.target))
    related = [
        {"id": number, "message": {"text": f"The {side}."}, **_location(other, line_of)}
        for number, (side, other) in enumerate(sides)
        if other is not None and other != span
    ]
    if related:
        result["relatedLocations"] = related
    return result


def _text(text: str) -> str:
    """Return a text as a message string, in which nothing is a place to fill in or a link."""
    # 3.11.5: braces are doubled. 3.11.6: what would read as `[text](address)` is kept from it.
    return text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _artifact(file: str) -> _Json:
    path = PurePosixPath(file)
    # 3.4.3, 3.4.4: an address relative to the folder that the check was run in.
    if path.is_absolute():
        return {"artifactLocation": {"uri": path.as_uri()}}
    return {"artifactLocation": {"uri": quote(file, safe="/"), "uriBaseId": _ROOT}}


def _location(span: Span, line_of: LineOf) -> _Json:
    # 3.30: lines and columns from 1, the end column exclusive, as in a Span; but a column is a
    # code unit of UTF-16, of which some characters take two.
    region = {
        "startLine": span.line,
        "startColumn": _units(line_of(span.path, span.line), span.column),
        "endLine": span.end_line,
        "endColumn": _units(line_of(span.path, span.end_line), span.end_column),
    }
    return {"physicalLocation": {**_artifact(span.path), "region": region}}


def _units(line: str | None, column: int) -> int:
    return column + sum(ord(char) > 0xFFFF for char in (line or "")[: column - 1])


def _fingerprint(diagnostic: Diagnostic, line_of: LineOf, seen: Counter[str]) -> str:
    """Return what a finding is known by when the lines around it have moved.

    Args:
        diagnostic: the finding.
        line_of: gives a line's text.
        seen: how often each fingerprint has been given; counted up.
    """
    parts = [diagnostic.rule, _LINE_NUMBER.sub(r"\1", diagnostic.message)]
    for span in (diagnostic.source, diagnostic.target):
        parts += ["", ""] if span is None else [span.path, line_of(span.path, span.line) or ""]
    text = json.dumps([part.strip() for part in parts], ensure_ascii=False)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
