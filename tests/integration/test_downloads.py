"""What can be taken away as Word and PDF, in each language and both: forms, the whole policy."""

import io
from pathlib import Path

import docx
import pymupdf
import pytest
from docx.text.paragraph import Paragraph
from lxml import html as lxml_html

from polisi.site import downloads
from support import Built
from wordtext import W

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


@pytest.mark.parametrize(
    ("locale", "path"), [*FORMS, ("en", "policy/whole"), ("cy", "polisi/polisi-cyfan")]
)
def test_each_file_is_offered_with_its_own_size(built: Built, locale: str, path: str) -> None:
    folder = built.folder / locale / path
    page = lxml_html.fromstring((folder / "index.html").read_text(encoding="utf-8"))
    for link in page.xpath("//div[@class='polisi-downloads']//a"):
        size = (folder / link.get("href")).stat().st_size / 1024
        said = link.text_content().rpartition(", ")[2].split()
        assert said[1] == "KB"
        assert abs(int(said[0]) - size) <= 0.5, link.get("href")


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1, "1 KB"),
        (45 * 1024 + 300, "45 KB"),
        (1_048_575, "1024 KB"),
        (1_048_576, "1.0 MB"),
        (2_726_298, "2.6 MB"),
    ],
)
def test_a_size_is_told_as_it_is_now_and_an_unknown_one_not_at_all(size: int, said: str) -> None:
    html = '<a>Word<span data-file="a.docx"></span></a><a><span data-file="b"></span></a>'
    once = downloads.sized(html, {"a.docx": 999_999})
    again = downloads.sized(once, {"a.docx": size})
    words = ", " + said.replace(" ", "\N{NO-BREAK SPACE}")
    assert again == html.replace('a.docx">', f'a.docx">{words}')
    assert downloads.sized(again, {}) == again


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


DRAFTS = {
    ("cy",): "Cyfieithiad drafft yw hwn; nid oes neb wedi cymeradwyo'r cyfan ohono eto.",
    ("cy", "en"): (
        "Cyfieithiad drafft yw'r testun yn Gymraeg; nid oes neb wedi cymeradwyo'r cyfan ohono eto."
    ),
}
ENGLISH_SAYS = "The text in Welsh is a draft translation; nobody has approved all of it yet."


def offered(built: Built) -> list[tuple[Path, tuple[str, ...]]]:
    """Return every file with its languages."""
    files = sorted((built.folder / "assets/documents").glob("*.*"))
    ends = (("cy-en", ("cy", "en")), ("-cy", ("cy",)), ("-en", ("en",)))
    return [
        (file, next(locales for end, locales in ends if file.stem.endswith(end)))
        for file in files
        if file.suffix in (".pdf", ".docx")
    ]


def test_what_nobody_has_approved_says_so_below_its_title(built: Built) -> None:
    for file, locales in offered(built):
        data = file.read_bytes()
        if file.suffix == ".docx":
            said = [p for p in docx_paragraphs(data) if p.style.name == "Remark"]
            first = " ".join(p.text for p in said)
            tags = {tag.get(f"{W}val") for p in said for tag in p._p.iter(f"{W}lang") if p.text}
            assert tags == ({f"{each}-GB" for each in locales} if said else set())
        else:
            page = pymupdf.open(stream=data)[0]
            # Column by column: the lines of one block.
            first = " ".join(" ".join(block[4].split()) for block in page.get_text("blocks"))
        for expected, line in DRAFTS.items():
            assert (line in first) == (locales == expected), file.name
        assert (ENGLISH_SAYS in first) == (locales == ("cy", "en")), file.name
        assert "This is a draft translation" not in first, "the English was there first"


NOTES = {"en": ("note 28", "Two telephone numbers"), "cy": ("nodyn 28", "Rhoddir dau rif ffôn")}


def test_the_whole_policy_marks_its_notes_and_lists_them_at_its_end(built: Built) -> None:
    for file, locales in offered(built):
        is_whole = "2019" in file.stem
        data = file.read_bytes()
        text = (word_text if file.suffix == ".docx" else pdf_text)(data).replace("\xa0", " ")
        for locale, (mark, note) in NOTES.items():
            shown = is_whole and locale in locales
            assert ((mark in text) and (note in text)) == shown, file.name
            assert not shown or text.rindex(mark) < text.rindex(note)


def test_a_form_says_where_its_notes_are_and_stays_one_sheet(built: Built) -> None:
    where = {
        "en": "https://polisi.example/en/about/corrections/",
        "cy": "https://polisi.example/cy/am-y-wefan-hon/cywiriadau/",
    }
    for file, locales in offered(built):
        if "2019" in file.stem:
            continue
        data = file.read_bytes()
        if file.suffix == ".pdf":
            opened = pymupdf.open(stream=data)
            assert opened.page_count == 2, file.name
            links = {link["uri"] for link in opened[0].get_links() if "uri" in link}
        else:
            links = {rel.target_ref for rel in docx.Document(io.BytesIO(data)).part.rels.values()}
        assert {each for each in where if where[each] in links} == set(locales), file.name


def docx_paragraphs(data: bytes) -> list[Paragraph]:
    document = docx.Document(io.BytesIO(data))
    return [Paragraph(p, document._body) for p in document.element.body.iter(f"{W}p")]


def word_text(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return " ".join("".join(body.itertext()).split())


def pdf_text(data: bytes) -> str:
    document = pymupdf.open(stream=data)
    return " ".join(" ".join(page.get_text() for page in document).split())
