"""Put a school's answers into the Markdown of a page.

Nothing is evaluated. A value becomes Markdown in which every character that could mean anything
is a numeric entity, so the reader, the renderer and whatever is made from them see a school
called `{{ 7*7 }}` or `<script>` as just a strange school.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from polisi.content.reader import PLACEHOLDER, reread
from polisi.fields import Answers, Empty, Field, Type
from polisi.model import Kind, Line, Page, Segment

BLANK = "&#95;" * 20
"""A line to write on."""

_NOTE = re.compile(r"^(\s*)!!!\s+school-note\b")
_LIST_FIELD = re.compile(r"^(\s*[-*+]\s+)\{\{\s*(\w+)\s*\}\}\s*$")
_IN_BRACKETS = re.compile(r"\s*\(\{\{\s*(\w+)\s*\}\}\)")
_POSSESSIVE = re.compile(r"(\{\{\s*(\w+)\s*\}\})'s\b")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_CODE = re.compile(r"`+[^`]*`+")


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled page.

    Attributes:
        page: the page; a required field that has no answer is still a `{{ placeholder }}`.
        open: the required fields that have none, in the order in which they are met.
    """

    page: Page
    open: tuple[str, ...]


def escape(value: str) -> str:
    """Return Markdown that both the reader and the renderer read as exactly `value`."""
    return re.sub(r"[!-/:-@\[-`{-~]", lambda found: f"&#{ord(found[0])};", value)


def fill(page: Page, answers: Answers) -> Filled:
    """Fill a page in.

    Guidance (`!!! school-note`) goes. A list item that is only a list field is repeated for each
    entry. A paragraph, list item or bracket that holds only a field that may stay empty, and
    does, goes without a trace.

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
        self._open: dict[str, None] = {}

    def filled(self) -> Filled:
        lines: list[Line | None] = list(self._page.lines)
        self._drop_sections(lines)
        self._replace_clauses(lines)
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
            text = self._answers.text(field.id, self._locale)
            if clause is None or text is None:
                continue
            start, end = clause.lines
            first = lines[start]
            if first is not None:
                label = (clause.label or "").replace(")", "\\)")
                words = f"{label} {escape(' '.join(text.split()))}".lstrip()
                lines[start] = replace(first, text=words)
                lines[start + 1 : end] = [None] * (end - start - 1)

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
        if not items and self._fields[ident].required:
            self._open[ident] = None
            yield f"{bullet}{{{{ {ident} }}}}"
        for item in items:
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
        return PLACEHOLDER.sub(lambda found: self._value(found[1], found[0]), text)

    def _bracket(self, found: re.Match[str]) -> str:
        field = self._fields.get(found[1])
        gone = field and not field.required and field.empty is Empty.OMIT
        if gone and self._answers.text(found[1], self._locale) is None:
            return ""
        return found[0]

    def _possessive(self, found: re.Match[str]) -> str:
        """Return `St James'` and `Maerdy's`: a name that ends in s takes the apostrophe alone."""
        name = self._answers.text(found[2], "en") if found[2] in self._fields else None
        return found[1] + ("'" if name and name[-1] in "sS" else "'s")

    def _value(self, ident: str, written: str) -> str:
        field = self._fields.get(ident)
        if field is None:
            return written
        text = self._answers.text(ident, self._locale)
        if field.type is Type.IMAGE:
            return self._image(field, text)
        if text is not None:
            return "\n\n".join(escape(part) for part in text.split("\n\n"))
        if field.required:
            self._open[ident] = None
            return f"{{{{ {ident} }}}}"
        return BLANK if field.empty is Empty.BLANK else ""

    def _image(self, field: Field, address: str | None) -> str:
        if address is None:
            return ""
        return f"![{escape(field.label[self._locale])}](<{address}>)"


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
