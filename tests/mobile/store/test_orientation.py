"""A photo taken sideways loses its EXIF and stays sideways for whoever turns it."""

from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageOps

from mobile.store.orientation import UPRIGHT, orientation_of
from mobile.store.photos import without_metadata


def taken(orientation: int | None, order: str = "<") -> bytes:
    exif = Image.Exif()
    exif.endian = order
    exif[ExifTags.Base.Make] = "Example phone"
    if orientation is not None:
        exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (40.0, 0.0, 0.0)
    picture = Image.new("RGB", (40, 30), "teal")
    picture.paste("red", (0, 0, 20, 15))
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif.tobytes(), quality=95)
    return out.getvalue()


def seen(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content)) as picture:
        return ImageOps.exif_transpose(picture)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("order", ["<", ">"])
def test_it_is_seen_as_before_and_tells_nothing_else(orientation, order):
    before = taken(orientation, order)
    after = without_metadata(before)
    assert b"Example phone" in before
    assert b"Example phone" not in after
    with Image.open(BytesIO(after)) as picture:
        assert set(picture.getexif()) == ({ExifTags.Base.Orientation} if orientation > UPRIGHT else set())
    assert seen(after).tobytes() == seen(before).tobytes()
    assert without_metadata(after) == after


def test_an_upright_photo_has_no_exif_left():
    assert b"Exif" not in without_metadata(taken(UPRIGHT))
    assert b"Exif" not in without_metadata(taken(None))


@pytest.mark.parametrize("cut", range(4, 40))
def test_damaged_exif_is_upright(cut):
    whole = taken(6)
    segment = whole[whole.index(b"\xff\xe1") :][:cut]
    assert orientation_of(segment) == UPRIGHT
