"""Texts that stand under a key: in the front matter and in data files, read, sent out, put back."""

from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from exchange_support import Exchange, translated
from parity_support import site
from polisi.cli import main
from polisi.content import errata
from polisi.content.hashing import wording
from polisi.content.numbering import LABEL
from polisi.content.parser import new_parser
from polisi.content.values import as_line, not_allowed, of_data, read
from polisi.diagnostics import ContentError
from polisi.exchange.data import with_texts
from polisi.exchange.xliff import VERSIONS
from polisi.model import Page
from polisi.project import load_project

BOTH = ("en", "cy")
DATA = """\
# What a school fills in.
version: "2019-03"            # of the template
groups:
  - id: school
    title: {en: The school, cy: 'Yr ysgol'}   # a step
fields:
  - id: head
    help:
      en: >-
        Who leads the school,
        as parents know them.
      cy: >-
        Pwy sy'n arwain yr ysgol,
        fel y mae rhieni'n eu hadnabod.
    example: {en: [One, Two], cy: [Un, Dau]}
    limit: {en: 20, cy: 20}
  - id: logo
    label: {en: Logo}
errata:
  - reason:
      en: "It says: three."
      cy: "Mae'n dweud: tri."
"""
CONFIG = """\
site_name: A policy
plugins:
  - search
  - i18n:
      languages:
        - {locale: en, name: English, default: true}
        - locale: cy
          name: Cymraeg
          site_name: Polisi
          nav_translations:
            The policy: Y polisi   # as printed
"""


def texts(text: str) -> Mapping[str, tuple[str | None, str | None]]:
    """Return the texts of a data file by id, in both languages."""
    pair = of_data(text, "d.yml", BOTH)
    assert pair.source and pair.target
    return {
        ident: tuple(  # type: ignore[misc]
            side.by_id[ident].text if ident in side.by_id else None
            for side in (pair.source, pair.target)
        )
        for ident in {**pair.source.by_id, **pair.target.by_id}
    }


def line(page: Page | None, ident: str) -> tuple[int, int]:
    assert page
    return page.by_id[ident].span.line, page.by_id[ident].span.column


def test_a_text_is_what_is_written_once_for_each_language() -> None:
    assert texts(DATA) == {
        "groups.school.title": ("The school", "Yr ysgol"),
        "fields.head.help": (
            "Who leads the school, as parents know them.",
            "Pwy sy'n arwain yr ysgol, fel y mae rhieni'n eu hadnabod.",
        ),
        "fields.head.example.1": ("One", "Un"),
        "fields.head.example.2": ("Two", "Dau"),
        "fields.logo.label": ("Logo", None),
        "errata.1.reason": ("It says: three.", "Mae'n dweud: tri."),
    }
    pair = of_data(DATA, "d.yml", BOTH)
    assert line(pair.source, "groups.school.title") == (5, 17)
    assert line(pair.target, "fields.head.help") == (12, 11)


def test_the_navigation_and_the_name_of_the_site_are_texts() -> None:
    assert texts(CONFIG) == {
        "site_name": ("A policy", "Polisi"),
        "nav.the-policy": ("The policy", "Y polisi"),
    }


@pytest.mark.parametrize("text", ["", "a: [", "- x\n", "en: {cy: {fr: a}}\n", "{[a]: b}: c\n"])
def test_what_has_no_texts_has_none(text: str) -> None:
    assert list(read(text, BOTH)) == []


@pytest.mark.parametrize(
    ("ident", "new", "old", "made"),
    [
        ("groups.school.title", "Yr ysgol hon", "cy: 'Yr ysgol'", "cy: 'Yr ysgol hon'"),
        ("groups.school.title", "Yr 'ysgol', a'r rhai", "'Yr ysgol'", "'Yr ''ysgol'', a''r rhai'"),
        ("fields.head.example.2", "Tri", "[Un, Dau]", "[Un, Tri]"),
        ("fields.head.example.2", "a, b", "[Un, Dau]", "[Un, 'a, b']"),
        ("errata.1.reason", 'Mae\'n "tri" yno.', '"Mae\'n dweud: tri."', '"Mae\'n \\"tri\\" yno."'),
        (
            "fields.head.help",
            "Pwy sy'n arwain.",
            "Pwy sy'n arwain yr ysgol,\n        fel y mae rhieni'n eu hadnabod.",
            "Pwy sy'n arwain.",
        ),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_text_is_replaced_and_nothing_else(
    ident: str, new: str, old: str, made: str, end: str
) -> None:
    assert DATA.count(old) == 1
    found = with_texts(DATA.replace("\n", end), "d.yml", BOTH, {ident: new})
    assert found == DATA.replace(old, made).replace("\n", end)


def test_the_title_of_a_section_is_replaced_in_mkdocs_yml() -> None:
    made = with_texts(CONFIG, "mkdocs.yml", BOTH, {"nav.the-policy": "Polisi: y cyfan"})
    assert made == CONFIG.replace("Y polisi   #", "'Polisi: y cyfan'   #")


WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["Cc", "Zs"])
    | st.just(" "),
    min_size=1,
    max_size=150,
).filter(lambda text: any(map(str.isalpha, text)))


@example("A?", "fields.head.example.1")
@given(WORDS, st.sampled_from(list(texts(DATA))))
def test_any_text_reads_back_as_itself_or_is_refused(text: str, ident: str) -> None:
    wanted = " ".join(text.split())
    if ident == "fields.logo.label":
        with pytest.raises(LookupError):
            with_texts(DATA, "d.yml", BOTH, {ident: wanted})
        return
    try:
        made = with_texts(DATA, "d.yml", BOTH, {ident: wanted})
    except ContentError:
        # What no block can begin with, `#` after a space in it: told, and nothing is written.
        return
    before, after = texts(DATA), texts(made)
    assert after == {**before, ident: (before[ident][0], wanted)}
    assert yaml.safe_load(made)["version"] == "2019-03"


def test_all_of_a_text_under_a_key_is_signed() -> None:
    pair = of_data("a: {en: 'x {#b} <!-- c -->', cy: y}\n", "d.yml", BOTH)
    assert pair.source
    assert wording(pair.source.segments[0]) == "x {#b} <!-- c -->"


def test_a_page_of_generated_text_is_a_draft_until_its_data_is_signed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_draft() -> bool:
        return load_project(Path("mkdocs.yml")).site.target["about/corrections.md"].draft

    monkeypatch.chdir(project)
    assert main(["review", "about/corrections.md", "--by", "Siân Puw"]) == 0
    assert is_draft()
    for name in ("errata", "council"):
        assert is_draft()
        assert main(["review", f"docs/data/{name}.yml", "--by", "Siân Puw"]) == 0
    assert not is_draft()


@pytest.mark.parametrize("version", VERSIONS)
def test_texts_under_a_key_go_out_and_come_back(version: str) -> None:
    en = "---\ntitle: Keeping\ndescription: What is kept.\n---\n\n# Keeping {#keeping}\n"
    cy = "---\ntitle: Cadw\ndescription: Yr hyn a gedwir.\n---\n\n# Cadw {#keeping}\n"
    made = Exchange(
        site({"p.md": en}, {"p.md": cy}, data={"d.yml": of_data(DATA, "d.yml", BOTH)}),
        {"en/p.md": en, "cy/p.md": cy, "d.yml": DATA},
    )
    sent = made.sent(version)
    assert made.back(sent).files == {}
    changes = {"front-matter.title": "Cadw'n saff", "groups.school.title": "Eich ysgol"}
    back = made.back(translated(sent, {**changes, "fields.logo.label": "Logo"}))
    assert back.refusals == []
    assert back.files == {
        "cy/p.md": cy.replace("title: Cadw", "title: Cadw'n saff"),
        "d.yml": DATA.replace("'Yr ysgol'", "'Eich ysgol'"),
    }
    assert [each.where for each in back.by_hand] == ["d.yml: `fields.logo.label`"]


def test_only_what_nobody_has_signed_goes_out(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    page = "docs/cy/policy/principles.md"
    for ident in ("front-matter.title", "front-matter.description"):
        assert main(["review", page, "--segment", ident, "--by", "Siân Puw"]) == 0
    english = Path("docs/en/policy/principles.md")
    text = english.read_text(encoding="utf-8")
    english.write_text(text.replace("\ndescription: '", "\ndescription: 'Now, ", 1), "utf-8")
    assert main(["export", "xliff", page, "-o", "out.xlf"]) == 0
    sent = Path("out.xlf").read_text(encoding="utf-8")
    assert 'id="front-matter.title"' not in sent
    assert 'id="front-matter.description"' in sent
    assert "signed before the English changed" in sent
    capsys.readouterr()


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=y>",
    "<!-- polisi: ignore number: x -->",
    "[a](javascript:alert(1))",
    "[a](java&#115;cript:x)",
    "[a](<javascript:x>)",
    "[a](data:text/html,x)",
    "![a](b.png)",
)


def shown(markdown: str) -> Element:
    """Return what a browser is given, with the extensions of the site that add attributes."""
    extensions = ["attr_list", "abbr", "admonition", "def_list", "footnotes", "tables"]
    return fromstring(f"<x>{Markdown(extensions=extensions).convert(markdown)}</x>")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_must_not_stand_in_a_page_is_shown_as_it_is_written(text: str) -> None:
    assert list(not_allowed(f"Un {text} dau"))
    made = shown(as_line(f"Un {text} dau"))
    assert {each.tag for each in made.iter()} <= {"x", "p", *("a" if "![" in text else ())}
    if "![" not in text:
        assert "".join(made.itertext()) == f"Un {unescape(text)} dau"


@pytest.mark.parametrize(
    "text",
    [
        "# X",
        "- x",
        "+ x",
        "* x",
        "1. x",
        "12) x",
        "6.13 x",
        "6.13x",
        "B) x",
        "(2) x",
        "(a) x",
        "> q",
        '!!! note "x"',
        "??? x",
        "|a|b|",
        "```x",
        "~~~",
        "---",
        "===",
        ": x",
        "a\n\n# b",
        "[b]: c",
        "*[a]: x",
        "[^1]: x",
        "    x",
        "*z*{onclick=y}",
        "z {: .c #d }",
        "a\n- b",
        "{{ x }}",
    ],
)
def test_a_text_under_a_key_begins_no_block_and_sets_no_attribute(text: str) -> None:
    made = shown(as_line(text))
    (paragraph,) = made
    assert (paragraph.tag, paragraph.attrib) == ("p", {})
    assert [(each.tag, each.attrib) for each in paragraph] in ([], [("em", {})])
    assert "".join(made.itertext()) == " ".join(text.replace("*z*", "z").split())
    assert new_parser().parse(as_line(text))[0].type == "paragraph_open"
    assert not LABEL.match(as_line(text))


@pytest.mark.parametrize(
    "text",
    [
        "*a* b",
        "**a** _b_",
        "`a` b",
        "[a](b.md#c) d",
        "[a](https://b.cymru/c?d=1)",
        '"A" a b: c',
        "[a](mailto:b@c.cymru)",
        "[a](tel:01443424000)",
        "*a*{lang=en} b",
        "2019 a",
        "a # b - c",
        "R & D",
    ],
)
def test_emphasis_links_and_languages_of_a_text_under_a_key_stay(text: str) -> None:
    assert as_line(text) == text
    assert not list(not_allowed(text))


def test_the_list_of_corrections_holds_no_markup_of_its_data() -> None:
    bad = " ".join(HOSTILE).replace("'", "''")
    text = (
        "page: c.md\nerrata:\n- places: [p.md#a]\n  printed: |-\n    # <b>\n\n    - x\n"
        f"  reads: '<i> {bad}'\n  reason: {{en: 'x \"<u>\" {bad}', cy: '# x \"<u>\" {bad}'}}\n"
    )
    made = errata.parse(text.encode(), "e.yml").markdown("cy", {"p.md": "<b>T</b> {onclick=x}"})
    page = shown(made)
    assert {each.tag for each in page.iter()} <= {"x", "h2", "h3", "p", "ul", "li", "em", "a"}
    assert {key for each in page.iter() for key in each.attrib} <= {"id", "lang", "href"}
    hrefs = {each.get("href") for each in page.iter("a")}
    assert hrefs <= {"p.md#a", "b.png"}
    assert '# x "<u>"' in "".join(page.itertext())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("ident", ["front-matter.title", "groups.school.title"])
def test_a_translation_with_markup_is_refused(text: str, ident: str) -> None:
    en, cy = "---\ntitle: Keeping\n---\n", "---\ntitle: Cadw\n---\n"
    made = Exchange(
        site({"p.md": en}, {"p.md": cy}, data={"d.yml": of_data(DATA, "d.yml", BOTH)}),
        {"en/p.md": en, "cy/p.md": cy, "d.yml": DATA},
    )
    back = made.back(translated(made.sent("2.1"), {ident: escape(f"Un {text}")}))
    assert back.files == {}
    (refusal,) = back.refusals
    assert "is typed into it" in refusal.reason


def test_a_folder_is_no_file_to_write(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    (project / "out").mkdir()
    assert main(["export", "xliff", "-o", "out"]) == 2
    assert capsys.readouterr().err == (
        "out:1: This is a folder. Give -o the name of a file in it.\n"
    )
