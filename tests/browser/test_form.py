"""The form on the page of the school policy, as a school's office meets it."""

import base64
import io
import json
import re
import struct
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from PIL import Image
from playwright.sync_api import Browser, Download, Locator, Page, expect

from polisi.export.files import file_name, stem
from polisi.fields import AnswersError, Schema, load, validate
from polisi.strings import say
from support import ROOT, Built

pytestmark = pytest.mark.browser

PATHS = {"en": "/en/schools/your-policy/", "cy": "/cy/ysgolion/eich-polisi/"}
NAMES = {"en": "Maerdy Primary School", "cy": "Ysgol Gynradd y Maerdy"}
WHOLE = {
    "school_name": NAMES,
    "document_owner": {"en": "Headteacher", "cy": "Pennaeth"},
    "approval_date": "2026-03-01",
    "mission_statement": {"en": "Learning together.", "cy": "Dysgu gyda'n gilydd."},
    "complaints_procedure_where": {"en": "from the school's website", "cy": "ar wefan yr ysgol"},
}


class Form:
    """The form in one language, by the names that its reader sees."""

    def __init__(self, page: Page, locale: str) -> None:
        self.page = page
        self.locale = locale
        self.document = page.locator("#polisi-document")
        self.open = page.locator(".app-open")
        self.errors = page.locator(".app-panel:not([hidden]) .app-errors")
        self.message = page.locator(".app-message")

    def say(self, key: str, **values: str) -> str:
        return say(self.locale, f"form_{key}", **values)

    def button(self, key: str, **values: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(key, **values), exact=True)

    def field(self, ident: str) -> Locator:
        return self.page.locator(f"#q-{ident}")

    def step(self, number: int) -> None:
        self.page.locator(".app-step").nth(number - 1).click()

    def last(self) -> None:
        self.page.locator(".app-step").last.click()

    def keep(self) -> Locator:
        if not self.page.locator("#app-keep").is_visible():
            self.page.locator(".app-keeping summary").click()
        return self.page.get_by_label(self.say("keep"))

    def opens(self, answers: Any) -> None:
        """Open a file of answers."""
        text = answers if isinstance(answers, str) else json.dumps(answers)
        self.page.locator("#app-file").set_input_files(
            {"name": "a.json", "mimeType": "application/json", "buffer": text.encode("utf-8")}
        )
        expect(self.message).to_be_visible()

    def saved(self) -> tuple[str, Any]:
        """Return the name and the content of the file of answers."""
        self.last()
        with self.page.expect_download() as download:
            self.page.locator(".app-panel:not([hidden])").get_by_role(
                "button", name=self.say("save_file")
            ).click()
        return download.value.suggested_filename, json.loads(content(download.value))

    def downloads(self, button: Locator) -> Download:
        with self.page.expect_download() as download:
            button.click()
        return download.value


@contextmanager
def served_folder(folder: Path) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


@pytest.fixture
def visit(chromium: Browser, served: str) -> Callable[..., Form]:
    def start(locale: str = "en", **options: Any) -> Form:
        page = chromium.new_context(**options).new_page()
        page.goto(served + PATHS[locale], wait_until="networkidle")
        return Form(page, locale)

    return start


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load(ROOT / "docs/data/fields.yml", "docs/data/fields.yml")


# -------------------------------------------------------------------- filling in
@pytest.mark.parametrize("locale", ["en", "cy"])
def test_the_keyboard_alone_fills_in_a_step_and_hears_what_is_open(
    visit: Callable[..., Form], locale: str
) -> None:
    form = visit(locale)
    keys = form.page.keyboard
    form.page.locator(".app-step").first.focus()
    keys.press("Enter")
    expect(form.page.locator(":focus")).to_contain_text(
        form.say("step", number="1", steps=str(form.page.locator(".app-step").count()))
    )
    keys.press("Tab")
    other = {"en": "cy", "cy": "en"}[locale]
    for language in (locale, other):  # the page's own language comes first
        expect(form.page.locator(":focus")).to_have_attribute("lang", language)
        keys.type(NAMES[language])
        keys.press("Tab")
    expect(form.document).to_contain_text(NAMES[locale])
    expect(form.page.locator(".app").get_by_role("status")).to_have_text(
        form.say("open_some", number="7")
    )
    form.field("school_name-en").focus()
    keys.press("Enter")
    expect(form.page.locator("h2:focus")).to_contain_text(
        form.say("step", number="2", steps=str(form.page.locator(".app-step").count()))
    )


def test_every_control_has_a_name_and_a_place_in_a_step(visit: Callable[..., Form]) -> None:
    form = visit("cy")
    nameless = form.page.evaluate(
        """() => [...document.querySelectorAll(".app :is(input, select, textarea)")]
            .filter((e) => !e.labels?.length || !e.labels[0].textContent.trim()).map((e) => e.id)"""
    )
    assert nameless == []
    assert form.page.locator("[lang=en] [lang=en], .app-step:empty").count() == 0


def test_names_stand_in_the_sentence_of_each_language(visit: Callable[..., Form]) -> None:
    form = visit("en")
    form.opens({**WHOLE, "school_name": {"en": "St James", "cy": "Ysgol Sant Iago"}})
    expect(form.document.locator("#a-6-7")).to_contain_text("On leaving St James' service")
    expect(form.document).to_contain_text("1 March 2026")
    form.page.get_by_role("button", name="Cymraeg", exact=True).click()
    expect(form.document).to_contain_text("1 Mawrth 2026")
    expect(form.document).to_contain_text("Ysgol Sant Iago")
    assert form.document.get_attribute("lang") == "cy"


def test_nothing_that_is_no_part_of_the_policy_is_in_the_preview(
    visit: Callable[..., Form],
) -> None:
    form = visit("en")
    expect(form.document.locator(".school-note, .correction")).to_have_count(0)
    expect(form.document).not_to_contain_text("make reference to school policy")
    expect(form.document.get_by_text("can be raised.")).to_be_attached()
    expect(form.document.locator('[data-field="logo"]')).to_be_hidden()


def test_the_schools_choices_change_the_preview(visit: Callable[..., Form]) -> None:
    form = visit("en")
    form.step(3)
    form.button("add").click()
    form.page.keyboard.type("Safeguarding Policy")
    form.page.locator("#q-related_policies-0-link").fill("https://school.example/s")
    link = form.document.get_by_role("link", name="Safeguarding Policy")
    expect(link).to_have_attribute("href", "https://school.example/s")
    form.field("personal_use_rule-en").fill("Phones stay in the staff room.")
    expect(form.document.locator("#a-6-13")).to_have_text(
        re.compile(r"^6\.13\s+Phones stay in the staff room\.$"), use_inner_text=True
    )
    expect(form.document.locator("#a-point-5")).to_be_visible()
    form.field("keep_breach_advice").uncheck()
    expect(form.document.locator("#a-point-5")).to_be_hidden()
    expect(form.document.locator("#a-appendix-1")).to_be_visible()
    form.button("remove_entry", number="1").click()
    expect(link).to_have_count(0)
    expect(form.button("add")).to_be_focused()


def test_links_of_the_policy_stay_on_the_page(visit: Callable[..., Form]) -> None:
    form = visit("en")
    form.document.get_by_role("link", name="4 Related policies").click()
    assert form.page.url.endswith(PATHS["en"] + "#a-related-policies")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_link_to_a_clause_leads_to_it(
    visit: Callable[..., Form], served: str, width: int
) -> None:
    form = visit("en", viewport={"width": width, "height": 800})
    form.page.goto("about:blank")
    form.page.goto(f"{served}{PATHS['en']}#a-9-4", wait_until="networkidle")
    expect(form.document.locator("#a-9-4")).to_be_in_viewport()


# -------------------------------------------------------------------- errors, open places
@pytest.mark.parametrize("locale", ["en", "cy"])
def test_a_mistake_is_told_in_the_readers_language_and_leads_to_its_field(
    visit: Callable[..., Form], locale: str
) -> None:
    form = visit(locale)
    form.step(2)
    for part, text in (("", "31"), ("-month", "2"), ("-year", "2026")):
        form.field(f"approval_date{part}").fill(text)
    form.button("next").click()
    expect(form.errors).to_be_focused()
    expect(form.errors).to_contain_text(form.say("error_date"))
    form.errors.get_by_role("link").click()
    expect(form.field("approval_date")).to_be_focused()
    expect(form.field("approval_date")).to_have_attribute("aria-invalid", "true")
    expect(form.field("approval_date")).to_have_accessible_description(
        re.compile(re.escape(form.say("error_date")))
    )
    form.field("approval_date").fill("28")
    expect(form.field("approval_date")).not_to_have_attribute("aria-invalid", "true")
    form.button("next").click()
    expect(form.errors).to_be_hidden()


@pytest.mark.parametrize(
    ("text", "key"),
    [("x" * 999, "error_long"), ("a\u0007b", "error_control"), ("a\u202eb", "error_direction")],
)
def test_what_no_document_can_hold_is_refused(
    visit: Callable[..., Form], schema: Schema, text: str, key: str
) -> None:
    form = visit("en")
    limit = str(schema.by_id["school_name"].max_length)
    form.field("school_name-en").evaluate(
        "(e, text) => { e.value = text; e.dispatchEvent(new Event('input')); }", text
    )
    form.last()
    form.button("word_of", title="School Based Staff Social Media Policy").click()
    expect(form.errors).to_contain_text(form.say(key, length="999", limit=limit))


def test_each_open_place_is_one_click_away_and_none_left_is_no_draft(
    visit: Callable[..., Form],
) -> None:
    form = visit("en")
    expect(form.page.locator(".app-bar .app-draft")).to_contain_text("8")
    form.open.get_by_role("button", name="Mission statement (in Welsh)").click()
    expect(form.field("mission_statement-cy")).to_be_focused()
    form.document.get_by_role("link", name="[document owner]").click()
    expect(form.field("document_owner-en")).to_be_focused()
    form.opens(WHOLE)
    expect(form.open.get_by_role("button")).to_have_count(0)
    expect(form.open).to_contain_text(form.say("open_none"))
    expect(form.page.locator(".app-draft:visible")).to_have_count(0)
    expect(form.document.locator(".gap:visible")).to_have_count(0)


# -------------------------------------------------------------------- answers
@pytest.mark.parametrize("locale", ["en", "cy"])
def test_a_saved_file_is_one_that_the_command_takes_and_the_form_opens(
    visit: Callable[..., Form], schema: Schema, locale: str
) -> None:
    form = visit(locale)
    form.opens({**WHOLE, "related_policies": [{"en": "A", "cy": "B", "link": "https://x.example"}]})
    name, raw = form.saved()
    assert (
        name
        == {
            "en": "maerdy-primary-school-answers.json",
            "cy": "ysgol-gynradd-y-maerdy-atebion.json",
        }[locale]
    )
    assert raw["$template"] == schema.version
    answers = validate(schema, raw)
    assert answers.text("school_name", "cy") == NAMES["cy"]
    again = visit(locale)
    again.opens(raw)
    assert again.saved()[1] == raw


def test_a_file_of_an_older_template_opens_and_says_what_has_changed(
    chromium: Browser, project: Path, tmp_path: Path
) -> None:
    fields = project / "docs/data/fields.yml"
    data = yaml.safe_load(fields.read_text(encoding="utf-8"))
    data["version"] = "2027-01"
    what = {"en": "The owner is now called keeper.", "cy": "Ceidwad yw'r perchennog bellach."}
    data["changes"] = [{"version": "2027-01", "what": what, "renamed": {"boss_name": "head_name"}}]
    fields.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    site = tmp_path / "built"
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "--site-dir", str(site)],
        cwd=project,
        check=True,
    )
    page = chromium.new_context().new_page()
    with served_folder(site) as url:
        page.goto(url + PATHS["cy"], wait_until="networkidle")
        form = Form(page, "cy")
        form.opens({**WHOLE, "$template": "2019-03", "boss_name": "Ann Jones", "fax": "1"})
        expect(form.message).to_contain_text("2019-03")
        expect(form.message).to_contain_text(what["cy"])
        expect(form.message).to_contain_text("fax")
        expect(form.field("head_name")).to_have_value("Ann Jones")


@pytest.mark.parametrize(("text", "key"), [("{", "error_not_json"), ("[1]", "error_not_answers")])
def test_a_file_of_another_kind_changes_nothing(
    visit: Callable[..., Form], text: str, key: str
) -> None:
    form = visit("cy")
    form.field("school_name-cy").fill("Ysgol y Bryn")
    form.opens(text)
    expect(form.message).to_have_text(form.say(key))
    expect(form.field("school_name-cy")).to_have_value("Ysgol y Bryn")


def test_answers_stay_in_this_browser_only_when_the_school_asks(
    visit: Callable[..., Form],
) -> None:
    form = visit("en")
    page = form.page
    stored = "Object.keys(localStorage).filter((key) => key.startsWith('polisi'))"
    form.field("school_name-en").fill("Hillside")
    page.wait_for_timeout(700)
    assert page.evaluate(stored) == []
    form.keep().check()
    form.field("school_name-en").fill("Hillside School")
    page.wait_for_timeout(700)
    page.reload(wait_until="networkidle")
    expect(form.field("school_name-en")).to_have_value("Hillside School")
    form.keep().uncheck()
    assert page.evaluate(stored) == []
    assert page.context.cookies() == []


def test_the_language_switch_takes_the_answers_along_and_leaves_none_behind(
    visit: Callable[..., Form],
) -> None:
    form = visit("en")
    form.field("school_name-cy").fill("Ysgol y Bryn")
    form.page.get_by_role("link", name="Cymraeg").first.click()
    form.page.wait_for_url(f"**{PATHS['cy']}*")  # with the place that was looked at
    expect(form.field("school_name-cy")).to_have_value("Ysgol y Bryn")
    assert form.page.evaluate("sessionStorage.length + localStorage.length") == 0


ODD = [
    "",
    " a \t b\u00a0c ",
    "a\r\n\r\nb",
    "a\vb\n \n\u2003\nc",
    "e\u0301 \u1e83 ŵ",
    "\ufeffa",
    "a\u200fb",
    "a\u202eb",
    "a\x00b",
    "a\x1fb",
    "a\x85b",
    "a\u2028b\u2029\u2029c",
    "\ufffe",
    *("\u2060\u200b\u00a0", "\u202e", "\u3164", "\u2800 \u034f", "\U000e0041\ufe0f", "\u00ad\x07"),
    *("\u0301", "\U0001f469\u200d\U0001f3eb", "\u200b-", "\u2028"),
    "\U0001f98a" * 300,
    "\U0001f98a" * 301,
    "x" * 301,
]


@pytest.mark.parametrize("kind", ["text", "longtext"])
def test_the_form_takes_and_cleans_what_the_command_does(
    visit: Callable[..., Form], schema: Schema, kind: str
) -> None:
    ident = {"text": "authors", "longtext": "personal_use_rule"}[kind]
    limit = schema.by_id[ident].max_length
    odd = [text.replace("x" * 301, "x" * (limit + 1)) for text in ODD]
    found = visit("en").page.evaluate(
        """async ([texts, field]) => {
            const { src } = document.querySelector("script[src$='/form.js']");
            const { clean, textProblem } = await import(new URL("answers.js", src));
            const long = field.type === "longtext";
            return texts.map((text) => textProblem(field, text) ? null : clean(text, long));
        }""",
        [odd, {"type": kind, "max_length": limit}],
    )
    taken: list[str | None] = []
    for text in odd:
        try:
            taken.append(validate(schema, {ident: text}).text(ident, "en") or "")
        except AnswersError:
            taken.append(None)
    assert found == taken


def test_files_are_named_as_the_command_names_them(visit: Callable[..., Form]) -> None:
    names = [
        "Ysgol Glân-y-môr",
        "../../x",
        "CON",
        "x" * 300,
        "\U0001f98a",
        "St James's",
        "Łódź ß",
        "-",
    ]
    found = visit("en").page.evaluate(
        """async (names) => {
            const { src } = document.querySelector("script[src$='/form.js']");
            const { fileName } = await import(new URL("store.js", src));
            return names.flatMap((name) => ["en", "cy"].map((locale) => fileName(name, locale)));
        }""",
        names,
    )
    assert found == [file_name(name, locale) for name in names for locale in ("en", "cy")]


def test_documents_are_named_as_the_command_names_them(visit: Callable[..., Form]) -> None:
    form = visit("en")
    found = form.page.evaluate(
        """async ([names, file]) => {
            const { src } = document.querySelector("script[src$='/form.js']");
            const { nameOf } = await import(new URL("documents.js", src));
            const words = JSON.parse(document.getElementById("polisi-form-data").text).file_words;
            const using = { locales: ["en", "cy"], name: (locale) => names[locale], words };
            return ["en", "cy", "en-cy-after", "cy-en-after", "en-cy-beside", "cy-en-beside"]
                .map((variant) => nameOf(file, [variant], using));
        }""",
        [NAMES, {"en": "letter-1", "cy": "llythyr-1"}],
    )
    orders = (["en"], "after"), (["cy"], "after"), (["en", "cy"], "after"), (["cy", "en"], "after")
    orders += (["en", "cy"], "beside"), (["cy", "en"], "beside")
    file = {"en": "letter-1", "cy": "llythyr-1"}
    assert found == [stem(NAMES, file[order[0]], order, layout=layout) for order, layout in orders]


ONE_LANGUAGE: list[dict[str, Any]] = [
    {},
    WHOLE,
    {"school_name": {"cy": "Ysgol A"}},
    {"school_name": {"en": "\u2060"}},
    {"mission_statement": {"en": "A"}},
    {"mission_statement": "A"},
    {"mission_statement": {"en": "A", "cy": "\u200b \u200f"}},
    {"personal_use_rule": {"cy": "A"}},
    {"personal_use_rule": {"cy": "\u00a0"}},
    {"head_title": {"en": "Acting head"}},
    {"letter_1_subject": {"cy": "A"}},
    {"related_policies": [{"en": "A", "cy": "B"}, {"en": "C"}, {"en": " ", "cy": "\u2060"}]},
    {"related_policies": {"en": ["A", "B"], "cy": ["C"]}},
    {"related_policies": {"en": ["A", ""], "cy": ["", "C"]}},
    {"related_policies": {"en": ["A"]}},
]


@pytest.mark.parametrize("locale", ["en", "cy"])
def test_the_form_calls_open_what_the_command_does(
    visit: Callable[..., Form], schema: Schema, locale: str
) -> None:
    found = visit(locale).page.evaluate(
        """async (texts) => {
            const { src } = document.querySelector("script[src$='/form.js']");
            const { openPlaces, read } = await import(new URL("answers.js", src));
            const data = document.getElementById("polisi-form-data").textContent;
            const { schema, locales } = JSON.parse(data);
            const each = ({ field, part }) => {
                const one = locales.find((locale) => part.split("-").pop() === locale);
                const wanted = one && !field.shared ? [one] : locales;
                return wanted.map((locale) => `${field.id}.${locale}`);
            };
            return texts.map((text) =>
                openPlaces(schema, read(schema, text, locales).answers, locales).flatMap(each));
        }""",
        [json.dumps(raw) for raw in ONE_LANGUAGE],
    )
    for raw, places in zip(ONE_LANGUAGE, found, strict=True):
        answers = validate(schema, raw)
        assert set(places) == {
            f"{field.id}.{each}"
            for field in schema.fields
            for each in ("en", "cy")
            if answers.is_open(field.id, each)
        }


# -------------------------------------------------------------------- one language only
def test_what_one_language_lacks_is_told_and_one_click_away(visit: Callable[..., Form]) -> None:
    form = visit("en")
    policies = [{"en": "A", "cy": "B"}, {"en": "C"}]
    rule = {"en": "Ours alone."}
    form.opens({**WHOLE, "related_policies": policies, "personal_use_rule": rule})
    expect(form.page.locator(".app-bar .app-draft")).to_contain_text("2")
    form.open.get_by_role("button", name="Number 2 (in Welsh)").click()
    expect(form.page.locator("#q-related_policies-1-cy")).to_be_focused()
    form.page.keyboard.type("D")
    expect(form.open.get_by_role("button")).to_have_count(1)
    expect(form.document.locator("#a-6-13")).to_contain_text("Ours alone.")
    form.page.get_by_role("button", name="Cymraeg", exact=True).click()
    clause = form.document.locator("#a-6-13")
    expect(clause.locator(".gap")).to_be_visible()
    expect(clause).not_to_contain_text("caniatáu", use_inner_text=True)
    clause.get_by_role("link", name="[").click()
    expect(form.field("personal_use_rule-cy")).to_be_focused()
    form.page.keyboard.type("Ein rheol.")
    expect(form.document.locator("#a-6-13")).to_contain_text("Ein rheol.")
    expect(form.open).to_contain_text(form.say("open_none"))


def test_a_policy_in_one_language_says_what_it_waits_for(visit: Callable[..., Form]) -> None:
    form = visit("en")
    form.opens({**WHOLE, "mission_statement": {"en": "We learn."}})
    form.page.emulate_media(media="print")
    expect(form.page.locator(".app-print")).to_contain_text("Mission statement (in Welsh)")
    form.page.emulate_media(media="screen")
    form.last()
    button = form.page.locator(".app-documents li").first.get_by_role("button").first
    text = text_of(content(form.downloads(button)))
    assert "Mission statement (in Welsh)" in text
    form.opens({**WHOLE, "letter_1_subject": {"en": "a teacher"}})
    form.page.emulate_media(media="print")
    expect(form.page.locator(".app-print")).to_be_hidden()


def test_a_school_that_is_no_primary_is_asked_how_appendix_5_begins(
    visit: Callable[..., Form],
) -> None:
    form = visit("en")
    printed = "parents, class teachers and the school community"
    paragraph = form.document.locator("#parent-carer-code + p")
    own = form.field("parent_code_opening-en")
    form.step(3)
    expect(own).to_be_hidden()
    for kind, is_asked in (("primary", False), ("special", True)):
        form.step(1)
        form.field("school_type").select_option(kind)
        form.step(3)
        expect(own).to_be_visible(visible=is_asked)
        expect(paragraph).to_contain_text(printed)
    own.fill("We and our pupils' families work together.")
    expect(paragraph).to_have_text(
        "We and our pupils' families work together.", use_inner_text=True
    )
    form.step(1)
    form.field("school_type").select_option("primary")
    form.step(3)
    expect(own).to_be_visible()  # what has been written is never out of sight
    own.fill("")
    expect(paragraph).to_contain_text(printed)
    assert form.saved()[1]["school_type"] == "primary"


# -------------------------------------------------------------------- files that do not fit
@pytest.mark.parametrize("locale", ["en", "cy"])
def test_a_file_with_bad_values_says_which_and_why_and_keeps_the_rest(
    visit: Callable[..., Form], schema: Schema, locale: str
) -> None:
    form = visit(locale)
    form.opens(
        {
            **WHOLE,
            "head_name": 7,
            "keep_breach_advice": "yes",
            "school_type": "castle",
            "letter_date": "soon",
            "approval_date": "2026-02-31",
            "authors": {"en": "Ann", "fr": "Anne", "cy": ["x"]},
            "version": "x" * 61,
            "logo": "logo.png",
            "related_policies": [
                {"en": "A", "cy": "B", "link": "ftp://x"},
                5,
                {"en": "C", "note": "x"},
            ],
            "fax": "1",
        }
    )
    said = form.message.inner_text()

    def unfit(ident: str, key: str, **values: str) -> str:
        name = schema.by_id[ident].label[locale]
        return form.say("note_unfit", name=name, why=form.say(key, **values))

    for line in (
        form.say("opened_partly"),
        unfit("head_name", "unfit_text"),
        unfit("keep_breach_advice", "unfit_yes_or_no"),
        unfit("school_type", "unfit_choice", given="castle"),
        unfit("letter_date", "unfit_date", given="soon"),
        unfit("authors", "unfit_key", id="fr"),
        unfit("authors", "unfit_text"),
        unfit("logo", "unfit_picture"),
        unfit("related_policies", "unfit_text"),
        unfit("related_policies", "unfit_key", id="note"),
        form.say("note_unknown", id="fax"),
        form.say("error_link"),
        form.say("error_long", length="61", limit="60"),
        form.say("error_date"),
    ):
        assert line in said
    expect(form.field("school_name-en")).to_have_value(NAMES["en"])
    expect(form.field("authors-en")).to_have_value("Ann")
    expect(form.field("version")).to_have_attribute("aria-invalid", "true")
    form.message.get_by_role("link", name=schema.by_id["approval_date"].label[locale]).click()
    expect(form.field("approval_date")).to_be_focused()
    expect(form.message).to_be_visible()
    raw = form.saved()[1]
    assert raw["mission_statement"] == WHOLE["mission_statement"]
    assert raw["related_policies"][1] == {"en": "C"}


def test_a_file_of_another_kind_leaves_what_is_not_saved_unsaved(
    visit: Callable[..., Form],
) -> None:
    form = visit("en")
    form.field("school_name-en").fill("Hillside")
    form.opens("{")
    asked: list[str] = []
    form.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.page.goto("about:blank")
    assert asked == ["beforeunload"]


# -------------------------------------------------------------------- hostile input
@pytest.mark.parametrize(
    "name",
    [
        "{{ 7*7 }} {% raw %}",
        "<script>alert(1)</script><img src=x onerror=alert(2)>",
        '"]=> &amp; ]]> =HYPERLINK("http://x")',
        "Ysgol Glân-y-môr e\u0301 \U0001f98a \u200fأ",
    ],
)
def test_a_strange_name_is_just_a_strange_name(visit: Callable[..., Form], name: str) -> None:
    form = visit("en")
    form.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    form.opens({"school_name": name, "mission_statement": name, "document_owner": name})
    shown = form.document.locator('[data-field="school_name"]').first
    assert shown.evaluate("e => e.textContent.normalize('NFD')") == shown.evaluate(
        "(e, name) => name.normalize('NFD')", name
    )
    assert form.document.locator("script, img").count() == 0
    file, raw = form.saved()
    assert re.fullmatch(r"[a-z0-9.-]+", file)
    assert raw["school_name"]["en"] == shown.text_content()


def png(width: int, height: int, *, real: bool = True) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    rows = b"".join(b"\0" + b"\x20\x60\x50" * width for _ in range(height)) if real else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"tEXt", b"Location\0Maerdy 51.67,-3.48")
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "error_picture_kind"),
        (b"PK\x03\x04" + bytes(40), "error_picture_kind"),
        (png(60, 40)[:-30], "error_picture_broken"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(50), "error_picture_broken"),
        (png(10000, 5000, real=False), "error_picture_large"),
    ],
)
def test_a_logo_that_is_none_is_refused(visit: Callable[..., Form], data: bytes, key: str) -> None:
    form = visit("cy")
    form.field("logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": data}
    )
    expect(form.page.locator("#q-logo-error")).to_have_text(form.say(key))
    expect(form.document.locator("img")).to_have_count(0)


def test_a_logo_is_shown_and_carries_no_place(visit: Callable[..., Form]) -> None:
    form = visit("en")
    form.field("logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": png(60, 40)}
    )
    shown = form.document.locator("img")
    expect(shown).to_have_attribute("alt", "School logo")
    assert shown.evaluate("async (e) => (await e.decode(), e.naturalWidth)") == 60
    data = base64.b64decode(form.saved()[1]["logo"].partition(",")[2])
    assert data.startswith(b"\x89PNG")
    assert b"Maerdy" not in data
    form.opens(WHOLE)
    form.field("logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": png(60, 40)}
    )
    expect(shown).to_have_attribute("alt", "Maerdy Primary School logo")


def jpeg(**more: Any) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), (20, 90, 60)).save(stream, "JPEG", **more)
    return stream.getvalue()


def clean_png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), (20, 90, 60)).save(stream, "PNG")
    return stream.getvalue()


def exif() -> bytes:
    made = Image.Exif()
    made[0x010E] = "SECRET"
    return made.tobytes()


@pytest.mark.parametrize(
    ("data", "kind", "kept"),
    [
        (clean_png(), "png", True),
        (clean_png() + b"SECRET", "png", False),
        (clean_png() + b"SECRET" + clean_png(), "png", False),
        (clean_png()[:33] + b"\0\0\0\6prIvSECRET\0\0\0\0" + clean_png()[33:], "png", False),
        (jpeg(), "jpeg", True),
        (jpeg(progressive=True), "jpeg", True),
        (jpeg() + b"SECRET\xff\xd9", "jpeg", False),
        (jpeg(exif=exif()), "jpeg", False),
        (jpeg(comment=b"SECRET"), "jpeg", False),
        (jpeg(icc_profile=b"SECRET"), "jpeg", False),
    ],
)
def test_a_logo_is_the_picture_and_nothing_else(
    visit: Callable[..., Form], data: bytes, kind: str, kept: bool
) -> None:
    found = visit("en").page.evaluate(
        """async (code) => {
            const { src } = document.querySelector("script[src$='/form.js']");
            const { fromUrl } = await import(new URL("picture.js", src));
            return fromUrl(`data:image/png;base64,${code}`);
        }""",
        base64.b64encode(data).decode(),
    )
    head, _, code = found.partition(",")
    made = base64.b64decode(code)
    assert head == f"data:image/{kind};base64"
    assert (made == data) is kept
    assert b"SECRET" not in made
    with Image.open(io.BytesIO(made)) as shown:
        assert shown.size == (60, 40)


def test_the_preview_keeps_lines_and_drops_rows_that_stay_empty(
    visit: Callable[..., Form],
) -> None:
    form = visit("en")
    rows = form.document.locator("table tr")
    before = rows.evaluate_all("all => all.filter((e) => !e.hidden).length")
    mission = {"en": "We learn.\nWe care.\n\nTogether.", "cy": "Dysgwn."}
    form.opens({**WHOLE, "mission_statement": mission, "authors": {"en": "A", "cy": "A"}})
    shown = rows.evaluate_all(
        "all => all.filter((e) => !e.hidden).map((e) => e.cells[0].textContent.trim())"
    )
    assert shown == ["Detail", "Document Name", "Document Owner", "Authors", "Approval Date"]
    assert before == 4
    expect(form.document.locator(".letter .gap")).to_have_count(0)
    expect(form.document.locator(".letter").first).to_contain_text("Dear " + "_" * 20)
    place = form.document.locator('[data-field="mission_statement"]')
    expect(place).to_have_js_property("innerText", "We learn.\nWe care.\n\nTogether.")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_name_without_spaces_stays_on_the_page(visit: Callable[..., Form], width: int) -> None:
    form = visit("en", viewport={"width": width, "height": 800})
    form.opens({**WHOLE, "school_name": "N" * 300, "head_name": "M" * 300})
    wider = "e => [...e.querySelectorAll('*')].filter((x) => x.scrollWidth > e.clientWidth).length"
    assert form.document.evaluate(wider) == 0


# -------------------------------------------------------------------- documents
def text_of(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    return "\n".join(t for t in document.element.body.itertext() if t.strip())


@pytest.mark.parametrize("locale", ["en", "cy"])
def test_a_word_file_holds_what_the_school_wrote(visit: Callable[..., Form], locale: str) -> None:
    form = visit(locale)
    form.opens(WHOLE)
    form.last()
    row = form.page.locator(".app-documents li").first
    download = form.downloads(row.get_by_role("button").first)
    assert re.fullmatch(
        {"en": r"maerdy-primary-school-.+-en\.docx", "cy": r"ysgol-gynradd-y-maerdy-.+-cy\.docx"}[
            locale
        ],
        download.suggested_filename,
    )
    text = text_of(content(download))
    assert NAMES[locale] in text
    assert {"en": "1 March 2026", "cy": "1 Mawrth 2026"}[locale] in text
    assert "[" not in re.sub(r"\[\d+\]", "", text)


def test_everything_comes_in_one_zip_in_the_languages_asked_for(
    visit: Callable[..., Form], schema: Schema
) -> None:
    form = visit("en")
    form.opens(WHOLE)
    form.last()
    form.page.get_by_label(form.say("both")).check()
    form.page.get_by_label(form.say("first_cy")).check()
    download = form.downloads(form.button("take_all"))
    assert download.suggested_filename == (
        "ysgol-gynradd-y-maerdy-maerdy-primary-school-polisi-ochr-yn-ochr-cy-en.zip"
    )
    with zipfile.ZipFile(io.BytesIO(content(download))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        # The council's own forms are no part of a school's policy.
        assert len(names) == len(set(names)) == len(schema.parts)
        assert all(name.endswith("-ochr-yn-ochr-cy-en.docx") for name in names)
        text = text_of(archive.read(names[0]))
    assert text.index("Ysgol Gynradd y Maerdy") < text.index("Maerdy Primary School")


def test_once_loaded_it_needs_no_connection(visit: Callable[..., Form]) -> None:
    form = visit("en")
    form.page.context.set_offline(True)
    form.opens(WHOLE)
    form.page.get_by_role("button", name="Cymraeg", exact=True).click()
    expect(form.document).to_contain_text(NAMES["cy"])
    form.last()
    form.page.get_by_label(form.say("each")).check()
    download = form.downloads(form.button("take_all"))
    assert download.suggested_filename.endswith("-policy-separate-en-cy.zip")
    with zipfile.ZipFile(io.BytesIO(content(download))) as archive:
        assert archive.testzip() is None


def test_nothing_that_is_written_is_sent(visit: Callable[..., Form]) -> None:
    form = visit("en")
    asked: list[str] = []
    form.page.on("request", lambda request: asked.append(request.url))
    form.opens(WHOLE)
    form.last()
    form.downloads(form.page.locator(".app-documents button").first)
    assert [url for url in asked if not url.startswith("blob:")] == []


def test_print_shows_the_policy_alone_and_marks_a_draft(visit: Callable[..., Form]) -> None:
    form = visit("en")
    form.page.emulate_media(media="print")
    expect(form.page.locator(".app-form")).to_be_hidden()
    expect(form.document).to_be_visible()
    expect(form.page.locator(".app-print")).to_be_visible()
    form.page.emulate_media(media="screen")
    form.opens(WHOLE)
    form.page.emulate_media(media="print")
    expect(form.page.locator(".app-print")).to_be_hidden()


def test_one_letter_is_printed_alone(visit: Callable[..., Form]) -> None:
    form = visit("en")
    form.page.evaluate(
        """() => { window.print = () => { window.printed = [
            document.title, [...document.querySelectorAll("#polisi-document > *")]
                .filter((e) => !e.classList.contains("app-unprinted") && e.id !== "polisi-status")
                .map((e) => e.textContent.trim()).filter(Boolean)]; }; }"""
    )
    form.last()
    row = form.page.locator(".app-documents li").nth(1)
    expect(row).to_contain_text("Letter (post about staff)")
    row.get_by_role("button").last.click()
    title, shown = form.page.evaluate("window.printed")
    assert title == "school-letter-1-en"
    assert len(shown) == 1
    assert "Dear" in shown[0]
    assert "Appendix" not in shown[0]
    row = form.page.locator(".app-documents li").nth(5)
    row.get_by_role("button").last.click()
    title, shown = form.page.evaluate("window.printed")
    assert title == "school-parent-carer-code-of-conduct-en"
    assert shown[0] == "School Parent / Carer Code of Conduct"
    expect(form.page.locator(".app-unprinted")).to_have_count(0)
    expect(form.document).to_contain_text("Appendix 5: School Parent / Carer Code of Conduct")


# -------------------------------------------------------------------- every reader
@pytest.mark.parametrize("locale", ["en", "cy"])
@pytest.mark.parametrize("width", [320, 390, 640, 1280])
def test_no_step_is_wider_than_its_screen(
    visit: Callable[..., Form], locale: str, width: int
) -> None:
    form = visit(locale, viewport={"width": width, "height": 800})
    form.opens({**WHOLE, "related_policies": [{"en": "W" * 90, "cy": "W" * 90}]})
    for number in range(form.page.locator(".app-step").count()):
        form.step(number + 1)
        assert not form.page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("locale", ["en", "cy"])
def test_without_script_the_page_says_what_to_do_and_shows_the_policy(
    visit: Callable[..., Form], locale: str
) -> None:
    form = visit(locale, java_script_enabled=False)
    expect(form.page.locator(".polisi-without-script")).to_be_visible()
    expect(form.page.locator(".polisi-without-script")).to_contain_text("polisi fill")
    expect(form.document.locator("#a-6-13")).to_be_visible()
    expect(form.page.locator(".app")).to_have_count(0)


def test_it_runs_under_a_strict_security_policy(chromium: Browser, served: str) -> None:
    page = chromium.new_context().new_page()
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'"
    )

    def strict(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer, headers={**answer.headers, "content-security-policy": policy}
        )

    page.route("**/*", strict)
    page.goto(served + PATHS["en"], wait_until="networkidle")
    form = Form(page, "en")
    # Material's own inline scripts are not what this is about: only what is refused from here on.
    page.evaluate(
        "window.refused = [];"
        "addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective))"
    )
    form.opens({**WHOLE, "logo": "data:image/png;base64," + base64.b64encode(png(9, 9)).decode()})
    expect(form.document.locator("img")).to_have_count(1)
    form.last()
    assert form.downloads(page.locator(".app-documents button").first)
    assert page.evaluate("refused") == []


def test_each_language_has_its_own_data(built: Built) -> None:
    for locale, path in PATHS.items():
        html = (built.folder / path.strip("/") / "index.html").read_text(encoding="utf-8")
        found = re.search(r'id="polisi-form-data">(.*?)</script>', html, re.S)
        assert found
        data = json.loads(found[1])
        assert data["locale"] == locale
        assert data["strings"]["next"] == say(locale, "form_next")
