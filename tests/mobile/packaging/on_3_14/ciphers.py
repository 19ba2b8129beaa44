"""Stands in for `cryptography`, which has no build for this Python here: enough for the store to seal and open again,
and to see what was changed. It hides nothing from anybody."""

import hashlib
import hmac
import sys
import types
from typing import Any


class InvalidTag(Exception):
    pass


class AESGCM:
    def __init__(self, key: bytes) -> None:
        self.key = key

    def tag(self, nonce: bytes, plain: bytes, about: bytes | None) -> bytes:
        return hmac.digest(self.key, nonce + (about or b"") + plain, "sha256")[:16]

    def encrypt(self, nonce: bytes, plain: bytes, about: bytes | None) -> bytes:
        return bytes(byte ^ 0x5A for byte in plain) + self.tag(nonce, plain, about)

    def decrypt(self, nonce: bytes, sealed: bytes, about: bytes | None) -> bytes:
        plain = bytes(byte ^ 0x5A for byte in sealed[:-16])
        if len(sealed) < 16 or self.tag(nonce, plain, about) != sealed[-16:]:
            raise InvalidTag
        return plain


class Derived:
    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.salted = repr((arguments[1:], sorted(named.items()))).encode()

    def derive(self, key: bytes) -> bytes:
        return hashlib.sha256(key + self.salted).digest()


def install() -> None:
    names: dict[str, dict[str, Any]] = {
        "": {},
        ".exceptions": {"InvalidTag": InvalidTag},
        ".hazmat": {},
        ".hazmat.primitives": {},
        ".hazmat.primitives.ciphers": {},
        ".hazmat.primitives.ciphers.aead": {"AESGCM": AESGCM},
        ".hazmat.primitives.hashes": {"SHA256": type("SHA256", (), {"__repr__": lambda self: "sha256"})},
        ".hazmat.primitives.kdf": {},
        ".hazmat.primitives.kdf.hkdf": {"HKDF": Derived, "HKDFExpand": Derived},
        ".hazmat.primitives.kdf.scrypt": {"Scrypt": Derived},
        ".hazmat.primitives.asymmetric": {},
        ".hazmat.primitives.asymmetric.x25519": {"X25519PrivateKey": object, "X25519PublicKey": object},
    }
    for name, members in names.items():
        module = types.ModuleType("cryptography" + name)
        module.__path__ = []
        module.__dict__.update(members)
        sys.modules[module.__name__] = module
