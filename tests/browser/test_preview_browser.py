"""The preview in Chromium, as an editor meets it: findings on the pages, and the editors' pages."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect

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
