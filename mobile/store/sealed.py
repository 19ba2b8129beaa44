"""A sealed bundle of all unsent work: a file that only the server opens, for a phone that cannot send.

`GRIDWALK-SEALED-1`, the length of a header and the header (JSON: `key`, `device`, `epk`), then pieces: each its length
and AES-256-GCM of at most 64 KiB, numbered, the last one marked, so that none can be left out, moved or cut off.
Inside: the length of a JSON text with the operations, the text, and the photos' bytes one after the other.

The key: X25519 of a fresh key and the server's, by HKDF, salted with a secret of this device: nobody else makes a
bundle in its name.
"""

import base64
import json
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mobile.store.database import storage_problems
from mobile.store.folders import sync_folder
from mobile.store.outbox import Outbox
from mobile.store.photos import Photos
from mobile.wire import Operation

MAGIC = b"GRIDWALK-SEALED-1"
PIECE = 64 * 1024
LENGTH = struct.Struct(">I")


def write_bundle(target: Path, device_id: str, sealing: Mapping[str, str], outgoing: Outbox, photos: Photos) -> None:
    """All unsent operations and photos in one file. Raises `DiskFull`, `StorageFailed`."""
    whole = {sha256: len(photos.read(sha256) or b"") for sha256 in outgoing.photos_to_send()}
    write_file(target, device_id, sealing, content(device_id, outgoing.unsent(), whole, photos))


def write_file(target: Path, device_id: str, sealing: Mapping[str, str], inside: Iterator[bytes]) -> None:
    """Writes the file whole or not at all. Raises `DiskFull`, `StorageFailed`."""
    ephemeral = X25519PrivateKey.generate()
    header = json.dumps(
        {
            "key": sealing["key"],
            "device": device_id,
            "epk": base64.b64encode(ephemeral.public_key().public_bytes_raw()).decode(),
        }
    ).encode()
    start = MAGIC + LENGTH.pack(len(header)) + header
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(base64.b64decode(sealing["public_key"])))
    key = HKDF(SHA256(), 32, salt=base64.b64decode(sealing["proof"]), info=start).derive(shared)
    part = target.with_name(target.name + ".part")
    with storage_problems(target.parent):
        with part.open("wb") as file:
            file.write(start)
            file.writelines(sealed_pieces(AESGCM(key), inside))
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)


def content(
    device_id: str, operations: Iterable[Operation], sizes: Mapping[str, int], photos: Photos
) -> Iterator[bytes]:
    """`sizes` are the photos' bytes, 0 for one that cannot be read any more."""
    said = {
        "device": device_id,
        "ops": [operation.message() for operation in operations],
        "photos": [{"sha256": sha256, "bytes": size} for sha256, size in sizes.items() if size],
    }
    text = json.dumps(said, ensure_ascii=False).encode()
    yield LENGTH.pack(len(text)) + text
    for sha256 in sizes:
        yield photos.read(sha256) or b""


def sealed_pieces(cipher: AESGCM, contents: Iterator[bytes]) -> Iterator[bytes]:
    rest, number = b"", 0
    for each in contents:
        rest += each
        while len(rest) > PIECE:
            yield sealed_piece(cipher, number, rest[:PIECE], last=False)
            rest, number = rest[PIECE:], number + 1
    yield sealed_piece(cipher, number, rest, last=True)


def sealed_piece(cipher: AESGCM, number: int, plain: bytes, *, last: bool) -> bytes:
    sealed = cipher.encrypt(number.to_bytes(11, "big") + bytes([last]), plain, None)
    return LENGTH.pack(len(sealed)) + sealed
