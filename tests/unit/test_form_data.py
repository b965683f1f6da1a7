"""What the form is made from: groups and changes of the fields, the page's data, the templates."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from polisi.diagnostics import ContentError
from polisi.export.docx import template
from polisi.fields import Schema, load, validate
from polisi.project import Project, load_project
from polisi.site import form
from support import ROOT

FIELD = {"id": "name", "label": {"en": "Name", "cy": "Enw"}, "bilingual": True}
TOP = {"document": "whole.md", "version": "1", "name": "name", "title": "name"}
TITLE = {"en": "Start", "cy": "Dechrau"}


def loaded(tmp_path: Path, **data: Any) -> Schema:
    file = tmp_path / "fields.yml"
    file.write_text(yaml.safe_dump({**TOP, **data}, sort_keys=False), encoding="utf-8")
    return load(file, "fields.yml")


@pytest.fixture(scope="module")
def whole() -> Project:
    return load_project(ROOT / "mkdocs.yml")


def test_a_form_without_groups_is_one_step(tmp_path: Path) -> None:
    schema = loaded(tmp_path, fields=[FIELD])
    assert (schema.groups, schema.fields[0].group) == ((), None)


def test_groups_keep_their_order(tmp_path: Path) -> None:
    groups = [{"id": "b", "title": TITLE}, {"id": "a", "title": TITLE}]
    schema = loaded(tmp_path, groups=groups, fields=[{**FIELD, "group": "a"}])
    assert [group.id for group in schema.groups] == ["b", "a"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"groups": [{"id": "a", "title": TITLE}], "fields": [FIELD]}, "in no group"),
        ({"groups": [{"id": "a", "title": {"en": "A"}}], "fields": [FIELD]}, "not given in"),
        ({"groups": "a", "fields": [FIELD]}, "is not a list"),
        ({"groups": ["a"], "fields": [FIELD]}, "An entry of `groups`"),
        ({"changes": [{"version": "2", "what": {"en": "A"}}], "fields": [FIELD]}, "not given in"),
    ],
)
def test_a_group_or_change_that_cannot_be_is_named(
    tmp_path: Path, data: dict[str, Any], message: str
) -> None:
    with pytest.raises(ContentError, match=message):
        loaded(tmp_path, **data)


def test_changes_say_what_is_renamed(tmp_path: Path) -> None:
    changes = [{"version": "2", "what": TITLE, "renamed": {"old": "name"}}]
    (change,) = loaded(tmp_path, changes=changes, fields=[FIELD], version="2").changes
    assert (change.version, change.what["cy"], change.renamed) == ("2", "Dechrau", {"old": "name"})


def test_the_version_in_a_file_is_no_answer(tmp_path: Path) -> None:
    schema = loaded(tmp_path, fields=[FIELD])
    answers = validate(schema, {"$template": "0", "name": "A"})
    assert dict(answers.values) == {"name": {"en": "A", "cy": "A"}}


def test_each_template_is_put_together_from_its_pieces(whole: Project) -> None:
    data = json.loads(form.TemplateFile().text(whole))
    schema = whole.schema
    assert schema is not None
    # The council's own forms are offered on their own pages.
    assert list(data["templates"]) == list(schema.parts)
    for path, variants in data["templates"].items():
        assert len(variants) == 6, path
    page, original = whole.site.target["schools/letter-1.md"], whole.site.source
    built = template.build([page], schema, original=original["schools/letter-1.md"])
    made = data["templates"]["schools/letter-1.md"]["cy"]
    parts = {
        name: data["pieces"][numbers]
        if isinstance(numbers, int)
        else "".join(data["pieces"][number] for number in numbers)
        for name, numbers in made["parts"].items()
    }
    assert {**made, "parts": parts} == json.loads(template.as_json(built))


def test_only_what_has_changed_is_made_again(
    whole: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(
        template, "build", lambda pages, *_, **__: made.append(pages[0].path) or None
    )
    monkeypatch.setattr(template, "as_json", lambda _: '{"locales": [], "parts": {"a": "b"}}')
    file = form.TemplateFile()
    first = file.text(whole)
    made.clear()
    assert file.text(whole) == first
    assert made == []
    letter = whole.site.source["schools/letter-1.md"]
    changed = replace(letter, meta={**letter.meta, "title": "Another"})
    site = replace(whole.site, source={**whole.site.source, letter.path: changed})
    file.text(replace(whole, site=site))
    assert set(made) == {letter.path}


def test_the_data_cannot_end_its_element(whole: Project) -> None:
    page = whole.site.source["schools/your-policy.md"]
    html = '<h1 id="your-policy">T</h1>\n<p>Own.</p>\n<h2 id="school-policy">P</h2>\n<p>All.</p>'
    addresses = form.Addresses("en/schools/your-policy/", lambda locale, path: f"{locale}/{path}/")
    schema = whole.schema
    assert schema is not None
    help_ = {"en": "</script><b>", "cy": "</script>"}
    fields = (replace(schema.fields[0], help=help_), *schema.fields[1:])
    odd = replace(whole, schema=replace(schema, fields=fields))
    placed = form.place(html, page, odd, addresses)
    before, _, rest = placed.partition('id="polisi-form-data">')
    data, _, after = rest.partition("</script>")
    assert json.loads(data)["schema"]["fields"][0]["help"] == help_
    assert before.startswith('<h1 id="your-policy">T</h1>\n<p>Own.</p>\n<noscript>')
    assert after.strip().startswith('<div id="polisi-document"')
    assert after.strip().endswith("<p>All.</p>\n</div>")


def test_a_page_without_the_policy_stays_as_it_is(whole: Project) -> None:
    page = whole.site.source["schools/letter-1.md"]
    addresses = form.Addresses("en/", lambda locale, path: path)
    assert not form.belongs_on(page, whole)
    assert form.place("<p>Text</p>", page, whole, addresses) == "<p>Text</p>"
