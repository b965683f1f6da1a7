"""A project that is remembered, in memory or on disk, is after any edit what one read anew is."""

import gc
import hashlib
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polisi import project as projects
from polisi.cache import Cache
from polisi.cli import main
from polisi.content import ledger, loader
from polisi.content.source import Source
from polisi.diagnostics import ContentError, Diagnostic
from polisi.model import Page, PagePair
from polisi.parity import RULES, check, checker
from polisi.parity.comparison import Comparison
from polisi.project import Project, Workspace, load_project, open_project
from polisi.review import status

CONFIG = """\
site_name: A policy
plugins:
  - i18n:
      docs_structure: folder
      languages:
        - {locale: en, name: English, default: true}
        - {locale: cy, name: Cymraeg, nav_translations: {Part: Rhan}}
nav:
  - index.md
  - Part:
      - a.md
      - b.md
      - notes.md
"""
FIELDS = """\
document: a.md
version: "1"
name: school_name
title: school_name
fields:
  - id: school_name
    label: {en: Name, cy: Enw}
"""
COUNCIL = """\
accessibility: {page: index.md, contact: {en: Ask us, cy: Gofynnwch}}
link_twins:
  https://x.example/en-page: https://x.example/tudalen
"""
ERRATA = """\
page: notes.md
errata:
  - places: [a.md#duty-1, b.md#again]
    printed: phone
    reason: {en: An old word., cy: Hen air.}
"""
GLOSSARY = """\
en\tcy\tuse\tnot\tnote
governing body\tcorff llywodraethu\tbinding\tbwrdd llywodraethu\t
staff\tstaff\t\t\t
"""
ASKED = """\
en:
  - {asked: telephone, means: phone}
  - {asked: tasks, page: [a.md#duty, b.md]}
cy:
  - {asked: galwad, means: ffôn}
  - {asked: tasgau, page: a.md#duty}
"""
EN = {
    "index.md": """\
---
title: Start
description: Where to begin.
---
# Start {#start}

Read [the duties](a.md#duty), [the rest](b.md) and [the web](https://x.example/en-page).

<!-- polisi: accessibility-contact -->

## Contact {#contact}

Phone 01443 424156 by 5 March 2026. <!-- polisi: ignore number: not known yet -->
""",
    "a.md": """\
---
title: Duties
description: What staff must do.
---
# Duties {#top}

6.1 Staff must tell the governing body within 3 days.

6.2 Staff should not post on the phone of {{ school_name }}.

## What to do {#duty}

- Ask for a phone, see [above](#top).
- Read it once more before you post it.

The same long sentence stands on two pages.
""",
    "b.md": """\
---
title: Again
description: The same once more.
---
# Again {#again}

The phone is [here](a.md#duty-1). Every one of the pupils of the school may read what it says.

The same long sentence stands on two pages.

<!-- polisi: include a.md#duty -->

<!-- polisi: include part.txt -->
""",
    "notes.md": """\
---
title: Notes
description: What was wrong.
---
# Notes {#notes}

<!-- polisi: errata -->
""",
    "part.txt": "A common part of 4 pages.\n",
}
CY = {
    "index.md": """\
---
title: Dechrau
description: Ble i ddechrau.
---
# Dechrau {#start}

Darllenwch [y dyletswyddau](a.md#duty), [y gweddill](b.md) a'r
[we](https://x.example/tudalen).

<!-- polisi: accessibility-contact -->

## Cysylltu {#contact}

Ffoniwch 01443 424156 erbyn 6 Mawrth 2026. <!-- polisi: ignore number: ddim yn hysbys eto -->
""",
    "a.md": """\
---
title: Dyletswyddau
description: Beth mae'n rhaid i staff ei wneud.
slug: dyletswyddau
---
# Dyletswyddau {#top}

6.1 Rhaid i staff ddweud wrth y corff llywodraethu o fewn 3 diwrnod.

6.2 Ni ddylai staff bostio ar ffôn {{ school_name }}.

## Beth i'w wneud {#duty}

- Gofynnwch am ffôn, gweler [uchod](#top).
- Darllenwch ef unwaith eto cyn i chi ei bostio.

Mae'r un frawddeg hir ar ddwy dudalen yma.
""",
    "b.md": """\
---
title: Eto
description: Yr un peth unwaith eto.
slug: eto
---
# Eto {#again}

Mae'r ffôn [yma](a.md#duty-1). Caiff pob un o ddisgyblion
yr ysgol ddarllen yr hyn y mae'n ei ddweud.

Mae'r un frawddeg hir ar ddwy dudalen yma.

<!-- polisi: include a.md#duty -->

<!-- polisi: include part.txt -->
""",
    "notes.md": """\
---
title: Nodiadau
description: Beth oedd o'i le.
slug: nodiadau
---
# Nodiadau {#notes}

<!-- polisi: errata -->
""",
    "part.txt": "Rhan gyffredin o 4 tudalen.\n",
}
FILES = {
    "mkdocs.yml": CONFIG,
    "docs/data/fields.yml": FIELDS,
    "docs/data/council.yml": COUNCIL,
    "docs/data/errata.yml": ERRATA,
    "docs/data/glossary.tsv": GLOSSARY,
    "docs/data/search.yml": ASKED,
    **{f"docs/en/{path}": text for path, text in EN.items()},
    **{f"docs/cy/{path}": text for path, text in CY.items()},
}
LEDGER = "docs/data/translations.json"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLISI_CACHE", str(tmp_path / "cache"))


# --- A project on disk ----------------------------------------------------------------------------
def written(folder: Path) -> Path:
    """Write the project, all of it signed; return the folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    pages = status(Comparison(load_project(folder / "mkdocs.yml").site, ()))
    signed = {
        page.path: {
            each.id: ledger.sign(each.source, each.target, "Siân Puw", date(2026, 3, 12))
            for each in page.segments
            if each.source and each.target
        }
        for page in pages
    }
    (folder / LEDGER).write_text(ledger.dump(signed), "utf-8")
    return folder


@contextmanager
def project() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield written(Path(folder))


def told(found: Project) -> tuple[object, ...]:
    """Return a project so that two of them may be compared."""
    return (
        replace(found, errors=(), errors_by_file={}),
        [str(each) for each in found.errors],
        {key: str(each) for key, each in found.errors_by_file.items()},
    )


def fresh(config: Path) -> tuple[tuple[object, ...], list[Diagnostic]] | str:
    try:
        found = load_project(config)
    except ContentError as error:
        return str(error)
    return told(found), check(found.site)


def kept(workspace: Workspace) -> tuple[tuple[object, ...], list[Diagnostic]] | str:
    try:
        return told(workspace.load()), workspace.check()
    except ContentError as error:
        return str(error)


def pages_of(found: Project) -> dict[tuple[str, str], Page]:
    trees = (("en", found.site.source), ("cy", found.site.target))
    return {(locale, path): page for locale, tree in trees for path, page in tree.items()}


# --- What one page has to do with another ---------------------------------------------------------
Change = tuple[str, str, str | None]
"""The path of a file, what stands there, and what is written instead.

All of the file is `*`; it is deleted if nothing is written."""

CASES: dict[str, list[Change]] = {
    "an id that a link names": [
        ("docs/en/a.md", "{#duty}", "{#deed}"),
        ("docs/cy/a.md", "{#duty}", "{#deed}"),
    ],
    "an id that one language has alone": [
        ("docs/en/a.md", "## What to do", "## Alone {#alone}\n\n## What to do"),
        ("docs/en/index.md", "a.md#duty", "a.md#alone"),
        ("docs/en/a.md", "{#alone}", "{#lone}"),
    ],
    "an id that comes": [("docs/en/b.md", "(a.md#duty-1)", "(a.md#no)")],
    "another id in one language": [("docs/cy/a.md", "{#top}", "{#brig}")],
    "a page that links name": [("docs/en/b.md", "*", None), ("docs/cy/b.md", "*", None)],
    "a page that comes": [("docs/en/new.md", "*", "# New {#new}\n")],
    "a file in place of a page": [("docs/en/a.md", "Staff must", "\xff")],
    "a fragment": [("docs/en/part.txt", "4 pages", "5 pages")],
    "a section that is included": [("docs/en/a.md", "- Ask", "- Do ask\n- Ask 7")],
    "a sentence that stands twice": [("docs/cy/b.md", "Mae'r un frawddeg hir", "Mae brawddeg hir")],
    "and that comes before it": [("docs/cy/a.md", "Mae'r un frawddeg hir", "Mae brawddeg hir")],
    "a text of the other language": [
        ("docs/cy/b.md", "title: Eto", "title: school pupils"),
        ("docs/en/index.md", "Phone 01443", "school pupils\n\nPhone 01443"),
    ],
    "a finding that hides another": [
        ("docs/en/index.md", "Read [the", "The governing body reads [the"),
        ("docs/en/a.md", "{#duty}", "{#deed}"),
        ("docs/cy/a.md", "{#duty}", "{#deed}"),
    ],
    "the id that is meant": [
        ("docs/en/index.md", "a.md#duty", "a.md#dutyes"),
        ("docs/en/a.md", "before you post it.", "before you post it.\n  {#dutyez}"),
    ],
    "the page that is meant": [
        ("docs/en/index.md", "(b.md)", "(new-page.md)"),
        ("docs/en/new.md", "*", "# New {#new}\n"),
    ],
    "a name of the other language": [("docs/cy/b.md", "Mae'r ffôn", "Governing Body. Mae'r ffôn")],
    "a sentence that is lost": [("docs/cy/b.md", ". Caiff pob un", ", caiff pob un")],
    "a finding that explains another": [("docs/cy/a.md", "3 diwrnod", "4 diwrnod")],
    "an address that is taken": [("docs/cy/b.md", "slug: eto", "slug: dyletswyddau")],
    "a former address that is taken": [
        ("docs/cy/b.md", "slug: eto", "slug: e\nmoved_from: [nodiadau]")
    ],
    "what a correction names": [("docs/en/a.md", "- Ask for a phone", "- Ask for one")],
    "a silencer that is not needed": [("docs/cy/index.md", "erbyn 6", "erbyn 5")],
    "the fields": [("docs/data/fields.yml", "id: school_name", "id: name_of_school")],
    "no fields": [
        ("docs/data/fields.yml", "*", None),
        ("docs/cy/a.md", "{{ school_name }}", "{s}"),
    ],
    "the addresses that are twins": [("docs/data/council.yml", "/tudalen", "/arall")],
    "the contact": [("docs/data/council.yml", "en: Ask us", "en: Ask the school")],
    "the corrections": [("docs/data/errata.yml", "printed: phone", "printed: telephone")],
    "the glossary": [("docs/data/glossary.tsv", "corff llywodraethu", "bwrdd rheoli")],
    "what readers search for": [
        ("docs/data/search.yml", "means: phone", "means: fone"),
        ("docs/data/search.yml", "a.md#duty", "a.md#due"),
        ("docs/data/search.yml", "en:", "en: {"),
    ],
    "a word that they are led to": [
        ("docs/cy/a.md", "ffôn", "teclyn"),
        ("docs/cy/index.md", "Ffoniwch", "Ffôn:"),
        ("docs/cy/b.md", "ffôn", "teclyn"),
        ("docs/cy/index.md", "Ffôn:", "Galwch"),
    ],
    "a place that they are led to, and what explains that it is gone": [
        ("docs/cy/a.md", "## Beth i'w wneud {#duty}", "## Beth i'w wneud {#deed}"),
        (
            "docs/cy/a.md",
            "## Beth i'w wneud {#deed}",
            "<!-- polisi: ignore anchor: so it is -->\n## Beth i'w wneud {#deed}",
        ),
        ("docs/cy/a.md", "*", None),
    ],
    "the title of a page that corrections name": [
        ("docs/en/a.md", "title: Duties", "title: Tasks")
    ],
    "the navigation": [("mkdocs.yml", "      - b.md\n", "")],
    "a title of the navigation": [
        ("mkdocs.yml", "Part: Rhan", "Part: Governing body of the school")
    ],
    "a sign-off": [(LEDGER, "Siân Puw", "Siôn Puw")],
    "what was signed": [("docs/en/b.md", "Every one of the pupils", "All the pupils")],
    "a comment that is not closed": [("docs/cy/b.md", "Mae'r ffôn", "<!-- Mae'r ffôn")],
    "front matter that is not closed": [("docs/en/b.md", "---\n# Again", "# Again")],
    "a data file that is cut short": [
        ("docs/data/errata.yml", "  - places: [a.md", "  - places: [")
    ],
}


def change(folder: Path, name: str, old: str, new: str | None) -> None:
    path = folder / name
    if new is None:
        path.unlink()
    elif old == "*":
        path.write_text(new, "utf-8")
    else:
        text = path.read_text("utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new), "latin-1" if new == "\xff" else "utf-8")


@pytest.mark.parametrize("case", CASES)
def test_each_thing_that_a_page_depends_on(case: str) -> None:
    """There and back again: what was found is found anew, and what was there is as it was."""
    with project() as folder:
        config = folder / "mkdocs.yml"
        files = [path for path in folder.rglob("*") if path.is_file()]
        texts = {path: path.read_bytes() for path in files}
        workspace = Workspace(config, Cache(None))
        first = kept(workspace)
        assert first == fresh(config)
        assert kept(Workspace(config)) == first
        for step in CASES[case]:
            change(folder, *step)
            there = kept(workspace)
            assert there == fresh(config), step
            assert there != first
            assert kept(workspace) == there
            assert kept(Workspace(config)) == there
        for path, text in texts.items():
            path.write_bytes(text)
        for path in folder.rglob("new.md"):
            path.unlink()
        assert kept(workspace) == first
        assert kept(Workspace(config)) == first


def test_only_what_depends_on_a_change_is_another_object() -> None:
    with project() as folder:
        workspace = Workspace(folder / "mkdocs.yml")
        first = workspace.load()
        path = folder / "docs/en/a.md"
        path.write_text(EN["a.md"].replace("Read it once more", "Read it twice"), "utf-8")
        now = workspace.load()
        before, after = pages_of(first), pages_of(now)
        assert {key for key in after if after[key] is not before[key]} == {
            ("en", "a.md"),
            ("en", "b.md"),
            # It is a draft again.
            ("cy", "a.md"),
        }
        assert now.schema is first.schema
        assert now.errata is first.errata
        # What is not seen of a file changes no page.
        path.write_text(path.read_text("utf-8") + "\n", "utf-8")
        assert pages_of(workspace.load()) == after
        assert all(page is after[key] for key, page in pages_of(workspace.load()).items())


def test_a_time_that_lies_hides_nothing() -> None:
    with project() as folder:
        workspace = Workspace(folder / "mkdocs.yml")
        path = folder / "docs/en/a.md"
        first, stat = kept(workspace), path.stat()
        text = EN["a.md"].replace("3 days", "4 days")
        with path.open("r+b") as file:
            file.write(text.encode())
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        assert path.stat().st_size == stat.st_size
        assert kept(workspace) == fresh(folder / "mkdocs.yml") != first


def test_a_configuration_that_cannot_be_read_loses_nothing() -> None:
    with project() as folder:
        config = folder / "mkdocs.yml"
        workspace = Workspace(config)
        before = pages_of(workspace.load())
        config.write_text(CONFIG[:120], "utf-8")
        for read in (workspace.load, workspace.check):
            with pytest.raises(ContentError):
                read()
        config.write_text(CONFIG, "utf-8")
        assert workspace.check() == check(load_project(config).site)
        assert all(page is before[key] for key, page in pages_of(workspace.load()).items())


def test_nothing_older_than_the_last_check_is_kept() -> None:
    with project() as folder:
        workspace = Workspace(folder / "mkdocs.yml")
        old = [weakref.ref(page) for page in pages_of(workspace.load()).values()]
        workspace.check()
        for path in folder.rglob("*.md"):
            path.write_text(path.read_text("utf-8").replace("\n# ", "\n\n# "), "utf-8")
        workspace.load()
        workspace.check()
        gc.collect()
        assert [each() for each in old] == [None] * len(old)


# --- What an editor may do to it ------------------------------------------------------------------
WORDS = (
    *("must", "should", "may", "not", "phone", "governing body", "bwrdd llywodraethu", "rhaid"),
    *("3", "4 pages", "5 March 2026", "{{ school_name }}", "{{ other }}", "**strong**", "Twitter"),
    *("[x](a.md#duty)", "[x](new.md)", "[x](b.md#no)", "[x](https://x.example/en-page)", "[^n]"),
    *(
        "The same long sentence stands on two pages.",
        "Mae'r un frawddeg hir ar ddwy dudalen arall.",
    ),
    *("Every one of the pupils of the school may read what it says.", ""),
)
LINES = (
    *("", "- A new item of the list.", "## New {#new}", "6.3 Another clause.", "## Duty {#duty}"),
    *("<!--", "-->", "```", "---", "title: Other", "slug: eto", "slug: arall", "moved_from: [eto]"),
    *("<!-- polisi: include a.md#duty -->", "<!-- polisi: include new.md -->", "!!! nothing"),
    *("<!-- polisi: errata -->", "<!-- polisi: ignore repeat: so it is -->", "| a |\n|---|\n| b |"),
    *("[^n]: A note.", "<!-- polisi: include part.txt -->", "<!-- polisi: what -->", "    - Deep."),
    *("The same long sentence stands on two pages.", "    key: {en: A text, cy: Testun}", ": ["),
)
IDS = ("new", "duty", "renamed", "start")
NAMES = ("new.md", "a.md", "b.md", "part.txt", "map.png")


def edited(what: str, text: str, where: int, how: int) -> str:
    """Return a text with something done to it."""
    lines = text.split("\n")
    at = where % len(lines)
    if what == "insert":
        return "\n".join([*lines[:at], LINES[how % len(LINES)], *lines[at:]])
    if what == "delete":
        return "\n".join(lines[:at] + lines[at + 1 :])
    if what == "swap":
        other = how % len(lines)
        lines[at], lines[other] = lines[other], lines[at]
        return "\n".join(lines)
    if what == "half":
        return text[: where % (len(text) + 1)]
    pattern, instead = (r"[\w#'{}]+", WORDS) if what == "word" else (r"(?<=\{#)[\w-]+", IDS)
    places = [each.span() for each in re.finditer(pattern, text)]
    if not places:
        return text
    start, end = places[where % len(places)]
    return text[:start] + instead[how % len(instead)] + text[end:]


def edit(folder: Path, step: tuple[str, int, int, int]) -> None:
    """Do something to one file of a project."""
    what, which, where, how = step
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = files[which % len(files)]
    other = path.with_name(NAMES[how % len(NAMES)])
    if what == "mend":
        for name, text in FILES.items():
            (folder / name).write_text(text, "utf-8")
    elif what == "remove":
        path.unlink()
    elif what == "rename":
        path.replace(other)
    elif what == "copy":
        other.write_bytes(path.read_bytes())
    elif what == "bytes":
        path.write_bytes(path.read_bytes()[:where] + b"\xff")
    elif what != "nothing":
        text = path.read_text("utf-8", errors="replace")
        path.write_text(edited(what, text, where, how), "utf-8")


OFTEN = ("word", "insert", "delete", "anchor")
SELDOM = ("swap", "half", "bytes", "remove", "rename", "copy", "mend", "nothing")
_steps = st.tuples(
    st.sampled_from(OFTEN * 3 + SELDOM),
    st.integers(0, 99),
    st.integers(0, 999),
    st.integers(0, 99),
)


@given(st.lists(_steps, min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_after_any_edits_all_is_as_if_read_for_the_first_time(
    steps: list[tuple[str, int, int, int]],
) -> None:
    with project() as folder:
        config = folder / "mkdocs.yml"
        workspace = Workspace(config)
        assert kept(workspace) == fresh(config)
        before = pages_of(workspace.load())
        for step in steps:
            edit(folder, step)
            assert kept(workspace) == fresh(config), step
            try:
                now = pages_of(workspace.load())
            except ContentError:
                continue
            for key, page in now.items():
                if key in before and page == before[key]:
                    assert page is before[key], key
            before = now


# --- What is kept on disk -------------------------------------------------------------------------
def checked(workspace: Workspace) -> object:
    try:
        found = workspace.checked()
    except ContentError as error:
        return str(error)
    return found._replace(errors=[str(each) for each in found.errors])


def read(workspace: Workspace) -> object:
    try:
        found = told(workspace.load())
    except ContentError as error:
        return str(error)
    workspace.keep()
    return found


def twice(workspace: Workspace) -> object:
    first = checked(workspace)
    assert kept(workspace) == kept(workspace)
    assert checked(workspace) == first
    return first


WAYS = {each.__name__: each for each in (kept, checked, read, twice)}
"""What a process may do with a project."""


def entries(cache: Path) -> dict[str, Path]:
    return {path.parent.name: path for path in cache.glob("*/*")}


@given(
    st.lists(st.tuples(_steps, st.sampled_from(sorted(WAYS))), min_size=1, max_size=8),
    st.sampled_from([0.0, 0.1, 1.0]),
)
@settings(max_examples=30, deadline=None)
def test_after_any_edits_what_was_kept_gives_what_is_read_for_the_first_time(
    steps: list[tuple[tuple[str, int, int, int], str]], much: float
) -> None:
    """Each step is a process of its own, which may leave what is kept as it is."""
    with project() as folder, project() as other, pytest.MonkeyPatch.context() as patch:
        patch.setattr(projects, "_MUCH", much)
        config, cache = folder / "mkdocs.yml", other / "cache"
        kept(Workspace(config, Cache(cache)))
        for step, way in steps:
            edit(folder, step)
            does = WAYS[way]
            assert does(Workspace(config, Cache(cache))) == does(Workspace(config, Cache(None)))
            assert entries(cache).keys() == {"findings", "workspace"}


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that the path of each page that is read anew will be added to."""
    paths: list[str] = []
    reads = loader.read_page

    def noting(source: Source, locale: str, root: str) -> Page:
        paths.append(f"{locale}/{source.path}")
        return reads(source, locale, root)

    monkeypatch.setattr(loader, "read_page", noting)
    return paths


def test_what_has_not_changed_is_not_read_or_checked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = written(tmp_path) / "mkdocs.yml"
    first = kept(Workspace(config))
    pages = counting(monkeypatch)
    monkeypatch.setattr(checker, "_found", None)
    assert kept(Workspace(config)) == first
    assert Workspace(config).checked().findings == Workspace(config).check() == first[1]
    assert open_project(config).site == load_project(config).site
    assert pages == [f"{locale}/{path}" for locale in ("en", "cy") for path in sorted(EN)[:4]]


def test_only_what_depends_on_a_change_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = written(tmp_path) / "mkdocs.yml"
    kept(Workspace(config))
    change(tmp_path, "docs/en/index.md", "5 March", "7 March")
    pages, pairs = counting(monkeypatch), []
    number = RULES["number"]
    assert number.check_pair is not None

    def noting(comparison: Comparison, pair: PagePair, *known: object) -> Iterator[Diagnostic]:
        pairs.append(pair.path)
        return iter(number.check_pair(comparison, pair, *known))

    monkeypatch.setitem(checker.RULES, "number", number._replace(check_pair=noting))
    found = Workspace(config).checked().findings
    assert (pages, pairs) == (["en/index.md"], ["index.md"])
    assert found == check(load_project(config).site)


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _turned(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


def _foreign(data: bytes) -> bytes:
    return digested(pickle.dumps(["what another program keeps"])[:-1])


def digested(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest() + body


@pytest.mark.parametrize("damage", [_cut, _turned, _foreign, lambda data: b""])
@pytest.mark.parametrize("kinds", [("findings",), ("workspace",), ("findings", "workspace")])
def test_what_is_damaged_is_made_again(
    tmp_path: Path, damage: Callable[[bytes], bytes], kinds: Sequence[str]
) -> None:
    config = written(tmp_path) / "mkdocs.yml"
    kept(Workspace(config))
    for kind in kinds:
        path = entries(tmp_path / "cache")[kind]
        path.write_bytes(damage(path.read_bytes()))
    assert kept(Workspace(config)) == fresh(config)
    change(tmp_path, "docs/en/index.md", "5 March", "7 March")
    assert kept(Workspace(config)) == fresh(config)


def test_where_nothing_can_be_kept_all_is_as_it_is(tmp_path: Path) -> None:
    config = written(tmp_path) / "mkdocs.yml"
    (tmp_path / "cache").write_text("a file")
    for _ in range(2):
        assert kept(Workspace(config)) == fresh(config)
    assert (tmp_path / "cache").read_text() == "a file"


def test_what_other_code_has_kept_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = written(tmp_path) / "mkdocs.yml"
    kept(Workspace(config, Cache(tmp_path / "cache", "older")))
    pages = counting(monkeypatch)
    kept(Workspace(config, Cache(tmp_path / "cache", "newer")))
    assert len(pages) == 8


def test_a_project_may_be_moved_and_named_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = (written(tmp_path / name) for name in ("here", "there"))
    change(there, "docs/en/index.md", "5 March", "7 March")
    kept(Workspace(here / "mkdocs.yml"))
    monkeypatch.chdir(here)
    pages = counting(monkeypatch)
    workspace = Workspace(Path("mkdocs.yml"))
    assert workspace.load().data == Path("docs/data")
    assert pages == []
    assert kept(Workspace(there / "mkdocs.yml")) == fresh(there / "mkdocs.yml")
    assert len(list((tmp_path / "cache").glob("*/*"))) == 2 * 2
    monkeypatch.chdir(tmp_path)
    here.rename(tmp_path / "away")
    there.rename(here)
    assert kept(Workspace(here / "mkdocs.yml")) == fresh(here / "mkdocs.yml")
    with pytest.raises(ContentError):
        Workspace(there / "mkdocs.yml").checked()


@pytest.mark.parametrize("named", ["!ENV POLICY_DOCS", "!ENV [NO_SUCH, POLICY_DOCS, docs]"])
def test_variables_that_the_settings_name_are_looked_at(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path)
    config = tmp_path / "mkdocs.yml"
    config.write_text(f"docs_dir: {named}\n{CONFIG}", "utf-8")
    (tmp_path / "other").mkdir()
    for name in ("en", "cy", "data"):
        shutil.copytree(tmp_path / "docs" / name, tmp_path / "other" / name)
    change(tmp_path, "other/en/index.md", "5 March", "7 March")
    for value in ("docs", "other", "docs", "none"):
        monkeypatch.setenv("POLICY_DOCS", value)
        for way in (checked, kept):
            assert way(Workspace(config)) == way(Workspace(config, Cache(None)))
        assert value not in ("docs", "other") or value in str(Workspace(config).load().site)


def test_a_small_change_leaves_what_is_kept_as_it_is(tmp_path: Path) -> None:
    config = written(tmp_path) / "mkdocs.yml"
    kept(Workspace(config))
    path = entries(tmp_path / "cache")["workspace"]
    before = path.read_bytes()
    config.write_text(CONFIG.replace("A policy", "Another policy"), "utf-8")
    assert kept(Workspace(config)) == fresh(config)
    assert path.read_bytes() == before
    for name in ("a.md", "b.md"):
        change(tmp_path, f"docs/cy/{name}", "ffôn", "teclyn")
    assert kept(Workspace(config)) == fresh(config)
    assert path.read_bytes() != before


@pytest.mark.parametrize(
    "arguments",
    [(), ("--format", "json"), ("docs/cy/a.md",), ("nowhere.md",), ("--rules", "number,link")],
)
def test_the_command_says_the_same_whether_anything_is_kept_or_not(
    arguments: Sequence[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(written(tmp_path))
    (tmp_path / "file").write_text("nothing can be kept in it")
    changes = [("docs/en/index.md", "5 March", "7 March"), ("docs/cy/b.md", "---\n# Eto", "# Eto")]
    for step in [None, *changes, ("docs/cy/b.md", "*", CY["b.md"])]:
        if step is not None:
            change(tmp_path, *step)
        said = []
        for cache in ("file", "cache", "cache"):
            monkeypatch.setenv("POLISI_CACHE", str(tmp_path / cache))
            code = main(["check", *arguments])
            said.append((code, *capsys.readouterr()))
        assert said[0] == said[1] == said[2]
        assert any(said[0][1:])


def test_two_processes_at_once_and_one_that_is_killed_spoil_nothing(tmp_path: Path) -> None:
    config = written(tmp_path) / "mkdocs.yml"
    command = [sys.executable, "-c", CHECKS_ON, str(config)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as one,
        subprocess.Popen(command, stdout=subprocess.PIPE) as other,
    ):
        for number in range(6):
            for each in (one, other):
                assert each.stdout is not None
                assert each.stdout.readline()
            change(tmp_path, "docs/en/index.md", f"{5 + number} March", f"{6 + number} March")
            assert kept(Workspace(config)) == fresh(config)
        one.kill()
        other.kill()
    assert kept(Workspace(config)) == fresh(config)


CHECKS_ON = """
import sys
from pathlib import Path
from polisi import project
project._MUCH = -1
while True:
    print(len(project.Workspace(Path(sys.argv[1])).checked().findings), flush=True)
"""
