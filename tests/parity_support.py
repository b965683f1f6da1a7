"""Pages made from texts in a test, and what the check says of them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from polisi.content.ledger import sign
from polisi.content.loader import load_tree
from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.diagnostics import Diagnostic
from polisi.model import Kind, Page, Segment, SignOff, Site, Span
from polisi.parity.comparison import Comparison
from polisi.project import GENERATED
from polisi.review import status
from polisi.said import Words

Texts = Mapping[str, str]


def read(texts: Texts, locale: str, root: str | None = None) -> dict[str, Page]:
    """Read pages from texts by path."""

    def data(path: str) -> bytes:
        if path not in texts:
            raise FileNotFoundError(path)
        return texts[path].encode()

    expander = Expander(data, root or locale, dict.fromkeys(GENERATED, str))
    return {path: read_page(expander.source(path), locale, root or locale) for path in texts}


def site(en: Texts | str, cy: Texts | str, **more: Any) -> Site:
    """Make a site of English and Welsh pages; a text alone is the page `p.md`."""
    source = {"p.md": en} if isinstance(en, str) else en
    target = {"p.md": cy} if isinstance(cy, str) else cy
    return Site("en", "cy", "en", "cy", read(source, "en"), read(target, "cy"), **more)


def signed(en: Texts | str, cy: Texts | str, by: str = "Siân Puw") -> dict[str, dict[str, SignOff]]:
    """Return the ledger of pages of which somebody has signed every segment on 12 March 2026."""
    pages = status(Comparison(site(en, cy), ()))
    return {
        page.path: {
            each.id: sign(each.source, each.target, by, date(2026, 3, 12))
            for each in page.segments
            if each.source and each.target
        }
        for page in pages
    }


def english_finding(
    rule: str, message: str, hint: str, *places: Span | None, **more: Any
) -> Diagnostic:
    """Make a finding of any words."""
    return Diagnostic(rule, Words(message, "en"), Words(hint, "en"), *places, **more)


def lines(diagnostic: Diagnostic) -> str:
    """Return a finding as the golden cases write it: rule, places, message."""
    places = (diagnostic.source, diagnostic.target)
    shown = " ".join(_place(span) for span in places if span is not None)
    return f"{diagnostic.rule} {shown} {diagnostic.message}"


def _place(span: Span) -> str:
    return f"{span.path.replace('/p.md', '')}:{span.line}"


def real(root: Path, locale: str, as_locale: str | None = None) -> dict[str, Page]:
    """Read the project's own pages of a language, without what is generated."""
    tree = load_tree(
        root / "docs" / locale,
        as_locale or locale,
        f"docs/{as_locale or locale}",
        dict.fromkeys(GENERATED, str),
    )
    assert not tree.errors
    return dict(tree.pages)


def lines_of(page: Page, segment: Segment) -> range:
    """Return the numbers of the lines that a segment takes in its file."""
    first, end = segment.lines
    return range(segment.span.line, segment.span.line + end - first)


def without(text: str, page: Page, segment: Segment) -> str:
    """Return the text of a page without one segment (without its row, for a table cell)."""
    gone = lines_of(page, segment)
    kept = text.split("\n")
    if segment.kind is Kind.TITLE:
        line = kept[gone[0] - 1]
        kept[gone[0] - 1] = line[: line.index('"')].rstrip()
    else:
        del kept[gone[0] - 1 : gone[-1]]
    return "\n".join(kept)


def deletable(page: Page) -> list[Segment]:
    """Return the segments of a page that can be taken out without spoiling others."""
    return [
        segment
        for segment in page.segments
        if segment.span.path == page.file
        # A table without its header is no table; and a row goes with its first cell.
        if segment.kind is not Kind.CELL or (segment.row and segment.level == 1)
    ]
