"""The journal knows every file that stands there whole, whenever the run before was killed."""

from pathlib import Path

import pytest

from polisi.commands.journal import FOLDER, Announcer, Entry, Journal, digest
from polisi.diagnostics import ContentError


def entry(file: str, data: bytes = b"data", key: str = "k", number: int = 1) -> Entry:
    return Entry(file, key, digest(data), {"en": "Ŵ", "cy": "Ŵ"}, f"row-{number}", number)


def announced(folder: Path, *entries: Entry) -> Path:
    """Leave behind what a killed run leaves; return the file of its announcements."""
    (folder / FOLDER).mkdir(exist_ok=True)
    announcer = Announcer(folder / FOLDER)
    for each in entries:
        announcer.announce(each)
    (path,) = (folder / FOLDER).glob("running-*")
    return path


def test_a_file_is_there_if_it_was_announced_and_holds_what_was_announced(tmp_path: Path) -> None:
    announced(tmp_path, entry("a"), entry("never-moved"), entry("torn"), entry("edited"))
    (tmp_path / "a").write_bytes(b"data")
    (tmp_path / "torn").write_bytes(b"da")
    (tmp_path / "edited").write_bytes(b"other")
    (tmp_path / "never-announced").write_bytes(b"data")
    with Journal(tmp_path) as journal:
        names = ["a", "never-moved", "torn", "edited", "never-announced"]
        assert [name for name in names if journal.has(name, "k")] == ["a"]
        assert not journal.has("a", "another template")


def test_what_was_cut_off_in_the_middle_of_a_line_is_forgotten(tmp_path: Path) -> None:
    path = announced(tmp_path, entry("a"), entry("b"))
    whole = path.read_bytes()
    for name in "ab":
        (tmp_path / name).write_bytes(b"data")
    first = whole.index(b"\n") + 1
    for length in range(len(whole)):
        for old in (tmp_path / FOLDER).iterdir():
            old.unlink()
        path.write_bytes(whole[:length])
        with Journal(tmp_path) as journal:
            known = [name for name in "ab" if journal.has(name, "k")]
        complete = (length >= first - 1) + (length >= len(whole) - 1)
        assert known == list("ab")[:complete], whole[:length]


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "null", '{"file": "a"}', '{"file": 1, "number": "x"}', "\x00\x00"]
)
def test_a_damaged_line_is_passed_over(tmp_path: Path, line: str) -> None:
    path = announced(tmp_path, entry("a"))
    path.write_text(f"{line}\n{path.read_text()}")
    (tmp_path / "a").write_bytes(b"data")
    with Journal(tmp_path) as journal:
        assert journal.has("a", "k")


def test_all_stands_in_one_file_afterwards_and_nothing_half_done_is_left(tmp_path: Path) -> None:
    announced(tmp_path, entry("a"))
    (tmp_path / FOLDER / ".polisi-0.tmp").write_bytes(b"half")
    with Journal(tmp_path):
        Announcer(tmp_path / FOLDER).announce(entry("b", number=2))
    assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == ["done.jsonl", "lock"]
    with Journal(tmp_path) as journal:
        assert [(k.school.row, k.number) for k in journal.schools()] == [("row-1", 1), ("row-2", 2)]


def test_the_last_word_on_a_file_counts(tmp_path: Path) -> None:
    announced(tmp_path, entry("a", b"old"), entry("a", b"new", "k2"))
    (tmp_path / "a").write_bytes(b"new")
    with Journal(tmp_path) as journal:
        assert journal.has("a", "k2")
        assert not journal.has("a", "k")


def test_a_folder_that_cannot_be_made_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError), Journal(tmp_path / "file"):
        pass


def test_an_error_names_the_folder_when_another_run_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def busy(*_: object) -> None:
        raise BlockingIOError(11, "busy")

    monkeypatch.setattr(fcntl, "lockf", busy)
    with pytest.raises(ContentError, match=r"Another `polisi batch`"), Journal(tmp_path):
        pass
