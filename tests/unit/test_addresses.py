"""Addresses: each language under its prefix, Welsh pages with Welsh names."""

import pytest

from polisi.content.reader import read_page
from polisi.content.source import Expander
from polisi.model import Page
from polisi.site.addresses import destination, former, url


def pages(locale: str, **slugs: str | None) -> dict[str, Page]:
    files = {
        path.replace("__", "/") + ".md": f"---\ntitle: T\n{f'slug: {slug}' if slug else ''}\n---\n"
        for path, slug in slugs.items()
    }
    expander = Expander(lambda path: files[path].encode(), "docs")
    return {path: read_page(expander.source(path), locale, "docs") for path in files}


CY = pages(
    "cy",
    index=None,
    schools__index="ysgolion",
    schools__scope="cwmpas",
    schools__deep__page="tudalen",
    plain__page=None,
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("index.md", "cy/index.html"),
        ("schools/index.md", "cy/ysgolion/index.html"),
        ("schools/scope.md", "cy/ysgolion/cwmpas/index.html"),
        ("schools/deep/page.md", "cy/ysgolion/deep/tudalen/index.html"),
        ("plain/page.md", "cy/plain/page/index.html"),
    ],
)
def test_the_slug_of_an_index_names_its_folder(path: str, expected: str) -> None:
    assert destination(CY[path], CY) == expected


def test_without_directory_addresses_a_page_is_a_file() -> None:
    assert destination(CY["schools/scope.md"], CY, False) == "cy/ysgolion/cwmpas.html"
    assert destination(CY["schools/index.md"], CY, False) == "cy/ysgolion/index.html"


@pytest.mark.parametrize(
    ("dest", "expected"),
    [("cy/ysgolion/index.html", "cy/ysgolion/"), ("cy/a.html", "cy/a.html")],
)
def test_a_link_ends_where_the_folder_does(dest: str, expected: str) -> None:
    assert url(dest) == expected


def moved(**fronts: str) -> dict[str, Page]:
    files = {
        path.replace("__", "/") + ".md": f"---\ntitle: T\n{front}\n---\n"
        for path, front in fronts.items()
    }
    expander = Expander(lambda path: files[path].encode(), "docs")
    return {path: read_page(expander.source(path), "cy", "docs") for path in files}


@pytest.mark.parametrize(("folders", "end"), [(True, "/index.html"), (False, ".html")])
def test_a_page_was_where_its_own_former_names_and_its_folders_lead(
    folders: bool, end: str
) -> None:
    tree = moved(
        schools__index="slug: ysgolion\nmoved_from: [ysgol]",
        schools__scope="slug: cwmpas\nmoved_from: [maes, 'Not/one', ..]",
    )
    found = {old: page.path for old, page in former(tree, folders).items()}
    assert found == {
        "cy/ysgol/index.html": "schools/index.md",
        f"cy/ysgolion/maes{end}": "schools/scope.md",
        f"cy/ysgol/cwmpas{end}": "schools/scope.md",
        f"cy/ysgol/maes{end}": "schools/scope.md",
    }


def test_what_a_page_has_now_is_no_former_address_of_another() -> None:
    tree = moved(a="slug: un\nmoved_from: [dau, hen]", b="slug: dau\nmoved_from: [hen]")
    assert {old: page.path for old, page in former(tree).items()} == {"cy/hen/index.html": "a.md"}
