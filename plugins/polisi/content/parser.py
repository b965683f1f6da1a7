"""The Markdown parser: CommonMark with tables, `!!!` blocks and footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

_MARKUP = re.compile(r"[\\`*_\[<&]|\^\[")
"""Without one of these, a text has nothing in it but text."""

_TEXT = re.compile(r"[^\W\d_]|\d+\.\d|\*\*\w")
"""What a paragraph may begin with, and no other block: a letter, `6.13`, `**bold`."""

_HEADING = re.compile(r"^#{1,6}(?:[ \t].*)?(?:\n|\Z)", re.M)
_NOT_IN_PARTS = ("^[", "\r", "\0")
"""Footnotes where they are referred to, and what the parser writes otherwise first."""


def new_parser() -> MarkdownIt:
    """Return a parser of one's own, for rules on top of those that every page is read with."""
    # Loaded only if something is parsed: a build that knows its pages saves 60 ms.
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.admon import admon_plugin  # noqa: PLC0415
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    return MarkdownIt("commonmark").enable("table").use(admon_plugin).use(footnote_plugin)


@cache
def parser() -> MarkdownIt:
    """Return the parser. It keeps the lines of every block."""
    return _quick(new_parser())


def _quick(made: MarkdownIt) -> MarkdownIt:
    from polisi.content.signs import try_by_sign  # noqa: PLC0415

    try_by_sign(made)
    return made


def blocks(markdown: str) -> Sequence[tuple[int, Sequence[Token]]]:
    """Return the blocks of a page, in parts that may be read one by one.

    The same part, included elsewhere or read anew, is parsed once, so no token may be changed.
    Their `children` are only there where other blocks of the page, definitions of links and
    footnotes, say how to read them; else they are None, and `children` gives them.

    Returns:
        For each part the index of its first line, from which its tokens count theirs, and these.
    """
    if any(mark in markdown for mark in _NOT_IN_PARTS):
        return [(0, parser().parse(markdown))]
    parts = list(_parts(markdown))
    if any(part.env for _, part in parts):
        return _joined(parts)
    return [(first, part.tokens) for first, part in parts]


class _Part(NamedTuple):
    """Blocks that are read together, and what they say of how to read others."""

    tokens: Sequence[Token]
    env: Mapping[str, Any]


def _joined(parts: Sequence[tuple[int, _Part]]) -> Sequence[tuple[int, Sequence[Token]]]:
    """Return parts with what stands in their blocks read as all of them together say.

    Footnotes come last, as a part of their own that counts its lines from the first.
    """
    from markdown_it.rules_core import StateCore  # noqa: PLC0415

    env: dict[str, Any] = {"references": {}, "footnotes": {"refs": {}, "list": {}}}
    for _, part in parts:
        # Of two definitions of a link the first is taken.
        env["references"] = {**part.env.get("references", {}), **env["references"]}
        env["footnotes"]["refs"].update(part.env.get("footnotes", {}).get("refs", {}))
    together: list[Token] = []
    found = []
    left = 0
    for first, part in parts:
        tokens = []
        is_footnote = False
        for token in part.tokens:
            ends = token.type == "footnote_reference_close"
            is_footnote = is_footnote or token.type == "footnote_reference_open"
            if is_footnote or ends:
                together.append(_moved(token, first))
                is_footnote = not ends
            elif token.type == "inline" and "[" in token.content:
                together.append(_moved(token, 0))
                tokens.append(together[-1])
                left += 1
            else:
                tokens.append(token)
        found.append((first, tokens))
    state = StateCore("", parser(), env, together)
    parser().core.process(state)
    return [*found, (0, state.tokens[left:])]


def _moved(token: Token, lines: int) -> Token:
    """Return a copy of a token, so many lines further down."""
    moved = replace(token)
    moved.map = token.map and [line + lines for line in token.map]
    return moved


def _parts(markdown: str) -> Iterator[tuple[int, _Part]]:
    """Yield each heading, and all between two of them, with the index of its first line.

    A heading on the left margin ends whatever comes before it but code and raw HTML; after these
    it is read with them.
    """
    ends = {end for found in _HEADING.finditer(markdown) for end in found.span()}
    first, text, start = 0, "", 0
    for end in sorted(ends - {0, len(markdown)} | {len(markdown)}):
        text += markdown[start:end]
        start = end
        part = _part(text)
        if end == len(markdown) or not (
            part.tokens and part.tokens[-1].type in ("fence", "html_block")
        ):
            yield first, part
            first += text.count("\n")
            text = ""


@lru_cache(1 << 14)
def _part(markdown: str) -> _Part:
    md = _block_parser()
    env: dict[str, Any] = {}
    tokens: list[Token] = []
    md.block.parse(markdown, md, env, tokens)
    for token in tokens:
        token.children = None
    return _Part(tuple(tokens), env)


def children(content: str) -> Sequence[Token] | None:
    """Return what stands in a block of which no other says how it is to be read.

    Returns:
        None if it is text and nothing else.
    """
    return _children(content) if _MARKUP.search(content) else None


@lru_cache(1 << 12)
def _children(content: str) -> tuple[Token, ...]:
    (block,) = parser().parseInline(content)
    return tuple(block.children or ())


@cache
def _block_parser() -> MarkdownIt:
    """Return the parser of blocks, in which most lines are known at once."""
    from markdown_it.rules_block import paragraph  # noqa: PLC0415

    def line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return _is_line_of_text(state, start) and paragraph(state, start, end, silent)

    made = new_parser()
    # Most paragraphs are one line, and most items of lists: no other rule need be tried.
    made.block.ruler.before("table", "line", line)
    return _quick(made)


def _is_line_of_text(state: StateBlock, start: int) -> bool:
    """Return whether a line that begins no other block is a paragraph of its own.

    That is if an empty line, the end or another item of its list follows it.
    """
    at = state.bMarks[start] + state.tShift[start]
    if not _TEXT.match(state.src, at) or state.is_code_block(start):
        return False
    after = start + 1
    if after >= state.lineMax or state.isEmpty(after):
        return True
    at = state.bMarks[after] + state.tShift[after]
    return (
        state.src[at : at + 2] in ("- ", "* ", "+ ")
        and state.sCount[after] < state.blkIndent
        and state.sCount[after] - state.listIndent < 4
    )
