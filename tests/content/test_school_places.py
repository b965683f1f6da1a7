"""Every place that the printed policy leaves to a school is served by a field or by the text.

`data/school-places.tsv` is the audit's list of those places: the line of the printed text, what
stands there, and what serves it here. `served_by` is one or more fields; `note` where it is advice
that goes from a filled document; `words` where the printed words stand.
"""

from functools import cache

import pytest

from polisi.fields import Field, Schema, load
from polisi.model import Segment

from .corpus import DOCS, page, printed_text, rows, shown, tokens

ROWS = rows("school-places.tsv")
each_row = pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
both = pytest.mark.parametrize("locale", ["en", "cy"])


@cache
def schema() -> Schema:
    return load(DOCS / "data" / "fields.yml", "docs/data/fields.yml")


def places(row: dict[str, str], locale: str) -> list[tuple[str, Segment]]:
    """Return what serves a row, each with where."""
    wanted = row["served_by"].split()
    found = [place.split("#") for place in row["place"].split()]
    assert len(wanted) == len(found)
    return [
        (name, page(locale, path).by_id[ident])
        for name, (path, ident) in zip(wanted, found, strict=True)
    ]


def sections(locale: str, segment: Segment) -> set[str]:
    """Return the headings of its page that a segment stands under."""
    found: list[Segment] = []
    (home,) = (p for p in (page(locale, path) for path in paths()) if segment in p.segments)
    for each in home.segments:
        if each.level and each.anchor and each.kind.value == "heading":
            found = [*(h for h in found if h.level < each.level), each]
        if each is segment:
            break
    return {heading.anchor or "" for heading in found}


@cache
def paths() -> tuple[str, ...]:
    return tuple({place.split("#")[0] for row in ROWS for place in row["place"].split()})


def serves(field: Field, segment: Segment, locale: str) -> bool:
    """Tell whether a field has its place in a segment, replaces it, or takes it away."""
    named = any(placeholder.name == field.id for placeholder in segment.placeholders)
    hides = bool(sections(locale, segment) & set(field.shows))
    return named or field.replaces == segment.id or hides


@each_row
def test_a_row_quotes_the_printed_text(row: dict[str, str]):
    if row["verbatim"].startswith("[no "):  # what is not there cannot be quoted
        return
    line = int(row["line"])
    near = " ".join(printed_text().split("\n")[line - 2 : line + 3])
    wanted = tokens(row["verbatim"].replace("*", ""))
    assert set(wanted) <= set(tokens(near.replace("*", ""))), near


@both
@each_row
def test_every_place_is_served_in_both_languages(row: dict[str, str], locale: str):
    for name, segment in places(row, locale):
        if name == "note":
            assert "school-note" in segment.containers
        elif name == "words":
            said = tokens(row["verbatim"])
            assert locale != "en" or "".join(said) in "".join(tokens(shown(segment)))
        else:
            assert serves(schema().by_id[name], segment, locale), f"{name} {segment.id}"


def test_every_field_serves_a_place():
    served = {name for row in ROWS for name in row["served_by"].split()}
    asking = {ident for field in schema().fields for ident in field.asked_of}
    assert {field.id for field in schema().fields} == (served | asking) - {"note", "words"}
