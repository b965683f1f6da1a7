"""Every page for everyone: axe-core and the Nu Html Checker find nothing, and what no program can
judge by itself (the way of a keyboard, forced colours, paper) is walked in Chromium.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from support import ROOT, Built

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules/axe-core/axe.min.js"
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}

# Every rule of WCAG 2.2 at A and AA, target size among them, and axe's own good practice.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# By daylight all of them; in the dark, where only colours differ, those about colour.
_RUN = """async ([rules, dark]) => {
  const only = dark
    ? axe.getRules(rules).filter(({ tags }) => tags.includes("cat.color")).map((r) => r.ruleId)
    : null;
  const runOnly = dark ? { type: "rule", values: only } : { type: "tag", values: rules };
  const found = await axe.run(document, {
    runOnly,
    rules: dark ? {} : { "target-size": { enabled: true } },
    resultTypes: ["violations"],
    // Nothing here reads these, and together they take a third of the time.
    selectors: false,
    preload: false,
  });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html]));
}"""
_FOCUSED = """() => {
  const element = document.activeElement;
  const said = (each) => {
    const style = getComputedStyle(each);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join();
  };
  const box = element.getBoundingClientRect();
  const focused = said(element);
  element.blur();
  const rest = said(element);
  element.focus();
  return {
    name: element.getAttribute("aria-label") || element.innerText || element.id,
    marked: focused !== rest,
    seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


def needed(path: Any, what: str) -> Any:
    if not path.exists():
        pytest.fail(f"There is no {what}; `python3 scripts/dev.py test` installs it.")
    return path


def addresses(built: Built, locale: str | None = None) -> Iterator[str]:
    for file in built.pages(locale):
        yield file.relative_to(built.folder).as_posix().removesuffix("index.html")


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_any_page_by_day_or_night(
    chromium: Browser, built: Built, served: str, width: int
) -> None:
    axe = needed(AXE, "axe-core").read_text(encoding="utf-8")
    # Without transitions, the colours of night are there at once.
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    view = context.new_page()
    found = []
    for path in addresses(built):
        view.emulate_media(color_scheme="light")
        view.goto(f"{served}/{path}")
        view.evaluate(axe)
        for dark in (False, True):
            if dark:
                view.emulate_media(color_scheme="dark")
            found += [(path, dark, *each) for each in view.evaluate(_RUN, [_RULES, dark])]
    view.context.close()
    assert found == []


@pytest.mark.parametrize("locale", ["en", "cy"])
def test_axe_finds_nothing_with_menu_and_search_open(
    chromium: Browser, served: str, locale: str
) -> None:
    axe = needed(AXE, "axe-core").read_text(encoding="utf-8")
    view = chromium.new_context(viewport=PHONE, reduced_motion="reduce").new_page()
    view.goto(f"{served}/{locale}/")
    view.evaluate(axe)
    menu = view.locator("button.polisi-menu-button[aria-expanded]")
    menu.click()
    expect(view.locator(".polisi-menu a").first).to_be_visible()
    assert view.evaluate(_RUN, [_RULES, False]) == []
    view.keyboard.press("Escape")
    view.locator("button.polisi-search-button").click()
    view.get_by_role("textbox").fill("polisi" if locale == "cy" else "policy")
    expect(view.locator(".polisi-search-found a").first).to_be_visible()
    assert view.evaluate(_RUN, [_RULES, False]) == []
    view.context.close()


def test_every_page_is_valid_html(built: Built) -> None:
    java = shutil.which("java")
    assert java, "There is no Java; `python3 scripts/dev.py test` says how to install it."
    done = subprocess.run(
        [
            *(java, "-jar", str(needed(VNU, "vnu-jar"))),
            *("--skip-non-html", "--errors-only", "--format", "json", str(built.folder)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    told: Mapping[str, Any] = json.loads(done.stderr)
    assert [(m["url"], m.get("lastLine"), m["message"]) for m in told["messages"]] == []


# ------------------------------------------------------------------ by keyboard alone
def stops(view: Page, most: int) -> Iterator[Mapping[str, Any]]:
    """Press Tab and say where that leads."""
    for _ in range(most):
        view.keyboard.press("Tab")
        if view.evaluate("document.activeElement === document.body"):
            return
        yield view.evaluate(_FOCUSED)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    "path", ["en/what-to-expect/", "cy/ysgolion/defnydd-personol/", "cy/caniatad/ffurflen/"]
)
def test_focus_can_be_seen_wherever_it_goes(
    chromium: Browser, served: str, path: str, viewport: Any, scheme: Any
) -> None:
    view = chromium.new_context(viewport=viewport, color_scheme=scheme).new_page()
    view.goto(f"{served}/{path}")
    seen = list(stops(view, 400))
    assert len({stop["name"] for stop in seen}) > 5
    assert [stop["name"] for stop in seen if not (stop["marked"] and stop["seen"])] == []
    view.context.close()


@pytest.mark.parametrize(
    ("path", "names", "word"),
    [
        ("en/what-to-expect/", ("Skip to main content", "Menu", "Search", "Cymraeg"), "consent"),
        (
            "cy/beth-iw-ddisgwyl/",
            ("Neidio i'r prif gynnwys", "Dewislen", "Chwilio", "English"),
            "ganiatâd",
        ),
    ],
)
def test_a_keyboard_reaches_all_that_a_page_offers(
    chromium: Browser, served: str, path: str, names: tuple[str, ...], word: str
) -> None:
    skip, menu, search, other = names
    view = chromium.new_context(viewport=PHONE, reduced_motion="reduce").new_page()
    view.goto(f"{served}/{path}")
    locale = path[:2]

    # The first stop leads past everything to the text.
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.innerText.trim()") == skip
    view.keyboard.press("Enter")
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.closest('article') !== null")

    # The menu opens, holds its links, and gives the focus back.
    view.goto(f"{served}/{path}")
    to(view, lambda stop: stop["name"] == menu)
    view.keyboard.press("Enter")
    expect(view.locator(".polisi-menu a:focus")).to_be_visible()
    while view.evaluate("document.activeElement.closest('.polisi-menu') !== null"):
        view.wait_for_function(_ON_TOP)
        view.keyboard.press("Tab")
    # Whoever goes on has left the menu; going back, it is opened again.
    expect(view.locator("#__drawer")).not_to_be_checked()
    view.goto(f"{served}/{path}")
    to(view, lambda stop: stop["name"] == menu)
    view.keyboard.press("Enter")
    view.keyboard.press("Escape")
    assert view.evaluate(_FOCUSED)["name"] == menu

    # The search is one stop further, answers, and is left by Escape.
    to(view, lambda stop: stop["name"] == search)
    view.keyboard.press("Enter")
    expect(view.get_by_role("textbox")).to_be_focused()
    view.keyboard.type(word)
    view.keyboard.press("Enter")  # before there is an answer
    expect(view.locator(".polisi-search-found a:focus")).to_be_visible()
    first = view.evaluate("document.activeElement.href")
    view.keyboard.press("Enter")
    view.wait_for_url(first)
    assert f"/{locale}/" in first

    # The switch is text in the other language.
    view.goto(f"{served}/{path}")
    to(view, lambda stop: stop["name"] == other)
    view.keyboard.press("Enter")
    expect(view.locator("html")).to_have_attribute("lang", "cy" if locale == "en" else "en")
    view.context.close()


# Whether what has the focus can be seen and is not covered by anything.
_ON_TOP = """() => {
  const stop = document.activeElement;
  const { x, y, width, height } = stop.getBoundingClientRect();
  return stop.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


def to(view: Page, wanted: Any) -> None:
    """Press Tab until what is wanted has the focus."""
    assert any(wanted(stop) for stop in stops(view, 40)), "the keyboard does not come there"


@pytest.mark.parametrize("locale", ["en", "cy"])
def test_without_scripts_the_contents_serve_and_no_search_pretends(
    chromium: Browser, served: str, locale: str
) -> None:
    path = {"en": "en/what-to-expect/", "cy": "cy/beth-iw-ddisgwyl/"}[locale]
    view = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    view.goto(f"{served}/{path}")
    expect(view.get_by_role("textbox")).not_to_be_visible()
    entry = view.locator("article a[href^='#']:visible, .polisi-contents a:visible").first
    expect(entry).to_be_visible()
    view.context.close()


@pytest.mark.parametrize(
    ("path", "menu", "part"),
    [("en/what-to-expect/", "Menu", "Schools"), ("cy/beth-iw-ddisgwyl/", "Dewislen", "Ysgolion")],
)
def test_without_scripts_a_keyboard_opens_the_menu_and_its_parts(
    chromium: Browser, served: str, path: str, menu: str, part: str
) -> None:
    view = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    view.goto(f"{served}/{path}")
    opener = view.get_by_role("checkbox", name=menu, exact=True)
    for _ in range(6):
        view.keyboard.press("Tab")
        if opener.and_(view.locator(":focus")).count():
            break
    expect(opener).to_be_focused()
    shown = view.locator(".polisi-menu-button")
    expect(shown).to_have_css("outline-style", "solid")
    view.keyboard.press("Space")
    expect(view.locator(".polisi-menu a").first).to_be_visible()
    view.keyboard.press("Tab")
    expect(view.locator(".polisi-menu a:focus")).to_be_visible()
    toggle = view.get_by_role("checkbox", name=part, exact=True)
    for _ in range(20):
        if toggle.and_(view.locator(":focus")).count():
            break
        view.keyboard.press("Tab")
    expect(toggle).to_be_focused()
    beside = view.locator(f".polisi-toggle:focus + .polisi-part:has-text('{part}')")
    expect(beside).to_have_css("outline-style", "solid")
    view.keyboard.press("Space")
    inside = view.locator(".polisi-toggle:focus ~ ul a").first
    expect(inside).to_be_visible()
    view.context.close()


@pytest.mark.parametrize("path", ["en/policy/whole/", "cy/polisi/polisi-cyfan/"])
def test_headings_are_listed_by_their_words_alone(
    chromium: Browser, served: str, path: str
) -> None:
    view = chromium.new_context(viewport=DESK).new_page()
    view.goto(f"{served}/{path}")
    headings = view.locator("article :is(h1, h2, h3)")
    assert headings.count() > 3
    for heading in headings.all():
        # As the browser tells a screen reader, which lists them.
        (line,) = heading.aria_snapshot().splitlines()
        assert heading.inner_text() in line.replace('\\"', '"')
        assert view.locator(f"#{heading.get_attribute('id')} a").count() == 0
    links = view.locator("article .headerlink").all()
    names = {link.get_attribute("aria-label") for link in links}
    assert len(names) == len(links)
    view.context.close()


@pytest.mark.parametrize(
    "path", ["en/", "cy/", "en/consent/form/", "cy/caniatad/ffurflen/", "cy/ysgolion/eich-polisi/"]
)
def test_what_nobody_quotes_has_no_links_to_its_places(
    chromium: Browser, served: str, path: str
) -> None:
    view = chromium.new_context(viewport=DESK).new_page()
    view.goto(f"{served}/{path}")
    expect(view.locator("article h1").first).to_be_visible()
    expect(view.locator("article :is(.headerlink, .point-link)")).to_have_count(0)
    view.context.close()


# ------------------------------------------------------------------ settings of the reader
def test_nothing_moves_for_whoever_asks_for_that(chromium: Browser, served: str) -> None:
    view = chromium.new_context(viewport=PHONE, reduced_motion="reduce").new_page()
    view.goto(f"{served}/cy/beth-iw-ddisgwyl/")
    moving = view.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
          const style = getComputedStyle(element);
          const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
          return lasts(style.transitionDuration) || lasts(style.animationDuration)
            || style.scrollBehavior === "smooth";
        }).map((element) => element.className || element.tagName)"""
    )
    assert moving == []
    view.context.close()


# What WCAG 2.2 says a reader may set (1.4.12), and no more.
_SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
_CUT = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const style = getComputedStyle(element);
  return element.getClientRects().length && style.overflowX !== "visible"
    && !["auto", "scroll"].includes(style.overflowY) && style.clipPath === "none"
    && (element.scrollHeight > element.clientHeight + 2
      || element.scrollWidth > element.clientWidth + 2);
}).map((element) => element.className || element.tagName)"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "path",
    ["cy/", "cy/beth-iw-ddisgwyl/", "cy/ysgolion/torrir-polisi/", "cy/ysgolion/eich-polisi/"],
)
def test_nothing_is_cut_off_where_readers_space_the_text(
    chromium: Browser, served: str, path: str, width: int
) -> None:
    # What a reader sets comes from the browser, which the site's own policy does not rule.
    context = chromium.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    view = context.new_page()
    view.goto(f"{served}/{path}", wait_until="networkidle")
    view.add_style_tag(content=_SPACED)
    assert not view.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert view.evaluate(_CUT) == []
    context.close()


def test_a_wide_table_moves_by_itself_and_the_keyboard_reaches_it(
    chromium: Browser, served: str, built: Built
) -> None:
    path = "en/about/corrections/"
    html = (built.folder / path / "index.html").read_text(encoding="utf-8")
    row = "".join(f"<td>Accommodation-{number}</td>" for number in range(6))
    head = "".join(f"<th>Column {number}</th>" for number in range(6))
    table = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    view = chromium.new_context(viewport=PHONE).new_page()
    view.route(
        f"{served}/{path}",
        lambda route: route.fulfill(
            body=html.replace("</article>", f"{table}</article>"), content_type="text/html"
        ),
    )
    view.goto(f"{served}/{path}")
    frame = view.get_by_role("region", name="Column 0, Column 1")
    expect(frame).to_have_attribute("tabindex", "0")  # not every browser gives it by itself
    frame.focus()
    for _ in range(5):
        view.keyboard.press("ArrowRight")
    view.wait_for_function("document.activeElement.scrollLeft > 0")
    assert not view.evaluate("document.documentElement.scrollWidth > innerWidth")
    view.context.close()


def test_in_forced_colours_links_buttons_and_focus_are_seen(chromium: Browser, served: str) -> None:
    view = chromium.new_context(viewport=DESK, forced_colors="active").new_page()
    view.goto(f"{served}/cy/beth-iw-ddisgwyl/")
    plain = view.evaluate("getComputedStyle(document.querySelector('article p')).color")
    links = view.locator("article a:visible")
    assert links.count() > 3
    colours = {
        links.nth(n).evaluate("a => getComputedStyle(a).color") for n in range(links.count())
    }
    assert plain not in colours, "a link must not look like the text"
    seen = list(stops(view, 30))
    assert [stop["name"] for stop in seen if not stop["marked"]] == []
    # So is the place that was asked for, of whatever kind.
    view.goto(f"{served}/cy/beth-iw-ddisgwyl/#urgent-queries")
    expect(view.locator("#urgent-queries")).to_have_css("outline-style", "solid")
    view.goto(f"{served}/cy/beth-iw-ddisgwyl/#council-expects")
    framed = view.locator(".heading:has(> #council-expects)")
    expect(framed).to_have_css("outline-style", "solid")
    # What only a background would show has a border or words too.
    view.goto(f"{served}/cy/ysgolion/monitro/")
    gap = view.locator("#a-8-1 .gap")
    assert gap.evaluate("e => getComputedStyle(e).borderBottomStyle") == "dashed"
    expect(gap).to_have_text("[enw'r ysgol]")
    view.context.close()


@pytest.mark.parametrize(
    ("path", "clause", "draft"),
    [
        ("cy/ysgolion/defnydd-personol/", "6.13", True),
        ("en/schools/personal-use/", "6.13", False),
    ],
)
def test_on_paper_the_text_stands_alone_with_its_numbers(
    chromium: Browser, served: str, path: str, clause: str, draft: bool
) -> None:
    view = chromium.new_context(viewport=DESK, color_scheme="dark").new_page()
    view.goto(f"{served}/{path}")
    view.emulate_media(media="print")
    for gone in (
        ".polisi-head",
        ".polisi-bar",
        ".polisi-menu",
        ".polisi-contents",
        ".polisi-places",
        ".polisi-foot",
        ".polisi-path",
        ".headerlink",
    ):
        shown = view.locator(gone)
        assert [n for n in range(shown.count()) if shown.nth(n).is_visible()] == [], gone
    expect(view.locator(".clause-label", has_text=clause).first).to_be_visible()
    status = view.locator(".polisi-status")
    expect(status).to_be_visible()
    assert ("drafft" in status.inner_text()) == draft
    # Dark ink on white, whatever the screen was.
    assert view.evaluate("getComputedStyle(document.body).backgroundColor") in (
        *("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"),
    )
    ink = view.evaluate("getComputedStyle(document.querySelector('article p')).color")
    assert max(int(part) for part in ink[4:-1].split(",")) < 96
    view.context.close()


def test_going_back_from_what_was_found_shows_the_page(chromium: Browser, served: str) -> None:
    view = chromium.new_context(viewport=PHONE, reduced_motion="reduce").new_page()
    view.goto(f"{served}/cy/")
    view.locator("button.polisi-search-button").click()
    view.get_by_role("textbox").fill("llywodraethwyr")
    view.locator(".polisi-search-found a").first.click()
    expect(view).not_to_have_url(f"{served}/cy/")
    view.go_back()
    expect(view.locator("#__search")).not_to_be_checked()
    view.context.close()
