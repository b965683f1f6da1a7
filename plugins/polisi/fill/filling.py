"""Put a school's answers into the Markdown of a page.

Nothing is evaluated. A value becomes Markdown in which every character that could mean anything
is a numeric entity, so the reader, the renderer and whatever is made from them see a school
called `{{ 7*7 }}` or `<script>` as just a strange school.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from polisi.content.reader import PLACEHOLDER, reread
from polisi.fields import Answers, Empty, Field, Type
from polisi.fill.values import picture_text, possessive
from polisi.model import Kind, Line, Page, Segment

BLANK = "&#95;" * 20
"""A line to write on."""

PARAGRAPH = "\n\n"
"""What stands between the paragraphs of a long answer."""

_LINE_BREAK = "  \n"
"""A line break inside a paragraph, as both the reader and the renderer read it."""

_NOTE = re.compile(r"^(\s*)!!!\s+(?:school|site)-note\b")
_LIST_FIELD = re.compile(r"^(\s*[-*+]\s+)\{\{\s*(\w+)\s*\}\}\s*$")
_IN_BRACKETS = re.compile(r"\s*\(\{\{\s*(\w+)\s*\}\}\)")
_POSSESSIVE = re.compile(r"(\{\{\s*(\w+)\s*\}\})'s\b")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_CODE = re.compile(r"`+[^`]*`+")


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled page.

    Attributes:
        page: the page; a field that is open in its language is still a `{{ placeholder }}`.
        open: what makes a draft of it, in the order in which it is met: fields, each with the
            language that it has no value in.
    """

    page: Page
    open: tuple[tuple[str, str], ...]


def escape(value: str) -> str:
    """Return Markdown that both the reader and the renderer read as exactly `value`."""
    return re.sub(r"[!-/:-@\[-`{-~]", lambda found: f"&#{ord(found[0])};", value)


def fill(page: Page, answers: Answers) -> Filled:
    """Fill a page in.

    Notes (`!!! school-note`, `!!! site-note`) go. A list item that is only a list field is repeated
    for each entry. A paragraph, list item or bracket that holds only a field that may stay empty,
    and does, goes without a trace; so does a table's row of a label and such a field.

    Args:
        page: the page.
        answers: what the school answered.
    """
    return _Filler(page, answers).filled()


class _Filler:
    def __init__(self, page: Page, answers: Answers) -> None:
        self._page = page
        self._answers = answers
        self._locale = page.locale
        self._fields = answers.schema.by_id
        self._open: dict[tuple[str, str], None] = {}

    def filled(self) -> Filled:
        lines: list[Line | None] = list(self._page.lines)
        self._drop_sections(lines)
        self._replace_clauses(lines)
        self._drop_rows(lines)
        kept = _without_notes([line for line in lines if line is not None])
        page = reread(self._page, list(_one_blank(self._lines(kept))))
        return Filled(page, tuple(self._open))

    # ------------------------------------------------------------------ whole passages
    def _drop_sections(self, lines: list[Line | None]) -> None:
        headings = [s for s in self._page.segments if s.kind is Kind.HEADING]
        for field in self._fields.values():
            if field.shows and self._answers.value(field.id, self._locale) is False:
                for start, end in _sections(headings, field.shows, len(lines)):
                    lines[start:end] = [None] * (end - start)

    def _replace_clauses(self, lines: list[Line | None]) -> None:
        for field in self._fields.values():
            clause = self._page.by_id.get(field.replaces or "")
            if clause is None or not self._given(field):
                continue
            start, end = clause.lines
            first = lines[start]
            if first is not None:
                label = (clause.label or "").replace(")", "\\)")
                words = f"{label} {{{{ {field.id} }}}}".lstrip()
                lines[start:end] = [replace(first, text=words), *[None] * (end - start - 1)]
                if clause.explicit:  # its id stands on its last line, and is still its address
                    lines[end - 1] = self._page.lines[end - 1]

    def _drop_rows(self, lines: list[Line | None]) -> None:
        cells = (s for s in self._page.segments if s.kind is Kind.CELL and s.row)
        for start, row in groupby(cells, key=lambda cell: cell.lines[0]):
            _, *entries = row
            only = PLACEHOLDER.fullmatch(entries[0].source.strip()) if len(entries) == 1 else None
            if only and self._goes(only[1]):
                lines[start] = None

    # ------------------------------------------------------------------ line by line
    def _lines(self, lines: Iterable[Line]) -> Iterator[Line]:
        fenced = False
        for line in lines:
            if _FENCE.match(line.text):
                fenced = not fenced
            if fenced or "{{" not in line.text:
                yield line
                continue
            # The paragraphs of a long answer stay in the block that it stands in.
            indent = line.text[: len(line.text) - len(line.text.lstrip())]
            for text in self._line(line.text):
                inside = not text or text.startswith(indent)
                yield replace(line, text=text if inside else indent + text)

    def _line(self, line: str) -> Iterator[str]:
        found = _LIST_FIELD.match(line)
        if found and self._is_list(found[2]):
            yield from self._list(found[1], found[2])
            return
        filled = self._in_line(line)
        alone = PLACEHOLDER.fullmatch(line.strip().lstrip("-*+ "))
        if filled.strip(" -*+") or not alone:
            yield from filled.split("\n")

    def _is_list(self, ident: str) -> bool:
        return ident in self._fields and self._fields[ident].type is Type.LIST

    def _list(self, bullet: str, ident: str) -> Iterator[str]:
        items = self._answers.items(ident, self._locale)
        self._note(ident)
        if not items and self._fields[ident].required:
            yield f"{bullet}{{{{ {ident} }}}}"
        for item in items:
            if item.text is None:
                yield f"{bullet}{{{{ {ident} }}}}"
                continue
            text = escape(item.text)
            yield f"{bullet}[{text}](<{item.link}>)" if item.link else f"{bullet}{text}"

    def _in_line(self, line: str) -> str:
        code = _CODE.findall(line)
        parts = _CODE.split(line)
        parts = [self._in_text(part) for part in parts]
        return "".join(
            part + (code[index] if index < len(code) else "") for index, part in enumerate(parts)
        )

    def _in_text(self, text: str) -> str:
        text = _IN_BRACKETS.sub(self._bracket, text)
        if self._locale == "en":
            text = _POSSESSIVE.sub(self._possessive, text)
        return PLACEHOLDER.sub(
            lambda found: self._value(found[1]) if found[1] in self._fields else found[0], text
        )

    def _bracket(self, found: re.Match[str]) -> str:
        return "" if self._goes(found[1]) else found[0]

    def _possessive(self, found: re.Match[str]) -> str:
        name = self._answers.text(found[2], "en") if found[2] in self._fields else None
        return found[1] + (possessive(name) if name else "'s")

    def _goes(self, ident: str) -> bool:
        """Tell whether nothing of a field stands in the text, nor what goes with it."""
        field = self._fields.get(ident)
        return field is not None and field.empty is Empty.OMIT and not self._given(field)

    def _given(self, field: Field) -> bool:
        """Tell whether something of a field stands in the text: its value, or that it is open."""
        text = self._answers.text(field.id, self._locale)
        return text is not None or self._answers.is_open(field.id, self._locale)

    def _note(self, ident: str) -> None:
        for language in self._answers.wanting(ident, self._locale):
            self._open[ident, language] = None

    def _value(self, ident: str) -> str:
        field = self._fields[ident]
        text = self._answers.text(ident, self._locale)
        if field.type is Type.IMAGE:
            return self._image(field, text)
        self._note(ident)
        if text is not None:
            parts = (part.split("\n") for part in text.split(PARAGRAPH))
            return PARAGRAPH.join(_LINE_BREAK.join(map(escape, lines)) for lines in parts)
        if self._answers.is_open(ident, self._locale):
            return f"{{{{ {ident} }}}}"
        return BLANK if field.empty is Empty.BLANK else ""

    def _image(self, field: Field, address: str | None) -> str:
        if address is None:
            return ""
        return f"![{escape(picture_text(self._answers, field, self._locale))}](<{address}>)"


def _without_notes(lines: Iterable[Line]) -> Iterator[Line]:
    inside: int | None = None
    for line in lines:
        found = _NOTE.match(line.text)
        if found:
            inside = len(found[1])
            continue
        text = line.text
        if inside is not None and text.strip() and len(text) - len(text.lstrip()) <= inside:
            inside = None
        if inside is None:
            yield line


def _one_blank(lines: Iterable[Line]) -> Iterator[Line]:
    """Leave one blank line where something went, not two."""
    blank = True
    for line in lines:
        if line.text.strip() or not blank:
            yield line
        blank = not line.text.strip()


def _sections(
    headings: Sequence[Segment], wanted: Sequence[str], total: int
) -> Iterator[tuple[int, int]]:
    for index, heading in enumerate(headings):
        if heading.anchor in wanted:
            after = (h.lines[0] for h in headings[index + 1 :] if h.level <= heading.level)
            yield heading.lines[0], next(after, total)
