"""What a school answered, checked against the fields and made ready to be put in a text."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from babel.dates import format_date

from polisi.fields.schema import Field, Schema, Type

TEMPLATE = "$template"
"""The key of an answers file that says for which version of the template it was made."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/]+=*$")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry of a list, with the address that it links to, if any."""

    text: str
    link: str | None = None


@dataclass(frozen=True)
class Answers:
    """Checked answers.

    Attributes:
        schema: the fields.
        values: what was answered, by field id and then by language.
    """

    schema: Schema
    values: Mapping[str, Mapping[str, Any]]

    def value(self, ident: str, locale: str) -> Any:
        """Return the value of a field in a language, its default, or None.

        A field that is `shared` falls back on the other language's value.
        """
        field = self.schema.by_id[ident]
        given = self.values.get(ident, {})
        if locale in given:
            return given[locale]
        if given and field.shared:
            return next(iter(given.values()))
        default = field.default
        return default.get(locale) if isinstance(default, dict) else default

    def text(self, ident: str, locale: str) -> str | None:
        """Return the value of a field as a reader of that language should see it, or None.

        Dates are written `1 March 2026` and `1 Mawrth 2026` (Babel's pattern `d MMMM y`).
        """
        field = self.schema.by_id[ident]
        value = self.value(ident, locale)
        if value is None or value == "":
            return None
        if isinstance(value, datetime.date):
            return format_date(value, "d MMMM y", locale=locale)
        if field.choices is not None:
            return field.choices[value][locale]
        return str(value)

    def items(self, ident: str, locale: str) -> Sequence[ListItem]:
        """Return the entries of a list field."""
        return self.value(ident, locale) or ()


class AnswersError(Exception):
    """Answers that do not fit the fields.

    Attributes:
        problems: one sentence for each thing that is wrong.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


def validate(schema: Schema, raw: Any, locales: Sequence[str] = ("en", "cy")) -> Answers:
    """Check answers and make them ready.

    Args:
        schema: the fields.
        raw: one object, a field's id to its value; a field in two languages is
            `{"en": ..., "cy": ...}` or one text for both; a list is an array of texts or of
            `{"en": ..., "cy": ..., "link": ...}`; a date is `YYYY-MM-DD`; a picture
            is a data URL. `$template` may say which version of the template they are for.
        locales: the languages.

    Raises:
        AnswersError: something does not fit, with every problem found.
    """
    if not isinstance(raw, dict):
        raise AnswersError(["The answers are not one object of field ids and values."])
    check = _Check(tuple(locales))
    values: dict[str, dict[str, Any]] = {}
    for ident, given in raw.items():
        if ident == TEMPLATE:  # no answer; a form that opens the file tells what has changed
            continue
        field = schema.by_id.get(ident)
        if field is None:
            near = get_close_matches(ident, schema.ids, 1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            check.problems.append(f"There is no field `{ident}`.{hint}")
        else:
            values[ident] = check.field(field, given)
    if check.problems:
        raise AnswersError(check.problems)
    return Answers(schema, {ident: value for ident, value in values.items() if value})


class _Check:
    def __init__(self, locales: tuple[str, ...]) -> None:
        self._locales = locales
        self.problems: list[str] = []

    def field(self, field: Field, given: Any) -> dict[str, Any]:
        """Return the value in each language; what is empty is left out."""
        if given is None:
            return {}
        if field.type is Type.LIST:
            return self._list(field, given)
        per_locale = self._per_locale(field, given)
        ready: dict[str, Any] = {}
        for locale, value in per_locale.items():
            checked = self._scalar(field, value)
            if checked is not None and checked != "":
                ready[locale] = checked
        return ready

    def _per_locale(self, field: Field, given: Any) -> dict[str, Any]:
        if isinstance(given, dict):
            if not field.bilingual:
                self._wrong(field, "holds one value for both languages, not an object")
                return {}
            for key in given:
                if key not in self._locales:
                    known = " and ".join(f"`{locale}`" for locale in self._locales)
                    self._wrong(field, f"has `{key}`; it may have {known}")
            return {locale: given[locale] for locale in self._locales if locale in given}
        return dict.fromkeys(self._locales, given)

    def _list(self, field: Field, given: Any) -> dict[str, Any]:
        if isinstance(given, dict):
            return {
                locale: tuple(items)
                for locale, raw in self._per_locale(field, given).items()
                if (items := self._items(field, raw, locale))
            }
        return {
            locale: tuple(items)
            for locale in self._locales
            if (items := self._items(field, given, locale))
        }

    def _items(self, field: Field, raw: Any, locale: str) -> list[ListItem]:
        if not isinstance(raw, list):
            self._wrong(field, "is a list; give an array")
            return []
        items = []
        for entry in raw:
            link = entry.get("link") if isinstance(entry, dict) else None
            if link is not None and not re.match(r"https?://\S+$", str(link)):
                self._wrong(field, "has a link that does not start with http:// or https://")
            text = self._scalar(field, entry.get(locale) if isinstance(entry, dict) else entry)
            if text:
                items.append(ListItem(text, link))
        return items

    def _scalar(self, field: Field, value: Any) -> Any:
        """Return one value, ready; None if there is none or it does not fit."""
        if value is None:
            return None
        if field.type is Type.BOOLEAN:
            if isinstance(value, bool):
                return value
            self._wrong(field, "is yes or no; give true or false")
            return None
        if not isinstance(value, str):
            self._wrong(field, "is a text; put it in quotation marks")
            return None
        if field.type is Type.IMAGE:
            if value and not _PICTURE.match(value):
                self._wrong(field, "is not a PNG or JPEG picture")
            return value
        return self._words(field, self._clean(field, value))

    def _words(self, field: Field, text: str) -> Any:
        if field.type is Type.DATE and text:
            try:
                return datetime.date.fromisoformat(text)
            except ValueError:
                self._wrong(field, f"is not a date like 2026-03-01: `{text}`")
                return None
        if field.choices is not None and text and text not in field.choices:
            self._wrong(field, f"is one of {', '.join(field.choices)}; not `{text}`")
        return text

    def _clean(self, field: Field, value: str) -> str:
        """Return a text in one Unicode form (NFC), refusing what no reader could see."""
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\x0b", "\n"))
        if _CONTROL.search(text):
            self._wrong(field, "has a control character in it; type it again")
            text = _CONTROL.sub("", text)
        if _DIRECTION.search(text):
            self._wrong(field, "has an invisible direction mark in it; type it again")
        if field.type is Type.LONGTEXT:
            paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
            text = "\n\n".join(part for part in paragraphs if part)
        else:
            text = " ".join(text.split())
        if len(text) > field.max_length:
            self._wrong(field, f"has {len(text):,} characters; it may have {field.max_length:,}")
        return text

    def _wrong(self, field: Field, what: str) -> None:
        problem = f"`{field.id}` {what}."
        if problem not in self.problems:  # one text for both languages is wrong once
            self.problems.append(problem)
