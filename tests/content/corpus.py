"""What the content tests read: the pages of both languages, the printed text, the data files."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from polisi.content import errata as errata_file
from polisi.content.errata import Errata, Erratum
from polisi.content.loader import Tree, load_tree
from polisi.model import Kind, Page, Segment
from polisi.project import GENERATED

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DATA = Path(__file__).resolve().parent / "data"

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")

NOTHING = dict.fromkeys(GENERATED, str)
"""What is made from data, such as the list of corrections: for these tests, empty texts."""


@cache
def tree(locale: str) -> Tree:
    """Return every page of a language, as the plugin reads it."""
    return load_tree(DOCS / locale, locale, f"docs/{locale}", NOTHING)


def page(locale: str, path: str) -> Page:
    return tree(locale).pages[path]


@cache
def errata() -> Errata:
    return errata_file.load(DOCS / "data" / "errata.yml", "docs/data/errata.yml")


@cache
def printed_text() -> str:
    """Return the policy as it was printed in 2019."""
    return (DATA / "social-media-policy-2019.txt").read_text(encoding="utf-8")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table in the tests' own data."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def lines_of(name: str) -> list[str]:
    """Return the lines of a list in the tests' own data, without its comments."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [text for line in lines if (text := line.partition("#")[0].strip())]


class _AnyTag(yaml.SafeLoader):
    """Reads YAML whose tags (`!ENV`, `!!python/name:`) mean something to MkDocs alone."""


_AnyTag.add_multi_constructor("", lambda loader, tag, node: tag)


def load_yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_AnyTag)


def nav_paths() -> tuple[str, ...]:
    """Return the pages in the order of the navigation."""

    def walk(items: list[Any]) -> Iterator[str]:
        for item in items:
            if isinstance(item, str):
                yield item
            else:
                for value in item.values():
                    yield from [value] if isinstance(value, str) else walk(value)

    return tuple(walk(load_yaml(ROOT / "mkdocs.yml")["nav"]))


# --- Words ------------------------------------------------------------------------------------

TOKEN = re.compile(
    r"""
    (?:https?://|www\.)[^\s<>()]*[^\s<>().,;:]  # an address of the web
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+              # an e-mail address
    | \[[a-z_0-9]+\]                            # a place to fill in
    | _{3,} | \.{3,}                            # a blank to write on
    | [^\W_]+(?:'[^\W_]+)*                      # a word or number
    | \S                                        # any other mark
    """,
    re.VERBOSE,
)
STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


def straight(text: str) -> str:
    """Return a text with the shapes of letters and quotation marks made alike."""
    return unicodedata.normalize("NFKC", text).translate(STRAIGHT)


def tokens(text: str) -> list[str]:
    """Return every word, number, mark and address of a text, in order.

    Capitals and punctuation count; only white space and the shape of quotation marks do not.
    A place to fill in is written `[field_id]`.
    """
    return TOKEN.findall(straight(PLACEHOLDER.sub(r"[\1]", text)))


def shown(segment: Segment) -> str:
    """Return what a reader sees of a segment, its printed label or number included."""
    if segment.label is not None:
        return f"{segment.label} {segment.text}"
    if segment.ordered is not None:
        return f"{segment.ordered}. {segment.text}"
    return segment.text


def in_printed_order(page: Page) -> list[Segment]:
    """Return the segments as they are written: a footnote is read last but printed in between."""
    return sorted(page.segments, key=lambda segment: segment.lines)


def runs(stream: list[str], wanted: list[str]) -> list[int]:
    """Return where a run of tokens begins in a stream."""
    if not wanted:
        return []
    last = len(stream) - len(wanted)
    first = wanted[0]
    return [
        at
        for at in range(last + 1)
        if stream[at] == first and stream[at : at + len(wanted)] == wanted
    ]


FIELDS_ONLY = re.compile(r"(?:\{\{\s*\w+\s*\}\}[\s,]*)+")


def changed_words(entry: Erratum) -> list[str]:
    """Return what the pages say instead of the printed words: words, or each field of a list."""
    if entry.reads is None:
        return []
    if adds_only(entry):
        return [match[0] for match in PLACEHOLDER.finditer(entry.reads)]
    return [entry.reads]


def adds_only(entry: Erratum) -> bool:
    """Tell whether an erratum is about fields for which nothing was printed."""
    return bool(FIELDS_ONLY.fullmatch(entry.reads or ""))


# --- Pairs ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """A segment and its counterpart."""

    path: str
    english: Segment
    welsh: Segment

    @property
    def place(self) -> str:
        span = self.welsh.span
        return f"{span.path}:{span.line} ({self.path}#{self.english.id})"


def pairs(chosen: Callable[[str], bool] = lambda path: True) -> list[Pair]:
    """Return every segment of the chosen pages with its counterpart, by id.

    A page shown inside another is read where it is written, not a second time there.
    """
    found = []
    for path, english in sorted(tree("en").pages.items()):
        welsh = tree("cy").pages.get(path)
        if welsh is None or not chosen(path):
            continue
        for segment in english.segments:
            counterpart = welsh.by_id.get(segment.id)
            if counterpart is not None and segment.span.path == english.file:
                found.append(Pair(path, segment, counterpart))
    return found


# --- Welsh ------------------------------------------------------------------------------------

NO_WELSH = re.compile(
    r"""
    <!--.*?-->
    | (?P<code>`+).+?(?P=code)
    | (?P<mark>\*{1,2})(?:(?!(?P=mark)).)+(?P=mark)\{[^}]*\blang=en\b[^}]*\}  # *words*{lang=en}
    | \]\([^)]*\)                            # where a link leads
    | \[\^[^\]]*\]:?                         # a footnote's name
    | \{+[^}]*\}+                            # ids, fields, attributes
    | \bpolisi\s[a-z]+\s(?=\{) | (?<!\S)--[a-z-]+    # commands, their options
    | <[^>\s]+> | https?://\S+ | [\w.+-]+@[\w.-]+
    | \b(?:[\w-]+\.)+(?:com|md|org|py|uk|us|yml)\b(?:/[\w/-]*)?
    """,
    re.VERBOSE | re.DOTALL,
)
"""What stands in Welsh Markdown and is not Welsh: code, addresses, words marked as English."""


def welsh_prose(markdown: str) -> str:
    """Return the Welsh of a piece of Markdown on one line."""
    return " ".join(NO_WELSH.sub(" \x1f ", markdown).split())


def unquoted_reason(entry: Erratum) -> str:
    """Return the Welsh reason of an erratum without the English that it quotes.

    That is what stands in quotation marks and stands in the English of the entry too.
    """
    english = tokens("\n".join([entry.reason["en"], *entry.printed]).casefold())

    def unless_english(quoted: re.Match[str]) -> str:
        return " \x1f " if runs(english, tokens(quoted[1].casefold())) else quoted[0]

    return re.sub(r'"([^"]+)"', unless_english, entry.reason["cy"])


def _welsh_values(value: Any, where: str, *, all_welsh: bool) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            inside = all_welsh or key == "cy"
            yield from _welsh_values(inner, f"{where} {key}", all_welsh=inside)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _welsh_values(inner, f"{where}[{number}]", all_welsh=all_welsh)
    elif isinstance(value, str) and all_welsh:
        yield where, value


@cache
def welsh_texts() -> tuple[tuple[str, str], ...]:
    """Return every Welsh text of the project with its place, as written.

    That is: the pages with their titles and descriptions, `docs/data`, the site's own words,
    those of findings, and the menu.
    """
    found: list[tuple[str, str]] = []
    for each in tree("cy").pages.values():
        for key in ("title", "description"):
            line = each.meta_lines.get(key, 1)
            found.append((f"{each.file}:{line} ({key})", str(each.meta.get(key, ""))))
        found += [
            (f"{segment.span.path}:{segment.span.line} ({segment.id})", segment.source)
            for segment in each.segments
            if segment.span.path == each.file and segment.kind is not Kind.CODE
        ]
    for entry in errata().entries:
        found.append((f"{entry.span.path}:{entry.span.line} (reason)", unquoted_reason(entry)))
    for file in sorted((DOCS / "data").glob("*.yml")):
        # What readers type is theirs, right or wrong; `search.yml` says nothing to anybody.
        if file.name not in ("errata.yml", "search.yml"):
            name = file.relative_to(ROOT).as_posix()
            found += _welsh_values(load_yaml(file), f"{name}:", all_welsh=False)
    for name in ("locales/cy.yml", "locales/findings/cy.yml"):
        strings = load_yaml(ROOT / "plugins" / "polisi" / name)
        found += _welsh_values(strings, f"plugins/polisi/{name}:", all_welsh=True)
    return (*found, *_menu())


def _menu() -> Iterator[tuple[str, str]]:
    for plugin in load_yaml(ROOT / "mkdocs.yml")["plugins"]:
        if isinstance(plugin, dict) and "i18n" in plugin:
            for language in plugin["i18n"]["languages"]:
                if language["locale"] == "cy":
                    yield "mkdocs.yml: site_name", language["site_name"]
                    for english, welsh in language["nav_translations"].items():
                        yield f"mkdocs.yml: nav_translations {english}", welsh
