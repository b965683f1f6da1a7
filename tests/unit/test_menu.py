"""The menu of a site of many pages: no page grows with those that are added elsewhere."""

from importlib import resources
from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemLoader

THEME = FileSystemLoader(str(resources.files("polisi") / "web" / "theme"))


def entry(title: str, *children: SimpleNamespace, active: bool = False) -> SimpleNamespace:
    return SimpleNamespace(title=title, url=f"{title}/", children=children, active=active)


@pytest.mark.parametrize(("pages", "shown"), [(100, True), (101, False)])
def test_a_part_that_the_page_is_not_in_is_a_link_where_there_are_many_pages(
    pages: int, shown: bool
) -> None:
    environment = Environment(loader=THEME)
    environment.filters["url"] = lambda address: address
    here = entry("here", active=True)
    inner = entry("inner", entry("first"), entry("second"))
    items = [entry("own", here, entry("beside"), active=True), entry("other", inner)]
    nav = SimpleNamespace(items=items, pages=[here] * pages)
    template = environment.from_string(
        '{% import "partials/nav-item.html" as item with context %}'
        '{% for each in nav.items %}{{ item.render(each, "n" ~ loop.index) }}{% endfor %}'
    )
    html = template.render(nav=nav, page=here)
    assert 'href="here/" aria-current="page"' in html
    assert 'href="beside/"' in html
    assert ('href="second/"' in html) is shown
    assert ('<a href="first/">other</a>' in html) is not shown
