"""A page on paper, as Chromium prints it."""

import re

import pymupdf
import pytest
from lxml import html as lxml_html
from playwright.sync_api import Browser, expect

from support import Built

pytestmark = pytest.mark.browser

SITE = "https://polisi.example"
PAGES = [
    ("en", "policy/professional-use/"),
    ("cy", "polisi/defnydd-proffesiynol/"),
    ("en", "policy/whole/"),
    ("cy", "polisi/polisi-cyfan/"),
    ("cy", "ysgolion/torrir-polisi/"),
    ("en", "schools/reporting-content/"),
]


def printed(chromium: Browser, served: str, address: str, **more: object) -> pymupdf.Document:
    page = chromium.new_context(**more).new_page()  # type: ignore[arg-type]
    page.goto(f"{served}/{address}")
    return pymupdf.open("pdf", page.pdf(format="A4", prefer_css_page_size=True))


def shown_at(built: Built, locale: str, address: str) -> lxml_html.HtmlElement:
    file = built.folder / locale / address / "index.html"
    return lxml_html.fromstring(file.read_text(encoding="utf-8"))


def squeezed(text: str) -> str:
    """Return a text without spaces: an address goes on in the next line wherever it must."""
    return "".join(text.split())


@pytest.fixture(scope="module", params=PAGES, ids="/".join)
def paper(
    request: pytest.FixtureRequest, chromium: Browser, served: str
) -> tuple[str, str, pymupdf.Document]:
    locale, address = request.param
    return locale, address, printed(chromium, served, f"{locale}/{address}")


def test_paper_says_where_it_is_from_and_how_it_stands(
    paper: tuple[str, str, pymupdf.Document], built: Built
) -> None:
    locale, address, document = paper
    first = document[0].get_text()
    assert f"{SITE}/{locale}/{address}" in squeezed(first)
    (shown,) = shown_at(built, locale, address).xpath("//p[@class='polisi-status']/text()[1]")
    assert squeezed(shown) in squeezed(first)
    assert {"en": "March 2019", "cy": "Mawrth 2019"}[locale] in shown


def test_paper_holds_nothing_that_only_a_screen_can_use(
    paper: tuple[str, str, pymupdf.Document],
) -> None:
    *_, document = paper
    lines = [line.strip() for page in document for line in page.get_text().splitlines()]
    for word in ("Cymraeg", "English", "Menu", "Dewislen", "#"):
        assert word not in lines
    assert not [line for line in lines if line.endswith("#")]
    assert [line for line in lines if re.fullmatch(r"\d+ / \d+", line)] == [
        f"{number} / {len(document)}" for number in range(1, len(document) + 1)
    ]


def lines_of(page: pymupdf.Page) -> list[tuple[str, float]]:
    """Return the lines of a page from top to bottom, with their size, without its number."""
    lines = [
        (
            line["bbox"][3],
            line["bbox"][0],
            squeezed("".join(span["text"] for span in line["spans"])),
            line["spans"][0]["size"],
        )
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
    ]
    return [line[2:] for line in sorted(lines) if not re.fullmatch(r"\d+/\d+", line[2])]


def test_pages_end_and_begin_cleanly(
    paper: tuple[str, str, pymupdf.Document], built: Built
) -> None:
    locale, address, document = paper
    (article,) = shown_at(built, locale, address).xpath("//article")
    begun = article.xpath(".//p | .//li | .//figcaption | .//*[starts-with(name(), 'h')]")
    blocks = [squeezed(block.text_content()) for block in begun]
    pages = [lines_of(page) for page in document]
    words = max(len(text) and size for lines in pages for text, size in lines[2:] if len(text) > 60)
    for lines in pages:
        assert lines[-1][1] <= words, f"a heading stands last: {lines[-1]}"
    for (first, _), *_ in pages[1:]:
        begins = first.removeprefix("•")[:20]
        assert any(block.startswith(begins) for block in blocks), first


@pytest.mark.parametrize(
    ("address", "said", "unsaid"),
    [
        (
            "en/policy/professional-use/",
            f"Appendix 2 ({SITE}/en/forms/access-request/)",
            "#annual-charge",
        ),
        (
            "cy/polisi/",
            f"7. Aelodau Etholedig ({SITE}/cy/polisi/aelodau-etholedig/)",
            "(alex.gravell@rctcbc.gov.uk)",  # its words are the address
        ),
        (
            "cy/ysgolion/torrir-polisi/",
            f"{SITE}/cy/ysgolion/llythyr-1/",
            "(https://polisi.example/cy/ysgolion/torrir-polisi/#a-9-4",  # on this very page
        ),
        (
            "en/schools/reporting-content/",
            "http://uk.ratemyteachers.com/",
            "(http://uk.ratemyteachers.com/)",
        ),
    ],
)
def test_paper_says_where_links_lead(
    chromium: Browser, served: str, address: str, said: str, unsaid: str
) -> None:
    text = "".join(page.get_text() for page in printed(chromium, served, address))
    assert squeezed(said) in squeezed(text)
    assert squeezed(unsaid) not in squeezed(text)


def test_paper_says_where_links_to_other_sites_lead_without_a_script(
    chromium: Browser, served: str
) -> None:
    address = "cy/am-y-wefan-hon/hygyrchedd/"
    document = printed(chromium, served, address, java_script_enabled=False)
    text = "".join(page.get_text() for page in document)
    said = "Rheoliadau (https://www.legislation.gov.uk/uksi/2018/852)"
    assert squeezed(said) in squeezed(text)


@pytest.mark.parametrize(
    ("address", "mark", "note"),
    [
        ("en/policy/personal-use/", "note 28", "Two telephone numbers are given"),
        ("cy/polisi/defnydd-personol/", "nodyn 28", "Rhoddir dau rif ffôn"),
    ],
)
def test_paper_lists_the_notes_that_it_marks_and_a_screen_does_not(
    chromium: Browser, served: str, address: str, mark: str, note: str
) -> None:
    document = printed(chromium, served, address)
    text = squeezed("".join(page.get_text() for page in document))
    assert text.index(squeezed(mark)) < text.rindex(squeezed(f"{mark}: {note}"))
    page = chromium.new_context().new_page()
    page.goto(f"{served}/{address}")
    expect(page.locator(".polisi-notes")).to_be_hidden()
    numbers = page.locator(".correction a").all_inner_texts()
    assert set(page.locator(".polisi-notes strong").all_text_contents()[1:]) == set(numbers)
