"""What is kept on disk: found again, made again when it should be, and never half there."""

import multiprocessing
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polisi import cache
from polisi.cache import Cache, digest
from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.model import Line, Lines

DAY = 86_400


class Maker:
    """Makes a text, and remembers how often."""

    def __init__(self, text: bytes = b"made") -> None:
        self.text = text
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return self.text


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_made_once_is_found_by_the_next_build(tmp_path: Path) -> None:
    maker = Maker()
    assert [Cache(tmp_path).data("kind", ["a"], maker) for _ in range(2)] == [b"made"] * 2
    assert maker.times == 1


@pytest.mark.parametrize(
    ("stamp", "kind", "key"),
    [
        ("code", "kind", ("b",)),
        ("code", "kind", ("a", "")),
        ("code", "other", ("a",)),
        ("newer", "kind", ("a",)),
    ],
)
def test_what_depends_on_anything_else_is_made_anew(
    tmp_path: Path, stamp: str, kind: str, key: tuple[str, ...]
) -> None:
    Cache(tmp_path, "code").data("kind", ("a",), Maker(b"old"))
    assert Cache(tmp_path, stamp).data(kind, key, Maker(b"new")) == b"new"


def test_texts_are_told_apart_wherever_they_are_cut() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("a", "b", "c")


def _cut(data: bytes) -> bytes:
    return data[:-1]


def _turned(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _emptied(data: bytes) -> bytes:
    return b""


def _of_another(data: bytes) -> bytes:
    return b"\x00" * 16 + data[16:]


@pytest.mark.parametrize("damage", [_cut, _turned, _emptied, _of_another])
def test_a_damaged_entry_is_made_again_and_kept(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    Cache(tmp_path).data("kind", ["a"], Maker())
    (entry,) = entries(tmp_path)
    entry.write_bytes(damage(entry.read_bytes()))
    assert Cache(tmp_path).find("kind", ["a"]) is None
    maker = Maker()
    assert [Cache(tmp_path).data("kind", ["a"], maker) for _ in range(2)] == [b"made"] * 2
    assert maker.times == 1


def test_what_fails_is_not_kept(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Cache(tmp_path).data("kind", ["a"], fail)
    assert entries(tmp_path) == []


def test_a_page_comes_back_as_it_was(tmp_path: Path) -> None:
    text = "---\ntitle: T\n---\n# T {#t}\n\n1.1 One {{ name }}.\n\n- [two](a.md#b)\n"
    page = read_page(Expander(lambda path: text.encode(), "en").source("a.md"), "en", "en")
    assert Cache(tmp_path).value("page", ["a"], lambda: page) is page
    assert Cache(tmp_path).find("page", ["a"]) == page


@dataclass(frozen=True)
class Known:
    """Knows something by where it lies in memory."""

    text: str
    more: object = None

    @cached_property
    def number(self) -> int:
        return id(self)


class Span(NamedTuple):
    text: Known
    line: int


LINES = st.lists(
    st.builds(
        Line,
        st.text(st.characters(exclude_characters="\n"), max_size=3),
        st.sampled_from(["a.md", "b.md"]),
        st.integers(1, 3),
        st.integers(0, 1),
    )
)


@given(LINES)
def test_lines_of_any_origin_come_back_as_they_were(lines: list[Line]) -> None:
    assert pickle.loads(pickle.dumps(Lines(lines))) == tuple(lines)


def test_what_is_kept_together_stays_together_and_is_read_one_by_one(tmp_path: Path) -> None:
    known = Known("a")
    Cache(tmp_path).keep("kind", ["a"], [known, Span(known, 1)], {"b": known})
    found = Cache(tmp_path).find_each("kind", ["a"])
    one, span = next(found)
    two = next(found)["b"]
    assert one is two is span.text
    assert (one, span) == (known, Span(known, 1))
    assert list(found) == []


def test_what_was_worked_out_is_worked_out_again(tmp_path: Path) -> None:
    known = Known("a")
    assert known.number == id(known)
    Cache(tmp_path).keep("kind", ["a"], known, known)
    found = Cache(tmp_path).find("kind", ["a"])
    assert "number" not in vars(found)
    assert found.number == id(found)


def test_what_cannot_be_kept_or_read_is_made_again(tmp_path: Path) -> None:
    nested: list[object] = []
    for _ in range(10_000):
        nested = [nested]
    for number, value in enumerate([lambda: None, Known("a", more=lambda: None), nested]):
        Cache(tmp_path).keep("kind", [str(number)], 1, value)
        assert Cache(tmp_path).find("kind", [str(number)]) is None
    assert entries(tmp_path) == []
    # This can be written, and not read.
    Cache(tmp_path).keep("kind", ["b"], 1, UnreadableError("a", "b"))
    assert list(Cache(tmp_path).find_each("kind", ["b"])) == [1]


class UnreadableError(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def test_without_a_folder_all_is_made_each_time(tmp_path: Path) -> None:
    maker = Maker()
    for _ in range(2):
        Cache(None).data("kind", ["a"], maker)
    assert maker.times == 2
    Cache(None).keep("kind", ["a"], 1)
    Cache(None).sweep()
    assert Cache(None).find("kind", ["a"]) is None


def test_where_nothing_can_be_written_all_is_made_each_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert Cache(tmp_path / "file").data("kind", ["a"], Maker()) == b"made"
    Cache(tmp_path / "file").sweep()
    assert (tmp_path / "file").read_text() == ""


# ---------------------------------------------------------------------- many at once, and killed
def _write_on(folder: str, text: bytes, times: int) -> None:
    for _ in range(times):
        Cache(Path(folder), "code").keep("kind", ["a"], text)


def test_of_two_builds_at_once_neither_reads_what_is_half_written(tmp_path: Path) -> None:
    texts = [b"a" * 200_000, b"b" * 400_000]
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write_on, args=(str(tmp_path), text, 25)) for text in texts]
    for writer in writers:
        writer.start()
    found = set()
    while any(writer.is_alive() for writer in writers):
        for entry in entries(tmp_path):
            if "." not in entry.name:
                found.add(Cache(tmp_path, "code").find("kind", ["a"]))
    for writer in writers:
        writer.join()
    assert Cache(tmp_path, "code").find("kind", ["a"]) in texts
    assert found <= set(texts)
    assert [entry for entry in entries(tmp_path) if "." in entry.name] == []


WRITES_UNTIL_KILLED = """
import sys
from pathlib import Path
from polisi.cache import Cache
kept = Cache(Path(sys.argv[1]), "code")
for number in range(10**9):
    kept.keep("kind", [str(number % 3)], bytes([number % 256]) * 3_000_000)
    print(number, flush=True)
"""


def test_a_build_that_is_killed_leaves_no_half_entry(tmp_path: Path) -> None:
    for after in (3, 5):
        command = [sys.executable, "-c", WRITES_UNTIL_KILLED, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            for _ in range(after):
                writer.stdout.readline()
            writer.kill()
        for key in ("0", "1", "2"):
            found = Cache(tmp_path, "code").find("kind", [key])
            assert found is not None
            assert found == found[:1] * 3_000_000


# ---------------------------------------------------------------------- sweeping
def _aged(path: Path, days: float) -> None:
    then = time.time() - days * DAY
    os.utime(path, (then, then))


def test_only_what_nobody_has_used_for_a_month_is_swept(tmp_path: Path) -> None:
    kept = Cache(tmp_path)
    for name, days in (("new", 0.0), ("used", 29.0), ("old", 31.0), ("read", 31.0)):
        before = set(entries(tmp_path))
        kept.keep("kind", [name], name)
        (made,) = set(entries(tmp_path)) - before
        _aged(made, days)
    assert kept.find("kind", ["read"]) == "read"
    kept.sweep()
    left = [name for name in ("new", "used", "old", "read") if kept.find("kind", [name])]
    assert left == ["new", "used", "read"]


def test_what_killed_builds_left_behind_is_swept_a_day_later(tmp_path: Path) -> None:
    Cache(tmp_path).keep("kind", ["a"], "a")
    writing, left = (tmp_path / "kind" / f"0.{number}-0" for number in (1, 2))
    for path in (writing, left):
        path.write_bytes(b"half")
    _aged(left, 1.1)
    Cache(tmp_path).sweep()
    assert writing.exists()
    assert not left.exists()


def test_there_is_never_more_than_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST", 2_500)
    kept = Cache(tmp_path)
    for number in range(4):
        before = set(entries(tmp_path))
        kept.keep("kind", [str(number)], b"x" * 1_000)
        (made,) = set(entries(tmp_path)) - before
        _aged(made, 4 - number)
    kept.sweep()
    found = [number for number in range(4) if kept.find("kind", [str(number)])]
    assert found == [2, 3]


def test_it_is_swept_once_a_day(tmp_path: Path) -> None:
    Cache(tmp_path).sweep()
    Cache(tmp_path).keep("kind", ["a"], "a")
    (old,) = (path for path in entries(tmp_path) if path.parent != tmp_path)
    _aged(old, 40)
    Cache(tmp_path).sweep()
    assert old.exists()
    _aged(tmp_path / "swept", 1.1)
    Cache(tmp_path).sweep()
    assert not old.exists()


# ---------------------------------------------------------------------- what made it
def test_our_own_code_and_what_is_installed_are_part_of_every_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, installed = tmp_path / "package", tmp_path / "installed"
    (package / "web").mkdir(parents=True)
    (installed / "docx-1.0.dist-info").mkdir(parents=True)
    (package / "a.py").write_text("a = 1")
    monkeypatch.setattr(cache, "_OWN", package)
    monkeypatch.setattr(sys, "path", [str(installed)])
    monkeypatch.setattr(cache, "_LOADED", time.time() + DAY)
    known = [cache.code.__wrapped__()]
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "a.pyc").write_bytes(b"1")
    assert cache.code.__wrapped__() == known[0]
    for change in (
        lambda: (package / "a.py").write_text("a = 2"),
        lambda: (package / "web" / "new.html").write_text(""),
        lambda: (installed / "docx-1.0.dist-info").rename(installed / "docx-1.1.dist-info"),
    ):
        change()
        known.append(cache.code.__wrapped__())
    assert len(set(known)) == len(known)


def test_who_changes_the_code_while_it_runs_finds_nothing_of_it_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text("a = 1")
    monkeypatch.setattr(cache, "_OWN", tmp_path)
    monkeypatch.setattr(cache, "_LOADED", time.time() + DAY)
    assert cache.code.__wrapped__() == cache.code.__wrapped__()
    monkeypatch.setattr(cache, "_LOADED", time.time() - DAY)
    assert cache.code.__wrapped__() != cache.code.__wrapped__()


def test_the_environment_may_name_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLISI_CACHE", str(tmp_path))
    assert cache.folder() == tmp_path
    monkeypatch.delenv("POLISI_CACHE")
    assert cache.folder().name.lower() in ("polisi", "cache")
    assert cache.folder().is_absolute()


def test_entries_begin_with_a_digest_and_then_are_plain_pickles(tmp_path: Path) -> None:
    Cache(tmp_path).keep("kind", ["a"], {"b": 1})
    (entry,) = entries(tmp_path)
    assert pickle.loads(entry.read_bytes()[16:]) == {"b": 1}
