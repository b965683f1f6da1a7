"""A segment's Markdown as a proofreader sees it: emphasis, addresses, fields, and changed words."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from parity_support import read
from polisi.exchange.inline import definitions
from polisi.site.marked import marked


def shown(markdown: str, old: str | None = None) -> str:
    page = read({"p.md": f"# T {{#t}}\n\n{markdown}\n"}, "en")["p.md"]
    return str(marked(page.segments[1], definitions(page), old))


@pytest.mark.parametrize(
    ("markdown", "wanted"),
    [
        ("**Staff** must *not*.", "<strong>Staff</strong> must <em>not</em>."),
        (
            "See [the *other* page](two.md).",
            "See <u>the</u> <u><em>other</em></u> <u>page</u> "
            '<span class="polisi-address">(two.md)</span>.',
        ),
        (
            "Ask {{ school_name }}, please.",
            'Ask <span class="polisi-code">{{ school_name }}</span>, please.',
        ),
        ("Write `a | b` here.", "Write <code>a | b</code> here."),
        (
            "A <script>alert(1)</script> b",
            'A <span class="polisi-code">&lt;script&gt;</span>alert(1)'
            '<span class="polisi-code">&lt;/script&gt;</span> b',
        ),
        (
            "[x](tel:+441443)",
            '<u>x</u> <span class="polisi-address">(tel:+441443)</span>',
        ),
        (
            "![A plan](plan.png)",
            '<u>A plan</u> <span class="polisi-address">(plan.png)</span>',
        ),
        (r"5 \* 3 & <b", "5 * 3 &amp; &lt;b"),
    ],
)
def test_markup_is_shown_and_does_nothing(markdown: str, wanted: str) -> None:
    assert shown(markdown) == wanted


@pytest.mark.parametrize(
    ("now", "old", "wanted"),
    [
        (
            "Kept for four years.",
            "Kept for three years.",
            "Kept for <del>three</del> <ins>four</ins> years.",
        ),
        (
            "**Staff** must ask.",
            "Staff must ask.",
            "<del>Staff</del> <ins><strong>Staff</strong></ins> must ask.",
        ),
        (
            "See [it](b.md).",
            "See [it](a.md).",
            'See <u>it</u> <del><span class="polisi-address">(a.md)</span></del> '
            '<ins><span class="polisi-address">(b.md)</span></ins>.',
        ),
        ("Ask first.", "Ask.", "<del>Ask.</del> <ins>Ask first.</ins>"),
    ],
)
def test_changed_words_are_marked(now: str, old: str, wanted: str) -> None:
    assert shown(now, old) == wanted


TEXT = st.text("ab <>&*_`[]()!{}\"'/#x;:\\", min_size=1, max_size=40)


@given(TEXT, TEXT)
def test_whatever_is_written_stays_text(now: str, old: str) -> None:
    page = read({"p.md": f"# T {{#t}}\n\nA {now} z\n"}, "en")["p.md"]
    for segment in page.segments:
        made = str(marked(segment, definitions(page), old))
        names = set(re.findall(r"</?([a-z]+)", made))
        assert names <= {"strong", "em", "u", "code", "span", "ins", "del"}
        tree = html.fragment_fromstring(made, create_parent=True)
        assert not [each for each in tree.iter() if set(each.attrib) - {"class"}]
        assert unescape(re.sub(r"<[^>]*>", "", made)) == tree.text_content()
