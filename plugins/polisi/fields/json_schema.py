"""The JSON Schema of an answers file, for editors and for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from polisi.fields.answers import TEMPLATE
from polisi.fields.schema import Field, Schema, Type

_LINK = {"type": "string", "pattern": r"^https?://\S+$"}


def json_schema(schema: Schema, locales: Sequence[str] = ("en", "cy")) -> Mapping[str, Any]:
    """Return the schema (draft 2020-12).

    What a person reads stands in the first language under the usual keywords and in the others
    under `x-title-cy` and the like, which a validator passes over.

    Args:
        schema: the fields.
        locales: the languages.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"Template version {schema.version}",
        "title": "Answers",
        "type": "object",
        "properties": {
            # Lets an answers file name its schema, so that an editor helps whoever writes it.
            "$schema": {"type": "string"},
            TEMPLATE: {"type": "string"},
            **{field.id: _property(field, locales) for field in schema.fields},
        },
        "required": [schema.name],
        "additionalProperties": False,
    }


def _property(field: Field, locales: Sequence[str]) -> dict[str, Any]:
    value = _value(field, locales)
    if field.bilingual:
        in_each = {
            "type": "object",
            "properties": {locale: _value(field, (locale,)) for locale in locales},
            "additionalProperties": False,
            "minProperties": 1,
        }
        value = {"anyOf": [value, in_each]}
    return {**_words(field, locales), **value}


def _value(field: Field, locales: Sequence[str]) -> dict[str, Any]:
    """Return what holds a field's value in some languages."""
    return _list(locales) if field.type is Type.LIST else _scalar(field)


def _scalar(field: Field) -> dict[str, Any]:
    if field.type is Type.BOOLEAN:
        return {"type": "boolean"}
    if field.type is Type.DATE:
        return {"type": "string", "format": "date"}
    if field.choices is not None:
        return {"type": "string", "enum": list(field.choices)}
    if field.type is Type.IMAGE:
        return {"type": "string"}
    return {"type": "string", "maxLength": field.max_length}


def _list(locales: Sequence[str]) -> dict[str, Any]:
    texts = {locale: {"type": "string"} for locale in locales}
    entry = {
        "type": "object",
        "properties": {**texts, "link": _LINK},
        "additionalProperties": False,
        # A web address belongs to a title.
        "dependentSchemas": {
            "link": {
                "anyOf": [
                    {"required": [locale], "properties": {locale: {"pattern": r"\S"}}}
                    for locale in locales
                ]
            }
        },
    }
    return {"type": "array", "items": {"anyOf": [{"type": "string"}, entry]}}


def _words(field: Field, locales: Sequence[str]) -> dict[str, Any]:
    first, *others = locales
    words: dict[str, Any] = {"title": field.label[first]}
    if field.help:
        words["description"] = field.help[first]
    for locale in others:
        words[f"x-title-{locale}"] = field.label[locale]
        if field.help:
            words[f"x-description-{locale}"] = field.help[locale]
    if field.default is not None:
        words["default"] = field.default
    if field.example and field.type is not Type.LIST:
        words["examples"] = [dict(field.example) if field.bilingual else field.example[first]]
    return words
