"""Reading mkdocs.yml, the pages of both languages and docs/data into one site."""

from pathlib import Path

import pytest

from polisi.diagnostics import ContentError
from polisi.model import NavItem
from polisi.parity import check
from polisi.project import load_project, load_trees

CONFIG = """\
site_name: !ENV [POLISI_TEST_NAME, A policy]
docs_dir: pages
markdown_extensions:
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
plugins:
  - search
  - i18n:
      docs_structure: folder
      languages:
        - locale: cy
          name: Cymraeg
          nav_translations: {Part: Rhan}
        - locale: en
          name: English
          default: true
nav:
  - index.md
  - Part:
      - a.md
      - Other: b.md
      - Council: https://council.example/
  - https://elsewhere.example/
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


def make(folder: Path, **files: str | bytes) -> Path:
    """Write a project; `pages__en__a` is `pages/en/a.md`; return its mkdocs.yml."""
    texts: dict[str, str | bytes] = {
        "mkdocs.yml": CONFIG,
        **{f"pages/{locale}/index.md": "# I {#i}\n" for locale in ("en", "cy")},
        **{
            (name if "." in name else name.replace("__", "/") + ".md"): text
            for name, text in files.items()
        },
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / "mkdocs.yml"


def test_a_whole_project(tmp_path: Path) -> None:
    config = make(
        tmp_path,
        pages__en__a="# A {#a}\n",
        **{
            "pages/data/fields.yml": FIELDS,
            "pages/data/council.yml": "link_twins:\n  https://x.example/: https://x.example/CY/\n",
            "pages/en/map.png": b"\x89PNG",
        },
    )
    project = load_project(config)
    site = project.site
    assert project.errors == ()
    assert (site.source_locale, site.target_locale) == ("en", "cy")
    assert (site.source_root, site.target_root) == ("pages/en", "pages/cy")
    assert site.source.keys() == {"index.md", "a.md"}
    assert site.target.keys() == {"index.md"}
    assert site.source["a.md"].file == "pages/en/a.md"
    assert site.files["en"] == {"map.png"}
    assert site.fields is not None
    assert "school_name" in site.fields
    assert site.link_twins == {"https://x.example/": "https://x.example/CY/"}
    assert site.nav_titles == {"Part": "Rhan"}
    assert project.site_names == {"en": "A policy", "cy": "A policy"}


def test_the_navigation_knows_its_lines(tmp_path: Path) -> None:
    nav = load_project(make(tmp_path)).site.nav

    def plain(item: NavItem) -> tuple[object, ...]:
        return item.span.line, item.title, item.path, *map(plain, item.children)

    assert nav is not None
    assert [plain(item) for item in nav] == [
        (18, None, "index.md"),
        (19, "Part", None, (20, None, "a.md"), (21, "Other", "b.md"), (22, "Council", None)),
    ]
    assert nav[0].span.path == "mkdocs.yml"


def test_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLISI_TEST_NAME", "Polisi")
    assert load_project(make(tmp_path)).site_names["en"] == "Polisi"


def test_without_data_any_field_will_do(tmp_path: Path) -> None:
    site = load_project(make(tmp_path)).site
    assert site.fields is None
    assert site.link_twins == {}


@pytest.mark.parametrize(
    ("config", "line", "message"),
    [
        ("site_name: [x\n", 1, "This is not valid YAML"),
        (b"site_name: Caf\xe9\n", 1, "This file is not UTF-8"),
        ("site_name: x\nsite_name: y\n", 2, "`site_name` stands twice."),
        ("site_name: x\n", 1, "The plugin i18n names 0 languages"),
        (
            "plugins:\n  - i18n:\n      languages:\n        - locale: en\n",
            4,
            "The plugin i18n names 1 languages",
        ),
    ],
)
def test_a_config_that_cannot_be_used(
    tmp_path: Path, config: str | bytes, line: int, message: str
) -> None:
    with pytest.raises(ContentError) as caught:
        load_project(make(tmp_path, **{"mkdocs.yml": config}))
    assert (caught.value.span.path, caught.value.span.line) == ("mkdocs.yml", line)
    assert caught.value.message.startswith(message)
    assert caught.value.hint


def test_no_config(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"mkdocs\.yml:1: There is no mkdocs\.yml here\."):
        load_project(tmp_path / "mkdocs.yml")


def test_no_folder_for_a_language(tmp_path: Path) -> None:
    config = make(tmp_path)
    (tmp_path / "pages" / "cy" / "index.md").unlink()
    (tmp_path / "pages" / "cy").rmdir()
    with pytest.raises(ContentError, match="pages/cy:1: There is no such folder"):
        load_project(config)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("council.yml", "a: [\n", "This is not valid YAML"),
        ("council.yml", "- a\n", "This file is not a list of `key: value`."),
        ("council.yml", "link_twins: [a]\n", "`link_twins` is not a list"),
        ("fields.yml", "fields: 1\n", "There is no list `fields`."),
        ("errata.yml", "errata: 1\n", "There is no list `errata`."),
    ],
)
def test_data_that_cannot_be_used_is_an_error_and_no_traceback(
    tmp_path: Path, file: str, text: str, message: str
) -> None:
    project = load_project(make(tmp_path, **{f"pages/data/{file}": text}))
    (error,) = project.errors
    assert error.span.path == f"pages/data/{file}"
    assert error.message.startswith(message)


def test_a_page_that_cannot_be_read_is_not_missing(tmp_path: Path) -> None:
    project = load_project(make(tmp_path, pages__en__a="# A {#a}\n", pages__cy__a=b"\xff"))
    assert [str(error)[:15] for error in project.errors] == ["pages/cy/a.md:1"]
    assert project.errors_by_file.keys() == {("cy", "a.md")}
    found = check(project.site, ["page", "nav"])
    assert [each for each in found if "a.md" in each.message] == []


def test_one_mistake_is_one_error_however_many_pages_it_spoils(tmp_path: Path) -> None:
    include = "# All {#all}\n\n<!-- polisi: include a.md -->\n"
    project = load_project(
        make(tmp_path, pages__en__a=b"\xff", pages__en__b=include, pages__cy__a="# A {#a}\n")
    )
    assert [str(error)[:15] for error in project.errors] == ["pages/en/a.md:1"]
    assert project.errors_by_file.keys() == {("en", "a.md"), ("en", "b.md")}


def test_a_cycle_is_one_error(tmp_path: Path) -> None:
    project = load_project(
        make(
            tmp_path,
            pages__en__a="# A {#a}\n\n<!-- polisi: include b.md -->\n",
            pages__en__b="# B {#b}\n\n<!-- polisi: include a.md -->\n",
        )
    )
    (error,) = project.errors
    assert "leads back to itself" in error.message
    assert len(project.errors_by_file) == 2


def test_an_included_page_missing_in_one_language_is_a_finding(tmp_path: Path) -> None:
    both = "# All {#all}\n\n<!-- polisi: include a.md -->\n"
    project = load_project(
        make(tmp_path, pages__en__a="# A {#a}\n", pages__en__b=both, pages__cy__b=both)
    )
    assert project.errors == ()
    assert project.errors_by_file.keys() == {("cy", "b.md")}
    (found,) = check(project.site, ["page", "link"])
    assert found.message == "This page is missing in cy: there is no `pages/cy/a.md`."


def test_an_included_section_renamed_in_one_language_is_a_finding(tmp_path: Path) -> None:
    both = "# All {#all}\n\n<!-- polisi: include a.md#x -->\n"
    project = load_project(
        make(
            tmp_path,
            pages__en__a="# A {#a}\n\n## X {#x}\n",
            pages__en__b=both,
            pages__cy__a="# A {#a}\n\n## X {#y}\n",
            pages__cy__b=both,
        )
    )
    assert project.errors == ()
    (found,) = check(project.site, ["page", "anchor", "heading", "structure"])
    assert (found.rule, found.span.path, found.span.line) == ("anchor", "pages/cy/a.md", 3)


def test_a_missing_include_in_both_is_an_error_in_both(tmp_path: Path) -> None:
    both = "# All {#all}\n\n<!-- polisi: include a.md -->\n"
    project = load_project(make(tmp_path, pages__en__b=both, pages__cy__b=both))
    assert len(project.errors) == 2


def test_any_two_folders(tmp_path: Path) -> None:
    make(tmp_path, one__a="# A\n", one__two__a="# A\n", **{"one/two/x.png": b""})
    project = load_trees(tmp_path / "one", tmp_path / "one" / "two", "en", "fr")
    assert project.site.source.keys() == project.site.target.keys() == {"a.md"}
    assert project.site.files == {"en": frozenset(), "fr": {"x.png"}}
    assert (project.site.fields, project.site.nav) == (None, None)


def test_what_a_project_generates_is_nothing_in_plain_folders(tmp_path: Path) -> None:
    make(tmp_path, one__a="# A\n\n<!-- polisi: errata -->\n", two__a="# A\n")
    project = load_trees(tmp_path / "one", tmp_path / "two")
    assert project.errors == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "hint"),
    [
        (
            "document: a.md",
            "document: b.md",
            1,
            "`document` names a page that is not there: `b.md`.",
            "Did you mean `a.md`?",
        ),
        (
            'version: "1"',
            'version: "1"\nparts:\n  - a.md\n  - forms/none.md',
            5,
            "`parts` names a page that is not there: `forms/none.md`.",
            "Give the path below",
        ),
        (
            'version: "1"',
            'version: "1"\nforms: [index.md, indeks.md]',
            3,
            "`forms` names a page that is not there: `indeks.md`.",
            "Did you mean `index.md`?",
        ),
        (
            "school_name\n    label",
            "school_name\n    replaces: c-6-99\n    label",
            7,
            "`replaces` names an id that `pages/en/a.md` has not: `c-6-99`.",
            "Did you mean `c-6-9`?",
        ),
        (
            "school_name\n    label",
            "school_name\n    type: boolean\n    shows:\n      - a\n      - points-1-5\n    label",
            10,
            "`shows` names an id that `pages/en/a.md` has not: `points-1-5`.",
            "Did you mean `points-1-4`?",
        ),
    ],
)
def test_a_reference_of_the_fields_to_what_is_not_there(
    tmp_path: Path, old: str, new: str, line: int, message: str, hint: str
) -> None:
    text = "# A {#a}\n\n6.9 One.\n\n## P {#points-1-4}\n"
    assert old in FIELDS
    project = load_project(
        make(
            tmp_path,
            pages__en__a=text,
            pages__cy__a=text,
            **{"pages/data/fields.yml": FIELDS.replace(old, new)},
        )
    )
    (error,) = project.errors
    assert (error.span.path, error.span.line) == ("pages/data/fields.yml", line)
    assert error.message == message
    assert error.hint.startswith(hint)


def test_a_reference_of_the_fields_to_what_one_language_lacks_is_a_finding(tmp_path: Path) -> None:
    fields = FIELDS.replace("    label", "    replaces: c-6-9\n    label")
    project = load_project(
        make(
            tmp_path,
            pages__en__a="# A {#a}\n\n6.8 One.\n\n6.9 Two.\n",
            pages__cy__a="# A {#a}\n\n6.8 Un.\n",
            **{"pages/data/fields.yml": fields},
        )
    )
    assert project.errors == ()
    (found,) = check(project.site, ["structure", "heading"])
    assert found.message == "Clause `6.9` is missing in cy."


def test_without_the_council_s_file_its_twins_are_unknown(tmp_path: Path) -> None:
    project = load_project(
        make(
            tmp_path,
            pages__en__a="# A {#a}\n\n[x](https://x.example/)\n",
            pages__cy__a="# A {#a}\n\n[x](https://x.example/CY/)\n",
            **{"pages/data/council.yml": "a: [\n"},
        )
    )
    assert project.site.link_twins is None
    assert project.council == {}
    assert check(project.site, ["link"]) == []


STATEMENT = (
    "# A {#a}\n\n<!-- polisi: accessibility-contact -->\n\n"
    "<!-- polisi: accessibility-prepared -->\n"
)


def test_the_council_fills_the_gaps_of_its_accessibility_statement(tmp_path: Path) -> None:
    council = (
        "accessibility:\n  contact: {en: '<a@council.example>', cy: ''}\n"
        "  prepared: {en: 1 March 2027, cy: 1 Mawrth 2027}\n"
    )
    pages = {f"pages__{locale}__a": STATEMENT for locale in ("en", "cy")}
    files: dict[str, str | bytes] = {"pages/data/council.yml": council, **pages}
    site = load_project(make(tmp_path, **files)).site
    said = {
        page.locale: [segment.text for segment in page.segments[1:]]
        for page in (site.source["a.md"], site.target["a.md"])
    }
    assert said["en"] == ["a@council.example", "This statement was prepared on 1 March 2027."]
    contact, prepared = said["cy"]
    assert contact.startswith("[manylion cyswllt:"), "what one language lacks stays a gap there"
    assert prepared == "Dyddiad paratoi'r datganiad hwn: 1 Mawrth 2027."


def test_an_accessibility_statement_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    project = load_project(
        make(tmp_path, **{"pages/data/council.yml": "accessibility: {page: about/acess.md}\n"})
    )
    (error,) = project.errors
    assert error.span.path == "pages/data/council.yml"
    assert "`about/acess.md`" in error.message
