"""Every printed number and label stands once, in its place and in order, in both languages."""

import re

import pytest

from polisi.model import Kind, Page, Segment

from .corpus import DATA, load_yaml, page, printed_text, tree

EXPECTED = load_yaml(DATA / "clauses.yml")
NUMBER = re.compile(r"\d+(?:\.\d+)*\.?(?= )")
LOCALES = ("en", "cy")

both = pytest.mark.parametrize("locale", LOCALES)


def own(page: Page) -> list[Segment]:
    """Return the segments that are written on a page, not those that it shows of another."""
    return [segment for segment in page.segments if segment.span.path == page.file]


def headings(page: Page) -> list[str]:
    return [segment.text for segment in own(page) if segment.kind is Kind.HEADING]


def named(locale: str, path: str) -> list[str]:
    return [names[LOCALES.index(locale)] for names in EXPECTED["named_headings"].get(path, ())]


@both
@pytest.mark.parametrize("path", sorted(tree("en").pages))
def test_headings_are_numbered_as_printed(path: str, locale: str):
    numbers = [match[0] for text in headings(page(locale, path)) if (match := NUMBER.match(text))]
    assert numbers == EXPECTED["headings"].get(path, [])


@both
@pytest.mark.parametrize("path", sorted(tree("en").pages))
def test_headings_are_named_as_printed(path: str, locale: str):
    words = {"en": "Points?|Appendix|Section", "cy": "Pwyntiau|Pwynt|Atodiad|Adran"}[locale]
    name = re.compile(rf"(?:{words}) (?:\d(?:-\d)?|[A-Z])\b")
    names = [match[0] for text in headings(page(locale, path)) if (match := name.match(text))]
    assert names == named(locale, path)


@both
@pytest.mark.parametrize("path", sorted(tree("en").pages))
def test_clauses_are_labelled_as_printed(path: str, locale: str):
    labels = [[s.label, s.id] for s in own(page(locale, path)) if s.label is not None]
    assert labels == EXPECTED["clauses"].get(path, [])


@both
@pytest.mark.parametrize("path", sorted(EXPECTED["clauses"]))
def test_a_link_can_point_at_every_clause(path: str, locale: str):
    here = page(locale, path)
    anchors = [segment.anchor for segment in here.segments if segment.anchor]
    for _, ident in EXPECTED["clauses"][path]:
        # A Welsh page shows a quoted statute in both languages: its clauses stand there twice.
        quoted = "statute" in here.by_id[ident].containers
        assert anchors.count(ident) == (0 if quoted else 1), ident


@both
@pytest.mark.parametrize("path", sorted(EXPECTED["numbered"]))
def test_numbered_lists_are_numbered_as_printed(path: str, locale: str):
    expected = EXPECTED["numbered"][path]
    items = [segment for segment in own(page(locale, path)) if segment.ordered is not None]
    assert [item.ordered for item in items] == list(range(1, expected["upto"] + 1))
    assert all(item.id.startswith(f"{expected['under']}-") for item in items)


@both
def test_no_other_page_of_the_policy_has_numbered_lists(locale: str):
    found = {
        path
        for path, each in tree(locale).pages.items()
        if not path.startswith("about/")
        and any(segment.ordered is not None for segment in own(each))
    }
    assert found == set(EXPECTED["numbered"])


@both
def test_ids_are_unique_on_every_page(locale: str):
    for path, each in tree(locale).pages.items():
        ids = [segment.id for segment in each.segments]
        assert len(ids) == len(set(ids)), path


# --- The list of what is expected against the printed text -------------------------------------


def test_the_expected_clauses_are_the_printed_ones():
    text = printed_text()
    body = text[text.index("\nIntroduction\n\n- 1.1 ") :]
    label = re.compile(r"^(?:- )?(\d+\.\d+(?= )|[A-Za-z]\)|\d\)|\((?:\d|[a-z])\))[ ]\S", re.M)
    expected = [
        found
        for clauses in EXPECTED["clauses"].values()
        for found, ident in clauses
        if ident not in EXPECTED["added"]
    ]
    assert label.findall(body) == expected


def test_the_expected_numbers_of_headings_are_the_printed_ones():
    text = printed_text()
    main = text[text.index("\n1. Policy Statement\n\n") : text.index("\nInsert school name and")]
    printed = re.findall(r"^(\d+(?:\.\d+)?\.) [A-Z]", main, re.M)
    contents = text[text.index("\nCONTENTS\n") : text.index("\nAppendix 1: template")]
    school = [f"{number}." for number in re.findall(r"^- (\d) [A-Z]", contents, re.M)]
    expected = EXPECTED["headings"]
    assert [n for path, ns in expected.items() if path.startswith("policy/") for n in ns] == printed
    assert [n for path, ns in expected.items() if path.startswith("schools/") for n in ns] == school


def test_the_expected_numbered_lists_are_the_printed_ones():
    text = printed_text()
    appendices = text[text.index("\nInsert school name and") :]
    lists = [expected["upto"] for expected in EXPECTED["numbered"].values()]
    assert [int(number) for number in re.findall(r"^ ?(\d+)\.\s(?=\S)", appendices, re.M)] == [
        number for upto in lists for number in range(1, upto + 1)
    ]
