"""Finding words, in Chromium: the rules come from Python, what applies them runs there."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from spylls.hunspell import Dictionary

from parity_support import read
from polisi.content.asked import load
from polisi.language import welsh
from polisi.project import load_project
from polisi.search.index import index
from polisi.site import search
from support import ROOT

pytestmark = pytest.mark.browser

DICTIONARY = ROOT / "node_modules/dictionary-cy/index"
GOLDEN = ROOT / "tests/golden/search"

Find = Callable[[str], list[Mapping[str, Any]]]

_START = """async ([source, given]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const find = await import(address);
  window.language = find.prepared(given);
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
    return lambda query: page.evaluate("(query) => window.finder.find(query).pages", query)


def pages(
    locale: str, texts: Mapping[str, str], asked: str = "", elsewhere: Sequence[str] = ()
) -> Any:
    tree = read({f"{path}.md": text for path, text in texts.items()}, locale)
    pages = [(path.removesuffix(".md"), page) for path, page in tree.items()]
    entries = load(asked.encode(), "search.yml", (locale,)).get(locale, ())
    return index(locale, pages, (), entries, lambda name: f"[{name}]", elsewhere)


def found(groups: list[Mapping[str, Any]]) -> list[str]:
    return [group["url"] for group in groups]


def test_a_welsh_word_has_the_same_radicals_in_the_browser(page: Page) -> None:
    target = load_project(ROOT / "mkdocs.yml").site.target
    texts = (segment.text for page in target.values() for segment in page.segments)
    words = sorted({word.text for text in texts for word in welsh.words(text) if word.text})
    page.evaluate(_START, [script(), json.loads(json.dumps(pages("cy", {})))])
    radicals = page.evaluate(
        """(words) => words.map((word) =>
             [...window.find.forms(word.replaceAll("-", ""), window.language)]
               .filter(([, nearness]) => nearness >= window.find.RESTORED)
               .map(([form]) => form))""",
        words,
    )
    assert len(words) > 1000
    wrong = {
        word: (mine, welsh.radicals_of(word))
        for word, mine in zip(words, radicals, strict=True)
        if set(mine) != set(welsh.radicals_of(word.replace("-", "")))
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
        ("ebost", "Anfonwch e-bost."),
        ("arlein", "Diogelwch ar-lein."),
    ],
)
def test_a_word_is_found_as_people_write_it(page: Page, query: str, text: str) -> None:
    given = pages("cy", {"a": f"# A {{#a}}\n\n{text}\n"})
    assert found(finder(page, given)(query)) == ["a"]


@pytest.mark.parametrize("query", ["", "   ", "?!", "xyzzy", "the"])
def test_what_is_not_there_is_not_found(page: Page, query: str) -> None:
    find = finder(page, pages("cy", {"a": "# A {#a}\n\nDyma'r polisi.\n"}))
    assert find(query) == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        *(("governor", "Governors must."), ("posting", "A post."), ("policies", "The policy.")),
        *(("child", "Of children."), ("swore", "Do not swear."), ("blogging", "A blog.")),
        *(("dismissed", "Lead to dismissal."), ("replied", "A reply.")),
    ],
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
        "notes": "---\ntitle: Corrections\nsearch: {boost: 0.2}\n---\n"
        "# Corrections {#c}\n\nA list.\n",
    }
    asked = "en:\n  - {asked: councillor, page: notes.md}\n"
    find = finder(page, pages("en", texts, asked))
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


@pytest.mark.parametrize(
    ("query", "anchor"),
    [("swear", "no-swearing"), ("rules", ""), ("users' rules", ""), ("users swear", "no-swearing")],
)
def test_a_page_leads_to_its_best_place_unless_it_is_itself_asked_for(
    page: Page, query: str, anchor: str
) -> None:
    text = (
        "---\ntitle: Rules for users\n---\n# Rules for users {#rules}\n\nBe civil.\n\n"
        "## What we ask {#ask}\n\nOf all users:\n\n- Do not swear\n  {#no-swearing}\n"
    )
    (group,) = finder(page, pages("en", {"a": text}))(query)
    assert group["anchor"] == anchor
    if anchor:
        assert group["places"][0]["anchor"] == anchor, "what is shown first is where it leads"


def test_what_is_beside_the_point_comes_last_and_hides_nothing(page: Page) -> None:
    texts = {
        "notes": "---\ntitle: Notes\nsearch: {boost: 0.2}\n---\n# Notes {#n}\n\n"
        "Welsh answers.\n\n## Welsh answers {#w}\n\nWelsh answers.\n",
        "policy": f"# Policy {{#p}}\n\n1.1 Posts are in Welsh. {'And more. ' * 60}\n",
    }
    assert found(finder(page, pages("en", texts))("answers in Welsh")) == ["policy", "notes"]


def test_joining_words_answer_nothing_where_the_others_are_not_found(page: Page) -> None:
    find = finder(page, pages("cy", {"a": "# A {#a}\n\nMae'r polisi yn yr ysgol.\n"}))
    assert find("tyllau yn yr heol") == []


def test_a_word_that_stands_there_comes_before_another_of_its_root(page: Page) -> None:
    texts = {
        "root": "---\ntitle: Disgyblion\n---\n# Disgyblion {#d}\n\nDisgyblion.\n",
        "word": "# Arall {#a}\n\n## Camau disgyblu {#c}\n\nDisgyblu.\n",
    }
    assert found(finder(page, pages("cy", texts))("disgyblu"))[0] == "word"


@pytest.mark.parametrize(
    ("query", "is_whole", "is_foreign", "is_found"),
    [
        ("postiad", True, False, True),
        ("report a post", False, True, True),
        ("complaint", False, True, False),
        ("complaint adrodd postiad", False, False, True),
        ("postiad xyzzy", False, False, True),
        ("xyzzy", False, False, False),
    ],
)
def test_a_question_in_another_language_is_known(
    page: Page, query: str, is_whole: bool, is_foreign: bool, is_found: bool
) -> None:
    text = "# Adrodd {#a}\n\nAdrodd am bostiad.\n"
    finder(page, pages("cy", {"a": text}, elsewhere=["Report a complaint"]))
    answer = page.evaluate("(query) => window.finder.find(query)", query)
    known = (answer["isWhole"], answer["isForeign"], bool(answer["pages"]))
    assert known == (is_whole, is_foreign, is_found)


# ------------------------------------------------------------------ forms of Welsh words
@pytest.mark.parametrize(
    ("query", "text"),
    [
        # Plurals, with and without other vowels, and singulars of plurals.
        *(("gwefannau", "y wefan"), ("gair", "geiriau"), ("maes", "meysydd"), ("awr", "oriau")),
        *(("cwrs", "cyrsiau"), ("corff", "cyrff"), ("neges", "negeseuon"), ("llun", "lluniau")),
        *(
            ("llywodraethwr", "llywodraethwyr"),
            ("swyddfa", "swyddfeydd"),
            ("unigolyn", "unigolion"),
        ),
        *(("gwarcheidwad", "gwarcheidwaid"), ("rhiant", "rhieni"), ("bachgen", "bechgyn")),
        # Persons, tenses and the impersonal.
        *(("adroddir", "adrodd"), ("disgwyl", "disgwyliwn"), ("cysylltwch", "cysylltu")),
        *(("gwneir", "gwneud"), ("gwnewch", "gwneud"), ("dilëir", "dileu")),
        *(("blociwyd", "blocio"), ("postiais", "postiad"), ("rhennir", "rhannu")),
        *(("sicrheir", "sicrhau"), ("gofynnir", "gofyn"), ("cynhelir", "cynnal")),
        *(("darperir", "darparu"), ("cadwyd", "cadw"), ("caniateir", "caniatáu")),
        # Comparison and gender.
        *(("pwysicaf", "pwysig"), ("cref", "cryf"), ("mwyaf", "mawr")),
    ],
)
def test_forms_of_a_welsh_word_find_each_other(page: Page, query: str, text: str) -> None:
    for asked, there in ((query, text), (text.removeprefix("y "), query)):
        find = finder(page, pages("cy", {"a": f"# A {{#a}}\n\nDyma {there} yma.\n"}))
        assert found(find(asked)) == ["a"], (asked, there)


def test_every_mutation_that_a_dictionary_allows_is_found(page: Page) -> None:
    words = Dictionary.from_files(str(DICTIONARY))
    target = load_project(ROOT / "mkdocs.yml").site.target
    texts = (segment.text for each in target.values() for segment in each.segments)
    there = {
        form
        for text in texts
        for word in welsh.words(text)
        for form in welsh.radicals_of(word.plain)
    }
    mutated = {
        (entry.stem, form)
        for entry in words.dic.words
        if entry.stem.islower() and len(entry.stem) > 3 and welsh.fold(entry.stem) in there
        for form in mutations(words, entry)
    }
    page.evaluate(_START, [script(), json.loads(json.dumps(pages("cy", {})))])
    apart = page.evaluate(
        """(pairs) => pairs.filter(([word, form]) => {
             const own = window.find.forms(word, window.language);
             const others = [...window.find.forms(form, window.language).keys()];
             return !others.some((each) => own.has(each));
           })""",
        sorted(mutated),
    )
    assert len(mutated) > 1000
    assert apart == []


def mutations(words: Dictionary, entry: Any) -> Iterator[str]:
    """Yield what the dictionary makes of a word at its beginning."""
    for flag in entry.flags or ():
        for prefix in words.aff.PFX.get(flag, ()):
            if entry.stem.startswith(prefix.strip) and prefix.cond_regexp.search(entry.stem):
                yield prefix.add + entry.stem[len(prefix.strip) :]


# ------------------------------------------------------------------ what readers ask for instead
ASKED = """
cy:
  - asked: [prifathro, prifathrawes]
    means: pennaeth
  - asked: [dileu fy sylw, blocio]
    page: rheolau.md#canlyniad
"""
RULES = {
    "rheolau": "# Rheolau {#r}\n\nByddwch yn gwrtais.\n\n## Wedyn {#canlyniad}\n\nCuddio.\n",
    "ysgol": "# Ysgol {#y}\n\nRhaid gofyn i bennaeth yr ysgol.\n",
    "arall": "# Arall {#s}\n\nPob sylw.\n\nDim dileu.\n",
}


@pytest.mark.parametrize("query", ["prifathro", "brifathrawes", "phrifathrawon", "prifathro’r"])
def test_a_word_stands_for_one_that_the_pages_use(page: Page, query: str) -> None:
    (group,) = finder(page, pages("cy", RULES, ASKED))(query)
    assert group["url"] == "ysgol"
    assert group["places"][0]["text"][1::2] == ["bennaeth"]


def test_words_stand_for_a_place_most_of_all_together(page: Page) -> None:
    find = finder(page, pages("cy", RULES, ASKED))
    (first, *_) = find("dileu fy sylw")
    assert (first["url"], first["places"][0]["anchor"]) == ("rheolau", "canlyniad")
    assert found(find("sylw"))[0] == "arall"
    assert found(find("flocio")) == ["rheolau"]


def test_the_words_that_lead_to_places_lead_there_first_and_in_turn(page: Page) -> None:
    texts = {
        "law": "---\ntitle: Freedom of information\n---\n# Freedom of information {#l}\n\n"
        "Freedom, information.\n",
        "later": "# Ask {#k}\n\n## Information {#i}\n\nAsk freedom.\n",
        "here": f"# Expect {{#e}}\n\n1.1 Our address. {'And more. ' * 60}\n",
    }
    asked = "en:\n  - asked: [FOI, freedom of information]\n    page: [here.md#c-1-1, later.md#i]\n"
    find = finder(page, pages("en", texts, asked))
    assert found(find("freedom of information")) == ["here", "later", "law"]
    assert found(find("information"))[0] == "law"


def test_the_words_asked_for_come_first_where_they_stand_together(page: Page) -> None:
    texts = {
        "apart": "# A {#a}\n\nPersonal matters are no data of ours.\n",
        "together": "# B {#b}\n\nOf what is ours, the personal data matters.\n",
    }
    find = finder(page, pages("en", texts))
    assert found(find("personal data"))[0] == "together"
    assert found(find("data personal"))[0] == "apart"


# ------------------------------------------------------------------ numbers, mistakes
@pytest.mark.parametrize(
    ("query", "anchors"),
    [
        ("6.13", ["c-6-13"]),
        ("clause 6.13", ["c-6-13"]),
        ("9.4 B", ["c-9-4-b"]),
        ("9.4 b)", ["c-9-4-b"]),
        ("9.4", ["c-9-4"]),
        ("6.13 and 9.4 B)", ["c-6-13", "c-9-4-b"]),
        ("section 9", ["breaches"]),
    ],
)
def test_the_number_of_a_clause_leads_there(page: Page, query: str, anchors: list[str]) -> None:
    text = (
        "---\ntitle: Breaches\n---\n# 9. Breaches {#breaches}\n\n6.13 One.\n\n9.4 Two.\n\n"
        "A) Three.\n\nB) Four.\n"
    )
    other = "# Other {#o}\n\nClause 6.13, section 9.\n"
    (first, *_) = finder(page, pages("en", {"a": text, "o": other}))(query)
    assert first["url"] == "a"
    places = [place["anchor"] for place in first["places"]]
    # The beginning of a page is the page itself.
    assert set(anchors) - set(places) <= {"breaches"}
    assert set(places[: len(anchors)]) <= set(anchors)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("canaiatâd", "caniatâd"),
        ("caniataad", "caniatâd"),
        ("ganitâd", "caniatâd"),
        ("llywodrathwyr am", "llywodraethwyr am"),
        ("CANIATDA", "caniatâd"),
    ],
)
def test_one_mistake_is_seen_through_and_told(page: Page, query: str, meant: str) -> None:
    finder(page, pages("cy", {"a": "# A {#a}\n\nCaniatâd y llywodraethwyr. Am hynny.\n"}))
    answer = page.evaluate("(query) => window.finder.find(query)", query)
    assert (answer["meant"], found(answer["pages"])) == (meant, ["a"])


@pytest.mark.parametrize(
    "query", ["caniatâd", "caniat", "cany", "xaniatxd", "xaniatâd", "plannt", "6.131"]
)
def test_what_is_right_short_or_far_is_not_mended(page: Page, query: str) -> None:
    finder(page, pages("cy", {"a": "# A {#a}\n\nCaniatâd i 6.13 o’r plan.\n"}))
    answer = page.evaluate("(query) => window.finder.find(query)", query)
    assert answer.get("meant") is None


# ------------------------------------------------------------------ the pages as they are
@pytest.fixture(scope="module")
def indexes() -> Mapping[str, Any]:
    project = load_project(ROOT / "mkdocs.yml")
    site = project.site
    trees = {"en": site.source, "cy": site.target}
    terms = {"en": (), "cy": site.glossary}
    return {
        locale: json.loads(
            search.text(
                locale,
                trees,
                lambda _, path: path,
                project.schema,
                terms[locale],
                site.asked,
            )
        )
        for locale in trees
    }


def golden(locale: str) -> list[tuple[str, str, str, str]]:
    with (GOLDEN / f"{locale}.tsv").open(encoding="utf-8", newline="") as file:
        return [
            (row["asked"], row["page"] or "", row["word"] or "", row["first"] or "")
            for row in csv.DictReader(file, delimiter="\t")
        ]


def marked(group: Mapping[str, Any]) -> Iterator[str]:
    yield from group["title"][1::2]
    for place in group["places"]:
        yield from (*place["title"][1::2], *place["text"][1::2])


@pytest.mark.parametrize("locale", ["cy", "en"])
def test_what_people_ask_for_is_found(page: Page, indexes: Any, locale: str) -> None:
    rows = golden(locale)
    finder(page, indexes[locale])
    answers = page.evaluate(
        "(queries) => queries.map((query) => window.finder.find(query))", [row[0] for row in rows]
    )
    wrong = []
    for (query, path, word, best), answer in zip(rows, answers, strict=True):
        first = answer["pages"][:3]
        leads = [f"{group['url']}#{group['anchor']}".removesuffix("#") for group in first]
        words = {welsh.fold(each) for group in first for each in marked(group)}
        has_word = not word or any(each.startswith(welsh.fold(word)) for each in words)
        is_first = not best or leads[:1] == [best]
        is_found = not path or path in found(first)
        if answer.get("meant") or not (has_word and is_first and is_found):
            wrong.append((query, path, word, best, leads, sorted(words)[:5]))
    assert wrong == []


@pytest.mark.parametrize(
    ("locale", "queries"),
    [
        (
            "cy",
            "complaint complain consent child children parent school headteacher photo "
            "picture phone report block delete swearing harassment policy councillor residents "
            "privacy password message account website governors pupils employee behaviour",
        ),
        (
            "en",
            "cwyn cwyno caniatâd plentyn plant rhiant athro ysgol pennaeth llun ffôn adrodd blocio "
            "dileu rhegi aflonyddu polisi cynghorydd trigolion preifatrwydd cyfrinair neges cyfrif "
            "gwefan llywodraethwyr disgyblion cyflogai ymddygiad",
        ),
    ],
)
def test_a_word_of_the_other_language_is_not_found(
    page: Page, indexes: Any, locale: str, queries: str
) -> None:
    find = finder(page, indexes[locale])
    assert {query: found(find(query)) for query in queries.split() if find(query)} == {}
