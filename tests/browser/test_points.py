"""Links to places: to be copied by whoever reads, kept by the switch, and never in the way."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
ZOOMED = {"width": 320, "height": 256}  # a screen of 1280 by 1024 at 400 per cent
POINTS = [
    ("/en/policy/professional-use/", "annual-charge", "Link copied"),
    ("/cy/polisi/defnydd-proffesiynol/", "annual-charge", "Dolen wedi'i chopïo"),
    ("/en/policy/whole/", "friend-requests", "Link copied"),
    ("/cy/ysgolion/torrir-polisi/", "a-point-of-contact", "Dolen wedi'i chopïo"),
]


def reader(chromium: Browser, size: dict[str, int], **more: object) -> BrowserContext:
    context = chromium.new_context(viewport=size, **more)  # type: ignore[arg-type]
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context


def link_at(page: Page, ident: str) -> Locator:
    return page.locator(f"#{ident} .point-link")


def is_copied(page: Page, address: str, said: str) -> None:
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    expect(page).to_have_url(address)


@pytest.mark.parametrize(("path", "ident", "said"), POINTS)
def test_a_mouse_copies_the_address_of_a_point(
    chromium: Browser, served: str, path: str, ident: str, said: str
) -> None:
    page = reader(chromium, DESK).new_page()
    page.goto(served + path)
    link = link_at(page, ident)
    expect(link).to_have_css("opacity", "0")
    page.locator(f"#{ident}").hover()
    expect(link).to_have_css("opacity", "1")
    link.click()
    is_copied(page, f"{served}{path}#{ident}", said)


HEADING_ABOVE = """e => [...document.querySelectorAll("article .headerlink")]
  .findLast((link) => link.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING).hash"""


@pytest.mark.parametrize("way", ["by the contents list", "by the heading's own link"])
@pytest.mark.parametrize(("path", "ident", "said"), POINTS)
def test_a_keyboard_copies_the_address_of_a_point(
    chromium: Browser, served: str, path: str, ident: str, said: str, way: str
) -> None:
    page = reader(chromium, DESK).new_page()
    page.goto(served + path)
    link = link_at(page, ident)
    heading = link.evaluate(HEADING_ABOVE)
    where = ".polisi-contents a" if way == "by the contents list" else "a.headerlink"
    page.locator(f'{where}[href="{heading}"]').focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{served}{path}{heading}")
    for _ in range(60):
        page.keyboard.press("Tab")
        if link.evaluate("e => e === document.activeElement"):
            break
    expect(link).to_be_focused()
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    is_copied(page, f"{served}{path}#{ident}", said)


STOPS = """() => [...document.querySelectorAll("article :is(.point-link, .clause-label[href])")]
  .filter((each) => each.tabIndex === 0).map((each) => each.hash.slice(1))"""


def test_a_keyboard_stops_at_the_points_of_one_section_only(chromium: Browser, served: str) -> None:
    page = reader(chromium, DESK).new_page()
    page.goto(f"{served}/en/policy/principles/")
    every = page.locator(".point, .clause[id]").evaluate_all("all => all.map((e) => e.id)")
    assert page.evaluate(STOPS) == every, "the page begins with them"
    page.goto(f"{served}/cy/polisi/polisi-cyfan/")
    assert page.evaluate(STOPS) == []
    page.goto(f"{served}/cy/polisi/polisi-cyfan/#annual-charge")
    asked = page.evaluate(STOPS)
    assert "annual-charge" in asked
    assert "friend-requests" not in asked
    page.evaluate("location.hash = 'friend-requests'")
    expect(link_at(page, "friend-requests")).to_have_attribute("tabindex", "0")
    assert not {*asked} & {*page.evaluate(STOPS)}


def test_without_its_script_a_keyboard_stops_at_every_point(chromium: Browser, served: str) -> None:
    page = reader(chromium, DESK, java_script_enabled=False).new_page()
    page.goto(f"{served}/cy/polisi/polisi-cyfan/")
    assert page.locator(".point-link").count() > 100
    expect(page.locator(".point-link[tabindex]")).to_have_count(0)


@pytest.mark.parametrize(("path", "ident", "said"), POINTS)
def test_a_finger_copies_the_address_of_a_point(
    chromium: Browser, served: str, path: str, ident: str, said: str
) -> None:
    page = reader(chromium, PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto(served + path)
    link = link_at(page, ident)
    expect(link).to_have_css("opacity", "1")
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    link.tap()
    is_copied(page, f"{served}{path}#{ident}", said)


def test_who_selects_a_point_gets_its_words_alone(chromium: Browser, served: str) -> None:
    page = reader(chromium, DESK).new_page()
    page.goto(f"{served}/cy/polisi/torrir-polisi/")
    said = page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('article')),"
        "getSelection().toString()"
    )
    assert "Rhaid i staff roi gwybod ar unwaith" in said
    assert "#" not in said


# ---------------------------------------------------------------------- the language switch
@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("ident", ["how-to-request", "training-tone", "annual-charge"])
def test_the_switch_is_at_hand_and_keeps_the_point_that_is_being_read(
    chromium: Browser, served: str, size: dict[str, int], ident: str
) -> None:
    page = reader(chromium, size).new_page()
    page.goto(f"{served}/en/policy/whole/")
    switch = page.locator(".polisi-bar").get_by_role("link", name="Cymraeg")
    # As a reader does who scrolls: the point comes to stand a little below the bar.
    page.locator(f"#{ident}").evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 80)")
    expect(switch).to_be_in_viewport(ratio=1)
    switch.click()
    expect(page).to_have_url(f"{served}/cy/polisi/polisi-cyfan/#{ident}")
    place = page.locator(f"#{ident}")
    expect(place).to_be_in_viewport()
    bar = page.locator(".polisi-bar").bounding_box()
    box = place.bounding_box()
    assert bar is not None
    assert box is not None
    assert box["y"] >= bar["y"] + bar["height"]


def test_who_is_at_the_top_is_led_to_the_top(chromium: Browser, served: str) -> None:
    page = reader(chromium, DESK).new_page()
    page.goto(f"{served}/en/policy/whole/")
    point = page.locator("#annual-charge")
    point.evaluate("e => e.scrollIntoView()")
    expect(point).to_be_in_viewport()
    page.keyboard.press("Home")
    expect(page.locator("h1")).to_be_in_viewport()
    page.locator(".polisi-bar").get_by_role("link", name="Cymraeg").click()
    expect(page).to_have_url(f"{served}/cy/polisi/polisi-cyfan/")


def tab_to_the_switch(page: Page, key: str) -> None:
    switch = page.locator("a[data-polisi-switch]:focus")
    for _ in range(400):
        page.keyboard.press(key)
        if switch.count():
            break
    expect(switch).to_be_visible()


@pytest.mark.parametrize("size", [DESK, ZOOMED])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_who_goes_to_the_switch_by_keyboard_keeps_the_place_asked_for(
    chromium: Browser, served: str, key: str, size: dict[str, int]
) -> None:
    page = reader(chromium, size).new_page()
    page.goto(f"{served}/en/policy/whole/#friend-requests")
    expect(page.locator("#friend-requests")).to_be_in_viewport()
    tab_to_the_switch(page, key)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{served}/cy/polisi/polisi-cyfan/#friend-requests")


def test_who_goes_on_by_keyboard_is_where_the_focus_was(chromium: Browser, served: str) -> None:
    page = reader(chromium, DESK).new_page()
    page.goto(f"{served}/en/policy/principles/")
    points = page.locator(".point")
    points.nth(2).locator(".point-link").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    place = points.nth(3).get_attribute("id")
    tab_to_the_switch(page, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{served}/cy/polisi/egwyddorion/#{place}")


@pytest.mark.parametrize("size", [ZOOMED, {"width": 740, "height": 360}])
def test_who_goes_up_to_a_bar_that_does_not_stay_keeps_the_place(
    chromium: Browser, served: str, size: dict[str, int]
) -> None:
    page = reader(chromium, size).new_page()
    page.goto(f"{served}/en/policy/whole/")
    point = page.locator("#annual-charge")
    point.evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 20)")
    expect(point).to_be_in_viewport()
    page.evaluate(RESTED)
    # In several steps, at each of which the page comes to rest.
    for part in (0.6, 0.2, 0.01, 0):
        page.evaluate(f"scrollTo(0, scrollY * {part})")
        page.evaluate(RESTED)
    page.locator(".polisi-bar").get_by_role("link", name="Cymraeg").click()
    expect(page).to_have_url(f"{served}/cy/polisi/polisi-cyfan/#annual-charge")


# The events of a scroll come with the frame that shows it.
RESTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def test_without_its_script_the_switch_leads_to_the_page(chromium: Browser, served: str) -> None:
    page = reader(chromium, PHONE, java_script_enabled=False).new_page()
    page.goto(f"{served}/cy/polisi/egwyddorion/#bilingual")
    page.locator(".polisi-bar").get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{served}/en/policy/principles/")


def test_a_low_view_is_left_to_the_text(chromium: Browser, served: str) -> None:
    page = reader(chromium, ZOOMED).new_page()
    page.goto(f"{served}/en/policy/principles/")
    expect(page.locator(".polisi-bar")).not_to_have_css("position", "sticky")


HIDDEN = """() => {
  const focused = document.activeElement;
  const bar = document.querySelector(".polisi-bar").getBoundingClientRect();
  if (!focused.closest("article")) return null;
  const box = focused.getBoundingClientRect();
  const top = Math.max(bar.bottom, 0);
  const seen = Math.min(box.bottom, innerHeight) - Math.max(box.top, bar.top < 1 ? top : 0);
  return { name: focused.outerHTML.slice(0, 90), seen, high: box.height };
}"""


@pytest.mark.parametrize("size", [PHONE, DESK, ZOOMED])
@pytest.mark.parametrize("path", ["/cy/polisi/defnydd-proffesiynol/", "/en/what-to-expect/"])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_what_has_the_focus_is_never_covered(
    chromium: Browser, served: str, path: str, size: dict[str, int], key: str
) -> None:
    page = reader(chromium, size).new_page()
    page.goto(served + path)
    stops = page.locator("article a")
    (stops.first if key == "Tab" else stops.last).focus()
    seen = []
    while len(seen) < 400 and (place := page.evaluate(HIDDEN)):
        seen.append(place)
        page.keyboard.press(key)
    assert len(seen) > 10
    # A page comes to rest at a whole pixel, and what is on it need not.
    assert [place for place in seen if place["seen"] < min(place["high"], 20) - 1] == []
