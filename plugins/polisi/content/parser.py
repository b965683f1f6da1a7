"""The Markdown parser: CommonMark with tables, `!!!` blocks and footnotes."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.footnote import footnote_plugin


def new_parser() -> MarkdownIt:
    """Return a parser of one's own, for rules on top of those that every page is read with."""
    return MarkdownIt("commonmark").enable("table").use(admon_plugin).use(footnote_plugin)


@cache
def parser() -> MarkdownIt:
    """Return the parser. It keeps the lines of every block."""
    return new_parser()
