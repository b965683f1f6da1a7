"""The rules, in the order in which they run: what says most about a fault comes first.

A rule is a module with a `NAME` and one or two functions that are given the comparison of both
languages and yield findings; its docstring is its manual. `check_pair` is given a page and its
counterpart as well, and is only asked again when these have changed, or what it has asked the
comparison about other pages (`memo`); `check_site` is for what needs all pages at once. What both
should know of the whole site, `survey` returns, and they are given it last. With `BY_NAME = True`,
a rule runs on a plain pair of trees only if it is named. To add one, write the module and put it
into the tuple below. One fault is one finding: a rule whose findings may be no more than the
consequence of another fault in the same segment has `ASKS_TOLD = True`, asks
`Comparison.is_told`, and so comes after the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from polisi.diagnostics import Diagnostic
from polisi.parity.comparison import Comparison
from polisi.parity.rules import (
    anchor,
    errata,
    front_matter,
    glossary,
    heading,
    link,
    modal,
    nav,
    number,
    page,
    placeholder,
    repeat,
    search,
    slot,
    stale,
    structure,
    untranslated,
)


class Rule(NamedTuple):
    """A rule: what finds, and the manual that says what and why.

    Attributes:
        name: its name.
        check_pair: what finds on a page and its counterpart, or None.
        check_site: what finds on all pages at once, or None.
        survey: what tells both of them what to know of the site, or None.
        manual: what it finds, why, and how to mend it.
        by_name: whether it runs on a plain pair of trees only if it is named.
        asks_told: whether it asks what the rules before it have told.
    """

    name: str
    check_pair: Callable[..., Iterator[Diagnostic]] | None
    check_site: Callable[..., Iterator[Diagnostic]] | None
    survey: Callable[[Comparison], object] | None
    manual: str
    by_name: bool = False
    asks_told: bool = False

    @property
    def summary(self) -> str:
        """The first line of the manual."""
        return self.manual.split("\n", 1)[0]


RULES: Mapping[str, Rule] = {
    module.NAME: Rule(
        module.NAME,
        getattr(module, "check_pair", None),
        getattr(module, "check_site", None),
        getattr(module, "survey", None),
        module.__doc__ or "",
        getattr(module, "BY_NAME", False),
        getattr(module, "ASKS_TOLD", False),
    )
    for module in (
        page,
        nav,
        front_matter,
        heading,
        anchor,
        structure,
        number,
        placeholder,
        link,
        slot,
        modal,
        untranslated,
        glossary,
        repeat,
        errata,
        search,
        stale,
    )
}
"""Every rule by name."""
