"""What a PATH of the command line names: a page, one of its files, a data file, or a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from polisi.diagnostics import ContentError
from polisi.model import Site, Span
from polisi.said import Said, said, suggestion

HELP = (
    "a page (its path below a language's folder, or either of its files), a data file, or a folder"
)


class Places(NamedTuple):
    """What PATHs name.

    Attributes:
        paths: the files and folders in full; without any, everything is meant.
        pages: the paths of the pages and data files that are meant.
    """

    paths: tuple[Path, ...]
    pages: frozenset[str]

    def holds(self, file: str) -> bool:
        """Return whether a file, called as a message calls it, is one of these or below one."""
        return not self.paths or any(_full(file).is_relative_to(path) for path in self.paths)


def read(given: Sequence[Path], site: Site, *, with_pages: bool = True) -> Places:
    """Return what paths name; without any, everything.

    Args:
        given: the paths.
        site: the site.
        with_pages: whether each must name a page; else any file or folder that is there will do.

    Raises:
        ContentError: one names nothing.
    """
    known = {
        **{
            _full(f"{root}/{pair.path}"): pair.path
            for pair in site.pairs
            for root in (site.source_root, site.target_root)
        },
        **{_full(file): file for file in site.data},
    }
    if not given:
        return Places((), frozenset(known.values()))
    found: list[Path] = []
    for path in given:
        places = [Path(each, path).resolve() for each in ("", site.source_root, site.target_root)]
        of_pages = [place for place in places if any(page.is_relative_to(place) for page in known)]
        if not of_pages and (with_pages or not places[0].exists()):
            raise _nothing(path, places[0].exists(), site)
        found += of_pages or places[:1]
    pages = {page for place, page in known.items() if any(map(place.is_relative_to, found))}
    return Places(tuple(dict.fromkeys(found)), frozenset(pages))


def _full(file: str) -> Path:
    return Path(file).resolve()


def _nothing(path: Path, exists: bool, site: Site) -> ContentError:
    """Return the error that a path names nothing."""
    if exists:
        return ContentError(
            Span.at(str(path)),
            Said("paths.no_page"),
            said("paths.give_page", file=f"{site.target_root}/{_first(site)}"),
        )
    names = [pair.path for pair in site.pairs] + list(site.data)
    text = path.as_posix()
    near = suggestion(
        text.removeprefix(f"{site.source_root}/").removeprefix(f"{site.target_root}/"), names
    )
    return ContentError(
        Span.at(str(path)),
        Said("paths.nothing"),
        near or Said("paths.give_path"),
    )


def _first(site: Site) -> str:
    return next((pair.path for pair in site.pairs), "page.md")
