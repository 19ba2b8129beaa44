"""Identities, photos, and parts of the map pack."""

import hashlib
import io
import time
import uuid

import pytest
from PIL import Image

from mobile.store import ids
from mobile.store.problems import PhotoUnreadable
from tests.mobile.store.town import building, household, open_town


def test_ids_are_uuid7_and_grow(monkeypatch):
    made = [ids.new_id() for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == 2000
    first = uuid.UUID(made[0])
    assert (first.version, first.variant) == (7, uuid.RFC_4122)
    assert abs((first.int >> 80) / 1000 - time.time()) < 60
    # The clock goes back a year: still greater.
    now = time.time_ns()
    monkeypatch.setattr(ids.time, "time_ns", lambda: now - 365 * 86400 * 10**9)
    assert ids.new_id() > made[-1]


def with_exif() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A phone maker"
    exif[0x8825] = {1: "N", 2: (39.0, 54.0, 0.0)}
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif, comment=b"taken at home")
    return out.getvalue()


def test_a_photo_loses_place_and_device_but_not_its_picture(tmp_path):
    store = open_town(tmp_path)
    taken = with_exif()
    sha256 = store.add_photo(taken + b"trailing secrets")
    kept = store.photo_bytes(sha256)
    assert hashlib.sha256(kept).hexdigest() == sha256
    for secret in (b"phone maker", b"Exif", b"taken at home", b"secrets"):
        assert secret not in kept
    with Image.open(io.BytesIO(kept)) as image, Image.open(io.BytesIO(taken)) as before:
        assert image.tobytes() == before.tobytes()
    assert store.add_photo(taken) == sha256


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8", with_exif()[:200], b"\xff\xd8\xff\xe0\x00\x01"])
def test_what_is_no_photo_is_refused(tmp_path, content):
    store = open_town(tmp_path)
    with pytest.raises(PhotoUnreadable):
        store.add_photo(content)
    assert list((tmp_path / "photos").iterdir()) == []


def test_photos_count_until_the_server_has_them(tmp_path):
    place = building()
    home = household(place)
    store = open_town(tmp_path, place, home)
    sha256 = store.add_photo(with_exif())
    assert store.counts().photos_waiting == 0
    store.record_visit(household_id=home.id, outcome="met", photos=(sha256,))
    assert (store.counts().photos_waiting, store.outbox()[0].photos_total) == (1, 1)
    store.outgoing.photo_stored(sha256)
    assert (store.counts().photos_waiting, store.outbox()[0].photos_sent) == (0, 1)


def manifest(*contents: bytes) -> dict:
    return {
        "format": 1,
        "parts": [
            {
                "kind": "grid" if n else "basemap",
                "id": str(n),
                "name": f"part {n}",
                "sha256": hashlib.sha256(content).hexdigest(),
                "bytes": len(content),
                "url": f"/api/v1/packs/parts/{n}",
            }
            for n, content in enumerate(contents)
        ],
    }


def test_a_pack_is_used_when_it_is_whole(tmp_path):
    store = open_town(tmp_path)
    first, second = store.packs.announce(manifest(b"base", b"grid"))
    store.packs.add_piece(first, b"ba")
    assert store.packs.partial(first) == 2
    store.packs.add_piece(first, b"se")
    assert store.packs.finish(first)
    store.packs.switch()
    assert (store.pack(), store.pack_parts()) == (None, [])
    store.packs.add_piece(second, b"mush")
    assert not store.packs.finish(second)
    store.packs.add_piece(second, b"grid")
    assert store.packs.finish(second)
    store.packs.switch()
    assert [part.kind for part in store.pack_parts()] == ["basemap", "grid"]
    assert store.pack()["format"] == 1


def test_a_new_pack_takes_over_only_when_complete(tmp_path):
    store = open_town(tmp_path)
    for part in store.packs.announce(manifest(b"base", b"old!")):
        store.packs.add_piece(part, b"base" if part.kind == "basemap" else b"old!")
        assert store.packs.finish(part)
    store.packs.switch()
    old = [part.path for part in store.pack_parts()]
    [fresh] = store.packs.announce(manifest(b"base", b"new!"))
    store.packs.switch()
    assert [part.path for part in store.pack_parts()] == old
    store.packs.add_piece(fresh, b"new!")
    assert store.packs.finish(fresh)
    store.packs.switch()
    assert [part.path.read_bytes() for part in store.pack_parts()] == [b"base", b"new!"]
    assert not old[1].exists()
