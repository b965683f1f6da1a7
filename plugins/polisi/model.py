"""The content model: what every other part of Polisi reads and nothing may change.

A page is a sequence of segments; a segment is the unit of parity, review and exchange: one
heading, numbered clause, paragraph, list item, table cell, form field or footnote. Every one
knows its place in its file, so that whatever is said about it can name file, line and column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple


class Span(NamedTuple):
    """A place in a file. Lines and columns count from 1; the end column is exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def at(cls, path: str, line: int = 1, column: int = 1) -> Span:
        """Return the one-character place at `line` and `column` of `path`."""
        return cls(path, line, column, line, column + 1)

    def within(self, content: str, start: int, end: int) -> Span:
        """Return the place of `content[start:end]`, where `content` is what stands at this span."""
        before = content[:start]
        line = before.count("\n")
        column = start - (before.rfind("\n") + 1)
        if line == 0:
            column += self.column - 1
        number = self.line + line
        return Span(self.path, number, column + 1, number, column + 1 + end - start)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of Markdown and where it was written.

    Attributes:
        text: the line.
        path: the path of its file below its language's folder.
        number: its number in that file.
        via: if it came in by an `include` or is generated, the number of the line of the page
            itself that says so; else 0.
    """

    text: str
    path: str
    number: int
    via: int = 0


class Lines(tuple[Line, ...]):
    """The lines of a page. A pickle has them as one text, and is smaller and sooner read so."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Callable[..., Lines], tuple[str, tuple[tuple[Any, ...], ...]]]:
        """Return the text, and each run of lines of one origin: path, `via`, first, how many."""
        runs: list[tuple[str, int, int, int]] = []
        for line in self:
            if runs:
                path, via, first, size = runs[-1]
                if (path, via, first + size) == (line.path, line.via, line.number):
                    runs[-1] = (path, via, first, size + 1)
                    continue
            runs.append((line.path, line.via, line.number, 1))
        return Lines.of, ("\n".join(line.text for line in self), tuple(runs))

    @classmethod
    def of(cls, text: str, runs: Iterable[tuple[str, int, int, int]]) -> Lines:
        """Return the lines of a text, given the runs of one origin."""
        texts = iter(text.split("\n"))
        return cls(
            Line(next(texts), path, number, via)
            for path, via, first, size in runs
            for number in range(first, first + size)
        )


class Kind(StrEnum):
    """What a segment is to its reader.

    A value stands under a key, in the front matter or in a data file (`content.values`); HTML is
    text of a raw HTML block (`content.html_text`).
    """

    HEADING = "heading"
    CLAUSE = "clause"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    FIELD = "field"
    TITLE = "title"
    FOOTNOTE = "footnote"
    CODE = "code"
    VALUE = "value"
    HTML = "html"


class Link(NamedTuple):
    """A link or image as written: `href` is the raw address, `text` what the reader sees."""

    href: str
    text: str
    span: Span
    image: bool = False


class Placeholder(NamedTuple):
    """A `{{ name }}`, with the text on either side of it in the same segment."""

    name: str
    span: Span
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit of text.

    Attributes:
        id: unique within its page and equal in both languages where the structure is.
        kind: what it is.
        text: what a reader sees, without markup, label or attribute lists.
        span: where its text stands.
        source: its Markdown as written.
        label: the printed clause label, e.g. `6.13` or `B)`; None where there is none.
        level: a heading's level, a list item's depth, a clause label's rank; else 0.
        anchor: the id that a link may point at, or None.
        explicit: whether the anchor is written in the Markdown as `{#anchor}`.
        containers: the names of the `!!!` blocks and quotations around it, outermost first.
        ordered: for a list item, its number in an ordered list; else None.
        row: for a cell, the number of its row in the table (0 is the header); else None.
        block: the number of the top-level block of the page that it belongs to.
        lines: the lines of its page that it takes, counted from 0, end exclusive.
        links, placeholders, footnotes: what stands in it, in order.
    """

    id: str
    kind: Kind
    text: str
    span: Span
    source: str
    label: str | None = None
    level: int = 0
    anchor: str | None = None
    explicit: bool = False
    containers: tuple[str, ...] = ()
    ordered: int | None = None
    row: int | None = None
    block: int = 0
    lines: tuple[int, int] = (0, 0)
    links: tuple[Link, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    footnotes: tuple[str, ...] = ()

    @property
    def begins_place(self) -> bool:
        """Whether a search can send a reader to it and what follows it."""
        return self.anchor is not None and (
            self.kind in (Kind.HEADING, Kind.CLAUSE) or self.explicit
        )


class Silencer(NamedTuple):
    """A `<!-- polisi: ignore rule: reason -->`: which segments it covers, and why."""

    rules: tuple[str, ...]
    reason: str
    span: Span
    segments: tuple[str, ...]


class Unclosed(NamedTuple):
    """A code block or comment that is opened and never closed.

    Attributes:
        mark: what opens it.
        what: what a person calls it.
        span: where it is opened.
    """

    mark: str
    what: str
    span: Span


class Block(NamedTuple):
    """The first line of a `!!!` block: its name and place."""

    name: str
    span: Span


@dataclass(frozen=True)
class Page:
    """One Markdown file of one language, read.

    Attributes:
        locale: its language, e.g. `cy`.
        path: its path below its language's folder; equal for both pages of a pair.
        file: its path as a person should see it in a message.
        meta: its front matter.
        meta_lines: the line of each key of the front matter.
        lines: its body with includes expanded.
        prefixes: for each file that lines came from, its `clause_prefix`.
        segments: its text, in reading order (footnotes last).
        silencers: the findings that it silences.
        loose_lists: places where a list follows a line of text with no blank line between.
        blocks: the beginnings of its `!!!` blocks.
        unclosed: what is opened in its file, or in one that it includes, and never closed.
        draft: whether it is a translation of which somebody has yet to sign something.
        html: the texts of its raw HTML blocks, which are compared and signed, and rendered as
            they are.
    """

    locale: str
    path: str
    file: str
    meta: Mapping[str, Any]
    meta_lines: Mapping[str, int]
    lines: tuple[Line, ...]
    prefixes: Mapping[str, str]
    segments: tuple[Segment, ...]
    silencers: tuple[Silencer, ...] = ()
    loose_lists: tuple[Span, ...] = ()
    blocks: tuple[Block, ...] = ()
    unclosed: tuple[Unclosed, ...] = ()
    draft: bool = False
    html: tuple[Segment, ...] = ()

    @cached_property
    def texts(self) -> tuple[Segment, ...]:
        """Its segments and the texts of its raw HTML, by the lines that they stand on."""
        if not self.html:
            return self.segments
        return tuple(sorted((*self.segments, *self.html), key=lambda each: each.lines[0]))

    @property
    def markdown(self) -> str:
        """Its body as one text, as the renderer is given it."""
        return "\n".join(line.text for line in self.lines)

    @property
    def title(self) -> str:
        """The title in the front matter, else the first heading, else the file's name."""
        title = self.meta.get("title")
        if isinstance(title, str) and title.strip():
            return title.strip()
        return next((s.text for s in self.segments if s.kind is Kind.HEADING), self.path)

    @cached_property
    def by_id(self) -> Mapping[str, Segment]:
        """Its segments by id; of two with one id, the first."""
        found: dict[str, Segment] = {}
        for segment in self.segments:
            found.setdefault(segment.id, segment)
        return found

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every id on the page that a link may point at."""
        return frozenset(s.anchor for s in self.segments if s.anchor)

    @cached_property
    def includes(self) -> bool:
        """Whether lines of it were written in another file."""
        return any(line.path != self.path for line in self.lines)

    @cached_property
    def end(self) -> int | None:
        """The index of the line from which on nothing is text, since something is not closed."""
        own = {each.span.line for each in self.unclosed if each.span.path == self.file}
        if not own:
            return None
        found = (
            index
            for index, line in enumerate(self.lines)
            if line.path == self.path and line.number in own
        )
        return next(found, None)

    def meta_span(self, key: str) -> Span:
        """Return the place of `key` in the front matter, or of the file's start."""
        return Span.at(self.file, self.meta_lines.get(key, 1))


class PagePair(NamedTuple):
    """A page and its counterpart; one of them may be missing, never both."""

    path: str
    source: Page | None
    target: Page | None


class NavItem(NamedTuple):
    """One entry of the navigation: a page, or a section with entries of its own."""

    span: Span
    title: str | None = None
    path: str | None = None
    children: tuple[NavItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A segment of a page, and where it is named."""

    page: str
    segment: str
    span: Span | None = field(default=None, compare=False)

    @property
    def anchor(self) -> str:
        """The nearest id that a link may point at: paragraphs have none of their own."""
        return self.segment.partition("~")[0]


@dataclass(frozen=True, slots=True)
class Erratum:
    """One thing that is wrong in the printed text.

    Attributes:
        number: its number in the list of corrections.
        places: where it stands.
        printed: the words as printed.
        reads: what the page says instead; None where the page keeps the printed words.
        reason: why, in each language.
        audit: the rows of the audit of the printed text that it answers.
        span: where the entry stands.
    """

    number: int
    places: tuple[Place, ...]
    printed: tuple[str, ...]
    reads: str | None
    reason: Mapping[str, str]
    audit: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SignOff:
    """What a reviewer has signed: that one segment's two texts say the same.

    Attributes:
        source_hash: the hash of the text in the source language (`content.hashing`).
        target_hash: the hash of the text in the target language.
        text: the Markdown of the source language as it was read, without label, id and comments,
            and with one space wherever white space stood.
        by: who signed.
        date: when, as an ISO date.
        seal: a hash of all of these. If it does not fit, somebody has changed one of them by
            hand, and nobody has read what it now says.
        span: where the entry stands in the ledger.
    """

    source_hash: str
    target_hash: str
    text: str
    by: str
    date: str
    seal: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the glossary.

    Attributes:
        source: the term in the source language, in all its forms.
        target: its translations; the first is the best.
        banned: translations that are wrong.
        binding: whether no other translation will do.
        note: what a translator should know.
        span: where the line stands.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    banned: tuple[str, ...]
    binding: bool
    note: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What readers search for with words that the pages do not use.

    Attributes:
        words: what they ask with.
        means: words of the pages that mean the same; or
        places: the path and id of places that answer; the id is empty for a whole page.
        span: where the entry stands.
    """

    words: tuple[str, ...]
    means: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    span: Span


@dataclass(frozen=True)
class Site:
    """Everything that a check looks at.

    Attributes:
        source_locale, target_locale: the two languages.
        source_root, target_root: their folders, as a person should see them in a message.
        source, target: their pages by path.
        fields: the ids of the fields that a placeholder may name, or None if the site has no
            declared fields (a pair of plain trees): then any name will do, but in both.
        nav: the navigation, or None if the site declares none.
        nav_titles: the declared translation of each section title of the navigation.
        config: the path of the file that declares the navigation, for messages.
        link_twins: addresses in the source language and their counterparts in the target, or
            None if the file that declares them cannot be read.
        files: paths of the files below each language's folder that are not pages.
        errata: what is declared to be wrong in the printed text.
        errata_page: the path of the page that lists it, made from `errata`.
        ledger: what has been signed, by the page's path and the segment's id at that time.
        glossary: how terms are translated.
        asked: what readers of each language search for with words that its pages do not use.
        data: the texts of data files and of mkdocs.yml, by file: segments without lines.
    """

    source_locale: str
    target_locale: str
    source_root: str
    target_root: str
    source: Mapping[str, Page]
    target: Mapping[str, Page]
    fields: frozenset[str] | None = None
    nav: Sequence[NavItem] | None = None
    nav_titles: Mapping[str, str] = field(default_factory=dict)
    config: str = "mkdocs.yml"
    link_twins: Mapping[str, str] | None = field(default_factory=dict)
    files: Mapping[str, frozenset[str]] = field(default_factory=dict)
    errata: Sequence[Erratum] = ()
    errata_page: str = ""
    ledger: Mapping[str, Mapping[str, SignOff]] = field(default_factory=dict)
    glossary: Sequence[Term] = ()
    asked: Mapping[str, Sequence[Asked]] = field(default_factory=dict)
    data: Mapping[str, PagePair] = field(default_factory=dict)

    @cached_property
    def pairs(self) -> tuple[PagePair, ...]:
        """Every page with its counterpart, by path."""
        paths = sorted(self.source.keys() | self.target.keys())
        return tuple(PagePair(p, self.source.get(p), self.target.get(p)) for p in paths)

    def target_file(self, path: str) -> str:
        """Return what the file of a page in the target language is called, or that of a data file.

        Args:
            path: the path of the page or of the data file.
        """
        return path if path in self.data else f"{self.target_root}/{path}"
