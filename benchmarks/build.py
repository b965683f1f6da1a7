"""How long a whole build takes, and what it needs, beside others on the same pages.

    python benchmarks/build.py [--sizes 60,564,2400] [--rounds N] [--plot FILE.svg]

Polisi builds everything that it ever builds: it reads and checks both languages, renders them,
makes search indexes, Word templates and PDFs. The others render. Each tool is run once a round, in
turns; the figures are medians. Processor time is what counts on a busy machine: user and system
time of all that a build starts.

    Polisi, nothing kept       with an empty cache, as at the first time
    Polisi, one page changed   with what the last build has kept, after a change to one page's text
    Polisi, nothing changed    with what the last build has kept
    stock                      Material and static-i18n as they come, with a pruned menu
    Zensical                   a build for each language; installed into .cache/benchmarks if it is
                               not there, and left out where that cannot be done
    Hugo                       each page's Markdown in a template of one line, if `hugo` is there

Linux and macOS: Windows does not tell what a finished process has used.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sites
from documents import ROOT, print_table

OURS = "Polisi, nothing changed"
STOCK = "stock"
CACHE = ROOT / ".cache" / "benchmarks"
_CHANGED = "policy/index.md"
_COLOURS = ("#0b3d91", "#4a7fd6", "#9dbdf0", "#595959", "#a0522d", "#2e8b57")


@dataclass(frozen=True)
class Run:
    """What one build has used: seconds by the clock and of the processors, and memory in MB."""

    seconds: float
    processor: float
    memory: float


@dataclass(frozen=True)
class Tool:
    """A way to build a site.

    Attributes:
        name: what it is called.
        commands: what it runs.
        before: what is done before it, which does not count.
        output: the folder that it writes.
    """

    name: str
    commands: Sequence[Sequence[str]]
    output: Path
    before: Callable[[], None] = lambda: None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--sizes", default=",".join(map(str, sites.SIZES)), help="pages of a site")
    parser.add_argument("--rounds", type=int, default=5, help="builds of each tool (default: 5)")
    parser.add_argument("--plot", type=Path, help="where to write a picture of it")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    medians: dict[int, Mapping[str, Run]] = {}
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            site = Path(name) / str(size)
            sites.write(site, size)
            medians[size] = _measured(site, given.rounds)
            _print(size, site, medians[size])
    if given.plot:
        given.plot.write_text(_plot(medians), encoding="utf-8")


def _measured(site: Path, rounds: int) -> Mapping[str, Run]:
    tools = _tools(site)
    runs: dict[str, list[Run]] = {tool.name: [] for tool in tools}
    for _ in range(rounds):
        for tool in tools:
            tool.before()
            runs[tool.name].append(_run(tool, site))
    return {
        name: Run(
            statistics.median(run.seconds for run in made),
            statistics.median(run.processor for run in made),
            max(run.memory for run in made),
        )
        for name, made in runs.items()
    }


def _tools(site: Path) -> Sequence[Tool]:
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "-q"]
    cache = site / "cache"
    ours = [[*mkdocs, "-f", str(site / "mkdocs.yml"), "-d", str(site / "ours")]]
    changed = site / "docs" / "en" / _CHANGED
    text = changed.read_text(encoding="utf-8")
    number = iter(range(1, 1000))

    def change() -> None:
        changed.write_text(f"{text}\nThis is change {next(number)}.\n", encoding="utf-8")

    tools = [
        Tool(
            "Polisi, nothing kept",
            ours,
            site / "ours",
            lambda: shutil.rmtree(cache, ignore_errors=True),
        ),
        Tool(OURS, ours, site / "ours"),
        Tool("Polisi, one page changed", ours, site / "ours", change),
        Tool(
            STOCK,
            [[*mkdocs, "-f", str(site / "stock.yml"), "-d", str(site / "stock")]],
            site / "stock",
        ),
    ]
    zensical = _zensical()
    if zensical is not None:
        plain = [
            [zensical, "build", "-f", str(site / f"plain-{each}.yml")] for each in ("en", "cy")
        ]
        tools.append(
            Tool(
                "Zensical",
                plain,
                site / "plain",
                lambda: shutil.rmtree(site / "plain", ignore_errors=True),
            )
        )
    if shutil.which("hugo"):
        _write_hugo(site)
        tools.append(
            Tool("Hugo", [["hugo", "--quiet", "-s", str(site / "hugo")]], site / "hugo/public")
        )
    return tools


def _zensical() -> str | None:
    """Return the command; installed, if it can be."""
    environment = CACHE / "zensical"
    command = environment / "bin" / "zensical"
    if not command.exists():
        install = [str(environment / "bin" / "pip"), "install", "-q", "zensical"]
        for step in ([sys.executable, "-m", "venv", str(environment)], install):
            if subprocess.run(step, check=False).returncode != 0:
                print("Zensical cannot be installed and is left out.", file=sys.stderr)
                return None
    return str(command)


def _write_hugo(site: Path) -> None:
    folder = site / "hugo"
    (folder / "layouts" / "_default").mkdir(parents=True, exist_ok=True)
    (folder / "hugo.toml").write_text('baseURL = "https://polisi.example/"\n', encoding="utf-8")
    for kind in ("single", "list"):
        layout = folder / "layouts" / "_default" / f"{kind}.html"
        layout.write_text("<!doctype html><title>{{ .Title }}</title>{{ .Content }}\n", "utf-8")
    for locale in sites.LOCALES:
        content = folder / "content" / locale
        shutil.copytree(site / "docs" / locale, content, dirs_exist_ok=True)
        for index in content.rglob("index.md"):
            # To Hugo an `index.md` is the only page of its folder.
            index.rename(index.with_name("_index.md"))


def _run(tool: Tool, site: Path) -> Run:
    environment = {
        **os.environ,
        "POLISI_CACHE": str(site / "cache"),
        "NO_MKDOCS_2_WARNING": "1",
    }
    started = time.perf_counter()
    processor = memory = 0.0
    for command in tool.commands:
        process = subprocess.Popen(
            command, cwd=site, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{tool.name}: {said.decode('utf-8', 'replace')}")
        processor += used.ru_utime + used.ru_stime
        # macOS counts bytes, Linux kilobytes.
        memory = max(memory, used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3))
    return Run(time.perf_counter() - started, processor, memory)


def _print(size: int, site: Path, medians: Mapping[str, Run]) -> None:
    written = {tool.name: tool.output for tool in _tools(site)}
    stock = medians[STOCK]
    rows = [
        [
            name,
            f"{run.processor:.2f}",
            f"{stock.processor / run.processor:.2f}",
            f"{run.seconds:.2f}",
            f"{run.memory:.0f}",
            f"{_size(written[name]):.1f}",
        ]
        for name, run in medians.items()
    ]
    print(f"{size} pages", flush=True)
    head = ["tool", "processor, s", "times faster than stock", "clock, s", "memory, MB", "site, MB"]
    print_table(head, rows)
    print(flush=True)


def _size(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def _plot(medians: Mapping[int, Mapping[str, Run]]) -> str:
    """Return bars: for each size, every tool's processor time as a part of the longest."""
    names = list(dict.fromkeys(name for made in medians.values() for name in made))
    width, left, bar = 760, 200, 18
    parts: list[str] = []
    y = 10
    for size, made in medians.items():
        longest = max(run.processor for run in made.values())
        y += 22
        parts.append(f'<text x="8" y="{y}" font-weight="bold">{size} pages</text>')
        y += 8
        for name, run in made.items():
            length = (width - left - 80) * run.processor / longest
            colour = _COLOURS[names.index(name) % len(_COLOURS)]
            middle = y + 13
            parts += (
                f'<text x="{left - 8}" y="{middle}" text-anchor="end">{name}</text>',
                f'<rect x="{left}" y="{y}" width="{length:.1f}" height="14" fill="{colour}"/>',
                f'<text x="{left + length + 6:.1f}" y="{middle}">{run.processor:.2f} s</text>',
            )
            y += bar
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y + 12}"'
    style = ' font-family="sans-serif" font-size="13" role="img">'
    title = "<title>Processor time of a whole build, by size of the site and tool</title>"
    back = '<rect width="100%" height="100%" fill="#fff"/>'
    return f"{head}{style}{title}{back}{''.join(parts)}</svg>\n"


if __name__ == "__main__":
    main()
