"""How a Word document looks: calm, black on white, one typeface that every office has."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Arial"
INK = RGBColor(0, 0, 0)
GREY = "595959"
LINE = "8C8C8C"
TEXT_WIDTH = 9070
"""The width of the text in twentieths of a point: A4 less margins of 2.5 cm."""

QUOTE_INDENT = 1134
"""Where a quoted statute begins; its labels stand inside the line beside it."""

_COMPACT = 9.5
_COMPACT_SIZES: dict[float, float] = {24: 16, 18: 12, 16: 12, 13: 10.5, 9: 8}
_KEPT = ("Normal", "Default Paragraph Font", "Normal Table", "No List")
_PLAIN_BORDER = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE}"'

# Name, what it is based on, size, bold, space before, space after, further paragraph properties.
_PARAGRAPHS: tuple[tuple[str, str, float, bool, float, float, str], ...] = (
    ("Title", "Normal", 24, True, 0, 12, "<w:keepNext/>"),
    ("Heading 1", "Normal", 16, True, 18, 8, '<w:keepNext/><w:outlineLvl w:val="0"/>'),
    ("Heading 2", "Normal", 13, True, 14, 6, '<w:keepNext/><w:outlineLvl w:val="1"/>'),
    ("Heading 3", "Normal", 11, True, 10, 4, '<w:keepNext/><w:outlineLvl w:val="2"/>'),
    ("Heading 4", "Normal", 11, False, 8, 4, '<w:keepNext/><w:outlineLvl w:val="3"/>'),
    ("School Name", "Normal", 18, False, 0, 18, ""),
    ("Logo", "Normal", 11, False, 0, 18, ""),
    ("Clause", "Normal", 11, False, 0, 7, ""),
    ("Subclause", "Clause", 11, False, 0, 7, ""),
    ("Clause Letter", "Normal", 11, False, 0, 7, ""),
    ("Clause Number", "Normal", 11, False, 0, 7, ""),
    ("Clause Text", "Normal", 11, False, 0, 7, ""),
    ("List Bullet", "Normal", 11, False, 0, 3, ""),
    ("List Number", "Normal", 11, False, 0, 3, ""),
    ("toc 1", "Normal", 11, False, 0, 3, ""),
    ("Letter", "Normal", 11, False, 0, 11, ""),
    ("Signature", "Letter", 11, False, 0, 2, ""),
    ("Statute Title", "Normal", 10, True, 4, 3, "<w:keepNext/>"),
    ("Statute", "Normal", 10, False, 0, 3, ""),
    ("Statute Original", "Statute", 10, False, 0, 3, ""),
    ("Statute Note", "Statute", 10, True, 4, 3, "<w:keepNext/>"),
    ("Table Text", "Normal", 11, False, 3, 3, ""),
    ("Table Head", "Table Text", 11, True, 3, 3, "<w:keepNext/>"),
    ("Form Label", "Table Text", 10.5, False, 2, 2, ""),
    ("Form Question", "Form Label", 10.5, True, 3, 3, ""),
    ("Form Answer", "Table Text", 11, False, 3, 3, ""),
    ("Remark", "Normal", 9, False, 0, 8, ""),
    ("Draft", "Normal", 11, True, 0, 0, ""),
    ("Draft Item", "Normal", 11, False, 0, 0, ""),
    ("Header", "Normal", 9, False, 0, 0, ""),
    ("footnote text", "Normal", 9, False, 0, 3, ""),
)

_BOXED = {"Draft", "Draft Item"}
_QUOTED = {"Statute Title", "Statute", "Statute Original", "Statute Note"}


def apply(document: Document, language: str, *, compact: bool = False) -> None:
    """Give a new document its styles and page.

    Args:
        document: what python-docx calls a new document.
        language: the language of what has no other, e.g. `cy-GB`.
        compact: whether much must go on a page, as on a form and in two columns.
    """
    styles = document.styles
    for style in list(styles):
        if style.name not in _KEPT:
            style.delete()
    _defaults(styles.element, language)
    normal = styles["Normal"]
    normal.font.name = FONT
    normal.font.size = Pt(_COMPACT if compact else 11)
    normal.paragraph_format.space_after = Pt(4 if compact else 7)
    normal.paragraph_format.line_spacing = 1.0 if compact else 1.12
    normal.paragraph_format.widow_control = True
    for made in _PARAGRAPHS:
        _paragraph(styles, made, 0.62 if compact else 1)
    _characters(styles)
    styles.element.append(parse_xml(_grid()))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)


def _defaults(element: Any, language: str) -> None:
    latent = element.find(qn("w:latentStyles"))
    if latent is not None:
        element.remove(latent)
    defaults = element.find(qn("w:docDefaults"))
    fonts = f'w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"'
    xml = (
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
        '<w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    element.replace(defaults, parse_xml(xml))


def _paragraph(
    styles: Any, made: tuple[str, str, float, bool, float, float, str], scale: float
) -> None:
    name, base, size, bold, before, after, properties = made
    if scale < 1:
        size = _COMPACT_SIZES.get(size, _COMPACT)
    if name != "Signature":
        before, after = round(before * scale), round(after * scale)
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=_is_builtin(name))
    style.base_style = styles[base]
    style.quick_style = True
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.color.rgb = INK
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    ppr = style.element.get_or_add_pPr()
    if properties:
        for child in parse_xml(f"<w:pPr {nsdecls('w')}>{properties}</w:pPr>"):
            ppr.append(child)
    extra = _borders(name)
    if extra:
        ppr.append(parse_xml(extra))
    if name in _QUOTED:
        ppr.append(parse_xml(f'<w:ind {nsdecls("w")} w:left="{QUOTE_INDENT}"/>'))
    if name.startswith("Heading") or name in ("Title", "Statute Title"):
        style.next_paragraph_style = styles["Normal"]
    _sort(ppr)


def _borders(name: str) -> str:
    if name in _BOXED:
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="12" w:space="6" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right")
        )
        return f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>"
    if name in _QUOTED:
        left = f'<w:left w:val="single" w:sz="18" w:space="10" w:color="{LINE}"/>'
        return f"<w:pBdr {nsdecls('w')}>{left}</w:pBdr>"
    if name == "Header":
        line = f'<w:bottom w:val="single" w:sz="4" w:space="4" w:color="{LINE}"/>'
        return f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>"
    return ""


# The order in which the properties of a paragraph must stand.
ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
    *("suppressLineNumbers", "pBdr", "shd", "tabs", "spacing", "ind", "contextualSpacing", "jc"),
    *("outlineLvl", "rPr", "sectPr"),
)


def _sort(ppr: Any) -> None:
    ppr[:] = sorted(ppr, key=lambda child: ORDER.index(child.tag.rpartition("}")[2]))


def _is_builtin(name: str) -> bool:
    return name in ("Title", "List Bullet", "List Number", "toc 1", "Header", "footnote text") or (
        name.startswith("Heading")
    )


def _characters(styles: Any) -> None:
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.color.rgb = RGBColor(0x0B, 0x3D, 0x91)
    link.font.underline = True
    reference = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
    reference.font.superscript = True
    # Words above the line can still be read: Word sets them at two thirds of the size.
    mark = styles.add_style("Remark Mark", WD_STYLE_TYPE.CHARACTER)
    mark.font.size, mark.font.bold, mark.font.superscript = Pt(12), False, True
    # The brackets say it too, so that no colour alone does.
    gap = styles.add_style("Gap", WD_STYLE_TYPE.CHARACTER)
    rpr = gap.element.get_or_add_rPr()
    rpr.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FFF2CC"/>'))


def _grid() -> str:
    sides = "".join(
        f"<w:{side} {_PLAIN_BORDER}/>"
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Grid">'
        '<w:name w:val="Grid"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>'
        f"<w:tblPr><w:tblBorders>{sides}</w:tblBorders><w:tblCellMar>"
        '<w:left w:w="113" w:type="dxa"/><w:right w:w="113" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )
