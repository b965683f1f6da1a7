"""Typst: a document's data and the template to a PDF.

Typst keeps threads of its own, which a fork of the process does not take along: a process that has
set a document must not be forked to set more (`multiprocessing` has `spawn` for that).
"""

from __future__ import annotations

import json
import os
import tempfile
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst

_UNSHOWN = "could not be displayed"
"""What Typst says of a character without a glyph."""

_PROBE = b"""#set document(title: "-")\n#set text(font: "Arimo")\n#json("data.json")"""
"""A document to try characters in."""

_CERTAIN = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *b"\n\t"])) | set("‘’“”–—…")
"""Characters that Arimo is known to hold."""


class PdfError(Exception):
    """A document that cannot be set, because of a picture in it that cannot be read."""


@cache
def _template() -> bytes:
    return resources.files("polisi").joinpath("web/document/document.typ").read_bytes()


@cache
def _compiler(system_fonts: bool) -> tuple[typst.Compiler, int]:
    """Return a compiler, which keeps the fonts, and the process that it is for."""
    fonts = str(resources.files("fontpkg_arimo") / "files")
    # A document in memory and fonts by name go together, though the types do not tell.
    compiler = typst.Compiler(  # type: ignore[misc]
        b"", ignore_system_fonts=not system_fonts, font_paths=[fonts]
    )
    return compiler, os.getpid()


def _set(template: bytes, data: Any, system_fonts: bool, folder: str | None = None) -> bytes:
    """Set a template with its data; pictures lie in `folder`."""
    compiler, process = _compiler(system_fonts)
    if process != os.getpid():  # it would wait for ever for threads that are not there
        raise RuntimeError("Typst was used before this process was forked; spawn it instead.")
    made = compiler.compile(
        # Files by name are taken too, though the types do not tell.
        {"main.typ": template, "data.json": json.dumps(data).encode()},  # type: ignore[type-var]
        format="pdf",
        pdf_standards=["ua-1"],
        root=folder,
    )
    assert isinstance(made, bytes)
    return made


def typeset(data: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """Set a document in PDF/UA-1.

    Args:
        data: what the template reads from data.json.
        pictures: the picture files that the data names.

    Raises:
        PdfError: a picture cannot be read.
    """
    if not pictures:
        return _shown(data, None)
    # Typst takes text alone from memory.
    with tempfile.TemporaryDirectory(prefix="polisi-") as folder:
        for name, content in pictures.items():
            Path(folder, name).write_bytes(content)
        return _shown(data, folder)


def _shown(data: Mapping[str, Any], folder: str | None) -> bytes:
    """Set a document; a character that no font holds is named instead.

    Arimo and the fonts inside Typst serve, so that a document is the same wherever it is made; only
    for a character that they lack (a school's name in Chinese, say) are the machine's own asked.
    """
    rare = "".join(sorted(set(_strings(data)) - _CERTAIN))
    system_fonts = not _shows(rare, False)
    missing = _missing(rare, True) if system_fonts else ""
    try:
        try:
            return _set(_template(), _named(data, missing), system_fonts, folder)
        except typst.TypstError as error:
            if _UNSHOWN not in str(error):
                raise
            # Each character has a glyph but what they make together has none.
            return _set(_template(), _named(data, rare), system_fonts, folder)
    except typst.TypstError as error:
        raise PdfError(str(error)) from error


@cache
def _shows(characters: str, system_fonts: bool) -> bool:
    """Tell whether the fonts hold each of some characters."""
    if not characters:
        return True
    try:
        _set(_PROBE, " ".join(characters), system_fonts)
    except typst.TypstError:
        return False
    return True


def _missing(characters: str, system_fonts: bool) -> str:
    """Return those of some characters that no font holds."""
    if _shows(characters, system_fonts):
        return ""
    if len(characters) == 1:
        return characters
    middle = len(characters) // 2
    return "".join(
        _missing(half, system_fonts) for half in (characters[:middle], characters[middle:])
    )


def _strings(data: Any) -> str:
    """Return every text in the data as one."""
    if isinstance(data, str):
        return data
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return "".join(_strings(value) for value in inner)


def _named(data: Any, characters: str) -> Any:
    """Return the data with some characters replaced by their names in square brackets."""
    if not characters:
        return data
    if isinstance(data, dict):
        return {key: _named(value, characters) for key, value in data.items()}
    if isinstance(data, list):
        return [_named(value, characters) for value in data]
    if isinstance(data, str):
        named = "".join(_name(c) if c in characters else c for c in data)
        return named.replace("]\u200d[", "][")  # what joined two signs joins no names
    return data


def _name(character: str) -> str:
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"
