"""The rules, in the order in which they run: what says most about a fault comes first.

A rule is a module with a `NAME` and a function `check`, which is given the comparison of both
languages and yields findings; its docstring is its manual. With `BY_NAME = True`, it runs on a
plain pair of trees only if it is named. To add one, write the module and put it into the tuple
below. One fault is one finding: a rule whose findings may be no more than the consequence of
another fault in the same segment asks `Comparison.is_told`, and so comes after the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

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
    slot,
    stale,
    structure,
    untranslated,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what finds, and the manual that says what and why.

    Attributes:
        name: its name.
        check: what finds.
        manual: what it finds, why, and how to mend it.
        by_name: whether it runs on a plain pair of trees only if it is named.
    """

    name: str
    check: Callable[[Comparison], Iterator[Diagnostic]]
    manual: str
    by_name: bool = False

    @property
    def summary(self) -> str:
        """The first line of the manual."""
        return self.manual.split("\n", 1)[0]


RULES: Mapping[str, Rule] = {
    module.NAME: Rule(
        module.NAME, module.check, module.__doc__ or "", getattr(module, "BY_NAME", False)
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
        stale,
    )
}
"""Every rule by name."""
