"""Sites of any size, made of the real policy: what the benchmarks of builds and previews work on.

    python benchmarks/sites.py FOLDER PAGES

writes `docs/` and four settings for the same pages: `mkdocs.yml` (Polisi), `stock.yml` (Material as
it comes), and one for each language without static-i18n (`plain-en.yml`, `plain-cy.yml`), for tools
that do not know it. The pages are the real ones, and copies of those of the policy, of the school
policy and of the forms, as of so many other councils: with their own titles and addresses, every
link leading to a page of the same council, and half of them in each language. Links to what a
smaller site leaves out become text, and corrections of that are left out.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("en", "cy")
SIZES = (60, 564, 2400)

_ONLY_ONCE = ("about/", "policy/whole.md", "schools/your-policy.md")
"""What belongs to the site or joins its pages, and is not copied."""

_FEWER = ("policy/whole.md", "policy/", "schools/guidance.md")
"""What a site of fewer pages than ours leaves out first; the beginnings of paths."""

_KEPT = ("policy/index.md", "policy/service-standards-and-acceptable-use.md")
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]*)\)")
_NAMES = {"en": "Council", "cy": "Cyngor"}


def write(folder: Path, pages: int) -> None:
    """Write a site.

    Args:
        folder: where to; what is there is replaced.
        pages: how many pages in both languages together, from 60.
    """
    shutil.rmtree(folder, ignore_errors=True)
    trees = {locale: _pages(locale, pages // 2) for locale in LOCALES}
    for locale, tree in trees.items():
        for path, text in tree.items():
            file = folder / "docs" / locale / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_linked(text, path, tree), encoding="utf-8")
    _write_data(folder / "docs" / "data", trees["en"])
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    _write_settings(folder, settings, list(trees["en"]))


def _pages(locale: str, count: int) -> Mapping[str, str]:
    """Return the pages of a language by path, in the order of the menu."""
    listed = _listed(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])
    root = ROOT / "docs" / locale
    real = {path: (root / path).read_text(encoding="utf-8") for path in listed}
    tree = dict(real)
    for start in _FEWER:
        for path in [p for p in tree if p.startswith(start) and p not in _KEPT]:
            if len(tree) > count:
                del tree[path]
    copied = {path: text for path, text in real.items() if not path.startswith(_ONLY_ONCE)}
    number = 1
    while len(tree) < count:
        number += 1
        for path, text in copied.items():
            if len(tree) < count:
                tree[f"council-{number}/{path}"] = _copy(text, path, locale, number)
    return tree


def _listed(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
        return
    for each in nav.values() if isinstance(nav, dict) else nav:
        yield from _listed(each)


def _copy(text: str, path: str, locale: str, number: int) -> str:
    """Return a page of another council: with a title of its own, and a folder's own address."""
    name = f"{_NAMES[locale]} {number}"
    text = re.sub(r"^(title: [\"']?)(.*)$", rf"\1{name} - \2", text, count=1, flags=re.M)
    text = re.sub(r"^moved_from:.*\n(?:(?:  )?- .*\n)*", "", text, flags=re.M)
    if path == "index.md" and locale == "cy":
        text = text.replace("\n---\n", f"\nslug: cyngor-{number}\n---\n", 1)
    return text


def _linked(text: str, path: str, tree: Mapping[str, str]) -> str:
    """Return a page without links to pages that the site does not have."""

    def change(link: re.Match[str]) -> str:
        target = link[2].partition("#")[0]
        if not target.endswith(".md") or ":" in target:
            return link[0]
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        # Emphasis, since a number at the start of a line would be read as a clause's.
        return link[0] if found in tree else f"*{link[1]}*"

    return _LINK.sub(change, text)


def _write_data(folder: Path, tree: Mapping[str, str]) -> None:
    """Write the data, without what is about pages that the site does not have."""
    shutil.copytree(ROOT / "docs" / "data", folder)
    (folder / "translations.json").unlink()
    errata = yaml.safe_load((folder / "errata.yml").read_text(encoding="utf-8"))
    errata["errata"] = [
        entry
        for entry in errata["errata"]
        if all(place.partition("#")[0] in tree for place in entry["places"])
    ]
    _dump(folder / "errata.yml", errata)
    fields = yaml.safe_load((folder / "fields.yml").read_text(encoding="utf-8"))
    for key in ("parts", "documents"):
        fields[key] = [path for path in fields.get(key, []) if path in tree]
    _dump(folder / "fields.yml", {key: value for key, value in fields.items() if value})
    if not all(path in tree for path in ("policy/whole.md", "schools/guidance.md")):
        # The words that readers ask for name places all over the policy.
        (folder / "search.yml").unlink(missing_ok=True)


def _write_settings(folder: Path, settings: dict[str, Any], pages: list[str]) -> None:
    nav, titles = _nav(settings["nav"], pages)
    i18n = next(entry["i18n"] for entry in settings["plugins"] if "i18n" in entry)
    welsh = next(each for each in i18n["languages"] if each["locale"] == "cy")
    welsh["nav_translations"] |= titles
    _dump(folder / "mkdocs.yml", {**settings, "nav": nav})
    stock = {
        "site_name": settings["site_name"],
        "site_url": settings["site_url"],
        "exclude_docs": settings["exclude_docs"],
        # Its menu without pruning makes a site's size grow with the square of its pages.
        "theme": {"name": "material", "font": False, "features": ["navigation.prune"]},
        "nav": nav,
        "markdown_extensions": ["admonition", "attr_list", "footnotes", "tables"],
    }
    languages = [
        {"locale": "en", "name": "English", "default": True},
        {"locale": "cy", "name": "Cymraeg"},
    ]
    plugin = {"i18n": {"docs_structure": "folder", "languages": languages}}
    _dump(folder / "stock.yml", {**stock, "plugins": ["search", plugin]})
    for locale in LOCALES:
        plain = {**stock, "docs_dir": f"docs/{locale}", "plugins": ["search"]}
        del plain["exclude_docs"]
        _dump(folder / f"plain-{locale}.yml", {**plain, "site_dir": f"plain/{locale}"})


def _nav(real: list[Any], pages: list[str]) -> tuple[list[Any], Mapping[str, str]]:
    """Return the menu, and how the titles that it adds are translated."""
    nav, titles = _only(real, set(pages)), {}
    numbers = sorted({int(p[8 : p.index("/")]) for p in pages if p.startswith("council-")})
    for number in numbers:
        title = f"{_NAMES['en']} {number}"
        titles[title] = f"{_NAMES['cy']} {number}"
        nav.append({title: _only(_below(real, f"council-{number}/"), set(pages))})
    return nav, titles


def _below(nav: Any, folder: str) -> Any:
    if isinstance(nav, str):
        return folder + nav
    if isinstance(nav, dict):
        return {title: _below(each, folder) for title, each in nav.items()}
    return [_below(each, folder) for each in nav]


def _only(nav: Any, pages: set[str]) -> Any:
    """Return a menu without pages that are not there, and without what is empty then."""
    if isinstance(nav, str):
        return nav if nav in pages else ""
    if isinstance(nav, dict):
        kept = {title: _only(each, pages) for title, each in nav.items()}
        return {title: each for title, each in kept.items() if each}
    return [each for each in (_only(each, pages) for each in nav) if each]


def _dump(file: Path, value: Any) -> None:
    file.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), encoding="utf-8")


def main() -> None:
    """Write one."""
    folder, pages = sys.argv[1:]
    write(Path(folder), int(pages))


if __name__ == "__main__":
    main()
