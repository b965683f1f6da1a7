"""Which segments are missing, draft, stale or reviewed, however the pages have moved on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parity_support import signed, site
from polisi.content import ledger
from polisi.content.hashing import segment_hash
from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.diagnostics import Severity
from polisi.model import NavItem, Site, Span
from polisi.parity import check
from polisi.parity.comparison import Comparison
from polisi.parity.readings import lost
from polisi.review import PageStatus, State, reviewed_pages, status
from polisi.review.findings import by_segment
from polisi.review.progress import sections
from polisi.review.sidebyside import side_by_side
from polisi.review.signing import updated

EN = "# A {#a}\n\n6.1 Kept for three years.\n\n- Ask first.\n- Tell a teacher.\n"
CY = "# A {#a}\n\n6.1 Cedwir am dair blynedd.\n\n- Gofynnwch.\n- Dywedwch wrth athro.\n"


def pages(here: Site) -> tuple[PageStatus, ...]:
    return status(Comparison(here, ()))


def states(here: Site) -> dict[str, str]:
    """Return the state of each segment of the only page by what it says in the source."""
    (page,) = pages(here)
    return {(each.source or each.target).text: each.state.value for each in page.segments}  # type: ignore[union-attr]


def having(en: Any, cy: Any, **more: Any) -> Site:
    """Return a site whose first texts, EN and CY, somebody has signed."""
    return site(en, cy, ledger=signed(EN, CY), **more)


def test_without_a_signature_all_is_draft_or_missing() -> None:
    found = states(site(EN, CY.replace("- Gofynnwch.\n", "")))
    assert found == {
        "A": "draft",
        "Kept for three years.": "draft",
        "Ask first.": "missing",
        "Tell a teacher.": "draft",
    }


def test_one_changed_word_reopens_exactly_that_segment() -> None:
    found = states(having(EN.replace("three", "four"), CY))
    assert found.pop("Kept for four years.") == "stale"
    assert set(found.values()) == {"reviewed"}
    found = states(having(EN, CY.replace("Gofynnwch", "Holwch")))
    assert found.pop("Ask first.") == "stale"
    assert set(found.values()) == {"reviewed"}


def test_a_text_of_the_target_alone_stands_where_it_stands_there() -> None:
    (page,) = pages(site(EN, CY.replace("- Dyw", "- Byddwch yn garedig bob amser.\n- Dyw")))
    shown = [(each.id, each.state) for each in page.segments]
    assert shown == [
        ("a", State.DRAFT),
        ("c-6-1", State.DRAFT),
        ("c-6-1-1", State.DRAFT),
        ("cy:c-6-1-2", State.MISSING),
        ("c-6-1-2", State.DRAFT),
    ]


def test_what_is_included_is_counted_on_its_own_page_alone() -> None:
    en = {"a.md": "# A {#a}\n\nOne.\n", "b.md": "# B {#b}\n\n<!-- polisi: include a.md -->\n"}
    cy = {"a.md": "# A {#a}\n\nUn.\n", "b.md": "# B {#b}\n\n<!-- polisi: include a.md -->\n"}
    a, b = pages(site(en, cy))
    assert [each.id for each in a.segments] == ["a", "a~p1"]
    assert [each.id for each in b.segments] == ["b"]


def test_a_page_of_one_language_is_missing() -> None:
    a, b = pages(site({"a.md": EN, "b.md": EN}, {"a.md": CY}))
    assert (a.state, b.state) == (State.DRAFT, State.MISSING)
    assert {each.state for each in b.segments} == {State.MISSING}


def test_a_page_is_reviewed_when_all_of_it_is() -> None:
    here = having(EN, CY)
    assert reviewed_pages(pages(here)) == {"p.md"}
    assert reviewed_pages(pages(having(f"{EN}\nMore.\n", f"{CY}\nMwy.\n"))) == frozenset()


def test_the_same_words_elsewhere_are_not_signed_with_them() -> None:
    # One signature of two texts that stand twice is for one of them.
    here = having(f"{EN}\n## B {{#b}}\n\n- Ask first.\n", f"{CY}\n## B {{#b}}\n\n- Gofynnwch.\n")
    (page,) = pages(here)
    assert [(each.id, each.state.value) for each in page.segments][-3:] == [
        ("c-6-1-2", "reviewed"),
        ("b", "draft"),
        ("b-1", "draft"),
    ]


def test_what_has_moved_to_another_page_is_reviewed_there() -> None:
    heading = {"en": "# B {#b}\n", "cy": "# B {#b}\n"}
    before = signed({"p.md": EN, "q.md": heading["en"]}, {"p.md": CY, "q.md": heading["cy"]})
    en = {"p.md": "# A {#a}\n", "q.md": EN.replace("# A {#a}", "# B {#b}")}
    cy = {"p.md": "# A {#a}\n", "q.md": CY.replace("# A {#a}", "# B {#b}")}
    found = pages(site(en, cy, ledger=before))
    assert [(page.path, page.state.value) for page in found] == [
        ("p.md", "reviewed"),
        ("q.md", "reviewed"),
    ]


def test_a_change_of_the_source_is_an_error_and_one_of_the_target_alone_a_warning() -> None:
    (finding,) = check(having(EN.replace("Ask", "Beg"), CY), ["stale"])
    assert finding.severity is Severity.ERROR
    (finding,) = check(having(EN, CY.replace("Gofynnwch", "Holwch")), ["stale"])
    assert finding.severity is Severity.WARNING


def test_a_clause_rewritten_in_both_languages_is_stale_and_not_new() -> None:
    here = having(
        EN.replace("Kept for three years", "Destroyed at once"),
        CY.replace("Cedwir am dair blynedd", "Dinistrir ar unwaith"),
    )
    assert states(here)["Destroyed at once."] == "stale"


# ---------------------------------------------------------------------- moves, as a property
WORDS = ("Ask", "Keep", "Tell", "Share", "Post", "Report", "Learn", "Save")
WELSH = ("Gofyn", "Cadw", "Dweud", "Rhannu", "Postio", "Adrodd", "Dysgu", "Arbed")


def page(items: Sequence[int], edited: int | None = None) -> tuple[str, str]:
    """Return a list of items in both languages; one has a word more in English."""
    en = [f"- {WORDS[n]} {WORDS[n]}ing number {n}{' now' if n == edited else ''}.\n" for n in items]
    cy = [f"- {WELSH[n]} rhif {n} {WELSH[n]}.\n" for n in items]
    return f"# A {{#a}}\n\n{''.join(en)}", f"# A {{#a}}\n\n{''.join(cy)}"


@given(
    st.lists(st.sampled_from(range(8)), unique=True, min_size=1),
    st.lists(st.sampled_from(range(8)), unique=True, min_size=1),
    st.data(),
)
@settings(max_examples=200, deadline=None)
def test_what_was_signed_stays_so_wherever_it_stands_and_only_what_changed_reopens(
    before: list[int], after: list[int], data: st.DataObject
) -> None:
    edited = data.draw(st.sampled_from(after))
    here = site(*page(after, edited), ledger=signed(*page(before)))
    found = states(here)
    for n in after:
        text = f"{WORDS[n]} {WORDS[n]}ing number {n}{' now' if n == edited else ''}."
        if n not in before:
            assert found[text] != "reviewed"
        else:
            assert found[text] == ("stale" if n == edited else "reviewed")


# ---------------------------------------------------------------------- writing the ledger
def test_a_new_signature_takes_the_others_along_to_where_their_texts_are() -> None:
    here = having(EN.replace("- Ask", "- Be kind.\n- Ask"), CY.replace("- Gof", "- Bod.\n- Gof"))
    before = here.ledger["p.md"]
    (entries,) = updated(here, pages(here), {}).values()
    assert list(entries) == ["a", "c-6-1", "c-6-1-1", "c-6-1-2", "c-6-1-3"]
    assert entries["c-6-1-1"] is None
    assert entries["c-6-1-2"] is before["c-6-1-1"]
    assert entries["c-6-1-3"] is before["c-6-1-2"]


def test_a_signature_of_what_is_gone_is_told_and_kept_until_it_is_let_go() -> None:
    here = having(EN.replace("- Ask first.\n", ""), CY.replace("- Gofynnwch.\n", ""))
    gone_with_page = {ident: replace(entry) for ident, entry in here.ledger["p.md"].items()}
    here = replace(here, ledger={**here.ledger, "q.md": gone_with_page})
    found = pages(here)
    gone = list(lost(here, {page.path: page.segments for page in found}))
    assert [(each.path, each.id, each.has_page) for each in gone] == [
        ("p.md", "c-6-1-1", True),
        *(("q.md", ident, False) for ident in gone_with_page),
    ]
    told = [each for each in check(here, ["stale"]) if each.severity is Severity.WARNING]
    assert [each.message for each in told] == [
        "“Ask first.”: signed on `p.md`, and no longer there.",
        "“A”, “Kept for three years.”, “Ask first.”, and 1 more: signed on `q.md`, a page that is "
        "no longer there.",
    ]
    made = updated(here, found, {})
    # The name is that of another list item by now.
    assert list(made["p.md"]) == ["a", "c-6-1", "c-6-1-1", "c-6-1-1~gone"]
    assert made["q.md"] == gone_with_page
    again = replace(here, ledger=ledger.signed(made))
    assert updated(again, pages(again), {}) == made
    let_go = updated(here, found, {}, [each.signoff for each in gone])
    assert list(let_go) == ["p.md"]
    assert list(let_go["p.md"]) == ["a", "c-6-1", "c-6-1-1"]
    # What comes back, wherever it stands then, is signed as it was.
    back = site(
        EN.replace("# A", "- Ask first.\n\n# A"),
        CY.replace("# A", "- Gofynnwch.\n\n# A"),
        ledger=ledger.signed({"p.md": made["p.md"]}),
    )
    assert set(states(back).values()) >= {"reviewed"}
    assert not check(back, ["stale"])


def _renamed(en: str, cy: str, **more: Any) -> Site:
    """Return the site with its page under another name."""
    return replace(site({"q.md": en}, {"q.md": cy}, **more), ledger=signed(EN, CY))


def test_a_renamed_page_stays_signed_and_what_changed_with_it_is_told() -> None:
    assert set(states(_renamed(EN, CY)).values()) == {"reviewed"}
    assert not check(_renamed(EN, CY), ["stale"])
    here = _renamed(EN.replace("three", "four"), CY)
    assert states(here)["Kept for four years."] == "stale"
    assert sorted(states(here).values()) == ["reviewed", "reviewed", "reviewed", "stale"]
    (finding,) = check(here, ["stale"])
    assert "“three” is now “four”" in finding.message
    made = updated(here, pages(here), {})
    assert list(made) == ["q.md"]
    # Rewritten in both languages as well: by its label it is still the one that was signed.
    here = _renamed(
        EN.replace("Kept for three years.", "Nobody has read this."),
        CY.replace("Cedwir am dair blynedd.", "Ni ddarllenwyd hyn."),
    )
    assert states(here)["Nobody has read this."] == "stale"


def test_a_page_renamed_in_one_language_only_loses_nothing() -> None:
    half = replace(site({"q.md": EN}, {"p.md": CY}), ledger=signed(EN, CY))
    found = [each.state for page in pages(half) for each in page.segments]
    assert set(found) == {State.MISSING}
    assert not check(half, ["stale"])
    made = ledger.signed(updated(half, pages(half), {}))
    assert made == half.ledger
    whole = replace(site({"q.md": EN}, {"q.md": CY}), ledger=made)
    assert set(states(whole).values()) == {"reviewed"}


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_signature_is_of_both_texts_or_told_whatever_moves(data: st.DataObject) -> None:
    """Nothing is reviewed that was not read, and no sign-off is lost without a word."""
    count = 6
    texts = [(f"Text number {n} is here.", f"Dyma destun rhif {n}.") for n in range(count)]
    ids = [f"i{n}" for n in range(count)]

    def built(
        chosen: Sequence[int], names: Sequence[str], said: Sequence[tuple[str, str]]
    ) -> list[str]:
        return [
            "# A {#a}\n\n" + "\n".join(f"{said[n][side]}\n{{#{names[n]}}}\n" for n in chosen)
            for side in (0, 1)
        ]

    en, cy = built(range(count), ids, texts)
    before = replace(site({"p.md": en}, {"p.md": cy}), ledger=signed(en, cy))
    read = {(each.source_hash, each.target_hash) for each in before.ledger["p.md"].values()}
    chosen = data.draw(st.lists(st.sampled_from(range(count)), unique=True))
    names = data.draw(st.permutations(ids))
    edits = data.draw(st.dictionaries(st.sampled_from(range(count)), st.sampled_from([0, 1, 2])))
    said = [
        (en + " New." * (edits.get(n) in (0, 2)), cy + " Newydd." * (edits.get(n) in (1, 2)))
        for n, (en, cy) in enumerate(texts)
    ]
    path = data.draw(st.sampled_from(["p.md", "q.md"]))
    en, cy = built(chosen, names, said)
    here = replace(site({path: en}, {path: cy}), ledger=before.ledger)
    found = pages(here)
    segments = [each for page in found for each in page.segments]
    for each in segments:
        if each.state is State.REVIEWED:
            assert each.source and each.target
            assert (segment_hash(each.source), segment_hash(each.target)) in read
    held = {id(each.signoff) for each in segments}
    gone = {id(each.signoff) for each in lost(here, {page.path: page.segments for page in found})}
    everything = {id(entry) for entry in before.ledger["p.md"].values()}
    assert everything == (held & everything) | gone
    assert not held & gone
    # Whoever changed neither text has nothing to read again.
    unchanged = {texts[n] for n in chosen if n not in edits}
    for each in segments:
        if each.source and each.target and (each.source.text, each.target.text) in unchanged:
            assert each.state is State.REVIEWED
    kept = updated(here, found, {})
    assert {id(entry) for page in kept.values() for entry in page.values()} >= everything


def test_a_signature_is_kept_while_its_text_is_missing_or_hidden() -> None:
    for cy in (CY.replace("- Gofynnwch.\n", ""), CY.replace("- Gofynnwch", "<!-- \n\n- Gofynnwch")):
        here = having(EN, cy)
        made = updated(here, pages(here), {})
        assert made["p.md"] == here.ledger["p.md"]
    here = site(EN, {}, ledger=signed(EN, CY))
    assert updated(here, pages(here), {})["p.md"] == here.ledger["p.md"]


def test_an_entry_changed_by_hand_counts_for_nothing_and_is_not_made_away_with() -> None:
    here = having(EN, CY)
    entry = replace(here.ledger["p.md"]["c-6-1"], target_hash="0" * 16)
    here = replace(here, ledger={"p.md": {**here.ledger["p.md"], "c-6-1": entry}})
    assert states(here)["Kept for three years."] == "draft"
    (finding,) = check(here, ["stale"])
    assert finding.target == entry.span
    assert "was changed by hand" in finding.message
    made = updated(here, pages(here), {})
    assert made["p.md"]["c-6-1"] is entry
    again = ledger.load(ledger.dump(made).encode(), "t.json")["p.md"]["c-6-1"]
    assert again is not None
    assert not ledger.is_sealed(again)


def test_a_title_that_two_pages_share_is_signed_on_each() -> None:
    en, cy = "---\ntitle: Rules\n---\n\nOne.\n", "---\ntitle: Rheolau\n---\n\nUn.\n"
    ledger = signed({"b.md": en}, {"b.md": cy})
    changed = en.replace("title: Rules", "title: Five rules")
    a, b = pages(site({"a.md": en, "b.md": changed}, {"a.md": cy, "b.md": cy}, ledger=ledger))
    assert [(each.id, each.state.value) for each in (a.segments[0], b.segments[0])] == [
        ("front-matter.title", "draft"),
        ("front-matter.title", "stale"),
    ]


def test_what_is_generated_is_signed_where_it_is_written() -> None:
    text = "# A {#a}\n\n<!-- polisi: errata -->\n\nWritten here.\n"
    made = {"errata": lambda: "Made of data.\n"}
    (en, cy) = (
        read_page(Expander(lambda _: text.encode(), each, made).source("p.md"), each, each)
        for each in ("en", "cy")
    )
    (page,) = pages(Site("en", "cy", "en", "cy", {"p.md": en}, {"p.md": cy}))
    assert [each.id for each in page.segments] == ["a", "a~p2"]


# ---------------------------------------------------------------------- for who shows it
def test_sections_are_those_of_the_navigation() -> None:
    span = Span.at("mkdocs.yml")
    texts: Mapping[str, str] = dict.fromkeys(("index.md", "a/x.md", "a/y.md", "z.md"), EN)
    inner = (
        NavItem(span, path="a/y.md"),
        NavItem(span, "More", None, (NavItem(span, path="a/x.md"),)),
    )
    nav = (NavItem(span, path="index.md"), NavItem(span, "The A", None, inner))
    here = site(texts, dict.fromkeys(texts, CY), nav=nav, nav_titles={"The A": "Yr A"})
    found = sections(here, pages(here))
    shown = [(part.titles.get("cy"), [page.path for page in part.pages]) for part in found]
    assert shown == [("A", ["index.md"]), ("Yr A", ["a/y.md", "a/x.md"]), (None, ["z.md"])]
    assert found[1].counts[State.DRAFT] == 8


def test_side_by_side_marks_what_has_changed_and_shows_what_was_found() -> None:
    here = having(
        EN.replace("three", "four").replace("- Tell a teacher.\n", "- Tell a teacher.\n- Now.\n"),
        CY.replace("Gofynnwch", "Holwch"),
    )
    (page,) = side_by_side(pages(here), check(here, ["structure", "stale"]))
    (part,) = page.parts
    assert part.heading is part.rows[0]
    heading, clause, ask, _, now = part.rows
    assert (heading.state, heading.level, heading.old) == (State.REVIEWED, 1, None)
    assert clause.label == "6.1"
    assert clause.old == "Kept for three years."
    assert [each.rule for each in clause.findings] == ["stale"]
    assert clause.source and clause.target
    assert clause.source.text == "Kept for four years."
    assert clause.target.text == "Cedwir am dair blynedd."
    assert (ask.old, ask.target_changed, ask.state) == (None, True, State.STALE)
    assert (now.target, now.state) == (None, State.MISSING)
    assert [each.rule for each in now.findings] == ["structure"]
    assert page.findings == ()


def test_a_finding_is_about_what_is_missing_and_not_about_what_stands_there() -> None:
    here = site(EN, CY.replace("- Dywedwch wrth athro.\n", ""))
    found = by_segment(pages(here), check(here, ["structure"]))
    assert list(found) == [("p.md", "c-6-1-2")]


def test_a_finding_in_a_table_is_about_its_cell() -> None:
    en = "# A {#a}\n\n| x | y |\n|---|---|\n| one | {{ school_name }} |\n"
    cy = "# A {#a}\n\n| x | y |\n|---|---|\n| un | dau |\n"
    here = site(en, cy)
    found = by_segment(pages(here), check(here, ["placeholder"]))
    assert [ident.rpartition("r")[2] for _, ident in found] == ["1c2"]


def test_a_finding_about_the_page_has_no_segment() -> None:
    here = site("---\nsource: '1'\n---\n\n# A {#a}\n", "---\nsource: '2'\n---\n\n# A {#a}\n")
    assert list(by_segment(pages(here), check(here, ["front-matter"]))) == [("p.md", "")]
