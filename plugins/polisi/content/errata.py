"""`errata.yml`: what is wrong in the printed text, and what its pages do about it.

Each entry names the places it is about by page and segment id, which are the same in both
languages; so one entry gives the note at the place, the list of corrections in each language and
the list of differences that the proof of the wording allows.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from polisi.content.source import construct, decode, load_yaml_node
from polisi.content.values import as_line, literal
from polisi.diagnostics import ContentError, unreadable
from polisi.model import Erratum, Page, Place, Span
from polisi.said import Said, language, said
from polisi.strings import say

__all__ = ["Errata", "Erratum", "Place", "load", "parse", "reason"]

_QUOTED = re.compile(r'"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Errata:
    """The declared corrections.

    Attributes:
        entries: the corrections.
        dismissed: rows of the audit that are no correction, each with the reason why not.
        page: the page that lists them.
        file: the path of the file, for messages.
    """

    entries: tuple[Erratum, ...]
    dismissed: Mapping[str, str]
    page: str
    file: str

    def notes(self, page: Page) -> Mapping[str, Sequence[Erratum]]:
        """Return the corrections of a page by segment id.

        A correction of another page belongs to what the page includes of that.
        """
        found: dict[str, list[Erratum]] = {}
        written = {s.id: page.lines[s.lines[0]].path for s in page.segments}
        for entry in self.entries:
            for place in entry.places:
                if place.page not in (page.path, written.get(place.segment)):
                    continue
                if entry not in found.setdefault(place.segment, []):
                    found[place.segment].append(entry)
        return found

    def markdown(self, locale: str, titles: Mapping[str, str]) -> str:
        """Return the list of corrections as Markdown.

        Args:
            locale: the language to write it in.
            titles: the title of each page in that language, by path.
        """
        groups: dict[str, list[Erratum]] = {}
        for entry in self.entries:
            groups.setdefault(_page_of(entry), []).append(entry)
        parts: list[str] = []
        for page, entries in groups.items():
            title = literal(titles.get(page, page)) if page else say(locale, "errata_several_pages")
            anchor = re.sub(r"[^a-z0-9]+", "-", page.removesuffix(".md")) or "several-pages"
            parts.append(f"## {title} {{#on-{anchor}}}")
            parts += [part for entry in entries for part in self._entry(entry, locale, titles)]
        return "\n\n".join(parts)

    def _entry(self, entry: Erratum, locale: str, titles: Mapping[str, str]) -> Sequence[str]:
        number = str(entry.number)
        where = ", ".join(
            f"[{literal(titles.get(page, page))}]({self._link(page)}#{place.anchor})"
            for place in _once_a_page(entry.places)
            for page in (place.page,)
        )
        printed = "; ".join(f"*{literal(text)}*{{lang=en}}" for text in entry.printed)
        now = (
            f"*{literal(entry.reads)}*{{lang=en}}"
            if entry.reads
            else say(locale, "errata_unchanged")
        )
        return (
            f"### {say(locale, 'errata_heading', number=number)} {{#note-{number}}}",
            reason(entry, locale),
            f"- {say(locale, 'errata_where')} {where}\n"
            f"- {say(locale, 'errata_printed')} {printed}\n"
            f"- {say(locale, 'errata_reads')} {now}",
        )

    def _link(self, page: str) -> str:
        return posixpath.relpath(page, posixpath.dirname(self.page) or ".")


def reason(entry: Erratum, locale: str) -> str:
    """Return the reason of an entry as Markdown; what it quotes of the print is marked English.

    What a reason in another language has in the same quotation marks as the English one stands in
    both as it was printed.
    """
    words, english = as_line(entry.reason[locale]), as_line(entry.reason.get("en", "")).casefold()
    if locale == "en":
        return words

    def mark(found: re.Match[str]) -> str:
        same = found[0].casefold() in english
        return f'"*{literal(unescape(found[1]))}*{{lang=en}}"' if same else found[0]

    return _QUOTED.sub(mark, words)


def load(path: Path, file: str, locales: Sequence[str] = ("en", "cy")) -> Errata:
    """Read `errata.yml`.

    Args:
        path: the file.
        file: its path as a person should see it.
        locales: the languages in which a reason must be given.

    Raises:
        ContentError: it cannot be read, is not valid YAML, or an entry lacks something.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(file, error, Said("file.put_there")) from error
    return parse(data, file, locales)


def parse(data: bytes, file: str, locales: Sequence[str] = ("en", "cy")) -> Errata:
    """Read `errata.yml`, given its bytes; else as `load`.

    Raises:
        ContentError: it is not valid YAML, or an entry lacks something.
    """
    node = load_yaml_node(decode(data, file), file)
    top = dict(_pairs(node))
    entries_node = top.get("errata")
    if not isinstance(entries_node, yaml.SequenceNode):
        raise ContentError(Span.at(file), Said("errata.no_list"), Said("errata.write_list"))
    entries = tuple(
        _entry(item, number, file, locales) for number, item in enumerate(entries_node.value, 1)
    )
    dismissed = construct(top["dismissed"]) if "dismissed" in top else {}
    page = construct(top["page"]) if "page" in top else None
    if not isinstance(page, str):
        raise ContentError(Span.at(file), Said("errata.no_list_page"), Said("errata.name_page"))
    return Errata(entries, dismissed, page, file)


def _entry(node: yaml.Node, number: int, file: str, locales: Sequence[str]) -> Erratum:
    span = Span.at(file, node.start_mark.line + 1)
    raw: Any = construct(node)

    def wrong(what: Said) -> ContentError:
        message = said("errata.wrong", number=number, what=what)
        return ContentError(span, message, Said("errata.see"))

    if not isinstance(raw, dict):
        raise wrong(Said("errata.no_mapping"))
    for key in raw:
        if key not in ("places", "printed", "reads", "reason", "audit"):
            raise wrong(said("errata.unknown_key", key=str(key)))
    places = []
    for place in _list(node, "places"):
        page, _, segment = str(place.value).partition("#")
        if not segment:
            raise wrong(said("errata.no_segment", place=str(place.value)))
        mark = place.start_mark
        places.append(Place(page, segment, Span.at(file, mark.line + 1, mark.column + 1)))
    if not places:
        raise wrong(Said("errata.no_places"))
    printed = raw.get("printed")
    texts = (printed,) if isinstance(printed, str) else tuple(printed or ())
    if not texts:
        raise wrong(Said("errata.no_printed"))
    reason = raw.get("reason")
    if not isinstance(reason, dict) or any(not reason.get(locale) for locale in locales):
        raise wrong(said("errata.no_reason", languages=tuple(map(language, locales))))
    return Erratum(
        number,
        tuple(places),
        texts,
        raw.get("reads"),
        reason,
        tuple(raw.get("audit") or ()),
        span,
    )


def _pairs(node: yaml.Node | None) -> Sequence[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        return ()
    return [(key.value, value) for key, value in node.value]


def _list(node: yaml.Node, key: str) -> Sequence[yaml.Node]:
    """Return the entries of a list below a key; none if there is no such list."""
    found = dict(_pairs(node)).get(key)
    return found.value if isinstance(found, yaml.SequenceNode) else ()


def _page_of(entry: Erratum) -> str:
    """Return the page that an entry is about; nothing if it is about several."""
    pages = {place.page for place in entry.places}
    return pages.pop() if len(pages) == 1 else ""


def _once_a_page(places: Sequence[Place]) -> Sequence[Place]:
    return list({place.page: place for place in reversed(places)}.values())[::-1]
