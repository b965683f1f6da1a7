"""The MkDocs plugin: each event is handed to a function that knows nothing of MkDocs.

static-i18n builds the site once a language, one build inside the other; `i18n.building` tells
the inner builds from the outer one, which is where the project is read and checked.
"""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from importlib import resources
from pathlib import Path
from threading import Lock, Thread
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import yaml
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from polisi.answers_file import load_answers
from polisi.diagnostics import ContentError, Diagnostic, Severity
from polisi.export.docx.writer import tag
from polisi.export.html import EXTENSIONS, Context, Note, PolisiExtension
from polisi.export.parts import document_page, inside, title
from polisi.fields import Answers, AnswersError, validate
from polisi.fill import escape, fill
from polisi.model import Page
from polisi.parity.checker import check
from polisi.project import Project, load_project
from polisi.search.index import irregular
from polisi.site import addresses, assets, downloads, editors, form, policy, search
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
        self._style = ""
        self._assets = assets.FOLDER
        self._directories = True
        self._templates = form.TemplateFile()
        self._documents = downloads.DocumentFiles()
        self._documents_lock = Lock()
        # Of the preview alone: what it shows to editors, its folder and the pages asked for.
        self._editors: editors.Editors | None = None
        self._config: MkDocsConfig | None = None
        self._unplaced: dict[str, Mapping[str, Any]] = {}
        self._asked: set[str] = set()

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
        if self._serving:
            self._editors = editors.Editors(project, findings, self._url)

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
        shown = [str(resources.files("polisi") / "web" / "preview")] if self._serving else []
        config.theme.dirs[:] = [*own, *shown, theme, *(each for each in rest if each not in shown)]
        config.theme.static_templates.add("index.html")
        for name in EXTENSIONS:
            if name not in config.markdown_extensions:
                config.markdown_extensions.append(name)
        extensions: list[Any] = config.markdown_extensions
        if self._extension not in extensions:
            extensions.append(self._extension)
        self._style = _theme_file(config, "assets/stylesheets/main.*.min.css")
        self._assets = assets.FOLDER if self._serving else assets.hashed_folder()
        self._directories = config.use_directory_urls

    # ------------------------------------------------------------------ addresses
    @event_priority(_AFTER_I18N)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Move every language under its own prefix and its own addresses."""
        for file in files:
            for each in getattr(file, "alternates", {file: file}).values():
                self._move(each, config)
            own = assets.published(file.abs_src_path or "", self._assets)
            if own is not None:
                _publish(file, own, own, config)
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
        _publish(file, dest, addresses.url(dest, config.use_directory_urls), config)

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
            if form.belongs_on(read, self._project):
                read = _policy_alone(read, self._answers)
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
        # A school's own policy is no printed text: its form and its preview have none.
        if project.errata is not None and self._answers is None and not self._has_form(shown):
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
                for segment, entries in project.errata.notes(shown).items()
            }
        original = project.site.source.get(shown.path)
        beside = {}
        if self._editors is not None:
            beside = self._editors.findings.boxes(shown, partial(_relative, start=page.file.url))
        return Context(
            shown, project.schema, original, notes, beside, resolve=self._inside(shown, project)
        )

    def _inside(self, shown: Page, project: Project) -> Callable[[str], str] | None:
        """Return what keeps a reader of a document of several pages on its own page."""
        if project.schema is None or shown.path not in project.schema.documents:
            return None
        resolve = inside(shown)
        return lambda href: resolve(href) or href

    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Say where the renderer has read a page differently; put the form on its page."""
        context = self._extension.context
        self._extension.context = None
        self._unplaced[page.file.src_uri] = context.beside if context else {}
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
                # As Open Graph writes it, which wants a country where one is known.
                "territory": tag(other).replace("-", "_"),
            }
            for other, file in sorted(alternates.items())
        ]
        status: list[str] = []
        if shown is not None and "source" in shown.meta and "policy_date" in council:
            status.append(say(locale, "policy_date", date=council["policy_date"][locale]))
            if self._answers is not None:
                name = self._answers.text(self._answers.schema.name, locale) or ""
                status = [say(locale, "school_example", name=name)]
        if shown is not None and shown.draft:
            status.append(say(locale, "draft_translation"))
        name = council.get("name", {}).get(locale, "")
        return {
            "locale": locale,
            "title": _title(shown, page),
            "twins": twins,
            "neutral": site_url,
            "status": status,
            "corrections": self._corrections(locale),
            "accessibility": self._accessibility(locale),
            "copyright": say(locale, "copyright", council=name) if name else "",
            "base": f"{locale}/",
            "search_index": f"{locale}/{search.NAME}",
            "assets": self._assets,
            "style": self._style,
            "form": shown is not None and self._has_form(shown),
            "search_words": _search_words,
            "say": {key: say(locale, key) for key in _PLAIN},
            "preview": self._bar(shown, page),
        }

    def _bar(self, shown: Page | None, page: MkDocsPage) -> Mapping[str, Any] | None:
        """Return what a page says to editors at its top, in the preview alone."""
        if self._editors is None or shown is None:
            return None
        link = partial(_relative, start=page.file.url)
        return self._editors.bar(shown, link, self._unplaced.get(page.file.src_uri, {}))

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
        cast(dict[str, Any], context)["polisi"] = {"languages": languages, "assets": self._assets}
        return context

    @event_priority(_AFTER_I18N)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Put the security policy into a page."""
        return self._protect(output, page.file.src_uri)

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

    @event_priority(_AFTER_I18N)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what belongs to no page, when the last language is built."""
        if self._project is None or _inner_build(config):
            return
        site = self._project.site
        folder = Path(config.site_dir)
        for locale in (site.source_locale, site.target_locale):
            _write(folder / locale / search.NAME, self._search_index(locale).encode("utf-8"))
        moved = self._write_moved(config)
        if not self._serving:
            self._write_host_files(folder, moved)
        self._config = config
        for asked in self._asked:
            self._write_editors_page(asked)
        if self._project.schema is not None:
            for name, content in form.files().items():
                _write(folder / self._assets / form.FOLDER / name, content)
            write = partial(self._write_documents, self._project, folder)
            # They take longer than a site does; whoever edits it does not wait for them.
            Thread(target=write, daemon=True).start() if self._serving else write()

    def _search_index(self, locale: str) -> str:
        project = self._project
        assert project is not None
        shown = {
            path: self._shown.get(f"{locale}/{path}", page)
            for path, page in self._pages(locale).items()
        }
        is_target = locale == project.site.target_locale
        forms = irregular(project.site.glossary) if is_target else {}
        return search.text(locale, shown, self._url, project.schema, forms)

    # ------------------------------------------------------------------ the editors' own pages
    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Make an editors' page when the preview is asked for it."""
        serve = server.get_app()
        assert serve is not None

        def application(environ: dict[str, Any], start: Any) -> Any:
            path = str(environ["PATH_INFO"]).encode("latin-1").decode("utf-8", "ignore")
            asked = path.removeprefix(server.mount_path)
            if self._write_editors_page(asked):
                # It is made anew at every build from now on: somebody is looking at it.
                self._asked.add(asked)
            return serve(environ, start)

        server.set_app(application)
        return server

    def _write_editors_page(self, asked: str) -> bool:
        """Write the editors' page that has an address of the site, and return whether one has."""
        config = self._config
        if self._editors is None or config is None:
            return False
        found = self._editors.page(asked, partial(_relative, start=asked))
        if found is None:
            return False
        template, values = found
        html = config.theme.get_env().get_template(template).render(values)
        _write(Path(config.site_dir) / asked / "index.html", html.encode("utf-8"))
        return True

    def _write_moved(self, config: MkDocsConfig) -> Mapping[str, str]:
        """Write a page at each old address, and return those addresses and the new ones."""
        assert self._project is not None
        site = self._project.site
        moved = {}
        for locale in (site.source_locale, site.target_locale):
            for old, page in addresses.former(self._pages(locale), self._directories).items():
                start, new = addresses.url(old, self._directories), self._url(locale, page.path)
                values = {
                    "url": _relative(new, start),
                    "canonical": urljoin(config.site_url or "", new) if config.site_url else "",
                    "title": page.title,
                    "moved": say(locale, "page_moved"),
                    "languages": [{"locale": locale}],
                    "assets": self._assets,
                }
                html = config.theme.get_env().get_template("moved.html")
                text = html.render(polisi=values, page=None, base_url=_relative(".", start))
                _write(Path(config.site_dir) / old, self._protect(text, old).encode("utf-8"))
                root = urlsplit(config.site_url or "/").path
                moved[root + start] = root + new
        return moved

    def _write_host_files(self, folder: Path, moved: Mapping[str, str]) -> None:
        paths = (file.relative_to(folder).as_posix() for file in folder.rglob("*.*"))
        hashed = [path for path in paths if policy.HASHED.search(path)]
        for name, text in policy.host_files(hashed, moved).items():
            _write(folder / name, text.encode("utf-8"))

    def _write_documents(self, project: Project, folder: Path) -> None:
        with self._documents_lock:
            if project is not self._project:
                return  # there has been another change since
            _write(folder / form.TEMPLATES, self._templates.text(project).encode("utf-8"))
            for name, content in self._documents.files(project):
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

    def _accessibility(self, locale: str) -> str:
        """Return the address of the accessibility statement; an empty one, if there is none."""
        statement = self._project.council.get("accessibility") if self._project else None
        path = statement.get("page") if isinstance(statement, dict) else None
        return self._url(locale, path) if path and self._page(locale, path) else ""

    def _url(self, locale: str, path: str) -> str:
        page = self._page(locale, path)
        if page is None:
            return f"{locale}/"
        pages, directories = self._pages(locale), self._directories
        return addresses.url(addresses.destination(page, pages, directories), directories)


_PLAIN = (
    *("menu", "path", "corrections", "accessibility", "previous", "next", "site_links"),
    "link_copied",
)
_NEUTRAL = ("not_found", "not_found_help", "home")


def _inner_build(config: MkDocsConfig) -> bool:
    return bool(getattr(config.plugins.get("i18n"), "building", False))


def _where(file: File) -> tuple[str | None, str]:
    """Return the language of a file and its path below its language's folder."""
    return getattr(file, "localization", None), getattr(file, "norm_src_uri", file.src_uri)


def _publish(file: File, dest: str, url: str, config: MkDocsConfig) -> None:
    file.dest_uri = dest
    file.abs_dest_path = str(Path(config.site_dir) / dest)
    file.url = url


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


def _policy_alone(page: Page, answers: Answers) -> Page:
    """Return the page of the whole policy for a site that shows it filled in.

    Its own words are about filling it in, which is done.
    """
    called = answers.text(answers.schema.title, page.locale) or title(page)
    meta = {key: value for key, value in page.meta.items() if key != "description"}
    return replace(document_page(page), meta={**meta, "title": called})


def _title(shown: Page | None, page: MkDocsPage) -> str:
    return shown.title if shown is not None else str(page.title)


def _search_words(translate: Callable[[str], str]) -> Mapping[str, str]:
    """Return the theme's words that the search says."""
    keys = ("placeholder", "none", "one", "other", "more.one", "more.other")
    return {key: str(translate(f"search.result.{key}")) for key in keys}


def _theme_file(config: MkDocsConfig, pattern: str) -> str:
    """Return the address of a file of the theme whose name carries a hash."""
    for folder in config.theme.dirs:
        for file in Path(folder).glob(pattern):
            return file.relative_to(folder).as_posix()
    return ""
