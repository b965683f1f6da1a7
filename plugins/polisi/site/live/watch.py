"""Tells which files have changed: the system's own events, and a look at the disk in between.

An event only says when to look; what has changed is found by comparing every file's time, size
and number with what they were. So an event that is lost, or reported under another name, costs
time and nothing else. Between events the disk is looked at every few seconds all the same. If that
finds a change of which no event has told, there are no events there, as on most network mounts,
and from then on the disk is looked at twice a second.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Condition

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

Stamp = tuple[int, int, int, int]

_BETWEEN = 2.0
"""Seconds between looks at the disk where events tell of changes: 5 ms of work for 2,400 files."""

_POLLING = 0.5
"""Seconds between looks where nothing tells; as long as MkDocs itself waits."""

_QUIET = 0.008
"""Seconds without an event after which one file is taken to be saved whole."""

_QUIET_MANY = 0.08
"""The same where several files change at once, which no person does: a checkout takes longer."""

_LONGEST = 2.0
"""Seconds of changes without a pause, after which what is there is shown all the same."""

_LATE = 0.2
"""Seconds that an event may be later than a look that finds the same change."""

_READING = frozenset({"opened", "closed_no_write"})
"""Events of files that are only read, as we do ourselves."""

_WANTED = [
    each
    for each in vars(events).values()
    if isinstance(each, type) and issubclass(each, FileSystemEvent)
    if each.event_type and each.event_type not in _READING
]
"""What the system is asked to tell. Where it tells of reading too, to look at 564 pages once makes
2,400 events, each of which goes through several threads while the pages are to be shown."""


class Watcher(FileSystemEventHandler):
    """Watches files and folders.

    Args:
        say: is told, in a sentence, if changes can only be found by looking for them.
        observer: makes what reports events; a parameter for the tests.
    """

    def __init__(
        self, say: Callable[[str], None], observer: Callable[[], BaseObserver] = Observer
    ) -> None:
        self._say = say
        self._make = observer
        self._observer: BaseObserver | None = None
        self._paths: set[Path] = set()
        self._folders: dict[Path, int] = {}
        self._seen: Mapping[str, Stamp] = {}
        self._looked = 0.0
        self._events = Condition()
        self._touched: set[str] = set()
        self._closed: str | None = None
        self._awake = False
        self._between = _BETWEEN

    def add(self, path: Path) -> None:
        """Watch a file, or a folder with all that is in it."""
        path = Path(os.path.abspath(path))  # noqa: PTH100 (links stay as they are named)
        if path not in self._paths:
            self._paths.add(path)
            if self._looked:
                self._seen = {**self._seen, **dict(_files(path))}
            if self._observer is not None:
                self._listen()

    def remove(self, path: Path) -> None:
        """Watch a file or folder no longer."""
        self._paths.discard(Path(os.path.abspath(path)))  # noqa: PTH100

    def start(self) -> None:
        """Begin to watch: only later changes are told."""
        self._seen = self._look()
        try:
            self._observer = self._make()
            self._listen()
            self._observer.start()
        except (OSError, RuntimeError) as error:
            self._poll(str(getattr(error, "strerror", None) or error))

    def stop(self) -> None:
        """Watch no longer; whoever waits goes on."""
        observer, self._observer = self._observer, None
        if observer is not None and observer.is_alive():
            observer.stop()
            observer.join()
        self.wake()

    def wake(self) -> None:
        """Let whoever waits go on, as if something had happened."""
        with self._events:
            self._awake = True
            self._events.notify_all()

    @property
    def is_awake(self) -> bool:
        """Whether something has happened since the last time somebody waited."""
        return self._awake

    def wait(self, most: float | None = None) -> frozenset[Path]:
        """Wait until something happens and has come to rest, or it is time to look.

        Where changes are looked for, a file that is found half-saved is found again.

        Args:
            most: seconds after which not to wait any longer for something to happen.

        Returns:
            The files that are new, gone or other than before.
        """
        with self._events:
            pause = max(0.0, self._looked + self._between - _now()) if most is None else most
            told = self._events.wait_for(lambda: self._awake, timeout=pause)
            if told:
                self._rest()
        if most is not None and not told:
            return frozenset()
        changed = self._changed()
        if changed and not told:
            with self._events:
                late = self._events.wait_for(lambda: self._awake, timeout=_LATE)
            if not late and self._observer is not None:
                self._poll("none was reported for a change")
        return changed

    # ------------------------------------------------------------------ events
    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take an event."""
        if event.event_type in _READING:
            return
        paths = {os.fsdecode(each) for each in (event.src_path, event.dest_path) if each}
        if not any(self._is_watched(each) for each in paths):
            return
        with self._events:
            # A folder's own entry changes with every file in it, and says nothing more.
            if not (event.is_directory and event.event_type == "modified"):
                self._touched |= paths
                self._closed = next(iter(paths)) if event.event_type == "closed" else None
                self._awake = True
                self._events.notify_all()

    def _is_watched(self, path: str) -> bool:
        given = Path(path)
        return any(given.is_relative_to(each) or each.is_relative_to(given) for each in self._paths)

    def _rest(self) -> None:
        """Wait until nothing more happens."""
        end = _now() + _LONGEST
        while _now() < end and not self._is_saved():
            self._awake = False
            quiet = _QUIET if len(self._touched) < 3 else _QUIET_MANY
            if not self._events.wait_for(lambda: self._awake, timeout=quiet):
                break
        self._awake = False

    def _is_saved(self) -> bool:
        """Return whether nothing has happened but that one file was written and closed.

        Who empties a file first and then writes it, or puts another in its place, is waited for.
        """
        if self._closed is None or self._touched != {self._closed}:
            return False
        try:
            return Path(self._closed).stat().st_size > 0
        except OSError:
            return False

    def _listen(self) -> None:
        """Ask for the events of every folder that is there, and again of one that came back.

        A file is often replaced and a folder may go and come back, so what is watched is the
        folder above them too.
        """
        assert self._observer is not None
        wanted = {path.parent: False for path in self._paths}
        wanted.update({path: True for path in self._paths if path.is_dir()})
        numbers = {path: path.stat().st_ino for path in wanted if path.is_dir()}
        if numbers == self._folders:
            return
        self._observer.unschedule_all()
        for path in numbers:
            self._observer.schedule(self, str(path), recursive=wanted[path], event_filter=_WANTED)
        self._folders = numbers
        self.wake()  # what happened while nobody listened is found by looking

    def _poll(self, reason: str) -> None:
        observer, self._observer = self._observer, None
        if observer is not None and observer.is_alive():
            observer.stop()
        self._between = _POLLING
        self._say(
            f"The system tells of no changes to files here ({reason}). "
            "They are looked for twice a second instead."
        )

    # ------------------------------------------------------------------ the disk
    def _changed(self) -> frozenset[Path]:
        with self._events:
            touched, self._touched = self._touched, set()
        before, now = self._seen, self._look()
        self._seen = now
        if self._observer is not None:
            try:
                self._listen()
            except OSError as error:
                self._poll(str(error.strerror or error))
        changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
        # Saved twice within one tick of the clock, a file may look as it did.
        changed |= touched & now.keys()
        return frozenset(map(Path, changed))

    def _look(self) -> dict[str, Stamp]:
        found = dict(each for path in self._paths for each in _files(path))
        self._looked = _now()
        return found


def _files(path: Path) -> Iterator[tuple[str, Stamp]]:
    """Yield every file at or below a path with what changes when it does."""
    folders = [str(path)]
    if not path.is_dir():
        with suppress(OSError):
            yield str(path), _stamp(path.stat())
        return
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    try:
                        if entry.is_dir():
                            folders.append(entry.path)
                        else:
                            yield entry.path, _stamp(entry.stat())
                    except OSError:
                        continue  # gone since, or a link that leads nowhere
        except OSError:
            continue


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _now() -> float:
    return time.monotonic()
