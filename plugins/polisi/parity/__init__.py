"""Two languages held against each other: the same pages, in the same order, saying as much.

Data flows one way: `units` (a page to what is matched as one) -> `align` (which unit answers
which, helped by a `lexicon` that the pages teach) -> `comparison` (a site, aligned) ->
`readings` (what has been signed of each segment) -> `rules` (findings) -> `checker` (findings
sorted, the silenced ones taken out).
"""

from polisi.parity.checker import check
from polisi.parity.rules import RULES

__all__ = ["RULES", "check"]
