"""A text in the front matter of a page, replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from polisi.content.source import front_matter
from polisi.diagnostics import ContentError
from polisi.model import Span
from polisi.said import said

_LINE_END = re.compile(r"(\r\n|\r|\n)")
_VALUE = re.compile(r"^(?P<key>[\w-]+:[ \t]*)(?P<value>.*?)(?P<end>[ \t]*\r?)$")


def with_values(text: str, file: str, values: Mapping[str, str]) -> str:
    """Return a page with other texts in its front matter; nothing else changes.

    Args:
        text: the page, with its own line ends.
        file: its path, for the message.
        values: the texts by key.

    Raises:
        ContentError: a value cannot be replaced: it is missing or takes several lines.
    """
    if not values:
        return text
    meta, where, _ = front_matter(_plain(text), file)
    pieces = _LINE_END.split(text)
    for key, value in values.items():
        line = where.get(key)
        if line is None:
            raise ContentError(
                Span.at(file), said("replace.no_key", key=key), said("replace.write_key", key=key)
            )
        found = _VALUE.match(pieces[2 * (line - 1)])
        if found is None:
            raise _several_lines(file, line, key)
        pieces[2 * (line - 1)] = found["key"].rstrip() + " " + _scalar(key, value) + found["end"]
    made = "".join(pieces)
    again, _, _ = front_matter(_plain(made), file)
    if again != {**meta, **values}:
        line = min(where[key] for key in values)
        raise _several_lines(file, line, next(iter(values)))
    return made


def with_head_of(text: str, other: str, file: str) -> str:
    """Return a page with the front matter of another one, which has nothing else.

    Args:
        text: the page.
        other: the page with the front matter.
        file: the path of that one, for the message.

    Raises:
        ContentError: its front matter cannot be read.
    """
    head, body = _head(other, file), _head(text, file)
    return head + text[len(body) :].removeprefix("\ufeff")


def _head(text: str, file: str) -> str:
    """Return the front matter of a page, with its line ends."""
    _, _, count = front_matter(_plain(text), file)
    return "".join(_LINE_END.split(text)[: 2 * count])


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _several_lines(file: str, line: int, key: str) -> ContentError:
    return ContentError(
        Span.at(file, line),
        said("replace.several_lines_front", key=key),
        said("replace.write_one_line", key=key),
    )


def _scalar(key: str, value: str) -> str:
    """Return a text as a YAML value on one line."""
    try:
        if yaml.safe_load(f"{key}: {value}") == {key: value}:
            return value
    except yaml.YAMLError:
        pass
    return "'" + value.replace("'", "''") + "'"
