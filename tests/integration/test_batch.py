"""`polisi fill` and `polisi batch` as a council runs them, on the project's own pages."""

import contextlib
import csv
import io
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from polisi.cli import main
from support import ROOT

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
            "ysgol-y-bont-en.html",
            "ysgol-y-bont-2-en.html",
            "x-en.html",
            "school-con-en.html",
            "x" * 80 + "-en.html",
            "school-en.html",
            "school-2-en.html",
            "7-7-script-alert-1-script-en.html",
            "hyperlink-1-en.html",
            "w" * 80 + "-en.html",
        ]
    )
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"out"}
    assert b"<script" not in made["7-7-script-alert-1-script-en.html"]


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
    assert list(first) == ["a-cy.html", "a-en.html", "d-en.html", "dd-cy.html"]
    assert b"data:image/png;base64," in first["a-en.html"]

    rows[1][2], rows[2][4], rows[3][0] = "28/2/2026", "good.png", "A"
    table(path, rows)
    # The report is the same however many share the work.
    again = polisi(*arguments, "2")
    assert again.returncode == 0, again.stderr
    assert "6 documents written, 4 already there, 0 rows" in again.stdout
    second = documents(tmp_path / "out")
    assert {name: second[name] for name in first} == first
    assert set(second) - set(first) == {
        *("b-cy.html", "b-en.html", "c-cy.html", "c-en.html", "a-2-cy.html", "a-2-en.html"),
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
    (out / "b-en.html").write_text("half")
    (out / "c-en.html").unlink()
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
            [sys.executable, "-m", "polisi", "batch", *map(str, arguments)],
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
    assert list(documents(tmp_path / "out")) == ["maerdy-en.html", "ysgol-y-maerdy-cy.html"]
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
    assert word_path.name == "ysgol-y-maerdy-maerdy-cy-en.docx"
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
    assert list(made) == ["a-cy.docx", "a-cy.pdf", "a-en.docx", "a-en.pdf"]
    assert all(data.startswith((b"PK", b"%PDF-")) for data in made.values())
    assert any("media/" in name for name in zipfile.ZipFile(out / "a-en.docx").namelist())
    assert "1 school with places still open" in done.stderr


def test_fill_needs_a_name_and_writes_nothing_without(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"head_name": "A"}')
    done = polisi("fill", path, "-o", tmp_path / "out", "--format", "html")
    assert done.returncode == 2
    assert "`school_name` is missing" in done.stderr
    assert not (tmp_path / "out").exists()
