"""What the search of a language is given."""

from typing import Any

import pytest

from parity_support import read
from polisi.model import Asked, Page, Span, Term
from polisi.search.families import families
from polisi.search.index import index

GAPS = {"school_name": "school name"}


def page_of(text: str) -> Page:
    return read({"a.md": text}, "en")["a.md"]


def given(*pages: tuple[str, Page], locale: str = "en", **more: Any) -> Any:
    gap = more.pop("gap", lambda name: f"[{GAPS[name]}]")
    terms, entries = more.pop("terms", ()), more.pop("asked", ())
    return index(locale, pages, terms, entries, gap, more.pop("elsewhere", ()))


def asked(*words: str, means: tuple[str, ...] = (), page: tuple[str, str] | None = None) -> Asked:
    return Asked(words, means, (page,) if page else (), Span.at("search.yml"))


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


def test_a_place_is_found_by_what_readers_ask_for_instead() -> None:
    page = page_of("# Members {#members}\n\nText.\n\n## Blocking {#blocking}\n\nText.\n")
    entries = [
        asked("councillor", page=("a.md", "")),
        asked("delete my comment", "banned", page=("a.md", "blocking")),
        asked("elsewhere", page=("b.md", "blocking")),
        asked("principal", "headmaster", means=("headteacher",)),
    ]
    found = given(("a/", page), asked=entries)
    assert found["pages"][0]["places"] == [
        ("members", "", "Text.", {"councillor": 0}),
        ("blocking", "Blocking", "Text.", {"delete my comment": 0, "banned": 0}),
    ]
    assert found["meant"] == {"principal": ["headteacher"], "headmaster": ["headteacher"]}


def test_the_number_printed_before_a_title_finds_its_page() -> None:
    page = page_of("---\ntitle: Breaches\n---\n# 9. Breaches {#breaches}\n\n{#x}\n\nText.\n")
    (found,) = given(("a/", page))["pages"]
    assert found["places"][0][3] == {"9": 0}


def test_each_language_has_its_own_rules() -> None:
    welsh, english = given(locale="cy"), given()
    assert ("ngh", "c", "") in welsh["changes"]
    assert "plentyn plant" in welsh["families"]
    assert "child children" in english["families"]
    assert not english["changes"]
    assert ("s", "") in english["endings"][0][0]
    assert "how" in english["quiet"]
    assert {"sut", "yn"} <= set(welsh["quiet"])
    assert all(("s", "") not in endings for endings, *_ in welsh["endings"])


def test_words_of_another_language_are_told_apart_from_those_that_are_here() -> None:
    page = page_of("# A {#a}\n\nYsgol, can a post.\n")
    entries = [asked("reply", page=("a.md", ""))]
    texts = ["The School posts, a post", "reply of 12"]
    found = given(("a/", page), locale="cy", asked=entries, elsewhere=texts)
    assert found["elsewhere"] == ["posts", "school", "the"]
    assert {"of", "the"} <= set(found["quiet"])
    assert "can" not in found["quiet"], "it stands here"


def test_a_place_is_told_its_turn() -> None:
    page = page_of("# A {#a}\n\n## B {#b}\n\nText.\n")
    entry = Asked(("x", "y"), (), (("c.md", ""), ("a.md", "b")), Span.at("search.yml"))
    found = given(("a/", page), asked=[entry, asked("y", page=("a.md", "b"))])
    assert found["pages"][0]["places"][-1][3] == {"x": 1, "y": 0}


def test_a_glossary_tells_which_words_belong_together() -> None:
    def term(*target: str) -> Term:
        return Term(("x",), target, (), False, "", Span.at("glossary.tsv"))

    terms = [
        term("plentyn", "plant"),
        term("awdurdod lleol", "awdurdodau lleol"),
        term("Senedd Cymru", "y Senedd"),
        term("tynnu llun", "ffotograffiaeth"),
    ]
    known = families("cy", ())
    assert set(families("cy", terms)) - set(known) == {"awdurdod awdurdodau"}
    assert families("cy", terms).count("plentyn plant") == 1
    assert families("gd", terms) == ["plentyn plant", "awdurdod awdurdodau"]


@pytest.mark.parametrize("locale", ["cy", "en"])
def test_no_family_is_there_twice_and_each_brings_words_together(locale: str) -> None:
    told = [family.split(" ") for family in families(locale, ())]
    assert all(len(words) > 1 and len(set(words)) == len(words) for words in told)
    assert len({tuple(words) for words in told}) == len(told)
