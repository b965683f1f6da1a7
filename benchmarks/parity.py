"""How fast both languages are checked, beside translate-toolkit, on the same pairs in one run.

    python benchmarks/parity.py [--copies N] [--rounds N]

Run it where Polisi is installed. translate-toolkit's reader of Markdown is no dependency of the
project: it is installed into `.cache/benchmarks/parity`.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".cache" / "benchmarks" / "parity"
RIVAL = Path(__file__).with_name("parity_rival.py")
LOCALES = ("en", "cy")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--copies", type=int, default=4, help="of our pages (default: 4)")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    options = parser.parse_args()
    python = _environment()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pairs = _copy(folder, options.copies)
        one = folder / "one"
        one.mkdir()
        _copy(one, 1)
        runs = {
            "polisi check": _polisi(folder),
            "translate-toolkit": [str(python), str(RIVAL), str(folder / "en"), str(folder / "cy")],
            "polisi check, our pages alone": _polisi(one),
        }
        times: dict[str, list[tuple[float, float]]] = {tool: [] for tool in runs}
        for _ in range(options.rounds):
            # They take turns, so that a busy machine is busy for all of them.
            for tool, command in runs.items():
                times[tool].append(_timed(command))
    print(f"{pairs} pairs of pages, {options.rounds} rounds, the median of each.\n")
    print("| tool | seconds | processor, s | ms a pair | times ours |")
    print("| --- | --- | --- | --- | --- |")
    ours = median(work for _, work in times["polisi check"])
    for tool, taken in times.items():
        wall, work = (median(column) for column in zip(*taken, strict=True))
        number = pairs // options.copies if "alone" in tool else pairs
        ratio = "" if "alone" in tool else f"{work / ours:.1f}"
        print(f"| {tool} | {wall:.2f} | {work:.2f} | {1000 * work / number:.1f} | {ratio} |")


def _polisi(folder: Path) -> Sequence[str]:
    places = ["--source", str(folder / "en"), "--target", str(folder / "cy")]
    return [sys.executable, "-m", "polisi", "check", *places]


def _copy(folder: Path, copies: int) -> int:
    """Copy our pages into both languages' folders so often; return how many pairs there are."""
    for locale in LOCALES:
        for number in range(copies):
            shutil.copytree(ROOT / "docs" / locale, folder / locale / str(number))
    return sum(1 for _ in (folder / "cy").rglob("*.md"))


def _timed(command: Sequence[str]) -> tuple[float, float]:
    """Return the seconds that a command takes, and those of the processor."""
    before, started = _work(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - started
    if done.returncode not in (0, 1) or not done.stdout:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return taken, _work() - before


def _work() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _environment() -> Path:
    """Return the Python of the rival's environment, which is made at the first run."""
    python = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print("Installing translate-toolkit ...", file=sys.stderr)
        venv.create(HOME, with_pip=True)
        install = ["-m", "pip", "install", "--quiet", "translate-toolkit[markdown]"]
        subprocess.run([str(python), *install], check=True)
    return python


if __name__ == "__main__":
    main()
