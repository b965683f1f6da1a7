"""The MkDocs plugin: each event is handed to a function that knows nothing of MkDocs.

static-i18n builds the site once a language, one build inside the other; `i18n.building` tells
the inner builds from the outer one, which is where the project is read and checked.
"""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable, Mapping
from functools import partial
from importlib import resources
from pathlib import Path
from threading import Lock, Thread
from typing import Any, cast

import yaml
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
from polisi.diagnostics import ContentError, Diagnostic, Severity
from polisi.export.html import EXTENSIONS, Context, Note, PolisiExtension
from polisi.fields import Answers, AnswersError, validate
from polisi.fill import escape, fill
from polisi.model import Page
from polisi.parity.checker import check
from polisi.project import Project, load_project
from polisi.site import addresses, downloads, form, search
from polisi.strings import say

log = get_plugin_logger("polisi")

_AFTER_I18N = -200
_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING}


class PolisiConfig(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml.

    Attributes:
        school: a school's answers, or the path of a JSON file with them: the school policy is
            then shown filled in. Without it, the site shows the template.
    """

    school = config_options.Optional(config_options.Type((str, dict)))


class PolisiPlugin(BasePlugin[PolisiConfig]):  # type: ignore[no-untyped-call]
    """Shows and checks a bilingual policy."""

    def __init__(self) -> None:
        super().__init__()
        self._serving = False
        self._extension = PolisiExtension()
        self._project: Project | None = None
        self._answers: Answers | None = None
        self._shown: dict[str, Page] = {}
        # Pages as they were when they could last be read: a preview keeps their addresses.
        self._known: dict[tuple[str, str], Page] = {}
        self._worker = ""
        self._directories = True
        self._templates = form.TemplateFile()
        self._forms = downloads.FormFiles()
        self._documents_lock = Lock()

    # ------------------------------------------------------------------ reading the project
    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether this is a preview, which goes on whatever is wrong."""
        self._serving = command == "serve"

    @event_priority(_AFTER_I18N)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the project, once a build."""
        if not _inner_build(config):
            self._load(config)
        self._prepare(config)
        return config

    def _load(self, config: MkDocsConfig) -> None:
        self._shown = {}
        try:
            project = load_project(Path(config.config_file_path))
        except ContentError as error:
            raise PluginError(str(error)) from error
        self._project = project
        for site_pages in (project.site.source, project.site.target):
            # An emptied page has lost its address with the rest.
            found = {(p.locale, path): p for path, p in site_pages.items() if p.segments}
            self._known.update(found)
        for unreadable in project.errors:
            log.error(str(unreadable))
        findings = check(project.site)
        for finding in findings:
            log.log(_LEVELS[finding.severity], _line(finding))
        if project.errors and not self._serving:
            raise PluginError(f"{_count(len(project.errors), 'file')} cannot be read.")
        if findings and config.strict and not self._serving:
            raise PluginError(
                f"{_count(len(findings), 'finding')}. `polisi check` shows them with both places."
            )
        self._answers = self._read_answers(config, project)

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
        theme = str(resources.files("polisi") / "web" / "theme")
        # After a folder of the council's own, which may change anything; before static-i18n's,
        # whose map of the site gives every page today's date.
        own = [folder for folder in config.theme.dirs if folder == config.theme.custom_dir]
        rest = [folder for folder in config.theme.dirs if folder not in (*own, theme)]
        config.theme.dirs[:] = [*own, theme, *rest]
        config.theme.static_templates.add("index.html")
        for name in EXTENSIONS:
            if name not in config.markdown_extensions:
                config.markdown_extensions.append(name)
        extensions: list[Any] = config.markdown_extensions
        if self._extension not in extensions:
            extensions.append(self._extension)
        self._worker = _search_worker(config)
        self._directories = config.use_directory_urls

    # ------------------------------------------------------------------ addresses
    @event_priority(_AFTER_I18N)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Move every language under its own prefix and its own addresses."""
        for file in files:
            for each in getattr(file, "alternates", {file: file}).values():
                self._move(each, config)
        return files

    def _move(self, file: File, config: MkDocsConfig) -> None:
        locale = getattr(file, "localization", None)
        if locale is None:
            return
        path = file.norm_src_uri  # type: ignore[attr-defined]
        page = self._known.get((locale, path))
        if page is not None:
            known = {p: page for (other, p), page in self._known.items() if other == locale}
            dest = addresses.destination(page, known, config.use_directory_urls)
        elif file.is_documentation_page():
            dest = posixpath.join(locale, posixpath.splitext(path)[0].removesuffix("index"))
            dest = posixpath.join(dest, "index.html")
        else:
            dest = posixpath.join(locale, path)
        file.dest_uri = dest
        file.abs_dest_path = str(Path(config.site_dir) / dest)
        file.url = addresses.url(dest, config.use_directory_urls)

    # ------------------------------------------------------------------ pages
    def on_page_read_source(self, page: MkDocsPage, config: MkDocsConfig) -> str | None:
        """Give MkDocs the page with its includes in place, or what is wrong with it."""
        file = page.file
        locale, path = _where(file)
        if locale is None or self._project is None:
            return None
        error = self._project.errors_by_file.get((locale, path))
        if error is not None:
            return _broken(locale, error)
        read = self._page(locale, path)
        if read is None:
            return None
        if self._answers is not None:
            read = fill(read, self._answers).page
        self._shown[file.src_uri] = read
        front = yaml.safe_dump(dict(read.meta), allow_unicode=True, sort_keys=False)
        return f"---\n{front}---\n\n{read.markdown}\n"

    def on_page_markdown(
        self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Tell the renderer which page comes next."""
        shown = self._shown.get(page.file.src_uri)
        self._extension.context = None if shown is None else self._context(shown, page)
        return None

    def _context(self, shown: Page, page: MkDocsPage) -> Context:
        project = self._project
        assert project is not None
        notes: Mapping[str, Any] = {}
        if project.errata is not None and self._answers is None:
            corrections = self._corrections(shown.locale)
            notes = {
                segment: [
                    Note(
                        str(entry.number),
                        entry.reason[shown.locale],
                        f"{_relative(corrections, page.file.url)}#note-{entry.number}",
                    )
                    for entry in entries
                ]
                for segment, entries in project.errata.notes(shown.path).items()
            }
        original = project.site.source.get(shown.path)
        return Context(shown, project.schema, original, notes)

    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Say where the renderer has read a page differently; put the form on its page."""
        context = self._extension.context
        self._extension.context = None
        for mismatch in context.mismatches if context else ():
            log.warning(_line(mismatch))
        shown = self._shown.get(page.file.src_uri)
        if shown is None or self._project is None:
            return None
        if self._has_form(shown):
            return form.place(html, shown, self._project, form.Addresses(page.file.url, self._url))
        folder = _relative(downloads.FOLDER, page.file.url)
        offered = downloads.block(self._project, shown, folder)
        return html.replace("</h1>\n", f"</h1>\n{offered}", 1) if offered else None

    def _has_form(self, shown: Page) -> bool:
        # A site that shows a filled policy has no gaps to be filled in.
        project = self._project
        return project is not None and self._answers is None and form.belongs_on(shown, project)

    # ------------------------------------------------------------------ templates
    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Give the templates what they show round a page."""
        locale, _ = _where(page.file)
        if locale is not None and self._project is not None:
            cast(dict[str, Any], context)["polisi"] = self._page_values(locale, page, config)
        return context

    def _page_values(
        self, locale: str, page: MkDocsPage, config: MkDocsConfig
    ) -> Mapping[str, Any]:
        project = self._project
        assert project is not None
        council = project.council
        shown = self._shown.get(page.file.src_uri)
        site_url = config.site_url or ""
        alternates: Mapping[str, File] = getattr(page.file, "alternates", {})
        twins = [
            {
                "locale": other,
                "url": file.url,
                "absolute": site_url + file.url,
                "name": say(other, "language_name"),
            }
            for other, file in sorted(alternates.items())
        ]
        status: list[str] = []
        if shown is not None and "source" in shown.meta and "policy_date" in council:
            status.append(say(locale, "policy_date", date=council["policy_date"][locale]))
            if self._answers is not None:
                name = self._answers.text(self._answers.schema.name, locale) or ""
                status = [say(locale, "school_example", name=name)]
        if shown is not None and locale == project.site.target_locale:
            status.append(say(locale, "draft_translation"))
        name = council.get("name", {}).get(locale, "")
        return {
            "locale": locale,
            "title": _title(shown, page),
            "twins": twins,
            "neutral": site_url,
            "status": status,
            "corrections": self._corrections(locale),
            "copyright": say(locale, "copyright", council=name) if name else "",
            "base": f"{locale}/",
            "search_worker": self._worker,
            "form": form.FOLDER if shown is not None and self._has_form(shown) else "",
            "translations": _translations,
            "say": {key: say(locale, key) for key in _PLAIN},
        }

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Give the pages that belong to no language what they say in each."""
        if self._project is None:
            return context
        site_url = config.site_url or ""
        languages = []
        for locale in sorted((self._project.site.source_locale, self._project.site.target_locale)):
            home = self._url(locale, "index.md")
            languages.append(
                {
                    "locale": locale,
                    "url": home,
                    "absolute": site_url + home,
                    "site_name": self._project.site_names.get(locale) or config.site_name,
                    **{key: say(locale, key) for key in _NEUTRAL},
                    "name": say(locale, "language_name"),
                    "choose": say(locale, "choose_language"),
                }
            )
        cast(dict[str, Any], context)["polisi"] = {"languages": languages}
        return context

    @event_priority(_AFTER_I18N)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what belongs to no page, when the last language is built."""
        if self._project is None or _inner_build(config):
            return
        site = self._project.site
        folder = Path(config.site_dir)
        search.write(folder, (site.source_locale, site.target_locale))
        if self._project.schema is not None:
            for name, content in form.files().items():
                _write(folder / form.FOLDER / name, content)
            write = partial(self._write_documents, self._project, folder)
            # They take longer than a site does; whoever edits it does not wait for them.
            Thread(target=write, daemon=True).start() if self._serving else write()

    def _write_documents(self, project: Project, folder: Path) -> None:
        with self._documents_lock:
            if project is not self._project:
                return  # there has been another change since
            _write(folder / form.TEMPLATES, self._templates.text(project).encode("utf-8"))
            for name, content in self._forms.files(project):
                _write(folder / downloads.FOLDER / name, content)

    # ------------------------------------------------------------------ what was read
    def _pages(self, locale: str) -> Mapping[str, Page]:
        if self._project is None:
            return {}
        site = self._project.site
        return site.source if locale == site.source_locale else site.target

    def _page(self, locale: str, path: str) -> Page | None:
        return self._pages(locale).get(path)

    def _corrections(self, locale: str) -> str:
        errata = self._project.errata if self._project else None
        return self._url(locale, errata.page if errata else "index.md")

    def _url(self, locale: str, path: str) -> str:
        page = self._page(locale, path)
        if page is None:
            return f"{locale}/"
        pages, directories = self._pages(locale), self._directories
        return addresses.url(addresses.destination(page, pages, directories), directories)


_PLAIN = ("menu", "path", "corrections", "previous", "next", "site_links")
_NEUTRAL = ("not_found", "not_found_help", "home")


def _inner_build(config: MkDocsConfig) -> bool:
    return bool(getattr(config.plugins.get("i18n"), "building", False))


def _where(file: File) -> tuple[str | None, str]:
    """Return the language of a file and its path below its language's folder."""
    return getattr(file, "localization", None), getattr(file, "norm_src_uri", file.src_uri)


def _relative(target: str, start: str) -> str:
    return posixpath.relpath(target, start) + ("/" if target.endswith("/") else "")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _line(finding: Diagnostic) -> str:
    span = finding.span
    return f"{span.path}:{span.line}: {finding.rule}: {finding.message} {finding.hint}"


def _count(number: int, name: str) -> str:
    return f"{number} {name}" + ("" if number == 1 else "s")


def _broken(locale: str, error: ContentError) -> str:
    """Return a page that stands for one that cannot be read."""
    title = say(locale, "broken_page")
    place = f"`{error.span.path}:{error.span.line}`"
    said = escape(f"{error.message} {error.hint}")
    return f'# {title} {{#broken}}\n\n!!! failure "{place}"\n\n    {said}\n'


def _title(shown: Page | None, page: MkDocsPage) -> str:
    return shown.title if shown is not None else str(page.title)


def _translations(translate: Callable[[str], str]) -> Mapping[str, str]:
    """Return the theme's words that its scripts use."""
    keys = (
        *("clipboard.copy", "clipboard.copied", "search.result.placeholder"),
        *("search.result.none", "search.result.one", "search.result.other"),
        *("search.result.more.one", "search.result.more.other"),
        *("search.result.term.missing", "select.version"),
    )
    return {key: str(translate(key)) for key in keys}


def _search_worker(config: MkDocsConfig) -> str:
    """Return the address of the theme's search worker, whose name carries a hash."""
    for folder in config.theme.dirs:
        for file in Path(folder).glob("assets/javascripts/workers/search.*.min.js"):
            return file.relative_to(folder).as_posix()
    return ""
