"""Texts for a reader that stand under a key: in the front matter of a page, and in data files.

They are translated, signed and exchanged as the text of a page is. In a data file, and in
mkdocs.yml, a text is what is written once for each language:

    label: {en: School name, cy: Enw'r ysgol}

Where such a text becomes part of a page, it is a line of Markdown that may have emphasis, links and
the mark of a language, and nothing else (`as_line`): whoever writes it, or translates it, puts no
element into the page and no other block.

Its id is the way to it through the keys, joined with dots: `fields.school_name.label`. An entry of
a list is called by its `id`, or else by its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from polisi.content.numbering import GLUED, LABEL
from polisi.content.source import LIBYAML
from polisi.model import Kind, Page, PagePair, Segment, Span

FRONT_MATTER = ("title", "document_title", "description")
"""The keys of the front matter whose values are text for a reader."""

PREFIX = "front-matter."
"""What the ids of texts of the front matter begin with."""

_HTML = re.compile(r"<(?=[A-Za-z/!?])(?:!--.*?-->|[^<>]*>?)", re.S)
_IMAGE = re.compile(r"!\[[^\]]*\]?")
_ADDRESS = r"(?:(?:https?://|mailto:|tel:)[^\s()<>&\"'\\]+|[\w./#?=%~-]+)"
_LINK = re.compile(rf"\]\((?!{_ADDRESS}\))[^)]*\)?")
_ANGLE = re.compile(r"<(?!(?:https?://[^\s<>\"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>)")
"""What opens a tag, and no address in angles."""
_BRACE = re.compile(r"\{(?!lang=[A-Za-z-]+\})")
_TEXT = re.compile(
    r"[^\W\d_]|[\"'“”‘’£€$…]|\*{1,2}(?![\s*\[])|_{1,2}(?![\s_])|`(?!``)|\[(?!\^)[^\]]*\](?!:)"
    r"|\d+(?![.)\d])|[&<]|\\(?=[^\w\s])"
)
"""What a line begins with that begins no block: a letter, an ordinary number, emphasis, a link."""

LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = LIBYAML or yaml.SafeLoader
"""What reads data files here: it is asked for every text that is put into one."""


@dataclass(frozen=True, slots=True)
class Value:
    """A text of a data file.

    Attributes:
        id: its id.
        sides: the scalar that holds it, by language; a language may lack it.
    """

    id: str
    sides: Mapping[str, yaml.ScalarNode]


def of_page(page: Page) -> tuple[Segment, ...]:
    """Return the texts of the front matter of a page, in a fixed order."""
    return tuple(
        _segment(PREFIX + key, value, page.meta_span(key))
        for key in FRONT_MATTER
        if isinstance(value := page.meta.get(key), str) and value.strip()
    )


def of_data(text: str, file: str, locales: tuple[str, str]) -> PagePair:
    """Return the texts of a data file as a page of each language.

    Args:
        text: the file. One that is not YAML has no texts: whoever loads it says so.
        file: its path as a person should see it, which is also that of the pages.
        locales: the source and the target language.
    """
    found = tuple(read(text, locales))
    source, target = (_page(file, locale, found) for locale in locales)
    return PagePair(file, source, target)


def read(text: str, locales: tuple[str, str]) -> Iterator[Value]:
    """Yield the texts of a data file or of mkdocs.yml.

    Args:
        text: the file.
        locales: the source and the target language.
    """
    node = compose(text)
    if node is not None:
        yield from _of_config(node, locales)
        yield from _below(node, locales, ())


def compose(text: str) -> yaml.Node | None:
    """Return YAML as nodes, or None if it is none."""
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=LOADER)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return node


# ---------------------------------------------------------------------- as Markdown
def not_allowed(text: str) -> Iterator[str]:
    """Yield each piece of a text that must not stand in a page.

    That is HTML, a comment, an image, and a link to anything but a page, a file, a web or e-mail
    address or a telephone number.
    """
    for pattern in (_HTML, _IMAGE, _LINK):
        for found in pattern.finditer(text):
            yield found[0]


def as_line(text: str) -> str:
    """Return a text as Markdown for one line, in which what must not stand there is shown as it is.

    Emphasis, links and the mark of a language (`{lang=en}`) are left.
    """
    line = " ".join(text.split())
    line = _ANGLE.sub(_coded("<"), line)
    line = _IMAGE.sub(lambda found: _coded("!") + found[0][1:], line)
    line = _LINK.sub(lambda found: _coded("]") + found[0][1:], line)
    line = _BRACE.sub(_coded("{"), line)
    if line and (not _TEXT.match(line) or LABEL.match(line) or GLUED.match(line)):
        line = _coded(line[0]) + line[1:]
    return line


def literal(text: str) -> str:
    """Return Markdown for one line that shows a text as it is, with a field in its brackets."""
    line = " ".join(text.split())
    return re.sub(r"[\\`*_\[\]<>|#{}]", lambda found: _coded(found[0]), line)


def _coded(character: str) -> str:
    return f"&#{ord(character)};"


# ---------------------------------------------------------------------- anywhere in a file
def _below(node: yaml.Node, locales: Sequence[str], way: tuple[str, ...]) -> Iterator[Value]:
    if isinstance(node, yaml.MappingNode):
        by_key = _mapping(node)
        if by_key and by_key.keys() <= set(locales):
            yield from _sides(by_key, ".".join(way))
            return
        for key, value in by_key.items():
            yield from _below(value, locales, (*way, key))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value, 1):
            named = _mapping(value).get("id")
            name = named.value if isinstance(named, yaml.ScalarNode) else str(number)
            yield from _below(value, locales, (*way, name))


def _sides(by_locale: Mapping[str, yaml.Node], ident: str) -> Iterator[Value]:
    scalars = {key: node for key, node in by_locale.items() if isinstance(node, yaml.ScalarNode)}
    if any(_is_text(node.value) for node in scalars.values()):
        yield Value(ident, scalars)
    lists = {key: node for key, node in by_locale.items() if isinstance(node, yaml.SequenceNode)}
    longest = max((len(node.value) for node in lists.values()), default=0)
    for at in range(longest):
        items = {key: node.value[at] for key, node in lists.items() if at < len(node.value)}
        yield from _sides(items, f"{ident}.{at + 1}")


def _is_text(value: str) -> bool:
    return any(letter.isalpha() for letter in value)


# ---------------------------------------------------------------------- mkdocs.yml
def _of_config(node: yaml.Node, locales: tuple[str, str]) -> Iterator[Value]:
    """Yield the name of the site and the titles of the sections of its navigation."""
    top = _mapping(node)
    plugins = top.get("plugins")
    entries = plugins.value if isinstance(plugins, yaml.SequenceNode) else [plugins]
    languages = [
        _mapping(language)
        for entry in entries
        for language in _items(_mapping(_mapping(entry).get("i18n")).get("languages"))
    ]
    by_locale = {
        str(locale.value): language
        for language in languages
        if isinstance(locale := language.get("locale"), yaml.ScalarNode)
    }
    source, target = locales
    names = {source: top.get("site_name"), target: by_locale.get(target, {}).get("site_name")}
    named = {key: value for key, value in names.items() if isinstance(value, yaml.ScalarNode)}
    if len(named) == len(locales):
        yield Value("site_name", named)
    titles = by_locale.get(target, {}).get("nav_translations")
    for key, value in titles.value if isinstance(titles, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode):
            slug = re.sub(r"\W+", "-", key.value.casefold()).strip("-")
            yield Value(f"nav.{slug}", {source: key, target: value})


# ---------------------------------------------------------------------- nodes and segments
def _mapping(node: yaml.Node | None) -> Mapping[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): value for key, value in node.value}


def _items(node: yaml.Node | None) -> Sequence[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else ()


def _page(file: str, locale: str, found: Sequence[Value]) -> Page:
    segments = (
        _segment(each.id, node.value, _span(file, node))
        for each in found
        if (node := each.sides.get(locale)) is not None and node.value.strip()
    )
    return Page(locale, file, file, {}, {}, (), {}, tuple(segments))


def _span(file: str, node: yaml.Node) -> Span:
    start, end = node.start_mark, node.end_mark
    if end.column == 0 and end.line > start.line:
        # A text in a block ends where the line after it begins.
        return Span(file, start.line + 1, start.column + 1, end.line, 1)
    return Span(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _segment(ident: str, value: str, span: Span) -> Segment:
    return Segment(ident, Kind.VALUE, " ".join(value.split()), span, value)
