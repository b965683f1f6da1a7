"""What is seen of raw HTML in a page: which texts, and where they stand."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parity_support import lines, read, signed, site
from polisi.content.html_text import html_texts
from polisi.model import Kind, Page
from polisi.parity import check
from polisi.parity.comparison import Comparison
from polisi.review import status


def page(markdown: str) -> Page:
    return read({"p.md": f"# A {{#a}}\n\n{markdown}\n"}, "en")["p.md"]


@pytest.mark.parametrize(
    ("markdown", "texts"),
    [
        ("<p>One &amp; two</p>", ["One & two"]),
        ("<div>One\n<b>two</b> three</div>", ["One two three"]),
        ("<ul><li>One</li><li>Two</li></ul>", ["One", "Two"]),
        ("<details><summary>More</summary>\n<p>Text</p></details>", ["More", "Text"]),
        ("<div>One<br>two</div>", ["One", "two"]),
        ("<div><script>var one;</script><style>p {}</style>Two</div>", ["Two"]),
        ("<div><!-- One -->Two</div>", ["Two"]),
        ('<div><img src="a.png" alt="A plan"> of it</div>', ["A plan of it"]),
        ("<div></div>", []),
        ("<div>One", ["One"]),
        ("<div>One<![x] two</div>", ["One"]),
        ("<p><b>One</b> two</p>", ["One two"]),
    ],
)
def test_texts(markdown: str, texts: list[str]) -> None:
    found = page(markdown)
    assert [each.text for each in found.html] == texts
    # What is rendered is not touched by it.
    assert [each.kind for each in found.segments] == [Kind.HEADING]


def test_places_of_texts_and_links() -> None:
    source = '<div>\n  <p>See <a href="x.md">this</a>.</p>\n</div>\n\n<p>Last</p>'
    one, last = page(source).html
    span = one.span
    assert (span.line, span.column, span.end_line, span.end_column) == (4, 6, 4, 34)
    assert [(each.href, each.text, each.span.column) for each in one.links] == [
        ("x.md", "this", 19)
    ]
    assert (last.span.line, last.span.column) == (7, 4)
    assert (one.id, last.id) == ("a~html1", "a~html2")


def test_a_text_begins_with_the_tags_that_mark_up_its_first_words() -> None:
    source = '<ul><li> <i><b>One</b></i> two</li><li>\n <a id="x"></a> <i>Three</i></li></ul>'
    assert [each.source for each in page(source).html] == [
        "<i><b>One</b></i> two",
        '<a id="x"></a> <i>Three</i>',
    ]


def test_the_same_words_twice_on_a_line_have_two_places() -> None:
    markdown = "- A\n\n    <p>One</p><p>One</p>\n\n> <p>One</p>\n\n<p>p</p>"
    assert [(each.span.line, each.span.column) for each in page(markdown).html] == [
        (5, 8),
        (5, 18),
        (7, 6),
        (9, 4),
    ]


@example("<div><![x")
@example("a<![if x]>b<![endif]>c")
@example("<p><![CDATA[b]]></p>")
@given(st.text("<>/abp div=\"'&;!-[]\n#1", max_size=60))
def test_whatever_stands_there_is_read(content: str) -> None:
    for each in html_texts(content):
        assert 0 <= each.start <= each.end <= len(content)
        assert all(each.start <= link.start <= len(content) for link in each.links)


EN = """# A {#a}

<div>
<p>Open until 5pm on 1 March.</p>
<p>See <a href="https://a.test/x">the rules</a>.</p>
<p>You must not smoke.</p>
</div>
"""
CY = """# A {#a}

<div>
<p>Ar agor tan 5yh ar 1 Mawrth.</p>
<p>Gweler <a href="https://a.test/x">y rheolau</a>.</p>
<p>Rhaid i chi beidio ag ysmygu.</p>
</div>
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", []),
        ("5yh", "6yh", ["number en:4 cy:4"]),
        ("beidio ag ysmygu", "ysmygu", ["modal en:6 cy:6"]),
        ('<a href="https://a.test/x">y rheolau</a>', "y rheolau", ["link en:5 cy:5"]),
        ("Ar agor tan 5yh ar 1 Mawrth.", "Open until 5pm on 1 March.", ["untranslated en:4 cy:4"]),
        ("<p>Rhaid i chi beidio ag ysmygu.</p>\n", "", ["structure en:6 cy:5"]),
    ],
)
def test_texts_in_html_are_compared(old: str, new: str, told: list[str]) -> None:
    found = [lines(each) for each in check(site(EN, CY.replace(old, new)))]
    assert [each.rsplit("Text in HTML")[0].split(" ")[:3] for each in found] == [
        each.split(" ") for each in told
    ]


def test_texts_in_html_are_signed() -> None:
    ledger = signed(EN, CY)
    here = site(EN.replace("1 March", "2 March"), CY, ledger=ledger)
    (found,) = status(Comparison(here, ()))
    states = {each.id: each.state.value for each in found.segments}
    assert states == {
        "a": "reviewed",
        "a~html1": "stale",
        "a~html2": "reviewed",
        "a~html3": "reviewed",
    }
