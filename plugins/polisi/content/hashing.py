"""What a sign-off is bound to: the wording of a segment, and its hash.

The wording is the Markdown of a segment as far as it says something: a word, a number, emphasis,
a link or a field that changes is another wording. Where a line is wrapped, how an accented letter
is encoded, the printed label and the id of a segment, and what stands in comments are no part of
it: the rules `structure` and `anchor` look after labels and ids.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from polisi.content.numbering import LABEL
from polisi.content.reader import ATTRIBUTES, COMMENT, TICK
from polisi.model import Kind, Segment

LENGTH = 16
"""Hexadecimal digits of a hash: more than enough for texts that nobody forges, and readable."""


def wording(segment: Segment) -> str:
    """Return the Markdown of a segment as it is signed, on one line."""
    text = segment.source
    if segment.label is not None:
        text = LABEL.sub("", TICK.sub("", text), count=1)
    if segment.kind not in (Kind.CODE, Kind.VALUE):
        text = ATTRIBUTES.sub(_without_id, COMMENT.sub("", text))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def text_hash(text: str) -> str:
    """Return the hash of a wording, `LENGTH` hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:LENGTH]


def segment_hash(segment: Segment) -> str:
    """Return the hash of what a segment says."""
    return text_hash(wording(segment))


def _without_id(attributes: re.Match[str]) -> str:
    kept = [part for part in attributes[1].split() if not part.startswith("#")]
    return f"{{{' '.join(kept)}}}" if kept else ""
