"""The security policy in Chromium: it lets everything work that the site does, and nothing else."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from test_form import PATHS, WHOLE, Form, png

from polisi.site import policy
from support import Built

pytestmark = pytest.mark.browser

WATCH = """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.error(`refused: ${violatedDirective} ${blockedURI}`));"""


@pytest.fixture
def watched(chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what is complained of there: errors, warnings, what the policy refuses."""
    context = chromium.new_context()
    said: list[str] = []
    context.add_init_script(WATCH)
    context.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    page = context.new_page()
    yield page, said
    context.close()


def test_every_page_states_the_policy_first_and_loads_under_it(
    watched: tuple[Page, list[str]], built: Built, served: str
) -> None:
    page, said = watched
    states = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy.content_security_policy()}">'
    )
    for file in built.pages():
        html = file.read_text(encoding="utf-8")
        head = html[: html.index(states)]
        assert re.fullmatch(
            r"\s*<!doctype html>\s*<html[^>]*>\s*<head>\s*<meta charset[^>]*>\s*", head
        )
        path = file.relative_to(built.folder).as_posix()
        page.goto(f"{served}/{path.removesuffix('index.html')}", wait_until="load")
        # What scripts ask for when they have nothing else to do is asked for by then.
        page.evaluate("new Promise((done) => requestIdleCallback(() => setTimeout(done)))")
    assert said == []


@pytest.mark.parametrize(("start", "words"), [("/cy/", "ysgol"), ("/en/", "school")])
def test_reading_needs_nothing_that_is_refused(
    watched: tuple[Page, list[str]], served: str, start: str, words: str
) -> None:
    page, said = watched
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(served + start)
    page.locator("button.polisi-menu-button").click()
    expect(page.locator(".polisi-menu a:focus")).to_be_visible()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("textbox").fill(words)
    results = page.locator(".polisi-search-found a")
    expect(results.first).to_be_visible()
    page.keyboard.press("Enter")
    expect(results.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(served + start)
    page.locator("a[data-polisi-switch]").first.click()
    expect(page.locator("html")).not_to_have_attribute("lang", start.strip("/"))
    page.emulate_media(media="print")
    assert said == []


@pytest.mark.parametrize("locale", ["en", "cy"])
def test_filling_in_needs_nothing_that_is_refused(
    watched: tuple[Page, list[str]], served: str, locale: str
) -> None:
    page, said = watched
    page.add_init_script("window.print = () => { window.printed = true; };")
    page.goto(served + PATHS[locale], wait_until="networkidle")
    form = Form(page, locale)
    logo = "data:image/png;base64," + base64.b64encode(png(9, 9)).decode()
    form.opens({**WHOLE, "logo": logo})
    expect(form.document.locator("img")).to_be_visible()
    assert form.saved()[1]["school_name"] == WHOLE["school_name"]
    form.keep().check()
    page.get_by_role("button", name={"en": "Cymraeg", "cy": "English"}[locale], exact=True).click()
    expect(form.document).not_to_have_attribute("lang", locale)
    form.last()
    assert form.downloads(page.locator(".app-documents button").first).path()
    assert form.downloads(form.button("take_all")).path()
    form.button("print").first.click()
    page.wait_for_function("window.printed")
    assert said == []


PLANTED: dict[str, Callable[[str], str]] = {
    "script": lambda act: f"<script>{act}</script>",
    "handler": lambda act: f'<img src="/assets/images/none.svg" onerror="{act}">',
    "address": lambda act: f'<iframe src="javascript:parent.{act}"></iframe>',
    "foreign": lambda _: '<script src="https://foreign.example/x.js"></script>',
    "style": lambda _: '<p style="color: red">x</p>',
}


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_in_a_page_does_not_act(
    watched: tuple[Page, list[str]], built: Built, served: str, kind: str
) -> None:
    page, said = watched
    html = (built.folder / "en/index.html").read_text(encoding="utf-8")
    planted = html.replace("</article>", PLANTED[kind]("acted=true") + "</article>", 1)
    assert planted != html
    assert policy.inline(planted) or kind == "foreign"
    page.route(f"{served}/en/", lambda route: route.fulfill(body=planted, content_type="text/html"))
    page.goto(f"{served}/en/", wait_until="networkidle")
    assert page.evaluate("window.acted") is None
    assert any(text.startswith("refused: ") for text in said)


def test_a_page_asks_no_other_host_even_if_it_is_told_to(
    watched: tuple[Page, list[str]], served: str
) -> None:
    page, _ = watched
    page.goto(f"{served}/en/", wait_until="networkidle")
    with page.expect_console_message(lambda m: "refused: img-src" in m.text):
        page.evaluate("new Image().src = 'https://foreign.example/x.png'")
    with page.expect_console_message(lambda m: "refused: connect-src" in m.text):
        page.evaluate("fetch('https://foreign.example/').catch(() => 0)")


def test_another_site_cannot_frame_a_page(
    chromium: Browser, served: str, watched: tuple[Page, list[str]]
) -> None:
    page, _ = watched
    page.route(
        "http://frame.example/",
        lambda route: route.fulfill(
            body=f'<iframe src="{served}/en/"></iframe>', content_type="text/html"
        ),
    )
    page.goto("http://frame.example/", wait_until="networkidle")
    assert page.frames[1].locator("article").count() == 0


def test_the_hosts_headers_are_those_of_the_pages(built: Built) -> None:
    stated = policy.content_security_policy()
    for name in ("_headers", "_nginx.conf"):
        text = (built.folder / name).read_text(encoding="utf-8")
        assert f"{stated}; frame-ancestors 'none'" in text
        assert "unsafe" not in text


def test_the_data_of_a_page_is_no_script(built: Built) -> None:
    html = (built.folder / "en/index.html").read_text(encoding="utf-8")
    found: Any = re.search(
        r'<script id="polisi-search" type="application/json">(.*?)</script>', html
    )
    assert set(json.loads(found[1])) == {"base", "index", "words"}
