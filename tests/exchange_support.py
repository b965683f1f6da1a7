"""Texts out to a translator and back, for pages made from texts in a test."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from parity_support import site
from polisi.exchange import xliff
from polisi.exchange.merge import Outcome, merge
from polisi.exchange.received import read
from polisi.exchange.units import Document, documents
from polisi.exchange.xliff import NAMESPACES
from polisi.model import Site
from polisi.parity.comparison import Comparison


@dataclass
class Exchange:
    """A site whose files are texts, handed out and taken back.

    Attributes:
        site: the site.
        files: the text of each file, by the path that a message calls it.
    """

    site: Site
    files: Mapping[str, str]

    @property
    def documents(self) -> tuple[Document, ...]:
        """Everything that is handed out."""
        return documents(Comparison(self.site, ()))

    def sent(self, version: str) -> str:
        """Return it as XLIFF."""
        return xliff.write(self.documents, "en", "cy", version)

    def back(self, text: str | bytes) -> Outcome:
        """Return what becomes of the pages when this file comes back."""
        data = text.encode() if isinstance(text, str) else text
        received = read(data, "back.xlf", "en", "cy")
        return merge(received, self.documents, self.site.target_root, self.files.__getitem__)


def exchange(en: str, cy: str | None, **more: Any) -> Exchange:
    """Make an exchange of the page `p.md`; without Welsh, there is no Welsh page."""
    made = site({"p.md": en}, {} if cy is None else {"p.md": cy}, **more)
    files = {"en/p.md": en} | ({} if cy is None else {"cy/p.md": cy})
    return Exchange(made, files)


def translated(sent: str, changes: Mapping[str, str | None]) -> str:
    """Return XLIFF with other translations, as a tool would write them.

    Args:
        sent: the file, of either version.
        changes: the new translation by unit; `<1>` and `</1>` stand for a pair of codes, `<2/>`
            for a code by itself. None takes the translation out.
    """
    tree = etree.fromstring(sent.encode())
    first = tree.tag == f"{{{NAMESPACES['1']}}}xliff"
    name, pair, alone = ("trans-unit", "g", "ph") if first else ("unit", "pc", "ph")
    space = tree.nsmap[None]
    units = {unit.get("id"): unit for unit in tree.iter(f"{{{space}}}{name}")}
    for ident, text in changes.items():
        parent = next(units[ident].iter(f"{{{space}}}source")).getparent()
        for old in parent.findall(f"{{{space}}}target"):
            parent.remove(old)
        if text is None:
            continue
        xml = re.sub(r"<(\w+)/>", rf'<{alone} id="\1"/>', text)
        xml = re.sub(r"<(\w+)>", rf'<{pair} id="\1">', xml)
        xml = re.sub(r"</\w+>", f"</{pair}>", xml)
        target = etree.fromstring(f'<target xmlns="{space}">{xml}</target>')
        parent.insert([child.tag for child in parent].index(f"{{{space}}}source") + 1, target)
    return etree.tostring(tree, encoding="unicode")
