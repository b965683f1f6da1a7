"""What a text says in numbers, in either language: the same value however it is written."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polisi.language.numbers import Value, may_have_values, values
from polisi.language.numerals import Evidence
from polisi.language.welsh import forms_of


def _list(words: str) -> list[str]:
    return words.split()


# ---------------------------------------------------------------------- spellings of both languages
UNITS = ["", "un", "dau", "tri", "pedwar", "pump", "chwech", "saith", "wyth", "naw"]
FEMININE = {"dau": "dwy", "tri": "tair", "pedwar": "pedair"}
BEFORE_NOUN = {"pump": "pum", "chwech": "chwe"}
OTHER_WORDS = ("nau", "nwy", "gan", "chan")
ASPIRATE = {"p": "ph", "t": "th", "c": "ch"}


def and_(word: str) -> str:
    """Return `a` or `ac` with a word, as it mutates after it."""
    if word[0] in "aeiouw":
        return f"ac {word}"
    first = "ch" if word.startswith("ch") else word[0]
    return f"a {ASPIRATE.get(first, first)}{word[len(first) :]}"


def by_tens(number: int) -> str:
    """Spell 1 to 99 as schools teach it."""
    tens, unit = divmod(number, 10)
    stem = BEFORE_NOUN.get(UNITS[tens], UNITS[tens])
    begin = {0: "", 2: "dau ddeg"}.get(tens, f"{stem} deg")
    return f"{begin} {UNITS[unit]}".strip() if begin else UNITS[unit]


def below_twenty(number: int) -> str:
    small = {10: "deg", 11: "un ar ddeg", 12: "deuddeg", 15: "pymtheg", 18: "deunaw"}
    if number in small:
        return small[number]
    if number < 10:
        return UNITS[number]
    base, word = (10, "ddeg") if number < 15 else (15, "bymtheg")
    return f"{UNITS[number - base]} ar {word}"


def by_twenties(number: int) -> str:
    """Spell 1 to 99 as dates and ages mostly are."""
    score, rest = divmod(number, 20)
    if score == 0:
        return below_twenty(rest)
    word = ["", "ugain", "deugain", "trigain", "pedwar ugain"][score]
    if rest == 0:
        return word
    if score == 1:
        return f"{below_twenty(rest)} ar hugain"
    return f"{below_twenty(rest)} {and_(word)}"


def welsh(number: int) -> Iterator[str]:
    """Yield the spellings of 1 to 9999 in both systems, with and without `a`."""
    thousands, rest = divmod(number, 1000)
    hundreds, small = divmod(rest, 100)
    begin = []
    if thousands:
        count = FEMININE.get(UNITS[thousands], UNITS[thousands])
        count = BEFORE_NOUN.get(count, count)
        begin.append("mil" if thousands == 1 else f"{count} {'fil' if count == 'dwy' else 'mil'}")
    if hundreds:
        count = BEFORE_NOUN.get(UNITS[hundreds], UNITS[hundreds])
        cant = {2: "gant", 3: "chant", 6: "chant"}.get(hundreds, "cant")
        begin.append("cant" if hundreds == 1 else f"{count} {cant}")
    if not small:
        yield " ".join(begin)
        return
    for end in {by_tens(small), by_twenties(small)}:
        yield " ".join([*begin, end])
        if begin:
            yield " ".join([*begin, and_(end)])


ENGLISH_SMALL = _list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
ENGLISH_TENS = _list("- - twenty thirty forty fifty sixty seventy eighty ninety")


def english(number: int, joint: str = "-") -> str:
    """Spell 0 to 9999."""
    if number < 20:
        return ENGLISH_SMALL[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return ENGLISH_TENS[tens] + (joint + ENGLISH_SMALL[unit] if unit else "")
    for size, word in ((1000, "thousand"), (100, "hundred")):
        count, rest = divmod(number, size)
        if count:
            begin = f"{english(count, joint)} {word}"
            link = " and " if rest < 100 else " "
            return begin + (link + english(rest, joint) if rest else "")
    raise AssertionError(number)


def keys(text: str, locale: str) -> list[str]:
    """Return what a text says for sure."""
    return [value.key for value in values(text, locale) if value.evidence]


def _check_welsh(number: int) -> None:
    for spelling in welsh(number):
        found = values(f"Mae {spelling} o ffurflenni.", "cy")
        assert [value.key for value in found] == [f"number {number}"], spelling


def test_the_welsh_numbers_that_are_spelt_in_their_own_way() -> None:
    for number in range(1, 200):
        _check_welsh(number)


@given(st.integers(1, 9999))
def test_any_welsh_number(number: int) -> None:
    _check_welsh(number)


@given(st.integers(2, 9999), st.data())
def test_every_mutation_of_a_welsh_number(number: int, data: st.DataObject) -> None:
    first, *rest = data.draw(st.sampled_from(sorted(welsh(number)))).split()
    form = data.draw(st.sampled_from([f for f in forms_of(first) if f not in OTHER_WORDS]))
    assert keys(" ".join([form, *rest]), "cy")[0] == f"number {number}"


@given(st.integers(0, 9999), st.sampled_from("- "))
def test_any_english_number(number: int, joint: str) -> None:
    text = f"There are {english(number, joint)} of them"
    assert [value.key for value in values(text, "en")] == [f"number {number}"]


# ---------------------------------------------------------------------- the same in both languages
@pytest.mark.parametrize(
    ("en", "cy"),
    [
        ("1 March 2026", "1 Mawrth 2026"),
        ("1st March 2026", "1af o Fawrth 2026"),
        ("the first of March", "y cyntaf o Fawrth"),
        ("2 May", "2il o Fai"),
        ("3 June", "3ydd o Fehefin"),
        ("4 July", "4ydd o Orffennaf"),
        ("the 11th of November", "yr 11eg o Dachwedd"),
        ("20 December", "20fed o Ragfyr"),
        ("from February", "ers mis Chwefror"),
        ("in May 2026", "ym mis Mai 2026"),
        ("on 3 Sept 2026", "ar 3 Medi 2026"),
        ("01/03/2026", "1 Mawrth 2026"),
        ("2026-03-01", "1.3.2026"),
        ("Tuesday 3 March", "dydd Mawrth 3 Mawrth"),
        ("Monday to Friday", "o ddydd Llun i ddydd Gwener"),
        ("on Wednesday evening", "nos Fercher"),
        ("5pm", "5yh"),
        ("5 p.m.", "5.00 y.h."),
        ("5.00 pm", "5 o'r gloch y prynhawn"),
        ("17:00", "5yp"),
        ("10 o'clock in the morning", "10 o'r gloch y bore"),
        ("10 am", "10yb"),
        ("12 noon", "hanner dydd"),
        ("midday", "12 canol dydd"),
        ("midnight", "hanner nos"),
        ("half past nine", "hanner awr wedi naw"),
        ("a quarter to ten", "chwarter i ddeg"),
        ("£1.5m", "£1.5 miliwn"),
        ("£2,500", "£2500"),
        ("£25", "25 punt"),
        ("four million pounds", "pedair miliwn o bunnoedd"),
        ("50p", "50 ceiniog"),
        ("10%", "10 y cant"),
        ("ten per cent", "deg y cant"),
        ("01443 424156", "(01443) 424 156"),
        ("+44 1443 424156", "01443-424156"),
        ("+44 (0)1443 424156", "01443 424156"),
        ("A.B@rctcbc.gov.uk", "a.b@rctcbc.gov.uk"),
        ("under 13", "dan dair ar ddeg oed"),
        ("three years", "tair blynedd"),
        ("17 years", "dwy flynedd ar bymtheg"),
        ("6 forms", "chwe ffurflen"),
        ("the 21st century", "yr unfed ganrif ar hugain"),
        ("the fourth time", "y bedwaredd waith"),
        ("the third party", "y trydydd parti"),
        ("two thirds", "dau draean"),
        ("two thirds", "dwy ran o dair"),
        ("three quarters", "tri chwarter"),
        ("two and a half", "dwy a hanner"),
        ("2½", "2.5"),
        ("12,500", "12500"),
        ("Key Stage 2 (KS2)", "Cyfnod Allweddol 2 (CA2)"),
        ("Appendix A", "Atodiad A"),
        ("see B) and 6.13", "gweler B) a 6.13"),
        ("the 90th", "y naw degfed"),
        ("the hundredth", "y ganfed"),
        ("93,000", "naw deg tri o filoedd"),
        ("2.5 million", "dwy filiwn a hanner"),
        ("-4°C", "minws 4 gradd"),
        ("4 degrees below zero", "4 gradd o dan sero"),
        ("at CF37 4TH", "yn CF374TH"),
        ("on Sunday", "ar y Sul"),
    ],
)
def test_the_same_value(en: str, cy: str) -> None:
    assert sorted(keys(en, "en")) == sorted(keys(cy, "cy")) != []


@pytest.mark.parametrize(
    ("en", "cy"),
    [
        ("9-5pm", "9am-5pm"),
        ("9am to 5pm", "9 tan 5"),
        ("at 9am", "am 9 am unwaith"),
        ("9.30 to 11", "9:30 tan 11"),
        ("£5 to 10", "£5 i £10"),
        ("5-10%", "5% - 10%"),
        ("2019-20", "2019-2020"),
        ("a fortnight", "14 diwrnod"),
        ("the 1960s", "y chwedegau"),
        ("12 months", "blwyddyn"),
    ],
)
def test_what_may_be_read_as_the_same(en: str, cy: str) -> None:
    here, there = values(en, "en"), values(cy, "cy")
    for one in here:
        assert any(one.readings & other.readings for other in there), one


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("You may march; it can wait a second.", "en", []),
        ("Gall y mil veg gan bobl, chan neb, mai un.", "cy", ["number 1000"]),
        ("mai 2019 oedd hi", "cy", ["number 2019"]),
        ("Sesiwn 9 am y tro cyntaf", "cy", ["number 9"]),
        ("faint y cant", "cy", []),
        ("https://x.example/2019/03?page=4 www.x.example/5", "en", []),
        ("100 %d of 5%", "en", ["number 100", "percent 5"]),
        ("%(count)5d of them", "en", []),
        ("form(s) and (x)", "en", ["label x"]),
        ("drei Jahre, 3 Jahre, 5 p.m.", "de", ["number 3", "number 5"]),
        ("25:99", "en", ["number 25:99"]),
        ("31/13/2026", "en", ["number 31/13/2026"]),
        ("6.1.2 and 6.10", "en", ["number 6.1.2", "number 6.10"]),
        ("24/7", "en", ["number 24", "number 7"]),
        ("One4All and MP3s", "en", []),
        ("un o filoedd; y canfed un", "cy", ["number 100"]),
        ("2 -4°C, B2 3PM", "en", ["number 2", "number 4", "number 2", "time 15:00"]),
        ("y llun ar y wal", "cy", []),
    ],
)
def test_what_is_and_is_not_a_value(text: str, locale: str, expected: list[str]) -> None:
    assert keys(text, locale) == expected


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("one of the first; a second half", "en"),
        ("un o'r cyntaf, yr ail hanner", "cy"),
        ("Write to name@example.org.", "en"),
        ("Polisi (PDF, 250KB)", "cy"),
        ("Come at half past", "en"),
        ("hanner awr i", "cy"),
    ],
)
def test_what_proves_nothing_by_itself(text: str, locale: str) -> None:
    assert {value.evidence for value in values(text, locale)} == {Evidence.FAINT}


@pytest.mark.parametrize(
    ("text", "locale", "evidence"),
    [
        ("three", "en", Evidence.WEAK),
        ("twenty-one", "en", Evidence.STRONG),
        ("3", "en", Evidence.STRONG),
        ("Mawrth", "cy", None),
        ("erbyn Mawrth", "cy", Evidence.WEAK),
        ("24/7", "cy", Evidence.WEAK),
    ],
)
def test_how_surely_it_is_meant(text: str, locale: str, evidence: Evidence | None) -> None:
    assert {value.evidence for value in values(text, locale)} == ({evidence} if evidence else set())


# ---------------------------------------------------------------------- dates, and any text
CY_MONTHS = _list(
    "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr"
)
CY_SOFT = _list(
    "Ionawr Chwefror Fawrth Ebrill Fai Fehefin Orffennaf Awst Fedi Hydref Dachwedd Ragfyr"
)
EN_MONTHS = _list(
    "January February March April May June July August September October November December"
)

dates = st.dates()


@given(dates)
def test_a_date_in_both_languages(date: object) -> None:
    day, month, year = date.day, date.month, f"{date.year:04}"  # type: ignore[attr-defined]
    expected = sorted([f"number {day}", f"month {month}", f"number {int(year)}"])
    if int(year) < 1000:
        return
    for text, locale in (
        (f"on {day} {EN_MONTHS[month - 1]} {year},", "en"),
        (f"{EN_MONTHS[month - 1]} {day}, {year}", "en"),
        (f"{day:02}/{month:02}/{year}.", "en"),
        (f"{year}-{month:02}-{day:02}", "cy"),
        (f"ar {day} {CY_MONTHS[month - 1]} {year}.", "cy"),
        (f"y {day}fed o {CY_SOFT[month - 1]} {year}", "cy"),
    ):
        found = values(text, locale)
        assert sorted(value.key for value in found) == expected, text
        assert len({value.phrase for value in found}) == 1, text


@given(
    st.sampled_from(
        [
            "01443 424156",
            "5.30pm",
            "£1,250",
            "17 March 2026",
            "12%",
            "6.13",
            "2026",
            "08:45",
            "1 in 8",
        ]
    ),
    st.data(),
)
def test_another_digit_is_another_value(text: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([n for n, sign in enumerate(text) if sign.isdigit()]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    changed = text[:at] + other + text[at + 1 :]

    def readings(of: str) -> list[frozenset[str]]:
        return [value.readings for value in values(of, "en")]

    assert readings(text) != readings(changed)


@given(st.text(max_size=120), st.sampled_from(["en", "cy", "en-GB", "fr"]))
def test_any_text_can_be_read(text: str, locale: str) -> None:
    found: tuple[Value, ...] = values(text, locale)
    for value in found:
        assert 0 <= value.phrase[0] <= value.start < value.end <= value.phrase[1] <= len(text)
    if any(value.evidence for value in found):
        assert may_have_values(text, locale)
