"""Characters that a reader does not see, though they change what is read, found or compared.

A translator's program may leave them behind, and an attacker may put them in: letters that are
shown in another order than they are stored ("Trojan Source", CVE-2021-42574), words that no search
finds since something stands between their letters.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from polisi.said import Said, said

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""The controls of the Unicode Bidirectional Algorithm (UAX 9, table 4)."""

_LOST = "\ufffd"
"""What a program writes for a letter that it could not keep, such as `ŵ`."""

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Letters and signs that show nothing: the property Default_Ignorable_Code_Point of Unicode, as
far as the category does not tell, and the empty pattern of Braille."""


def added(text: str, *known: str) -> Iterator[str]:
    """Yield each unseen character that a text has, and those that it may have lack.

    Args:
        text: the text.
        known: the texts that it comes from: what one of them has, it may have as often.
    """
    allowed: Counter[str] = Counter()
    for each in known:
        allowed |= Counter(each)
    for character, count in Counter(text).items():
        if count > allowed[character] and _is_unseen(character):
            yield character


def wrong(character: str) -> Said:
    """Return what is wrong with an unseen character in a text, as a sentence."""
    name = unicodedata.name(character, "").lower()
    called = f"U+{ord(character):04X} ({name})" if name else f"U+{ord(character):04X}"
    if character == _LOST:
        return said("unseen.lost", character=called)
    if character in _TURNING:
        return said("unseen.turning", character=called)
    return said("unseen.unseen", character=called)


def _is_unseen(character: str) -> bool:
    code = ord(character)
    return (
        character in _BLANK
        or character == _LOST
        # What chooses how the character before it looks.
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0000 <= code <= 0xE0FFF
        # What Unicode says is no character.
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
        or (character not in "\t\n\r" and unicodedata.category(character) in _CATEGORIES)
    )


_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Controls, formats, private use, halves of characters, and ends of lines and paragraphs."""
