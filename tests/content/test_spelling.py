"""Every Welsh word is in the dictionary, or in the list of words that it lacks."""

import os
from functools import cache

import pytest
from spylls.hunspell import Dictionary

from .corpus import ROOT, lines_of, welsh_texts
from .spelling import Speller, bare, radicals, words

DICTIONARY = ROOT / "node_modules" / "dictionary-cy" / "index"
ACCEPTED = lines_of("accepted-words.txt")


@cache
def dictionary() -> Dictionary:
    if not DICTIONARY.with_suffix(".dic").is_file():
        reason = "the Welsh dictionary is missing: run `npm ci` (`scripts/dev.py test` does)"
        if os.environ.get("CI", "").lower() not in ("", "0", "false"):
            pytest.fail(reason)
        pytest.skip(reason)
    return Dictionary.from_files(str(DICTIONARY))


def speller(accepted: list[str] = ACCEPTED) -> Speller:
    return Speller(dictionary().lookup, accepted)


def test_every_welsh_word_is_spelt_right():
    one = speller()
    wrong = [f"{place}: {word}" for place, text in welsh_texts() for word in one.misspelt(text)]
    assert wrong == [], "mend these, or add what is right to tests/content/data/accepted-words.txt"


def test_every_accepted_word_is_needed():
    one = speller()
    for _, text in welsh_texts():
        one.misspelt(text)
    idle = [word for word in ACCEPTED if word not in one.needed]
    assert idle == [], "no text needs these: take them out of tests/content/data/accepted-words.txt"


def test_no_word_is_accepted_twice():
    assert len(ACCEPTED) == len(set(ACCEPTED))


def test_every_group_of_accepted_words_says_why():
    file = ROOT / "tests" / "content" / "data" / "accepted-words.txt"
    for group in file.read_text(encoding="utf-8").strip().split("\n\n"):
        assert group.startswith("# "), group


def test_all_the_welsh_of_the_project_is_read():
    places = "\n".join(place for place, _ in welsh_texts())
    for file in (
        *("docs/cy/policy/index.md:2 (title)", "docs/cy/index.md:3 (description)"),
        *("docs/cy/what-to-expect.md:", "docs/data/errata.yml:", "docs/data/fields.yml:"),
        *("docs/data/council.yml:", "plugins/polisi/locales/cy.yml:", "mkdocs.yml: site_name"),
        "mkdocs.yml: nav_translations Schools",
    ):
        assert file in places, file


# --- That a mistake is found ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Mae'r Cyngor yn gweithredu nifer o gyfrifon.", []),
        ("Mae'r Cyngor yn gwaithredu nifer o gyfrifon.", ["gwaithredu"]),
        ("i'r polisi'n bolisi a'i bolisïau", []),
        ("polisiau", ["polisiau"]),
        ("caniatad", ["caniatad"]),
        ("rhoi caniatâd, ei chaniatâd, fy nghaniatâd", []),
        ("CASGLIAD a CASGLAID", ["CASGLAID"]),
        ("ar-lein, e-bost ac ar-lxin", ["ar-lxin"]),
        ("cyfrif(on) a cyfrif(onn)", ["cyfrifonn"]),
        ("**Report Something**{lang=en} a `code` a <https://example.org/xyz>", []),
        ("{{ school_name }} a [Cwmpas](scope.md) {#scope}", []),
        ("A) a c) ac Atodiad B, x", ["x"]),
    ],
)
def test_the_dictionary_finds_mistakes(text: str, wrong: list[str]):
    assert speller([]).misspelt(text) == wrong


def test_an_accepted_word_stands_for_its_mutations_and_capitals():
    one = speller(["postiad"])
    assert one.misspelt("Postiad, bostiad, phostiad, mhostiad, POSTIAD a postiad'n") == []
    assert one.misspelt("mostiad") == ["mostiad"]


def test_an_accepted_name_stands_as_it_is():
    one = speller(["Facebook", "You Tube"])
    assert one.misspelt("Facebook, You Tube a facebook") == ["facebook"]
    assert one.misspelt("You a Tube") == ["You", "Tube"]
    assert one.needed == {"Facebook", "You Tube"}


def test_clitics_and_mutations_are_undone():
    assert [bare(word) for word in ("i'r", "a'u", "mae'n", "gyda'ch", "o'th", "d'ŵr")] == [
        *("i", "a", "mae", "gyda", "o", "d'ŵr")
    ]
    assert "gellir" in radicals("ellir")
    assert "cwyn" in radicals("chwyn")
    assert "awdur" in radicals("hawdur")
    assert list(words("'Polisi' a pholisi'r ysgol")) == ["Polisi", "a", "pholisi'r", "ysgol"]
