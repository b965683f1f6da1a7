"""A page as a printer sees it: blocks of styled runs, the common ground of Word and PDF.

Nothing here knows a file format. Places to be filled in are runs of their own, so that a template
can be made of an unfilled page and a finished document of a filled one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from polisi.content.numbering import LABEL
from polisi.content.reader import ATTRIBUTES, PLACEHOLDER, TICK
from polisi.model import Kind, Page, Segment

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LANG = re.compile(r"lang=\"?([\w-]+)")
_POSSESSIVE = re.compile(r"'s\b")
_NOTES = {"school-note", "site-note"}
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")


@dataclass(frozen=True, slots=True)
class Run:
    r"""A stretch of text in one style, or a place to be filled in.

    Attributes:
        text: the text, `\n` in it being a line break; of a place, what it is called is for the
            caller to say.
        bold, italic: its style.
        lang: its language where that is not the page's.
        href: where it links to, as written; None if nowhere.
        field: the id of the field that goes here; None for text.
        possessive: whether the field is followed by an English possessive ending.
        footnote: the name of the footnote that is called here.
        image: the address of a picture that stands here, `text` being its description.
        raised: whether it is a mark above the line, which is no part of the text.
    """

    text: str = ""
    bold: bool = False
    italic: bool = False
    lang: str | None = None
    href: str | None = None
    field: str | None = None
    possessive: bool = False
    footnote: str | None = None
    image: str | None = None
    raised: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One block.

    Attributes:
        id: the id of its segment (of a table, of its first cell).
        kind: the kind of its segment; `CELL` for a whole table.
        runs: its text, without a clause's label.
        level: a heading's level, a list item's depth, a clause's rank.
        label: the printed label of a clause.
        number: the number of a list item in a numbered list.
        anchor: the id that links point at.
        containers: the `!!!` blocks around it.
        rows: the rows of a table, the first being its header.
        sections: the ids of the headings that it stands under, outermost first; of a heading,
            its own included.
        path: the page that it was written on.
        tick: whether a form field is a box to tick.
    """

    id: str
    kind: Kind
    runs: Runs = ()
    level: int = 0
    label: str | None = None
    number: int | None = None
    anchor: str | None = None
    containers: tuple[str, ...] = ()
    rows: tuple[tuple[Runs, ...], ...] = ()
    sections: tuple[str, ...] = ()
    path: str = ""
    tick: bool = False

    @property
    def only_field(self) -> str | None:
        """The field that is all there is in this block, or None."""
        seen = [run for run in self.runs if run.field or run.text.strip()]
        return seen[0].field if len(seen) == 1 else None


def blocks(page: Page, marks: Mapping[str, Runs] | None = None) -> tuple[Block, ...]:
    """Return the blocks of a page.

    Guidance for whoever fills the page in (`school-note`) and what the site adds to the page
    (`site-note`) are no part of a document.

    Args:
        page: the page.
        marks: what is put at the end of segments, by their ids.
    """
    return tuple(_with_sections(_blocks(page, marks or {})))


def _blocks(page: Page, marks: Mapping[str, Runs]) -> Iterator[Block]:
    wanted = (s for s in page.segments if not _NOTES & set(s.containers))
    for table, group in groupby(wanted, key=_table):
        segments = list(group)
        if table:
            yield _made(page, segments[0], rows=_rows(segments, marks))
        else:
            for segment in segments:
                yield _made(page, segment, runs=_segment_runs(segment, marks))


def _made(
    page: Page, segment: Segment, runs: Runs = (), rows: tuple[tuple[Runs, ...], ...] = ()
) -> Block:
    return Block(
        id=segment.id,
        kind=segment.kind,
        runs=runs,
        level=segment.level,
        label=segment.label,
        number=segment.ordered,
        anchor=segment.anchor,
        containers=segment.containers,
        rows=rows,
        path=page.lines[segment.lines[0]].path,
        tick=segment.kind is Kind.FIELD and bool(TICK.match(segment.source)),
    )


def _with_sections(made: Iterator[Block]) -> Iterator[Block]:
    open_: list[tuple[int, str]] = []
    for block in made:
        if block.kind is Kind.HEADING:
            while open_ and open_[-1][0] >= block.level:
                open_.pop()
            open_.append((block.level, block.anchor or block.id))
        yield replace(block, sections=tuple(anchor for _, anchor in open_))


def _table(segment: Segment) -> str:
    return segment.id.rpartition("r")[0] if segment.kind is Kind.CELL else ""


def _rows(cells: Sequence[Segment], marks: Mapping[str, Runs]) -> tuple[tuple[Runs, ...], ...]:
    by_row = groupby(cells, key=lambda cell: cell.row)
    return tuple(tuple(_segment_runs(cell, marks) for cell in row) for _, row in by_row)


# ---------------------------------------------------------------------- inline text
@cache
def _parser() -> MarkdownIt:
    # Loaded only if something is parsed: 60 ms.
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    # Escaped characters stay apart from the text around them: they are never part of a place.
    return MarkdownIt("commonmark").use(footnote_plugin).disable("text_join")


def _segment_runs(segment: Segment, marks: Mapping[str, Runs]) -> Runs:
    source = segment.source
    if segment.kind is Kind.FIELD:
        source = TICK.sub("", source)
    if segment.label is not None:
        source = LABEL.sub("", source, count=1)
    lines = source.split("\n")
    if len(lines) > 1 and ATTRIBUTES.fullmatch(lines[-1].strip()):
        lines.pop()
    if segment.kind in (Kind.HEADING, Kind.CELL):
        lines[-1] = re.sub(ATTRIBUTES.pattern + r"[ \t]*$", "", lines[-1])
    return (*inline_runs("\n".join(lines)), *marks.get(segment.id, ()))


@lru_cache(maxsize=4096)
def inline_runs(source: str) -> Runs:
    """Return the runs of inline Markdown.

    They are remembered: each text of a policy stands in some seven of its documents, and reading
    it is half of what a document costs.
    """
    # Outside its page a call of a footnote is no call to the parser; it is found in the text.
    (token,) = _parser().parseInline(source)
    return tuple(_joined(_placed(_walk(token.children or ()))))


def _walk(tokens: Sequence[Token]) -> Iterator[Run]:
    style = Run()
    stack: list[Run] = []
    for index, token in enumerate(tokens):
        if token.type in ("strong_open", "em_open", "link_open"):
            stack.append(style)
            style = _opened(style, token, _lang_after(tokens, index))
        elif token.nesting < 0:
            style = stack.pop()
        elif token.type == "text":
            after = index > 0 and (tokens[index - 1].nesting < 0)
            yield replace(
                style, text=_without_attributes(token.content) if after else token.content
            )
        elif token.type in ("text_special", "code_inline"):
            yield replace(style, text=token.content, field="")
        elif token.type in ("softbreak", "hardbreak"):
            yield replace(style, text=" " if token.type == "softbreak" else "\n")
        elif token.type == "image":
            words = "".join(child.content for child in token.children or ())
            yield replace(style, text=words, image=str(token.attrs.get("src", "")))


def _opened(style: Run, token: Token, lang: str | None) -> Run:
    style = replace(style, lang=lang or style.lang)
    if token.type == "strong_open":
        return replace(style, bold=True)
    if token.type == "em_open":
        return replace(style, italic=True)
    return replace(style, href=str(token.attrs.get("href", "")))


def _lang_after(tokens: Sequence[Token], opening: int) -> str | None:
    """Return the language in the attribute list after the element that opens at `opening`."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            after = tokens[index + 1] if index + 1 < len(tokens) else None
            found = ATTRIBUTES.match(after.content) if after and after.type == "text" else None
            lang = _LANG.search(found[1]) if found else None
            return lang[1] if lang else None
    return None


def _without_attributes(text: str) -> str:
    found = ATTRIBUTES.match(text)
    return text[found.end() :] if found and not text[0].isspace() else text


def _placed(runs: Iterator[Run]) -> Iterator[Run]:
    """Split runs at places to be filled in and at calls of footnotes."""
    for run in runs:
        if run.image is not None or run.field == "":  # a picture; code and escaped characters
            yield replace(run, field=None)
            continue
        at = 0
        marks = sorted(
            [*PLACEHOLDER.finditer(run.text), *_FOOTNOTE.finditer(run.text)],
            key=lambda mark: mark.start(),
        )
        for mark in marks:
            if mark.start() > at:
                yield replace(run, text=run.text[at : mark.start()])
            at = mark.end()
            if mark[0].startswith("[^"):
                yield replace(run, text="", footnote=mark[1])
                continue
            ending = _POSSESSIVE.match(run.text, at)
            yield replace(run, text="", field=mark[1], possessive=ending is not None)
            at = ending.end() if ending else at
        if at < len(run.text):
            yield replace(run, text=run.text[at:])


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Join neighbours of one style."""
    last: Run | None = None
    for run in runs:
        if (
            last is not None
            and _plain(last)
            and _plain(run)
            and replace(last, text="") == replace(run, text="")
        ):
            last = replace(last, text=last.text + run.text)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last


def _plain(run: Run) -> bool:
    return run.field is None and run.footnote is None and run.image is None
