"""The last part of a page's address, and what it was before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from polisi.model import Page

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What can be a part of an address: lower-case letters without accents, digits, hyphens."""


def former_slugs(page: Page) -> Sequence[str]:
    """Return the slugs that a page had before, as `moved_from` in its front matter lists them.

    What cannot be an address is left out; rule `front-matter` says so.
    """
    given = page.meta.get("moved_from")
    texts = (str(slug) for slug in given) if isinstance(given, list) else ()
    return [slug for slug in dict.fromkeys(texts) if SLUG.fullmatch(slug)]
