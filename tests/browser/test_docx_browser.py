"""Word files made in Chromium, on the site as it is published, are those that Python makes."""

import base64
import io
import json
import zipfile

import pytest
from playwright.sync_api import Browser

from polisi.export.docx.fill import fill_parts
from polisi.export.docx.template import as_json, build
from polisi.fields import validate
from polisi.fill.values import resolve, schema_data
from polisi.project import load_project
from support import ROOT, Built

pytestmark = pytest.mark.browser

ANSWERS = {
    "school_name": {"en": "St James' <School> & {{ 7*7 }}", "cy": "Ysgol Tŷ'r-ysgol ]]>"},
    "approval_date": "2026-03-01",
    "related_policies": [{"en": "A", "cy": "B", "link": "https://x.example/ŵ?a&b"}],
    "mission_statement": {"en": "One\n\nTwo", "cy": "Un\n\nDau"},
}
RUN = """async ({ app, schema, answers, template }) => {
  const [values, { fill }, { zip }] = await Promise.all(
    ["values", "fill", "zip"].map((name) => import(`${app}/${name}.js`)),
  );
  const resolved = values.resolve(schema, answers, ["en", "cy"]);
  const parts = fill(template, resolved);
  await zip(parts);
  const start = performance.now();
  const bytes = await zip(fill(template, values.resolve(schema, answers, ["en", "cy"])));
  const time = performance.now() - start;
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { resolved, file: btoa(text), time };
}"""


@pytest.mark.parametrize(("locales", "layout"), [("en", "after"), ("cy-en", "beside")])
def test_chromium_makes_the_same_file_under_the_sites_policy(
    chromium: Browser, built: Built, served: str, locales: str, layout: str
) -> None:
    project = load_project(ROOT / "mkdocs.yml")
    schema, site = project.schema, project.site
    assert schema is not None
    trees = {"en": site.source, "cy": site.target}
    pages = [trees[locale][schema.document] for locale in locales.split("-")]
    template = build(pages, schema, layout=layout, original=site.source[schema.document])
    given = {
        "app": served + built.app,
        "schema": schema_data(schema),
        "answers": ANSWERS,
        "template": json.loads(as_json(template)),
    }
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{served}/en/")
    made = page.evaluate(RUN, given)
    context.close()
    resolved = resolve(validate(schema, ANSWERS))
    assert made["resolved"] == resolved
    expected = fill_parts(template, resolved)
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(made["file"]))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == expected
    print("fill and zip in Chromium:", made["time"], "ms")
    assert made["time"] < 1000, "far more than the 50 ms that a quiet machine needs"
