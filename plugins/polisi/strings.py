"""What Polisi itself says to a reader, in each language that it speaks.

One file a language under `locales/`, and one under `locales/findings/` for what a check tells
(`said`); a test holds their keys equal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LOCALES = ("en", "cy")
"""The languages that the interface speaks."""


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """Return every string of a language; of English, if the interface does not speak it."""
    strings: Mapping[str, str] = _read(f"{_spoken(locale)}.yml")
    return strings


@cache
def findings(locale: str) -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
    """Return what findings say in a language, by section and name; else as `catalogue`.

    A string with several forms is a mapping of them.
    """
    strings: Mapping[str, Mapping[str, str | Mapping[str, str]]]
    strings = _read(f"findings/{_spoken(locale)}.yml")
    return strings


def _spoken(locale: str) -> str:
    return locale if locale in LOCALES else "en"


def _read(name: str) -> Any:
    # Not by importlib.resources, which takes a check 6 ms to import.
    text = (Path(__file__).with_name("locales") / name).read_text(encoding="utf-8")
    # libyaml's reader, where there is one, saves a build 50 ms.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)


def asked_for(environment: Mapping[str, str]) -> str:
    """Return the language that somebody's environment asks programs to speak.

    The variables are those of GNU gettext, in its order: the list in `LANGUAGE`, then `LC_ALL`,
    `LC_MESSAGES` and `LANG`. As there, the locale `C` asks for no language, whatever the list says;
    `C.UTF-8`, which containers have where nobody has chosen, leaves the choice to the list.

    Args:
        environment: the variables of a process.

    Returns:
        A language that Polisi speaks; English where none is asked for.
    """
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    wanted = [*environment.get("LANGUAGE", "").split(":"), locale]
    if locale in ("C", "POSIX"):
        return "en"
    return next((each for each in map(_language, wanted) if each in LOCALES), "en")


def _language(locale: str) -> str:
    """Return the language of a locale as POSIX writes it, such as `cy_GB.UTF-8`."""
    return re.split(r"[_.@-]", locale, maxsplit=1)[0]


def tag(locale: str) -> str:
    """Return a language as Word and other programs write it, with its country where it has one."""
    return {"en": "en-GB", "cy": "cy-GB"}.get(locale, locale)


def say(locale: str, key: str, **values: str) -> str:
    """Return one string with its `{name}` places filled.

    Raises:
        KeyError: there is no such string.
    """
    return catalogue(locale)[key].format(**values)
