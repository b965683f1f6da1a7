"""Rule `number` in either direction, and with a language whose number words are not known."""

import pytest

from parity_support import lines, read
from polisi.model import Site
from polisi.parity import check


def found(source: tuple[str, str], target: tuple[str, str]) -> list[str]:
    """Return the findings of two pages, each given as its language and its text."""
    here, there = source[0], target[0]
    pages = (read({"p.md": f"# A {{#a}}\n\n{text}\n"}, loc) for loc, text in (source, target))
    return [lines(each) for each in check(Site(here, there, here, there, *pages), ["number"])]


def test_from_welsh_to_english() -> None:
    assert found(("cy", "Tair blynedd, 5yh, 1af o Fai"), ("en", "3 years, 5pm, 1 May")) == []
    assert found(("cy", "Tair blynedd."), ("en", "4 years.")) == [
        "number cy:3 en:3 Paragraph “Tair blynedd.” says “Tair” in cy and “4” in en."
    ]


@pytest.mark.parametrize("locales", [("en", "fr"), ("fr", "en"), ("de", "fr"), ("en-GB", "fr-CA")])
def test_of_an_unknown_language_digits_are_read_alone(locales: tuple[str, str]) -> None:
    here, there = locales
    same = "{} 12 {} 2026, 01443 424156, a@x.gov.uk, 10%"
    one, other = same.format("three", "May"), same.format("trois", "mai")
    assert found((here, one), (there, other)) == []
    assert found((here, one), (there, other.replace("2026", "2025"))) == [
        f"number {here}:3 {there}:3 Paragraph “{one}” says “2026” in {here} and “2025” in {there}."
        if len(one) <= 48
        else f"number {here}:3 {there}:3 Paragraph “three 12 May 2026, 01443 424156, a@x.gov.uk…” "
        f"says “2026” in {here} and “2025” in {there}."
    ]


def test_the_place_is_that_of_the_number() -> None:
    source = read({"p.md": "# A {#a}\n\nOpen **from 9am** to [5 pm](x.md).\n"}, "en")
    target = read({"p.md": "# A {#a}\n\nAr agor\nrhwng 9yb a [6yh](x.md).\n"}, "cy")
    (only,) = check(Site("en", "cy", "en", "cy", source, target), ["number"])
    assert only.source is not None
    assert only.target is not None
    assert (only.source.line, only.source.column, only.source.end_column) == (3, 23, 27)
    assert (only.target.line, only.target.column, only.target.end_column) == (4, 14, 17)


def test_the_place_of_a_number_in_the_front_matter_is_its_line() -> None:
    source = read({"p.md": "---\ntitle: 'Appendix 2'\n---\n\n# A\n\nx\n"}, "en")
    target = read({"p.md": "---\nlang: cy\ntitle: Atodiad 3\n---\n\n# A\n\nx\n"}, "cy")
    (only,) = check(Site("en", "cy", "en", "cy", source, target), ["number"])
    assert only.source is not None
    assert only.target is not None
    assert (only.source.line, only.target.line) == (2, 3)
