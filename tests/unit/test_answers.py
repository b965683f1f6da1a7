"""Answers: what fits the fields is made ready, what does not is said, all of it at once."""

import datetime
from pathlib import Path

import pytest

from polisi.diagnostics import ContentError
from polisi.fields import AnswersError, Schema, load, validate
from polisi.fields.answers import ListItem

FIELDS = """\
document: whole.md
version: "1"
name: name
title: name
fields:
  - id: name
    type: text
    required: true
    bilingual: true
    shared: true
    max_length: 20
    label: {en: Name, cy: Enw}
  - id: day
    type: date
    label: {en: Day, cy: Diwrnod}
  - id: kind
    type: choice
    choices:
      big: {en: Big, cy: Mawr}
    label: {en: Kind, cy: Math}
  - id: list
    type: list
    bilingual: true
    label: {en: List, cy: Rhestr}
  - id: keep
    type: boolean
    default: true
    label: {en: Keep, cy: Cadw}
"""


@pytest.fixture
def schema(tmp_path: Path) -> Schema:
    return read(tmp_path, FIELDS)


def read(folder: Path, text: str) -> Schema:
    file = folder / "fields.yml"
    file.write_text(text, encoding="utf-8")
    return load(file, "docs/data/fields.yml")


def test_values_come_out_ready_in_each_language(schema: Schema) -> None:
    raw = {
        "name": {"en": "  A \t B ", "cy": "Â"},
        "day": "2026-03-01",
        "kind": "big",
        "list": {"en": ["x"], "cy": ["y", ""]},
        "keep": False,
    }
    answers = validate(schema, raw)
    assert answers.text("name", "en") == "A B"
    assert answers.text("name", "cy") == "Â"
    assert answers.value("day", "cy") == datetime.date(2026, 3, 1)
    assert answers.text("kind", "cy") == "Mawr"
    assert answers.items("list", "cy") == (ListItem("y"),)
    assert answers.value("keep", "en") is False


def test_what_is_not_given_is_the_default_or_nothing(schema: Schema) -> None:
    answers = validate(schema, {"name": "", "day": None})
    assert answers.text("name", "en") is None
    assert answers.text("day", "en") is None
    assert answers.items("list", "en") == ()
    assert answers.value("keep", "cy") is True


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ([], "not one object"),
        ({"nmae": "A"}, "no field `nmae`. Did you mean `name`?"),
        ({"name": 7}, "`name` is a text"),
        ({"name": {"fr": "A"}}, "`name` has `fr`"),
        ({"name": "A" * 21}, "`name` has 21 characters; it may have 20"),
        ({"name": "A\x00B"}, "`name` has a control character"),
        ({"name": "A\u202eB"}, "`name` has an invisible direction mark"),
        ({"day": "1.3.2026"}, "`day` is not a date like 2026-03-01"),
        ({"day": {"en": "2026-03-01"}}, "`day` holds one value for both languages"),
        ({"kind": "small"}, "`kind` is one of big; not `small`"),
        ({"list": "x"}, "`list` is a list"),
        ({"list": [{"en": "x", "link": "javascript:alert(1)"}]}, "does not start with http"),
        ({"keep": "yes"}, "`keep` is yes or no"),
    ],
)
def test_what_does_not_fit_is_said(schema: Schema, raw: object, problem: str) -> None:
    with pytest.raises(AnswersError) as caught:
        validate(schema, raw)
    assert problem in " ".join(caught.value.problems)


def test_every_problem_is_said_at_once(schema: Schema) -> None:
    with pytest.raises(AnswersError) as caught:
        validate(schema, {"nobody": "A", "day": "x", "kind": "y"})
    assert [problem.split("`")[1] for problem in caught.value.problems] == ["nobody", "day", "kind"]


@pytest.mark.parametrize(
    ("change", "line", "problem"),
    [
        (("document: whole.md\n", ""), 1, "`document` is missing"),
        (("title: name", "title: nobody"), 4, "no field `nobody`"),
        (("fields:", "feilds:"), 1, "no list `fields`"),
        (("type: date", "type: dete"), 14, "`type: dete` is not known"),
        (("  - id: day", "  - id: name"), 13, "`name` stands twice"),
        (("{en: Day, cy: Diwrnod}", "{en: Day}"), 15, "not given in `en` and `cy`"),
        (("  - id: day", "  - id: Day!"), 13, "needs an `id`"),
        (("max_length", "max_lenght"), 11, "no `max_lenght`"),
        (("type: choice", "type: text"), 18, "`choices` goes with `type: choice`"),
        (("label: {en: Day", "label: {en: 'Day"), 15, "not valid YAML"),
    ],
)
def test_a_wrong_fields_file_is_told_with_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, problem: str
) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, FIELDS.replace(*change, 1))
    assert problem in caught.value.message
    assert (caught.value.span.path, caught.value.span.line) == ("docs/data/fields.yml", line)


def test_a_missing_fields_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be opened"):
        load(tmp_path / "no.yml", "docs/data/fields.yml")
