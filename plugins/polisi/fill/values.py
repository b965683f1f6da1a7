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
from polisi.strings import catalogue, say

BLANK = "_" * 20
"""A line to write on."""

_LINK = re.compile(r"(https?://[A-Za-z0-9.-]*[A-Za-z0-9](?::[0-9]{1,5})?)([/?#].*)?", re.S)
_NOT_IN_LINK = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})")
_NO_FRAME = (0xC4, 0xC8, 0xCC)
_TEXTS = ("label", "help", "gap", "example")
_POSSESSIVE_ALREADY = re.compile("['\u2019\u02bc][sS]?\\Z")


def schema_data(schema: Schema, locales: Sequence[str] = ("en", "cy")) -> dict[str, Any]:
    """Return the fields as data for the browser: form, preview and `values.js`.

    `{"version", "name", "title", "document", "parts", "forms", "months": {locale: [12 names]},
    "logo": {locale: what a picture says, with `{name}`}, "fields": [{"id", "type", "required",
    "bilingual", "shared", "alone", "empty", "max_length", "label", "help", "gap", "example",
    "default", "choices", "replaces", "shows", "asked_of"}]}`; what a field does not have is left
    out.
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
        "logo": {locale: catalogue(locale)["doc_logo"] for locale in locales},
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
        "alone": field.alone,
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
    if field.asked_of:
        data["asked_of"] = {ident: list(values) for ident, values in field.asked_of.items()}
    return data


def resolve(answers: Answers, locales: Sequence[str] = ("en", "cy")) -> dict[str, Any]:
    """Return what goes into each place, ready to be written as JSON.

    `{"places": {"school_name.en": {"state": "text", "text": "...", "paragraphs": [...],
    "ending": "'s"}, "head_name.cy": {"state": "blank", "text": "____"},
    "document_owner.en": {"state": "gap", "text": "[document owner]"},
    "authors.en": {"state": "omit"}}, "lists": {"related_policies.en": [{"text", "link", "open"}]},
    "open": {"en": {field id: [languages that it has no value in]}},
    "hidden": {"en": [ids of headings whose sections go]},
    "picture": {"kind", "width", "height", "base64", "alt": {"en": "...", "cy": "..."}} or None}`.

    A place is in the state `gap` where its field is open in that language; `ending` is the English
    possessive. A paragraph may have line breaks in it. A list is a place only where it is empty and
    required; a picture never. An entry that is open says so in brackets. `open` holds what makes a
    draft of a document in a language, which may be that another language lacks a value
    (`Answers.wanting`).
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
        "open": {locale: dict(_open(answers, locale)) for locale in locales},
        "hidden": {locale: list(_hidden(answers, locale)) for locale in locales},
        "picture": _picture(answers, locales),
    }


def _open(answers: Answers, locale: str) -> Iterator[tuple[str, list[str]]]:
    for field in answers.schema.fields:
        wanted = answers.wanting(field.id, locale)
        if wanted:
            yield field.id, list(wanted)


def _place(answers: Answers, field: Field, locale: str) -> dict[str, Any]:
    text = answers.text(field.id, locale)
    if text is not None:
        ending = possessive(text) if locale == "en" else "'s"
        paragraphs = text.split("\n\n")
        return {"state": "text", "text": text, "paragraphs": paragraphs, "ending": ending}
    if answers.is_open(field.id, locale):
        return _gap(field, locale)
    if field.empty is Empty.BLANK:
        return {"state": "blank", "text": BLANK}
    return {"state": "omit"}


def possessive(name: str) -> str:
    """Return what an English name takes to own something.

    `Maerdy's`; the apostrophe alone after an s, `All Saints'`; and nothing where the name itself
    ends as a possessive does: `St James'`, `St Mary's`.
    """
    if _POSSESSIVE_ALREADY.search(name):
        return ""
    return "'" if name[-1:] in ("s", "S") else "'s"


def _gap(field: Field, locale: str) -> dict[str, Any]:
    return {"state": "gap", "text": f"[{field.gap[locale]}]"}


def _items(answers: Answers, field: Field, locale: str) -> Iterator[dict[str, Any]]:
    for item in answers.items(field.id, locale):
        if item.text is None:
            yield {"text": f"[{field.gap[locale]}]", "link": None, "open": True}
        else:
            link = safe_link(item.link) if item.link else None
            yield {"text": item.text, "link": link, "open": False}


def _hidden(answers: Answers, locale: str) -> Iterator[str]:
    for field in answers.schema.fields:
        if field.shows and answers.value(field.id, locale) is False:
            yield from field.shows


def _picture(answers: Answers, locales: Sequence[str]) -> dict[str, Any] | None:
    """Return the school's picture; what is wrong with one is told where it is given."""
    fields = [field for field in answers.schema.fields if field.type is Type.IMAGE]
    address = answers.value(fields[0].id, locales[0]) if fields else None
    data = (address or "").partition(",")[2]
    try:
        size = _size(base64.b64decode(data, validate=True))
    except ValueError:
        return None
    if size is None or 0 in size[1:]:
        return None
    kind, width, height = size
    alt = {locale: picture_text(answers, fields[0], locale) for locale in locales}
    return {"kind": kind, "width": width, "height": height, "base64": data, "alt": alt}


def picture_text(answers: Answers, field: Field, locale: str) -> str:
    """Return what a picture says to whoever cannot see it: whose logo it is."""
    name = answers.text(answers.schema.name, locale)
    return say(locale, "doc_logo", name=name) if name else field.label[locale]


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
