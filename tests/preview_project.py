"""A small project that has a bit of everything, for tests that build it often."""

from pathlib import Path

SETTINGS = """
site_name: A policy
site_url: https://policy.example/
exclude_docs: |
  /data/
theme:
  name: polisi
plugins:
  - i18n:
      docs_structure: folder
      fallback_to_default: false
      reconfigure_search: false
      languages:
        - {locale: en, name: English, default: true}
        - locale: cy
          name: Cymraeg
          site_name: Polisi
          nav_translations: {The policy: Y polisi}
  - polisi
nav:
  - index.md
  - The policy:
      - policy/index.md
      - policy/scope.md
      - policy/duties.md
      - policy/whole.md
  - about.md
"""
FIELDS = """
document: policy/whole.md
version: "1"
name: school_name
title: document_name
parts: [policy/whole.md]
documents: [policy/duties.md]
groups:
  - {id: school, title: {en: The school, cy: Yr ysgol}}
fields:
  - id: school_name
    type: text
    group: school
    label: {en: Name, cy: Enw}
    help: {en: The name., cy: Yr enw.}
    example: {en: One School, cy: Ysgol Un}
    bilingual: true
    required: true
  - id: document_name
    type: text
    group: school
    label: {en: Title, cy: Teitl}
    help: {en: The title., cy: Y teitl.}
    example: {en: Policy, cy: Polisi}
    bilingual: true
"""
NAMES = ("index.md", "policy/index.md", "policy/scope.md", "policy/duties.md", "about.md")


def page(locale: str, name: str) -> str:
    stem = name.removesuffix(".md").replace("/", "-")
    slug = f"slug: {locale}-{stem}\n" if locale == "cy" and name != "index.md" else ""
    return (
        f"---\ntitle: {stem} {locale}\ndescription: About {stem}.\n{slug}---\n\n"
        f"# Heading {locale} {{#{stem}}}\n\nA first paragraph {locale}.\n\n"
        f"## Second {locale} {{#{stem}-second}}\n\n1.1 A clause with a [link](about.md).\n\n"
        "- one item\n- another item\n"
    ).replace("(about.md)", "(../about.md)" if "/" in name else "(about.md)")


def write_project(folder: Path) -> None:
    for locale in ("en", "cy"):
        for name in NAMES:
            path = folder / "docs" / locale / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page(locale, name), encoding="utf-8")
        includes = "".join(f"<!-- polisi: include {n} -->\n\n" for n in ("scope.md", "duties.md"))
        whole = f"---\ntitle: All {locale}\ndescription: All.\n---\n\n# All {{#all}}\n\n{includes}"
        (folder / "docs" / locale / "policy/whole.md").write_text(whole, encoding="utf-8")
    data = folder / "docs/data"
    data.mkdir()
    (data / "council.yml").write_text("name: {en: A council, cy: Cyngor}\n", encoding="utf-8")
    (data / "glossary.tsv").write_text("en\tcy\tuse\tnot\tnote\nrule\trheol\t\t\t\n", "utf-8")
    (data / "errata.yml").write_text(
        "page: about.md\nerrata:\n  - places: [policy/scope.md#policy-scope]\n"
        "    printed: Heading\n    reason: {en: So it was., cy: Felly yr oedd.}\n",
        encoding="utf-8",
    )
    (data / "fields.yml").write_text(FIELDS, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
