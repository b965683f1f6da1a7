"""`polisi check`: exit codes, what goes to stdout and what to stderr."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from polisi.cli import main
from polisi.parity import RULES

PAGES = {
    "en/a.md": "# A {#a}\n\n6.1 One.\n\n6.2 Two.\n",
    "cy/a.md": "# A {#a}\n\n6.1 Tŷ.\n",
    "en/b/c.md": "# C {#c}\n\nSee [A](../a.md).\n",
    "cy/b/c.md": "# C {#c}\n\nGweler [A](../aa.md).\n",
}
TREES = ["check", "--source", "en", "--target", "cy"]


@pytest.fixture
def trees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two folders with a clause missing and a link broken, and the shell there."""
    for name, text in PAGES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command and return its exit code, stdout and stderr."""
    try:
        code = main(arguments)
    except SystemExit as left:
        code = int(left.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_findings(trees: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *TREES)
    assert (code, err) == (1, "")
    assert "cy/a.md:3:1: error structure: Clause `6.2` is missing in cy.\n" in out
    assert "    en/a.md:5\n        6.2 Two.\n    cy/a.md:3\n        6.1 Tŷ.\n" in out
    assert out.endswith("2 findings in 2 pages, 5 segments.\n")


def test_whoever_has_a_welsh_environment_is_told_in_welsh(
    trees: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANGUAGE")
    monkeypatch.setenv("LC_ALL", "cy_GB.UTF-8")
    code, out, err = run(capsys, *TREES)
    assert (code, err) == (1, "")
    assert "cy/a.md:3:1: gwall structure: Mae cymal `6.2` ar goll yn Gymraeg.\n" in out
    assert out.endswith("Canfyddiadau: 2. Tudalennau: 2. Segmentau: 5.\n")
    told = json.loads(run(capsys, *TREES, "--format", "json")[1])
    assert told["diagnostics"][0]["message"] == "Clause `6.2` is missing in cy."
    (trees / "cy/a.md").write_text("---\ntitle: A\n", encoding="utf-8")
    code, out, err = run(capsys, *TREES)
    assert (code, out) == (2, "")
    assert err == (
        "cy/a.md:1: Nid yw'r rhan ar frig y ffeil wedi'i chau. "
        "Rhowch linell o `---` ar ei diwedd.\n"
    )
    assert run(capsys, "check", "--source", "en", "--target", "nowhere")[2] == (
        "nowhere:1: Nid oes ffolder o'r fath. Rhowch y ffolder sy'n cynnwys y tudalennau.\n"
    )


def test_no_findings(trees: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", "--source", "en", "--target", "en", "--target-lang", "fr")
    assert (code, out, err) == (0, "No findings in 2 pages, 5 segments.\n", "")


def test_json_alone_on_stdout(trees: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *TREES, "--format", "json")
    report = json.loads(out)
    assert [each["rule"] for each in report["diagnostics"]] == ["structure", "link"]
    assert report["diagnostics"][0]["target"]["path"] == "cy/a.md"
    assert (code, err) == (1, "")


@pytest.mark.parametrize("form", ["json", "text"])
def test_what_cannot_be_read_stops_the_report(
    trees: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    (trees / "cy" / "d.md").write_bytes(b"\xff")
    code, out, err = run(capsys, *TREES, "--format", form)
    assert (code, out) == (2, "")
    assert (
        err == "cy/d.md:1: This file is not UTF-8 (byte 0xff). Save it with the encoding UTF-8.\n"
    )


def test_what_cannot_be_read_is_an_annotation_too(
    trees: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (trees / "cy" / "d.md").write_bytes(b"\xff")
    code, out, err = run(capsys, *TREES, "--format", "github")
    assert (code, err.count("\n")) == (2, 1)
    assert out == (
        "::error file=cy/d.md,line=1,title=polisi::This file is not UTF-8 (byte 0xff). "
        "Save it with the encoding UTF-8.\n"
    )
    code, out, err = run(capsys, "check", "--source", "en", "--target", "no", "--format", "github")
    assert (code, err) == (
        2,
        "no:1: There is no such folder. Give the folder that holds the pages.\n",
    )
    assert out.startswith("::error file=no,line=1,title=polisi::There is no such folder.")


def test_what_cannot_be_read_is_in_the_sarif(
    trees: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (trees / "cy" / "d.md").write_bytes(b"\xff")
    code, out, err = run(capsys, *TREES, "--format", "sarif")
    assert (code, err.count("\n")) == (2, 1)
    (log,) = json.loads(out)["runs"]
    (invocation,) = log["invocations"]
    assert not invocation["executionSuccessful"]
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("This file is not UTF-8")
    (place,) = told["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "cy/d.md"
    assert log["results"] == []


@pytest.mark.parametrize("name", [None, "a.mdx"])
def test_folders_without_a_page_are_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str | None
) -> None:
    folders = [tmp_path / locale for locale in ("en", "cy")]
    for folder in folders:
        folder.mkdir()
        if name:
            (folder / name).write_text("# A\n")
    source, target = map(str, folders)
    code, out, err = run(capsys, "check", "--source", source, "--target", target)
    assert (code, out) == (2, "")
    assert err == (
        f"{source}:1: There is no page of Markdown in `{source}` or `{target}`. "
        "Give folders with files that end in `.md` and `.markdown`: no others are read.\n"
    )
    (folders[0] / "b.md").write_text("# B\n")
    assert run(capsys, "check", "--source", source, "--target", target)[0] == 1


def test_some_rules(trees: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *TREES, "--rules", "link, page")
    assert code == 1
    assert "error link" in out
    assert "structure" not in out


@pytest.mark.parametrize(
    ("path", "number"),
    [("en/a.md", 1), ("cy/a.md", 1), ("cy", 2), ("en/b", 1), (".", 2), ("mkdocs.yml", 0)],
)
def test_some_paths(
    trees: Path, capsys: pytest.CaptureFixture[str], path: str, number: int
) -> None:
    (trees / "mkdocs.yml").write_text("")
    code, out, _ = run(capsys, *TREES, path)
    assert out.count("hint: ") == number
    assert code == (1 if number else 0)


def test_the_path_of_a_page_that_should_be_there(
    trees: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (trees / "cy" / "a.md").unlink()
    code, out, _ = run(capsys, *TREES, "cy/a.md")
    assert code == 1
    assert "error page" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*TREES, "--rules", "structur"], "There is no rule `structur`. Did you mean `structure`?"),
        ([*TREES, "--rules", ","], "No rule is named. The rules are: page, nav,"),
        ([*TREES, "--format", "xml"], "invalid choice: 'xml'"),
        (["check", "--source", "en"], "--target is missing. Give both folders"),
        (["check", "--target", "cy"], "--source is missing."),
        ([*TREES, "--target-lang", "en"], "Both languages are the same."),
        ([*TREES, "nothing.md"], "nothing.md:1: There is no such page, file or folder."),
        (["check", "--source", "en", "--target", "none"], "none:1: There is no such folder."),
        (["check"], "mkdocs.yml:1: There is no mkdocs.yml here."),
        (["chek"], "invalid choice: 'chek'"),
        ([], "the following arguments are required: COMMAND."),
    ],
)
def test_what_cannot_run_says_so_in_one_line(
    trees: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_help_has_an_example_and_names_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", "--help")
    assert code == 0
    assert "example: polisi check" in out
    for rule in RULES:
        assert rule in out
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "example: polisi" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--version")
    assert code == 0
    assert out.startswith("polisi ")


def test_a_real_process_speaks_utf8_and_minds_a_closed_pipe(trees: Path) -> None:
    plugins = Path(__file__).parents[2] / "plugins"
    env = {**os.environ, "PYTHONPATH": str(plugins), "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [sys.executable, "-m", "polisi", *TREES]
    done = subprocess.run(command, cwd=trees, env=env, capture_output=True, check=False)
    assert done.returncode == 1
    assert "6.1 Tŷ." in done.stdout.decode("utf-8")
    assert done.stderr == b""
    with subprocess.Popen(
        command, cwd=trees, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    ("variables", "colours"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colours_on_a_terminal_unless_they_are_not_wanted(
    trees: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    colours: bool,
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert "\33" not in run(capsys, *TREES)[1]  # what is no terminal gets none
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert ("\33" in run(capsys, *TREES)[1]) == colours
    assert "\33" not in run(capsys, *TREES, "--format", "github")[1]


def test_sarif_holds_the_manuals_of_the_rules_that_ran(
    trees: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *TREES, "--format", "sarif", "--rules", "structure,silencer")
    (log,) = json.loads(out)["runs"]
    assert [each["id"] for each in log["tool"]["driver"]["rules"]] == ["silencer", "structure"]
    assert all("To mend it" in each["help"]["text"] for each in log["tool"]["driver"]["rules"])
    assert [each["ruleId"] for each in log["results"]] == ["structure"]
    assert (code, err) == (1, "")
