"""`glossary.tsv` as it is read, and what is said of one that cannot be."""

from pathlib import Path

import pytest

from polisi.content.glossary import load
from polisi.diagnostics import ContentError
from polisi.project import load_project
from support import ROOT

HEAD = "en\tcy\tuse\tnot\tnote\n"


def test_a_line_is_a_term() -> None:
    text = f"{HEAD}policy | rule\tpolisi | polisïau\tbinding\tpolisiau\tm\n\npassword\tcyfrinair\n"
    first, second = load(text.encode(), "g.tsv")
    assert first.source == ("policy", "rule")
    assert first.target == ("polisi", "polisïau")
    assert (first.binding, first.banned, first.note) == (True, ("polisiau",), "m")
    assert (second.binding, second.banned, second.note) == (False, (), "")
    assert (second.span.path, second.span.line) == ("g.tsv", 4)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "The first line does not name the columns of a glossary."),
        ("en\tcy\tnote\n", 1, "The first line does not name the columns"),
        (f"{HEAD}a\tb\n\tc\n", 3, "This line lacks the term or its translation."),
        (f"{HEAD}a\n", 2, "This line lacks the term or its translation."),
        (f"{HEAD}a\tb\tyes\n", 2, "`yes` is no use of a term."),
        (f"{HEAD}a\tb\t\t\tx\ty\n", 2, "This line has 6 columns; a glossary has 5."),
        (f"{HEAD}a | b\tc\nb\td\n", 3, "`b` is a term of line 2 already."),
    ],
)
def test_a_mistake_names_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(ContentError) as raised:
        load(text.encode(), "g.tsv")
    assert raised.value.message.startswith(message)
    assert raised.value.span.line == line
    assert raised.value.hint


def test_the_glossary_of_this_project_is_read() -> None:
    terms = load_project(ROOT / "mkdocs.yml").site.glossary
    names = {form: term for term in terms for form in term.source}
    assert names["governing body"].binding
    assert names["governing body"].target[0] == "corff llywodraethu"


def test_a_project_with_a_glossary_that_cannot_be_read(tmp_path: Path) -> None:
    for locale in ("en", "cy"):
        (tmp_path / "docs" / locale).mkdir(parents=True)
        (tmp_path / "docs" / locale / "index.md").write_text("# A\n", encoding="utf-8")
    (tmp_path / "docs" / "data").mkdir()
    (tmp_path / "docs" / "data" / "glossary.tsv").write_text("x\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "plugins:\n  - i18n:\n      languages:\n        - locale: en\n          default: true\n"
        "        - locale: cy\n",
        encoding="utf-8",
    )
    project = load_project(tmp_path / "mkdocs.yml")
    assert [str(error).partition(": ")[0] for error in project.errors] == [
        "docs/data/glossary.tsv:1"
    ]
    assert project.site.glossary == ()
