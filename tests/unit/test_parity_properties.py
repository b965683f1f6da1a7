"""What must hold for any page: nothing to say of a page and itself, one thing of one fault."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parity_support import deletable, lines, lines_of, read, real, site, without
from polisi.content.loader import load_tree
from polisi.model import Kind, Site
from polisi.parity import check
from polisi.project import GENERATED
from support import ROOT

COMPARED = ["structure", "heading", "anchor", "number", "link", "placeholder"]

_words = st.text("abcdé 019.,-'?&", min_size=1, max_size=30)
_marks = st.sampled_from(
    [
        "# ",
        "## ",
        "- ",
        "    - ",
        "1. ",
        "6.1 ",
        "6.2 ",
        "A) ",
        "(i) ",
        "> ",
        "    ",
        "!!! note",
        '!!! statute "',
        "| a | b |\n|---|---|\n| ",
        "```\n",
        "[^n]: ",
        "<!-- polisi: ignore link: x -->\n",
        "<!-- ",
        "",
    ]
)
_ends = st.sampled_from(
    [
        "",
        "\n",
        "\n\n",
        "\n\n\n",
        " {#a}\n",
        " {#b}\n\n",
        " [x](#a)\n\n",
        " [y](b.md)\n",
        " {{ n }}\n\n",
        " {{ n\n\n",
        "[^n]\n\n",
        " |\n",
        " `c`\n",
    ]
)
pages = st.lists(st.tuples(_marks, _words, _ends), max_size=14).map(
    lambda parts: "\n".join("".join(part) for part in parts)
)


@given(pages)
@settings(max_examples=150, deadline=None)
def test_a_page_and_itself(text: str) -> None:
    assert [lines(each) for each in check(site(text, text), COMPARED)] == []


@given(st.one_of(st.text(max_size=300), pages))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_with_places_inside_the_file(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    if text.lstrip("\ufeff").split("\n")[0].rstrip() == "---":
        text = "x" + text
    try:
        page = read({"p.md": text}, "en")["p.md"]
    except Exception as error:
        # An include of what is not there, or a word that is no directive.
        assert "polisi:" in text, error
        return
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for segment in page.segments:
        spans = [segment.span, *(link.span for link in segment.links)]
        for span in spans + [placeholder.span for placeholder in segment.placeholders]:
            assert span.path == "en/p.md"
            assert 1 <= span.line <= span.end_line <= len(rows)
            assert 1 <= span.column <= len(rows[span.line - 1]) + 1
            assert (span.end_line, span.end_column) >= (span.line, span.column)


@given(pages, pages)
@settings(max_examples=150, deadline=None)
def test_any_two_pages_can_be_compared(one: str, other: str) -> None:
    more = {"fields": frozenset({"n"}), "nav": ()}
    for found in (check(site(one, other)), check(site(one, other, **more))):
        assert all(each.message and each.hint and each.span.line >= 1 for each in found)


EN = real(ROOT, "en")
TEXTS = {path: (ROOT / "docs" / "en" / path).read_text(encoding="utf-8") for path in EN}


def _copies(changed: dict[str, str]) -> Site:
    return site(TEXTS, {**TEXTS, **changed})


def _read_copies() -> Site:
    expanded = load_tree(ROOT / "docs" / "en", "en", "en", dict.fromkeys(GENERATED, str)).pages
    copy = load_tree(ROOT / "docs" / "en", "cy", "cy", dict.fromkeys(GENERATED, str)).pages
    return Site("en", "cy", "en", "cy", expanded, copy)


def test_the_real_pages_and_themselves() -> None:
    assert check(_read_copies(), COMPARED) == []


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_one_segment_less_is_one_finding_where_it_stood(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(p for p in EN if deletable(EN[p]))))
    page = EN[path]
    segment = data.draw(st.sampled_from(deletable(page)))
    _expect_one(path, segment.id)


@pytest.mark.parametrize(
    "kind", [each for each in Kind if each not in (Kind.CODE, Kind.VALUE, Kind.HTML)]
)
def test_one_of_each_kind_less(kind: Kind) -> None:
    found = [
        (path, segment)
        for path, page in EN.items()
        for segment in deletable(page)
        if segment.kind is kind
    ]
    assert found, kind
    path, segment = found[len(found) // 2]
    _expect_one(path, segment.id)


def _expect_one(path: str, ident: str) -> None:
    """Take a segment out of the Welsh copy of one page, and check that page."""
    page = read({path: TEXTS[path]} if "include" not in TEXTS[path] else TEXTS, "en")[path]
    segment = page.by_id[ident]
    less = without(TEXTS[path], page, segment)
    if "polisi: include" in TEXTS[path]:
        found = check(_copies({path: less}), ["structure", "heading"])
    else:
        found = check(site({path: TEXTS[path]}, {path: less}), ["structure", "heading"])
    told = [lines(each) for each in found]
    assert len(found) == 1, told
    assert found[0].source is not None
    assert found[0].target is not None
    assert found[0].source.path == f"en/{path}"
    assert found[0].source.line in lines_of(page, segment), told
    # Where it should stand: what it is to follow.
    assert found[0].target.line < segment.span.line


def test_nothing_is_told_twice_by_other_rules() -> None:
    """A clause that others depend on, by its number and by links, is missed once."""
    path = "schools/breaches.md"
    clause = next(s for s in EN[path].segments if s.label == "9.4")
    less = without(TEXTS[path], EN[path], clause)
    found = check(site({path: TEXTS[path]}, {path: less}), COMPARED)
    assert [each.rule for each in found] == ["structure"]
