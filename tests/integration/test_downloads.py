"""What can be taken away as Word and PDF, in each language and both: forms, the whole policy."""

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


WHOLE = {
    "en": ("policy/whole", "in Welsh", "in English", "in both languages, side by side"),
    "cy": ("polisi/polisi-cyfan", "yn Gymraeg", "yn Saesneg", "yn y ddwy iaith, ochr yn ochr"),
}
TITLES = ("Polisi Cyfryngau Cymdeithasol 2019", "Social Media Policy 2019")
CONCLUSIONS = ("10. Casgliad", "10. Conclusion")


@pytest.mark.parametrize("locale", WHOLE)
def test_the_whole_policy_is_offered_with_its_own_title_and_languages(
    built: Built, locale: str
) -> None:
    path, *offered = WHOLE[locale]
    folder = built.folder / locale / path
    page = lxml_html.fromstring((folder / "index.html").read_text(encoding="utf-8"))
    links = page.xpath("//div[@class='polisi-downloads']//a")
    names = [f"{kind}, {words}" for words in offered for kind in ("Word", "PDF")]
    assert [link.text for link in links] == names
    sides = [(0,), (1,), (0, 1)]
    for index, link in enumerate(links):
        data = (folder / link.get("href")).read_bytes()
        own = sides[index // 2]
        title = " / ".join(TITLES[each] for each in own)
        if index % 2 == 0:
            said = docx.Document(io.BytesIO(data)).core_properties
            assert (said.title, said.language) == (
                title,
                ", ".join(("cy-GB", "en-GB")[s] for s in own),
            )
            assert "2019-03" not in said.keywords, "that is the version of the school's template"
            text = word_text(data)
        else:
            opened = pymupdf.open(stream=data)
            assert opened.metadata["title"] == title
            text = pdf_text(data)
        for side in (0, 1):
            words = CONCLUSIONS[side] if index % 2 else CONCLUSIONS[side].partition(" ")[2]
            assert (words in text) == (side in own), (link.get("href"), words)
        for words in ("whole policy on one page", "polisi cyfan ar un dudalen"):
            assert words not in text, "the words of the page are the site's"


def test_the_contents_of_the_whole_policy_lead_to_the_page_itself(built: Built) -> None:
    page = lxml_html.fromstring(
        (built.folder / "cy/polisi/polisi-cyfan/index.html").read_text(encoding="utf-8")
    )
    links = {a.text: a.get("href") for a in page.xpath("//article//li/a")}
    assert links["9. Torri'r Polisi"] == "#breaches"
    assert links["6.1. Ceisiadau am Fynediad a Sefydlu Cyfrifon"] == "#access-requests-and-set-up"
    assert links["Atodiad C - Proses ar gyfer Cael a Storio Caniatâd"] == "../../caniatad/"


def word_text(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return " ".join("".join(body.itertext()).split())


def pdf_text(data: bytes) -> str:
    document = pymupdf.open(stream=data)
    return " ".join(" ".join(page.get_text() for page in document).split())
