"""Faults planted in a copy of the real pages: each is one finding, at the right file and line.

The untouched pages give none. Everything goes through the command, as an editor would see it.
"""

import json
import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from parity_support import deletable, lines_of, real, without
from polisi.cli import main
from polisi.model import Kind, Page, Segment
from support import ROOT

EN = real(ROOT, "en")
CY = real(ROOT, "cy")


@dataclass(frozen=True)
class Found:
    """A finding of the JSON report."""

    rule: str
    message: str
    source: tuple[str, int]
    target: tuple[str, int]


@dataclass
class Copy:
    """A copy of the project, to plant faults in."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def text(self, file: str) -> str:
        """Return the text of a file below docs."""
        return (self.folder / "docs" / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Write a file below docs."""
        (self.folder / "docs" / file).write_text(text, encoding="utf-8")

    def replace(self, file: str, old: str, new: str) -> int:
        """Replace the first `old` in a file; return its line."""
        text = self.text(file)
        assert old in text, f"{old!r} is not in {file}"
        self.write(file, text.replace(old, new, 1))
        return text[: text.index(old)].count("\n") + 1

    def findings(self, *arguments: str, code: int = 1) -> list[Found]:
        """Run `polisi check` and return what it finds."""
        assert main(["check", "--format", "json", *arguments]) == code
        out, err = self.capsys.readouterr()
        assert err == ""

        def place(each: dict[str, object] | None) -> tuple[str, int]:
            return ("", 0) if each is None else (str(each["path"]), int(str(each["line"])))

        return [
            Found(each["rule"], each["message"], place(each["source"]), place(each["target"]))
            for each in json.loads(out)["diagnostics"]
        ]

    def only(self, *arguments: str) -> Found:
        """Run `polisi check` and return its one finding."""
        found = self.findings(*arguments)
        assert len(found) == 1, found
        return found[0]


@pytest.fixture
def copy(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Copy:
    """A copy of the project, with the shell in it."""
    monkeypatch.chdir(project)
    return Copy(project, capsys)


def where(page: Page, segment: Segment, kind: str = "docs") -> tuple[str, int]:
    """Return the place of a segment as the report has it."""
    return (f"{kind}/{page.locale}/{page.path}", segment.span.line)


def test_the_untouched_pages_report_nothing(copy: Copy) -> None:
    assert copy.findings(code=0) == []
    assert copy.findings("--source", "docs/en", "--target", "docs/cy", code=0) == []


# ---------------------------------------------------------------------- in the source alone
@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        ("schools/breaches.md", "(letter-1.md)", "(leter-1.md)", "link"),
        ("schools/letter-1.md", "{{ letter_platform }}", "{{ letter_platfrom }}", "placeholder"),
        ("schools/breaches.md", " {#a-point-5}", "", "heading"),
        ("schools/personal-use.md", "{{ school_name }}", "a {{ school_name }}", "slot"),
    ],
)
def test_a_fault_in_the_source_is_told_of_the_source(
    copy: Copy, path: str, old: str, new: str, rule: str
) -> None:
    line = copy.replace(f"en/{path}", old, new)
    assert main(["check"]) == 1
    out = copy.capsys.readouterr().out
    assert out.startswith(f"docs/en/{path}:{line}:")
    assert f" {rule}: " in out.split("\n")[0]
    assert out.rstrip().split("\n")[-1].startswith("1 finding ")


# ---------------------------------------------------------------------- more than one segment
def test_a_section_deleted_is_one_finding(copy: Copy) -> None:
    path = "schools/breaches.md"
    text = copy.text(f"cy/{path}")
    start = next(s for s in CY[path].segments if s.anchor == "a-point-5").span.line - 1
    end = next(s for s in CY[path].segments if s.anchor == "a-point-6").span.line - 1
    rows = text.split("\n")
    copy.write(f"cy/{path}", "\n".join(rows[:start] + rows[end:]))
    found = copy.only()
    assert found.rule == "heading"
    assert found.message.startswith("Section “")
    assert "segments under it is missing in cy" in found.message


@pytest.mark.parametrize("mark", ["```", "<!-- a note"])
@pytest.mark.parametrize("locale", ["en", "cy"])
def test_what_is_not_closed_is_one_finding(copy: Copy, mark: str, locale: str) -> None:
    """Also in a file that others include."""
    line = copy.replace(f"{locale}/schools/scope.md", "\n2.2 ", f"\n{mark}\n\n2.2 ") + 1
    found = copy.only()
    assert found.rule == "structure"
    place = found.source if locale == "en" else found.target
    assert place == (f"docs/{locale}/schools/scope.md", line)


@pytest.mark.parametrize("locale", ["en", "cy"])
def test_a_block_name_misspelt(copy: Copy, locale: str) -> None:
    line = copy.replace(f"{locale}/forms/access-request.md", "!!! form", "!!! fom")
    found = copy.only()
    assert found.message == "There is no block `!!! fom`."
    place = found.source if locale == "en" else found.target
    assert place == (f"docs/{locale}/forms/access-request.md", line)


# ---------------------------------------------------------------------- data files
def test_a_place_of_the_errata_that_is_not_there(copy: Copy) -> None:
    line = copy.replace("data/errata.yml", "#accurate\n", "#exact\n")
    found = copy.only()
    assert (found.rule, found.target) == ("errata", ("docs/data/errata.yml", line))
    assert "`#exact`" in found.message


def test_a_place_of_the_errata_that_has_moved(copy: Copy) -> None:
    line = copy.replace("data/errata.yml", "#accurate\n", "#respectful\n")
    found = copy.only()
    assert (found.rule, found.target) == ("errata", ("docs/data/errata.yml", line))


def test_an_id_renamed_in_both_languages_that_readers_are_led_to(copy: Copy) -> None:
    for locale in ("en", "cy"):
        copy.replace(f"{locale}/what-to-expect.md", "{#be-civil}", "{#courteous}")
    file = "docs/data/search.yml"
    lines = copy.text("data/search.yml").split("\n")
    en, cy = (at for at, line in enumerate(lines) if line.endswith("#be-civil"))
    # An entry begins with what is asked, on the line before.
    assert [(each.rule, each.source, each.target) for each in copy.findings()] == [
        ("search", (file, en), ("", 0)),
        ("search", ("", 0), (file, cy)),
    ]


def test_a_word_that_readers_are_led_to_is_used_no_more(copy: Copy) -> None:
    line = copy.replace("data/search.yml", "means: pennaeth", "means: penaeth") - 1
    found = copy.only()
    assert (found.rule, found.target) == ("search", ("docs/data/search.yml", line))
    assert "`penaeth`" in found.message


def test_a_reference_of_the_fields_that_is_not_there(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    line = copy.replace("data/fields.yml", "replaces: a-6-13", "replaces: a-6-99")
    assert main(["check"]) == 2
    assert f"docs/data/fields.yml:{line}: `replaces` names an id" in capsys.readouterr().err


def test_a_quotation_mark_that_is_not_closed(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    line = copy.replace("data/fields.yml", 'version: "2019-03.2"', 'version: "2019-03.2')
    assert main(["check"]) == 2
    assert f"docs/data/fields.yml:{line}: This is not valid YAML" in capsys.readouterr().err


# ---------------------------------------------------------------------- less on one side
def some(kind: Kind, number: int = 4) -> list[object]:
    """Return a few segments of a kind, always the same ones, of every page."""
    found = [
        pytest.param(path, at, id=f"{path}:{segment.id}")
        for path, page in CY.items()
        for at, segment in enumerate(page.segments)
        if segment.kind is kind and segment in deletable(page) and path in EN
    ]
    return random.Random(kind.value).sample(found, min(number, len(found)))


@pytest.mark.parametrize(
    ("path", "at"),
    [each for kind in Kind if kind is not Kind.CODE for each in some(kind)],
)
def test_a_segment_deleted(copy: Copy, path: str, at: int) -> None:
    page, segment = CY[path], CY[path].segments[at]
    copy.write(f"cy/{path}", without(copy.text(f"cy/{path}"), page, segment))
    found = copy.only()
    assert found.rule == ("heading" if segment.kind is Kind.HEADING else "structure")
    # The untouched pages have no findings, so their segments stand side by side.
    assert found.source == where(EN[path], EN[path].segments[at])
    file, line = found.target
    assert file == f"docs/cy/{path}"
    assert line < segment.span.line or segment.kind is Kind.FOOTNOTE


@pytest.mark.parametrize(("path", "at"), some(Kind.CLAUSE, 2) + some(Kind.ITEM, 2))
def test_a_segment_deleted_from_the_source(copy: Copy, path: str, at: int) -> None:
    page, segment = EN[path], EN[path].segments[at]
    copy.write(f"en/{path}", without(copy.text(f"en/{path}"), page, segment))
    found = copy.only()
    assert found.rule == "structure"
    assert found.target == where(CY[path], CY[path].segments[at])
    assert "stands in cy only" in found.message


def test_two_segments_deleted_are_two_findings(copy: Copy) -> None:
    path = "schools/personal-use.md"
    clauses = [s for s in CY[path].segments if s.label in ("6.4", "6.9")]
    text = copy.text(f"cy/{path}")
    for clause in reversed(clauses):
        text = without(text, CY[path], clause)
    copy.write(f"cy/{path}", text)
    assert [(each.rule, each.message) for each in copy.findings()] == [
        ("structure", "Clause `6.4` is missing in cy."),
        ("structure", "Clause `6.9` is missing in cy."),
    ]


@pytest.mark.parametrize(
    "path", ["policy/conclusion.md", "schools/letter-1.md", "what-to-expect.md"]
)
@pytest.mark.parametrize(("gone", "there"), [("cy", "en"), ("en", "cy")])
def test_a_page_deleted(copy: Copy, path: str, gone: str, there: str) -> None:
    """Also one that other pages include, link to and show in the navigation."""
    (copy.folder / "docs" / gone / path).unlink()
    found = copy.only()
    assert found.rule == "page"
    assert {found.source, found.target} == {(f"docs/en/{path}", 1), (f"docs/cy/{path}", 1)}
    assert f"there is no `docs/{gone}/{path}`" in found.message


def test_a_placeholder_deleted(copy: Copy) -> None:
    path = "schools/personal-use.md"
    line = copy.replace(f"cy/{path}", "{{ school_name }}", "")
    found = copy.only()
    assert found.rule == "placeholder"
    assert found.target == (f"docs/cy/{path}", line)
    assert found.source[0] == f"docs/en/{path}"
    assert "`{{ school_name }}`" in found.message


def test_a_placeholder_misspelt(copy: Copy) -> None:
    path = "schools/letter-1.md"
    line = copy.replace(f"cy/{path}", "{{ letter_platform }}", "{{ letter_platfrom }}")
    found = copy.only()
    assert (found.rule, found.target) == ("placeholder", (f"docs/cy/{path}", line))
    assert found.message == "There is no field `letter_platfrom`."


def test_a_placeholder_where_a_name_cannot_stand(copy: Copy) -> None:
    path = "schools/personal-use.md"
    line = copy.replace(f"cy/{path}", "{{ school_name }}", "i {{ school_name }}")
    found = copy.only()
    assert (found.rule, found.target) == ("slot", (f"docs/cy/{path}", line))


# ---------------------------------------------------------------------- ids
def test_an_id_deleted(copy: Copy) -> None:
    path = "schools/breaches.md"
    line = copy.replace(f"cy/{path}", " {#a-point-5}", "")
    found = copy.only()
    assert (found.rule, found.target) == ("heading", (f"docs/cy/{path}", line))
    assert "`a-point-5`" in found.message


@pytest.mark.parametrize(
    ("path", "ident"),
    [
        ("schools/breaches.md", "a-points-1-4"),
        ("what-to-expect.md", "users-can-expect"),  # which another page includes by this id
        ("policy/professional-use.md", "access-requests-and-set-up"),  # to which another links
        ("schools/breaches.md", "a-9-4-6-a"),
    ],
)
def test_an_anchor_renamed(copy: Copy, path: str, ident: str) -> None:
    line = copy.replace(f"cy/{path}", f"{{#{ident}}}", "{#renamed}")
    found = copy.only()
    assert found.rule == "anchor"
    segment = next(s for s in CY[path].segments if s.anchor == ident)
    assert found.target == (f"docs/cy/{path}", segment.span.line)
    assert segment.span.line <= line
    assert found.source == where(EN[path], next(s for s in EN[path].segments if s.anchor == ident))
    assert f"`{ident}`" in found.message
    assert "`renamed`" in found.message


# ---------------------------------------------------------------------- order
@pytest.mark.parametrize(
    ("path", "one", "other"),
    [
        ("schools/personal-use.md", "6.4", "6.5"),
        ("schools/personal-use.md", "6.9", "6.10"),
        ("schools/legal-framework.md", "3.1", "3.2"),
        ("schools/breaches.md", "B)", "D)"),
        ("schools/breaches.md", "(2)", "(3)"),
        ("schools/breaches.md", "(3)", "(4)"),
    ],
)
@pytest.mark.parametrize("with_what_follows", [False, True])
@pytest.mark.parametrize("locale", ["cy", "en"])
def test_two_clauses_swapped(
    copy: Copy, path: str, one: str, other: str, with_what_follows: bool, locale: str
) -> None:
    page = CY[path] if locale == "cy" else EN[path]
    text = copy.text(f"{locale}/{path}").split("\n")
    first, second = (next(s for s in page.segments if s.label == each) for each in (one, other))
    blocks = [_block(page, clause, with_what_follows) for clause in (first, second)]
    (a, b), (c, d) = ((block.start - 1, block.stop - 1) for block in blocks)
    swapped = text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
    copy.write(f"{locale}/{path}", "\n".join(swapped))
    found = copy.only()
    assert found.rule == "structure"
    assert "order" in found.message
    assert f"`{one}`" in found.message
    assert f"`{other}`" in found.message
    place = found.target if locale == "cy" else found.source
    assert place[1] in range(a + 1, d + 1)


def _block(page: Page, clause: Segment, with_what_follows: bool) -> range:
    """Return the lines of a clause, and of what follows it up to the next clause."""
    own = lines_of(page, clause)
    if not with_what_follows:
        return own
    at = page.segments.index(clause)
    below = [clause]
    for segment in page.segments[at + 1 :]:
        if segment.kind not in (Kind.ITEM, Kind.PARAGRAPH):
            break
        below.append(segment)
    return range(own.start, lines_of(page, below[-1]).stop)


# ---------------------------------------------------------------------- links
@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("policy/professional-use.md", "(../forms/access-request.md)", "(../forms/acess.md)"),
        ("schools/breaches.md", "(#a-9-4-b)", "(#a-9-4-x)"),
        ("schools/breaches.md", "(letter-1.md)", "(../../en/schools/letter-1.md)"),
        ("schools/breaches.md", "(letter-1.md)", "(letter-2.md)"),
        ("schools/reporting-content.md", "reportlinks>", "reportlink>"),
        ("schools/breaches.md", "<alex.gravell@", "<alex.gravel@"),
        ("consent/form.md", "/CY/Help/", "/EN/Help/"),
    ],
)
def test_a_link_broken(copy: Copy, path: str, old: str, new: str) -> None:
    line = copy.replace(f"cy/{path}", old, new)
    found = copy.only()
    assert (found.rule, found.target) == ("link", (f"docs/cy/{path}", line))
    assert found.source[0] == f"docs/en/{path}"


# ---------------------------------------------------------------------- front matter, nav
def test_a_slug_twice(copy: Copy) -> None:
    line = copy.replace("cy/schools/scope.md", "slug: cwmpas", "slug: cyflwyniad")
    found = copy.only()
    assert found.rule == "front-matter"
    assert found.target == ("docs/cy/schools/scope.md", line)
    assert found.source[0] == "docs/cy/schools/introduction.md"


def test_a_page_out_of_the_navigation(copy: Copy) -> None:
    config = copy.folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("      - schools/scope.md\n", ""), encoding="utf-8")
    found = copy.only()
    assert (found.rule, found.target[0]) == ("nav", "mkdocs.yml")
    assert "`schools/scope.md`" in found.message


def test_a_page_misspelt_in_the_navigation(copy: Copy) -> None:
    config = copy.folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("schools/scope.md", "schools/skope.md"), encoding="utf-8")
    found = copy.only()
    assert "`schools/skope.md`" in found.message


def test_a_menu_title_without_a_translation(copy: Copy) -> None:
    config = copy.folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    line = text[: text.index("  - Schools:")].count("\n") + 1
    config.write_text(text.replace("  - Schools:", "  - The schools:"), encoding="utf-8")
    found = copy.only()
    assert (found.rule, found.source) == ("nav", ("mkdocs.yml", line))


def test_the_same_faults_in_plain_folders(copy: Copy) -> None:
    """Without mkdocs.yml and docs/data: what differs is found all the same."""
    path = "schools/breaches.md"
    line = copy.replace(f"cy/{path}", "{#a-point-5}", "{#pwynt-5}")
    found = copy.only("--source", "docs/en", "--target", "docs/cy")
    assert (found.rule, found.target) == ("anchor", (f"docs/cy/{path}", line))
