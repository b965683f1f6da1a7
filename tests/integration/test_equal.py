"""Both languages are treated alike: what is owed to readers of each, on every page that is built.

The duties are those of the Welsh Language Standards for websites (no language less favourably
treated, the same pages with the same functions) and what search engines and screen readers need
to keep two languages apart.
"""

import json
import re
import unicodedata
import zipfile
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree
from lxml import html as lxml_html

from polisi.content.slugs import SLUG
from support import Built, mkdocs

LOCALES = ("en", "cy")
NAMES = {"en": "English", "cy": "Cymraeg"}
TERRITORIES = {"en": "en_GB", "cy": "cy_GB"}

Element = lxml_html.HtmlElement


def tree(file: Path) -> Element:
    return lxml_html.fromstring(file.read_bytes())


def address(built: Built, file: Path) -> str:
    return built.url + file.relative_to(built.folder).as_posix().removesuffix("index.html")


def file_at(built: Built, url: str) -> Path:
    path = urlsplit(url).path.lstrip("/")
    return built.folder / (f"{path}index.html" if not path or path.endswith("/") else path)


def twin_of(built: Built, file: Path, other: str) -> Element:
    (url,) = tree(file).xpath(f"//link[@rel='alternate'][@hreflang='{other}']/@href")
    return tree(file_at(built, url))


def other_than(locale: str) -> str:
    (other,) = set(LOCALES) - {locale}
    return other


def metas(page: Element, prefix: str) -> list[tuple[str, str]]:
    found = page.xpath(f"//meta[starts-with(@property, '{prefix}')]")
    return [(meta.get("property"), meta.get("content")) for meta in found]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_alternate_is_a_whole_address_that_answers(built: Built, locale: str) -> None:
    for file in built.pages(locale):
        links = tree(file).xpath("//link[@rel='alternate'] | //link[@rel='canonical']")
        assert len(links) == len(LOCALES) + 2, file  # and x-default, and canonical
        for link in links:
            assert link.get("href").startswith(built.url), file
            assert file_at(built, link.get("href")).is_file(), link.get("href")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_shared_page_says_its_language_title_and_twin(built: Built, locale: str) -> None:
    other = other_than(locale)
    for file in built.pages(locale):
        page = tree(file)
        said = dict(metas(page, "og:"))
        assert said["og:locale"] == TERRITORIES[locale], file
        assert said["og:locale:alternate"] == TERRITORIES[other], file
        assert said["og:url"] == address(built, file)
        (description,) = page.xpath("//meta[@name='description']/@content")
        assert said["og:description"] == description
        assert said["og:title"], file
        assert page.findtext(".//title").strip().startswith(said["og:title"]), file
        assert said["og:site_name"] in page.findtext(".//title"), file


@pytest.mark.parametrize("locale", LOCALES)
def test_no_title_or_description_is_that_of_the_other_language(built: Built, locale: str) -> None:
    for file in built.pages(locale):
        mine, theirs = tree(file), twin_of(built, file, other_than(locale))
        for path in ("//title", "//h1"):
            one, same = (page.xpath(path)[0].text_content().strip() for page in (mine, theirs))
            assert one
            assert one != same, file
        one, same = (page.xpath("//meta[@name='description']/@content") for page in (mine, theirs))
        assert one != same, file


def test_every_part_of_a_welsh_address_is_plain_letters(built: Built) -> None:
    for file in built.pages("cy"):
        parts = file.relative_to(built.folder / "cy").parts[:-1]
        assert [part for part in parts if not SLUG.fullmatch(part)] == [], file


@pytest.mark.parametrize("locale", LOCALES)
def test_both_languages_offer_the_same_things_in_the_same_order(built: Built, locale: str) -> None:
    """Places, links, notes, gaps, forms, downloads: as many, and with the same names."""

    def offered(page: Element) -> dict[str, list[str]]:
        (article,) = page.xpath("//article")
        return {
            "places": article.xpath(".//@id"),
            "gaps": article.xpath(".//@data-field"),
            "controls": [
                f"{control.tag} {control.get('type')} {control.get('name')}"
                for control in article.iter("input", "textarea", "select", "button")
            ],
            "headings": [e.tag for e in article.iter("h1", "h2", "h3", "h4")],
            "files": [
                href.rpartition(".")[2]
                for href in article.xpath(".//@href[contains(., '/documents/')]")
            ],
        }

    for file in built.pages(locale):
        assert offered(tree(file)) == offered(twin_of(built, file, other_than(locale))), file


def words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("locale", LOCALES)
def test_what_links_to_the_other_language_says_so(built: Built, locale: str) -> None:
    other = other_than(locale)
    for file in built.pages(locale):
        for link in tree(file).xpath("//a[@href]"):
            target = urljoin(address(built, file), link.get("href"))
            if target.startswith(f"{built.url}{other}/"):
                assert link.get("hreflang") == other, (file, link.get("href"))
                assert link.get("lang") == other or link.xpath("ancestor::*[@lang]"), file


def test_english_on_a_welsh_page_is_marked(built: Built) -> None:
    """A run of English words is read out as English."""
    english = re.compile(
        r"\b(?:the|and|of|with|your|this|that|which|shall|must|for|not|are)\b(?:\W+\w+){0,2}?"
        r"\W+\b(?:the|and|of|with|your|this|that|which|shall|must|for|not|are)\b"
    )
    found = []
    for file in built.pages("cy"):
        page = tree(file)
        for marked in page.xpath("//*[@lang='en'] | //script | //code | //pre"):
            marked.drop_tree()
        for element in page.xpath("//body//*[not(*)] | //p | //li | //td"):
            run = english.search(words_of(element))
            if run:
                found.append((file.relative_to(built.folder).as_posix(), run[0]))
    assert found == []


@pytest.mark.parametrize("locale", LOCALES)
def test_downloads_are_named_and_marked_in_their_language(built: Built, locale: str) -> None:
    offered: dict[str, set[str]] = {}
    for file in built.pages(locale):
        for link in tree(file).xpath("//a[contains(@href, '/documents/')]"):
            name = urlsplit(link.get("href")).path.rpartition("/")[2]
            offered.setdefault(link.get("hreflang") or "both", set()).add(name)
    assert {len(names) for names in offered.values()} == {len(offered[locale])}
    for each in LOCALES:
        for name in offered[each]:
            stem, _, ending = name.rpartition(".")
            assert SLUG.fullmatch(stem), name
            assert stem.endswith(f"-{each}"), name
            (file,) = built.folder.rglob(name)
            if ending == "docx":
                with zipfile.ZipFile(file) as package:
                    core = etree.fromstring(package.read("docProps/core.xml"))
                said = core.xpath("string(//*[local-name()='language'])")
                assert said == f"{each}-GB", name
    titles = {name.rpartition("-")[0] for name in offered["cy"]}
    assert not titles & {name.rpartition("-")[0] for name in offered["en"]}


def test_the_pages_of_no_language_put_none_first_by_rank(built: Built) -> None:
    front = tree(built.folder / "index.html")
    missing = tree(built.folder / "404.html")
    for page, path in ((front, "//main//a"), (missing, "//main//section")):
        parts = page.xpath(path)
        assert sorted(part.get("lang") for part in parts) == sorted(LOCALES)
        shapes = {(part.tag, part.get("class"), len(part)) for part in parts}
        assert len(shapes) == 1, "one language would be drawn otherwise than the other"
    assert [link.text for link in front.xpath("//main//a")] == sorted(NAMES.values())


@pytest.mark.parametrize("locale", LOCALES)
def test_search_and_menu_have_as_much_in_each_language(built: Built, locale: str) -> None:
    other = other_than(locale)

    def index(each: str) -> list[list[str]]:
        given = json.loads((built.folder / each / "search.json").read_text("utf-8"))
        return [[anchor for anchor, *_ in page["places"]] for page in given["pages"]]

    assert index(locale) == index(other)
    for file in built.pages(locale):
        mine, theirs = tree(file), twin_of(built, file, other)
        count = "count(//*[contains(@class, 'polisi-menu')]//a)"
        assert mine.xpath(count) == theirs.xpath(count), file


WELSH_LETTERS = [
    *("a", "b", "c", "ch", "d", "dd", "e", "f", "ff", "g", "ng", "h", "i", "j", "l", "ll", "m"),
    *("n", "o", "p", "ph", "r", "rh", "s", "t", "th", "u", "w", "y"),
]


def in_welsh_order(text: str) -> list[int]:
    """Return the key that sorts a text by the Welsh alphabet, accents and other signs aside."""
    plain = unicodedata.normalize("NFD", text).lower()
    plain = "".join(letter for letter in plain if letter.isascii())
    longest_first = "|".join(sorted(WELSH_LETTERS, key=len, reverse=True))
    return [WELSH_LETTERS.index(letter) for letter in re.findall(longest_first, plain)]


def is_sorted_in_english_alone(english: list[str], welsh: list[str]) -> bool:
    """Tell whether a list that a reader of English finds by the alphabet is in none in Welsh."""
    by_alphabet = english == sorted(english, key=str.casefold)
    return by_alphabet and welsh != sorted(welsh, key=in_welsh_order)


def test_welsh_has_an_alphabet_of_its_own() -> None:
    words = ["ŷd", "llais", "lôn", "hawl", "ngardd", "gwlad", "ddoe", "dydd", "chwilio", "cyngor"]
    assert sorted(words, key=in_welsh_order) == words[::-1]
    assert is_sorted_in_english_alone(["A", "B", "C"], ["Chwilio", "Cyngor", "Addysg"])
    assert not is_sorted_in_english_alone(["A", "B", "C"], ["Addysg", "Cyngor", "Chwilio"])
    assert not is_sorted_in_english_alone(["B", "A", "C"], ["Chwilio", "Cyngor", "Addysg"])


def test_no_list_of_the_site_is_in_the_order_of_the_other_alphabet(built: Built) -> None:
    """The site sorts nothing by name: menus, downloads and corrections follow the policy.

    A list that comes to be sorted must be so in each language. The lists of the policy itself
    stand as they were printed, and so do its headings in the contents of a page.
    """
    seen = 0
    for file in built.pages("en"):
        lists = [
            [
                [" ".join(item.text_content().split()) for item in each.findall("li")]
                for each in page.xpath(
                    "//*[self::ul or self::ol]"
                    "[not(ancestor::article or ancestor::*[@class='polisi-contents'])]"
                )
                + page.xpath("//article//div[@class='polisi-downloads']/ul")
            ]
            for page in (tree(file), twin_of(built, file, "cy"))
        ]
        for english, welsh in zip(*lists, strict=True):
            if len(english) > 3:
                seen += 1
                assert not is_sorted_in_english_alone(english, welsh), (file, english, welsh)
    assert seen > 0


def test_whoever_asks_for_an_old_address_is_led_on_in_the_language_asked_for(project: Path) -> None:
    folder = project / "docs/cy/schools"
    for name, old in (("index.md", "ysgol"), ("scope.md", "maes")):
        text = (folder / name).read_text(encoding="utf-8")
        moved = re.sub(r"^(slug: .*)$", rf"\1\nmoved_from: [{old}]", text, count=1, flags=re.M)
        (folder / name).write_text(moved, encoding="utf-8")
    done = mkdocs("build", "--strict", cwd=project)
    assert done.returncode == 0, done.stderr
    site = project / "site"
    new = "https://polisi.example/cy/ysgolion/cwmpas/"
    for old in ("cy/ysgolion/maes/", "cy/ysgol/maes/", "cy/ysgol/cwmpas/"):
        page = tree(site / old / "index.html")
        assert page.get("lang") == "cy"
        assert words_of(page.xpath("//h1")[0]) == "Mae'r dudalen hon wedi symud"
        assert page.xpath("//link[@rel='canonical']/@href") == [new]
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
        (link,) = page.xpath("//main//a")
        own = f"https://polisi.example/{old}"
        assert urljoin(own, link.get("href")) == new
        assert link.text == "Cwmpas"
        (refresh,) = page.xpath("//meta[@http-equiv='refresh']/@content")
        assert urljoin(own, refresh.removeprefix("0; url=")) == new
        assert page.xpath("//meta[@http-equiv='Content-Security-Policy']")
        (style,) = page.xpath("//link[@rel='stylesheet']/@href")
        assert (site / urlsplit(urljoin(own, style)).path.lstrip("/")).is_file()
        assert f"/{old} /cy/ysgolion/cwmpas/ 301" in (site / "_redirects").read_text().splitlines()
        assert f"location = /{old} {{" in (site / "_nginx.conf").read_text()
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "/cy/ysgolion/cwmpas/" in sitemap
    assert "maes" not in sitemap


def test_an_old_address_that_is_in_use_stops_the_build_and_is_named(project: Path) -> None:
    scope = project / "docs/cy/schools/scope.md"
    text = scope.read_text(encoding="utf-8")
    scope.write_text(text.replace("\n---", "\nmoved_from: [monitro]\n---", 1), encoding="utf-8")
    line = text.split("\n").index("---", 1) + 1
    done = mkdocs("build", "--strict", "-q", cwd=project)
    assert done.returncode != 0
    assert f"docs/cy/schools/scope.md:{line}: front-matter:" in done.stderr
    assert "`monitro` is in use: by `docs/cy/schools/monitoring.md`" in done.stderr
