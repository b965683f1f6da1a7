"""What a reader sees of raw HTML that stands in Markdown as a block of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "img"),
        *("ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub"),
        *("sup", "time", "u", "var", "wbr"),
    )
)
"""Elements that stand within a text; any other one ends it."""

_UNSEEN = frozenset({"script", "style", "template", "svg", "head"})


class HtmlLink(NamedTuple):
    """A link or picture: where its address stands in the HTML, and what the reader sees."""

    href: str
    text: str
    start: int
    image: bool = False


@dataclass(slots=True)
class HtmlText:
    """A text of a piece of HTML.

    Attributes:
        start, end: where it stands, with the tags within it and those of its own that begin it;
            end exclusive.
        text: what is seen.
        links: the links and pictures in it.
    """

    start: int
    end: int = 0
    text: str = ""
    links: list[HtmlLink] = field(default_factory=list)


def html_texts(content: str) -> tuple[HtmlText, ...]:
    """Return the texts of a piece of HTML, in order.

    Args:
        content: the HTML; it need not be whole, since a blank line ends a block of Markdown.
    """
    parser = _Parser(content)
    parser.feed(content)
    parser.close()
    return tuple(parser.done(len(content)))


class HtmlReader(HTMLParser):
    """Reads HTML of whatever kind, and knows where each part of it begins.

    Args:
        content: the HTML that it will be fed, which need not be whole.
    """

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=False)
        self._starts = [0]
        for line in content.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    @property
    def at(self) -> int:
        """Where the part begins that is handled now."""
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Read `<![` as a browser does, as a comment; Python's own reader knows some of them."""
        return self.parse_bogus_comment(i, bool(report))


class _Parser(HtmlReader):
    def __init__(self, content: str) -> None:
        super().__init__(content)
        self._content = content
        self._found: list[HtmlText] = []
        self._now: HtmlText | None = None
        self._begun: int | None = None
        self._unseen = 0
        self._link: tuple[str, int, int] | None = None

    def done(self, end: int) -> Iterator[HtmlText]:
        """End the last text, and yield all that say something."""
        self._flush(end)
        for each in self._found:
            each.text = " ".join(each.text.split())
            if any(map(str.isalnum, each.text)) or each.links:
                yield each

    def _text(self, text: str) -> None:
        if self._unseen:
            return
        if self._now is None:
            if not text.strip():
                return
            self._begin(self.at + len(text) - len(text.lstrip()))
        assert self._now is not None
        self._now.text += text

    def _begin(self, at: int) -> None:
        """Begin a text, with the tags that stand before its first word and mark it up."""
        self._now = HtmlText(at if self._begun is None else self._begun)

    def _flush(self, end: int) -> None:
        if self._now is not None:
            self._now.end = self._now.start + len(self._content[self._now.start : end].rstrip())
            self._found.append(self._now)
        self._now = self._link = self._begun = None

    def _address(self, name: str, attributes: list[tuple[str, str | None]]) -> tuple[str, int]:
        href = next((value or "" for key, value in attributes if key == name), "")
        at = self._content.find(href, self.at) if href else -1
        return href, at if at >= 0 else self.at

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        if tag not in _INLINE:
            self._flush(self.at)
        elif not self._unseen and self._now is None and self._begun is None:
            self._begun = self.at
        if tag in ("a", "img") and not self._unseen:
            href, at = self._address("href" if tag == "a" else "src", attrs)
            if href and self._now is None:
                self._begin(self.at)
            if href and self._now is not None and tag == "a":
                self._link = href, at, len(self._now.text)
            elif href and self._now is not None:
                seen = dict(attrs).get("alt") or ""
                self._now.links.append(HtmlLink(href, seen, at, image=True))
                self._now.text += f" {seen} "

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag not in _INLINE:
            self._flush(self.at)
        elif tag == "a" and self._link is not None and self._now is not None:
            href, at, start = self._link
            text = " ".join(self._now.text[start:].split())
            self._now.links.append(HtmlLink(href, text, at))
            self._link = None

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._text(unescape(f"&#{name};"))
