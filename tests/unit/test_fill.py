"""Filling: what a school typed, and nothing else, stands in its policy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.export.blocks import blocks
from polisi.export.html import Context, render
from polisi.fields import Answers, Empty, Field, Schema, Type, validate
from polisi.fill import escape, fill
from polisi.model import Page, Span


def field(ident: str, **values: object) -> Field:
    texts = {"en": ident.replace("_", " "), "cy": f"{ident} (cy)"}
    given = {"label": texts, "help": {}, "gap": texts, "example": {}, "type": Type.TEXT}
    return Field(id=ident, span=Span.at("fields.yml"), **{**given, **values})  # type: ignore[arg-type]


SCHEMA = Schema(
    fields=(
        field("name", required=True, bilingual=True, shared=True, max_length=10_000),
        field("where", required=True, bilingual=True),
        field("reference"),
        field("signature", empty=Empty.BLANK),
        field("mission", type=Type.LONGTEXT, bilingual=True),
        field("policies", type=Type.LIST, bilingual=True),
        field("rule", type=Type.LONGTEXT, bilingual=True, replaces="a-6-13"),
        field("advice", type=Type.BOOLEAN, default=True, shows=("advice",)),
        field("day", type=Type.DATE),
        field("logo", type=Type.IMAGE),
    ),
    document="whole.md",
    version="1",
    name="name",
    title="name",
)


def page(body: str, locale: str = "en") -> Page:
    text = f"---\ntitle: T\nclause_prefix: a\n---\n{body}\n"
    source = Expander({"p.md": text.encode()}.__getitem__, "docs").source("p.md")
    return read_page(source, locale, "docs")


def filled(body: str, raw: dict[str, object], locale: str = "en") -> str:
    return fill(page(body, locale), validate(SCHEMA, raw)).page.markdown.strip()


def test_words_of_a_schools_own_keep_the_address_of_those_they_replace() -> None:
    body = "Rules of\ntwo lines.\n{#a-6-13}\n\nMore."
    assert filled(body, {"rule": "Ours."}) == "Ours&#46;\n{#a-6-13}\n\nMore."
    (own, _) = fill(page(body), validate(SCHEMA, {"rule": "Ours."})).page.segments
    assert (own.id, own.text) == ("a-6-13", "Ours.")


def shown(body: str, raw: dict[str, object], locale: str = "en") -> list[str]:
    result = fill(page(body, locale), validate(SCHEMA, raw)).page
    return [segment.text for segment in result.segments]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ysgol Gynradd Tŷ'r-ysgol", "Pupils of Ysgol Gynradd Tŷ'r-ysgol."),
        ("{{ 7*7 }}", "Pupils of {{ 7*7 }}."),
        ("{{ where }}", "Pupils of {{ where }}."),
        ("{% raw %}", "Pupils of {% raw %}."),
        ("<script>alert(1)</script>", "Pupils of <script>alert(1)</script>."),
        ("*A* _b_ `c` [d](e) &amp; #f", "Pupils of *A* _b_ `c` [d](e) &amp; #f."),
        ("1. One", "Pupils of 1. One."),
    ],
)
def test_a_name_is_shown_as_it_was_typed(name: str, expected: str) -> None:
    assert shown("Pupils of {{ name }}.", {"name": name}) == [expected]


printable = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"), exclude_characters="\ufeff"),
    min_size=1,
    max_size=60,
)


@given(printable)
def test_any_text_is_the_same_text_to_the_reader_and_the_renderer(value: str) -> None:
    words = " ".join(value.split())
    source = page(f"A: {escape(words)} :Z")
    assert source.segments[0].text == " ".join(f"A: {words} :Z".split())
    out = lxml_html.fromstring(f"<div>{render(Context(source))}</div>")
    (paragraph,) = out
    assert paragraph.tag == "p"
    assert len(paragraph) == 0, "a value must not make an element"
    assert " ".join(paragraph.text_content().split()) == " ".join(f"A: {words} :Z".split())


@given(printable)
def test_a_name_at_the_start_of_a_paragraph_makes_no_clause_list_or_heading(value: str) -> None:
    words = " ".join(value.split())
    if not words:
        return
    result = page(escape(words))
    assert [(s.kind.value, s.label) for s in result.segments] == [("paragraph", None)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("All Saints", "All Saints' pupils"),
        ("Maerdy", "Maerdy's pupils"),
        ("YSGOL ST JAMES", "YSGOL ST JAMES' pupils"),
        ("St James'", "St James' pupils"),
        ("All Saints’", "All Saints’ pupils"),
        ("St James\u02bc", "St James\u02bc pupils"),
        ("St Mary's", "St Mary's pupils"),
        ("ST MARY’S", "ST MARY’S pupils"),
        ("St James’ School", "St James’ School's pupils"),
        ("Ysgol y Gr\u0175\u0177s", "Ysgol y Gr\u0175\u0177s' pupils"),
        ("Stra\u00df", "Stra\u00df's pupils"),
        ("Long\u017f", "Long\u017f's pupils"),
    ],
)
def test_the_english_possessive_of_a_name_by_how_it_ends(name: str, expected: str) -> None:
    assert shown("{{ name }}'s pupils", {"name": name}) == [expected]


def test_a_required_field_without_an_answer_stays_open_and_is_told() -> None:
    result = fill(
        page("At {{ name }}, {{ where }} and {{ where }}"), validate(SCHEMA, {"name": "A"})
    )
    assert result.open == (("where", "en"),)
    assert result.page.markdown.strip() == "At A, {{ where }} and {{ where }}"


def test_a_name_given_in_one_language_serves_both_and_another_text_does_not() -> None:
    answers = validate(SCHEMA, {"name": {"cy": "Ysgol A"}, "where": {"cy": "yma"}})
    result = fill(page("{{ name }}: {{ where }}"), answers)
    assert result.page.markdown.strip() == "Ysgol A: {{ where }}"
    assert result.open == (("where", "en"),)


def test_what_may_stay_empty_leaves_no_trace() -> None:
    body = "Before ({{ reference }}).\n\n{{ reference }}\n\n- one\n- {{ reference }}\n- two"
    assert filled(body, {}) == "Before.\n\n- one\n- two"


def test_a_blank_leaves_a_line_to_write_on() -> None:
    (text,) = shown("Signed {{ signature }}", {})
    assert text == "Signed " + "_" * 20


def test_a_list_field_repeats_its_item_with_links_and_vanishes_when_empty() -> None:
    body = "- first\n- {{ policies }}"
    given = ["A *b*", {"en": "Code", "cy": "Cod", "link": "https://x.example/?a=1&b"}]
    result = fill(page(body, "cy"), validate(SCHEMA, {"policies": given})).page
    assert [s.text for s in result.segments] == ["first", "A *b*", "Cod"]
    assert [link.href for s in result.segments for link in s.links] == ["https://x.example/?a=1&b"]
    assert shown(body, {}) == ["first"]


def test_guidance_goes_and_what_stands_round_it_stays() -> None:
    body = "One\n\n!!! school-note\n\n    Guidance.\n\n    More of it.\n\nTwo"
    assert filled(body, {}) == "One\n\nTwo"


def test_a_rule_of_the_school_takes_the_place_of_a_clause_and_keeps_its_label() -> None:
    body = "6.12 A\n\n6.13 {{ name }} permits\nsome use.\n\n6.14 C"
    result = fill(page(body), validate(SCHEMA, {"rule": {"en": "No use.\n\nAt all."}})).page
    assert [(s.id, s.label, s.text) for s in result.segments] == [
        ("a-6-12", "6.12", "A"),
        ("a-6-13", "6.13", "No use."),
        ("a-6-13~p1", None, "At all."),
        ("a-6-14", "6.14", "C"),
    ]


def test_a_section_that_the_school_does_not_want_goes_with_what_is_under_it() -> None:
    body = (
        "# T {#t}\n\nx\n\n## Advice {#advice}\n\ny\n\n### Deep {#deep}\n\nz\n\n## Next {#next}\n\nw"
    )
    assert filled(body, {"advice": False}) == "# T {#t}\n\nx\n\n## Next {#next}\n\nw"
    assert "y" in filled(body, {"advice": True})
    assert "y" in filled(body, {})


def test_code_is_left_alone() -> None:
    body = "Write `{{ name }}` for {{ name }}.\n\n```\n{{ name }}\n```"
    expected = "Write `{{ name }}` for A.\n\n```\n{{ name }}\n```"
    assert filled(body, {"name": "A"}) == expected


def test_a_mission_statement_keeps_its_paragraphs() -> None:
    assert shown("{{ mission }}", {"mission": "One\n\nTwo\nlines"}) == ["One", "Two lines"]


def test_lines_of_a_long_answer_stay_lines_wherever_they_stand() -> None:
    raw: dict[str, object] = {"mission": "One\r\n 2. Two \n\n\nThree", "rule": "A\n6.14 B\n\nC"}
    body = "6.13 As printed.\n\n!!! letter\n\n    We say: {{ mission }}.\n\nEnd."
    result = fill(page(body), validate(SCHEMA, raw)).page
    assert [(s.label, s.text) for s in result.segments] == [
        ("6.13", "A 6.14 B"),
        (None, "C"),
        (None, "We say: One 2. Two"),
        (None, "Three."),
        (None, "End."),
    ]
    out = lxml_html.fromstring(f"<div>{render(Context(result))}</div>")
    assert [p.text_content() for p in out.iter("p") if p.find("br") is not None] == [
        "6.13 A\n6.14 B",
        "We say: One\n2. Two",
    ]
    assert [list(r.text.split("\n")) for b in blocks(result) for r in b.runs] == [
        ["A", "6.14 B"],
        ["C"],
        ["We say: One", "2. Two"],
        ["Three."],
        ["End."],
    ]


TABLE = (
    "| Detail | Entry |\n|---|---|\n| Name | {{ name }} |\n| Ref | {{ reference }} |\n"
    "| Day | {{ day }} |"
)


def test_a_row_whose_entry_stays_empty_goes() -> None:
    kept = "| Detail | Entry |\n|---|---|\n| Name | A |"
    assert filled(TABLE, {"name": "A"}) == kept
    assert filled(TABLE, {"name": "A", "reference": "x | y"}).endswith(
        "| Name | A |\n| Ref | x &#124; y |"
    )
    body = (
        "| Detail | Entry |\n|---|---|\n| Ref | No. {{ reference }} |\n| Signed | {{ signature }} |"
    )
    assert len(filled(body, {}).splitlines()) == 4, "words beside it, or a line to write on, stay"


def test_a_picture_says_whose_logo_it_is() -> None:
    logo = "data:image/png;base64,AAAA"
    name = {"en": 'A [b] & "c"', "cy": "Ysgol {A}"}
    cases = ((name, "en", 'A [b] & "c" logo'), (name, "cy", "Logo Ysgol {A}"), (None, "en", "logo"))
    for given_name, locale, said in cases:
        raw = {"name": given_name, "logo": logo}
        result = fill(page("{{ logo }}", locale), validate(SCHEMA, raw)).page
        (image,) = lxml_html.fromstring(f"<div>{render(Context(result))}</div>").iter("img")
        ((run,),) = [block.runs for block in blocks(result)]
        assert image.get("alt") == run.text == said


@pytest.mark.parametrize(("locale", "expected"), [("en", "1 March 2026"), ("cy", "1 Mawrth 2026")])
def test_a_date_is_written_as_the_language_writes_it(locale: str, expected: str) -> None:
    assert shown("{{ day }}", {"day": "2026-03-01"}, locale) == [expected]


def test_a_line_of_a_filled_page_still_knows_where_it_was_written() -> None:
    body = "!!! school-note\n\n    Away.\n\nStays {{ name }}"
    (segment,) = fill(page(body), validate(SCHEMA, {"name": "A"})).page.segments
    assert segment.span.line == 9


def test_an_unknown_placeholder_is_left_for_the_check_to_find() -> None:
    assert isinstance(validate(SCHEMA, {}), Answers)
    assert filled("{{ nobody }}", {}) == "{{ nobody }}"
