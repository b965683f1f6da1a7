"""The forms to take away: each language and both on one sheet, as Word and PDF."""

import io

import docx
import pymupdf
import pytest
from lxml import html as lxml_html

from support import Built

FORMS = {
    ("en", "consent/form"): ("Home Address:", "Cyfeiriad Cartref:"),
    ("cy", "caniatad/ffurflen"): ("Home Address:", "Cyfeiriad Cartref:"),
    ("en", "forms/access-request"): ("Service Area:", "Maes Gwasanaeth:"),
    ("cy", "ffurflenni/cais-am-fynediad"): ("Service Area:", "Maes Gwasanaeth:"),
}
OFFERED = {
    "en": ("in Welsh", "in English", "in both languages on one sheet"),
    "cy": ("yn Gymraeg", "yn Saesneg", "yn y ddwy iaith ar un ddalen"),
}


@pytest.mark.parametrize(("locale", "path"), FORMS)
def test_a_form_is_offered_in_each_language_and_both(built: Built, locale: str, path: str) -> None:
    folder = built.folder / locale / path
    page = lxml_html.fromstring((folder / "index.html").read_text(encoding="utf-8"))
    links = page.xpath("//div[@class='polisi-downloads']//a")
    names = [f"{kind}, {words}" for words in OFFERED[locale] for kind in ("Word", "PDF")]
    assert [link.text for link in links] == names
    english, welsh = FORMS[locale, path]
    has = [(False, True), (True, False), (True, True)]
    for index, link in enumerate(links):
        data = (folder / link.get("href")).read_bytes()
        text = word_text(data) if index % 2 == 0 else pdf_text(data)
        assert (english in text, welsh in text) == has[index // 2], link.get("href")


def test_the_consent_form_in_both_languages_is_one_sheet(built: Built) -> None:
    (path,) = (built.folder / "assets/documents").glob("*lluniau-fideos-photo*.pdf")
    assert pymupdf.open(path).page_count == 2


def word_text(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return " ".join("".join(body.itertext()).split())


def pdf_text(data: bytes) -> str:
    document = pymupdf.open(stream=data)
    return " ".join(" ".join(page.get_text() for page in document).split())
