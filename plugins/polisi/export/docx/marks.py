"""Marks: where a template's text parts change.

A mark is an XML processing instruction, so a template is well-formed XML, and no text can be taken
for a mark, as the `<` of a text is escaped. There are seven:

| mark | stands for |
|---|---|
| `put KEY` | the text of a place; with XML after the key, that stands between its paragraphs |
| `ending KEY` | the English possessive ending of a place |
| `if TEST` ... `end` | what is between, where the test holds |
| `each KEY` ... `end` | what is between, for each entry of a list |
| `item`, `link` | inside `each`: the text and the address of the entry |
| `picture XML` | the XML, with the picture's size and words for `{cx}`, `{cy}`, `{alt.LOCALE}` |

A test is flags: `text:KEY`, `gap:KEY`, `blank:KEY`, `omit:KEY` (how a place is left), `list:KEY`
(it has entries), `open:LOCALE/FIELD/LANGUAGE` (a field makes a draft of the document, as it has no
value in a language), `hide:LOCALE/ID` (a section goes), `picture`, `png`, `jpeg`, and inside `each`
`linked` and `open` (the entry has no words in this language). `!` before a flag turns it round, `&`
joins flags that must all hold, `|` those of which one must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MARK = re.compile(r"<\?polisi (.*?)\?>", re.S)


def escape(text: str) -> str:
    """Return text as it stands in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_in_run(text: str) -> str:
    r"""Return text as it stands in the `w:t` of a run; `\n` is a line break."""
    return escape(text).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')


def mark(operation: str, argument: str = "") -> str:
    """Return a mark."""
    return f"<?polisi {operation} {argument}".rstrip() + "?>"


def when(test: str, xml: str) -> str:
    """Return XML that stands only where a test holds; an empty test always does."""
    return f"{mark('if', test)}{xml}{mark('end')}" if test and xml else xml


Test = tuple[tuple[tuple[str, bool], ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A mark, read.

    Attributes:
        operation: what it does.
        key: the place or list that it is about.
        xml: the XML that it carries.
        test: what must hold for `if`: of these, one; in each, all.
        inside: what stands between it and its end.
    """

    operation: str
    key: str = ""
    xml: str = ""
    test: Test = ()
    inside: tuple[str | Step, ...] = ()


Program = tuple[str | Step, ...]


def program(text: str) -> Program:
    """Return a text part as its texts and marks."""
    pieces = _MARK.split(text)
    return tuple(_steps(iter(enumerate(pieces))))


def _steps(pieces: Iterator[tuple[int, str]]) -> Iterator[str | Step]:
    for index, piece in pieces:
        if index % 2 == 0:
            if piece:
                yield piece
            continue
        operation, _, argument = piece.partition(" ")
        match operation:
            case "end":
                return
            case "if":
                yield Step("if", test=_test(argument), inside=tuple(_steps(pieces)))
            case "each":
                yield Step("each", argument, inside=tuple(_steps(pieces)))
            case "picture":
                yield Step("picture", xml=argument)
            case _:
                key, _, xml = argument.partition(" ")
                yield Step(operation, key, xml)


def _test(written: str) -> Test:
    return tuple(
        tuple((flag.removeprefix("!"), not flag.startswith("!")) for flag in part.split("&"))
        for part in written.split("|")
    )


def any_of(tests: Sequence[str]) -> str:
    """Return the test that holds where one of some does; always where one is empty."""
    return "" if "" in tests else "|".join(dict.fromkeys(tests))
