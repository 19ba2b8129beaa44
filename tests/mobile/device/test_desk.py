"""The desk's stand-ins and the making of small photos."""

import stat
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from mobile.device.keystore import FileKeystore
from mobile.device.network import FakeNetwork
from mobile.device.pictures import NotAPicture, smaller


def jpeg(width: int, height: int, orientation: int | None = None) -> bytes:
    out, exif = BytesIO(), Image.Exif()
    if orientation:
        exif[0x0112] = orientation
        exif[0x010F] = "Maker of phones"
    Image.new("RGB", (width, height), "#336699").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_is_made_small_and_keeps_its_shape() -> None:
    with Image.open(BytesIO(smaller(jpeg(4000, 3000), 1280))) as picture:
        assert picture.size == (1280, 960)


def test_a_photo_is_turned_upright_and_says_nothing_of_its_maker() -> None:
    small = smaller(jpeg(400, 300, orientation=6), 1280)
    with Image.open(BytesIO(small)) as picture:
        assert picture.size == (300, 400)
        assert dict(picture.getexif()) == {}
    assert b"Maker of phones" not in small


@pytest.mark.parametrize("raw", [b"", b"no picture", jpeg(100, 100)[:60]])
def test_what_is_no_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAPicture):
        smaller(raw, 1280)


def test_the_network_tells_each_change_once() -> None:
    network, seen = FakeNetwork(), []
    network.on_change(seen.append)
    network.set_online(False)
    network.set_online(False)
    network.set_online(True)
    assert seen == [False, True]


def test_only_its_owner_may_read_a_kept_secret(tmp_path: Path) -> None:
    keystore = FileKeystore(tmp_path / "keys")
    sealed = keystore.seal(b"secret")
    assert b"secret" not in sealed
    assert FileKeystore(tmp_path / "keys").open(sealed) == b"secret"
    assert stat.S_IMODE((tmp_path / "keys" / "device.key").stat().st_mode) == 0o600
