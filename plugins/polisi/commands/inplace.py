"""Files of the project that change together: all of them or none."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from polisi.diagnostics import ContentError
from polisi.model import Span
from polisi.said import Said, of_system, said


def replace_all(files: Mapping[Path, bytes]) -> None:
    """Write files, each whole, and all of them or none.

    Each is written beside its place under another name first; only when all are whole are they
    moved into place, and if that fails for one, what was moved before it is taken back.

    Args:
        files: what each file shall hold.

    Raises:
        ContentError: one of them cannot be written; then everything is as it was.
    """
    whole: dict[Path, Path] = {}
    folders: list[Path] = []
    moved: dict[Path, bytes | None] = {}
    path = Path()
    try:
        for path, data in files.items():
            folders += _make_folders(path.parent)
            whole[path] = path.parent / f".polisi-{secrets.token_hex(8)}.tmp"
            with whole[path].open("xb") as stream:
                stream.write(data)
            if path.exists():
                shutil.copymode(path, whole[path])
        for path, temporary in whole.items():
            before = path.read_bytes() if path.exists() else None
            temporary.replace(path)
            moved[path] = before
    except BaseException as error:
        _take_back(whole, moved, folders)
        if not isinstance(error, OSError):
            raise
        raise ContentError(
            Span.at(path.as_posix()),
            said("write.no_file", problem=of_system(error)),
            Said("write.unchanged"),
        ) from error


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and return those that were not there, the outermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()][::-1]
    for each in missing:
        each.mkdir()
    return missing


def _take_back(
    whole: Mapping[Path, Path], moved: Mapping[Path, bytes | None], folders: list[Path]
) -> None:
    for path, before in moved.items():
        with contextlib.suppress(OSError):
            if before is None:
                path.unlink()
            else:
                path.write_bytes(before)
    for temporary in whole.values():
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            folder.rmdir()
