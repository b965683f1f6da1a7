"""Ids for segments: from the printed label of a clause, from the heading that it stands under.

The same rule gives the same ids in both languages, since it sees only what both share: the
explicit `{#id}` of a heading, the printed label of a clause, and position.
"""

from __future__ import annotations

import re
from collections import Counter

_NUMBER = r"\d{1,3}(?:\.\d{1,3})+\.?"
LABEL = re.compile(
    rf"^({_NUMBER}|[A-Za-z]\)|\d{{1,3}}\\?\)|\((?:\d{{1,3}}|[a-z]|[ivx]{{1,5}})\))[ \t]+(?=\S)"
)
"""A printed clause label at the start of a line: `6.13`, `B)`, `1)`, `(2)`, `(a)`."""

GLUED = re.compile(rf"^({_NUMBER})(?=[^\W\d_]|[\u00a0\u2007\u202f])")
"""What would be a label, were there an ordinary space after it."""


def rank(label: str) -> int:
    """Return how deep a labelled clause stands: `9.4` 0, `B)` 1, `1)` 2, `(2)` 3, `(a)` 4."""
    if label.startswith("("):
        return 3 if label[1].isdigit() else 4
    if label.endswith(")"):
        return 2 if label[0].isdigit() else 1
    return 0


def slug(label: str) -> str:
    """Return a label as part of an id: `6.13` -> `6-13`, `B)` -> `b`."""
    return "-".join(re.findall(r"[0-9a-z]+", label.lower()))


class Numbering:
    """Gives out ids while a page is read from top to bottom."""

    def __init__(self) -> None:
        self._base = "top"
        self._chain: list[tuple[int, str]] = []
        self._counts: Counter[str] = Counter()
        self._items: list[str] = []

    def restart(self) -> None:
        """Begin another page's text: no clause of the one before is the parent of its clauses."""
        self._chain.clear()

    def heading(self, anchor: str | None) -> str:
        """Return the id of a heading, and let what follows stand under it."""
        self._base = anchor or self._next(self._base, "h")
        return self._base

    def clause(self, label: str, prefix: str, explicit: str | None, container: str) -> str:
        """Return the id of a clause.

        A clause inside a container (a quoted statute) has labels of another document; its id
        stands below the clause that quotes it and it is no parent of what follows.

        Args:
            label: the printed label.
            prefix: the page's `clause_prefix`.
            explicit: an id written in the Markdown, which wins.
            container: the container's id, or an empty text.
        """
        if container:
            return explicit or f"{container}-{slug(label)}"
        own = rank(label)
        while self._chain and self._chain[-1][0] >= own:
            self._chain.pop()
        parent = self._chain[-1][1] if self._chain else prefix
        anchor = explicit or f"{parent}-{slug(label)}"
        self._chain.append((own, anchor))
        self._base = anchor
        return anchor

    def item(self, depth: int, explicit: str | None) -> str:
        """Return the id of a list item at `depth` (1 for an item of an outermost list)."""
        del self._items[depth - 1 :]
        parent = self._items[-1] if self._items else self._base
        anchor = explicit or self._next(parent, "")
        self._items.append(anchor)
        return anchor

    def block(self, kind: str, container: str = "") -> str:
        """Return the id of a segment that no link may point at, e.g. `scope~p2`."""
        return self._next(container or self._base, f"~{kind}")

    def _next(self, parent: str, mark: str) -> str:
        self._counts[parent + mark] += 1
        joint = mark or "-"
        return f"{parent}{joint}{self._counts[parent + mark]}"
