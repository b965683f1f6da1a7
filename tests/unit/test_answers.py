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
        ({"list": [{"en": "x", "url": "https://x.example"}]}, "has an entry with `url`"),
        ({"list": [{"link": "https://x.example"}]}, "a web address and no title"),
        ({"list": [{"en": "\u2060", "link": "https://x.example"}]}, "a web address and no title"),
        ({"list": {"en": "x"}}, "`list` is a list"),
        ({"list": [7]}, "`list` is a text"),
        ({"list": [{"en": "x", "link": "https://x.example\n"}]}, "does not start with http"),
        ({"$template": 2019}, "`$template` is the name of a version"),
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


# ---------------------------------------------------------------------- two languages
TWO = """
  - {id: owner, required: true, bilingual: true, label: {en: Owner, cy: Perchennog}}
  - {id: rule, type: longtext, bilingual: true, label: {en: Rule, cy: Rheol}}
  - {id: sent, bilingual: true, alone: true, label: {en: Sent, cy: Anfonwyd}}
  - {id: title, bilingual: true, default: {en: Head, cy: Pennaeth}, label: {en: Title, cy: Teitl}}
  - {id: ones, type: list, bilingual: true, shared: true, label: {en: Ones, cy: Rhai}}
"""


@pytest.mark.parametrize(
    ("ident", "raw", "en", "cy"),
    [
        # What each language still lacks, and what a document in it waits for.
        ("owner", None, ["en"], ["cy"]),
        ("owner", {"en": "A"}, ["cy"], ["cy"]),
        ("owner", {"en": "A", "cy": " \u200b"}, ["cy"], ["cy"]),
        ("owner", {"en": "A", "cy": "B"}, [], []),
        ("owner", "A", [], []),
        ("rule", None, [], []),
        ("rule", {"cy": "A"}, ["en"], ["en"]),
        ("rule", {"en": "\u00a0", "cy": ""}, [], []),
        ("sent", {"cy": "A"}, ["en"], []),
        ("title", None, [], []),
        ("title", {"en": "Acting head"}, ["cy"], ["cy"]),
        ("name", {"en": "A"}, [], []),
        ("day", "2026-03-01", [], []),
        ("list", [{"en": "A", "cy": "B"}, {"en": "C"}], ["cy"], ["cy"]),
        ("list", {"en": ["A", "C"], "cy": ["B"]}, ["cy"], ["cy"]),
        ("list", {"en": ["A"]}, ["cy"], ["cy"]),
        ("list", {"en": ["A", ""], "cy": ["", "B"]}, ["en"], ["cy"]),
        ("list", ["A", {"en": "\u2060", "cy": " "}], [], []),
        ("ones", [{"en": "A"}, {"cy": "B"}], [], []),
    ],
)
def test_what_is_given_in_one_language_is_open_in_the_other(
    tmp_path: Path, ident: str, raw: object, en: list[str], cy: list[str]
) -> None:
    answers = validate(read(tmp_path, FIELDS + TWO), {} if raw is None else {ident: raw})
    assert list(answers.wanting(ident, "en")) == en
    assert list(answers.wanting(ident, "cy")) == cy


def test_entries_of_one_place_belong_together(schema: Schema) -> None:
    links = [{"en": "A", "link": "https://a.example"}, None, "C"]
    answers = validate(schema, {"list": {"en": links, "cy": ["", "\u200b", "CH", None]}})
    assert answers.items("list", "en") == (ListItem("A", "https://a.example"), ListItem("C"))
    assert answers.items("list", "cy") == (ListItem(None), ListItem("CH"))


def test_a_default_gives_way_to_what_the_school_says_in_any_language(tmp_path: Path) -> None:
    answers = validate(read(tmp_path, FIELDS + TWO), {"title": {"en": "Acting head"}})
    assert (answers.text("title", "en"), answers.text("title", "cy")) == ("Acting head", None)


UNSEEN = (
    "\u00a0\u00ad\u034f\u115f\u180e\u2000\u200b\u200d"
    "\u200f\u2028\u202e\u2060\u2800\u3164\ufe0f\ufeff"
)


@pytest.mark.parametrize("text", ["", *UNSEEN, UNSEEN, " \t\n\u2060 ", "\U000e0041", "\U000e0100"])
def test_a_text_that_shows_nothing_is_no_answer(schema: Schema, text: str) -> None:
    answers = validate(schema, {"name": text, "list": [text, {"en": text, "cy": text}]})
    assert answers.text("name", "en") is None
    assert answers.items("list", "en") == ()


@pytest.mark.parametrize(
    "text", ["\u200bA", "-", "\U0001f469\u200d\U0001f3eb", "\u0301", "\u0bae\u200c"]
)
def test_a_text_that_shows_something_stays_as_it_is(schema: Schema, text: str) -> None:
    assert validate(schema, {"name": text}).text("name", "en") == text


# ---------------------------------------------------------------------- versions
VERSIONS = """
changes:
  - {version: "2", what: {en: Two., cy: Dau.}, renamed: {title: label, gone: name}}
  - {version: "3", what: {en: Three., cy: Tri.}, renamed: {label: kind}}
"""


@pytest.fixture
def third(tmp_path: Path) -> Schema:
    return read(tmp_path, FIELDS.replace('version: "1"', 'version: "3"') + VERSIONS)


@pytest.mark.parametrize(
    ("version", "changed"),
    [("3", []), ("2", ["3"]), ("1", ["2", "3"]), ("?", ["2", "3"]), ("4", []), ("3.1", [])],
)
def test_what_has_changed_since_a_version(third: Schema, version: str, changed: list[str]) -> None:
    assert validate(third, {"$template": version, "name": "A"}).version == version
    assert [change.version for change in third.changes_since(version)] == changed


@pytest.mark.parametrize("version", [{}, {"$template": "1"}, {"$template": "3"}])
def test_what_is_renamed_is_carried_over(third: Schema, version: dict[str, str]) -> None:
    answers = validate(third, {**version, "title": "big", "gone": "A"})
    assert (answers.text("kind", "en"), answers.text("name", "cy")) == ("Big", "A")


@pytest.mark.parametrize("raw", [{"title": "big", "kind": "big"}, {"title": "big", "label": "big"}])
def test_an_old_name_and_a_new_one_cannot_both_be_answered(
    third: Schema, raw: dict[str, str]
) -> None:
    with pytest.raises(AnswersError, match="is now `kind`, which is answered too"):
        validate(third, raw)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('version: "3", what', 'version: "4", what', "no entry for version 3"),
        ('version: "3", what', 'version: "2", what', "two entries for version 2"),
        ("label: kind", "label: knid", "leads to `knid`, which is no field"),
        ("label: kind", "kind: name", "`kind` was renamed, and there is a field"),
    ],
)
def test_changes_that_cannot_be_are_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = FIELDS.replace('version: "1"', 'version: "3"') + VERSIONS.replace(old, new)
    with pytest.raises(ContentError, match=problem):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ("{kind: [small]}", "`small` is no choice of `kind`"),
        ("{nobody: [big]}", "`big` is no choice of `nobody`"),
        ("{day: [x]}", "`x` is no choice of `day`"),
        ("[kind]", "is not a list of values for each field"),
        ("{kind: big}", "is not a list of values for each field"),
    ],
)
def test_whom_a_field_is_asked_of_must_be_a_choice(
    tmp_path: Path, asked: str, problem: str
) -> None:
    with pytest.raises(ContentError, match=problem):
        read(
            tmp_path, FIELDS.replace("    type: date\n", f"    type: date\n    asked_of: {asked}\n")
        )
