"""Everything that has been signed, as a translation memory: TMX 1.4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from polisi.exchange.inline import Code, Content, Mark
from polisi.exchange.units import Document
from polisi.exchange.xliff import display
from polisi.exchange.xml import element, text
from polisi.model import SignOff
from polisi.review.status import State

_KINDS = {
    "emphasis": "italic",
    "strong": "bold",
    "break": "lb",
    "link": "link",
    "image": "image",
    "field": "var",
    "footnote": "fnote",
}
"""What the standard calls a kind of code; others are our own."""


def write(documents: Sequence[Document], source: str, target: str, version: str) -> str:
    """Return what has been signed as TMX; a memory of nothing is a valid one.

    Args:
        documents: the pages; of their units, those that are reviewed go in.
        source: the source language.
        target: the target language.
        version: the version of Polisi.
    """
    header = {
        "creationtool": "Polisi",
        "creationtoolversion": version,
        "segtype": "block",
        "o-tmf": "Polisi",
        "adminlang": "en",
        "srclang": source,
        "datatype": "unknown",
    }
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        element("header", header),
        "<body>",
        *_units(documents, source, target),
        "</body>",
        "</tmx>",
    ]
    return "".join(f"{part}\n" for part in parts)


def _units(documents: Sequence[Document], source: str, target: str) -> Iterator[str]:
    for document in documents:
        for unit in document.units:
            if unit.state is State.REVIEWED and unit.target is not None:
                yield element(
                    "tu",
                    {"tuid": f"{document.path}#{unit.name}", **_signed(unit.signoff)},
                    element("prop", {"type": "x-page"}, text(document.source.title)),
                    _variant(source, unit.source.content, unit.source.codes),
                    _variant(target, unit.target.content, unit.codes),
                )


def _signed(signoff: SignOff | None) -> Mapping[str, str]:
    if signoff is None:
        return {}
    return {"changedate": f"{signoff.date.replace('-', '')}T000000Z", "changeid": signoff.by}


def _variant(locale: str, content: Content, codes: Mapping[str, Code]) -> str:
    pairs: dict[str, str] = {}
    seg = "".join(
        text(each) if isinstance(each, str) else _code(each, codes[each.code], pairs)
        for each in content
    )
    return element("tuv", {"xml:lang": locale}, element("seg", {}, seg))


def _code(mark: Mark, code: Code, pairs: dict[str, str]) -> str:
    """Return one side of a code; `pairs` numbers the pairs of a text."""
    raw = text(display(code.raw(mark.side)))
    # `x` says which codes of the two texts answer each other; what one text has alone has none.
    both = code.id if code.id.isdigit() else None
    kind = _KINDS.get(code.kind, f"x-{code.kind}")
    if mark.side == "alone":
        return element("ph", {"x": both, "type": kind}, raw)
    number = pairs.setdefault(code.id, str(len(pairs) + 1))
    if mark.side == "open":
        return element("bpt", {"i": number, "x": both, "type": kind}, raw)
    return element("ept", {"i": number}, raw)
