"""`translations.json`, the ledger: who has signed which segment, and what stood there then.

Every segment of the site has an entry, an empty one until it is signed:

    "c-6-12": {
    },
    "c-6-13": {
      "source_hash": "5f0c...",
      "target_hash": "b1d2...",
      "text": "Staff must ...",
      "by": "Siân Puw",
      "date": "2026-03-12",
      "seal": "09ae..."
    },

A signature is only ever put between the two lines of its own entry, and two lines that nobody
touches stand between any two of them. So branches that sign different segments merge by
themselves, neighbours included; only where both have signed the same one must somebody choose.

The seal is a hash of the other parts. Whoever changes one of them by hand has signed nothing:
rule `stale` says so, and the segment counts as unsigned.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from polisi.content.hashing import LENGTH, segment_hash, text_hash, wording
from polisi.content.source import decode
from polisi.diagnostics import ContentError
from polisi.model import Segment, SignOff, Span
from polisi.said import Said, Value, Words, said

NAME = "translations.json"
SCHEMA = "polisi.translations/1"

Ledger = Mapping[str, Mapping[str, SignOff | None]]
"""By page path and segment id, what was signed; None for an entry that nobody has signed."""

_PARTS = ("source_hash", "target_hash", "text", "by", "date", "seal")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.M)
_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|[{}\[\]]')
_HASH = re.compile(rf"[0-9a-f]{{{LENGTH}}}")


def sign(source: Segment, target: Segment, by: str, on: date) -> SignOff:
    """Return the sign-off of a segment as it now stands in both languages.

    Args:
        source: it in the source language.
        target: it in the target language.
        by: who has read both.
        on: the day.
    """
    text = wording(source)
    parts = (text_hash(text), segment_hash(target), text, by, on.isoformat())
    return SignOff(*parts, _seal(parts), Span.at(NAME))


def is_sealed(signoff: SignOff) -> bool:
    """Return whether the parts of a sign-off are those that were signed together."""
    text = signoff.text
    parts = (signoff.source_hash, signoff.target_hash, text, signoff.by, signoff.date)
    return signoff.seal == _seal(parts) and signoff.source_hash == text_hash(text)


def dump(ledger: Ledger) -> str:
    """Return a ledger as text: pages by path, and their segments in the order given."""
    pages = [_page(path, ledger[path]) for path in sorted(ledger)]
    body = ",\n".join(pages)
    return f'{{\n  "schema": "{SCHEMA}",\n  "pages": {{\n{body}\n  }}\n}}\n'


def load(data: bytes, file: str) -> Ledger:
    """Read a ledger.

    Args:
        data: the bytes of the file.
        file: its path as a person should see it.

    Raises:
        ContentError: it is not a ledger; what is wrong is said of the first line that is wrong.
    """
    text = decode(data, file)
    conflict = _CONFLICT.search(text)
    if conflict:
        raise ContentError(
            Span.at(file, text.count("\n", 0, conflict.start()) + 1),
            Said("ledger.both"),
            Said("ledger.keep_one"),
        )
    try:
        raw = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        problem: Value = Said("ledger.too_deep")
        if isinstance(error, json.JSONDecodeError):
            problem = Words(error.msg, "en")
        raise _broken(Span.at(file, line), said("ledger.no_json", problem=problem)) from error
    keys = list(_keys(text))
    lines = _Lines(keys, file)
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        raise ContentError(
            Span.at(file),
            said("ledger.other_schema", schema=SCHEMA),
            Said("ledger.other_version"),
        )
    lines.no_key_twice()
    pages = raw.get("pages")
    if not isinstance(pages, dict) or len(raw) > 2:
        raise _broken(Span.at(file), Said("ledger.keys"))
    return {path: dict(_entries(path, entries, lines)) for path, entries in pages.items()}


def signed(ledger: Ledger) -> Mapping[str, Mapping[str, SignOff]]:
    """Return a ledger without the entries and pages that nobody has signed."""
    found = {
        path: {ident: entry for ident, entry in entries.items() if entry is not None}
        for path, entries in ledger.items()
    }
    return {path: entries for path, entries in found.items() if entries}


# ---------------------------------------------------------------------- writing
def _page(path: str, entries: Mapping[str, SignOff | None]) -> str:
    body = ",\n".join(_entry(ident, signoff) for ident, signoff in entries.items())
    return f"    {_json(path)}: {{\n{body}\n    }}" if body else f"    {_json(path)}: {{\n    }}"


def _entry(ident: str, signoff: SignOff | None) -> str:
    lines = [f"      {_json(ident)}: {{"]
    if signoff is not None:
        parts = [f"        {_json(key)}: {_json(getattr(signoff, key))}" for key in _PARTS]
        lines.append(",\n".join(parts))
    return "\n".join([*lines, "      }"])


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _seal(parts: tuple[str, ...]) -> str:
    return text_hash(json.dumps([SCHEMA, *parts]))


# ---------------------------------------------------------------------- reading
@dataclass(frozen=True, slots=True)
class _Key:
    """A key of the file: the keys that it stands below, itself last, and its line."""

    path: tuple[str, ...]
    line: int


def _keys(text: str) -> Iterator[_Key]:
    """Yield every key of valid JSON with its line, which Python's reader does not tell."""
    ends = [found.start() for found in re.finditer("\n", text)]
    above: list[str] = []
    key = ""
    for found in _TOKEN.finditer(text):
        if found[2]:
            # What a colon follows, outside a string, is a key.
            key = json.loads(found[1], strict=False) if "\\" in found[1] else found[1][1:-1]
            yield _Key((*above[1:], key), bisect_right(ends, found.start()) + 1)
        elif found[0] in ("{", "["):
            above.append(key)
        elif found[0] in ("}", "]"):
            above.pop()


class _Lines:
    """Where the keys of a ledger stand."""

    def __init__(self, keys: list[_Key], file: str) -> None:
        self._keys = keys
        self._lines = {key.path: key.line for key in keys}
        self._file = file

    def span(self, *path: str) -> Span:
        """Return the place of a key, or of what it stands below."""
        return Span.at(self._file, self._lines.get(path, 1))

    def no_key_twice(self) -> None:
        """Refuse two entries of one name, of which JSON takes the last.

        Raises:
            ContentError: there are.
        """
        first: dict[tuple[str, ...], int] = {}
        for key in self._keys:
            if key.path in first:
                raise ContentError(
                    Span.at(self._file, key.line),
                    said("ledger.twice", key=key.path[-1], line=first[key.path]),
                    Said("ledger.delete_other"),
                )
            first[key.path] = key.line


def _entries(path: str, raw: Any, lines: _Lines) -> Iterator[tuple[str, SignOff | None]]:
    if not isinstance(raw, dict):
        raise _broken(lines.span("pages", path), said("ledger.no_list", path=path))
    for ident, entry in raw.items():
        span = lines.span("pages", path, ident)
        yield ident, None if entry == {} else _signoff(ident, entry, span)


def _signoff(ident: str, raw: Any, span: Span) -> SignOff:
    if not isinstance(raw, dict) or set(raw) != set(_PARTS):
        raise _broken(span, said("ledger.other_parts", segment=ident, parts=_PARTS))
    if not all(isinstance(raw[part], str) and raw[part].strip() for part in _PARTS):
        raise _broken(span, said("ledger.empty_part", segment=ident))
    for part in ("source_hash", "target_hash", "seal"):
        if not _HASH.fullmatch(raw[part]):
            message = said("ledger.no_digits", segment=ident, part=part, number=LENGTH)
            raise _broken(span, message)
    try:
        date.fromisoformat(raw["date"])
    except ValueError:
        raise _broken(span, said("ledger.no_date", segment=ident)) from None
    return SignOff(**raw, span=span)


def _broken(span: Span, what: Said) -> ContentError:
    return ContentError(span, what, Said("ledger.take_back"))
