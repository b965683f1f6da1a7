"""The search index of a language holds its own pages and no others."""

import json
from pathlib import Path

from polisi.site import search

MIXED = {
    "config": {"lang": ["en"], "separator": "[\\s\\-]+", "pipeline": ["stopWordFilter"]},
    "docs": [
        {"location": "en/", "title": "Home", "text": "a"},
        {"location": "en/scope/#scope", "title": "Scope", "text": "b"},
        {"location": "cy/cwmpas/#scope", "title": "Cwmpas", "text": "tŷ"},
        {"location": "cyfan/", "title": "Not below cy/", "text": "c"},
    ],
}


def test_a_part_holds_one_language_with_addresses_below_its_prefix() -> None:
    part = search.split(MIXED, "cy")
    assert [(doc["location"], doc["text"]) for doc in part["docs"]] == [("cwmpas/#scope", "tŷ")]
    assert part["config"]["pipeline"] == [], "English stop words would lose Welsh words"
    assert search.split(MIXED, "en")["config"]["pipeline"] == ["stopWordFilter"]


def test_the_mixed_index_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "search_index.json").write_text(json.dumps(MIXED), encoding="utf-8")
    search.write(tmp_path, ("en", "cy"))
    assert not (tmp_path / "search").exists()
    english = json.loads((tmp_path / "en/search/search_index.json").read_text(encoding="utf-8"))
    assert [doc["location"] for doc in english["docs"]] == ["", "scope/#scope"]


def test_a_site_without_search_stays_without(tmp_path: Path) -> None:
    search.write(tmp_path, ("en", "cy"))
    assert list(tmp_path.iterdir()) == []
