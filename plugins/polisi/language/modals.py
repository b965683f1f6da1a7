"""What a sentence asks for, allows or forbids: the modals of English and Welsh.

English must, shall, should, may, can and their negatives; Welsh rhaid, dylai, gall, caniateir in
every inflection and mutation, with ni, na, peidio and ddim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from polisi.language import welsh
from polisi.language.evidence import word_list
from polisi.language.welsh import Word


class Force(IntEnum):
    """How much is asked, the weakest first."""

    MAY = 1
    SHOULD = 2
    MUST = 3


class Modal(NamedTuple):
    """A word or two that ask, allow or forbid.

    Attributes:
        force: how much.
        negative: whether not to do it is what is asked.
        text: the words as written.
        start, end: where they stand in the sentence.
        eased: how many words near it say no too, or half of it (must avoid, must only; rhaid
            gwrthod): then it may stand for its opposite in the other language.
        main: whether it is the verb of a main clause, as far as can be told.
        spares: whether what is negative is the deed and not the leave (gall … beidio): nothing
            is forbidden then.
    """

    force: Force
    negative: bool
    text: str
    start: int
    end: int
    eased: int = 0
    main: bool = True
    spares: bool = False


@dataclass(frozen=True)
class Reading:
    """What a sentence asks.

    Attributes:
        modals: in order.
        denials: words besides that say no, or something like it (not, only, avoid; heb, ond).
        imperative: the `not` of a ban in the imperative (do not post), or None.
        also: the forces that it may have in other words (need to; mae angen).
        bans: whether it says no near its beginning, as a ban in the imperative does.
        opening: the verb of its main clause, where there can be no doubt which that is: Welsh
            begins a sentence with it, English has nothing but the subject before it.
        refusal: the `not` of `advised not to` or `do not`, or None.
        refuses: whether it says in any way that something is not to be done.
        released: where it begins with there being no duty (you need not; nid oes rhaid), or None.
        needs: where it begins with a duty in other words (you need to; mae angen), or None.
        releases: whether it says so anywhere.
        nobody: the verb of a main clause of which the subject says no (no member shall), or None.
        denial: the one word that says no in a short sentence of one clause, or None.
        denies: whether any word in it says no in any shape (ddim, byth, anghyfreithlon).
    """

    modals: tuple[Modal, ...]
    denials: tuple[Word, ...]
    also: frozenset[Force]
    imperative: Word | None = None
    bans: bool = False
    opening: Modal | None = None
    refusal: Word | None = None
    refuses: bool = False
    released: Modal | None = None
    needs: Modal | None = None
    releases: bool = False
    nobody: Modal | None = None
    denial: Word | None = None
    denies: bool = False

    def count(self, force: Force, *, negative: bool = False) -> int:
        """Return how many modals are of a force."""
        return sum((each.force, each.negative) == (force, negative) for each in self.modals)

    @property
    def duties(self) -> tuple[Modal, ...]:
        """Its modals that ask for something to be done, or not to be done."""
        return tuple(each for each in self.modals if each.force > Force.MAY)

    @property
    def positive(self) -> int:
        """How many modals ask for something to be done."""
        return sum(not each.negative for each in self.modals)

    @property
    def negative(self) -> int:
        """How many modals ask for something not to be done."""
        return sum(each.negative for each in self.modals)


_WINDOW = 8
"""How many words after a modal, or after the beginning of a sentence, may say no for it."""

# --- English --------------------------------------------------------------------------------------

_NO = frozenset({"not", "never"})
_ENGLISH_FORCES = {
    "must": Force.MUST,
    "shall": Force.MUST,
    "should": Force.SHOULD,
    "may": Force.MAY,
    "can": Force.MAY,
}
_CONTRACTED = {
    "mustn't": Force.MUST,
    "shan't": Force.MUST,
    "shouldn't": Force.SHOULD,
    "can't": Force.MAY,
    "cannot": Force.MAY,
}
_ALLOWED = frozenset({"permitted", "allowed"})
_SUBJECTS = word_list("i you we they he she it there the any anyone this that these those")
"""What stands after a `should` that is an `if`: `should you have questions`."""

_ENGLISH_DENIALS = word_list(
    """
    not never no none nor neither nobody nothing nowhere without unless until only except rather
    avoid avoids avoided avoiding refrain refuse refused decline prevent prevents prevented stop
    stops prohibited prohibit prohibits forbidden ban banned unable impossible fail fails failure
    unlikely hardly few little less instead cease exempt exclude excluded forbid before however
    otherwise lest but beyond else needn't
    """
)
_ENGLISH_NEARBY = _ENGLISH_DENIALS - word_list(
    "however otherwise but before beyond else lest little few"
)
"""Those of them that turn a modal near them round."""

_STRONG = word_list(
    """
    need needs needed required require requires requirement requirements necessary essential vital
    obliged obligation compulsory mandatory have has had only important imperative ensure will
    """
)
_SOFT = word_list(
    """
    advised advisable advise recommend recommended recommends ought encouraged suggest suggested
    expected expect expects need needs would could best better supposed might
    want wish please
    """
)
_TOLD = word_list(
    """
    advised asked told reminded encouraged urged warned expected instructed requested remember
    required careful sure agree agrees agreed undertake undertakes promise choose chose
    """
)
"""What stands before `not to` when something is not to be done."""

_SUBJECT = 12
"""How many words the subject of a sentence may have."""

_NO_SUBJECT = word_list(
    """
    if when where which who whom whose that what how why as unless while because although whether
    before after since until once though for so therefore then but yet nor is are was were be been
    has have had do does did will would could might ensure make note please nothing never no
    nobody none neither few only not unable
    """
)
"""What makes it doubtful that the first modal of an English sentence is that of its main clause."""

_NOBODY = frozenset({"no", "nobody", "none", "neither", "nothing", "few"})
_NO_MORE = word_list("more fewer less later longer sooner earlier other doubt matter need")
"""What stands after a `no` that says something other than that nobody does it."""

_AUXILIARIES = word_list("do does did will would have has")
_DENIES = _NO | {"don't", "doesn't", "didn't", "won't", "wouldn't"}
_KINDLY = word_list("forget hesitate worry mind delay")
"""What is asked for with a `not` in English, and often without one in Welsh."""

_ASKS_OPPOSITE = word_list("afraid forget hesitate worry reluctant")
"""What is forbidden by asking for its opposite: must not forget is rhaid cofio."""

_NOT_WHOLLY = _KINDLY | word_list(
    "only just yet necessarily always all even matter again fail miss lose know seem until till "
    "unless without"
)
"""What stands after a `not` that denies only a part, or has a Welsh word that denies by itself."""

_SHORT = 12
"""How many words a sentence may have of which every word is answered for."""

_RELEASES = re.compile(
    r"\b(?:(?:do(?:es)?\s+not|do(?:es)?n['’]t)\s+(?:have|need)\s+to|need\s+not|needn['’]t"
    r"|(?:is|are)\s+not\s+(?:required|obliged|compelled)\s+to)\b",
    re.IGNORECASE,
)
_NEEDS = re.compile(r"\bneeds?\s+to\b", re.IGNORECASE)
_BE = frozenset({"is", "are", "be", "been", "being", "was", "were"})
_PASSIVE = {
    "required": (Force.MUST, False),
    "obliged": (Force.MUST, False),
    "prohibited": (Force.MUST, True),
    "forbidden": (Force.MUST, True),
}


@lru_cache(1 << 15)
def english(text: str) -> Reading:
    """Read an English sentence."""
    words = welsh.words(text)
    plain = [word.plain for word in words]
    denials = {
        i for i, word in enumerate(plain) if word in _ENGLISH_DENIALS or word.endswith("n't")
    }
    found: list[tuple[Force, bool, int, int]] = []
    bound: set[int] = set()
    for index in range(len(plain)):
        modal = None if index in bound else _english_modal(plain, index, words)
        if modal is not None:
            force, negative, last = modal
            bound.update(range(index, last + 1))
            found.append((force, negative, index, last))
    near = {i for i in denials - bound if plain[i] in _ENGLISH_NEARBY}
    near |= {index for index, word in enumerate(plain) if word in _ASKS_OPPOSITE}
    modals: list[Modal] = []
    for force, negative, first, last in found:
        start, end = words[first].start, words[last].end
        nobody = set() if negative else _NOBODY.intersection(plain[max(0, first - _WINDOW) : first])
        after = near.intersection(range(last + 1, last + 1 + _WINDOW))
        # `Neither confirm nor deny` says no once.
        eased = len(nobody) + sum(not negative or plain[index] != "nor" for index in after)
        modals.append(Modal(force, negative, text[start:end], start, end, eased))
    others = {word for index, word in enumerate(plain) if index not in bound}
    also = {Force.MUST} if others & _STRONG else set()
    if others & _SOFT:
        also.add(Force.SHOULD)
    released, needs = _RELEASES.search(text), _NEEDS.search(text)
    return Reading(
        tuple(modals),
        tuple(words[index] for index in sorted(denials - bound)),
        frozenset(also),
        _imperative(words),
        opening=_opening(modals, words),
        refusal=_refusal(words),
        released=_after_subject(released, words, negative=True),
        needs=_after_subject(needs, words, negative=False),
        releases=released is not None,
        nobody=_nobody(modals, words),
        denial=_denial(words) if not bound and len(denials) == 1 else None,
    )


def _after_subject(
    found: re.Match[str] | None, words: Sequence[Word], *, negative: bool
) -> Modal | None:
    """Return the `need not` or `need to` before which there is nothing but a plain subject."""
    if found is None:
        return None
    before = [word.plain for word in words if word.end <= found.start()]
    if not 0 < len(before) <= _SUBJECT or not _NO_SUBJECT.isdisjoint(before):
        return None
    return Modal(Force.MUST, negative, found[0], found.start(), found.end())


def _nobody(modals: Sequence[Modal], words: Sequence[Word]) -> Modal | None:
    """Return the modal of a sentence that begins with `no member` or `nobody`.

    A `should` is left out: what nobody should feel is often said as what everyone should.
    """
    if not modals or modals[0].negative or modals[0].force is Force.SHOULD:
        return None
    if words[0].plain not in ("no", "nobody", "none"):
        return None
    first = modals[0]
    before = [word.plain for word in words if word.end <= first.start]
    if words[1].start - words[0].end > 1 or before == ["no"]:
        return None
    doubtful = _NO_MORE | (_NO_SUBJECT - _BE)
    if len(before) > _WINDOW or not doubtful.isdisjoint(before[1:]):
        return None
    start, text = words[0].start, words[0].text
    return Modal(first.force, True, f"{text} … {first.text}", start, first.end)


def _denial(words: Sequence[Word]) -> Word | None:
    """Return the `not` or `never` of the main clause of a short sentence."""
    plain = [word.plain for word in words]
    if not 2 < len(plain) <= _SHORT:
        return None
    at = next((index for index, word in enumerate(plain) if word in _DENIES), None)
    if at is None or not _NOT_WHOLLY.isdisjoint(plain[at + 1 :]):
        return None
    # What others do not do is often said with an opposite: she did not attend, roedd yn absennol.
    before = [word for word in plain[:at] if word not in _AUXILIARIES]
    is_told = before in (["we"], ["i"]) or (not before and plain[at] == "never")
    return words[at] if is_told and plain[at + 1 : at + 2] != ["be"] else None


def _opening(modals: Sequence[Modal], words: Sequence[Word]) -> Modal | None:
    """Return the modal before which there is nothing but a plain subject."""
    if not modals:
        return None
    first = modals[0]
    before = [word.plain for word in words if word.end <= first.start]
    if len(before) > _SUBJECT or not _NO_SUBJECT.isdisjoint(before):
        return None
    return first if before else None


def _refusal(words: Sequence[Word]) -> Word | None:
    """Return the `not` of `advised not to` and the like, or of `do not`; the `no` of `have no`.

    Left out is what says no of nobody's doing: `whether or not to`, `if not`.
    """
    plain = [word.plain for word in words]
    for index in range(1, len(words) - 1):
        if _is_no_after_modal(plain, index):
            return words[index]
        if plain[index] != "not":
            continue
        before, after = plain[index - 1], plain[index + 1]
        if after in _KINDLY:
            continue
        if before in ("do", "does") and not _NOT_WHOLLY.isdisjoint(plain[index + 1 :]):
            continue
        if before == "do" and after == "be":
            continue
        if (before in _TOLD and after == "to") or before in ("do", "does"):
            return words[index]
    return None


def _is_no_after_modal(plain: Sequence[str], index: int) -> bool:
    """Return whether a word is the `no` of `should have no expectation` or `there must be no`."""
    return (
        index > 1
        and plain[index] == "no"
        and plain[index - 1] in ("have", "be", "make", "give", "show")
        and plain[index - 2] in _ENGLISH_FORCES
        and plain[index + 1] not in _NO_MORE
    )


def _english_modal(
    plain: Sequence[str], index: int, words: Sequence[Word]
) -> tuple[Force, bool, int] | None:
    """Return the force, whether negative, and the last word of a modal that begins at a word."""
    word = plain[index]
    after = [*plain[index + 1 : index + 4], "", "", ""]
    if word in _CONTRACTED:
        return _CONTRACTED[word], True, index
    if word in _ENGLISH_FORCES:
        if _is_no_modal(word, plain, index, words):
            return None
        # `can neither confirm nor deny`
        negative = 1 if after[0] in _NO or after[0] == "neither" else 0
        if after[1] in _NO and after[0] not in _BE and after[0] != "or":
            negative = 2
        return _ENGLISH_FORCES[word], negative > 0, index + negative
    if word in _ALLOWED and not _BE.isdisjoint(plain[max(0, index - 3) : index]):
        # `no staff are permitted`, `under no circumstance are staff permitted`
        denied = not (_NO | {"no"}).isdisjoint(plain[max(0, index - _WINDOW) : index])
        return (Force.MAY, denied, index) if denied or after[0] == "to" else None
    if word in _BE and after[0] in _PASSIVE:
        force, negative = _PASSIVE[after[0]]
        return (force, negative, index + 1) if negative or after[1] == "to" else None
    if word in ("has", "have") and after[0] == "to":
        denied = any(
            each in _NO or each.endswith("n't") for each in plain[max(0, index - 2) : index]
        )
        return None if denied else (Force.MUST, False, index + 1)
    return None


def _is_no_modal(word: str, plain: Sequence[str], index: int, words: Sequence[Word]) -> bool:
    """Return whether a word is a month, an `if`, or has a subject that says no."""
    if word == "may":
        return index > 0 and words[index].text != "may"
    return word == "should" and not _SUBJECTS.isdisjoint(plain[index + 1 : index + 2])


def _imperative(words: Sequence[Word]) -> Word | None:
    """Return the `not` of the `do not` that a sentence begins with.

    Any other plain `not` may well be said with another word (not right: anghywir).
    """
    plain = [word.plain for word in words[:4]]
    skip = 1 if plain[:1] == ["please"] else 0
    # Do not be shy is byddwch yn hyderus.
    if not (_KINDLY | _BE).isdisjoint(plain[skip + 1 : skip + 3]):
        return None
    if plain[skip : skip + 1] == ["don't"]:
        return words[skip]
    return words[skip + 1] if plain[skip : skip + 2] == ["do", "not"] else None


# --- Welsh ----------------------------------------------------------------------------------------

_DYLAI = re.compile(r"dyl(?:wn|et|ai|em|ech|ent|id|asai|asid|aswn)$")
_GALL = re.compile(r"g(?:all(?:af|wn|wch|ant|ai|ent|em|ech|et|asai)?|ell(?:i|ir|id))$")
_PARTICLES = frozenset({"ni", "na", "nid", "nad"})
_FORBIDS = re.compile(r"(?:caniateir|ceir|caiff|cewch|cei|cant|cawn|chaiff|chewch|cheir)$")
_UNCHANGED = re.compile(r"rhaid|dyl|gall|gell|caniat|cei|caiff|cewch|cant|cawn")
_CLAUSES = word_list("sydd sy yw ydy ydyw mae maent oes lle pan os nad")
_CONNECTIVES = word_list("mae yn y yr felly fodd bynnag un modd ogystal hefyd hynny")
"""What may stand before the verb that a Welsh sentence begins with."""

_NEAR = 6
"""How many words after its verb a `ddim` may stand."""

_OF_NO_COST = frozenset({"am", "i"})
"""Before `ddim`: it is free (am ddim) or nearly so (y nesaf peth i ddim), and denies no verb."""

_PEIDIO = re.compile(r"peid(?:io|iwch|ied|ier|ia)$|paid$")
_WELSH_DENIALS = word_list(
    """
    ni nid na nad nac nas nis nag heb dim byth neb methu gwrthod atal ymatal osgoi amhosibl amhosib
    ond oni onid oddieithr eithrio nes hyd hytrach gwaherddir gwahardd gwaharddedig
    llai cyn prin unig gormod dwyn colli annhebygol analluog onibai dileu erioed nunlle
    mohono mohonynt moni nemor
    """
)
_WELSH_PREFIX = re.compile(r"(?:amh|ang?h|ann|gwahardd|anaddas|anal|dieith|anfod|anghy|di-|af[ri])")
_STRONG_WELSH = word_list(
    """
    angen gofyn gofynnir gofynnol hanfodol gorfod gorfodol rheidrwydd rheidiol disgwyl dyletswydd
    gofynion gofyniad ofynnol gorfodir orfodir mynnu rhwymedig rhwymedigaeth
    angenrheidiol
    """
)
_SOFT_WELSH = word_list(
    "cynghorir argymhellir disgwyl disgwylir anogir awgrymir argymell cynghori dyla gwell"
)


_NEARBY = word_list(
    """
    ni nid nad heb dim ddim byth neb methu gwrthod atal ymatal osgoi osgowch ond oni gwaherddir
    gwahardd llai gochel rhag prin ymwrthod ymwrthodwch ymataliwch peidied unig
    """
)
"""Words that say no for a modal near them; `na` and `nac` mostly go on with a list."""

_LISTING = frozenset({"na", "nac", "nas", "ond"})
"""Words that deny, or only go on with what is said."""

CONCORD = word_list("dim ddim byd byth neb")
"""Words that go with a no that is said already."""

_LEAVE = re.compile(r"(?:caiff|cewch|ceir|cei|cant|cawn)$")
_VERB_NOUN = re.compile(
    r"(?:\w{2,}(?:io|hau|[dghlnrst]u|[bdglmnrst]o)|gwneud|mynd|dod|gweld|dweud"
    r"|bod|rhoi|aros|siarad|cerdded|gadael|darllen|eistedd"
    r"|gofyn|agor|cau|sefyll|dechrau|anfon|cymryd|dewis|dal|gyrru|prynu|gwerthu|chwarae"
    r"|galw|yfed|bwyta|cynnwys|cyhoeddi|rhoddi|torri|llenwi|gwrando)$"
)
_POSSESSIVES = word_list("ei eu eich ein fy dy i'w")
_BOUNDED = word_list("unwaith hyd tan unig ond dim ddim byth neb heb")
"""With these, leave to do a thing says what is not allowed too: not twice, not after five."""

_ENDS_CLAUSE = word_list("os pan oni a ac ond sydd sy am ar i o gan yn wrth drwy trwy")
_NO_DUTY = re.compile(
    r"\b(?:(?:nid|nad)\s+oes(?:\s+(?:dim|unrhyw))?|(?:do)?es\s+dim|does\s+ddim)"
    r"\s+(?:rhaid|raid|angen|gofyn|rheidrwydd|dyletswydd|gorfodaeth)\b"
    r"|\bnid\s+yw(?:['’]n|\s+yn)\s+(?:ofynnol|orfodol)\b",
    re.IGNORECASE,
)
_NO_DUTY_HAS = frozenset({"oes", "dim", "ddim", "yw"})
"""Words of which each of these has one."""

_NEED = re.compile(
    r"\b(?:mae(?:['’]n|\s+yn)?\s+(?:angen|gofyn|ofynnol|orfodol)|bydd\s+(?:angen|gofyn)"
    r"|bydd\s+yn\s+ofynnol|gofynnir)\b",
    re.IGNORECASE,
)
"""A duty that is said without `rhaid`."""

_OPPOSITE = re.compile(
    r"gwrth|meth|atal|osgo|hepgor|rhwystr|coll|dile|eithri|stop|ymwrthod|esgeulus|cudd|cel[iu]"
    r"|dewisol|gwirfoddol|diflan|anwybydd|cyfrinach|math$|torri?|absen|cas[áa]|gwadu|groes$|allan$|rhag$|(?:dyw|dydy|dydw|dydi|dydyn|dydych)|oni$"
)
"""A word that says by itself what English says with `do not`: refuse, miss, hide, break."""

_WE = re.compile(r"(?:\w\wwn|[rd]ydyn|[rd]ydym|[sn]om|[sn]on|nnym|rthym|^i)$")
_SHAPED_NO = re.compile(
    r"(?:an|am|af|di)\w{3}|gwrth|meth|atal|osgo|hepgor|rhwystr|coll|dile|eithri|stop|pall|rhag$"
    r"|(?:dyw|dydy|dydw|dydi|dydyn|dydych|does|doedd|oni|anodd|braidd|ofer|gwag|prin|cudd|ffals)$"
    r"|ymwrthod|esgeulus|tynnu$|hwnt$"
)
"""What says no, or something like it: more is let be than need be."""

_RELATIVE = word_list("y yr fel lle os pan pe")


@lru_cache(1 << 15)
def cymraeg(text: str) -> Reading:
    """Read a Welsh sentence."""
    words = welsh.words(text)
    radicals = [welsh.radicals_of(word.plain) for word in words]
    modals: list[Modal] = []
    bound: set[int] = set()
    starts = [index for index, each in enumerate(radicals) if _welsh_force(each) is not None]
    for number, index in enumerate(starts):
        force = _welsh_force(radicals[index])
        assert force is not None
        until = starts[number + 1] if number + 1 < len(starts) else len(words)
        first, last, negative = _polarity(words, radicals, index, until, force)
        bound.update((first, index, last))
        if force is Force.MUST and _is_no_duty(words, index):
            bound.update(range(max(0, index - 3), index))
            continue
        before = words[index - 1].plain if index else ""
        modals.append(
            Modal(
                force,
                negative,
                _shown(text, words, first, index, last),
                words[first].start,
                words[index].end,
                _noes(
                    each
                    for at, each in enumerate(radicals[: index + 1 + _WINDOW])
                    if at > index and at != last and not (negative and each[0] in CONCORD)
                ),
                negative
                or (before not in _RELATIVE and bool(_UNCHANGED.match(words[index].plain))),
                force is Force.MAY and last > index and words[last].plain != "ddim",
            )
        )
    for index, each in enumerate(radicals):
        if index not in bound and _is_denied(words, index) and any(map(_FORBIDS.match, each)):
            bound.update((index - 1, index))
            start, end = words[index - 1].start, words[index].end
            modals.append(Modal(Force.MUST, True, text[start:end], start, end))
    denials = tuple(
        word for index, word in enumerate(words) if index not in bound and _denies(radicals[index])
    )
    also: set[Force] = set()
    for index, each in enumerate(radicals):
        if index not in bound:
            also |= _also(each)
    begins_no = bool(words) and words[0].plain in ("na", "nac")
    return Reading(
        tuple(sorted(modals, key=lambda each: each.start)),
        denials,
        frozenset(also),
        bans=begins_no or _noes(radicals[:_WINDOW]) > 0,
        opening=_beginning(modals, words) or _leave(words, radicals),
        released=_no_duty(text, words, begins=True),
        needs=_beginning_with(_NEED.search(text), words, negative=False),
        releases=_no_duty(text, words, begins=False) is not None,
        denies=any(each.negative for each in modals) or _denies_at_all(words, radicals),
        refuses=any(each.negative for each in modals)
        or any(map(_is_opposite, radicals))
        or _goes_on(words)
        or any(map(_denies, (each for each in radicals if _LISTING.isdisjoint(each)))),
    )


def _noes(radicals: Iterable[tuple[str, ...]]) -> int:
    """Return how many words say no."""
    return sum(map(_says_no, radicals))


@lru_cache(1 << 15)
def _says_no(radicals: tuple[str, ...]) -> bool:
    return not _NEARBY.isdisjoint(radicals) or any(map(_PEIDIO.match, radicals))


def _goes_on(words: Sequence[Word]) -> bool:
    """Return whether `na` or `nac` stands anywhere but where it goes on with a list."""
    return any(
        word.plain in ("na", "nac", "nas") and word.start - before.end <= 1
        for before, word in pairwise(words)
    )


def _beginning(modals: Sequence[Modal], words: Sequence[Word]) -> Modal | None:
    """Return the modal that a sentence begins with; `mae'n` may stand before it."""
    if not modals:
        return None
    first = min(modals, key=lambda each: each.start)
    before = {word.plain for word in words if word.end <= first.start}
    return first if before <= _CONNECTIVES else None


def _leave(words: Sequence[Word], radicals: Sequence[tuple[str, ...]]) -> Modal | None:
    """Return the `caiff` or `cewch` that a sentence begins with when it gives leave.

    With a noun it is to receive (cewch lythyr), with a possessive the passive (caiff ei gyhoeddi).
    """
    at = next((i for i, each in enumerate(words) if each.plain not in _CONNECTIVES), None)
    if at is None or not _LEAVE.match(words[at].plain):
        return None
    if not _BOUNDED.isdisjoint(word.plain for word in words):
        return None
    for later in range(at + 1, min(len(words), at + 1 + _NEAR)):
        if words[later].plain in _POSSESSIVES or words[later].clitic in ("'i", "'u", "'w", "'ch"):
            return None
        if words[later].plain in _ENDS_CLAUSE:
            return None
        if any(map(_VERB_NOUN.match, radicals[later])):
            eased = _noes(radicals[at + 1 : at + 1 + _WINDOW])
            word = words[at]
            return Modal(Force.MAY, False, word.text, word.start, word.end, eased)
    return None


def _no_duty(text: str, words: Sequence[Word], *, begins: bool) -> Modal | None:
    """Return the `nid oes rhaid` of a sentence, or of its beginning only."""
    if _NO_DUTY_HAS.isdisjoint(word.plain for word in words):
        return None
    found = _NO_DUTY.search(text)
    if begins:
        return _beginning_with(found, words, negative=True)
    return found and Modal(Force.MUST, True, found[0], found.start(), found.end())


def _beginning_with(
    found: re.Match[str] | None, words: Sequence[Word], *, negative: bool
) -> Modal | None:
    """Return what a sentence begins with, as a modal; `yn yr un modd` may stand before it."""
    if found is None:
        return None
    before = {word.plain for word in words if word.end <= found.start()}
    if not before <= _CONNECTIVES:
        return None
    return Modal(Force.MUST, negative, found[0], found.start(), found.end())


def _denies_at_all(words: Sequence[Word], radicals: Sequence[tuple[str, ...]]) -> bool:
    """Return whether any word says no in any shape; the `ni` of `byddwn ni` is a pronoun."""
    for index, (word, each) in enumerate(zip(words, radicals, strict=True)):
        if word.plain == "ni" or word.plain.startswith("ni'"):
            before = words[index - 1].plain if index else ""
            if word.clitic or _WE.search(before):
                continue
        if _denies(each) or _is_shaped_no(each):
            return True
    return False


# Words come again and again: what each of them says is asked once.
@lru_cache(1 << 15)
def _is_shaped_no(radicals: tuple[str, ...]) -> bool:
    return any(map(_SHAPED_NO.match, radicals))


@lru_cache(1 << 15)
def _is_opposite(radicals: tuple[str, ...]) -> bool:
    return any(map(_OPPOSITE.match, radicals))


@lru_cache(1 << 15)
def _also(radicals: tuple[str, ...]) -> frozenset[Force]:
    found = set()
    if not _STRONG_WELSH.isdisjoint(radicals):
        found.add(Force.MUST)
    if not _SOFT_WELSH.isdisjoint(radicals):
        found.add(Force.SHOULD)
    return frozenset(found)


@lru_cache(1 << 15)
def _welsh_force(radicals: tuple[str, ...]) -> Force | None:
    for each in radicals:
        if each == "rhaid":
            return Force.MUST
        if _DYLAI.match(each):
            return Force.SHOULD
        if _GALL.match(each) or each == "caniateir":
            return Force.MAY
    return None


def _is_no_duty(words: Sequence[Word], index: int) -> bool:
    """Return whether it is said that there is no duty: `nid oes rhaid`, `does dim rhaid`."""
    before = {word.plain for word in words[max(0, index - 3) : index]}
    return not before.isdisjoint(("oes", "does", "dim", "doedd"))


def _polarity(
    words: Sequence[Word],
    radicals: Sequence[tuple[str, ...]],
    index: int,
    until: int,
    force: Force,
) -> tuple[int, int, bool]:
    """Return the first and last word that a modal is made of, and whether it is negative."""
    if _is_denied(words, index):
        return index - 1, index, True
    for later in range(index + 1, until):
        if any(map(_PEIDIO.match, radicals[later])) and words[later - 1].plain != "ai":
            return index, later, True
        if words[later].plain == "ddim" and words[later - 1].plain in _OF_NO_COST:
            continue
        if force is not Force.MUST and words[later].plain in ("ddim", "byth"):
            # In a clause of its own it denies something else: `pethau sydd ddim ar gael`.
            between = {word.plain for word in words[index:later]}
            if between.isdisjoint(_CLAUSES) and later - index <= _NEAR:
                return index, later, True
    return index, index, False


def _is_denied(words: Sequence[Word], index: int) -> bool:
    """Return whether `ni` or `na` stands before a verb and has changed its first letter.

    After `gennym ni, gallwch` it has not.
    """
    word = words[index]
    before = words[index - 1] if index else None
    return (
        before is not None
        and before.plain in _PARTICLES
        and not before.clitic
        and word.start - before.end <= 2
        and (before.plain in ("nid", "nad") or not _UNCHANGED.match(word.plain))
    )


def _shown(text: str, words: Sequence[Word], first: int, index: int, last: int) -> str:
    begin = text[words[first].start : words[index].end]
    if last == index:
        return begin
    between = " " if last == index + 1 else " … "
    return f"{begin}{between}{words[last].text}"


@lru_cache(1 << 15)
def _denies(radicals: tuple[str, ...]) -> bool:
    return (
        not _WELSH_DENIALS.isdisjoint(radicals)
        or any(map(_PEIDIO.match, radicals))
        or any(map(_WELSH_PREFIX.match, radicals))
    )


# --- Both languages -------------------------------------------------------------------------------

_PREDICATES = {
    "open": "agor",
    "allowed": "caniat",
    "permitted": "caniat",
    "possible": "posib",
    "responsible": "cyfrifol",
    "eligible": "cymwys",
    "entitled": "hawl",
    "include": "cynnwys",
    "included": "cynnwys",
    "cover": "cynnwys",
    "accept": "derbyn",
    "accepted": "derbyn",
    "receive": "derbyn",
    "need": "angen",
    "needed": "angen",
    "necessary": "angen",
    "required": "angen gofyn",
    "safe": "diogel",
    "valid": "dilys",
    "correct": "cywir",
    "true": "gwir",
    "long": "hir",
    "full": "llawn",
    "new": "newydd",
    "ready": "parod",
    "able": "gallu",
    "welcome": "croeso croesaw",
    "public": "cyhoeddus",
    "confidential": "cyfrinachol",
    "compulsory": "gorfodol",
    "legal": "cyfreithlon",
    "affect": "effeithio",
    "affected": "effeithio",
    "apply": "berthnasol perthnasol",
    "chosen": "dewis",
    "share": "rhannu",
    "sell": "gwerthu",
    "store": "storio",
    "keep": "cadw",
    "pay": "talu",
    "charge": "codi",
    "contact": "cysylltu",
    "agree": "cytun",
    "change": "newid",
    "work": "gweithio",
    "use": "defnyddio",
    "used": "defnydd",
    "part": "rhan",
    "suitable": "addas",
    "accessible": "hygyrch",
    "liable": "atebol",
    "easy": "hawdd",
    "clear": "clir",
    "known": "hysbys",
    "approved": "cymeradwy",
    "paid": "talu",
    "published": "cyhoedd",
    "collected": "casgl",
    "collect": "casgl",
    "allow": "caniat",
    "support": "cefnog",
    "supported": "cefnog",
    "deliver": "danfon",
    "delete": "dileu",
    "record": "cofnod",
    "closed": "cau",
    "answer": "ateb",
    "bring": "dod",
    "film": "ffilm",
    "follow": "dilyn",
    "heated": "gwresog",
    "join": "ymun",
    "monitor": "monitr",
    "monitored": "monitr",
    "publish": "cyhoedd",
    "read": "darllen",
    "register": "cofrestr",
    "reply": "ateb",
    "report": "adrodd",
    "send": "anfon",
    "sign": "llofnod",
    "tell": "dweud",
    "wear": "gwisg",
}
"""What is often denied, with how the Welsh words for it begin, in the radical."""

_PHRASES = {"available": "ar gael", "free": "am ddim"}

_BEFORE_NOT = _BE | word_list("has have had do does did will would")
_ONLY_PARTLY = _NOT_WHOLLY | word_list("less more until any longer if unless")
_NO_DENIAL = re.compile(r"\b(?:am|rhad ac) ddim\b|\bfwy nag?\b", re.IGNORECASE)


_ENGLISH_ENDINGS = ("", "s", "ed", "d", "ing")


def _stems_of(word: str) -> Sequence[str]:
    """Return how the Welsh words for an English one may begin: answered, answers, answering."""
    bases = (word.removesuffix(each) for each in _ENGLISH_ENDINGS)
    return next((_PREDICATES[base].split() for base in bases if base in _PREDICATES), ())


def turned_positive(one: str, other: str) -> Word | None:
    """Return the `not` of a short English sentence, if the Welsh one says just what it denies.

    The library is not open; mae'r llyfrgell ar agor.

    Args:
        one: the English sentence.
        other: the Welsh one.
    """
    words = welsh.words(one)
    plain = [word.plain for word in words]
    if len(plain) > _SHORT + 3:
        return None
    noes = [i for i, each in enumerate(plain) if each in _ENGLISH_DENIALS or each.endswith("n't")]
    if len(noes) != 1 or not 0 < noes[0] < len(plain) - 1:
        return None
    at = noes[0]
    is_verb = plain[at].endswith("n't") or (plain[at] in _NO and plain[at - 1] in _BEFORE_NOT)
    # Not for more than a year is am hyd at flwyddyn.
    partly = _ONLY_PARTLY - ({"more"} if "fwy na" in other.lower() else set())
    if not is_verb or not partly.isdisjoint(plain[at + 1 :]):
        return None
    denied = plain[at + 1 : at + 3]
    stems = tuple(stem for each in denied for stem in _stems_of(each))
    theirs = welsh.words(_NO_DENIAL.sub("   ", other))
    radicals = [welsh.radicals_of(word.plain) for word in theirs]
    is_said = [any(radical.startswith(stems) for radical in each) for each in radicals]
    # `diogel` and `angen` look like words that say no.
    others = [n for n, said in enumerate(is_said) if not said]
    if _denies_at_all([theirs[n] for n in others], [radicals[n] for n in others]):
        return None
    has_phrase = any(_PHRASES[each] in other.lower() for each in denied if each in _PHRASES)
    return words[at] if has_phrase or (stems and any(is_said)) else None


_SAYS_NO = re.compile(
    r"(?:un|in|im|ir|il|dis|mis|non|anti|mal|de)\w{3,}|\w+less|\w+n't"
    r"|(?:lack|miss|absen|empt|fail|refus|avoid|stop|rare|except|prohibit|forbid|prevent|ceas|end"
    r"|exempt|reject|block|expir|wrong|ignor|skip|forg|remember|cancel|hid|los[et]|exclu|ban|clos"
    r"|leav|left|keep|kept|worr|hesitat|bare|hard|scarc|fals|zero|nil|blank|vain|reserv|held|remov"
    r"|delet|drop|clear|omit|limit|restrict|differ|other|old|past|former|late|bad|poor|weak"
    r"|short|near|far|away|apart|beyond|against|under|outside|anonym|secre|quiet|silen|still|even"
    r"|yet|first|most|more|all(?!ow)|must|should|may|can|could|might|shall|too|if|free|gone|over|out|off"
    r"|sure|rather|but|nothing|none|no|nor|never|not|neither|nobody|without|unless|until|till"
    r"|only|just|little|few|before|than|whether|beware|careful|care|make|let|permanent|temporar"
    r"|ever|single|alone|extra|need|want|wait|pending|pass|broke|break|crash|invalid|unab)\w*$",
)
"""English words that say no, something like it, or what Welsh may say with a no."""

_NO_FIRST = re.compile(
    r"\W*(?:ni(?!\s+(?:yw|ydy|sy|sydd|sy'n|oedd|biau|fel|a|ein|ni)\b)|nid|nad|peidiwch|peidier"
    r"|(?:dyw|dydy|dydi|dydyn|dydych|doedd|does)(?:['’]\w+)?)\s",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[;:,.]\s")
_DEED = 3
"""How many words after `peidiwch` name what is not to be done."""

_ANYWAY = re.compile(r"\b(?:anghofi|[oh]*edi|p?h?oeni|petruso|phetruso|ond|unig|oni|nes|heb)", re.I)


def turned_negative(one: str, other: str) -> tuple[int, int] | None:
    """Return where a short Welsh sentence begins with a no, if nothing in the English says so.

    The library is open; nid yw'r llyfrgell ar agor. What the English says must be what the Welsh
    denies: voluntary is well said with nid yn orfodol.

    Args:
        one: the English sentence.
        other: the Welsh one.
    """
    found = _NO_FIRST.match(other)
    if found is None or _ANYWAY.search(other) or "?" in one + other:
        return None
    words = welsh.words(one)
    if not 2 < len(words) <= _SHORT or any(_SAYS_NO.match(word.plain) for word in words):
        return None
    noes = [word for word in welsh.words(other) if word.plain in ("ni", "nid", "nad", "na", "nac")]
    if len(noes) > 1 or not _says_what(words, other, found.end()):
        return None
    start = len(other) - len(other.lstrip(" \t\"'“‘*_"))
    return start, found.end() - 1


def _says_what(ours: Sequence[Word], other: str, start: int) -> bool:
    """Return whether a Welsh clause that begins with a no has the word of what the English says.

    Args:
        ours: the English words.
        other: the Welsh sentence.
        start: where its no ends.
    """
    plain = [word.plain for word in ours]
    after = _CLAUSE_END.split(other[start:], maxsplit=1)[0]
    theirs = welsh.words(after)
    if other[:start].strip(" \t\"'“‘*_").casefold().startswith("peid"):
        theirs = theirs[:_DEED]
    radicals = [welsh.radicals_of(word.plain) for word in theirs]
    stems = tuple(stem for each in plain for stem in _stems_of(each))
    if stems:
        unsaid = [not any(radical.startswith(stems) for radical in each) for each in radicals]
        others = [n for n, is_other in enumerate(unsaid) if is_other]
        # Easy to use is well said with nid yw'n anodd ei defnyddio.
        if not all(unsaid):
            return not any(_SHAPED_NO.match(theirs[n].plain) for n in others)
    if plain[0] == "there" and plain[1] in _BE | {"will"} and theirs[:1]:
        return theirs[0].plain in ("oes", "fydd", "dim")
    return any(phrase in after.lower() for each, phrase in _PHRASES.items() if each in plain)
