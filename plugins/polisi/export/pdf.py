"""Pages to PDF/UA-1, set by Typst.

The template (`web/document/document.typ`) never changes; a document is a JSON file beside it, so
that no text of a page or a school is ever read as Typst. What a document says and in which order
is settled here, what it looks like there.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from polisi.export.blocks import Block, Run, Runs
from polisi.export.parts import document_page, inside, is_letter, title
from polisi.export.remarks import NAME as REMARK
from polisi.export.remarks import NONE, Remarks, remarked
from polisi.export.tree import Node, footnotes, groups, tree
from polisi.export.typeset import PdfError, typeset
from polisi.fields import Answers, Schema, called
from polisi.fill import Filled, fill
from polisi.model import Kind, Page
from polisi.strings import say

__all__ = ["About", "Layout", "PdfError", "document_pdf", "page_pdf", "pdf"]

Layout = Literal["after", "beside"]
"""Two languages one after the other, or clause by clause side by side."""

_Json = dict[str, Any]
_ELSEWHERE = re.compile(r"(?:https?|mailto|tel):")
_PICTURE = re.compile(r"data:image/(png|jpeg);base64,(.*)", re.DOTALL)
_HEAD = 150
"""The most characters of a name at the head of a page."""

_LONG = re.compile(r"\S{25,}")
"""What may be longer than the line of a narrow column."""


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself.

    Attributes:
        title: its title, as a window shows it.
        name: the school's name, for the head of each page; may be empty.
        keywords: what a reader may search it by: the template's version, the translation's status.
        open: for each page, what is still to be filled in; a page with any of it is a draft.
    """

    title: str
    name: str = ""
    keywords: tuple[str, ...] = ()
    open: tuple[Sequence[str], ...] = ()


def pdf(
    pages: Sequence[Page],
    about: About,
    *,
    layout: Layout = "after",
    schema: Schema | None = None,
    original: Page | None = None,
    remarks: Mapping[str, Remarks] | None = None,
) -> bytes:
    """Make one PDF of a page, or of a page in two languages.

    Args:
        pages: the page, filled in or not, in one language or in two in the order wanted.
        about: what it says of itself.
        layout: how two languages stand.
        schema: the fields, for what to call a place that is still open.
        original: the same page in the language in which statutes are law: what it quotes of them
            then stands before their translation.
        remarks: what its publisher says in it, by language.

    Raises:
        PdfError: a picture in it cannot be read.
    """
    pictures: dict[str, bytes] = {}
    still_open = about.open or ((),) * len(pages)
    texts = [
        _Text(page, schema, original, pictures, (remarks or {}).get(page.locale, NONE)).made(
            waits_for
        )
        for page, waits_for in zip(pages, still_open, strict=True)
    ]
    locales = [page.locale for page in pages]
    both = layout == "beside" and len(texts) == 2
    data: _Json = {
        "title": about.title,
        "name": about.name,
        "head": _LONG.sub(_breakable, _shortened(about.name or about.title)),
        "keywords": list(about.keywords),
        "langs": locales,
        "pages": [say(locale, "doc_page_of", page="{page}", pages="{pages}") for locale in locales],
        "form": any(text["form"] for text in texts),
        "letter": is_letter(pages[0]),
        "parts": [_beside(*texts)] if both else texts,
    }
    return typeset(data, pictures)


def document_pdf(
    pages: Sequence[Page],
    answers: Answers,
    *,
    layout: Layout = "after",
    original: Page | None = None,
) -> bytes:
    """Fill a page in and make a PDF of it.

    Args:
        pages: the page (the whole policy or one part of it), in one language or in two.
        answers: what the school answered.
        layout: how two languages stand.
        original: the page in the language in which statutes are law; a document of that language,
            or of both, needs none.

    Raises:
        PdfError: the school's picture cannot be read.
    """
    schema = answers.schema
    titles = [_title(page, answers) for page in pages]
    names = [answers.text(schema.name, page.locale) or "" for page in pages]
    filled = [fill(document_page(page), answers) for page in pages]
    return pdf(
        [each.page for each in filled],
        About(
            " / ".join(f"{t} – {n}" if n else t for t, n in zip(titles, names, strict=True)),
            " / ".join(dict.fromkeys(filter(None, names))),
            tuple(_keywords(pages, schema)),
            tuple(_open(each, schema) for each in filled),
        ),
        layout=layout,
        schema=schema,
        original=original if len(pages) == 1 else None,
    )


def page_pdf(
    pages: Sequence[Page],
    *,
    layout: Layout = "beside",
    remarks: Mapping[str, Remarks] | None = None,
) -> bytes:
    """Make a PDF of what nobody fills in on a screen, in one language or in two.

    That is a form, or a document to read. Side by side, the two languages of a form share one
    place to write each answer.

    Args:
        pages: the page, in one language or in two in the order wanted.
        layout: how two languages stand.
        remarks: what its publisher says in it, by language.
    """
    about = About(" / ".join(map(title, pages)), keywords=tuple(_drafts(pages)))
    shown = [document_page(page) for page in pages]
    return pdf(shown, about, layout=layout, remarks=remarks)


def _title(page: Page, answers: Answers) -> str:
    own = None
    if page.path == answers.schema.document:
        own = answers.text(answers.schema.title, page.locale)
    return own or title(page)


def _open(filled: Filled, schema: Schema) -> Sequence[str]:
    locale = filled.page.locale
    return [called(schema.by_id[ident], locale, wanted) for ident, wanted in filled.open]


def _keywords(pages: Sequence[Page], schema: Schema) -> Iterator[str]:
    for page in pages:
        yield say(page.locale, "doc_template", version=schema.version)
        yield from _drafts([page])


def _drafts(pages: Sequence[Page]) -> Iterator[str]:
    for page in pages:
        if page.draft:
            yield say(page.locale, "doc_draft_translation")


# ---------------------------------------------------------------------- one language
class _Text:
    """Makes the data of one page in one language."""

    def __init__(
        self,
        page: Page,
        schema: Schema | None,
        original: Page | None,
        pictures: dict[str, bytes],
        remarks: Remarks = NONE,
    ) -> None:
        self._page = page
        self._locale = page.locale
        self._fields = schema.by_id if schema else {}
        self._starts = frozenset((*(schema.parts if schema else ()), REMARK))
        self._pictures = pictures
        self._blocks = remarked(page, remarks)
        self._notes = footnotes(self._blocks)
        self._resolve = inside(page)
        self._anchors = {block.anchor for block in self._blocks if block.anchor}
        self._placed: set[str] = set()
        self._paths = [block.path for block in self._blocks[:1]]
        self._levels: list[int] = []
        self._original: _Text | None = None
        self._statutes: dict[str, Node] = {}
        if original is not None and original.locale != page.locale and self._quotes():
            self._original = _Text(original, schema, None, pictures)
            self._statutes = {
                node.block.id: node
                for top in tree(self._original._blocks)
                for node in _statutes(top)
            }

    def made(self, still_open: Sequence[str] = ()) -> _Json:
        nodes = self._nodes(tree(self._blocks))
        draft = None
        if still_open:
            draft = {"says": say(self._locale, "draft_document"), "open": list(still_open)}
        form = any(block.kind is Kind.FIELD for block in self._blocks)
        return {"lang": self._locale, "form": form, "draft": draft, "nodes": nodes}

    # ------------------------------------------------------------------ blocks
    def _nodes(self, nodes: Sequence[Node]) -> list[_Json]:
        return [self._group(group) for group in groups(nodes)]

    def _group(self, group: Sequence[Node]) -> _Json:
        first = group[0]
        made: _Json = {"key": first.block.id}
        if first.block.kind is Kind.HEADING and self._starts_page(first.block):
            made["new"] = True
        if first.name == "statute":
            return made | self._statute(first)
        if first.name:
            return made | {"kind": first.name, "nodes": self._nodes(first.children)}
        match first.block.kind:
            case Kind.HEADING:
                return made | self._heading(first.block)
            case Kind.CLAUSE | Kind.ITEM:
                items = [self._item(node) for node in group]
                kind = "clauses" if first.block.kind is Kind.CLAUSE else "list"
                return made | {"kind": kind, "items": items}
            case Kind.FIELD:
                return made | {"kind": "fields", "fields": [self._field(n.block) for n in group]}
            case Kind.CELL:
                rows = [[self._runs(cell) for cell in row] for row in first.block.rows]
                return made | {"kind": "table", "rows": rows}
            case _:
                # What stands on the cover is set larger than what is read.
                cover = first.block.path == self._paths[0] and len(self._levels) == 1
                made |= {"cover": cover} if self._has_parts() else {}
                return made | {"kind": "paragraph", "runs": self._runs(first.block.runs)}

    def _starts_page(self, block: Block) -> bool:
        """Tell whether a block begins a new page: what follows the cover, and each part."""
        if block.path == self._paths[-1]:
            return False
        self._paths.append(block.path)
        return len(self._paths) == 2 or block.path in self._starts

    def _quotes(self) -> bool:
        return any("statute" in block.containers for block in self._blocks)

    def _has_parts(self) -> bool:
        return any(block.path != self._blocks[0].path for block in self._blocks)

    def _heading(self, block: Block) -> _Json:
        # No level is left out, or the contents that a screen reader makes of them have holes.
        while self._levels and self._levels[-1] >= block.level:
            self._levels.pop()
        self._levels.append(block.level)
        return {
            "kind": "heading",
            "level": len(self._levels),
            "runs": self._runs(block.runs),
            **self._anchor(block),
        }

    def _item(self, node: Node) -> _Json:
        block = node.block
        label = block.label
        if label is None and block.number is not None:
            label = f"{block.number}."
        words = [run for run in block.runs if not run.raised]
        contents = len(words) == 1 and self._target(words[0].href).get("to")
        return {
            "key": block.id,
            "label": label,
            "runs": self._runs(block.runs),
            "to": contents or None,
            "nodes": self._nodes(node.children),
            **self._anchor(block),
        }

    def _field(self, block: Block) -> _Json:
        number = "" if block.number is None else f"{block.number}."
        return {
            "tick": block.tick,
            "question": block.number is not None,
            "sides": [
                {
                    "lang": self._locale,
                    "label": block.label or number,
                    "runs": self._runs(block.runs),
                    **self._anchor(block),
                }
            ],
        }

    def _statute(self, node: Node) -> _Json:
        made: _Json = {
            "kind": "statute",
            "title": self._runs(node.title),
            "nodes": self._nodes(node.children),
        }
        law = self._statutes.get(node.block.id)
        if self._original is not None and law is not None:
            made["original"] = {
                "lang": self._original._locale,
                "nodes": self._original._nodes(law.children),
                "says": say(self._locale, "unofficial_translation"),
            }
        return made

    def _anchor(self, block: Block) -> _Json:
        if not block.anchor or block.anchor in self._placed:
            return {}
        self._placed.add(block.anchor)
        return {"anchor": self._here(block.anchor)}

    # ------------------------------------------------------------------ runs
    def _runs(self, runs: Runs) -> list[_Json]:
        return [self._run(run) for run in runs]

    def _run(self, run: Run) -> _Json:
        # An address breaks where addresses do, and is copied as it is.
        is_address = run.href is not None and run.href.endswith(run.text)
        made: _Json = {"text": run.text if is_address else _LONG.sub(_breakable, run.text)}
        if run.bold:
            made["bold"] = True
        if run.italic:
            made["italic"] = True
        if run.lang and run.lang != self._locale:
            made["lang"] = run.lang
        if run.raised:
            made["raised"] = True
        made |= self._target(run.href)
        if run.field is not None:
            made["gap"] = f"[{self._called(run.field)}]"
            made["text"] = "'s" if run.possessive else ""
        if run.image is not None:
            made["picture"] = self._picture(run.image)
        if run.footnote in self._notes:
            made |= self._note(run.footnote)
        return made

    def _target(self, href: str | None) -> _Json:
        """Return where a link leads; a link to what is not in this document leads nowhere."""
        address = self._resolve(href) if href else None
        if not address:
            return {}
        if address.startswith("#"):
            known = address[1:] in self._anchors
            return {"to": self._here(address[1:])} if known else {}
        return {"url": address} if _ELSEWHERE.match(address) else {}

    def _here(self, anchor: str) -> str:
        return f"{self._locale}:{anchor}"

    def _note(self, name: str) -> _Json:
        anchor = self._here(f"fn:{name}")
        if anchor in self._placed:
            return {"again": anchor}
        self._placed.add(anchor)
        return {"note": self._runs(self._notes[name]), "anchor": anchor}

    def _called(self, ident: str) -> str:
        known = self._fields.get(ident)
        return ident.replace("_", " ") if known is None else known.gap[self._locale]

    def _picture(self, address: str) -> str | None:
        found = _PICTURE.match(address)
        if found is None:
            return None
        file = f"picture-{len(self._pictures) + 1}.{found[1]}"
        self._pictures[file] = base64.b64decode(found[2])
        return file


def _statutes(node: Node) -> Iterator[Node]:
    """Yield the quoted statutes in a node, itself included."""
    if node.name == "statute":
        yield node
    for child in node.children:
        yield from _statutes(child)


def _shortened(name: str) -> str:
    if len(name) <= _HEAD:
        return name
    words, space, _ = name[:_HEAD].rpartition(" ")
    return f"{words if space else name[:_HEAD]} …"


def _breakable(found: re.Match[str]) -> str:
    """Return a word that no line may hold with places where it may break."""
    made = ""
    since = 0
    for character in found[0]:
        since += 1
        if since > 10 and unicodedata.category(character)[0] in "LN":
            made += "\u200b"
            since = 0
        made += character
    return made


# ---------------------------------------------------------------------- side by side
def _beside(left: _Json, right: _Json) -> _Json:
    """Return two texts as one of pairs; what has no counterpart stands alone in its column."""
    ours, theirs = list(_units(left["nodes"])), list(_units(right["nodes"]))
    matcher = SequenceMatcher(None, [n["key"] for n in ours], [n["key"] for n in theirs], False)
    nodes: list[_Json] = []
    for _, a, b, c, d in matcher.get_opcodes():
        for index in range(max(b - a, d - c)):
            one = ours[a + index] if a + index < b else None
            other = theirs[c + index] if c + index < d else None
            nodes.append(_pair(one, other))
    return {
        "lang": left["lang"],
        "langs": [left["lang"], right["lang"]],
        "drafts": [left["draft"], right["draft"]],
        "draft": None,
        "nodes": nodes,
    }


def _units(nodes: Iterable[_Json]) -> Iterator[_Json]:
    """Yield what is set against its counterpart: each clause of its own, all else as it is."""
    for node in nodes:
        if node["kind"] == "form":
            yield from _units(node["nodes"])
        elif node["kind"] != "clauses":
            yield node
        else:
            for index, item in enumerate(node["items"]):
                new = index == 0 and "new" in node
                yield {"kind": "clauses", "key": item["key"], "items": [item]} | (
                    {"new": True} if new else {}
                )


def _pair(one: _Json | None, other: _Json | None) -> _Json:
    new = any(side and side.get("new") for side in (one, other))
    made: _Json = {"kind": "pair", "sides": [one, other], "new": new}
    if one and other and one["kind"] == other["kind"] == "fields":
        ours, theirs = one["fields"], other["fields"]
        if [(f["tick"], f["question"]) for f in ours] == [
            (f["tick"], f["question"]) for f in theirs
        ]:
            made |= {
                "kind": "fields",
                "fields": [
                    a | {"sides": a["sides"] + b["sides"]}
                    for a, b in zip(ours, theirs, strict=True)
                ],
            }
            del made["sides"]
    return made
