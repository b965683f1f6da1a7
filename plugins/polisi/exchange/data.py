"""Texts of a data file, replaced in one language; every other byte stays."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

import yaml

from polisi.content.values import LOADER, compose, read
from polisi.diagnostics import ContentError
from polisi.model import Span
from polisi.said import said

_WIDTH = 100
_BLOCK = re.compile(r"[>|][^\n]*\n")
_LINE_END = re.compile(r"\r\n|\r|\n")


def with_texts(text: str, file: str, locales: tuple[str, str], texts: Mapping[str, str]) -> str:
    """Return a data file with other texts in the target language.

    Args:
        text: the file, with its own line ends.
        file: its path, for the message.
        locales: the source and the target language.
        texts: the new texts by id.

    Raises:
        ContentError: a text cannot be replaced by itself; says in which line it stands.
        LookupError: there is no such text in that language.
    """
    end = found[0] if (found := _LINE_END.search(text)) else "\n"
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    made = _LINE_END.sub("\n", text.removeprefix(mark))
    for ident, value in texts.items():
        made = _with_one(made, file, locales, ident, value)
    return mark + made.replace("\n", end)


def _with_one(text: str, file: str, locales: tuple[str, str], ident: str, value: str) -> str:
    known = {each.id: each.sides for each in read(text, locales)}
    node = known.get(ident, {}).get(locales[1])
    if node is None:
        raise LookupError(ident)
    start, end = _offset(text, node.start_mark), _offset(text, node.end_mark)
    wanted = [
        (one, value if at == _place(node) else was) for at, one, was in _scalars(compose(text))
    ]
    for written in _spellings(text, node, start, end, value):
        made = text[:start] + written + text[end:]
        now = [(one, " ".join(said.split())) for _, one, said in _scalars(compose(made))]
        if now == [(one, " ".join(said.split())) for one, said in wanted]:
            return made
    raise ContentError(
        Span.at(file, node.start_mark.line + 1),
        said("replace.several_lines", key=ident),
        said("replace.write_one_line", key=locales[1]),
    )


def _spellings(text: str, node: yaml.ScalarNode, start: int, end: int, value: str) -> Iterator[str]:
    """Yield how a text may be written in the place of a scalar, the likest to it first."""
    old = text[start:end]
    block = _BLOCK.match(old)
    if block:
        body = old[block.end() :]
        indent = body[: len(body) - len(body.lstrip(" "))]
        lines = textwrap.wrap(
            value, _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False
        )
        rest = body[len(body.rstrip()) :]
        yield block[0] + "\n".join(indent + line for line in lines) + rest
        return
    quoted = ["'" + value.replace("'", "''") + "'", '"' + re.sub(r'(["\\])', r"\\\1", value) + '"']
    if node.style == '"':
        quoted.reverse()
    plain = [value] if _reads_alike(value) else []
    yield from ([*plain, *quoted] if not node.style else [*quoted, *plain])


def _reads_alike(value: str) -> bool:
    """Return whether both of PyYAML's parsers take a text without quotes for the same.

    `[A?]` is a list of one word to the parser in C and a mistake to the other one.
    """

    def read_by(loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> Sequence[object]:
        found: list[object] = []
        for text in (f"- {value}", f"[{value}]"):
            try:
                node = yaml.compose(text, Loader=loader)
                found.append([(kind, said) for _, kind, said in _scalars(node)])
            except (yaml.YAMLError, ValueError):
                found.append(None)
        return found

    return read_by(LOADER) == read_by(yaml.SafeLoader)


def _scalars(node: yaml.Node | None) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Yield every scalar of a file in order: its place, its type and what it says."""
    if isinstance(node, yaml.ScalarNode):
        yield _place(node), str(node.tag), node.value
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _scalars(each)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line, node.start_mark.column


def _offset(text: str, mark: yaml.Mark) -> int:
    """Return where a place of a YAML file is in its text."""
    lines = text.split("\n")[: mark.line]
    return sum(len(line) + 1 for line in lines) + mark.column
