"""What a change touches in a preview: which pages are made again, and that all else stays."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from polisi.project import Project, Workspace
from polisi.site.live import updates
from polisi.site.live.feed import News
from polisi.site.view import View
from preview_inside import Inside, contents, fresh, other_plugins
from preview_project import write_project

SCOPE = "docs/en/policy/scope.md"


@pytest.fixture
def preview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Inside]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1551398400")
    caplog.set_level(logging.CRITICAL, "mkdocs")
    folder = tmp_path / "project"
    folder.mkdir()
    write_project(folder)
    with other_plugins():
        yield Inside(folder)


def change(preview: Inside, name: str, old: str, new: str) -> None:
    path = preview.folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def pages(told: list[dict[str, Any]]) -> set[str]:
    return {page for news in told for page in news["pages"] or ()}


def test_words_make_the_page_again_its_counterpart_and_what_includes_it(preview: Inside) -> None:
    change(preview, SCOPE, "A first", "An astonishing first")
    preview.update()
    told = preview.heard()
    # The first to be told is the one that was saved.
    assert told[0]["pages"] == ["en/policy/scope/"]
    assert pages(told) == {"en/policy/scope/"}
    preview.files()
    assert pages(preview.heard()) == {"en/policy/whole/"}
    assert preview.builds == 1
    assert b"An astonishing first" in (preview.site / "en/policy/scope/index.html").read_bytes()
    assert "astonishing" in (preview.files()["en/search.json"]).decode()


def test_a_finding_is_on_both_pages_at_once(preview: Inside) -> None:
    change(preview, SCOPE, "A first paragraph", "A sum of £517 and a first paragraph")
    preview.update()
    assert {"en/policy/scope/", "cy/cy-policy-index/cy-policy-scope/"} <= pages(preview.heard())
    for name in ("en/policy/scope", "cy/cy-policy-index/cy-policy-scope"):
        html = (preview.site / name / "index.html").read_text(encoding="utf-8")
        assert "£517" in html.partition("polisi-finding")[2]
    assert preview.builds == 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (SCOPE, "title: policy", "title: other"),
        ("docs/cy/policy/scope.md", "slug: cy-", "slug: other-"),
        (SCOPE, "# Heading", "# Another heading"),
        ("docs/data/council.yml", "A council", "Another council"),
        ("mkdocs.yml", "  - about.md\n", ""),
    ],
)
def test_what_other_pages_show_builds_the_whole_site(
    preview: Inside, name: str, old: str, new: str
) -> None:
    change(preview, name, old, new)
    preview.update()
    assert preview.builds == 2
    assert [news["pages"] for news in preview.heard()] == [None]


def test_what_nobody_sees_makes_nothing_again(preview: Inside) -> None:
    (preview.folder / "docs/en/.scope.md.swp").write_bytes(b"\0")
    (preview.folder / "docs/data/notes.txt").write_text("x", encoding="utf-8")
    path = preview.folder / SCOPE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    preview.update()
    assert pages(preview.heard()) == set()
    assert preview.builds == 1


def test_what_somebody_looks_at_is_made_before_what_nobody_does(preview: Inside) -> None:
    change(preview, SCOPE, "A first", "An astonishing first")
    preview.update()
    assert pages(preview.heard()) == {"en/policy/scope/"}
    assert preview.server.updates.is_behind
    # Another change comes before the rest of the last.
    change(preview, "docs/en/policy/duties.md", "A first", "A sudden first")
    stream = preview.server.feed.stream(News(), "en/policy/whole/")
    preview.update()
    told = [news["pages"] for news in preview.heard()]
    assert told[:2] == [["en/policy/duties/"], ["en/policy/whole/"]]
    whole = (preview.site / "en/policy/whole/index.html").read_text(encoding="utf-8")
    assert "astonishing" in whole
    assert "sudden" in whole
    del stream
    assert preview.files() == fresh(preview.folder)


def test_what_somebody_asks_for_is_made_at_once(preview: Inside) -> None:
    change(preview, SCOPE, "A first", "An astonishing first")
    change(preview, "docs/cy/policy/duties.md", "A first", "A sudden first")
    preview.update()
    assert preview.server.updates.is_behind
    preview.heard()
    asked: list[bytes] = []

    def ask() -> None:
        environ = {"PATH_INFO": "/en/policy/whole/"}
        asked.append(b"".join(preview.server.get_app()(environ, lambda *_: None)))

    thread = threading.Thread(target=ask)
    thread.start()
    while thread.is_alive() and not preview.server.waits():
        thread.join(0.01)
    preview.server.watcher.wait()
    preview.server.updates.catch_up()
    thread.join()
    assert b"An astonishing first" in asked[0]
    # It came before what would have been its turn.
    assert preview.heard()[0]["pages"] == ["en/policy/whole/"]


def test_the_page_that_was_saved_is_shown_before_the_rest_is_read(
    preview: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(preview, SCOPE, "A first paragraph", "A sum of £517 and a first paragraph")
    preview.update()
    preview.heard()
    page = preview.site / "en/policy/scope/index.html"
    shown: list[str] = []
    load = Workspace.load

    def loads(workspace: Workspace) -> Project:
        shown.append(page.read_text(encoding="utf-8"))
        return load(workspace)

    monkeypatch.setattr(Workspace, "load", loads)
    change(preview, SCOPE, "{#policy-scope}", "{#policy-scope}\n\nAn astonishing beginning")
    preview.update()
    assert "An astonishing beginning" in shown[0]
    # What was found is where it was until all has been checked: below the paragraph it is about.
    assert re.search("(?s)£517.{0,80}polisi-finding", shown[0])
    assert preview.builds == 1
    assert preview.files() == fresh(preview.folder)


def test_only_what_the_site_is_made_of_is_watched(preview: Inside) -> None:
    watcher = preview.server.watcher
    watcher.start()
    try:
        assert watcher.wait() == frozenset()
        (preview.folder / "site").mkdir()
        (preview.folder / "site/index.html").write_text("x", encoding="utf-8")
        change(preview, "mkdocs.yml", "A policy", "Another policy")
        assert (watcher.wait() or watcher.wait()) == {preview.folder / "mkdocs.yml"}
    finally:
        watcher.stop()


def test_a_change_stops_what_nobody_looks_at(preview: Inside) -> None:
    change(preview, SCOPE, "A first", "An astonishing first")
    preview.update()
    preview.server.watcher.wake()
    preview.server.updates.catch_up()
    assert preview.server.updates.is_behind


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("nav:\n", "nav: [\n", "mkdocs.yml:"), ("name: polisi", "name: nowhere", "")],
)
def test_settings_that_cannot_be_used_leave_the_last_site(
    preview: Inside, old: str, new: str, said: str
) -> None:
    change(preview, "docs/en/policy/duties.md", "A first", "A sudden first")
    preview.update()
    assert preview.server.updates.is_behind
    preview.heard()
    change(preview, "mkdocs.yml", old, new)
    preview.update()
    (news,) = preview.heard()
    assert news["failed"]
    assert "".join(text for text, *_ in news["failed"]).startswith(said)
    assert b"A sudden first" in (preview.site / "en/policy/duties/index.html").read_bytes()
    preview.files()
    # Until that is mended nothing is pieced together, and nothing that is saved is lost.
    change(preview, SCOPE, "A first", "An astonishing first")
    preview.update()
    assert preview.builds == 3
    change(preview, "mkdocs.yml", new, old)
    preview.update()
    assert preview.files() == fresh(preview.folder)
    assert not list(preview.site.parent.glob("*.last"))


def test_the_pages_folder_may_go_and_come_back(preview: Inside) -> None:
    before = preview.files()
    away = preview.folder / "away"
    (preview.folder / "docs").rename(away)
    preview.update()
    assert preview.files() == before
    away.rename(preview.folder / "docs")
    preview.update()
    assert preview.files() == fresh(preview.folder)


def test_what_goes_wrong_while_a_part_is_made_lets_all_be_built(
    preview: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> str:
        raise RuntimeError("not today")

    monkeypatch.setattr(updates, "render", fails)
    change(preview, SCOPE, "A first", "An astonishing first")
    preview.update()
    assert preview.builds == 2
    assert preview.files() == fresh(preview.folder)


def test_a_plugin_that_may_look_at_any_page_lets_all_be_built(preview: Inside) -> None:
    change(preview, "mkdocs.yml", "  - polisi\n", "  - polisi\n  - search\n")
    preview.update()
    change(preview, SCOPE, "A first", "An astonishing first")
    preview.update()
    assert preview.builds == 3
    assert preview.files() == fresh(preview.folder)


def test_who_asks_while_the_site_is_built_gets_the_last_one_whole(
    preview: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = preview.server.folder
    before = preview.files()
    seen: list[bool] = []

    def looks(view: Any) -> object:
        seen.append(all(folder.read(path) == content for path, content in before.items()))
        return now(view)

    now = View.neutral
    monkeypatch.setattr(View, "neutral", looks)
    change(preview, SCOPE, "title: policy", "title: other")
    preview.update()
    assert seen
    assert all(seen)
    assert b"other-scope" in (folder.read("en/policy/scope/index.html") or b"")


def test_nothing_is_written_into_the_pages_folder(preview: Inside) -> None:
    change(preview, SCOPE, "A first", "An astonishing first")
    before = contents(preview.folder)
    preview.update()
    change(preview, "mkdocs.yml", "A policy", "Another policy")
    preview.update()
    preview.files()
    change(preview, "mkdocs.yml", "Another policy", "A policy")
    assert contents(preview.folder) == before
