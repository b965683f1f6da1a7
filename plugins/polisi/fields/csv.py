"""Many schools' answers as one table: a row a school, a column a field and language.

Written for tables that have been through Excel: comma, semicolon or tab, with or without byte
order mark, lines inside a cell, empty columns and rows at the end, dates as an office writes them.
A row that does not fit is told and spoils no other row; a header that does not fit is an error,
because every row would be wrong.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any

from babel.dates import get_month_names

from polisi.content.source import decode
from polisi.diagnostics import ContentError
from polisi.fields.answers import TEMPLATE, Answers, AnswersError, is_seen, validate
from polisi.fields.schema import Field, Schema, Type
from polisi.model import Span
from polisi.said import MACHINE, Said, listed, said, suggestion, told

# A cell is refused for its length by what its field may hold, not by this module's own limit.
csv.field_size_limit(2**31 - 1)

_LOCALES = ("en", "cy")
_DELIMITERS = ",;\t"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SEPARATOR_LINE = re.compile(r"sep=(.)[ \t]*$")  # Excel's own first line, which it hides
_ITEMS = re.compile(r"(?:^|\s+)\|(?=\s|$)")
_LINKED = re.compile(r"(.*\S)\s*<(https?://[^\s<>]+)>$", re.DOTALL)
_SHEET_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)$")
_APOSTROPHE = re.compile(r"'(?=[\d=+\-@])(?=[^']*$)")
_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$")
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})$")
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})$")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[^\W\d]+)[-/. ]\d{2}$")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([^\W\d]+)\.?[ -](\d{4})$")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?$")

_YES = frozenset({"yes", "y", "true", "1", "ie", "oes", "ydy", "ydyw", "gwir", "wir"})
_NO = frozenset({"no", "n", "false", "0", "na", "nage", "nac oes", "nac ydy", "nac ydyw", "anwir"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: which field, and in which language if it is asked for in each."""

    name: str
    field: Field
    locale: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, and where.

    Attributes:
        line: the line of the file where the row begins.
        row: its number as a spreadsheet counts it; cells of several lines set the two apart.
        column: the column's letter and name, or nothing if the whole row is meant.
        said: what is wrong and what to do.
    """

    line: int
    row: int
    column: str
    said: Said

    def told(self, locale: str) -> str:
        """Return all of it in a language, after the line."""
        where = self._where()
        parts = [str(self.line), *([told(where, locale)] if where else []), told(self.said, locale)]
        return ": ".join(parts)

    def __str__(self) -> str:
        """Return it as programs are told it."""
        return self.told(MACHINE)

    def _where(self) -> Said | None:
        if self.row == self.line:
            return said("csv.column", column=self.column) if self.column else None
        if not self.column:
            return said("csv.row", row=self.row)
        return said("csv.row_column", row=self.row, column=self.column)


@dataclass(frozen=True)
class Row:
    """One school.

    Attributes:
        line, row: where it begins, as in `Problem`.
        raw: its answers as `validate` takes them; of a picture, the path that was given.
        columns: the columns that it fills in, each with its place and its own part of `raw`.
        problems: what is wrong with it.
        version: the version of the template that it was answered for, if it says so.
    """

    line: int
    row: int
    raw: Mapping[str, Any] = field(default_factory=dict)
    columns: Sequence[tuple[Column, str, Any]] = ()
    problems: Sequence[Problem] = ()
    version: str | None = None

    def problem(self, what: Said, ident: str = "") -> Problem:
        """Return a problem of the row, at the first column of the field `ident` if it has one."""
        places = (place for column, place, _ in self.columns if column.field.id == ident)
        return Problem(self.line, self.row, next(places, ident and f"`{ident}`"), what)


@dataclass(frozen=True)
class Table:
    """What a file holds.

    Attributes:
        rows: its schools.
        missing: the required fields that no column is for.
        places: the letter and name of each column, by the name that it has now.
        renamed: the columns that have an older name, and the name that they have now.
    """

    rows: Sequence[Row]
    missing: Sequence[Field]
    places: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)


def columns(schema: Schema, locales: Sequence[str] = _LOCALES) -> tuple[Column, ...]:
    """Return every column there may be, in the order in which a school is asked."""
    made: list[Column] = []
    for each in schema.fields:
        if each.bilingual:
            made += (Column(f"{each.id}.{locale}", each, locale) for locale in locales)
        else:
            made.append(Column(each.id, each, None))
    return tuple(made)


def header(schema: Schema, locales: Sequence[str] = _LOCALES) -> str:
    """Return the first row of a table, as a line of CSV."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(c.name for c in columns(schema, locales))
    return stream.getvalue()


def read(data: bytes, schema: Schema, file: str, locales: Sequence[str] = _LOCALES) -> Table:
    """Read a table.

    Args:
        data: the bytes of the file.
        schema: the fields.
        file: its path, for messages.
        locales: the languages.

    Raises:
        ContentError: it is no text, names no fields or unknown ones in its first row, or has
            quotation marks that never close.
    """
    return _Reader(schema, file, tuple(locales)).table(_text(data, file))


def check(row: Row, schema: Schema, locales: Sequence[str] = _LOCALES) -> Answers | list[Problem]:
    """Return the answers of a row, or what is wrong with them, column by column.

    Pictures must be in `row.raw` as data, or are left out here if they are still paths.
    """
    raw = {
        ident: value
        for ident, value in row.raw.items()
        if schema.by_id[ident].type is not Type.IMAGE or str(value).startswith("data:")
    }
    if row.version is not None:
        raw[TEMPLATE] = row.version
    problems = list(row.problems)
    try:
        if not problems:
            return validate(schema, raw, locales)
    except AnswersError as error:
        for column, place, part in row.columns:
            if column.field.type is not Type.IMAGE:
                problems += (Problem(row.line, row.row, place, m) for m in _wrong(schema, part))
        problems = problems or [row.problem(each) for each in error.said]
    return problems


def lacking(
    row: Row, answers: Answers, table: Table, still_open: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Problem | None]]:
    """Yield what a row answers in one language and lacks in another.

    Args:
        row: the row.
        answers: its answers.
        table: its table.
        still_open: the fields that are open, with the languages that they lack a value in.

    Yields:
        The name of the column that lacks something, and the problem; None where the table has no
        such column, which is one thing to say of every row.
    """
    for ident, locales in still_open.items():
        if not answers.values.get(ident):
            continue  # in no language: nothing is lost yet
        for locale in locales:
            name = f"{ident}.{locale}"
            place = table.places.get(name)
            if place is None:
                yield name, None
                continue
            others = listed(f"{ident}.{each}" for each in answers.values[ident] if each != locale)
            what = _what_is_empty(answers, ident, locale)
            problem = said("csv.one_language", what=what, others=others)
            yield name, Problem(row.line, row.row, place, problem)


def _what_is_empty(answers: Answers, ident: str, locale: str) -> Said:
    is_list = answers.schema.by_id[ident].type is Type.LIST
    items = answers.items(ident, locale) if is_list else ()
    numbers = tuple(str(number) for number, item in enumerate(items, 1) if item.text is None)
    if len(numbers) == len(items):
        return Said("csv.all_of_it")
    return said("csv.entry" if len(numbers) == 1 else "csv.entries", numbers=numbers)


def _wrong(schema: Schema, part: Any) -> Sequence[Said]:
    try:
        validate(schema, part)
    except AnswersError as error:
        return error.said
    return ()


def _text(data: bytes, file: str) -> str:
    """Return the text of a file that a spreadsheet saved."""
    if data[:2] in _UTF16:  # "Unicode text", and what `>` makes in older PowerShells
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError as error:
            damaged, again = Said("csv.damaged"), Said("csv.save_again")
            raise ContentError(Span.at(file), damaged, again) from error
    try:
        return decode(data, file)
    except ContentError as error:
        raise ContentError(error.span, error.said, Said("csv.save_in_excel")) from error


@dataclass(frozen=True, slots=True)
class _Record:
    """A row as it stands in the file; no cells if its quotation marks are wrong."""

    line: int
    row: int
    cells: Sequence[str] | None


class _Reader:
    def __init__(self, schema: Schema, file: str, locales: tuple[str, ...]) -> None:
        self._schema = schema
        self._file = file
        self._locales = locales
        self._columns = columns(schema, locales)
        self._by_name = {column.name.casefold(): column for column in self._columns}
        self._older = {
            f"{old}{column.name.removeprefix(now)}".casefold(): column
            for old, now in schema.renamed.items()
            for column in self._columns
            if column.field.id == now
        }

    def table(self, text: str) -> Table:
        lines = text.split("\n")
        found = _SEPARATOR_LINE.match(lines[0])
        if found:
            lines[0] = ""
        delimiter = found[1] if found else max(_DELIMITERS, key=lambda d: self._known(lines, d))
        records = (
            record
            for record in self._records(lines, delimiter)
            if record.cells is None or any(map(is_seen, record.cells))
        )
        head = next(records, None)
        if head is None or head.cells is None:
            raise self._error(1, Said("csv.no_first_row"))
        by_index = self._header(head.line, head.cells)
        versions = [i for i, cell in enumerate(head.cells) if _plain(cell) == TEMPLATE]
        rows = tuple(self._row(record, by_index, versions) for record in records)
        answered = {column.field.id for column in by_index.values()}
        missing = [f for f in self._schema.fields if f.required and f.id not in answered]
        names = {index: _plain(cell) for index, cell in enumerate(head.cells)}
        return Table(
            rows,
            missing,
            {column.name: _place(index, column) for index, column in by_index.items()},
            {
                names[index]: column.name
                for index, column in by_index.items()
                if names[index] in self._older
            },
        )

    def _known(self, lines: Sequence[str], delimiter: str) -> int:
        """Return how many fields the first row names, if this is what stands between them."""
        first = next((line for line in lines if line.strip()), "")
        return sum(_plain(cell.strip('"')) in self._by_name for cell in first.split(delimiter))

    def _records(self, lines: Sequence[str], delimiter: str) -> Iterator[_Record]:
        reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True)
        number = 0
        while True:
            start, number = reader.line_num, number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                # Where they pair up again at the end of a line, the damage ends there too.
                if sum(line.count('"') for line in lines[start : reader.line_num]) % 2:
                    never, close = Said("csv.never_closes"), Said("csv.close")
                    raise self._error(start + 1, never, close) from error
                yield _Record(start + 1, number, None)
                continue
            yield _Record(start + 1, number, [_stripped(cell) for cell in cells])

    # ------------------------------------------------------------------ the first row
    def _header(self, line: int, cells: Sequence[str]) -> dict[int, Column]:
        found: dict[int, Column] = {}
        problems: list[Said] = []
        for index, cell in enumerate(cells):
            name = _plain(cell)
            column = self._by_name.get(name) or self._older.get(name)
            if column is None:
                if cell and name != TEMPLATE:
                    problems.append(self._unknown(cell))
            elif column in found.values():
                problems.append(said("csv.twice", column=column.name))
            else:
                found[index] = column
        if not found and not any(problem.key == _MEANT for problem in problems):
            raise self._error(line, Said("csv.names_nothing"))
        if self._schema.name not in {column.field.id for column in found.values()}:
            names = tuple(c.name for c in self._columns if c.field.id == self._schema.name)
            problems.append(said("csv.no_school", names=names))
        if problems:
            raise self._error(line, said("csv.problems", problems=tuple(problems)))
        return found

    def _unknown(self, cell: str) -> Said:
        name = _plain(cell)
        ident = name.partition(".")[0]
        wanted = [column.name for column in self._columns if column.field.id == ident]
        if not wanted:
            near = get_close_matches(name, self._by_name, 1)
            wanted = [self._by_name[each].name for each in near] or self._labelled(name)
        if not wanted:
            return said("csv.unknown", column=cell[:60])
        return said("csv.unknown_but", column=cell[:60], wanted=listed(wanted))

    def _labelled(self, name: str) -> list[str]:
        """Return the columns of the field that people call so."""
        return [
            column.name
            for column in self._columns
            if name in (label.casefold() for label in column.field.label.values())
        ]

    def _error(self, line: int, what: Said, advice: Said | None = None) -> ContentError:
        return ContentError(Span.at(self._file, line), what, advice or Said("csv.prints"))

    # ------------------------------------------------------------------ the others
    def _row(self, record: _Record, by_index: Mapping[int, Column], versions: Sequence[int]) -> Row:
        row = Row(record.line, record.row)
        if record.cells is None:
            return Row(row.line, row.row, problems=[row.problem(Said("csv.quotes"))])
        raw: dict[str, Any] = {}
        filled: list[tuple[Column, str, Any]] = []
        problems: list[Problem] = []
        for index, cell in enumerate(record.cells):
            if not is_seen(cell) or index in versions:
                continue
            column = by_index.get(index)
            place = _place(index, column)
            try:
                if column is None:
                    raise _CellError(said("csv.no_field", text=cell[:40]))
                value = _value(column, cell)
            except _CellError as error:
                problems.append(Problem(row.line, row.row, place, error.said))
                continue
            part = value if column.locale is None else {column.locale: value}
            filled.append((column, place, {column.field.id: part}))
            if column.locale is None:
                raw[column.field.id] = value
            else:
                raw.setdefault(column.field.id, {})[column.locale] = value
        if self._schema.name not in raw and not problems:
            problems.append(self._nameless(row, record.cells, by_index))
        version = next((record.cells[i] for i in versions if i < len(record.cells)), "")
        return Row(row.line, row.row, raw, filled, problems, version or None)

    def _nameless(self, row: Row, cells: Sequence[str], by_index: Mapping[int, Column]) -> Problem:
        index, column = next(
            (index, column)
            for index, column in by_index.items()
            if column.field.id == self._schema.name
        )
        what = Said("csv.unseen" if "".join(cells[index : index + 1]) else "csv.empty")
        problem = said("csv.nameless", what=what)
        return Problem(row.line, row.row, _place(index, column), problem)


_MEANT = "csv.unknown_but"


class _CellError(Exception):
    """The text of a cell does not fit.

    Attributes:
        said: what is wrong with it.
    """

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


def _plain(cell: str) -> str:
    return _stripped(cell).casefold()


def _stripped(cell: str) -> str:
    return cell.strip("\ufeff\u200b \t\n\xa0\u202f")


def _place(index: int, column: Column | None) -> str:
    """Return what a column is called: its letter in a spreadsheet, and its name if it has one."""
    return _letter(index) + (f" (`{column.name}`)" if column else "")


def _letter(index: int) -> str:
    """Return a column's letter in a spreadsheet: A, ... Z, AA, ..."""
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % 26) + letters
        index = index // 26 - 1
    return letters


def _value(column: Column, cell: str) -> Any:
    """Return what a cell says, as `validate` takes it."""
    if _SHEET_ERROR.match(cell):
        raise _CellError(said("csv.sheet_error", cell=cell))
    # What makes a spreadsheet take a cell as text is no part of the text.
    cell = _APOSTROPHE.sub("", cell) if _APOSTROPHE.match(cell) else cell
    kind = column.field.type
    if kind is Type.DATE:
        return _date(" ".join(cell.split())).isoformat()
    if kind is Type.BOOLEAN:
        return _yes_or_no(" ".join(cell.casefold().split()))
    if kind is Type.CHOICE:
        return _choice(column.field, " ".join(cell.split()))
    if kind is Type.LIST:
        # Entries of one place belong together, so an empty one keeps its place.
        return [_item(part.strip(), column.locale) for part in _ITEMS.split(cell)]
    return cell


def _date(text: str) -> datetime.date:
    """Return a date; numbers with strokes or dots are day, month, year."""
    text = _MIDNIGHT.sub("", text)
    found = _ISO.match(text) or _NUMBERS.match(text)
    worded = _WORDS.match(text)
    if found:
        parts = (int(found["year"]), int(found["month"]), int(found["day"]))
    elif worded and worded[2].casefold() in _months():
        parts = (int(worded[3]), _months()[worded[2].casefold()], int(worded[1]))
    else:
        raise _CellError(said("csv.no_date", text=text[:40], hint=_date_hint(text)))
    try:
        return datetime.date(*parts)
    except ValueError as error:
        year, month, day = parts
        hint = _date_hint("")
        raise _CellError(
            said("csv.no_such_date", text=text, day=day, month=month, year=year, hint=hint)
        ) from error


def _date_hint(text: str) -> Said:
    if _SERIAL.match(text):
        return Said("csv.serial")
    if _SHORT_YEAR.match(text):
        return Said("csv.short_year")
    return Said("csv.write_date")


@cache
def _months() -> Mapping[str, int]:
    names: dict[str, int] = {}
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=locale).items():
                names.setdefault(str(name).casefold().rstrip("."), int(number))
    return names


def _yes_or_no(text: str) -> bool:
    if text not in _YES | _NO:
        raise _CellError(said("csv.yes_or_no", text=text[:40]))
    return text in _YES


def _choice(field: Field, text: str) -> str:
    for value, names in (field.choices or {}).items():
        if text.casefold() in (value.casefold(), *(name.casefold() for name in names.values())):
            return value
    known = tuple(field.choices or ())
    hint = suggestion(text.casefold(), known)
    if hint is None:
        raise _CellError(said("csv.no_choice", text=text[:40], known=known))
    raise _CellError(said("csv.no_choice_but", text=text[:40], known=known, hint=hint))


def _item(text: str, locale: str | None) -> Any:
    """Return an entry of a list: a title, or `title <https://...>`."""
    found = _LINKED.match(text)
    if not found or locale is None:
        return text
    return {locale: found[1], "link": found[2]}
