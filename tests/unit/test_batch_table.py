"""A table of schools is read as offices write it, and a bad row is told by line and column."""

import csv
import datetime
import io
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from polisi.diagnostics import ContentError
from polisi.fields import Answers, Change, Field, Schema, Type
from polisi.fields import csv as table
from polisi.model import Span


def field(ident: str, kind: Type = Type.TEXT, **more: Any) -> Field:
    texts = {"en": f"The {ident}", "cy": f"Y {ident}"}
    return Field(ident, kind, texts, {}, texts, Span.at("f"), {}, **more)


SCHEMA = Schema(
    (
        field("name", bilingual=True, shared=True, required=True),
        field("owner", bilingual=True, required=True),
        field("day", Type.DATE, required=True),
        field("keep", Type.BOOLEAN),
        field("kind", Type.CHOICE, choices={"a_b": {"en": "Primary", "cy": "Cynradd"}}),
        field("policies", Type.LIST, bilingual=True),
        field("logo", Type.IMAGE),
        field("words", Type.LONGTEXT, bilingual=True, max_length=50),
    ),
    "all.md",
    "1",
    name="name",
    title="owner",
)


def read(text: str | bytes) -> table.Table:
    data = text if isinstance(text, bytes) else text.encode()
    return table.read(data, SCHEMA, "s.csv")


def cell(column: str, text: str) -> Any:
    """Return what a cell of a column comes to, or the problem that it is."""
    stream = io.StringIO()
    csv.writer(stream).writerows([["name.en", column], ["Ysgol", text]])
    (row,) = read(stream.getvalue()).rows
    checked = table.check(row, SCHEMA)
    if not isinstance(checked, Answers):
        (problem,) = checked
        return str(problem)
    ident, _, locale = column.partition(".")
    return checked.value(ident, locale or "en")


def test_the_header_names_every_field_in_each_language_it_is_asked_for() -> None:
    assert table.header(SCHEMA) == (
        "name.en,name.cy,owner.en,owner.cy,day,keep,kind,policies.en,policies.cy,logo,"
        "words.en,words.cy\n"
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_and_encodings_of_spreadsheets(delimiter: str, encoding: str) -> None:
    text = f"name.en{delimiter}owner.cy\r\nTŷ, Ŵyl; 1{delimiter}Pennaeth\r\n"
    text = text.replace("Tŷ, Ŵyl; 1", '"Tŷ, Ŵyl; 1"')
    (row,) = read(text.encode(encoding)).rows
    assert row.raw == {"name": {"en": "Tŷ, Ŵyl; 1"}, "owner": {"cy": "Pennaeth"}}


def test_the_line_that_names_the_separator_is_none_of_the_rows() -> None:
    (row,) = read("sep=;\nname.en;owner.en\nA;B\n").rows
    assert row.raw == {"name": {"en": "A"}, "owner": {"en": "B"}}


def test_empty_rows_and_columns_at_the_end_are_nothing() -> None:
    read_ = read('name.en,owner.en,,\r\nA,B,,\r\n,,,\r\n\r\n"C","D\nE"\r\n\xa0,,,\r\n')
    assert [(row.line, row.raw["name"]) for row in read_.rows] == [
        (2, {"en": "A"}),
        (5, {"en": "C"}),
    ]
    assert not any(row.problems for row in read_.rows)


def test_names_of_columns_are_read_as_people_type_them() -> None:
    (row,) = read("\xa0Name.EN , OWNER.cy\nA,B\n").rows
    assert row.raw == {"name": {"en": "A"}, "owner": {"cy": "B"}}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/03/2026", (2026, 3, 1)),
        ("1.3.2026", (2026, 3, 1)),
        ("13-12-2026", (2026, 12, 13)),
        ("2026-03-01", (2026, 3, 1)),
        ("2026/3/1", (2026, 3, 1)),
        ("2026-03-01 00:00:00", (2026, 3, 1)),
        ("'01/03/2026", (2026, 3, 1)),
        ("\xa01 Mawrth\xa02026", (2026, 3, 1)),
        ("1st March 2026", (2026, 3, 1)),
        ("1-Mar-2026", (2026, 3, 1)),
        ("29 Chwefror 2028", (2028, 2, 29)),
    ],
)
def test_dates(text: str, day: tuple[int, int, int]) -> None:
    assert cell("day", text) == datetime.date(*day)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("03/13/2026", "read as day 3, month 13"),
        ("29/02/2026", "no such date"),
        ("01/03/26", "four digits"),
        ("1 Mar 26", "four digits"),
        ("46082", "as Excel counts it"),
        ("2026-03-01 12:30", "no date"),
        ("soon", "day/month/year"),
    ],
)
def test_what_is_no_date_is_said_with_what_to_write(text: str, said: str) -> None:
    problem = cell("day", text)
    assert problem.startswith("2: column B (`day`): ")
    assert said in problem


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", "Ie", "Oes", " ydy "])
def test_yes_in_both_languages(text: str) -> None:
    assert cell("keep", text) is True


@pytest.mark.parametrize("text", ["no", "N", "False", "0", "Na", "Nac  oes", "nac\xa0ydy"])
def test_no_in_both_languages(text: str) -> None:
    assert cell("keep", text) is False


def test_neither_yes_nor_no() -> None:
    assert "neither yes nor no" in cell("keep", "perhaps")


@pytest.mark.parametrize("text", ["a_b", "A_B", "primary", "CYNRADD"])
def test_a_choice_goes_by_its_value_or_its_name(text: str) -> None:
    assert cell("kind", text) == "a_b"


def test_a_choice_that_is_none_names_those_there_are() -> None:
    assert cell("kind", "a_d").endswith("`a_d` is none of: a_b. Did you mean `a_b`?")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("One", [("One", None)]),
        ("One | Two", [("One", None), ("Two", None)]),
        (" | One | | Two | ", [("One", None), ("Two", None)]),
        ("A|B", [("A|B", None)]),
        ("One <https://a.b/c?d> | Two", [("One", "https://a.b/c?d"), ("Two", None)]),
        ("<script> | <https://a.b>", [("<script>", None), ("<https://a.b>", None)]),
    ],
)
def test_lists(text: str, items: list[tuple[str, str | None]]) -> None:
    assert [(item.text, item.link) for item in cell("policies.cy", text)] == items


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'1.0", "1.0"),
        ("'=1+1", "=1+1"),
        ("'Steddfod", "'Steddfod"),
        ("'1' and '2'", "'1' and '2'"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
        ("N/A", "N/A"),
        ("#1 school", "#1 school"),
    ],
)
def test_texts_stay_what_they_are_but_for_the_mark_of_a_text(text: str, value: str) -> None:
    assert cell("owner.en", text) == value


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "########"])
def test_errors_of_the_spreadsheet_are_no_answers(text: str) -> None:
    assert "could not work this out" in cell("owner.en", text)


def test_lines_in_a_cell_are_paragraphs_where_a_line_is_left_empty() -> None:
    assert cell("words.en", "One\ntwo\n\nthree") == "One\ntwo\n\nthree"


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("name.en,onwer.en", "no field for the column `onwer.en`. Did you mean `owner.en`?"),
        ("name.en,owner", "Did you mean `owner.en` and `owner.cy`?"),
        ("name.en,day.en", "no field for the column `day.en`. Did you mean `day`?"),
        ("name.en,The Day", "Did you mean `day`?"),
        ("name.en,day,DAY", "The column `day` stands twice."),
        ("owner.en,day", "No column names the schools: name.en or name.cy."),
        ("Maerdy,1", "names no field"),
    ],
)
def test_a_header_that_does_not_fit_is_an_error(first: str, said: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(f"\n{first}\nA,B\n")
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["", "\n\n", " , ,\n,,\n", "\ufeff"])
def test_an_empty_table_is_an_error(text: str) -> None:
    with pytest.raises(ContentError, match="no row that names the fields"):
        read(text)


def test_all_that_is_wrong_with_a_header_is_said_at_once() -> None:
    with pytest.raises(ContentError, match=r"`x1`.*`x2`"):
        read("name.en,x1,x2\n")


def test_required_fields_without_a_column_are_named() -> None:
    assert [f.id for f in read("name.cy,day\nA,\n").missing] == ["owner"]


def test_a_bad_row_is_told_by_line_and_column_and_spoils_no_other() -> None:
    rows = read(
        'name.en,day,words.cy,owner.cy\n"A\nB",1/1/2026,,\nC,32/1/2026,'
        + "x" * 51
        + ",a\0b\n,,,D\nE,,,,F\nG,2026-01-01,,\n"
    ).rows
    checked = [table.check(row, SCHEMA) for row in rows]
    assert [isinstance(each, Answers) for each in checked] == [True, False, False, False, True]
    assert [str(problem) for each in checked if isinstance(each, list) for problem in each] == [
        "4: row 3, column B (`day`): There is no such date as `32/1/2026`: it is read as day 32, "
        "month 1, year 2026. Write day/month/year, for example 01/03/2026, or 2026-03-01.",
        "5: row 4, column A (`name.en`): It is empty, and every row must name its school.",
        "6: row 5, column E: The first row names no field here, but this says `F`. "
        "Text with the separator in it needs quotation marks.",
    ]


def test_what_the_fields_refuse_is_told_by_column_too() -> None:
    (row,) = read("name.en,words.en,words.cy,owner.en\nA,ok," + "x" * 51 + ",a\x07\n").rows
    problems = table.check(row, SCHEMA)
    assert isinstance(problems, list)
    assert [str(problem) for problem in problems] == [
        "2: column C (`words.cy`): `words` has 51 characters; it may have 50.",
        "2: column D (`owner.en`): `owner` has a control character in it; type it again.",
    ]


def test_a_very_long_cell_is_told_by_its_length() -> None:
    (row,) = read("name.en,words.en\nA," + "x" * 140_000 + "\n").rows
    problems = table.check(row, SCHEMA)
    assert isinstance(problems, list)
    assert [str(problem) for problem in problems] == [
        "2: column B (`words.en`): `words` has 140,000 characters; it may have 50."
    ]


def lacking(text: str) -> list[str]:
    """Return what a table of one row gives in one language only."""
    found = read(text)
    (row,) = found.rows
    answers = table.check(row, SCHEMA)
    assert isinstance(answers, Answers)
    still_open = {
        each.id: [locale for locale in ("en", "cy") if answers.is_open(each.id, locale)]
        for each in SCHEMA.fields
    }
    return [
        str(problem or name) for name, problem in table.lacking(row, answers, found, still_open)
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name.en,words.en,words.cy\nA,B,C\n", []),
        ("name.en,words.en,words.cy\nA,,\n", []),
        (
            "name.en,words.en,words.cy\nA,B,\u2060\n",
            ["2: column C (`words.cy`): It is empty here, and not in `words.en`: give both."],
        ),
        ("name.en,words.cy\nA,B\n", ["words.en"]),
        ("name.en,policies.en,policies.cy\nA,B | C, X | Y\n", []),
        (
            "name.en,policies.en,policies.cy\nA,B | C | D,X\n",
            [
                "2: column C (`policies.cy`): Entries 2, 3 of the list are empty here, and not in "
                "`policies.en`: give both."
            ],
        ),
        (
            "name.en,policies.en,policies.cy\nA,B |  | D,X | Y | Z\n",
            [
                "2: column B (`policies.en`): Entry 2 of the list is empty here, and not in "
                "`policies.cy`: give both."
            ],
        ),
        (
            "name.en,policies.en,policies.cy\nA,,X | Y\n",
            ["2: column B (`policies.en`): It is empty here, and not in `policies.cy`: give both."],
        ),
    ],
)
def test_what_is_given_in_one_language_only_is_told_by_column(text: str, said: list[str]) -> None:
    assert lacking(text) == said


def test_a_problem_is_told_in_welsh_with_its_place() -> None:
    (row,) = read('name.en,day\n"A\nB",soon\nC\n').rows[:1]
    assert row.problems[0].told("cy") == (
        "2: colofn B (`day`): Nid dyddiad yw `soon`. Ysgrifennwch ddiwrnod/mis/blwyddyn, er "
        "enghraifft 01/03/2026, neu 2026-03-01."
    )
    (_, second) = read('name.en,day\n"A\nB",\nC,soon\n').rows
    assert second.problems[0].told("cy").startswith("4: rhes 3, colofn B (`day`): Nid dyddiad ")


@pytest.mark.parametrize("name", ["\u2060", "\u200f\u200e", "\xa0", "\u3164\u200b"])
def test_a_name_that_shows_nothing_is_none(name: str) -> None:
    (row,) = read(f"name.en,day\n{name},1/1/2026\n").rows
    assert "every row must name its school" in str(row.problems[0])
    assert read(f"name.en,day\n{name},\n").rows == ()


OLDER = replace(
    SCHEMA,
    version="2",
    changes=(Change("2", {"en": "Two.", "cy": "Dau."}, {"boss": "owner", "date": "day"}),),
)


def test_columns_of_an_older_version_are_read_and_told() -> None:
    text = b"name.en;BOSS.en;boss.cy;date;$template\nA;B;C;1/3/2026;1\nD;;;;\n"
    found = table.read(text, OLDER, "s.csv")
    assert dict(found.renamed) == {"boss.en": "owner.en", "boss.cy": "owner.cy", "date": "day"}
    assert found.missing == []
    first, second = (table.check(row, OLDER) for row in found.rows)
    assert isinstance(first, Answers)
    assert isinstance(second, Answers)
    assert (first.text("owner", "cy"), first.text("day", "en")) == ("C", "1 March 2026")
    assert (first.version, second.version) == ("1", None)


def test_a_column_cannot_stand_under_its_old_name_and_its_new() -> None:
    with pytest.raises(ContentError, match="The column `day` stands twice"):
        table.read(b"name.en,day,date\nA,,\n", OLDER, "s.csv")


def test_wrong_quotation_marks_are_one_bad_row() -> None:
    rows = read('name.en,owner.en\n"Ysgol "y" Bont",A\nB,C\n').rows
    assert [len(row.problems) for row in rows] == [1, 0]
    assert "each is doubled" in str(rows[0].problems[0])


def test_a_quotation_mark_that_never_closes_is_an_error_with_its_line() -> None:
    with pytest.raises(ContentError, match=r"s\.csv:3: .*never closes"):
        read('name.en,owner.en\nA,B\nC,"D\nE,F\n')


def test_a_table_that_is_not_utf_8_says_how_to_save_it() -> None:
    with pytest.raises(ContentError, match="CSV UTF-8"):
        read("name.en\nYsgol y Garn\nTŷ".encode("iso-8859-14"))


# What the fields refuse, or a table takes for more than text, has its own tests above.
texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cn", "Cf"],
        include_characters="\n\t",
        exclude_characters="'",
    ),
    max_size=40,
)


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=5),
    st.sampled_from(",;\t"),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
@example([('"', ";", ",")], ";", True, "\r\n")
@example([("sep=,", "|", "a\n\nb")], ",", False, "\n")
def test_any_text_comes_through_any_kind_of_csv(
    cells: list[tuple[str, str, str]], delimiter: str, bom: bool, end: str
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerow(["name.en", "owner.en", "owner.cy"])
    written = [[f"Ysgol {text}" for text in row] for row in cells]
    writer.writerows(written)
    rows = read(stream.getvalue().encode("utf-8-sig" if bom else "utf-8")).rows
    answered = [table.check(row, SCHEMA) for row in rows]
    assert [
        [each.text("name", "en"), each.text("owner", "en"), each.text("owner", "cy")]
        for each in answered
        if isinstance(each, Answers)
    ] == [[" ".join(unicodedata.normalize("NFC", t).split()) for t in row] for row in written]


@settings(deadline=None)  # a busy machine is no failure
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for prefix in (b"", b"name.en,day\n", b"\xef\xbb\xbfname.en;day\r\n"):
        try:
            rows = read(prefix + data).rows
        except ContentError as error:
            assert error.hint
            continue
        for row in rows:
            table.check(row, SCHEMA)
