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
    # libyaml's reader, where there is one, saves a build 50 ms.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    strings: Mapping[str, str] = yaml.load(text, Loader=loader)
    return strings


def tag(locale: str) -> str:
    """Return a language as Word and other programs write it, with its country where it has one."""
    return {"en": "en-GB", "cy": "cy-GB"}.get(locale, locale)


def say(locale: str, key: str, **values: str) -> str:
    """Return one string with its `{name}` places filled.

    Raises:
        KeyError: there is no such string.
    """
    return catalogue(locale)[key].format(**values)
