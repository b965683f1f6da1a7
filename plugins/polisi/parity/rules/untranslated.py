"""Every text is in the language of its page.

What it finds:
    In English and Welsh, a text, a sentence or a long part of one on a Welsh page that is English,
    and the other way round; also the `title` and `description` of its front matter, and the
    titles of the navigation. A text that is the same in both languages, or is an earlier English
    wording or that of another page, is found even if it is short. Evidence are small words of one
    language (the, and; mae, yn), words that the site's own pages use in one language only, and,
    for a short text or the label of a link that both languages have alike, that each of its words
    is a common one of English (Opening hours, Contact us). A page on which nearly all is English
    is one finding.

    In any other two languages: a text of several words that is the same in both.

    Not looked at: code, addresses, fields, what stands in quotation marks or is marked with its
    language, a quoted statute (`!!! statute`) that is in the other language as a whole, and terms
    that the glossary gives alike for both.
    Words with capitals are taken for names, a title in capitals too, unless a word of it says what
    stands below it (Privacy Policy).

Why:
    A half translated page looks finished to whoever wrote it, and tells Welsh readers that they
    come second.

Bad:
    ```markdown
    Rhaid i staff roi gwybod i'r garfan. This must be done at once.
    ```

Good:
    ```markdown
    Rhaid i staff roi gwybod i'r garfan. Rhaid gwneud hyn ar unwaith.
    Dewiswch *Something else*{lang=en}.
    ```

To mend it:
    Translate it. A title or label that only exists in the other language is marked:
    `*words*{lang=en}`. A name that is the same in both can be put into the glossary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from polisi.diagnostics import Diagnostic, Severity, Side
from polisi.language import welsh
from polisi.language.english import JOINTS, is_common, is_label, is_of_names
from polisi.language.evidence import AMBIGUOUS, is_spelt_english, is_spelt_welsh, tells, told
from polisi.language.welsh import Word
from polisi.model import Kind, NavItem, Page, PagePair, Segment, SignOff, Span, Term
from polisi.parity.comparison import Comparison
from polisi.parity.prose import Piece, place, prose, prose_of, sentences, sentences_of, unquoted
from polisi.parity.wording import quoted
from polisi.said import language, said

NAME = "untranslated"

_LANGUAGES = frozenset({"en", "cy"})
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_ALNUM = re.compile(r"[^\W_]+")
_SURE = 2.0
"""How much evidence a sentence needs that stands nowhere in the other language; a small word
counts 1, any other word that the site uses in one language only 0.5."""

_PART = 3.0
"""How much evidence a part of a sentence needs, beside words of the page's own language."""

_KNOWN = 1.0
"""How much evidence a text needs that stands in the other language letter for letter."""

_PLAIN_WORDS = 3
"""In languages of which nothing is known: how many words in small letters make a text."""

_WHOLE = 0.75
"""From which share of its texts on a page is said to be untranslated as a whole."""

_FEW = 4

_WELSH = 2
"""How many words must be Welsh in an English page, of a text that stands in a Welsh one too."""

_FRONT_MATTER = ("title", "description")

_TITLES = frozenset({Kind.HEADING, Kind.TITLE, Kind.FIELD, Kind.CELL})
"""Kinds in which a word with a capital is not always a name."""


class _Left(NamedTuple):
    """A text in the wrong language: where in its segment, and how sure it is."""

    start: int
    end: int
    text: str
    sure: bool
    origin: Span | None


def survey(comparison: Comparison) -> _Texts:
    """Return what stands in each language, if both are known."""
    return _Texts(comparison)


def check_pair(comparison: Comparison, pair: PagePair, texts: _Texts) -> Iterator[Diagnostic]:
    """Yield the texts that are in the other language."""
    if not texts.are_known:
        yield from _identical(comparison, pair, texts.equal)
        return
    own, other = texts.languages
    if pair.source:
        yield from _on_page(comparison, pair.source, _Judge(texts, own, other))
    if pair.target:
        yield from _on_page(comparison, pair.target, _Judge(texts, other, own))


def check_site(comparison: Comparison, texts: _Texts) -> Iterator[Diagnostic]:
    """Yield the titles of the navigation that are in the other language."""
    if texts.are_known:
        own, other = texts.languages
        yield from _in_navigation(comparison, _Judge(texts, other, own))


def _language(locale: str) -> str:
    return locale.partition("-")[0].lower()


@lru_cache(1 << 17)
def _key(text: str) -> str:
    """Return the words of a text alone, so that texts may be compared."""
    return " ".join(_ALNUM.findall(welsh.fold(text)))


# --- Two languages that are known -----------------------------------------------------------------


class _Texts:
    """What stands in each language of a site: texts and words.

    Attributes:
        languages: the source and the target language.
        are_known: whether they are English and Welsh.
        equal: names that are the same in both.
    """

    def __init__(self, comparison: Comparison) -> None:
        site = comparison.site
        self.languages = (_language(site.source_locale), _language(site.target_locale))
        self.are_known = set(self.languages) == _LANGUAGES
        memo = comparison.memo
        self.equal = memo.recall("equal", (site.glossary,), partial(_equal, site.glossary))
        if not self.are_known:
            return
        source = self.languages[0]
        parts: dict[tuple[int, str], Mapping[_Text, Span | None]] = {
            (_NAV, ""): memo.recall("nav", (site.nav,), partial(_of_nav, site.nav or (), source)),
            (_LEDGER, ""): memo.recall(
                "ledger", (site.ledger,), partial(_of_ledger, site.ledger, source)
            ),
        }
        for where, tree in ((_SOURCE, site.source), (_TARGET, site.target)):
            pages = {(where, path): (page,) for path, page in tree.items()}
            parts |= memo.recall_each("stands", pages, partial(self._of_page, comparison))
        self._stands = memo.gather(NAME, parts, lambda places: (places[0],))

    def _of_page(
        self, comparison: Comparison, place: tuple[int, str]
    ) -> Mapping[_Text, Span | None]:
        where, path = place
        site = comparison.site
        page = (site.source if where == _SOURCE else site.target)[path]
        own = [each for each in page.texts if comparison.is_own(page, each)]
        return _of_page(page, own, self.languages[where])

    def has(self, language: str, key: str) -> bool:
        """Return whether a text or sentence stands in a language."""
        return _name("text", language, key) in self._stands

    def place(self, language: str, key: str) -> Span | None:
        """Return where a text or sentence first stands in a language, if it stands on a page."""
        found = self._stands.get(_name("text", language, key))
        return found[0] if found else None

    def knows(self, language: str, word: str) -> bool:
        """Return whether a word stands in small letters in a text that is surely in a language."""
        return _name("word", language, word) in self._stands


_Text = tuple[str, str, str]
"""A text or a word: `text` or `word`, its language, and it."""


@lru_cache(1 << 15)
def _name(kind: str, language: str, text: str) -> _Text:
    """Return what a text or a word is known by: one object for all the pages that have it."""
    return (kind, language, text)


_SOURCE, _TARGET, _NAV, _LEDGER = range(4)
"""Where texts stand; of two places that have the same, the first counts."""


def _equal(terms: Sequence[Term]) -> frozenset[str]:
    """Return the terms that are the same in both languages."""
    return frozenset(
        fold
        for term in terms
        for fold in map(_key, term.source)
        if fold in set(map(_key, term.target))
    )


def _of_page(page: Page, segments: Sequence[Segment], language: str) -> Mapping[_Text, Span | None]:
    """Return each text, sentence and word of a page, and where it first stands.

    What a page includes stands on the page that it comes from.
    """
    found: dict[_Text, Span | None] = {}
    words: dict[str, set[str]] = {"en": set(), "cy": set()}
    for segment in segments:
        pieces = sentences(segment)
        whole = prose(segment)
        parts = [piece.text for piece in pieces]
        labels = [link.text for link in segment.links]
        # A label may have been left in English in the middle of a Welsh sentence.
        linked = {word.plain for label in labels for word in welsh.spellings(label)}
        for text in (whole, *(parts if parts != [whole.strip()] else ()), *labels):
            found.setdefault(_name("text", language, _key(text)), segment.span)
        for part in parts:
            english, cymraeg = told(part)
            if english != cymraeg:
                small = {word.plain for word in welsh.spellings(part) if word.text.islower()}
                words["en" if english > cymraeg else "cy"] |= small - linked
    for surely, plain in words.items():
        found.update(dict.fromkeys(_name("word", surely, each) for each in plain))
    for name, text in _front_matter(page):
        found.setdefault(("text", language, _key(text)), page.meta_span(name))
    return found


def _of_nav(nav: Sequence[NavItem], language: str) -> Mapping[_Text, Span | None]:
    found: dict[_Text, Span | None] = {}
    for item in _entries(nav):
        found.setdefault(("text", language, _key(item.title or "")), item.span)
    return found


def _of_ledger(
    ledger: Mapping[str, Mapping[str, SignOff]], language: str
) -> Mapping[_Text, Span | None]:
    """Return the texts of the source language that were signed: earlier ones among them."""
    found: dict[_Text, Span | None] = {}
    for signed in ledger.values():
        for each in signed.values():
            text = prose_of(each.text)
            for piece in (text, *(sentence.text for sentence in sentences_of(text))):
                found["text", language, _key(piece)] = None
    return found


@dataclass(frozen=True)
class _Judge:
    """Tells whether a text is in the other language.

    Attributes:
        texts: what stands in each language.
        own: the language that a page should be in.
        other: the other one.
    """

    texts: _Texts
    own: str
    other: str

    def left(self, segment: Segment) -> Iterator[_Left]:
        """Yield what of a segment is in the other language; neighbours as one."""
        is_title = segment.kind in _TITLES or _is_link_to_page(segment) or _is_image(segment)
        whole = prose(segment)
        end = 0
        for left in self.left_of(whole, is_title):
            yield from self._labels(segment, whole, end, left.start)
            yield left
            end = left.end
        yield from self._labels(segment, whole, end, len(whole))

    def _labels(self, segment: Segment, whole: str, start: int, end: int) -> Iterator[_Left]:
        """Yield the labels of links in a part of a segment that the other language has alike."""
        for link in segment.links:
            at = whole.find(link.text, start, end) if " " in link.text else -1
            words = welsh.words(link.text) if at >= 0 else ()
            if not words or any(map(_is_name, words[1:])):
                continue
            key = _key(link.text)
            if key in self.texts.equal or not self.texts.has(self.other, key):
                continue
            if self.other == "en" and self._is_plain(link.text, words, is_title=False):
                yield _Left(at, at + len(link.text), link.text, False, self._origin(link.text))

    def is_own(self, segment: Segment) -> bool:
        """Return whether a segment must be in the page's own language."""
        other, own = self._told(prose(segment))
        return own > other

    def left_of(self, whole: str, is_title: bool) -> Iterator[_Left]:
        """Yield what of a text is in the other language; neighbours as one."""
        run: list[Piece] = []
        for sentence in sentences_of(whole):
            if self._is_other(sentence.text, whole, is_title):
                run.append(sentence)
                continue
            yield from self._joined(run)
            run = []
            yield from self._part(sentence)
        yield from self._joined(run)

    def _joined(self, run: Sequence[Piece]) -> Iterator[_Left]:
        if not run:
            return
        text = " ".join(piece.text for piece in run).strip("![]*_ ")
        origin = next(filter(None, (self._origin(piece.text) for piece in run)), None)
        sure = any(told(text)) or len(text.split()) > 2
        yield _Left(run[0].start, run[-1].end, text, sure, origin)

    def _origin(self, text: str) -> Span | None:
        return self.texts.place(self.other, _key(text))

    def _is_other(self, text: str, whole: str, is_title: bool) -> bool:
        key = _key(text)
        if not key or key in self.texts.equal:
            return False
        if self.texts.has(self.other, key) or self.texts.has(self.other, _key(whole)):
            return self._is_known_other(text, whole, is_title)
        small, own = self._told(text)
        if not small:
            return False
        words = welsh.words(unquoted(text))
        if small + len(words) / 2 < 5 * own:
            return False
        scores = self._scores(words)
        mine = -sum(score for score in scores if score < 0)
        theirs = sum(score for score in scores if score > 0)
        return theirs >= _SURE and theirs >= 5 * mine and 1.0 in scores

    def _is_known_other(self, text: str, whole: str, is_title: bool) -> bool:
        """Judge a text that stands in the other language too, letter for letter.

        One of the two pages has it wrong; without small words it is taken for the translation.
        In a title words may have capitals; anywhere else such words are a name.
        """
        words = tuple(word for word in welsh.words(text) if word.plain)
        small, own = self._told(text)
        if self.other == "cy":
            sure = small + any(is_spelt_welsh(word.plain) for word in words)
            if not small or sure < _WELSH or small <= 2 * own:
                return not own and self._is_all_other(words)
            if small >= _WELSH:
                return True
        if len(words) > 1 and len(text.split()) == 1:
            # A value of data: calendar:my.
            return False
        if self.other == "en":
            if _is_titled(words):
                return is_title and self._is_plain_title(whole, words)
            if self._is_plain(text, words, is_title=is_title):
                return True
        if len(words) == 1:
            return self._is_other_word(words[0])
        if _are_names(words):
            # A name, or a title that every word of is known as a plain word.
            return min(map(self._score, words)) > 0
        scores = [self._score(word) for word in words] if is_title else self._scores(words)
        mine = -sum(score for score in scores if score < 0)
        theirs = sum(score for score in scores if score > 0)
        # Two words that both languages print alike may well be a name.
        enough = _KNOWN if small or is_title else _SURE
        return theirs >= enough and theirs > 2 * mine

    def _is_all_other(self, words: Sequence[Word]) -> bool:
        """Return whether words are all used in the other language only, but for names."""
        scores = [score for score in self._scores(words) if score]
        return len(scores) >= _PLAIN_WORDS and min(scores) > 0 and sum(scores) >= _SURE

    def _is_plain(self, text: str, words: Sequence[Word], *, is_title: bool) -> bool:
        """Return whether words are common ones of English that no Welsh text of the site uses.

        A title may have a few names among them. One word alone needs a capital, or a number beside
        it: else it may be a value of data.
        """
        common = [word for word in words if is_common(word.plain)]
        strange = [word for word in words if word not in common and not _is_english(word)]
        if not common or any(self.texts.knows(self.own, word.plain) for word in common):
            return False
        if len(words) == 1:
            has_sign = words[0].text.istitle() or any(map(str.isdigit, text))
            return has_sign and not is_of_names(words[0].plain)
        if strange:
            plain = [word for word in common if not _is_name(word)]
            return is_title and len(common) > len(strange) and bool(plain) and _are_names(strange)
        return True

    def _is_plain_title(self, whole: str, words: Sequence[Word]) -> bool:
        """Judge a title in capitals: a name, unless each word of it is a plain one.

        One that has a number is none; in any other one, a word must say what stands below it.
        """
        plain = [word for word in words if _is_name(word) or word.plain not in JOINTS]
        if min(map(self._score, plain)) > 0 and len(plain) == len(words):
            return True
        if any(self.texts.knows(self.own, word.plain) for word in plain):
            return False
        is_sure = whole[:1].isdigit() or any(is_label(word.plain) for word in plain)
        return is_sure and all(
            (is_common(word.plain) or _is_english(word)) and not is_of_names(word.plain)
            for word in plain
        )

    def _is_other_word(self, word: Word) -> bool:
        return (
            not self.texts.knows(self.own, word.plain)
            and self.texts.knows(self.other, word.plain)
            and is_spelt_english(word.plain)
        )

    def _part(self, sentence: Piece) -> Iterator[_Left]:
        """Yield the part of a sentence that is in the other language, if it is long enough."""
        if self._told(sentence.text)[0] < _PART:
            return
        words = welsh.words(unquoted(sentence.text))
        best, total, first, span = 0.0, 0.0, 0, (0, 0)
        for index, score in enumerate(self._scores(words)):
            if total <= 0:
                total, first = 0.0, index
            total += 3 * score if score < 0 else score
            if total > best:
                best, span = total, (first, index)
        inside = words[span[0] : span[1] + 1]
        if best >= _PART and sum(tells(word) == self._sign for word in inside) >= _PART - 1:
            start, end = inside[0].start, inside[-1].end
            found = sentence.text[start:end]
            yield _Left(sentence.start + start, sentence.start + end, found, True, None)

    def _told(self, text: str) -> tuple[int, int]:
        """Return how many words must be of the other language, and how many of the page's own."""
        english, cymraeg = told(text)
        return (english, cymraeg) if self.other == "en" else (cymraeg, english)

    @property
    def _sign(self) -> int:
        return 1 if self.other == "en" else -1

    def _scores(self, words: Sequence[Word]) -> list[float]:
        """Return for each word how much it speaks for the other language.

        A word with a capital inside a sentence is a name, and so are small words between two.
        """
        found = [
            0.0 if index and word.text[:1].isupper() else self._score(word)
            for index, word in enumerate(words)
        ]
        last = None
        for index, word in enumerate(words):
            if word.text[:1].isupper():
                if last is not None and all(map(tells, words[last + 1 : index])):
                    found[last + 1 : index] = [0.0] * (index - last - 1)
                last = index
        return found

    def _score(self, word: Word) -> float:
        told = tells(word) * self._sign
        if told:
            return float(told)
        here, there = (self.texts.knows(each, word.plain) for each in (self.own, self.other))
        return (there - here) / 2


def _is_name(word: Word) -> bool:
    return word.text[:1].isupper()


def _are_names(words: Sequence[Word]) -> bool:
    return all(map(_is_name, words))


def _is_english(word: Word) -> bool:
    """Return whether a small word is English, or may be."""
    return tells(word) > 0 or word.plain in AMBIGUOUS


def _is_titled(words: Sequence[Word]) -> bool:
    """Return whether all words but the small ones have capitals, as in names and in some titles."""
    return any(map(_is_name, words[1:])) and all(
        _is_name(word) or word.plain in JOINTS for word in words
    )


def _is_image(segment: Segment) -> bool:
    """Return whether a segment is no more than an image, and its text the words for that."""
    return len(segment.links) == 1 and segment.links[0].image and segment.kind is Kind.PARAGRAPH


def _is_link_to_page(segment: Segment) -> bool:
    """Return whether a segment is no more than a link to a page of the site, and so its title."""
    return (
        len(segment.links) == 1
        and not segment.links[0].image
        and not _ADDRESS.match(segment.links[0].href)
        and _key(segment.links[0].text) == _key(segment.text)
    )


def _on_page(comparison: Comparison, page: Page, judge: _Judge) -> Iterator[Diagnostic]:
    segments = [
        segment
        for segment in comparison.own_segments(page)
        if segment.kind is not Kind.CODE and _key(prose(segment))
    ]
    # A statute may stay in the language that it was made in, but then all of it.
    translated = {s.block for s in segments if "statute" in s.containers and judge.is_own(s)}
    segments = [s for s in segments if "statute" not in s.containers or s.block in translated]
    found = [(segment, left) for segment in segments for left in judge.left(segment)]
    touched = {id(segment) for segment, _ in found}
    if len(touched) >= _FEW and len(touched) >= _WHOLE * len(segments):
        yield _page(comparison, page, judge, found)
        return
    other = comparison.other_tree(page).get(page.path)
    for name, text in _front_matter(page):
        for left in judge.left_of(text, name == "title"):
            here, there = page.meta_span(name), other.meta_span(name) if other else left.origin
            yield _finding(judge, left, comparison.places(page, here, there), comparison.side(page))
    for segment, left in found:
        answer = comparison.counterpart(page, segment)
        here = place(segment, left.start, left.end)
        places = comparison.places(page, here, answer.span if answer else left.origin)
        yield _finding(judge, left, places, comparison.side(page))


def _front_matter(page: Page) -> Iterator[tuple[str, str]]:
    """Yield what of the front matter is text: each key with its value."""
    for name in _FRONT_MATTER:
        value = page.meta.get(name)
        if isinstance(value, str) and value.strip():
            yield name, value


def _in_navigation(comparison: Comparison, judge: _Judge) -> Iterator[Diagnostic]:
    for item in _entries(comparison.site.nav or ()):
        title = comparison.site.nav_titles.get(item.title or "", "")
        found = comparison.memo.recall(("title", title), (), partial(_left_of_title, judge, title))
        for left in found:
            yield _finding(judge, left, (None, item.span), "target")


def _left_of_title(judge: _Judge, title: str) -> Sequence[_Left]:
    return tuple(judge.left_of(title, True))


def _entries(items: Sequence[NavItem]) -> Iterator[NavItem]:
    for item in items:
        yield item
        yield from _entries(item.children)


def _page(
    comparison: Comparison, page: Page, judge: _Judge, found: Sequence[tuple[Segment, _Left]]
) -> Diagnostic:
    left = found[0][1]
    answers = [each for s, _ in found if (each := comparison.counterpart(page, s))]
    here = _from_to([each for each, _ in found])
    there = _from_to(answers) if answers else left.origin
    return Diagnostic(
        NAME,
        said(
            "untranslated.page",
            own=language(judge.own),
            other=language(judge.other),
            text=quoted(left.text, judge.other),
        ),
        said("untranslated.translate_page", own=language(judge.own)),
        *comparison.places(page, here, there),
        at=comparison.side(page),
    )


def _from_to(segments: Sequence[Segment]) -> Span:
    """Return the place from the first to the last of segments that stand in one file."""
    first = segments[0].span
    last = max(
        (s.span for s in segments if s.span.path == first.path),
        key=lambda span: (span.end_line, span.end_column),
    )
    return Span(first.path, first.line, first.column, last.end_line, last.end_column)


def _finding(
    judge: _Judge, left: _Left, places: tuple[Span | None, Span | None], at: Side
) -> Diagnostic:
    return Diagnostic(
        NAME,
        said(
            "untranslated.text",
            own=language(judge.own),
            other=language(judge.other),
            text=quoted(left.text, judge.other),
        ),
        said("untranslated.translate", other=language(judge.other), code=judge.other),
        *places,
        Severity.ERROR if left.sure else Severity.WARNING,
        at=at,
    )


# --- Any two languages ----------------------------------------------------------------------------


def _identical(
    comparison: Comparison, pages: PagePair, skip: frozenset[str]
) -> Iterator[Diagnostic]:
    site = comparison.site
    alignment = comparison.alignment(pages)
    if alignment:
        for pair in alignment.pairs:
            one, other = prose(pair.source), prose(pair.target)
            key = _key(one)
            if key != _key(other) or key in skip or "statute" in pair.target.containers:
                continue
            plain = [word for word in welsh.words(one) if word.text.islower() and word.plain]
            if len(plain) < _PLAIN_WORDS or not comparison.is_own(alignment.target, pair.target):
                continue
            yield Diagnostic(
                NAME,
                said(
                    "untranslated.same",
                    here=language(site.source_locale),
                    there=language(site.target_locale),
                    text=quoted(pair.target.text, site.source_locale),
                ),
                said("untranslated.mark", code=site.source_locale),
                pair.source.span,
                pair.target.span,
            )
