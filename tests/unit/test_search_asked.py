"""`search.yml` as it is read, and what is meant by an entry that leads nowhere."""

from pathlib import Path

import pytest

from parity_support import site
from polisi.content.asked import load
from polisi.diagnostics import ContentError, Severity
from polisi.parity import check
from polisi.project import load_project
from support import ROOT

PAGE = "# Members {#members}\n\nThe Headteacher and parents.\n\n6.13 A clause.\n\n- an item\n"


def test_an_entry_leads_to_a_word_or_to_places() -> None:
    text = (
        "en:\n"
        "  - asked: [principal, headmaster]\n    means: headteacher\n"
        "  - asked: delete my comment\n    page: [a.md#b, c.md]\n"
    )
    means, page = load(text.encode(), "s.yml", ("en", "cy"))["en"]
    assert (means.words, means.means, means.places) == (
        ("principal", "headmaster"),
        ("headteacher",),
        (),
    )
    assert (page.words, page.means) == (("delete my comment",), ())
    assert page.places == (("a.md", "b"), ("c.md", ""))
    assert (page.span.path, page.span.line) == ("s.yml", 4)


def test_an_empty_file_asks_for_nothing() -> None:
    assert load(b"# nothing yet\n", "s.yml", ("en", "cy")) == {}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("fr: []\n", 1, "`fr` is not the list of a language."),
        ("en: word\n", 1, "`en` is not the list of a language."),
        ("en:\n  - asked: a\n", 2, "This entry does not say what is asked and what answers."),
        ("en:\n  - means: a\n", 2, "This entry does not say what is asked and what answers."),
        ("en:\n  - word\n", 2, "This entry does not say"),
        ("en:\n  - {asked: a, means: b, page: c.md}\n", 2, "This entry does not say"),
        ("en:\n  - asked: a\n    mean: b\n", 3, "`mean` says nothing here."),
        ("en:\n  - {asked: head teacher, means: b}\n", 2, "`head teacher` is not one word"),
        ("en:\n  - {asked: a, means: b c}\n", 2, "`b c` is not one word"),
        ("en:\n  - asked: [a, [b]]\n    means: c\n", 2, "Here a word must stand."),
        ("en:\n  - asked: [a, ]\n    means: ''\n", 3, "Here a word must stand."),
        ("en: [\n", 2, ""),
    ],
)
def test_a_mistake_names_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(ContentError) as raised:
        load(text.encode(), "s.yml", ("en", "cy"))
    assert raised.value.message.startswith(message)
    assert raised.value.span.line == line
    assert raised.value.hint


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ("means: headteecher", "Did you mean `headteacher`?"),
        ("means: zzz", "Give a word that the pages use."),
        ("page: b.md", "Did you mean `a.md`?"),
        ("page: zzz", "Give the path below the language's folder."),
        ("page: a.md#member", "Did you mean `members`?"),
        ("page: a.md#zzz", "Give the id of a heading or a clause, or one written as `{#id}`."),
    ],
)
def test_what_is_meant_is_guessed(answer: str, hint: str) -> None:
    entries = load(f"en:\n  - asked: x\n    {answer}\n".encode(), "s.yml", ("en",))
    (found,) = check(site({"a.md": PAGE}, {"a.md": PAGE}, asked=entries), ["search"])
    assert found.hint == hint
    is_word = answer.startswith("means")
    assert found.severity is (Severity.WARNING if is_word else Severity.ERROR)
    assert found.source == entries["en"][0].span


def test_the_project_has_what_its_readers_ask_for() -> None:
    project = load_project(ROOT / "mkdocs.yml")
    assert {locale for locale, entries in project.site.asked.items() if entries} == {"en", "cy"}
    assert project.errors == ()
    assert check(project.site, ["search"]) == []


def test_a_project_is_told_what_leads_nowhere(tmp_path: Path) -> None:
    for locale in ("en", "cy"):
        (tmp_path / "docs" / locale).mkdir(parents=True)
        (tmp_path / "docs" / locale / "index.md").write_text("# A\n", encoding="utf-8")
    (tmp_path / "docs" / "data").mkdir()
    file = tmp_path / "docs" / "data" / "search.yml"
    file.write_text("cy:\n  - {asked: x, page: indeks.md}\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "plugins:\n  - i18n:\n      languages:\n        - locale: en\n          default: true\n"
        "        - locale: cy\n",
        encoding="utf-8",
    )
    project = load_project(tmp_path / "mkdocs.yml")
    assert project.errors == ()
    (found,) = check(project.site, ["search"])
    assert found.target is not None
    assert (found.target.path, found.target.line) == ("docs/data/search.yml", 2)
    assert found.hint == "Did you mean `index.md`?"
    file.write_text("cy:\n  - {asked: x}\n", encoding="utf-8")
    (error,) = load_project(tmp_path / "mkdocs.yml").errors
    assert (error.span.path, error.span.line) == ("docs/data/search.yml", 2)
