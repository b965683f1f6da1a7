"""What the site says exists in every language, with the same places to fill."""

import re
from string import Formatter

import pytest

from polisi.strings import LOCALES, catalogue, say


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_every_string_with_the_same_places(locale: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    english = {key: places(text) for key, text in catalogue("en").items()}
    assert {key: places(text) for key, text in catalogue(locale).items()} == english


def test_welsh_is_said_in_welsh() -> None:
    assert say("cy", "link_to", name="6.13") == "Dolen: 6.13"
    english, welsh = catalogue("en"), catalogue("cy")
    same = [
        key for key in english if english[key] == welsh[key] and re.search("[a-z]", english[key])
    ]
    assert same == []
