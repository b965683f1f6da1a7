#!/usr/bin/env python3
"""Set Polisi up and run it: needs Python 3.11 or newer and nothing else.

    python3 scripts/dev.py build [ARGUMENT ...]    the site, into site/
    python3 scripts/dev.py serve [ARGUMENT ...]    the site, with a preview that follows your edits
    python3 scripts/dev.py polisi ARGUMENT ...     the polisi command, e.g. `polisi check`
    python3 scripts/dev.py test                    all checks, then all tests
    python3 scripts/dev.py test ARGUMENT ...       only pytest, with these arguments

The first run makes `.venv` and installs there exactly what requirements.txt (for `test`:
requirements-dev.txt) pins; later runs start at once, until a lock or the project's own metadata
changes. Arguments go to mkdocs, polisi or pytest as they are; paths among them are read from the
top folder of the project, wherever you call from.

`test` also wants a few programs that no lock can pin: see TOOLS. On Debian and its relatives it
installs what is missing if it may (as root); elsewhere it says what to install. In CI (the
variable CI is set) a missing one is a failure; otherwise the rest still runs.
"""

import sys

# Python 3.6 must be able to read this file, if only to be told so: no `:=`, no `match`.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "dev.py: Python 3.11 or newer is needed, this is {}.{} ({}): run it with a newer one, "
        "for example `python3.12 scripts/dev.py`.".format(*sys.version_info[:2], sys.executable)
    )

import argparse
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import signal
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "polisi-installed.json"
RUNTIME_LOCK = "requirements.txt"
DEV_LOCK = "requirements-dev.txt"  # everything in RUNTIME_LOCK and more
NODE_FILES = ("package.json", "package-lock.json")
NODE_STAMP = ROOT / "node_modules" / ".polisi-installed"
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")


class Failure(Exception):  # noqa: N818 - it carries an exit code, as SystemExit does
    """Something that ends the run.

    Attributes:
        code: the exit code.
    """

    def __init__(self, message: str, code: int = 1) -> None:
        """Say in one line what is wrong and what to do about it; empty if it has been said."""
        super().__init__(message)
        self.code = code


# --- Programs -------------------------------------------------------------------------------


def say(line: str) -> None:
    """Print a line of our own, in order with what the programs we start print."""
    print(line, flush=True)


def program(name: str) -> str:
    """Return the path of a program that was installed into the environment."""
    return str(BIN / (f"{name}.exe" if os.name == "nt" else name))


def environment() -> dict[str, str]:
    """Return the variables to start programs with: ours, with `.venv` active."""
    env = dict(os.environ)
    env.pop("PYTHONHOME", None)
    env["VIRTUAL_ENV"] = str(VENV)
    env["PATH"] = os.pathsep.join([str(BIN), env.get("PATH", os.defpath)])
    return env


def run(
    command: Sequence[str], env: Mapping[str, str] | None = None, *, quiet: bool = False
) -> int:
    """Run a program in the top folder and wait for its end.

    Args:
        command: the program and its arguments.
        env: its variables; by default those of `environment`.
        quiet: whether to show its errors alone.

    Returns:
        Its exit code; 128 and the signal's number if a signal ended it.

    Raises:
        Failure: it could not be started.
        KeyboardInterrupt: Ctrl-C was pressed; the program got it too and has ended.
    """
    try:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env or environment(),
            stdout=subprocess.DEVNULL if quiet else None,
        )
    except OSError as error:
        raise Failure(f"cannot start {command[0]}: {error}.") from error
    try:
        code = process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise
    except BaseException:
        process.terminate()
        process.wait()
        raise
    return code if code >= 0 else 128 - code


def become(command: Sequence[str]) -> int:
    """End as another program, so that whoever stops or waits for us reaches it.

    Args:
        command: the program and its arguments.

    Returns:
        Its exit code; on POSIX the program takes our place, and this does not return.

    Raises:
        Failure: it could not be started.
        KeyboardInterrupt: as `run`.
    """
    if os.name == "nt":
        return run(command)
    os.chdir(ROOT)
    try:
        os.execve(command[0], [*command], environment())
    except OSError as error:
        raise Failure(f"cannot start {command[0]}: {error}.") from error


# --- The environment ------------------------------------------------------------------------


def digest(*parts: bytes) -> str:
    """Return a fingerprint of some content."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def read(name: str) -> bytes:
    """Return the content of a file of the project.

    Args:
        name: its path from the top folder.

    Raises:
        Failure: it cannot be read.
    """
    try:
        return (ROOT / name).read_bytes()
    except OSError as error:
        raise Failure(f"cannot read {name}: {error.strerror}. Is the checkout whole?") from error


def project_digest() -> str:
    """Return a fingerprint of what an installation takes from pyproject.toml.

    The settings of tools such as ruff are left out: to change them installs nothing.

    Raises:
        Failure: pyproject.toml cannot be read.
    """
    try:
        data = tomllib.loads(read("pyproject.toml").decode())
    except ValueError as error:
        raise Failure(f"cannot read pyproject.toml: {error}.") from error
    parts = [data.get("build-system"), data.get("project"), data.get("tool", {}).get("hatch")]
    return digest(json.dumps(parts, sort_keys=True).encode())


def venv_version() -> str | None:
    """Return the version of the environment's Python, or None if it has none that works."""
    command = [program("python"), "-I", "-S", "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def read_stamp() -> dict[str, str | None]:
    """Return what the last whole installation wrote of itself; empty if there is none."""
    try:
        data = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def prepare(lock: str) -> None:
    """Make sure that `.venv` holds what a lock pins, and Polisi itself.

    A new lock, a moved folder or another Python gets a new environment, so that nothing is left
    in it that is no longer pinned. The stamp goes before the first change and comes back after
    the last: an installation that was interrupted is done again from the start.

    Args:
        lock: RUNTIME_LOCK or DEV_LOCK.

    Raises:
        Failure: it cannot be done.
    """
    wanted: dict[str, str | None] = {
        "folder": str(ROOT),
        "python": venv_version(),
        RUNTIME_LOCK: digest(read(RUNTIME_LOCK)),
        "project": project_digest(),
    }
    if lock == DEV_LOCK:
        wanted[DEV_LOCK] = digest(read(DEV_LOCK))
    have = read_stamp()
    stale = {key for key, value in wanted.items() if value is None or have.get(key) != value}
    if not stale:
        return

    started = time.monotonic()
    STAMP.unlink(missing_ok=True)
    only_adds = DEV_LOCK not in have  # the developers' tools, on top of a sound environment
    if stale - {"project"} - ({DEV_LOCK} if only_adds else set()):
        make_venv()
        wanted["python"] = venv_version()
        stale.add(lock)
    if lock in stale:
        say(f"Installing what {lock} pins into .venv (once, until it changes) ...")
        pip("--require-hashes", "--only-binary", ":all:", "-r", lock)
    # The build tool is pinned in the lock; no index is asked for anything.
    pip("--no-index", "--no-deps", "--no-build-isolation", "--editable", ".")
    if DEV_LOCK in have and lock == RUNTIME_LOCK and lock not in stale:
        wanted[DEV_LOCK] = have[DEV_LOCK]
    STAMP.write_text(json.dumps(wanted, indent=1) + "\n", encoding="utf-8")
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def make_venv() -> None:
    """Make `.venv` anew.

    Raises:
        Failure: this Python cannot make one, or files in the way cannot be replaced.
    """
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Failure(
            "this Python cannot make an environment (no venv or ensurepip module): on Debian or "
            "Ubuntu run `apt-get install python3-venv`, elsewhere install Python from python.org."
        )
    # If we run inside .venv, it must not be made from itself.
    python: str = getattr(sys, "_base_executable", None) or sys.executable
    command = [python, "-m", "venv", "--clear", str(VENV)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr + done.stdout).strip().splitlines()
        raise Failure(
            f"cannot make {VENV}: {lines[-1] if lines else 'no reason given'}. Stop what is "
            "running in it, delete the folder and try again."
        )


def pip(*arguments: str) -> None:
    """Install with the environment's pip.

    Args:
        *arguments: what follows `pip install`.

    Raises:
        Failure: pip failed; it has said why.
    """
    quiet = ("--quiet", "--quiet", "--no-input", "--disable-pip-version-check")
    code = run([program("python"), "-m", "pip", "install", *quiet, *arguments])
    if code:
        raise Failure(f"pip failed (exit {code}; its reason is above). Run this again to retry.")


# --- Programs that no lock can pin ------------------------------------------------------------


def on_path(*names: str) -> Callable[[], Path | None]:
    """Return a search for the first of some programs on the PATH."""

    def search() -> Path | None:
        found = filter(None, map(shutil.which, names))
        return next(map(Path, found), None)

    return search


def find_chromium() -> Path | None:
    """Return Chromium or a browser built on it.

    It is what POLISI_CHROMIUM names, or else the first on the PATH or in the usual places.

    Raises:
        Failure: POLISI_CHROMIUM names no file.
    """
    chosen = os.environ.get("POLISI_CHROMIUM")
    if chosen:
        if Path(chosen).is_file():
            return Path(chosen)
        raise Failure(f"POLISI_CHROMIUM names {chosen}, which is not a file: correct or unset it.")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    found = on_path(*names)()
    if found:
        return found
    applications = [Path("/Applications"), Path.home() / "Applications"]
    places = [
        folder / f"{name}.app/Contents/MacOS/{name}"
        for folder in applications
        for name in ("Chromium", "Google Chrome", "Microsoft Edge")
    ]
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        folder = Path(os.environ.get(variable, "C:/"))
        places += [
            folder / "Chromium/Application/chrome.exe",
            folder / "Google/Chrome/Application/chrome.exe",
            folder / "Microsoft/Edge/Application/msedge.exe",
        ]
    return next((place for place in places if place.is_file()), None)


def find_fonts() -> Path | None:
    """Return a font that has every Welsh letter (ŵ, ŷ), or the folder of a system's own fonts."""
    own = (Path("/System/Library/Fonts"), Path(os.environ.get("WINDIR", "C:/Windows"), "Fonts"))
    if sys.platform in ("darwin", "win32"):
        return next((folder for folder in own if folder.is_dir()), None)
    names = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf")
    folders = (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path.home() / ".local/share/fonts",
        Path.home() / ".fonts",
    )
    return next((font for folder in folders for name in names for font in folder.rglob(name)), None)


def find_xliff_schemas() -> Path | None:
    """Return the folder that holds the schemas of XLIFF as OASIS publishes them.

    It is what POLISI_XLIFF_SCHEMAS names, or else where Debian's package puts it.
    """
    packaged = "/usr/share/php/Symfony/Component/Translation/Resources/schemas"
    folder = Path(os.environ.get("POLISI_XLIFF_SCHEMAS") or packaged)
    names = ("xliff-core-1.2-strict.xsd", "xliff-core-2.0.xsd")
    return folder if all((folder / name).is_file() for name in names) else None


@dataclass(frozen=True)
class Tool:
    """A program or file that the tests need and that no lock can pin.

    Attributes:
        name: what people call it.
        why: what it is for.
        find: returns where it is, or None.
        debian: the packages that bring it on Debian and its relatives.
        elsewhere: how to get it on other systems.
        variable: the variable that tells the tests where it is; empty if they need not know.
    """

    name: str
    why: str
    find: Callable[[], Path | None]
    debian: tuple[str, ...]
    elsewhere: str
    variable: str = ""


# To add one is to add a row.
TOOLS = (
    Tool(
        name="Chromium",
        why="the browser tests",
        find=find_chromium,
        debian=("chromium",),
        elsewhere="install Chromium or Chrome, or set POLISI_CHROMIUM to the path of one",
        variable="POLISI_CHROMIUM",
    ),
    Tool(
        name="fonts",
        why="the browser tests and their pictures",
        find=find_fonts,
        debian=("fonts-dejavu-core",),
        elsewhere="install the DejaVu or the Liberation fonts",
    ),
    Tool(
        name="XLIFF schemas",
        why="the tests of what translators get",
        find=find_xliff_schemas,
        # OASIS lets nobody change them and no lock can pin them; this package holds them unchanged.
        debian=("php-symfony-translation",),
        elsewhere="put xliff-core-1.2-strict.xsd and xliff-core-2.0.xsd of OASIS into a folder and "
        "set POLISI_XLIFF_SCHEMAS to its path",
        variable="POLISI_XLIFF_SCHEMAS",
    ),
    Tool(
        name="Node.js",
        why="the tests of the browser's scripts, and npm",
        find=on_path("node"),
        debian=("nodejs",),
        elsewhere="install Node.js 20 or newer from nodejs.org",
    ),
    Tool(
        name="npm",
        why="what package.json names: the Welsh dictionary, axe-core, the Nu Html Checker",
        find=on_path("npm"),
        debian=("npm",),
        elsewhere="install npm; it comes with Node.js from nodejs.org",
    ),
    Tool(
        name="Java",
        why="the Nu Html Checker, which holds every page to the standard",
        find=on_path("java"),
        debian=("default-jre-headless",),
        elsewhere="install Java 17 or newer from adoptium.net",
    ),
)


def ensure_tools(tools: Iterable[Tool]) -> dict[str, str]:
    """Look for tools, and install what is missing where we may.

    Args:
        tools: rows of TOOLS.

    Returns:
        The variables that tell the tests where the tools are.

    Raises:
        Failure: one is missing still, and this is CI; or POLISI_CHROMIUM is wrong.
    """
    tools = list(tools)
    missing = [tool for tool in tools if not tool.find()]
    if missing and may_install():
        apt_install([package for tool in missing for package in tool.debian])
        missing = [tool for tool in missing if not tool.find()]
    for tool in missing:
        advice = tool.elsewhere
        if shutil.which("apt-get"):
            advice = f"run `sudo apt-get install {' '.join(tool.debian)}`"
        say(f"dev.py: {tool.name} is missing, for {tool.why}: {advice}.")
    if missing and IN_CI:
        names = ", ".join(tool.name for tool in missing)
        raise Failure(f"missing in CI, where every test must run: {names}.")
    places = {tool.variable: tool.find() for tool in tools if tool.variable}
    return {variable: str(place) for variable, place in places.items() if place}


def may_install() -> bool:
    """Return whether this is Debian or a relative, and we are root."""
    geteuid: Callable[[], int] = getattr(os, "geteuid", lambda: -1)
    return geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages; a failure is told, and left to be found by what is missing."""
    say(f"Installing {' '.join(packages)} with apt-get ...")
    # Not our environment(): the system's own scripts want the system's own Python.
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300")  # another apt-get may be at work
    install = (*apt, "install", "--yes", "--no-install-recommends", *packages)
    if run((*apt, "update"), env, quiet=True) or run(install, env, quiet=True):
        say("dev.py: apt-get failed (its reason is above).")


def ensure_node_modules() -> None:
    """Install what package-lock.json pins, if npm is there and the lock has changed.

    npm removes node_modules, and our stamp in it, before it installs: an installation that was
    interrupted is done again.

    Raises:
        Failure: npm failed.
    """
    wanted = digest(*(read(name) for name in NODE_FILES))
    if NODE_STAMP.is_file() and NODE_STAMP.read_text(encoding="utf-8") == wanted:
        return
    npm = shutil.which("npm")
    if npm is None:
        return  # ensure_tools has said so
    NODE_STAMP.unlink(missing_ok=True)
    say("Installing what package-lock.json pins into node_modules (once, until it changes) ...")
    code = run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    if code:
        raise Failure(f"npm ci failed (exit {code}; its reason is above).")
    NODE_STAMP.write_text(wanted, encoding="utf-8")


# --- Commands -------------------------------------------------------------------------------


def build(arguments: Sequence[str]) -> int:
    """Build the site into site/; a warning is an error."""
    prepare(RUNTIME_LOCK)
    return become([program("mkdocs"), "build", "--strict", *arguments])


def serve(arguments: Sequence[str]) -> int:
    """Serve the site here, and again after each edit."""
    prepare(RUNTIME_LOCK)
    return become([program("mkdocs"), "serve", *arguments])


def polisi(arguments: Sequence[str]) -> int:
    """Run the polisi command, which knows the rest."""
    prepare(RUNTIME_LOCK)
    return become([program("polisi"), *arguments])


# What each step is, and its command; cheap ones first.
CHECKS = (
    ("style and likely mistakes", ("ruff", "check", ".")),
    ("formatting", ("ruff", "format", "--check", ".")),
    ("types", ("mypy", "--strict", "plugins", "scripts/dev.py")),
    ("which package may import which", ("lint-imports",)),
    ("English and Welsh agree", ("polisi", "check")),
    # A file of tests stays together: its tests share what is slow to make.
    ("tests", ("pytest", "-n", "auto", "--dist", "loadfile")),
)


def test(arguments: Sequence[str]) -> int:
    """Run all checks and tests up to the first that fails; with arguments, pytest alone."""
    prepare(DEV_LOCK)
    env = {**environment(), **ensure_tools(TOOLS)}
    ensure_node_modules()
    if arguments:
        return run([program("pytest"), *arguments], env)
    for number, (what, (name, *rest)) in enumerate(CHECKS, start=1):
        say(f"\n== {number}/{len(CHECKS)} {what}: {shlex.join([name, *rest])}")
        code = run([program(name), *rest], env)
        if code:
            raise Failure(f"{name} failed (exit {code}; its reason is above).", code)
    return 0


COMMANDS = {"build": build, "serve": serve, "polisi": polisi, "test": test}


def stop(number: int, frame: FrameType | None) -> NoReturn:
    """Turn a request to end into an exception, so that a program we wait for ends with us."""
    del frame
    raise Failure("", 128 + number)


def main() -> int:
    """Run the command that was asked for and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="for mkdocs, polisi or pytest")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, stop)
    try:
        return COMMANDS[options.command](options.arguments)
    except Failure as failure:
        if str(failure):
            print(f"dev.py: {failure}", file=sys.stderr, flush=True)
        return failure.code
    except KeyboardInterrupt:
        print("dev.py: interrupted.", file=sys.stderr, flush=True)
        return 130


if __name__ == "__main__":
    sys.exit(main())
