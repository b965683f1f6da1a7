"""A filled document stands by itself: its own words only, its links inside it."""

from lxml import html as lxml_html

from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.export.document import document
from polisi.fields import Field, Schema, Type, validate
from polisi.model import Page, Span

FILES = {
    "all.md": "---\ntitle: All\n---\n# The site's heading {#all}\n\nThe site's words.\n\n"
    "<!-- polisi: include cover.md -->\n\n<!-- polisi: include one.md -->",
    "cover.md": "---\ntitle: Cover\n---\n# Our policy {#cover}\n\n{{ logo }}\n\n{{ name }}\n\n"
    "- [One](one.md)\n- [Two](one.md#a-1-2)\n- [Elsewhere](other.md)\n- <a@b.example>",
    "one.md": "---\ntitle: One\nclause_prefix: a\n---\n# One {#one}\n\n1.1 For {{ name }}.\n\n"
    "1.2 See [1.1](#a-1-1).",
}


def made(raw: dict[str, object], locale: str = "en") -> lxml_html.HtmlElement:
    def field(ident: str, kind: Type) -> Field:
        texts = {"en": ident, "cy": f"{ident}-cy"}
        required = kind is Type.TEXT
        return Field(ident, kind, texts, {}, texts, Span.at("f"), {}, required)

    fields = (field("name", Type.TEXT), field("logo", Type.IMAGE), field("title", Type.CHOICE))
    schema = Schema(fields, "all.md", "1", name="name", title="title")
    expander = Expander(lambda path: FILES[path].encode(), "docs")
    page: Page = read_page(expander.source("all.md"), locale, "docs")
    return lxml_html.fromstring(document(page, validate(schema, raw)).html)


def test_only_what_the_page_includes_is_in_the_document() -> None:
    out = made({"name": "Ysgol"})
    assert [(h.tag, h.text) for h in out.iter("h1", "h2")] == [("h1", "Our policy"), ("h2", "One")]
    assert "site's" not in out.find("body").text_content()


def test_links_lead_inside_the_document_or_nowhere() -> None:
    out = made({"name": "Ysgol"})
    links = {a.text_content(): a.get("href") for a in out.iter("a") if a.get("class") is None}
    assert links == {
        "One": "#one",
        "Two": "#a-1-2",
        "a@b.example": "mailto:a@b.example",
        "1.1": "#a-1-1",
    }
    assert all(
        out.get_element_by_id(h.removeprefix("#")) is not None
        for h in links.values()
        if h[0] == "#"
    )


def test_an_unfinished_document_says_so_and_names_what_is_open() -> None:
    out = made({}, "cy")
    (draft,) = out.find_class("draft")
    assert draft.text_content().split() == [
        "Drafft",
        "yw",
        "hwn.",
        "Yr",
        "hyn",
        "sydd",
        "eto",
        "i'w",
        "lenwi:name-cy",
    ]
    assert out.get("lang") == "cy"
    assert made({"name": "Ysgol"}, "cy").find_class("draft") == []


def test_a_hostile_name_is_text_everywhere() -> None:
    name = '</title><script>alert(1)</script>"'
    out = made({"name": name})
    assert list(out.iter("script")) == []
    assert name in out.find("body").text_content()
