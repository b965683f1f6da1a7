"""Text from front matter, mkdocs.yml and docs/data is text on the built site, whatever it holds."""

import re
from pathlib import Path

import lxml.html
import pytest

from support import mkdocs

EVIL = '<script>acted()</script><img src=x onerror="acted()"> " onload="acted() \' &amp; {{ 7*7 }}'
QUOTED = "'" + EVIL.replace("'", "''") + "'"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which everything that an author names has a hostile name."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "mkdocs.yml").write_text(
        f"""site_name: {QUOTED}
site_url: https://polisi.example/
theme: polisi
plugins:
  - i18n:
      docs_structure: folder
      languages:
        - {{locale: en, name: English, default: true}}
        - {{locale: cy, name: Cymraeg, site_name: {QUOTED}}}
  - polisi
exclude_docs: /data/
nav:
  - index.md
  - {QUOTED}:
    - part/index.md
    - {QUOTED}: part/page.md
    - part/other.md
""",
        encoding="utf-8",
    )
    slugs = {("cy", "part/other"): f"slug: {QUOTED.replace('/', '')}\n"}
    for locale in ("en", "cy"):
        for name in ("index", "part/index", "part/page", "part/other"):
            file = folder / "docs" / locale / f"{name}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                f"---\ntitle: {QUOTED}\ndescription: {QUOTED}\nsource: '4'\n"
                f"{slugs.get((locale, name), '')}"
                f"icon: {QUOTED}\nstatus: {QUOTED}\nsubtitle: {QUOTED}\nauthor: {QUOTED}\n---\n\n"
                '# Heading {#heading}\n\n## Part `<b>` {#part"onclick}\n\nText.\n',
                encoding="utf-8",
            )
    (folder / "docs/data").mkdir()
    names = f"{{en: {QUOTED}, cy: {QUOTED}}}"
    (folder / "docs/data/council.yml").write_text(
        f"name: {names}\npolicy_date: {names}\n", encoding="utf-8"
    )
    done = mkdocs("build", "--site-dir", str(folder / "site"), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "security:" not in done.stderr
    return folder / "site"


def test_hostile_names_make_no_elements_and_no_attributes(hostile: Path) -> None:
    pages = list(hostile.rglob("*.html"))
    assert len(pages) == 10
    for file in pages:
        html = file.read_text(encoding="utf-8")
        tree = lxml.html.document_fromstring(html)
        for element in tree.iter(lxml.html.etree.Element):
            assert not [name for name in element.attrib if name.startswith("on")], html
            assert element.get("src", "").partition("?")[0] != "x"
        scripts = [e for e in tree.iter("script") if e.get("type") != "application/json"]
        assert all(e.get("src") and not e.text for e in scripts)


def test_hostile_names_are_shown_as_they_are(hostile: Path) -> None:
    tree = lxml.html.parse(hostile / "en/part/page/index.html").getroot()
    assert tree.findtext(".//title") == f"{EVIL} – {EVIL}"
    assert tree.find(".//meta[@name='description']").get("content") == EVIL
    titles = [e.text_content().strip() for e in tree.xpath("//nav//a | //nav//label/span")]
    assert titles.count(EVIL) >= 4
    assert EVIL in tree.find(".//footer").text_content()
    links = tree.xpath("//a[@rel='prev']")
    assert re.sub(r"\s+", " ", links[0].text_content()).endswith(re.sub(r"\s+", " ", EVIL))
