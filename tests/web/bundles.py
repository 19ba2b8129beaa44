"""A sealed file as a phone writes it, made by its description alone; `tests/faults` holds the phone's own to it."""

import base64
import json
import struct
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.accounts.models import Device
from server.accounts.sealing import current_key, proof_of, public_key

LENGTH = struct.Struct(">I")


def sealed(device: Device, ops: list[dict[str, Any]]) -> bytes:
    """A bundle without photos, short enough for one piece."""
    key, fresh = current_key(), X25519PrivateKey.generate()
    epk = base64.b64encode(fresh.public_key().public_bytes_raw()).decode()
    header = json.dumps({"key": str(key.id), "device": str(device.id), "epk": epk}).encode()
    start = b"GRIDWALK-SEALED-1" + LENGTH.pack(len(header)) + header
    shared = fresh.exchange(X25519PublicKey.from_public_bytes(public_key(key)))
    secret = HKDF(SHA256(), 32, salt=proof_of(device), info=start).derive(shared)
    text = json.dumps({"device": str(device.id), "ops": ops, "photos": []}, ensure_ascii=False).encode()
    piece = AESGCM(secret).encrypt((0).to_bytes(11, "big") + b"\x01", LENGTH.pack(len(text)) + text, None)
    return start + LENGTH.pack(len(piece)) + piece
