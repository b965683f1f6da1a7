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
from functools import lru_cache, partial
from typing import Literal, NamedTuple

from polisi.diagnostics import Diagnostic, Severity
from polisi.language import welsh
from polisi.language.welsh import Spelt
from polisi.model import PagePair, Segment, Site, Term
from polisi.parity.comparison import Comparison
from polisi.parity.prose import place, prose, unquoted
from polisi.parity.units import origin
from polisi.said import Said, Words, said

NAME = "glossary"
ASKS_TOLD = True

_ARTICLES = frozenset({"y", "yr"})
_ENDINGS = """
    au iau ion on i oedd ydd yr wyr od edd aid iaid wr wraig yddion aeth iadau adau ed wyd ol
"""
_PLURALS = frozenset(("", *_ENDINGS.split()))
"""What Welsh plurals end in, and some other forms of a word."""

_SINGULARS = ("ydd", "wr", "yn", "en", "iad", "ad", "u", "o", "a", "i")
"""Endings that give way to those of the plural."""

_STEM = 3

# Of alternatives that begin with a letter each, Python looks for these letters first.
_QUOTE = re.compile(r"'(?<!\w')|‘(?<!\w‘)|'(?!\w)|’(?!\w)")

_JOINED = 3
"""How many words after a word another one may stand that goes with the same noun."""

_EXCHANGED = 2
"""How many words a translation must have, so that the others tell when one is exchanged."""


class _Form(NamedTuple):
    """One form of a term, as words."""

    words: tuple[Spelt, ...]
    term: Term
    text: str


Places = Sequence[tuple[int, int]]
"""Where forms stand: the numbers of their first and last words in `_words` of a text."""


class _Hit(NamedTuple):
    """A form that stands in a text, from its word `first` to its word `last`."""

    form: _Form
    first: int
    last: int


def survey(comparison: Comparison) -> tuple[_Finder, _Finder]:
    """Return what finds terms, and what finds wrong translations of them."""
    return comparison.memo.recall(
        "finders", (comparison.site.glossary,), partial(_finders, comparison)
    )


def _finders(comparison: Comparison) -> tuple[_Finder, _Finder]:
    site = comparison.site
    terms = tuple(site.glossary)
    return (
        _finder(site.source_locale, terms, "source"),
        _finder(site.target_locale, terms, "banned"),
    )


def check_pair(
    comparison: Comparison, pages: PagePair, finders: tuple[_Finder, _Finder]
) -> Iterator[Diagnostic]:
    """Yield the terms that are not translated as declared."""
    site = comparison.site
    locales = (site.source_locale, site.target_locale)
    sources, wrong = finders
    alignment = comparison.alignment(pages)
    if alignment and site.glossary:
        page = alignment.source
        for pair in alignment.pairs:
            # What is generated is made of what is looked at elsewhere.
            generated = origin(page, pair.source).via > 0
            told = comparison.is_told(pair.source, pair.target)
            if comparison.is_own(page, pair.source) and not generated and not told:
                missing = list(_missing(pair.source, pair.target, sources, locales))
                yield from missing
                if not missing and site.target_locale.startswith("cy"):
                    here = dict.fromkeys(
                        hit.form.term for hit in sources.hits(_QUOTE.sub(" ", prose(pair.source)))
                    )
                    binding = [term for term in here if term.binding]
                    if binding:
                        yield from _exchanged(pair.source, pair.target, binding, locales)
                yield from _banned(pair.source, pair.target, wrong, locales)


def _missing(
    source: Segment, target: Segment, sources: _Finder, locales: tuple[str, str]
) -> Iterator[Diagnostic]:
    own, locale = locales
    told: set[Term] = set()
    text = unquoted(prose(source))
    words = _plain(prose(target))
    for hit in sources.hits(text):
        term = hit.form.term
        if not term.binding or term in told:
            continue
        if any(_stands(form, words, locale) for form in _forms(term, term.target)):
            continue
        start, end = _offsets(text, hit.first, hit.last)
        if _is_kept(source.source[start:end], target):
            continue
        told.add(term)
        best = Words(term.target[0], locale)
        line, path = term.span.line, term.span.path
        yield Diagnostic(
            NAME,
            said("glossary.missing", text=Words(source.source[start:end], own), best=best),
            said("glossary.write_or_add_other", best=best, line=line, path=path),
            place(source, start, end),
            target.span,
            Severity.WARNING,
        )


def _exchanged(
    source: Segment, target: Segment, terms: Sequence[Term], locales: tuple[str, str]
) -> Iterator[Diagnostic]:
    """Yield a translation that stands in part: one of its words is another one.

    Parts of the term in the source (social networks beside social media) explain as many parts of
    the translation.
    """
    ours, theirs = (_QUOTE.sub(" ", prose(each)) for each in (source, target))
    for term in terms:
        there, parts = _counted(_forms(term, term.target), _words(theirs))
        if not parts:
            continue
        whole, part = _counted(_forms(term, term.source), _words(ours))
        if len(there) >= len(whole) or len(parts) <= len(part):
            continue
        start, end = _offsets(theirs, *parts[0])
        best = Words(term.target[0], locales[1])
        yield Diagnostic(
            NAME,
            _is_other(target.source[start:end], term, locales),
            said("glossary.write_or_add", best=best, line=term.span.line, path=term.span.path),
            source.span,
            place(target, start, end),
            Severity.WARNING,
        )


def _is_other(text: str, term: Term, locales: tuple[str, str]) -> Said:
    own, other = Words(term.source[0], locales[0]), Words(text, locales[1])
    return said("glossary.other", text=other, term=own)


def _counted(forms: Sequence[_Form], words: Sequence[Spelt]) -> tuple[Places, Places]:
    """Return where forms stand whole, and where they stand with one word exchanged."""
    whole: list[tuple[int, int]] = []
    parts: list[tuple[int, int]] = []
    declared = [[each.plain for each in form.words] for form in forms]
    declared = [plain for plain in declared if len(plain) >= _EXCHANGED]
    there = [word.plain for word in words]
    for index in range(len(words)) if declared else ():
        for form in declared:
            end = index + len(form)
            other = _exchanged_word(form, there[index:end])
            if other is None:
                continue
            # `gwybodaeth breifat a phersonol`: both words go with the first.
            after = there[end : end + _JOINED]
            stands = not other or any(_may_be(other, word) for word in after)
            (whole if stands else parts).append((index, end - 1))
            break
    return whole, parts


def _exchanged_word(declared: Sequence[str], there: Sequence[str]) -> str | None:
    """Return the one word of a form that is another in a text, or an empty text if none is.

    None is returned if more of its words are others, or the text ends before it.
    """
    if len(there) < len(declared):
        return None
    other = ""
    for word, read in zip(declared, there, strict=True):
        if not _may_be(word, read):
            if other:
                return None
            other = word
    return other


def _is_kept(text: str, target: Segment) -> bool:
    """Return whether words stay in the source language for good: quoted, or marked with `lang`."""
    return text in target.source and text not in unquoted(prose(target))


def _banned(
    source: Segment, target: Segment, wrong: _Finder, locales: tuple[str, str]
) -> Iterator[Diagnostic]:
    text = unquoted(prose(target))
    for hit in wrong.hits(text):
        term = hit.form.term
        start, end = _offsets(text, hit.first, hit.last)
        best = Words(term.target[0], locales[1])
        yield Diagnostic(
            NAME,
            _is_other(target.source[start:end], term, locales),
            said("glossary.write", best=best, line=term.span.line, path=term.span.path),
            source.span,
            place(target, start, end),
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
        by_first: dict[str, list[_Form]] = {}
        for form in sorted(forms, key=lambda form: -len(form.words)):
            for key in _keys(form.words[0].plain, locale):
                by_first.setdefault(key, []).append(form)
        self.__setstate__((locale, by_first))

    def __getstate__(self) -> tuple[str, dict[str, list[_Form]]]:
        return self._locale, self._by_first

    def __setstate__(self, state: tuple[str, dict[str, list[_Form]]]) -> None:
        """Begin with no texts seen: what was found in them is not pickled."""
        self._locale, self._by_first = state
        self.hits = lru_cache(1 << 14)(self._hits)
        self._beginning = lru_cache(1 << 15)(self._that_begin)

    def _that_begin(self, plain: str) -> tuple[_Form, ...]:
        """Return the forms that may begin with a word, those to be tried first before others."""
        keys = _keys(plain, self._locale)
        return tuple(form for key in keys for form in self._by_first.get(key, ()))

    def _hits(self, text: str) -> tuple[_Hit, ...]:
        """Return the terms in a text, in order."""
        found: list[_Hit] = []
        words = _words(text)
        after = 0
        for index, word in enumerate(words):
            forms = self._beginning(word.plain) if index >= after else ()
            for form in forms:
                if _is_at(form, words, index, self._locale):
                    after = index + len(form.words)
                    found.append(_Hit(form, index, after - 1))
                    break
        return tuple(found)


@lru_cache(1 << 12)
def _forms_of(term: Term, texts: tuple[str, ...]) -> tuple[_Form, ...]:
    return tuple(_Form(words, term, text) for text in texts if (words := _words(text)))


def _forms(term: Term, texts: tuple[str, ...]) -> tuple[_Form, ...]:
    return _forms_of(term, texts)


_ARTICLE = Spelt("'r", "yr")
_APART = re.compile("['’\u02bc\u0300-\u036f]")
"""Without one of these, every word of a text is a word, and has no clitic."""


@lru_cache(1 << 14)
def _words(text: str) -> tuple[Spelt, ...]:
    """Return the words of a text; the Welsh article that is joined to one is a word of its own."""
    if not _APART.search(text):
        return welsh.spellings(text)
    found: list[Spelt] = []
    for word in welsh.spellings(text):
        if word.plain:
            found.append(word)
        if word.clitic == "'r":
            found.append(_ARTICLE)
    return tuple(found)


@lru_cache(1 << 14)
def _plain(text: str) -> frozenset[str]:
    return frozenset(word.plain for word in _words(text))


def _offsets(text: str, first: int, last: int) -> tuple[int, int]:
    """Return where the words from the number `first` to `last` in `_words` begin and end."""
    places: list[tuple[int, int]] = []
    for word in welsh.words(text):
        if word.plain:
            places.append((word.start, word.end))
        if word.clitic == "'r":
            places.append((word.end, word.end + 2))
    return places[first][0], places[last][1]


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


def _stands(form: _Form, there: frozenset[str], locale: str) -> bool:
    """Return whether all words of a translation stand in a text, in any order and form.

    `gwybodaeth breifat a phersonol` has `gwybodaeth bersonol` in it.
    """
    declared = [word.plain for word in form.words if word.plain not in _ARTICLES]
    if not locale.startswith("cy"):
        return there.issuperset(declared)
    return all(word in there or any(_may_be(word, other) for other in there) for word in declared)


def _is_at(form: _Form, words: Sequence[Spelt], index: int, locale: str) -> bool:
    there = words[index : index + len(form.words)]
    if len(there) < len(form.words):
        return False
    for one, other in zip(form.words, there, strict=True):  # noqa: SIM110 (most end at once)
        if not _is_same(one, other, locale):
            return False
    return True


def _is_same(declared: Spelt, word: Spelt, locale: str) -> bool:
    """Return whether a word is a form of a declared one; one with a capital is only meant so."""
    if declared.text[:1].isupper() and not word.text[:1].isupper():
        return False
    return declared.plain == word.plain or _share_a_key(declared.plain, word.plain, locale)


@lru_cache(1 << 16)
def _share_a_key(one: str, other: str, locale: str) -> bool:
    return not set(_keys(one, locale)).isdisjoint(_keys(other, locale))


@lru_cache(1 << 16)
def _may_be(declared: str, plain: str) -> bool:
    """Return whether a Welsh word may be a declared one: mutated, plural, part of a compound."""
    plain = plain.rpartition("-")[2] if "-" not in declared else plain
    if _openings(declared).isdisjoint(_openings(plain)):
        # Whatever becomes of a word, one of its radicals begins as it did.
        return False
    return (
        welsh.is_form_of(declared, plain)
        or _is_plural(declared, plain)
        or _is_plural(plain, declared)
    )


@lru_cache(1 << 15)
def _openings(plain: str) -> frozenset[str]:
    return frozenset(radical[:2] for radical in welsh.radicals_of(plain))


def _is_plural(singular: str, plural: str) -> bool:
    return not _stems(singular).isdisjoint(_without_ending(plural))


@lru_cache(1 << 14)
def _stems(singular: str) -> frozenset[str]:
    """Return what the plural of a word may begin with."""
    bases = {singular, *(singular.removesuffix(ending) for ending in _SINGULARS)}
    return frozenset(
        stem for base in bases if len(base) >= _STEM for stem in welsh.radicals_of(base)
    )


@lru_cache(1 << 14)
def _without_ending(plural: str) -> frozenset[str]:
    """Return what is left of a word without each ending of a plural that it may have."""
    return frozenset(
        radical.removesuffix(ending)
        for radical in welsh.radicals_of(plural)
        for ending in _PLURALS
        if radical.endswith(ending)
    )
