"""`polisi batch`: the whole policy for every school of a table.

The parent reads the table, gives out file names and reports; the work on one school is a `_Task`
for `_Worker`, in this process or in several.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any

import polisi
from polisi.answers_file import picture, picture_path
from polisi.commands.command import in_words, spoken, tell
from polisi.commands.journal import Announcer, Entry, Journal, digest
from polisi.commands.output import (
    Template,
    add_options,
    languages,
    load_template,
    not_writable,
    of_version,
    parts,
    write,
)
from polisi.diagnostics import ContentError, unreadable
from polisi.export.files import School, numbered
from polisi.export.formats import FORMATS, Documents, Layout, Output, outputs
from polisi.fields import Answers, Type
from polisi.fields.csv import Problem, Row, Table, check, lacking, read
from polisi.model import Span
from polisi.said import Said, of_system, said

EXAMPLE = "polisi batch schools.csv -o filled --format docx,pdf"

_AHEAD = 4  # tasks waiting for each process: enough to keep it busy, few enough for the memory
_WORTH_A_PROCESS = 1.5  # seconds of work; with less, starting a process is most of it
_MAKERS = ("content", "fields", "fill", "export", "locales", "web/document")


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "schools",
        type=Path,
        metavar="SCHOOLS.csv",
        help="one row a school; `polisi fields --format csv` prints the first row",
    )
    add_options(parser, formats="docx")
    parser.add_argument(
        "--jobs",
        type=_positive,
        metavar="N",
        help="how many processes share the work (default: one for each processor)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the documents of every school; name the rows that do not fit.

    What an earlier run wrote, and would be the same again, is left as it stands.

    Returns:
        0, or 1 if a row does not fit.

    Raises:
        ContentError: the project or the table cannot be used, or nothing can be written.
    """
    template = load_template()
    wanted = outputs(options.format, languages(options, template), parts(options, template))
    table = _read(options.schools, template)
    _tell_columns(table)
    try:
        with Journal(options.output) as journal:
            batch = _Batch(options, template, wanted, journal)
            return batch.run(table)
    except OSError as error:
        raise not_writable(options.output, error) from error


def _positive(given: str) -> int:
    if not given.isascii() or not given.isdigit() or int(given) < 1:
        raise argparse.ArgumentTypeError(f"`{given}` is no number of processes.")
    return int(given)


def _read(path: Path, template: Template) -> Table:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(str(path), error, Said("answers.check_path")) from error
    return read(data, template.schema, str(path), tuple(template.pages))


def _tell_columns(table: Table) -> None:
    for old, now in table.renamed.items():
        _tell(said("batch.renamed", old=old, now=now))
    if table.missing:
        fields = tuple(
            said("fill.place", field=each.id, label=each.label[spoken()]) for each in table.missing
        )
        _tell(said("batch.missing", fields=fields))


def _tell(what: Said) -> None:
    _say(in_words(what))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class _Task:
    """The work on one school.

    Attributes:
        row: its row.
        names, digest, number: as in `Entry`.
        files: what to make, the file to make it in, and that file's key.
    """

    row: Row
    names: Mapping[str, str]
    digest: str
    number: int
    files: Sequence[tuple[Output, str, str]]


@dataclass(frozen=True)
class _Setting:
    """What every worker is told once."""

    template: Template
    table: Path
    output: Path
    scratch: Path
    layout: Layout


@dataclass
class _Tally:
    """What has come of it so far.

    Attributes:
        written, kept: how many documents were made, and were there already.
        problems: what spoils a row.
        drafts: how many schools have places still open.
        open: how many have each field open.
        lacking: what they give in one language only, where there is a column for the other.
        no_column: how many would need each column that is not there.
        versions: how many say that they answer each version of the template.
    """

    written: int = 0
    kept: int = 0
    problems: list[Problem] = field(default_factory=list)
    drafts: int = 0
    open: Counter[str] = field(default_factory=Counter)
    lacking: list[Problem] = field(default_factory=list)
    no_column: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)


class _Batch:
    def __init__(
        self,
        options: argparse.Namespace,
        template: Template,
        wanted: Sequence[Output],
        journal: Journal,
    ) -> None:
        self._options = options
        self._template = template
        self._wanted = wanted
        self._journal = journal
        self._tally = _Tally()
        self._documents = Documents(template.parts, options.layout)
        self._made_of = _made_of(template, options.layout)

    def run(self, table: Table) -> int:
        """Do what is to be done; return the exit code."""
        tasks = self._tasks(table)
        stopped: BaseException | None = None
        try:
            with _progress(self._tally.kept, sum(len(task.files) for task in tasks)) as progress:
                for written, problems in self._results([t for t in tasks if t.files]):
                    self._tally.written += written
                    self._tally.problems += problems
                    progress.update(written)
        except (KeyboardInterrupt, BrokenProcessPool, OSError) as error:
            stopped = error
        self._report(len(table.rows))
        if stopped is not None:
            raise _stopped(stopped, self._options.output) from stopped
        return 1 if self._tally.problems else 0

    # ------------------------------------------------------------------ before
    def _tasks(self, table: Table) -> Sequence[_Task]:
        good: list[tuple[Row, School]] = []
        locales = tuple(self._template.pages)
        for row in table.rows:
            answers = check(row, self._template.schema, locales)
            if isinstance(answers, Answers):
                good.append((row, self._school(row, answers)))
                self._note_open(row, answers, table)
            else:
                self._tally.problems += answers
        numbers = numbered([school for _, school in good], self._journal.schools())
        return [
            self._task(row, school, number)
            for (row, school), number in zip(good, numbers, strict=True)
        ]

    def _school(self, row: Row, answers: Answers) -> School:
        name = self._template.schema.name
        names = {locale: answers.text(name, locale) or "" for locale in self._template.pages}
        return School(names, _digest([row.raw, self._pictures(row)]))

    def _pictures(self, row: Row) -> list[str]:
        """Return digests of the pictures of a row: a new logo under the old name is a new logo."""
        found = []
        for ident, value in row.raw.items():
            if self._template.schema.by_id[ident].type is Type.IMAGE:
                try:
                    path = picture_path(value, self._options.schools)
                    found.append(digest(path.read_bytes() if path.is_file() else b""))
                except (OSError, ValueError):  # the worker says what is wrong with it
                    found.append("")
        return found

    def _note_open(self, row: Row, answers: Answers, table: Table) -> None:
        tally = self._tally
        still_open = self._documents.still_open(answers, self._wanted)
        tally.open.update(list(still_open))
        tally.drafts += bool(still_open)
        for column, problem in lacking(row, answers, table, still_open):
            if problem is None:
                tally.no_column[column] += 1
            else:
                tally.lacking.append(problem)
        if answers.version is not None:
            tally.versions[answers.version] += 1

    def _task(self, row: Row, school: School, number: int) -> _Task:
        files = []
        for output in self._wanted:
            file = self._documents.file_name(output, school.names, number)
            key = _digest([school.row, self._made_of, output.format, output.locales, output.path])
            if self._journal.has(file, key):
                self._tally.kept += 1
            else:
                files.append((output, file, key))
        return _Task(row, school.names, school.row, number, files)

    # ------------------------------------------------------------------ the work
    def _results(self, tasks: Sequence[_Task]) -> Iterator[tuple[int, Sequence[Problem]]]:
        jobs = self._jobs(tasks)
        setting = _Setting(
            self._template,
            self._options.schools,
            self._options.output,
            self._journal.scratch,
            self._options.layout,
        )
        if jobs > 1:
            yield from _shared(tasks, setting, jobs)
        else:
            yield from map(_Worker(setting).do, tasks)

    def _jobs(self, tasks: Sequence[_Task]) -> int:
        if self._options.jobs is not None:
            return min(int(self._options.jobs), max(1, len(tasks)))
        outputs_ = (output for task in tasks for output, _, _ in task.files)
        seconds = sum(FORMATS[output.format].seconds for output in outputs_)
        return max(1, min(os.cpu_count() or 1, int(seconds / _WORTH_A_PROCESS)))

    # ------------------------------------------------------------------ after
    def _report(self, rows: int) -> None:
        tally = self._tally
        name = self._options.schools
        schema = self._template.schema
        for version, count in tally.versions.items():
            for each in of_version(schema, version, _answered(count, version, schema.version)):
                _tell(each)
        for problem in sorted(tally.problems, key=lambda problem: problem.line):
            _say(f"{name}:{problem.told(spoken())}")
        for problem in sorted(tally.lacking, key=lambda problem: problem.line):
            _say(f"{name}:{problem.told(spoken())}")
        for column, count in tally.no_column.items():
            _tell(said("batch.no_column", column=column, schools=_schools(count)))
        if tally.open:
            places = tuple(
                said("batch.open", field=ident, number=count)
                for ident, count in tally.open.most_common()
            )
            _tell(said("batch.drafts", schools=_schools(tally.drafts), places=places))
        bad = len({problem.line for problem in tally.problems})
        documents = said(
            "count.document" if tally.written == 1 else "count.documents",
            number=f"{tally.written:,}",
        )
        with_problems = said("count.row" if bad == 1 else "count.rows", number=f"{bad:,}")
        tell(
            said(
                "batch.done",
                schools=_schools(rows),
                documents=documents,
                kept=tally.kept,
                rows=with_problems,
            )
        )


def _schools(number: int) -> Said:
    return said("count.school" if number == 1 else "count.schools", number=f"{number:,}")


def _answered(number: int, version: str, now: str) -> Said:
    if number == 1:
        return said("batch.one_row", version=version, now=now)
    return said("batch.rows", number=f"{number:,}", version=version, now=now)


def _stopped(error: BaseException, output: Path) -> ContentError:
    again = Said("batch.again")
    if isinstance(error, OSError):
        return not_writable(output, error)
    if isinstance(error, BrokenProcessPool):
        return ContentError(Span.at(str(output)), Said("batch.killed"), again)
    return ContentError(Span.at(str(output)), Said("batch.stopped"), again)


def _progress(done: int, to_do: int) -> Any:
    """Return a progress bar, which is silent where nobody watches."""
    # Only this command draws one.
    from tqdm import tqdm  # noqa: PLC0415

    tqdm.set_lock(threading.RLock())  # its own would start a process
    tqdm.monitor_interval = 0
    size = shutil.get_terminal_size()
    return tqdm(
        total=done + to_do,
        initial=done,
        unit=f" {in_words(Said('batch.unit'))}",
        disable=not sys.stderr.isatty(),
        file=sys.stderr,
        # Asked here, because tqdm shows nothing where a terminal does not know its own size.
        ncols=min(100, size.columns),
        nrows=size.lines,
    )


def _digest(value: Any) -> str:
    return digest(json.dumps(value, sort_keys=True).encode())


def _made_of(template: Template, layout: str) -> str:
    """Return a digest of what documents are made of beside the answers: pages, fields, program."""
    pages = [page for part in template.parts.values() for page in part.values()]
    words = [[line.text for line in page.lines] for page in pages]
    titles = [repr(dict(page.meta)) for page in pages]
    fields = [repr(replace(f, span=Span.at(""))) for f in template.schema.fields]
    return _digest([words, titles, fields, template.schema.version, layout, _program()])


@cache
def _program() -> str:
    """Return a digest of what in Polisi itself makes documents; another version makes others."""
    folder = Path(polisi.__file__).parent
    paths = (path for part in _MAKERS for path in (folder / part).rglob("*"))
    files = sorted(path for path in paths if path.is_file() and path.suffix != ".pyc")
    return _digest([[path.name, digest(path.read_bytes())] for path in files])


# ---------------------------------------------------------------------- one school
class _Worker:
    """Makes and writes the documents of one school after another."""

    def __init__(self, setting: _Setting) -> None:
        self._setting = setting
        self._template = setting.template
        self._documents = Documents(setting.template.parts, setting.layout)
        self._announcer = Announcer(setting.scratch)

    def do(self, task: _Task) -> tuple[int, Sequence[Problem]]:
        """Return how many documents were written, and what is wrong with the row.

        Raises:
            OSError: nothing can be written at all.
        """
        row, problems = self._with_pictures(task.row)
        if problems:
            return 0, problems
        answers = check(row, self._template.schema, tuple(self._template.pages))
        if not isinstance(answers, Answers):
            return 0, answers
        written = 0
        for output, file, key in task.files:
            problem = self._one(task, answers, output, file, key)
            if problem:
                return written, [task.row.problem(problem)]
            written += 1
        return written, ()

    def _with_pictures(self, row: Row) -> tuple[Row, Sequence[Problem]]:
        raw = dict(row.raw)
        problems = []
        for ident, value in row.raw.items():
            if self._template.schema.by_id[ident].type is Type.IMAGE:
                try:
                    raw[ident] = picture(value, self._setting.table)
                except ContentError as error:
                    wrong, hint = error.said, error.advice
                    what = said("batch.picture", path=value[:80], problem=wrong, hint=hint)
                    problems.append(row.problem(what, ident))
        return replace(row, raw=raw), problems

    def _one(
        self, task: _Task, answers: Answers, output: Output, file: str, key: str
    ) -> Said | None:
        """Make and write one document; return what is wrong, or nothing."""
        try:
            data = self._documents.make(output, answers)
        except Exception as error:  # whatever it is, it must not spoil the other schools
            problem = f"{type(error).__name__}: {error}"
            return said("batch.no_file", file=file, problem=problem)
        entry = Entry(file, key, digest(data), task.names, task.digest, task.number)
        try:
            write(
                self._setting.output / file,
                data,
                self._setting.scratch,
                lambda: self._announcer.announce(entry),
            )
        except (PermissionError, IsADirectoryError) as error:
            return said("batch.no_write", file=file, problem=of_system(error))
        return None


# ---------------------------------------------------------------------- several processes
_own: _Worker


def _start(setting: _Setting) -> None:
    """Make a process ready to work."""
    global _own  # noqa: PLW0603 - a process pool has no other place for what a worker keeps
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops, and stops the others
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _own = _Worker(setting)


def _end_with_parent() -> None:
    """End this process when its parent is killed; it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _work(task: _Task) -> tuple[int, Sequence[Problem]]:
    return _own.do(task)


def _shared(
    tasks: Iterable[_Task], setting: _Setting, jobs: int
) -> Iterator[tuple[int, Sequence[Problem]]]:
    """Share the work between processes; yield results as they come."""
    # `spawn` is the same on every system, and shares neither threads nor the journal's lock.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start, (setting,))
    waiting: set[Future[tuple[int, Sequence[Problem]]]] = set()
    try:
        for task in tasks:
            if len(waiting) >= jobs * _AHEAD:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
            waiting.add(pool.submit(_work, task))
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in done)
    except BaseException:
        with contextlib.suppress(Exception):
            pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()
