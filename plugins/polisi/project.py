"""A project: mkdocs.yml, its pages in both languages and `docs/data`, read into one `Site`.

mkdocs.yml is read here as YAML and no more, so that a check needs no MkDocs and every entry of
the navigation knows its line.
"""

from __future__ import annotations

import contextlib
import gc
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from polisi.cache import Cache, folder
from polisi.content import asked as asked_file
from polisi.content import errata as errata_file
from polisi.content import glossary as glossary_file
from polisi.content import ledger as ledger_file
from polisi.content.errata import Errata
from polisi.content.loader import Folder, Question, Snapshot, Tree, load_tree
from polisi.content.source import IncludeError, decode, load_yaml_node
from polisi.content.values import as_line, of_data
from polisi.diagnostics import ContentError, Diagnostic, unreadable
from polisi.fields import Schema
from polisi.fields import parse as parse_fields
from polisi.model import NavItem, Page, PagePair, SignOff, Site, Span
from polisi.parity.memo import Memo
from polisi.said import Said, said, suggestion
from polisi.strings import say

CONFIG = "mkdocs.yml"
_DATA = "data"
GENERATED = ("errata", "accessibility-contact", "accessibility-prepared")
_GENERATING = ("errata.yml", "council.yml")
"""The data files of which text on pages is made."""

_FINDINGS, _WORKSPACE = "findings", "workspace"
"""The kinds of entries that are kept of a project."""

_MUCH = 1 / 20
"""The share of a check beyond which it is kept anew: to write all takes a fifteenth of its time."""

_MOST = 1 / 2
"""The share of pages beyond which what a check remembers of them is worth no more than they."""

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


@contextlib.contextmanager
def all_in_use() -> Iterator[None]:
    """Look for no garbage while a project is read and checked.

    Pages and what is known of them live as long as whoever reads them, and hold no cycles: to look
    through them again and again takes a tenth of the time of a check.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # All that is new is old from now on; else Python would look through it at once.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def load_project(config: Path) -> Project:
    """Read the project of a mkdocs.yml from nothing, and keep nothing of it.

    Args:
        config: the file.

    Raises:
        ContentError: it cannot be read or does not name two languages.
    """
    return Workspace(config, Cache(None)).load()


def open_project(config: Path) -> Project:
    """Read the project of a mkdocs.yml as `load_project`, but anew only what is not kept of it.

    Args:
        config: the file.

    Raises:
        ContentError: it cannot be read or does not name two languages.
    """
    workspace = Workspace(config)
    project = workspace.load()
    workspace.keep()
    return project


class Checked(NamedTuple):
    """What a check has found.

    Attributes:
        findings: the findings.
        errors: what could not be read.
        pages: how many pages there are, each with its counterpart.
        segments: how many segments they have in the source language.
    """

    findings: Sequence[Diagnostic]
    errors: Sequence[ContentError]
    pages: int
    segments: int

    @classmethod
    def of(cls, project: Project, findings: Sequence[Diagnostic]) -> Checked:
        """Return what a check of a project has found."""
        segments = sum(len(page.segments) for page in project.site.source.values())
        return cls(findings, project.errors, len(project.site.pairs), segments)


class _Known(NamedTuple):
    """What a check has found, and all that the project was read from."""

    answers: Mapping[Question, str]
    checked: Checked


class Workspace:
    """A project that is remembered, to be read and checked again and again.

    Every file is opened at each reading and its bytes are compared, so no change escapes; but only
    what depends on a byte that is another is made anew. Nothing older than the last reading and
    the last check is remembered.

    What a process finds first is kept on disk, for the next one to begin with. There are two
    entries for a project: what was found, with a digest of each thing that was read for it, which
    is all that is needed while these are equal; and what is remembered. The latter takes as long
    to write as a few pages to check, so it is left as it is after a small change.

    Args:
        config: the mkdocs.yml of the project.
        cache: where that is kept; by default in the user's own folder. `Cache(None)` begins with
            nothing and leaves nothing behind.
    """

    def __init__(self, config: Path, cache: Cache | None = None) -> None:
        self._config = config
        self._cache = Cache(folder()) if cache is None else cache
        self._key = (os.fspath(config.resolve()),)
        self._answers: Mapping[Question, str] = {}
        self._project: Project | None = None
        # What is remembered; None as long as nobody has looked whether there is any on disk.
        self._memory: _Memory | None = None
        self._found: Memo | None = None
        self._known: _Known | None = None
        self._stored: Iterator[Any] = iter(())
        self._is_stored = False
        self._is_settled = False

    def load(self) -> Project:
        """Read the project as it is now.

        Returns:
            What `load_project` returns. Pages that are as they were, with all that they include
            and that is generated on them, are the very same objects as before, as is what the
            data files hold; so `is` tells what has changed.

        Raises:
            ContentError: mkdocs.yml cannot be read or does not name two languages. What is
                remembered stays, and serves once that is mended.
        """
        return self._load(Snapshot(self._config.parent))

    def check(self) -> Sequence[Diagnostic]:
        """Check the project as it was last read; if it has not been read, it is now.

        Returns:
            The findings that `check(load_project(config).site)` would return.

        Raises:
            ContentError: as `load`.
        """
        with all_in_use():
            return self._of_check(self._project or self.load()).findings

    def checked(self) -> Checked:
        """Read and check the project, unless part of it is unknown.

        What would be said of the rest might then be wrong.

        Raises:
            ContentError: as `load`.
        """
        with all_in_use():
            snapshot = Snapshot(self._config.parent)
            known = self._last()
            if known is not None and snapshot.repeats(known.answers):
                return known.checked
            project = self._load(snapshot)
            # The bytes of all files are needed no more.
            del snapshot
            return Checked.of(project, ()) if project.errors else self._of_check(project)

    def keep(self) -> None:
        """Keep what was read, for a process that checks nothing.

        What a check kept is worth more, unless most of it is out of date.
        """
        memory = self._memory
        if memory is not None and (not self._is_stored or memory.news > _MOST):
            # What is still open of the old entry would be in the way of the new one on Windows.
            self._stored = iter(())
            self._cache.keep(_WORKSPACE, self._key, memory, Memo())
            self._is_stored = True

    def _load(self, snapshot: Snapshot) -> Project:
        self._project = None
        with all_in_use():
            if self._memory is None:
                self._stored = self._cache.find_each(_WORKSPACE, self._key)
                kept = next(self._stored, None)
                self._is_stored = kept is not None
                self._memory = kept or _Memory()
            self._project = _Loader(self._config, self._memory, snapshot).project()
        self._answers = snapshot.answers
        return self._project

    def _last(self) -> _Known | None:
        """Return what the last check has found, here or in another process."""
        if self._known is None and not self._is_settled:
            self._known = self._cache.find(_FINDINGS, self._key)
        return self._known

    def _of_check(self, project: Project) -> Checked:
        """Return what was found of what is read now, or else look for it."""
        known = self._last()
        if known is not None and known.answers == self._answers:
            checked = known.checked
        else:
            checked = Checked.of(project, self._findings(project))
            self._keep_check(None if project.errors else checked)
        self._is_settled = True
        return checked

    def _findings(self, project: Project) -> Sequence[Diagnostic]:
        # Who has all findings already does without the rules (0.1 s), which are loaded here.
        from polisi.parity import check  # noqa: PLC0415

        if self._found is None:
            self._found = next(self._stored, None) or Memo()
            self._stored = iter(())
        return check(project.site, memo=self._found)

    def _keep_check(self, checked: Checked | None) -> None:
        """Keep what this process has found first; what comes after that it has in memory."""
        if checked is not None:
            self._known = _Known(self._answers, checked)
        if self._is_settled:
            return
        if checked is not None:
            self._cache.keep(_FINDINGS, self._key, self._known)
        if self._found is not None and (not self._is_stored or self._found.news > _MUCH):
            self._cache.keep(_WORKSPACE, self._key, self._memory, self._found)
            self._cache.sweep()


class _Memory:
    """What was read before, and what of; each time only what is asked for again is kept.

    It can be pickled: no path in it tells where the project lies.
    """

    def __init__(self) -> None:
        self.folders: Mapping[tuple[str, str], Folder] = {}
        self.target: Mapping[str, tuple[Page, Page]] = {}
        self.signed = Memo()
        self._kept: dict[str, tuple[object, Any]] = {}
        self._asked: dict[str, tuple[object, Any]] = {}

    def of(self, name: str, given: object, make: Callable[[], Any]) -> Any:
        """Return what was made under a name if what it was made of is equal, else make it."""
        before = self._kept.get(name)
        if before is None or before[0] != given:
            before = (given, make())
        self._asked[name] = before
        return before[1]

    def same(self, name: str, value: Any) -> Any:
        """Return the value that was there before under a name if it is equal, else the new one."""
        return self.of(name, value, lambda: value)

    @property
    def news(self) -> float:
        """The share of the pages that the last reading made anew."""
        return max((each.news for each in self.folders.values()), default=1.0)

    def settle(self) -> None:
        """Forget what has not been asked for since the last time."""
        self._kept, self._asked = self._asked, {}


class _AnyTag(yaml.SafeLoader):
    """Takes the tags that MkDocs allows (`!ENV`, `!!python/name:`) for what they stand on."""


_AnyTag.add_multi_constructor("", lambda loader, suffix, node: None)


class _Loader:
    def __init__(self, config: Path, memory: _Memory, snapshot: Snapshot) -> None:
        self._memory = memory
        self._snapshot = snapshot
        self._folder = config.parent
        self._file = config.name
        self._errors: list[ContentError] = []

    def project(self) -> Project:
        try:
            text = decode(self._snapshot.read(self._file), self._file)
        except OSError as error:
            raise ContentError(
                Span.at(self._file),
                Said("project.none"),
                Said("project.run_there"),
            ) from error
        top = _mapping(
            self._memory.of(
                "config", text, lambda: load_yaml_node(text, self._file, loader=_AnyTag)
            )
        )
        for name in _variables(top.values()):
            self._snapshot.variable(name)
        docs = _scalar(top.get("docs_dir")) or "docs"
        languages = self._languages(top)
        data = f"{docs}/{_DATA}"
        council = self._optional(f"{data}/council.yml", _council, missing={})
        schema = self._optional(f"{data}/fields.yml", parse_fields)
        errata = self._optional(f"{data}/errata.yml", errata_file.parse)
        ledger = self._optional(f"{data}/{ledger_file.NAME}", _signed)
        glossary = self._optional(
            f"{data}/{glossary_file.NAME}",
            lambda each, file: glossary_file.load(each, file, tuple(languages)),
            tuple(languages),
        )
        asked = self._optional(
            f"{data}/{asked_file.NAME}",
            lambda each, file: asked_file.load(each, file, tuple(languages)),
            tuple(languages),
            missing={},
        )
        trees = dict(self._trees(docs, languages, errata, council or {}))
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
            nav=self._memory.same("nav", self._nav(top.get("nav"))),
            nav_titles=self._memory.same(
                "nav_titles", _texts(languages[target].get("nav_translations"))
            ),
            config=self._file,
            link_twins=self._link_twins(council, f"{data}/council.yml"),
            files=self._memory.same("files", _files(trees)),
            errata=errata.entries if errata else (),
            errata_page=errata.page if errata else "",
            ledger=ledger or {},
            glossary=glossary or (),
            asked=asked or {},
            data=dict(self._data_texts(text, data, (source, target))),
        )
        site = replace(site, target=self._told_apart(site))
        self._check_statement(council or {}, site, f"{data}/council.yml")
        if schema:
            self._errors += _dangling(schema, site)
        self._memory.settle()
        return Project(
            site,
            (*self._errors, *_mistakes(trees)),
            _page_errors(trees),
            schema,
            errata,
            council or {},
            {key: _scalar(lang.get("site_name")) or name for key, lang in languages.items()},
            self._folder / data,
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
                said("project.languages", number=len(named)),
                Said("project.name_both"),
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

    def _check_statement(self, council: Mapping[str, Any], site: Site, file: str) -> None:
        """Note if the accessibility statement, to which each page links, is in no language."""
        statement = council.get("accessibility")
        path = statement.get("page") if isinstance(statement, dict) else None
        there = {*site.source, *site.target, *(f for files in site.files.values() for f in files)}
        if path is not None and path not in there:
            self._errors.append(
                ContentError(
                    Span.at(file),
                    said("project.no_page", key="accessibility", path=path),
                    Said("project.give_path"),
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
                Said("project.no_twins"),
                Said("project.write_twins"),
            )
        )
        return None

    def _optional(
        self,
        file: str,
        load: Callable[[bytes, str], Any],
        given: object = None,
        missing: object = None,
    ) -> Any:
        """Return what a data file holds, or None if it cannot be read.

        Args:
            file: its path as a person should see it.
            load: what makes it of its bytes, and of that path.
            given: what else it is made of.
            missing: what there is where there is no such file.
        """
        try:
            data = self._snapshot.read(file)
        except (FileNotFoundError, NotADirectoryError):
            return missing
        except OSError as error:
            self._errors.append(unreadable(file, error, Said("file.check")))
            return None
        found = self._memory.of(file, (data, given), lambda: _tried(load, data, file))
        if isinstance(found, ContentError):
            self._errors.append(found)
            return None
        return found

    def _trees(
        self,
        docs: str,
        languages: Iterable[str],
        errata: Errata | None,
        council: Mapping[str, Any],
    ) -> Iterator[tuple[str, Tree]]:
        """Yield each language with its pages."""
        folders: dict[tuple[str, str], Folder] = {}
        for locale in languages:
            key = (f"{docs}/{locale}", locale)
            folders[key] = self._memory.folders.get(key) or Folder(*key)
            generated = self._generated(folders[key], locale, errata, council)
            yield locale, folders[key].tree(self._snapshot, generated)
        self._memory.folders = folders

    def _told_apart(self, site: Site) -> Mapping[str, Page]:
        """Return the pages of the target language, each knowing whether it is a draft.

        So is a page that takes in text of another that is one, or of a data file.
        """
        before = self._memory.target

        def told(path: str, page: Page, draft: bool) -> Page:
            same = path in before and before[path][0] is page and before[path][1].draft == draft
            return before[path][1] if same else replace(page, draft=draft)

        drafts = dict.fromkeys(site.target, True)
        if site.ledger:
            from polisi.parity.comparison import Comparison  # noqa: PLC0415
            from polisi.review import reviewed_pages, status  # noqa: PLC0415

            comparison = Comparison(site, (), self._memory.signed)
            reviewed = reviewed_pages(status(comparison))
            comparison.memo.end()
            drafts = {
                path: not {path, *_taken_from(page, site)} <= reviewed
                for path, page in site.target.items()
            }
        # Where nothing is signed, all is draft, and no page need be held against its counterpart.
        pages = {path: told(path, page, drafts[path]) for path, page in site.target.items()}
        self._memory.target = {path: (site.target[path], page) for path, page in pages.items()}
        return pages

    def _data_texts(
        self, config: str, root: str, locales: tuple[str, str]
    ) -> Iterator[tuple[str, PagePair]]:
        """Yield the texts of mkdocs.yml and of the data files, by file, if it has any.

        A file that cannot be read is told elsewhere.
        """
        texts = {self._file: config}
        for name in sorted(self._snapshot.names(root) or ()):
            file = f"{root}/{name}"
            if name.endswith(".yml") and "/" not in name:
                with contextlib.suppress(OSError, ContentError):
                    texts[file] = decode(self._snapshot.read(file), file)
        for file, text in texts.items():
            pair = self._memory.of(
                f"texts of {file}", (text, locales), partial(of_data, text, file, locales)
            )
            if (pair.source and pair.source.segments) or (pair.target and pair.target.segments):
                yield file, pair

    def _generated(
        self, folder: Folder, locale: str, errata: Errata | None, council: Mapping[str, Any]
    ) -> Mapping[str, Callable[[], str]]:
        """Return what makes the Markdown of each of `GENERATED`, in one language."""
        statement = council.get("accessibility") or {}

        def corrections() -> str:
            if errata is None:
                return ""
            titles = folder.titles(self._snapshot)
            return str(
                self._memory.of(
                    f"errata in {locale}",
                    (errata, titles),
                    lambda: errata.markdown(locale, titles),
                )
            )

        def contact() -> str:
            return _given(statement, "contact", locale) or f"*{say(locale, 'gap_contact')}*{{.gap}}"

        def prepared() -> str:
            date = _given(statement, "prepared", locale) or f"*{say(locale, 'gap_date')}*{{.gap}}"
            return say(locale, "accessibility_prepared", date=date)

        return dict(zip(GENERATED, (corrections, contact, prepared), strict=True))


def _given(values: object, key: str, locale: str) -> str:
    """Return a text of `council.yml` in one language as Markdown; none, if it is not there."""
    texts = values.get(key) if isinstance(values, dict) else None
    return as_line(str(texts.get(locale) or "")) if isinstance(texts, dict) else ""


def _tried(load: Callable[[bytes, str], Any], data: bytes, file: str) -> Any:
    """Return what a file holds, or why that cannot be told."""
    try:
        return load(data, file)
    except ContentError as error:
        return error


def _council(data: bytes, file: str) -> Mapping[str, Any]:
    """Return what `council.yml` says."""
    node = load_yaml_node(decode(data, file), file)
    plain = {} if node is None else _plain(node)
    if not isinstance(plain, dict):
        raise ContentError(Span.at(file), Said("file.no_mapping"), Said("file.write_so"))
    return plain


def _signed(data: bytes, file: str) -> Mapping[str, Mapping[str, SignOff]]:
    return ledger_file.signed(ledger_file.load(data, file))


def _taken_from(page: Page, site: Site) -> Iterator[str]:
    """Yield the paths of what a page takes text from: other pages, and data files."""
    yield from (line.path for line in page.lines)
    if any(line.via and line.path == page.path for line in page.lines):
        yield from (path for path in site.data if posixpath.basename(path) in _GENERATING)


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
            yield ContentError(
                reference.span,
                said("project.no_page", key=reference.key, path=path),
                suggestion(path, site.source) or Said("project.give_path"),
            )
        elif reference.anchor and not any(
            reference.anchor in page.by_id.keys() | page.anchors or page.unclosed for page in pages
        ):
            message = said(
                "project.no_id", key=reference.key, file=pages[0].file, id=reference.anchor
            )
            yield ContentError(
                reference.span,
                message,
                suggestion(reference.anchor, pages[0].anchors) or Said("project.give_id"),
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


def _variables(nodes: Iterable[yaml.Node]) -> Iterator[str]:
    """Yield the variables of the environment that `!ENV` names anywhere in some nodes."""
    for node in nodes:
        if isinstance(node, yaml.ScalarNode):
            if node.tag == "!ENV":
                yield node.value
            continue
        parts = node.value
        if isinstance(node, yaml.MappingNode):
            parts = [each for pair in parts for each in pair]
        if node.tag == "!ENV":
            yield from (each.value for each in parts if isinstance(each, yaml.ScalarNode))
        yield from _variables(parts)


def _texts(node: yaml.Node | None) -> Mapping[str, str]:
    return {key: _scalar(value) or "" for key, value in _mapping(node).items()}


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return node.value
