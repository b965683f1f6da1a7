"""File names of schools: safe, unique, and the same at the next run."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polisi.export.files import Numbered, School, file_name, numbered, stem

SAFE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Ysgol Gynradd y Maerdy", "ysgol-gynradd-y-maerdy"),
        ("Ysgol Tŷ Ŵyn", "ysgol-ty-wyn"),
        ("St James' R.C. Primary", "st-james-r-c-primary"),
        ("../../x", "x"),
        ("..\\..\\x", "x"),
        ("CON", "school-con"),
        ("com1", "school-com1"),
        ("🦄🦄", "school"),
        ("مدرسة", "school"),
        ("", "school"),
        ("x" * 300, "x" * 80),
        ("a/b\0c:d*?", "a-b-c-d"),
        ("-rf", "rf"),
    ],
)
def test_names(name: str, made: str) -> None:
    assert file_name(name) == made


def test_a_school_without_letters_is_a_school_in_its_own_language() -> None:
    assert stem({"en": "🦄", "cy": "🦄"}, "polisi", ["cy"]) == "ysgol-polisi-cy"
    assert stem({"en": "🦄", "cy": "🦄"}, "policy", ["en"], number=3) == "school-3-policy-en"


def test_a_document_in_two_languages_has_both_names_in_their_order() -> None:
    names = {"en": "Maerdy Primary", "cy": "Ysgol y Maerdy"}
    made = stem(names, "llythyr-1", ["cy", "en"])
    assert made == "ysgol-y-maerdy-maerdy-primary-llythyr-1-cy-en"
    one = {"en": "Ysgol A", "cy": "Ysgol A"}
    assert stem(one, "letter-1", ["en", "cy"]) == "ysgol-a-letter-1-en-cy"


def test_a_name_tells_that_two_languages_stand_side_by_side() -> None:
    names = {"en": "A", "cy": "A"}
    assert stem(names, "policy", ["en", "cy"], layout="beside") == "a-policy-side-by-side-en-cy"
    assert stem(names, "polisi", ["cy", "en"], layout="beside") == "a-polisi-ochr-yn-ochr-cy-en"
    assert stem(names, "policy", ["en"], layout="beside") == "a-policy-en"


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=400))
def test_any_name_is_safe_everywhere(name: str) -> None:
    made = file_name(name)
    assert SAFE.fullmatch(made)
    assert len(made) <= 90
    assert not re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", made)


def school(name: str, row: str = "", welsh: str | None = None) -> School:
    return School({"en": name, "cy": welsh or name}, row)


def files(schools: list[School], numbers: list[int]) -> set[str]:
    return {
        stem(each.names, "policy", order, number=number)
        for each, number in zip(schools, numbers, strict=True)
        for order in (["en"], ["cy"], ["en", "cy"], ["cy", "en"])
    }


names = st.sampled_from(["A", "a", "A!", "A 2", "A-2", "A en", "🦄", "مدرسة", "B", "Ysgol"])


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.tuples(names, names), max_size=30))
def test_no_two_schools_share_a_file(pairs: list[tuple[str, str]]) -> None:
    schools = [school(one, str(i), two) for i, (one, two) in enumerate(pairs)]
    numbers = list(numbered(schools))
    each = [files([s], [n]) for s, n in zip(schools, numbers, strict=True)]
    assert len(set().union(*each)) == sum(map(len, each))


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.tuples(names, names), max_size=12), st.randoms(use_true_random=False))
def test_a_school_keeps_its_number_whatever_comes_before_it(
    pairs: list[tuple[str, str]], chance: random.Random
) -> None:
    schools = [school(one, str(i), two) for i, (one, two) in enumerate(pairs)]
    first = list(numbered(schools))
    known = [Numbered(s, n) for s, n in zip(schools, first, strict=True)]
    again = [(s, n) for s, n in zip(schools, first, strict=True) if chance.random() < 0.8]
    chance.shuffle(again)
    new = [school("A", "new"), *(s for s, _ in again), school("B", "newer")]
    numbers = list(numbered(new, known))
    assert numbers[1:-1] == [n for _, n in again]
    others = [each for each in known if each.school.row not in {s.row for s in new}]
    if not others:
        assert files(new[:1], numbers[:1]).isdisjoint(files(schools, first))


def test_a_school_that_changed_an_answer_keeps_its_number() -> None:
    known = [Numbered(school("A", "1"), 1), Numbered(school("A", "2"), 2)]
    assert numbered([school("A", "changed"), school("A", "1")], known) == [2, 1]


def test_a_number_of_a_school_of_another_name_is_not_given_again() -> None:
    assert numbered([school("a!", "x")], [Numbered(school("A", "1"), 1)]) == [2]


def test_many_schools_without_a_name_are_numbered_quickly() -> None:
    assert list(numbered([school("🦄", str(i)) for i in range(3000)])) == list(range(1, 3001))
