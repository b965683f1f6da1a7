"""`fields.yml`: what a school may fill in, once for every place that asks for it.

The placeholder rule, the gaps on the site and the filling are derived from this file; so must be
whatever else asks a school for something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from polisi.content.source import construct, decode, load_yaml_node
from polisi.diagnostics import ContentError, unreadable
from polisi.model import Span
from polisi.said import Said, listed, said


class Type(StrEnum):
    """What kind of value a field holds."""

    TEXT = "text"
    LONGTEXT = "longtext"
    DATE = "date"
    CHOICE = "choice"
    LIST = "list"
    IMAGE = "image"
    BOOLEAN = "boolean"


class Empty(StrEnum):
    """What stands in a filled document where a field that may stay empty was left empty."""

    OMIT = "omit"
    BLANK = "blank"


Bilingual = Mapping[str, str]
"""One text a language."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a school fills in.

    Attributes:
        id: its name in a placeholder, in an answers file and in a CSV header.
        type: what kind of value it holds.
        label: what it is called.
        help: what to put in it.
        gap: what stands in square brackets where it is not filled in yet.
        example: a value, for the form and the CSV.
        required: whether a document without it is a draft.
        bilingual: whether it is asked for in each language.
        shared: for a bilingual field, whether one language's value serves where the other's
            is missing (a school with one registered name).
        alone: for a bilingual field, whether a document in one language does without the
            other's value (a letter, which goes to one reader).
        empty: what stands in its place when it may stay empty and does.
        max_length: the most characters that a text may have.
        default: the value where none is given.
        choices: for a choice, each value and its name.
        replaces: the id of the clause or paragraph whose text it replaces when it is filled in.
        shows: for a yes or no, the ids of the headings whose sections go when it is no.
        group: the id of the group that it is asked with.
        asked_of: whom the form asks: the values of other fields, by their ids, of which one must
            be given; everybody if there are none.
        span: where it is declared.
    """

    id: str
    type: Type
    label: Bilingual
    help: Bilingual
    gap: Bilingual
    span: Span
    example: Bilingual
    required: bool = False
    bilingual: bool = False
    shared: bool = False
    alone: bool = False
    empty: Empty = Empty.OMIT
    max_length: int = 300
    default: Any = None
    choices: Mapping[str, Bilingual] | None = None
    replaces: str | None = None
    shows: tuple[str, ...] = ()
    group: str | None = None
    asked_of: Mapping[str, Sequence[str]] = attribute(default_factory=dict)

    @property
    def in_each(self) -> bool:
        """Whether a value in one language is wanted in every other too."""
        return self.bilingual and not self.shared

    @property
    def may_be_open(self) -> bool:
        """Whether a document can be a draft because of it."""
        return self.required or self.in_each


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that a school is asked for together: one step of the form.

    Attributes:
        id: its name in a field's `group`.
        title: what the step is called.
    """

    id: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class Change:
    """What one version of the template changed, for a school with answers of an older one.

    Attributes:
        version: the version that changed it.
        what: what is different, in a sentence or two.
        renamed: the ids of fields that have a new name, and that name.
    """

    version: str
    what: Bilingual
    renamed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reference:
    """A page, or a place on one, that `fields.yml` names.

    Attributes:
        key: the key that names it.
        page: the page.
        anchor: the id on it, or an empty text.
        span: where it is named.
    """

    key: str
    page: str
    anchor: str
    span: Span


@dataclass(frozen=True)
class Schema:
    """Every field, in the order in which a school is asked.

    Attributes:
        fields: the fields.
        document: the page that is the whole document to be filled in.
        version: the version of the template.
        name: the id of the field that names the school.
        title: the id of the field that names the document.
        parts: the pages that a school gets, each a document of its own, the whole one first.
        forms: the pages that are filled in by hand, each a document of its own.
        documents: the pages that nobody fills in, each a document of its own.
        groups: the groups of fields, in the order in which a school is asked.
        changes: what each version of the template changed, the oldest first.
        references: every page and place that the file names.
    """

    fields: tuple[Field, ...]
    document: str
    version: str
    name: str
    title: str
    parts: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    changes: tuple[Change, ...] = ()
    references: tuple[Reference, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        """The fields by id."""
        return {field.id: field for field in self.fields}

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every name that a placeholder may use."""
        return frozenset(self.by_id)

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """The ids that fields had in older versions, and those that they have now.

        They hold for answers of any version: an id is never given to another field.
        """
        steps = {old: new for change in self.changes for old, new in change.renamed.items()}
        found = {}
        for old in steps.keys() - self.ids:
            now, seen = old, set[str]()
            while now in steps and now not in seen:
                seen.add(now)
                now = steps[now]
            if now in self.ids:
                found[old] = now
        return found

    def is_older_than(self, version: str) -> bool:
        """Return whether the numbers in a version say that it is newer than this one."""
        return _numbers(version) > _numbers(self.version)

    def changes_since(self, version: str) -> Sequence[Change]:
        """Return what has changed since a version of the template, the oldest first.

        A version that is named nowhere, the first one among them, is older than every change,
        unless its numbers say that it is newer than this one.
        """
        if version == self.version or self.is_older_than(version):
            return ()
        known = [change.version for change in self.changes]
        return self.changes[known.index(version) + 1 if version in known else 0 :]


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]+", version)]


_TEXTS = ("label", "help", "gap", "example")
_KEYS = frozenset(
    {
        *("id", "type", "required", "bilingual", "shared", "alone", "empty", "max_length"),
        *("default", "choices", "replaces", "shows", "group", "asked_of", *_TEXTS),
    }
)


def load(path: Path, file: str, locales: tuple[str, ...] = ("en", "cy")) -> Schema:
    """Read `fields.yml`.

    Args:
        path: the file.
        file: its path as a person should see it.
        locales: the languages that every text must be given in.

    Raises:
        ContentError: it is missing, not valid YAML, or says something that a field cannot say.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(file, error, Said("file.put_there")) from error
    return parse(data, file, locales)


def parse(data: bytes, file: str, locales: tuple[str, ...] = ("en", "cy")) -> Schema:
    """Read `fields.yml`, given its bytes; else as `load`.

    Raises:
        ContentError: it is not valid YAML, or says something that a field cannot say.
    """
    return _Loader(file, locales).schema(load_yaml_node(decode(data, file), file))


class _Loader:
    def __init__(self, file: str, locales: tuple[str, ...]) -> None:
        self._file = file
        self._locales = locales

    def schema(self, node: yaml.Node | None) -> Schema:
        if not isinstance(node, yaml.MappingNode):
            raise self._error(1, Said("file.no_mapping"), Said("fields.see"))
        top = {key.value: value for key, value in node.value}
        fields_node = top.get("fields")
        if not isinstance(fields_node, yaml.SequenceNode):
            raise self._error(1, Said("fields.no_list"), Said("fields.write_list"))
        fields: dict[str, Field] = {}
        for item in fields_node.value:
            field = self._field(item)
            if field.id in fields:
                raise self._error(
                    field.span.line, said("fields.twice", field=field.id), Said("file.keep_one")
                )
            fields[field.id] = field
        self._check_asked_of(fields)
        plain = {key: construct(value) for key, value in top.items() if key != "fields"}
        for key in ("document", "version", "name", "title"):
            if not isinstance(plain.get(key), str):
                raise self._error(1, said("fields.missing", key=key), said("fields.add", key=key))
        for key in ("name", "title"):
            if plain[key] not in fields:
                line = top[key].start_mark.line + 1
                message = said("placeholder.unknown", field=plain[key])
                raise self._error(line, message, Said("fields.name_one"))
        return Schema(
            tuple(fields.values()),
            plain["document"],
            plain["version"],
            plain["name"],
            plain["title"],
            parts=self._parts(top, plain["document"]),
            forms=self._pages(top, "forms"),
            documents=self._pages(top, "documents"),
            groups=self._groups(top.get("groups"), fields),
            changes=self._changes(top.get("changes"), plain["version"], fields),
            references=tuple(self._references(top, fields_node, plain["document"])),
        )

    def _references(
        self, top: Mapping[str, yaml.Node], fields: yaml.SequenceNode, document: str
    ) -> Iterator[Reference]:
        named: set[str] = set()
        for key in ("document", "parts", "forms", "documents"):
            for node in _scalars(top.get(key)):
                if node.value not in named:
                    yield Reference(key, node.value, "", self._span(node))
                named.add(node.value)
        for field in fields.value:
            of_field = {key.value: value for key, value in field.value}
            for key in ("replaces", "shows"):
                for node in _scalars(of_field.get(key)):
                    yield Reference(key, document, node.value, self._span(node))

    def _span(self, node: yaml.Node) -> Span:
        return Span.at(self._file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _parts(self, top: Mapping[str, yaml.Node], document: str) -> tuple[str, ...]:
        """Return the parts; without any, the document is the only one."""
        parts = self._pages(top, "parts") or (document,)
        if parts[0] != document:
            raise self._error(
                top["parts"].start_mark.line + 1,
                said("fields.other_first", page=parts[0]),
                said("fields.put_first", page=document),
            )
        return parts

    def _pages(self, top: Mapping[str, yaml.Node], key: str) -> tuple[str, ...]:
        """Return a list of pages, which may be missing."""
        if key not in top:
            return ()
        line = top[key].start_mark.line + 1
        pages = construct(top[key])
        if not isinstance(pages, list) or not all(isinstance(page, str) for page in pages):
            raise self._error(line, said("fields.no_pages", key=key), Said("fields.write_pages"))
        twice = next((page for page in pages if pages.count(page) > 1), None)
        if twice is not None:
            message = said("fields.page_twice", key=key, page=twice)
            raise self._error(line, message, Said("file.keep_one"))
        return tuple(pages)

    def _groups(self, node: yaml.Node | None, fields: Mapping[str, Field]) -> tuple[Group, ...]:
        groups: dict[str, Group] = {}
        for line, raw in self._entries(node, "groups"):
            ident = str(raw.get("id"))
            groups[ident] = Group(ident, self._texts(raw.get("title"), "title", ident, line, True))
        for field in fields.values():
            if groups and field.group not in groups:
                raise self._error(
                    field.span.line,
                    said("fields.no_group", field=field.id),
                    said("fields.give_group", known=tuple(groups)),
                )
        return tuple(groups.values())

    def _changes(
        self, node: yaml.Node | None, version: str, fields: Mapping[str, Field]
    ) -> tuple[Change, ...]:
        changes: dict[str, Change] = {}
        renamed: set[str] = set()
        line = 1
        for line, raw in self._entries(node, "changes"):
            ident = str(raw.get("version"))
            what = self._texts(raw.get("what"), "what", ident, line, True)
            change = Change(ident, what, dict(raw.get("renamed") or {}))
            if ident in changes:
                raise self._error(
                    line, said("fields.two_entries", version=ident), Said("fields.make_one")
                )
            for old in change.renamed:
                if old in fields:
                    raise self._error(
                        line,
                        said("fields.renamed", field=old),
                        Said("fields.choose_new"),
                    )
            changes[ident] = change
            renamed |= change.renamed.keys()
        for change in changes.values():
            for new in change.renamed.values():
                if new not in fields and new not in renamed:
                    raise self._error(
                        line, said("fields.renamed_to", field=new), Said("fields.name_field")
                    )
        if changes and version not in changes:
            raise self._error(
                line,
                said("fields.no_entry", version=version),
                Said("fields.say_changes"),
            )
        return tuple(changes.values())

    def _entries(self, node: yaml.Node | None, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the line and the values of each entry of a list at the top of the file."""
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            line = node.start_mark.line + 1
            raise self._error(
                line, said("fields.no_entries", key=key), Said("fields.write_entries")
            )
        for item in node.value:
            line = item.start_mark.line + 1
            if not isinstance(item, yaml.MappingNode):
                message = said("fields.no_mapping_in", key=key)
                raise self._error(line, message, Said("fields.write_so"))
            yield line, construct(item)

    def _field(self, node: yaml.Node) -> Field:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise self._error(line, Said("fields.no_mapping"), Said("fields.write_so"))
        lines = {key.value: key.start_mark.line + 1 for key, _ in node.value}
        raw: dict[str, Any] = construct(node)
        for key in raw:
            if key not in _KEYS:
                hint = said("fields.known_keys", known=tuple(sorted(_KEYS)))
                raise self._error(lines[key], said("fields.unknown_key", key=str(key)), hint)
        ident = raw.get("id")
        if not isinstance(ident, str) or not ident.isidentifier() or not ident.islower():
            raise self._error(line, Said("fields.no_id"), Said("fields.plain_id"))
        kind = Type(self._one_of(Type, raw.get("type", "text"), lines.get("type", line), "type"))
        empty = self._one_of(Empty, raw.get("empty", "omit"), lines.get("empty", line), "empty")
        texts = {
            key: self._texts(raw.get(key), key, ident, lines.get(key, line), key in ("label",))
            for key in _TEXTS
        }
        gap = texts["gap"] or {k: v[:1].lower() + v[1:] for k, v in texts["label"].items()}
        choices = raw.get("choices")
        if (kind is Type.CHOICE) != isinstance(choices, dict):
            raise self._error(
                lines.get("choices", line),
                said("fields.choices", field=ident),
                Said("fields.both_or_neither"),
            )
        for value, names in (choices or {}).items():
            self._texts(names, f"choices.{value}", ident, lines["choices"], True)
        return Field(
            id=ident,
            type=kind,
            label=texts["label"],
            help=texts["help"],
            gap=gap,
            example=texts["example"],
            span=Span.at(self._file, line),
            required=bool(raw.get("required", False)),
            bilingual=bool(raw.get("bilingual", False)),
            shared=bool(raw.get("shared", False)),
            alone=bool(raw.get("alone", False)),
            empty=Empty(empty),
            max_length=int(raw.get("max_length", 5000 if kind is Type.LONGTEXT else 300)),
            default=raw.get("default"),
            choices=choices,
            replaces=raw.get("replaces"),
            shows=tuple(raw.get("shows", ())),
            group=raw.get("group"),
            asked_of=self._asked_of(raw.get("asked_of"), ident, lines.get("asked_of", line)),
        )

    def _asked_of(self, raw: Any, ident: str, line: int) -> Mapping[str, Sequence[str]]:
        if raw is None:
            return {}
        if not isinstance(raw, dict) or not all(isinstance(each, list) for each in raw.values()):
            raise self._error(
                line,
                said("fields.asked_of", field=ident),
                Said("fields.write_asked_of"),
            )
        return {str(key): tuple(map(str, values)) for key, values in raw.items()}

    def _check_asked_of(self, fields: Mapping[str, Field]) -> None:
        for field in fields.values():
            for ident, values in field.asked_of.items():
                choices = (fields[ident].choices if ident in fields else None) or {}
                for value in values:
                    if value not in choices:
                        raise self._error(
                            field.span.line,
                            said("fields.no_choice", field=field.id, value=value, other=ident),
                            said("fields.known_choices", known=tuple(choices))
                            if choices
                            else Said("fields.no_choices"),
                        )

    def _one_of(self, kind: type[StrEnum], value: Any, line: int, key: str) -> str:
        if value not in [member.value for member in kind]:
            known = tuple(member.value for member in kind)
            message = said("fields.unknown_value", key=key, value=str(value))
            raise self._error(line, message, said("fields.known_values", known=known))
        return str(value)

    def _texts(self, raw: Any, key: str, ident: str, line: int, needed: bool) -> Bilingual:
        if raw is None and not needed:
            return {}
        if not isinstance(raw, dict) or any(
            not isinstance(raw.get(locale), str) or not raw[locale].strip()
            for locale in self._locales
        ):
            raise self._error(
                line,
                said("fields.untold", key=key, field=ident, languages=listed(self._locales)),
                Said("fields.give_each"),
            )
        return {locale: str(raw[locale]) for locale in self._locales}

    def _error(self, line: int, message: Said, hint: Said) -> ContentError:
        return ContentError(Span.at(self._file, line), message, hint)


def _scalars(node: yaml.Node | None) -> Sequence[yaml.ScalarNode]:
    """Return a value, or the values of a list."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [each for each in nodes if isinstance(each, yaml.ScalarNode)]
