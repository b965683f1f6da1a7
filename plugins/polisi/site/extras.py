"""What the site holds beside its pages: search indexes, former addresses, the form, documents."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from polisi.cache import Cache
from polisi.site import downloads, form, policy, search
from polisi.site.reading import made_of
from polisi.site.view import Moved, View

FINDINGS = "polisi-preview/findings.json"
"""What every page of the preview says of the whole site; in a file, as it is so often another."""

_MAP = "sitemap.xml"

Render = Callable[[Moved], str]
"""Renders the page at a former address."""


class Extras:
    """Writes them; of documents, only those are made again whose pages have changed.

    Args:
        cache: where documents are kept from one build to the next.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._templates = form.TemplateFile(cache)
        self._documents = downloads.DocumentFiles(cache)
        self._sizes: dict[str, int] = {}

    def write(self, view: View, folder: Path, render: Render) -> None:
        """Write all but the documents.

        Args:
            view: what the site shows.
            folder: the site's folder.
            render: renders the page at a former address.
        """
        site, setting = view.project.site, view.setting
        shown = (
            view.shown(locale, path) or page
            for locale in sorted(view.locales)
            for path, page in view.pages(locale).items()
        )
        about = repr((setting.directories, view.project.schema, site.glossary, site.asked))
        made = [about, *map(made_of, shown)]
        for locale in view.locales:
            index = partial(_search_index, view, locale)
            write(folder / locale / search.NAME, self._cache.data("search", [locale, *made], index))
        moved = {}
        for each in view.moved():
            write(folder / each.file, render(each).encode("utf-8"))
            moved[each.old] = each.new
        if view.project.schema is not None:
            for name, content in form.files().items():
                write(folder / view.setting.assets / form.FOLDER / name, content)
        if (folder / _MAP).exists():
            # MkDocs puts the day into the packed map of the site, which would be all that differs
            # between two builds.
            packed = gzip.compress((folder / _MAP).read_bytes(), mtime=0)
            write(folder / f"{_MAP}.gz", packed)
        if view.findings is None:
            self._write_host_files(folder, moved)
        else:
            write(folder / FINDINGS, findings(view))

    @staticmethod
    def _write_host_files(folder: Path, moved: Mapping[str, str]) -> None:
        paths = (file.relative_to(folder).as_posix() for file in folder.rglob("*.*"))
        hashed = [path for path in paths if policy.HASHED.search(path)]
        for name, text in policy.host_files(hashed, moved).items():
            write(folder / name, text.encode("utf-8"))

    def documents(self, view: View) -> Iterator[tuple[str, bytes]]:
        """Yield the path in the site and the content of every document, each as it is made."""
        if view.project.schema is not None:
            yield form.TEMPLATES, self._templates.text(view.project).encode("utf-8")
            root = view.setting.root
            where = {each: root + view.corrections(each) for each in view.locales if root}
            for name, content in self._documents.files(view.project, where):
                self._sizes[name] = len(content)
                yield f"{downloads.FOLDER}/{name}", content

    def sized(self, html: str) -> str:
        """Return a page with the sizes of the files that it offers, of those made so far."""
        return downloads.sized(html, self._sizes)

    @staticmethod
    def offering(view: View) -> Iterator[str]:
        """Yield the path in the site of every page that offers files: `sized` is to be asked."""
        for locale, path in downloads.offering(view.project):
            yield view.file(locale, path)


def _search_index(view: View, locale: str) -> bytes:
    return view.search_index(locale).encode("utf-8")


def findings(view: View) -> bytes:
    """Return the file that says how many findings there are."""
    return json.dumps({"findings": len(view.findings or ())}).encode("utf-8")


def write(path: Path, content: bytes) -> None:
    """Write a file, and make its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
