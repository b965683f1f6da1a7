"""`polisi new`: a page in both languages, with its front matter and its place in the navigation."""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import yaml

from polisi.commands.command import UsageError, tell
from polisi.commands.inplace import replace_all
from polisi.content import ledger
from polisi.diagnostics import ContentError
from polisi.export.files import file_name
from polisi.model import NavItem, Site, Span
from polisi.parity.comparison import Comparison
from polisi.project import CONFIG, Project, open_project
from polisi.review import status
from polisi.review.signing import updated
from polisi.said import Said, said

EXAMPLE = 'polisi new policy/sharing.md --title-en "Sharing pictures" --title-cy "Rhannu lluniau"'

_PART = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MARKS = re.compile(r"[\\`*_\[\]{}<>]|&(?=#?\w+;)")


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("path", metavar="PATH", help="its path below a language's folder")
    parser.add_argument(
        "--title-en", required=True, metavar="TITLE", help="its title in the source language"
    )
    parser.add_argument(
        "--title-cy", required=True, metavar="TITLE", help="its title in the target language"
    )


def run(options: argparse.Namespace) -> int:
    """Make both pages and say what is left to write.

    Returns:
        0.

    Raises:
        ContentError: the project cannot be read or written.
        UsageError: the path or a title will not do.
    """
    project = open_project(Path(CONFIG))
    for error in project.errors:
        raise error
    site = project.site
    path = _path(site, options.path)
    titles = {
        site.source_locale: _title("--title-en", options.title_en),
        site.target_locale: _title("--title-cy", options.title_cy),
    }
    slug = file_name(titles[site.target_locale], site.target_locale)
    _free(site, path, slug)
    ident = file_name(titles[site.source_locale], site.source_locale)
    roots = {site.source_locale: site.source_root, site.target_locale: site.target_root}
    files = {
        Path(root, path): _page(titles[locale], ident, slug if locale != site.source_locale else "")
        for locale, root in roots.items()
    }
    listed = _in_nav(site, path)
    if listed is not None:
        files[Path(CONFIG).resolve()] = listed
    files |= _in_ledger(project, path, ident)
    replace_all(files)
    for root in roots.values():
        tell(said("new.made", file=f"{root}/{path}"))
    if listed is not None:
        tell(said("new.in_nav", config=CONFIG))
    tell(Said("new.left"))
    return 0


# ---------------------------------------------------------------------- what is asked for
def _path(site: Site, given: str) -> str:
    """Return the path of a new page below a language's folder.

    Raises:
        UsageError: it is no safe path, or something stands there.
    """
    path = given
    for root in (site.source_root, site.target_root):
        path = path.removeprefix(f"{root}/")
    path = path if path.endswith(".md") else f"{path}.md"
    parts = path.removesuffix(".md").split("/")
    for part in parts:
        if not _PART.fullmatch(part) or file_name(part) != part:
            raise UsageError(said("new.no_path", path=given))
    for root in (site.source_root, site.target_root):
        there = Path(root, path)
        above = [each for each in there.parents if each.exists() and not each.is_dir()]
        if there.exists() or above:
            raise UsageError(said("new.there", path=(above or [there])[0].as_posix()))
    return path


def _title(option: str, given: str) -> str:
    """Return a title on one line.

    Raises:
        UsageError: there are no letters in it that an address could be made of.
    """
    title = unicodedata.normalize("NFC", " ".join(given.split()))
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    if not any(letter.isalnum() for letter in plain) or not title.isprintable():
        raise UsageError(said("new.no_letters", option=option))
    return title


def _free(site: Site, path: str, slug: str) -> None:
    """Refuse a title whose address is taken.

    Raises:
        UsageError: it is.
    """
    for page in site.target.values():
        if page.meta.get("slug") == slug and _folder(page.path) == _folder(path):
            raise UsageError(said("new.address_taken", slug=slug, file=page.file))


def _folder(path: str) -> str:
    """Return the folder that the address of a page stands in."""
    own = PurePosixPath(path)
    return str((own.parent if own.name == "index.md" and own.parent.parts else own).parent)


# ---------------------------------------------------------------------- what is written
def _page(title: str, ident: str, slug: str) -> bytes:
    meta = {"title": title, "description": "", **({"slug": slug} if slug else {})}
    front = yaml.safe_dump(meta, allow_unicode=True, sort_keys=False, width=10_000)
    shown = _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", title)
    return f"---\n{front}---\n\n# {shown} {{#{ident}}}\n".encode()


def _in_ledger(project: Project, path: str, ident: str) -> Mapping[Path, bytes]:
    """Return the ledger with an entry for the new page, if the project keeps one."""
    assert project.data is not None
    file = project.data / ledger.NAME
    if not file.exists():
        return {}
    pages = status(Comparison(project.site, ()))
    entries = updated(project.site, pages, {})
    # A page of that name may have been there before, and signed.
    made = {**entries, path: {ident: None, **entries.get(path, {})}}
    return {file: ledger.dump(made).encode("utf-8")}


def _in_nav(site: Site, path: str) -> bytes | None:
    """Return mkdocs.yml with the page after the last one of its folder; None if it has no `nav`.

    Only one line is put in, so that comments and layout stay as they are.

    Raises:
        ContentError: `nav` is not written with one line for each page.
    """
    if site.nav is None:
        return None
    text = Path(CONFIG).read_bytes().decode("utf-8")
    lines = text.splitlines(keepends=True)
    entries = list(_entries(site.nav))
    folder = PurePosixPath(path).parent
    same = [each for each in entries if each.path and PurePosixPath(each.path).parent == folder]
    if not entries:
        raise _no_place(site)
    # A page beside the home page goes to the end, and not into whatever section has another.
    before, last = (same[-1], same[-1]) if same and folder.name else (site.nav[-1], entries[-1])
    prefix = lines[before.span.line - 1][: before.span.column - 1]
    above = lines[last.span.line - 1]
    end = "\r\n" if above.endswith("\r\n") else "\n"
    lines[last.span.line - 1] = above.rstrip("\r\n") + end
    lines.insert(last.span.line, f"{prefix}{path}{end}")
    made = "".join(lines)
    if not re.fullmatch(r" *- +", prefix) or sorted(_scalars(made)) != sorted(
        [*_scalars(text), path]
    ):
        raise _no_place(site)
    return made.encode("utf-8")


def _no_place(site: Site) -> ContentError:
    line = site.nav[0].span.line if site.nav else 1
    return ContentError(
        Span.at(CONFIG, line),
        Said("new.no_place"),
        Said("new.write_nav"),
    )


def _entries(items: Sequence[NavItem]) -> Iterator[NavItem]:
    """Yield the entries of a navigation and those below them, in the order of their lines."""
    for item in items:
        yield item
        yield from _entries(item.children)


def _scalars(text: str) -> Sequence[str]:
    """Return every scalar of YAML; none if it is not valid."""
    try:
        tokens = list(yaml.scan(text, Loader=yaml.SafeLoader))
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return ()
    return [token.value for token in tokens if isinstance(token, yaml.ScalarToken)]
