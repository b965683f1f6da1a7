"""Which address of one language is the counterpart of which of the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polisi.parity.addresses import Twins, host_of, names_language, same, without_language


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://X.example/a/", "https://x.example/a"),
        ("tel:+44 (0)1443 424156", "tel:01443424156"),
        ("mailto:A@x.example?subject=Fees", "mailto:a@x.example"),
    ],
)
def test_the_same_address(one: str, other: str) -> None:
    assert same(one) == same(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/a", "https://x.example/A"),
        ("https://x.example/a?b=1", "https://x.example/a?b=2"),
        ("tel:01443424156", "tel:01443424157"),
        ("a.pdf", "b.pdf"),
    ],
)
def test_another_address(one: str, other: str) -> None:
    assert same(one) != same(other)


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("https://x.example/cy/a", "//x.example/a"),
        ("https://cy.x.example/a", "//x.example/a"),
        ("https://x.example/a?lang=cy", "//x.example/a"),
        ("https://x.example/a?lang=cy&b=1", "//x.example/a?b=1"),
        ("https://x.example/a?b=1&lang=cym#c", "//x.example/a?b=1#c"),
        ("https://x.example/cy", "//x.example"),
        ("files/form-cy.pdf", "files/form.pdf"),
        ("cy/form.pdf", "form.pdf"),
        ("https://x.example/cynon/policy", "//x.example/cynon/policy"),
        ("https://x.example/?policy=cyber", "//x.example/?policy=cyber"),
    ],
)
def test_without_the_code_of_a_language(address: str, bare: str) -> None:
    assert without_language(address, "cy") == bare
    assert names_language(address, "cy") == ("cynon" not in address and "cyber" not in address)


def test_the_declared_counterpart() -> None:
    twins = Twins(
        {
            "https://x.example/a": "https://x.example/y",
            "https://x.example/*": "https://x.example/cy/*",
            "https://x.example/en/*": "https://x.example/cymraeg/*",
            "www.gov.example": "www.llyw.example",
            "tel:01443 424156": "tel:01443 425001",
        }
    )
    assert twins.of("http://x.example/a/") == "https://x.example/y"
    assert twins.of("https://x.example/b?c#d") == "https://x.example/cy/b?c#d"
    assert twins.of("https://x.example/en/b") == "https://x.example/cymraeg/b"
    assert twins.of("https://www.gov.example/a") == "https://www.llyw.example/a"
    assert twins.of("mailto:a@www.gov.example") == "mailto:a@www.llyw.example"
    assert twins.of("tel:+441443424156") == "tel:01443 425001"
    assert twins.of("https://z.example/") is None
    assert not Twins({})


@given(st.text(max_size=60))
def test_any_address_can_be_read(address: str) -> None:
    for each in (address, f"https://{address}", f"mailto:{address}"):
        assert same(same(each)) == same(each)
        assert host_of(each) == host_of(each).lower()
        assert isinstance(without_language(each, "cy"), str)
        if not each.endswith("*"):
            assert Twins({each: "x"}).of(each) == "x"
