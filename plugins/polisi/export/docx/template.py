"""Unfilled pages to a Word template.

python-docx makes the package, its styles and properties; the text parts are written here, since
they carry marks (`marks.py`).
"""

from __future__ import annotations

import base64
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from polisi.export.blocks import Block, blocks
from polisi.export.docx import layout as layouts
from polisi.export.docx.marks import Program, escape, mark, program, when
from polisi.export.docx.numbering import Numbering
from polisi.export.docx.pieces import pieces
from polisi.export.docx.styles import TEXT_WIDTH, apply
from polisi.export.docx.writer import Package, Writer
from polisi.export.parts import document_page, inside, is_letter
from polisi.export.parts import title as title_of
from polisi.export.remarks import NAME as REMARK
from polisi.export.remarks import NONE, Remarks, remarked
from polisi.fields import Schema, Type
from polisi.model import Page
from polisi.strings import say, tag

_SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    'openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Polisi</Application></Properties>"
)
_W = f'xmlns:w="{_SPACES["w"]}"'
_ALL = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _SPACES.items()) + ' mc:Ignorable="w14"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_LEFTOVERS = frozenset(
    {"customXml", "stylesWithEffects", "webSettings", "fontTable", "theme", "thumbnail"}
)
_TEXT_PARTS = (".xml", ".rels")


@dataclass(frozen=True)
class Template:
    """A Word file with marks in its text parts.

    Attributes:
        locales: its languages, in order.
        parts: its parts by name, as they are zipped: text parts as text, others as bytes.
    """

    locales: tuple[str, ...]
    parts: Mapping[str, str | bytes]

    @cached_property
    def programs(self) -> Mapping[str, Program]:
        """The parts with marks, read."""
        return {
            name: program(part)
            for name, part in self.parts.items()
            if isinstance(part, str) and "<?polisi " in part
        }

    @cached_property
    def picture(self) -> bool:
        """Whether a picture of the school has a place in it."""
        return "<?polisi picture " in str(self.parts["word/document.xml"])


def build(
    pages: Sequence[Page],
    schema: Schema,
    *,
    layout: str = "after",
    original: Page | None = None,
    remarks: Mapping[str, Remarks] | None = None,
) -> Template:
    """Make the template of a document; see `documents.docx` for what the arguments mean."""
    # Only two languages have anything to stand beside.
    layout = layout if len(pages) > 1 else "after"
    return _Builder(pages, schema, layout, original, remarks or {}).template()


def as_json(template: Template) -> str:
    """Return a template for `web/app/fill.js`: `{"locales": [...], "parts": {name: text}}`.

    A binary part is `{"base64": "..."}`.
    """
    parts = {
        name: part if isinstance(part, str) else {"base64": base64.b64encode(part).decode("ascii")}
        for name, part in template.parts.items()
    }
    data = {"locales": template.locales, "parts": parts}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


class _Builder:
    def __init__(
        self,
        pages: Sequence[Page],
        schema: Schema,
        layout: str,
        original: Page | None,
        remarks: Mapping[str, Remarks],
    ) -> None:
        self._remarks = remarks
        self._schema = schema
        self._layout = layout
        self._original = original
        self._is_form = pages[0].path in schema.forms
        self._is_document = pages[0].path in schema.documents
        self._is_whole = pages[0].path == schema.document
        self._pages = [document_page(page) for page in pages]
        self._is_letter = is_letter(self._pages[0])
        compact = layout == "beside" or self._is_form
        self._document = docx.Document(BytesIO(_base(tag(pages[0].locale), compact)))
        self._part = self._document.part
        self._package = Package(schema, Numbering(compact=layout == "beside"), self._relate)

    def _relate(self, address: str) -> str:
        kind = RELATIONSHIP_TYPE.HYPERLINK
        return str(self._part.relate_to(address, kind, is_external=True))

    def template(self) -> Template:
        pages, is_whole = self._pages, self._is_whole
        writers = [self._writer(page) for page in pages]
        parts = (*self._schema.parts, REMARK)
        if self._layout == "beside":
            last = self._section(writers, is_whole)
            body = layouts.beside(writers, parts) + last
        else:
            *before, final = [(w, layouts.alone(w, parts)) for w in writers]
            body = "".join(
                f"{xml}<w:p><w:pPr>{self._section([w], is_whole)}</w:pPr></w:p>"
                for w, xml in before
            )
            body += final[1] + self._section([final[0]], is_whole)
        self._properties(pages)
        self._notes()
        parts_ = self._saved("<?polisi picture " in body)
        parts_["word/document.xml"] = (
            f"{_HEAD}<w:document {_ALL}><w:body>{body}</w:body></w:document>"
        )
        parts_["word/settings.xml"] = self._settings(pages[0].locale)
        parts_["docProps/app.xml"] = _APP
        parts_["word/numbering.xml"] = self._package.numbering.xml(_W)
        return Template(tuple(page.locale for page in pages), parts_)

    @property
    def _of_school(self) -> bool:
        """Whether the document is a school's own, and says so."""
        return not (self._is_form or self._is_document)

    @property
    def _titles(self) -> Mapping[str, str]:
        return {page.locale: title_of(page) for page in self._pages}

    # ------------------------------------------------------------------ languages
    def _writer(self, page: Page) -> Writer:
        made = remarked(page, self._remarks.get(page.locale, NONE))
        resolve = inside(page)
        pictures = frozenset(f.id for f in self._schema.fields if f.type is Type.IMAGE)

        def is_inside(href: str) -> bool:
            return (resolve(href) or "").startswith("#")

        writer = Writer(
            self._package, page.locale, made, pieces(made, is_inside, pictures), resolve
        )
        original = self._original
        if original is not None and original.locale != page.locale and self._layout != "beside":
            writer.quote(original.locale, _statutes(blocks(original)))
        return writer

    # ------------------------------------------------------------------ page
    def _section(self, writers: Sequence[Writer], has_cover: bool) -> str:
        """Return the properties of a section; a cover has no header."""
        headers = [("default", self._header(writers))]
        if self._is_letter:  # its first page is no page of a report
            headers.append(("first", self._header(writers, counts=False)))
        references = "".join(
            f'<w:headerReference w:type="{kind}" r:id="{header}"/>' for kind, header in headers
        )
        first = "<w:titlePg/>" if has_cover or self._is_letter else ""
        top, bottom, edge = (964, 680, 454) if self._is_form else (1531, 1304, 680)
        return (
            f"<w:sectPr>{references}"
            f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{top}" w:right="1418" '
            f'w:bottom="{bottom}" w:left="1418" w:header="{edge}" w:footer="567" w:gutter="0"/>'
            f"{first}</w:sectPr>"
        )

    def _header(self, writers: Sequence[Writer], *, counts: bool = True) -> str:
        """Return the id of a new header: whose document it is, and which page this is of how many.

        Without `counts` it does not say which page.
        """
        name = self._schema.name
        left = right = ""
        for index, writer in enumerate(writers):
            between = writer.plain(" / ") if index else ""
            key = f"{name}.{writer.locale}"
            rpr = f'<w:rPr><w:lang w:val="{writer.tag}"/></w:rPr>'
            shown = f'<w:r>{rpr}<w:t xml:space="preserve">{mark("put", key)}</w:t></w:r>'
            if self._of_school:
                left += when(f"text:{key}", between + shown)
            elif self._is_document:
                left += between + writer.plain(self._titles[writer.locale])
            right += between + _page_of(writer) if counts else ""
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'
        xml = (
            f'{_HEAD}<w:hdr {_ALL}><w:p><w:pPr><w:pStyle w:val="Header"/>{tab}</w:pPr>{left}'
            f"{f'<w:r><w:tab/></w:r>{right}' if counts else ''}</w:p></w:hdr>"
        )
        return self._add("header", RELATIONSHIP_TYPE.HEADER, xml)

    def _add(self, name: str, kind: str, xml: str) -> str:
        """Add a text part and return the id of its relationship."""
        taken = {str(part.partname) for part in self._part.package.iter_parts()}
        number = next(n for n in range(1, 99) if f"/word/{name}{n}.xml" not in taken)
        part = Part(
            PackURI(f"/word/{name}{number}.xml"),
            f"{_WORD}{name}+xml",
            xml.encode("utf-8"),
            self._part.package,
        )
        return str(self._part.relate_to(part, kind))

    def _notes(self) -> None:
        """Add the footnotes."""
        notes = self._package.footnotes
        if not notes:
            return
        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{ident}"><w:p><w:r><w:{mark_}/></w:r></w:p>'
            "</w:footnote>"
            for ident, kind, mark_ in (
                (-1, "separator", "separator"),
                (0, "continuationSeparator", "continuationSeparator"),
            )
        )
        xml = f"{_HEAD}<w:footnotes {_ALL}>{lines}{''.join(notes)}</w:footnotes>"
        self._add("footnotes", RELATIONSHIP_TYPE.FOOTNOTES, xml)

    # ------------------------------------------------------------------ package
    def _properties(self, pages: Sequence[Page]) -> None:
        """Say what the document is; the title is put in with the answers."""
        properties = self._document.core_properties
        properties.title = "polisi-title"
        properties.author = ""
        properties.comments = ""
        properties.language = ", ".join(tag(page.locale) for page in pages)
        known = ""
        if not self._is_document:
            known = say(pages[0].locale, "doc_template", version=self._schema.version)
        states = [say(page.locale, "doc_draft_translation") for page in pages if page.draft]
        properties.subject = known
        properties.keywords = "; ".join(filter(None, [known, *states]))
        properties.category = ""

    def _settings(self, locale: str) -> str:
        """Return the part `word/settings.xml`; without the version, Word opens in an old mode."""
        notes = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        version = (
            '<w:compat><w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        )
        return (
            f'{_HEAD}<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
            '<w:characterSpacingControl w:val="doNotCompress"/>'
            f"{notes if self._package.footnotes else ''}{version}"
            f'<w:themeFontLang w:val="{tag(locale)}"/><w:decimalSymbol w:val="."/>'
            '<w:listSeparator w:val=","/></w:settings>'
        )

    def _title(self) -> str:
        """Return the title of the document with marks: what it is, and whose."""
        schema = self._schema
        titles = []
        for page in self._pages:
            title = escape(title_of(page))
            if page.path == schema.document:
                own = f"{schema.title}.{page.locale}"
                title = when(f"text:{own}", mark("put", own)) + when(f"!text:{own}", title)
            name = f"{schema.name}.{page.locale}"
            if self._of_school:
                title += when(f"text:{name}", f" – {mark('put', name)}")
            titles.append(title)
        return " / ".join(titles)

    def _saved(self, has_picture: bool) -> dict[str, str | bytes]:
        """Return the parts of the package, the text parts with their marks."""
        stream = BytesIO()
        self._document.save(stream)
        parts: dict[str, str | bytes] = {}
        with zipfile.ZipFile(stream) as archive:
            for name in archive.namelist():
                data = archive.read(name)
                is_text = name.endswith(_TEXT_PARTS)
                parts[name] = data.decode("utf-8") if is_text else data
        core = str(parts["docProps/core.xml"])
        core = re.sub(r"<dcterms:(created|modified).*?</dcterms:\1>", "", core, flags=re.S)
        core = re.sub(r"<cp:(lastModifiedBy|revision|category)[ />].*?(?:/>|</cp:\1>)", "", core)
        parts["docProps/core.xml"] = core.replace("polisi-title", self._title())
        if has_picture:
            _add_pictures(parts)
        return parts


@cache
def _base(language: str, compact: bool) -> bytes:
    """Return a Word file without text but with all styles, to begin a document with.

    python-docx takes 40 ms for the styles, and the 51 templates and documents of a policy have
    four sets of them between them.
    """
    document = docx.Document()
    apply(document, language, compact=compact)
    # Take off what python-docx's own empty document brings and nobody needs.
    for owner in (document.part.package, document.part):
        for ident, relation in list(owner.rels.items()):
            if relation.reltype.rpartition("/")[2] in _LEFTOVERS:
                del owner.rels[ident]
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_pictures(parts: dict[str, str | bytes]) -> None:
    """Let the school's picture be a part: of either kind, if there is one."""
    types = str(parts["[Content_Types].xml"])
    pictures = "".join(
        f'<Default Extension="{kind}" ContentType="image/{kind}"/>'
        for kind in ("png", "jpeg")
        if f'Extension="{kind}"' not in types
    )
    parts["[Content_Types].xml"] = types.replace("<Override", pictures + "<Override", 1)
    rels = "word/_rels/document.xml.rels"
    logos = "".join(
        when(
            kind,
            f'<Relationship Id="rIdLogo" Type="{RELATIONSHIP_TYPE.IMAGE}" '
            f'Target="media/logo.{kind}"/>',
        )
        for kind in ("png", "jpeg")
    )
    parts[rels] = str(parts[rels]).replace("</Relationships>", f"{logos}</Relationships>")


def _page_of(writer: Writer) -> str:
    """Return `Page 2 of 9`, counted by Word."""
    words = say(writer.locale, "doc_page_of", page="\x00", pages="\x01")
    made = []
    for piece in re.split("([\x00\x01])", words):
        if piece in ("\x00", "\x01"):
            code = "PAGE" if piece == "\x00" else "NUMPAGES"
            shown = writer.plain("1")
            made.append(f'<w:fldSimple w:instr=" {code} ">{shown}</w:fldSimple>')
        elif piece:
            made.append(writer.plain(piece))
    return "".join(made)


def _statutes(made: Sequence[Block]) -> Mapping[str, Sequence[Block]]:
    found: dict[str, list[Block]] = {}
    for block in made:
        number = re.match(r"statute-(\d+)[-~]", block.id)
        if number:
            found.setdefault(number[1], []).append(block)
    return found
