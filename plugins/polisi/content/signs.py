"""Rules of markdown-it-py, of which only those are tried that may begin with the next sign.

The library tries each of its rules at each line, and at each place where markup may begin; most of
them look at the sign that stands there and give up. Which rule begins with which signs is written
here once; `tests/unit/test_shortcuts.py` holds it to the library's own way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from markdown_it.ruler import Ruler

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_Rule = Callable[..., bool]

_OF_BLOCKS = {
    "admonition": "!?",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""The signs that the first line of a block may begin with; other blocks begin with any."""

_OF_INLINES = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
"""The signs that markup inside a block may begin with; text begins with any."""


def try_by_sign(md: MarkdownIt) -> None:
    """Let a parser, which has all its rules, try those alone that may apply."""
    blocks = md.block.ruler
    chains = {
        chain: _by_sign(blocks, chain, _OF_BLOCKS, _block)
        for chain in ("", "paragraph", "reference", "blockquote", "list")
    }
    md.block.ruler = _Chains(blocks.get_active_rules(), chains)
    inlines = md.inline.ruler
    md.inline.ruler = _Chains(
        inlines.get_active_rules(), {"": _by_sign(inlines, "", _OF_INLINES, _inline)}
    )
    # A link's text is looked through for the bracket that ends it.
    ends = "".join({*"".join(_OF_INLINES.values()), "]"})
    md.inline.terminator_re = re.compile(f"[{re.escape(ends)}]")


class _Chains(Ruler[Any]):
    """Rules that are set once and for all."""

    def __init__(self, names: list[str], chains: Mapping[str, _Rule]) -> None:
        super().__init__()
        self._names = names
        self._chains = {name: [rule] for name, rule in chains.items()}

    def getRules(self, chainName: str = "") -> list[_Rule]:  # noqa: N802, N803
        return self._chains[chainName]

    def get_active_rules(self) -> list[str]:
        return self._names


def _by_sign(
    ruler: Ruler[Any],
    chain: str,
    signs: Mapping[str, str],
    make: Callable[[Mapping[str, list[_Rule]], list[_Rule]], _Rule],
) -> _Rule:
    """Return one rule that stands for those of a chain, in their order."""
    names = dict(zip(ruler.getRules(""), ruler.get_active_rules(), strict=True))
    rules = ruler.getRules(chain)

    def beginning(sign: str) -> list[_Rule]:
        return [rule for rule in rules if sign in signs.get(names[rule], sign)]

    return make({sign: beginning(sign) for sign in "".join(signs.values())}, beginning("\0"))


# `any` would cost a generator at each line and place.
def _block(by_sign: Mapping[str, list[_Rule]], others: list[_Rule]) -> _Rule:
    def rule(state: Any, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        for each in by_sign.get(state.src[at : at + 1], others):
            if each(state, start, end, silent):
                return True
        return False

    return rule


def _inline(by_sign: Mapping[str, list[_Rule]], others: list[_Rule]) -> _Rule:
    def rule(state: Any, silent: bool) -> bool:
        for each in by_sign.get(state.src[state.pos], others):  # noqa: SIM110
            if each(state, silent):
                return True
        return False

    return rule
