"""The built site: every page in both languages, equal, whole, and asking nobody for anything."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from lxml import etree
from lxml import html as lxml_html

from polisi.site import assets
from support import Built, mkdocs

LOCALES = ("en", "cy")


def tree(file: Path) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(file.read_text(encoding="utf-8"))


def address(built: Built, file: Path) -> str:
    path = file.relative_to(built.folder).as_posix()
    return built.url + path.removesuffix("index.html")


def file_at(built: Built, url: str) -> Path:
    path = unquote(urlsplit(url).path).lstrip("/")
    return built.folder / (f"{path}index.html" if path == "" or path.endswith("/") else path)


def alternates(page: lxml_html.HtmlElement) -> dict[str, str]:
    return {
        link.get("hreflang"): link.get("href")
        for link in page.iter("link")
        if "alternate" in (link.get("rel") or "").split()
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_names_its_language_itself_and_its_twin(built: Built, locale: str) -> None:
    (other,) = set(LOCALES) - {locale}
    files = built.pages(locale)
    assert files, "no pages were built"
    for file in files:
        page = tree(file)
        own = address(built, file)
        assert page.get("lang") == locale, file
        (canonical,) = page.xpath("//link[@rel='canonical']/@href")
        assert canonical == own
        links = alternates(page)
        assert links[locale] == own
        assert links["x-default"] == built.url
        twin = tree(file_at(built, links[other]))
        assert twin.get("lang") == other
        assert alternates(twin)[locale] == own, "the twin must name this page in return"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_has_a_switch_in_the_other_language_to_the_same_page(
    built: Built, locale: str
) -> None:
    (other,) = set(LOCALES) - {locale}
    names = {"en": "English", "cy": "Cymraeg"}
    for file in built.pages(locale):
        page = tree(file)
        switches = page.xpath("//a[@data-polisi-switch]")
        assert [(a.text, a.get("lang"), a.get("hreflang")) for a in switches] == [
            (names[other], other, other)
        ] * 2, file
        own = address(built, file)
        for switch in switches:
            assert urljoin(own, switch.get("href")) == alternates(page)[other]


def test_welsh_pages_have_welsh_addresses(built: Built) -> None:
    for file in built.pages("en"):
        english = urlsplit(address(built, file)).path.strip("/").split("/")[1:]
        welsh = urlsplit(alternates(tree(file))["cy"]).path.strip("/").split("/")[1:]
        assert len(english) == len(welsh)
        same = [part for part, twin in zip(english, welsh, strict=True) if part == twin]
        assert same == [], file


@pytest.mark.parametrize("locale", LOCALES)
def test_titles_tell_pages_apart_and_every_page_is_described(built: Built, locale: str) -> None:
    titles: dict[str, Path] = {}
    for file in built.pages(locale):
        page = tree(file)
        folder = file.parent.parent
        title = page.findtext(".//title").strip()
        assert titles.setdefault(f"{folder} {title}", file) == file
        (description,) = page.xpath("//meta[@name='description']/@content")
        assert description.strip()


def test_every_link_inside_the_site_leads_somewhere(built: Built) -> None:
    ids = {file: set(tree(file).xpath("//@id")) for file in built.pages()}
    dead = [
        (file.relative_to(built.folder).as_posix(), href)
        for file in built.pages("en") + built.pages("cy") + [built.folder / "index.html"]
        for href, target, anchor in inner_links(built, file)
        if not target.exists() or (anchor and anchor not in ids.get(target, ()))
    ]
    assert dead == []


def inner_links(built: Built, file: Path) -> Iterator[tuple[str, Path, str]]:
    page = tree(file)
    for href in page.xpath("//a/@href | //link/@href | //script/@src | //img/@src"):
        url, anchor = urldefrag(urljoin(address(built, file), href))
        if url.startswith(built.url) and not anchor.startswith("__"):
            yield href, file_at(built, url), anchor


def test_nothing_is_loaded_from_elsewhere(built: Built) -> None:
    for file in built.pages():
        page = tree(file)
        loaded = page.xpath(
            "//script/@src | //img/@src | //iframe/@src | //link[@rel='stylesheet' or @rel='icon'"
            " or @rel='preconnect' or @rel='preload']/@href"
        )
        away = [url for url in loaded if urlsplit(urljoin("https://here/", url)).netloc != "here"]
        assert away == [], file
    for style in built.folder.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert "url(http" not in text, style
        assert "@import" not in text, style


def test_the_front_page_offers_both_languages_alike(built: Built) -> None:
    page = tree(built.folder / "index.html")
    links = page.xpath("//main//a")
    assert [(a.text, a.get("lang"), a.get("href")) for a in links] == [
        ("Cymraeg", "cy", "./cy/"),
        ("English", "en", "./en/"),
    ]
    assert page.xpath("//script | //meta[@http-equiv='refresh']") == [], "nobody is sent anywhere"


def test_a_missing_page_speaks_both_languages(built: Built) -> None:
    page = tree(built.folder / "404.html")
    said = {s.get("lang"): s.findtext("h1") for s in page.iter("section")}
    assert said == {"cy": "Heb ddod o hyd i'r dudalen", "en": "Page not found"}
    # It is served at any depth, so its links start from the root.
    assert [a.get("href") for a in page.iter("a")] == ["/cy/", "/en/"]


def test_the_map_of_the_site_lists_every_page_with_its_twin_and_no_build_date(built: Built) -> None:
    text = (built.folder / "sitemap.xml").read_bytes()
    assert b"lastmod" not in text
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = etree.fromstring(text).xpath("//s:loc/text()", namespaces=spaces)
    files = built.pages("en") + built.pages("cy")
    assert sorted(found) == sorted(address(built, file) for file in files)


@pytest.mark.parametrize("locale", LOCALES)
def test_search_finds_pages_of_its_own_language(built: Built, locale: str) -> None:
    index = json.loads((built.folder / locale / "search.json").read_text("utf-8"))
    own = {
        address(built, file).removeprefix(f"{built.url}{locale}/") for file in built.pages(locale)
    }
    assert {page["url"] for page in index["pages"]} == own


@pytest.mark.parametrize("locale", LOCALES)
def test_search_leads_to_what_is_there_and_finds_a_text_once(built: Built, locale: str) -> None:
    index = json.loads((built.folder / locale / "search.json").read_text("utf-8"))
    texts = []
    for page in index["pages"]:
        there = tree(built.folder / locale / page["url"] / "index.html")
        ids = {element.get("id") for element in there.iter() if element.get("id")}
        assert {anchor for anchor, *_ in page["places"] if anchor} <= ids, page["url"]
        texts += [text for _, _, text, *_ in page["places"] if len(text) > 300]
    assert len(set(texts)) == len(texts)


ENGLISH_OF_THE_THEME = (
    *("Permanent link", "Skip to main content", "Search", "Table of contents", "Back to top"),
    *("Previous", "Next", "Navigation", "Header", "Footer", "Made with", "Link to", "note "),
)


def test_the_frame_of_a_welsh_page_is_welsh(built: Built) -> None:
    for file in built.pages("cy"):
        page = tree(file)
        for article in page.xpath("//article"):
            article.drop_tree()
        texts = page.xpath("//body//text()[not(ancestor::script)]")
        said = " | ".join(t.strip() for t in texts if t.strip())
        said += " | ".join(page.xpath("//@aria-label | //@title | //@placeholder"))
        assert [word for word in ENGLISH_OF_THE_THEME if word in said] == [], file


@pytest.mark.parametrize(
    ("locale", "gap", "note", "outside"),
    [
        (
            *("en", "[school name]"),
            *("Note for the school (not part of the policy)", "(not part of the policy)"),
        ),
        (
            *("cy", "[enw'r ysgol]"),
            *("Nodyn i'r ysgol (nid yw'n rhan o'r polisi)", "(nid yw'n rhan o'r polisi)"),
        ),
    ],
)
def test_the_template_shows_its_gaps_and_guidance_in_words(
    built: Built, locale: str, gap: str, note: str, outside: str
) -> None:
    pages = [tree(file) for file in built.pages(locale)]
    gaps = [span.text for page in pages for span in page.find_class("gap")]
    assert gap in gaps
    notes = [p.text for page in pages for p in page.xpath("//*[@role='note']/p[1]")]
    assert note in notes
    # Whatever its title, a note says that it is none of the policy's own words.
    assert [title for title in notes if not title.endswith(outside)] == []


STATEMENTS = {
    "en": ("about/accessibility", "Accessibility statement", "[contact details:", "[date:"),
    "cy": ("am-y-wefan-hon/hygyrchedd", "Datganiad hygyrchedd", "[manylion cyswllt:", "[dyddiad:"),
}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_leads_to_the_accessibility_statement_and_its_gaps_are_marked(
    built: Built, locale: str
) -> None:
    path, title, *gaps = STATEMENTS[locale]
    statement = built.folder / locale / path / "index.html"
    for file in built.pages(locale):
        (link,) = [a for a in tree(file).xpath("//footer//a") if a.text == title]
        assert file_at(built, urljoin(address(built, file), link.get("href"))) == statement
    marked = [gap.text for gap in tree(statement).find_class("gap")]
    assert len(marked) == len(gaps)
    assert all(text.startswith(gap) for text, gap in zip(marked, gaps, strict=True)), marked


@pytest.mark.parametrize("locale", LOCALES)
def test_every_question_leads_to_a_point_and_every_point_has_a_link(
    built: Built, locale: str
) -> None:
    folder = {"en": "en/what-to-expect", "cy": "cy/beth-iw-ddisgwyl"}[locale]
    page = tree(built.folder / folder / "index.html")
    (note,) = page.find_class("site-note")
    asked = note.xpath(".//li/a/@href")
    assert asked[0] == "#urgent-queries", "what is urgent comes first"
    assert page.get_element_by_id("urgent-queries").xpath("./a[starts-with(., 'www.')]")
    for href in asked:
        assert page.get_element_by_id(href.removeprefix("#")).text_content().strip(), href
    beside = "ancestor::*[@role='note' or @class='polisi-notes'] or ancestor::details"
    items = page.xpath(f"//article//ul[not({beside})]/li")
    names = [item.xpath("./a[@class='point-link']/@aria-label") for item in items]
    assert all(len(name) == 1 for name in names)
    assert len({name[0] for name in names}) == len(items), "links are told apart by their names"


def test_a_page_shows_the_notes_of_what_it_includes(built: Built) -> None:
    def notes(path: str) -> set[str]:
        page = tree(built.folder / path / "index.html")
        return set(page.xpath("//sup[@class='correction']/a/text()"))

    parts = [
        file.parent.relative_to(built.folder).as_posix()
        for file in built.pages("en")
        if file.is_relative_to(built.folder / "en/policy") and file.parent.name != "whole"
    ]
    assert notes("en/policy/whole") == set().union(*map(notes, parts))
    assert not notes("en/schools/your-policy"), "a school's own policy is no printed text"


def test_a_site_for_one_school_has_neither_gaps_for_it_nor_guidance(project: Path) -> None:
    (project / "school.json").write_text(
        json.dumps({"school_name": {"en": "Maerdy <Primary> & Co", "cy": "Ysgol y Maerdy"}}),
        encoding="utf-8",
    )
    settings = (project / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("  - polisi\n", "  - polisi:\n      school: school.json\n")
    (project / "mkdocs.yml").write_text(settings, encoding="utf-8")
    done = mkdocs("build", "--strict", cwd=project)
    assert done.returncode == 0, done.stderr
    site = Built(project / "site")
    for locale, name in (("en", "Maerdy <Primary> & Co"), ("cy", "Ysgol y Maerdy")):
        pages = [tree(file) for file in site.pages(locale)]
        assert any(name in page.text_content() for page in pages)
        gaps = {span.get("data-field") for page in pages for span in page.find_class("gap")}
        assert "school_name" not in gaps
        assert not [page for page in pages if page.xpath("//*[@role='note']")]
        assert not [page for page in pages if page.xpath("//primary")], "a name is no markup"
    for path, heading in (
        ("en/schools/your-policy", "School Based Staff Social Media Policy"),
        ("cy/ysgolion/eich-polisi", "Polisi Cyfryngau Cymdeithasol ar gyfer Staff mewn Ysgolion"),
    ):
        whole = tree(site.folder / path / "index.html")
        (title,) = whole.xpath("//h1/text()")
        assert title == heading
        assert whole.xpath("//title/text()")[0].startswith(heading)
        assert not whole.xpath("//*[@id='your-policy' or @id='polisi-form-data']")


def test_a_strict_build_fails_on_a_finding_and_names_it(project: Path) -> None:
    page = project / "docs/cy/schools/scope.md"
    lines = page.read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("2.2 "))
    page.write_text("\n".join(lines[:at] + lines[at + 2 :]), encoding="utf-8")
    done = mkdocs("build", "--strict", "-q", cwd=project)
    assert done.returncode != 0
    assert "docs/cy/schools/scope.md" in done.stderr
    assert "2.2" in done.stderr


def test_two_builds_of_one_text_are_the_same_files(built: Built, tmp_path: Path) -> None:
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "again"))
    assert done.returncode == 0, done.stderr

    def files(folder: Path) -> dict[str, bytes]:
        return {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file() and file.suffix != ".gz"  # carries the time it was packed
        }

    assert files(tmp_path / "again") == files(built.folder)


def test_the_sites_own_files_bear_the_name_of_their_content(built: Built) -> None:
    folder = assets.hashed_folder()
    for page in built.pages():
        asked = tree(page).xpath("//link[@rel='stylesheet']/@href | //script/@src")
        own = [url for url in asked if "polisi" in url]
        assert own
        assert all(f"{folder}/" in url for url in own)
    assert (built.folder / folder / "javascripts/polisi.js").exists()
    assert (built.folder / folder / "app/form.js").exists()
    assert not (built.folder / "assets/javascripts/polisi.js").exists()


@pytest.mark.parametrize("theme", ["theme: mkdocs\n", ""])
def test_a_site_in_another_theme_is_refused(project: Path, theme: str) -> None:
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    before, found, after = text.partition("theme: polisi")
    assert found
    settings.write_text(before + theme + after.partition("\n")[2], encoding="utf-8")
    done = mkdocs("build", cwd=project)
    assert done.returncode != 0
    assert "mkdocs.yml: theme: " in done.stderr
    assert "`theme: polisi`" in done.stderr
    assert not (project / "site").exists()


def test_only_files_of_the_site_itself_are_published_or_asked_for(built: Built) -> None:
    folder = assets.hashed_folder().removeprefix("assets/")
    published = {path.name for path in (built.folder / "assets").iterdir()}
    assert published == {folder, "documents"}
    for page in built.pages():
        asked = tree(page).xpath("//link[@rel='stylesheet']/@href | //script/@src")
        assert all(f"assets/{folder}/" in url for url in asked), page
        assert "md-" not in page.read_text(encoding="utf-8").partition("<main")[0], page
