"""Lines of Markdown to a page of segments.

markdown-it-py is used because it keeps the line of every block. The site is rendered by
Python-Markdown; `export.html` gives its elements the ids of these segments one by one and says
so where the two do not read a page alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from polisi.content.html_text import HtmlText, html_texts
from polisi.content.numbering import LABEL, Numbering, rank
from polisi.content.parser import blocks, children
from polisi.content.source import DIRECTIVE, Source, unfenced
from polisi.model import (
    Block,
    Kind,
    Line,
    Lines,
    Link,
    Page,
    Placeholder,
    Segment,
    Silencer,
    Span,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

PLACEHOLDER = re.compile(r"\{\{[ \t]*([^{}\s]*)[ \t]*\}\}")
"""A field to be filled in: `{{ school_name }}`."""

TICK = re.compile(r"^\[[ xX]\][ \t]+")
"""The box of a form item that is ticked: `[ ] `."""

COMMENT = re.compile(r"<!--.*?-->", re.S)
"""What is written for other editors, and no reader sees."""

_ATTRIBUTE = r"(?:[#.][\w:-]+|[\w:-]+=(?:\"[^\"]*\"|[\w:-]+))"
ATTRIBUTES = re.compile(rf"[ \t]*\{{:?[ \t]*({_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*)[ \t]*\}}")
"""An attribute list, e.g. `{#scope .wide lang=cy}`."""

_TRAILING = re.compile(ATTRIBUTES.pattern + r"[ \t]*$")
_ADMONITION_TITLE = re.compile(r'"(.*)"[^"]*$')
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
_LIST_START = re.compile(r"^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_TIGHT_TEXT = re.compile(r"^[^\s<>|#!`~:-]")


def read_page(source: Source, locale: str, root: str) -> Page:
    """Read a page.

    Args:
        source: its lines.
        locale: its language.
        root: the path of its language's folder, for messages.

    Returns:
        The page; a page with no text has no segments.
    """
    return _Reader(source, locale, root).page()


def reread(page: Page, lines: Sequence[Line]) -> Page:
    """Return a page with other lines, read anew."""
    root = page.file.removesuffix(page.path).rstrip("/")
    source = Source(
        page.path, page.meta, page.meta_lines, tuple(lines), page.prefixes, page.unclosed
    )
    return replace(read_page(source, page.locale, root), draft=page.draft)


def plain_text(tokens: Sequence[Token] | None, *, trailing: bool = False) -> str:
    """Return what a reader sees of inline Markdown, on one line.

    Attribute lists go where the renderer takes them for such: straight after an inline element,
    alone on the last line and, if `trailing`, at the end.
    """
    parts: list[str] = []
    after_element = False
    for token in tokens or ():
        if token.type in ("text", "text_special"):
            found = ATTRIBUTES.match(token.content) if after_element else None
            # An attribute list touches what it belongs to.
            glued = found is not None and not token.content[0].isspace()
            parts.append(token.content[found.end() :] if found and glued else token.content)
        elif token.type == "code_inline":
            # Never an attribute list, however much it looks like one.
            parts.append(token.content.replace("{", "\ue000"))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "image":
            parts.append(token.content)
        after_element = token.type.endswith("_close") or token.type == "code_inline"
    return _on_one_line("".join(parts), trailing=trailing)


def _on_one_line(text: str, *, trailing: bool) -> str:
    """Return text on one line, without the attribute list that it may end with."""
    if "{" not in text:
        return " ".join(text.replace("\ue000", "{").split())
    *lines, last = text.split("\n")
    if lines and ATTRIBUTES.fullmatch(last.strip()):
        last = ""
    elif trailing:
        last = _TRAILING.sub("", last)
    return " ".join(" ".join([*lines, last]).replace("\ue000", "{").split())


class _Reader:
    def __init__(self, source: Source, locale: str, root: str) -> None:
        self._source = source
        self._locale = locale
        self._root = root
        self._numbering = Numbering()
        self._segments: list[Segment] = []
        self._containers: list[str] = []
        self._lists: list[int | None] = []
        self._item_begins = False
        self._table = _Cell("")
        self._footnote = ""
        self._statutes = 0
        self._silencers: list[tuple[Span, tuple[str, ...], str, int]] = []
        self._inline_silencers: list[Silencer] = []
        self._block = 0
        self._blocks: list[Block] = []
        self._html_texts: list[Segment] = []
        self._loose_lists: list[Span] = []
        self._from = source.path
        self._first = 0

    def page(self) -> Page:
        for first, tokens in blocks("\n".join(_kept_together(self._source.lines))):
            self._first = first
            self._walk(tokens)
        root, path = self._root, self._source.path
        return Page(
            locale=self._locale,
            path=path,
            file=_file(root, path),
            meta=self._source.meta,
            meta_lines=self._source.meta_lines,
            lines=Lines(self._source.lines),
            prefixes=self._source.prefixes,
            segments=tuple(self._segments),
            silencers=tuple(self._resolved_silencers()),
            loose_lists=tuple(self._loose_lists),
            blocks=tuple(self._blocks),
            unclosed=self._source.unclosed,
            html=tuple(self._html_texts),
        )

    # ------------------------------------------------------------------ blocks
    def _walk(self, tokens: Sequence[Token]) -> None:
        previous: Token | None = None
        for token in tokens:
            if token.level == 0 and token.nesting >= 0 and token.type != "html_block":
                self._block += 1
            if token.type == "inline" and token.map is not None and previous is not None:
                self._text(token, previous)
            elif token.type in ("fence", "code_block"):
                self._add_code(token)
            elif token.type == "html_block":
                self._html(token)
            else:
                self._structure(token)
            previous = token

    def _structure(self, token: Token) -> None:
        """Keep account of what the next text stands in."""
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
                self._note_loose_list(token)
            case "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)) - 1)
                self._note_loose_list(token)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._item_begins = True
                if (number := self._lists[-1]) is not None:
                    self._lists[-1] = number + 1
            case "blockquote_open":
                self._containers.append("quote")
            case "admonition_open":
                self._open_admonition(token)
            case "admonition_close" | "blockquote_close":
                self._containers.pop()
            case "table_open":
                self._table = _Cell(self._numbering.block("t"))
            case "tr_open":
                self._table = self._table.next_row()
            case "footnote_open":
                self._footnote = str(token.meta.get("label", ""))
            case "footnote_close":
                self._footnote = ""

    def _text(self, token: Token, opening: Token) -> None:
        """Make a segment of inline text, by the block that it opens."""
        if opening.type == "heading_open":
            self._add_heading(token, int(opening.tag[1]))
        elif opening.type in ("td_open", "th_open"):
            self._table = self._table.next_cell()
            self._add_cell(token, self._table)
        elif opening.type == "admonition_title_open":
            self._add_title(token)
        elif self._footnote:
            self._add_footnote(token, self._footnote)
        elif self._lists and self._item_begins:
            self._item_begins = False
            self._add_item(token, len(self._lists), self._lists[-1])
        else:
            self._add_paragraph(token)

    def _open_admonition(self, token: Token) -> None:
        name = str(token.meta.get("tag", ""))
        self._containers.append(name)
        line = self._line(_start(token))
        column = line.text.find("!!!") + 1
        place = Span(self._file(line), line.number, max(column, 1), line.number, len(line.text) + 1)
        self._blocks.append(Block(name, place))
        if name == "statute":
            self._statutes += 1

    def _line(self, index: int) -> Line:
        """Return a line of the part of the page that is walked through."""
        lines = self._source.lines
        return lines[min(self._first + index, len(lines) - 1)]

    def _lines(self, token: Token) -> tuple[int, int]:
        """Return the lines of the page that a block takes, the end exclusive."""
        assert token.map is not None
        return self._first + token.map[0], self._first + token.map[1]

    def _restart_if_other_file(self, index: int) -> str:
        """Return the clause prefix of the file that a line comes from."""
        path = self._line(index).path
        if path != self._from:
            self._from = path
            self._numbering.restart()
        return self._source.prefixes.get(path, "c")

    def _container_id(self) -> str:
        if "statute" not in self._containers:
            return ""
        return f"statute-{self._statutes}"

    # ------------------------------------------------------------------ segments
    def _add_heading(self, token: Token, level: int) -> None:
        self._restart_if_other_file(_start(token))
        if level == 1:
            self._numbering.restart()
        explicit = _explicit(token.content)
        anchor = self._numbering.heading(explicit)
        self._append(
            token,
            anchor,
            Kind.HEADING,
            _Place(level=level, anchor=explicit, explicit=explicit is not None),
        )

    def _add_paragraph(self, token: Token) -> None:
        prefix = self._restart_if_other_file(_start(token))
        found = LABEL.match(token.content)
        if found is None:
            explicit = _explicit_of_block(token.content)
            ident = explicit or self._numbering.block("p", self._container_id())
            place = _Place(anchor=explicit, explicit=explicit is not None)
            self._append(token, ident, Kind.PARAGRAPH, place)
            return
        label = found[1].replace("\\", "")
        explicit = _explicit_of_block(token.content)
        container = self._container_id()
        id_ = self._numbering.clause(label, prefix, explicit, container)
        # A label of another document is no address of ours.
        anchor = explicit if container else id_
        self._append(
            token,
            id_,
            Kind.CLAUSE,
            _Place(label, rank(label), anchor, explicit is not None),
        )

    def _add_item(self, token: Token, depth: int, number: int | None) -> None:
        prefix = self._restart_if_other_file(_start(token))
        in_form = "form" in self._containers
        content = TICK.sub("", token.content) if in_form else token.content
        found = LABEL.match(content)
        explicit = _explicit_of_block(token.content)
        if found is not None:
            label = found[1].replace("\\", "")
            anchor = self._numbering.clause(label, prefix, explicit, self._container_id())
        else:
            label = None
            anchor = self._numbering.item(depth, explicit)
        self._append(
            token,
            anchor,
            Kind.FIELD if in_form else Kind.ITEM,
            _Place(label, depth, anchor, explicit is not None, ordered=number),
        )

    def _add_cell(self, token: Token, cell: _Cell) -> None:
        self._append(token, cell.id, Kind.CELL, _Place(level=cell.column, row=cell.row))

    def _add_title(self, token: Token) -> None:
        opening = self._line(_start(token)).text
        if _ADMONITION_TITLE.search(opening) and token.content:
            self._append(token, self._numbering.block("title"), Kind.TITLE)

    def _add_footnote(self, token: Token, name: str) -> None:
        ident = f"fn:{name}"
        if any(s.id == ident for s in self._segments):
            ident = self._numbering.block("fn")
        self._append(token, ident, Kind.FOOTNOTE)

    def _add_code(self, token: Token) -> None:
        assert token.map is not None
        first, last = self._line(token.map[0]), self._line(max(token.map[0], token.map[1] - 1))
        span = Span(self._file(first), first.number, 1, last.number, len(last.text) + 1)
        self._segments.append(
            Segment(
                id=self._numbering.block("code"),
                kind=Kind.CODE,
                text=token.content,
                span=span,
                source=token.content,
                containers=tuple(self._containers),
                block=self._block,
                lines=self._lines(token),
            )
        )

    def _append(self, token: Token, ident: str, kind: Kind, place: _Place | None = None) -> None:
        place = place or _Place()
        content = token.content
        inline = _inline(token)
        text = inline.bare if kind in (Kind.HEADING, Kind.CELL) else inline.text
        if kind is Kind.FIELD:
            text = TICK.sub("", text)
        if place.label is not None:
            text = text.removeprefix(place.label).lstrip()
        span = self._span(token, ident)
        if "<!--" in content:
            self._silence_inline(content, ident, span)
        self._segments.append(
            Segment(
                id=ident,
                kind=kind,
                text=text,
                span=span,
                source=content,
                label=place.label,
                level=place.level,
                anchor=place.anchor,
                explicit=place.explicit,
                containers=tuple(self._containers),
                ordered=place.ordered,
                row=place.row,
                block=self._block,
                lines=self._lines(token),
                links=tuple(
                    Link(href, text, span.within(content, start, end), image)
                    for href, text, start, end, image in inline.links
                ),
                placeholders=tuple(
                    Placeholder(
                        name, span.within(content, start, end), content[:start], content[end:]
                    )
                    for name, start, end in inline.placeholders
                ),
                footnotes=inline.footnotes,
            )
        )

    # ------------------------------------------------------------------ places
    def _file(self, line: Line) -> str:
        return _file(self._root, line.path)

    def _span(self, token: Token, ident: str) -> Span:
        """Return the place of inline text: blocks know their lines, the column is looked for."""
        assert token.map is not None
        line = self._line(token.map[0])
        content = token.content.split("\n")
        after = 0
        if "~t" in ident and self._segments and self._segments[-1].span.line == line.number:
            after = self._segments[-1].span.end_column
        found = line.text.find(content[0].replace("|", "\\|"), after)
        if found < 0:
            found = line.text.find(content[0], after)
        column = max(found, 0) + 1
        if not content[0] and after:
            # A row may end before its table does; the cells that it lacks stand at its end.
            column = min(after + 2, len(line.text) + 1)
        last = self._line(token.map[0] + len(content) - 1)
        one_line = len(content) == 1
        end = column + max(len(content[0]), 1) if one_line else len(last.text) + 1
        return Span(self._file(line), line.number, column, last.number, end)

    # ------------------------------------------------------------------ silencers
    def _html(self, token: Token) -> None:
        assert token.map is not None
        for offset, text in enumerate(token.content.split("\n")):
            line = self._line(token.map[0] + offset)
            found = DIRECTIVE.match(text.strip())
            if found and found[1] == "ignore":
                rules, reason = _silencer(found[2])
                span = Span(self._file(line), line.number, 1, line.number, len(line.text) + 1)
                self._silencers.append((span, rules, reason, self._block + 1))
        for each in html_texts(token.content):
            self._add_html(token, each)

    def _add_html(self, token: Token, found: HtmlText) -> None:
        assert token.map is not None
        first = token.map[0] + token.content.count("\n", 0, found.start)
        last = token.map[0] + token.content.count("\n", 0, found.end)
        here, there = self._line(first), self._line(last)
        source = token.content[found.start : found.end]
        shown = source.split("\n")
        begins = token.content.rfind("\n", 0, found.start) + 1
        whole = token.content[begins:].partition("\n")[0]
        # What the block stands in, a list or a quotation, comes before it on each of its lines.
        before = here.text.rfind(whole)
        column = max(before, 0) + found.start - begins + 1
        end = column + len(shown[0]) if len(shown) == 1 else len(there.text) + 1
        span = Span(self._file(here), here.number, column, there.number, end)
        places = [(at := each.start - found.start, at + len(each.href)) for each in found.links]
        links = (
            Link(each.href, each.text, span.within(source, *place), each.image)
            for each, place in zip(found.links, places, strict=True)
        )
        self._html_texts.append(
            Segment(
                id=self._numbering.block("html"),
                kind=Kind.HTML,
                text=found.text,
                span=span,
                source=source,
                containers=tuple(self._containers),
                block=self._block,
                lines=(self._first + first, self._first + last + 1),
                links=tuple(links),
            )
        )

    def _silence_inline(self, content: str, ident: str, span: Span) -> None:
        for found in COMMENT.finditer(_CODE.sub(_blank, content)):
            directive = DIRECTIVE.match(found[0])
            if directive and directive[1] == "ignore":
                rules, reason = _silencer(directive[2])
                place = span.within(content, found.start(), found.end())
                self._inline_silencers.append(Silencer(rules, reason, place, (ident,)))

    def _resolved_silencers(self) -> Iterator[Silencer]:
        for span, rules, reason, block in self._silencers:
            covered = tuple(s.id for s in self._segments if s.block == block)
            yield Silencer(rules, reason, span, covered)
        yield from self._inline_silencers

    # ------------------------------------------------------------------ habits
    def _note_loose_list(self, token: Token) -> None:
        """Note a list that the renderer would glue to the line of text above it."""
        first = _start(token)
        if token.level > 0 or self._first + first == 0:
            return
        above, line = self._line(first - 1), self._line(first)
        if _TIGHT_TEXT.match(above.text) and _LIST_START.match(line.text):
            self._loose_lists.append(Span.at(self._file(line), line.number))


class _Place(NamedTuple):
    """Where a segment stands among others: the attributes of `Segment` of the same names."""

    label: str | None = None
    level: int = 0
    anchor: str | None = None
    explicit: bool = False
    ordered: int | None = None
    row: int | None = None


class _Cell(NamedTuple):
    """A place in a table; row 0 is its header, column 1 its first."""

    table: str
    row: int = -1
    column: int = 0

    @property
    def id(self) -> str:
        return f"{self.table}r{self.row}c{self.column}"

    def next_row(self) -> _Cell:
        return _Cell(self.table, self.row + 1)

    def next_cell(self) -> _Cell:
        return _Cell(self.table, self.row, self.column + 1)


class _Inline(NamedTuple):
    """What stands in a block, with offsets in its Markdown.

    Attributes:
        text: what a reader sees of it.
        bare: the same without an attribute list at its end.
        links: address, text, beginning and end of the address, and whether it is an image.
        placeholders: name, beginning and end.
        footnotes: the names of those that are referred to.
    """

    text: str
    bare: str
    links: tuple[tuple[str, str, int, int, bool], ...] = ()
    placeholders: tuple[tuple[str, int, int], ...] = ()
    footnotes: tuple[str, ...] = ()


def _inline(block: Token) -> _Inline:
    if block.children is None:
        return _inline_alone(block.content)
    return _inline_of(block.content, block.children)


@lru_cache(1 << 12)
def _inline_alone(content: str) -> _Inline:
    """Return what stands in a block of which no other says how it is to be read.

    The same text, included elsewhere or read anew, is looked at once.
    """
    return _inline_of(content, children(content))


def _inline_of(content: str, tokens: Sequence[Token] | None) -> _Inline:
    if tokens is None:
        text = _on_one_line(content, trailing=False)
        bare = _on_one_line(content, trailing=True) if "{" in content else text
        return _Inline(text, bare, placeholders=tuple(_placeholders(content)))
    return _Inline(
        plain_text(tokens),
        plain_text(tokens, trailing=True),
        tuple(_links(content, tokens)),
        tuple(_placeholders(content)),
        tuple(str(each.meta.get("label", "")) for each in tokens if each.type == "footnote_ref"),
    )


def _kept_together(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the lines for the parser, whose `!!!` blocks end at two blank lines.

    The renderer's do not. A blank line that is not quite empty ends nothing.
    """
    blank = False
    for line, is_text in unfenced(lines):
        if line.text.strip() or not is_text:
            blank = False
            yield line.text
        else:
            yield " " * 40 if blank else line.text
            blank = True


@lru_cache(1 << 12)
def _file(root: str, path: str) -> str:
    """Return the path of a file as a person should see it: one text for all places in it."""
    return f"{root}/{path}" if root else path


def _start(token: Token) -> int:
    assert token.map is not None
    return token.map[0]


def _explicit(content: str) -> str | None:
    """Return the id in an attribute list at the end of a heading."""
    found = _TRAILING.search(content)
    return _id_in(found[1]) if found else None


def _explicit_of_block(content: str) -> str | None:
    """Return the id in an attribute list on the last line of a paragraph or list item."""
    lines = content.split("\n")
    found = ATTRIBUTES.fullmatch(lines[-1].strip()) if len(lines) > 1 else None
    return _id_in(found[1]) if found else None


def _id_in(attributes: str) -> str | None:
    return next((part[1:] for part in attributes.split() if part.startswith("#")), None)


def _silencer(argument: str) -> tuple[tuple[str, ...], str]:
    """Return the rules and the reason of `number, link: reason`."""
    rules, _, reason = argument.partition(":")
    return tuple(rule for rule in re.split(r"[,\s]+", rules) if rule), reason.strip()


def _placeholders(content: str) -> Iterator[tuple[str, int, int]]:
    if "{{" in content:
        masked = COMMENT.sub(_blank, _CODE.sub(_blank, content))
        for found in PLACEHOLDER.finditer(masked):
            yield found[1], found.start(), found.end()


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _links(content: str, tokens: Sequence[Token]) -> Iterator[tuple[str, str, int, int, bool]]:
    cursor = 0
    for index, child in enumerate(tokens):
        if child.type == "image":
            href, text = str(child.attrs.get("src", "")), child.content
        elif child.type == "link_open":
            href, depth, end = str(child.attrs.get("href", "")), 1, index + 1
            while end < len(tokens) and depth:
                depth += (tokens[end].type == "link_open") - (tokens[end].type == "link_close")
                end += 1
            text = plain_text(tokens[index + 1 : end - 1])
        else:
            continue
        raw = href.removeprefix("mailto:") if child.markup == "autolink" else href
        at = content.find(raw, cursor)
        if at < 0:
            at = content.find(text, cursor)
        start = max(at, cursor)
        cursor = start + len(raw) if at >= 0 else cursor
        yield href, text, start, start + len(raw), child.type == "image"
