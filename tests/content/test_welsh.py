"""The Welsh pages say all that the English ones say, in Welsh, and the same way each time."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from polisi.model import Kind, Site
from polisi.parity import check

from .corpus import (
    DOCS,
    Pair,
    lines_of,
    load_yaml,
    pairs,
    rows,
    tokens,
    tree,
    welsh_prose,
    welsh_texts,
)

ENGLISH = frozenset(word for line in lines_of("english-words.txt") for word in line.split())
"""Frequent English words that are no Welsh words, mutated or not."""

TWINS = load_yaml(DOCS / "data" / "council.yml")["link_twins"]
ENTITIES = rows("entities.tsv")
NUMBERS_IN_WORDS = {"policy/principles.md#responsive": ["2"]}  # "2 way" is "dwyffordd"
SAME_IN_BOTH = {
    "360° degree safe cymru - https://360safecymru.org.uk",
    "Rate My Teachers",
    "The RCT Source for Schools - https://rct.learningpool.com/",
}
"""Texts that are names and addresses alone."""


def named(found: Pair) -> str:
    return f"{found.path}#{found.english.id}"


# --- Nothing is missing -----------------------------------------------------------------------


def test_every_page_could_be_read():
    assert tree("cy").errors == {}


def test_both_languages_have_the_same_pages():
    assert set(tree("cy").pages) == set(tree("en").pages)


@pytest.mark.parametrize("path", sorted(tree("en").pages))
def test_every_segment_has_its_counterpart(path: str):
    english, welsh = (tree(locale).pages[path].segments for locale in ("en", "cy"))
    assert [(s.id, s.kind) for s in welsh] == [(s.id, s.kind) for s in english]


def test_no_text_was_left_as_it_was():
    left = [
        f"{found.place}: {found.english.text}"
        for found in pairs()
        if found.english.text == found.welsh.text
        and found.english.text not in SAME_IN_BOTH
        and re.search(r"[^\W\d_]", welsh_prose(found.english.source).replace("\x1f", ""))
    ]
    assert left == []


# --- The same English has the same Welsh --------------------------------------------------------


def both() -> Site:
    return Site("en", "cy", "docs/en", "docs/cy", tree("en").pages, tree("cy").pages)


def test_the_same_english_has_the_same_welsh():
    assert [
        f"{each.span.path}:{each.span.line}: {each.message}" for each in check(both(), ["repeat"])
    ] == []


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        ("Information divulged in the expectation of confidentiality", "Gwybodaeth arall"),
        ("Home Address:", "Cyfeiriad arall:"),
    ],
)
def test_the_same_english_does_stand_in_several_places(english: str, welsh: str):
    """The test above would pass on pages that it cannot pair; these are known to repeat."""
    pair = next(pair for pair in pairs() if pair.english.text == english)
    page = tree("cy").pages[pair.path]
    other = replace(pair.welsh, text=welsh, source=welsh)
    segments = tuple(other if each is pair.welsh else each for each in page.segments)
    changed = {**tree("cy").pages, pair.path: replace(page, segments=segments)}
    assert check(replace(both(), target=changed), ["repeat"])


# --- Names, numbers and addresses ----------------------------------------------------------------


def english_forms(row: dict[str, str]) -> list[str]:
    """Return the words that a row of the entities stands for in the English pages."""
    value = row["value"]
    if row["type"] == "service name":
        name, _, spellings = value.rstrip(")").partition(" (")
        return spellings.split(", ") if spellings else [name]
    if row["type"] == "statutory instrument":
        return [value]
    value = re.sub(r" \([^()]*\)$", "", value)
    return re.findall(r'"([^"]+)"', value) or value.split(" / ")


def welsh_form(row: dict[str, str], english: str) -> str:
    """Return the words that must stand in the Welsh counterpart.

    The first letter of a Welsh form may mutate, so it is left out.
    """
    if row["type"] in SAME:
        return english
    return re.sub(r" \([^()]*\)$", "", row["welsh_form"]).casefold()[1:]


SAME = {"phone", "e-mail", "EU regulation", "service name"}
TRANSLATED = {
    *("amount", "period", "number", "age", "date", "person", "Act"),
    "statutory instrument",
}


@pytest.mark.parametrize(
    "row", [row for row in ENTITIES if row["type"] in SAME | TRANSLATED], ids=lambda row: row["id"]
)
def test_a_name_or_number_stands_in_both_languages(row: dict[str, str]):
    anywhere = False
    for english in english_forms(row):
        welsh = welsh_form(row, english)
        for found in pairs():
            count = found.english.text.casefold().count(english.casefold())
            if count:
                anywhere = True
                assert found.welsh.text.casefold().count(welsh.casefold()) >= count, found.place
    assert anywhere, "nowhere in the English pages"


@pytest.mark.parametrize(
    "label", [row["value"] for row in ENTITIES if row["type"] == "screen label"]
)
def test_a_label_on_an_english_screen_stays_and_is_marked_as_english(label: str):
    page = "schools/reporting-content.md"
    found = [pair for pair in pairs() if pair.path == page and label in pair.english.text]
    assert found
    marked = re.compile(rf"(\*+){re.escape(label)}\1\{{lang=en\}}")
    assert [pair.place for pair in found if not marked.search(pair.welsh.source)] == []


def addresses(text: str) -> list[str]:
    return [token for token in tokens(text) if token.startswith(("http", "www.")) or "@" in token]


def in_welsh(address: str) -> str:
    """Return the address that a Welsh page must give."""
    if address in TWINS:
        return TWINS[address]
    full = f"https://{address}"
    return TWINS[full].removeprefix("https://") if full in TWINS else address


@pytest.mark.parametrize(
    "row", [row for row in ENTITIES if row["type"] == "URL"], ids=lambda row: row["id"]
)
def test_an_address_leads_to_the_page_of_its_language(row: dict[str, str]):
    printed = row["value"].partition(" ")[0]
    address = printed if printed.startswith("http") else f"https://{printed}"
    found = [
        (pair, number)
        for pair in pairs()
        for number, link in enumerate(pair.english.links)
        if link.href.rstrip("/") == address.rstrip("/")
    ]
    assert found, "nowhere in the English pages"
    for pair, number in found:
        href = pair.english.links[number].href
        assert (href in TWINS) == (row["both_languages"] == "localise")
        assert pair.welsh.links[number].href == in_welsh(href), pair.place


def test_every_address_in_the_text_is_the_one_of_its_language():
    wrong = [
        pair.place
        for pair in pairs()
        if sorted(addresses(pair.welsh.text)) != sorted(map(in_welsh, addresses(pair.english.text)))
    ]
    assert wrong == []


def test_every_number_stands_in_both_languages():
    digits = re.compile(r"\d+")
    wrong = []
    for pair in pairs():
        english = digits.findall(pair.english.text)
        for number in NUMBERS_IN_WORDS.get(named(pair), ()):
            english.remove(number)
        if sorted(english) != sorted(digits.findall(pair.welsh.text)):
            wrong.append(f"{pair.place}: {pair.english.text} | {pair.welsh.text}")
    assert wrong == []


# --- No English ----------------------------------------------------------------------------------


def english_words(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", welsh_prose(text).casefold())
    return [word for word in words if word in ENGLISH]


def test_no_english_is_left():
    assert [
        f"{place}: {' '.join(words)}"
        for place, text in welsh_texts()
        if (words := english_words(text))
    ] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rhaid i staff ddarllen the policy.", ["the"]),
        ("Dewiswch **Something the matter**{lang=en}.", []),
        ("Dewiswch **Something the matter**.", ["the"]),
        ("Gweler [y polisi](../policy/what-is-the-matter.md).", []),
        ("Gweler `the.md` a <https://example.org/the/end>.", []),
        ("*Must*{lang=en} a should", ["should"]),
    ],
)
def test_english_is_found_where_it_is_not_marked(text: str, words: list[str]):
    assert english_words(text) == words


def test_the_statute_is_in_welsh_in_the_source():
    quoted = [pair for pair in pairs() if "statute" in pair.english.containers]
    clauses = [pair for pair in quoted if pair.english.kind is Kind.CLAUSE]
    assert [pair.english.label for pair in clauses] == [
        *("(1)", "(1)", "(1)", "(2)", "(3)", "(4)", "(a)", "(b)")
    ]
    for pair in quoted:
        assert pair.welsh.text != pair.english.text
        assert "lang=en" not in pair.welsh.source
        assert english_words(pair.welsh.source) == []


# --- Addresses of the Welsh pages ----------------------------------------------------------------


def welsh_pages() -> Iterator[tuple[str, str]]:
    for path, page in sorted(tree("cy").pages.items()):
        if path != "index.md":
            yield path, str(page.meta.get("slug", ""))


def test_every_welsh_page_has_an_address_in_plain_letters():
    plain = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
    assert [(path, slug) for path, slug in welsh_pages() if not plain.fullmatch(slug)] == []


def test_no_two_welsh_pages_of_a_folder_have_one_address():
    seen: dict[tuple[str, str], str] = {}
    for path, slug in welsh_pages():
        folder, _, name = path.rpartition("/")
        # A folder's own page is addressed beside the folder, not in it.
        key = (folder.rpartition("/")[0] if name == "index.md" else folder, slug)
        assert key not in seen, f"{path} and {seen[key]}"
        seen[key] = path


@pytest.mark.parametrize("key", ["title", "description"])
def test_titles_and_descriptions_are_translated(key: str):
    for path, welsh in tree("cy").pages.items():
        english = tree("en").pages[path]
        assert str(welsh.meta.get(key, "")).strip(), f"{path}: no {key}"
        assert welsh.meta[key] != english.meta[key], path
