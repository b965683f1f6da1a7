"""Pages that are written again as they were, since nothing that they are made of has changed.

Of a page that is known, MkDocs is given an empty text to render and a template of one line to
fill, so that all its events run and next to nothing is done: on our own site 1 ms of processor
time a page instead of 12 ms. What other pages need of it, its ids and its links to theirs, comes
with it.

What cannot be told from a page's key makes no page known: plugins, hooks, extensions and templates
that may look at anything (`live.rendering.obstacle`), and whatever MkDocs has to say of the page,
which it must say again each time.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage

from polisi.cache import Cache, digest
from polisi.export.html import PolisiExtension
from polisi.site.live.rendering import obstacle

TEMPLATE = "known.html"
"""The template that writes a page that is known."""

_LOG = "mkdocs"
_TODAY = re.compile(rb"build_date|update_date|\bnow\b")
_NO_MATTER = frozenset(
    {"config_file_path", "dev_addr", "docs_dir", "draft_docs", "edit_uri_template", "exclude_docs"}
    | {"hooks", "markdown_extensions", "not_in_nav", "pages", "plugins", "remote_branch"}
    | {"remote_name", "site_dir", "strict", "theme", "watch"}
)
"""Settings of which no page shows anything, and those that are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page as it was written.

    Attributes:
        html: all of it.
        ids: what others may link to on it; None where MkDocs did not look.
        links: its links to ids: each page's file, and each id with the link as it is written.
    """

    html: str
    ids: frozenset[str] | None
    links: Mapping[str, Mapping[str, str]] | None


class Pages:
    """The pages of a build.

    Args:
        cache: where they are kept.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._listener = _Listener()
        self._common: tuple[str, ...] | None = None
        self._keys: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, Written] = {}
        self._extensions: list[str] = []

    def start(self, config: MkDocsConfig, files: Files, shown: Sequence[str]) -> None:
        """Begin with a language.

        Args:
            config: the settings, as they are for this language.
            files: all files of the site, each with its address.
            shown: digests of what any page may show.
        """
        self._keys, self._known = {}, {}
        settings = _settings(config) if self._cache.is_kept else None
        self._common = None
        if settings is not None:
            logging.getLogger(_LOG).addHandler(self._listener)
            addresses = (text for file in files for text in (file.src_uri, file.url))
            self._common = (*shown, settings, digest(*addresses))

    def finish(self) -> None:
        """End a build."""
        logging.getLogger(_LOG).removeHandler(self._listener)

    def knows(self, file: File, meta: Mapping[str, Any], own: Sequence[str]) -> bool:
        """Return whether a page is known, so that it need not be rendered.

        Args:
            file: the page's file.
            meta: its front matter.
            own: digests of what it alone is made of.
        """
        name, title = file.src_uri, meta.get("title")
        # Only of a page whose front matter names its title can the menu be told beforehand.
        if self._common is None or "template" in meta or not isinstance(title, str):
            return False
        if title != title.strip() or not title.isprintable():
            return False
        self._listener.page = name
        self._keys[name] = key = (*self._common, name, file.dest_uri, *own)
        known = self._cache.find("page", key)
        if known is None:
            return False
        self._known[name] = known
        return True

    def skips(self, page: MkDocsPage, config: MkDocsConfig) -> bool:
        """Return whether a page is known, and let MkDocs render nothing with no extensions."""
        if page.file.src_uri not in self._known:
            return False
        # To make a renderer with all of them takes 0.2 ms; `restored` puts them back.
        self._extensions, config.markdown_extensions = config.markdown_extensions, []
        return True

    def restored(self, page: MkDocsPage, config: MkDocsConfig, files: Files) -> bool:
        """Give a known page what others need of it; return whether it is one."""
        known = self._known.get(page.file.src_uri)
        if known is None:
            return False
        config.markdown_extensions = self._extensions
        page.present_anchor_ids = None if known.ids is None else set(known.ids)
        page.links_to_anchors = None if known.links is None else dict(_links(known.links, files))
        return True

    def rendered(self) -> None:
        """Take note that what is said from now on is not said of the last page."""
        self._listener.page = None

    def html(self, page: MkDocsPage) -> str | None:
        """Return a page that is known, when it is to be written."""
        name = page.file.src_uri
        self._listener.page = name
        known = self._known.pop(name, None)
        if known is None:
            return None
        del self._keys[name]
        return known.html

    def keep(self, page: MkDocsPage, html: str) -> None:
        """Keep a page that was made, unless something was said of it."""
        name = page.file.src_uri
        key = self._keys.pop(name, None)
        self._listener.page = None
        if key is None or name in self._listener.spoken_of:
            return
        ids, links = page.present_anchor_ids, page.links_to_anchors
        written = Written(
            html,
            None if ids is None else frozenset(ids),
            None if links is None else {file.src_uri: dict(to) for file, to in links.items()},
        )
        self._cache.keep("page", key, written)


def source(title: str) -> str:
    """Return what MkDocs reads of a known page: its title, for the menu, and its template."""
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\ntemplate: {TEMPLATE}\n---\n"


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
