"""Two languages held against each other: the same pages, in the same order, saying as much.

Data flows one way: `units` (a page to what is matched as one) -> `align` (which unit answers
which, helped by a `lexicon` that the pages teach) -> `comparison` (a site, aligned) ->
`readings` (what has been signed of each segment) -> `rules` (findings) -> `checker` (findings
sorted, the silenced ones taken out).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polisi.parity.checker import check
    from polisi.parity.rules import RULES

__all__ = ["RULES", "check"]


def __getattr__(name: str) -> Any:
    """Load the rules when they are asked for: it takes 0.1 s, and not every build needs them."""
    owner = {"RULES": "rules", "check": "checker"}.get(name)
    if owner is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{owner}"), name)
