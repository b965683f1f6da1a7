"""Blocks as they stand inside one another: a clause, what belongs to it, what belongs to that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from polisi.export.blocks import Block, Runs
from polisi.model import Kind

_ITEM = 10
"""How deep a list item stands at least: deeper than any clause."""


@dataclass(slots=True)
class Node:
    """A block and what stands inside it, or a `!!!` block and what stands in that.

    Attributes:
        block: the block; of a `!!!` block, its first.
        name: the name of the `!!!` block, or an empty text.
        title: the title of the `!!!` block.
        children: what stands inside.
    """

    block: Block
    name: str = ""
    title: Runs = ()
    children: list[Node] = field(default_factory=list)


def tree(blocks: Iterable[Block]) -> list[Node]:
    """Return the blocks nested; footnotes, which stand nowhere, are left out.

    A clause holds what its printed rank puts under it, and the lists and paragraphs before the next
    clause or heading; a list item holds the items below it.
    """
    top: list[Node] = []
    open_: list[tuple[int, Node]] = []
    for node in _nodes(blocks):
        own = _depth(node)
        while open_ and not _holds(open_[-1], own, node):
            open_.pop()
        (open_[-1][1].children if open_ else top).append(node)
        if own is not None:
            open_.append((own, node))
    return top


def groups(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """Yield neighbours that make one list, one series of clauses or one form; others alone."""
    made: list[Node] = []
    for node in nodes:
        if made and not _goes_on(made[-1], node):
            yield made
            made = []
        made.append(node)
    if made:
        yield made


def footnotes(blocks: Iterable[Block]) -> dict[str, Runs]:
    """Return the words of each footnote by its name."""
    return {
        block.id.partition(":")[2]: block.runs for block in blocks if block.kind is Kind.FOOTNOTE
    }


def _nodes(blocks: Iterable[Block]) -> Iterator[Node]:
    shown = (block for block in blocks if block.kind is not Kind.FOOTNOTE)
    for name, group in groupby(shown, key=lambda block: "".join(block.containers[:1])):
        if not name:
            yield from (Node(block) for block in group)
            continue
        for inner in _titled(group):
            first, *rest = inner
            titled = first.kind is Kind.TITLE
            yield Node(
                first,
                name,
                first.runs if titled else (),
                tree(replace(b, containers=b.containers[1:]) for b in (rest if titled else inner)),
            )


def _titled(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Part `!!!` blocks of one name that stand one after another, as their titles tell."""
    made: list[Block] = []
    for block in blocks:
        if made and block.kind is Kind.TITLE and len(block.containers) == 1:
            yield made
            made = []
        made.append(block)
    yield made


def _depth(node: Node) -> int | None:
    if node.name:
        return None
    if node.block.kind is Kind.CLAUSE:
        return node.block.level
    return _ITEM + node.block.level if node.block.kind is Kind.ITEM else None


def _holds(outer: tuple[int, Node], own: int | None, node: Node) -> bool:
    depth, parent = outer
    if own is not None:
        return depth < own
    # `a-2-1~p1` is a paragraph of clause `a-2-1`.
    base = node.block.id.partition("~")[0]
    return node.block.kind is not Kind.HEADING and depth < _ITEM and base == parent.block.id


def _goes_on(before: Node, node: Node) -> bool:
    kind = node.block.kind
    if before.name or node.name or before.block.kind is not kind:
        return False
    if kind in (Kind.CLAUSE, Kind.FIELD):
        return True
    number = before.block.number
    return kind is Kind.ITEM and node.block.number == (None if number is None else number + 1)
