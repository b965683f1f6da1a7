"""One segment of a page to other Markdown, and everything else left as it is, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from polisi.model import Kind, Line, Page, Segment

_LINE_END = re.compile(r"\r\n|\r|\n")
_CELL_END = re.compile(r"(?<!\\)\|")
_QUOTED = re.compile(r'"(.*)"[^"]*$')


def is_written_here(page: Page, segment: Segment) -> bool:
    """Return whether a segment stands in the page's own file, and is not made or included."""
    first, end = segment.lines
    return all(line.path == page.path and not line.via for line in page.lines[first:end])


def rewritten(page: Page, texts: Mapping[int, str]) -> tuple[Line, ...]:
    """Return the lines of a page with other Markdown for some of its segments.

    Args:
        page: the page.
        texts: the Markdown, or HTML, by the position of the segment among the texts of the page;
            an id may stand twice.

    Raises:
        LookupError: the Markdown of a segment cannot be found on its lines; says which position.
    """
    lines = list(page.lines)
    # From the end, so that the lines of those above keep their places. Footnotes are the last
    # texts of a page wherever they stand on it.
    for position in sorted(texts, key=lambda each: (page.texts[each].lines[0], each), reverse=True):
        try:
            _rewrite(lines, page.texts[position], texts[position])
        except ValueError:
            raise LookupError(position) from None
    return tuple(lines)


def _rewrite(lines: list[Line], segment: Segment, markdown: str) -> None:
    first = segment.lines[0]
    line = lines[first].text
    if segment.kind is Kind.CELL:
        place = _cell(line, segment.level)
        if place is None:
            raise ValueError
        lines[first] = replace(
            lines[first], text=_replaced(line, *place, _in_cell(line, *place, markdown))
        )
    elif segment.kind is Kind.TITLE:
        quoted = _QUOTED.search(line)
        if quoted is None or quoted[1] != segment.source:
            raise ValueError
        text = _replaced(line, quoted.start(1), quoted.end(1), markdown)
        lines[first] = replace(lines[first], text=text)
    elif segment.kind is Kind.HTML:
        _rewrite_html(lines, segment, markdown)
    else:
        _rewrite_lines(lines, segment, markdown)


def _replaced(line: str, start: int, end: int, text: str) -> str:
    return line[:start] + text + line[end:]


def _cell(line: str, column: int) -> tuple[int, int] | None:
    """Return where the cell of a column (from 1) stands in the line of its row."""
    start = re.match(r"[ \t>]*", line)
    begin = start.end() if start else 0
    if line[begin : begin + 1] == "|":
        begin += 1
    bars = [found.start() for found in _CELL_END.finditer(line, begin)]
    starts = [begin, *(bar + 1 for bar in bars)]
    ends = [*bars, len(line)]
    if column > len(starts) or (column == len(starts) and not line[starts[-1] :].strip()):
        return None
    return starts[column - 1], ends[column - 1]


def _in_cell(line: str, start: int, end: int, markdown: str) -> str:
    """Return what stands between two bars: the text, and the space that was round it."""
    text = re.sub(r"(?<!\\)\|", r"\\|", markdown)
    old = line[start:end]
    if not old.strip():
        return f" {text} "
    left = len(old) - len(old.lstrip())
    right = len(old) - len(old.rstrip())
    return old[:left] + text + (old[-right:] if right else "")


def split(line: str, segment: Segment, index: int) -> tuple[str, str]:
    """Return what stands before and after the text of a segment on one of its lines.

    Args:
        line: the line.
        segment: the segment: no table cell and no title of a block.
        index: which of the segment's lines it is.

    Raises:
        ValueError: the text is not there.
    """
    texts = segment.source.split("\n")
    text = texts[index].lstrip(" \t")
    if segment.kind is Kind.HEADING:
        # It may be closed by the marks that it is opened with.
        at = line.rindex(text)
    else:
        at = len(line.rstrip() if index + 1 == len(texts) else line) - len(text)
    if at < 0 or not line.startswith(text, at):
        raise ValueError(text)
    return line[:at], line[at + len(text) :]


def _rewrite_lines(lines: list[Line], segment: Segment, markdown: str) -> None:
    old = segment.source.split("\n")
    first, end = segment.lines[0], segment.lines[0] + len(old)
    prefixes = []
    rest = ""
    for index, line in enumerate(lines[first:end]):
        prefix, rest = split(line.text, segment, index)
        prefixes.append(prefix)
    following = prefixes[-1] if len(old) > 1 else re.sub(r"[^\s>]", " ", prefixes[0])
    new = markdown.split("\n")
    made = []
    for index, text in enumerate(new):
        last = index + 1 == len(new)
        # The last line stays the last: a file may end without a line end.
        line = lines[end - 1] if last else lines[min(first + index, end - 1)]
        prefix = prefixes[index] if index < len(prefixes) else following
        body = text.lstrip(" \t") if index else text
        made.append(replace(line, text=prefix + body + (rest if last else "")))
    lines[first:end] = made


def _rewrite_html(lines: list[Line], segment: Segment, html: str) -> None:
    """Put HTML in the place of a text of it, which may share its lines with others."""
    old = segment.source.split("\n")
    first, end = segment.lines[0], segment.lines[0] + len(old)
    # A line of a block begins after what the block stands in.
    starts = [segment.span.column - 1]
    starts += [
        lines[at].text.index(text) for at, text in zip(range(first + 1, end), old[1:], strict=True)
    ]
    if not all(
        lines[at].text.startswith(text, start)
        for at, text, start in zip(range(first, end), old, starts, strict=True)
    ):
        raise ValueError
    before = [lines[at].text[:start] for at, start in zip(range(first, end), starts, strict=True)]
    rest = lines[end - 1].text[starts[-1] + len(old[-1]) :]
    new = html.split("\n")
    lines[first:end] = (
        replace(
            lines[end - 1] if index + 1 == len(new) else lines[min(first + index, end - 1)],
            text=before[min(index, len(old) - 1)] + text + (rest if index + 1 == len(new) else ""),
        )
        for index, text in enumerate(new)
    )


def patched(text: str, page: Page, lines: Sequence[Line]) -> str:
    """Return the text of a page's file with the lines that are new.

    Args:
        text: the file, with its own line ends.
        page: the page that was read from it.
        lines: the lines of that page from now on, as `rewritten` gives them.

    Raises:
        LookupError: the file is no longer what the page was read from.
    """
    new: dict[int, list[str]] = {line.number: [] for line in _own(page.lines, page)}
    for line in _own(lines, page):
        new[line.number].append(line.text)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    file = list(_with_ends(text.removeprefix(mark)))
    for line in _own(page.lines, page):
        if line.number > len(file) or file[line.number - 1][0] != line.text:
            raise LookupError(page.file)
    usual = next((end for _, end in file if end), "\n")
    return mark + "".join(
        one + (end if one_is_last else end or usual)
        for number, (line, end) in enumerate(file, 1)
        for one, one_is_last in _with_last(new.get(number, [line]))
    )


def _own(lines: Sequence[Line], page: Page) -> Iterator[Line]:
    return (line for line in lines if line.path == page.path and not line.via)


def _with_last(texts: Sequence[str]) -> Iterator[tuple[str, bool]]:
    return ((text, index + 1 == len(texts)) for index, text in enumerate(texts))


def _with_ends(text: str) -> Iterator[tuple[str, str]]:
    cursor = 0
    for found in _LINE_END.finditer(text):
        yield text[cursor : found.start()], found[0]
        cursor = found.end()
    yield text[cursor:], ""
