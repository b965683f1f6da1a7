"""The Markdown of a segment as somebody reads it who proofreads: with emphasis, addresses, changes.

Nothing in it acts: an address is shown and leads nowhere, HTML is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from polisi.exchange.inline import Code, Inline, Mark, take_apart
from polisi.model import Kind, Segment

_ELEMENTS = {"strong": "strong", "emphasis": "em", "link": "u", "image": "u"}
"""How a pair of codes is shown."""

_CHIPS = {"field", "footnote", "html", "character"}
"""What is shown as it is written, set apart from the text."""

_ADDRESS = re.compile(r"^\]?[(\[<]?(.*?)[)\]>]?$", re.S)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, or what stands between words.

    Attributes:
        text: it, as it is shown.
        within: the names of the elements around it, outermost first.
        glued: whether no space is before it.
    """

    text: str
    within: tuple[str, ...] = ()
    glued: bool = False

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What it says: two that differ in it are a change."""
        return self.text, self.within


def marked(
    segment: Segment, environment: Mapping[str, Any] | None = None, old: str | None = None
) -> Markup:
    """Return the text of a segment as HTML that is safe.

    Args:
        segment: the segment.
        environment: what its page defines for its texts.
        old: its Markdown as it was; by default nothing has changed.
    """
    now = list(_words(segment, environment))
    if old is None:
        return _run(now)
    before = list(_words(replace(segment, source=old, label=None), environment))
    matcher = SequenceMatcher(
        None, [word.key for word in before], [word.key for word in now], autojunk=False
    )
    made = Markup("")
    for what, start, end, from_, to in matcher.get_opcodes():
        gone, new = before[start:end], now[from_:to]
        runs = [(None, new)] if what == "equal" else [("del", gone), ("ins", new)]
        for name, words in runs:
            if words:
                made += Markup("" if words[0].glued and not (gone and name == "ins") else " ")
                made += _element(name, _run(words)) if name else _run(words)
    return made


# ---------------------------------------------------------------------- to words
def _words(segment: Segment, environment: Mapping[str, Any] | None) -> Iterator[_Word]:
    if segment.kind in (Kind.VALUE, Kind.CODE):
        taken = Inline.of_text(segment.source)
    else:
        taken = take_apart(segment, environment)
    within: list[str] = []
    glued = True
    for piece in taken.content:
        if isinstance(piece, str):
            for at, text in enumerate(piece.split()):
                yield _Word(text, tuple(within), glued and at == 0 and not piece[0].isspace())
            glued = not piece[-1].isspace()
            continue
        code = taken.codes[piece.code]
        shown = list(_code(piece, code, within, glued))
        yield from shown
        if shown or code.kind == "break":
            glued = code.kind != "break"


def _code(mark: Mark, code: Code, within: list[str], glued: bool) -> Iterator[_Word]:
    """Yield how one side of a code is shown; `within` follows what is opened and closed."""
    if mark.side == "open":
        within.append(_ELEMENTS.get(code.kind, "span"))
    elif mark.side == "close":
        within.pop()
        if code.kind in ("link", "image"):
            yield _Word(f"({_address(code.closing or '')})", (*within, "address"))
    elif code.kind == "code":
        yield _Word(code.opening.strip("`").strip(), (*within, "code"), glued)
    elif code.kind in _CHIPS:
        yield _Word(code.opening, (*within, "chip"), glued)
    elif code.kind in ("link", "image"):
        yield _Word(code.opening.strip("<>"), (*within, "u"), glued)


def _address(closing: str) -> str:
    found = _ADDRESS.match(closing.strip())
    return found[1].strip() if found else closing


# ---------------------------------------------------------------------- to HTML
_CLASSES = {"address": "polisi-address", "chip": "polisi-code"}


def _run(words: Sequence[_Word]) -> Markup:
    """Return words as HTML, with one element round those that stand in the same."""
    made = Markup("")
    for within, group in groupby(words, key=lambda word: word.within):
        together = list(group)
        text = Markup("").join(
            escape(word.text if word.glued or not at else f" {word.text}")
            for at, word in enumerate(together)
        )
        for name in reversed(within):
            text = _element(name, text)
        made += Markup(" " if made and not together[0].glued else "") + text
    return made


def _element(name: str, text: Markup) -> Markup:
    if name in _CLASSES:
        return Markup('<span class="{}">{}</span>').format(_CLASSES[name], text)
    return Markup(f"<{name}>{{}}</{name}>").format(text)
