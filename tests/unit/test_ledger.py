"""The ledger: what a hash is bound to, how the file merges, what is said of a damaged one."""

import json
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity_support import read
from polisi.content import ledger
from polisi.content.hashing import segment_hash, wording
from polisi.diagnostics import ContentError
from polisi.model import Segment, SignOff, Span
from support import ROOT

FILE = "docs/data/translations.json"


def segment(markdown: str) -> Segment:
    """Return the last segment of a page."""
    return read({"p.md": markdown}, "en")["p.md"].segments[-1]


def signoff(number: int, by: str = "Siân Puw") -> SignOff:
    english, welsh = segment(f"Text {number}.\n"), segment(f"Testun {number}.\n")
    return ledger.sign(english, welsh, by, date(2026, 3, 12))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Staff must not post.\n", "Staff must\nnot   post.\n"),
        ("Caf\u00e9.\n", "Cafe\u0301.\n"),
        ("6.1 Staff must.\n", "6.2 Staff must.\n"),
        ("- a) Staff must.\n", "- b) Staff must.\n"),
        ("# Scope {#scope}\n", "# Scope {#a-scope}\n"),
        ("6.1 Staff must.\n", "6.1 Staff must.\n{#own}\n"),
        ("Staff must.\n", "Staff must.<!-- polisi: ignore number: counted -->\n"),
        ("- Staff must.\n", "* Staff must.\n"),
        ("!!! form\n\n    - [ ] A) Yes.\n", "!!! form\n\n    - [ ] B) Yes.\n"),
    ],
)
def test_what_says_nothing_else_has_the_same_hash(one: str, other: str) -> None:
    assert segment_hash(segment(one)) == segment_hash(segment(other))


@pytest.mark.parametrize(
    "other",
    [
        "Staff should not post 3 [pictures](a.md) of {{ school_name }} *here*.",
        "Staff must post 3 [pictures](a.md) of {{ school_name }} *here*.",
        "Staff must not post 4 [pictures](a.md) of {{ school_name }} *here*.",
        "Staff must not post 3 [pictures](b.md) of {{ school_name }} *here*.",
        "Staff must not post 3 pictures of {{ school_name }} *here*.",
        "Staff must not post 3 [pictures](a.md) of {{ head_name }} *here*.",
        "Staff must not post 3 [pictures](a.md) of {{ school_name }} **here**.",
        "Staff must not post 3 [pictures](a.md) of {{ school_name }} here.",
        "Staff must not post 3 [pictures](a.md) of {{ school_name }} *here*",
        "Staff must not post 3 [pictures](a.md) of {{ school_name }} *here*{lang=cy}.",
        "staff must not post 3 [pictures](a.md) of {{ school_name }} *here*.",
    ],
)
def test_what_says_something_else_has_another_hash(other: str) -> None:
    one = "Staff must not post 3 [pictures](a.md) of {{ school_name }} *here*."
    assert segment_hash(segment(f"{one}\n")) != segment_hash(segment(f"{other}\n"))


def test_a_number_that_is_no_label_is_part_of_the_wording() -> None:
    assert wording(segment("# 1. Scope {#scope}\n")) == "1. Scope"
    assert wording(segment("1\\) Text\n")) == "Text"


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1)


@given(
    st.dictionaries(
        NAMES, st.dictionaries(NAMES, st.one_of(st.none(), st.integers(0, 9)), max_size=4)
    )
)
def test_what_is_written_is_read_again(
    pages: Mapping[str, Mapping[str, int | None]],
) -> None:
    made = {
        path: {ident: None if n is None else signoff(n) for ident, n in entries.items()}
        for path, entries in pages.items()
    }
    text = ledger.dump(made)
    again = ledger.load(text.encode(), FILE)
    assert again == made
    assert ledger.dump(again) == text
    lines = text.split("\n")
    for path, entries in again.items():
        for ident, entry in entries.items():
            if entry:
                assert ledger.is_sealed(entry)
                assert (
                    lines[entry.span.line - 1]
                    == f"      {json.dumps(ident, ensure_ascii=False)}: {{"
                )
                assert path in made


def test_the_ledger_of_this_project_is_as_polisi_writes_it() -> None:
    data = (ROOT / "docs/data/translations.json").read_bytes()
    assert ledger.dump(ledger.load(data, FILE)).encode() == data


# ---------------------------------------------------------------------- hand edits
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("source_hash", "0123456789abcdef"),
        ("target_hash", "0123456789abcdef"),
        ("text", "Text 2."),
        ("by", "Nobody"),
        ("date", "2026-03-13"),
        ("seal", "0123456789abcdef"),
    ],
)
def test_a_part_changed_by_hand_breaks_the_seal(key: str, value: str) -> None:
    raw = json.loads(ledger.dump({"p.md": {"a": signoff(1)}}))
    raw["pages"]["p.md"]["a"][key] = value
    (entry,) = ledger.load(json.dumps(raw).encode(), FILE)["p.md"].values()
    assert entry is not None
    assert not ledger.is_sealed(entry)


def test_the_parts_of_two_signatures_do_not_make_one() -> None:
    one, other = signoff(1), signoff(2)
    mixed = SignOff(
        one.source_hash, other.target_hash, one.text, one.by, one.date, one.seal, Span.at(FILE)
    )
    assert ledger.is_sealed(one) and ledger.is_sealed(other)
    assert not ledger.is_sealed(mixed)


# ---------------------------------------------------------------------- damaged files
SOUND = ledger.dump({"a.md": {"x": signoff(1), "y": None}, "b.md": {"z": None}})
ENTRY = json.loads(SOUND)["pages"]["a.md"]["x"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('      "y"', '<<<<<<< HEAD\n      "y"', 13, "A merge left both versions"),
        ('      "y"', '=======\n      "y"', 13, "A merge left both versions"),
        ('      "y": {', '      "y" {', 13, "This is not valid JSON"),
        ('      "y"', '      "x"', 13, "`x` stands twice, here and in line 5."),
        ('    "b.md"', '    "a.md"', 16, "`a.md` stands twice, here and in line 4."),
        ('        "by"', '        "who"', 5, "The entry of `x` has not the parts source_hash,"),
        ('"Siân Puw"', '" "', 5, "In the entry of `x`, a part is empty or no text."),
        ('"Siân Puw"', "7", 5, "In the entry of `x`, a part is empty or no text."),
        ('"2026-03-12"', '"12 March"', 5, "In the entry of `x`, `date` is no date."),
        (ENTRY["seal"], "cafe", 5, "In the entry of `x`, `seal` is not 16 digits."),
        ('"y": {\n      }', '"y": []', 13, "The entry of `y` has not the parts"),
        ('"b.md": {\n      "z": {\n      }\n    }', '"b.md": 1', 16, "`b.md` is not a list of"),
        ('"polisi.translations/1"', '"polisi.translations/2"', 1, "This file does not say that"),
        ('  "pages": {', '  "more": 1,\n  "pages": {', 1, "The file has not `schema` and `pages`"),
    ],
)
def test_one_message_with_the_line(old: str, new: str, line: int, message: str) -> None:
    assert SOUND.count(old) == 1
    with pytest.raises(ContentError) as raised:
        ledger.load(SOUND.replace(old, new).encode(), FILE)
    assert (raised.value.span.path, raised.value.span.line) == (FILE, line)
    assert raised.value.message.startswith(message)
    assert raised.value.hint.endswith(".")


@pytest.mark.parametrize("text", ["", "[]", "null", '"x"', "{", "\x00", "[" * 100_000])
def test_what_is_no_ledger_at_all(text: str) -> None:
    with pytest.raises(ContentError):
        ledger.load(text.encode(), FILE)


# ---------------------------------------------------------------------- merges
def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


Entries = dict[str, dict[str, SignOff | None]]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def commit(folder: Path, branch: str, entries: Entries) -> None:
    git(folder, "checkout", "-q", "-B", branch, *([] if branch == "main" else ["main"]))
    (folder / "translations.json").write_text(ledger.dump(entries), encoding="utf-8")
    git(folder, "add", "-A")
    assert git(folder, "commit", "-qm", branch).returncode == 0


def merged(folder: Path, base: Entries, one: Entries, other: Entries) -> Entries | None:
    """Return what git makes of two branches, or None if it asks somebody."""
    commit(folder, "main", base)
    commit(folder, "one", one)
    commit(folder, "other", other)
    left = git(folder, "merge", "-q", "one", "-m", "both")
    text = (folder / "translations.json").read_bytes()
    if left.returncode:
        with pytest.raises(ContentError, match="A merge left both versions"):
            ledger.load(text, FILE)
        return None
    return {path: dict(entries) for path, entries in ledger.load(text, FILE).items()}


SKELETON: Entries = {path: {f"s-{n}": None for n in range(3)} for path in ("a.md", "b.md")}


def having(base: Entries, **signed: SignOff | None) -> Entries:
    """Return a ledger with entries, named as `a_1` for the segment `s-1` of `a.md`."""
    made = {path: dict(entries) for path, entries in base.items()}
    for key, entry in signed.items():
        page, _, number = key.partition("_")
        made[f"{page}.md"][f"s-{number}"] = entry
    return made


def test_neighbours_signed_on_two_branches_merge(repository: Path) -> None:
    one, other = having(SKELETON, a_0=signoff(0)), having(SKELETON, a_1=signoff(1))
    both = having(SKELETON, a_0=signoff(0), a_1=signoff(1))
    assert merged(repository, SKELETON, one, other) == both


def test_the_last_of_a_page_and_the_first_of_the_next_merge(repository: Path) -> None:
    one, other = having(SKELETON, a_2=signoff(0)), having(SKELETON, b_0=signoff(1))
    both = having(SKELETON, a_2=signoff(0), b_0=signoff(1))
    assert merged(repository, SKELETON, one, other) == both


def test_alternate_segments_signed_on_two_branches_merge(repository: Path) -> None:
    base = {"a.md": {f"s-{n}": None for n in range(40)}}
    one = {"a.md": {f"s-{n}": None if n % 2 else signoff(n) for n in range(40)}}
    other = {"a.md": {f"s-{n}": signoff(n) if n % 2 else None for n in range(40)}}
    both = {"a.md": {f"s-{n}": signoff(n) for n in range(40)}}
    assert merged(repository, base, one, other) == both


def test_a_signature_renewed_beside_a_new_one_merges(repository: Path) -> None:
    base = having(SKELETON, a_0=signoff(0), a_1=signoff(1))
    one = having(base, a_1=signoff(7, "Gwen Rees"))
    other = having(base, a_0=signoff(8), a_2=signoff(9))
    both = having(base, a_0=signoff(8), a_1=signoff(7, "Gwen Rees"), a_2=signoff(9))
    assert merged(repository, base, one, other) == both


def test_a_segment_put_in_beside_one_that_is_signed_merges(repository: Path) -> None:
    one = having(SKELETON, a_1=signoff(1))
    other = {**SKELETON, "a.md": {"s-0": None, "new": None, "s-1": None, "s-2": None}}
    both = {**other, "a.md": {**other["a.md"], "s-1": signoff(1)}}
    assert merged(repository, SKELETON, one, other) == both


def test_the_same_segment_signed_by_two_is_for_somebody_to_settle(repository: Path) -> None:
    one = having(SKELETON, a_1=signoff(1, "Gwen Rees"), b_2=signoff(5))
    other = having(SKELETON, a_1=signoff(1, "Siân Puw"), b_0=signoff(6))
    assert merged(repository, SKELETON, one, other) is None
    text = (repository / "translations.json").read_text(encoding="utf-8")
    assert text.count("<<<<<<<") == 1
    conflict = text[text.index("<<<<<<<") : text.index(">>>>>>>")]
    assert "Gwen Rees" in conflict and "Siân Puw" in conflict
    assert '"s-' not in conflict
