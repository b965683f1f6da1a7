"""A Word file as its reader sees it: paragraphs with style, counted label and text.

Labels are counted here as Word counts them, apart from the code that wrote the numbering.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOTICE = {"Draft", "DraftItem"}


@dataclass(frozen=True)
class Paragraph:
    style: str
    label: str
    text: str
    languages: frozenset[str]
    breaks: bool = False

    @property
    def line(self) -> str:
        """Its label and text on one line."""
        return " ".join(f"{self.label} {self.text}".split())


@dataclass
class _List:
    levels: dict[int, tuple[int, str, str]]
    counts: dict[int, int] = field(default_factory=dict)

    def next(self, level: int) -> str:
        for above in range(level):  # a level that was passed over counts as begun
            self.counts.setdefault(above, self.levels[above][0])
        self.counts[level] = self.counts.get(level, self.levels[level][0] - 1) + 1
        self.counts = {k: v for k, v in self.counts.items() if k <= level}
        text = self.levels[level][2]
        for index, count in self.counts.items():
            text = text.replace(f"%{index + 1}", _written(count, self.levels[index][1]))
        return text


def _written(count: int, kind: str) -> str:
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(96 + count)
        return letter.upper() if kind == "upperLetter" else letter
    if kind == "lowerRoman":
        return ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][count - 1]
    return str(count)


class Word:
    """A Word file."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            assert archive.testzip() is None
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.body = self.xml("word/document.xml")[0]
        self._lists: dict[str, _List] = {}

    def xml(self, name: str) -> etree._Element:
        return etree.fromstring(self.parts[name])

    def _read_lists(self) -> dict[str, _List]:
        root = self.xml("word/numbering.xml")
        abstracts = {}
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {
                int(level.get(f"{W}ilvl")): (
                    int(level.find(f"{W}start").get(f"{W}val")),
                    level.find(f"{W}numFmt").get(f"{W}val"),
                    level.find(f"{W}lvlText").get(f"{W}val"),
                )
                for level in abstract.iter(f"{W}lvl")
            }
            abstracts[abstract.get(f"{W}abstractNumId")] = levels
        return {
            num.get(f"{W}numId"): _List(abstracts[num.find(f"{W}abstractNumId").get(f"{W}val")])
            for num in root.iter(f"{W}num")
        }

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of the body, then those of the footnotes."""
        self._lists = self._read_lists()
        yield from self._paragraphs(self.body)
        if "word/footnotes1.xml" in self.parts:
            yield from self._paragraphs(self.xml("word/footnotes1.xml"))

    def _paragraphs(self, root: etree._Element) -> Iterator[Paragraph]:
        for paragraph in root.iter(f"{W}p"):
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
            label = ""
            if number is not None and number.get(f"{W}val") != "0":
                level = paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl")
                label = self._lists[number.get(f"{W}val")].next(int(level.get(f"{W}val")))
            runs = [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None]
            yield Paragraph(
                style.get(f"{W}val") if style is not None else "",
                "" if label in "•–" else label,
                "".join(_text(run) for run in paragraph.iter(f"{W}r")),
                frozenset(_language(run) for run in runs),
                paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None,
            )

    def lines(self) -> list[str]:
        """Return what the document says, without the notice that it is a draft."""
        kept = (p for p in self.paragraphs() if p.style not in NOTICE)
        return [p.line for p in kept if p.line and p.line != "☐"]

    def notice(self) -> list[str]:
        return [p.line for p in self.paragraphs() if p.style in NOTICE]


def _text(run: etree._Element) -> str:
    parts = {f"{W}t": lambda e: e.text or "", f"{W}tab": lambda _: " ", f"{W}br": lambda _: " / "}
    return "".join(parts[child.tag](child) for child in run if child.tag in parts)


def _language(run: etree._Element) -> str:
    language = run.find(f"{W}rPr/{W}lang")
    return "" if language is None else language.get(f"{W}val")
