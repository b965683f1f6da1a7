"""The proof that the English pages are the text of 2019: word for word, mark for mark.

The printed text becomes one stream of words, numbers, punctuation marks and addresses; so do the
pages, in printed order. `data/wording.yml` declares every difference: the printed words, the
words of the page, and why. The declarations are carried out on the printed stream; what comes
out must be the stream of the pages, exactly. Nothing is guessed and nothing is skipped: a word
that changed, moved, is missing or is new, a capital, a comma, a clause number, all are reported.

What does not count: white space (so page breaks do not), the marks of lists and emphasis, and
whether a quotation mark is curly.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.model import Page

from .corpus import NOTHING, in_printed_order, runs, shown, tokens

LIST_MARK = re.compile(r"^ *[-*] (?=\S)")
EMPHASIS = re.compile(r"\*+")
ADDRESS = re.compile(r"<(https?://[^>\s]+)>")

CONTEXT = 5


@dataclass(frozen=True)
class Declared:
    """A difference that is meant.

    Attributes:
        printed: the printed words.
        page: the words of the page in their stead.
        why: the reason, which begins with `artefact:`, `errata:` or `site:`.
        times: how often the printed words stand in the text and are replaced.
    """

    printed: str
    page: str
    why: str
    times: int = 1


@dataclass(frozen=True)
class Word:
    """A token of a page and its place."""

    text: str
    place: str


def declared(raw: Iterable[Mapping[str, object]]) -> list[Declared]:
    """Read the declarations of wording.yml."""
    return [Declared(**entry) for entry in raw]  # type: ignore[arg-type]


def printed_tokens(text: str) -> list[str]:
    """Return the stream of a printed text."""
    found: list[str] = []
    for line in text.splitlines():
        plain = EMPHASIS.sub("", LIST_MARK.sub("", line))
        found += tokens(ADDRESS.sub(r"\1", plain))
    return found


def english_page(path: str, read: Callable[[str], bytes]) -> Page:
    """Read an English page from wherever `read` takes it."""
    return read_page(Expander(read, "docs/en", NOTHING).source(path), "en", "docs/en")


def page_words(page: Page) -> list[Word]:
    """Return the stream of a page, each token with its place; not what the site itself says."""
    return [
        Word(token, f"{segment.span.path}:{segment.span.line} ({segment.id})")
        for segment in in_printed_order(page)
        if "site-note" not in segment.containers
        for token in tokens(shown(segment))
    ]


def carried_out(
    printed: Sequence[str], declarations: Iterable[Declared]
) -> tuple[list[str], list[str]]:
    """Carry declarations out on a printed stream.

    A longer run of words has the first claim on them, so that a phrase and a sentence that
    contains it can both be declared.

    Returns:
        The stream that the pages must have, and the faults of the declarations themselves.
    """
    stream = list(printed)
    taken = [False] * len(stream)
    edits: dict[int, tuple[int, list[str]]] = {}
    faults: list[str] = []
    by_length = sorted(declarations, key=lambda each: -len(tokens(each.printed)))
    for each in by_length:
        wanted, instead = tokens(each.printed), tokens(each.page)
        if wanted == instead:
            faults.append(f"this declares no difference: {each.printed!r}")
            continue
        places = [at for at in runs(stream, wanted) if not any(taken[at : at + len(wanted)])]
        if len(places) != each.times:
            faults.append(
                f"declared {each.times} times, stands {len(places)} times in print: "
                f"{each.printed!r}"
            )
            continue
        for at in places:
            taken[at : at + len(wanted)] = [True] * len(wanted)
            edits[at] = (len(wanted), instead)
    expected: list[str] = []
    at = 0
    while at < len(stream):
        length, instead = edits.get(at, (1, [stream[at]]))
        expected += instead
        at += length
    return expected, faults


def differences(expected: Sequence[str], found: Sequence[Word]) -> list[str]:
    """Say where the pages are not what they must be; an empty list is the proof."""
    words = [word.text for word in found]
    if words == list(expected):
        return []
    start = 0
    while start < min(len(expected), len(words)) and expected[start] == words[start]:
        start += 1
    end = 0
    while end < min(len(expected), len(words)) - start and expected[-1 - end] == words[-1 - end]:
        end += 1
    start = max(0, start - CONTEXT)
    end = max(0, end - CONTEXT)
    left = list(expected[start : len(expected) - end])
    right = words[start : len(words) - end]
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    reports = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        place = found[min(start + b1, len(found) - 1)].place if found else "no page"
        before = " ".join(right[max(0, b1 - CONTEXT) : b1])
        after = " ".join(right[b2 : b2 + CONTEXT])
        reports.append(
            f"{place}: … {before} ⟦printed: {' '.join(left[a1:a2])} | "
            f"page: {' '.join(right[b1:b2])}⟧ {after} …"
        )
    return reports
