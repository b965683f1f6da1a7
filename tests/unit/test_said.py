"""What findings and errors tell, in every language that Polisi speaks."""

import ast
import pickle
import re
from collections.abc import Iterator, Mapping
from string import Formatter

import pytest

from parity_support import site
from polisi.diagnostics import ContentError, Diagnostic
from polisi.model import Span
from polisi.parity import check
from polisi.said import Run, Said, Words, _template, language, runs, said, told
from polisi.strings import LOCALES, asked_for, findings
from support import ROOT

PACKAGE = ROOT / "plugins" / "polisi"


def places(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def strings(locale: str) -> dict[str, Mapping[str, str]]:
    """Return the forms of every string, by key."""
    return {
        f"{section}.{name}": {"word": entry} if isinstance(entry, str) else entry
        for section, entries in findings(locale).items()
        for name, entry in entries.items()
    }


# ---------------------------------------------------------------------- the catalogues
def test_every_language_has_every_string_with_the_same_places_in_every_form() -> None:
    def filled(locale: str) -> dict[str, set[frozenset[str]]]:
        return {key: {*map(places, forms.values())} for key, forms in strings(locale).items()}

    english = filled("en")
    assert all(len(each) == 1 for each in english.values())
    for locale in LOCALES:
        assert filled(locale) == english


def test_welsh_is_said_in_welsh() -> None:
    # What is code is the same in both, and so is what only puts values together.
    code = re.compile(r"`[^`]*`|\{[^{}]*\}|--\w+|mkdocs\.yml")
    english, welsh = strings("en"), strings("cy")
    same = [
        key
        for key, forms in english.items()
        if forms["word"] == welsh[key]["word"] and re.search("[a-z]", code.sub("", forms["word"]))
    ]
    assert same == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_form_that_is_asked_for_exists(locale: str) -> None:
    forms = {form for each in strings(locale).values() for form in each}
    asked = {
        spec
        for each in strings(locale).values()
        for text in each.values()
        for _, name, spec, _ in Formatter().parse(text)
        if name and spec and spec.isalpha()
    }
    assert asked <= forms


@pytest.mark.parametrize("locale", LOCALES)
def test_any_language_can_be_told_in_every_form(locale: str) -> None:
    known = strings(locale)
    assert known["language.en"].keys() == known["language.cy"].keys()
    assert known["language.other"].keys() == known["language.cy"].keys()


# ---------------------------------------------------------------------- the rules
def calls() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Yield where something is said: the place, the key, and what fills it, if that is written."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                yield from ((where, *each) for each in _said(node))


def _said(call: ast.Call) -> Iterator[tuple[str, frozenset[str] | None]]:
    assert isinstance(call.func, ast.Name)
    if call.func.id not in ("said", "Said") or not call.args:
        return
    names = [keyword.arg for keyword in call.keywords]
    given = None if None in names else frozenset(name for name in names if name)
    for key in _keys(call.args[0]):
        yield key, given


def _keys(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_keys(node.body), *_keys(node.orelse))


def test_whatever_is_said_has_its_words_and_fills_every_place() -> None:
    english = strings("en")
    found = list(calls())
    assert len(found) > 100
    unknown = [(where, key) for where, key, _ in found if key not in english]
    assert unknown == []
    wrong = [
        (where, key, given, places(english[key]["word"]))
        for where, key, given in found
        if given is not None and given != places(english[key]["word"])
    ]
    assert wrong == []


def test_no_error_is_told_in_english_alone() -> None:
    written = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("ContentError", "UsageError")
        and any(isinstance(each, ast.JoinedStr | ast.Constant) for each in node.args)
    ]
    assert written == []


def test_nothing_stands_in_the_catalogues_that_is_never_said() -> None:
    written = {
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(strings("en").keys() - written) == []


# ---------------------------------------------------------------------- telling
def test_a_finding_is_told_in_both_languages_with_the_same_words_of_the_pages() -> None:
    (found,) = check(
        site("# A {#a}\n\nAnswer in 3 days.\n", "# A {#a}\n\nAtebwch mewn 4 diwrnod.\n")
    )
    assert found.message == "Paragraph “Answer in 3 days.” says “3” in en and “4” in cy."
    assert found.told("cy").message == (
        "Nid yw'r ddwy iaith yn dweud yr un peth (paragraff “Answer in 3 days.”): "
        "“3” yn Saesneg, ond “4” yn Gymraeg."
    )
    quoted = [run for run in found.told("cy").saying if run.is_value]
    assert quoted == [
        Run("Answer in 3 days.", "en", is_value=True),
        Run("3", "en", is_value=True),
        Run("4", "cy", is_value=True),
    ]


def test_a_message_begins_with_a_capital_and_a_hint_as_it_is_written() -> None:
    clause = said("name.labelled", kind=Said("kind.clause"), label="6")
    sign = said("stale.sign", file="a.md", segment="6")
    found = Diagnostic(
        "stale",
        said("heading.missing", what=clause, lacks=language("cy")),
        said("stale.both", there=language("cy"), sign=sign),
    )
    assert found.message == "Clause `6` is missing in cy."
    assert found.hint.startswith("cy has changed as well.")
    assert found.told("cy").message == "Mae cymal `6` ar goll yn Gymraeg."


def test_several_are_parted_as_their_language_parts_them() -> None:
    both = said("errata.no_reason", languages=(language("en"), language("cy")))
    assert told(both, "en") == "does not give its `reason` in en and cy"
    assert told(both, "cy").endswith("ieithoedd hyn: Saesneg, Cymraeg")


def test_a_language_without_a_name_is_told_by_its_code() -> None:
    lost = said("page.empty", lacks=language("br"))
    assert told(lost, "en") == "This page is empty in br."
    assert told(lost, "cy") == "Mae'r dudalen hon yn wag yn br."


def test_what_is_not_in_the_catalogue_or_not_filled_is_an_error() -> None:
    for wrong in (Said("page.nothing"), Said("nothing.at_all"), Said("page.empty")):
        with pytest.raises(KeyError):
            told(wrong, "en")
    with pytest.raises(KeyError):
        told(said("page.empty", lacks="yn Gymraeg"), "cy")


def test_a_value_is_told_as_it_is() -> None:
    strange = said("link.no_page", path="{path}`<b>")
    assert told(strange, "cy").endswith("`{path}`<b>`.")
    assert runs(strange, "cy")[1] == Run("{path}`<b>", "", is_value=True)


def test_what_is_told_may_be_kept() -> None:
    found = check(site("# A {#a}\n\nOne.\n\nTwo.\n", "# A {#a}\n\nUn.\n"))
    assert pickle.loads(pickle.dumps(found)) == found
    assert len({*found, *found}) == len(found)
    error = ContentError(Span.at("a.md", 3), Said("front-matter.not_closed"), "Close it.")
    again = pickle.loads(pickle.dumps(error))
    assert (again.span, again.said, again.advice) == (error.span, error.said, error.advice)
    assert str(again) == "a.md:3: The front matter is not closed. Close it."
    assert again.line("cy") == "a.md:3: Nid yw'r rhan ar frig y ffeil wedi'i chau. Close it."
    assert again.advice == Words("Close it.", "en")


def test_no_catalogue_is_read_while_nothing_is_told() -> None:
    findings.cache_clear()
    _template.cache_clear()
    assert check(site("# A {#a}\n\nOne.\n", "# A {#a}\n\nUn.\n")) == []
    assert findings.cache_info().misses == 0
    assert check(site("# A {#a}\n\nOne.\n", "# A {#a}\n"))
    assert findings.cache_info().misses == 1


# ---------------------------------------------------------------------- who is told
@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({}, "en"),
        ({"LANG": "cy_GB.UTF-8"}, "cy"),
        ({"LANG": "cy"}, "cy"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANG": "cy_GB", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "en_GB", "LC_MESSAGES": "cy_GB.utf8"}, "cy"),
        ({"LANG": "cy_GB", "LC_MESSAGES": "cy_GB", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "cy_GB", "LC_ALL": ""}, "cy"),
        ({"LANG": "en_GB", "LANGUAGE": "cy:en"}, "cy"),
        ({"LANG": "cy_GB", "LANGUAGE": "en:cy"}, "en"),
        ({"LANG": "en_GB", "LANGUAGE": "br:cy"}, "cy"),
        ({"LANG": "cy_GB", "LANGUAGE": "br"}, "cy"),
        ({"LANGUAGE": "cy"}, "cy"),
        # Whoever asks for no language is told what programs are told.
        ({"LANG": "cy_GB", "LC_ALL": "C", "LANGUAGE": "cy"}, "en"),
        ({"LANG": "POSIX", "LANGUAGE": "cy"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "cy"}, "cy"),
        # Another language whose code begins alike.
        ({"LANG": "cyx_GB"}, "en"),
    ],
)
def test_the_environment_says_which_language_is_wanted(
    environment: dict[str, str], locale: str
) -> None:
    assert asked_for(environment) == locale
