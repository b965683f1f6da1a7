"""Every shortcut of the check against the long way that it spares: they never differ."""

import re
import unicodedata
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from polisi.content import reader, source
from polisi.content.parser import new_parser
from polisi.content.source import Expander, load_yaml_node
from polisi.diagnostics import ContentError
from polisi.language import numbers, welsh
from polisi.model import Page
from polisi.parity import prose, visible
from polisi.parity.rules import glossary

MARKDOWN = st.lists(
    st.sampled_from(
        [
            *(
                "word ",
                "Mae’r ",
                "ŵyl",
                "3 ",
                "9.30",
                " ",
                "  ",
                "\n",
                "\n\n",
                "\n    ",
                "\\",
                "\n- ",
            ),
            *("*", "**", "_", "__", "`", "``", "[", "]", "](b.md)", "](<b c.md> 'title')", "!["),
            *("<", ">", "<b>", "</b>", "<!-- c -->", "<https://x.wales>", "&amp;", "&", "{", "}"),
            *(
                "{{ field }}",
                "{#id}",
                "{.gap}",
                "{lang=cy}",
                "{: .x }",
                "\n{: #y }",
                "[^1]",
                "^[n]",
            ),
            *(
                "\n\n[^1]: note\n\n",
                "\n\n[a]: b.md\n\n",
                "[a]",
                "# ",
                "\n# h\n",
                "\n## h {#id}",
                "\n#\n",
                "\n```\n",
                "\n   ~~~\n",
                "\n<pre>\n",
                "\n<!-- polisi: ignore number: x -->\n",
                "\n[b]: c.md '\n",
                "\n1. ",
                "\n> ",
                "\n!!! note\n",
            ),
            *(
                "- a\n- b\n",
                "\n    - c",
                "\n  - d\n",
                "\n---\n",
                "\n===\n",
                "\n|-|\n",
                "* * *\n",
                "| a | b |\n|---|---|\n| c | d |",
                "x@y.cymru",
                "www.z.cymru",
                "http://",
                ".",
                "a.md",
            ),
            *(
                "“",
                "”",
                '"',
                "'",
                "‘",
                "’",
                "\ue000",
                "\u0301",
                "<!-- polisi: ignore number: x -->",
            ),
        ]
    ),
    max_size=14,
).map("".join)


def _read(text: str) -> Page:
    data = text.encode()
    return reader.read_page(Expander(lambda _: data, "en").source("p.md"), "en", "en")


@given(MARKDOWN)
def test_a_page_is_read_as_if_it_were_parsed_whole(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "blocks", lambda markdown: [(0, new_parser().parse(markdown))])
        long_way = _read(text)
    assert _read(text) == long_way


# Left out is a key of nothing at the end (`? `), which the two place otherwise.
YAML = st.lists(
    st.sampled_from(
        [
            *("a: b\n", "- x\n", "  ", "key:", "'q'", '"d"', "|\n  t\n", ">-\n  t\n\n", "[a, b]"),
            *("{a: b}", "# c\n", "\n", "é: ŵ\n", "&x ", "*x", "!!str ", "!!bool x", "~", "---\n"),
            *("2026-03-01", "\t", ": ", ", ", "]", "}", "'", '"', "\\", "1.5", "yes", "\u00a0"),
            *(
                "\U0001f600",
                "\u2028",
                "%",
                "@",
                "`",
                "<<: ",
                "a:\n  - b\n  - c: d\n    e: f\n",
                "x: ",
            ),
        ]
    ),
    max_size=9,
).map("".join)


def _nodes(node: yaml.Node | None) -> Iterator[object]:
    if node is not None:
        yield type(node), node.tag, node.start_mark.line, node.start_mark.column
    if isinstance(node, yaml.ScalarNode):
        yield node.value
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _nodes(key)
            yield from _nodes(value)


def _loaded(text: str) -> object:
    try:
        return list(_nodes(load_yaml_node(text, "f.yml")))
    except ContentError as error:
        return str(error), error.span


@pytest.mark.skipif(source.LIBYAML is None, reason="PyYAML without libyaml")
@given(YAML)
def test_libyaml_reads_what_pyyaml_reads_and_is_never_heard_in_errors(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "LIBYAML", None)
        long_way = _loaded(text)
    assert _loaded(text) == long_way


VALUES = st.lists(
    st.sampled_from(
        [
            *(
                "Ffoniwch ",
                "One4All ",
                "i ",
                "B) ",
                "(iv) ",
                "Atodiad C ",
                "mis Mawrth ",
                "1af o Fai ",
            ),
            *("un ar bymtheg ", "hanner awr ", "two hundred and one ", "%(name)s ", "www.x.uk/3 "),
            *(
                "https://x.uk/2026 ",
                "a.b@c.uk ",
                "01443 424156 ",
                "+44 1443 ",
                "CF37 1DB ",
                "2026-03-01",
            ),
            *(
                "1/3/2026 ",
                "12:30 ",
                "9am",
                " 5 yh ",
                "£3",
                "£ ",
                "$4.50 ",
                "20% ",
                "½ ",
                "1,000 ",
                "–",
            ),
            *(
                "-4°C ",
                ", ",
                ".",
                "'",
                "’",
                "\u2011",
                "7",
                "_",
                "@",
                " dwy flynedd ar hugain ",
                "2019-20",
            ),
        ]
    ),
    max_size=10,
).map("".join)


@given(VALUES, st.sampled_from(["en", "cy", "fr"]))
def test_values_are_those_found_among_all_tokens(text: str, locale: str) -> None:
    pattern = numbers._token(True, True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbers, "_token", lambda addresses, digits: pattern)
        patch.setattr(numbers._Reader, "_silent", lambda self: [False] * len(self._tokens))
        long_way = numbers.values(text, locale)
    assert numbers.values(text, locale) == long_way


@given(MARKDOWN)
def test_prose_is_masked_alike_whether_addresses_are_looked_for_or_not(text: str) -> None:
    whole = prose._MASKED_WITH_ADDRESSES.sub(prose._blank, text)
    blank = " " * len(text)
    assert prose.prose_of(text) == (blank if prose._BLOCK_LANG.search(text) else whole)
    assert prose.unquoted(text) == prose._QUOTED.sub(prose._blank, text)


@given(MARKDOWN)
def test_markup_is_only_looked_for_where_it_can_begin(text: str) -> None:
    bare = visible._HIDDEN.pattern.replace("(?=[\\\\`<{!\\[\\]&*_~])", "", 1)
    assert bare != visible._HIDDEN.pattern
    found = [found.span() for found in visible._HIDDEN.finditer(text)]
    assert found == [found.span() for found in re.finditer(bare, text, re.X | re.S)]


WELSH = st.text("aeiowydgbfcptmlrhn'’-̂ŵêi ", max_size=24)


@given(WELSH)
def test_words_are_the_same_with_their_places_and_without(text: str) -> None:
    words = welsh.words(text)
    assert [(each.text, each.plain, each.clitic) for each in words] == [*welsh.spellings(text)]
    assert all(text[each.start : each.end] == each.text for each in words)
    pattern = welsh._word_pattern(text)
    assert [each.start for each in words] == [found.start() for found in pattern.finditer(text)]
    assert list(welsh._DECOMPOSED_WORD.findall(text)) == welsh._word_pattern(text).findall(text)


@given(st.text(max_size=12) | WELSH)
def test_folding_takes_off_every_mark(text: str) -> None:
    plain = text.translate(str.maketrans("’‘\u02bc`\u00b4", "'''''")).casefold()
    letters = unicodedata.normalize("NFD", plain) if not plain.isascii() else plain
    assert welsh.fold(text) == "".join(each for each in letters if not unicodedata.combining(each))


@given(WELSH)
def test_words_of_a_text_without_clitics_are_those_of_any(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glossary, "_APART", re.compile(""))
        long_way = glossary._words.__wrapped__(text)
    assert glossary._words.__wrapped__(text) == long_way


WORD = st.text("aeiowydgbfcptmlrhns", min_size=1, max_size=8)


@given(WORD, WORD, st.sampled_from(["", "au", "ion", "ydd", "wr", "on"]), st.booleans())
def test_a_word_may_be_another_by_its_definition(
    one: str, other: str, ending: str, is_alike: bool
) -> None:
    other = (one + ending) if is_alike else other
    assert glossary._may_be(one, other) == (
        welsh.is_form_of(one, other) or _is_plural(one, other) or _is_plural(other, one)
    )


def _is_plural(singular: str, plural: str) -> bool:
    stems = {singular, *(singular.removesuffix(each) for each in glossary._SINGULARS)}
    return any(
        radical.startswith(stem) and radical[len(stem) :] in glossary._PLURALS
        for base in stems
        if len(base) >= glossary._STEM
        for stem in welsh.radicals_of(base)
        for radical in welsh.radicals_of(plural)
    )
