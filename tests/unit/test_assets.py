"""The folder of the site's own scripts and styles: its name is that of its content."""

from pathlib import Path

import pytest

from polisi.site import assets
from polisi.site.policy import HASHED


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("theme/assets/javascripts/a.js", "app/b.js"):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.write_text("x")
    monkeypatch.setattr(assets, "_web", lambda: tmp_path)
    return tmp_path


def test_the_name_changes_with_a_file_and_with_its_name_and_with_nothing_else(web: Path) -> None:
    first = assets.hashed_folder()
    assert HASHED.search(f"{first}/app/b.js")
    assert assets.hashed_folder() == first
    (web / "app/b.js").write_text("y")
    second = assets.hashed_folder()
    (web / "app/b.js").rename(web / "app/c.js")
    third = assets.hashed_folder()
    (web / "theme/assets/javascripts/a.js").write_text("z")
    assert len({first, second, third, assets.hashed_folder()}) == 4


def test_files_of_the_theme_alone_are_moved_there(web: Path) -> None:
    own = str(web / "theme/assets/javascripts/a.js")
    assert assets.published(own, "assets/p.0") == "assets/p.0/javascripts/a.js"
    assert assets.published("/elsewhere/assets/javascripts/a.js", "assets/p.0") is None
    assert assets.published("", "assets/p.0") is None
