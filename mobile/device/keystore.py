"""Small secrets, sealed by the device: what one device sealed, no other opens."""

import os
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class Keystore(Protocol):
    def seal(self, secret: bytes) -> bytes: ...

    def open(self, sealed: bytes) -> bytes: ...


class FileKeystore:
    """The desk's stand-in: a key in a file that only its owner may read. Not for a phone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def seal(self, secret: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.key()).encrypt(nonce, secret, None)

    def open(self, sealed: bytes) -> bytes:
        return AESGCM(self.key()).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)

    def key(self) -> bytes:
        path = self.folder / "device.key"
        if not path.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".new")
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        return path.read_bytes()
