"""What of Markdown is text to be translated, and where its parts stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity_support import lines, read
from polisi.model import Site
from polisi.parity import check
from polisi.parity.prose import place, prose_of, sentences, unquoted


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Ask `the team` <!-- a -->**now**.", "Ask **now**."),
        ("See [the page](../a_(b).md#c) or <https://x.example/y>.", "See [the page or ."),
        ("Choose *Something else*{lang=en} here.", "Choose here."),
        ('Say <span lang="en">hello you</span> <em>twice</em>.', "Say twice ."),
        ("{{ school_name }} asks a.b@example.org, www.x.example/y too", "asks , too"),
        ("In schools/letter-1.md, and/or there", "In , and/or there"),
        ("## Scope {#scope .wide}", "## Scope"),
        ("Something else\n{lang=en}", ""),
    ],
)
def test_what_is_no_text_is_blank(markdown: str, words: str) -> None:
    found = prose_of(markdown)
    assert len(found) == len(markdown)
    assert " ".join(found.split()) == words


@given(st.text("ab `*_[](){}<>!-\"'&;#:/.@=lang\n", max_size=60))
def test_every_letter_keeps_its_place(text: str) -> None:
    found = prose_of(text)
    assert len(found) == len(text)
    assert all(new in (old, " ") for new, old in zip(found, text, strict=True))


def test_sentences_and_their_places() -> None:
    text = "Ask us, e.g. on Monday. **Then** wait. No\nanswer? Ask Mr. Jones."
    (segment,) = read({"p.md": text}, "en")["p.md"].segments
    found = sentences(segment)
    assert [piece.text for piece in found] == [
        *("Ask us, e.g. on Monday.", "**Then** wait.", "No\nanswer?", "Ask Mr. Jones.")
    ]
    last = place(segment, found[-1].start, found[-1].end)
    assert (last.line, last.column, last.end_column) == (2, 9, 23)
    third = place(segment, found[2].start, found[2].end)
    assert (third.line, third.end_line, third.end_column) == (1, 2, 8)


def test_what_is_quoted() -> None:
    assert unquoted('a "b c" don\'t ‘d’ e').split() == ["a", "don't", "e"]


def test_in_other_languages_what_is_the_same_is_untranslated() -> None:
    texts = {"p.md": "# A\n\nRead this page first\n\nInstallation\n\nFacebook, Twitter and more\n"}
    french = {"p.md": "# A\n\nRead this page first\n\nInstallation\n\nFacebook, Twitter et plus\n"}
    pages = Site("en", "fr", "en", "fr", read(texts, "en"), read(french, "fr"))
    (found,) = check(pages, ["untranslated"])
    assert lines(found) == (
        "untranslated en:3 fr:3 This is the same in en and fr: “Read this page first”"
    )


def test_a_site_whose_source_is_welsh() -> None:
    welsh = "Rhaid i staff bostio.\n\nStaff must tell the team.\n"
    english = "Staff must not post.\n\nStaff must tell the team.\n"
    pages = Site("cy", "en", "cy", "en", read({"p.md": welsh}, "cy"), read({"p.md": english}, "en"))
    found = {each.rule: each for each in check(pages, ["modal", "untranslated"])}
    assert lines(found["modal"]).startswith("modal cy:1 en:1 “must not” is “Rhaid” in Welsh")
    assert lines(found["untranslated"]).startswith("untranslated cy:3 en:3 This is English")
    assert found["untranslated"].at == "source"
