"""The site's own scripts, styles and pictures, under a name that changes with what is in them.

A browser that has them never asks again, and after a change never mixes old with new. The scripts
import each other by relative names, so that it is their folder that bears the hash.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path

FOLDER = "assets"

_SOURCES = ("theme/assets", "app")


def hashed_folder() -> str:
    """Return the folder that they are published in."""
    digest = sha256()
    for path in sorted(_files()):
        for part in (path.name.encode("utf-8"), path.read_bytes()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return f"{FOLDER}/polisi.{digest.hexdigest()[:8]}"


def published(source: str, folder: str) -> str | None:
    """Return where a file of the theme is published; None, if it is no file of ours.

    Args:
        source: its path on the disk.
        folder: the folder that ours are published in.
    """
    own = str(_web() / _SOURCES[0]) + os.sep
    if not source.startswith(own):
        return None
    return f"{folder}/{source.removeprefix(own).replace(os.sep, '/')}"


def theme() -> str:
    """Return the folder of the theme `polisi`."""
    return str(_web() / "theme")


def _files() -> Iterator[Path]:
    for source in _SOURCES:
        yield from (path for path in (_web() / source).rglob("*") if path.is_file())


@cache
def _web() -> Path:
    return Path(str(resources.files("polisi"))) / "web"
