"""What Polisi itself says to a reader, in each language that it speaks.

One file a language under `locales/`; a test holds their keys equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

LOCALES = ("en", "cy")
"""The languages that the interface speaks."""


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """Return every string of a language; of English, if the interface does not speak it."""
    name = locale if locale in LOCALES else "en"
    text = resources.files("polisi").joinpath(f"locales/{name}.yml").read_text(encoding="utf-8")
    strings: Mapping[str, str] = yaml.safe_load(text)
    return strings


def say(locale: str, key: str, **values: str) -> str:
    """Return one string with its `{name}` places filled.

    Raises:
        KeyError: there is no such string.
    """
    return catalogue(locale)[key].format(**values)
