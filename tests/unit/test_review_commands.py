"""`polisi review`, `polisi status` and `polisi new` on a small project, as somebody uses them."""

import json
import re
import shutil
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from polisi.cli import main
from polisi.commands import inplace
from polisi.commands.reading import CHOICES
from polisi.diagnostics import ContentError
from polisi.project import load_project
from polisi.said import told
from polisi.strings import LOCALES

MKDOCS = """\
site_name: A policy
docs_dir: docs   # where the pages are
plugins:
  - i18n:
      languages:
        - {locale: en, name: English, default: true}
        - locale: cy
          name: Cymraeg
          nav_translations: {The policy: Y polisi, Elsewhere: Mannau eraill}

nav:
  - index.md    # the front page

  # The policy, in the order of the printed text.
  - The policy:
      - policy/index.md
      - policy/keeping.md   # as printed

  - Elsewhere: https://example.org/

theme: polisi
"""


def page(title: str, description: str, slug: str, body: str) -> str:
    named = f"slug: {slug}\n" if slug else ""
    return f"---\ntitle: {title}\ndescription: {description}\n{named}---\n\n{body}"


FILES = {
    "mkdocs.yml": MKDOCS,
    "docs/en/index.md": page("Home", "Home.", "", "# Home {#home}\n\nWelcome.\n"),
    "docs/cy/index.md": page("Hafan", "Hafan.", "", "# Hafan {#home}\n\nCroeso.\n"),
    "docs/en/policy/index.md": page(
        "Policy",
        "The policy.",
        "",
        "# Policy {#policy}\n\n<!-- polisi: include keeping.md#keeping -->\n",
    ),
    "docs/cy/policy/index.md": page(
        "Polisi",
        "Y polisi.",
        "polisi",
        "# Polisi {#policy}\n\n<!-- polisi: include keeping.md#keeping -->\n",
    ),
    "docs/en/policy/keeping.md": page(
        "Keeping",
        "Keeping.",
        "",
        "# Keeping {#keeping}\n\n6.1 Forms are kept safely.\n\n- Ask [first](../index.md).\n",
    ),
    "docs/cy/policy/keeping.md": page(
        "Cadw",
        "Cadw.",
        "cadw",
        "# Cadw {#keeping}\n\n6.1 Cedwir ffurflenni'n ddiogel.\n\n"
        "- Gofynnwch [gyntaf](../index.md).\n",
    ),
}
LEDGER = Path("docs/data/translations.json")
KEEPING = "docs/cy/policy/keeping.md"
HEAD = ("front-matter.title", "front-matter.description")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A project in the current folder, and what runs a command there."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "docs/data").mkdir()
    monkeypatch.chdir(tmp_path)

    def polisi(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        return (code, *capsys.readouterr())

    assert polisi("check")[0] == 0
    return polisi


def edit(path: str, old: str, new: str) -> None:
    file = Path(path)
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def snapshot() -> Mapping[str, bytes]:
    return {p.as_posix(): p.read_bytes() for p in sorted(Path().rglob("*")) if p.is_file()}


def states(run: Run) -> Mapping[tuple[str, str], str]:
    """Return the state of each segment, as `polisi status` tells programs."""
    code, out, _ = run("status", "--format", "json")
    assert code == 0
    return {
        (page["path"], each["id"]): each["state"]
        for page in json.loads(out)["pages"]
        for each in page["segments"]
    }


# ---------------------------------------------------------------------- review
@pytest.mark.parametrize(
    "path", [KEEPING, "docs/en/policy/keeping.md", "policy/keeping.md", "./policy/keeping.md"]
)
def test_a_page_is_signed_by_either_of_its_files(run: Run, path: str) -> None:
    code, out, err = run("review", path, "--by", "  Siân \n Puw ")
    assert (code, err) == (0, "")
    assert out.startswith("Signed by Siân Puw on ")
    assert "  c-6-1  clause `6.1`\n" in out
    found = states(run)
    signed = {key for key, state in found.items() if state == "reviewed"}
    texts = (*HEAD, "keeping", "c-6-1", "c-6-1-1")
    assert signed == {("policy/keeping.md", ident) for ident in texts}
    assert run("check")[0] == 0


def test_signing_twice_changes_nothing_and_says_so(run: Run) -> None:
    run("review", KEEPING, "--by", "Siân Puw")
    before = snapshot()
    code, out, _ = run("review", KEEPING, "--by", "Gwen Rees")
    assert (code, out) == (0, "5 segments had been signed before and not changed since.\n")
    assert snapshot() == before


def test_only_the_segments_that_are_named(run: Run) -> None:
    code, out, _ = run(
        *("review", KEEPING, "--segment", "c-6-1", "--segment", "keeping", "--by", "Siân Puw")
    )
    assert code == 0
    assert "c-6-1-1" not in out
    found = states(run)
    assert (
        found["policy/keeping.md", "c-6-1"] == found["policy/keeping.md", "keeping"] == "reviewed"
    )
    assert found["policy/keeping.md", "c-6-1-1"] == "draft"


def test_one_changed_word_reopens_that_segment_until_it_is_signed_again(run: Run) -> None:
    run("review", KEEPING, "--by", "Siân Puw")
    edit("docs/en/policy/keeping.md", "safely", "briefly")
    found = states(run)
    assert [key for key, state in found.items() if state == "stale"] == [
        ("policy/keeping.md", "c-6-1")
    ]
    code, out, _ = run("check")
    assert code == 1
    assert "“safely.” is now “briefly.”" in out
    edit(KEEPING, "ddiogel", "fyr")
    code, out, _ = run("review", KEEPING, "--by", "Gwen Rees")
    assert code == 0
    assert out.startswith("Signed by Gwen Rees on ")
    assert "4 segments had been signed before" in out
    assert run("check")[0] == 0
    entries = json.loads(LEDGER.read_text(encoding="utf-8"))["pages"]["policy/keeping.md"]
    assert {ident: entry["by"] for ident, entry in entries.items()} == {
        **dict.fromkeys((*HEAD, "keeping", "c-6-1-1"), "Siân Puw"),
        "c-6-1": "Gwen Rees",
    }
    assert entries["c-6-1"]["text"] == "Forms are kept briefly."


def test_a_segment_with_an_error_is_refused_and_the_others_are_signed(run: Run) -> None:
    edit(KEEPING, "../index.md", "../indes.md")
    code, out, _ = run("review", KEEPING, "--by", "Siân Puw")
    assert code == 1
    refused = out[out.index("Not signed: ") :]
    assert refused.startswith("Not signed: c-6-1-1  list item “Ask first.”\n")
    assert f"    {KEEPING}:11: link: " in refused
    found = states(run)
    assert found["policy/keeping.md", "c-6-1-1"] == "draft"
    assert found["policy/keeping.md", "c-6-1"] == "reviewed"


def test_a_segment_that_one_language_lacks_is_refused(run: Run) -> None:
    edit(KEEPING, "- Gofynnwch [gyntaf](../index.md).\n", "")
    code, out, _ = run("review", KEEPING, "--segment", "c-6-1-1", "--by", "Siân Puw")
    assert code == 1
    assert "It is missing in cy." in out
    assert not LEDGER.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["policy/keepin.md", "--by", "S"], "Did you mean `policy/keeping.md`?"),
        (["../../etc/passwd", "--by", "S"], "There is no such page, file or folder."),
        (["docs/en", "--by", "S"], "`docs/en` holds 3 pages."),
        (["policy", "--by", "S"], "`polisi review docs/cy/policy/index.md --by NAME`"),
        (["docs/data", "--by", "S"], "There is no page of this project in it."),
        ([KEEPING, "--by", " \t"], "--by names nobody."),
        ([KEEPING, "--by", "?!"], "--by names nobody."),
        ([KEEPING, "--by", "a\u202eb"], "--by names nobody."),
        ([KEEPING], "--by"),
        ([KEEPING, "--segment", "c-6-2", "--by", "S"], "Did you mean `c-6-1`?"),
        (
            ["policy/index.md", "--segment", "c-6-1", "--by", "S"],
            "`polisi review docs/cy/policy/keeping.md --segment c-6-1 --by NAME`",
        ),
    ],
)
def test_what_cannot_be_signed_is_said_and_nothing_is_written(
    run: Run, arguments: list[str], said: str
) -> None:
    before = snapshot()
    code, out, err = run("review", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert snapshot() == before


def test_a_damaged_ledger_is_left_as_it_is(run: Run) -> None:
    run("review", KEEPING, "--by", "Siân Puw")
    edit(LEDGER.as_posix(), '  "pages": {', '<<<<<<< HEAD\n  "pages": {')
    before = snapshot()
    for command in (["check"], ["status"], ["review", KEEPING, "--by", "Gwen Rees"]):
        code, out, err = run(*command)
        assert (code, out) == (2, "")
        assert err.startswith("docs/data/translations.json:3: A merge left both versions")
    assert snapshot() == before


def test_a_hash_moved_by_hand_is_caught(run: Run) -> None:
    run("review", KEEPING, "--by", "Siân Puw")
    raw = json.loads(LEDGER.read_text(encoding="utf-8"))
    old = raw["pages"]["policy/keeping.md"]["c-6-1"]["target_hash"]
    edit(KEEPING, "ddiogel", "fyr")
    run("review", KEEPING, "--by", "Gwen Rees")
    new = json.loads(LEDGER.read_text(encoding="utf-8"))["pages"]["policy/keeping.md"]["c-6-1"]
    LEDGER.write_text(json.dumps(raw, indent=2), encoding="utf-8")
    edit(LEDGER.as_posix(), old, new["target_hash"])
    code, out, _ = run("check")
    assert code == 1
    assert "docs/data/translations.json:" in out
    assert "was changed by hand" in out
    assert states(run)["policy/keeping.md", "c-6-1"] == "draft"
    # A signature mends it.
    assert run("review", KEEPING, "--segment", "c-6-1", "--by", "Gwen Rees")[0] == 0
    assert run("check")[0] == 0


def test_a_page_is_a_draft_until_all_of_it_is_signed(run: Run) -> None:
    def drafts() -> list[str]:
        site = load_project(Path("mkdocs.yml")).site
        return [path for path, page in site.target.items() if page.draft]

    assert drafts() == ["index.md", "policy/index.md", "policy/keeping.md"]
    run("review", "policy/index.md", "--by", "Siân Puw")
    for ident in ("keeping", "c-6-1", "c-6-1-1", HEAD[0]):
        run("review", KEEPING, "--segment", ident, "--by", "Siân Puw")
    # Its description is read in search results, and nobody has read it here.
    assert drafts() == ["index.md", "policy/index.md", "policy/keeping.md"]
    run("review", KEEPING, "--by", "Siân Puw")
    assert drafts() == ["index.md"]
    edit("docs/en/policy/keeping.md", "safely", "briefly")
    # The page that takes it in is a draft again with it.
    assert drafts() == ["index.md", "policy/index.md", "policy/keeping.md"]


def test_a_file_that_cannot_be_written_changes_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("review", KEEPING, "--segment", "keeping", "--by", "Siân Puw")
    before = snapshot()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copymode", full)
    code, out, err = run("review", KEEPING, "--by", "Siân Puw")
    assert (code, out) == (2, "")
    assert "No space left on device" in err
    assert snapshot() == before


# ---------------------------------------------------------------------- review --read
@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Sequence[str]]:
    """What makes the answers ready that somebody will type, and returns the questions."""

    def make(*answers: str) -> Sequence[str]:
        left = iter(answers)
        asked: list[str] = []

        def ask(question: str) -> str:
            asked.append(question)
            answer = next(left, None)
            if answer is None:
                raise EOFError
            return answer

        monkeypatch.setattr("builtins.input", ask)
        return asked

    return make


Typed = Callable[..., Sequence[str]]


def test_all_is_read_in_the_order_of_the_menu_and_taken_up_where_it_was_left(
    run: Run, typed: Typed
) -> None:
    asked = typed("s", "what?", "o", "s", "", "l", "q")
    code, out, _ = run("review", "--read", "--by", "Siân Puw")
    assert code == 0
    # Title and description of the front page; then what stands under its heading, one by one; then
    # the first part of the next page, at which it is enough for today.
    assert [each.partition(" [")[0] for each in asked] == [
        "Sign these 2?",
        *["Sign these 2?"] * 2,
        *["Sign it?"] * 3,
        "Sign these 2?",
    ]
    assert "== docs/cy/index.md: Home (part 2 of 7)" in out
    assert "      en  Welcome.\n      cy  Croeso.\n" in out
    assert "3 segments signed by Siân Puw." in out
    assert "1 segment put off." in out
    signed = {key for key, state in states(run).items() if state == "reviewed"}
    assert signed == {("index.md", ident) for ident in (*HEAD, "home")}
    # Another day: what was put off comes first, and what is signed is not shown again.
    asked = typed("s", *["s"] * 20)
    code, out, _ = run("review", "--read", "--by", "Siân Puw")
    assert "Croeso" in out.partition("== docs/cy/policy")[0]
    assert "Hafan" not in out
    assert "Nothing is left to be signed." in out
    assert set(states(run).values()) == {"reviewed"}
    code, out, _ = run("review", "--read", "--by", "Siân Puw")
    assert (code, out) == (0, "\nNothing is left to be signed.\n")


def test_what_was_signed_survives_an_end_without_a_word(run: Run, typed: Typed) -> None:
    typed("s")
    assert run("review", "docs/cy/policy", "--read", "--by", "Siân Puw")[0] == 0
    signed = {key for key, state in states(run).items() if state == "reviewed"}
    assert signed == {("policy/index.md", ident) for ident in HEAD}


def test_what_has_changed_and_what_is_wrong_is_shown_before_it_is_asked_about(
    run: Run, typed: Typed
) -> None:
    typed(*["s"] * 20)
    run("review", "--read", "--by", "Siân Puw")
    edit("docs/en/policy/keeping.md", "safely", "safely for 3 years")
    edit("docs/en/index.md", "Welcome.", "Welcome all.")
    asked = typed("s")
    code, out, _ = run("review", "--read", "--by", "Non Rhys")
    assert code == 1
    assert len(asked) == 1
    assert "->  Changed in en since Siân Puw signed it on " in out
    assert "“Welcome.” is now “Welcome all.”" in " ".join(out.split())
    assert "->  It cannot be signed. docs/cy/policy/keeping.md:9: number: " in out
    assert "1 segment not signed, since something is wrong." in out
    left = {key: state for key, state in states(run).items() if state != "reviewed"}
    assert left == {("policy/keeping.md", "c-6-1"): "stale"}
    assert '"by": "Non Rhys"' in LEDGER.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--by", "Siân Puw"], "Give the page that was read, or --read"),
        (["--read"], "--by names nobody"),
        (["--tidy", "--by", "Siân Puw"], "give it by itself"),
        (["--tidy", "policy/keeping.md"], "give it by itself"),
        (["--tidy", "--read"], "not allowed with argument"),
    ],
)
def test_options_that_do_not_go_together(run: Run, arguments: list[str], told: str) -> None:
    before = snapshot()
    code, out, err = run("review", *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert snapshot() == before


# ---------------------------------------------------------------------- in Welsh
@pytest.fixture
def in_welsh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "cy_GB.UTF-8")
    monkeypatch.delenv("LANGUAGE", raising=False)


@pytest.mark.usefixtures("in_welsh")
def test_whoever_asks_for_welsh_is_asked_in_welsh_and_answers_with_its_letters(
    run: Run, typed: Typed
) -> None:
    # `s` is the letter of the English words, and none of the Welsh ones: it is asked again.
    asked = typed("s", "f", "c", "w", "g")
    _, out, _ = run("review", "--read", "--by", "Siân Puw")
    assert asked[0] == ("Cymeradwyo'r rhain (2)? [c]ymeradwyo, [f]esul un, [w]edyn, [g]orffen: ")
    assert asked[2] == "Cymeradwyo hwn? [c]ymeradwyo, [w]edyn, [g]orffen: "
    assert "(rhan 2 o 7)" in out
    assert "Segmentau a gymeradwywyd gan Siân Puw: 1.\n" in out
    assert "Segmentau a adawyd tan rywbryd eto: 1.\n" in out
    assert list(states(run).values()).count("reviewed") == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_no_two_answers_have_the_same_letter(locale: str) -> None:
    words = [told(each, locale) for each in CHOICES.values()]
    assert all(re.fullmatch(r"\[[a-z]\][\w ]+", each) for each in words)
    assert len({each[1] for each in words}) == len(words)


@pytest.mark.usefixtures("in_welsh")
def test_status_in_welsh_keeps_its_columns_apart(run: Run) -> None:
    run("review", KEEPING, "--by", "Siân Puw")
    edit("docs/en/policy/keeping.md", "safely", "briefly")
    _, out, err = run("status")
    assert err == ""
    rows = [line.split() for line in out.split("\n")]
    assert ["adolygwyd", "wedi", "newid", "drafft", "ar", "goll"] in rows
    assert ["policy/keeping.md", "4", "1", "0", "0"] in rows
    assert "      newidiwyd “safely.” i “briefly.”\n" in out
    assert "  polisi review docs/cy/index.md --by ENW\n" in out


@pytest.mark.usefixtures("in_welsh")
def test_what_cannot_be_done_is_said_in_welsh(run: Run) -> None:
    assert run("review", KEEPING)[2] == (
        "polisi review: Nid yw --by yn enwi neb. Rhowch enw'r sawl sydd wedi darllen y ddwy "
        "iaith.\n"
    )
    assert run("status", "nowhere.md")[2].startswith("nowhere.md:1: Nid oes tudalen, ffeil na ")


# ---------------------------------------------------------------------- status
def test_status_for_people(run: Run) -> None:
    run("review", KEEPING, "--by", "Siân Puw")
    edit("docs/en/policy/keeping.md", "safely", "briefly")
    edit("docs/cy/index.md", "Croeso.\n", "")
    code, out, _ = run("status")
    assert code == 0
    rows = [line.split() for line in out.split("\n")]
    assert ["policy/keeping.md", "4", "1", "0", "0"] in rows
    assert ["mkdocs.yml", "0", "0", "2", "0"] in rows
    assert ["Everything", "[#####...............]", "4", "1", "8", "1"] in rows
    assert "  docs/en/index.md:8  home~p1  paragraph “Welcome.”\n" in out
    assert f"  {KEEPING}:9  c-6-1  clause `6.1`\n      “safely.” is now “briefly.”\n" in out
    assert "  polisi review docs/cy/index.md --by NAME\n" in out


def test_status_names_signatures_of_what_is_gone(run: Run) -> None:
    run("review", KEEPING, "--by", "Siân Puw")
    for locale, text in (
        ("en", "- Ask [first](../index.md).\n"),
        ("cy", "- Gofynnwch [gyntaf](../index.md).\n"),
    ):
        edit(f"docs/{locale}/policy/keeping.md", text, "")
    code, out, _ = run("status")
    line = LEDGER.read_text(encoding="utf-8").split("\n").index('      "c-6-1-1": {') + 1
    assert code == 0
    assert f"docs/data/translations.json:{line}: There is no longer `c-6-1-1` on" in out
    code, out, _ = run("check")
    assert code == 1
    assert f"docs/data/translations.json:{line}" in out
    assert json.loads(run("status", "--format", "json")[1])["lost"] == [
        {
            "page": "policy/keeping.md",
            "segment": "c-6-1-1",
            "path": "docs/data/translations.json",
            "line": line,
        }
    ]
    # To sign something else makes away with nothing.
    run("review", "docs/cy/index.md", "--by", "Siân Puw")
    assert "“Ask [first](../index.md).”" in run("check")[1]
    code, out, _ = run("review", "--tidy")
    assert code == 0
    assert "Taken out: `c-6-1-1` of `policy/keeping.md`, signed by Siân Puw on " in out
    assert run("check")[0] == 0
    assert json.loads(run("status", "--format", "json")[1])["lost"] == []
    assert run("review", "--tidy")[1] == "Every sign-off is of a text that is there.\n"


def test_status_for_programs(run: Run) -> None:
    run("review", KEEPING, "--segment", "c-6-1", "--by", "Siân Puw")
    edit("docs/en/policy/keeping.md", "safely", "briefly")
    report = json.loads(run("status", "--format", "json")[1])
    assert report["schema"] == "polisi.status/1"
    assert report["counts"] == {"missing": 0, "draft": 13, "stale": 1, "reviewed": 0}
    assert [section["titles"].get("cy") for section in report["sections"]] == [
        *("Hafan", "Y polisi", None)
    ]
    (keeping,) = (page for page in report["pages"] if page["path"] == "policy/keeping.md")
    assert (keeping["state"], keeping["titles"]) == ("draft", {"en": "Keeping", "cy": "Cadw"})
    (clause,) = (each for each in keeping["segments"] if each["id"] == "c-6-1")
    assert clause.pop("signed")["by"] == "Siân Puw"
    assert clause == {
        "id": "c-6-1",
        "kind": "clause",
        "state": "stale",
        "source": {"path": "docs/en/policy/keeping.md", "line": 8, "column": 1},
        "target": {"path": KEEPING, "line": 9, "column": 1},
        "changed": ["source"],
    }


# ---------------------------------------------------------------------- texts under a key
def test_a_title_and_a_description_are_signed_and_one_change_reopens_just_that(run: Run) -> None:
    run("review", KEEPING, "--by", "Siân Puw")
    edit("docs/en/policy/keeping.md", "description: Keeping.", "description: Keeping forms.")
    found = states(run)
    stale = [key for key, state in found.items() if state == "stale"]
    assert stale == [("policy/keeping.md", "front-matter.description")]
    code, out, _ = run("check")
    assert code == 1
    assert "docs/cy/policy/keeping.md:3" in out
    assert "“Keeping.” is now “Keeping forms.”" in out
    assert f"polisi review {KEEPING} --segment front-matter.description" in out
    edit(KEEPING, "description: Cadw.", "description: Cadw ffurflenni.")
    assert run("review", KEEPING, "--segment", HEAD[1], "--by", "Siân Puw")[0] == 0
    assert run("check")[0] == 0


def test_a_title_is_not_signed_with_a_heading_of_the_same_words(run: Run) -> None:
    run("review", KEEPING, "--segment", "keeping", "--by", "Siân Puw")
    edit("docs/en/policy/keeping.md", "# Keeping {", "# Storing {")
    found = states(run)
    assert found["policy/keeping.md", "keeping"] == "stale"
    assert found["policy/keeping.md", HEAD[0]] == "draft"


def test_texts_of_data_files_and_of_the_navigation_are_signed_as_well(run: Run) -> None:
    Path("docs/data/council.yml").write_text("name: {en: A council, cy: Cyngor}\n", "utf-8")
    assert run("review", "mkdocs.yml", "--by", "Siân Puw")[0] == 0
    assert run("review", "docs/data/council.yml", "--by", "Siân Puw")[0] == 0
    found = states(run)
    for key in (("mkdocs.yml", "nav.the-policy"), ("docs/data/council.yml", "name")):
        assert found[key] == "reviewed"
    edit("mkdocs.yml", "Y polisi", "Polisi'r cyngor")
    edit("docs/data/council.yml", "A council", "One council")
    found = states(run)
    assert {key for key, state in found.items() if state == "stale"} == {
        ("mkdocs.yml", "nav.the-policy"),
        ("docs/data/council.yml", "name"),
    }
    code, out, _ = run("check")
    assert code == 1
    assert "`polisi review docs/data/council.yml --segment name --by NAME`" in out


# ---------------------------------------------------------------------- PATH
@pytest.mark.parametrize(
    ("path", "pages"),
    [
        ("policy/keeping.md", {"policy/keeping.md"}),
        ("docs/en/policy/keeping.md", {"policy/keeping.md"}),
        ("policy", {"policy/index.md", "policy/keeping.md"}),
        ("docs/cy/policy", {"policy/index.md", "policy/keeping.md"}),
        ("docs/cy", {"index.md", "policy/index.md", "policy/keeping.md"}),
        ("mkdocs.yml", {"mkdocs.yml"}),
    ],
)
def test_status_of_what_a_path_names(run: Run, path: str, pages: set[str]) -> None:
    code, out, _ = run("status", path, "--format", "json")
    assert code == 0
    assert {page["path"] for page in json.loads(out)["pages"]} == pages


@pytest.mark.parametrize("path", ["policy/keeping.md", "policy", "docs/cy/policy", KEEPING])
def test_check_of_what_a_path_names(run: Run, path: str) -> None:
    edit(KEEPING, "../index.md", "../indes.md")
    edit("docs/cy/index.md", "Croeso", "Welcome to this page of the council")
    assert run("check")[1].count("docs/cy/index.md:") >= 1
    code, out, _ = run("check", path)
    assert code == 1
    assert KEEPING in out
    assert "docs/cy/index.md:" not in out


@pytest.mark.parametrize("command", [["status"], ["check"], ["export", "xliff", "-o", "x.xlf"]])
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("policy/keepin.md", "policy/keepin.md:1: There is no such page, file or folder. Did you"),
        ("docs/cy/policy/keepin.md", "Did you mean `policy/keeping.md`?"),
        ("nowhere", "Give the path of a page or of a folder of pages."),
    ],
)
def test_a_path_that_names_nothing(run: Run, command: list[str], path: str, said: str) -> None:
    code, out, err = run(*command, path)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert not Path("x.xlf").exists()


# ---------------------------------------------------------------------- new
NEW = ("--title-en", "Sharing: pictures & more", "--title-cy", "Rhannu lluniau tŷ")


def test_a_new_page_stands_in_both_languages_and_in_the_navigation(run: Run) -> None:
    run("review", KEEPING, "--by", "Siân Puw")
    code, out, err = run("new", "policy/sharing", *NEW)
    assert (code, err) == (0, "")
    assert "Left to write, in both languages: `description`" in out
    assert Path("mkdocs.yml").read_text(encoding="utf-8") == MKDOCS.replace(
        "      - policy/keeping.md   # as printed\n",
        "      - policy/keeping.md   # as printed\n      - policy/sharing.md\n",
    )
    project = load_project(Path("mkdocs.yml"))
    assert project.errors == ()
    source, target = (
        tree["policy/sharing.md"] for tree in (project.site.source, project.site.target)
    )
    assert (source.title, target.title) == ("Sharing: pictures & more", "Rhannu lluniau tŷ")
    assert source.segments[0].text == source.title
    assert target.meta["slug"] == "rhannu-lluniau-ty"
    assert source.segments[0].anchor == target.segments[0].anchor == "sharing-pictures-more"
    # What is left to write is all that a check finds.
    found = json.loads(run("check", "--format", "json")[1])["diagnostics"]
    assert {each["rule"] for each in found} == {"front-matter"}
    assert all("`description` is empty" in each["message"] for each in found)
    assert states(run)["policy/sharing.md", "sharing-pictures-more"] == "draft"
    assert '"policy/sharing.md"' in LEDGER.read_text(encoding="utf-8")


def test_a_page_at_the_top_goes_to_the_end_of_the_navigation(run: Run) -> None:
    assert run("new", "help.md", *NEW)[0] == 0
    assert Path("mkdocs.yml").read_text(encoding="utf-8") == MKDOCS.replace(
        "  - Elsewhere: https://example.org/\n",
        "  - Elsewhere: https://example.org/\n  - help.md\n",
    )


def test_line_ends_of_windows_stay(run: Run) -> None:
    Path("mkdocs.yml").write_bytes(MKDOCS.replace("\n", "\r\n").encode())
    assert run("new", "policy/sharing.md", *NEW)[0] == 0
    data = Path("mkdocs.yml").read_bytes()
    assert b"      - policy/sharing.md\r\n" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_project_without_a_navigation_gets_the_pages(run: Run) -> None:
    head, _, rest = MKDOCS.partition("nav:\n")
    Path("mkdocs.yml").write_text(head + rest[rest.index("theme:") :], encoding="utf-8")
    code, out, _ = run("new", "policy/sharing.md", *NEW)
    assert code == 0
    assert "nav" not in out


def test_a_title_that_looks_like_markdown_is_only_a_title(run: Run) -> None:
    title = "{{ school_name }} [x](y) *a* `b` &amp; <i>: #1"
    assert run("new", "odd", "--title-en", title, "--title-cy", "Od")[0] == 0
    source = load_project(Path("mkdocs.yml")).site.source["odd.md"]
    assert source.meta["title"] == title
    (heading,) = source.segments
    assert heading.text == title
    assert (heading.links, heading.placeholders) == ((), ())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("policy/keeping.md", "`docs/en/policy/keeping.md` is there already."),
        ("policy/keeping", "`docs/en/policy/keeping.md` is there already."),
        ("policy/keeping.md/x.md", "cannot be the path of a page"),
        ("../x.md", "cannot be the path of a page"),
        ("/tmp/x.md", "cannot be the path of a page"),
        ("a\\b.md", "cannot be the path of a page"),
        ("tŷ.md", "cannot be the path of a page"),
        ("A.md", "cannot be the path of a page"),
        (".md", "cannot be the path of a page"),
        ("con.md", "cannot be the path of a page"),
        (".git/x.md", "cannot be the path of a page"),
        ("a//b.md", "cannot be the path of a page"),
    ],
)
def test_a_path_that_will_not_do(run: Run, path: str, said: str) -> None:
    before = snapshot()
    code, out, err = run("new", path, *NEW)
    assert (code, out) == (2, "")
    assert said in err
    assert snapshot() == before


@pytest.mark.parametrize(
    ("title_en", "title_cy", "said"),
    [
        ("", "Rhannu", "--title-en has no letters"),
        ("Sharing", "?!", "--title-cy has no letters"),
        ("Sharing", "Cadw", "The address `cadw`, made of the title, is that of"),
    ],
)
def test_a_title_that_will_not_do(run: Run, title_en: str, title_cy: str, said: str) -> None:
    before = snapshot()
    code, _, err = run("new", "policy/sharing", "--title-en", title_en, "--title-cy", title_cy)
    assert code == 2
    assert said in err
    assert snapshot() == before


@pytest.mark.parametrize(
    "nav",
    [
        "nav: [index.md, policy/index.md, policy/keeping.md]\n",
        "nav:\n  - index.md\n  - P: [policy/index.md, policy/keeping.md]\n",
        "nav:\n  - index.md\n  - policy/index.md\n  - K:\n      policy/keeping.md\n",
    ],
)
def test_a_navigation_that_no_line_can_be_put_into_is_left_alone(run: Run, nav: str) -> None:
    head, _, rest = MKDOCS.partition("nav:\n")
    Path("mkdocs.yml").write_text(head + nav + rest[rest.index("theme:") :], encoding="utf-8")
    before = snapshot()
    code, _, err = run("new", "policy/sharing.md", *NEW)
    assert code == 2
    assert "`nav` has not one line for each page" in err
    assert snapshot() == before


# ---------------------------------------------------------------------- all or nothing
def test_files_are_replaced_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "old.txt"
    old.write_text("before", encoding="utf-8")
    old.chmod(0o640)
    files = {old: b"after", tmp_path / "a/b/new.txt": b"new", tmp_path / "last.txt": b"last"}
    replace = Path.replace

    def fail_at_last(self: Path, target: Path) -> Path:
        if target.name == "last.txt":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fail_at_last)
        with pytest.raises(ContentError, match=r"last\.txt:1: This file cannot be written"):
            inplace.replace_all(files)
    assert [path.name for path in tmp_path.rglob("*")] == ["old.txt"]
    assert old.read_text(encoding="utf-8") == "before"
    inplace.replace_all(files)
    assert {path.name: path.read_bytes() for path in files} == {
        path.name: data for path, data in files.items()
    }
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
