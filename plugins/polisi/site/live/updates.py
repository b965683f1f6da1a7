"""After a change of files, makes the site again: the pages that are touched, or all of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import get_files

from polisi.content.loader import SUFFIXES
from polisi.diagnostics import ContentError, Diagnostic
from polisi.project import Workspace
from polisi.site import extras
from polisi.site.live.changes import touched
from polisi.site.live.feed import News
from polisi.site.live.folder import Folder
from polisi.site.live.glimpse import glimpse
from polisi.site.live.lasting import as_last_read
from polisi.site.live.later import Later, Log
from polisi.site.live.rendering import Build, obstacle, render
from polisi.site.view import Key, View

_PATIENCE = 2.0
"""Seconds for which who asks for a page that is still to be made waits; then it is as it was."""


@dataclass(frozen=True, eq=False)
class Built:
    """The site as it is.

    Attributes:
        view: what it shows.
        builds: what each language was built with.
        workspace: reads and checks the project.
    """

    view: View
    builds: Mapping[str, Build]
    workspace: Workspace


@dataclass(frozen=True)
class Hands:
    """What an update works with.

    Attributes:
        folder: the site's folder.
        later: makes what nobody waits for.
        build: builds the whole site, as MkDocs does, and calls `Updates.built`.
        show: makes a new view known to the plugin's events.
        report: prints findings.
        tell: tells whoever looks at the site.
        waits: says whether another change waits to be shown.
        wake: has `catch_up` called soon.
        open: gives the addresses of the pages that somebody looks at.
        watch: has one more file or folder watched.
        log: is told what was done.
    """

    folder: Folder
    later: Later
    build: Callable[[], Any]
    show: Callable[[View], None]
    report: Callable[[Iterable[Diagnostic]], None]
    tell: Callable[[News], None]
    waits: Callable[[], bool]
    wake: Callable[[], None]
    open: Callable[[], frozenset[str]]
    watch: Callable[[Path], None]
    log: Log


class Updates:
    """Keeps the site's folder as a build of the present files would make it.

    Args:
        hands: what it works with.
        built: the site as it was built at first.
    """

    def __init__(self, hands: Hands, built: Built) -> None:
        self._hands = hands
        self._obstacle: str | None = None
        self._due: frozenset[Key] = frozenset()
        self._made = Condition()
        self._asked: set[str] = set()
        self.built(built)

    def built(self, built: Built) -> None:
        """Take note that the whole site has been built."""
        config = next(iter(built.builds.values())).config
        found = obstacle(config)
        if found is not None and found != self._obstacle:
            self._hands.log.info(f"Every change builds the whole site, because of {found}.")
        self._obstacle = found
        self._built = built
        self._is_whole = True
        self._owe(frozenset())
        self._failed: ContentError | str = ""
        for path in config.watch:
            self._hands.watch(Path(path))

    @property
    def is_behind(self) -> bool:
        """Whether pages are still to be made that nobody looks at."""
        return bool(self._due)

    @property
    def news(self) -> News:
        """What holds now, for somebody who begins to look."""
        return News(failed=self._failed, findings=len(self._built.view.findings or ()))

    def update(self, changed: Collection[Path]) -> None:
        """Show what has changed.

        Args:
            changed: the files that are new, gone or other than before.
        """
        start = time.perf_counter()
        self._hands.later.cancel()  # it is asked for again, and takes turns with what is waited for
        try:
            pages = self._part(changed)
        except Exception:
            # Whatever went wrong, a build tells it as MkDocs does, or does it right.
            self._hands.log.debug("A part of the site could not be built.", exc_info=True)
            pages = None
        self._settle(pages, start)

    def catch_up(self) -> None:
        """Make the pages that are still to be made, until something else changes."""
        if not self.is_behind:
            return
        start = time.perf_counter()
        pages: list[str] = []
        self._is_whole = False
        try:
            while self._due and not self._hands.waits():
                key = min(self._due, key=lambda each: (self._url(each) not in self._asked, each))
                pages += self._render([key])
                self._owe(self._due - {key})
            self._is_whole = True
        except Exception:
            self._hands.log.debug("A page could not be made.", exc_info=True)
        self._settle(pages if self._is_whole else None, start)

    def ask(self, url: str) -> None:
        """Wait for a page that is still to be made; it is the next that is.

        Args:
            url: the address that somebody asks for.
        """

        def is_due() -> bool:
            return any(self._url(key) == url for key in self._due)

        if not is_due():
            return
        self._asked.add(url)
        self._hands.wake()
        with self._made:
            self._made.wait_for(lambda: not is_due(), timeout=_PATIENCE)
        self._asked.discard(url)

    def _owe(self, due: frozenset[Key]) -> None:
        """Note which pages are still to be made."""
        with self._made:
            self._due = due
            self._made.notify_all()

    def _url(self, key: Key) -> str:
        file = self._built.builds[key[0]].pages.get(key[1])
        return file.url if file is not None else ""

    def _settle(self, pages: Sequence[str] | None, start: float) -> None:
        if pages is None:
            self._whole()
        elif pages:
            milliseconds = round(1000 * (time.perf_counter() - start))
            self._hands.log.info(f"Shown again in {milliseconds} ms: {', '.join(pages)}")

    # ------------------------------------------------------------------ a part of it
    def _part(self, changed: Collection[Path]) -> Sequence[str] | None:
        """Make again what a change touches, and return its files; None if all must be made."""
        before, hands = self._built, self._hands
        if not self._is_whole or self._obstacle is not None:
            return None
        copies = _copies(changed, before.builds.values())
        if copies is None:
            return None
        self._is_whole = False  # if this fails half-way, a build puts it right
        made, again = self._glimpse(changed)
        try:
            read = before.workspace.load()
        except ContentError:
            return None
        findings = before.workspace.check()
        project = as_last_read(read, before.view.project)
        view = View(project, before.view.answers, findings, before.view.setting, before.view)
        keys = touched(self._built.view, view)
        if keys is None or any(path not in before.builds[each].pages for each, path in keys):
            return None
        keys |= self._due | again
        self._show(view)
        told = set(before.view.findings or ())
        hands.report(each for each in findings if each not in told)
        known = set(map(str, before.view.project.errors))
        for error in filter(lambda each: each not in known, map(str, read.errors)):
            hands.log.error(error)
        hands.folder.write(extras.FINDINGS, extras.findings(view))
        urgent = self._urgent(keys, changed)
        self._owe(keys)
        made = [*made, *self._copy(copies), *self._render(urgent)]
        self._owe(keys - frozenset(urgent))
        hands.tell(replace(self.news, files=bool(copies)))
        hands.later.make(view, frozenset(view.locales))
        self._is_whole = True
        return list(dict.fromkeys(made))

    def _show(self, view: View) -> None:
        self._built = replace(self._built, view=view)
        self._hands.show(view)

    def _glimpse(self, changed: Collection[Path]) -> tuple[Sequence[str], frozenset[Key]]:
        """Show the page that was saved, if it stands alone.

        Returns:
            Its file, and the pages to be made again when all is checked.
        """
        seen = glimpse(self._built.view, self._built.builds, changed)
        if seen is None:
            return [], frozenset()
        self._show(seen.view)
        path = seen.key[1]
        both = {(each, path) for each, build in self._built.builds.items() if path in build.pages}
        own = {seen.key} if seen.is_sure else set()
        return self._render([seen.key]), frozenset(both - own)

    def _copy(self, copies: Mapping[str, Path]) -> Iterator[str]:
        for dest, path in copies.items():
            if self._hands.folder.write(dest, path.read_bytes()):
                yield path.name

    def _urgent(self, keys: Collection[Key], changed: Collection[Path]) -> Sequence[Key]:
        """Return the pages that somebody waits for, the one that was saved first.

        Its counterpart follows, and whatever is open in a browser. A page that includes it is
        often long, and is made when the editor pauses.
        """
        builds = self._built.builds
        files = {(locale, path): builds[locale].pages[path] for locale, path in keys}
        saved = {key for key, file in files.items() if Path(file.abs_src_path or "") in changed}
        paths = {path for _, path in saved}
        opened = self._hands.open()
        twins = {key for key in keys if key[1] in paths}
        looked_at = {key for key, file in files.items() if file.url in opened}
        return sorted(
            saved | twins | looked_at, key=lambda key: (key not in saved, key not in twins, key)
        )

    def _render(self, keys: Iterable[Key]) -> list[str]:
        shown = []
        for locale, path in keys:
            build = self._built.builds[locale]
            file = build.pages[path]
            html = render(build, file)
            output = html.encode("utf-8", errors="xmlcharrefreplace")
            if self._hands.folder.write(file.dest_uri, output):
                self._hands.tell(replace(self.news, pages=frozenset({file.url}), html=html))
                shown.append(file.src_uri)
        return shown

    # ------------------------------------------------------------------ all of it
    def _whole(self) -> None:
        hands = self._hands
        self._is_whole = False
        self._owe(frozenset())
        try:
            loaded = hands.folder.loaded()
            with hands.folder.rebuilding():
                hands.build()
        except (Exception, SystemExit) as error:
            self._failed = self._reason(error)
            is_told = isinstance(error, SystemExit)
            hands.log.error(
                f"The site cannot be built, and is shown as it was before. {self._failed}",
                exc_info=None if is_told else error,
            )
            hands.tell(self.news)
            return
        hands.later.make(self._built.view, frozenset())
        hands.log.info("The whole site has been built.")
        hands.tell(replace(self.news, pages=None, files=loaded != hands.folder.loaded()))

    def _reason(self, error: BaseException) -> ContentError | str:
        """Return why the site cannot be built: what Polisi says of the settings, or MkDocs."""
        try:
            self._built.workspace.load()
        except ContentError as found:
            return found
        return str(error)


def _copies(changed: Collection[Path], builds: Collection[Build]) -> Mapping[str, Path] | None:
    """Return what is only to be copied, by its place in the site.

    Returns:
        None if a change touches more than pages, data and what is published as it is.
    """
    config = next(iter(builds)).config
    docs = Path(config.docs_dir)
    pages = [docs / build.locale for build in builds]
    copies: dict[str, Path] = {}
    unknown: set[str] = set()
    for path in changed:
        if path.suffix.lower() in SUFFIXES and any(map(path.is_relative_to, pages)):
            continue
        found = [build.sources[str(path)] for build in builds if str(path) in build.sources]
        if found and path.exists() and not any(file.is_documentation_page() for file in found):
            copies.update({file.dest_uri: path for file in found})
        elif found or not path.is_relative_to(docs):
            return None
        else:
            unknown.add(str(path))
    # What MkDocs does not publish is data, or what an editor leaves for a moment beside a page.
    if unknown and _published(config) & unknown:
        return None
    return copies


def _published(config: MkDocsConfig) -> frozenset[str]:
    """Return the files below the documents' folder that MkDocs publishes now."""
    files = (file for file in get_files(config) if file.inclusion.is_in_serve())  # type: ignore[no-untyped-call]
    return frozenset(file.abs_src_path for file in files if file.abs_src_path)
