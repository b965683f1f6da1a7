"""The preview in Chromium, as an editor meets it: findings on the pages, and the editors' pages."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from preview_support import Preview
from support import ROOT

pytestmark = pytest.mark.browser

FAULTS = {
    "docs/cy/schools/breaches.md": (r"\(letter-1\.md\)", "(letter-2.md)"),
    "docs/cy/schools/personal-use.md": (r"(?m)^6\.4 .*\n\n", ""),
    "docs/cy/schools/index.md": (r"\{\{ document_name \}\}", "{{ documnt_name }}"),
    "docs/cy/forms/access-request.md": (r"(?m)^title: .*$", r"\g<0>\ntiltle: T"),
}


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of a copy of the project with faults in it."""
    folder = tmp_path_factory.mktemp("faults")
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for name, (old, new) in FAULTS.items():
        file: Path = folder / name
        text, count = re.subn(old, new, file.read_text(encoding="utf-8"), count=1)
        assert count == 1, name
        file.write_text(text, encoding="utf-8")
    running = Preview(folder)
    running.until("Serving on")
    yield running
    running.stop()


PAGES = [
    "/cy/ysgolion/torrir-polisi/",
    "/en/schools/personal-use/",
    "/cy/ysgolion/",
    "/en/_status/",
    "/cy/_status/",
    "/en/_status/schools/personal-use/",
    "/cy/_status/schools/index/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_view_fits_and_nothing_is_refused(
    chromium: Browser, preview: Preview, width: int, scheme: str
) -> None:
    """No page is wider than its screen, no file is missing, no policy of security is broken."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    view = context.new_page()
    said: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(f"{view.url}: {message.text}")

    view.on("console", console)
    view.on("response", lambda each: said.append(each.url) if each.status >= 400 else None)
    for path in PAGES:
        view.goto(preview.url + path)
        assert not view.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    assert said == []


def test_from_the_count_to_the_finding_to_the_other_language(
    chromium: Browser, preview: Preview
) -> None:
    view = chromium.new_context().new_page()
    view.goto(f"{preview.url}/en/schools/personal-use/")
    count = view.get_by_role("link", name="1 finding on this page")
    count.focus()
    view.keyboard.press("Enter")
    finding = view.locator(".polisi-finding")
    expect(finding).to_be_in_viewport()
    expect(finding).to_contain_text("6.4")
    # It stands just below the clause that it is about.
    clause = view.locator("#a-6-4").bounding_box()
    box = finding.bounding_box()
    assert clause is not None
    assert box is not None
    assert 0 <= box["y"] - (clause["y"] + clause["height"]) < 60
    view.keyboard.press("Tab")
    expect(view.get_by_role("link", name="The place in the other language")).to_be_focused()
    view.keyboard.press("Enter")
    view.wait_for_url(re.compile("/cy/ysgolion/"))
    expect(view.locator(".polisi-finding")).to_be_in_viewport()
    expect(view.get_by_role("link", name="Y lle yn yr iaith arall")).to_be_visible()


def test_a_finding_covers_no_text(chromium: Browser, preview: Preview) -> None:
    for width in (360, 1280):
        view = chromium.new_context(viewport={"width": width, "height": 800}).new_page()
        for path in PAGES[:3]:
            view.goto(preview.url + path)
            assert view.locator(".polisi-finding").count() > 0
            covered = view.evaluate(
                """() => [...document.querySelectorAll('.polisi-finding')].flatMap((box) => {
                  const one = box.getBoundingClientRect();
                  return [...document.querySelectorAll('article :is(p, li, td, h1, h2)')]
                    .filter((each) => !each.contains(box) && !box.contains(each))
                    .map((each) => [each.getBoundingClientRect(), each.textContent])
                    .filter(([two]) => one.left < two.right - 1 && two.left < one.right - 1 &&
                                       one.top < two.bottom - 1 && two.top < one.bottom - 1)
                    .map(([, text]) => text);
                })"""
            )
            assert covered == [], path


def test_side_by_side_is_printed_without_what_is_for_the_screen(
    chromium: Browser, preview: Preview
) -> None:
    view = chromium.new_context().new_page()
    view.goto(f"{preview.url}/cy/_status/schools/personal-use/")
    expect(view.get_by_role("columnheader", name="Cymraeg")).to_be_visible()
    view.emulate_media(media="print")
    expect(view.locator("body > header")).to_be_hidden()
    expect(view.get_by_text("Ar goll", exact=True).first).to_be_visible()


# ---------------------------------------------------------------------- while somebody edits
SCOPE = "docs/{}/schools/scope.md"


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Preview, Path]]:
    """A preview of a sound copy of the project, and the copy."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    running = Preview(folder)
    running.until("Serving on")
    yield running, folder
    running.stop()


@pytest.fixture
def put(edited: tuple[Preview, Path]) -> Iterator[Callable[[str, str, str], None]]:
    """What replaces words in a file and puts them back in the end."""
    preview, folder = edited
    before: dict[Path, bytes] = {}

    def change(name: str, old: str, new: str) -> None:
        path = folder / name
        data = path.read_bytes()
        before.setdefault(path, data)
        assert old.encode() in data, old
        # All at once: a file that is empty for a moment may be seen so, and is another change.
        whole = folder / "saved"
        whole.write_bytes(data.replace(old.encode(), new.encode(), 1))
        whole.replace(path)

    yield change
    changed = {path: data for path, data in before.items() if path.read_bytes() != data}
    preview.forget()
    for path, data in changed.items():
        path.write_bytes(data)
    if changed:  # the next test begins on a site that is sound again
        preview.until("Shown again|site has been built")


def opened(chromium: Browser, url: str) -> Page:
    """Return a page that is open, marked so that loading it anew would be seen."""
    view = chromium.new_context(viewport={"width": 1280, "height": 500}).new_page()
    with view.expect_response(lambda each: "/polisi-preview/events" in each.url):
        view.goto(url)
    view.evaluate("window.isTheSame = true")
    return view


def test_words_follow_and_the_place_stays(
    chromium: Browser, edited: tuple[Preview, Path], put: Callable[[str, str, str], None]
) -> None:
    view = opened(chromium, f"{edited[0].url}/en/schools/guidance/")
    last = view.locator("article p:visible").last
    last.scroll_into_view_if_needed()
    view.evaluate("document.querySelector('.polisi-places').open = true")
    top = last.evaluate("(each) => each.getBoundingClientRect().top")
    search = view.locator(".polisi-search-input")
    search.evaluate("(each) => { each.value = 'typed'; each.focus({ preventScroll: true }); }")
    # Above what is on the screen, and so long that everything below it must move.
    more = "Astonished " + "and astonished again " * 120
    put("docs/en/schools/guidance.md", "Social media provides", f"{more}, social media provides")
    expect(view.locator("article")).to_contain_text("Astonished and")
    assert view.evaluate("window.isTheSame")
    assert abs(last.evaluate("(each) => each.getBoundingClientRect().top") - top) < 2
    assert view.evaluate("scrollY") > 0
    assert view.evaluate("document.querySelector('.polisi-places').open")
    expect(search).to_be_focused()
    expect(search).to_have_value("typed")


def test_what_is_saved_is_sent_to_who_has_the_page_open(
    chromium: Browser, edited: tuple[Preview, Path], put: Callable[[str, str, str], None]
) -> None:
    view = opened(chromium, f"{edited[0].url}/en/schools/guidance/")
    view.route(view.url, lambda route: route.abort())
    put("docs/en/schools/guidance.md", "Social media provides", "Unasked, social media provides")
    expect(view.locator("article")).to_contain_text("Unasked, social media")
    assert view.evaluate("window.isTheSame")


def test_a_finding_comes_and_goes_on_both_pages_and_in_the_counts(
    chromium: Browser, edited: tuple[Preview, Path], put: Callable[[str, str, str], None]
) -> None:
    url = edited[0].url
    english, welsh, other, side, status = views = [
        opened(chromium, f"{url}{path}")
        for path in (
            *("/en/schools/scope/", "/cy/ysgolion/cwmpas/", "/en/policy/principles/"),
            *("/en/_status/schools/scope/", "/cy/_status/"),
        )
    ]
    for view in views:
        expect(view.locator(".polisi-finding")).to_have_count(0)
    put(SCOPE.format("cy"), "{{ school_name }}", "{{ schol_name }}")
    expect(welsh.locator(".polisi-finding")).to_contain_text("schol_name")
    expect(english.locator(".polisi-finding")).to_contain_text("schol_name")
    expect(side.locator(".polisi-finding")).to_contain_text("schol_name")
    expect(status.get_by_text("Canfyddiadau: 1")).to_be_visible()
    expect(other.get_by_role("link", name="On the whole site: 1")).to_be_visible()
    expect(other.locator(".polisi-finding")).to_have_count(0)
    put(SCOPE.format("cy"), "{{ schol_name }}", "{{ school_name }}")
    for view in (welsh, english, side):
        expect(view.locator(".polisi-finding")).to_have_count(0)
    expect(status.get_by_text("Canfyddiadau: 1")).to_have_count(0)
    expect(other.get_by_role("link", name="On the whole site")).to_have_count(0)
    for view in views:
        assert view.evaluate("window.isTheSame"), view.url


def test_a_page_that_cannot_be_read_says_so_and_comes_back(
    chromium: Browser, edited: tuple[Preview, Path], put: Callable[[str, str, str], None]
) -> None:
    view = opened(chromium, f"{edited[0].url}/cy/ysgolion/cwmpas/")
    put(SCOPE.format("cy"), "title: ", "title: a: ")
    expect(view.get_by_role("heading", level=1)).to_contain_text("Ni ellir dangos")
    put(SCOPE.format("cy"), "title: a: ", "title: ")
    expect(view.locator("#a-2-2")).to_be_visible()


def test_settings_that_cannot_be_read_leave_the_page_and_are_told_on_it(
    chromium: Browser, edited: tuple[Preview, Path], put: Callable[[str, str, str], None]
) -> None:
    view = opened(chromium, f"{edited[0].url}/cy/ysgolion/cwmpas/")
    put("mkdocs.yml", "nav:\n", "nav: [\n")
    told = view.get_by_role("alert")
    expect(told).to_contain_text("Nid oes modd adeiladu'r wefan")
    expect(told).to_contain_text("mkdocs.yml:")
    expect(view.locator("#a-2-2")).to_be_visible()
    assert view.evaluate("window.isTheSame")
    put("mkdocs.yml", "nav: [\n", "nav:\n")
    expect(told).to_be_hidden()


def test_another_title_is_shown_in_the_menu_of_another_page(
    chromium: Browser, edited: tuple[Preview, Path], put: Callable[[str, str, str], None]
) -> None:
    view = opened(chromium, f"{edited[0].url}/en/schools/breaches/")
    put(SCOPE.format("en"), "title: ", "title: Astonishing ")
    expect(view.locator(".polisi-menu")).to_contain_text("Astonishing")


def test_what_scripts_have_made_of_a_page_is_made_of_what_is_new_on_it(
    chromium: Browser, edited: tuple[Preview, Path], put: Callable[[str, str, str], None]
) -> None:
    view = opened(chromium, f"{edited[0].url}/en/schools/guidance/")
    new = "## An added part {#added-part}\n\n| One | Two |\n|---|---|\n| three | four |\n\n"
    put("docs/en/schools/guidance.md", "Social media provides", f"{new}Social media provides")
    expect(view.locator("#added-part")).to_be_visible()
    expect(view.locator(".polisi-scroll table")).to_have_count(1)
    link = view.locator("#added-part + .headerlink")
    assert link.get_attribute("title") == view.locator("h1 ~ .headerlink").get_attribute("title")
    expect(view.locator(".polisi-contents a[href='#added-part']")).to_have_count(1)
    assert view.evaluate("window.isTheSame")
