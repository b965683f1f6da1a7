"""What tells which files have changed: with the system's events, and without."""

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.events import (
    FileClosedEvent,
    FileClosedNoWriteEvent,
    FileModifiedEvent,
    FileOpenedEvent,
    FileSystemEvent,
)
from watchdog.observers.api import BaseObserver, EventEmitter

from polisi.site.live import watch as watching
from polisi.site.live.watch import Watcher


class Silent(BaseObserver):
    """What reports no event, as on a network mount."""

    def __init__(self) -> None:
        super().__init__(EventEmitter)


def refused() -> BaseObserver:
    raise OSError(errno.ENOSPC, "inotify watch limit reached")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    (docs / "en").mkdir(parents=True)
    (docs / "en/a.md").write_text("one", encoding="utf-8")
    (docs / "en/b.md").write_text("one", encoding="utf-8")
    return docs


Watch = Callable[..., tuple[Watcher, list[str]]]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What begins to watch paths, and gives the watcher and what it says."""
    running: list[Watcher] = []

    def start(*paths: Path, **given: Callable[[], BaseObserver]) -> tuple[Watcher, list[str]]:
        said: list[str] = []
        watcher = Watcher(said.append, **given)
        running.append(watcher)
        for path in paths:
            watcher.add(path)
        watcher.start()
        # What listening itself has woken is not what a test is about.
        assert watcher.wait() == frozenset()
        return watcher, said

    yield start
    for each in running:
        each.stop()


def wait(watcher: Watcher) -> frozenset[Path]:
    """Return the next change, however many looks find none."""
    while not (changed := watcher.wait()):
        pass
    return changed


def test_a_file_that_is_saved_is_told(folder: Path, watch: Watch) -> None:
    watcher, said = watch(folder)
    (folder / "en/a.md").write_text("two", encoding="utf-8")
    assert wait(watcher) == {folder / "en/a.md"}
    assert said == []


def test_a_file_that_is_replaced_new_renamed_or_deleted_is_told(folder: Path, watch: Watch) -> None:
    watcher, _ = watch(folder)
    made = folder / "en/.a.md.tmp"
    made.write_text("two", encoding="utf-8")
    made.replace(folder / "en/a.md")
    assert wait(watcher) == {folder / "en/a.md"}
    (folder / "en/part").mkdir()
    (folder / "en/part/c.md").write_text("new", encoding="utf-8")
    assert wait(watcher) == {folder / "en/part/c.md"}
    (folder / "en/b.md").rename(folder / "en/d.md")
    assert wait(watcher) == {folder / "en/b.md", folder / "en/d.md"}
    (folder / "en/a.md").unlink()
    assert wait(watcher) == {folder / "en/a.md"}


def test_a_file_by_itself_is_watched_whatever_is_beside_it(folder: Path, watch: Watch) -> None:
    settings = folder.parent / "mkdocs.yml"
    settings.write_text("one", encoding="utf-8")
    watcher, _ = watch(folder, settings)
    (folder.parent / "other.txt").write_text("x", encoding="utf-8")
    made = folder.parent / "mkdocs.yml~"
    made.write_text("two", encoding="utf-8")
    made.replace(settings)
    assert wait(watcher) == {settings}


def test_a_folder_that_goes_and_comes_back_is_watched_again(folder: Path, watch: Watch) -> None:
    watcher, said = watch(folder)
    away = folder.with_name("away")
    folder.rename(away)
    assert wait(watcher) == {folder / "en/a.md", folder / "en/b.md"}
    away.rename(folder)
    assert wait(watcher) == {folder / "en/a.md", folder / "en/b.md"}
    (folder / "en/a.md").write_text("three", encoding="utf-8")
    assert wait(watcher) == {folder / "en/a.md"}
    assert said == []


def test_many_files_at_once_are_told_at_once(folder: Path, watch: Watch) -> None:
    watcher, _ = watch(folder)
    paths = {folder / f"en/{number}.md" for number in range(50)}
    for path in paths:
        path.write_text("x", encoding="utf-8")
    assert wait(watcher) == paths


def test_reading_a_file_wakes_nobody(folder: Path, watch: Watch) -> None:
    watcher, _ = watch(folder, observer=Silent)
    for event in (FileOpenedEvent, FileClosedNoWriteEvent):
        watcher.on_any_event(event(str(folder / "en/a.md")))
    assert not watcher.is_awake
    watcher.on_any_event(FileModifiedEvent(str(folder / "en/a.md")))
    assert watcher.is_awake


@pytest.mark.parametrize(
    ("text", "others", "is_waited_for"),
    [("two", (), False), ("", (), True), ("two", ("en/b.md",), True)],
    ids=["one file", "one that is emptied first", "several"],
)
def test_one_file_that_is_written_and_closed_is_told_at_once(
    folder: Path,
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    others: tuple[str, ...],
    is_waited_for: bool,
) -> None:
    class WaitedError(Exception):
        pass

    class Quiet(float):
        def __add__(self, other: float) -> float:
            raise WaitedError

        __radd__ = __add__

    watcher, _ = watch(folder, observer=Silent)
    (folder / "en/a.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(watching, "_QUIET", Quiet(1))
    for name in (*others, "en/a.md"):
        watcher.on_any_event(FileModifiedEvent(str(folder / name)))
    watcher.on_any_event(FileClosedEvent(str(folder / "en/a.md")))
    if is_waited_for:
        with pytest.raises(WaitedError):
            watcher.wait()
    else:
        assert watcher.wait() == {folder / "en/a.md"}


def test_the_system_is_not_asked_to_tell_who_reads(folder: Path, watch: Watch) -> None:
    told: list[str] = []

    class Told(Watcher):
        def on_any_event(self, event: FileSystemEvent) -> None:
            told.append(event.event_type)
            super().on_any_event(event)

    watcher = Told(lambda _: None)
    watcher.add(folder)
    watcher.start()
    try:
        (folder / "en/b.md").read_bytes()
        (folder / "en/a.md").write_text("two", encoding="utf-8")
        assert wait(watcher) == {folder / "en/a.md"}
    finally:
        watcher.stop()
    assert "modified" in told
    assert not {"opened", "closed_no_write"} & set(told)


def test_a_file_that_looks_the_same_is_told_if_an_event_says_so(folder: Path, watch: Watch) -> None:
    watcher, _ = watch(folder, observer=Silent)
    watcher.on_any_event(FileModifiedEvent(str(folder / "en/a.md")))
    assert wait(watcher) == {folder / "en/a.md"}


@pytest.mark.parametrize("observer", [Silent, refused])
def test_where_no_event_comes_changes_are_looked_for_and_that_is_said_once(
    folder: Path, watch: Watch, observer: Callable[[], BaseObserver]
) -> None:
    watcher, said = watch(folder, observer=observer)
    for text in ("two", "three"):
        (folder / "en/a.md").write_text(text, encoding="utf-8")
        assert wait(watcher) == {folder / "en/a.md"}
    (line,) = said
    assert "looked for twice a second" in line
    if observer is refused:
        assert "inotify watch limit reached" in line
