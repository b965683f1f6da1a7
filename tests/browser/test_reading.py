"""The site in Chromium, as a reader meets it."""

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

from support import Built

pytestmark = pytest.mark.browser


def address(built: Built, served: str, locale: str) -> list[str]:
    return [
        f"{served}/{file.relative_to(built.folder).as_posix().removesuffix('index.html')}"
        for file in built.pages(locale)
    ]


@pytest.fixture
def page(chromium: Browser) -> Page:
    return chromium.new_context().new_page()


@pytest.mark.parametrize("locale", ["en", "cy"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_screen(
    chromium: Browser, built: Built, served: str, locale: str, width: int
) -> None:
    view = chromium.new_context(viewport={"width": width, "height": 800}).new_page()
    wide = []
    for url in address(built, served, locale):
        view.goto(url)
        if view.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(url)
    assert wide == []


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/cy/", "/en/what-to-expect/", "/cy/ysgolion/torrir-polisi/"]
)
def test_a_visit_asks_this_site_alone_and_nothing_is_missing(
    page: Page, served: str, path: str
) -> None:
    asked: list[str] = []
    failed: list[str] = []
    said: list[str] = []

    def answered(response: Response) -> None:
        if response.status >= 400:
            failed.append(response.url)

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    page.on("request", lambda request: asked.append(request.url))
    page.on("response", answered)
    page.on("console", console)
    page.goto(served + path, wait_until="networkidle")
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(served).netloc}
    assert (failed, said) == ([], [])
    assert page.context.cookies() == []


def test_a_first_visit_costs_little_and_the_search_nothing_until_it_is_opened(
    chromium: Browser, served: str
) -> None:
    page = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
    answers: dict[str, Response] = {}  # one that the browser has already is told again
    page.on("response", lambda answer: answers.setdefault(answer.url, answer))
    page.goto(f"{served}/en/policy/service-standards-and-acceptable-use/", wait_until="networkidle")
    assert len(answers) <= 5
    assert sum(len(gzip.compress(answer.body())) for answer in answers.values()) <= 19_000
    assert not [url for url in answers if "search" in url]
    with page.expect_response("**/search.json"):
        page.locator("button.polisi-search-button").click()
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()


@pytest.mark.parametrize(
    ("path", "ident", "said"),
    [
        ("/en/what-to-expect/", "urgent-queries", "Link copied"),
        ("/cy/beth-iw-ddisgwyl/", "if-not-followed", "Dolen wedi'i chopïo"),
        ("/cy/ysgolion/defnydd-personol/", "a-6-13", "Dolen wedi'i chopïo"),
    ],
)
def test_the_keyboard_copies_the_address_of_a_place(
    chromium: Browser, served: str, path: str, ident: str, said: str
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(served + path)
    link = page.locator(f"#{ident} :is(.point-link, .clause-label)")
    link.focus()
    expect(link).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{served}{path}#{ident}"
    expect(page).to_have_url(f"{served}{path}#{ident}")


def test_the_switch_keeps_the_clause(page: Page, served: str) -> None:
    page.goto(f"{served}/en/schools/personal-use/")
    page.get_by_role("link", name="6.13", exact=True).click()
    page.get_by_role("link", name="Cymraeg").first.click()
    expect(page).to_have_url(f"{served}/cy/ysgolion/defnydd-personol/#a-6-13")
    expect(page.locator("#a-6-13")).to_be_in_viewport()
    assert page.locator("html").get_attribute("lang") == "cy"


def test_the_front_page_leads_into_each_language(page: Page, served: str) -> None:
    for name, lang in (("Cymraeg", "cy"), ("English", "en")):
        page.goto(served)
        page.get_by_role("link", name=name).click()
        expect(page.locator("html")).to_have_attribute("lang", lang)


@pytest.mark.parametrize(
    ("start", "words", "own"),
    [("/cy/", "llywodraethwyr", "/cy/"), ("/en/", "governors", "/en/")],
)
def test_search_finds_pages_in_the_readers_language(
    page: Page, served: str, start: str, words: str, own: str
) -> None:
    page.goto(served + start)
    results = page.locator(".polisi-search-found a")
    page.get_by_role("textbox").fill(words)
    expect(results.first).to_be_visible()
    found = [urlsplit(results.nth(n).evaluate("a => a.href")).path for n in range(results.count())]
    assert found
    assert all(path.startswith(own) for path in found)


def test_a_form_sends_nothing(page: Page, served: str) -> None:
    page.goto(f"{served}/cy/caniatad/ffurflen/", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Lleoliad:").fill("Aberdâr")
    page.get_by_label("Lleoliad:").press("Enter")
    page.get_by_role("checkbox").first.check()
    assert asked == []
    assert page.url == f"{served}/cy/caniatad/ffurflen/"


def test_a_gap_is_told_apart_by_its_words(page: Page, served: str) -> None:
    page.goto(f"{served}/cy/ysgolion/monitro/")
    expect(page.locator("#a-8-1 .gap")).to_have_text("[enw'r ysgol]")


def test_the_switch_keeps_the_place_of_a_reader_who_scrolled(page: Page, served: str) -> None:
    page.goto(f"{served}/en/schools/breaches/")
    page.locator("#a-point-6").evaluate("e => e.scrollIntoView()")
    page.get_by_role("link", name="Cymraeg").first.click()
    expect(page).to_have_url(f"{served}/cy/ysgolion/torrir-polisi/#a-point-6")


def test_the_menu_of_a_phone_works_by_keyboard(chromium: Browser, served: str) -> None:
    view = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
    view.goto(f"{served}/cy/polisi/")
    menu = view.get_by_role("button", name="Dewislen")
    expect(menu).to_have_attribute("aria-expanded", "false")
    hidden = view.locator(".polisi-menu a").first
    expect(hidden).not_to_be_visible()
    menu.focus()
    view.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(view.locator(".polisi-menu a:focus")).to_be_visible()
    view.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(hidden).not_to_be_visible()


def test_the_keyboard_opens_a_part_of_the_menu(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{served}/en/what-to-expect/")
    part = page.locator(".polisi-menu").get_by_role("button", name="Schools", exact=True)
    inside = page.locator(".polisi-menu").get_by_role("link", name="Scope", exact=True)
    expect(part).to_have_attribute("aria-expanded", "false")
    expect(inside).not_to_be_visible()
    part.focus()
    page.keyboard.press("Enter")
    expect(part).to_have_attribute("aria-expanded", "true")
    expect(inside).to_be_visible()


def test_the_contents_list_follows_the_reader(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 600})
    page.goto(f"{served}/en/schools/guidance/")
    entry = page.locator(".polisi-contents a").nth(3)
    expect(entry).not_to_have_attribute("aria-current", "location")
    entry.evaluate("(a) => document.getElementById(a.hash.slice(1)).scrollIntoView()")
    expect(entry).to_have_attribute("aria-current", "location")
    expect(entry).to_be_in_viewport()


def test_the_arrows_go_through_what_was_found(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{served}/cy/")
    page.get_by_role("textbox").fill("ysgol")
    results = page.locator(".polisi-search-found a:visible")
    expect(results.nth(1)).to_be_visible()
    for number in (0, 1):
        page.keyboard.press("ArrowDown")
        expect(results.nth(number)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("textbox")).to_be_focused()
