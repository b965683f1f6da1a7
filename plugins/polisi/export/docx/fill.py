"""Exchange the marks of a Word template for a school's answers.

`web/app/fill.js` is the same for the browser: for the same values both give the same parts, byte
for byte. Nothing is evaluated; an answer is never looked at for marks.
"""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from polisi.export.docx.marks import Step, Test, escape, escape_in_run
from polisi.export.docx.template import Template

_PICTURE_BOX = (2_160_000, 1_080_000)
"""How large a picture may be: 6 by 3 cm in Word's units, 360,000 to the centimetre."""

_OF_ITEM = {"linked": "link", "open": "open"}
"""The flags that are about the entry of a list, and what of it they ask for."""

_LEVEL = 3
"""How hard zip tries: more takes twice as long as all the rest and saves a tenth."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def fill(template: Template, values: Mapping[str, Any]) -> bytes:
    """Return a Word file.

    Args:
        template: what `template.build` made.
        values: what `polisi.fill.values.resolve` made.
    """
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in fill_parts(template, values).items():
            # One date, so that the same answers are the same file.
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, compresslevel=_LEVEL)
    return stream.getvalue()


def fill_parts(template: Template, values: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the parts of a Word file by name."""
    filler = _Filler(values)
    parts: dict[str, bytes] = {}
    for name, part in template.parts.items():
        steps = template.programs.get(name)
        if steps is not None:
            parts[name] = "".join(filler.run(steps)).encode("utf-8")
        else:
            parts[name] = part if isinstance(part, bytes) else part.encode("utf-8")
    picture = values["picture"]
    if picture is not None and template.picture:
        parts[f"word/media/logo.{picture['kind']}"] = base64.b64decode(picture["base64"])
    return parts


class _Filler:
    def __init__(self, values: Mapping[str, Any]) -> None:
        self._places = values["places"]
        self._lists = values["lists"]
        self._picture = values["picture"]
        self._flags = {f"{place['state']}:{key}" for key, place in self._places.items()}
        self._flags |= {f"list:{key}" for key, items in self._lists.items() if items}
        self._flags |= {
            f"open:{locale}/{ident}/{language}"
            for locale, fields in values["open"].items()
            for ident, languages in fields.items()
            for language in languages
        }
        self._flags |= {
            f"hide:{locale}/{ident}" for locale, ids in values["hidden"].items() for ident in ids
        }
        if self._picture is not None:
            self._flags |= {"picture", self._picture["kind"]}

    def run(
        self, steps: tuple[str | Step, ...], item: Mapping[str, Any] | None = None
    ) -> Iterator[str]:
        for step in steps:
            if isinstance(step, str):
                yield step
            elif step.operation == "if":
                if self._holds(step.test, item):
                    yield from self.run(step.inside, item)
            elif step.operation == "each":
                for entry in self._lists[step.key]:
                    yield from self.run(step.inside, entry)
            else:
                yield self._text(step, item)

    def _holds(self, test: Test, item: Mapping[str, Any] | None) -> bool:
        for flags in test:
            for flag, wanted in flags:
                own = _OF_ITEM.get(flag)
                is_set = bool(item and item[own]) if own else flag in self._flags
                if is_set is not wanted:
                    break
            else:
                return True
        return False

    def _text(self, step: Step, item: Mapping[str, Any] | None) -> str:
        match step.operation:
            case "put":
                place = self._places[step.key]
                paragraphs = place.get("paragraphs", ())
                return (step.xml or " ").join([escape_in_run(text) for text in paragraphs])
            case "ending":
                return str(self._places[step.key].get("ending", "'s"))
            case "item" if item is not None:
                return escape(item["text"])
            case "link" if item is not None:
                return escape(item["link"])
            case "picture" if self._picture is not None:
                return _drawn(step.xml, self._picture)
        raise ValueError(f"no such mark here: {step.operation}")


def _drawn(xml: str, picture: Mapping[str, Any]) -> str:
    width, height = _fitted(picture["width"], picture["height"])
    xml = xml.replace("{cx}", str(width)).replace("{cy}", str(height))
    for locale, alt in picture["alt"].items():
        # Each stands twice, and what it says may look like a mark of another language.
        before, *after = xml.split(f"{{alt.{locale}}}")
        if after:
            return escape(alt).replace('"', "&quot;").join([before, *after])
    return xml


def _fitted(width: int, height: int) -> tuple[int, int]:
    """Return the size at which a picture just fits its box; whole numbers, as the browser has."""
    box_width, box_height = _PICTURE_BOX
    if width * box_height > box_width * height:
        return box_width, max(1, height * box_width // width)
    return max(1, width * box_height // height), box_height
