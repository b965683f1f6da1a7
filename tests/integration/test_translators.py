"""`polisi export` and `polisi import` as a whole: valid files, which other tools open and save."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from translate.storage.tmx import tmxfile
from translate.storage.xliff import xlifffile
from translate.storage.xliff2 import Xliff2File

from exchange_support import translated
from polisi.cli import main
from polisi.exchange.xliff import NAMESPACES, VERSIONS
from support import ROOT

# Ours: what the standards allow in the modules, as far as Polisi writes it.
SCHEMAS = ROOT / "tests/data/xliff"
PAGE = """---
title: One
description: About one
---

# One {#one}

<p><b>Call</b> 01443 424156 &amp; <a href="two.md">ask</a>.</p>

- Ask {{ name }} by 5pm.
- See [the *other* page](two.md).
"""
WELSH = """---
title: Un
description: Am un
slug: un
---

# Un {#one}

<p><b>Ffoniwch</b> 01443 424156 &amp; <a href="two.md">holi</a>.</p>

- Gofynnwch i {{ name }} erbyn 5yh.
- Gweler [y dudalen *arall*](two.md).
"""
CONFIG = """site_name: Test
plugins:
  - i18n:
      languages:
        - {locale: en, name: English, default: true}
        - {locale: cy, name: Cymraeg}
"""

Run = Callable[..., tuple[int, str, str]]


def _schema(name: str) -> Path:
    """Return the schema that OASIS publishes or, where that is not at hand, ours."""
    own = SCHEMAS / name
    published = os.environ.get("POLISI_XLIFF_SCHEMAS")
    if own.exists() and not (published and (Path(published) / name).exists()):
        return own
    if not published:
        if os.environ.get("CI"):
            pytest.fail("There are no schemas of XLIFF; run `python3 scripts/dev.py test`.")
        pytest.skip("There are no schemas of XLIFF: `python3 scripts/dev.py test` says how.")
    return Path(published) / name


class _Near(etree.Resolver):
    """Gives a schema what it imports, from this machine."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        return self.resolve_filename(str(_schema(Path(system_url).name)), context)


def _valid(path: Path, schema: str) -> None:
    _schema("xliff-core-2.0.xsd")
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Near())
    etree.XMLSchema(etree.parse(_schema(schema), parser)).assertValid(etree.parse(path))


def _valid_xliff(path: Path, version: str) -> None:
    _valid(path, "modules.xsd" if version == "2.1" else "xliff-core-1.2-strict.xsd")
    # What no schema can say: ids are used once, and those of a target are those of its source.
    tree = etree.parse(path)
    space = {"x": tree.getroot().nsmap[None]}
    for file in tree.iterfind("x:file", space):
        units = [*file.iter(f"{{{space['x']}}}unit", f"{{{space['x']}}}trans-unit")]
        assert len({unit.get("id") for unit in units}) == len(units)
        for unit in units:
            source = [
                e.get("id") for e in next(unit.iter(f"{{{space['x']}}}source")).iterdescendants()
            ]
            assert len(set(source)) == len(source)
            data = {each.get("id") for each in unit.iter(f"{{{space['x']}}}data")}
            refs = {
                value
                for each in unit.iter()
                for key, value in each.attrib.items()
                if key.startswith("dataRef")
            }
            assert refs == data


def _files(folder: Path) -> Mapping[Path, bytes]:
    return {path: path.read_bytes() for path in (folder / "docs").rglob("*") if path.is_file()}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run a command in the folder that the test is in."""

    def runs(*arguments: str) -> tuple[int, str, str]:
        code = main([str(each) for each in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    yield runs


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one page, with the shell in it."""
    for locale, text in (("en", PAGE), ("cy", WELSH)):
        (tmp_path / "docs" / locale).mkdir(parents=True)
        (tmp_path / "docs" / locale / "one.md").write_text(text, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("version", VERSIONS)
def test_our_project_out_and_back(
    project: Path, monkeypatch: pytest.MonkeyPatch, run: Run, version: str
) -> None:
    monkeypatch.chdir(project)
    before = _files(project)
    code, out, _ = run("export", "xliff", "--only", "all", "--version", version, "-o", "all.xlf")
    assert code == 0
    assert out.startswith("all.xlf: ")
    _valid_xliff(project / "all.xlf", version)
    code, out, _ = run("import", "all.xlf")
    assert code == 0
    assert out.startswith("None of ")
    assert _files(project) == before


@pytest.mark.parametrize("version", VERSIONS)
def test_another_tool_opens_edits_and_saves_it(small: Path, run: Run, version: str) -> None:
    run("export", "xliff", "--version", version, "-o", "one.xlf")
    store = (Xliff2File if version == "2.1" else xlifffile).parsefile("one.xlf")
    assert {unit.target for unit in store.units} >= {"Un"}
    for title in (unit for unit in store.units if unit.source == "One" and unit.target == "Un"):
        title.target = "Un & dim mwy"
    store.savefile("back.xlf")
    assert run("import", "back.xlf")[0] == 0
    assert (small / "docs/cy/one.md").read_text(encoding="utf-8") == WELSH.replace(
        "# Un {", "# Un & dim mwy {"
    ).replace("title: Un", "title: Un & dim mwy")


@pytest.mark.parametrize("version", VERSIONS)
def test_another_tool_that_loses_the_codes_is_refused(small: Path, run: Run, version: str) -> None:
    run("export", "xliff", "--version", version, "-o", "one.xlf")
    before = _files(small)
    text = Path("one.xlf").read_text(encoding="utf-8")
    changes = {"one": "Newydd", "one-1": "Gofynnwch erbyn 5yh.", "one-2": "Gweler y dudalen arall."}
    Path("back.xlf").write_text(translated(text, changes), encoding="utf-8")
    code, out, err = run("import", "back.xlf")
    assert (code, out) == (2, "")
    first, second, last = err.splitlines()
    assert first.startswith("back.xlf:")
    assert "one.md, list item “Ask {{ name }} by 5pm.”: `{{ name }}` is missing in it." in first
    assert "`[…](two.md)` is missing in it." in second
    assert last == "back.xlf: 2 texts are refused, so no page was changed."
    assert _files(small) == before


def test_only_what_changed_after_it_was_signed(small: Path, run: Run) -> None:
    assert run("review", "docs/cy/one.md", "--by", "Siân Puw")[0] == 0
    assert "nothing to translate" in run("export", "xliff", "-o", "none.xlf")[2]
    assert not Path("none.xlf").exists()
    page = small / "docs/en/one.md"
    page.write_text(PAGE.replace("by 5pm", "before 5pm"), encoding="utf-8")
    for version in VERSIONS:
        run("export", "xliff", "--version", version, "-o", "changed.xlf")
        _valid_xliff(Path("changed.xlf"), version)
        text = Path("changed.xlf").read_text(encoding="utf-8")
        tree = etree.fromstring(text.encode())
        name = "unit" if version == "2.1" else "trans-unit"
        (unit,) = tree.iter(f"{{{tree.nsmap[None]}}}{name}")
        assert unit.get("id") == "one-1"
        assert text.count("Ask {{ name }} by 5pm.") >= 1
        assert 'state="initial"' in text or 'state="needs-translation"' in text
    Path("back.xlf").write_text(
        translated(text, {"one-1": "Gofynnwch i <1/> cyn 5yh."}), encoding="utf-8"
    )
    assert run("import", "back.xlf")[0] == 0
    # Importing never signs.
    status = run("status", "--format", "json")[1]
    assert "reviewed" in status
    assert run("export", "xliff", "-o", "again.xlf")[1] == "again.xlf: 1 text of 1 page\n"


OMEGAT = Path(os.environ.get("POLISI_OMEGAT", "/usr/share/omegat/OmegaT.jar"))


def _tmx_dtds() -> Iterator[etree.DTD]:
    """Yield ours and, where OmegaT is installed, the one that LISA published, which it brings."""
    yield etree.DTD(str(SCHEMAS / "tmx14.dtd"))
    if OMEGAT.is_file():
        with ZipFile(OMEGAT) as jar, jar.open("schemas/tmx14.dtd") as published:
            yield etree.DTD(published)


def _assert_valid_tmx(path: str) -> None:
    for dtd in _tmx_dtds():
        assert dtd.validate(etree.parse(path)), dtd.error_log


def test_memory_of_what_is_signed(small: Path, run: Run) -> None:
    assert run("export", "tmx", "-o", "empty.tmx")[0] == 0
    _assert_valid_tmx("empty.tmx")
    assert tmxfile.parsefile("empty.tmx").units == []
    run("review", "docs/cy/one.md", "--segment", "one-2", "--by", "Siân Puw")
    run("export", "tmx", "-o", "one.tmx")
    _assert_valid_tmx("one.tmx")
    (unit,) = tmxfile.parsefile("one.tmx").units
    assert unit.source == "See [the *other* page](two.md)."
    seg = etree.parse("one.tmx").findall(".//seg")[1]
    assert [(each.tag, each.get("i"), each.text) for each in seg] == [
        ("bpt", "1", "["),
        ("bpt", "2", "*"),
        ("ept", "2", "*"),
        ("ept", "1", "](two.md)"),
    ]


def test_texts_without_a_counterpart_are_put_in_or_told(small: Path, run: Run) -> None:
    page = small / "docs/en/one.md"
    text = PAGE.replace("# One", "At the top of 1999.\n\n# One")
    page.write_text(f"{text}\nMore text at the end.\n", encoding="utf-8")
    run("export", "xliff", "-o", "one.xlf")
    sent = Path("one.xlf").read_text(encoding="utf-8")
    new = {"top_7Ep1": "Ar y brig yn 1999.", "one_7Ep1": "Rhagor o destun ar y diwedd."}
    Path("back.xlf").write_text(translated(sent, new), encoding="utf-8")
    code, out, err = run("import", "back.xlf")
    assert code == 1
    assert "docs/cy/one.md: 1 changed" in out
    assert "paragraph “At the top of 1999.”\nAr y brig yn 1999." in err
    now = (small / "docs/cy/one.md").read_text(encoding="utf-8")
    assert now == f"{WELSH}\nRhagor o destun ar y diwedd.\n"


def test_paths_choose_pages(small: Path, run: Run) -> None:
    (small / "docs/en/two.md").write_text("# Two {#two}\n", encoding="utf-8")
    for path in ("docs/en/two.md", "docs/cy/two.md"):
        for arguments in (["-o", "two.xlf", path], [path, "-o", "two.xlf"]):
            assert run("export", "xliff", *arguments)[1] == "two.xlf: 1 text of 1 page\n"
        assert NAMESPACES["2"] in Path("two.xlf").read_text(encoding="utf-8")
    code, _, err = run("export", "xliff", "-o", "x.xlf", "docs/en/three.md")
    assert (code, err.split(":")[0]) == (2, "docs/en/three.md")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["export", "xliff", "-o", "no/such/folder/x.xlf"], "Nothing can be written here"),
        (["import", "no.xlf"], "This file cannot be opened"),
        (["import", "docs"], "This file cannot be opened"),
        (["import", "mkdocs.yml"], "This is not XML"),
    ],
)
def test_what_cannot_be_done(small: Path, run: Run, arguments: list[str], told: str) -> None:
    before = _files(small)
    code, _, err = run(*arguments)
    assert code == 2
    assert told in err
    assert err.count("\n") == 1
    assert _files(small) == before
