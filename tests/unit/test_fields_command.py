"""`polisi fields` derives header and schema from the fields, and both agree with what is read."""

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from polisi.cli import main
from polisi.fields import AnswersError, Schema, Type, load, validate
from polisi.fields import csv as table
from polisi.fields.json_schema import json_schema
from support import ROOT


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load(ROOT / "docs/data/fields.yml", "fields.yml")


def printed(capsys: pytest.CaptureFixture[str], monkeypatch: Any, *arguments: str) -> str:
    monkeypatch.chdir(ROOT)
    assert main(["fields", *arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_the_header_is_one_row_that_a_table_begins_with(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, schema: Schema
) -> None:
    out = printed(capsys, monkeypatch, "--format", "csv")
    (names,) = csv.reader(io.StringIO(out))
    assert names[:2] == ["school_name.en", "school_name.cy"]
    assert {name.partition(".")[0] for name in names} == schema.ids
    (row,) = table.read(f"{out}A\n".encode(), schema, "s.csv").rows
    assert row.raw == {"school_name": {"en": "A"}}


def test_a_row_of_the_examples_is_a_school(schema: Schema) -> None:
    examples = [c.field.example.get(c.locale or "en", "") for c in table.columns(schema)]
    stream = io.StringIO()
    csv.writer(stream).writerow(examples)
    (row,) = table.read((table.header(schema) + stream.getvalue()).encode(), schema, "s").rows
    assert not isinstance(table.check(row, schema), list)


def test_the_json_schema_says_what_the_fields_say(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, schema: Schema
) -> None:
    made = json.loads(printed(capsys, monkeypatch, "--format", "json-schema"))
    assert made["$schema"].endswith("2020-12/schema")
    assert made["required"] == ["school_name"]
    assert set(made["properties"]) == {"$schema", "$template", *schema.ids}
    kind = made["properties"]["school_type"]
    assert (kind["enum"][0], kind["title"], kind["x-title-cy"]) == (
        "primary",
        "Type of school",
        "Math o ysgol",
    )
    assert made["properties"]["document_name"]["default"]["cy"].startswith("Polisi")


# ---------------------------------------------------------------------- the schema is kept to
def fits(rule: Mapping[str, Any], value: Any) -> bool:
    """Return whether a value fits a JSON Schema, as far as ours go."""
    known = {"type", "anyOf", "enum", "maxLength", "pattern", "items", "properties", "format"}
    known |= {"required", "additionalProperties", "minProperties", "title", "description"}
    known |= {"default", "examples", "$schema", "$comment", "dependentSchemas"}
    assert {key for key in rule if not key.startswith("x-")} <= known
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool}
    if "anyOf" in rule and not any(fits(each, value) for each in rule["anyOf"]):
        return False
    if "type" in rule and not isinstance(value, kinds[rule["type"]]):
        return False
    if isinstance(value, str):
        return _text_fits(rule, value)
    if isinstance(value, list):
        return all(fits(rule.get("items", {}), each) for each in value)
    if isinstance(value, dict) and "properties" in rule:
        properties = rule["properties"]
        others = rule.get("additionalProperties", True)
        return (
            all(fits(properties[key], value[key]) if key in properties else others for key in value)
            and all(key in value for key in rule.get("required", ()))
            and len(value) >= rule.get("minProperties", 0)
            and all(
                key not in value or fits(then, value)
                for key, then in rule.get("dependentSchemas", {}).items()
            )
        )
    return True


def _text_fits(rule: Mapping[str, Any], value: str) -> bool:
    return (
        ("enum" not in rule or value in rule["enum"])
        and len(value) <= rule.get("maxLength", len(value))
        and (rule.get("format") != "date" or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)))
        and ("pattern" not in rule or bool(re.search(rule["pattern"], value)))
    )


words = st.sampled_from(
    ["A", "Ŵyn", "2026-03-01", "1/3/2026", "primary", "https://a.b", "x" * 301, "x" * 5001]
)
entries = st.one_of(
    words, st.dictionaries(st.sampled_from(["en", "cy", "link"]), words, min_size=1)
)
values = st.one_of(
    words,
    st.booleans(),
    st.integers(),
    st.lists(entries, max_size=2),
    st.dictionaries(st.sampled_from(["en", "cy", "fr"]), words, min_size=1),
    st.dictionaries(st.sampled_from(["en", "cy"]), st.lists(entries, max_size=2), min_size=1),
)
SCHEMA = load(ROOT / "docs/data/fields.yml", "fields.yml")
TEXTS = sorted(field.id for field in SCHEMA.fields if field.type is not Type.IMAGE)


@settings(deadline=None)  # a busy machine is no failure
@given(st.sampled_from(TEXTS), values)
@example("related_policies", [{"en": "A", "cy": "Ŵyn", "link": "https://a.b"}])
@example("related_policies", [{"cy": "A", "link": "https://a.b"}])
@example("related_policies", [{"link": "https://a.b"}])
@example("related_policies", [{"en": " ", "link": "https://a.b"}])
@example("related_policies", [{}])
@example("related_policies", {"en": [{"en": "A", "link": "https://a.b"}]})
@example("related_policies", {"en": [{"cy": "A"}]})
def test_what_the_json_schema_allows_is_what_is_taken(ident: str, value: Any) -> None:
    raw = {"school_name": "A", ident: value}
    try:
        validate(SCHEMA, raw)
    except AnswersError:
        taken = False
    else:
        taken = True
    # A text in a list may be of any length for the schema; the rest must agree.
    assert fits(json_schema(SCHEMA), raw) == taken or "x" * 301 in str(value)


def test_no_project_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["fields"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
