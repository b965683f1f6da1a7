"""Pages as XLIFF, for a translator's tools: 2.1, or 1.2, which more of them read.

After the OASIS standards XLIFF 2.1 (core, and the modules for translation candidates, glossaries
and metadata) and XLIFF 1.2 (its strict schema). Both hold the same: a file a page, a unit a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from polisi.exchange.inline import Code, Content
from polisi.exchange.units import Document, Unit
from polisi.exchange.xml import element, text
from polisi.review.status import State

VERSIONS = ("2.1", "1.2")
"""What is written, the usual one first."""

NAMESPACES = {
    "2": "urn:oasis:names:tc:xliff:document:2.0",
    "1": "urn:oasis:names:tc:xliff:document:1.2",
}
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
_GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

SOURCE_HASH = "source-hash"
TARGET_HASH = "target-hash"

_STATES_2 = {
    State.MISSING: "initial",
    State.DRAFT: "translated",
    State.STALE: "initial",
    State.REVIEWED: "reviewed",
}
_STATES_1 = {
    State.MISSING: "needs-translation",
    State.DRAFT: "needs-review-translation",
    State.STALE: "needs-translation",
    State.REVIEWED: "signed-off",
}
_STALE = "The English has changed since this was signed. It was: “{}”"


def write(documents: Sequence[Document], source: str, target: str, version: str) -> str:
    """Return pages as XLIFF.

    Args:
        documents: the pages; those without units are left out.
        source: the source language.
        target: the target language.
        version: one of `VERSIONS`.

    Raises:
        ValueError: there is no unit; neither version allows a file without.
    """
    filled = [document for document in documents if document.units]
    if not filled:
        raise ValueError("XLIFF cannot hold nothing")
    if version == "2.1":
        return _DECLARATION + _lines(_xliff_2(filled, source, target))
    return _DECLARATION + _lines(_xliff_1(filled, source, target))


def _lines(parts: Iterator[str]) -> str:
    return "".join(f"{part}\n" for part in parts)


def display(raw: str) -> str:
    """Return the Markdown of a code as a file may hold it: a control character by its number."""
    return _CONTROL.sub(lambda found: f"U+{ord(found[0]):04X}", raw)


# ---------------------------------------------------------------------- 2.1


def _xliff_2(documents: Sequence[Document], source: str, target: str) -> Iterator[str]:
    yield (
        f'<xliff xmlns="{NAMESPACES["2"]}" xmlns:mtc="{_MATCHES}" xmlns:gls="{_GLOSSARY}" '
        f'xmlns:mda="{METADATA}" version="2.1" srcLang="{source}" trgLang="{target}">'
    )
    for document in documents:
        head = {"id": document.id, "original": document.path, "canResegment": "no"}
        yield element("file", head, " ")[: -len(" </file>")]
        yield element("notes", {}, element("note", {}, text(document.source.title)))
        for unit in document.units:
            yield _unit_2(unit)
        yield "</file>"
    yield "</xliff>"


def _unit_2(unit: Unit) -> str:
    data = _Data()
    source = _inline(unit.source.content, unit.source.codes, data.element)
    target = _inline(unit.target.content, unit.codes, data.element) if unit.target else ""
    segment = {
        "id": "s1",
        "state": _STATES_2[unit.state],
        "subState": "polisi:stale" if unit.state is State.STALE else None,
    }
    notes = "".join(element("note", {"category": "context"}, text(each)) for each in unit.notes)
    return element(
        "unit",
        {"id": unit.id, "name": unit.name, "xml:space": "preserve"},
        _terms_2(unit),
        _previous_2(unit),
        _metadata_2(unit),
        element("notes", {}, notes) if notes else "",
        data.written,
        "\n",
        element(
            "segment",
            segment,
            element("source", {}, source),
            element("target", {}, target) if unit.target else "",
        ),
    )


def _metadata_2(unit: Unit) -> str:
    meta = [element("mda:meta", {"type": SOURCE_HASH}, unit.source_hash)]
    if unit.target_hash:
        meta.append(element("mda:meta", {"type": TARGET_HASH}, unit.target_hash))
    return element("mda:metadata", {}, element("mda:metaGroup", {"category": "polisi"}, *meta))


def _terms_2(unit: Unit) -> str:
    entries = [
        element(
            "gls:glossEntry",
            {},
            element("gls:term", {}, text(term)),
            element("gls:translation", {}, text(translation)),
        )
        for term, translation in unit.terms
    ]
    return element("gls:glossary", {}, *entries) if entries else ""


def _previous_2(unit: Unit) -> str:
    if unit.previous is None or unit.target is None:
        return ""
    match = element(
        "mtc:match",
        {"ref": "#s1", "type": "tm", "origin": "signed before the English changed"},
        element("source", {}, text(unit.previous)),
        element("target", {}, text(unit.target_text)),
    )
    return element("mtc:matches", {}, match)


class _Data:
    """The Markdown of the codes of a unit, each once."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def _id(self, raw: str) -> str:
        return self._ids.setdefault(raw, f"d{len(self._ids) + 1}")

    @property
    def written(self) -> str:
        data = [
            element("data", {"id": ident, "xml:space": "preserve"}, text(display(raw)))
            for raw, ident in self._ids.items()
        ]
        return element("originalData", {}, *data) if data else ""

    def element(self, code: Code, side: str) -> str:
        """Return one side of a code."""
        if side == "close":
            return "</pc>"
        kind, sub_kind = _KINDS_2.get(code.kind, ("other", f"polisi:{code.kind}"))
        may_go = "yes" if code.may_go else "no"
        common = {"canCopy": "no", "canDelete": may_go, "type": kind, "subType": sub_kind}
        if code.closing is None:
            shown = display(code.opening)
            own = {"id": code.id, "dataRef": self._id(code.opening), "equiv": shown, "disp": shown}
            return element("ph", {**own, **common})
        refs = {
            "id": code.id,
            "dataRefStart": self._id(code.opening),
            "dataRefEnd": self._id(code.closing),
        }
        return element("pc", {**refs, **common})[:-2] + ">"


_KINDS_2: Mapping[str, tuple[str, str | None]] = {
    "field": ("ui", "xlf:var"),
    "emphasis": ("fmt", "xlf:i"),
    "strong": ("fmt", "xlf:b"),
    "break": ("fmt", "xlf:lb"),
    "link": ("link", None),
    "image": ("image", None),
}


def _inline(content: Content, codes: Mapping[str, Code], made: Callable[[Code, str], str]) -> str:
    return "".join(
        text(each) if isinstance(each, str) else made(codes[each.code], each.side)
        for each in content
    )


# ---------------------------------------------------------------------- 1.2


def _xliff_1(documents: Sequence[Document], source: str, target: str) -> Iterator[str]:
    yield f'<xliff xmlns="{NAMESPACES["1"]}" version="1.2">'
    for document in documents:
        head = {
            "original": document.path,
            "source-language": source,
            "target-language": target,
            "datatype": "x-markdown",
        }
        yield element("file", head, " ")[: -len(" </file>")]
        yield element("header", {}, element("note", {}, text(document.source.title)))
        yield "<body>"
        for unit in document.units:
            yield _unit_1(unit)
        yield "</body>"
        yield "</file>"
    yield "</xliff>"


def _unit_1(unit: Unit) -> str:
    hashes = {SOURCE_HASH: unit.source_hash, TARGET_HASH: unit.target_hash}
    extra = " ".join(f"{key}={value}" for key, value in hashes.items() if value)
    notes = [*unit.notes, *(f"{term} = {translation}" for term, translation in unit.terms)]
    if unit.previous is not None:
        notes.append(_STALE.format(unit.previous))
    return element(
        "trans-unit",
        {
            "id": unit.id,
            "resname": unit.name,
            "approved": "yes" if unit.state is State.REVIEWED else None,
            "xml:space": "preserve",
            "extradata": extra,
        },
        "\n",
        element("source", {}, _inline(unit.source.content, unit.source.codes, _code_1)),
        "\n",
        element(
            "target",
            {"state": _STATES_1[unit.state]},
            _inline(unit.target.content, unit.codes, _code_1) if unit.target else "",
        ),
        "\n",
        *(element("note", {}, text(note)) for note in notes),
        _previous_1(unit),
    )


def _previous_1(unit: Unit) -> str:
    if unit.previous is None or unit.target is None:
        return ""
    return element(
        "alt-trans",
        {"alttranstype": "previous-version"},
        element("source", {}, text(unit.previous)),
        element("target", {}, text(unit.target_text)),
    )


_PAIRS_1 = {"emphasis": "italic", "strong": "bold", "link": "link"}
_ALONE_1 = {"break": "lb"}
"""What the standard calls a kind of code; others are our own."""


def _code_1(code: Code, side: str) -> str:
    if side == "close":
        return "</g>"
    known = _ALONE_1 if code.closing is None else _PAIRS_1
    kind = {"id": code.id, "ctype": known.get(code.kind, f"x-polisi-{code.kind}")}
    if code.closing is None:
        return element("ph", kind, text(display(code.opening)))
    return element("g", kind)[:-2] + ">"
