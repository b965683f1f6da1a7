"""`polisi fill` and `polisi batch` as a council runs them, on the project's own pages."""

import contextlib
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pytest
import yaml
from lxml import html as lxml_html
from PIL import Image

from polisi.cli import main
from support import ROOT
from wordtext import Word

COLUMNS = ["school_name.en", "school_name.cy", "approval_date", "mission_statement.en", "logo"]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def polisi(*arguments: str | Path, cwd: Path = ROOT) -> Done:
    """Run a command; in this process, because most of the time of another goes into starting."""
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as err,
    ):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = int(left.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


def table(path: Path, rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> Path:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([columns, *rows])
    path.write_bytes(stream.getvalue().encode("utf-8-sig"))
    return path


def documents(folder: Path) -> Mapping[str, bytes]:
    """Return what stands in a folder for a person to find."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".polisi-batch")
    }


POLICY = {
    "en": "school-based-staff-social-media-policy",
    "cy": "polisi-cyfryngau-cymdeithasol-ar-gyfer-staff-mewn-ysgolion",
}


def named(school: str, rest: str) -> str:
    """Return the name of a school's policy; `rest` is its language and format."""
    return f"{school}-{POLICY[rest[:2]]}-{rest}"


def schools(count: int) -> list[list[str]]:
    return [[f"School {i}", f"Ysgol {i}", "01/03/2026", f"Words {i}", ""] for i in range(count)]


HOSTILE = [
    "Ysgol y Bont",
    "Ysgol y Bont",
    "../../x",
    "CON",
    "x" * 300,
    "🦄🦄",
    "🐑",
    "{{ 7*7 }} <script>alert(1)</script>",
    "=HYPERLINK(1)",
    "Ŵ" * 80 + "ŷ",
]


def test_names_of_any_kind_become_files_of_their_own(tmp_path: Path) -> None:
    path = table(tmp_path / "s.csv", [[name, "", "", "", ""] for name in HOSTILE])
    out = tmp_path / "deep" / "out"
    done = polisi("batch", path, "-o", out, "--format", "html", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "10 schools: 10 documents written, 0 already there, 0 rows with problems.\n"
    )
    made = documents(out)
    assert list(made) == sorted(
        [
            named("ysgol-y-bont", "en.html"),
            named("ysgol-y-bont-2", "en.html"),
            named("x", "en.html"),
            named("school-con", "en.html"),
            named("x" * 80, "en.html"),
            named("school", "en.html"),
            named("school-2", "en.html"),
            named("7-7-script-alert-1-script", "en.html"),
            named("hyperlink-1", "en.html"),
            named("w" * 80, "en.html"),
        ]
    )
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"out"}
    assert b"<script" not in made[named("7-7-script-alert-1-script", "en.html")]


def test_a_bad_row_is_named_spoils_no_other_and_is_mended_by_the_next_run(tmp_path: Path) -> None:
    Image.new("RGB", (30, 20), "teal").save(tmp_path / "good.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "good.png").read_bytes()[:60])
    rows = [
        ["A", "", "1/3/2026", "One\n\ntwo", "good.png"],
        ["B", "", "30/2/2026", "", ""],
        ["C", "", "", "", "cut.png"],
        ["", "", "1/3/2026", "", ""],
        ["D", "Dd", "", "", ""],
    ]
    path = table(tmp_path / "s.csv", rows)
    arguments = ("batch", path, "-o", tmp_path / "out", "--format", "html", "--jobs")
    done = polisi(*arguments, "1")
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if line.startswith(str(path))]
    assert [re.sub(r"^.*s\.csv:", "", line)[:38] for line in told] == [
        "5: row 3, column C (`approval_date`): ",
        "6: row 4, column E (`logo`): `cut.png`",
        "7: row 5, column A (`school_name.en`):",
    ]
    assert "damaged" in told[1]
    assert "3 rows with problems" in done.stdout
    first = documents(tmp_path / "out")
    assert list(first) == [
        named("a", "cy.html"),
        named("a", "en.html"),
        named("d", "en.html"),
        named("dd", "cy.html"),
    ]
    assert b"data:image/png;base64," in first[named("a", "en.html")]

    rows[1][2], rows[2][4], rows[3][0] = "28/2/2026", "good.png", "A"
    table(path, rows)
    # The report is the same however many share the work.
    again = polisi(*arguments, "2")
    assert again.returncode == 0, again.stderr
    assert "6 documents written, 4 already there, 0 rows" in again.stdout
    second = documents(tmp_path / "out")
    assert {name: second[name] for name in first} == first
    assert set(second) - set(first) == {
        *(
            named("b", "cy.html"),
            named("b", "en.html"),
            named("c", "cy.html"),
            named("c", "en.html"),
            named("a-2", "cy.html"),
            named("a-2", "en.html"),
        ),
    }


def test_only_what_would_be_different_is_made_again(tmp_path: Path, project: Path) -> None:
    Image.new("RGB", (3, 2), "teal").save(tmp_path / "l.png")
    rows = [["A", "", "", "", "l.png"], ["B", "", "", "", ""], ["C", "", "", "", ""]]
    path = table(tmp_path / "s.csv", rows)
    out = tmp_path / "out"

    def written() -> int:
        arguments = ("batch", path, "-o", out, "--format", "html", "--lang", "en")
        done = polisi(*arguments, cwd=project)
        assert done.returncode == 0, done.stderr
        found = re.search(r"(\d+) documents? written", done.stdout)
        assert found
        return int(found[1])

    assert written() == 3
    before = {path: path.stat().st_mtime_ns for path in out.glob("*.html")}
    table(path, rows[::-1])  # another order
    assert written() == 0
    assert {path: path.stat().st_mtime_ns for path in out.glob("*.html")} == before
    Image.new("RGB", (3, 2), "red").save(tmp_path / "l.png")
    assert written() == 1
    (out / named("b", "en.html")).write_text("half")
    (out / named("c", "en.html")).unlink()
    assert written() == 2
    page = project / "docs/en/schools/scope.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more.\n", encoding="utf-8")
    assert written() == 3


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("school_name.en;misson_statement.en", "Did you mean `mission_statement.en`?"),
        ("school_name", "Did you mean `school_name.en` and `school_name.cy`?"),
        ("head_name", "No column names the schools"),
        ('school_name.en;head_name\nA;"B', "never closes"),
    ],
)
def test_a_table_that_does_not_fit_writes_nothing(tmp_path: Path, first: str, said: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"{first}\nYsgol;x\n", encoding="utf-8")
    done = polisi("batch", path, "-o", tmp_path / "out", "--format", "html")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options",
    [["--jobs", "0"], ["--jobs", "x"], ["--format", "odt"], ["--lang", "fr"], ["--format", ","]],
)
def test_options_that_mean_nothing_are_refused_in_one_line(
    tmp_path: Path, options: list[str]
) -> None:
    path = table(tmp_path / "s.csv", schools(1))
    done = polisi("batch", path, "-o", tmp_path / "out", *options)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    path = table(tmp_path / "s.csv", schools(1))
    done = polisi("batch", path, "-o", path, "--format", "html")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"{path}:1: Nothing can be written here")


# ---------------------------------------------------------------------- killed
SCHOOLS = 400
PROGRESS = rf"(\d+)/{SCHOOLS} \[\d\d:\d\d<\d\d:\d\d, [^\]]*documents"


class Watched:
    """A batch whose progress is watched as on a terminal."""

    def __init__(self, *arguments: str | Path) -> None:
        import pty  # noqa: PLC0415 - not on Windows

        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(
            # Whoever watches comes first, or it is over before it can be stopped.
            ["nice", sys.executable, "-m", "polisi", "batch", *map(str, arguments)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=slave,
            env={**os.environ, "COLUMNS": "120"},
        )
        os.close(slave)

    def output(self) -> Iterator[str]:
        """Yield what it shows, until it and every process that it started is gone."""
        shown = ""
        try:
            while data := os.read(self._master, 1000):
                shown += data.decode(errors="replace")
                yield shown
        except OSError:  # how Linux says that nobody is at the other end any more
            pass
        finally:
            os.close(self._master)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal to watch it on")
@pytest.mark.parametrize(("jobs", "how"), [("2", signal.SIGKILL), ("1", signal.SIGINT)])
def test_a_batch_that_was_killed_goes_on_where_it_was(
    tmp_path: Path, jobs: str, how: signal.Signals
) -> None:
    path = table(tmp_path / "s.csv", schools(SCHOOLS))
    out = tmp_path / "out"
    arguments = (path, "-o", out, "--format", "docx", "--lang", "en", "--jobs", jobs)
    watched = Watched(*arguments)
    sent = False
    for shown in watched.output():
        # How many of how many, the time that went, the time that is left, the rate.
        progress = re.findall(PROGRESS, shown)
        if not sent and progress and int(progress[-1]) >= 5:
            watched.process.send_signal(how)
            sent = True
    assert sent
    assert watched.process.wait() == (-how if how is signal.SIGKILL else 2)

    left = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in out.glob("*.docx")}
    assert 5 <= len(left) < SCHOOLS
    assert all(zipfile.ZipFile(p).testzip() is None for p in left)

    done = polisi("batch", *arguments)
    assert done.returncode == 0, done.stderr
    assert f"{SCHOOLS - len(left)} documents written, {len(left)} already there" in done.stdout
    assert {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in left} == left
    assert [p.name for p in (out / ".polisi-batch").iterdir() if p.suffix == ".tmp"] == []

    whole = tmp_path / "whole"
    assert polisi("batch", path, "-o", whole, *arguments[3:]).returncode == 0
    assert documents(out) == documents(whole)


# ---------------------------------------------------------------------- one school
def test_fill_writes_a_file_for_each_language(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"school_name": {"en": "Maerdy", "cy": "Ysgol y Maerdy"}}')
    done = polisi("fill", path, "-o", tmp_path / "out", "--format", "html", "--lang", "both")
    assert done.returncode == 0, done.stderr
    assert list(documents(tmp_path / "out")) == [
        named("maerdy", "en.html"),
        named("ysgol-y-maerdy", "cy.html"),
    ]
    assert "mission_statement (Mission statement)" in done.stderr


def test_fill_writes_one_word_file_and_one_pdf_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"school_name": {"en": "Maerdy", "cy": "Ysgol y Maerdy"}}')
    done = polisi(
        *("fill", path, "-o", tmp_path, "--lang", "both", "--first", "cy", "--format", "docx,pdf"),
        *("--layout", "beside"),
    )
    assert done.returncode == 0, done.stderr
    word, pdf = tmp_path.glob("*.docx"), tmp_path.glob("*.pdf")
    (word_path,) = word
    assert word_path.name == named("ysgol-y-maerdy-maerdy", "cy-en.docx").replace(
        "-cy-en", "-ochr-yn-ochr-cy-en"
    )
    assert [p.stem for p in pdf] == [word_path.stem]
    text = zipfile.ZipFile(word_path).read("word/document.xml").decode()
    assert "Ysgol y Maerdy" in text
    assert ">Maerdy<" in text
    assert done.stdout.split() == [str(word_path), str(word_path.with_suffix(".pdf"))]


def test_a_batch_makes_word_and_pdf_with_a_logo_in_each_language(tmp_path: Path) -> None:
    Image.new("RGB", (30, 20), "teal").save(tmp_path / "logo.png")
    path = table(tmp_path / "s.csv", [["A", "Â", "", "Words", "logo.png"]])
    out = tmp_path / "out"
    done = polisi("batch", path, "-o", out, "--format", "docx,pdf")
    assert done.returncode == 0, done.stderr
    made = documents(out)
    assert list(made) == [
        named("a", "cy.docx"),
        named("a", "cy.pdf"),
        named("a", "en.docx"),
        named("a", "en.pdf"),
    ]
    assert all(data.startswith((b"PK", b"%PDF-")) for data in made.values())
    assert any("media/" in name for name in zipfile.ZipFile(out / named("a", "en.docx")).namelist())
    assert "1 school with places still open" in done.stderr


def test_fill_writes_the_parts_that_are_asked_for_by_their_names_in_either_language(
    tmp_path: Path,
) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"school_name": "Maerdy"}')
    asked = ("fill", path, "-o", tmp_path / "out", "--format", "docx,pdf,html", "--lang", "cy")
    done = polisi(*asked, "--part", "letter-1,cod-ymddygiad-rhieni-a-gofalwyr")
    assert done.returncode == 0, done.stderr
    names = ("maerdy-cod-ymddygiad-rhieni-a-gofalwyr-cy", "maerdy-llythyr-1-cy")
    assert list(documents(tmp_path / "out")) == [
        f"{name}.{suffix}" for name in names for suffix in ("docx", "html", "pdf")
    ]
    # What is open in the policy and has no place in these is not spoken of.
    assert "Datganiad" not in done.stderr
    assert "mission_statement" in done.stderr
    assert "approval_date" not in done.stderr


def test_every_part_is_a_document_of_its_own_for_every_school(tmp_path: Path) -> None:
    path = table(tmp_path / "s.csv", [["A", "Â", "", "", ""], ["B", "B", "", "", ""]])
    done = polisi("batch", path, "-o", tmp_path / "out", "--part", "all", "--lang", "both")
    assert done.returncode == 0, done.stderr
    made = list(documents(tmp_path / "out"))
    assert [name for name in made if name.startswith("b-")] == [
        "b-governors-code-of-conduct-en-cy.docx",
        "b-guidance-en-cy.docx",
        "b-letter-1-en-cy.docx",
        "b-letter-2-en-cy.docx",
        "b-parent-carer-code-of-conduct-en-cy.docx",
        "b-reporting-content-en-cy.docx",
        f"b-{POLICY['en']}-en-cy.docx",
    ]
    assert len(made) == 14


def test_a_part_that_there_is_not_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"school_name": "Maerdy"}')
    done = polisi("fill", path, "-o", tmp_path / "out", "--part", "leter-1")
    assert done.returncode == 2
    assert "There is no part `leter-1`. Did you mean `letter-1`?" in done.stderr
    done = polisi("fill", path, "-o", tmp_path / "out", "--part", "x")
    assert "your-policy, letter-1, letter-2, reporting-content" in done.stderr
    assert not (tmp_path / "out").exists()


def test_fill_needs_a_name_and_writes_nothing_without(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"head_name": "A"}')
    done = polisi("fill", path, "-o", tmp_path / "out", "--format", "html")
    assert done.returncode == 2
    assert "`school_name` is missing" in done.stderr
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------------- one language only
ONE_LANGUAGE = {
    "school_name": "Ysgol A",
    "document_owner": "O",
    "approval_date": "2026-03-01",
    "mission_statement": "M",
    "complaints_procedure_where": "W",
    "personal_use_rule": {"en": "Ours alone."},
}


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_a_rule_in_one_language_makes_a_draft_of_every_document(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(ONE_LANGUAGE))
    out = tmp_path / "out"
    done = polisi("fill", path, "-o", out, "--format", kind)
    assert done.returncode == 0
    label = "The school's own rule on personal use at work"
    assert f"are drafts: personal_use_rule ({label}, in Welsh).\n" in done.stderr
    english, welsh = (words_of(next(out.glob(f"*-{each}.{kind}"))) for each in ("en", "cy"))
    assert f"Still to be filled in: {label} (in Welsh)" in english
    assert "6.13 Ours alone." in english
    title = "Rheol yr ysgol ei hun ar ddefnydd personol yn y gwaith"
    assert f"Yr hyn sydd eto i'w lenwi: {title}" in welsh
    assert f"6.13 [r{title[1:]}]" in welsh
    assert "Ysgol A ond yn caniatáu" not in welsh


def words_of(path: Path) -> str:
    """Return what a document says, on one line."""
    if path.suffix == ".pdf":
        found = "".join(sheet.get_text() for sheet in pymupdf.open(path))
    elif path.suffix == ".docx":
        found = "\n".join(p.line for p in Word(path.read_bytes()).paragraphs())
    else:
        found = " ".join(lxml_html.fromstring(path.read_bytes().decode()).itertext())
    return " ".join(found.replace("\u200b", "").replace("– ", "").replace("•", "").split())


def test_one_language_alone_waits_for_the_other_but_a_letter_does_not(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({**ONE_LANGUAGE, "letter_1_subject": {"en": "a teacher"}}))
    english = polisi("fill", path, "-o", tmp_path / "en", "--lang", "en", "--format", "html")
    assert "personal_use_rule" in english.stderr
    assert "letter_1_subject" not in english.stderr
    welsh = polisi("fill", path, "-o", tmp_path / "cy", "--lang", "cy", "--format", "html")
    assert "letter_1_subject (What the post was about (letter 1), in Welsh)" in welsh.stderr


def test_what_is_the_same_in_both_languages_or_in_neither_is_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({**ONE_LANGUAGE, "personal_use_rule": {"en": "\u200b", "cy": ""}}))
    done = polisi("fill", path, "-o", tmp_path / "out", "--format", "html")
    assert done.stderr == ""
    for each in documents(tmp_path / "out").values():
        assert b'class="draft"' not in each
    english, welsh = (
        words_of(next((tmp_path / "out").glob(f"*-{each}.html"))) for each in ("en", "cy")
    )
    for printed in (
        "Privacy Policy, if one has been set out. ",
        "please let someone know immediately",
        "the school and Local Authority safeguarding protocols. ",
        "between parents, class teachers and the school community.",
    ):
        assert printed in f"{english} "
    for words in ("os oes un wedi'i lunio, a'u", "i rywun ar unwaith", "Lleol, os gwelwch yn dda."):
        assert words in welsh


def test_a_batch_names_the_cell_that_lacks_a_language(tmp_path: Path) -> None:
    path = table(
        tmp_path / "s.csv",
        [["A", "Words", "", "X | Y", "Z", "G"], ["B", "Words", "Geiriau", "", "", ""]],
        [
            *("school_name.en", "mission_statement.en", "mission_statement.cy"),
            *("related_policies.en", "related_policies.cy", "document_approval.en"),
        ],
    )
    done = polisi("batch", path, "-o", tmp_path / "out", "--format", "html")
    assert done.returncode == 0
    assert f"{path}:2: column C (`mission_statement.cy`): It is empty here" in done.stderr
    assert f"{path}:2: column E (`related_policies.cy`): Entry 2 of the list is" in done.stderr
    assert "No column `document_approval.cy`, which 1 school would need" in done.stderr
    assert f"{path}:3:" not in done.stderr


# ---------------------------------------------------------------------- other versions
@pytest.fixture
def renamed(project: Path) -> Path:
    """A project whose template has changed since 2019."""
    fields = project / "docs/data/fields.yml"
    data = yaml.safe_load(fields.read_text(encoding="utf-8"))
    data["version"] = "2027-01"
    what = {"en": "The boss is now the head.", "cy": "Pennaeth yw'r bos bellach."}
    change = {"version": "2027-01", "what": what, "renamed": {"boss": "head_name"}}
    data["changes"].append(change)
    fields.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return project


def test_answers_of_another_version_are_told_and_carried_over(
    renamed: Path, tmp_path: Path
) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"$template": "2019-03.2", "school_name": "A", "boss": "Ann Lee"}))
    done = polisi("fill", path, "-o", tmp_path / "out", "--format", "html", cwd=renamed)
    assert done.returncode == 0, done.stderr
    assert "answers.json was made for version 2019-03.2 of the template; this is" in done.stderr
    assert "Changed in version 2027-01: The boss is now the head." in done.stderr
    assert "Changed in version 2019-03.2" not in done.stderr
    assert all(b"Ann Lee" in data for data in documents(tmp_path / "out").values())


def test_a_batch_of_another_version_says_once_what_has_changed(
    renamed: Path, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "s.csv",
        [["A", "Ann", "2019-03.2"], ["B", "Bob", "2019-03.2"], ["C", "", ""]],
        ["school_name.en", "boss", "$template"],
    )
    done = polisi("batch", path, "-o", tmp_path / "out", "--format", "html", cwd=renamed)
    assert done.returncode == 0, done.stderr
    assert "The column `boss` is now called `head_name`" in done.stderr
    assert "2 rows answered for version 2019-03.2 of the template" in done.stderr
    assert done.stderr.count("The boss is now the head.") == 1
    assert any(b"Bob" in data for data in documents(tmp_path / "out").values())


def test_a_name_that_shows_nothing_is_no_name(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"school_name": "\u200b\u2060\u00a0"}))
    done = polisi("fill", path, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "`school_name` is missing, or shows nothing" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_problem_with_a_renamed_answer_names_its_line(renamed: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"school_name": "A",\n\n"boss": 7}')
    done = polisi("fill", path, "-o", tmp_path / "out", cwd=renamed)
    assert done.returncode == 2
    assert "answers.json:3:" in done.stderr
