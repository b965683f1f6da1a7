"""XML, written and read: no library is asked to trust a file that came by mail.

What is read has no document type, so no entity of its own and nothing from anywhere else; a file
that declares one is refused before any of it is looked at. Every element knows its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from polisi.diagnostics import ContentError
from polisi.model import Span
from polisi.said import Said, said

LARGEST = 50_000_000
"""Bytes that a file may have. All of this project's pages make less than two million."""

_DEEPEST = 60
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text(value: str) -> str:
    """Return text for the inside of an element; what XML cannot carry becomes a mark for it."""
    return escape(_ODD.sub("\ufffd", value))


def element(name: str, attributes: Mapping[str, str | None], *inside: str) -> str:
    """Return an element; an attribute that is None is left out, and what is inside is XML."""
    given = "".join(
        f" {key}={quoteattr(_ODD.sub(chr(0xFFFD), value))}"
        for key, value in attributes.items()
        if value is not None
    )
    content = "".join(inside)
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


@dataclass
class Node:
    """An element that was read.

    Attributes:
        name: its name without its namespace.
        namespace: its namespace, or an empty text.
        attributes: its attributes, those of a namespace as `{namespace}name`.
        line: the line that it begins on.
        inside: the elements and texts in it.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    inside: list[Node | str] = field(default_factory=list)

    def children(self, name: str) -> Iterator[Node]:
        """Yield the elements right below it that have its namespace and a name."""
        for each in self.inside:
            if isinstance(each, Node) and each.name == name and each.namespace == self.namespace:
                yield each

    def child(self, name: str) -> Node | None:
        """Return the first of them, or None."""
        return next(self.children(name), None)

    def below(self, name: str) -> Iterator[Node]:
        """Yield every element below it that has its namespace and a name, in order."""
        for each in self.inside:
            if isinstance(each, Node):
                if each.name == name and each.namespace == self.namespace:
                    yield each
                yield from each.below(name)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(each if isinstance(each, str) else each.text for each in self.inside)


def parse(data: bytes, file: str) -> Node:
    """Read XML.

    Args:
        data: the file.
        file: its path, for messages.

    Raises:
        ContentError: it is too large, too deep, no XML, or declares a document type.
    """
    if len(data) > LARGEST:
        raise ContentError(
            Span.at(file),
            said("xml.too_large", size=f"{len(data) / 1e6:.0f}"),
            Said("xml.give_sent_back"),
        )
    builder = _Builder(file)
    try:
        return builder.parse(data)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", 1)
        column = getattr(error, "offset", 0)
        what = expat.errors.messages.get(getattr(error, "code", 0), str(error))
        raise ContentError(
            Span.at(file, line, column + 1),
            said("xml.no_xml", problem=what),
            Said("xml.ask_again"),
        ) from error


class _Builder:
    def __init__(self, file: str) -> None:
        self._file = file
        self._stack: list[Node] = []
        self._root: Node | None = None
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.buffer_text = True

    def parse(self, data: bytes) -> Node:
        self._parser.Parse(data, True)
        assert self._root is not None
        return self._root

    def _refuse(self, what: Said, advice: Said) -> ContentError:
        return ContentError(Span.at(self._file, self._parser.CurrentLineNumber), what, advice)

    def _doctype(self, *_: object) -> None:
        raise self._refuse(Said("xml.doctype"), Said("xml.no_doctype"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._stack) >= _DEEPEST:
            raise self._refuse(said("xml.too_deep", most=_DEEPEST), Said("xml.give_sent_back"))
        namespace, _, local = name.rpartition("}")
        named = {("{" + key if "}" in key else key): value for key, value in attributes.items()}
        node = Node(local, namespace, named, self._parser.CurrentLineNumber)
        if self._stack:
            self._stack[-1].inside.append(node)
        else:
            self._root = node
        self._stack.append(node)

    def _end(self, _: str) -> None:
        self._stack.pop()

    def _characters(self, data: str) -> None:
        if self._stack:
            self._stack[-1].inside.append(data)
