"""A school's answers on disk: one JSON file, and the pictures beside it."""

from __future__ import annotations

import base64
import io
import json
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from polisi.content.source import decode
from polisi.diagnostics import ContentError, unreadable
from polisi.fields import Answers, AnswersError, Schema, Type, validate
from polisi.model import Span
from polisi.said import Said, said

_PICTURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_OTHERS = {
    b"PK\x03\x04": Said("picture.zip"),
    b"GIF8": Said("picture.gif"),
    b"RIFF": Said("picture.webp"),
    b"%PDF": Said("picture.pdf"),
    b"BM": Said("picture.bmp"),
    b"II*\x00": Said("picture.tiff"),
    b"MM\x00*": Said("picture.tiff"),
}
_MAX_BYTES = 20_000_000
_MAX_PIXELS = 25_000_000  # more than a telephone's picture; what is unpacked takes 4 bytes each
_MOST_POINTS = _MAX_PIXELS // 1_000_000
_LONGEST_SIDE = 1000  # points; 8 cm in print


def load_answers(path: Path, schema: Schema) -> Answers:
    """Read an answers file, with the pictures that it names.

    Args:
        path: the file; a picture is named by its path from the file's folder.
        schema: the fields.

    Raises:
        ContentError: it cannot be opened, is not JSON, or an answer does not fit its field.
    """
    file = str(path)
    try:
        text = decode(path.read_bytes(), file)
    except OSError as error:
        raise unreadable(file, error, Said("answers.check_path")) from error
    try:
        raw: Any = json.loads(text, object_pairs_hook=_no_key_twice)
    except json.JSONDecodeError as error:
        raise ContentError(
            Span.at(file, error.lineno, error.colno),
            said("ledger.no_json", problem=error.msg),
            Said("answers.check_json"),
        ) from error
    except ValueError as error:
        raise ContentError(
            Span.at(file, _line_of(text, [str(error)])),
            said("answers.twice", field=str(error)),
            Said("answers.keep_one"),
        ) from error
    if isinstance(raw, dict):
        raw.pop("$schema", None)  # tells an editor where the schema is, and us nothing
        raw = {key: _with_picture(schema, key, value, path) for key, value in raw.items()}
    try:
        return validate(schema, raw)
    except AnswersError as error:
        found = re.search(r"`([\w$]+)`", error.problems[0])
        problem, *more = error.said
        if more:
            problem = said("answers.more", first=problem, number=len(more), more=tuple(more))
        raise ContentError(
            Span.at(file, _line_of(text, [found[1], *_older(schema, found[1])]) if found else 1),
            problem,
            Said("answers.see"),
        ) from error


def _no_key_twice(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    for key, _ in pairs:
        if sum(other == key for other, _ in pairs) > 1:
            raise ValueError(key)
    return made


def _older(schema: Schema, ident: str) -> Sequence[str]:
    """Return the names that a field had in older versions."""
    return [old for old, now in schema.renamed.items() if now == ident]


def _line_of(text: str, idents: Sequence[str]) -> int:
    """Return the line of the first of some keys that is there, or 1."""
    for ident in idents:
        found = re.search(rf'"{re.escape(ident)}"\s*:', text)
        if found:
            return text.count("\n", 0, found.start()) + 1
    return 1


def _with_picture(schema: Schema, key: str, value: Any, answers: Path) -> Any:
    """Return an answer with the picture that it names, if it names one, inside it."""
    field = schema.by_id.get(schema.renamed.get(key, key))
    if field is None or field.type is not Type.IMAGE or not isinstance(value, str) or not value:
        return value
    return picture(value, answers)


# ---------------------------------------------------------------------- pictures
def picture(given: str, answers: Path) -> str:
    """Return a school's picture, checked, as a data URL.

    It is decoded and written anew, so that nothing but the picture itself goes into a document:
    no place where it was taken, no second file behind it. A large one is made smaller.

    Args:
        given: its path from the folder of the answers, or a data URL (a form in a browser saves
            pictures so).
        answers: the file that names it.

    Raises:
        ContentError: it is not there, no PNG or JPEG, damaged or much too large.
    """
    if given.startswith("data:"):
        return _clean_picture(_inside_url(given, answers), str(answers))
    path = picture_path(given, answers)
    try:
        # Asked first, because reading a pipe or a device would never end.
        size = path.stat().st_size if path.is_file() else -1
        data = path.read_bytes() if 0 <= size <= _MAX_BYTES else b""
    except (OSError, ValueError) as error:
        raise _no_picture(path, answers) from error
    if size < 0:
        raise _no_picture(path, answers)
    if size > _MAX_BYTES:
        raise _refused(str(path), said("picture.too_large", most=_MAX_BYTES // 1_000_000))
    return _clean_picture(data, str(path))


def picture_path(given: str, answers: Path) -> Path:
    """Return the path of a picture that an answer names; Windows' strokes will do anywhere."""
    path = answers.parent / given
    return path if "\\" not in given or _exists(path) else answers.parent / given.replace("\\", "/")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, or with a NUL in it
        return False


def _inside_url(given: str, answers: Path) -> bytes:
    head, _, code = given.partition(",")
    try:
        if not head.endswith(";base64") or len(code) > _MAX_BYTES * 4 // 3 + 4:
            raise ValueError(head)
        return base64.b64decode(code, validate=True)
    except ValueError as error:
        raise _refused(str(answers), Said("picture.no_data_url")) from error


def _clean_picture(data: bytes, file: str) -> str:
    kind = next((name for start, name in _PICTURES.items() if data.startswith(start)), None)
    if kind is None:
        other = _what_it_is(data)
        what = said("picture.other_but", kind=other) if other else Said("picture.other")
        raise _refused(file, what)
    try:
        made = _written_anew(data, kind, file)
    except ContentError:
        raise
    except Exception as error:  # a decoder may raise anything at a file that was made to harm it
        raise _refused(file, said("picture.damaged", kind=kind)) from error
    return f"data:image/{kind.lower()};base64,{base64.b64encode(made).decode('ascii')}"


def _written_anew(data: bytes, kind: str, file: str) -> bytes:
    # Takes longer to load than all the rest; most answers bring no picture.
    from PIL import Image, ImageOps  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's on large pictures: they are refused below
            image: Image.Image = Image.open(io.BytesIO(data), formats=[kind])
    except Image.DecompressionBombError as error:
        raise _refused(file, said("picture.points", most=_MOST_POINTS)) from error
    if image.width * image.height > _MAX_PIXELS:
        width, height = f"{image.width:,}", f"{image.height:,}"
        what = said("picture.points_by", most=_MOST_POINTS, width=width, height=height)
        raise _refused(file, what)
    image.load()
    image = ImageOps.exif_transpose(image)
    see_through = kind == "PNG" and image.has_transparency_data
    image = image.convert("RGBA" if see_through else "RGB")
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    image.info.clear()  # or Pillow would carry some of it over
    stream = io.BytesIO()
    image.save(stream, kind, optimize=True, **({"quality": 90} if kind == "JPEG" else {}))
    return stream.getvalue()


def _what_it_is(data: bytes) -> Said | None:
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    name = next((name for sign, name in _OTHERS.items() if start.startswith(sign)), None)
    if b"<svg" in start:
        name = Said("picture.svg")
    if start[4:8] == b"ftyp":
        name = Said("picture.heic")
    return name


def _no_picture(path: Path, answers: Path) -> ContentError:
    name = str(path)
    return ContentError(
        Span.at(name if len(name) < 300 else f"{name[:300]}..."),
        Said("picture.none"),
        said("picture.give_path", file=answers.name),
    )


def _refused(file: str, what: Said) -> ContentError:
    return ContentError(Span.at(file), said("picture.refused", what=what), Said("picture.save"))
