"""The English pages are the policy of 2019, word for word; `wording.py` says how that is proved."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polisi.content.errata import Erratum
from polisi.diagnostics import ContentError

from .corpus import (
    DATA,
    DOCS,
    adds_only,
    changed_words,
    errata,
    in_printed_order,
    load_yaml,
    nav_paths,
    page,
    printed_text,
    rows,
    runs,
    shown,
    tokens,
    tree,
)
from .wording import (
    Declared,
    Word,
    carried_out,
    declared,
    differences,
    english_page,
    page_words,
    printed_tokens,
)

EXPECTATIONS = "what-to-expect.md"
STANDARDS = "policy/service-standards-and-acceptable-use.md"
WHOLE = {"policy/": "policy/whole.md", "schools/": "schools/your-policy.md"}
"""Pages that show the whole of a policy, by the folder of its parts."""

OWN_PAGES = frozenset(
    {
        "index.md",
        EXPECTATIONS,  # its two lists are proved where the policy has them, in section 5.3
        *WHOLE.values(),  # nothing but their parts, each proved on its own page
        "forms/index.md",
        "about/index.md",
        "about/corrections.md",
        "about/accessibility.md",
        "about/editing.md",
    }
)
"""Pages that were written for the site and are no part of the printed policy."""

REASON = re.compile(r"(artefact|site): \S.+|errata:( [\w/.-]+\.md#[\w:~-]+)+", re.DOTALL)


@cache
def declarations() -> tuple[Declared, ...]:
    return tuple(declared(load_yaml(DATA / "wording.yml")))


def proof_paths() -> list[str]:
    """Return the pages of the policy in the order in which it was printed."""
    return [path for path in nav_paths() if path not in OWN_PAGES]


@cache
def expected() -> tuple[str, ...]:
    stream, _ = carried_out(printed_tokens(printed_text()), declarations())
    return tuple(stream)


@cache
def words_of(path: str) -> tuple[Word, ...]:
    return tuple(page_words(page("en", path)))


def stand_in(text: str, wanted: str) -> bool:
    return bool(runs(tokens(text), tokens(wanted)))


# --- The proof --------------------------------------------------------------------------------


def test_every_page_could_be_read():
    assert tree("en").errors == {}


def test_every_page_of_the_policy_is_in_the_proof():
    paths = proof_paths()
    assert len(paths) == len(set(paths))
    assert set(paths) | OWN_PAGES == set(tree("en").pages)


def test_english_is_the_printed_text_but_for_the_declared_differences():
    found = [word for path in proof_paths() for word in words_of(path)]
    assert differences(expected(), found) == []


def test_every_declared_difference_is_found_in_print():
    _, faults = carried_out(printed_tokens(printed_text()), declarations())
    assert faults == []


def test_what_to_expect_repeats_section_5_3():
    standards = [s for s in page("en", STANDARDS).segments if s.span.path.endswith(EXPECTATIONS)]
    title, *rest = page("en", EXPECTATIONS).segments
    assert title.level == 1
    rest = [s for s in rest if s.containers != ("site-note",)]  # the questions are the site's
    assert [(s.id, s.text) for s in standards] == [(s.id, s.text) for s in rest]


@pytest.mark.parametrize("folder", WHOLE)
def test_a_whole_policy_on_one_page_is_its_parts_in_printed_order(folder: str):
    parts = [path for path in proof_paths() if path.startswith(folder)]
    whole = page("en", WHOLE[folder])
    # Its own words come first and are the site's; the rest is what it includes.
    rest = [s for s in in_printed_order(whole) if whole.lines[s.lines[0]].path != whole.path]
    assert [shown(s) for s in rest] == [
        shown(s) for path in parts for s in in_printed_order(page("en", path))
    ]


def test_links_lead_to_the_printed_addresses_in_printed_order():
    def link(token: str) -> str | None:
        if token.startswith(("http://", "https://")):
            return token
        if token.startswith("www."):
            return f"https://{token}"
        return f"mailto:{token}" if "@" in token else None

    printed = [address for token in expected() if (address := link(token))]
    found = [
        each.href
        for path in proof_paths()
        for segment in in_printed_order(page("en", path))
        for each in segment.links
        if re.match(r"https?:|mailto:", each.href)
    ]
    assert [href.rstrip("/") for href in found] == [address.rstrip("/") for address in printed]


def test_pages_hold_no_html_that_the_proof_would_not_see():
    html = re.compile(r"<(?!https?://|[\w.+-]+@|!-- polisi: )[^\s\d]")
    found = [
        f"{each.file}:{number}: {line.text}"
        for each in tree("en").pages.values()
        if each.path in proof_paths()
        for number, line in enumerate(each.lines, 1)
        if html.search(line.text)
    ]
    assert found == []


# --- The declarations -------------------------------------------------------------------------


@pytest.mark.parametrize("each", declarations(), ids=lambda each: each.printed[:40])
def test_a_declaration_gives_its_reason(each: Declared):
    assert REASON.fullmatch(each.why), each.why
    known = {row["id"] for row in rows("discrepancies.tsv")}
    assert set(re.findall(r"D-\d+", each.why)) <= known


INSTRUCTION = Counter(["insert", "school", "name"])
CONTENTS_ENTRY = Counter(["document", "information"])


def plain_words(text: str) -> Counter[str]:
    """Count the words of a text; numbers, marks and places to fill in are none."""
    found = (token.casefold().removesuffix("'s") for token in tokens(text))
    return Counter(word for word in found if word.replace("'", "").isalpha())


@pytest.mark.parametrize(
    "each",
    [each for each in declarations() if not each.why.startswith("errata:")],
    ids=lambda each: each.printed[:40],
)
def test_only_an_erratum_takes_words_away_or_adds_them_untold(each: Declared):
    lost = plain_words(each.printed) - plain_words(each.page)
    gained = plain_words(each.page) - plain_words(each.printed)
    if "[school_name]" in each.page:
        lost -= INSTRUCTION
    if each.why.startswith("artefact:"):
        lost -= CONTENTS_ENTRY
    assert not lost
    told = {ident for entry in errata().entries for ident in entry.audit}
    assert not gained - Counter("s") or told.intersection(re.findall(r"D-\d+", each.why))


def changing() -> list[tuple[Erratum, str]]:
    """Return the errata that change words of the proof's pages, each with all its places."""
    return [
        (entry, f"{place.page}#{place.segment}")
        for entry in errata().entries
        if entry.reads is not None
        for place in entry.places
        if place.page not in OWN_PAGES
    ]


@pytest.mark.parametrize(
    "each",
    [each for each in declarations() if each.why.startswith("errata:")],
    ids=lambda each: each.printed[:40],
)
def test_a_declaration_that_names_an_erratum_says_what_it_says(each: Declared):
    for place in each.why.split()[1:]:
        entries = [entry for entry, there in changing() if there == place]
        assert entries, f"errata.yml changes no words at {place}"
        for entry in entries:
            assert any(stand_in(each.page, words) for words in changed_words(entry)), place
            assert adds_only(entry) or any(stand_in(each.printed, p) for p in entry.printed), place


@pytest.mark.parametrize(
    ("entry", "place"), changing(), ids=[f"{e.number}-{place}" for e, place in changing()]
)
def test_an_erratum_that_changes_words_is_declared(entry: Erratum, place: str):
    naming = [each for each in declarations() if place in each.why.split()[1:]]
    assert naming, f"no declaration in wording.yml names {place}"


# --- That the proof can fail ------------------------------------------------------------------


@dataclass(frozen=True)
class Edit:
    """A change to the file of a page."""

    path: str
    line: int
    start: int
    end: int
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} [{self.start}:{self.end}] -> {self.instead!r}"


HIDDEN = re.compile(
    r"""
    \{[^}]*\}+ | \]\([^)]*\) | <!--.*?--> | \[\^[^\]]*\]:?
    | ^!!!\s+\S+ | ^\s*\d+\.\s | ^\|[-|\s]+$
    """,
    re.VERBOSE,
)
"""What is in a Markdown line and is no text: ids, fields, link targets, directives, and the
numbers of list items, since Markdown counts for itself."""

WORD = re.compile(r"[A-Za-z]{2,}")
WORDS = re.compile(r"(?<!\S)([A-Za-z]{2,}) ([A-Za-z]{2,})(?!\S)")
SENTENCE = re.compile(r"(?<=[.] )[A-Z][^.]+[.](?=\s|$)")


def prose() -> Iterator[tuple[str, int, str]]:
    """Yield every line of the policy's files with what is no text blanked out."""
    for path in [*proof_paths(), EXPECTATIONS]:
        lines = (DOCS / "en" / path).read_text(encoding="utf-8").split("\n")
        body = lines.index("---", 1) + 1
        in_note = False
        for number, line in enumerate(lines[body:], body + 1):
            # A note of the site's, with what is indented below it, is none of the policy's words.
            in_note = line.startswith("!!! site-note") or (
                in_note and (not line.strip() or line.startswith("    "))
            )
            own = in_note or (path == EXPECTATIONS and line.startswith("# "))
            if line.strip() and not own:
                yield path, number, HIDDEN.sub(lambda m: "\0" * len(m[0]), line)


def edits(pattern: re.Pattern[str], instead: Callable[[re.Match[str]], str]) -> list[Edit]:
    return [
        Edit(path, number, found.start(), found.end(), instead(found))
        for path, number, line in prose()
        for found in pattern.finditer(line)
        if instead(found) != found[0]
    ]


FAULTS: dict[str, Callable[[], list[Edit]]] = {
    "another word": lambda: edits(WORD, lambda found: found[0] + "x"),
    "a word dropped": lambda: edits(WORD, lambda found: ""),
    "a word doubled": lambda: edits(WORD, lambda found: f"{found[0]} {found[0]}"),
    "two words swapped": lambda: edits(WORDS, lambda found: f"{found[2]} {found[1]}"),
    "another capital": lambda: edits(re.compile(r"[A-Za-z]"), lambda found: found[0].swapcase()),
    "another digit": lambda: edits(re.compile(r"\d"), lambda found: str((int(found[0]) + 1) % 10)),
    "a comma dropped": lambda: edits(re.compile(r"(?<=\w),"), lambda found: ""),
    "a sentence dropped": lambda: edits(SENTENCE, lambda found: ""),
    "a paragraph or item dropped": lambda: edits(re.compile(r"^(?=.*[a-z]).+$"), lambda found: ""),
    "a sentence added": lambda: edits(re.compile(r"(?<=[.])$"), lambda found: " It is so."),
}


@cache
def untouched() -> tuple[str, ...]:
    """Return the stream of the pages as they are: what the proof wants, if it holds."""
    return tuple(word.text for path in proof_paths() for word in words_of(path))


def reports(edit: Edit) -> list[str]:
    """Return what the proof says of pages of which one was changed."""

    def read(path: str) -> bytes:
        text = (DOCS / "en" / path).read_text(encoding="utf-8")
        if path == edit.path:
            lines = text.split("\n")
            line = lines[edit.line - 1]
            lines[edit.line - 1] = line[: edit.start] + edit.instead + line[edit.end :]
            text = "\n".join(lines)
        return text.encode()

    changed = STANDARDS if edit.path == EXPECTATIONS else edit.path
    found: list[Word] = []
    for path in proof_paths():
        if path == changed:
            try:
                found += page_words(english_page(path, read))
            except ContentError as error:  # a heading is gone that another page asks for
                return [str(error)]
        else:
            found += words_of(path)
    return differences(untouched(), found)


@pytest.mark.parametrize("fault", FAULTS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_fault_in_a_copy_of_a_page_is_reported(fault: str, data: st.DataObject):
    edit = data.draw(st.sampled_from(faults(fault)))
    found = reports(edit)
    assert found
    if edit.instead:  # what is gone is reported where the text goes on
        assert any(f"docs/en/{edit.path}:{edit.line} " in report for report in found)


@cache
def faults(name: str) -> list[Edit]:
    found = FAULTS[name]()
    assert found
    return found


def test_two_pages_in_the_wrong_order_are_reported():
    first, second, *rest = proof_paths()
    found = [word for path in [second, first, *rest] for word in words_of(path)]
    assert differences(untouched(), found)


def test_a_missing_page_is_reported():
    found = [word for path in proof_paths()[:-1] for word in words_of(path)]
    assert differences(untouched(), found)


@pytest.mark.parametrize(
    ("declaration", "fault"),
    [
        (Declared("a hat", "a cap", "site: x"), "stands 0 times"),
        (Declared("the cat", "the dog", "site: x"), "stands 2 times"),
        (Declared("the cat", "the dog", "site: x", times=3), "stands 2 times"),
        (Declared("The cat", "a dog", "site: x"), "stands 0 times"),
        (Declared("the cat", "the cat", "site: x"), "no difference"),
        (Declared("", "a dog", "site: x"), "stands 0 times"),
    ],
)
def test_a_declaration_that_does_not_fit_is_reported(declaration: Declared, fault: str):
    stream, found = carried_out(tokens("the cat sat by the cat"), [declaration])
    assert stream == tokens("the cat sat by the cat")
    assert len(found) == 1
    assert fault in found[0]


def test_the_longer_of_two_declarations_comes_first():
    both = [
        Declared("insert name", "[name]", "site: x"),
        Declared("insert name and logo", "[name] [logo]", "site: x"),
    ]
    stream, found = carried_out(tokens("insert name and logo by insert name"), both)
    assert found == []
    assert stream == ["[name]", "[logo]", "by", "[name]"]


def test_two_declarations_do_not_share_words():
    both = [Declared("one two", "1 2", "site: x"), Declared("two three", "2 3", "site: x")]
    _, found = carried_out(tokens("one two three"), both)
    assert found == ["declared 1 times, stands 0 times in print: 'two three'"]


def test_curly_and_straight_quotation_marks_are_alike_and_apostrophes_count():
    assert tokens("the school’s “report abuse”") == tokens('the school\'s "report abuse"')
    assert tokens("the school's") != tokens("the schools")
