"""A duty is as strong in one language as in the other, and says no where the other says no.

What it finds:
    In English and Welsh, a duty or permission that a translation has turned round (`must not`
    against `rhaid` without `peidio`, `dylai` for `should not`), weakened (`dylai` for `must`,
    `ni ddylai` for `must not`, `gall` for `should`) or strengthened (`rhaid` for `should` or
    `may`); a duty that the other language lifts (`must` against `nid oes rhaid`); leave given for
    a ban (`caiff`, `cewch` for `must not`); and a plain `not` of which nothing is left. In a short
    sentence also what is said to be so in one language and not in the other: "is not open" against
    `mae ar agor`, and `nid`, `ni` or `peidiwch` before the word for what the English says, where
    no English word says no.
    Sentences are compared one by one where a segment has as many in both languages. Every
    inflection and mutation is known: dylai, dylid, ddylech; caiff, cewch; gall, gellir, all;
    rhaid, raid; peidio, beidio, pheidiwch.

    What contradicts is found, and no more. A duty may be said in other words (`bydd gofyn i`,
    `mae angen`, an imperative, a verb without a person), and is then let be.

Why:
    `Rhaid i staff bostio` reads as smoothly as `Rhaid i staff beidio â phostio`, and orders what
    the policy forbids. A court may read either language.

Bad:
    ```markdown
    Staff must not post personal data.        Rhaid i staff bostio data personol.
    Staff must tell the team.                 Dylai staff roi gwybod i'r garfan.
    ```

Good:
    ```markdown
    Staff must not post personal data.        Rhaid i staff beidio â phostio data personol.
    Staff must tell the team.                 Rhaid i staff roi gwybod i'r garfan.
    ```

To mend it:
    Use `rhaid` for must, `dylai`/`dylid` for should, `gall`/`gellir`/`caniateir` for may; with
    `rhaid ... peidio â` or `ni chaniateir` for must not, `ni ddylai`/`ni ddylid` for should not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from polisi.diagnostics import Diagnostic, Severity
from polisi.language import modals
from polisi.language.bounds import are_opposed
from polisi.language.evidence import told
from polisi.language.modals import Force, Modal, Reading
from polisi.language.welsh import Word
from polisi.model import Kind, PagePair, Segment
from polisi.parity.comparison import Comparison
from polisi.parity.prose import Piece, place, sentences, unquoted
from polisi.said import Said, Words, said

NAME = "modal"

_ANY = re.compile(
    r"\b(?:must|sha|should|may|can|ha(?:s|ve)\s+to|required|obliged|prohibited|forbidden"
    r"|permitted|allowed|don.t|do(?:es)?\s+not|not\s+to|need|never|won.t|did|does|will\s+not"
    r"|would\s+not|wouldn.t|ha(?:s|ve)\s+not|(?:is|are|was|were)(?:\s+not|n.t))",
)
"""Whether it is worth reading an English text, in small letters."""

_BEGINS_NO = re.compile(r"(?:^|[.!?]\s+)\W*(?:Ni|Peid|D[oy])[a-z]*[\s'’]")
"""Whether it is, for the sake of the Welsh: a sentence of it begins with a no."""


def check_pair(comparison: Comparison, both_pages: PagePair) -> Iterator[Diagnostic]:
    """Yield the duties that the two languages do not put alike."""
    site = comparison.site
    locales = tuple(
        each.partition("-")[0].lower() for each in (site.source_locale, site.target_locale)
    )
    if locales not in (("en", "cy"), ("cy", "en")):
        return
    alignment = comparison.alignment(both_pages)
    if alignment:
        for pair in alignment.pairs:
            if pair.source.kind is Kind.CODE or not comparison.is_own(
                alignment.source, pair.source
            ):
                continue
            both = (pair.source, pair.target)
            english, cymraeg = both if locales[0] == "en" else both[::-1]
            if not (_ANY.search(english.source.lower()) or _BEGINS_NO.search(cymraeg.source)):
                continue
            for found in _differences(english, cymraeg):
                yield found if locales[0] == "en" else _turned(found)


def _turned(found: Diagnostic) -> Diagnostic:
    """Return a finding of a site whose source language is Welsh."""
    return Diagnostic(
        found.rule, found.said, found.advice, found.target, found.source, found.severity
    )


def _differences(english: Segment, cymraeg: Segment) -> Iterator[Diagnostic]:
    ours, theirs = sentences(english), sentences(cymraeg)
    if len(ours) != len(theirs):
        ours, theirs = _whole(ours), _whole(theirs)
    for one, other in zip(ours, theirs, strict=False):
        in_english, in_welsh = told(other.text)
        if in_english > in_welsh:
            # It is English still, which is for rule `untranslated` to say.
            continue
        reading = modals.english(one.text)
        bare = unquoted(one.text)
        if reading.refusal and bare[reading.refusal.start].isspace():
            reading = replace(reading, refusal=None)
        if reading.denial and bare[reading.denial.start].isspace():
            reading = replace(reading, denial=None)
        if len(ours) > 1 or len(theirs) > 1 or "?" in one.text + other.text:
            reading = replace(reading, denial=None)
        found = _difference(reading, modals.cymraeg(other.text)) or _by_words(one.text, other.text)
        if found is not None and not are_opposed(one.text, other.text):
            yield Diagnostic(
                NAME,
                found.message,
                found.hint,
                place(english, one.start + found.here[0], one.start + found.here[1]),
                place(cymraeg, other.start + found.there[0], other.start + found.there[1]),
                found.severity,
            )


def _whole(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    if not pieces:
        return ()
    start = pieces[0].start
    text = ""
    for piece in pieces:
        text = text.ljust(piece.start - start) + piece.text
    return (Piece(text, start),)


class _Found(NamedTuple):
    """A contradiction, and where in its sentence each side says it."""

    message: Said
    hint: Said
    here: tuple[int, int]
    there: tuple[int, int]
    severity: Severity = Severity.ERROR


def _difference(english: Reading, cymraeg: Reading) -> _Found | None:
    """Return what contradicts, or None."""
    return (
        _spared(english, cymraeg)
        or _by_opening(english, cymraeg)
        or _one_by_one(english, cymraeg)
        or _lost_negative(english, cymraeg)
        or _gained_negative(english, cymraeg)
        or _other_force(english, cymraeg)
        or _permission(english, cymraeg)
        or _by_release(english, cymraeg)
        or _by_nobody(english, cymraeg)
        or _lost_not(english, cymraeg)
        or _lost_denial(english, cymraeg)
    )


# --- What is said ---------------------------------------------------------------------------------

_USE = {
    Force.MAY: Said("modal.use_may"),
    Force.SHOULD: Said("modal.use_should"),
    Force.MUST: Said("modal.use_must"),
}


def _said(one: Modal, other: Modal, what: Said, hint: Said) -> _Found:
    # Many translators write `ni ddylai` for must not: it is worth a look, and no more.
    alike = one.negative and other.negative
    return _Found(
        said("modal.is", one=Words(one.text, "en"), other=Words(other.text, "cy"), what=what),
        hint,
        (one.start, one.end),
        (other.start, other.end),
        Severity.WARNING if alike else Severity.ERROR,
    )


def _turned_round(one: Modal, other: Modal) -> _Found:
    if one.negative:
        return _said(one, other, Said("modal.forbidden"), Said("modal.forbid"))
    return _said(one, other, Said("modal.asked_for"), Said("modal.take_negative_out"))


def _shifted(one: Modal, other: Modal) -> _Found:
    what = Said("modal.weaker" if other.force < one.force else "modal.stronger")
    return _said(one, other, what, Said("modal.use_not") if one.negative else _USE[one.force])


# --- What contradicts -----------------------------------------------------------------------------


def _spared(english: Reading, cymraeg: Reading) -> _Found | None:
    """A ban of which no more is left than the leave not to do it (gall … beidio)."""
    spared = [each for each in cymraeg.modals if each.spares]
    bans = [each for each in english.duties if each.negative]
    banned = [each for each in cymraeg.duties if each.negative]
    if spared and len(bans) > len(banned) and len(english.modals) == len(english.duties):
        return _shifted(bans[0], spared[0])
    return None


def _by_opening(english: Reading, cymraeg: Reading) -> _Found | None:
    """Compare the verbs of the main clauses, where there is no doubt which they are.

    What else the sentences say is no excuse then; but one `no` may have changed its place:
    must avoid is rhaid peidio â.
    """
    one, other = english.opening, cymraeg.opening
    if one is None or other is None:
        return None
    may = Force.MAY in (one.force, other.force)
    denials = {word.plain for word in (*english.denials, *cymraeg.denials)}
    if may and not denials.isdisjoint(_ONLY):
        return None
    if one.negative != other.negative:
        noes = one.negative + one.eased, other.negative + other.eased
        if noes[0] % 2 != noes[1] % 2 or _says_it_twice(english, cymraeg):
            return _turned_round(one, other)
    # `ni chaiff` and `ni all` forbid as much as `must not` does.
    alike = one.force == other.force or (may and (one.negative or other.negative))
    return None if alike else _shifted(one, other)


def _says_it_twice(english: Reading, cymraeg: Reading) -> bool:
    """Return whether what eases the English verb has a counterpart besides the Welsh `ni`."""
    unlike = _ONLY | modals.CONCORD
    there = [word for word in cymraeg.denials if word.plain not in unlike]
    return cymraeg.negative > 0 == english.negative and len(there) >= len(english.denials) > 0


_ONLY = frozenset({"only", "unig", "ond", "except", "unless", "oni", "onid"})
"""With these, leave to do one thing is a duty to do no other."""


def _one_by_one(english: Reading, cymraeg: Reading) -> _Found | None:
    """Compare the modals in order, where both sentences have as many."""
    ours, theirs = english.duties, cymraeg.duties
    are_duties = 0 < len(ours) == len(theirs)
    if not are_duties:
        ours, theirs = english.modals, cymraeg.modals
        if len(ours) != len(theirs):
            return None
    pairs = tuple(zip(ours, theirs, strict=True))
    # As many on both sides: then one has only changed places with another.
    if sum(one.negative for one in ours) != sum(other.negative for other in theirs):
        for one, other in pairs:
            if one.negative != other.negative and _is_sure(one, other, english, cymraeg):
                return _turned_round(one, other)
    if are_duties and _forces(ours) != _forces(theirs):
        for one, other in pairs:
            if one.negative == other.negative and one.force != other.force:
                return _shifted(one, other)
    return None


def _is_sure(one: Modal, other: Modal, english: Reading, cymraeg: Reading) -> bool:
    """Return whether of two modals one says no and nothing else says so for the other one.

    What may or cannot be is said in many ways, so then the whole of the sentence is looked at.
    """
    if one.eased or other.eased or not other.main:
        return False
    if Force.MAY in (one.force, other.force):
        return not (english.denials if other.negative else cymraeg.denials)
    return True


def _forces(found: Sequence[Modal]) -> Sequence[Force]:
    return sorted(each.force for each in found)


def _lost_negative(english: Reading, cymraeg: Reading) -> _Found | None:
    """A negative duty of which the positive is left."""
    if english.negative <= cymraeg.negative or cymraeg.denials:
        return None
    if all(each.eased for each in english.modals if each.negative):
        # Should not be afraid to ask is dylai deimlo'n rhydd i ofyn.
        return None
    if cymraeg.positive <= english.positive:
        return None
    return _turned_round(*_unlike(english, cymraeg, negative=True))


def _gained_negative(english: Reading, cymraeg: Reading) -> _Found | None:
    """A positive duty that has become a negative one."""
    if english.denials or english.negative or not cymraeg.negative:
        return None
    if cymraeg.positive >= english.positive:
        return None
    return _turned_round(*_unlike(english, cymraeg, negative=False))


def _unlike(english: Reading, cymraeg: Reading, *, negative: bool) -> tuple[Modal, Modal]:
    """Return the first modals of which the English one is negative or not, the Welsh one is not."""
    return (
        next(each for each in english.modals if each.negative is negative),
        next(each for each in cymraeg.modals if each.negative is not negative),
    )


def _other_force(english: Reading, cymraeg: Reading) -> _Found | None:
    """A duty that is said more weakly or more strongly: one force is lost, the other gained."""
    for negative in (False, True):
        for force, other in ((Force.MUST, Force.SHOULD), (Force.SHOULD, Force.MUST)):
            lost = english.count(force, negative=negative) > cymraeg.count(force, negative=negative)
            won = cymraeg.count(other, negative=negative) > english.count(other, negative=negative)
            if lost and won and force not in cymraeg.also and other not in english.also:
                return _shifted(
                    _first(english, force, negative=negative),
                    _first(cymraeg, other, negative=negative),
                )
    return None


def _first(reading: Reading, force: Force, *, negative: bool) -> Modal:
    return next(e for e in reading.modals if (e.force, e.negative) == (force, negative))


def _permission(english: Reading, cymraeg: Reading) -> _Found | None:
    """`may` against a duty. `gall` says much, so only the first modals that differ are compared."""
    if len(english.duties) == len(cymraeg.duties):
        return None
    for one, other in zip(english.modals, cymraeg.modals, strict=False):
        if (one.force, one.negative) == (other.force, other.negative):
            continue
        if one.negative or other.negative or not other.main:
            return None
        if one.force is Force.MAY:
            # What is asked for may be said in other words besides.
            said_otherwise = bool(english.also)
        else:
            said_otherwise = bool(cymraeg.also) or other.force is not Force.MAY
        return None if said_otherwise or one.eased or other.eased else _shifted(one, other)
    return None


def _by_release(english: Reading, cymraeg: Reading) -> _Found | None:
    """Compare a duty with there being none, where both sentences begin with them."""
    duty, none = english.opening or english.needs, cymraeg.released
    if duty and none and duty.force is Force.MUST and not duty.negative:
        denials = [each for each in cymraeg.denials if not none.start <= each.start < none.end]
        unsaid = english.denials or english.releases or denials or cymraeg.modals
        return None if unsaid else _released(duty, none)
    duty, none = cymraeg.opening or cymraeg.needs, english.released
    if duty and none and duty.force is Force.MUST and not duty.negative:
        unsaid = cymraeg.releases or cymraeg.denials or english.duties
        return None if unsaid else _released(none, duty)
    return None


def _released(one: Modal, other: Modal) -> _Found:
    return _said(one, other, Said("modal.released"), Said("modal.use_need"))


def _by_nobody(english: Reading, cymraeg: Reading) -> _Found | None:
    """Compare `no member shall` with what everyone must or may do."""
    one, other = english.nobody, cymraeg.opening
    if one is None or other is None or other.negative or other.eased:
        return None
    if len(english.denials) > 1 or cymraeg.denials or cymraeg.releases:
        return None
    return _turned_round(one, other)


def _lost_denial(english: Reading, cymraeg: Reading) -> _Found | None:
    """The one `not` of a short sentence, where no Welsh word says no in any shape."""
    word = english.denial
    if word is None or cymraeg.denies or cymraeg.releases:
        return None
    return _unsaid(word, Said("modal.deny"))


def _by_words(english: str, cymraeg: str) -> _Found | None:
    """Compare what short sentences say is so or is not: is not open, mae ar agor."""
    word = modals.turned_positive(english, cymraeg)
    if word is not None and unquoted(english)[word.start] == english[word.start]:
        return _unsaid(word, Said("modal.deny"))
    there = modals.turned_negative(english, cymraeg)
    if there is None:
        return None
    no = Words(cymraeg[slice(*there)], "cy")
    return _Found(said("modal.gained", word=no), Said("modal.take_negative_out"), (0, 1), there)


def _lost_not(english: Reading, cymraeg: Reading) -> _Found | None:
    """A plain `not` of which nothing is left."""
    is_due = cymraeg.duties or any(word.plain == "cyn" for word in cymraeg.denials)
    if is_due and any(word.plain in _UNLESS for word in english.denials):
        # Do not use it without consent is rhaid cael cydsyniad cyn ei ddefnyddio.
        return None
    word = None if cymraeg.bans else english.imperative
    hint = Said("modal.forbid_you")
    if word is None and not cymraeg.refuses:
        word, hint = english.refusal, Said("modal.refuse")
    return None if word is None else _unsaid(word, hint)


_UNLESS = frozenset({"without", "unless", "until", "before"})
"""With these, what is forbidden is a duty to do something first."""


def _unsaid(word: Word, hint: Said) -> _Found:
    message = said("modal.unsaid", word=Words(word.text, "en"))
    return _Found(message, hint, (word.start, word.end), (0, 1))
