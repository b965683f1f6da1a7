"""Pages and a school's answers to one Word file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polisi.export.docx.fill import fill
from polisi.export.docx.template import Template, build
from polisi.export.remarks import Remarks
from polisi.fields import Answers, Schema
from polisi.fill.values import resolve
from polisi.model import Page


def docx(
    pages: Sequence[Page],
    answers: Answers,
    *,
    layout: str = "after",
    original: Page | None = None,
    remarks: Mapping[str, Remarks] | None = None,
) -> bytes:
    """Return a Word file.

    Templates are kept, so that only the first document of a kind waits for one.

    Args:
        pages: one page, or the same page in two languages in the order wanted; as the loader
            gave them, not filled in.
        answers: what the school answered.
        layout: how two languages stand: `after` each other or `beside` each other.
        original: the page in the language in which statutes are quoted; by default the one of
            `pages` in English, if it is there.
        remarks: what its publisher says in it, by language.
    """
    template = _template(tuple(pages), answers.schema, layout, original, remarks)
    return fill(template, resolve(answers, template.locales))


_MOST = 64
_templates: dict[tuple[object, ...], tuple[Template, tuple[object, ...]]] = {}


def _template(
    pages: tuple[Page, ...],
    schema: Schema,
    layout: str,
    original: Page | None,
    remarks: Mapping[str, Remarks] | None,
) -> Template:
    """Return the template of pages, made at the first call.

    Pages cannot be compared quickly, so the very same ones are looked for; they are kept with
    their template, lest another page takes the place of one in memory.
    """
    if original is None:
        original = next((page for page in pages if page.locale == "en"), None)
    kept = (*pages, schema, original, remarks)
    key = (layout, *map(id, kept))
    if key not in _templates:
        if len(_templates) >= _MOST:
            del _templates[next(iter(_templates))]
        made = build(pages, schema, layout=layout, original=original, remarks=remarks)
        _templates[key] = (made, kept)
    return _templates[key][0]
