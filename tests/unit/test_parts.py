"""What a page is called as a document of its own, and what of it is in that document."""

import pytest

from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.export.parts import document_page, is_letter, short_name, title
from polisi.model import Page

LETTER = "!!! school-note\n\n    Delete this.\n\n!!! letter\n\n    Dear {{ name }}\n\n    Bye"
FILES = {
    "a/code.md": "document_title: ' Code '\n---\n# Appendix 5: Code {#five}\n\nSee [it](#five).",
    "a/plain.md": "description: x\n---\n# Appendix 6 {#six}\n\nWords.",
    "a/odd.md": "document_title: 2019\nslug: ../odd\n---\n# Odd {#odd}\n\nWords.",
    "a/empty.md": "document_title: ''\n---\n# Empty {#empty}\n\nWords.",
    "a/letter.md": f"document_title: Letter\nslug: llythyr\n---\n# Appendix 1 {{#one}}\n\n{LETTER}",
    "a/mixed.md": f"document_title: Mixed\n---\n# Appendix 2 {{#two}}\n\nWords.\n\n{LETTER}",
    "a/index.md": "document_title: Index\n---\n# Index of a {#a}",
    "a/all.md": "description: x\n---\n# The site's {#all}\n\n<!-- polisi: include code.md -->",
}


def page(path: str) -> Page:
    expander = Expander(lambda path: f"---\ntitle: T\n{FILES[path]}\n".encode(), "docs")
    return read_page(expander.source(path), "en", "docs")


@pytest.mark.parametrize(
    ("path", "called", "file", "says"),
    [
        ("a/code.md", "Code", "code", ["Code", "See it."]),
        ("a/plain.md", "Appendix 6", "plain", ["Appendix 6", "Words."]),
        ("a/odd.md", "Odd", "odd", ["Odd", "Words."]),
        ("a/empty.md", "Empty", "empty", ["Empty", "Words."]),
        ("a/letter.md", "Letter", "llythyr", ["Delete this.", "Dear {{ name }}", "Bye"]),
        (
            *("a/mixed.md", "Mixed", "mixed"),
            ["Mixed", "Words.", "Delete this.", "Dear {{ name }}", "Bye"],
        ),
        ("a/index.md", "Index", "a", ["Index"]),
        (
            *("a/all.md", "Appendix 5: Code", "appendix-5-code"),
            ["Appendix 5: Code", "See it."],
        ),
    ],
)
def test_a_page_as_a_document(path: str, called: str, file: str, says: list[str]) -> None:
    read = page(path)
    assert title(read) == called
    assert short_name(read) == file
    document = document_page(read)
    assert [segment.text for segment in document.segments] == says
    assert title(document) == called
    assert [s.text for s in document_page(document).segments] == says


def test_a_letter_is_a_page_of_nothing_else() -> None:
    assert [path for path in FILES if is_letter(page(path))] == ["a/letter.md"]
    assert is_letter(document_page(page("a/letter.md")))


def test_the_heading_of_a_document_keeps_its_address() -> None:
    assert document_page(page("a/code.md")).anchors == {"five"}
