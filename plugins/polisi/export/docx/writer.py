"""Blocks of one language to the XML of a Word document, with marks where an answer goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from polisi.export.blocks import Block, Run, Runs
from polisi.export.docx.marks import escape, escape_in_run, mark, when
from polisi.export.docx.numbering import HEADING, Label, Numbering, parse
from polisi.export.docx.pieces import Piece, Shape
from polisi.export.remarks import NAME as REMARK
from polisi.fields import Empty, Field, Schema, Type, called
from polisi.fill.values import BLANK
from polisi.model import Kind
from polisi.strings import say, tag

_BULLET = 397
_CLAUSE_STYLES = ("Heading1", "Clause", "Subclause", "ClauseLetter", "ClauseLetter")


@dataclass
class Package:
    """What the languages of a document share.

    Attributes:
        schema: the fields.
        numbering: the lists.
        relate: gives the id of the relationship to an outside address.
        bookmarks: the name of each place that a link leads to, by language and id.
        footnotes: the XML of each footnote, in order.
    """

    schema: Schema
    numbering: Numbering
    relate: Callable[[str], str]
    bookmarks: dict[tuple[str, str], str] = field(default_factory=dict)
    footnotes: list[str] = field(default_factory=list)
    _ids: int = 0

    def next_id(self) -> int:
        """Return a number that no bookmark or drawing has yet."""
        self._ids += 1
        return self._ids

    def bookmark(self, locale: str, ident: str) -> str:
        """Return the name of a place; Word allows 40 letters, digits and underscores."""
        plain = re.sub(r"\W", "_", f"{locale}_{ident}")[:32]
        known = self.bookmarks.setdefault((locale, ident), plain)
        if list(self.bookmarks.values()).count(known) > 1:
            known = self.bookmarks[locale, ident] = f"{plain}_{len(self.bookmarks)}"
        return known


@dataclass(slots=True)
class _Place:
    """Where the writer is.

    Attributes:
        clause: the level of the clause that what follows belongs to, or None.
        ordered: the open numbered lists: their ids and last numbers, by depth.
    """

    clause: int | None = None
    ordered: dict[int, tuple[int, int]] = field(default_factory=dict)


class Writer:
    """Writes the pieces of a page.

    Attributes:
        locale: the language.
        tag: the language as Word writes it.
        pieces: what is to be written.
    """

    def __init__(
        self,
        package: Package,
        locale: str,
        blocks: Sequence[Block],
        pieces: Sequence[Piece],
        resolve: Callable[[str], str | None],
    ) -> None:
        self.locale = locale
        self.tag = tag(locale)
        self.pieces = pieces
        self._package = package
        self._fields: Mapping[str, Field] = package.schema.by_id
        self._resolve = resolve
        self._place = _Place()
        self._replaced = {f.replaces: f for f in package.schema.fields if f.replaces}
        self._hidable = {ident for f in package.schema.fields for ident in f.shows}
        self._notes = self._footnotes(blocks)
        self._note_ids: dict[str, int] = {}
        self._targets = {
            target.removeprefix("#")
            for block in blocks
            for run in _all_runs(block)
            if run.href and (target := resolve(run.href)) and target.startswith("#")
        }
        self._statutes: Mapping[str, Sequence[Block]] = {}
        self._original = ""
        package.numbering.begin(locale)

    def quote(self, locale: str, statutes: Mapping[str, Sequence[Block]]) -> None:
        """Put the original beside each statute: its blocks by the statute's number."""
        self._original, self._statutes = locale, statutes

    @staticmethod
    def _footnotes(blocks: Sequence[Block]) -> dict[str, list[Block]]:
        notes: dict[str, list[Block]] = {}
        name = ""
        for block in blocks:
            if block.kind is Kind.FOOTNOTE:
                name = block.id.removeprefix("fn:") if block.id.startswith("fn:") else name
                notes.setdefault(name, []).append(block)
        return notes

    # ------------------------------------------------------------------ where things stand
    def hides(self, piece: Piece) -> tuple[str, ...]:
        """Return the tests that must all hold for the sections that a piece stands in."""
        return tuple(
            f"!hide:{self.locale}/{ident}"
            for ident in piece.block.sections
            if ident in self._hidable
        )

    def presence(self, piece: Piece) -> str:
        """Return the test for anything to be left of a piece; empty if something always is."""
        if piece.shape is Shape.PICTURE:
            return "picture"
        if piece.shape is not Shape.TEXT:
            return ""
        found = self._alone(piece.block)
        if found is None or found.required:
            return ""
        key = f"{found.id}.{self.locale}"
        return f"list:{key}" if found.type is Type.LIST else f"!omit:{key}"

    def row_presence(self, row: Sequence[Runs]) -> str:
        """Return the test for a table's row to stay: it goes where its one entry stays empty."""
        entry = row[1] if len(row) == 2 else ()
        seen = [run for run in entry if run.field or run.text.strip()]
        found = self._fields.get(seen[0].field or "") if len(seen) == 1 else None
        if found is None or found.required or found.type in (Type.LIST, Type.IMAGE):
            return ""
        return f"!omit:{found.id}.{self.locale}"

    def _alone(self, block: Block) -> Field | None:
        """Return the field that is all of a paragraph or bullet, which goes if it stays empty."""
        is_plain = block.label is None and block.number is None
        if block.kind not in (Kind.PARAGRAPH, Kind.ITEM) or not is_plain:
            return None
        return self._fields.get(block.only_field or "")

    def open_tests(self) -> dict[tuple[str, str], list[str]]:
        """Return what can make a draft of the document, and the tests for when it does.

        That is each field, in the order met, with each language that it may lack a value in.
        """
        found: dict[tuple[str, str], list[str]] = {}
        for piece in self.pieces:
            for known in self._may_be_open(piece):
                for language in known.label:
                    flags = [f"open:{self.locale}/{known.id}/{language}", *self.hides(piece)]
                    found.setdefault((known.id, language), []).append("&".join(flags))
        return found

    def _may_be_open(self, piece: Piece) -> Iterator[Field]:
        for block in piece.blocks:
            replacing = self._replaced.get(block.id)
            named = (self._fields.get(run.field or "") for run in _all_runs(block))
            for known in (replacing, *named):
                if known and known.may_be_open and known.type is not Type.IMAGE:
                    yield known

    def pause(self) -> None:
        """Let no number continue from before."""
        self._package.numbering.pause(self.locale)

    # ------------------------------------------------------------------ pieces
    def piece(self, piece: Piece, break_before: bool = False, *, follows: bool = False) -> str:
        """Return the paragraphs and tables of a piece.

        Args:
            piece: the piece.
            break_before: whether it begins a page.
            follows: whether it stands right under the same heading in another language.
        """
        match piece.shape:
            case Shape.PICTURE:
                return self._picture(piece.block)
            case Shape.CONTENTS:
                return self.contents(piece)
            case Shape.STATUTE:
                return self._statute(piece)
            case Shape.TEXT:
                return self._text(piece, break_before, follows)
        raise ValueError(f"{piece.shape} is laid out by the table's own module")

    def contents(self, piece: Piece, field_code: str = "") -> str:
        """Return a list of contents; with a field code, one that Word can make anew."""
        entries = (
            # What Word makes of headings has no marks but theirs.
            [run for run in block.runs if not (field_code and run.raised)]
            for block in piece.blocks
        )
        lines = [self._bare("toc1", self.runs(tuple(e), plain_links=True)) for e in entries]
        if field_code:
            begin = (
                f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText '
                f'xml:space="preserve"> {escape(field_code)} </w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            )
            lines[0] = lines[0].replace("</w:pPr>", "</w:pPr>" + begin, 1)
            end = '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
            lines[-1] = lines[-1].removesuffix("</w:p>") + end
        return "".join(lines)

    def _bare(self, style: str, content: str, properties: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'

    def say(self, style: str, key: str) -> str:
        """Return a paragraph that Polisi itself says."""
        return self._bare(style, self.plain(say(self.locale, key)))

    def named(self, style: str) -> str:
        """Return a paragraph that names this language."""
        return self.say(style, "language_name")

    def label(self, ident: str, wanted: str) -> str:
        """Return what a field is called that has no value in the language `wanted`."""
        return called(self._fields[ident], self.locale, wanted)

    def plain(self, text: str) -> str:
        """Return a run of plain text in this language."""
        return self._run(text, self._rpr(Run()))

    def _text(self, piece: Piece, break_before: bool, follows: bool) -> str:
        block = piece.block
        content = self.inline(block)
        match block.kind:
            case Kind.HEADING:
                return self._heading(block, break_before, follows)
            case Kind.CLAUSE:
                return self._clause(block)
            case Kind.ITEM:
                return self._item(block)
        if "letter" in block.containers:
            first = '<w:spacing w:before="960"/>' if piece.signature == 1 else ""
            style = "Signature" if piece.signature else "Letter"
            return self._optional(block, style, first)
        if block.only_field == self._package.schema.name:
            return self._optional(block, "SchoolName", "")
        if block.kind is Kind.CODE or REMARK in block.containers:
            return self._bare("Normal" if block.kind is Kind.CODE else "Remark", content)
        if self._place.clause is not None:
            left = f'<w:ind w:left="{self._indent(self._place.clause)}"/>'
            return self._optional(block, "ClauseText", left)
        return self._optional(block, "Normal", "")

    def _optional(self, block: Block, style: str, properties: str) -> str:
        """Return a paragraph that goes where all that it holds is an empty field."""
        ppr = f'<w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>'
        found = self._alone(block)
        xml = f"<w:p>{ppr}{self._mark(block)}{self.inline(block, ppr)}</w:p>"
        if found is None or found.required:
            return xml
        return when(f"!omit:{found.id}.{self.locale}", xml)

    def _heading(self, block: Block, break_before: bool, follows: bool) -> str:
        self._place = _Place()
        depth = len(block.sections)
        style = "Title" if depth <= 1 else f"Heading{min(depth - 1, 4)}"
        runs = block.runs
        numbered = HEADING.match(runs[0].text) if runs and runs[0].field is None else None
        number = indent = ""
        if numbered and style == "Heading1":
            label = Label(0, (int(numbered[1]),))
            number = self._number(*self._package.numbering.place(self.locale, label))
            runs = (replace(runs[0], text=runs[0].text[numbered.end() :]), *runs[1:])
        elif style == "Heading1":
            # The style counts; this heading is not counted.
            number, indent = self._number(0, 0), '<w:ind w:left="0" w:firstLine="0"/>'
        breaks = "<w:pageBreakBefore/>" if break_before else ""
        close = '<w:spacing w:before="0"/>' if follows else ""
        ppr = f'<w:pPr><w:pStyle w:val="{style}"/>{breaks}{number}{close}{indent}</w:pPr>'
        return f"<w:p>{ppr}{self._mark(block)}{self.runs(runs)}</w:p>"

    def _indent(self, level: int) -> int:
        return self._package.numbering.indent(level)

    @staticmethod
    def _number(ident: int, level: int) -> str:
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{ident}"/></w:numPr>'

    def _clause(self, block: Block) -> str:
        ppr, label = self._labelled(block, "")
        continued = f'<w:pPr><w:pStyle w:val="ClauseText"/>{self._clause_indent()}</w:pPr>'
        return f"<w:p>{ppr}{self._mark(block)}{label}{self.inline(block, continued)}</w:p>"

    def _clause_indent(self) -> str:
        return f'<w:ind w:left="{self._indent(self._place.clause or 0)}"/>'

    def _labelled(self, block: Block, style: str) -> tuple[str, str]:
        """Return the properties of a labelled paragraph, and the label where it is typed."""
        parsed = parse(block.label or "")
        level = parsed.level if parsed else 1
        if "statute" not in block.containers and not style:
            self._place = _Place(clause=level)
        style = style or (_CLAUSE_STYLES[level] if level < 5 else "ClauseNumber")
        start = f'<w:pPr><w:pStyle w:val="{style}"/>'
        if parsed is not None:
            place = self._package.numbering.place(self.locale, parsed)
            return f"{start}{self._number(*place)}</w:pPr>", ""
        shape = f'<w:tabs><w:tab w:val="left" w:pos="{self._indent(1)}"/></w:tabs>'
        shape += f'<w:ind w:left="{self._indent(1)}" w:hanging="{self._indent(1)}"/>'
        return f"{start}{shape}</w:pPr>", self._run(f"{block.label}\t", self._rpr(Run()))

    def _item(self, block: Block) -> str:
        ppr = self._item_properties(block)
        found = self._alone(block)
        if found is not None and found.type is Type.LIST:
            return self._repeated(found, ppr)
        xml = f"<w:p>{ppr}{self._mark(block)}{self.inline(block, ppr)}</w:p>"
        if found is None or found.required:
            return xml
        return when(f"!omit:{found.id}.{self.locale}", xml)

    def _item_properties(self, block: Block, style: str = "") -> str:
        depth = block.level - 1
        base = 0 if self._place.clause is None or style else self._indent(self._place.clause)
        shape = f'<w:ind w:left="{base + _BULLET * block.level}" w:hanging="{_BULLET}"/>'
        if block.number is None:
            number = self._number(self._package.numbering.bullets(), depth)
            style = style or "ListBullet"
            self._place.ordered = {k: v for k, v in self._place.ordered.items() if k < depth}
        else:
            ident, last = self._place.ordered.get(depth, (0, -1))
            if last + 1 != block.number:
                ident = self._package.numbering.ordered(block.number, depth)
            kept = {k: v for k, v in self._place.ordered.items() if k < depth}
            self._place.ordered = {**kept, depth: (ident, block.number)}
            number = self._number(ident, depth)
            style = style or "ListNumber"
        return f'<w:pPr><w:pStyle w:val="{style}"/>{number}{shape}</w:pPr>'

    def _repeated(self, found: Field, ppr: str) -> str:
        """Return a list item for each entry of a list field."""
        key = f"{found.id}.{self.locale}"
        words = self._run_of(mark("item"), self._rpr(Run()))
        link_words = self._run_of(mark("item"), self._rpr(Run(), "Hyperlink"))
        link = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText '
            f'xml:space="preserve"> HYPERLINK "{mark("link")}" </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{link_words}'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        gap = self._run_of(mark("item"), self._rpr(Run(), "Gap"))
        shown = when("linked", link) + when("!linked&!open", words) + when("open", gap)
        entry = f"<w:p>{ppr}{shown}</w:p>"
        each = f"{mark('each', key)}{entry}{mark('end')}"
        if not found.required:
            return each
        return each + when(f"gap:{key}", f"<w:p>{ppr}{self._gap(found)}</w:p>")

    def _statute(self, piece: Piece) -> str:
        title = [block for block in piece.blocks if block.kind is Kind.TITLE]
        rest = [block for block in piece.blocks if block.kind is not Kind.TITLE]
        made = [self._bare("StatuteTitle", self.runs(block.runs)) for block in title]
        number = next((found[1] for b in rest if (found := re.match(r"statute-(\d+)", b.id))), "")
        original = self._statutes.get(number, ())
        if original:
            self.pause()
            here, self.tag = self.tag, tag(self._original)
            made += [self._statute_line(block, "StatuteOriginal") for block in original]
            self.tag = here
            made.append(self.say("StatuteNote", "unofficial_translation"))
        self.pause()
        made += [self._statute_line(block, "Statute") for block in rest]
        self.pause()
        return "".join(made)

    def _statute_line(self, block: Block, style: str) -> str:
        if block.label is None:
            return self._bare(style, self.inline(block))
        ppr, label = self._labelled(block, style)
        return f"<w:p>{ppr}{label}{self.inline(block)}</w:p>"

    def _picture(self, block: Block) -> str:
        alt = f"{{alt.{self.locale}}}"
        ident = self._package.next_id()
        extent = 'cx="{cx}" cy="{cy}"'
        xml = (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent {extent}/><wp:docPr id="{ident}" name="logo" descr="{alt}"/>'
            "<a:graphic><a:graphicData "
            'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{ident}" name="logo" descr="{alt}"/><pic:cNvPicPr/>'
            '</pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdLogo"/><a:stretch><a:fillRect/>'
            f'</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/>'
            '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
        return when("picture", self._bare("Logo", mark("picture", xml)))

    # ------------------------------------------------------------------ tables' cells
    def cell(self, runs: Runs, style: str) -> str:
        """Return the paragraph of a table's cell."""
        ppr = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        return f"<w:p>{ppr}{self.runs(runs, ppr)}</w:p>"

    def question(self, block: Block) -> str:
        """Return the paragraph that labels a place on a form."""
        label = ""
        if block.number is not None:
            ppr = self._item_properties(block, "FormQuestion")
        elif block.label is not None:
            ppr, label = self._labelled(block, "FormLabel")
            narrow = f'<w:ind w:left="{_BULLET}" w:hanging="{_BULLET}"/></w:pPr>'
            ppr = ppr.removesuffix("</w:pPr>") + narrow
        else:
            ppr = '<w:pPr><w:pStyle w:val="FormLabel"/></w:pPr>'
        return f"<w:p>{ppr}{self._mark(block)}{label}{self.inline(block)}</w:p>"

    # ------------------------------------------------------------------ inline
    def _mark(self, block: Block) -> str:
        """Return the bookmark of a block that a link leads to."""
        if block.anchor is None or block.anchor not in self._targets:
            return ""
        name = self._package.bookmark(self.locale, block.anchor)
        ident = self._package.next_id()
        return f'<w:bookmarkStart w:id="{ident}" w:name="{name}"/><w:bookmarkEnd w:id="{ident}"/>'

    def inline(self, block: Block, continued: str = "") -> str:
        """Return the runs of a block; of a clause that a field may replace, either's.

        Args:
            block: the block.
            continued: the properties of the paragraphs after the first, where an answer has
                several.
        """
        own = self.runs(block.runs, continued)
        field_ = self._replaced.get(block.id)
        if field_ is None:
            return own
        key = f"{field_.id}.{self.locale}"
        rpr = self._rpr(Run())
        new = self._run_of(mark("put", key + self._between(continued, rpr)), rpr)
        gap = when(f"gap:{key}", self._gap(field_))
        return when(f"text:{key}", new) + gap + when(f"!text:{key}&!gap:{key}", own)

    def runs(self, runs: Runs, continued: str = "", *, plain_links: bool = False) -> str:
        """Return runs, those of one link together."""
        made = []
        for href, group in groupby(runs, key=lambda run: run.href):
            together = list(group)
            target = None if href is None else self._resolve(href)
            if target is None:
                made.append(self._plain_runs(together, "", continued))
                continue
            style = "" if plain_links else "Hyperlink"
            inside = self._plain_runs(together, style, "")
            made.append(self._link(target, inside))
        return "".join(made)

    def _link(self, target: str, inside: str) -> str:
        if target.startswith("#"):
            name = self._package.bookmark(self.locale, target.removeprefix("#"))
            return f'<w:hyperlink w:anchor="{name}" w:history="1">{inside}</w:hyperlink>'
        ident = self._package.relate(target)
        return f'<w:hyperlink r:id="{ident}" w:history="1">{inside}</w:hyperlink>'

    def _plain_runs(self, runs: Sequence[Run], style: str, continued: str) -> str:
        made = []
        for index, run in enumerate(runs):
            before, after = _neighbours(runs, index)
            found = self._fields.get(run.field or "")
            if found is not None and _in_bracket(found, run, before, after):
                made.append(self._bracketed(runs, index, style, continued))
            elif run.field is not None:
                made.append(self._field(run, style, continued))
            elif run.footnote is not None:
                made.append(self._note(run.footnote))
            elif run.text:
                text = self._without_brackets(runs, index)
                made.append(self._run(text, self._rpr(run, style)) if text else "")
        return "".join(made)

    def _without_brackets(self, runs: Sequence[Run], index: int) -> str:
        """Return a text less the brackets that go with the field before or after it."""
        text = runs[index].text
        before, after = _neighbours(runs, index)
        if after and self._is_bracketed(runs, index + 1):
            text = re.sub(r"\s*\($", "", text)
        if before and self._is_bracketed(runs, index - 1):
            text = text[1:]
        return text

    def _is_bracketed(self, runs: Sequence[Run], index: int) -> bool:
        found = self._fields.get(runs[index].field or "")
        return found is not None and _in_bracket(found, runs[index], *_neighbours(runs, index))

    def _bracketed(self, runs: Sequence[Run], index: int, style: str, continued: str) -> str:
        """Return a field with the brackets round it, which go where it stays empty."""
        run = runs[index]
        opening = re.search(r"\s*\($", runs[index - 1].text)
        rpr = self._rpr(run, style)
        words = self._run(opening[0] if opening else "(", rpr)
        words += self._field(run, style, continued) + self._run(")", rpr)
        return when(f"!omit:{run.field}.{self.locale}", words)

    def _field(self, run: Run, style: str, continued: str) -> str:
        """Return a place: its text, the gap that it still is, or a line to write on."""
        found = self._fields.get(run.field or "")
        rpr = self._rpr(run, style)
        ending = "'s" if run.possessive else ""
        if found is None:
            return self._run(f"{{{{ {run.field} }}}}{ending}", rpr)
        if found.type in (Type.LIST, Type.IMAGE):
            return ""
        key = f"{found.id}.{self.locale}"
        between = self._between(continued, rpr) if found.type is Type.LONGTEXT else ""
        if ending and self.locale == "en":
            ending = mark("ending", key)
        made = when(f"text:{key}", self._run_of(mark("put", key + between) + ending, rpr))
        if found.may_be_open:
            after = self._run("'s", rpr) if ending else ""
            made += when(f"gap:{key}", self._gap(found) + after)
        if not found.required and found.empty is Empty.BLANK:
            blank = BLANK + ("'s" if ending else "")
            made += when(f"blank:{key}", self._run(blank, rpr))
        return made

    @staticmethod
    def _between(continued: str, rpr: str) -> str:
        """Return what stands between the paragraphs of an answer, after the key of its place."""
        start = f'<w:p>{continued}<w:r>{rpr}<w:t xml:space="preserve">'
        return f" </w:t></w:r></w:p>{start}" if continued else ""

    def _gap(self, found: Field) -> str:
        return self._run(f"[{found.gap[self.locale]}]", self._rpr(Run(), "Gap"))

    def _note(self, name: str) -> str:
        if name not in self._notes:
            return self._run(f"[^{name}]", self._rpr(Run()))
        ident = self._note_ids.get(name)
        if ident is None:
            ident = self._note_ids[name] = len(self._package.footnotes) + 1
            self._package.footnotes.append("")
            self._package.footnotes[ident - 1] = self._note_xml(ident, self._notes[name])
        style = '<w:rPr><w:rStyle w:val="footnotereference"/></w:rPr>'
        return f'<w:r>{style}<w:footnoteReference w:id="{ident}"/></w:r>'

    def _note_xml(self, ident: int, blocks: Sequence[Block]) -> str:
        sign = (
            '<w:r><w:rPr><w:rStyle w:val="footnotereference"/></w:rPr><w:footnoteRef/></w:r>'
        ) + self.plain(" ")
        lines = [self.runs(block.runs) for block in blocks]
        lines[0] = sign + lines[0]
        xml = "".join(self._bare("footnotetext", line) for line in lines)
        return f'<w:footnote w:id="{ident}">{xml}</w:footnote>'

    def _rpr(self, run: Run, style: str = "") -> str:
        style = "RemarkMark" if run.raised else style
        inside = f'<w:rStyle w:val="{style}"/>' if style else ""
        inside += "<w:b/>" if run.bold else ""
        inside += "<w:i/>" if run.italic else ""
        language = tag(run.lang) if run.lang else self.tag
        return f'<w:rPr>{inside}<w:lang w:val="{language}"/></w:rPr>'

    def _run(self, text: str, rpr: str) -> str:
        if "\t" in text:
            text, _, after = text.partition("\t")
            tab = f"<w:r>{rpr}<w:tab/></w:r>"
            return self._run(text, rpr) + tab + (self._run(after, rpr) if after else "")
        return self._run_of(escape_in_run(text), rpr)

    @staticmethod
    def _run_of(content: str, rpr: str) -> str:
        return f'<w:r>{rpr}<w:t xml:space="preserve">{content}</w:t></w:r>'


def _all_runs(block: Block) -> Iterator[Run]:
    yield from block.runs
    for row in block.rows:
        for cell in row:
            yield from cell


def _neighbours(runs: Sequence[Run], index: int) -> tuple[Run | None, Run | None]:
    before = runs[index - 1] if index else None
    return before, runs[index + 1] if index + 1 < len(runs) else None


def _in_bracket(found: Field, run: Run, before: Run | None, after: Run | None) -> bool:
    """Tell whether a field that may go without a trace stands alone in round brackets."""
    return (
        not found.required
        and found.empty is Empty.OMIT
        and before is not None
        and after is not None
        and before.text.endswith("(")
        and after.text.startswith(")")
        and replace(before, text="") == replace(after, text="") == replace(run, field=None)
    )
