"""Pieces to the body of a Word document: one language, two after each other or side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, pairwise, zip_longest

from polisi.export.docx.marks import any_of, escape, when
from polisi.export.docx.pieces import Piece, Shape
from polisi.export.docx.styles import TEXT_WIDTH
from polisi.export.docx.writer import Writer
from polisi.model import Kind

_EMPTY = "<w:p/>"
_STYLED = re.compile(r'(<w:pStyle w:val="[^"]+"/>)(?!<w:keepNext)')
_WIDE = (Shape.FORM, Shape.TABLE, Shape.PICTURE)

_SHORT = 700
"""The characters up to which a clause in columns stays on one page."""

_LONG = 8
"""The rows from which columns say at their head which language they are in."""

Row = tuple[Piece | None, ...]
"""A piece in each language; None where a language has none."""


# ---------------------------------------------------------------------- one language
def alone(writer: Writer, parts: Sequence[str]) -> str:
    """Return the body of one language.

    Args:
        writer: its writer.
        parts: the pages that begin on a page of their own.
    """
    breaks = _page_breaks(writer.pieces, parts)
    staying = _staying(writer.pieces)
    ends = f"policy_{writer.locale}"
    made: list[str] = []
    for hides, group in groupby(
        enumerate(writer.pieces), key=lambda numbered: writer.hides(numbered[1])
    ):
        if hides:
            writer.pause()
        xml = []
        for index, piece in group:
            if piece.shape is Shape.CONTENTS:
                # Links without page numbers to the sections after the list.
                xml.append(writer.contents(piece, f'TOC \\n \\h \\o "1-1" \\b {ends}'))
                xml.append(f'<w:bookmarkStart w:id="{_RANGE}" w:name="{ends}"/>')
            else:
                one = _one(writer, piece, index in breaks)
                xml.append(_kept(one) if index in staying else one)
        made.append(when("&".join(hides), "".join(xml)))
        if hides:
            writer.pause()
    body = "".join(made)
    if ends in body:
        number = 900_000 + sum(writer.locale.encode())
        body = body.replace(f'"{_RANGE}"', f'"{number}"') + f'<w:bookmarkEnd w:id="{number}"/>'
    return draft([writer]) + body


_RANGE = "range"


def _one(writer: Writer, piece: Piece, break_before: bool) -> str:
    match piece.shape:
        case Shape.FORM:
            return _form([writer], (piece,))
        case Shape.TABLE:
            return _table([writer], (piece,))
    return writer.piece(piece, break_before)


def _page_breaks(pieces: Sequence[Piece], parts: Sequence[str]) -> frozenset[int]:
    """Return which pieces begin a page: the section after the contents, and each part.

    The contents do where a cover stands before them, with a picture or a table of its own. A title
    and a few lines would leave their page empty.
    """
    found: set[int] = set()
    page = pieces[0].block.path if pieces else ""
    after_contents = False
    for index, piece in enumerate(pieces):
        block = piece.block
        if piece.shape is Shape.CONTENTS:
            after_contents = True
            has_cover = any(each.shape in (Shape.PICTURE, Shape.TABLE) for each in pieces[:index])
            if has_cover and pieces[index - 1].block.kind is Kind.HEADING:
                found.add(index - 1)
        if block.kind is Kind.HEADING and block.path != page:
            if after_contents or block.path in parts:
                found.add(index)
            after_contents = False
            page = block.path
    return frozenset(found)


def _staying(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return which pieces stay on the page of the next: on a form, a section's words before it."""
    if not any(piece.shape is Shape.FORM for piece in pieces):
        return frozenset()
    return frozenset(
        index
        for index, (piece, after) in enumerate(pairwise(pieces))
        if piece.shape is not Shape.FORM and after.block.kind is not Kind.HEADING
    )


def _kept(xml: str) -> str:
    """Return paragraphs, or rows of a table, that stay on the page of what follows them."""
    return _STYLED.sub(r"\1<w:keepNext/>", xml)


def draft(writers: Sequence[Writer]) -> str:
    """Return what an unfinished document says at its start: that it is one, and what is open."""
    made = []
    for writer in writers:
        tests = writer.open_tests()
        if not tests:
            continue
        lines = [writer.say("Draft", "draft_document")]
        for (ident, language), when_open in tests.items():
            text = writer.plain(f"– {writer.label(ident, language)}")
            line = f'<w:p><w:pPr><w:pStyle w:val="DraftItem"/></w:pPr>{text}</w:p>'
            lines.append(when(any_of(when_open), line))
        some = any_of([test for tests_ in tests.values() for test in tests_])
        space = '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr></w:p>'
        made.append(when(some, "".join(lines) + space))
    return "".join(made)


# ---------------------------------------------------------------------- side by side
def beside(writers: Sequence[Writer], parts: Sequence[str]) -> str:
    """Return two languages in two columns, clause by clause, read row by row.

    Args:
        writers: the writer of each language, in order.
        parts: the pages that begin on a page of their own.
    """
    made = [draft(writers)]
    rows = list(_aligned([writer.pieces for writer in writers]))
    firsts = [_first(row) for row in rows]
    breaks, staying = _page_breaks(firsts, parts), _staying(firsts)
    for (is_wide, hides), group in groupby(enumerate(rows), key=lambda row: _kind(writers, row[1])):
        if hides:
            _pause(writers)
        if is_wide:
            xml = "".join(_wide(writers, row, index in breaks) for index, row in group)
        else:
            xml = _columns(writers, list(group), staying)
        made.append(when(any_of(["&".join(tests) for tests in hides]), xml))
        if hides:
            _pause(writers)
    return "".join(made)


def _pause(writers: Sequence[Writer]) -> None:
    for writer in writers:
        writer.pause()


def _kind(writers: Sequence[Writer], row: Row) -> tuple[bool, tuple[tuple[str, ...], ...]]:
    """Return whether a row is as wide as the page, and the tests for its sections to stay.

    Headings are: Word's navigation shows none that stands in a table.
    """
    first = _first(row)
    is_wide = first.shape in _WIDE or first.block.kind is Kind.HEADING
    tests = [w.hides(piece) for w, piece in zip(writers, row, strict=True) if piece is not None]
    return is_wide, tuple(tests) if all(tests) else ()


def _first(row: Row) -> Piece:
    return next(piece for piece in row if piece is not None)


def _aligned(columns: Sequence[Sequence[Piece]]) -> Iterator[Row]:
    left, right = columns
    matcher = SequenceMatcher(
        None, [piece.block.id for piece in left], [piece.block.id for piece in right], False
    )
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(left[start:end], right[from_:to], strict=True)
        else:
            yield from ((piece, None) for piece in left[start:end])
            yield from ((None, piece) for piece in right[from_:to])


def _wide(writers: Sequence[Writer], row: Row, break_before: bool) -> str:
    first = _first(row)
    if first.shape is Shape.FORM:
        return _form(writers, row)
    if first.shape is Shape.TABLE:
        return _table(writers, row)
    present = [(w, p) for w, p in zip(writers, row, strict=True) if p is not None]
    if first.shape is Shape.PICTURE:  # one serves both languages
        present = present[:1]
    return "".join(
        writer.piece(piece, break_before and not index, follows=bool(index))
        for index, (writer, piece) in enumerate(present)
    )


def _columns(
    writers: Sequence[Writer], rows: Sequence[tuple[int, Row]], staying: frozenset[int]
) -> str:
    gap = 284
    width = (TEXT_WIDTH - gap) // 2
    widths = (width + gap, TEXT_WIDTH - width - gap)
    made = []
    if len(rows) >= _LONG:
        heads = (writer.named("TableHead") for writer in writers)
        cells = (_cell(head, one) for head, one in zip(heads, widths, strict=True))
        made.append(_tr("".join(cells), is_head=True))
    tests = []
    for index, row in rows:
        test, xml = _column_row(writers, row, widths)
        tests.append(test)
        made.append(when(test, _kept(xml) if index in staying else xml))
    space = _kept(_space()) if rows[-1][0] in staying else _space()
    margins = (
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        f'<w:right w:w="{gap}" w:type="dxa"/></w:tblCellMar>'
    )
    return when(any_of(tests), _tbl(widths, "".join(made), "TableNormal", margins) + space)


def _column_row(writers: Sequence[Writer], row: Row, widths: Sequence[int]) -> tuple[str, str]:
    """Return the test for a row of columns to stay, and the row."""
    cells = []
    tests = []
    for writer, piece, width in zip(writers, row, widths, strict=True):
        if piece is None:
            cells.append(_cell(_EMPTY, width))
            continue
        flag = writer.presence(piece)
        tests.append(flag)
        xml = writer.piece(piece)
        empty = flag.removeprefix("!") if flag.startswith("!") else f"!{flag}"
        cells.append(_cell(xml + (when(empty, _EMPTY) if flag else ""), width))
    short = all(piece is None or _length(piece) < _SHORT for piece in row)
    return any_of(tests), _tr("".join(cells), whole=short)


def _length(piece: Piece) -> int:
    return sum(len(run.text) for block in piece.blocks for run in block.runs)


# ---------------------------------------------------------------------- tables
def _table(writers: Sequence[Writer], row: Row) -> str:
    """Return a table; of two languages, each cell in both."""
    present = [(w, p) for w, p in zip(writers, row, strict=True) if p is not None]
    tables = [piece.block.rows for _, piece in present]
    count = max(len(cells) for table in tables for cells in table)
    widths = _widths(count)
    made = []
    for index, rows in enumerate(zip_longest(*tables, fillvalue=())):
        own = [(w, row) for (w, _), row in zip(present, rows, strict=True) if row]
        tests = [writer.row_presence(row) if index else "" for writer, row in own]
        cells = []
        for column in range(count):
            style = "TableHead" if index == 0 or column == 0 else "TableText"
            xml = "".join(
                when(test, writer.cell(row[column] if column < len(row) else (), style))
                for (writer, row), test in zip(own, tests, strict=True)
            )
            cells.append(_cell(xml, widths[column], shade=index == 0))
        made.append(when(any_of(tests), _tr("".join(cells), is_head=index == 0)))
    return _tbl(widths, "".join(made), "Grid") + _space()


def _widths(count: int) -> tuple[int, ...]:
    if count == 2:
        first = TEXT_WIDTH * 36 // 100
        return first, TEXT_WIDTH - first
    even = TEXT_WIDTH // count
    return (*[even] * (count - 1), TEXT_WIDTH - even * (count - 1))


def _form(writers: Sequence[Writer], row: Row) -> str:
    """Return a form as a table of labels and room to write; labels in every language."""
    present = [(w, p) for w, p in zip(writers, row, strict=True) if p is not None]
    block = _first(row).block
    widths: tuple[int, ...] = _widths(2)
    if block.tick:
        widths = (567, TEXT_WIDTH - 567)
    elif block.number is not None:
        widths = (TEXT_WIDTH,)
    lines = []
    for blocks in zip_longest(*(piece.blocks for _, piece in present)):
        labels = "".join(
            writer.question(b) for (writer, _), b in zip(present, blocks, strict=True) if b
        )
        if block.tick:
            name = " / ".join("".join(run.text for run in b.runs) for b in blocks if b)
            lines.append(_tick(labels, name, present[0][0].tag))
        else:
            lines.append(_line(labels) if block.number is None else _question(labels))
    if block.number is None:  # questions have room between them for a page to end
        lines[:-1] = map(_kept, lines[:-1])
    return _tbl(widths, "".join(lines), "Grid") + _space()


def _line(labels: str) -> str:
    label, answer = _widths(2)
    cells = _cell(labels, label, shade=True) + _cell(_answer(), answer)
    return _tr(cells, height=454)


def _question(labels: str) -> str:
    """Return a question with room for its answer in one cell, which stays on one page."""
    return _tr(_cell(labels + _answer(), TEXT_WIDTH), height=1474)


def _tick(labels: str, name: str, language: str) -> str:
    """Return a box that can be ticked on the screen as well as on paper."""
    font = '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"/>'
    run = f'<w:rPr>{font}<w:lang w:val="{language}"/></w:rPr>'
    alias = escape(name[:60]).replace('"', "&quot;")
    box = (
        f'<w:sdt><w:sdtPr><w:alias w:val="{alias}"/><w14:checkbox><w14:checked w14:val="0"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r>{run}<w:t>☐</w:t></w:r></w:sdtContent></w:sdt>"
    )
    cell = f'<w:p><w:pPr><w:pStyle w:val="FormAnswer"/></w:pPr>{box}</w:p>'
    return _tr(_cell(cell, 567) + _cell(labels, TEXT_WIDTH - 567))


def _answer() -> str:
    return '<w:p><w:pPr><w:pStyle w:val="FormAnswer"/></w:pPr></w:p>'


def _tbl(widths: Sequence[int], rows: str, style: str, extra: str = "") -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    layout = extra or '<w:tblLayout w:type="fixed"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{layout}'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _tr(cells: str, *, is_head: bool = False, height: int = 0, whole: bool = False) -> str:
    properties = "<w:cantSplit/>" if is_head or height or whole else ""
    properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    properties += "<w:tblHeader/>" if is_head else ""
    inside = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{inside}{cells}</w:tr>"


def _cell(content: str, width: int, *, shade: bool = False) -> str:
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>{content}</w:tc>'


def _space() -> str:
    """Return a small space, without which two tables would be one."""
    return (
        '<w:p><w:pPr><w:pStyle w:val="Normal"/><w:spacing w:before="0" w:after="0" '
        'w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
    )
