"""What the photo tests need of a phone: pictures of a size, and the steps of a sync one by one."""

import io
import random
from base64 import b64encode

from PIL import Image

from mobile.sync import Client
from mobile.sync.photographs import TUS, send_photos
from mobile.sync.pushing import push_all
from server.photos.models import Photo, PhotoUpload
from server.visits.models import Visit
from tests.journeys.field import Handset


def picture(seed: int = 1, side: int = 480) -> bytes:
    """A JPEG of noise, which no encoder makes small: three chunks and more."""
    noise = random.Random(seed).randbytes(side * side * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), noise).save(out, "JPEG", quality=85)
    return out.getvalue()


def push(phone: Handset) -> None:
    client = phone.client()
    push_all(phone.store, client, lambda _: None)
    client.close()


def photos(phone: Handset, url: str | None = None, timeout: float = 20) -> int:
    """Only the photos, over this line; the number now stored."""
    client = phone.client(url, timeout)
    try:
        return send_photos(phone.store, client, lambda *_: None)
    finally:
        client.close()


def by_hand(client: Client, method: str, path: str, body: bytes | None = None, **headers: str):
    """One request of the upload protocol, headers as `upload_offset="0"`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kind = {"content-type": "application/offset+octet-stream"} if method == "PATCH" else {}
    return client.request(method, path, body, {**TUS, **kind, **named})


def begin(client: Client, sha256: str, size: int):
    metadata = f"sha256 {b64encode(sha256.encode()).decode()}"
    return by_hand(client, "POST", "/api/v1/photos/", b"", upload_length=str(size), upload_metadata=metadata)


def on_server(*hashes: str) -> set[str]:
    """Those whose bytes are there and can be opened, not only their rows."""
    found = set()
    for photo in Photo.objects.filter(sha256__in=hashes):
        with photo.image.open("rb") as file, Image.open(file) as opened:
            opened.load()
        found.add(photo.sha256)
    return found


def nothing_twice(visits: int, photo_rows: int) -> bool:
    return (Visit.objects.count(), Photo.objects.count(), PhotoUpload.objects.count()) == (visits, photo_rows, 0)
