"""What a school answered, checked against the fields and made ready to be put in a text."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from polisi.fields.schema import Field, Schema, Type
from polisi.said import MACHINE, Said, listed, said, suggestion, told
from polisi.strings import say

TEMPLATE = "$template"
"""The key of an answers file that says for which version of the template it was made."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/]+=*$")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(  # letters and marks that show nothing; the rest is told by its category
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_UNSEEN_CATEGORIES = frozenset({"Cf", "Zl", "Zp", "Zs"})
_LINK = re.compile(r"https?://\S+\Z")
_LINK_KEY = "link"


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry of a list, in one language.

    Attributes:
        text: what it says; None where it is given in another language only.
        link: the address that it links to, if any.
    """

    text: str | None
    link: str | None = None


@dataclass(frozen=True)
class Answers:
    """Checked answers.

    Attributes:
        schema: the fields.
        values: what was answered, by field id and then by language.
        locales: the languages.
        version: the version of the template that they were given for, if they say so.
    """

    schema: Schema
    values: Mapping[str, Mapping[str, Any]]
    locales: tuple[str, ...] = ("en", "cy")
    version: str | None = None

    def value(self, ident: str, locale: str) -> Any:
        """Return the value of a field in a language, its default, or None.

        A field that is `shared` falls back on the other language's value. A default stands only
        where the school says nothing in any language: beside its own words in one language it
        would say something else in the other.
        """
        field = self.schema.by_id[ident]
        given = self.values.get(ident, {})
        if locale in given:
            return given[locale]
        if given:
            return next(iter(given.values())) if field.shared else None
        default = field.default
        return default.get(locale) if isinstance(default, dict) else default

    def is_open(self, ident: str, locale: str) -> bool:
        """Tell whether a field still lacks a value in a language.

        It does where it is required and has none, and where it, or an entry of it, is given in
        another language only: nothing is published in one language alone.
        """
        field = self.schema.by_id[ident]
        if field.type is Type.LIST:
            items = self.items(ident, locale)
            return any(item.text is None for item in items) or (field.required and not items)
        if self.text(ident, locale) is not None:
            return False
        return field.required or (field.in_each and bool(self.values.get(ident)))

    def wanting(self, ident: str, locale: str) -> tuple[str, ...]:
        """Return the languages that a document in `locale` waits for, because of a field in it.

        What is answered in this language and open in another makes a draft of either document,
        unless the field may be given `alone`.
        """
        if self.is_open(ident, locale):
            return (locale,)
        if self.schema.by_id[ident].alone:
            return ()
        return tuple(other for other in self.locales if self.is_open(ident, other))

    def text(self, ident: str, locale: str) -> str | None:
        """Return the value of a field as a reader of that language should see it, or None.

        Dates are written `1 March 2026` and `1 Mawrth 2026` (Babel's pattern `d MMMM y`).
        """
        field = self.schema.by_id[ident]
        value = self.value(ident, locale)
        if value is None or value == "":
            return None
        if isinstance(value, datetime.date):
            # Babel takes long to import, and who only reads the fields asks for no date.
            from babel.dates import format_date  # noqa: PLC0415

            return format_date(value, "d MMMM y", locale=locale)
        if field.choices is not None:
            return field.choices[value][locale]
        return str(value)

    def items(self, ident: str, locale: str) -> Sequence[ListItem]:
        """Return the entries of a list field."""
        return self.value(ident, locale) or ()


def called(field: Field, locale: str, wanted: str) -> str:
    """Return what an open field is called, and in which language it is wanted if not in this one.

    Args:
        field: the field.
        locale: the language to say it in.
        wanted: the language that it has no value in.
    """
    name = field.label[locale]
    return name if wanted == locale else f"{name} ({say(locale, f'in_{wanted}')})"


class AnswersError(Exception):
    """Answers that do not fit the fields.

    Attributes:
        said: one sentence for each thing that is wrong.
    """

    def __init__(self, said: Sequence[Said]) -> None:
        super().__init__(tuple(said))
        self.said = tuple(said)

    @property
    def problems(self) -> Sequence[str]:
        """The sentences, as programs are told them."""
        return [told(each, MACHINE) for each in self.said]

    def __str__(self) -> str:
        """Return all of them, as programs are told them."""
        return " ".join(self.problems)


def validate(schema: Schema, raw: Any, locales: Sequence[str] = ("en", "cy")) -> Answers:
    """Check answers and make them ready.

    Args:
        schema: the fields.
        raw: one object, a field's id to its value; a field in two languages is
            `{"en": ..., "cy": ...}` or one text for both; a list is an array of texts or of
            `{"en": ..., "cy": ..., "link": ...}`, or one array a language, whose entries of one
            place belong together; a date is `YYYY-MM-DD`; a picture is a data URL. `$template`
            may say which version of the template they are for; a field's older ids will do.
        locales: the languages.

    Raises:
        AnswersError: something does not fit, with every problem found.
    """
    if not isinstance(raw, dict):
        raise AnswersError([Said("answers.no_object")])
    check = _Check(tuple(locales))
    values: dict[str, dict[str, Any]] = {}
    version = raw.get(TEMPLATE)
    if not isinstance(version, str | None):
        check.problems.append(said("answers.version", key=TEMPLATE))
    for ident, given in raw.items():
        if ident == TEMPLATE:
            continue
        now = schema.renamed.get(ident, ident)
        field = schema.by_id.get(now)
        if field is None:
            hint = suggestion(ident, schema.ids)
            unknown = said("answers.no_field", field=ident)
            check.problems.append(
                said("answers.no_field_but", field=ident, hint=hint) if hint else unknown
            )
        elif now in values or (now != ident and now in raw):
            check.problems.append(said("answers.renamed", old=ident, now=now))
        else:
            values[now] = check.field(field, given)
    if check.problems:
        raise AnswersError(check.problems)
    kept = {ident: value for ident, value in values.items() if value}
    return Answers(schema, kept, tuple(locales), version)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def is_seen(text: str) -> bool:
    """Tell whether anything of a text can be seen: spaces and joiners alone are no answer."""
    return not all(
        character in "\t\n\v\f\r"
        or unicodedata.category(character) in _UNSEEN_CATEGORIES
        or _UNSEEN.match(character)
        for character in text
    )


class _Check:
    def __init__(self, locales: tuple[str, ...]) -> None:
        self._locales = locales
        self.problems: list[Said] = []

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
                self._wrong(field, Said("answers.one_value"))
                return {}
            for key in given:
                if key not in self._locales:
                    known = listed(self._locales)
                    self._wrong(field, said("answers.other_key", key=str(key), known=known))
            return {locale: given[locale] for locale in self._locales if locale in given}
        return dict.fromkeys(self._locales, given)

    def _list(self, field: Field, given: Any) -> dict[str, Any]:
        rows: Iterable[Sequence[Any]]
        if isinstance(given, dict):
            each = self._per_locale(field, given)
            rows = zip_longest(*(self._entries(field, each.get(s), (s,)) for s in self._locales))
        else:
            entries = self._entries(field, given, self._locales)
            rows = ([entry] * len(self._locales) for entry in entries)
        made = [self._row(field, row) for row in rows]
        kept = [row for row in made if any(item.text for item in row)]
        return dict(zip(self._locales, zip(*kept, strict=True), strict=True)) if kept else {}

    def _entries(self, field: Field, raw: Any, locales: Sequence[str]) -> Sequence[Any]:
        """Return the entries of a list in some languages."""
        if raw is not None and not isinstance(raw, list):
            self._wrong(field, Said("answers.list"))
        entries = raw if isinstance(raw, list) else ()
        for entry in (each for each in entries if isinstance(each, dict)):
            for key in entry.keys() - {*locales, _LINK_KEY}:
                self._wrong(field, said("answers.entry_key", key=str(key)))
            link = entry.get(_LINK_KEY)
            if link is not None and not (isinstance(link, str) and _LINK.match(link)):
                self._wrong(field, Said("answers.link"))
            elif link and not any(self._scalar(field, entry.get(locale)) for locale in locales):
                self._wrong(field, Said("answers.no_title"))
        return entries

    def _row(self, field: Field, entries: Sequence[Any]) -> Sequence[ListItem]:
        """Return an entry in each language."""
        pairs = zip(self._locales, entries, strict=True)
        row = [self._item(field, entry, locale) for locale, entry in pairs]
        named = [item for item in row if item.text]
        if named and not field.in_each:  # one language's words serve in every other
            row = [item if item.text else named[0] for item in row]
        return row

    def _item(self, field: Field, entry: Any, locale: str) -> ListItem:
        if not isinstance(entry, dict):
            return ListItem(self._scalar(field, entry) or None)
        text = self._scalar(field, entry.get(locale)) or None
        # What has no words in this language leads nowhere in it.
        return ListItem(text, entry.get(_LINK_KEY) if text else None)

    def _scalar(self, field: Field, value: Any) -> Any:
        """Return one value, ready; None if there is none or it does not fit."""
        if value is None:
            return None
        if field.type is Type.BOOLEAN:
            if isinstance(value, bool):
                return value
            self._wrong(field, Said("answers.boolean"))
            return None
        if not isinstance(value, str):
            self._wrong(field, Said("answers.text"))
            return None
        if field.type is Type.IMAGE:
            if value and not _PICTURE.match(value):
                self._wrong(field, Said("answers.picture"))
            return value
        return self._words(field, self._clean(field, value))

    def _words(self, field: Field, text: str) -> Any:
        if field.type is Type.DATE and text:
            try:
                return datetime.date.fromisoformat(text)
            except ValueError:
                self._wrong(field, said("answers.date", text=text))
                return None
        if field.choices is not None and text and text not in field.choices:
            known = tuple(field.choices)
            self._wrong(field, said("answers.choice", known=known, text=text))
        return text

    def _clean(self, field: Field, value: str) -> str:
        """Return a text in one Unicode form (NFC), refusing what no reader could see."""
        if not is_seen(value):
            return ""
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\x0b", "\n"))
        if _CONTROL.search(text):
            self._wrong(field, Said("answers.control"))
            text = _CONTROL.sub("", text)
        if _DIRECTION.search(text):
            self._wrong(field, Said("answers.direction"))
        if field.type is Type.LONGTEXT:
            # Paragraphs stay paragraphs, and lines (of an address, say) stay lines.
            parts = (part.split("\n") for part in re.split(r"\n\s*\n", text))
            paragraphs = ("\n".join(filter(None, map(_one_line, part))) for part in parts)
            text = "\n\n".join(filter(None, paragraphs))
        else:
            text = _one_line(text)
        if len(text) > field.max_length:
            number, most = f"{len(text):,}", f"{field.max_length:,}"
            self._wrong(field, said("answers.too_long", number=number, most=most))
        return text

    def _wrong(self, field: Field, what: Said) -> None:
        problem = said("answers.wrong", field=field.id, what=what)
        if problem not in self.problems:  # one text for both languages is wrong once
            self.problems.append(problem)
