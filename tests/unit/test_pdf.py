"""A PDF says what its page says and no more, in tags that a screen reader can follow."""

import base64
import io
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import outloud
import page as page_validation
import pikepdf
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from polisi.export.parts import document_page
from polisi.export.pdf import About, PdfError, document_pdf, page_pdf, pdf
from polisi.export.remarks import remarks
from polisi.fields import Answers, Schema, validate
from polisi.fill import fill
from polisi.model import Kind, Page
from polisi.project import Project, load_project
from support import ROOT

POLICY = "schools/your-policy.md"
LETTER = "schools/letter-1.md"
CONSENT = "consent/form.md"
FORMS = (CONSENT, "forms/access-request.md")
WHOLE = "policy/whole.md"
UNFILLED = (*FORMS, WHOLE)


# ---------------------------------------------------------------------- what the tests work on
@cache
def loaded() -> Project:
    return load_project(ROOT / "mkdocs.yml")


def schema() -> Schema:
    found = loaded().schema
    assert found is not None
    return found


def page(path: str, locale: str) -> Page:
    site = loaded().site
    return (site.source if locale == "en" else site.target)[path]


def logo() -> str:
    made = io.BytesIO()
    Image.new("RGB", (60, 20), (20, 90, 60)).save(made, "PNG")
    return "data:image/png;base64," + base64.b64encode(made.getvalue()).decode()


@cache
def answers(name: str = "St James' School", **more: Any) -> Answers:
    every = {
        "school_name": {"en": name, "cy": f"{name} (Cymraeg)"},
        "logo": logo(),
        "document_owner": {"en": "Headteacher", "cy": "Pennaeth"},
        "approval_date": "2026-03-01",
        "mission_statement": {"en": "Learn.\n\nTogether.", "cy": "Dysgu.\n\nGyda'n gilydd."},
        "complaints_procedure_where": {"en": "from the office", "cy": "o'r swyddfa"},
        "related_policies": [
            {"en": "Safeguarding", "cy": "Diogelu", "link": "https://example.org/a"},
            {"en": "Behaviour", "cy": "Ymddygiad"},
        ],
        **more,
    }
    return validate(schema(), every)


SMALL: Mapping[str, Any] = {"school_name": "Ysgol y Graig"}


@cache
def made(path: str, locales: tuple[str, ...], layout: Any = "after", draft: bool = False) -> bytes:
    pages = [page(path, locale) for locale in locales]
    if path in UNFILLED:
        return page_pdf(pages, layout=layout)
    given = validate(schema(), SMALL) if draft else answers()
    return document_pdf(pages, given, layout=layout, original=page(path, "en"))


CASES = [
    (path, locales, layout)
    for path in (POLICY, LETTER, "schools/letter-2.md", "schools/parent-carer-code-of-conduct.md")
    for locales, layout in ((("en",), "after"), (("cy",), "after"), (("cy", "en"), "beside"))
] + [
    (POLICY, ("en", "cy"), "after"),
    *(
        (path, locales, "beside")
        for path in UNFILLED
        for locales in (("en",), ("cy",), ("cy", "en"))
    ),
]


# ---------------------------------------------------------------------- how they read a PDF
def squashed(text: str) -> str:
    """Text as it can be compared however lines are broken."""
    return re.sub(r"[\s\u200b\u2060]", "", unicodedata.normalize("NFKC", text))


def bodies(data: bytes) -> list[str]:
    """The text of each page without its head."""
    found = []
    for sheet in pymupdf.open(stream=data):
        below = pymupdf.Rect(0, 58, sheet.rect.width, sheet.rect.height)
        found.append(squashed(sheet.get_text(clip=below)))
    return found


def text(data: bytes) -> str:
    return "".join(bodies(data))


def elements(data: bytes) -> Iterator[tuple[str, str, str]]:
    """Every element of the structure tree in reading order: its tag, description and language."""

    def walk(node: Any) -> Iterator[tuple[str, str, str]]:
        if isinstance(node, pikepdf.Array):
            for inner in node:
                yield from walk(inner)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield str(node.S)[1:], str(node.get("/Alt", "")), str(node.get("/Lang", ""))
            yield from walk(node.get("/K"))

    with pikepdf.open(io.BytesIO(data)) as opened:
        yield from walk(opened.Root.StructTreeRoot.K)


def tags(data: bytes) -> list[str]:
    return [tag for tag, _, _ in elements(data)]


def left_over(found: str, pieces: Sequence[str]) -> str:
    """What stands in a text beside some pieces, which must stand there in their order."""
    rest, at = "", 0
    for piece in pieces:
        start = found.find(piece, at)
        assert start >= 0, f"lost or out of order: {piece!r} after {found[max(0, at - 80) : at]!r}"
        rest += found[at:start] + "|"
        at = start + len(piece)
    return rest + found[at:]


def pieces(of: Page) -> tuple[list[str], list[str]]:
    """The texts of a page and of its footnotes, a clause's label before its words."""
    texts, notes = [], []
    for segment in of.segments:
        if "site-note" in segment.containers:
            continue
        if segment.kind is Kind.FOOTNOTE:
            notes.append(squashed(segment.text))
        elif not any(link.image for link in segment.links):  # a picture is described, not said
            # An id of its own (`{#id}`) is no text.
            calls = re.split(r"\[\^[^\]]+\]|\{#[^}]+\}", segment.source)
            calls = calls if segment.footnotes else None
            texts += [segment.label or "", *(calls or [segment.text])]
    return [piece for piece in map(squashed, texts) if piece], notes


# ---------------------------------------------------------------------- what it says
@pytest.mark.parametrize("locale", ["en", "cy"])
@pytest.mark.parametrize("path", [*schema().parts, *UNFILLED])
def test_it_says_what_the_page_says_in_that_order_and_no_more(path: str, locale: str) -> None:
    own = page(path, locale)
    if path in UNFILLED:
        filled, data = document_page(own), page_pdf([own])
    else:
        filled = fill(document_page(own), answers()).page
        data = document_pdf([own], answers())
    words, notes = pieces(filled)
    found = text(data)
    for number, note in enumerate(notes, start=1):
        assert f"{number}{note}" in found
        found = found.replace(f"{number}{note}", "")
    # Bullets, numbers of lists and of footnotes; in the contents dots and the number of the page.
    for rest in left_over(found, words).split("|"):
        assert re.fullmatch(r"(\.*\d+)?[•‣]?(\d+\.)?\d?", rest), rest


def test_the_head_of_each_page_has_the_name_and_the_page_in_its_language() -> None:
    for locale, name, says in (("en", "", "Page"), ("cy", " (Cymraeg)", "Tudalen")):
        opened = pymupdf.open(stream=made(POLICY, (locale,)))
        of = {"en": "of", "cy": "o"}[locale]
        for number, sheet in enumerate(opened, start=1):
            head = " ".join(sheet.get_text(clip=pymupdf.Rect(0, 0, 600, 58)).split())
            assert head == f"St James' School{name} {says} {number} {of} {len(opened)}"


def test_a_long_name_leaves_room_for_the_text() -> None:
    given = answers("Ysgol " * 33)
    (sheet,) = pymupdf.open(stream=document_pdf([page(LETTER, "en")], given))
    assert "Ysgol …" in sheet.get_text(clip=pymupdf.Rect(0, 0, 600, 58))


@pytest.mark.parametrize("locales", [("en",), ("cy", "en")])
def test_no_line_runs_off_the_page_however_long_a_word_is(locales: tuple[str, ...]) -> None:
    listed = [{"en": "W" * 300, "cy": "M" * 300, "link": "https://example.org/"}]
    given = validate(schema(), {"school_name": "N" * 300, "related_policies": listed})
    pages = [page(POLICY, locale) for locale in locales]
    data = document_pdf(pages, given, layout="beside", original=page(POLICY, "en"))
    for sheet in pymupdf.open(stream=data):
        edge = sheet.rect.width - 40
        for *box, word, _, _, _ in sheet.get_text("words"):
            assert box[2] < edge, word
    head = pymupdf.open(stream=data)[0].get_text(clip=pymupdf.Rect(0, 0, 600, 58))
    assert "N" * 20 in squashed(head)


def test_a_part_alone_is_no_appendix() -> None:
    for path in schema().parts[1:]:
        for locale in ("en", "cy"):
            data = made(path, (locale,))
            own = page(path, locale).meta["document_title"]
            name = answers().text("school_name", locale)
            with pikepdf.open(io.BytesIO(data)) as opened:
                assert opened.docinfo["/Title"] == f"{own} – {name}"
            heads = [h for h in ("H1",) if h in tags(data)]
            assert heads == ([] if "letter" in path else ["H1"])
            assert not re.search(r"(Appendix|Atodiad)\d:", text(data))


def test_the_first_page_of_a_letter_is_not_counted() -> None:
    long = answers(letter_1_reasons="\n\n".join(["Words."] * 60))
    first, second, *_ = pymupdf.open(stream=document_pdf([page(LETTER, "en")], long))
    heads = [sheet.get_text(clip=pymupdf.Rect(0, 0, 600, 58)) for sheet in (first, second)]
    assert ["Page" in head for head in heads] == [False, True]


def test_a_section_of_a_form_stands_on_one_side_of_the_sheet() -> None:
    for locales in (("en",), ("cy",), ("cy", "en")):
        sides = bodies(made(CONSENT, locales, "beside"))
        assert len(sides) == 2
        own = page(CONSENT, locales[-1])
        starts = [squashed(s.text) for s in own.segments if s.kind is Kind.HEADING][1:]
        for number, start in enumerate(starts):
            after = starts[number + 1 : number + 2]
            side = next(side for side in sides if start in side)
            rest = side.partition(start)[2].partition(after[0])[0] if after else side
            labels = [squashed(s.text) for s in own.segments if s.kind is Kind.FIELD]
            wanted = {2: labels[10:13], 3: labels[13:16], 4: labels[16:]}.get(number, [])
            assert all(label in rest for label in wanted), start


def test_a_finished_document_has_no_gap_and_no_notice() -> None:
    for locale in ("en", "cy"):
        found = text(made(POLICY, (locale,)))
        assert "{{" not in found
        assert "[" not in found
        assert squashed({"en": "This is a draft", "cy": "Drafft yw hwn"}[locale]) not in found


def test_an_unfinished_one_says_on_its_cover_that_it_is_a_draft_and_what_is_open() -> None:
    cover = bodies(made(POLICY, ("cy",), draft=True))[0]
    assert cover.startswith(squashed("Drafft yw hwn. Yr hyn sydd eto i'w lenwi:"))
    named = schema().by_id["approval_date"]
    assert squashed(named.label["cy"]) in cover
    assert squashed(f"[{named.gap['cy']}]") in cover
    both = bodies(made(POLICY, ("cy", "en"), "beside", draft=True))[0]
    assert squashed("Drafft yw hwn.") in both
    assert squashed("This is a draft.") in both


def test_an_unfilled_page_shows_its_places_by_name() -> None:
    found = text(pdf([page(LETTER, "en")], About("Letter"), schema=schema()))
    assert squashed(f"As Head of [{schema().by_id['school_name'].gap['en']}] I find") in found
    assert "{{" not in found


# ---------------------------------------------------------------------- how it is made
@pytest.mark.parametrize(("path", "locales", "layout"), CASES)
def test_both_validators_pass_it(
    path: str, locales: tuple[str, ...], layout: str, tmp_path: Path
) -> None:
    file = tmp_path / "made.pdf"
    file.write_bytes(made(path, locales, layout))
    report = page_validation.validate_pdf(file, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    result = outloud.check(str(file))
    assert result.error is None
    assert [f for f in result.findings if f.severity != "info"] == []


SAID = {
    ("cy",): ("Cyfieithiad drafft yw hwn;",),
    ("cy", "en"): (
        "Cyfieithiad drafft yw'r testun yn Gymraeg;",
        "The text in Welsh is a draft translation;",
    ),
}


@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize("locales", SAID)
@pytest.mark.parametrize("path", [WHOLE, CONSENT])
def test_what_its_publisher_says_is_in_it_for_everybody(
    path: str, locales: tuple[str, ...], draft: bool, tmp_path: Path
) -> None:
    errata = loaded().errata
    assert errata is not None
    pages = [replace(page(path, each), draft=draft and each == "cy") for each in locales]
    notes = errata.notes(document_page(pages[0]))
    address = {"cy": "https://x.example/cy/"} if path == CONSENT else None
    data = page_pdf(pages, remarks=remarks(pages, notes, address))
    found = text(data)
    for line in SAID[locales]:
        assert (squashed(line) in found) is draft
    listed = {str(entry.number) for entries in notes.values() for entry in entries}
    sheets = [sheet.get_text() for sheet in pymupdf.open(stream=data)]
    marked = set(re.findall(r"nodyn\s(\d+)", " ".join(sheets)))
    assert listed
    assert marked == (set() if address else listed)
    assert ("x.example/cy/" in found) == bool(address)
    file = tmp_path / "made.pdf"
    file.write_bytes(data)
    report = page_validation.validate_pdf(file, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    assert [f for f in outloud.check(str(file)).findings if f.severity != "info"] == []


def test_it_has_a_title_a_language_and_the_version_of_the_template() -> None:
    with pikepdf.open(io.BytesIO(made(POLICY, ("cy",)))) as opened:
        assert str(opened.Root.Lang) == "cy-GB"
        told = opened.open_metadata()
        assert told["dc:title"].endswith("– St James' School (Cymraeg)")
        assert "2019-03" in told["pdf:Keywords"]
        assert ("Cyfieithiad drafft" in told["pdf:Keywords"]) is page(POLICY, "cy").draft
    with pikepdf.open(io.BytesIO(made(POLICY, ("en",)))) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert "raft" not in opened.open_metadata()["pdf:Keywords"]


def test_the_fonts_are_inside_whatever_the_machine_has() -> None:
    for sheet in pymupdf.open(stream=made(POLICY, ("cy",))):
        assert {font[3].partition("+")[2].partition("-")[0] for font in sheet.get_fonts()} == {
            "Arimo"
        }


def test_the_same_answers_make_the_same_file() -> None:
    again = document_pdf([page(POLICY, "en")], answers(), original=page(POLICY, "en"))
    assert again == made(POLICY, ("en",))


def test_a_label_is_the_label_of_a_list_and_a_table_has_a_head() -> None:
    found = tags(made(POLICY, ("en",)))
    assert found.count("Lbl") >= 100
    assert found.count("TH") == 2
    assert "Note" in found
    assert found.count("BlockQuote") == 3


def test_no_level_of_heading_is_left_out() -> None:
    for path, locales, layout in CASES:
        levels = [int(t[1]) for t in tags(made(path, locales, layout)) if re.match(r"H\d", t)]
        assert levels[:1] == ([] if "letter" in path else [1])
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_picture_is_described_in_the_language_of_the_page() -> None:
    for locale in ("en", "cy"):
        found = elements(made(POLICY, (locale,)))
        said = [alt for tag, alt, _ in found if tag == "Figure"]
        name = answers().text("school_name", locale)
        assert said == [{"en": f"{name} logo", "cy": f"Logo {name}"}[locale]]


def test_a_link_leads_to_its_clause_in_the_same_language() -> None:
    opened = pymupdf.open(stream=made(POLICY, ("cy", "en"), "after"))
    goals = {
        link["nameddest"] if "nameddest" in link else (link["page"], link["to"])
        for sheet in opened
        for link in sheet.get_links()
        if link["kind"] in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED)
    }
    # Each language's contents lead to fifteen places, each clause that is named to one.
    assert len(goals) >= 30


def test_statutes_are_quoted_with_the_law_before_its_translation() -> None:
    law = squashed("A statement is not defamatory unless its publication")
    welsh = made(POLICY, ("cy",))
    found = text(welsh)
    assert found.index(law) < found.index(squashed("Cyfieithiad answyddogol:"))
    # The quotations, the names of documents that have no Welsh one, and nothing else is English.
    english = [tag for tag, _, lang in elements(welsh) if lang == "en-GB"]
    assert len(english) >= 3
    # A document of both languages holds the law as it is.
    assert text(made(POLICY, ("cy", "en"), "beside")).count(law) == 1


def test_every_text_knows_its_language() -> None:
    def languages(path: str, locale: str) -> set[str]:
        with pikepdf.open(io.BytesIO(made(path, (locale,)))) as opened:
            return {
                str(operands[1].Lang)
                for sheet in opened.pages
                for operands, operator in pikepdf.parse_content_stream(sheet)
                if str(operator) == "BDC" and "/Lang" in operands[1]
            }

    # What says nothing is of the document's language.
    assert languages(LETTER, "cy") <= {"cy-GB"}
    assert "en-GB" in languages("schools/reporting-content.md", "cy")
    assert languages("schools/reporting-content.md", "en") <= {"en-GB"}


def test_side_by_side_is_read_clause_by_clause() -> None:
    found = text(made(POLICY, ("cy", "en"), "beside"))
    begins = ["1.1Mae'r rhyngrwyd", "1.1The internet", "1.2Er ei fod", "1.2While recognising"]
    places = [found.index(squashed(words)) for words in begins]
    assert places == sorted(places)
    other = text(made(POLICY, ("en", "cy"), "beside"))
    assert other.index("1.1Theinternet") < other.index(squashed("1.1Mae'r rhyngrwyd"))


@pytest.mark.parametrize("layout", ["after", "beside"])
@pytest.mark.parametrize("path", [POLICY, *FORMS])
def test_both_languages_are_whole_in_a_document_of_both(path: str, layout: str) -> None:
    found = text(made(path, ("cy", "en"), layout))
    for locale in ("cy", "en"):
        own = page(path, locale)
        filled = own if path in FORMS else fill(document_page(own), answers()).page
        words, notes = pieces(filled)
        for piece in (*words, *notes):
            # What two columns or a footnote may cut in two is looked for from both ends.
            assert piece in found or (piece[:20] in found and piece[-20:] in found), piece


def test_each_letter_has_a_page_of_its_own() -> None:
    for locales, layout in ((("en",), "after"), (("cy", "en"), "beside")):
        sheets = bodies(made(POLICY, locales, layout))
        firsts = [sheet for sheet in sheets if "Appendix1:templateletter(" in sheet]
        seconds = [sheet for sheet in sheets if "Appendix2:templateletter(" in sheet]
        assert len(firsts) == len(seconds) == 1
        assert "Dear" in firsts[0]
        assert firsts[0].endswith("Headteacher")
        assert seconds[0].endswith("Headteacher")


def test_the_consent_form_is_one_sheet_with_one_place_for_each_answer() -> None:
    data = made(CONSENT, ("cy", "en"), "beside")
    assert len(pymupdf.open(stream=data)) == 2
    boxes = sum(
        1
        for sheet in pymupdf.open(stream=data)
        for drawn in sheet.get_drawings()
        if drawn["rect"].height > 8 and drawn["rect"].width > 8
    )
    wanted = sum(1 for s in page(CONSENT, "en").segments if s.kind is Kind.FIELD)
    assert boxes == wanted


# ---------------------------------------------------------------------- odd and hostile names
@pytest.mark.parametrize(
    "name",
    [
        "{{ 7*7 }}",
        "{{ head_name }}",
        "{% raw %}",
        "<script>alert(1)</script>",
        '"]=>',
        "&amp; ]]> &#65;",
        '=HYPERLINK("x")',
        "#set text(red) $x$ *b* _i_ `c` @ref <label> \\u{41} // x /* y",
        "[a](b) ![c](d) [^x] {#id}",
        "Tŷ'r Ŵyl ŵ ŷ",
        "مدرسة",
        "x" * 200,
    ],
)
def test_any_name_is_text(name: str) -> None:
    found = text(document_pdf([page(LETTER, "en")], answers(name)))
    assert squashed(f"As Head of {name} I find") in found


def test_a_character_that_no_font_holds_is_named() -> None:
    data = document_pdf([page(LETTER, "en")], answers("Ysgol \U000101fd \ue000"))
    assert squashed("Ysgol [phaistos disc sign comb") in squashed(text(data)) or (
        "\U000101fd" in text(data)  # a machine with a font for it
    )
    assert page_validation.is_pdf_compliant_bytes(data, profile="ua1")


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "S")), min_size=1))
def test_every_name_of_letters_and_marks_is_in_it(name: str) -> None:
    data = document_pdf([page(LETTER, "cy")], answers(name[:200]))
    assert squashed(f"{name[:200]} (Cymraeg)") in text(data)


def test_a_long_word_stays_on_the_page() -> None:
    (sheet,) = pymupdf.open(stream=document_pdf([page(LETTER, "en")], answers("x" * 200)))
    assert max(word[2] for word in sheet.get_text("words")) < sheet.rect.width - 50


def test_a_picture_that_cannot_be_read_is_an_error() -> None:
    broken = "data:image/jpeg;base64," + base64.b64encode(b"\xff\xd8\xff\xe0broken").decode()
    with pytest.raises(PdfError):
        document_pdf([page(POLICY, "en")], answers(logo=broken))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_says_so_instead_of_waiting_for_ever() -> None:
    made(LETTER, ("en",))
    child = os.fork()
    if child == 0:
        try:
            document_pdf([page(LETTER, "en")], answers())
        except RuntimeError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
