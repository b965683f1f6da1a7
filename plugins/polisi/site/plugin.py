"""The MkDocs plugin: each event is handed to what knows nothing of MkDocs.

static-i18n builds the site once a language, one build inside the other; `i18n.building` tells
the inner builds from the outer one, which is where the project is read and checked.
"""

from __future__ import annotations

import gc
import logging
import os
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jinja2 import Environment
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from polisi.answers_file import load_answers
from polisi.cache import Cache, folder
from polisi.diagnostics import ContentError, Diagnostic, Severity
from polisi.export.html import EXTENSIONS, PolisiExtension
from polisi.fields import Answers, AnswersError, validate
from polisi.model import Page
from polisi.project import Project, Workspace
from polisi.site import addresses, assets, kept, policy, reading, templates
from polisi.site.addresses import relative
from polisi.site.extras import Extras, write
from polisi.site.live.lasting import as_last_read
from polisi.site.live.rendering import Builds
from polisi.site.standing import Standing
from polisi.site.view import Key, Moved, Place, Setting, View
from polisi.strings import asked_for

if TYPE_CHECKING:
    # The server of a preview takes 50 ms to load.
    from mkdocs.livereload import LiveReloadServer

    from polisi.site.live.folder import Folder
    from polisi.site.live.later import Later
    from polisi.site.live.updates import Built, Updates

log = get_plugin_logger("polisi")

_AFTER_I18N = -200
_AFTER_ALL = -1000
_MUCH_GARBAGE = 50_000
"""How many new objects Python waits for until it looks for garbage; its own figure is 700."""

_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING}


class PolisiConfig(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml.

    Attributes:
        school: a school's answers, or the path of a JSON file with them: the school policy is
            then shown filled in. Without it, the site shows the template.
        fast: whether what did not change since the last build is taken from the cache, and in a
            preview from memory, and not made again. The site is the same either way.
    """

    school = config_options.Optional(config_options.Type((str, dict)))
    fast = config_options.Type(bool, default=True)


class PolisiPlugin(BasePlugin[PolisiConfig]):  # type: ignore[no-untyped-call]
    """Shows and checks a bilingual policy."""

    def __init__(self) -> None:
        super().__init__()
        self._serving = False
        self._dirty = False
        self._extension = PolisiExtension()
        self._cache = Cache(None)
        self._standing = Standing(self._cache, Path())
        self._kept = kept.Pages(self._cache, self._standing)
        self._workspace: Workspace | None = None
        self._view: View | None = None
        # Pages as they were when they could last be read: a preview keeps their addresses.
        self._known: dict[Key, Page] = {}
        self._extras = Extras(self._cache)
        self._builds = Builds()
        self._env: Environment | None = None
        self._unplaced: dict[str, Mapping[str, Any]] = {}
        # Of the preview alone.
        self._folder: Folder | None = None
        self.later: Later | None = None  # what makes search indexes and documents
        self._built: Built | None = None
        self._updates: Updates | None = None
        self._asked: set[str] = set()

    # ------------------------------------------------------------------ reading the project
    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether this is a preview, which goes on whatever is wrong."""
        self._serving = command == "serve"
        if not self._serving and self.config.fast:
            # A build makes next to no garbage; to look for it seldom saves a tenth of the time.
            gc.set_threshold(_MUCH_GARBAGE, *gc.get_threshold()[1:])
        self._dirty = dirty

    @event_priority(_AFTER_I18N)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the project, once a build."""
        if not _inner_build(config):
            self._cache = Cache(folder() if self.config.fast else None)
            self._standing = Standing(self._cache, Path(config.site_dir))
            self._kept = kept.Pages(self._cache, self._standing)
            if not self._serving or self._view is None:
                self._extras = Extras(self._cache)
            self._builds.start()
            self._load(config)
        self._prepare(config)
        return config

    def _load(self, config: MkDocsConfig) -> None:
        if self.later is not None:
            self.later.cancel()
        try:
            project, findings = self._read(Path(config.config_file_path))
        except ContentError as error:
            raise PluginError(_line(error)) from error
        self._remember(project)
        for unreadable in project.errors:
            log.error(_line(unreadable))
        _report(findings)
        if project.errors and not self._serving:
            raise PluginError(f"{_count(len(project.errors), 'file')} cannot be read.")
        if findings and config.strict and not self._serving:
            raise PluginError(
                f"{_count(len(findings), 'finding')}. `polisi check` shows them with both places."
            )
        setting = Setting(
            directories=config.use_directory_urls,
            assets=assets.FOLDER if self._serving else assets.hashed_folder(),
            root=config.site_url or "",
            name=config.site_name,
        )
        answers = self._read_answers(config, project)
        if self._serving and self._view is not None:
            project = as_last_read(project, self._view.project)
        self._view = View(project, answers, findings if self._serving else None, setting)

    def _read(self, config: Path) -> tuple[Project, Sequence[Diagnostic]]:
        workspace = self._workspace if self.config.fast else None
        workspace = workspace or Workspace(config, self._cache)
        project = workspace.load()
        findings = workspace.check()
        if self._serving:
            self._workspace = workspace
        return project, findings

    def _remember(self, project: Project) -> None:
        """Keep the pages of this state, and of those that cannot be read the last that could."""
        there = {
            (page.locale, path): page
            for pages in (project.site.source, project.site.target)
            for path, page in pages.items()
        }
        for key in self._known.keys() - there.keys() - project.errors_by_file.keys():
            del self._known[key]
        # An emptied page has lost its address with the rest.
        self._known.update({key: page for key, page in there.items() if page.segments})

    def _read_answers(self, config: MkDocsConfig, project: Project) -> Answers | None:
        given = self.config.school
        if given is None or project.schema is None:
            return None
        try:
            if isinstance(given, dict):
                return validate(project.schema, given)
            path = Path(config.config_file_path).parent / str(given)
            config.watch.append(str(path))
            return load_answers(path, project.schema)
        except (AnswersError, ContentError) as error:
            message = f"The answers in `school:` of mkdocs.yml cannot be used. {error}"
        if not self._serving:
            raise PluginError(message)
        log.error(message)
        return None

    def _prepare(self, config: MkDocsConfig) -> None:
        theme = assets.theme()
        if theme not in config.theme.dirs:
            raise PluginError(
                "mkdocs.yml: theme: Polisi shows its pages in a theme of its own. "
                "Write `theme: polisi`; what you want otherwise goes into its `custom_dir`."
            )
        # After a folder of the council's own, which may change anything; before static-i18n's,
        # whose map of the site gives every page today's date.
        own = [folder for folder in config.theme.dirs if folder == config.theme.custom_dir]
        rest = [folder for folder in config.theme.dirs if folder not in (*own, theme)]
        shown = [str(resources.files("polisi") / "web" / "preview")] if self._serving else []
        config.theme.dirs[:] = [*own, *shown, theme, *(each for each in rest if each not in shown)]
        for name in EXTENSIONS:
            if name not in config.markdown_extensions:
                config.markdown_extensions.append(name)
        extensions: list[Any] = config.markdown_extensions
        if self._extension not in extensions:
            extensions.append(self._extension)

    # ------------------------------------------------------------------ addresses
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Hide what may stay from MkDocs, which is about to empty the site's folder."""
        if not _inner_build(config):
            self._standing.clear()
            if self._keeps_pages():
                self._standing.set_aside()

    def _keeps_pages(self) -> bool:
        """Whether pages may be left as they are: who previews or fills one has every page made."""
        return not (
            self._serving or self._dirty or self._view is None or self._view.answers is not None
        )

    @event_priority(_AFTER_I18N)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Move every language under its own prefix and its own addresses."""
        known: dict[str, dict[str, Page]] = {}
        for (locale, path), page in self._known.items():
            known.setdefault(locale, {})[path] = page
        for file in files:
            for each in getattr(file, "alternates", {file: file}).values():
                _move(each, known, config)
            if self._view is not None:
                own = assets.published(file.abs_src_path or "", self._view.setting.assets)
                if own is not None:
                    _publish(file, own, own, config)
        if self._view is not None and self._keeps_pages():
            if not _inner_build(config):
                self._standing.bring_back()
            site = self._view.project.site
            heads = reading.heads((*site.source.values(), *site.target.values()))
            self._kept.start(config, files, (reading.shown(Path(config.docs_dir)), heads))
        return files

    @event_priority(_AFTER_ALL)
    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Leave out the pages that are known; keep the navigation, for a preview."""
        self._builds.navigation(nav)
        if self._view is not None and self._keeps_pages():
            for file in files.documentation_pages():
                place = _place(file.page) if file.page is not None else None
                shown = self._view.shown(place.locale, place.path) if place is not None else None
                if place is not None and shown is not None:
                    own = map(reading.made_of, self._view.made_of(place))
                    self._kept.find(file, shown.meta, tuple(own))
            self._kept.leave_out()
        return nav

    @event_priority(_AFTER_ALL)
    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Prepare the templates; keep what each language is built with."""
        templates.prepare(env, self._cache)
        self._env = env
        self._kept.leave_out()
        if self._serving:
            self._builds.collect(config, files, env)
        return env

    # ------------------------------------------------------------------ pages
    def on_page_read_source(self, page: MkDocsPage, config: MkDocsConfig) -> str | None:
        """Give MkDocs the page with its includes in place, or what is wrong with it."""
        self._kept.put_back()
        self._kept.begins(page)
        place = _place(page)
        if self._view is None or place is None:
            return None
        return self._view.source(place.locale, place.path)

    def on_page_markdown(
        self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Tell the renderer which page comes next."""
        place = _place(page)
        self._extension.context = self._view.context(place) if self._view and place else None
        return None

    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Say where the renderer has read a page differently; put the form on its page."""
        context = self._extension.context
        self._extension.context = None
        self._unplaced[page.file.src_uri] = context.beside if context else {}
        for mismatch in context.mismatches if context else ():
            log.warning(_line(mismatch))
        self._kept.rendered()
        place = _place(page)
        return self._view.content(html, place) if self._view and place else None

    # ------------------------------------------------------------------ templates
    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Give the templates what they show round a page."""
        self._kept.begins(page)
        context["pages"] = self._kept.listed(context["pages"])
        place = _place(page)
        if self._view is not None and place is not None:
            unplaced = self._unplaced.get(page.file.src_uri, {})
            cast(dict[str, Any], context)["polisi"] = self._view.values(place, unplaced)
        return context

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Give the pages that belong to no language what they say in each."""
        context["pages"] = self._kept.listed(context["pages"])
        if self._view is not None:
            cast(dict[str, Any], context)["polisi"] = self._view.neutral()
        return context

    @event_priority(_AFTER_I18N)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Put the security policy into a page."""
        html = self._protect(output, page.file.src_uri)
        self._kept.keep(page, html)
        # In a preview, the files as they are until they have been made again.
        return self._extras.sized(html)

    @event_priority(_AFTER_I18N)
    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Put the security policy into a page that belongs to no language."""
        if not template_name.endswith(".html"):
            return output_content
        return self._protect(output_content, template_name)

    def _protect(self, html: str, name: str) -> str:
        for part in () if self._serving else policy.inline(html):
            log.warning(
                f"{name}: security: browsers will take no notice of {part}: scripts and styles "
                "must be files. Name yours in extra_javascript or extra_css of mkdocs.yml."
            )
        return policy.protect(html, preview=self._serving)

    def on_build_error(self, *, error: Exception) -> None:
        """Listen no longer to what is said of pages."""
        self._kept.stop()
        self._standing.clear()

    @event_priority(_AFTER_I18N)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what belongs to no page, when the last language is built."""
        if self._view is None or _inner_build(config):
            return
        self._kept.finish()
        self._cache.sweep()
        site = Path(config.site_dir)
        self._extras.write(self._view, site, self._moved)
        if not self._serving:
            # They take longer than a site does; whoever edits it does not wait for them.
            for path, content in self._extras.documents(self._view):
                write(site / path, content)
            for path in self._extras.offering(self._view):
                text = (site / path).read_text(encoding="utf-8")
                write(site / path, self._extras.sized(text).encode("utf-8"))
            if self._keeps_pages():
                self._standing.settle()
            return
        # What serves a preview is loaded for one alone: 50 ms.
        from polisi.site.live.folder import Folder  # noqa: PLC0415
        from polisi.site.live.later import Later  # noqa: PLC0415
        from polisi.site.live.updates import Built  # noqa: PLC0415

        assert self._workspace is not None
        built = Built(self._view, self._builds.finish(), self._workspace)
        if self._updates is not None:
            self._updates.built(built)
            return
        self._built = built
        self._folder = self._folder or Folder(site)
        self.later = self.later or Later(self._extras, self._folder, log)
        self.later.make(self._view, frozenset())
        for asked, page in ((each, self._editors_page(each)) for each in self._asked):
            self._folder.write(f"{asked}index.html", page or b"")

    def _moved(self, moved: Moved) -> str:
        assert self._env is not None
        template = self._env.get_template("moved.html")
        text = template.render(polisi=moved.values, page=None, base_url=moved.base)
        return self._protect(text, moved.file)

    # ------------------------------------------------------------------ the preview
    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Show a change at once, and make an editors' page when it is asked for."""
        from polisi.site.live.server import PreviewServer, with_pages  # noqa: PLC0415
        from polisi.site.live.updates import Hands, Updates  # noqa: PLC0415

        if not self._serving or self._built is None or not self._folder or not self.later:
            return server
        if self._dirty or not self.config.fast:
            server.set_app(with_pages(server, self._folder, self._editors_page, self._asked))
            return server
        host, port = config.dev_addr
        preview = PreviewServer(server, (host, port), self._folder, self._editors_page, log)
        if config.theme.custom_dir:
            preview.watch(config.theme.custom_dir)
        hands = Hands(
            folder=self._folder,
            later=self.later,
            build=builder,
            show=self._show,
            report=_report,
            tell=preview.feed.tell,
            waits=preview.waits,
            wake=preview.watcher.wake,
            open=preview.feed.pages,
            watch=lambda path: preview.watch(str(path)),
            log=log,
        )
        self._updates = preview.updates = Updates(hands, self._built)
        return preview

    def _show(self, view: View) -> None:
        self._view = view

    def _editors_page(self, asked: str) -> bytes | None:
        """Return the editors' page that has an address of the site, if one has."""
        if self._view is None or self._view.editors is None or self._env is None:
            return None
        found = self._view.editors.page(asked, partial(relative, start=asked))
        if found is None:
            return None
        template, values = found
        return self._env.get_template(template).render(values).encode("utf-8")


def _inner_build(config: MkDocsConfig) -> bool:
    return bool(getattr(config.plugins.get("i18n"), "building", False))


def _where(file: File) -> tuple[str | None, str]:
    """Return the language of a file and its path below its language's folder."""
    return getattr(file, "localization", None), getattr(file, "norm_src_uri", file.src_uri)


def _place(page: MkDocsPage) -> Place | None:
    """Return where a page of one of the languages stands."""
    locale, path = _where(page.file)
    if locale is None:
        return None
    alternates: Mapping[str, File] = getattr(page.file, "alternates", {})
    twins = {other: file.url for other, file in alternates.items()}
    return Place(locale, path, page.file.url, twins, str(page.title))


def _move(file: File, known: Mapping[str, Mapping[str, Page]], config: MkDocsConfig) -> None:
    """Give a file of a language its place: a page's, as `known` has it by language and path."""
    locale, path = _where(file)
    if locale is None:
        return
    pages = known.get(locale, {})
    if path in pages:
        dest = addresses.destination(pages[path], pages, config.use_directory_urls)
    elif file.is_documentation_page():
        dest = posixpath.join(locale, posixpath.splitext(path)[0].removesuffix("index"))
        dest = posixpath.join(dest, "index.html")
    else:
        dest = posixpath.join(locale, path)
    _publish(file, dest, addresses.url(dest, config.use_directory_urls), config)


def _publish(file: File, dest: str, url: str, config: MkDocsConfig) -> None:
    file.dest_uri = dest
    file.abs_dest_path = os.path.normpath(os.path.join(config.site_dir, dest))  # noqa: PTH118
    file.url = url


def _report(findings: Iterable[Diagnostic]) -> None:
    for finding in findings:
        log.log(_LEVELS[finding.severity], _line(finding))


def _line(remark: Diagnostic | ContentError) -> str:
    return remark.line(asked_for(os.environ))


def _count(number: int, name: str) -> str:
    return f"{number} {name}" + ("" if number == 1 else "s")
