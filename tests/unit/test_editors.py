"""What the preview shows to editors: where each finding stands, and the editors' own pages."""

import posixpath
import re
import xml.etree.ElementTree as etree  # noqa: N813

import pytest

from parity_support import Texts, english_finding, site
from polisi.diagnostics import Diagnostic, Severity
from polisi.export.html import Context, render
from polisi.model import Page, Site, Span
from polisi.parity import check
from polisi.project import Project
from polisi.site.editors import Editors, address
from polisi.site.preview import Preview, box_id


def link(start: str):
    return lambda target: posixpath.relpath(target, start) + ("/" if target.endswith("/") else "")


def url(locale: str, path: str) -> str:
    return f"{locale}/{path.removesuffix('.md')}/"


def shown(page: Page, preview: Preview) -> tuple[str, dict[str, etree.Element]]:
    """Return a page as the preview shows it, and the boxes that found no place."""
    context = Context(page, beside=preview.boxes(page, link(url(page.locale, page.path))))
    return render(context), context.beside


def about(locale: str, line: int, column: int = 1) -> Diagnostic:
    """Return a finding about a place of `p.md`, the same in both languages."""
    here = Span.at(f"{locale}/p.md", line, column)
    return english_finding("structure", "It differs.", "Mend it.", **{_side(locale): here})


def _side(locale: str) -> str:
    return "source" if locale == "en" else "target"


PAGE = """---
title: T
---

# Head {#head}

One paragraph.

6.1 A clause.

- An item
    - An inner item
- Another item

| A | B |
|---|---|
| c | d |

!!! form

    - [ ] A field

!!! statute "An Act"

    Words of it.

Noted.[^1]

[^1]: A footnote.
"""


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("# Head", r"</h1><a [^>]*></a></header>\s*"),
        ("One paragraph", r"One paragraph\.</p>\s*"),
        ("6.1 A", r"A clause\.</p>\s*"),
        ("- An item", r"<li id=[^>]*>An item\s*"),
        ("    - An inner", r"<li id=[^>]*>An inner item\s*"),
        ("| A | B", r"<th>B</th>\s*</tr>\s*<tr>\s*<td colspan=\"2\">\s*"),
        ("| c | d", r"<td>d</td>\s*</tr>\s*<tr>\s*<td colspan=\"2\">\s*"),
        ("    - [ ] A field", r"A field</label></div>\s*"),
        ("!!! statute", r"An Act</figcaption>\s*"),
        ("    Words", r"Words of it\.</p>\s*"),
        ("[^1]:", r"A footnote\.[^<]*(<a [^>]*>[^<]*</a>)?</p>\s*"),
    ],
)
def test_a_finding_stands_beside_its_segment(text: str, before: str) -> None:
    line = next(i for i, each in enumerate(PAGE.split("\n"), 1) if each.startswith(text))
    column = 3 if text.startswith("|") else len(text) - len(text.lstrip()) + 1
    pair = site(PAGE, PAGE)
    found = about("cy", line, column)
    html, unplaced = shown(pair.target["p.md"], Preview(pair, [found], url))
    assert unplaced == {}
    assert re.search(rf'{before}<div class="polisi-findings"', html), html
    assert html.count(f'id="{box_id(found)}"') == 1
    assert "data-beside" not in html


def test_two_findings_of_one_row_stand_in_order() -> None:
    pair = site(PAGE, PAGE)
    line = PAGE.split("\n").index("| c | d |") + 1
    found = [about("cy", line, 3), about("cy", line, 7)]
    html, _ = shown(pair.target["p.md"], Preview(pair, found, url))
    assert re.findall(r'id="(polisi-finding-\w+)"', html) == [box_id(each) for each in found]


@pytest.mark.parametrize(
    "found",
    [
        about("cy", 2),  # in the front matter
        english_finding("nav", "x", "y", Span.at("mkdocs.yml", 3)),
    ],
)
def test_a_finding_about_no_segment_stands_at_the_top(found: Diagnostic) -> None:
    pair = site({"index.md": PAGE, "p.md": PAGE}, {"index.md": PAGE, "p.md": PAGE})
    preview = Preview(pair, [found], url)
    page = pair.target["index.md" if found.rule == "nav" else "p.md"]
    assert preview.boxes(page, link("cy/")) == {}
    bar = preview.bar(page, link("cy/"), {})
    assert bar["first"] == box_id(found)
    assert f'id="{box_id(found)}"' in bar["boxes"]
    # It is told there alone.
    other = pair.target["p.md" if found.rule == "nav" else "index.md"]
    assert preview.bar(other, link("cy/"), {})["boxes"] == ""


def test_a_finding_about_what_is_not_shown_as_text_is_not_lost() -> None:
    text = PAGE + "\n```\ncode\n```\n"
    pair = site(text, text)
    found = about("cy", text.split("\n").index("code") + 1)
    preview = Preview(pair, [found], url)
    page = pair.target["p.md"]
    _, unplaced = shown(page, preview)
    assert f'id="{box_id(found)}"' in preview.bar(page, link("cy/"), unplaced)["boxes"]


def test_a_finding_is_shown_where_its_text_is_included() -> None:
    whole = "# Whole {#whole}\n\n<!-- polisi: include p.md#head -->\n"
    pair = site({"p.md": PAGE, "q.md": whole}, {"p.md": PAGE, "q.md": whole})
    preview = Preview(pair, [about("cy", 7)], url)
    html, _ = shown(pair.target["q.md"], preview)
    assert re.search(r'One paragraph\.</p>\s*<div class="polisi-findings"', html)
    # What is wrong with that page as a whole is not said of this one.
    preview = Preview(pair, [about("cy", 2)], url)
    assert preview.shown(pair.target["p.md"]).top
    assert preview.shown(pair.target["q.md"]).all == []


def test_each_page_leads_to_the_place_on_the_other_and_to_the_next() -> None:
    english, welsh = (Span.at(f"{each}/p.md", 7) for each in ("en", "cy"))
    found = [english_finding("structure", "a", "b", english, welsh), about("cy", 9)]
    pair = site(PAGE, PAGE)
    preview = Preview(pair, found, url)
    html, _ = shown(pair.target["p.md"], preview)
    one, other = map(box_id, found)
    assert f'href="../../en/p/#{one}"' in html
    assert f'href="#{other}"' in html
    assert "Y lle yn yr iaith arall" in html
    html, _ = shown(pair.source["p.md"], preview)
    assert f'href="../../cy/p/#{one}"' in html
    assert other not in html
    assert "The place in the other language" in html


def test_two_places_in_one_language() -> None:
    texts = {"p.md": PAGE, "q.md": PAGE}
    pair = site(texts, texts)
    one, other = (Span.at(f"cy/{name}", 7) for name in ("p.md", "q.md"))
    twice = english_finding("anchor", "a", "b", Span.at("cy/p.md", 9), Span.at("cy/p.md", 7))
    found = english_finding("front-matter", "a", "b", one, other)
    preview = Preview(pair, [found, twice], url)
    html, _ = shown(pair.target["p.md"], preview)
    assert f'href="../q/#{box_id(found)}">Y lle arall</a>' in html
    # Of two places on one page, the finding stands at the one to mend.
    assert html.count(f'id="{box_id(twice)}"') == 1
    assert html.index(f'id="{box_id(twice)}"') < html.index("A clause")


def test_what_is_said_is_escaped_and_code_is_code() -> None:
    found = english_finding(
        "link", "Not `<b>{{ x }}`.", "<i>", None, Span.at("cy/p.md", 7), Severity.WARNING
    )
    pair = site(PAGE, PAGE)
    html, _ = shown(pair.target["p.md"], Preview(pair, [found], url))
    assert "<code>&lt;b&gt;{{ x }}</code>" in html
    assert "&lt;i&gt;" in html
    assert 'lang="en"' in html
    assert "Rhybudd" in html


def test_a_finding_is_told_in_the_language_of_the_page() -> None:
    pair = site("# A {#a}\n\nAnswer in 3 days.\n", "# A {#a}\n\nAtebwch mewn 4 diwrnod.\n")
    found = check(pair)
    welsh, _ = shown(pair.target["p.md"], Preview(pair, found, url))
    assert "<span>Nid yw'r ddwy iaith yn dweud yr un peth (paragraff “</span>" in welsh
    assert "<span>Holwch pa un sy'n gywir, ac ysgrifennwch hwnnw yn y ddwy iaith.</span>" in welsh
    # What is quoted of the other language is marked as that, and nothing else is.
    assert re.findall('<span lang="([a-z]+)">([^<]*)</span>', welsh) == [
        ("en", "Answer in 3 days."),
        ("en", "3"),
    ]
    own, _ = shown(pair.source["p.md"], Preview(pair, found, url))
    assert "<span>Paragraph “Answer in 3 days.” says “3” in en and “</span>" in own
    assert re.findall('<span lang="([a-z]+)">([^<]*)</span>', own) == [("cy", "4")]


def test_the_editors_pages_tell_findings_in_their_language() -> None:
    found = editors("# A {#a}\n\n6.1 One.\n\n6.2 Two.\n", "# A {#a}\n\n6.1 Un.\n")
    for locale, message in (
        ("en", "Clause `6.2` is missing in cy."),
        ("cy", "Mae cymal `6.2` ar goll yn Gymraeg."),
    ):
        page = found.page(address(locale, "p.md"), link(address(locale, "p.md")))
        assert page is not None
        (told,) = [each for row in page[1]["rows"] for each in row["findings"]]
        assert "".join(piece.text for piece in told["texts"][0]) == message.replace("`", "")


def test_a_page_without_findings_says_so_in_its_language() -> None:
    pair = site(PAGE, PAGE)
    preview = Preview(pair, [], url)
    assert (
        preview.bar(pair.source["p.md"], link("en/p/"), {})["count"] == "No findings on this page"
    )
    assert (
        preview.bar(pair.target["p.md"], link("cy/p/"), {})["count"]
        == "Dim canfyddiadau ar y dudalen hon"
    )


# ---------------------------------------------------------------------- pages of their own
def editors(en: Texts | str, cy: Texts | str, **more: object) -> Editors:
    pair: Site = site(en, cy, **more)
    return Editors(Project(pair), check(pair), url)


def test_the_status_page_counts_every_state() -> None:
    found = editors("# A\n\nOne.\n\nTwo.\n", "# A\n\nUn.\n").page(
        "cy/_status/", link("cy/_status/")
    )
    assert found is not None
    template, values = found
    assert template.endswith("status.html")
    assert {each["name"]: each["number"] for each in values["all"]["states"]} == {
        "missing": 1,
        "draft": 2,
    }
    (section,) = values["sections"]
    (page,) = section["pages"]
    assert (page["side"], page["findings"]) == ("p/", 1)
    assert values["say"]["preview_status"] == "Cyflwr y cyfieithiad"


def test_side_by_side_shows_both_texts_and_the_findings() -> None:
    found = editors("# A\n\nOne.\n\n6.1 Two.\n", "# A\n\nUn.\n").page(
        "en/_status/p/", link("en/_status/p/")
    )
    assert found is not None
    _, values = found
    rows = {each["name"]: each for each in values["rows"]}
    assert rows["6.1"]["texts"] == ["Two.", None]
    assert rows["6.1"]["state_name"] == "missing"
    assert [each["rule"] for each in rows["6.1"]["findings"]] == ["structure"]
    assert rows["6.1"]["address"].startswith("../../p/#")
    assert [each["locale"] for each in values["languages"]] == ["en", "cy"]
    assert values["twin"] == "../../../cy/_status/p/"


@pytest.mark.parametrize(
    "asked", ["", "en/", "en/_status", "en/_status/q/", "fr/_status/", "en/p/"]
)
def test_no_other_address_is_an_editors_page(asked: str) -> None:
    assert editors("# A\n", "# A\n").page(asked, link("en/")) is None


def test_every_page_has_an_address() -> None:
    texts = {"index.md": "# A\n", "a/b.md": "# B\n"}
    made = editors(texts, texts)
    for path in texts:
        for locale in ("en", "cy"):
            found = made.page(address(locale, path), link(address(locale, path)))
            assert found is not None
            assert found[1]["title"] == ("A" if path == "index.md" else "B")
