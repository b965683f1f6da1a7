"""What is seen of Markdown, and that every letter of it is found again in the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity_support import read
from polisi.parity.visible import visible


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        ("plain text", "plain text"),
        ("**bold** and _it_, snake_case", "bold and it, snake_case"),
        ("[a](b.md) [c][d] ![e](f.png)", "a c e"),
        ("[a](<b c.md> \"t\") [x](y_(z).md 't')", "a x"),
        ("`5` <!-- 5 --> {{ n }} <https://x.example/5>", "       "),
        ("<a@b.example> <b class='5'>c</b>", "a@b.example c"),
        ("&pound;5 &#163;6 &amp; 7&nbsp;8", "£5 £6 & 7\u00a08"),
        (r"1\. \*not\*", "1. *not*"),
        ("a[^1]\n\n[^1]: b", "a"),
        ("6.13 a clause", " a clause"),
        ("B) a clause", " a clause"),
    ],
)
def test_what_is_seen(markdown: str, seen: str) -> None:
    page = read({"p.md": f"# A\n\n{markdown}\n"}, "en")["p.md"]
    assert visible(page.segments[1]).text == seen


def test_the_place_of_a_word() -> None:
    text = "# A\n\n6.13 One [**two**](x.md 't')\nthree &amp; `x`four.\n"
    segment = read({"p.md": text}, "en")["p.md"].segments[1]
    shown = visible(segment)
    rows = text.split("\n")
    for word in ("One", "two", "three", "four"):
        start = shown.text.index(word)
        place = shown.place(start, start + len(word))
        assert place.line == place.end_line
        assert rows[place.line - 1][place.column - 1 : place.end_column - 1] == word


def test_a_label_that_only_the_counterpart_has() -> None:
    segment = read({"p.md": "# A\n\n6.13Text\n"}, "en")["p.md"].segments[1]
    assert visible(segment, "6.13").text == "Text"
    assert visible(segment).text == "6.13Text"


@given(st.text("ab 5*_[]()<>!`&;{}#.\\\n'\"^-", max_size=60))
def test_any_text_keeps_its_places(text: str) -> None:
    for segment in read({"p.md": f"x {text}\n"}, "en")["p.md"].segments:
        shown = visible(segment)
        for at, letter in enumerate(shown.text):
            if letter in "ab5":
                place = shown.place(at, at + 1)
                line = segment.source.split("\n")[place.line - segment.span.line]
                column = place.column - (
                    segment.span.column if place.line == segment.span.line else 1
                )
                assert line[column] == letter
