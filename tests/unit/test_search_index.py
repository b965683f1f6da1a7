"""What the search of a language is given."""

from typing import Any

import pytest

from parity_support import read
from polisi.model import Page, Span, Term
from polisi.search.index import index, irregular

GAPS = {"school_name": "school name"}


def page_of(text: str) -> Page:
    return read({"a.md": text}, "en")["a.md"]


def given(*pages: tuple[str, Page], locale: str = "en", **more: Any) -> Any:
    gap = more.pop("gap", lambda name: f"[{GAPS[name]}]")
    return index(locale, pages, more.pop("forms", {}), gap)


def test_every_heading_and_clause_is_a_place_that_can_be_linked() -> None:
    page = page_of(
        "---\ntitle: Personal use\n---\n"
        "# Personal use of social media {#personal-use}\n\nBefore all.\n\n"
        "## At work {#at-work}\n\n6.1 First clause.\n\n- an item\n\n6.2 Second clause.\n"
    )
    (found,) = given(("en/personal-use/", page))["pages"]
    assert (found["url"], found["title"]) == ("en/personal-use/", "Personal use")
    assert found["places"] == [
        ("personal-use", "", "Before all."),
        ("at-work", "At work", ""),
        ("c-6-1", "At work", "6.1 First clause. an item"),
        ("c-6-2", "At work", "6.2 Second clause."),
    ]


def test_a_gap_reads_as_on_the_page() -> None:
    page = page_of("# A {#a}\n\n{{ school_name }} monitors.\n")
    (found,) = given(("a/", page))["pages"]
    assert found["places"][-1][-1] == "[school name] monitors."


@pytest.mark.parametrize(
    ("front", "boost"),
    [("", 1), ("search: {boost: 0.2}", 0.2), ("search: {boost: much}", 1), ("search: no", 1)],
)
def test_a_page_counts_for_what_its_front_matter_says(front: str, boost: float) -> None:
    page = page_of(f"---\ntitle: A\n{front}\n---\n# A {{#a}}\n\nText.\n")
    (found,) = given(("a/", page))["pages"]
    assert found["boost"] == boost


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("search: {words: councillor}", {"words": "councillor"}),
        ("search: {boost: 2}", {}),
        ("search: {words: [a, b]}", {}),
        ("search: words", {}),
    ],
)
def test_a_page_is_found_by_words_that_readers_use_instead(front: str, words: Any) -> None:
    page = page_of(f"---\ntitle: A\n{front}\n---\n# A {{#a}}\n\nText.\n")
    (found,) = given(("a/", page))["pages"]
    assert {key: value for key, value in found.items() if key == "words"} == words


def test_each_language_has_its_own_rules() -> None:
    welsh, english = given(locale="cy", forms={"plant": "plentyn"}), given()
    assert ("ngh", "c", "") in welsh["changes"]
    assert welsh["forms"] == {"plant": "plentyn"}
    assert not english["changes"]
    assert ("s", "") in english["endings"]
    assert "how" in english["quiet"]
    assert {"sut", "yn"} <= set(welsh["quiet"])
    assert ("s", "") not in welsh["endings"]


def test_a_glossary_tells_which_words_belong_together() -> None:
    def term(*target: str) -> Term:
        return Term(("x",), target, (), False, "", Span.at("glossary.tsv"))

    terms = [
        term("plentyn", "plant"),
        term("awdurdod lleol", "awdurdodau lleol"),
        term("Senedd Cymru", "y Senedd"),
        term("tynnu llun", "ffotograffiaeth"),
    ]
    assert irregular(terms) == {"plant": "plentyn", "awdurdodau": "awdurdod"}
