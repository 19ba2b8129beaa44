"""A phone that uploads, and photos to upload."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

import pytest
from PIL import Image
from rest_framework.test import APIClient

from tests.factories.places import make_tree
from tests.people import make_worker
from tests.server.phones import client_of

URL = "/api/v1/photos/"


@pytest.fixture
def worker(db):
    return make_worker(make_tree()["S11"])


def taken_photo(size=(1200, 900), exif: Image.Exif | None = None, colour="teal") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif or Image.Exif())
    return out.getvalue()


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def b64(text: str | bytes) -> str:
    return b64encode(text.encode() if isinstance(text, str) else text).decode()


@dataclass
class Uploader:
    """Speaks tus as the phone does."""

    client: APIClient

    def begin(self, content: bytes, sha256: str | None = None, **headers: str):
        named = {"tus-resumable": "1.0.0", "upload-length": str(len(content))}
        named["upload-metadata"] = f"sha256 {b64(sha256 or hash_of(content))}"
        return self.client.post(URL, headers={**named, **headers})

    def send(self, location: str, offset: int, chunk: bytes, **headers: str):
        named = {"tus-resumable": "1.0.0", "upload-offset": str(offset)}
        kind = headers.pop("content-type", "application/offset+octet-stream")
        return self.client.generic("PATCH", location, chunk, content_type=kind, headers={**named, **headers})

    def where(self, location: str):
        return self.client.head(location, headers={"tus-resumable": "1.0.0"})

    def end(self, location: str, version: str = "1.0.0"):
        return self.client.delete(location, headers={"tus-resumable": version})

    def upload(self, content: bytes, size: int = 64 * 1024):
        location = self.begin(content)["Location"]
        for offset in range(0, len(content), size):
            answer = self.send(location, offset, content[offset : offset + size])
        return answer


@pytest.fixture
def phone(worker) -> Uploader:
    return Uploader(client_of(worker))
