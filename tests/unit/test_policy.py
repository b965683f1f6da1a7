"""The security policy: what it says, and what the build finds that it would stop."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polisi.site import policy
from polisi.site.policy import HASHED, content_security_policy, host_files, inline, protect

PAGE = '<!doctype html>\n<html lang="en">\n<head>\n  <meta charset="utf-8">\n  <title>x</title>'


def directives(text: str) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in text.split("; "))


def test_nothing_is_allowed_that_is_not_named_and_nothing_inline() -> None:
    said = directives(content_security_policy())
    assert said["default-src"] == "'none'"
    assert said["script-src"] == said["style-src"] == said["worker-src"] == "'self'"
    assert said["form-action"] == said["base-uri"] == said["object-src"] == "'none'"
    assert not re.search(r"unsafe|https?:|\*", content_security_policy())


def test_a_header_alone_says_who_may_frame_a_page() -> None:
    page, header = (content_security_policy(header=each) for each in (False, True))
    assert "frame-ancestors" not in page
    assert directives(header) == {**directives(page), "frame-ancestors": "'none'"}


def test_a_preview_allows_the_script_that_reloads_it_and_nothing_else() -> None:
    page, preview = (directives(content_security_policy(preview=p)) for p in (False, True))
    assert preview == {**page, "script-src": "'self' 'unsafe-inline'"}


def test_the_policy_comes_after_the_encoding_and_before_all_else() -> None:
    start, policy, end = protect(PAGE).partition(
        f'\n  <meta http-equiv="Content-Security-Policy" content="{content_security_policy()}">'
    )
    assert start.endswith('<meta charset="utf-8">')
    assert policy
    assert end == "\n  <title>x</title>"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<script>x()</script>", ["<script>"]),
        ("<SCRIPT TYPE=module>x()</SCRIPT>", ["<script>"]),
        ('<script type="text/javascript">x()</script>', ["<script>"]),
        ('<script type="importmap">{}</script>', ["<script>"]),
        ("<style>p{}</style><style>a{}</style>", ["<style>"]),
        ('<p style="color:red">', ['<p style="color:red">']),
        ("<img/onerror=x()>", ['<img onerror="x()">']),
        ('<a href=" JavaScript:x()">', ['<a href=" JavaScript:x()">']),
        ('<script src="a.js"></script><link rel="stylesheet" href="a.css">', []),
        ('<script type="application/json">{"a": "<p onload=x>"}</script>', []),
        ("&lt;script&gt; <!-- <script>x()</script> --> <a href='/javascript:/'>", []),
    ],
)
def test_what_stands_inline_is_found(html: str, found: list[str]) -> None:
    assert inline(html) == found


PIECES = (
    *(
        "<p ",
        "<a\n",
        "<script",
        "<SCRIPT ",
        "<style",
        "<!-- ",
        "-->",
        "</script>",
        "text",
        ">",
        "/",
    ),
    *('src="a.js"', "src=a", 'type="module"', 'type="application/json"', 'id="x"', "type=text/css"),
    *("onclick", "=", "ONLOAD='x()'", 'style="a"', "href=", '"', "'", " ", "\t", "javascript:x()"),
    *(
        "JavaScript&colon;",
        "&#106;avascript:",
        "&#39;",
        "&#x6a;",
        "&#x27;",
        "&#160;",
        '<a href="&#109;&#97;&#105;&#108;&#116;&#111;&#58;&#120;',
        '">&#120;</a>',
        "data-on=1",
        "online",
        "<",
        "</p>",
    ),
)


@given(st.lists(st.sampled_from(PIECES)))
def test_a_glance_at_a_page_misses_nothing_that_reading_it_finds(pieces: list[str]) -> None:
    html = "".join(pieces)
    reader = policy._Reader()
    reader.feed(html)
    reader.close()
    assert set(inline(html)) == set(reader.found)


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    assert isinstance(inline(text), list)


def test_hosts_keep_for_good_only_what_changes_its_name() -> None:
    files = host_files(["assets/a.0123abcd.css"])
    blocks = files["_headers"].split("\n/")
    assert blocks[1] == (
        "assets/a.0123abcd.css\n  Cache-Control: public, max-age=31536000, immutable\n"
    )
    assert "Cache-Control" not in blocks[0]
    nginx, kept = files["_nginx.conf"].split('location ~ "')
    assert '"no-cache"' in nginx
    assert re.match(kept.split('"')[0], "/assets/a.0123abcd.css")
    assert not re.match(kept.split('"')[0], "/assets/ax0123abcd.css")
    for name in ("Content-Security-Policy", "Referrer-Policy", "Permissions-Policy"):
        assert f"add_header {name} " in nginx
        assert f"add_header {name} " in kept  # a location inherits no header once it has its own
        assert f"  {name}: " in blocks[0]


def test_hosts_learn_what_has_moved_and_nothing_if_nothing_has() -> None:
    files = host_files([], {"/cy/hen/": "/cy/newydd/"})
    assert files["_redirects"] == "/cy/hen/ /cy/newydd/ 301\n"
    assert "location = /cy/hen/ { return 301 /cy/newydd/; }\n" in files["_nginx.conf"]
    assert "_redirects" not in host_files([])


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("assets/main.57a0d79d.min.css", True),
        ("assets/polisi.0123abcd/app/form.js", True),
        ("assets/polisi.css", False),
        ("assets/documents/a-12345678.pdf", False),
    ],
)
def test_a_path_tells_whether_it_changes_with_its_content(path: str, changes: bool) -> None:
    assert bool(HASHED.search(path)) is changes
