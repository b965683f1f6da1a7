"""What the audit of the printed text found is answered in errata.yml, and errata.yml is true."""

import pytest

from polisi.content.errata import Erratum, Place
from polisi.model import Segment

from .corpus import adds_only, changed_words, errata, page, printed_text, rows, runs, shown, tokens
from .wording import printed_tokens

AUDIT = {row["id"]: row for row in rows("discrepancies.tsv")}
TO_NOTE = [ident for ident, row in AUDIT.items() if row["recommendation"].startswith("keep and")]
ENTRIES = errata().entries
NEAR = 15
"""How many lines from where a row of the audit points its erratum may quote."""

each_entry = pytest.mark.parametrize(
    "entry", ENTRIES, ids=[f"{entry.number}-{entry.printed[0][:30]}" for entry in ENTRIES]
)


def stands_in(text: str, words: str) -> bool:
    """Tell whether words stand in a text, in capitals or not."""
    return bool(runs(tokens(text.casefold()), tokens(words.casefold())))


def segment(locale: str, place: Place) -> Segment | None:
    return page(locale, place.page).by_id.get(place.segment)


def texts(entry: Erratum) -> list[str]:
    """Return what the English page says at each place of an entry."""
    return [shown(found) for place in entry.places if (found := segment("en", place))]


def lines_near(row: dict[str, str]) -> str:
    """Return the printed lines that a row of the audit is about, and their neighbours."""
    lines = printed_text().split("\n")
    found: list[str] = []
    for part in row["line"].split(", "):
        first, _, last = part.partition("-")
        found += lines[max(0, int(first) - NEAR) : int(last or first) + NEAR]
    return "\n".join(found)


# --- The audit is answered --------------------------------------------------------------------


@pytest.mark.parametrize("ident", TO_NOTE)
def test_a_row_to_be_noted_is_an_erratum_or_has_a_reason_why_not(ident: str):
    answered = [entry.number for entry in ENTRIES if ident in entry.audit]
    reason = errata().dismissed.get(ident)
    why_not = isinstance(reason, str) and len(reason.split()) > 2
    assert answered or why_not, f"{AUDIT[ident]['location']}: {AUDIT[ident]['source_says']}"
    assert not (answered and reason), f"{ident} is both noted and dismissed"


def test_errata_name_only_rows_of_the_audit():
    named = {ident for entry in ENTRIES for ident in entry.audit} | set(errata().dismissed)
    assert named <= set(AUDIT)


def test_only_rows_to_be_noted_are_dismissed():
    assert set(errata().dismissed) <= set(TO_NOTE)


@pytest.mark.parametrize(
    ("entry", "ident"),
    [(entry, ident) for entry in ENTRIES for ident in entry.audit],
    ids=[f"{entry.number}-{ident}" for entry in ENTRIES for ident in entry.audit],
)
def test_an_erratum_quotes_what_its_row_is_about(entry: Erratum, ident: str):
    about = " ".join(printed_tokens(lines_near(AUDIT[ident])))
    quoted = [words for words in entry.printed if stands_in(about, words)]
    assert quoted, f"none of {entry.printed} is near lines {AUDIT[ident]['line']}"


# --- Errata.yml is true -----------------------------------------------------------------------


@each_entry
@pytest.mark.parametrize("locale", ["en", "cy"])
def test_the_places_of_an_erratum_exist(locale: str, entry: Erratum):
    missing = [place for place in entry.places if segment(locale, place) is None]
    assert missing == []


@each_entry
def test_the_printed_words_of_an_erratum_were_printed(entry: Erratum):
    print_stream = " ".join(printed_tokens(printed_text()))
    if adds_only(entry):
        assert not any(stands_in(print_stream, words) for words in entry.printed)
        return
    for words in entry.printed:
        assert runs(print_stream.split(" "), printed_tokens(words)), words


@each_entry
def test_the_words_of_an_erratum_stand_at_its_places(entry: Erratum):
    pages = texts(entry)
    wanted = list(entry.printed) if entry.reads is None else changed_words(entry)
    astray = [words for words in wanted if not any(stands_in(text, words) for text in pages)]
    assert astray == []
    idle = [text for text in pages if not any(stands_in(text, words) for words in wanted)]
    assert idle == [], "a place where none of the words stand"


@each_entry
def test_what_an_erratum_reads_differs_from_what_was_printed(entry: Erratum):
    assert entry.reads is None or tokens(entry.reads) not in [tokens(p) for p in entry.printed]
