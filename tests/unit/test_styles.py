"""The styles: no name in them is unknown to the pages, and their colours can be told apart."""

import re
from collections.abc import Iterator
from itertools import product

import pytest

from support import ROOT

PACKAGE = ROOT / "plugins/polisi"
SITE = PACKAGE / "web/theme/assets/stylesheets/polisi.css"
STYLES = [SITE, PACKAGE / "web/app/app.css"]
# What Markdown's extensions write, on pages that are another council's.
FOREIGN = {
    *("admonition", "admonition-title", "note", "tip", "hint", "success", "quote", "example"),
    *("abstract", "warning", "caution", "attention", "danger", "error", "failure", "bug"),
    *("highlight", "tabbed-set", "tabbed-labels", "tabbed-block", "task-list-item"),
    *("footnote", "footnote-ref"),
}
BUILT = {"app-day", "app-month", "app-year"}  # of the name of a date's part
TOKENS = re.compile(r"^(k|kd|kn|nt|o|ow|c|c1|cm|ch|cp|s|s1|s2|sd|na|nc|nf|mi|mf)$")  # Pygments'


def classes(css: str) -> set[str]:
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}|\"[^\"]*\"", " ", css, flags=re.S)
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"@media[^{]*\{", " ", selectors)))


def sources(*kinds: str) -> Iterator[str]:
    for kind in kinds:
        for path in PACKAGE.rglob(f"*.{kind}"):
            yield path.read_text(encoding="utf-8")


def test_what_is_styled_is_written_by_something() -> None:
    written = "\n".join(sources("html", "js", "py"))
    named = set().union(*(classes(path.read_text(encoding="utf-8")) for path in STYLES))
    assert "polisi-bar" in named
    # "clause-2" is "clause-" and a number where it is written.
    unknown = {
        name
        for name in named - FOREIGN - BUILT
        if not TOKENS.match(name)
        and not re.search(rf"(?<![\w-]){re.escape(name.rstrip('0123456789'))}", written)
    }
    assert unknown == set()


def test_no_class_of_the_theme_underneath_is_left() -> None:
    for text in sources("html", "js", "css"):
        assert not re.search(r"\bmd-[a-z]", text)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_the_contrast_that_people_need(scheme: str) -> None:
    roots = re.findall(r":root \{(.*?)\}", SITE.read_text(encoding="utf-8"), flags=re.S)
    colours = [dict(re.findall(r"--p-([\w-]+): (#\w+);", root)) for root in roots]
    light, dark = [each for each in colours if each]
    palette = light if scheme == "light" else {**light, **dark}
    least = {
        **dict.fromkeys(product(("ink", "ink-soft", "wrong"), ("ground", "paper")), 4.5),
        **dict.fromkeys(product(("ink", "link"), ("gap", "note")), 4.5),
        **dict.fromkeys(product(("link", "visited"), ("ground", "paper")), 7),
        ("on-green", "green"): 7,
        **dict.fromkeys(product(("line-strong", "note-line"), ("ground", "paper")), 3),
        ("gap-line", "gap"): 3,
        **dict.fromkeys(product(("focus",), ("ground", "paper", "green")), 3),
    }
    found = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in least}
    assert {pair: round(found[pair], 2) for pair in least if found[pair] < least[pair]} == {}
