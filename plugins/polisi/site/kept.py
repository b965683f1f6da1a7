"""Pages that are left as they were, since nothing that they are made of has changed.

MkDocs reads and fills every page that is to be published. A page that is known is none of those
for just the two moments in which MkDocs lists them (`File.inclusion`), and for all the rest of the
build it is. So nothing is done for it: at 2,400 pages of which none has changed, 3.0 s of
processor time instead of the 5.7 s that it takes to give MkDocs empty texts and to write all files
anew. What other pages need of it, its ids and its links to theirs, is kept with it.

What cannot be told from a page's key makes no page known: plugins, hooks, extensions and templates
that may look at anything (`live.rendering.obstacle`), and whatever MkDocs has to say of the page,
which it must say again each time.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from polisi.cache import Cache, digest
from polisi.export.html import PolisiExtension
from polisi.site.live.rendering import obstacle
from polisi.site.standing import Standing

_LOG = "mkdocs"
_TODAY = re.compile(rb"build_date|update_date|\bnow\b")
_NO_MATTER = frozenset(
    {"config_file_path", "dev_addr", "docs_dir", "draft_docs", "edit_uri_template", "exclude_docs"}
    | {"hooks", "markdown_extensions", "not_in_nav", "pages", "plugins", "remote_branch"}
    | {"remote_name", "site_dir", "strict", "theme", "watch"}
)
"""Settings of which no page shows anything, and those that are looked at one by one."""


@dataclass(frozen=True, slots=True)
class About:
    """What other pages need of a page.

    Attributes:
        ids: what others may link to on it; None where MkDocs did not look.
        links: its links to ids: each page's file, and each id with the link as it is written.
    """

    ids: frozenset[str] | None
    links: Mapping[str, Mapping[str, str]] | None


@dataclass(frozen=True, slots=True)
class Written:
    """A page as it was written.

    Attributes:
        html: all of it.
        about: what other pages need of it.
    """

    html: str
    about: About


@dataclass(eq=False)
class _Language:
    """The pages of one language in this build.

    Attributes:
        files: all files of the site.
        common: what the key of each page begins with.
        alone: the paths in the site to which one file alone is written.
        level: how it is told that a link leads to no id.
        known: the pages that are known, each with how it is included in the site.
        pages: all pages, once some of them are left out.
    """

    files: Files
    common: tuple[str, ...]
    alone: frozenset[str]
    level: int
    known: dict[File, InclusionLevel] = field(default_factory=dict)
    pages: Sequence[File] = ()
    _are_out: bool = False

    def leave_out(self) -> None:
        self.pages, self._are_out = self.files.documentation_pages(), True
        for file in self.known:
            file.inclusion = InclusionLevel.EXCLUDED

    def put_back(self) -> None:
        if self._are_out:
            self._are_out = False
            for file, inclusion in self.known.items():
                file.inclusion = inclusion


class Pages:
    """The pages of a build.

    Args:
        cache: where they are kept.
        standing: the site's folder.
    """

    def __init__(self, cache: Cache, standing: Standing) -> None:
        self._cache = cache
        self._standing = standing
        self._listener = _Listener()
        self._language: _Language | None = None
        self._languages: list[_Language] = []
        self._keys: dict[str, tuple[str, ...]] = {}

    def start(self, config: MkDocsConfig, files: Files, shown: Sequence[str]) -> None:
        """Begin with a language.

        Args:
            config: the settings, as they are for this language.
            files: all files of the site, each with its address.
            shown: digests of what any page may show.
        """
        self._keys, self._language = {}, None
        settings = _settings(config) if self._cache.is_kept else None
        if settings is not None:
            logging.getLogger(_LOG).addHandler(self._listener)
            addresses = (text for file in files for text in (file.src_uri, file.url))
            times = Counter(file.dest_uri for file in files)
            alone = frozenset(path for path in times if times[path] == 1)
            common = (*shown, settings, digest(*addresses))
            level = config.validation.links.anchors
            self._language = _Language(files, common, alone, level)
            self._languages.append(self._language)

    def find(self, file: File, meta: Mapping[str, Any], own: Sequence[str]) -> None:
        """Leave a page as it is, if it is known.

        Args:
            file: the page's file.
            meta: its front matter.
            own: digests of what it alone is made of.
        """
        page, language, path = file.page, self._language, file.dest_uri
        if page is None or language is None or path not in language.alone:
            return
        # Only of a page whose front matter names its title can the menu be told beforehand.
        if "template" in meta or not isinstance(meta.get("title"), str):
            return
        key = (*language.common, file.src_uri, path, *own)
        mark = digest(*key)
        about: About | None = self._standing.holds(path, mark)
        if about is None:
            written: Written | None = self._cache.find("page", key)
            if written is None:
                self._keys[file.src_uri] = key
                return
            about = written.about
            self._standing.write(path, mark, written.html.encode("utf-8"), about)
        page.meta, page.markdown, page.content = dict(meta), "", ""
        page.present_anchor_ids = None if about.ids is None else set(about.ids)
        links = about.links
        page.links_to_anchors = None if links is None else dict(_links(links, language.files))
        language.known[file] = file.inclusion

    def leave_out(self) -> None:
        """Have none that is known in the list of pages that MkDocs is about to make."""
        if self._language is not None:
            self._language.leave_out()

    def put_back(self) -> None:
        """Let known pages be pages like all others, now that the list is made."""
        if self._language is not None:
            self._language.put_back()

    def listed(self, files: Sequence[File]) -> Sequence[File]:
        """Return all pages of the language, where MkDocs would name only those that it makes."""
        return files if self._language is None else self._language.pages

    def begins(self, page: MkDocsPage) -> None:
        """Take note that what is said from now on is said of a page."""
        self._listener.page = page.file.src_uri

    def rendered(self) -> None:
        """Take note that what is said from now on is not said of the last page."""
        self._listener.page = None

    def keep(self, page: MkDocsPage, html: str) -> None:
        """Keep a page that was made, unless something was said of it."""
        name = page.file.src_uri
        key = self._keys.pop(name, None)
        self._listener.page = None
        if key is None or name in self._listener.spoken_of:
            return
        ids, links = page.present_anchor_ids, page.links_to_anchors
        about = About(
            None if ids is None else frozenset(ids),
            None if links is None else {file.src_uri: dict(to) for file, to in links.items()},
        )
        self._cache.keep("page", key, Written(html, about))
        self._standing.claim(page.file.dest_uri, digest(*key), about)

    def finish(self) -> None:
        """Look where the links of the pages lead that were left as they are; end a build."""
        for language in self._languages:
            language.put_back()
            for file in language.known:
                assert file.page is not None
                file.page.validate_anchor_links(files=language.files, log_level=language.level)
        self.stop()

    def stop(self) -> None:
        """Listen no longer to what is said of pages."""
        logging.getLogger(_LOG).removeHandler(self._listener)


class _Listener(logging.Handler):
    """Hears of which page something is said."""

    def __init__(self) -> None:
        super().__init__()
        self.page: str | None = None
        self.spoken_of: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if self.page is not None and record.levelno >= logging.INFO:
            self.spoken_of.add(self.page)


def _links(
    links: Mapping[str, Mapping[str, str]], files: Files
) -> Iterator[tuple[File, dict[str, str]]]:
    known = files.src_uris
    for name, to in links.items():
        file = known.get(name)
        if file is not None:
            yield file, dict(to)


def _settings(config: MkDocsConfig) -> str | None:
    """Return a digest of all settings that pages may show, or None if there is no telling."""
    if obstacle(config) is not None:
        return None
    own = config.theme.custom_dir
    templates = [path for path in sorted(Path(own).rglob("*")) if path.is_file()] if own else []
    parts: list[str | bytes] = []
    for path in templates:
        content = path.read_bytes()
        if _TODAY.search(content):
            return None
        parts += (path.as_posix(), content)
    shown = {name: value for name, value in config.items() if name not in _NO_MATTER}
    settings = [
        config.markdown_extensions,
        shown,
        {**config.theme, "locale": str(config.theme.locale)},
        config.plugins["i18n"].config,
        str(logging.getLogger(_LOG).getEffectiveLevel()),
    ]
    try:
        parts.append(json.dumps(_plain(settings), sort_keys=True))
    except TypeError:
        return None
    return digest(*parts)


def _plain(value: Any) -> Any:
    """Return settings as JSON has them.

    Raises:
        TypeError: there is something that may differ without looking so.
    """
    if isinstance(value, Mapping | Config):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(str(each) for each in value)
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, PolisiExtension):
        return "polisi"
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(type(value))
