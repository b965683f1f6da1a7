"""A project: mkdocs.yml, its pages in both languages and `docs/data`, read into one `Site`.

mkdocs.yml is read here as YAML and no more, so that a check needs no MkDocs and every entry of
the navigation knows its line.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from polisi.content import errata as errata_file
from polisi.content import glossary as glossary_file
from polisi.content import ledger as ledger_file
from polisi.content.errata import Errata
from polisi.content.loader import SUFFIXES, Tree, load_tree
from polisi.content.source import IncludeError, decode, front_matter, load_yaml_node
from polisi.diagnostics import ContentError
from polisi.fields import Schema
from polisi.fields import load as load_fields
from polisi.model import NavItem, Page, Site, Span
from polisi.parity.comparison import Comparison
from polisi.review import reviewed_pages, status
from polisi.strings import say

CONFIG = "mkdocs.yml"
_DATA = "data"
GENERATED = ("errata", "accessibility-contact", "accessibility-prepared")
_NOTHING_GENERATED: Mapping[str, Callable[[], str]] = dict.fromkeys(GENERATED, lambda: "")
_TRUE = ("true", "True", "TRUE", "yes", "Yes", "on", "On")
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/")


@dataclass(frozen=True)
class Project:
    """What a project holds.

    Attributes:
        site: its pages and what they are checked against.
        errors: what cannot be read, and why; each mistake once.
        errors_by_file: why a page cannot be read, by language and path. One mistake may be the
            reason for several pages; and a page that includes what is missing in its language
            only is here alone, since the check reports what is missing.
        schema: the fields, if it declares any.
        errata: the corrections, if it declares any.
        council: what `council.yml` says.
        site_names: the site's name in each language.
        data: the folder of what is content but not prose, or None for a pair of plain trees.
    """

    site: Site
    errors: Sequence[ContentError] = ()
    errors_by_file: Mapping[tuple[str, str], ContentError] = field(default_factory=dict)
    schema: Schema | None = None
    errata: Errata | None = None
    council: Mapping[str, Any] = field(default_factory=dict)
    site_names: Mapping[str, str] = field(default_factory=dict)
    data: Path | None = None


def load_trees(
    source: Path, target: Path, source_locale: str = "en", target_locale: str = "cy"
) -> Project:
    """Read any two folders of Markdown.

    Args:
        source: the folder of the source language.
        target: the folder of the target language.
        source_locale: the source language.
        target_locale: the target language.

    Raises:
        ContentError: one of them is no folder.
    """
    trees = {
        locale: _without(load_tree(folder, locale, generated=_NOTHING_GENERATED), folder, other)
        for locale, folder, other in (
            (source_locale, source, target),
            (target_locale, target, source),
        )
    }
    site = Site(
        source_locale,
        target_locale,
        source.as_posix(),
        target.as_posix(),
        trees[source_locale].pages,
        trees[target_locale].pages,
        files=_files(trees),
    )
    return Project(site, tuple(_mistakes(trees)), _page_errors(trees))


def load_project(config: Path) -> Project:
    """Read the project of a mkdocs.yml.

    Args:
        config: the file.

    Raises:
        ContentError: it cannot be read or does not name two languages.
    """
    return _Loader(config).project()


class _AnyTag(yaml.SafeLoader):
    """Takes the tags that MkDocs allows (`!ENV`, `!!python/name:`) for what they stand on."""


_AnyTag.add_multi_constructor("", lambda loader, suffix, node: None)


class _Loader:
    def __init__(self, config: Path) -> None:
        self._config = config
        self._folder = config.parent
        self._file = config.name
        self._errors: list[ContentError] = []

    def project(self) -> Project:
        try:
            text = decode(self._config.read_bytes(), self._file)
        except OSError as error:
            raise ContentError(
                Span.at(self._file),
                "There is no mkdocs.yml here.",
                "Run this in the project's folder, or give --source and --target.",
            ) from error
        top = _mapping(load_yaml_node(text, self._file, loader=_AnyTag))
        docs = _scalar(top.get("docs_dir")) or "docs"
        languages = self._languages(top)
        data = self._folder / docs / _DATA
        council = self._council(data, f"{docs}/{_DATA}")
        schema = self._optional(data / "fields.yml", docs, load_fields)
        errata = self._optional(data / "errata.yml", docs, errata_file.load)
        ledger = self._optional(data / ledger_file.NAME, docs, _from_bytes(ledger_file.load))
        glossary = self._optional(
            data / glossary_file.NAME,
            docs,
            _from_bytes(lambda each, file: glossary_file.load(each, file, tuple(languages))),
        )
        trees = {
            locale: load_tree(
                self._folder / docs / locale,
                locale,
                f"{docs}/{locale}",
                self._generated(self._folder / docs / locale, locale, errata, council or {}),
            )
            for locale in languages
        }
        source, target = languages
        name = _scalar(top.get("site_name")) or ""
        site = Site(
            source_locale=source,
            target_locale=target,
            source_root=f"{docs}/{source}",
            target_root=f"{docs}/{target}",
            source=trees[source].pages,
            target=trees[target].pages,
            fields=schema.ids if schema else None,
            nav=self._nav(top.get("nav")),
            nav_titles=_texts(languages[target].get("nav_translations")),
            config=self._file,
            link_twins=self._link_twins(council, f"{docs}/{_DATA}/council.yml"),
            files=_files(trees),
            errata=errata.entries if errata else (),
            errata_page=errata.page if errata else "",
            ledger=ledger_file.signed(ledger or {}),
            glossary=glossary or (),
        )
        site = replace(site, target=_told_apart(site))
        self._check_statement(council or {}, site, f"{docs}/{_DATA}/council.yml")
        if schema:
            self._errors += _dangling(schema, site)
        return Project(
            site,
            (*self._errors, *_mistakes(trees)),
            _page_errors(trees),
            schema,
            errata,
            council or {},
            {key: _scalar(lang.get("site_name")) or name for key, lang in languages.items()},
            data,
        )

    def _languages(self, top: Mapping[str, yaml.Node]) -> dict[str, Mapping[str, yaml.Node]]:
        """Return the languages of static-i18n's settings, the default one first."""
        plugins = top.get("plugins")
        # A list of names and of `name: settings`, or one mapping of them all.
        entries = plugins.value if isinstance(plugins, yaml.SequenceNode) else [plugins]
        settings: Mapping[str, yaml.Node] = {}
        for entry in entries:
            settings = _mapping(_mapping(entry).get("i18n")) or settings
        listed = settings.get("languages")
        languages = [
            _mapping(item)
            for item in (listed.value if isinstance(listed, yaml.SequenceNode) else [])
        ]
        languages.sort(key=lambda language: (_scalar(language.get("default")) or "") not in _TRUE)
        named = {str(_scalar(language.get("locale"))): language for language in languages}
        if len(named) != 2:
            line = listed.start_mark.line + 1 if listed is not None else 1
            raise ContentError(
                Span.at(self._file, line),
                f"The plugin i18n names {len(named)} languages; a check compares two.",
                "Name both under `languages`, the source language with `default: true`.",
            )
        return named

    def _nav(self, node: yaml.Node | None) -> tuple[NavItem, ...] | None:
        if not isinstance(node, yaml.SequenceNode):
            return None
        return tuple(item for entry in node.value for item in self._nav_items(entry))

    def _nav_items(self, node: yaml.Node) -> Sequence[NavItem]:
        span = Span.at(self._file, node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.ScalarNode):
            return [] if _ADDRESS.match(node.value) else [NavItem(span, path=node.value)]
        items = []
        for title, value in _mapping(node).items():
            if isinstance(value, yaml.SequenceNode):
                items.append(NavItem(span, title, None, self._nav(value) or ()))
            else:
                path = _scalar(value)
                is_page = path is not None and not _ADDRESS.match(path)
                items.append(NavItem(span, title, path if is_page else None))
        return items

    def _council(self, data: Path, root: str) -> Mapping[str, Any] | None:
        """Return what `council.yml` says, or None if it cannot be read."""
        file = f"{root}/council.yml"
        try:
            node = load_yaml_node(decode((data / "council.yml").read_bytes(), file), file)
        except OSError:
            return {}
        except ContentError as error:
            self._errors.append(error)
            return None
        plain = {} if node is None else _plain(node)
        if isinstance(plain, dict):
            return plain
        self._errors.append(
            ContentError(Span.at(file), "This file is not a list of `key: value`.", "Write it so.")
        )
        return None

    def _check_statement(self, council: Mapping[str, Any], site: Site, file: str) -> None:
        """Note if the accessibility statement, to which each page links, is in no language."""
        statement = council.get("accessibility")
        path = statement.get("page") if isinstance(statement, dict) else None
        there = {*site.source, *site.target, *(f for files in site.files.values() for f in files)}
        if path is not None and path not in there:
            self._errors.append(
                ContentError(
                    Span.at(file),
                    f"`accessibility` names a page that is not there: `{path}`.",
                    "Give the path below a language's folder.",
                )
            )

    def _link_twins(self, council: Mapping[str, Any] | None, file: str) -> Mapping[str, str] | None:
        if council is None:
            return None
        twins = council.get("link_twins") or {}
        if isinstance(twins, dict) and all(isinstance(twin, str) for twin in twins.values()):
            return twins
        self._errors.append(
            ContentError(
                Span.at(file),
                "`link_twins` is not a list of `address: address`.",
                "Write an address of the source language, `: ` and its counterpart on each line.",
            )
        )
        return None

    def _optional(self, path: Path, docs: str, load: Callable[[Path, str], Any]) -> Any:
        """Return what a data file holds, or None where there is none or it cannot be read."""
        if not path.exists():
            return None
        try:
            return load(path, f"{docs}/{_DATA}/{path.name}")
        except ContentError as error:
            self._errors.append(error)
            return None

    def _generated(
        self, folder: Path, locale: str, errata: Errata | None, council: Mapping[str, Any]
    ) -> Mapping[str, Callable[[], str]]:
        """Return what makes the Markdown of each of `GENERATED`, in one language."""
        statement = council.get("accessibility") or {}

        def corrections() -> str:
            return "" if errata is None else errata.markdown(locale, _titles(folder))

        def contact() -> str:
            return _given(statement, "contact", locale) or f"*{say(locale, 'gap_contact')}*{{.gap}}"

        def prepared() -> str:
            date = _given(statement, "prepared", locale) or f"*{say(locale, 'gap_date')}*{{.gap}}"
            return say(locale, "accessibility_prepared", date=date)

        return dict(zip(GENERATED, (corrections, contact, prepared), strict=True))


def _given(values: object, key: str, locale: str) -> str:
    """Return a text of `council.yml` in one language; an empty one, if it is not there."""
    texts = values.get(key) if isinstance(values, dict) else None
    return str(texts.get(locale) or "").strip() if isinstance(texts, dict) else ""


def _from_bytes(load: Callable[[bytes, str], Any]) -> Callable[[Path, str], Any]:
    """Return what loads a file by its path, given what loads its bytes."""

    def loaded(path: Path, file: str) -> Any:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ContentError(
                Span.at(file),
                f"This file cannot be opened: {error.strerror or error}.",
                "Check that it may be read.",
            ) from error
        return load(data, file)

    return loaded


def _told_apart(site: Site) -> Mapping[str, Page]:
    """Return the pages of the target language, each knowing whether it is a draft.

    So is a page that takes in text of another that is one.
    """
    # Where nothing is signed, all is draft, and no page need be held against its counterpart.
    reviewed = reviewed_pages(status(Comparison(site, ()))) if site.ledger else frozenset()
    return {
        path: replace(page, draft=not {path, *(line.path for line in page.lines)} <= reviewed)
        for path, page in site.target.items()
    }


def _dangling(schema: Schema, site: Site) -> Iterator[ContentError]:
    """Yield the references of `fields.yml` to what neither language has.

    What one language has is missing in the other, and that is a finding of the check.
    """
    trees = (site.source, site.target)
    for reference in schema.references:
        path = reference.page
        if any(path in files for files in site.files.values()):
            # A page that cannot be read is there.
            continue
        pages = [tree[path] for tree in trees if path in tree]
        if not pages:
            if reference.anchor:
                # That there is no document is said of `document`.
                continue
            near = get_close_matches(path, site.source, 1)
            yield ContentError(
                reference.span,
                f"`{reference.key}` names a page that is not there: `{path}`.",
                f"Did you mean `{near[0]}`?"
                if near
                else "Give the path below a language's folder.",
            )
        elif reference.anchor and not any(
            reference.anchor in page.by_id.keys() | page.anchors or page.unclosed for page in pages
        ):
            near = get_close_matches(reference.anchor, pages[0].anchors, 1)
            yield ContentError(
                reference.span,
                f"`{reference.key}` names an id that `{pages[0].file}` has not: "
                f"`{reference.anchor}`.",
                f"Did you mean `{near[0]}`?"
                if near
                else "Give the id of a heading, clause or paragraph there.",
            )


def _without(tree: Tree, folder: Path, inner: Path) -> Tree:
    """Return a tree without what is in `inner`, if that folder is inside the tree's own."""
    way = inner.resolve().relative_to(folder.resolve()) if _is_inside(inner, folder) else None
    if way is None or not way.parts:
        return tree
    start = f"{way.as_posix()}/"
    return Tree(
        {path: page for path, page in tree.pages.items() if not path.startswith(start)},
        {path: error for path, error in tree.errors.items() if not path.startswith(start)},
        frozenset(path for path in tree.files if not path.startswith(start)),
    )


def _is_inside(inner: Path, folder: Path) -> bool:
    return inner.resolve().is_relative_to(folder.resolve())


def _files(trees: Mapping[str, Tree]) -> Mapping[str, frozenset[str]]:
    """Return what is in each language's folder and is not read as a page, or cannot be."""
    return {locale: tree.files.union(tree.errors) for locale, tree in trees.items()}


def _mistakes(trees: Mapping[str, Tree]) -> Iterator[ContentError]:
    """Yield what keeps pages from being read, each mistake once, however many pages it spoils."""
    told: set[object] = set()
    for locale, tree in trees.items():
        other = next(each for name, each in trees.items() if name != locale)
        for error in tree.errors.values():
            key: object = str(error)
            if isinstance(error, IncludeError):
                if error.cycle:
                    key = (locale, error.cycle)
                elif _is_missing_here_only(error, tree, other):
                    continue
            if key not in told:
                told.add(key)
                yield error


def _is_missing_here_only(error: IncludeError, tree: Tree, other: Tree) -> bool:
    """Return whether an include names what the other language has; then that is a finding."""
    there = other.pages.get(error.path)
    if there is None:
        return False
    if not error.anchor:
        return error.path not in tree.pages and error.path not in tree.errors
    return error.path in tree.pages and error.anchor in there.anchors


def _page_errors(trees: Mapping[str, Tree]) -> dict[tuple[str, str], ContentError]:
    return {
        (locale, path): error
        for locale, tree in trees.items()
        for path, error in tree.errors.items()
    }


def _titles(folder: Path) -> Mapping[str, str]:
    """Return the title of each page that has one; what cannot be read is told elsewhere."""
    titles: dict[str, str] = {}
    for file in folder.rglob("*"):
        path = posixpath.join(*file.relative_to(folder).parts)
        if file.suffix.lower() in SUFFIXES:
            try:
                meta, _, _ = front_matter(decode(file.read_bytes(), path), path)
            except (OSError, ContentError):
                continue
            if isinstance(meta.get("title"), str):
                titles[path] = meta["title"]
    return titles


def _mapping(node: yaml.Node | None) -> Mapping[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): value for key, value in node.value}


def _scalar(node: yaml.Node | None) -> str | None:
    if node is not None and node.tag == "!ENV":
        return _from_environment(node)
    return node.value if isinstance(node, yaml.ScalarNode) else None


def _from_environment(node: yaml.Node) -> str | None:
    """Return what `!ENV NAME` or `!ENV [NAME, ..., default]` stands for."""
    if isinstance(node, yaml.ScalarNode):
        return os.environ.get(node.value)
    values = [each.value for each in node.value if isinstance(each, yaml.ScalarNode)]
    set_to = (os.environ[name] for name in values[:-1] if name in os.environ)
    return next(set_to, values[-1] if values else None)


def _texts(node: yaml.Node | None) -> Mapping[str, str]:
    return {key: _scalar(value) or "" for key, value in _mapping(node).items()}


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return node.value
