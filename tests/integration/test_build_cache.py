"""Whole builds: the same bytes each time, with the cache and without, and nothing made twice."""

import logging
import os
import pickle
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from polisi.site import downloads, form, policy
from polisi.site.kept import Written
from polisi.site.standing import HIDDEN

CONFIG = """\
site_name: Site
site_url: https://site.example/
exclude_docs: /data/
theme: polisi
plugins:
  - i18n:
      docs_structure: folder
      fallback_to_default: false
      reconfigure_search: false
      languages:
        - {locale: en, name: English, default: true}
        - {locale: cy, name: Cymraeg, nav_translations: {Part: Rhan}}
  - polisi
nav:
  - index.md
  - Part:
      - part/index.md
      - part/policy.md
      - part/form.md
validation: {omitted_files: warn, anchors: warn}
"""
FIELDS = """\
document: part/policy.md
version: "1"
name: school_name
title: school_name
parts: [part/policy.md]
forms: [part/form.md]
groups:
  - id: school
    title: {en: School, cy: Ysgol}
fields:
  - id: school_name
    group: school
    label: {en: Name, cy: Enw}
    help: {en: Its name., cy: Ei henw.}
"""
COUNCIL = "name: {en: Council, cy: Cyngor}\npolicy_date: {en: March 2019, cy: Mawrth 2019}\n"
SMALL = ("en/index", "cy/index", "en/part/index", "cy/part/index", "en/part/form", "cy/part/form")
CANONICAL = re.compile('rel="canonical" href="https://site.example/([^"]*)"')
PAGES = {
    "en/index": "---\ntitle: Home\n---\n# Home {#home}\n\nSee [the policy](part/policy.md#body).\n",
    "cy/index": "---\ntitle: Hafan\n---\n# Hafan {#home}\n\n[Y polisi](part/policy.md#body).\n",
    "en/part/index": "---\ntitle: Part\n---\n# Part {#part}\n\nWords of it.\n",
    "cy/part/index": "---\ntitle: Rhan\nslug: rhan\n---\n# Rhan {#part}\n\nGeiriau.\n",
    "en/part/policy": "---\ntitle: The policy\n---\nOwn words.\n\n"
    "<!-- polisi: include index.md -->\n\n## Body {#body}\n\nThe school: {{ school_name }}.\n",
    "cy/part/policy": "---\ntitle: Y polisi\nslug: polisi\n---\nGeiriau.\n\n"
    "<!-- polisi: include index.md -->\n\n## Corff {#body}\n\nYr ysgol: {{ school_name }}.\n",
    "en/part/form": "---\ntitle: Form\n---\n# Form {#form}\n\nName: {{ school_name }}\n",
    "cy/part/form": "---\ntitle: Ffurflen\nslug: ffurflen\n---\n# Ffurflen {#form}\n\n"
    "Enw: {{ school_name }}\n",
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLISI_CACHE", str(tmp_path / "cache"))
    for name, text in PAGES.items():
        write(tmp_path, f"docs/{name}.md", text)
    write(tmp_path, "docs/data/fields.yml", FIELDS)
    write(tmp_path, "docs/data/council.yml", COUNCIL)
    write(tmp_path, "mkdocs.yml", CONFIG)


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    write(folder, name, text.replace(old, new))


def output(folder: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def built(folder: Path, site: str = "site") -> Mapping[str, bytes]:
    """Build here, which is quicker than to start Python."""
    build(load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / site)))
    return output(folder / site)


def command(folder: Path, site: str, **environment: str) -> Mapping[str, bytes]:
    """Build as an editor does."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-d", site],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return output(folder / site)


def without_cache(folder: Path) -> Mapping[str, bytes]:
    write(folder, "mkdocs.yml", CONFIG.replace("- polisi", "- polisi: {fast: false}"))
    before = output(folder / "cache") if (folder / "cache").exists() else {}
    made = built(folder, "slow")
    assert (output(folder / "cache") if before else {}) == before
    return made


def test_a_build_is_the_same_byte_for_byte_whatever_the_day_and_the_cache(tmp_path: Path) -> None:
    cold = command(tmp_path, "one", PYTHONHASHSEED="1", SOURCE_DATE_EPOCH="1000000000")
    warm = command(tmp_path, "two", PYTHONHASHSEED="2", SOURCE_DATE_EPOCH="1700000000")
    shutil.rmtree(tmp_path / "cache")
    again = command(tmp_path, "three", PYTHONHASHSEED="3", SOURCE_DATE_EPOCH="1500000000")
    assert {name for name in cold if cold[name] != warm.get(name)} == set()
    assert {name for name in cold if cold[name] != again.get(name)} == set()
    assert cold.keys() == warm.keys() == again.keys()
    assert without_cache(tmp_path) == cold
    assert {"en/part/policy/index.html", "cy/rhan/polisi/index.html"} <= cold.keys()
    assert any(name.endswith(".docx") for name in cold)
    assert any(name.endswith(".pdf") for name in cold)


def _new_page(folder: Path) -> None:
    write(folder, "docs/en/part/new.md", "---\ntitle: New\n---\n# New {#new}\n")
    write(folder, "docs/cy/part/new.md", "---\ntitle: Newydd\nslug: newydd\n---\n# Newydd {#new}\n")
    change(
        folder,
        "mkdocs.yml",
        "      - part/form.md\n",
        "      - part/new.md\n      - part/form.md\n",
    )


def _no_page(folder: Path) -> None:
    for locale in ("en", "cy"):
        (folder / f"docs/{locale}/part/form.md").unlink()
    change(folder, "mkdocs.yml", "      - part/form.md\n", "")
    change(folder, "docs/data/fields.yml", "forms: [part/form.md]\n", "")


def _edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: change(folder, name, old, new)


CHANGES = {
    "a page's text": _edit("docs/en/index.md", "See", "Read"),
    "a page that another includes": _edit("docs/cy/part/index.md", "Geiriau", "Pethau"),
    "a title": _edit("docs/en/part/form.md", "title: Form", "title: Sheet"),
    "an address": _edit("docs/cy/part/form.md", "slug: ffurflen", "slug: taflen"),
    "an id that others link to": _edit("docs/en/part/policy.md", "{#body}", "{#rest}"),
    "a field": _edit("docs/data/fields.yml", "en: Name,", "en: The name,"),
    "the council": _edit("docs/data/council.yml", "en: Council,", "en: Another council,"),
    "the site's name": _edit("mkdocs.yml", "site_name: Site", "site_name: Another"),
    "the menu": _edit("mkdocs.yml", "Part: Rhan", "Part: Darn"),
    "an extension": _edit(
        "mkdocs.yml", "validation:", "markdown_extensions: [smarty]\nvalidation:"
    ),
    "a new page": _new_page,
    "a page less": _no_page,
    "signatures": lambda folder: write(
        folder, "docs/data/translations.json", '{"schema": "polisi.translations/1", "pages": {}}'
    ),
    "a file beside the pages": lambda folder: write(folder, "docs/en/part/a.txt", "a"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_a_build_is_what_it_would_be_without_a_cache(
    tmp_path: Path, name: str
) -> None:
    built(tmp_path)
    CHANGES[name](tmp_path)
    warm = built(tmp_path)
    shutil.rmtree(tmp_path / "cache")
    assert warm == built(tmp_path)


def pages_kept(folder: Path) -> set[str]:
    return {path.name for path in (folder / "cache" / "page").iterdir()}


def test_only_what_changed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    for module, name in ((form, "_template"), (downloads, "_made"), (policy, "protect")):
        real = getattr(module, name)
        monkeypatch.setattr(
            module,
            name,
            lambda *args, real=real, name=name, **more: (made.append(name), real(*args, **more))[1],
        )
    built(tmp_path)
    assert set(made) == {"_template", "_made", "protect"}
    # Four pages in two languages, what stands for a page that is not there, and the choice of both.
    assert made.count("protect") == 8 + 2 * 2
    before, made[:] = pages_kept(tmp_path), []
    built(tmp_path)
    assert pages_kept(tmp_path) == before
    assert made == ["protect"] * 4
    change(tmp_path, "docs/en/index.md", "See", "Read")
    made[:] = []
    built(tmp_path)
    assert made == ["protect"] * (4 + 2)
    new = [tmp_path / "cache" / "page" / name for name in pages_kept(tmp_path) - before]
    shown = [pickle.loads(path.read_bytes()[16:]) for path in new]
    assert all(isinstance(page, Written) for page in shown)
    # A page depends on its counterpart too.
    addresses = {found[1] for page in shown if (found := CANONICAL.search(page.html))}
    assert addresses == {"en/", "cy/"}
    change(tmp_path, "docs/en/part/index.md", "Words of it.", "Its words.")
    made[:] = []
    built(tmp_path)
    # The policy includes it: two pages more, and its template in each language and in both.
    assert made.count("protect") == 4 + 4
    assert set(made) == {"_template", "protect"}
    change(tmp_path, "docs/cy/part/form.md", "Enw:", "Yr enw:")
    made[:] = []
    built(tmp_path)
    # Word and PDF in Welsh and in both languages; those in English are as they were.
    assert made.count("_made") == 4


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    pages = [f"{path}index.html" for path in ("en/", "cy/", "en/part/", "cy/rhan/")]
    files = {name: tmp_path / "site" / name for name in pages}
    built(tmp_path)
    before = {name: path.stat() for name, path in files.items()}
    change(tmp_path, "docs/en/index.md", "See", "Read")
    built(tmp_path)
    after = {name: path.stat() for name, path in files.items()}
    written = {name for name in pages if after[name].st_mtime_ns != before[name].st_mtime_ns}
    assert written == {"en/index.html", "cy/index.html"}


def test_what_somebody_did_to_the_site_is_undone(tmp_path: Path) -> None:
    first = built(tmp_path)
    page = tmp_path / "site/en/part/index.html"
    status = page.stat()
    page.write_bytes(b"x" * status.st_size)
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    (tmp_path / "site/cy/rhan/index.html").unlink()
    write(tmp_path, "site/en/part/other.html", "other")
    write(tmp_path, "site/other/index.html", "other")
    write(tmp_path, f"site/{HIDDEN}/en/index.html", "of a build that was interrupted")
    assert built(tmp_path) == first
    assert not (tmp_path / "site" / "other").exists()
    assert not (tmp_path / "site" / HIDDEN).exists()


def test_of_a_page_that_is_gone_nothing_stays(tmp_path: Path) -> None:
    built(tmp_path)
    assert (tmp_path / "site/cy/rhan/ffurflen/index.html").exists()
    _no_page(tmp_path)
    built(tmp_path)
    assert not (tmp_path / "site/cy/rhan/ffurflen").exists()


def test_a_file_that_takes_a_page_s_place_is_no_page(tmp_path: Path) -> None:
    built(tmp_path)
    write(tmp_path, "docs/en/part/form/index.html", "a file of the same address")
    warm = built(tmp_path)
    assert warm == built(tmp_path, "other")


def test_after_many_changes_a_site_is_what_a_new_one_would_be(tmp_path: Path) -> None:
    built(tmp_path)
    for seed in range(3):
        for name in random.Random(seed).sample(SMALL, 4):
            locale, path = name.split("/", maxsplit=1)
            text = (tmp_path / f"docs/{name}.md").read_text(encoding="utf-8")
            write(tmp_path, f"docs/{name}.md", f"{text}\nMore of {path} in {locale}: {seed}.\n")
        warm = built(tmp_path)
        change(tmp_path, "mkdocs.yml", "- polisi\n", "- polisi: {fast: false}\n")
        assert warm == built(tmp_path, "new")
        change(tmp_path, "mkdocs.yml", "- polisi: {fast: false}\n", "- polisi\n")


def test_what_is_said_of_a_page_is_said_each_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    change(tmp_path, "docs/en/index.md", "part/policy.md#body", "part/policy.md#none")
    change(tmp_path, "docs/en/part/index.md", "Words of it.", '<p style="color:red">Words.</p>')
    said = []
    for _ in range(3):
        caplog.clear()
        with caplog.at_level(logging.WARNING, logger="mkdocs"):
            built(tmp_path)
        said.append(sorted(record.getMessage() for record in caplog.records))
    assert said[0] == said[1] == said[2]
    assert any("#none" in line and "does not contain an anchor" in line for line in said[0])
    assert any("security" in line for line in said[0])


def test_a_link_is_told_when_the_file_that_it_leads_to_is_gone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, "docs/en/part/a.txt", "a")
    change(tmp_path, "docs/en/part/form.md", "Name:", "[Name](a.txt):")
    built(tmp_path)
    (tmp_path / "docs/en/part/a.txt").unlink()
    caplog.clear()
    built(tmp_path)
    assert any("contains a link 'a.txt'" in line for line in caplog.messages)


def test_a_damaged_cache_is_mended_by_the_next_build(tmp_path: Path) -> None:
    first = built(tmp_path)
    files = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    sizes = {path: path.stat().st_size for path in files}
    for index, path in enumerate(files):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2] if index % 2 else data[:-1] + b"\x00")
    assert built(tmp_path) == first
    kept_now = {path for path in sizes if path.name != "swept" and path.exists()}
    assert all(path.stat().st_size == sizes[path] for path in kept_now)


def test_a_build_that_is_killed_spoils_none_after_it(tmp_path: Path) -> None:
    built(tmp_path, "killed")
    for line in ("Building page index.md", "Building page part/form.md", "Reading: cy/index.md"):
        for name in ("en/index", "en/part/form", "cy/index"):
            text = (tmp_path / f"docs/{name}.md").read_text(encoding="utf-8")
            write(tmp_path, f"docs/{name}.md", f"{text}\nOnce more.\n")
        arguments = [sys.executable, "-m", "mkdocs", "build", "-v", "-d", "killed"]
        with subprocess.Popen(
            arguments, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stderr is not None
            for said in process.stderr:
                if line.split(" ")[-1] in said and line.split(" ", maxsplit=1)[0] in said:
                    break
            process.kill()
    killed = built(tmp_path, "killed")
    shutil.rmtree(tmp_path / "cache")
    assert killed == built(tmp_path)


def test_two_builds_at_once_may_share_a_cache(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "mkdocs", "build", "-q", "-d"]
    both = [subprocess.Popen([*arguments, name], cwd=tmp_path) for name in ("one", "two")]
    assert [process.wait() for process in both] == [0, 0]
    assert output(tmp_path / "one") == output(tmp_path / "two") == built(tmp_path)


def test_a_template_that_tells_the_day_is_filled_each_time(tmp_path: Path) -> None:
    write(
        tmp_path,
        "own/main.html",
        '{% extends "base.html" %}{% block content %}{{ build_date_utc }}{% endblock %}',
    )
    change(tmp_path, "mkdocs.yml", "theme: polisi", "theme: {name: polisi, custom_dir: own}")
    built(tmp_path)
    assert not (tmp_path / "cache" / "page").exists()
    write(tmp_path, "own/main.html", '{% extends "base.html" %}')
    built(tmp_path)
    assert pages_kept(tmp_path)


def test_a_council_s_own_template_is_part_of_a_page(tmp_path: Path) -> None:
    change(tmp_path, "mkdocs.yml", "theme: polisi", "theme: {name: polisi, custom_dir: own}")
    own = '{{% extends "base.html" %}}{{% block content %}}{}{{% endblock %}}'
    for word in ("first", "second"):
        write(tmp_path, "own/main.html", own.format(word))
        assert word.encode() in built(tmp_path)["en/index.html"]
