"""What of a segment is text to be translated, and where its sentences are.

Rules that look at words look at the Markdown as it is written, so that every word knows its
place. What is no text of the page's language is blanked out: letters keep their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from polisi.model import Kind, Segment, Span

_LANG = r"\{[^{}]*\blang=[\"']?[\w-]+[^{}]*\}"
FOREIGN = rf"""
    <(?P<tag>\w+)\b[^<>]*\blang=[^<>]*>.*?</(?P=tag)>              # a tag with its own language
    | (?P<mark>\*{{1,2}}|_{{1,2}})(?:(?!(?P=mark)).)+(?P=mark){_LANG}  # *words*{{lang=en}}
    | \[[^\[\]]*\](?:\([^()]*\)){_LANG}                            # [words](address){{lang=en}}
"""
"""What stands in another language than its page: a regular expression, to be read verbosely."""

_MARKUP = rf"""
    <!--.*?-->                                          # a comment
    | (?P<code>`+)(?!`).*?(?<!`)(?P=code)(?!`)          # code
    | {FOREIGN}
    | </?[a-zA-Z][^<>]*>                                # any other tag, an address in <>
    | \]\((?:[^()]|\([^()]*\))*\)                       # where a link leads
    | \]\[[^\]]*\]
    | \[\^[^\]]*\]:?                                    # a footnote's name
    | \{{\{{.*?\}}\}}                                   # a field
    | \{{[:#.%][^{{}}]*\}} | \{{[\w-]+=[^{{}}]*\}}      # ids and attributes
    | &\#?\w+;
"""
_ADDRESSES = r"""
    \b(?:https?://|www\.)\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | (?<![\w.])(?:[\w-]+/)*(?:[\w-]+\.)+
      (?:com|cymru|uk|wales|org|net|md|ya?ml|json|py|html?|pdf)\b(?:/\S*)?
"""
_MASKED = re.compile(rf"(?=[<`*_\[\]{{&])(?:{_MARKUP})", re.VERBOSE | re.DOTALL)
_MASKED_WITH_ADDRESSES = re.compile(f"{_MARKUP}|{_ADDRESSES}", re.VERBOSE | re.DOTALL)
_MAY_HAVE_ADDRESS = re.compile(r"@|://|www\.|[\w-]\.\w")
"""Without one of these, there is no address in a text. Looking for one takes long."""

_BLOCK_LANG = re.compile(rf"\n[ \t]*{_LANG}[ \t]*$|[ \t]{_LANG}[ \t]*$")
# Of alternatives that begin with a letter each, Python looks for these letters first.
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|‘(?<!\w‘)[^‘]*?’(?!\w)|'(?<![\w']')[^']*'(?!\w)")
_QUOTATION_MARK = re.compile("[“\"‘']")
_END = re.compile(r"[.!?…][\"'”’)\]*_]*\s+(?=[\"'‘“(\[*_]*[^\W\d_a-z])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|h\.y|e\.e|etc|cf|gw|no|rhif|dr|mr|mrs|ms|st|v|vs)|\b[A-Z])\.$", re.I
)


class Piece(NamedTuple):
    """A sentence of a segment.

    Attributes:
        text: its words as written; what is no text is blank.
        start: where it begins in the segment's Markdown.
    """

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends in the segment's Markdown, end exclusive."""
        return self.start + len(self.text)


@lru_cache(1 << 17)
def prose_of(source: str) -> str:
    """Return Markdown with all that is no text of its language blanked out."""
    if "lang=" in source and _BLOCK_LANG.search(source):
        return " " * len(source)
    masked = _MASKED_WITH_ADDRESSES if _MAY_HAVE_ADDRESS.search(source) else _MASKED
    return masked.sub(_blank, source)


def _blank(found: re.Match[str]) -> str:
    return "\n".join([" " * len(line) for line in found[0].split("\n")])


def prose(segment: Segment) -> str:
    """Return the Markdown of a segment with all that is no text of its language blanked out.

    That is: code, comments, tags, where links lead, fields, addresses, ids, and what is marked
    with `lang`. The text is as long as the Markdown, so places in it are places there.
    """
    return "" if segment.kind is Kind.CODE else prose_of(segment.source)


def unquoted(text: str) -> str:
    """Return a text with what stands in quotation marks blanked out."""
    return _QUOTED.sub(_blank, text) if _QUOTATION_MARK.search(text) else text


def sentences(segment: Segment) -> tuple[Piece, ...]:
    """Return the sentences of a segment that hold any letters, in order."""
    return sentences_of(prose(segment))


@lru_cache(1 << 17)
def sentences_of(text: str) -> tuple[Piece, ...]:
    """Return the sentences of a text that hold any letters, in order."""
    return tuple(_split(text))


def _split(text: str) -> Iterator[Piece]:
    start = 0
    for found in _END.finditer(text):
        if _ABBREVIATION.search(text, start, found.start() + 1):
            continue
        yield from _piece(text, start, found.end())
        start = found.end()
    yield from _piece(text, start, len(text))


def _piece(text: str, start: int, end: int) -> Iterator[Piece]:
    bare = text[start:end]
    if any(map(str.isalpha, bare)):
        begin = start + len(bare) - len(bare.lstrip())
        yield Piece(bare.strip(), begin)


def place(segment: Segment, start: int, end: int) -> Span:
    """Return the place in its file of a part of a segment's Markdown.

    A part of several lines is a place of several lines.
    """
    first = segment.span.within(segment.source, start, min(end, _line_end(segment, start)))
    last = segment.span.within(segment.source, max(start, end - 1), end)
    return Span(first.path, first.line, first.column, last.end_line, last.end_column)


def _line_end(segment: Segment, start: int) -> int:
    found = segment.source.find("\n", start)
    return len(segment.source) if found < 0 else found
