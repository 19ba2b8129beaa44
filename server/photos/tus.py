"""The headers of tus 1.0 (https://tus.io/protocols/resumable-upload): core, creation, checksum,
expiration and termination."""

import hashlib
from base64 import b64decode
from binascii import Error as Base64Error
from typing import IO, Any

from django.http import UnreadablePostError
from django.utils.http import http_date
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from server.photos.models import PhotoUpload
from server.photos.problems import BadUploadHeader, ChecksumMismatch, ChunkCutOff, PhotoTooLarge, WrongProtocol
from server.photos.services import MAX_PHOTO_BYTES

VERSION = "1.0.0"
CHUNK_TYPE = "application/offset+octet-stream"
MAX_CHUNK_BYTES = 1024 * 1024
CHECKSUMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
OPTIONS = {
    "Tus-Resumable": VERSION,
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,checksum,expiration,termination",
    "Tus-Max-Size": str(MAX_PHOTO_BYTES),
    "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
}
SHA256_BYTES = 32
SHA256_DIGITS = 64


class ChunkParser(BaseParser):
    """The bytes of a chunk, as many as one request may carry."""

    media_type = CHUNK_TYPE

    def parse(self, stream: IO[Any], *_args: Any, **_kwargs: Any) -> bytes:  # type: ignore[override]
        try:
            chunk: bytes = stream.read(MAX_CHUNK_BYTES + 1)
        except UnreadablePostError as error:
            raise ChunkCutOff from error
        if len(chunk) > MAX_CHUNK_BYTES:
            raise PhotoTooLarge(limit=MAX_CHUNK_BYTES)
        return chunk


def place_of(upload: PhotoUpload) -> dict[str, str]:
    """How far an upload is, and until when it is kept."""
    return {"Upload-Offset": str(upload.received), "Upload-Expires": http_date(upload.expires_at.timestamp())}


def require_version(request: Request) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise WrongProtocol(version=VERSION)


def number_in(request: Request, header: str, *, least: int) -> int:
    """A header that holds a whole number. Raises BadUploadHeader."""
    text = request.headers.get(header, "")
    # `isdecimal` alone would take digits of other scripts, and a number of a thousand digits is no size.
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(2**31))) or int(text) < least:
        raise BadUploadHeader(header=header)
    return int(text)


def sha256_in(request: Request) -> str:
    """The photo's hash (hex) from `Upload-Metadata: sha256 <base64>`; the value is the hex text or the raw bytes."""
    pairs = (pair.strip().partition(" ") for pair in request.headers.get("Upload-Metadata", "").split(","))
    value = decoded({key: encoded for key, _, encoded in pairs}.get("sha256", ""), "Upload-Metadata")
    digest = value.hex() if len(value) == SHA256_BYTES else value.decode("ascii", "replace").lower()
    if len(digest) != SHA256_DIGITS or not set(digest) <= set("0123456789abcdef"):
        raise BadUploadHeader(header="Upload-Metadata")
    return digest


def verify_checksum(request: Request, chunk: bytes) -> None:
    """Compare a chunk with `Upload-Checksum: sha256 <base64>` if the phone sent one."""
    stated = request.headers.get("Upload-Checksum")
    if stated is None:
        return
    name, _, encoded = stated.partition(" ")
    if name not in CHECKSUMS:
        raise BadUploadHeader(header="Upload-Checksum")
    if CHECKSUMS[name](chunk, usedforsecurity=False).digest() != decoded(encoded, "Upload-Checksum"):
        raise ChecksumMismatch


def decoded(text: str, header: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise BadUploadHeader(header=header) from error
