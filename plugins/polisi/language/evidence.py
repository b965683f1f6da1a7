"""Which of two languages, English or Welsh, a word gives away.

Small words that are of one language alone say most: `the` is never Welsh, `mae` never English.
Spelling says something: no Welsh word is written with k, v, x or z, no English one with ŵ. Most
words say nothing by themselves, and then nothing is made of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from polisi.language.welsh import Spelt, Word, spelt, written


def word_list(text: str) -> frozenset[str]:
    """Return the words of a text that are parted by spaces or line ends."""
    return frozenset(text.split())


_ENGLISH_WORDS = """
    the and of to for with from that which their they this these those is are was were be been
    being have has had will would should must not but or by when where who what how your our you
    it its any some more than then there other about out into such only also does did she his
    them my most through between during before after because while against without within each
    every both same just could might shall cannot use used using please get if as we're don't
    doesn't isn't can't won't you're you'll it's didn't aren't we'll we've i've you've they're
    whether unless until although however therefore here why whose whom than under over upon
    across again always another around became become below beyond during either ever few first
    further give given gives go goes going good had having how'd however i'd i'll if're include
    includes including instead keep know known less let like likely look made make makes making
    many may me much need needs needed never new next nothing now off often old once one online
    onto open other's others ours own own part people perhaps place put rather read really said
    say says see seen set several should've show since so-called something sometimes soon still
    take taken than that's their's themselves thing things think those though three thus
    together too took two unto up us very want wanted was way ways well went what's whatever
    which's who's work working works yes yet you'd yourself
"""
_AMBIGUOUS = """
    am an at can do go had her hi him in no o on one open over pan part put set so to too two up
    us well we old off let may me now new own dyn yes set first dim gweld part i a as it
    like set or man more know is did include includes get show work works read seen she
"""
"""Words of the list above, and others, that Welsh has too, or that turn up in Welsh text."""

_WELSH_WORDS = """
    y yr yn ym yng mae sydd sy oes ydy ydych ydyn yw oedd bydd fydd byddwn byddwch bod fod wedi
    gan gyda ar ac nid ond pan sut beth pwy ble hwn hon hyn hynny hwnnw honno rhai eu ei eich
    ein chi nhw mewn dan dros drwy trwy heb rhwng cyn wrth ol er fel mwy pob bob holl unrhyw
    hefyd rhaid gall dylai dylech dylid gallwch cael gael gwneud wneud maent maen rydyn rydym
    rydych dydy nad nac na ni neu os bu byddai fyddai oherwydd felly lle ddim dim ddylai
    ddylech hyd at i o a am ers iddo iddi iddyn iddynt ynghylch ynglyn gallai gellir ellir
    allai ceir cewch ichi inni yma yna dyma dyna iawn arall eraill gyfer bellach hunan cymraeg
    saesneg amdano amdanynt tra nes pam pryd faint yno naill llall oddi tan tua gennym gennych
    ganddo ganddynt arnynt arno ynddo ynddynt mai taw sef megis ogystal
"""
_SHARED = "a am at i o on os er y pan tan hen bu no na ni dan fel men lle tra her pam sef as mae's"
"""Welsh words that are also English words or parts of English text."""

AMBIGUOUS = word_list(_AMBIGUOUS)
"""Words of English that Welsh has too, or that turn up in Welsh text."""

ENGLISH = word_list(_ENGLISH_WORDS) - AMBIGUOUS
"""Words that are English, and no Welsh word in any of its forms."""

WELSH = word_list(_WELSH_WORDS) - word_list(_SHARED)
"""Words that are Welsh, and no English word."""

_ENGLISH_SPELLING = re.compile(
    r".*[kqvxz]|.*(?:[aeiouc]tion|ness|ments?|ing|ance|ence|ship|ight|ough|ious|ally|ity|ies"
    r"|ents|sh|ck|oad|ook|ool|oom|een|eet|ound|ould|ee|tted|nned|lled"
    r"|usion|ission|ession|[bdfgklmnprt]s|cy|gy|try|ory|ery|ary)$"
    r"|.*[^aeiouwy][aeiou][cdgklmnpt]e$|^(?:sh|wh|qu|kn|wri)"
)
_NOT_BY_SPELLING = word_list("sing wing parliament testament ring king moment elfen")
_WELSH_SPELLING = re.compile(
    r".*(?:dd|ff.*d|wy|ngh|mh|[^aeiouwy]w[^aeiouwy])|.*(?:aeth|iad|iau|odd|ydd|io|wr|wch)$"
)
_WELSH_LETTERS = re.compile("[ŵŷâêîôûŴŶÂÊÎÔÛ]")


@lru_cache(1 << 15)
def small_word(plain: str) -> int:
    """Return 1 for a small word of English, -1 for one of Welsh, else 0; it is given folded."""
    if plain in ENGLISH:
        return 1
    return -1 if plain in WELSH else 0


def tells(word: Word | Spelt) -> int:
    """Return 1 if a word must be English, -1 if it must be Welsh, 0 if neither is sure."""
    if word.clitic and word.clitic not in ("'m", "'i") and word.plain:
        return -1
    if not word.text.isascii() and _WELSH_LETTERS.search(word.text):
        return -1
    return small_word(word.plain)


@lru_cache(1 << 17)
def told(text: str) -> tuple[int, int]:
    """Return how many words of a text must be English, and how many must be Welsh."""
    signs = list(map(_tells, written(text)))
    return signs.count(1), signs.count(-1)


@lru_cache(1 << 15)
def _tells(word: str) -> int:
    return tells(spelt(word))


@lru_cache(1 << 15)
def is_spelt_english(plain: str) -> bool:
    """Return whether a word is spelt as English words are and Welsh ones are not."""
    return len(plain) > 3 and plain not in _NOT_BY_SPELLING and bool(_ENGLISH_SPELLING.match(plain))


@lru_cache(1 << 15)
def is_spelt_welsh(plain: str) -> bool:
    """Return whether a word is spelt as Welsh words are and few English ones."""
    return len(plain) > 3 and bool(_WELSH_SPELLING.match(plain))
