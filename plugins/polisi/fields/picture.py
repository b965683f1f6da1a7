"""Pictures: what kind, how large, whole or not, and nothing in them but the picture.

`web/app/picture.js` is the same for the browser; shared cases hold the two equal.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

MAX_PIXELS = 16_000_000
"""The most pixels: four times as many as any printed logo needs."""

_PNG = b"\x89PNG\r\n\x1a\n"
# What a PNG needs to look right; the rest says where, when and with what it was made.
_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"}
)
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_KEPT_APPS = frozenset({0xE0, 0xE2, 0xEE})  # JFIF, colour profile, Adobe's colour transform


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    Attributes:
        kind: `png` or `jpeg`.
        width, height: its pixels.
        data: the file, without where and by whom it was taken.
    """

    kind: str
    width: int
    height: int
    data: bytes


class PictureError(Exception):
    """Why a file is no picture that can be used: `kind`, `broken` or `large`."""


def from_address(address: str) -> Picture:
    """Return the picture in a data URL.

    Raises:
        PictureError: it cannot be used.
    """
    try:
        data = base64.b64decode(address.partition(",")[2], validate=True)
    except ValueError as error:
        raise PictureError("broken") from error
    return read(data)


def read(data: bytes) -> Picture:
    """Return a PNG or JPEG file without what does not show.

    Raises:
        PictureError: it is neither, it is not whole, or it has too many pixels.
    """
    if data.startswith(_PNG):
        picture = _png(data)
    elif data.startswith(b"\xff\xd8\xff"):
        picture = _jpeg(data)
    else:
        raise PictureError("kind")
    if not picture.width or not picture.height:
        raise PictureError("broken")
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureError("large")
    return picture


def _png(data: bytes) -> Picture:
    kept = [_PNG]
    names = []
    at = len(_PNG)
    while b"IEND" not in names:
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if len(name) < 4 or end > len(data):
            raise PictureError("broken")
        names.append(name)
        if name in _CHUNKS:
            kept.append(data[at:end])
        at = end
    if names[0] != b"IHDR" or b"IDAT" not in names:
        raise PictureError("broken")
    head = data[16:24]
    width, height = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")
    return Picture("png", width, height, b"".join(kept))


def _jpeg(data: bytes) -> Picture:
    kept = [data[:2]]
    width = height = 0
    for marker, start, end in _segments(data):
        if marker in _FRAMES:
            height = int.from_bytes(data[start + 5 : start + 7], "big")
            width = int.from_bytes(data[start + 7 : start + 9], "big")
        is_note = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not is_note or marker in _KEPT_APPS:
            kept.append(data[start:end])
    return Picture("jpeg", width, height, b"".join(kept))


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield each marker with where its segment starts and ends, to the end of the picture.

    What follows the head of a scan belongs to its segment.
    """
    at = 2
    while True:
        if at + 2 > len(data) or data[at] != 0xFF:
            raise PictureError("broken")
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        end = at + 2
        if marker not in _ALONE and marker != 0xD9:
            end += int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:
            end = _after_scan(data, end)
        if end > len(data):
            raise PictureError("broken")
        yield marker, at, end
        if marker == 0xD9:
            return
        at = end


def _after_scan(data: bytes, at: int) -> int:
    """Return where the picture's points end: at a marker that is neither escape nor restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise PictureError("broken")
        follows = data[at + 1]
        if follows != 0 and follows not in _ALONE:
            return at
        at += 2
