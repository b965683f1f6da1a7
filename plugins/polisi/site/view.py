"""What the site shows of one state of a project: on each page, round it, and beside the pages.

Nothing here knows MkDocs. The plugin's events ask a view, and a preview makes a new one of every
state that it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import yaml

from polisi.content.errata import reason
from polisi.diagnostics import ContentError, Diagnostic
from polisi.export.html import Context, Note, split_title
from polisi.export.parts import document_page, inside, title
from polisi.fields import Answers
from polisi.fill import escape, fill
from polisi.model import Kind, Page
from polisi.project import Project
from polisi.said import Run
from polisi.site import addresses, downloads, form, search
from polisi.site.addresses import relative
from polisi.strings import say, tag

if TYPE_CHECKING:
    from polisi.site.editors import Editors

Key = tuple[str, str]
"""A page's language and path."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How the site is laid out, whatever its pages say.

    Attributes:
        directories: whether `a.md` becomes `a/index.html` and not `a.html`.
        assets: the folder of the site's own scripts and styles.
        root: the address of the whole site; empty where it is not known.
        name: the site's name where a language has none of its own.
    """

    directories: bool = True
    assets: str = ""
    root: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands on the site.

    Attributes:
        locale, path: which page it is.
        url: its address.
        twins: the address of the page in every language that has it.
        title: its title where it is none of the project's pages.
    """

    locale: str
    path: str
    url: str
    twins: Mapping[str, str]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A former address of a page.

    Attributes:
        file: its file in the site.
        old, new: this address and the present one, from the root of the host.
        values: what its template shows.
        base: the root of the site, as the file should write it.
    """

    file: str
    old: str
    new: str
    values: Mapping[str, Any]
    base: str


class View:
    """What the site shows of one state of a project.

    Args:
        project: the project.
        answers: a school's answers, if its policy is to be shown filled in.
        findings: what a check has found, if editors are to see it; None on the site itself.
        setting: how the site is laid out.
        before: the view of an earlier state, whose filled pages are taken over where neither the
            page nor the answers have changed.
    """

    def __init__(
        self,
        project: Project,
        answers: Answers | None,
        findings: Sequence[Diagnostic] | None,
        setting: Setting,
        before: View | None = None,
    ) -> None:
        self.project = project
        self.answers = answers
        self.findings = findings
        self.setting = setting
        self.editors: Editors | None = None
        if findings is not None:
            # Loaded for a preview alone: 0.1 s.
            from polisi.site.editors import Editors  # noqa: PLC0415

            self.editors = Editors(project, findings, self.url)
        # What is shown of each page, beside the page that it was made of.
        self._shown: dict[Key, tuple[Page, Page]] = {}
        if before is not None and before.answers == answers:
            self._shown.update(before._shown)

    # ------------------------------------------------------------------ the pages
    @property
    def locales(self) -> tuple[str, str]:
        """The source language and the target language."""
        return self.project.site.source_locale, self.project.site.target_locale

    def pages(self, locale: str) -> Mapping[str, Page]:
        """Return the pages of a language as they were read, by path."""
        site = self.project.site
        return site.source if locale == site.source_locale else site.target

    def shown(self, locale: str | None, path: str) -> Page | None:
        """Return a page as it is shown: filled in, where the site shows a filled policy.

        Returns:
            None if the project has no such page, or it cannot be read.
        """
        if locale is None or (locale, path) in self.project.errors_by_file:
            return None
        return self._last_shown(locale, path)

    def _last_shown(self, locale: str, path: str) -> Page | None:
        """Return a page as it is shown, or was when it could last be read."""
        read = self.pages(locale).get(path)
        if read is None:
            return None
        known = self._shown.get((locale, path))
        if known is None or known[0] is not read:
            self._shown[locale, path] = known = (read, self._filled(read))
        return known[1]

    def _filled(self, read: Page) -> Page:
        if self.answers is None:
            return read
        if form.belongs_on(read, self.project):
            read = _policy_alone(read, self.answers)
        return fill(read, self.answers).page

    def source(self, locale: str | None, path: str) -> str | None:
        """Return the Markdown of a page with its includes in place, or what is wrong with it.

        Returns:
            None if it is none of the project's pages.
        """
        error = self.project.errors_by_file.get((locale or "", path))
        if locale is not None and error is not None:
            return _broken(locale, error, self._last_shown(locale, path))
        shown = self.shown(locale, path)
        if shown is None:
            return None
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # 0.1 ms a page instead of 0.7 ms
        front = yaml.dump(dict(shown.meta), Dumper=dumper, allow_unicode=True, sort_keys=False)
        return f"---\n{front}---\n\n{shown.markdown}\n"

    def made_of(self, place: Place) -> Sequence[Page]:
        """Return the pages that a page is made of: of both languages, those of its form with it."""
        shown = self.shown(place.locale, place.path)
        both = (self.pages(locale).get(place.path) for locale in self.locales)
        own = [page for page in both if page is not None]
        has_form = shown is not None and self._has_form(shown)
        return [*own, *form.told_of(self.project)] if has_form else own

    def context(self, place: Place) -> Context | None:
        """Return what the renderer must know of a page; None if it is none of the project's."""
        shown = self.shown(place.locale, place.path)
        if shown is None:
            return None
        project = self.project
        notes: Mapping[str, Any] = {}
        # A school's own policy is no printed text: its form and its preview have none.
        if project.errata is not None and self.answers is None and not self._has_form(shown):
            corrections = self.corrections(shown.locale)
            notes = {
                segment: [
                    Note(
                        str(entry.number),
                        reason(entry, shown.locale),
                        f"{relative(corrections, place.url)}#note-{entry.number}",
                    )
                    for entry in entries
                ]
                for segment, entries in project.errata.notes(shown).items()
            }
        original = project.site.source.get(shown.path)
        beside = {}
        if self.editors is not None:
            beside = self.editors.findings.boxes(shown, partial(relative, start=place.url))
        # Nobody quotes the way in, or a form: there the links would only be in the way.
        fields = (segment for segment in shown.segments if segment.kind is Kind.FIELD)
        is_form = self._has_form(shown) or any(fields)
        return Context(
            shown,
            project.schema,
            original,
            notes,
            beside,
            resolve=self._inside(shown),
            permalinks=not is_form and shown.path != "index.md",
        )

    def _inside(self, shown: Page) -> Callable[[str], str] | None:
        """Return what keeps a reader of a document of several pages on its own page."""
        schema = self.project.schema
        if schema is None or shown.path not in schema.documents:
            return None
        resolve = inside(shown)
        return lambda href: resolve(href) or href

    def content(self, html: str, place: Place) -> str | None:
        """Return a rendered page with its form, or with the files that it offers.

        Returns:
            None if it has neither.
        """
        shown = self.shown(place.locale, place.path)
        if shown is None:
            return None
        if self._has_form(shown):
            return form.place(html, shown, self.project, form.Addresses(place.url, self.url))
        folder = relative(downloads.FOLDER, place.url)
        offered = downloads.block(self.project, shown, folder)
        title, text = split_title(html)
        return f"{title}\n{offered}{text.removeprefix(chr(10))}" if offered else None

    def _has_form(self, shown: Page) -> bool:
        # A site that shows a filled policy has no gaps to be filled in.
        return self.answers is None and form.belongs_on(shown, self.project)

    # ------------------------------------------------------------------ round the pages
    def values(self, place: Place, unplaced: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the templates show round a page.

        Args:
            place: the page.
            unplaced: the boxes of findings for which the rendered page had no place.
        """
        council, locale = self.project.council, place.locale
        shown = self.shown(locale, place.path)
        root = self.setting.root
        twins = [
            {
                "locale": other,
                "url": url,
                "absolute": root + url,
                "name": say(other, "language_name"),
                # As Open Graph writes it, which wants a country where one is known.
                "territory": tag(other).replace("-", "_"),
            }
            for other, url in sorted(place.twins.items())
        ]
        name = council.get("name", {}).get(locale, "")
        return {
            "locale": locale,
            "title": shown.title if shown is not None else place.title,
            "twins": twins,
            "neutral": root,
            "status": [] if shown is None else list(self._status(shown)),
            "corrections": self.corrections(locale),
            "accessibility": self._accessibility(locale),
            "copyright": say(locale, "copyright", council=name) if name else "",
            "base": f"{locale}/",
            "search_index": f"{locale}/{search.NAME}",
            "assets": self.setting.assets,
            "form": form.modules() if shown is not None and self._has_form(shown) else (),
            "search_words": search.words(locale, [twin["locale"] for twin in twins]),
            "say": {key: say(locale, key) for key in _PLAIN},
            "live": self.editors is not None,
            "preview": self._bar(shown, place, unplaced),
        }

    def _status(self, shown: Page) -> Iterator[str]:
        locale = shown.locale
        if "source" in shown.meta and "policy_date" in self.project.council:
            if self.answers is None:
                date = self.project.council["policy_date"][locale]
                yield say(locale, "policy_date", date=date)
            else:
                name = self.answers.text(self.answers.schema.name, locale) or ""
                yield say(locale, "school_example", name=name)
        if shown.draft:
            yield say(locale, "draft_translation")

    def _bar(
        self, shown: Page | None, place: Place, unplaced: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        """Return what a page says to editors at its top, in the preview alone."""
        if self.editors is None or shown is None:
            return None
        return self.editors.bar(shown, partial(relative, start=place.url), unplaced)

    def neutral(self) -> Mapping[str, Any]:
        """Return what the pages that belong to no language say in each."""
        languages = []
        for locale in sorted(self.locales):
            home = self.url(locale, "index.md")
            languages.append(
                {
                    "locale": locale,
                    "url": home,
                    "absolute": self.setting.root + home,
                    "site_name": self.project.site_names.get(locale) or self.setting.name,
                    **{key: say(locale, key) for key in _NEUTRAL},
                    "name": say(locale, "language_name"),
                    "choose": say(locale, "choose_language"),
                }
            )
        return {
            "languages": languages,
            "assets": self.setting.assets,
            "live": self.editors is not None,
        }

    # ------------------------------------------------------------------ beside the pages
    def search_index(self, locale: str) -> str:
        """Return the search index of a language."""
        site = self.project.site
        terms = site.glossary if locale == site.target_locale else ()
        trees = {each: self._all_shown(each) for each in self.locales}
        return search.text(locale, trees, self.url, self.project.schema, terms, site.asked)

    def _all_shown(self, locale: str) -> Mapping[str, Page]:
        pages = self.pages(locale)
        return {path: self.shown(locale, path) or page for path, page in pages.items()}

    def moved(self) -> Iterator[Moved]:
        """Yield the former addresses of pages."""
        directories, root = self.setting.directories, self.setting.root
        for locale in self.locales:
            for file, page in addresses.former(self.pages(locale), directories).items():
                old, new = addresses.url(file, directories), self.url(locale, page.path)
                values = {
                    "url": relative(new, old),
                    "canonical": urljoin(root, new) if root else "",
                    "title": page.title,
                    "moved": say(locale, "page_moved"),
                    "languages": [{"locale": locale}],
                    "assets": self.setting.assets,
                }
                base = urlsplit(root or "/").path  # of the host
                yield Moved(file, base + old, base + new, values, relative(".", old))

    # ------------------------------------------------------------------ addresses
    def url(self, locale: str, path: str) -> str:
        """Return the address of a page; of one that is not there, that of its language."""
        if path not in self.pages(locale):
            return f"{locale}/"
        return addresses.url(self.file(locale, path), self.setting.directories)

    def file(self, locale: str, path: str) -> str:
        """Return the file of a page that is there, from the site's root."""
        pages = self.pages(locale)
        return addresses.destination(pages[path], pages, self.setting.directories)

    def corrections(self, locale: str) -> str:
        """Return the address of the list of corrections; without one, that of the language."""
        errata = self.project.errata
        return self.url(locale, errata.page if errata else "index.md")

    def _accessibility(self, locale: str) -> str:
        """Return the address of the accessibility statement; an empty one, if there is none."""
        statement = self.project.council.get("accessibility")
        path = statement.get("page") if isinstance(statement, dict) else None
        return self.url(locale, path) if path and path in self.pages(locale) else ""


_PLAIN = (
    *("menu", "path", "corrections", "accessibility", "previous", "next", "site_links"),
    *("copy_link", "link_copied", "close", "contents", "bar", "search", "search_clear", "skip"),
)
_NEUTRAL = ("not_found", "not_found_help", "home")


def _broken(locale: str, error: ContentError, last: Page | None) -> str:
    """Return a page that stands for one that cannot be read.

    Args:
        locale: its language.
        error: why it cannot be read.
        last: the page as it last could be, if it ever could: menus call it what they did.
    """
    front = "" if last is None else f"---\n{yaml.safe_dump({'title': last.title})}---\n\n"
    title = say(locale, "broken_page")
    place = f"`{error.span.path}:{error.span.line}`"
    said = " ".join("".join(_marked(run, locale) for run in parts) for parts in error.told(locale))
    return f'{front}# {title} {{#broken}}\n\n!!! failure "{place}"\n\n    {said}\n'


def _marked(run: Run, locale: str) -> str:
    """Return a part of what is told as Markdown, marked with its language if that is another."""
    text = escape(run.text)
    return text if run.locale in ("", locale) else f'<span lang="{run.locale}">{text}</span>'


def _policy_alone(page: Page, answers: Answers) -> Page:
    """Return the page of the whole policy for a site that shows it filled in.

    Its own words are about filling it in, which is done.
    """
    called = answers.text(answers.schema.title, page.locale) or title(page)
    meta = {key: value for key, value in page.meta.items() if key != "description"}
    return replace(document_page(page), meta={**meta, "title": called})
