"""What a reader is told of a translation comes from the ledger, on a page and in a document."""

import io
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pikepdf
import pytest

from polisi.cli import main
from polisi.export.docx.documents import docx
from polisi.export.pdf import document_pdf
from polisi.fields import validate
from polisi.project import load_project
from polisi.strings import say
from support import ROOT, mkdocs

MKDOCS = """\
site_name: A policy
theme: polisi
plugins:
  - i18n:
      docs_structure: folder
      fallback_to_default: false
      languages:
        - {locale: en, name: English, default: true}
        - {locale: cy, name: Cymraeg}
  - polisi
nav: [index.md, kept.md, whole.md]
"""
HEAD = "---\ntitle: {0}\ndescription: {0}.\nslug: {1}\n---\n\n"
PAGES = {
    "en/index.md": HEAD.format("Home", "home") + "# Home {#home}\n\nWelcome.\n",
    "cy/index.md": HEAD.format("Hafan", "hafan") + "# Hafan {#home}\n\nCroeso.\n",
    "en/kept.md": HEAD.format("Keeping", "keeping") + "# Keeping {#kept}\n\nKept safely.\n",
    "cy/kept.md": HEAD.format("Cadw", "cadw") + "# Cadw {#kept}\n\nCedwir yn ddiogel.\n",
    "en/whole.md": HEAD.format("Whole", "whole")
    + "# Whole {#whole}\n\n<!-- polisi: include kept.md -->\n",
    "cy/whole.md": HEAD.format("Cyfan", "cyfan")
    + "# Cyfan {#whole}\n\n<!-- polisi: include kept.md -->\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    for name, text in PAGES.items():
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "docs/data").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def drafts(folder: Path) -> dict[str, bool]:
    """Build the site and return for each page whether it says that it is a draft translation."""
    built = mkdocs("build", "--strict", "-q", "-d", "site", cwd=folder)
    assert built.returncode == 0, built.stderr
    pages = sorted((folder / "site").glob("*/**/index.html"))
    lines = [say(locale, "draft_translation") for locale in ("en", "cy")]
    return {
        path.parent.relative_to(folder / "site").as_posix(): any(
            line in path.read_text(encoding="utf-8").replace("&#39;", "'") for line in lines
        )
        for path in pages
    }


def test_a_page_says_that_it_is_a_draft_until_all_of_it_is_signed(project: Path) -> None:
    for path in ("kept.md", "whole.md"):
        assert main(["review", path, "--by", "Siân Puw"]) == 0
    english = {"en": False, "en/keeping": False, "en/whole": False}
    assert drafts(project) == {**english, "cy": True, "cy/cadw": False, "cy/cyfan": False}
    kept = project / "docs/cy/kept.md"
    kept.write_text(kept.read_text(encoding="utf-8") + "\nA mwy.\n", encoding="utf-8")
    more = project / "docs/en/kept.md"
    more.write_text(more.read_text(encoding="utf-8") + "\nAnd more.\n", encoding="utf-8")
    assert drafts(project) == {**english, "cy": True, "cy/cadw": True, "cy/cyfan": True}


@pytest.mark.parametrize("draft", [True, False])
def test_a_document_carries_the_status_of_its_translation(draft: bool) -> None:
    loaded = load_project(ROOT / "mkdocs.yml")
    assert loaded.schema is not None
    answers = validate(loaded.schema, {"school_name": "Ysgol y Bryn"})
    path = loaded.schema.document
    pages = [loaded.site.source[path], replace(loaded.site.target[path], draft=draft)]
    said = say("cy", "doc_draft_translation")
    word = python_docx.Document(io.BytesIO(docx(pages, answers)))
    assert (said in word.core_properties.keywords) is draft
    with pikepdf.open(io.BytesIO(document_pdf(pages, answers))) as opened:
        assert (said in opened.open_metadata()["pdf:Keywords"]) is draft
    assert not loaded.site.source[path].draft
