"""Every paragraph and list item of the policy can be quoted by a link that stays and serves both.

A printed label makes the address of a clause. Everything else has an id written beside it.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polisi.content.reader import reread
from polisi.model import Kind, Line, Page, Segment
from polisi.project import GENERATED

from .corpus import PLACEHOLDER, page, tree
from .test_clauses import LOCALES, both, own

MADE_OF_OTHERS = {"policy/whole.md", "schools/your-policy.md"}
POLICY = sorted(
    path
    for path, each in tree("en").pages.items()
    if path.startswith(("policy/", "schools/", "consent/", "forms/access-request", "what-to-"))
    if path not in MADE_OF_OTHERS | set(GENERATED)
)
NO_TEXT_OF_THE_POLICY = {"site-note", "school-note", "statute"}


def is_quotable(segment: Segment) -> bool:
    """Tell whether a segment is a paragraph or list item that somebody may want to quote.

    Not: notes beside the policy, statutes (which have numbers of their own), entries of a list of
    contents, and places that hold nothing but what a school fills in.
    """
    is_entry = [link.text for link in segment.links] == [segment.text] and not any(
        "://" in link.href for link in segment.links
    )
    return (
        segment.kind in (Kind.PARAGRAPH, Kind.ITEM)
        and segment.level <= 1
        and not NO_TEXT_OF_THE_POLICY & set(segment.containers)
        and not is_entry
        and re.search(r"\w", PLACEHOLDER.sub("", segment.text)) is not None
    )


def declared(of: Page) -> dict[str, str]:
    """Return what is said at each id that is written out."""
    return {each.id: each.text for each in of.segments if each.explicit}


@both
@pytest.mark.parametrize("path", POLICY)
def test_every_point_of_the_policy_has_an_address_that_stays(path: str, locale: str):
    without = [
        segment.text
        for segment in own(page(locale, path))
        if is_quotable(segment) and not segment.explicit and segment.label is None
    ]
    assert without == []


@pytest.mark.parametrize("path", POLICY)
def test_a_point_has_the_same_address_in_both_languages(path: str):
    one, other = (
        [(each.kind, each.id) for each in own(page(locale, path)) if each.explicit]
        for locale in LOCALES
    )
    assert one == other


@given(st.data())
def test_what_is_put_in_before_a_point_leaves_its_address(data: st.DataObject):
    before = page(data.draw(st.sampled_from(LOCALES)), data.draw(st.sampled_from(POLICY)))
    starts = [s.lines[0] for s in own(before) if s.kind is Kind.PARAGRAPH and not s.containers]
    at = data.draw(st.sampled_from([*starts, len(before.lines)]))
    new = data.draw(st.sampled_from([["Something new."], ["- New", "- Newer"], ["New", "", "New"]]))
    put_in = [Line(text, before.path, 0) for text in ["", *new, ""]]
    after = reread(before, [*before.lines[:at], *put_in, *before.lines[at:]])
    assert declared(after) == declared(before)
