"""A page to HTML, for the site and for `polisi fill`: Python-Markdown and one extension.

The extension walks the rendered elements and the segments of the page side by side. Each element
takes its id, label and notes from its segment, so that no rule about ids or labels exists twice;
where the two do not fit, the renderer has read the Markdown differently from the checker, and the
place is reported.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree  # noqa: N813 (as Python-Markdown calls it)
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from polisi.content.reader import PLACEHOLDER
from polisi.diagnostics import Diagnostic
from polisi.export.blocks import Run, Runs, inline_runs
from polisi.fields import Schema
from polisi.model import Kind, Page, Segment
from polisi.said import Said
from polisi.strings import say

EXTENSIONS = ("admonition", "attr_list", "fenced_code", "footnotes", "tables", "toc")
"""The Python-Markdown extensions that pages are written for."""

_BESIDE = "data-beside"
_NAME = 60
"""The most characters of the name of a link to a point, which a screen reader says whole."""

_AWAY = re.compile(r"(?:https?://|mailto:)(?P<bare>.+?)/?")
"""An address elsewhere, and of it what people write in a text."""

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_KINDS = {
    "p": {Kind.PARAGRAPH, Kind.CLAUSE, Kind.TITLE, Kind.FOOTNOTE},
    "li": {Kind.ITEM, Kind.FIELD},
    "td": {Kind.CELL},
    "th": {Kind.CELL},
    **{name: {Kind.HEADING} for name in _HEADINGS},
}


@dataclass(frozen=True, slots=True)
class Note:
    """A note that belongs at a segment: its number, its text as Markdown, where it is told."""

    number: str
    text: str
    href: str


@dataclass(slots=True)
class Context:
    """What the extension must know of the page that is being rendered.

    Attributes:
        page: the page, read from the very Markdown that is rendered.
        schema: the fields, for the names of gaps; None where there are none.
        original: the page in the language in which statutes are quoted, if that is another.
        notes: the notes by segment id.
        beside: what is to stand beside a segment and is no part of the page, by the segment's
            id; each is taken out when it is placed, so that what is left has found no place.
        resolve: gives the address that a link should have, or None where it leads nowhere; by
            default links stay as they are.
        permalinks: whether headings and points carry a link to themselves.
        mismatches: filled while rendering: places where the renderer read the page differently.
    """

    page: Page
    schema: Schema | None = None
    original: Page | None = None
    notes: Mapping[str, Sequence[Note]] = field(default_factory=dict)
    beside: dict[str, etree.Element] = field(default_factory=dict)
    resolve: Callable[[str], str | None] | None = None
    permalinks: bool = True
    mismatches: list[Diagnostic] = field(default_factory=list)


class PolisiExtension(Extension):
    """Python-Markdown as Polisi's pages need it.

    Set `context` before each page; with None the extension changes nothing but gaps.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context: Context | None = None

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (their name)
        """Register with Python-Markdown."""
        # After code spans (190), so that `{{ x }}` in code stays; before escapes and emphasis,
        # so that the underscores of a name are not read as Markdown.
        md.inlinePatterns.register(_Gap(PLACEHOLDER.pattern, md, self), "polisi_gap", 185)
        # After attribute lists (8), which give headings their ids, and before MkDocs looks for
        # ids (5).
        md.treeprocessors.register(_Segments(md, self), "polisi_segments", 6)
        # After the contents list (5), which would take a link in a heading for its text, and
        # after MkDocs has looked at links (0), which the links to notes are none of.
        md.treeprocessors.register(_Marks(md, self), "polisi_marks", -20)


def render(context: Context) -> str:
    """Return the HTML of a page's body.

    Args:
        context: the page and what belongs to it; its `mismatches` are filled.
    """
    extension = PolisiExtension()
    extension.context = context
    return markdown.markdown(context.page.markdown, extensions=[*EXTENSIONS, extension])


class _Gap(InlineProcessor):
    """A placeholder that nobody has filled in: a name in square brackets."""

    def __init__(self, pattern: str, md: markdown.Markdown, extension: PolisiExtension) -> None:
        super().__init__(pattern, md)
        self._extension = extension

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: Any, data: str
    ) -> tuple[etree.Element, int, int]:
        gap = etree.Element("span", {"class": "gap", "data-field": match[1]})
        gap.text = markdown.util.AtomicString(_gap(match[1], self._extension.context))
        return gap, match.start(0), match.end(0)


def _gap(ident: str, context: Context | None) -> str:
    """Return what a reader sees where nobody has filled in a field."""
    name = ident.replace("_", " ")
    if context and context.schema and ident in context.schema.ids:
        name = context.schema.by_id[ident].gap[context.page.locale]
    return f"[{name}]"


class _Segments(Treeprocessor):
    """Gives elements the ids of segments, and forms and statutes their shape."""

    def __init__(self, md: markdown.Markdown, extension: PolisiExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: etree.Element) -> None:
        """Work on the tree of one page."""
        if self._extension.context is not None:
            _Shaper(root, self._extension.context).run()
            if self._extension.context.resolve is not None:
                _resolve(root, self._extension.context.resolve)


class _Marks(Treeprocessor):
    """Adds what is no part of the text: links to headings, marks of notes, addresses for paper."""

    def __init__(self, md: markdown.Markdown, extension: PolisiExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: etree.Element) -> None:
        """Work on the tree of one page."""
        _tell_addresses(root)
        context = self._extension.context
        if context is None:
            return
        locale = context.page.locale
        notes: dict[str, Runs] = {}
        for raised in [e for e in root.iter("sup") if e.get("class") == "correction"]:
            href, text, number = (
                raised.attrib.pop(f"data-{k}") for k in ("href", "text", "number")
            )
            notes[number] = inline_runs(text)
            plain = "".join(run.text for run in notes[number])
            link = etree.SubElement(raised, "a", {"href": href, "title": plain})
            link.text = say(locale, "note", number=number)
        links: dict[etree.Element, etree.Element] = {}  # by heading
        for element in list(root.iter()) if context.permalinks else ():
            segment = context.page.by_id.get(element.get("id", ""))
            if segment is None:
                continue
            words = PLACEHOLDER.sub(lambda match: _gap(match[1], context), segment.text)
            name = say(locale, "link_to", name=shorten(words, _NAME, placeholder="…"))
            if element.tag in _HEADINGS:
                links[element] = _permalink(element, "headerlink", name)
            elif _is_point(element, segment):
                _end_of_words(element, _permalink(element, "point-link", name))
                element.set("class", "point")
        _place_beside(root, context.beside)
        _frame_headings(root, links)
        if notes:
            root.append(_listed(notes, locale))


def _tell_addresses(root: etree.Element) -> None:
    """Note at each link that leads elsewhere where to, for paper, unless its own words say so."""
    for link in root.iter("a"):
        href = link.get("href", "")
        away = _AWAY.fullmatch(href)
        if away and away["bare"] not in "".join(link.itertext()):
            link.set("data-address", href.removeprefix("mailto:"))


def _listed(notes: Mapping[str, Runs], locale: str) -> etree.Element:
    """Return the notes that a page marks, by number, for paper: nothing can be followed there."""
    # The style sheet shows it in print alone.
    box = etree.Element("div", {"class": "polisi-notes"})
    head = etree.SubElement(box, "p")
    etree.SubElement(head, "strong").text = say(locale, "corrections")
    etree.SubElement(box, "p").text = say(locale, "doc_notes")
    list_ = etree.SubElement(box, "ul")
    for number, runs in sorted(notes.items(), key=lambda note: int(note[0])):
        item = etree.SubElement(list_, "li")
        name = etree.SubElement(item, "strong")
        name.text = say(locale, "note", number=number)
        name.tail = ": "
        for run in runs:
            _write_run(item, run)
    return box


def _write_run(parent: etree.Element, run: Run) -> None:
    """Write a stretch of text at the end of an element, in its style and language."""
    for name, is_so in (("strong", run.bold), ("em", run.italic)):
        parent = etree.SubElement(parent, name) if is_so else parent
    words = etree.SubElement(parent, "span", {"lang": run.lang} if run.lang else {})
    words.text = run.text


class _Shaper:
    def __init__(self, root: etree.Element, context: Context) -> None:
        self._root = root
        self._context = context
        self._locale = context.page.locale
        self._parents = {child: parent for parent in root.iter() for child in parent}
        schema = context.schema
        self._replaceable = frozenset(f.replaces for f in schema.fields) if schema else frozenset()
        self._statutes = 0
        self._forms = 0

    def run(self) -> None:
        elements = list(self._texts(self._root))
        segments = [s for s in self._context.page.segments if s.kind is not Kind.CODE]
        for element, segment in zip(elements, segments, strict=False):
            if segment.kind not in _KINDS[element.tag] or not self._same_list(element, segment):
                self._mismatch(segment)
                break
            self._identify(element, segment)
        else:
            if len(elements) != len(segments):
                self._mismatch(segments[min(len(elements), len(segments) - 1)])
        for link in self._root.iter("a"):
            if link.get("class") == "footnote-backref":
                link.set("title", self._say("footnote_back"))
                link.set("aria-label", self._say("footnote_back"))
        for block in [e for e in self._root.iter("div") if _is_block(e)]:
            self._shape(block)

    def _say(self, key: str, **values: str) -> str:
        return say(self._locale, key, **values)

    def _mismatch(self, segment: Segment) -> None:
        self._context.mismatches.append(
            Diagnostic(
                "structure",
                Said("structure.rendered"),
                Said("structure.blank_lines"),
                target=segment.span,
            )
        )

    def _same_list(self, element: etree.Element, segment: Segment) -> bool:
        """Tell whether a list item is numbered to both or to neither."""
        if element.tag != "li":
            return True
        return self._parents[element].tag == ("ul" if segment.ordered is None else "ol")

    # ------------------------------------------------------------------ walking
    def _texts(self, parent: etree.Element) -> Iterator[etree.Element]:
        """Yield the elements that hold a segment's text, in reading order."""
        for element in parent:
            if not isinstance(element.tag, str):
                continue
            if element.tag == "p":
                if not _only_stash(element) and not self._is_automatic_title(element, parent):
                    yield element
            elif element.tag == "li":
                if _is_footnote(element):
                    yield from self._texts(element)
                    continue
                yield element
                first = element[0] if len(element) and not (element.text or "").strip() else None
                for text in self._texts(element):
                    if text is not first or text.tag != "p":
                        yield text
            elif element.tag in _KINDS:
                yield element
            else:
                yield from self._texts(element)

    def _is_automatic_title(self, element: etree.Element, parent: etree.Element) -> bool:
        if element.get("class") != "admonition-title":
            return False
        # The admonition extension makes a title of the block's name where none is written.
        name = (parent.get("class") or "").split()[1:2]
        return bool(name) and (element.text or "") == name[0].capitalize()

    # ------------------------------------------------------------------ one element
    def _identify(self, element: etree.Element, segment: Segment) -> None:
        if segment.anchor and element.tag != "p":
            element.set("id", segment.anchor)
            if len(element) and element[0].get("id") == segment.anchor:
                del element[0].attrib["id"]  # the paragraph that begins a list item took it
        elif segment.id in self._replaceable:
            element.set("id", segment.id)  # by which the form finds a paragraph to replace
        if segment.kind is Kind.CLAUSE:
            self._clause(element, segment)
        for note in self._context.notes.get(segment.id, ()):
            self._note(element, note)
        if segment.id in self._context.beside:
            element.set(_BESIDE, segment.id)

    def _clause(self, element: etree.Element, segment: Segment) -> None:
        label = segment.label or ""
        text = _unescaped(element.text or "").lstrip()
        element.set("class", f"clause clause-{segment.level}")
        if segment.anchor:
            element.set("id", segment.anchor)
        if not text.startswith(label):
            return
        mark = self._label(segment)
        mark.tail = " " + text[len(label) :].lstrip()
        element.text = None
        element.insert(0, mark)

    def _note(self, element: etree.Element, note: Note) -> None:
        lists = [child for child in element if child.tag in ("ul", "ol")]
        raised = etree.Element(
            "sup",
            {
                "class": "correction",
                "data-number": note.number,
                "data-href": note.href,
                "data-text": note.text,
            },
        )
        if not lists:
            element.append(raised)
        else:
            element.insert(list(element).index(lists[0]), raised)

    # ------------------------------------------------------------------ blocks
    def _shape(self, block: etree.Element) -> None:
        name = (block.get("class") or "").split()[1]
        title = block[0] if len(block) and block[0].get("class") == "admonition-title" else None
        shapes: Mapping[str, Callable[[etree.Element, etree.Element | None], None]] = {
            "school-note": self._note_block,
            "site-note": self._note_block,
            "letter": self._letter,
            "form": self._form,
            "statute": self._statute,
        }
        if name in shapes:
            shapes[name](block, title)

    def _note_block(self, block: etree.Element, title: etree.Element | None) -> None:
        """Say of a note that it is no part of the policy, unless its own title does."""
        block.set("role", "note")
        name = (block.get("class") or "").split()[1]
        if title is not None and title.text == name.capitalize():
            title.text = self._say(name.replace("-", "_"))

    def _letter(self, block: etree.Element, title: etree.Element | None) -> None:
        block.set("class", "letter")
        if title is not None and title.text == "Letter":
            block.remove(title)

    def _form(self, block: etree.Element, title: etree.Element | None) -> None:
        block.set("class", "form")
        if title is not None and title.text == "Form":
            block.remove(title)
        if not self._forms:
            note = etree.Element("p", {"class": "form-note"})
            note.text = self._say("form_note")
            block.insert(0, note)
        self._forms += 1
        for items in [child for child in block if child.tag in ("ul", "ol")]:
            index = list(block).index(items)
            block.remove(items)
            for offset, item in enumerate(items):
                block.insert(index + offset, self._field(item, items.tag == "ol", offset + 1))

    def _field(self, item: etree.Element, is_question: bool, number: int) -> etree.Element:
        """Turn a list item into a labelled field; nothing in it is ever sent."""
        ident = item.get("id") or ""
        row = etree.Element("div", {"class": "field", "id": ident, **_beside(item)})
        label = etree.Element("label", {"for": f"{ident}-answer"})
        inside = item[0] if len(item) and item[0].tag == "p" else item
        label.text, label[:] = inside.text, list(inside)
        ticked = (label.text or "").lstrip().startswith("[ ]")
        if ticked:
            label.text = (label.text or "").lstrip().removeprefix("[ ]").lstrip()
        if is_question:
            label.text = f"{number}. {label.text or ''}"
        given = {"id": f"{ident}-answer"}
        written = {**given, "autocomplete": "off"}  # what a person wrote is not kept for the next
        if ticked:
            row.set("class", "field field-tick")
            row.append(etree.Element("input", {**given, "type": "checkbox"}))
            self._label_link(row, label, ident)
            row.append(label)
        elif is_question:
            row.append(label)
            row.append(etree.Element("textarea", {**written, "rows": "4"}))
        else:
            row.append(label)
            row.append(etree.Element("input", {**written, "type": "text"}))
        row.tail = "\n"
        return row

    def _label_link(self, row: etree.Element, label: etree.Element, ident: str) -> None:
        segment = self._context.page.by_id.get(ident)
        if segment is not None and segment.label and (label.text or "").startswith(segment.label):
            label.text = (label.text or "").removeprefix(segment.label).lstrip()
            row.append(self._label(segment))

    def _label(self, segment: Segment) -> etree.Element:
        """Return a clause's printed label as a link to the clause."""
        label = segment.label or ""
        if segment.anchor is None:
            mark = etree.Element("span", {"class": "clause-label"})
        else:
            title = self._say("link_to", name=label)
            mark = etree.Element(
                "a", {"class": "clause-label", "href": f"#{segment.anchor}", "title": title}
            )
        mark.text = label
        return mark

    def _statute(self, block: etree.Element, title: etree.Element | None) -> None:
        """Make a quotation; beside a translation stands the text that is law."""
        self._statutes += 1
        children = [child for child in block if child is not title]
        block.tag = "figure"
        block.set("class", "statute")
        block[:] = []
        block.text = None
        if title is not None:
            caption = etree.SubElement(block, "figcaption", _beside(title))
            caption.text, caption[:] = title.text, list(title)
        original = self._original()
        if original:
            page = self._context.original
            assert page is not None
            quote = etree.SubElement(block, "blockquote", {"lang": page.locale})
            for segment in original:
                line = etree.SubElement(quote, "p", {"class": f"clause clause-{segment.level}"})
                if segment.label:
                    label = etree.SubElement(line, "span", {"class": "clause-label"})
                    label.text, label.tail = segment.label, f" {segment.text}"
                else:
                    line.text = segment.text
            etree.SubElement(block, "p", {"class": "statute-translation"}).text = self._say(
                "unofficial_translation"
            )
        quote = etree.SubElement(block, "blockquote")
        quote[:] = children

    def _original(self) -> list[Segment]:
        page = self._context.original
        if page is None or page.locale == self._locale:
            return []
        start = f"statute-{self._statutes}"
        return [s for s in page.segments if s.id.startswith((f"{start}-", f"{start}~"))]


def _is_point(element: etree.Element, segment: Segment) -> bool:
    """Tell whether an element is a list item or paragraph that was given an id to link to."""
    return (
        element.tag in ("li", "p")
        and segment.explicit
        and segment.kind in (Kind.ITEM, Kind.PARAGRAPH)
    )


def _permalink(element: etree.Element, kind: str, name: str) -> etree.Element:
    """Return a link to an element of the page that the element itself is to hold.

    It holds no text: what is seen of it comes from the style, so that whoever copies the words,
    or searches the page for them, gets the words alone.
    """
    attributes = {
        "class": kind,
        "href": f"#{element.get('id')}",
        "aria-label": name,
    }
    return etree.Element("a", attributes)


def _end_of_words(element: etree.Element, added: etree.Element) -> None:
    """Put an element where the own words of a block end."""
    block = element[0] if len(element) and element[0].tag == "p" else element
    lists = (at for at, child in enumerate(block) if child.tag in ("ul", "ol"))
    at = next(lists, len(block))
    before = block[at - 1] if at else None
    words = ((block.text if before is None else before.tail) or "").rstrip()
    if before is None:
        block.text = words
    else:
        before.tail = words
    block.insert(at, added)


def _frame_headings(root: etree.Element, links: Mapping[etree.Element, etree.Element]) -> None:
    """Put what follows the words of a heading after it, and both into one frame.

    A screen reader lists headings by all that is in them, so notes and links must not be. The
    frame of the page's title is a `header`, by which `split_title` finds its end.
    """
    for parent in list(root.iter()):
        for at, heading in enumerate(parent):
            if heading.tag not in _HEADINGS:
                continue
            notes = [each for each in heading if each.get("class") == "correction"]
            if not notes and heading not in links:
                continue
            for note in notes:
                heading.remove(note)
            name = "header" if heading.tag == "h1" else "div"
            frame = etree.Element(name, {"class": f"heading heading-{heading.tag[1]}"})
            frame.extend([heading, *notes])
            if heading in links:
                frame.append(links[heading])
            frame.tail, heading.tail = heading.tail, None
            parent[at] = frame


def split_title(html: str) -> tuple[str, str]:
    """Return a rendered page up to the end of its title, and what follows.

    Args:
        html: what `render` returns, or Python-Markdown with the extension.

    Returns:
        The first part is empty where the page has no title.
    """
    end = "</header>" if '<header class="heading' in html else "</h1>"
    title, found, text = html.partition(end)
    return (title + found, text) if found else ("", html)


def _beside(element: etree.Element) -> dict[str, str]:
    """Return the mark of what is to stand beside an element, for the one that replaces it."""
    return {_BESIDE: element.attrib[_BESIDE]} if _BESIDE in element.attrib else {}


def _place_beside(root: etree.Element, beside: dict[str, etree.Element]) -> None:
    """Put in what stands beside segments: after the element, or in it where that cannot be."""
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in [each for each in root.iter() if _BESIDE in each.attrib]:
        box = beside.pop(element.attrib.pop(_BESIDE), None)
        if box is None:
            continue
        parent = parents[element]
        if element.tag == "li":
            lists = (at for at, child in enumerate(element) if child.tag in ("ul", "ol"))
            element.insert(next(lists, len(element)), box)
        elif element.tag in ("td", "th"):
            row = etree.Element("tr")
            etree.SubElement(row, "td", {"colspan": str(len(parent))}).append(box)
            table = parents[parent]
            # Those of several cells of a row stand in the order of the cells.
            at = list(table).index(parent) + 1
            while at < len(table) and table[at] not in parents:
                at += 1
            table.insert(at, row)
        else:
            box.tail, element.tail = element.tail, None
            parent.insert(list(parent).index(element) + 1, box)


def _resolve(root: etree.Element, resolve: Callable[[str], str | None]) -> None:
    for link in [e for e in root.iter("a") if e.get("href")]:
        href = resolve(link.get("href", ""))
        if href is None:
            link.tag = "span"
            del link.attrib["href"]
        else:
            link.set("href", href)


def _unescaped(text: str) -> str:
    """Return text with Python-Markdown's stand-ins for escaped characters replaced."""
    return str(UnescapeTreeprocessor().unescape(text))


def _is_block(element: etree.Element) -> bool:
    names = (element.get("class") or "").split()
    return len(names) > 1 and names[0] == "admonition"


def _is_footnote(element: etree.Element) -> bool:
    return (element.get("id") or "").startswith("fn:")


def _only_stash(element: etree.Element) -> bool:
    """Tell whether a paragraph is only a stashed piece of raw HTML or code."""
    return len(element) == 0 and bool(HTML_PLACEHOLDER_RE.fullmatch((element.text or "").strip()))
