"""Which words answer which, learnt from the pages that stand side by side without a doubt.

Two languages share few words, and lengths alone cannot tell which of eleven short list items is
the one that is gone. But the other pages of the site are aligned, and a word that keeps turning
up where a word of the other language does is likely to translate it. That is knowledge enough.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Words = frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    """How strongly each word suggests each word of the other language.

    Attributes:
        forth: for a source word, the target words that it suggests, from 0 to 1.
        back: the same for a target word.
        weights: how much a word tells; what stands everywhere tells little.
    """

    forth: Mapping[str, Mapping[str, float]]
    back: Mapping[str, Mapping[str, float]]
    weights: Mapping[str, float]

    @classmethod
    def learn(cls, pairs: Iterable[tuple[Words, Words]], source: Words, target: Words) -> Lexicon:
        """Learn from pairs of texts that say the same.

        Args:
            pairs: the words of each pair.
            source: the source words to learn about; what is learnt about others is never asked.
            target: the target words to learn about.
        """
        seen: Counter[str] = Counter()
        seen_target: Counter[str] = Counter()
        together: dict[str, Counter[str]] = {word: Counter() for word in source}
        total = 0
        for one, other in pairs:
            total += 1
            here, there = one & source, other & target
            seen.update(here)
            seen_target.update(there)
            for word in here:
                together[word].update(there)
        forth: dict[str, dict[str, float]] = {}
        back: dict[str, dict[str, float]] = {}
        for word, counts in together.items():
            for answer, count in counts.items():
                # Dice's coefficient; the 1 below the line keeps single sightings modest.
                strength = 2 * count / (seen[word] + seen_target[answer] + 1)
                forth.setdefault(word, {})[answer] = strength
                back.setdefault(answer, {})[word] = strength
        weights = {
            word: math.log((total + 2) / (max(seen[word], seen_target[word]) + 1))
            for word in source | target
        }
        return cls(forth, back, weights)

    def suggested(self, words: Words, *, back: bool = False) -> Mapping[str, float]:
        """Return the words of the other language that `words` suggest, and how strongly."""
        table = self.back if back else self.forth
        found: dict[str, float] = {}
        for word in words:
            for answer, strength in table.get(word, {}).items():
                if strength > found.get(answer, 0.0):
                    found[answer] = strength
            # A name, a number in words, a loan: spelt alike in both languages.
            found[word] = 1.0
        return found

    def weight(self, words: Words) -> float:
        """Return how much `words` tell, all in all."""
        # `fsum` is the same in whatever order a set gives them: `sum` would break ties by it.
        return math.fsum(self.weights.get(word, 1.0) for word in words)

    def share(self, words: Words, suggested: Mapping[str, float]) -> float:
        """Return how much of what `words` tell is suggested."""
        return math.fsum(
            self.weights.get(word, 1.0) * suggested[word] for word in words if word in suggested
        )
