"""Renders single pages again, exactly as MkDocs did when it last built their language.

static-i18n builds the site once a language, each time with other settings in the same objects. So
what a language was built with is kept here: its settings as they were then, and its files,
navigation and templates. A page then goes through MkDocs' own steps in their order, so that the
result is, byte for byte, what a build would write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from polisi.export.html import EXTENSIONS, PolisiExtension

PLUGINS = frozenset({"i18n", "polisi"})
"""The plugins that are known to make each page of that page alone."""

_EXTENSIONS = frozenset(EXTENSIONS) | {
    *("abbr", "attr_list", "codehilite", "def_list", "extra", "legacy_attrs", "legacy_em"),
    *("md_in_html", "meta", "nl2br", "sane_lists", "smarty", "wikilinks"),
}
"""The extensions of Python-Markdown that look at nothing but the page."""

_PYMDOWN = re.compile(r"pymdownx\.(?!snippets)")
_OTHER_PAGES = re.compile(r"\bpages\b|\b(?:page|parent|children|homepage)\b[^}%]*\.file\.page\b")


@dataclass(frozen=True, eq=False)
class Build:
    """What one language was built with.

    Attributes:
        locale: the language.
        config: the settings, as they were for this language.
        files: its files.
        nav: its navigation.
        env: its templates.
    """

    locale: str
    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment

    @cached_property
    def pages(self) -> Mapping[str, File]:
        """The files of the language's own pages, by path below the language's folder."""
        return {
            file.norm_src_uri: file  # type: ignore[attr-defined]
            for file in self.documents
            if getattr(file, "localization", None) == self.locale and file.page is not None
        }

    @cached_property
    def documents(self) -> Sequence[File]:
        """The files that MkDocs makes pages of."""
        return self.files.documentation_pages()

    @cached_property
    def sources(self) -> Mapping[str, File]:
        """Every file that is published, by its path on the disk."""
        return {
            file.abs_src_path: file
            for file in self.files
            if file.abs_src_path and not file.inclusion.is_excluded()  # type: ignore[no-untyped-call]
        }


class Builds:
    """What each language was built with, collected while MkDocs builds."""

    def __init__(self) -> None:
        self._nav: Navigation | None = None
        self._collected: dict[str, Build] = {}

    def start(self) -> None:
        """Forget what was collected: the site is being built as a whole."""
        self._collected = {}

    def navigation(self, nav: Navigation) -> None:
        """Take the navigation of the language that is being built."""
        self._nav = nav

    def collect(self, config: MkDocsConfig, files: Files, env: Environment) -> None:
        """Take what the language is built with, when its pages have been read."""
        locale = config.plugins["i18n"].current_language  # type: ignore[attr-defined]
        assert self._nav is not None
        kept = copy(config)
        kept.theme = deepcopy(config.theme)
        kept.extra = deepcopy(config.extra)
        self._collected[locale] = Build(locale, kept, files, self._nav, env)

    def finish(self) -> Mapping[str, Build]:
        """Return what was collected, by language."""
        return self._collected


def obstacle(config: MkDocsConfig) -> str | None:
    """Return what in the settings may make a page of another page, so that all must be built.

    Whatever is not known to look at one page alone is taken for such a thing.
    """
    polisi: Any = config.plugins["polisi"]
    if not polisi.config.fast:
        return "`fast: false`"
    for name in config.plugins:
        if name not in PLUGINS:
            return f"the plugin `{name}`"
    if config.hooks:
        return "`hooks`"
    extensions: list[Any] = config.markdown_extensions
    for each in extensions:
        name = str(each).removeprefix("markdown.extensions.")
        is_ours = isinstance(each, PolisiExtension)
        if not is_ours and name not in _EXTENSIONS and not _PYMDOWN.match(name):
            return f"the Markdown extension `{name}`"
    own = config.theme.custom_dir
    templates = [*Path(own).rglob("*.html")] if own else []
    templates += [Path(config.docs_dir) / name for name in config.extra_templates]
    for file in templates:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return f"`{file.name}`"
        if _OTHER_PAGES.search(text):
            return f"the template `{file.name}`"
    return None


def render(build: Build, file: File) -> str:
    """Render a page again.

    Reading it and putting it together are MkDocs' steps (`mkdocs.commands.build`) without those
    that write, measured at 4 to 11 ms a page.

    Args:
        build: what its language was built with.
        file: the page's file.

    Returns:
        What MkDocs would write.
    """
    page = file.page
    assert page is not None
    with _speaking(build):
        _read(build, page)
        return _put_together(build, page)


def _read(build: Build, page: Page) -> None:
    config, files, plugins = build.config, build.files, build.config.plugins
    page = plugins.on_pre_page(page, config=config, files=files)
    page.read_source(config)
    markdown = plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
    page.markdown = markdown
    page.render(config, files)
    page.content = plugins.on_page_content(
        page.content or "", page=page, config=config, files=files
    )


def _put_together(build: Build, page: Page) -> str:
    config, nav, plugins = build.config, build.nav, build.config.plugins
    page.active = True
    try:
        context: Any = get_context(nav, build.documents, config, page)
        template = build.env.get_template(str(page.meta.get("template", "main.html")))
        context = plugins.on_page_context(context, page=page, config=config, nav=nav)
        output = template.render(context)
        output = plugins.on_post_page(output, page=page, config=config)
    finally:
        page.active = False
    page.validate_anchor_links(files=build.files, log_level=config.validation.links.anchors)
    return output


@contextmanager
def _speaking(build: Build) -> Iterator[None]:
    """Let static-i18n look for files in the language of this page."""
    i18n: Any = build.config.plugins["i18n"]
    before, i18n.current_language = i18n.current_language, build.locale
    try:
        yield
    finally:
        i18n.current_language = before
