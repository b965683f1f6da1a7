"""One search index a language: a reader finds only pages in the language that they read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# lunr has no Welsh: English stemming and stop words would only lose Welsh words.
_PIPELINES = {"en": ["stopWordFilter"]}


def split(index: dict[str, Any], locale: str) -> dict[str, Any]:
    """Return the part of a mixed index that is one language's, with addresses below its prefix.

    Args:
        index: the index as Material's search plugin writes it.
        locale: the language.
    """
    prefix = f"{locale}/"
    docs = [
        {**doc, "location": doc["location"].removeprefix(prefix)}
        for doc in index["docs"]
        if doc["location"].startswith(prefix)
    ]
    config = {**index["config"], "lang": ["en"], "pipeline": _PIPELINES.get(locale, [])}
    return {**index, "config": config, "docs": docs}


def write(site: Path, locales: Sequence[str]) -> None:
    """Replace the mixed search index of a built site by one for each language.

    Args:
        site: the folder of the site.
        locales: its languages.
    """
    mixed = site / "search" / "search_index.json"
    if not mixed.exists():
        return
    index = json.loads(mixed.read_text(encoding="utf-8"))
    for locale in locales:
        file = site / locale / "search" / "search_index.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        part = split(index, locale)
        file.write_text(json.dumps(part, ensure_ascii=False, separators=(",", ":")), "utf-8")
    mixed.unlink()
    if not any(mixed.parent.iterdir()):
        mixed.parent.rmdir()
