"""The policy as a Word file: its words, its labels and its shape are those of the page."""

import base64
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.diagnostics import ContentError
from polisi.export.document import document
from polisi.export.docx.documents import docx
from polisi.export.docx.fill import fill, fill_parts
from polisi.export.docx.template import Template, as_json, build
from polisi.export.parts import document_page
from polisi.fields import Answers, Schema, load, validate
from polisi.fill import fill as fill_page
from polisi.fill.values import resolve, safe_link, schema_data
from polisi.model import Page
from polisi.project import Project, load_project
from support import ROOT
from wordtext import W, Word

GOLDEN = ROOT / "tests/golden/docx"
CASES = yaml.safe_load((GOLDEN / "documents.yml").read_text("utf-8"))
WHOLE = "schools/your-policy.md"
NAME = {"school_name": {"en": "Maerdy Primary School", "cy": "Ysgol Gynradd y Maerdy"}}
FULL: dict[str, Any] = {
    **NAME,
    "document_owner": {"en": "Headteacher", "cy": "Pennaeth"},
    "approval_date": "2026-03-01",
    "mission_statement": {"en": "We learn.\n\nWe care.", "cy": "Dysgwn.\n\nGofalwn."},
    "complaints_procedure_where": {"en": "from the website", "cy": "ar y wefan"},
    "related_policies": [
        {"en": "Safeguarding", "cy": "Diogelu", "link": "https://x.example/?a=1&b=ŵ"},
        {"en": "Behaviour", "cy": "Ymddygiad"},
    ],
    "letter_1_subject": {"en": "a teacher.\n\nMore", "cy": "athro.\n\nMwy"},
    "letter_2_policy_reference": {"en": "see there", "cy": "gweler yno"},
}
LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(ROOT / "mkdocs.yml")


@pytest.fixture(scope="module")
def schema(project: Project) -> Schema:
    assert project.schema is not None
    return project.schema


def page(project: Project, path: str, locale: str) -> Page:
    return (project.site.source if locale == "en" else project.site.target)[path]


def made(
    project: Project, path: str, locales: str, raw: dict[str, Any], layout: str = "after"
) -> Word:
    pages = [page(project, path, locale) for locale in locales.split("-")]
    assert project.schema is not None
    answers = validate(project.schema, raw)
    original = page(project, path, "en")
    return Word(docx(pages, answers, layout=layout, original=original))


def words_of(source: Page, answers: Answers) -> list[str]:
    """Return the lines of a filled page, open places written as gaps."""
    filled = fill_page(document_page(source), answers).page
    fields = answers.schema.by_id

    def gap(found: re.Match[str]) -> str:
        return f"[{fields[found[1]].gap[source.locale]}]"

    lines = []
    for segment in filled.segments:
        if "site-note" in segment.containers:
            continue
        number = f"{segment.ordered}. " if segment.ordered else ""
        text = f"{number}{segment.label or ''} {segment.text}"
        if not segment.links or not segment.links[0].image:
            lines.append(" ".join(re.sub(r"\{\{ (\w+) \}\}", gap, text).split()))
    return [line for line in lines if line]


# ---------------------------------------------------------------------- words and labels
@pytest.mark.parametrize("locale", ["en", "cy"])
@pytest.mark.parametrize("raw", [NAME, FULL], ids=["open", "full"])
def test_every_part_says_what_its_page_says(
    project: Project, schema: Schema, locale: str, raw: dict[str, Any]
) -> None:
    for path in (*schema.parts, *schema.forms):
        word = made(project, path, locale, raw)
        expected = words_of(page(project, path, locale), validate(schema, raw))
        quoted = {
            p.line for p in word.paragraphs() if p.style in ("StatuteOriginal", "StatuteNote")
        }
        lines = [p for p in word.lines() if p not in quoted or locale == "en"]
        assert sorted(lines) == sorted(expected), path
        if "StatuteNote" not in {p.style for p in word.paragraphs()}:
            assert lines == expected, path


@pytest.mark.parametrize("locale", ["en", "cy"])
def test_one_language_has_nothing_to_stand_beside(project: Project, locale: str) -> None:
    path = "schools/breaches.md"  # which quotes statute
    one, other = (made(project, path, locale, FULL, layout) for layout in ("after", "beside"))
    assert one.parts == other.parts


@pytest.mark.parametrize("layout", ["after", "beside"])
def test_a_document_in_two_languages_says_what_both_pages_say(
    project: Project, schema: Schema, layout: str
) -> None:
    answers = validate(schema, FULL)
    for path in (*schema.parts, *schema.forms):
        word = made(project, path, "cy-en", FULL, layout)
        styles = {"StatuteOriginal", "StatuteNote"}
        said = sorted(p.line for p in word.paragraphs() if p.style not in styles and p.line != "☐")
        heads = [line for line in said if line in ("Cymraeg", "English")]
        expected = [
            line
            for locale in ("cy", "en")
            for line in words_of(page(project, path, locale), answers)
        ]
        assert [line for line in said if line] == sorted([*expected, *heads]), path


values = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"),
        exclude_characters="\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    min_size=1,
    max_size=40,
)
FREE = (
    "school_name",
    "head_name",
    "letter_platform",
    "letter_2_policy_reference",
    "letter_1_reasons",
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_=st.fixed_dictionaries({}, optional=dict.fromkeys(FREE, values)), welsh=st.booleans())
def test_whatever_a_school_writes_is_what_its_letters_say(
    project: Project, schema: Schema, given_: dict[str, str], welsh: bool
) -> None:
    locale = "cy" if welsh else "en"
    for path in ("schools/letter-1.md", "schools/letter-2.md"):
        expected = words_of(page(project, path, locale), validate(schema, given_))
        assert made(project, path, locale, given_).lines() == expected


def test_a_finished_document_has_no_gap_guidance_or_notice(project: Project) -> None:
    for locale in ("en", "cy"):
        word = made(project, WHOLE, locale, FULL)
        assert word.notice() == []
        xml = word.parts["word/document.xml"].decode()
        assert "<?polisi" not in xml
        assert 'w:val="Gap"' not in xml
        assert not re.search(r"\{\{|\[[a-z]|Insert School|Rhowch enw", "\n".join(word.lines()))


def test_an_unfinished_document_says_so_in_its_language_and_lists_what_is_open(
    project: Project,
) -> None:
    word = made(project, WHOLE, "cy", NAME)
    first = next(iter(word.paragraphs()))
    assert first.style == "Draft"
    assert word.notice()[0].startswith("Drafft yw hwn")
    assert word.notice()[1:] == [
        "– Perchennog y ddogfen",
        "– Dyddiad cymeradwyo",
        "– Ble i gael gafael ar y weithdrefn gwyno",
        "– Datganiad cenhadaeth",
    ]


def test_sections_that_a_school_leaves_out_leave_the_numbers_after_them_alone(
    project: Project,
) -> None:
    word = made(project, WHOLE, "en", {**FULL, "keep_breach_advice": False})
    lines = word.lines()
    assert "Points 1-4" not in lines
    assert not any(line.startswith("A) If the post is threatening") for line in lines)
    assert any(line.startswith("9.4 There are") for line in lines)


def test_the_schools_own_rule_stands_under_the_printed_label(project: Project) -> None:
    rule = {"personal_use_rule": {"en": "Ours.\n\nAll of it."}}
    lines = made(project, WHOLE, "en", {**FULL, **rule}).lines()
    at = lines.index("6.13 Ours.")
    assert lines[at + 1] == "All of it."
    assert lines[at + 2].startswith("6.14 ")


# ---------------------------------------------------------------------- a part alone
def title(word: Word) -> str:
    return str(python_docx.Document(io.BytesIO(_zipped(word))).core_properties.title)


@pytest.mark.parametrize("locales", ["en", "cy", "cy-en"])
@pytest.mark.parametrize("layout", ["after", "beside"])
def test_a_part_alone_is_no_appendix(
    project: Project, schema: Schema, locales: str, layout: str
) -> None:
    for path in schema.parts[1:]:
        word = made(project, path, locales, FULL, layout)
        pages = [page(project, path, locale) for locale in locales.split("-")]
        own = [str(each.meta["document_title"]) for each in pages]
        headings = [p.text for p in word.paragraphs() if p.style == "Title"]
        assert headings == ([] if "letter" in path else own), path
        assert not re.search(r"(Appendix|Atodiad) \d:", "\n".join(word.lines()) + title(word))
        names = [NAME["school_name"][locale] for locale in locales.split("-")]
        assert title(word) == " / ".join(f"{t} – {n}" for t, n in zip(own, names, strict=True))


def test_the_whole_policy_keeps_the_printed_headings(project: Project) -> None:
    found = [line for line in made(project, WHOLE, "en", FULL).lines() if "Appendix 5" in line]
    assert found == [
        "Appendix 5: Parent/Carer Code of Conduct",
        "Appendix 5: School Parent / Carer Code of Conduct",
    ]


@pytest.mark.parametrize("locales", ["en", "cy-en"])
def test_the_first_page_of_a_letter_is_not_counted(project: Project, locales: str) -> None:
    word = made(project, "schools/letter-2.md", locales, FULL)
    for section in python_docx.Document(io.BytesIO(_zipped(word))).sections:
        assert section.different_first_page_header_footer
        assert "NUMPAGES" not in section.first_page_header._element.xml
        assert "NUMPAGES" in section.header._element.xml


def test_what_stays_empty_in_a_letter_is_a_line_to_write_on(
    project: Project, schema: Schema
) -> None:
    for path in ("schools/letter-1.md", "schools/letter-2.md"):
        for locale in LANGUAGES:
            raw = {key: value for key, value in FULL.items() if not key.startswith("letter")}
            word = made(project, path, locale, raw)
            said = "\n".join(word.lines())
            assert said.count("_" * 20) >= 5
            assert word.notice() == []
            assert b'w:val="Gap"' not in word.parts["word/document.xml"]
            assert not re.search(r"[\[\]{}]", said)
            html = document(page(project, path, locale), validate(schema, raw)).html
            assert html.count("&#95;" * 20) == said.count("_" * 20)
            assert 'class="gap"' not in html


def test_headings_side_by_side_are_in_no_table(project: Project) -> None:
    word = made(project, WHOLE, "cy-en", FULL, "beside")
    inside = {
        style.get(f"{W}val")
        for table in word.body.iter(f"{W}tbl")
        for style in table.iter(f"{W}pStyle")
    }
    assert not {style for style in inside if style.startswith(("Heading", "Title"))}
    headings = [p.text for p in word.paragraphs() if p.style == "Heading1"]
    at = headings.index("Cyflwyniad")
    assert headings[at + 1] == "Introduction"
    assert all(len(table.findall(f"{W}tr")) for table in word.body.iter(f"{W}tbl"))
    bare = made(project, WHOLE, "cy-en", {**FULL, "keep_breach_advice": False}, "beside")
    assert all(len(table.findall(f"{W}tr")) for table in bare.body.iter(f"{W}tbl"))


# ---------------------------------------------------------------------- hostile answers
HOSTILE = [
    *("{{ 7*7 }}", "{% raw %}", "<script>alert(1)</script>", '"]=>', "&amp;", "]]>"),
    *("<?polisi end?>", "?>", "=HYPERLINK(1)", "a\u200fb", "e\u0301x", "🏫", "\\1 $& $1"),
    "N" * 200,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(project: Project, schema: Schema, name: str) -> None:
    raw = {**FULL, "school_name": name}
    word = made(project, WHOLE, "en", raw)
    assert word.lines() == words_of(page(project, WHOLE, "en"), validate(schema, raw))
    stream = io.BytesIO(docx([page(project, WHOLE, "en")], validate(schema, raw)))
    shown = validate(schema, raw).text("school_name", "en")
    assert python_docx.Document(stream).core_properties.title.endswith(f" – {shown}")


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("https://x.example", "https://x.example"),
        ("https://x.example/a?b=c&d=ŵ#e#f", "https://x.example/a?b=c&d=%C5%B5#e%23f"),
        ('https://x.example/"><w:p/>\\{', "https://x.example/%22%3E%3Cw:p/%3E%5C%7B"),
        ("https://x.example/100%/%41", "https://x.example/100%25/%41"),
        ("https://ysgol.cymru:8080/?", "https://ysgol.cymru:8080/?"),
        ("https://ŵ.example/", None),
        ("https://a@b@c/", None),
        ("https://[::1", None),
        ("https://", None),
    ],
)
def test_a_link_is_one_that_every_program_takes_or_none(written: str, link: str | None) -> None:
    assert safe_link(written) == link


# ---------------------------------------------------------------------- shape
def test_every_run_names_its_language(project: Project) -> None:
    for locale, language in LANGUAGES.items():
        word = made(project, WHOLE, locale, FULL)
        quoted = [p for p in word.paragraphs() if p.style == "StatuteOriginal"]
        assert bool(quoted) is (locale == "cy")
        assert all(p.languages == {"en-GB"} for p in quoted)
        # A Welsh document names some English titles; they are marked on the page.
        others = [
            p.text
            for p in word.paragraphs()
            if p.style != "StatuteOriginal" and p.text and p.languages != {language}
        ]
        marked = (ROOT / "docs" / locale / "schools").glob("*.md")
        count = sum(len(re.findall(r"\{[^}]*lang=", each.read_text("utf-8"))) for each in marked)
        assert len(others) <= count
        assert all(p.languages for p in word.paragraphs() if p.text)


def test_what_an_office_expects_of_a_word_file(project: Project) -> None:
    word = made(project, WHOLE, "cy", FULL)
    opened = python_docx.Document(io.BytesIO(_zipped(word)))
    properties = opened.core_properties
    assert properties.title.startswith(
        "Polisi Cyfryngau Cymdeithasol ar gyfer Staff mewn Ysgolion – "
    )
    assert properties.language == "cy-GB"
    assert "2019-03" in properties.keywords
    assert ("drafft" in properties.keywords) is page(project, WHOLE, "cy").draft
    levels = {p.style.name for p in opened.paragraphs if p.style.name.startswith(("Head", "Title"))}
    assert levels >= {"Title", "Heading 1", "Heading 2", "Heading 3"}
    header = opened.sections[0].header.paragraphs[0]._p.xml
    assert "Ysgol Gynradd y Maerdy" in header
    assert "Tudalen" in header
    assert "NUMPAGES" in header
    code = "".join(e.text for e in word.body.iter(f"{W}instrText"))
    assert code.startswith(' TOC \\n \\h \\o "1-1"')
    assert b"updateFields" not in word.parts["word/settings.xml"]
    assert b'w:name="compatibilityMode"' in word.parts["word/settings.xml"]
    for table in word.body.iter(f"{W}tbl"):
        assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
    names = {b.get(f"{W}name") for b in word.body.iter(f"{W}bookmarkStart")}
    wanted = {h.get(f"{W}anchor") for h in word.body.iter(f"{W}hyperlink")} - {None}
    assert len(wanted) > 15
    assert wanted <= names
    idents = [b.get(f"{W}id") for b in word.body.iter(f"{W}bookmarkStart")]
    assert len(idents) == len(set(idents))


def test_each_letter_stands_on_a_page_of_its_own(project: Project) -> None:
    word = made(project, WHOLE, "en", FULL)
    starts = [p.text for p in word.paragraphs() if p.breaks]
    assert starts[:2] == ["Contents", "Introduction"]
    assert [text[:10] for text in starts[2:]] == [f"Appendix {n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("lang", "begins"), [("en", "Policy Statement"), ("cy", "Datganiad Polisi")]
)
def test_no_page_is_left_to_a_title_and_four_lines(
    project: Project, lang: str, begins: str
) -> None:
    word = made(project, "policy/whole.md", lang, {})
    first, *_ = [p.text for p in word.paragraphs() if p.breaks]
    assert first == begins


def test_every_cell_holds_a_paragraph_whatever_is_left_out(project: Project) -> None:
    for raw in ({}, NAME, FULL, {**FULL, "keep_breach_advice": False}):
        word = made(project, WHOLE, "cy-en", raw, "beside")
        for cell in word.body.iter(f"{W}tc"):
            assert cell[-1].tag == f"{W}p"
        for row in word.body.iter(f"{W}tr"):
            assert len(row.findall(f"{W}tc")) in (1, 2)


def test_two_languages_after_each_other_come_in_the_order_wanted(project: Project) -> None:
    word = made(project, WHOLE, "cy-en", FULL)
    titles = [p.text for p in word.paragraphs() if p.style == "Title"]
    assert [title[:6] for title in titles] == ["Polisi", "School"]
    names = [name for name in word.parts if name.startswith("word/header")]
    assert len(names) == 2


def test_a_form_has_room_to_write_and_boxes_to_tick(project: Project, schema: Schema) -> None:
    word = made(project, "consent/form.md", "cy-en", {}, "beside")
    boxes = [p for p in word.paragraphs() if p.text == "☐"]
    assert len(boxes) == 4
    assert all(box.languages == {"cy-GB"} for box in boxes)
    assert {p.label for p in word.paragraphs() if p.style == "FormLabel"} >= {
        "A)",
        "B)",
        "c)",
        "D)",
    }
    answers = [p for p in word.paragraphs() if p.style == "FormAnswer" and not p.text]
    assert len(answers) == 15
    # Each section stays in one piece: all but the last row of its places keep with the next.
    body = list(word.body)
    for table in word.body.iter(f"{W}tbl"):
        is_fields = "FormLabel" in {style.get(f"{W}val") for style in table.iter(f"{W}pStyle")}
        rows = table.findall(f"{W}tr")
        keeps = [row.find(f".//{W}keepNext") is not None for row in rows]
        if is_fields:
            assert keeps == [True] * (len(rows) - 1) + [False]
            before = body[body.index(table) - 1]
            assert before.find(f".//{W}keepNext") is not None or "Heading" in str(
                before.find(f".//{W}pStyle").get(f"{W}val")
            )
    assert word.notice() == []


def test_the_logo_is_told_in_words_and_fits(project: Project, schema: Schema) -> None:
    for kind, size in (("PNG", (900, 100)), ("JPEG", (10, 400))):
        stream = io.BytesIO()
        Image.new("RGB", size).save(stream, kind)
        address = f"data:image/{kind.lower()};base64,{base64.b64encode(stream.getvalue()).decode()}"
        word = made(project, WHOLE, "cy", {**FULL, "logo": address})
        assert word.parts[f"word/media/logo.{kind.lower()}"] == stream.getvalue()
        (extent,) = [e for e in word.body.iter() if e.tag.endswith("}extent")]
        width, height = int(extent.get("cx")), int(extent.get("cy"))
        assert width <= 2_160_000
        assert height <= 1_080_000
        assert abs(width / height - size[0] / size[1]) < 0.01 * size[0] / size[1]
        (told,) = [e for e in word.body.iter() if e.tag.endswith("}docPr")]
        assert told.get("descr") == "Logo Ysgol Gynradd y Maerdy"
        strange = {"en": "A", "cy": '"{alt.en}" {cx} $& <é>'}
        raw = {**FULL, "school_name": strange, "logo": address}
        for found in made(project, WHOLE, "cy-en", raw, "beside").body.iter():
            if found.tag.endswith("}docPr"):
                assert found.get("descr") == f"Logo {strange['cy']}"
        python_docx.Document(io.BytesIO(_zipped(word)))
    letter = made(project, "schools/letter-1.md", "cy", {**FULL, "logo": address})
    assert not any("media" in name for name in letter.parts)
    assert b"rIdLogo" not in letter.parts["word/_rels/document.xml.rels"]


def test_the_same_answers_are_the_same_file(project: Project, schema: Schema) -> None:
    pages = [page(project, WHOLE, "en")]
    assert docx(pages, validate(schema, FULL)) == docx(pages, validate(schema, FULL))


def _zipped(word: Word) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in word.parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


# ---------------------------------------------------------------------- golden documents
def golden(case: dict[str, Any], tmp: Path) -> tuple[Template, dict[str, Any], Schema]:
    path = tmp / "fields.yml"
    path.write_text(yaml.safe_dump(CASES["fields"], allow_unicode=True), encoding="utf-8")
    schema = load(path, "fields.yml")
    pages = []
    for locale in case.get("locales", ["en"]):
        body = case["page"] if isinstance(case["page"], str) else case["page"][locale]
        text = f"---\ntitle: Title\nclause_prefix: a\n---\n{body}"
        source = Expander({"p.md": text.encode()}.__getitem__, "docs").source("p.md")
        pages.append(read_page(source, locale, "docs"))
    template = build(pages, schema, layout=case.get("layout", "after"))
    return template, resolve(validate(schema, case["answers"])), schema


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_golden_documents(case: dict[str, Any], tmp_path: Path) -> None:
    template, resolved, _ = golden(case, tmp_path)
    word = Word(fill(template, resolved))
    shown = [f"{p.style}: {p.line}" for p in word.paragraphs() if p.line]
    assert shown == case["shows"]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_the_browsers_code_gives_the_same_parts(
    project: Project, schema: Schema, tmp_path: Path
) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (7, 5)).save(stream, "PNG")
    logo = f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"
    jobs: list[tuple[Schema, Any, Template]] = []
    for case in CASES["cases"]:
        template, _, own = golden(case, tmp_path)
        jobs.append((own, case["answers"], template))
    for raw in (NAME, FULL, {**FULL, "logo": logo, "keep_breach_advice": False}):
        for locales, layout in ((["en"], "after"), (["cy", "en"], "beside")):
            pages = [page(project, WHOLE, locale) for locale in locales]
            jobs.append((schema, raw, build(pages, schema, layout=layout, original=pages[-1])))
    odd = {**FULL, "logo": logo, "school_name": '"{alt.cy}" {cx} $& <é>'}
    for locales in (["en"], ["cy", "en"]):
        pages = [page(project, WHOLE, locale) for locale in locales]
        jobs.append((schema, odd, build(pages, schema, original=pages[-1])))
    letter = build([page(project, "schools/letter-1.md", "en")], schema)
    jobs += [(schema, {**FULL, "school_name": name}, letter) for name in HOSTILE]
    given_ = [
        {
            "schema": schema_data(own),
            "answers": raw,
            "template": json.loads(as_json(template)),
            "locales": template.locales,
        }
        for own, raw, template in jobs
    ]
    (tmp_path / "given.json").write_text(json.dumps(given_), encoding="utf-8")
    script = ROOT / "tests/golden/docx/run.mjs"
    app = ROOT / "plugins/polisi/web/app"
    subprocess.run(
        ["node", "--no-warnings", str(script), str(app), str(tmp_path / "given.json")],
        check=True,
        timeout=120,
    )
    for index, (own, raw, template) in enumerate(jobs):
        resolved = resolve(validate(own, raw), template.locales)
        theirs = json.loads((tmp_path / f"given.json.{index}.json").read_text("utf-8"))
        assert theirs == resolved
        word = Word((tmp_path / f"given.json.{index}.docx").read_bytes())
        assert word.parts == fill_parts(template, resolved)
        assert list(word.parts) == list(fill_parts(template, resolved))


# ---------------------------------------------------------------------- which documents there are
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parts": ["other.md", "whole.md"]}, "begins with `other.md`"),
        ({"parts": "whole.md"}, "not a list of pages"),
        ({"parts": ["whole.md", 1]}, "not a list of pages"),
        ({"forms": ["a.md", "a.md"]}, "names `a.md` twice"),
    ],
)
def test_the_parts_are_pages_and_the_document_is_the_first(
    change: dict[str, Any], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "fields.yml"
    path.write_text(yaml.safe_dump({**CASES["fields"], **change}), encoding="utf-8")
    with pytest.raises(ContentError, match=message):
        load(path, "fields.yml")


def test_a_schema_without_parts_has_its_document(tmp_path: Path) -> None:
    path = tmp_path / "fields.yml"
    path.write_text(yaml.safe_dump(CASES["fields"]), encoding="utf-8")
    assert load(path, "fields.yml").parts == ("whole.md",)
