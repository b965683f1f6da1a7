"""Welsh words and the hunspell dictionary for them."""

import re
from collections.abc import Callable, Iterable, Iterator

from .corpus import welsh_prose

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LABEL = re.compile(r"(?<!\w)(?:\(?[A-Za-z]\)|(?:[A-Za-z]\.){2,})")
"""A printed label, `B)`, or letters that stand for words, `h.y.`"""
PLURAL = re.compile(r"(\w+)\((\w+)\)")

BEFORE = ("'n", "'r", "'u", "'i", "'ch", "'m", "'th", "'w")
"""What leans on the word before it: `mae'n`, `i'r`, `a'u`."""


def words(prose: str) -> Iterator[str]:
    """Yield the words of a text, `cyfrif(on)` as `cyfrif` and `cyfrifon`, without labels."""
    for found in WORD.findall(PLURAL.sub(r"\1 \1\2", LABEL.sub(" ", prose))):
        yield found.strip("'")


def bare(word: str) -> str:
    """Return a word without what leans on it."""
    folded = word.casefold()
    for clitic in BEFORE:
        if folded.endswith(clitic):
            return word[: -len(clitic)]
    return word


# What each beginning may have come from: soft, nasal and aspirate mutation.
MUTATED = (
    *(("b", "p"), ("d", "t"), ("g", "c"), ("f", "b"), ("f", "m"), ("dd", "d"), ("l", "ll")),
    *(("r", "rh"), ("", "g")),
    *(("mh", "p"), ("nh", "t"), ("ngh", "c"), ("m", "b"), ("n", "d"), ("ng", "g")),
    *(("ph", "p"), ("th", "t"), ("ch", "c")),
    ("h", ""),
)


def radicals(word: str) -> list[str]:
    """Return a word and what it may be a mutated form of."""
    changed = [old + word[len(new) :] for new, old in MUTATED if word.startswith(new)]
    return [word, *changed]


class Speller:
    """Looks words up, each once.

    Args:
        known: tells whether a dictionary has a word.
        accepted: words and names that are right though the dictionary lacks them.

    Attributes:
        needed: those of the accepted ones that were needed.
    """

    def __init__(self, known: Callable[[str], bool], accepted: Iterable[str]) -> None:
        self._known = known
        accepted = set(accepted)
        self._names = sorted((each for each in accepted if " " in each), key=len, reverse=True)
        self._words = accepted.difference(self._names)
        self._seen: dict[str, bool] = {}
        self.needed: set[str] = set()

    def misspelt(self, text: str) -> list[str]:
        """Return the words of a piece of Welsh Markdown that are not spelt right."""
        prose = welsh_prose(text).replace("’", "'")
        for name in self._names:
            found = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", prose)
            if found != prose:
                self.needed.add(name)
                prose = found
        return [word for word in words(prose) if not self.right(word)]

    def right(self, word: str) -> bool:
        """Tell whether a word is spelt right."""
        if word not in self._seen:
            self._seen[word] = self._look_up(word)
        return self._seen[word]

    def _look_up(self, word: str) -> bool:
        forms = [word, bare(word)]
        if any(self._in_dictionary(form) for form in forms):
            return True
        for form in forms:
            fitting = self._words.intersection([form, *radicals(form.casefold())])
            if fitting:
                self.needed |= fitting
                return True
        parts = forms[1].split("-")
        return len(parts) > 1 and all(self.right(part) for part in parts)

    def _in_dictionary(self, word: str) -> bool:
        # The dictionary has no capital letters that stand alone, as in `Atodiad B`.
        label = len(word) == 1 and word.isupper()
        return label or self._known(word) or (word.isupper() and self._known(word.lower()))
