"""The Markdown of one segment, or its HTML, to text and codes, and back.

A translator is given text with codes in it: a field, a link's address, emphasis. Where they stand
is taken from the parser that reads the pages, by noting what each of its rules has used up; so
nothing is a code here that is none on the page, and every character of the Markdown is either
text that is translated or a code that is kept as it is. Of raw HTML, `tags` says what is a code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from polisi.content.numbering import LABEL
from polisi.content.parser import new_parser
from polisi.content.reader import ATTRIBUTES, TICK
from polisi.exchange import tags
from polisi.exchange.pieces import ODD, Piece, Side, anywhere, outermost
from polisi.model import Kind, Page, Segment


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text where a code stands."""

    code: str
    side: Side


Content = tuple[str | Mark, ...]
"""Text and marks, as a translator sees them."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a translator may move, but not change.

    Attributes:
        id: its id within its unit.
        kind: `field`, `footnote`, `link`, `image`, `emphasis`, `strong`, `code`, `html`,
            `comment`, `break` or `character`.
        opening: the Markdown of it, or of its beginning if it is a pair.
        closing: the Markdown of its end; None if it is no pair.
    """

    id: str
    kind: str
    opening: str
    closing: str | None = None

    @property
    def may_go(self) -> bool:
        """Whether a translation may do without it: then it says nothing by itself."""
        return self.kind in _MAY_GO

    def raw(self, side: Side) -> str:
        """Return the Markdown of one side of it."""
        return (self.closing or "") if side == "close" else self.opening


_MAY_GO = frozenset({"emphasis", "strong", "break", "comment"})


@dataclass(frozen=True, slots=True)
class _Atom:
    """A piece of Markdown and what it is: text as it is read, or a mark."""

    value: str | Mark
    raw: str


@dataclass(frozen=True)
class Inline:
    """The Markdown of a segment, taken apart.

    Attributes:
        before: what comes before the text and is not translated: a tick box, a printed label.
        atoms: the text.
        after: what comes after it: an attribute list.
        codes: the codes in it by id, in order.
        is_html: whether it is HTML and no Markdown.
    """

    before: str
    atoms: tuple[_Atom, ...]
    after: str
    codes: Mapping[str, Code] = field(default_factory=dict)
    is_html: bool = False

    @classmethod
    def of_text(cls, text: str) -> Inline:
        """Return plain text, in which nothing is a code."""
        return cls("", tuple(_Atom(char, char) for char in text), "")

    @property
    def content(self) -> Content:
        """It as a translator sees it."""
        return tidy(atom.value for atom in self.atoms)

    def renamed(self, ids: Mapping[str, str]) -> Inline:
        """Return it with other ids for its codes."""
        atoms = tuple(
            _Atom(Mark(ids[atom.value.code], atom.value.side), atom.raw)
            if isinstance(atom.value, Mark)
            else atom
            for atom in self.atoms
        )
        codes = {
            ids[code.id]: Code(ids[code.id], code.kind, code.opening, code.closing)
            for code in self.codes.values()
        }
        return replace(self, atoms=atoms, codes=codes)


def tidy(pieces: Iterator[str | Mark] | Sequence[str | Mark]) -> Content:
    """Return text and marks with one space for any white space, and none at either end.

    Tools indent, wrap and compose letters as they like; none of that is a change. A hard space
    is no white space here.
    """
    found: list[str | Mark] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    spaced = [_SPACES.sub(" ", each) if isinstance(each, str) else each for each in found]
    if spaced and isinstance(spaced[0], str):
        spaced[0] = spaced[0].lstrip(" ")
    if spaced and isinstance(spaced[-1], str):
        spaced[-1] = spaced[-1].rstrip(" ")
    return tuple(
        unicodedata.normalize("NFC", each) if isinstance(each, str) else each
        for each in spaced
        if each != ""
    )


def plain(content: Content) -> str:
    """Return the text alone."""
    return "".join(each for each in content if isinstance(each, str))


def shown(content: Content, codes: Mapping[str, Code]) -> str:
    """Return text with its codes as Markdown, as a message shows it."""
    return "".join(
        each if isinstance(each, str) else codes[each.code].raw(each.side) for each in content
    )


# ---------------------------------------------------------------------- taking apart


def definitions(page: Page) -> dict[str, Any]:
    """Return what the page defines for its texts: the addresses of links, the footnotes."""
    environment: dict[str, Any] = {}
    if "]:" in page.markdown:
        _tracer().parse(page.markdown, environment)
    return environment


def take_apart(segment: Segment, environment: Mapping[str, Any] | None = None) -> Inline:
    """Return the Markdown of a segment, or its HTML, as text and codes.

    Args:
        segment: the segment.
        environment: what its page defines.
    """
    source = segment.source
    if segment.kind is Kind.HTML:
        atoms, codes = _taken(source, outermost([*anywhere(source), *tags.pieces(source)]))
        return Inline("", atoms, "", codes, is_html=True)
    start = _begin(segment)
    end = _end(segment, start)
    body = source[start:end]
    pieces = [*anywhere(body), *_Scanner(body, dict(environment or {})).pieces()]
    atoms, codes = _taken(body, _without_halves(outermost(pieces)))
    return Inline(source[:start], atoms, source[end:], codes)


def _begin(segment: Segment) -> int:
    """Return where the text of a segment begins: after its tick box and its label."""
    ticked = TICK.match(segment.source) if segment.kind is Kind.FIELD else None
    start = ticked.end() if ticked else 0
    if segment.label is not None and (found := LABEL.match(segment.source[start:])):
        start += found.end()
    return start


def _end(segment: Segment, start: int) -> int:
    """Return where the text of a segment ends: before an attribute list of its block."""
    body = segment.source[start:]
    first, line_end, last = body.rpartition("\n")
    if line_end and ATTRIBUTES.fullmatch(last.strip()):
        return start + len(first.rstrip())
    if segment.kind in (Kind.HEADING, Kind.CELL) and (found := _TRAILING.search(body)):
        return start + found.start()
    return start + len(body.rstrip())


_TRAILING = re.compile(ATTRIBUTES.pattern + r"[ \t]*$")
_SPACES = re.compile(r"[ \t\r\n]+")


@cache
def _tracer() -> MarkdownIt:
    """Return the parser of the pages, whose rules note what they have used up."""
    made = new_parser()
    for rule in made.inline.ruler.__rules__:
        if rule.name != "text":
            rule.fn = _traced(rule.name, rule.fn)
    return made


_Rule = Callable[[StateInline, bool], bool]


def _traced(name: str, rule: _Rule) -> _Rule:
    def traced(state: StateInline, silent: bool) -> bool:
        if silent:
            return rule(state, True)
        start, known = state.pos, len(state.tokens)
        label_end = -1
        if name in ("link", "image") and state.src[start] in "[!":
            label_end = state.md.helpers.parseLinkLabel(state, start + (name == "image"), False)
        if not rule(state, False):
            return False
        _note(state.tokens[known:], start, state.pos, label_end)
        return True

    return traced


def _note(tokens: Sequence[Token], start: int, end: int, label_end: int) -> None:
    """Note the places of new tokens: `at`, and for an image the `label_end`."""
    fresh = [token for token in tokens if "at" not in token.meta and token.type != "text"]
    if fresh and fresh[0].markup == "autolink":
        fresh[0].meta["at"] = (start, end)
    elif fresh and fresh[0].type == "link_open":
        fresh[0].meta["at"] = (start, start + 1)
        fresh[-1].meta["at"] = (label_end, end)
    elif fresh:
        fresh[-1].meta["at"] = (start, end)
        fresh[-1].meta["label_end"] = label_end
    elif tokens and tokens[-1].content in ("*", "_"):
        # Delimiters of emphasis, one token each. What they mean is settled later.
        for offset, token in enumerate(tokens[len(tokens) - (end - start) :]):
            token.meta["at"] = (start + offset, start + offset + 1)


_ALONE = {
    "hardbreak": "break",
    "code_inline": "code",
    "html_inline": "html",
    "footnote_ref": "footnote",
    "footnote_anchor": "footnote",
}
_PAIRED = {"em": "emphasis", "strong": "strong", "link": "link", "image": "image"}


def _taken(body: str, pieces: Sequence[Piece]) -> tuple[tuple[_Atom, ...], Mapping[str, Code]]:
    """Return the atoms of a text and its codes, given what in it is no plain text, in order."""
    atoms: list[_Atom] = []
    ends: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    opened: list[str] = []
    cursor = 0
    for piece in pieces:
        atoms += (_Atom(char, char) for char in body[cursor : piece.start])
        raw = body[piece.start : piece.end]
        cursor = piece.end
        if piece.text is not None:
            atoms.append(_Atom(piece.text, raw))
            continue
        ident = opened.pop() if piece.side == "close" else str(len(kinds) + 1)
        kinds.setdefault(ident, piece.kind)
        ends.setdefault(ident, []).append(raw)
        if piece.side == "open":
            opened.append(ident)
        atoms.append(_Atom(Mark(ident, piece.side), raw))
    atoms += (_Atom(char, char) for char in body[cursor:])
    codes = {ident: Code(ident, kinds[ident], *raws) for ident, raws in ends.items()}
    return tuple(atoms), codes


class _Scanner:
    """Finds the codes of one text of Markdown."""

    def __init__(self, body: str, environment: dict[str, Any]) -> None:
        self._body = body
        self._environment = environment

    def pieces(self) -> Iterator[Piece]:
        """Yield what the parser that reads the pages takes for more than text."""
        yield from self._pieces(self._body, 0)

    def _pieces(self, text: str, offset: int) -> Iterator[Piece]:
        tokens: list[Token] = []
        parser = _tracer()
        parser.inline.parse(text, parser, self._environment, tokens)
        for token in tokens:
            if "at" in token.meta:
                start, end = token.meta["at"]
                yield from self._piece(token, text, start, end, offset)

    def _piece(self, token: Token, text: str, start: int, end: int, offset: int) -> Iterator[Piece]:
        kind, _, side = token.type.rpartition("_")
        if token.type == "text_special":
            if ODD.search(token.content):
                yield from self._odd_text(token, text, start, end, offset)
            else:
                yield Piece(offset + start, offset + end, "", text=token.content)
        elif token.type == "softbreak":
            while text[start - 1 : start] == " ":
                start -= 1
            yield Piece(offset + start, offset + end, "", text=" ")
        elif token.type == "image":
            label_end = token.meta["label_end"]
            yield Piece(offset + start, offset + start + 2, "image", "open")
            yield from self._pieces(text[start + 2 : label_end], offset + start + 2)
            end = _with_attributes(text, end)
            yield Piece(offset + label_end, offset + end, "image", "close")
        elif token.markup == "autolink":
            yield Piece(offset + start, offset + end, "link")
        elif kind in _PAIRED and side in ("open", "close"):
            if kind == "strong":
                start, end = (start - 1, end) if side == "open" else (start, end + 1)
            if side == "close":
                end = _with_attributes(text, end)
                yield Piece(offset + start, offset + end, _PAIRED[kind], "close")
            else:
                yield Piece(offset + start, offset + end, _PAIRED[kind], "open")
        elif token.type in _ALONE:
            yield from self._alone(token, text, start, end, offset)

    def _odd_text(
        self, token: Token, text: str, start: int, end: int, offset: int
    ) -> Iterator[Piece]:
        # A backslash before what needs none is text, and what comes after it is found by itself.
        if token.content != text[start:end]:
            yield Piece(offset + start, offset + end, "character")

    def _alone(self, token: Token, text: str, start: int, end: int, offset: int) -> Iterator[Piece]:
        kind = _ALONE[token.type]
        if token.type == "hardbreak":
            while text[start - 1 : start] == " ":
                start -= 1
            # The spaces that the next line begins with are no text either.
            end += len(text[end:]) - len(text[end:].lstrip(" \t"))
        elif token.type == "code_inline":
            end = _with_attributes(text, end)
        elif text.startswith("<!--", start):
            kind = "comment"
        yield Piece(offset + start, offset + end, kind)


def _with_attributes(text: str, end: int) -> int:
    """Return where an element ends that has an attribute list glued to it."""
    found = ATTRIBUTES.match(text, end) if text[end : end + 1] == "{" else None
    return found.end() if found else end


def _without_halves(pieces: list[Piece]) -> list[Piece]:
    """Return pieces without an end of a pair whose other end is inside something else."""
    opened: list[int] = []
    halves: set[int] = set()
    for index, piece in enumerate(pieces):
        if piece.side == "open":
            opened.append(index)
        elif piece.side == "close":
            while opened and pieces[opened[-1]].kind != piece.kind:
                halves.add(opened.pop())
            if opened:
                opened.pop()
            else:
                halves.add(index)
    halves.update(opened)
    return [piece for index, piece in enumerate(pieces) if index not in halves]


# ---------------------------------------------------------------------- putting together


def put_together(inline: Inline, content: Content, codes: Mapping[str, Code]) -> str:
    """Return the Markdown of a segment, or its HTML, with another text.

    What is the same as before keeps its spelling, down to the white space and the wrapping of
    its lines.

    Args:
        inline: the segment as it is.
        content: its new text.
        codes: the codes that may stand in it, by id.
    """
    names = {mark: chr(_FIRST + index) for index, mark in enumerate(_marks(codes))}
    marks = {name: mark for mark, name in names.items()}
    old = list(_words([(_named(atom.value, names), atom.raw) for atom in inline.atoms]))
    new = _TOKEN.findall("".join(_named(each, names) for each in content))
    made: list[str] = []
    typed = tags.escaped if inline.is_html else escaped
    same = SequenceMatcher(
        None, [_key(value) for value, _ in old], [_key(each) for each in new], autojunk=False
    )
    for operation, first, last, start, end in same.get_opcodes():
        if operation == "equal":
            # A link may have another address in the other language.
            made += (
                codes[marks[value].code].raw(marks[value].side) if value in marks else raw
                for value, raw in old[first:last]
            )
        else:
            made += (
                codes[marks[each].code].raw(marks[each].side) if each in marks else typed(each)
                for each in _PLAIN.findall("".join(new[start:end]))
            )
    body = "".join(made)
    if inline.is_html:
        return body
    was = "".join(atom.raw for atom in inline.atoms)
    if body.endswith("#") and not was.endswith("#"):
        # At the end of a heading it would be taken for decoration.
        body = body[:-1] + "\\#"
    if not inline.before:
        begun = {line.split(" ")[0] for line in was.split("\n")}
        body = "\n".join(
            line if line.split(" ")[0] in begun else _not_a_block(line) for line in body.split("\n")
        )
    return inline.before + body + inline.after


_FIRST = 0x100000
_PLAIN = re.compile("[^\U00100000-\U0010ffff]+|.")
_TOKEN = re.compile(r"[ \t\r\n]+|\w+|.", re.S)
_BLOCK = re.compile(
    r"\d{1,9}(?=[.)](?:[ \t]|$))|(?=#{1,6}(?:[ \t]|$)|>|\||!!!|[-+](?:[ \t]|$)|---*[ \t]*$)"
)


def _marks(codes: Mapping[str, Code]) -> Iterator[Mark]:
    for code in codes.values():
        yield Mark(code.id, "alone" if code.closing is None else "open")
        yield Mark(code.id, "close")


def _named(value: str | Mark, names: Mapping[Mark, str]) -> str:
    return value if isinstance(value, str) else names[value]


def _words(atoms: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the words of a text, each with its Markdown."""
    owners = [index for index, (value, _) in enumerate(atoms) for _ in value]
    text = "".join(value for value, _ in atoms)
    done = 0
    for found in _TOKEN.finditer(text):
        first, last = owners[found.start()], owners[found.end() - 1] + 1
        yield found[0], "".join(raw for _, raw in atoms[max(first, done) : last])
        done = max(done, last)


def _key(token: str) -> str:
    return unicodedata.normalize("NFC", _SPACES.sub(" ", token))


def spaces_outside(content: Content) -> Content:
    """Return a text with the white space just inside a pair moved out of it.

    `** bold **` is no emphasis; whoever uses a tool does not see on which side the space is.
    """
    pieces = list(content)
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            continue
        inside = index + 1 if piece.side == "open" else index - 1
        if piece.side == "alone" or not 0 <= inside < len(pieces):
            continue
        text = pieces[inside]
        if not isinstance(text, str):
            continue
        if piece.side == "open" and text.startswith(" "):
            pieces[index : inside + 1] = [" ", piece, text[1:]]
        elif piece.side == "close" and text.endswith(" "):
            pieces[inside : index + 1] = [text[:-1], piece, " "]
        else:
            continue
        return spaces_outside(tidy(pieces))
    return tuple(pieces)


def escaped(text: str) -> str:
    """Return a text as Markdown that reads as that text inside a line."""
    text = re.sub(r"[\\`*\[\]{]|(?<!\w)_|_(?!\w)", lambda found: "\\" + found[0], text)
    text = re.sub(r"&(?=#|\w+;)", "&amp;", text)
    return text.replace("<", "&lt;")


def _not_a_block(line: str) -> str:
    """Return a line of text as Markdown that begins no list, heading, quotation or table."""
    found = _BLOCK.match(line)
    if not found:
        return line
    return f"{found[0]}\\{line[found.end() :]}"
