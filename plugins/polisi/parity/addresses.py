"""Addresses of the two languages: which one is the counterpart of which.

Three things make two different addresses say the same: they are declared (`link_twins` in
`council.yml`), they differ in nothing but the code of their language (`/en/` and `/cy/`,
`?lang=en` and `?lang=cy`, `form-en.pdf` and `form-cy.pdf`), or they are the same phone number or
e-mail address written otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from polisi.language.numbers import phone_number

_CODES = {"en": ("en", "eng"), "cy": ("cy", "cym", "wel")}
"""The codes of a language by ISO 639, as addresses have them."""

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"(?:https?:)?//([^/?#]*)(.*)", re.I | re.S)
"""An address on the web: the host, and the rest."""


class Twins:
    """The declared counterparts of addresses.

    An entry is two addresses, two beginnings of addresses that end in `*`, or two names of hosts
    (`www.x.gov.uk: www.x.gov.cymru`), which also go for e-mail addresses. The longest one that
    fits counts.
    """

    def __init__(self, declared: Mapping[str, str]) -> None:
        """Take the entries as `council.yml` has them."""
        self._exact: dict[str, str] = {}
        self._beginnings: dict[str, str] = {}
        self._hosts: dict[str, str] = {}
        for one, other in declared.items():
            if one.endswith("*"):
                self._beginnings[one[:-1]] = other.removesuffix("*")
            elif _HOST.fullmatch(one):
                self._hosts[one.lower()] = other
            else:
                self._exact[same(one)] = other

    def __bool__(self) -> bool:
        return bool(self._exact or self._beginnings or self._hosts)

    def of(self, address: str) -> str | None:
        """Return the declared counterpart of an address of the source language, if any."""
        if not self:
            return None
        exact = self._exact.get(same(address))
        if exact is not None:
            return exact
        fitting = [each for each in self._beginnings if address.startswith(each)]
        if fitting:
            longest = max(fitting, key=len)
            return self._beginnings[longest] + address[len(longest) :]
        host = host_of(address)
        if host in self._hosts:
            return re.sub(re.escape(host), self._hosts[host], address, count=1, flags=re.I)
        return None


@lru_cache(1 << 14)
def same(address: str) -> str:
    """Return an address so that those that lead to the same are equal.

    A `mailto:` is left without its subject, which is translated; a `tel:` is its number alone.
    """
    web = _WEB.fullmatch(address)
    if web:
        return f"//{web[1].lower()}{web[2].removesuffix('/')}"
    scheme, _, rest = address.partition(":")
    if scheme.lower() == "mailto":
        return f"mailto:{rest.partition('?')[0].lower()}"
    return f"tel:{phone_number(rest)}" if scheme.lower() == "tel" else address


def host_of(address: str) -> str:
    """Return the name of the host of a web or e-mail address, or an empty text."""
    if address[:7].lower() == "mailto:":
        return address.partition("@")[2].partition("?")[0].lower()
    web = _WEB.fullmatch(address)
    return web[1].lower() if web else ""


@lru_cache(1 << 14)
def without_language(address: str, locale: str) -> str:
    """Return an address without the code of a language, wherever it stands in it."""
    address = same(address).lower()
    for pattern, instead in _patterns(locale):
        address = pattern.sub(instead, address)
    return address.removesuffix("/")


def names_language(address: str, locale: str) -> bool:
    """Return whether an address has the code of a language in it."""
    return without_language(address, locale) != same(address).lower().removesuffix("/")


@lru_cache(16)
def _patterns(locale: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), instead) for pattern, instead in _sources(locale))


def _sources(locale: str) -> Iterator[tuple[str, str]]:
    language = re.split("[-_]", locale.lower())[0]
    names = "|".join(map(re.escape, _CODES.get(language, (language,))))
    code = rf"(?:{names})(?:[-_][a-z]{{2}})?"
    yield rf"(?<!/)/{code}(?=[/?#]|$)", ""
    yield rf"^{code}/", ""
    yield rf"//{code}\.", "//"
    yield rf"(?<=[?&])[\w-]+={code}(?:&|(?=#|$))", ""
    yield r"[?&](?=#|$)", ""
    yield rf"[-_.]{code}(?=\.\w+(?:[?#]|$)|$)", ""
