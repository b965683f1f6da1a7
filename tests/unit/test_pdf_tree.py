"""Blocks nest as they are printed, and what makes one list is one."""

from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.export.blocks import blocks
from polisi.export.tree import Node, groups, tree
from polisi.model import Kind


def nested(markdown: str) -> list[Node]:
    text = f"---\ntitle: T\nclause_prefix: a\n---\n{markdown}"
    source = Expander(lambda _: text.encode(), "docs").source("t.md")
    return tree(blocks(read_page(source, "en", "docs")))


def outline(nodes: list[Node]) -> list[object]:
    """Each node as its text, or as a pair of its text and what is in it."""
    made: list[object] = []
    for node in nodes:
        said = node.name or "".join(run.text for run in node.block.runs)
        made.append((said, outline(node.children)) if node.children else said)
    return made


def test_a_clause_holds_its_list_and_what_follows_it_up_to_the_next() -> None:
    found = nested(
        "# H {#h}\n\n1.1 One:\n\n- a\n- b\n\nAfter.\n\n1.2 Two.\n\n## I {#i}\n\nOutside."
    )
    assert outline(found) == ["H", ("One:", ["a", "b", "After."]), "Two.", "I", "Outside."]


def test_clauses_nest_by_the_rank_of_their_labels() -> None:
    found = nested("# H {#h}\n\n1.1 One.\n\nA) In it.\n\n1\\) In that.\n\nB) Too.\n\n1.2 Two.")
    assert outline(found) == ["H", ("One.", [("In it.", ["In that."]), "Too."]), "Two."]


def test_a_statute_stands_in_its_clause_and_two_of_them_are_two() -> None:
    quoted = '!!! statute "S {n}"\n\n    (1) Law {n}.\n\n    (a) More.\n\n'
    both = quoted.replace("{n}", "1") + quoted.replace("{n}", "2")
    (_, clause) = nested(f"# H {{#h}}\n\n1.1 Says:\n\n{both}")
    assert outline([clause]) == [
        ("Says:", [("statute", [("Law 1.", ["More."])]), ("statute", [("Law 2.", ["More."])])])
    ]
    assert ["".join(run.text for run in node.title) for node in clause.children] == ["S 1", "S 2"]


def test_a_nested_list_is_in_its_item() -> None:
    found = nested("# H {#h}\n\n- a\n    - b\n- c")
    assert outline(found) == ["H", ("a", ["b"]), "c"]


def test_neighbours_make_a_list_until_its_numbers_begin_again() -> None:
    found = nested("# H {#h}\n\n1. a\n2. b\n\nText.\n\n- c\n- d")
    assert [len(group) for group in groups(found)] == [1, 2, 1, 2]
    again = nested("# H {#h}\n\n!!! form\n\n    - Name:\n    - Place:\n\n    Text.\n\n    - Day:")
    (_, form) = again
    assert [[n.block.kind for n in g] for g in groups(form.children)] == [
        [Kind.FIELD, Kind.FIELD],
        [Kind.PARAGRAPH],
        [Kind.FIELD],
    ]
