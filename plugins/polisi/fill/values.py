"""What goes into each place of a document, as data: the one thing that filling needs to know.

The browser does the same in `web/app/values.js`; shared cases hold the two equal.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from typing import Any

from babel.dates import get_month_names

from polisi.fields import Answers, Empty, Field, Schema, Type

BLANK = "_" * 20
"""A line to write on."""

_LINK = re.compile(r"(https?://[A-Za-z0-9.-]*[A-Za-z0-9](?::[0-9]{1,5})?)([/?#].*)?", re.S)
_NOT_IN_LINK = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})")
_NO_FRAME = (0xC4, 0xC8, 0xCC)
_TEXTS = ("label", "help", "gap", "example")


def schema_data(schema: Schema, locales: Sequence[str] = ("en", "cy")) -> dict[str, Any]:
    """Return the fields as data for the browser: form, preview and `values.js`.

    `{"version", "name", "title", "document", "parts", "forms", "months": {locale: [12 names]},
    "fields": [{"id", "type", "required", "bilingual", "shared", "empty", "max_length",
    "label", "help", "gap", "example", "default", "choices", "replaces", "shows"}]}`; what a
    field does not have is left out.
    """
    return {
        "version": schema.version,
        "name": schema.name,
        "title": schema.title,
        "document": schema.document,
        "parts": list(schema.parts),
        "forms": list(schema.forms),
        # A browser's own month names are not to be had in every language.
        "months": {locale: _months(locale) for locale in locales},
        "fields": [_field_data(field) for field in schema.fields],
    }


def _months(locale: str) -> list[str]:
    names = get_month_names("wide", "format", locale)
    return [names[month] for month in range(1, 13)]


def _field_data(field: Field) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": field.id,
        "type": field.type.value,
        "required": field.required,
        "bilingual": field.bilingual,
        "shared": field.shared,
        "empty": field.empty.value,
        "max_length": field.max_length,
        **{key: dict(getattr(field, key)) for key in _TEXTS if getattr(field, key)},
    }
    if field.default is not None:
        data["default"] = field.default
    if field.choices is not None:
        data["choices"] = {value: dict(names) for value, names in field.choices.items()}
    if field.replaces is not None:
        data["replaces"] = field.replaces
    if field.shows:
        data["shows"] = list(field.shows)
    return data


def resolve(answers: Answers, locales: Sequence[str] = ("en", "cy")) -> dict[str, Any]:
    """Return what goes into each place, ready to be written as JSON.

    `{"places": {"school_name.en": {"state": "text", "text": "...", "paragraphs": [...],
    "ending": "'s"}, "head_name.cy": {"state": "blank", "text": "____"},
    "document_owner.en": {"state": "gap", "text": "[document owner]"},
    "authors.en": {"state": "omit"}}, "lists": {"related_policies.en": [{"text", "link"}]},
    "hidden": {"en": [ids of headings whose sections go]},
    "replaced": {"en": {clause id: text}},
    "picture": {"kind", "width", "height", "base64"} or None}`.

    A place is in the state `gap` only where its field is required; `ending` is the English
    possessive. A list is a place only where it is empty and required; a picture never.
    """
    places: dict[str, Any] = {}
    lists: dict[str, Any] = {}
    for field in answers.schema.fields:
        for locale in locales:
            key = f"{field.id}.{locale}"
            if field.type is Type.LIST:
                lists[key] = list(_items(answers, field, locale))
                if not lists[key] and field.required:
                    places[key] = _gap(field, locale)
            elif field.type is not Type.IMAGE:
                places[key] = _place(answers, field, locale)
    return {
        "places": places,
        "lists": lists,
        "hidden": {locale: list(_hidden(answers, locale)) for locale in locales},
        "replaced": {locale: dict(_replaced(places, answers.schema, locale)) for locale in locales},
        "picture": _picture(answers, locales[0]),
    }


def _place(answers: Answers, field: Field, locale: str) -> dict[str, Any]:
    text = answers.text(field.id, locale)
    if text is not None:
        ending = "'" if locale == "en" and text[-1] in "sS" else "'s"
        paragraphs = text.split("\n\n")
        return {"state": "text", "text": text, "paragraphs": paragraphs, "ending": ending}
    if field.required:
        return _gap(field, locale)
    if field.empty is Empty.BLANK:
        return {"state": "blank", "text": BLANK}
    return {"state": "omit"}


def _gap(field: Field, locale: str) -> dict[str, Any]:
    return {"state": "gap", "text": f"[{field.gap[locale]}]"}


def _items(answers: Answers, field: Field, locale: str) -> Iterator[dict[str, Any]]:
    for item in answers.items(field.id, locale):
        yield {"text": item.text, "link": safe_link(item.link) if item.link else None}


def _hidden(answers: Answers, locale: str) -> Iterator[str]:
    for field in answers.schema.fields:
        if field.shows and answers.value(field.id, locale) is False:
            yield from field.shows


def _replaced(places: dict[str, Any], schema: Schema, locale: str) -> Iterator[tuple[str, str]]:
    for field in schema.fields:
        place = places.get(f"{field.id}.{locale}", {})
        if field.replaces and place.get("state") == "text":
            yield field.replaces, " ".join(place["paragraphs"])


def _picture(answers: Answers, locale: str) -> dict[str, Any] | None:
    """Return the school's picture; what is wrong with one is told where it is given."""
    fields = [field for field in answers.schema.fields if field.type is Type.IMAGE]
    address = answers.value(fields[0].id, locale) if fields else None
    data = (address or "").partition(",")[2]
    try:
        size = _size(base64.b64decode(data, validate=True))
    except ValueError:
        return None
    if size is None or 0 in size[1:]:
        return None
    kind, width, height = size
    return {"kind": kind, "width": width, "height": height, "base64": data}


def _size(data: bytes) -> tuple[str, int, int] | None:
    """Return the kind, width and height of a PNG or JPEG file."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if not data.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height = int.from_bytes(data[at + 5 : at + 7], "big")
            return "jpeg", int.from_bytes(data[at + 7 : at + 9], "big"), height
        # A byte 0xFF before a marker is padding.
        at += 1 if marker == 0xFF else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def safe_link(address: str) -> str | None:
    """Return an address that every program takes for one, or None.

    Word calls a file damaged for a link that is none. What an address may not hold is written in
    percent; a host that is no plain name leads nowhere.
    """
    found = _LINK.fullmatch(address)
    if found is None:
        return None
    before, mark, fragment = (found[2] or "").partition("#")
    rest = before + mark + fragment.replace("#", "%23")
    return found[1] + _NOT_IN_LINK.sub(_percent, rest)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))
