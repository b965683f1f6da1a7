"""`search.yml`: what readers ask for with words that the pages do not use.

A list for each language. An entry names the words that readers ask with and what the pages have for
them: either a word that the pages use, or a place.

```yaml
en:
  - asked: [principal, headmistress]
    means: headteacher
  - asked: [delete my comment, blocked]
    page: what-to-expect.md#if-not-followed
```

So nothing is said that the pages do not say; a search only leads to it. Rule `search` tells of an
entry that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from polisi.content.source import decode, load_yaml_node
from polisi.diagnostics import ContentError
from polisi.language import welsh
from polisi.model import Asked, Span
from polisi.said import Said, listed, said

NAME = "search.yml"
"""Its name in the folder of data."""

_KEYS = ("asked", "means", "page")


def load(data: bytes, file: str, locales: Sequence[str]) -> Mapping[str, tuple[Asked, ...]]:
    """Read `search.yml`.

    Args:
        data: the file.
        file: its path as a person should see it.
        locales: the languages.

    Returns:
        The entries of each language that the file names.

    Raises:
        ContentError: it is no YAML, or an entry does not say what it must.
    """
    node = load_yaml_node(decode(data, file), file)
    found: dict[str, tuple[Asked, ...]] = {}
    for key, entries in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value not in locales or not isinstance(entries, yaml.SequenceNode):
            raise ContentError(
                _span(key, file),
                said("search.no_language", key=str(key.value)),
                said("search.write_below", keys=listed(f"{locale}:" for locale in locales)),
            )
        found[key.value] = tuple(_entry(entry, file) for entry in entries.value)
    return found


def _entry(node: yaml.Node, file: str) -> Asked:
    span = _span(node, file)
    values: dict[str, tuple[str, ...]] = dict.fromkeys(_KEYS, ())
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value not in _KEYS:
            raise ContentError(
                _span(key, file),
                said("search.unknown_key", key=str(key.value)),
                said("search.known_keys", keys=listed(_KEYS)),
            )
        values[key.value] = _texts(value, file)
    words, means, pages = values.values()
    if not words or bool(means) == bool(pages):
        raise ContentError(
            span,
            Said("search.incomplete"),
            Said("search.give_answer"),
        )
    for phrase in (*means, *(words if means else ())):
        if not welsh.words(phrase) or " " in phrase:
            raise ContentError(
                span,
                said("search.no_one_word", phrase=phrase),
                Said("search.give_one_word"),
            )
    places = (page.partition("#") for page in pages)
    return Asked(words, means, tuple((path, anchor) for path, _, anchor in places), span)


def _texts(node: yaml.Node, file: str) -> tuple[str, ...]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for each in nodes:
        if not isinstance(each, yaml.ScalarNode) or not each.value.strip():
            raise ContentError(
                _span(each, file), Said("search.word_missing"), Said("search.write_word")
            )
    return tuple(each.value.strip() for each in nodes)


def _span(node: yaml.Node, file: str) -> Span:
    return Span.at(file, node.start_mark.line + 1, node.start_mark.column + 1)
