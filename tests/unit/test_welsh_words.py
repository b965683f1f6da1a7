"""Welsh words and what they may have been before a mutation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polisi.language.evidence import is_spelt_english, told
from polisi.language.welsh import fold, forms_of, is_form_of, radicals_of, strip_clitic, words


@pytest.mark.parametrize(
    ("radical", "forms"),
    [
        ("cath", "gath nghath chath"),
        ("polisi", "bolisi mholisi pholisi"),
        ("tŷ", "dy nhy thy"),
        ("gardd", "ardd ngardd"),
        ("glaw", "law nglaw"),
        ("gwlad", "wlad ngwlad"),
        ("beic", "feic meic"),
        ("merch", "ferch"),
        ("deddf", "ddeddf neddf"),
        ("llyfr", "lyfr"),
        ("rhaid", "raid"),
        ("ysgol", "hysgol"),
        ("chwarae", ""),
        ("ffôn", ""),
        ("siop", ""),
    ],
)
def test_a_word_is_known_by_its_mutations(radical: str, forms: str) -> None:
    assert set(forms_of(radical)) == {fold(radical), *forms.split()}
    for form in forms.split():
        assert fold(radical) in radicals_of(form)
        assert is_form_of(form, radical)


letters = st.from_regex("(?:c|p|t|g|b|d|m|ll|rh|ch|ff|s|)[aeiouwyâŵ][a-y]{0,6}", fullmatch=True)


@given(letters)
def test_every_form_leads_back_to_its_radical(word: str) -> None:
    assert forms_of(word)[0] == radicals_of(word)[0] == fold(word)
    for form in forms_of(word):
        assert fold(word) in radicals_of(form)


@given(st.text("ab'’-ŵ é.,r\u0302", max_size=40))
def test_words_stand_where_they_say(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start <= word.end
        assert text[word.start : word.end] == word.text
        assert word.plain == fold(word.text)
        end = word.end


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("i'r", ("i", "'r")),
        ("Mae’n", ("Mae", "'n")),
        ("o'ch", ("o", "'ch")),
        ("i'w", ("i", "'w")),
        ("'r", ("", "'r")),
        ("don't", ("don't", "")),
        ("Council's", ("Council's", "")),
        ("ar-lein", ("ar-lein", "")),
    ],
)
def test_what_is_joined_to_a_word_is_told_apart(word: str, parts: tuple[str, str]) -> None:
    assert strip_clitic(word) == parts


def test_an_accent_that_stands_by_itself_is_part_of_its_letter() -> None:
    (word,) = words("sgri\u0302n")
    assert word.plain == "sgrin"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("the team and their policy", (3, 0)),
        ("mae'r garfan yn gweithio", (0, 2)),
        ("data, radio, video", (0, 0)),
        ("Dywedodd na all ef", (0, 0)),
        ("tŷ a gŵr", (0, 2)),
    ],
)
def test_small_words_and_letters_tell_the_language(text: str, counts: tuple[int, int]) -> None:
    assert told(text) == counts


def test_spelling() -> None:
    assert all(map(is_spelt_english, ("introduction", "contents", "name")))
    welsh = ("agored", "achosion", "menu", "bore", "broses", "cysylltion", "data")
    assert not any(map(is_spelt_english, welsh))
