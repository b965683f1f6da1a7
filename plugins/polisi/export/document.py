"""A filled policy as one HTML file that needs nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from importlib import resources

from polisi.export.html import Context, render
from polisi.export.parts import document_page, inside
from polisi.export.parts import title as title_of
from polisi.fields import Answers, called
from polisi.fill import fill
from polisi.model import Page
from polisi.strings import say


@dataclass(frozen=True, slots=True)
class Document:
    """A filled document.

    Attributes:
        locale: its language.
        html: the whole file.
        open: what makes a draft of it: fields, each with the language that it lacks a value in.
    """

    locale: str
    html: str
    open: tuple[tuple[str, str], ...]


def document(page: Page, answers: Answers, original: Page | None = None) -> Document:
    """Fill a page in and make one file of it.

    Args:
        page: the page of the whole policy, or of one part of it.
        answers: what the school answered.
        original: the same page in the language in which statutes are quoted.
    """
    schema, locale = answers.schema, page.locale
    filled = fill(document_page(page), answers)
    context = Context(filled.page, schema, original, permalinks=False)
    context.resolve = inside(filled.page)
    body = render(context)
    own = answers.text(schema.title, locale) if page.path == schema.document else None
    title = own or title_of(page)
    name = answers.text(schema.name, locale) or ""
    draft = ""
    if filled.open:
        places = "".join(
            f"<li>{escape(called(schema.by_id[ident], locale, wanted))}</li>"
            for ident, wanted in filled.open
        )
        words = escape(say(locale, "draft_document"))
        draft = f'<div class="draft"><p><strong>{words}</strong></p><ul>{places}</ul></div>\n'
    css = resources.files("polisi").joinpath("web/document/document.css").read_text("utf-8")
    html = (
        f'<!doctype html>\n<html lang="{locale}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(f'{title} – {name}')}</title>\n<style>\n{css}</style>\n</head>\n"
        f"<body>\n<main>\n{draft}{body}\n</main>\n</body>\n</html>\n"
    )
    return Document(locale, html, filled.open)
