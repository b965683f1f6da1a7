"""How fast both languages are checked, beside other checkers, on the same pairs in one run.

    python benchmarks/parity.py [--copies N] [--rounds N]

Run it where Polisi is installed. The others are no dependencies of the project: they are installed
into `.cache/benchmarks/parity`. FastAPI's checker is taken from the sources of its release.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".cache" / "benchmarks" / "parity"
RIVAL = Path(__file__).with_name("parity_rival.py")
LOCALES = ("en", "cy")
FASTAPI = "fastapi==0.165.0"
OURS, TOOLKIT, OTHER, PROJECT, AGAIN = (
    "`polisi check`, as plain trees",
    "translate-toolkit",
    "FastAPI's checker",
    "`polisi check`, as our project",
    "`polisi check`, as our project, once more",
)


@dataclass(frozen=True)
class Run:
    """A command, the folder to run it in, and where Polisi keeps what it has found, if anywhere."""

    command: Sequence[str]
    folder: Path = ROOT
    cache: str = os.devnull


@dataclass(frozen=True)
class Time:
    """Seconds on the clock, and of the processor."""

    wall: float
    work: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--copies", type=int, default=1, help="of our pages (default: 1)")
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    options = parser.parse_args()
    python, scripts = _environment()
    with tempfile.TemporaryDirectory() as name:
        full, empty = Path(name, "full"), Path(name, "empty")
        pairs = _copy(full, options.copies)
        _copy(empty, 0)
        for locale in LOCALES:
            # A check of no page at all is refused.
            (empty / "docs" / locale / "docs" / "a.md").write_text("# A {#a}\n", encoding="utf-8")
        runs = {
            **_runs(full, python, scripts),
            PROJECT: Run(_polisi()),
            AGAIN: Run(_polisi(), cache=str(Path(name, "cache"))),
        }
        starts = _runs(empty, python, scripts)
        times = _taken(runs, options.rounds)
        idle = _taken(starts, options.rounds)
    _print(pairs, options.rounds, times, idle)
    _print_goals(times, options.copies)


def _runs(folder: Path, python: Path, scripts: Path) -> Mapping[str, Run]:
    trees = [str(folder / "docs" / locale / "docs") for locale in LOCALES]
    code = f"import sys; sys.path.insert(0, {str(scripts)!r}); sys.argv[1:] = ['fix-all', 'cy']; "
    fastapi = [str(python), "-c", f"{code}from scripts.translation_fixer import cli; cli()"]
    return {
        OURS: Run([*_polisi(), "--source", trees[0], "--target", trees[1]]),
        TOOLKIT: Run([str(python), str(RIVAL), *trees]),
        OTHER: Run(fastapi, folder),
    }


def _polisi() -> list[str]:
    return [sys.executable, "-m", "polisi", "check"]


def _copy(folder: Path, copies: int) -> int:
    """Copy our pages into both languages' folders so often; return how many pairs there are.

    The folders are those of FastAPI's repository, where its checker looks for them.
    """
    for locale in LOCALES:
        place = folder / "docs" / locale / "docs"
        place.mkdir(parents=True)
        for number in range(copies):
            shutil.copytree(ROOT / "docs" / locale, place / str(number))
    return sum(1 for _ in (folder / "docs" / LOCALES[1]).rglob("*.md"))


def _taken(runs: Mapping[str, Run], rounds: int) -> Mapping[str, Time]:
    """Return the median time of each run."""
    times: dict[str, list[Time]] = {tool: [] for tool in runs}
    for number in range(rounds + 1):
        # They take turns, so that a busy machine is busy for all of them.
        for tool, run in runs.items():
            taken = _timed(run)
            if number:
                # The first round fills caches of bytecode, and FastAPI's checker mends pages.
                times[tool].append(taken)
    return {
        tool: Time(median(each.wall for each in taken), median(each.work for each in taken))
        for tool, taken in times.items()
    }


def _timed(run: Run) -> Time:
    before, started = _work(), time.perf_counter()
    done = subprocess.run(
        run.command,
        capture_output=True,
        text=True,
        check=False,
        cwd=run.folder,
        env={**os.environ, "POLISI_CACHE": run.cache},
    )
    taken = time.perf_counter() - started
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        sys.exit(f"{' '.join(run.command)}\n{done.stderr}")
    return Time(taken, _work() - before)


def _work() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _print(pairs: int, rounds: int, times: Mapping[str, Time], idle: Mapping[str, Time]) -> None:
    print(f"{pairs} pairs of pages, {rounds} rounds, the median of each.\n")
    print("| tool | seconds | processor, s | of that its start, s | ms a pair | times ours |")
    print("| --- | --- | --- | --- | --- | --- |")
    for tool, taken in times.items():
        cells = [f"{taken.wall:.2f}", f"{taken.work:.2f}"]
        if tool in idle:
            cells += [
                f"{idle[tool].work:.2f}",
                f"{1000 * taken.work / pairs:.1f}",
                f"{taken.work / times[OURS].work:.2f}",
            ]
        else:
            cells += ["", "", ""]
        print(f"| {tool} | {' | '.join(cells)} |")


def _print_goals(times: Mapping[str, Time], copies: int) -> None:
    """Print what is to be reached, by processor time where others are compared with."""
    goals = [
        (
            "times as fast as translate-toolkit, at least 10",
            times[TOOLKIT].work / times[OURS].work,
            lambda value: value >= 10,
        ),
        (
            "times what FastAPI's checker takes, at most 3",
            times[OURS].work / times[OTHER].work,
            lambda value: value <= 3,
        ),
    ]
    if copies == 1:
        cold = ("seconds for our own docs, cold, under 1", times[PROJECT].wall, lambda s: s < 1)
        goals.insert(0, cold)
    print("\n| goal | measured | reached |\n| --- | --- | --- |")
    for name, value, is_reached in goals:
        print(f"| {name} | {value:.2f} | {'yes' if is_reached(value) else 'no'} |")


def _environment() -> tuple[Path, Path]:
    """Return the Python of the others' environment, and the folder of FastAPI's sources."""
    python = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    sources = HOME / FASTAPI.replace("==", "-")
    pip = [str(python), "-m", "pip"]
    if not python.exists():
        venv.create(HOME, with_pip=True)
    if not sources.exists():
        print("Installing translate-toolkit and FastAPI's checker ...", file=sys.stderr)
        install = ["install", "--quiet", "translate-toolkit[markdown]", "typer"]
        subprocess.run([*pip, *install], check=True)
        # Its wheel has no scripts.
        fetch = ["download", "--quiet", "--no-deps", "--no-binary", ":all:", "-d", str(HOME)]
        subprocess.run([*pip, *fetch, FASTAPI], check=True)
        with tarfile.open(f"{sources}.tar.gz") as archive:
            archive.extractall(HOME, filter="data")
    return python, sources


if __name__ == "__main__":
    main()
