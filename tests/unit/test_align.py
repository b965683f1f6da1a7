"""How segments find their counterparts where order alone does not tell."""

import os
import subprocess
import sys

import pytest

from parity_support import lines, read, site
from polisi.parity import check
from polisi.parity.align import align
from polisi.parity.lexicon import Lexicon
from polisi.parity.memo import Pages

# Words of one length in two languages that share no letter.
WORDS = {
    "abide": "nomos",
    "badge": "lypso",
    "cadge": "torso",
    "dicey": "sport",
    "fable": "motor",
    "haiku": "rotor",
    "igloo": "sunny",
    "jaded": "tutor",
    "khaki": "spurs",
    "lidar": "ousts",
}


def pages(skip: str = "") -> tuple[dict[str, str], dict[str, str]]:
    """Make two pages in each language: one that teaches the words, one that lists pairs of them."""
    words = list(WORDS)
    pairs = list(zip(words, words[1:] + words[:1], strict=True))
    teacher = "# T {#t}\n\n" + "\n".join(f"- {word}" for word in words)
    pupil = "# A {#a}\n\n"
    en = {"t.md": teacher, "a.md": pupil + "\n".join(f"- {a} {b}" for a, b in pairs)}
    cy = {
        "t.md": "# T {#t}\n\n" + "\n".join(f"- {WORDS[word]}" for word in words),
        "a.md": pupil + "\n".join(f"- {WORDS[a]} {WORDS[b]}" for a, b in pairs if a != skip),
    }
    return en, cy


@pytest.mark.parametrize("skip", WORDS)
def test_the_other_pages_teach_which_item_is_gone(skip: str) -> None:
    (found,) = check(site(*pages(skip)))
    line = 3 + list(WORDS).index(skip)
    # The first item has no item to follow: the heading is what it follows.
    place = 1 if line == 3 else line - 1
    assert lines(found).startswith(f"structure en/a.md:{line} cy/a.md:{place} List item “{skip} ")


def test_a_lexicon() -> None:
    pairs = [
        (frozenset({"law", "the"}), frozenset({"deddf", "y"})),
        (frozenset({"law", "school"}), frozenset({"deddf", "ysgol"})),
        (frozenset({"school", "the"}), frozenset({"ysgol", "y"})),
    ]
    lexicon = Lexicon.learn(pairs, frozenset({"law", "school"}), frozenset({"deddf", "ysgol"}))
    suggested = lexicon.suggested(frozenset({"law"}))
    assert suggested["deddf"] > suggested["ysgol"]
    assert suggested["law"] == 1.0
    back = lexicon.suggested(frozenset({"ysgol"}), back=True)
    assert back["school"] > back["law"]


def test_nothing_is_looked_for_where_nothing_differs() -> None:
    en, cy = pages()
    source, target = read(en, "en"), read(cy, "cy")
    found = align([(source[path], target[path]) for path in source], Pages(source), Pages(target))
    for alignment in found.values():
        assert alignment.gaps == alignment.moves == alignment.exchanges == ()
        assert [pair.source.span.line for pair in alignment.pairs] == [
            pair.target.span.line for pair in alignment.pairs
        ]


def test_a_long_page_without_any_ids() -> None:
    """Lengths alone: 300 paragraphs, one gone."""
    sizes = [5 + (n * 7919) % 60 for n in range(300)]
    en = "\n\n".join("abcd " * size for size in sizes)
    cy = "\n\n".join("wxyz " * size for n, size in enumerate(sizes) if n != 170)
    (found,) = check(site(en, cy))
    assert found.source is not None
    assert found.source.line == 341


_WEIGHED = """
from polisi.parity.lexicon import Lexicon
words = [f"gair{n}" for n in range(40)]
weights = {word: 1 / (n + 3) for n, word in enumerate(words)}
lexicon = Lexicon({}, {}, weights)
print(lexicon.weight(frozenset(words)), lexicon.share(frozenset(words), weights))
"""


def test_what_words_tell_does_not_hang_on_the_order_that_a_set_gives_them() -> None:
    # Each start of Python orders a set of words another way; sums that differ in the last digit
    # would break ties another way, and the same fault would be told of another line.
    told = {
        subprocess.run(
            [sys.executable, "-c", _WEIGHED],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(4)
    }
    assert len(told) == 1
