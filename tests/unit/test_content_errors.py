"""Input that cannot be read: one message with file, line and what to do, and no traceback."""

from pathlib import Path

import pytest

from polisi.content.loader import load_tree
from polisi.content.source import IncludeError
from polisi.diagnostics import ContentError


def errors(folder: Path, **texts: str | bytes) -> dict[str, ContentError]:
    """Write pages (`a__b` is `a/b.md`) and return why they cannot be read."""
    for name, text in texts.items():
        path = folder / (name.replace("__", "/") + ".md")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return dict(load_tree(folder, "en", "en").errors)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (b"# A\n\nCaf\xe9\n", 3, "This file is not UTF-8 (byte 0xe9)."),
        (b"---\ntitle: Caf\xe9\n---\n", 2, "This file is not UTF-8"),
        ("---\ntitle: A\n\n# A\n", 1, "The front matter is not closed."),
        ('+++\ntitle = "A"\n\n# A\n', 1, "The front matter is not closed."),
        ('+++\ntitle = "A"\nweight =\n+++\n# A\n', 3, "The front matter is not TOML"),
        (
            "title: A\ndescription: >-\n  B\n---\n\n# A\n",
            1,
            "The front matter lacks its first line, `---`.",
        ),
        ('---\na: "b\nc: d\ne: "f"\n---\n', 2, "This is not valid YAML"),
        ("---\na: b\nc: 'd\ne: it's\n---\n", 3, "This is not valid YAML"),
        ("---\n- a\n- b\n---\n", 2, "The front matter is not a list of `key: value`."),
        ("---\njust text\n---\n", 2, "The front matter is not a list of `key: value`."),
        ("---\ntitle: A\ntitle: B\n---\n", 3, "`title` stands twice."),
        ("---\na:\n  b: 1\n  b: 2\n---\n", 4, "`b` stands twice."),
        ("---\ntitle: A: B\n---\n", 2, "This is not valid YAML: mapping values are not allowed"),
        ('---\na: b\ntitle: "A\nc: d\n---\n', 3, "This is not valid YAML"),
        ("---\na: b\ntitle A\nc: d\n---\n", 3, "This is not valid YAML"),
        ("---\na: b\ntags: [x, y\nc: d\n---\n", 3, "This is not valid YAML"),
        ("---\na: b\n\tc: d\n---\n", 3, "This is not valid YAML"),
        ("---\na: b\nc: \x01\n---\n", 3, "This is not valid YAML"),
        ("---\ndate: 2019-13-45\n---\n", 2, "This is not valid YAML"),
        ("---\na: &x\n  b: *x\n---\n", 2, "This is not valid YAML"),
        ("---\na: !!bool perhaps\n---\n", 2, "This is not valid YAML"),
        ("# A\n\n<!-- polisi: inclode b.md -->\n", 3, "`polisi: inclode` is not known."),
        ("# A\n\n<!-- polisi: include b.md -->\n", 3, "There is no file `en/b.md` to include."),
        ("# A\n\n<!-- polisi: include ../b.md -->\n", 3, "There is no file"),
        ("# A\n\n<!-- polisi: include a.md -->\n", 3, "This include leads back to itself"),
    ],
)
def test_one_page(tmp_path: Path, text: str | bytes, line: int, message: str) -> None:
    (error,) = errors(tmp_path, a=text).values()
    assert (error.span.path, error.span.line) == ("en/a.md", line)
    assert error.message.startswith(message)
    assert error.hint.endswith(".")
    assert str(error) == f"en/a.md:{line}: {error.message} {error.hint}"


def test_an_empty_file_is_a_page_without_text(tmp_path: Path) -> None:
    assert errors(tmp_path, a="", b="\n", c="---\n---\n") == {}
    pages = load_tree(tmp_path, "en").pages
    assert [page.segments for page in pages.values()] == [(), (), ()]


@pytest.mark.parametrize(
    "text", ["---\n# only a comment\n---\n\nText.\n", "---\n? [a, b]\n: c\n---\n"]
)
def test_odd_front_matter_that_is_none_the_less_right(tmp_path: Path, text: str) -> None:
    found = errors(tmp_path, a=text)
    # A key that is a list is YAML, but Python cannot have it.
    assert all("YAML" in error.message for error in found.values())


def test_a_cycle_names_the_way(tmp_path: Path) -> None:
    found = errors(
        tmp_path,
        a="<!-- polisi: include b__.md -->\n".replace("__", ""),
        b="Text.\n\n<!-- polisi: include sub/c.md -->\n",
        sub__c="<!-- polisi: include ../a.md -->\n",
    )
    assert found.keys() == {"a.md", "b.md", "sub/c.md"}
    error = found["a.md"]
    assert isinstance(error, IncludeError)
    assert "a.md -> b.md -> sub/c.md -> a.md" in error.message
    assert (error.span.path, error.span.line) == ("en/sub/c.md", 1)
    assert error.cycle == {"a.md", "b.md", "sub/c.md"}


def test_what_is_wrong_in_an_included_file_is_told_of_that_file(tmp_path: Path) -> None:
    found = errors(tmp_path, a="\n<!-- polisi: include b.md -->\n", b="---\nx: [\n---\n")
    assert {error.span.path for error in found.values()} == {"en/b.md"}
    assert {error.span.line for error in found.values()} == {2}


def test_an_id_that_the_included_file_has_not(tmp_path: Path) -> None:
    (error,) = errors(
        tmp_path,
        a="<!-- polisi: include b.md#there -->\n",
        b="```\n# Not this {#there}\n```\n\n# B {#here}\n",
    ).values()
    assert isinstance(error, IncludeError)
    assert (error.path, error.anchor) == ("b.md", "there")
    assert error.message == "`en/b.md` has no heading with `{#there}`."


def test_directives_in_code_are_examples(tmp_path: Path) -> None:
    text = "```\n<!-- polisi: include x.md -->\n```\n\n    <!-- polisi: nothing -->\n"
    assert errors(tmp_path, a=text) == {}


def test_other_pages_are_read_all_the_same(tmp_path: Path) -> None:
    assert errors(tmp_path, a=b"\xff", b="Text.\n").keys() == {"a.md"}
    assert load_tree(tmp_path, "en").pages.keys() == {"b.md"}


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="There is no such folder"):
        load_tree(tmp_path / "none", "en")


def test_two_blank_lines_end_no_block(tmp_path: Path) -> None:
    """As the renderer has it."""
    (tmp_path / "a.md").write_text("!!! letter\n\n    One\n\n\n\n    Two\n\nThree\n")
    segments = load_tree(tmp_path, "en").pages["a.md"].segments
    assert [(s.text, s.containers) for s in segments] == [
        ("One", ("letter",)),
        ("Two", ("letter",)),
        ("Three", ()),
    ]


def test_lines_know_the_include_that_brought_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n<!-- polisi: include b.md -->\n")
    (tmp_path / "b.md").write_text("B\n\n<!-- polisi: include c.md -->\n")
    (tmp_path / "c.md").write_text("C\n")
    lines = load_tree(tmp_path, "en").pages["a.md"].lines
    assert [(line.text, line.path, line.number, line.via) for line in lines] == [
        ("# A", "a.md", 1, 0),
        ("", "a.md", 2, 0),
        ("B", "b.md", 1, 3),
        ("", "b.md", 2, 3),
        ("C", "c.md", 1, 3),
    ]


@pytest.mark.parametrize("text", ["title: A", "title: A\n\nText.\n---\n", "Note: A\n---\n"])
def test_a_text_that_begins_like_front_matter(tmp_path: Path, text: str) -> None:
    assert errors(tmp_path, a=text) == {}


@pytest.mark.parametrize(
    ("text", "line", "closing"),
    [
        ("B\n\n```yaml\nx\n", 3, "```"),
        ("B\n\n~~~~\n```\nx\n~~~\n", 3, "~~~~"),
        ("B\n\n<!-- x\n\ny\n", 3, "-->"),
        ("---\ntitle: B\n---\n```", 4, "```"),
    ],
)
def test_what_is_not_closed_ends_with_its_file(
    tmp_path: Path, text: str, line: int, closing: str
) -> None:
    (tmp_path / "a.md").write_text("# A\n\n<!-- polisi: include b.md -->\n\nEnd.\n")
    (tmp_path / "b.md").write_text(text)
    pages = load_tree(tmp_path, "en", "en").pages
    for page in (pages["a.md"], pages["b.md"]):
        (found,) = page.unclosed
        assert (found.span.path, found.span.line) == ("en/b.md", line)
    assert pages["a.md"].segments[-1].text == "End."
    assert pages["b.md"].lines[-1].text == closing
    assert pages["a.md"].end is None
    assert pages["b.md"].end is not None


@pytest.mark.parametrize(
    "text",
    [
        "```\n<!--\n```\n",
        "Use `<!--` here.\n",
        "- a\n\n  ```\n  x\n\nText.\n",
        "!!! note\n\n    ```\n    x\n\nText.\n",
        "    ```\n\nText.\n",
        "<!-- a --> <!-- b\nc -->\n",
        "~~~\n```\n~~~\n",
    ],
)
def test_what_opens_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(text)
    page = load_tree(tmp_path, "en", "en").pages["a.md"]
    assert page.unclosed == ()
    assert page.markdown == text.rstrip("\n")
