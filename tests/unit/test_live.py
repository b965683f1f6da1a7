"""The folder of a preview, and what it tells browsers."""

import json
from pathlib import Path

import pytest

from polisi.diagnostics import ContentError
from polisi.model import Span
from polisi.said import said
from polisi.site.live.feed import Feed, News
from polisi.site.live.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    root = tmp_path / "site"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_bytes(b"one")
    (root / "assets/a.css").write_bytes(b"one")
    return Folder(root)


def test_a_file_is_written_only_if_it_is_another(folder: Folder) -> None:
    assert not folder.write("index.html", b"one")
    assert folder.write("index.html", b"two")
    assert folder.read("index.html") == b"two"
    assert folder.write("new/index.html", b"three")
    assert folder.read("new/index.html") == b"three"


@pytest.mark.parametrize("path", ["missing", "assets", "", "a\0b"])
def test_what_is_no_file_is_none(folder: Folder, path: str) -> None:
    assert folder.read(path) is None


def test_until_a_site_is_built_the_last_one_is_read(folder: Folder) -> None:
    with folder.rebuilding():
        assert not folder.root.exists()
        assert folder.read("index.html") == b"one"
        folder.root.mkdir()
        (folder.root / "index.html").write_bytes(b"two")
        assert folder.read("index.html") == b"one"
    assert folder.read("index.html") == b"two"
    assert [path.name for path in folder.root.parent.iterdir()] == ["site"]


def test_a_build_that_fails_leaves_the_last_site(folder: Folder) -> None:
    def fails() -> None:
        with folder.rebuilding():
            folder.root.mkdir()
            (folder.root / "index.html").write_bytes(b"half")
            raise SystemExit("cannot be built")

    with pytest.raises(SystemExit):
        fails()
    assert folder.read("index.html") == b"one"
    assert [path.name for path in folder.root.parent.iterdir()] == ["site"]


def test_what_is_left_of_a_preview_that_was_killed_is_no_matter(folder: Folder) -> None:
    left = folder.root.with_name("site.last")
    left.mkdir()
    (left / "index.html").write_bytes(b"old")
    with folder.rebuilding():
        assert folder.read("index.html") == b"one"
        folder.root.mkdir()
    assert not left.exists()


def test_styles_scripts_and_pictures_are_what_pages_load(folder: Folder) -> None:
    before = folder.loaded()
    folder.write("index.html", b"two")
    folder.write("en/search.json", b"{}")
    folder.write("assets/documents/a.docx", b"PK")
    assert folder.loaded() == before == {"assets/a.css": b"one"}
    folder.write("assets/a.css", b"two")
    assert folder.loaded() != before


def test_why_a_site_cannot_be_built_is_told_in_the_language_of_the_page() -> None:
    error = ContentError(Span.at("mkdocs.yml", 3), said("file.twice", key="nav"), "Mend it.")

    def told(failed: ContentError | str, page: str) -> list[list[object]]:
        data = News(failed=failed).data(page)
        found: list[list[object]] = json.loads(data.removeprefix(b"data: "))["failed"]
        return found

    assert told(error, "cy/a/") == [
        ["mkdocs.yml:3: Mae ", False, ""],
        ["nav", True, ""],
        [" yno ddwywaith. ", False, ""],
        ["Mend it.", False, "en"],
    ]
    assert "".join(str(text) for text, *_ in told(error, "")) == (
        "mkdocs.yml:3: nav stands twice. Mend it."
    )
    assert told("broken", "cy/a/") == [["broken", False, "en"]]
    assert told("", "cy/a/") == []


def test_what_is_on_a_page_is_sent_to_that_page_alone() -> None:
    feed = Feed()
    streams = [feed.stream(News(), page) for page in ("en/a/", "cy/a/", "en/_status/")]
    for stream in streams:
        next(stream)
    feed.tell(News(frozenset({"cy/a/"}), findings=2, html="<p>A\n\u2028ŵ</p>"))
    told = [json.loads(next(stream).removeprefix(b"data: ")) for stream in streams]
    assert [each["html"] for each in told] == ["", "<p>A\n\u2028ŵ</p>", ""]
    assert [each["pages"] for each in told] == [["cy/a/"]] * 3
    assert [each["findings"] for each in told] == [2, 2, 2]


def test_every_open_page_is_told_in_order() -> None:
    feed = Feed()
    streams = [feed.stream(News(failed="broken"), page) for page in ("en/a/", "cy/a/")]
    assert feed.pages() == {"en/a/", "cy/a/"}
    for stream in streams:
        first = next(stream).decode()
        assert first.startswith("retry: ")
        assert '"failed": [["broken", false, ' in first
    feed.tell(News(frozenset({"en/a/"})))
    feed.tell(News(None, files=True))
    for stream in streams:
        told = [json.loads(next(stream).removeprefix(b"data: ")) for _ in range(2)]
        assert [each["pages"] for each in told] == [["en/a/"], None]
        assert told[1]["files"]
    streams[0].close()
    assert feed.pages() == {"cy/a/"}
    feed.close()
    assert list(streams[1]) == []
    assert feed.pages() == frozenset()
