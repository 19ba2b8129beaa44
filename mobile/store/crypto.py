"""What makes the phone's personal content unreadable without the account's key: AES-256-GCM, a fresh nonce each time.

A sealed text is a BLOB in the database; nothing else there is one, so that every row can be opened as it is read.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from mobile.store.problems import RecordDamaged

KEY_BYTES = 32
NONCE_BYTES = 12
# Emptiness is no secret, and many columns are empty.
EMPTY = ("", "[]", "{}")


class Box:
    """Seals and opens for one account. Each use has a key of its own: a journal's frame is no photo."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("an account's key has 32 bytes")
        self._texts, self._entries, self._photos, self._check = (
            AESGCM(HKDFExpand(SHA256(), KEY_BYTES, f"gridwalk phone {use}".encode()).derive(key))
            for use in ("text", "entry", "photo", "check")
        )

    # -- columns of the database

    def text(self, plain: str | None) -> bytes | str | None:
        if plain is None or plain in EMPTY:
            return plain
        return seal(self._texts, plain.encode())

    def plain(self, sealed: bytes | str | None) -> str | None:
        return unseal(self._texts, sealed).decode() if isinstance(sealed, bytes) else sealed

    # -- files

    def entry(self, plain: bytes) -> bytes:
        return seal(self._entries, plain)

    def plain_entry(self, sealed: bytes) -> bytes:
        return unseal(self._entries, sealed)

    def photo(self, sha256: str, plain: bytes) -> bytes:
        return seal(self._photos, plain, sha256.encode())

    def plain_photo(self, sha256: str, sealed: bytes) -> bytes:
        return unseal(self._photos, sealed, sha256.encode())

    # -- the key itself

    def mark(self) -> bytes:
        """Something that only the same key opens."""
        return seal(self._check, b"gridwalk")

    def made(self, mark: bytes) -> bool:
        try:
            return unseal(self._check, mark) == b"gridwalk"
        except RecordDamaged:
            return False


def seal(cipher: AESGCM, plain: bytes, about: bytes | None = None) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, about)


def unseal(cipher: AESGCM, sealed: bytes, about: bytes | None = None) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
    except (InvalidTag, ValueError) as error:
        raise RecordDamaged from error
