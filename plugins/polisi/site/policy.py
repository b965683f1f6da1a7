"""What a browser may load and do on the site: one definition, for every page and for the hosts.

Each page carries the Content-Security-Policy itself, so that it holds wherever the files lie. A
host that takes headers gets the same policy from a file of the kind that it reads, with what can
only be said in a header.

Nothing stands inline: scripts and styles are files of this site, and the policy names no hash. A
hash that the build computed of whatever it finds would also bless a script that somebody managed
to plant in a page. What is inline is found by the build instead, which says where.

The directives are those of Content Security Policy Level 3 (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from html.parser import HTMLParser

_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # data: is a school's logo, in the preview of its policy
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",  # the search
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",  # no form of the site is sent anywhere
}
_HEADER_ONLY = {"frame-ancestors": "'none'"}  # browsers take no notice of it in a page
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
}
_KEPT = "public, max-age=31536000, immutable"
_ASKED_AGAIN = "no-cache"

# A page's encoding must be told within its first 1,024 bytes, and is no business of the policy.
_START = re.compile(r"<head[^>]*>\s*(?:<meta charset=[^>]*>)?", re.IGNORECASE)
_SCRIPTS = re.compile(r"(?:module|importmap|speculationrules|.*/(?:javascript|ecmascript))?")
# What has none of these in it, be it in a tag or in the text, has nothing inline. Numbered
# characters and `&colon;` could spell `javascript:`.
_SUSPECT = re.compile(
    r"""<style|[\s"'/](?:on[^\s/=>]*|style)\s*=|javascript:|&\#(?!(?:3[49]|x27|160);)|&colon""",
    re.IGNORECASE,
)
# A link to write an e-mail, which Python-Markdown spells in numbers as a whole.
_MAIL = re.compile(r'<a href="&#109;&#97;&#105;&#108;&#116;&#111;&#58;[&#;\d]*">[&#;\d]*</a>')
_SCRIPT = re.compile(r"<script", re.IGNORECASE)
_PLAIN_SCRIPT = re.compile(r"""<script(?: (id|type|src)="([^"<>&]*)")*>""")
_PLAIN_PART = re.compile(r''' (id|type|src)="([^"<>&]*)"''')
_URLS = frozenset({"action", "data", "formaction", "href", "src"})

HASHED = re.compile(r"\.[0-9a-f]{8}[./]")
"""What the path of a file has in it if it changes with its content: the theme's files and ours."""


def content_security_policy(*, preview: bool = False, header: bool = False) -> str:
    """Return the policy.

    Args:
        preview: whether it is for `mkdocs serve`, which writes a script into each page.
        header: whether it is for a header and not for a page.
    """
    sources = {**_SOURCES, **(_HEADER_ONLY if header else {})}
    if preview:
        sources["script-src"] += " 'unsafe-inline'"
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def protect(html: str, *, preview: bool = False) -> str:
    """Return a page with the policy in its head, before anything that it could apply to.

    Args:
        html: the whole page.
        preview: whether it is for `mkdocs serve`.
    """
    start = _START.search(html)
    if start is None:
        return html
    policy = escape(content_security_policy(preview=preview), quote=False)
    meta = f'\n  <meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html[: start.end()] + meta + html[start.end() :]


def inline(html: str) -> Sequence[str]:
    """Return what stands inline in a page, as HTML, each once: the policy will not let it act.

    Args:
        html: the whole page.
    """
    if _is_plain(html):
        return []
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(dict.fromkeys(reader.found))


def _is_plain(html: str) -> bool:
    """Return whether a glance tells that nothing is inline: 0.2 ms a page, and 5 ms to read it."""
    if _SUSPECT.search(_MAIL.sub("", html)):
        return False
    for start in _SCRIPT.finditer(html):
        tag = _PLAIN_SCRIPT.match(html, start.start())
        parts = dict(_PLAIN_PART.findall(tag[0])) if tag else {}
        if "src" not in parts and _is_script(parts.get("type", "")):
            return False
    return True


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "style":
            self.found.append("<style>")
        if tag == "script" and "src" not in values and _is_script(values.get("type", "")):
            self.found.append("<script>")
        for name, value in values.items():
            is_url = name in _URLS and value.strip().lower().startswith("javascript:")
            # A handler without a value does nothing.
            if name == "style" or (name.startswith("on") and value) or is_url:
                self.found.append(f'<{tag} {name}="{value}">')


def _is_script(kind: str) -> bool:
    return _SCRIPTS.fullmatch(kind.strip().lower()) is not None


def host_files(paths: Sequence[str], moved: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Return the files by which hosts learn what headers to send and what has moved, by name.

    `_headers` and `_redirects` are read by Netlify and Cloudflare Pages, `_nginx.conf` is for an
    `include` in a `server` block of nginx. Netlify shows the page that stands at an old address
    before it reads `_redirects`; the mark by which it would not is one that Cloudflare refuses.

    Args:
        paths: the paths, from the root of the site, of files whose names change with their content.
        moved: old addresses and those that took their place, from the root of the host.
    """
    headers = {"Content-Security-Policy": content_security_policy(header=True), **_HEADERS}
    known = sorted((moved or {}).items())
    files = {
        "_headers": "\n".join(_netlify(headers, sorted(paths))) + "\n",
        "_nginx.conf": "\n".join(_nginx(headers, sorted(paths), known)) + "\n",
    }
    if known:
        files["_redirects"] = "".join(f"{old} {new} 301\n" for old, new in known)
    return files


def _netlify(headers: Mapping[str, str], paths: Sequence[str]) -> Iterator[str]:
    # Both hosts have browsers ask for a page again each time unless told otherwise. Cloudflare
    # joins the values of all rules that fit, so that no general rule may say it once more.
    yield "/*"
    yield from (f"  {name}: {value}" for name, value in headers.items())
    for path in paths:
        yield f"/{path}"
        yield f"  Cache-Control: {_KEPT}"


def _nginx(
    headers: Mapping[str, str], paths: Sequence[str], moved: Sequence[tuple[str, str]]
) -> Iterator[str]:
    def lines(indent: str = "") -> Iterator[str]:
        # "always": with an answer that something is missing, too.
        for name, value in headers.items():
            yield f'{indent}add_header {name} "{value}" always;'

    yield "# For a server block: include /path/to/site/_nginx.conf;"
    yield from lines()
    yield f'add_header Cache-Control "{_ASKED_AGAIN}" always;'
    yield "location ~ /_(headers|redirects|nginx\\.conf)$ { return 404; }"
    yield from (f"location = {old} {{ return 301 {new}; }}" for old, new in moved)
    if paths:
        # A location with headers of its own inherits none.
        names = "|".join(re.escape(path) for path in paths)
        yield f'location ~ "/({names})$" {{'
        yield from lines("    ")
        yield f'    add_header Cache-Control "{_KEPT}";'
        yield "}"
