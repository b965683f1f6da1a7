"""The search as its readers meet it: opened, asked, followed and left."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

DESKTOP, PHONE, ZOOMED = (1280, 800), (360, 740), (320, 256)
NAMES = {"en": "Search", "cy": "Chwilio"}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def visit(page: Page, address: str, size: tuple[int, int] = DESKTOP) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address)


def field(page: Page) -> Locator:
    return page.locator(".polisi-search-input")


def results(page: Page) -> Locator:
    return page.locator(".polisi-search-found a")


def told(page: Page) -> Locator:
    return page.locator(".polisi-search").get_by_role("status")


def is_open(page: Page) -> bool:
    return page.locator("#__search").is_checked()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_whoever_passes_with_tab_is_left_in_peace(
    page: Page, served: str, size: tuple[int, int]
) -> None:
    visit(page, f"{served}/cy/", size)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    passed = []
    for _ in range(8):
        page.keyboard.press("Tab")
        passed.append(page.evaluate("document.activeElement.className"))
        assert not is_open(page)
        expect(page.locator(".polisi-search-told")).not_to_be_visible()
    assert [name for name in passed if "polisi-search" in name]
    assert "polisi-search" not in passed[-1]
    assert [url for url in asked if "search" in url] == []


@pytest.mark.parametrize("way", ["click", "type", "enter", "shortcut"])
def test_it_opens_when_asked_and_escape_gives_the_focus_back(
    page: Page, served: str, way: str
) -> None:
    visit(page, f"{served}/en/")
    link = page.get_by_role("link", name="Cymraeg").first
    if way == "shortcut":
        link.focus()
        page.keyboard.press("Control+k")
    elif way == "click":
        field(page).click()
    else:
        field(page).focus()
        page.keyboard.press("a" if way == "type" else "Enter")
    expect(page.locator("#__search")).to_be_checked()
    expect(field(page)).to_be_focused()
    expect(told(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()
    expect(told(page)).not_to_be_visible()
    expect(link if way == "shortcut" else field(page)).to_be_focused()


def test_letters_on_the_page_open_nothing(page: Page, served: str) -> None:
    visit(page, f"{served}/en/")
    for key in ("k", "/", "s", "f"):
        page.keyboard.press(key)
    assert not is_open(page)


@pytest.mark.parametrize("size", [PHONE, ZOOMED], ids=["phone", "zoomed"])
def test_on_a_phone_a_button_opens_a_sheet_that_is_left_again(
    page: Page, served: str, size: tuple[int, int]
) -> None:
    visit(page, f"{served}/cy/", size)
    button = page.get_by_role("button", name=NAMES["cy"], exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.type("pennaeth")
    expect(results(page).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = page.locator(".polisi-search-output").evaluate("e => e.scrollWidth - e.clientWidth")
    assert wide <= 0
    page.get_by_role("button", name="Cau", exact=True).last.click()
    expect(button).to_be_focused()
    expect(results(page).first).not_to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_is_found_on_the_same_page_is_not_covered(
    page: Page, served: str, size: tuple[int, int]
) -> None:
    visit(page, f"{served}/en/what-to-expect/", size)
    page.keyboard.press("Control+k")
    page.keyboard.type("delete my comment")
    found = page.locator(".polisi-search-found a[href$='/what-to-expect/#if-not-followed']").first
    found.click()
    expect(page).to_have_url(f"{served}/en/what-to-expect/#if-not-followed")
    expect(page.locator("#__search")).not_to_be_checked()
    expect(page.locator("#if-not-followed")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("locale", "asked", "says"),
    [
        ("en", "swearing", "1 page matches"),
        ("en", "pupils", r"\d+ pages match"),
        ("cy", "cinio", "1 dudalen yn cyfateb"),
        ("cy", "troseddol", r"2 dudalen yn cyfateb|[3-5] tudalen yn cyfateb"),
        ("cy", "ysgol", r"\d+ tudalen yn cyfateb"),
        ("en", "xyzzyx", "No results for “xyzzyx”"),
        ("cy", "xyzzyx", "Dim canlyniadau ar gyfer “xyzzyx”"),
        ("en", "govenors", r"Did you mean “governors”\? \d+ pages match\."),
        (
            "cy",
            "cannllawiau",
            r"Ai “canllawiau” roeddech chi'n ei olygu\? \d+ tudalen yn cyfateb\.",
        ),
    ],
)
def test_how_much_was_found_is_told(
    page: Page, served: str, locale: str, asked: str, says: str
) -> None:
    visit(page, f"{served}/{locale}/")
    field(page).fill(asked)
    expect(told(page)).to_have_text(re.compile(f"^(?:{says})$"))


def test_every_number_is_told_in_good_welsh(page: Page, served: str) -> None:
    visit(page, f"{served}/cy/")
    numbers = (1, 2, 3, 4, 5, 6, 7, 10, 11, 20, 22)
    found = ", ".join("{ url: '', title: ['a'], places: [] }" for _ in range(max(numbers)))
    page.route(
        "**/find.js",
        lambda route: route.fulfill(
            content_type="text/javascript",
            body=f"""export class Finder {{
              find(query) {{ return {{ pages: [{found}].slice(0, Number(query)) }}; }}
            }}""",
        ),
    )
    said = {}
    for number in numbers:
        field(page).fill(str(number))
        expect(page.locator(".polisi-search-found li")).to_have_count(number)
        expect(told(page)).to_have_text(re.compile(rf"^{number} "))
        said[number] = told(page).inner_text()
    assert said == {
        1: "1 dudalen yn cyfateb",
        2: "2 dudalen yn cyfateb",
        6: "6 thudalen yn cyfateb",
        **{each: f"{each} tudalen yn cyfateb" for each in numbers if each not in (1, 2, 6)},
    }


@pytest.mark.parametrize(
    ("locale", "asked", "pointer", "other"),
    [
        ("cy", "complaint & “reply”", "Chwilio yn Saesneg am “complaint & “reply””", "en"),
        ("en", "cwyno", "Search in Welsh for “cwyno”", "cy"),
    ],
)
def test_a_word_of_the_other_language_leads_to_its_search(
    page: Page, served: str, locale: str, asked: str, pointer: str, other: str
) -> None:
    path = {"cy": "cy/beth-iw-ddisgwyl/", "en": "en/what-to-expect/"}
    visit(page, f"{served}/{path[locale]}#no-swearing")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    field(page).fill(asked)
    link = page.locator(".polisi-search-other").get_by_role("link", name=pointer, exact=True)
    expect(link).to_have_attribute("hreflang", other)
    expect(results(page)).to_have_count(0)
    link.click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(field(page)).to_have_value(asked)
    expect(results(page).first).to_be_visible()
    # The words are in no address that a server sees, nor in the one that is left.
    assert urlsplit(page.url).path == f"/{path[other]}"
    assert not urlsplit(page.url).fragment
    assert [url for url in sent if asked.split(maxsplit=1)[0] in url.split("#")[0]] == []


def test_the_pointer_to_the_other_language_goes_when_something_is_found(
    page: Page, served: str
) -> None:
    visit(page, f"{served}/cy/")
    field(page).fill("complaint")
    pointer = page.locator(".polisi-search-other a")
    expect(pointer).to_be_visible()
    field(page).fill("cwyno")
    expect(results(page).first).to_be_visible()
    expect(pointer).to_have_count(0)


def test_the_arrows_reach_the_pointer_too(page: Page, served: str) -> None:
    visit(page, f"{served}/cy/")
    field(page).fill("complaint")
    expect(page.locator(".polisi-search-other a")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".polisi-search-other a")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(field(page)).to_be_focused()


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ("report a post", "Chwilio yn Saesneg am “report a post”"),
        ("response time", "Chwilio yn Saesneg am “response time”"),
        ("parents code of conduct", "Chwilio yn Saesneg am “parents code of conduct”"),
    ],
)
def test_the_pointer_comes_before_chance_likenesses(
    page: Page, served: str, asked: str, pointer: str
) -> None:
    visit(page, f"{served}/cy/")
    field(page).fill(asked)
    first = page.locator(".polisi-search-output a").first
    expect(first).to_have_text(pointer)
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()


def test_the_pointer_comes_last_where_more_was_found(page: Page, served: str) -> None:
    visit(page, f"{served}/cy/")
    field(page).fill("caniatâd xyzzy")
    expect(results(page).first).to_be_visible()
    last = page.locator(".polisi-search-output a").last
    expect(last).to_have_text("Chwilio yn Saesneg am “caniatâd xyzzy”")


@pytest.mark.parametrize("way", ["click", "enter"])
def test_the_first_link_leads_to_the_answer_and_shows_it(page: Page, served: str, way: str) -> None:
    visit(page, f"{served}/cy/")
    field(page).fill("rhegi")
    first = results(page).first
    expect(first).to_contain_text("Beth i'w ddisgwyl")
    expect(first).to_contain_text("Peidiwch â rhegi")
    if way == "click":
        first.get_by_text("Beth i'w ddisgwyl", exact=True).click()
    else:
        page.keyboard.press("Enter")
        expect(first).to_be_focused()
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{served}/cy/beth-iw-ddisgwyl/#no-swearing")
    expect(page.locator("#no-swearing")).to_be_in_viewport()


def test_a_page_that_is_asked_for_itself_is_led_to_from_its_top(page: Page, served: str) -> None:
    visit(page, f"{served}/cy/")
    field(page).fill("beth i'w ddisgwyl")
    expect(results(page).first).to_have_text("Beth i'w ddisgwyl")
    expect(results(page).first).to_have_attribute("href", f"{served}/cy/beth-iw-ddisgwyl/")


def test_how_much_was_found_is_shown_at_once_and_said_when_the_writing_stops(
    page: Page, served: str
) -> None:
    page.clock.install(time=0)
    visit(page, f"{served}/cy/")
    page.clock.pause_at(3600)
    shown = page.locator(".polisi-search-told")
    field(page).fill("rhegi")
    expect(shown).to_have_text("1 dudalen yn cyfateb")
    page.clock.run_for(600)
    expect(told(page)).to_have_text("1 dudalen yn cyfateb")
    for asked in ("xyzzyx", "xyzzyy", "xyzzyz"):
        field(page).fill(asked)
        expect(shown).to_have_text(f"Dim canlyniadau ar gyfer “{asked}”")
        page.clock.run_for(100)
        assert told(page).inner_text() == "1 dudalen yn cyfateb"
    page.clock.run_for(600)
    expect(told(page)).to_have_text("Dim canlyniadau ar gyfer “xyzzyz”")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_on_a_fresh_page_escape_leaves_the_focus_at_the_search(
    page: Page, served: str, size: tuple[int, int]
) -> None:
    visit(page, f"{served}/cy/", size)
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    button = page.get_by_role("button", name=NAMES["cy"], exact=True)
    expect(field(page) if size == DESKTOP else button).to_be_focused()
    assert not is_open(page)


def test_every_stop_of_the_search_has_a_name(page: Page, served: str) -> None:
    visit(page, f"{served}/cy/")
    field(page).fill("caniatâd")
    expect(results(page).first).to_be_visible()
    field(page).press("Tab")
    expect(results(page).first).to_be_focused()


def test_each_place_is_shown_once_and_none_is_empty(page: Page, served: str) -> None:
    visit(page, f"{served}/cy/")
    field(page).fill("caniatâd")
    expect(results(page).first).to_be_visible()
    assert page.locator(".polisi-search-found a:not(:has(p))").count() == 0
    for item in page.locator(".polisi-search-found li").all():
        # Without a mark, a place is there for its heading, once.
        plain = item.locator("a:not(:has(p:not(.polisi-found, .polisi-found-page) mark))")
        texts = plain.all_text_contents()
        assert len(texts) == len(set(texts))
