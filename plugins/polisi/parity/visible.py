"""What a reader sees of a segment's Markdown, with the place of every letter of it.

`Segment.text` says what a reader sees, but no longer where it stands. A rule that points at a
word or a number reads this instead.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from typing import NamedTuple

from polisi.model import Segment, Span

_HIDDEN = re.compile(
    r"""(?=[\\`<{!\[\]&*_~])(?:
    \\(?P<escaped>[!-/:-@\[-`{-~])
    |(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))
    |(?P<comment><!--.*?-->)
    |(?P<placeholder>\{\{[^{}\n]*\}\})
    |(?P<attributes>\{:?[ \t]*[#.][^{}\n]*\})
    |<(?P<mail>[\w.+'-]+@[\w.-]+)>
    |(?P<auto><[a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*>)
    |(?P<tag></?[a-zA-Z][^<>]*>)
    |(?P<footnote>\[\^[^\]\s]+\])
    |(?P<address>\]\(\s*(?:<[^<>\n]*>|(?:[^()\s]|\([^()\s]*\))*)
        (?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\))
    |(?P<reference>\]\[[^\]]*\])
    |(?P<bracket>!?\[|\])
    |(?P<entity>&(?:\#\d+|\#[xX][0-9a-fA-F]+|\w+);)
    |(?P<emphasis>\*+|~~|(?<!\w)_+|_+(?!\w))
    )
    """,
    re.X | re.S,
)
_MARKS = re.compile(r"[\\`<{\[\]&*_~]")
"""Without one of these, Markdown is what a reader sees."""

_BLANK = frozenset({"code", "comment", "placeholder", "auto"})
"""What is no text and parts what stands on either side of it."""


class Visible(NamedTuple):
    """What a reader sees of a segment.

    Attributes:
        text: what is seen; what stands in for code and placeholders is a space.
        span: where the segment stands.
        source: its Markdown.
        seen: offsets in `text` at which a piece begins that stands as it is in `source`.
        written: the offset of each such piece in `source`.
    """

    text: str
    span: Span
    source: str
    seen: tuple[int, ...]
    written: tuple[int, ...]

    def place(self, start: int, end: int) -> Span:
        """Return where `text[start:end]` stands in the file."""
        return self.span.within(self.source, self._offset(start), self._offset(end - 1) + 1)

    def _offset(self, at: int) -> int:
        piece = bisect_right(self.seen, at) - 1
        return self.written[piece] + at - self.seen[piece]


def visible(segment: Segment, label: str | None = None) -> Visible:
    """Return what a reader sees of a segment, without its printed label.

    Args:
        segment: the segment.
        label: what is left out as its label if it has none itself, e.g. that of its counterpart.
    """
    source = segment.source
    parts: list[str] = []
    seen: list[int] = []
    written: list[int] = []
    length = 0
    at = _after_label(source, segment.label or label)
    if not _MARKS.search(source):
        return Visible(source[at:], segment.span, source, (0,), (at,))

    def add(text: str, offset: int) -> None:
        nonlocal length
        if text:
            parts.append(text)
            seen.append(length)
            written.append(offset)
            length += len(text)

    for found in _HIDDEN.finditer(source, at):
        add(source[at : found.start()], at)
        add(_shown(found), found.start(found.lastgroup or 0))
        at = found.end()
    add(source[at:], at)
    return Visible(
        "".join(parts), segment.span, source, tuple(seen) or (0,), tuple(written) or (0,)
    )


def _shown(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    if kind in ("escaped", "mail"):
        return found[kind]
    if kind == "entity":
        return html.unescape(found[0])
    return " " if kind in _BLANK else ""


def _after_label(source: str, label: str | None) -> int:
    if label is None:
        return 0
    found = re.match(re.escape(label).replace(r"\)", r"\\?\)"), source)
    return found.end() if found else 0
