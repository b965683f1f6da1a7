"""A term of the glossary is translated as the glossary says.

What it finds:
    Of the terms that `docs/data/glossary.tsv` calls binding: one that stands in a text whose
    translation has none of its translations; and anywhere a translation that the glossary says is
    wrong. Mutations, plurals and joined words (`'r`, `'n`) are understood: `awdurdod lleol` is
    also in `i'r hawdurdodau lleol`. A term that is part of a longer one is not looked for by
    itself. A translation with one of its words exchanged is found also where the right one stands
    elsewhere in the same text. A segment of which another rule has something to say is left to
    that rule. A plain pair of trees has no glossary.

Why:
    A body, an Act or a role that has two Welsh names looks like two, and a reader searches in vain
    under the other one.

Bad:
    ```markdown
    Ask the governing body.        Gofynnwch i'r corff llywodraethol.
    ```

Good:
    ```markdown
    Ask the governing body.        Gofynnwch i'r corff llywodraethu.
    ```

To mend it:
    Use the translation that the glossary gives. If another one is right, add it there, after ` | `.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from polisi.diagnostics import Diagnostic, Severity
from polisi.language import welsh
from polisi.language.welsh import Word
from polisi.model import Segment, Site, Term
from polisi.parity.comparison import Comparison
from polisi.parity.prose import place, prose, unquoted
from polisi.parity.units import origin

NAME = "glossary"

_ARTICLES = frozenset({"y", "yr"})
_ENDINGS = """
    au iau ion on i oedd ydd yr wyr od edd aid iaid wr wraig yddion aeth iadau adau ed wyd ol
"""
_PLURALS = frozenset(("", *_ENDINGS.split()))
"""What Welsh plurals end in, and some other forms of a word."""

_SINGULARS = ("ydd", "wr", "yn", "en", "iad", "ad", "u", "o", "a", "i")
"""Endings that give way to those of the plural."""

_STEM = 3

_QUOTE = re.compile(r"(?<!\w)['‘]|['’](?!\w)")

_JOINED = 3
"""How many words after a word another one may stand that goes with the same noun."""

_EXCHANGED = 2
"""How many words a translation must have, so that the others tell when one is exchanged."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One form of a term, as words."""

    words: tuple[Word, ...]
    term: Term
    text: str


@dataclass(frozen=True, slots=True)
class _Hit:
    """A form that stands in a text, from `start` to `end`."""

    form: _Form
    start: int
    end: int


def check(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield the terms that are not translated as declared."""
    site = comparison.site
    if not site.glossary:
        return
    terms = tuple(site.glossary)
    sources = _finder(site.source_locale, terms, "source")
    wrong = _finder(site.target_locale, terms, "banned")
    for alignment in comparison.alignments.values():
        page = alignment.source
        for pair in alignment.pairs:
            # What is generated is made of what is looked at elsewhere.
            generated = origin(page, pair.source).via > 0
            told = comparison.is_told(pair.source, pair.target)
            if comparison.is_own(page, pair.source) and not generated and not told:
                missing = list(_missing(pair.source, pair.target, sources, site.target_locale))
                yield from missing
                if not missing and site.target_locale.startswith("cy"):
                    here = dict.fromkeys(
                        hit.form.term for hit in sources.hits(_QUOTE.sub(" ", prose(pair.source)))
                    )
                    binding = [term for term in here if term.binding]
                    yield from _exchanged(pair.source, pair.target, binding)
                yield from _banned(pair.source, pair.target, wrong)


def _missing(
    source: Segment, target: Segment, sources: _Finder, locale: str
) -> Iterator[Diagnostic]:
    told: set[Term] = set()
    words: tuple[Word, ...] | None = None
    for hit in sources.hits(unquoted(prose(source))):
        term = hit.form.term
        if not term.binding or term in told:
            continue
        if words is None:
            words = _words(prose(target))
        if any(_stands(form, words, locale) for form in _forms(term, term.target)):
            continue
        if _is_kept(source.source[hit.start : hit.end], target):
            continue
        told.add(term)
        best = f"`{term.target[0]}`"
        yield Diagnostic(
            NAME,
            f"“{source.source[hit.start : hit.end]}” is {best} in the glossary, which does not "
            "stand in the translation.",
            f"Write {best}; if another word is right too, add it to line {term.span.line} of "
            f"`{term.span.path}`.",
            place(source, hit.start, hit.end),
            target.span,
            Severity.WARNING,
        )


def _exchanged(source: Segment, target: Segment, terms: Sequence[Term]) -> Iterator[Diagnostic]:
    """Yield a translation that stands in part: one of its words is another one.

    Parts of the term in the source (social networks beside social media) explain as many parts of
    the translation.
    """
    ours, theirs = (_words(_QUOTE.sub(" ", prose(each))) for each in (source, target))
    for term in terms:
        whole, part = _counted(_forms(term, term.source), ours)
        there, parts = _counted(_forms(term, term.target), theirs)
        if len(there) >= len(whole) or len(parts) <= len(part):
            continue
        start, end = parts[0]
        yield Diagnostic(
            NAME,
            f"“{target.source[start:end]}” is not how the glossary translates `{term.source[0]}`.",
            f"Write `{term.target[0]}`; if this is right too, add it to line {term.span.line} of "
            f"`{term.span.path}`.",
            source.span,
            place(target, start, end),
            Severity.WARNING,
        )


Places = Sequence[tuple[int, int]]


def _counted(forms: Sequence[_Form], words: Sequence[Word]) -> tuple[Places, Places]:
    """Return where forms stand whole, and where they stand with one word exchanged."""
    whole: list[tuple[int, int]] = []
    parts: list[tuple[int, int]] = []
    for index in range(len(words)):
        for form in forms:
            there = words[index : index + len(form.words)]
            if len(there) < max(_EXCHANGED, len(form.words)):
                continue
            other = [
                word.plain
                for word, read in zip(form.words, there, strict=True)
                if not _may_be(word.plain, read.plain)
            ]
            if len(other) > 1:
                continue
            # `gwybodaeth breifat a phersonol`: both words go with the first.
            after = words[index + len(there) : index + len(there) + _JOINED]
            stands = not other or any(_may_be(other[0], word.plain) for word in after)
            (whole if stands else parts).append((there[0].start, there[-1].end))
            break
    return whole, parts


def _is_kept(text: str, target: Segment) -> bool:
    """Return whether words stay in the source language for good: quoted, or marked with `lang`."""
    return text in target.source and text not in unquoted(prose(target))


def _banned(source: Segment, target: Segment, wrong: _Finder) -> Iterator[Diagnostic]:
    for hit in wrong.hits(unquoted(prose(target))):
        term = hit.form.term
        yield Diagnostic(
            NAME,
            f"“{target.source[hit.start : hit.end]}” is not how the glossary translates "
            f"`{term.source[0]}`.",
            f"Write `{term.target[0]}` (line {term.span.line} of `{term.span.path}`).",
            source.span,
            place(target, hit.start, hit.end),
        )


def terms_in(site: Site) -> Callable[[str], tuple[Term, ...]]:
    """Return what gives the declared terms in a text of the source language, each once."""
    finder = _finder(site.source_locale, tuple(site.glossary), "source")
    return lambda text: tuple(dict.fromkeys(hit.form.term for hit in finder.hits(text)))


# --- Terms in texts -------------------------------------------------------------------------------


@lru_cache(8)
def _finder(locale: str, terms: tuple[Term, ...], which: Literal["source", "banned"]) -> _Finder:
    """Return what finds the terms of a glossary; the preview asks again and again."""
    texts = ((term, term.source if which == "source" else term.banned) for term in terms)
    return _Finder(locale, (form for term, each in texts for form in _forms(term, each)))


class _Finder:
    """Finds the terms of one language in its texts; of two at one place, the longer."""

    def __init__(self, locale: str, forms: Iterator[_Form]) -> None:
        self.hits = lru_cache(1 << 14)(self._hits)
        self._locale = locale
        self._by_first: dict[str, list[_Form]] = {}
        for form in sorted(forms, key=lambda form: -len(form.words)):
            for key in _keys(form.words[0].plain, locale):
                self._by_first.setdefault(key, []).append(form)

    def _hits(self, text: str) -> tuple[_Hit, ...]:
        """Return the terms in a text, in order."""
        found: list[_Hit] = []
        words = _words(text)
        index = 0
        while index < len(words):
            form = self._at(words, index)
            if form is None:
                index += 1
                continue
            last = index + len(form.words) - 1
            found.append(_Hit(form, words[index].start, words[last].end))
            index = last + 1
        return tuple(found)

    def _at(self, words: Sequence[Word], index: int) -> _Form | None:
        for key in _keys(words[index].plain, self._locale):
            for form in self._by_first.get(key, ()):
                if _is_at(form, words, index, self._locale):
                    return form
        return None


@lru_cache(1 << 12)
def _forms_of(term: Term, texts: tuple[str, ...]) -> tuple[_Form, ...]:
    return tuple(_Form(words, term, text) for text in texts if (words := _words(text)))


def _forms(term: Term, texts: tuple[str, ...]) -> tuple[_Form, ...]:
    return _forms_of(term, texts)


def _words(text: str) -> tuple[Word, ...]:
    """Return the words of a text; the Welsh article that is joined to one is a word of its own."""
    found: list[Word] = []
    for word in welsh.words(text):
        if word.plain:
            found.append(word)
        if word.clitic == "'r":
            found.append(Word("'r", word.end, word.end + 2, "yr"))
    return tuple(found)


@lru_cache(1 << 16)
def _keys(plain: str, locale: str) -> tuple[str, ...]:
    """Return what a word is looked up by: all that it may be a form of."""
    if locale.startswith("cy"):
        return ("y",) if plain in _ARTICLES else welsh.radicals_of(plain)
    return (plain, *_singulars(plain))


def _singulars(plain: str) -> Iterator[str]:
    """Yield what an English word may be the plural or the possessive of."""
    bare = plain.removesuffix("'s").removesuffix("'")
    if bare != plain:
        yield bare
    if bare.endswith("ies"):
        yield bare[:-3] + "y"
    if bare.endswith("es"):
        yield bare[:-2]
    if bare.endswith("s"):
        yield bare[:-1]


def _stands(form: _Form, words: Sequence[Word], locale: str) -> bool:
    """Return whether all words of a translation stand in a text, in any order and form.

    `gwybodaeth breifat a phersonol` has `gwybodaeth bersonol` in it.
    """
    declared = [word.plain for word in form.words if word.plain not in _ARTICLES]
    there = {word.plain for word in words}
    if not locale.startswith("cy"):
        return there.issuperset(declared)
    return all(any(_may_be(word, other) for other in there) for word in declared)


def _is_at(form: _Form, words: Sequence[Word], index: int, locale: str) -> bool:
    there = words[index : index + len(form.words)]
    return len(there) == len(form.words) and all(
        _is_same(one, other, locale) for one, other in zip(form.words, there, strict=True)
    )


def _is_same(declared: Word, word: Word, locale: str) -> bool:
    """Return whether a word is a form of a declared one; one with a capital is only meant so."""
    if declared.text[:1].isupper() and not word.text[:1].isupper():
        return False
    return not set(_keys(declared.plain, locale)).isdisjoint(_keys(word.plain, locale))


@lru_cache(1 << 15)
def _may_be(declared: str, plain: str) -> bool:
    """Return whether a Welsh word may be a declared one: mutated, plural, part of a compound."""
    plain = plain.rpartition("-")[2] if "-" not in declared else plain
    return (
        welsh.is_form_of(declared, plain)
        or _is_plural(declared, plain)
        or _is_plural(plain, declared)
    )


def _is_plural(singular: str, plural: str) -> bool:
    stems = {singular, *(singular.removesuffix(ending) for ending in _SINGULARS)}
    return any(
        radical.startswith(stem) and radical[len(stem) :] in _PLURALS
        for base in stems
        if len(base) >= _STEM
        for stem in welsh.radicals_of(base)
        for radical in welsh.radicals_of(plural)
    )
