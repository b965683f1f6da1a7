"""Whatever is edited in whatever order, a preview's folder is what a fresh build would make."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from polisi.project import load_project
from preview_inside import Inside, fresh, other_plugins
from preview_project import page, write_project

WORDS = {
    "en": ["council", "staff", "school", "page", "letter", "rule", "answer", "public", "clear"],
    "cy": ["cyngor", "staff", "ysgol", "tudalen", "llythyr", "rheol", "ateb", "cyhoedd", "clir"],
}


BROKEN = ("---\nbroken: a: b\n", "\n<!-- polisi: include nowhere.md -->\n")
"""What makes a page one that cannot be read: where it begins, and where it ends."""


class Editor:
    """Somebody who edits the project at random, and sometimes leaves a page half-written."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.docs = folder / "docs"
        self.random = random.Random(seed)
        self.done: list[str] = []

    def edit(self) -> None:
        kinds = [*EDITS] + [words] * 6  # most edits are of words, as most are
        kind = self.random.choice(kinds)
        self.done.append(kind.__name__)
        kind(self)

    def page(self) -> Path:
        """Return some page that holds its own words."""
        pages = sorted(p for p in self.docs.rglob("*.md") if p.name != "whole.md")
        return self.random.choice(pages)

    def sentence(self, locale: str) -> str:
        return " ".join(self.random.sample(WORDS[locale], 4)).capitalize() + "."

    def change(self, path: Path, old: str, new: str) -> None:
        """Replace what a pattern finds."""
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(old, lambda _: new, text, count=1), encoding="utf-8")


def words(editor: Editor) -> None:
    path = editor.page()
    locale = path.relative_to(editor.docs).parts[0]
    editor.change(path, r"(?m)^A .*$", f"A {editor.sentence(locale)}")


def another_paragraph(editor: Editor) -> None:
    path = editor.page()
    text = path.read_text(encoding="utf-8")
    locale = path.relative_to(editor.docs).parts[0]
    path.write_text(f"{text}\n{editor.sentence(locale)}\n", encoding="utf-8")


def one_paragraph_less(editor: Editor) -> None:
    editor.change(editor.page(), r"\n\n[^\n#<-][^\n]*\n\Z", "\n")


def heading(editor: Editor) -> None:
    editor.change(editor.page(), r"## \w+", f"## {editor.random.choice(WORDS['en'])}")


def first_heading(editor: Editor) -> None:
    editor.change(editor.page(), r"\n# \w+", f"\n# {editor.random.choice(WORDS['en'])}")


def heading_id(editor: Editor) -> None:
    editor.change(editor.page(), r"-second\d*\}", f"-second{editor.random.randrange(99)}}}")


def title(editor: Editor) -> None:
    editor.change(editor.page(), r"title: \w+", f"title: {editor.random.choice(WORDS['cy'])}")


def no_title(editor: Editor) -> None:
    editor.change(editor.page(), r"title: .*\n", "")


def description(editor: Editor) -> None:
    editor.change(editor.page(), r"description: .*", f"description: {editor.sentence('en')}")


def slug(editor: Editor) -> None:
    path = editor.page()
    old = re.search(r"slug: (\S+)", path.read_text(encoding="utf-8"))
    if old:
        new = f"cy-{editor.random.randrange(10_000)}"
        editor.change(
            path, r"slug: .*\n(?:moved_from: .*\n)?", f"slug: {new}\nmoved_from: [{old[1]}]\n"
        )


def link(editor: Editor) -> None:
    editor.change(editor.page(), r"\[link\]\([^)]*\)", "[link](https://a.example/)")


def finding(editor: Editor) -> None:
    number = editor.random.randrange(100, 999)
    editor.change(editor.page(), r"(?m)^A .*$", f"A sum of £{number}.")


def silencer(editor: Editor) -> None:
    editor.change(editor.page(), r"\n## ", "\n<!-- polisi: ignore number: so it is -->\n\n## ")


def own_include(editor: Editor) -> None:
    path = editor.page()
    if path.name == "about.md":
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}\n<!-- polisi: include policy/duties.md -->\n", encoding="utf-8")


def council(editor: Editor) -> None:
    name = editor.random.choice(WORDS["en"])
    editor.change(editor.docs / "data/council.yml", r"en: \w+ *\w*", f"en: {name}")


def glossary(editor: Editor) -> None:
    one, other = (editor.random.choice(WORDS[locale]) for locale in ("en", "cy"))
    editor.change(editor.docs / "data/glossary.tsv", r"\n\w+\t\w+", f"\n{one}\t{other}")


def errata(editor: Editor) -> None:
    reason = editor.sentence("en")
    editor.change(editor.docs / "data/errata.yml", r"\{en: [^.]*\.", f"{{en: {reason}")


def field(editor: Editor) -> None:
    label = editor.random.choice(WORDS["en"])
    editor.change(editor.docs / "data/fields.yml", r"label: \{en: \w+", f"label: {{en: {label}")


def gap(editor: Editor) -> None:
    editor.change(editor.page(), r"(?m)^A .*$", "A page of {{ school_name }}.")


def school(editor: Editor) -> None:
    path = editor.folder / "mkdocs.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    filled = settings["plugins"][1] != "polisi"
    answers = {"school_name": {"en": "Hill School", "cy": "Ysgol y Bryn"}}
    settings["plugins"][1] = "polisi" if filled else {"polisi": {"school": answers}}
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def sign_off(editor: Editor) -> None:
    path = editor.docs / "data/translations.json"
    if path.exists():
        path.unlink()
    else:
        path.write_text('{"schema": "polisi.translations/1", "pages": {}}\n', encoding="utf-8")


def menu(editor: Editor) -> None:
    path = editor.folder / "mkdocs.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    part = next(each for each in settings["nav"] if isinstance(each, dict))
    editor.random.shuffle(part["The policy"])
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def site_name(editor: Editor) -> None:
    name = editor.random.choice(WORDS["en"])
    editor.change(editor.folder / "mkdocs.yml", "site_name: .*", f"site_name: {name}")


def new_page(editor: Editor) -> None:
    for locale in ("en", "cy"):
        name = f"policy/new-{len(editor.done)}.md"
        (editor.docs / locale / name).write_text(page(locale, name), encoding="utf-8")


def one_page_less(editor: Editor) -> None:
    found = sorted(editor.docs.glob("cy/policy/new-*.md"))
    if found:
        editor.random.choice(found).unlink()


def renamed(editor: Editor) -> None:
    found = sorted(editor.docs.glob("en/policy/new-*.md"))
    if found:
        path = editor.random.choice(found)
        path.rename(path.with_name(f"new-{len(editor.done)}-{path.name}"))


def picture(editor: Editor) -> None:
    path = editor.docs / "en/picture.svg"
    path.write_text(f"<svg id='a{editor.random.randrange(9999)}'/>", encoding="utf-8")


def no_picture(editor: Editor) -> None:
    (editor.docs / "en/picture.svg").unlink(missing_ok=True)


def left_by_an_editor(editor: Editor) -> None:
    path = editor.page()
    path.with_name(f".{path.name}.swp").write_bytes(b"\0\1")


def saved_twice(editor: Editor) -> None:
    words(editor)
    words(editor)
    words(editor)


def broken_front_matter(editor: Editor) -> None:
    editor.change(editor.page(), r"\A---\n(?!broken)", BROKEN[0])


def missing_include(editor: Editor) -> None:
    editor.change(editor.page(), r"(?<!-->\n)\Z", BROKEN[1])


def mended(editor: Editor) -> None:
    for path in sorted(editor.docs.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(BROKEN[0], "---\n").replace(BROKEN[1], ""), encoding="utf-8")


def everything(editor: Editor) -> None:
    for kind in (words, heading, title, another_paragraph, glossary, picture):
        kind(editor)


EDITS: tuple[Callable[[Editor], None], ...] = (
    *(another_paragraph, one_paragraph_less, heading, first_heading, heading_id, title, no_title),
    *(description, slug, link, finding, silencer, own_include, council, glossary, errata, sign_off),
    *(menu, site_name, new_page, one_page_less, renamed, picture, no_picture, left_by_an_editor),
    *(saved_twice, everything, field, gap, school, broken_front_matter, missing_include),
    *(mended, mended, mended),
)


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Path]:
    # Made-up pages are full of findings.
    caplog.set_level(logging.CRITICAL, "mkdocs")
    # A map of the site is packed with the day it was made on.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1551398400")
    project = tmp_path / "project"
    project.mkdir()
    write_project(project)
    with other_plugins():
        yield project


def differences(preview: Inside) -> list[str]:
    shown, built = preview.files(), expected(preview)
    return sorted(
        path for path in shown.keys() | built.keys() if shown.get(path) != built.get(path)
    )


def unreadable(folder: Path) -> bool:
    return bool(load_project(folder / "mkdocs.yml").errors_by_file)


def expected(preview: Inside) -> Mapping[str, bytes]:
    """Return what the preview is to show.

    While a page cannot be read, its address and title are those that it had, of which a build
    that begins now knows nothing: then it is what a build of all in the same preview shows.
    """
    if not unreadable(preview.folder):
        return fresh(preview.folder)
    settings = preview.folder / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "# all\n", encoding="utf-8")
    builds = preview.builds
    preview.update()
    assert preview.builds == builds + 1
    return preview.files()


@pytest.mark.parametrize("seed", range(8))
def test_after_any_edits_the_preview_is_what_a_build_makes(folder: Path, seed: int) -> None:
    preview = Inside(folder)
    editor = Editor(folder, seed)
    for number in range(25):
        editor.edit()
        preview.update()
        if number % 4 == 0:
            assert differences(preview) == [], editor.done
    mended(editor)
    preview.update()
    assert not unreadable(folder)
    assert differences(preview) == [], editor.done


@pytest.mark.parametrize("broken", BROKEN)
def test_a_page_that_cannot_be_read_says_so_at_its_address_and_leaves_the_rest(
    folder: Path, broken: str
) -> None:
    preview = Inside(folder)
    before = preview.files()
    path = folder / "docs/cy/policy/scope.md"
    sound = path.read_text(encoding="utf-8")
    whole = sound.replace("---\n", broken, 1) if broken == BROKEN[0] else sound + broken
    path.write_text(whole, encoding="utf-8")
    preview.update()
    shown = preview.files()
    changed = {name for name in before.keys() | shown.keys() if before.get(name) != shown.get(name)}
    own = "cy/cy-policy-index/cy-policy-scope/index.html"
    # What includes it cannot be read either; its counterpart may say so in a finding.
    assert own in changed
    assert {each for each in changed if each.startswith("cy/") and each.endswith(".html")} == {
        own,
        "cy/cy-policy-index/whole/index.html",
    }
    line = whole[: whole.index(broken)].count("\n") + 2
    for name in (own, "cy/cy-policy-index/whole/index.html"):
        assert f"docs/cy/policy/scope.md:{line}" in shown[name].decode()
    assert preview.builds == 1
    path.write_text(sound, encoding="utf-8")
    preview.update()
    assert preview.files() == before == fresh(folder)
    assert preview.builds == 1
