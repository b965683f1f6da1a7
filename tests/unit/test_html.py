"""The renderer and the reader read alike, and what is rendered is what a reader needs."""

import copy
import re
from pathlib import Path

import pytest
from lxml import html as lxml_html

from polisi.content.loader import load_tree
from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.export.html import Context, Note, render, split_title
from polisi.model import Kind, Page
from polisi.project import GENERATED
from polisi.strings import say

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {
    (locale, path): page
    for locale in ("en", "cy")
    for path, page in load_tree(
        DOCS / locale, locale, generated=dict.fromkeys(GENERATED, str)
    ).pages.items()
}
AUTOMATIC_TITLES = {
    say(locale, key) for locale in ("en", "cy") for key in ("school_note", "site_note")
}
"""What blocks are called that have no title of their own."""


def page(body: str, locale: str = "en") -> Page:
    text = f"---\ntitle: T\nclause_prefix: a\n---\n{body}\n"
    source = Expander({"p.md": text.encode()}.__getitem__, "docs").source("p.md")
    return read_page(source, locale, "docs")


def tree(body: str, locale: str = "en", **context: object) -> lxml_html.HtmlElement:
    made = Context(page(body, locale), **context)  # type: ignore[arg-type]
    out = lxml_html.fromstring(f"<main>{render(made)}</main>")
    assert made.mismatches == []
    return out


@pytest.mark.parametrize(("locale", "path"), sorted(PAGES))
def test_the_renderer_and_the_reader_agree_on_every_page(locale: str, path: str) -> None:
    source = PAGES[locale, path]
    context = Context(source)
    out = lxml_html.fromstring(f"<main>{render(context)}</main>")
    assert context.mismatches == []
    assert seen(out) == [expected(s) for s in source.segments if s.kind is not Kind.CODE]


def expected(segment: object) -> tuple[str, str, str]:
    kinds = {Kind.CLAUSE: "p", Kind.PARAGRAPH: "p", Kind.TITLE: "title", Kind.FOOTNOTE: "p"}
    kinds |= {Kind.ITEM: "li", Kind.FIELD: "label", Kind.CELL: "cell"}
    kind, text, label = segment.kind, segment.text, segment.label or ""  # type: ignore[attr-defined]
    if kind is Kind.HEADING:
        return f"h{segment.level}", squeeze(text), ""  # type: ignore[attr-defined]
    return kinds[kind], squeeze(text), label if kind is Kind.CLAUSE else ""


def squeeze(text: str) -> str:
    """Drop what gaps change (their names) and spaces."""
    return "".join(re.sub(r"\{\{.*?\}\}|\[[^\]]*\]", "", text).split())


def seen(out: lxml_html.HtmlElement) -> list[tuple[str, str, str]]:
    """Return kind, text and label of everything in the HTML that holds text."""
    found = []
    for element in out.iter():
        tag = element.tag
        name = element.get("class") or ""
        if not isinstance(tag, str) or any(
            "codehilite" in (e.get("class") or "") for e in element.iterancestors()
        ):
            continue
        if tag in ("th", "td"):
            found.append(("cell", own_text(element), ""))
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            found.append((tag, own_text(element), ""))
        elif tag == "label":
            number = element.getnext() is not None and element.getnext().tag == "textarea"
            text = own_text(element)
            found.append(("label", text.split(".", 1)[1] if number else text, ""))
        elif tag == "figcaption" or (
            name == "admonition-title" and element.text not in AUTOMATIC_TITLES
        ):
            found.append(("title", own_text(element), ""))
        elif tag == "li" and not (element.get("id") or "").startswith("fn:"):
            found.append(("li", own_text(element), ""))
        elif tag == "p" and name not in ("admonition-title", "form-note", "statute-translation"):
            parent = element.getparent()
            if (
                parent.tag == "li"
                and parent[0] is element
                and not (parent.get("id") or "").startswith("fn:")
            ):
                continue
            label = element.find("./*[@class='clause-label']")
            found.append(("p", own_text(element), "" if label is None else label.text))
    return found


def own_text(element: lxml_html.HtmlElement) -> str:
    twin = copy.deepcopy(element)
    for child in list(twin.iter()):
        name = child.get("class") or ""
        gone = child.tag in ("ul", "ol", "p") and child is not twin and twin.tag == "li"
        if child.tag == "p" and child.getparent() is twin and twin[0] is child:
            gone = False
        marks = (
            "headerlink",
            "point-link",
            "clause-label",
            "correction",
            "footnote-backref",
            "footnote-ref",
        )
        if gone or name in marks:
            child.drop_tree()
    return squeeze(twin.text_content())


def test_a_clause_is_a_link_to_itself() -> None:
    out = tree("6.13 Text of it\n\nB) Below it\n\n1\\) Below that")
    assert [(p.get("id"), p[0].get("href"), p[0].text) for p in out] == [
        ("a-6-13", "#a-6-13", "6.13"),
        ("a-6-13-b", "#a-6-13-b", "B)"),
        ("a-6-13-b-1", "#a-6-13-b-1", "1)"),
    ]
    assert [p.text_content() for p in out][2] == "1) Below that"


def test_a_point_with_an_id_of_its_own_shows_a_link_to_itself() -> None:
    long = "Thirteen words that go on and on until nobody would listen to them any more at all"
    out = tree(f"- One\n- {long}\n    {{#told}}\n\nLast words.\n{{#last}}", "cy")
    links = out.xpath("//a[@class='point-link']")
    assert [(a.get("href"), a.getparent().get("id")) for a in links] == [
        ("#told", "told"),
        ("#last", "last"),
    ]
    assert links[1].get("aria-label") == "Dolen: Last words."
    assert links[0].get("aria-label").endswith("…")
    assert len(links[0].get("aria-label")) < len(long)
    assert links[0].getparent().text_content() == long, "the link is no part of the words"


def test_the_name_of_a_link_says_a_gap_as_the_page_shows_it() -> None:
    (link,) = tree("Dear {{ letter_addressee }}\n{#dear}").xpath("//a[@class='point-link']")
    assert link.get("aria-label") == "Link to Dear [letter addressee]"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Last words.\n{#last}", "Last words.@"),
        ("*Last* words\n{#last}", "Last words@"),
        ("See **it**\n{#last}", "See it@"),
        ("- One\n    {#last}\n    - deep", "One@ deep"),
        ("- One\n    {#last}\n\n    More", "One@ More"),
    ],
)
def test_the_link_to_a_point_stands_where_its_words_end(body: str, said: str) -> None:
    out = tree(body)
    (link,) = out.xpath("//a[@class='point-link']")
    assert link.text is None
    link.text = "@"
    assert " ".join(out.text_content().split()) == said
    assert len(out.xpath("//*[@id='last']")) == 1


@pytest.mark.parametrize(("level", "frame"), [(1, "header"), (2, "div")])
def test_a_heading_holds_its_words_alone_and_its_frame_what_follows(level: int, frame: str) -> None:
    out = tree(
        f"{'#' * level} Scope {{#scope}}\n\nWords",
        notes={"scope": [Note("4", "Why", "../corrections/#note-4")]},
    )
    assert [(each.tag, each.text_content()) for each in out[0]] == [
        (f"h{level}", "Scope"),
        ("sup", "note 4"),
        ("a", ""),
    ]
    assert out[0].tag == frame
    assert out[0][-1].get("aria-label") == "Link to Scope"
    assert out[1].text_content() == "Words"


def test_a_heading_with_nothing_to_follow_it_needs_no_frame() -> None:
    (heading,) = tree("# Scope {#scope}", permalinks=False)
    assert heading.tag == "h1"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("# Scope {#scope}\n\n## Part {#part}\n\nWords", "Scope"),
        ("## Part {#part}\n\nWords", ""),
        ("Words", ""),
    ],
)
@pytest.mark.parametrize("permalinks", [True, False])
def test_a_page_is_split_behind_all_of_its_title(body: str, title: str, permalinks: bool) -> None:
    html = render(Context(page(body), permalinks=permalinks))
    head, text = split_title(html)
    assert head + text == html
    assert (lxml_html.fromstring(head).text_content() if head else "") == title
    assert "</header>" not in text
    assert text.endswith("<p>Words</p>")


def test_a_document_on_paper_has_no_links_to_its_points() -> None:
    out = tree("- One\n    {#one}", permalinks=False)
    assert out.xpath("//a") == []


@pytest.mark.parametrize(
    ("block", "title"),
    [
        ("!!! site-note", "Note from this site (not part of the policy)"),
        ('!!! site-note "Find it"', "Find it"),
    ],
)
def test_what_the_site_adds_says_that_it_is_no_part_of_the_policy(block: str, title: str) -> None:
    out = tree(f"{block}\n\n    Words")
    (note,) = out.xpath("//div[@role='note']")
    assert note.findtext("p") == title


def test_a_list_item_has_an_address_made_from_what_it_stands_under() -> None:
    out = tree("# T {#t}\n\n- one\n- two\n    1. deep\n\n6.1 Clause\n\n- three")
    assert [li.get("id") for li in out.iter("li")] == ["t-1", "t-2", "t-2-1", "a-6-1-1"]


def test_an_explicit_id_wins_and_is_said_once() -> None:
    out = tree("a) Text\n{#mine}\n\n- item\n  {#its-own}")
    assert [e.get("id") for e in out.iter("p", "li")] == ["mine", "its-own"]
    assert "{" not in out.text_content()


def test_a_gap_is_marked_by_words() -> None:
    (gap,) = tree("Pupils of {{ school_name }} here").iter("span")
    assert (gap.get("class"), gap.text) == ("gap", "[school name]")


def test_form_items_are_labelled_fields() -> None:
    out = tree(
        "# T {#t}\n\n!!! form\n\n    - Name:\n    - [ ] A) I agree\n\n!!! form\n\n    1. Why?"
    )
    labels = {label.get("for"): label.text_content() for label in out.iter("label")}
    assert labels == {"t-1-answer": "Name:", "a-a-answer": "I agree", "a-a-1-answer": "1. Why?"}
    kinds = {e.get("id"): e.get("type") or e.tag for e in out.iter("input", "textarea")}
    assert kinds == {"t-1-answer": "text", "a-a-answer": "checkbox", "a-a-1-answer": "textarea"}
    assert out.find(".//form") is None, "nothing may be sent"


def test_a_statute_stands_in_its_own_language_beside_the_translation() -> None:
    english = page('!!! statute "Act, section 1"\n\n    (1) A statement.')
    welsh = '!!! statute "Deddf, adran 1"\n\n    (1) Datganiad.'
    figure = tree(welsh, "cy", original=english).find("figure")
    assert [(q.get("lang"), q.text_content().strip()) for q in figure.iter("blockquote")] == [
        ("en", "(1) A statement."),
        (None, "(1) Datganiad."),
    ]
    assert figure.find("p").text == "Cyfieithiad answyddogol:"


def test_a_note_is_marked_at_its_place() -> None:
    note = Note("7", "Why.", "../x/#note-7")
    (mark,) = tree("# T {#t}\n\nText", notes={"t~p1": [note]}).iter("sup")
    assert (mark[0].get("href"), mark[0].get("title"), mark[0].text) == (
        "../x/#note-7",
        "Why.",
        "note 7",
    )


def test_the_welsh_page_says_nothing_in_english() -> None:
    out = tree("# T {#t}\n\nA[^n]\n\n!!! school-note\n\n    B\n\n[^n]: C", "cy")
    said = [e.get("aria-label") or e.get("title") for e in out.iter("a") if e.get("class")]
    assert said == ["Dolen: T", None, "Yn ôl i'r man lle mae'r nodyn hwn yn cael ei grybwyll"]
    assert (
        out.find(".//p[@class='admonition-title']").text
        == "Nodyn i'r ysgol (nid yw'n rhan o'r polisi)"
    )


@pytest.mark.parametrize("body", ["A line\n- not a list to the renderer", "- one\n\n1. two"])
def test_markdown_that_the_two_read_differently_is_reported(body: str) -> None:
    context = Context(page(body))
    render(context)
    assert [m.rule for m in context.mismatches] == ["structure"]
    assert context.mismatches[0].span.path == "docs/p.md"
