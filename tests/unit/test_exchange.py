"""Texts out to a translator and back: golden cases, and files that are not what they should be."""

from typing import Any

import pytest
import yaml

from exchange_support import Exchange, exchange, translated
from parity_support import site
from polisi import said
from polisi.diagnostics import ContentError
from polisi.exchange.xliff import VERSIONS
from polisi.exchange.xml import LARGEST
from support import ROOT

CASES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests/golden/exchange/edits.yml").read_text(encoding="utf-8")
)
EN = "# One {#one}\n\nTwo {{ x }} [three](a.md).\n"
CY = "# Un {#one}\n\nDau {{ x }} [tri](a.md).\n"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_edit(case: dict[str, Any], version: str) -> None:
    made = exchange(case["en"], case["cy"], link_twins=case.get("twins", {}))
    outcome = made.back(translated(made.sent(version), case["changes"]))
    told = [f"{refusal.where}: {refusal.reason}" for refusal in outcome.refusals]
    expected = case.get("refused", [])
    assert [one[: len(other)] for one, other in zip(told, expected, strict=True)] == expected, told
    assert all(said.told(refusal.said, "cy") != refusal.reason for refusal in outcome.refusals)
    by_hand = [f"{each.where}\n{each.markdown}" for each in outcome.by_hand]
    assert by_hand == case.get("by_hand", [])
    if not expected:
        assert outcome.files.get("cy/p.md", case["cy"]) == case["becomes"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n\n"])
def test_line_ends_and_byte_order_mark_stay(version: str, end: str, last: str) -> None:
    def written(text: str) -> str:
        return "\ufeff" + (text.rstrip("\n") + last).replace("\n", end)

    made = exchange(EN, written("---\ntitle: T \n---\n" + CY))
    back = translated(made.sent(version), {"one": "Un arall"})
    assert made.back(back).files == {
        "cy/p.md": written("---\ntitle: T \n---\n" + CY.replace("# Un", "# Un arall"))
    }


def _refused(made: Exchange, back: str | bytes) -> list[str]:
    outcome = made.back(back)
    assert not outcome.files
    return [f"{each.line}: {each.where}: {each.reason}" for each in outcome.refusals]


@pytest.mark.parametrize("version", VERSIONS)
def test_source_that_has_moved_on(version: str) -> None:
    sent = exchange(EN, CY).sent(version)
    back = translated(sent, {"one": "Un arall", "one_7Ep1": "Dau <1/> <2>pedwar</2>."})
    for changed in ("Two or two {{ x }} [three](a.md).", "Two {{ x }} [three](b.md)."):
        now = exchange(EN.replace("Two {{ x }} [three](a.md).", changed), CY)
        (told,) = _refused(now, back)
        assert "p.md, paragraph" in told
        assert "The text has changed since it was exported" in told
    (told,) = _refused(exchange("# One {#one}\n", "# Un {#one}\n"), back)
    assert "There is no such text on the page any more" in told


@pytest.mark.parametrize("version", VERSIONS)
def test_target_that_has_moved_on(version: str) -> None:
    sent = exchange(EN, CY).sent(version)
    now = exchange(EN, CY.replace("# Un", "# Newydd"))
    # What the translator left alone may have changed: that change stays.
    back = translated(sent, {"one_7Ep1": "Dau <1/> <2>pedwar</2>."})
    assert now.back(back).files == {"cy/p.md": "# Newydd {#one}\n\nDau {{ x }} [pedwar](a.md).\n"}
    (told,) = _refused(now, translated(sent, {"one": "Un arall"}))
    assert "The translation on the page has changed since it was exported" in told


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_change_twice_is_none(version: str) -> None:
    made = exchange(EN, CY)
    back = translated(made.sent(version), {"one": "Un arall"})
    now = exchange(EN, made.back(back).files["cy/p.md"])
    outcome = now.back(back)
    assert not outcome.refusals
    assert not outcome.files


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{{ x }}<", "{{ y }}<", "`{{ x }}` is `{{ y }}` in the file. A code cannot be changed"),
        ("Two", "Twofold", "The text that was to be translated was changed in the file."),
        ("source-hash", "hash", "The file no longer says which wording was translated."),
        ('original="p.md"', 'original="q.md"', "There is no page `q.md`."),
        ('id="one_7Ep1"', 'id="one_7Ep9"', "There is no such text on the page any more."),
        ('id="one_7Ep1"', 'id="one"', "This text is in the file twice."),
        ("Dau ", "Dau<sub/>", "There is an element `sub` in it that Polisi does not know."),
    ],
)
def test_damaged_by_hand(version: str, old: str, new: str, told: str) -> None:
    made = exchange(EN, CY)
    sent = made.sent(version)
    assert old in sent
    assert any(told in each for each in _refused(made, sent.replace(old, new)))


def test_a_text_cut_into_sentences_and_marked_by_a_tool() -> None:
    made = exchange("One. Two.\n", "Un. Dau.\n")
    before, _, rest = made.sent("2.1").partition("<segment")
    cut = (
        '<segment id="a"><source>One.</source><target order="1"><mrk id="m" type="generic">Pump'
        "</mrk>.</target></segment><ignorable><source> </source><target> </target></ignorable>"
        '<segment id="b"><source>Two.</source><target order="3">Dau.</target></segment>'
    )
    cut = cut.replace("<target> ", '<target order="2"> ')
    back = before + cut + rest.partition("</segment>")[2]
    assert made.back(back).files == {"cy/p.md": "Pump. Dau.\n"}


def test_codes_that_cross() -> None:
    made = exchange("*One* **two**\n", "*Un* **dau**\n")
    crossed = '<sc id="1"/>Un <sc id="2"/>a<ec startRef="1"/> dau<ec startRef="2"/>'
    back = translated(made.sent("2.1"), {"top_7Ep1": "TARGET"}).replace("TARGET", crossed)
    (told,) = _refused(made, back)
    assert "The code 1 is not closed where it should be" in told
    nested = '<sc id="1"/>Un<ec startRef="1"/> <sc id="2"/>tri<ec startRef="2"/>'
    back = translated(made.sent("2.1"), {"top_7Ep1": "TARGET"}).replace("TARGET", nested)
    assert made.back(back).files == {"cy/p.md": "*Un* **tri**\n"}


_BOMB = """<?xml version="1.0"?>
<!DOCTYPE xliff [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">&b;</xliff>"""
_OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "This is not XML: no element found."),
        (b"PK\x03\x04", "This is not XML"),
        (b"<xliff", "This is not XML: unclosed token."),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "This is not XML: unknown encoding"),
        (b"<a>\xff</a>", "This is not XML: not well-formed"),
        (b"<a>&b;</a>", "This is not XML: undefined entity"),
        (_BOMB.encode(), "declares a document type"),
        (_BOMB.encode("utf-16"), "declares a document type"),
        (_OUTSIDE.encode(), "declares a document type"),
        (b"<a>" * 100_000, "More than 60 elements are inside each other"),
        (b" " * (LARGEST + 1), "This file has 50 MB"),
        (b"<html/>", "This is no XLIFF 2.0, 2.1 or 1.2: it begins with `html`."),
        (b'<xliff version="1.1"/>', "This is no XLIFF 2.0, 2.1 or 1.2"),
        (b'<tmx xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', "This is no XLIFF"),
        (
            b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="cy"/>',
            "There is no text in this file.",
        ),
    ],
)
def test_hostile_file(data: bytes, told: str) -> None:
    with pytest.raises(ContentError, match=r"back\.xlf") as caught:
        exchange(EN, CY).back(data)
    assert told in str(caught.value)


@pytest.mark.parametrize("version", VERSIONS)
def test_languages(version: str) -> None:
    made = exchange(EN, CY)
    sent = made.sent(version)
    with pytest.raises(ContentError, match="This file is in `fr` where `cy` should be"):
        made.back(sent.replace('"cy"', '"fr"'))
    with pytest.raises(ContentError, match="This file is in `cy` where `en` should be"):
        made.back(sent.replace('"en"', '"cy"'))
    # A tool may say which English and which Welsh.
    assert not made.back(sent.replace('"en"', '"en-GB"').replace('"cy"', '"cy-GB"')).refusals


def test_what_is_included_or_made_is_not_handed_out() -> None:
    texts = {"p.md": "One.\n\n<!-- polisi: include q.md -->\n", "q.md": "Two.\n"}
    made = Exchange(site(texts, texts), {f"cy/{name}": text for name, text in texts.items()})
    handed_out = {doc.path: [unit.text for unit in doc.units] for doc in made.documents}
    assert handed_out == {"p.md": ["One."], "q.md": ["Two."]}


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ('<cp hex="000B"/>', "The character U+000B in it cannot be seen."),
        ('<cp hex="D800"/>', "There is a character in it that does not exist."),
        ('<cp hex="110000"/>', "There is a character in it that does not exist."),
        ('<cp hex="x"/>', "There is a character in it that does not exist."),
        ("a " * 100_000, "It has 199999 characters, and the original 3. Shorten it."),
        ('<pc id="9"> ' * 50 + "a" + "</pc>" * 50, "There is a code 9 in it"),
    ],
)
def test_hostile_text(target: str, told: str) -> None:
    made = exchange(EN, CY)
    back = translated(made.sent("2.1"), {"one": "TARGET"}).replace("TARGET", target)
    assert told in _refused(made, back)[0]


_HIDDEN = {
    "\u202e": "U+202E (right-to-left override) in it cannot be seen, and shows what is beside it",
    "\u2066": "U+2066 (left-to-right isolate) in it cannot be seen, and shows",
    "\u200f": "U+200F (right-to-left mark) in it cannot be seen, and shows",
    "\u200b": "U+200B (zero width space) in it cannot be seen. Take it out.",
    "\u200d": "U+200D (zero width joiner) in it cannot be seen.",
    "\u2060": "U+2060 (word joiner) in it cannot be seen.",
    "\ufeff": "U+FEFF (zero width no-break space) in it cannot be seen.",
    "\u00ad": "U+00AD (soft hyphen) in it cannot be seen.",
    "\u034f": "U+034F (combining grapheme joiner) in it cannot be seen.",
    "\u3164": "U+3164 (hangul filler) in it cannot be seen.",
    "\u2028": "U+2028 (line separator) in it cannot be seen.",
    "\u0085": "U+0085 in it cannot be seen.",
    "\ue000": "U+E000 in it cannot be seen.",
    "\U000e0061": "U+E0061 (tag latin small letter a) in it cannot be seen.",
    "\ufe0f": "U+FE0F (variation selector-16) in it cannot be seen.",
    "\ufffd": "U+FFFD (replacement character) in it stands for a letter that a program has lost.",
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("character", _HIDDEN, ids=ascii)
def test_what_cannot_be_seen_comes_from_the_original_or_the_old_text(
    version: str, character: str
) -> None:
    changes = {"one": f"U{character}n arall", "front-matter.title": f"T{character}eitl"}
    head = "---\ntitle: {}\n---\n"
    made = exchange(head.format("Title") + EN, head.format("Teitl") + CY)
    told = _refused(made, translated(made.sent(version), changes))
    assert len(told) == len(changes)
    assert all(f"The character {_HIDDEN[character]}" in each for each in told)
    for en, cy in ((f"On{character}e", "Un"), ("One", f"U{character}n")):
        made = exchange(f"# {en} {{#one}}\n", f"# {cy} {{#one}}\n")
        outcome = made.back(translated(made.sent(version), {"one": f"Un a{character}ll"}))
        assert outcome.files == {"cy/p.md": f"# Un a{character}ll {{#one}}\n"}
        twice = translated(made.sent(version), {"one": f"Un{character} a{character}ll"})
        assert f"The character {_HIDDEN[character]}" in _refused(made, twice)[0]


@pytest.mark.parametrize("text", ["dŵr\u00a0oer", "dŵr\u202foer", "dŵr\u2011oer", "w\u0302r", "🎉"])
def test_what_can_be_seen_is_taken(text: str) -> None:
    made = exchange(EN, CY)
    assert made.back(translated(made.sent("2.1"), {"one": text})).files


def test_an_order_that_is_none() -> None:
    made = exchange(EN, CY)
    back = made.sent("2.1").replace("<target>", '<target order="first">')
    assert not made.back(back).refusals


def test_an_address_that_was_changed_in_the_file() -> None:
    made = exchange(EN, CY)
    (told,) = _refused(made, made.sent("2.1").replace(">](a.md)<", ">](b.md)<"))
    assert "`](a.md)` is `](b.md)` in the file." in told
