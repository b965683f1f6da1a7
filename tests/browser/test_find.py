"""Finding words, in Chromium: the rules come from Python, what applies them runs there."""

import json
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from parity_support import read
from polisi.language import welsh
from polisi.project import load_project
from polisi.search.index import index
from support import ROOT

pytestmark = pytest.mark.browser

Find = Callable[[str], list[Mapping[str, Any]]]

_START = """async ([source, given]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const find = await import(address);
  window.given = given;
  window.find = find;
  window.finder = new find.Finder(given);
}"""


def script() -> str:
    web = Path(str(resources.files("polisi"))) / "web/theme/assets/javascripts/find.js"
    return web.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Page:
    return chromium.new_page()


def finder(page: Page, given: Mapping[str, Any]) -> Find:
    page.evaluate(_START, [script(), json.loads(json.dumps(given))])
    return lambda query: page.evaluate("(query) => window.finder.find(query)", query)


def pages(locale: str, texts: Mapping[str, str], forms: Mapping[str, str] | None = None) -> Any:
    tree = read({f"{path}.md": text for path, text in texts.items()}, locale)
    pages = [(path.removesuffix(".md"), page) for path, page in tree.items()]
    return index(locale, pages, forms or {}, lambda name: f"[{name}]")


def found(groups: list[Mapping[str, Any]]) -> list[str]:
    return [group["url"] for group in groups]


def test_a_welsh_word_has_the_same_radicals_in_the_browser(page: Page) -> None:
    target = load_project(ROOT / "mkdocs.yml").site.target
    texts = (segment.text for page in target.values() for segment in page.segments)
    words = sorted({word.text for text in texts for word in welsh.words(text) if word.text})
    page.evaluate(_START, [script(), json.loads(json.dumps(pages("cy", {})))])
    radicals = page.evaluate(
        """(words) => words.map((word) =>
             [...window.find.forms(word, window.given)]
               .filter(([, nearness]) => nearness >= window.find.RADICAL)
               .map(([form]) => form))""",
        words,
    )
    assert len(words) > 1000
    wrong = {
        word: (mine, welsh.radicals_of(word))
        for word, mine in zip(words, radicals, strict=True)
        if set(mine) != set(welsh.radicals_of(word))
    }
    assert wrong == {}


# Words of other policies too: what matters is the letter that they begin with.
RADICALS = (
    *("caniatâd", "cyngor", "plant", "post", "trydar", "tŷ", "gwefan", "gwybodaeth", "glaw"),
    *("bwlio", "bygythiad", "data", "dysgu", "disgybl", "llun", "llywodraethwr", "mam", "math"),
    *("rhiant", "rhannu", "ysgol", "athro", "enw", "iaith", "oedolyn", "undeb", "wyneb"),
)


@pytest.mark.parametrize("radical", RADICALS)
def test_every_form_of_a_welsh_word_finds_every_other(page: Page, radical: str) -> None:
    forms = welsh.forms_of(radical)
    texts = {f"p{n}": f"# Tudalen {{#t}}\n\nDyma {form} yma.\n" for n, form in enumerate(forms)}
    find = finder(page, pages("cy", {**texts, "x": "# Arall {#x}\n\nDim byd o gwbl.\n"}))
    for form in (*forms, radical, radical.upper(), f"{radical}'r", f"{radical}’n"):
        assert sorted(found(find(form))) == sorted(texts), form


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ty", "Mae'r tŷ yma."),
        ("tŷ", "Mae'r ty yma."),
        ("ebost e-bost", "Anfonwch e-bost."),
        ("ar-lein", "Diogelwch ar-lein."),
        ("caniat", "Ffurflen ganiatâd."),
        ("6.13", "6.13 Dim ond defnydd cyfyngedig."),
        ("plentyn", "Lluniau o blant."),
        ("GDPR", "O dan y GDPR."),
        ("01443", "Ffoniwch 01443 424156."),
        ("polisïau", "Polisiau eraill."),
        ("polisi", "Polisïau eraill."),
    ],
)
def test_a_word_is_found_as_people_write_it(page: Page, query: str, text: str) -> None:
    given = pages("cy", {"a": f"# A {{#a}}\n\n{text}\n"}, {"plant": "plentyn"})
    assert found(finder(page, given)(query)) == ["a"]


@pytest.mark.parametrize("query", ["", "   ", "?!", "xyzzy", "the"])
def test_what_is_not_there_is_not_found(page: Page, query: str) -> None:
    find = finder(page, pages("cy", {"a": "# A {#a}\n\nDyma'r polisi.\n"}))
    assert find(query) == []


@pytest.mark.parametrize(
    ("query", "text"),
    [("governor", "Governors must."), ("posting", "A post."), ("policies", "The policy.")],
)
def test_an_english_plural_or_verb_is_found(page: Page, query: str, text: str) -> None:
    find = finder(page, pages("en", {"a": f"# A {{#a}}\n\n{text}\n"}))
    assert found(find(query)) == ["a"]


def test_the_page_about_a_thing_comes_before_those_that_name_it(page: Page) -> None:
    texts = {
        "names": "# Other {#o}\n\nConsent is named here.\n",
        "about": "---\ntitle: Consent\n---\n# Consent {#c}\n\nWho must give it.\n",
        "list": "---\ntitle: Notes\nsearch: {boost: 0.1}\n---\n# Consent {#n}\n\nConsent.\n",
    }
    assert found(finder(page, pages("en", texts))("consent")) == ["about", "names", "list"]


def test_a_place_with_all_that_was_asked_comes_before_one_with_half(page: Page) -> None:
    texts = {
        "half": "---\ntitle: Photo\n---\n# Photo {#p}\n\nPhoto photo.\n",
        "all": "# Forms {#f}\n\n1.1 Consent to a photo.\n",
    }
    (first, *_) = finder(page, pages("en", texts))("photo consent")
    assert (first["url"], first["places"][0]["anchor"]) == ("all", "c-1-1")


def test_a_question_is_answered_by_its_words_that_say_something(page: Page) -> None:
    many = " ".join(f"\n\n1.{n} Clause of {n} other things." for n in range(9))
    texts = {
        "words": f"# How {{#h}}{many}\n\n2.1 How can you do what you will? How will I?\n",
        "answer": "# Pictures {#p}\n\n3.1 Parents give consent.\n",
    }
    find = finder(page, pages("en", texts))
    (first, *rest) = find("how can I give my consent?")
    assert first["url"] == "answer"
    assert [each["url"] for each in rest] == []
    assert "".join(first["places"][0]["text"][1::2]) == "giveconsent"
    assert found(find("how")) == ["words"], "asked for alone, it is found"


def test_a_short_text_about_a_thing_comes_before_a_long_one_that_names_it(page: Page) -> None:
    texts = {
        "long": f"# A {{#a}}\n\n1.1 {'Something else. ' * 80}Passwords. {'And more. ' * 80}\n",
        "short": "# B {#b}\n\n1.1 Keep passwords secret.\n",
    }
    assert found(finder(page, pages("en", texts))("passwords")) == ["short", "long"]


def test_a_page_is_found_by_its_title_and_its_readers_words_whatever_its_boost(page: Page) -> None:
    texts = {
        "names": "# Other {#o}\n\nThe corrections and a councillor are named here.\n",
        "notes": "---\ntitle: Corrections\nsearch: {boost: 0.2, words: councillor}\n---\n"
        "# Corrections {#c}\n\nA list.\n",
    }
    find = finder(page, pages("en", texts))
    assert found(find("corrections")) == ["notes", "names"]
    assert found(find("councillors")) == ["notes", "names"]


def test_what_was_asked_is_marked_and_the_text_is_as_written(page: Page) -> None:
    text = f"{'Gair arall. ' * 20}Rhaid cael ganiatâd o flaen llaw. {'Diwedd. ' * 40}"
    (group,) = finder(page, pages("cy", {"a": f"# A {{#a}}\n\n{text}\n"}))("caniatâd")
    pieces = group["places"][0]["text"]
    assert pieces[1::2] == ["ganiatâd"]
    assert pieces[0].startswith("… ")
    assert pieces[0].endswith("Rhaid cael ")
    assert pieces[-1].endswith("…")
    assert "".join(pieces).strip("… ") in text


@pytest.mark.parametrize(
    ("query", "text"),
    [("tîm", "Does dim yma."), ("gam", "Dyma air am rywbeth."), ("gael", "Pob aelod o staff.")],
)
def test_a_chance_likeness_is_no_answer(page: Page, query: str, text: str) -> None:
    given = pages("cy", {"a": f"# Arall {{#a}}\n\n{text}\n"})
    assert finder(page, given)(query) == []
