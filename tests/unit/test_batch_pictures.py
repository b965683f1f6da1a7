"""A school's picture is looked at before it goes into a document, and goes in as nothing else."""

import base64
import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from polisi.answers_file import load_answers, picture
from polisi.diagnostics import ContentError
from polisi.fields import Field, Schema, Type
from polisi.model import Span


def encoded(image: Image.Image, kind: str, **more: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


def opened(url: str) -> Image.Image:
    head, _, code = url.partition(",")
    image = Image.open(io.BytesIO(base64.b64decode(code)))
    assert head == f"data:image/{str(image.format).lower()};base64"
    image.load()
    return image


def given_as(folder: Path, data: bytes, name: str = "logo.png") -> str:
    (folder / name).write_bytes(data)
    return picture(name, folder / "answers.json")


def photograph() -> bytes:
    """A telephone's picture, lying on its side, that says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    exif[0x8825] = {1: "N", 2: (51.0, 39.0, 0.0), 3: "W", 4: (3.0, 30.0, 0.0)}
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (0, 0, 10, 20))
    return encoded(image, "JPEG", exif=exif, comment=b"at home", quality=95)


def test_a_photograph_is_turned_upright_and_forgets_where_it_was_taken(tmp_path: Path) -> None:
    data = photograph()
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    image = opened(given_as(tmp_path, data, "logo.jpg"))
    assert image.size == (20, 40)
    red, _, blue = image.getpixel((10, 2))  # type: ignore[misc]
    assert blue > 200
    assert red < 50
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_is_behind_or_beside_the_picture_is_left_behind(tmp_path: Path) -> None:
    texts = PngInfo()
    texts.add_text("Comment", "secret-1")
    data = encoded(Image.new("RGB", (9, 9)), "PNG", pnginfo=texts) + b"PK\x03\x04 secret-2"
    made = base64.b64decode(given_as(tmp_path, data).partition(",")[2])
    assert b"secret" not in made


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_will_do(tmp_path: Path, mode: str) -> None:
    image = opened(given_as(tmp_path, encoded(Image.new(mode, (5, 4)), "PNG")))
    assert (image.format, image.size) == ("PNG", (5, 4))


def test_what_one_can_see_through_stays_so(tmp_path: Path) -> None:
    image = opened(given_as(tmp_path, encoded(Image.new("RGBA", (5, 5), (1, 2, 3, 0)), "PNG")))
    assert image.mode == "RGBA"
    assert image.getpixel((0, 0)) == (1, 2, 3, 0)


def test_a_picture_for_print_becomes_one_for_the_screen(tmp_path: Path) -> None:
    image = opened(given_as(tmp_path, encoded(Image.new("CMYK", (5, 5)), "JPEG"), "l.jpeg"))
    assert image.mode == "RGB"


@pytest.mark.parametrize(
    ("size", "made"), [((3000, 1500), (1000, 500)), ((5000, 2), (1000, 1)), ((7, 9), (7, 9))]
)
def test_a_large_picture_is_made_smaller(
    tmp_path: Path, size: tuple[int, int], made: tuple[int, int]
) -> None:
    assert opened(given_as(tmp_path, encoded(Image.new("RGB", size), "PNG"))).size == made


def bomb(width: int, height: int) -> bytes:
    """A small file that says it is a large picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        end = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + end

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
PNG = encoded(Image.effect_noise((64, 64), 90), "PNG")
JPEG = encoded(Image.effect_noise((64, 64), 90), "JPEG")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (SVG, "neither PNG nor JPEG; it is an SVG drawing"),
        (b"PK\x03\x04" + bytes(50), "it is a ZIP file"),
        (b"GIF89a" + bytes(50), "it is a GIF picture"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"", "neither PNG nor JPEG."),
        (b"\x89PNG\r\n\x1a\n" + SVG, "damaged"),
        (PNG[: len(PNG) // 2], "damaged, or ends too soon (PNG)"),
        (JPEG[: len(JPEG) // 2], "damaged, or ends too soon (JPEG)"),
        (PNG[:40] + b"\xff\xff" + PNG[42:], "damaged"),
        (bomb(8000, 6250), "more than 25 million points (8,000 by 6,250)"),
        (bomb(60_000, 60_000), "more than 25 million points"),
        (PNG + bytes(20_000_000), "larger than 20 MB"),
    ],
)
def test_what_is_no_sound_picture_is_refused_with_the_reason(
    tmp_path: Path, data: bytes, said: str
) -> None:
    with pytest.raises(ContentError) as caught:
        given_as(tmp_path, data)
    assert said in str(caught.value)
    assert str(tmp_path / "logo.png") in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_picture_is_refused_or_shown_and_never_more(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([PNG, JPEG])))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        opened(picture(f"data:;base64,{base64.b64encode(whole).decode()}", Path("x")))
    except ContentError as error:
        assert "This picture" in str(error)


@pytest.mark.parametrize("name", ["none.png", "", ".", "x" * 5000, "a\0b", "/dev/zero"])
def test_a_picture_that_is_no_file_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContentError, match=r"no such picture.*folder of answers\.json"):
        picture(name, tmp_path / "answers.json")


def test_a_path_may_be_written_as_windows_does(tmp_path: Path) -> None:
    (tmp_path / "logos").mkdir()
    (tmp_path / "logos" / "a.png").write_bytes(PNG)
    assert picture("logos\\a.png", tmp_path / "s.csv") == picture("logos/a.png", tmp_path / "s.csv")


SCHEMA = Schema(
    tuple(
        Field(ident, kind, {"en": ident}, {}, {}, Span.at("f"), {})
        for ident, kind in (("name", Type.TEXT), ("logo", Type.IMAGE))
    ),
    "a.md",
    "1",
    name="name",
    title="name",
)


def test_answers_hold_a_path_or_as_a_browser_saves_them_the_picture(tmp_path: Path) -> None:
    (tmp_path / "logo.jpg").write_bytes(photograph())
    inside = "data:image/jpeg;base64," + base64.b64encode(photograph()).decode()
    made = []
    for logo in ("logo.jpg", inside):
        path = tmp_path / "answers.json"
        path.write_text(json.dumps({"$schema": "s.json", "name": "A", "logo": logo}))
        made.append(load_answers(path, SCHEMA).text("logo", "en"))
    assert made[0] == made[1]
    assert made[0] != inside


@pytest.mark.parametrize(
    "url", ["data:image/svg+xml;base64," + base64.b64encode(SVG).decode(), "data:,x", "data:x"]
)
def test_what_a_data_url_holds_is_looked_at_too(tmp_path: Path, url: str) -> None:
    with pytest.raises(ContentError, match="picture"):
        picture(url, tmp_path / "answers.json")
