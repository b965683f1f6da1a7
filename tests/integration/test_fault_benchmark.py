"""The fault benchmark runs as its README says, and what it plants is what it says."""

import subprocess
import sys

import pytest

from support import ROOT


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "benchmarks/parity_faults/run.py", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_faults_are_planted_found_and_counted() -> None:
    kinds = ("number changed", "clause deleted", "page missing")
    done = run("--each", "1", *(each for name in kinds for each in ("--kind", name)))
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [row for row in done.stdout.split("\n") if row.startswith("| ")]
    for name in kinds:
        assert f"| {name} | 1 | 100 % | 100 % |" in rows
    assert "with carriers: 0" in done.stdout


def test_what_is_planted_is_always_the_same_and_changes_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks/parity_faults"))
    from faults import KINDS, planted  # noqa: PLC0415
    from run import Bench  # noqa: PLC0415

    assert len(KINDS) >= 25
    pairs = Bench().pairs()
    for name in KINDS:
        faults = planted(name, pairs, 3)
        assert faults == planted(name, pairs, 3), name
        assert faults, name
        for fault in faults:
            assert fault.text != fault.pair.texts[fault.locale], name
            assert fault.lines or fault.twin, name
