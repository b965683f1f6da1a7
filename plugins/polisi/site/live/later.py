"""What follows a change when the page is shown: search indexes and documents, in the background."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from logging import Logger, LoggerAdapter
from threading import Condition, Thread

from polisi.site import search
from polisi.site.extras import Extras
from polisi.site.live.folder import Folder
from polisi.site.view import View

Log = Logger | LoggerAdapter[Logger]

_PAUSE = 2.0
"""Seconds after a change in which nothing is begun: who saves often need not wait for it."""


@dataclass(frozen=True, slots=True)
class _Task:
    view: View
    indexes: frozenset[str]


class Later:
    """Makes what nobody waits for. A later change takes the place of what is not yet made.

    Args:
        extras: makes the documents.
        folder: the site's folder.
        log: is told if something cannot be made.
    """

    def __init__(self, extras: Extras, folder: Folder, log: Log) -> None:
        self._log = log
        self._extras = extras
        self._folder = folder
        self._changed = Condition()
        self._task: _Task | None = None
        self._waited_for = False
        self._thread: Thread | None = None

    def make(self, view: View, indexes: frozenset[str]) -> None:
        """Make documents of what is shown, and the search indexes of some languages.

        Args:
            view: what is shown.
            indexes: the languages whose index is to be made.
        """
        with self._changed:
            due = self._task.indexes if self._task else frozenset()
            self._task = _Task(view, due | indexes)
            self._changed.notify_all()
            if self._thread is None:
                self._thread = Thread(target=self._run, daemon=True)
                self._thread.start()

    def cancel(self) -> None:
        """Write nothing more of what has been asked for."""
        with self._changed:
            self._task = None
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait until all is made."""
        with self._changed:
            self._waited_for = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._task is None)
            self._waited_for = False

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._task is not None)
                task = self._task
                while not self._waited_for and self._changed.wait(timeout=_PAUSE):
                    task = self._task
            if task is not None:
                self._work(task)

    def _work(self, task: _Task) -> None:
        try:
            for path, content in self._files(task):
                with self._changed:
                    if self._task is not task:
                        return
                    self._folder.write(path, content)
            for path in self._extras.offering(task.view):
                with self._changed:
                    if self._task is not task:
                        return
                    self._folder.change(path, self._extras.sized)
        except Exception as error:
            # The pages are shown all the same, and the next change tries again.
            self._log.error("A document or a search index cannot be made.", exc_info=error)
        with self._changed:
            if self._task is task:
                self._task = None
                self._changed.notify_all()

    def _files(self, task: _Task) -> Iterator[tuple[str, bytes]]:
        for locale in sorted(task.indexes):
            index = task.view.search_index(locale)
            yield f"{locale}/{search.NAME}", index.encode("utf-8")
        yield from self._extras.documents(task.view)
