"""`keys.json`: the account's key, wrapped so that this phone opens it, with the worker's PIN where there is one; and a
second time so that a sign-in opens it. A forgotten PIN or a lost keystore costs a password, never unsent work.

Written twice, for without it everything else in the folder is noise.
"""

import base64
import json
import os
import secrets
import zlib
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from mobile.store.clock import Clock
from mobile.store.crypto import KEY_BYTES, seal, unseal
from mobile.store.folders import make_folder, sync_folder
from mobile.store.problems import BadPin, KeyLost, PinNeeded, PinWait, RecordDamaged, WrongPin

NAMES = ("keys.json", "keys.copy.json")
# 16 MB and about 50 ms on a desk; against guessing there is the keystore, which never leaves the phone.
COST = {"n": 2**14, "r": 8, "p": 1}
PIN_DIGITS = range(4, 7)
# Seconds to wait after so many wrong PINs; the last one stays. Nothing is ever erased.
FREE_TRIES = 4
WAITS = (30, 60, 120, 300, 900, 3600)


class Keystore(Protocol):
    """Small secrets sealed by the device: what it sealed, no other device opens."""

    def seal(self, secret: bytes) -> bytes: ...

    def open(self, sealed: bytes) -> bytes:
        """Raises any error where the device cannot."""


class Keys:
    """The key of one account. `key` is known once it was made or opened."""

    def __init__(self, folder: Path, keystore: Keystore, clock: Clock | None = None) -> None:
        self.folder = folder
        self.keystore = keystore
        self.clock = clock or Clock()
        self.key: bytes | None = None

    # -- what there is

    @property
    def exist(self) -> bool:
        return bool(self.read())

    @property
    def has_pin(self) -> bool:
        return "pin" in self.read()

    @property
    def has_escrow(self) -> bool:
        return "escrow" in self.read()

    # -- opening

    def make(self) -> bytes:
        """A fresh key, without a PIN."""
        self.key = secrets.token_bytes(KEY_BYTES)
        self.write({"device": self.by_device(self.key)})
        return self.key

    def unlock(self, pin: str | None = None) -> bytes:
        """Raises `PinNeeded`, `WrongPin`, `PinWait`, and `KeyLost` where only a sign-in helps."""
        kept = self.read()
        if "pin" in kept:
            self.key = self.by_pin(kept, pin)
        elif "device" in kept:
            self.key = self.from_device(kept["device"])
        else:
            raise KeyLost
        return self.key

    def unlock_by_escrow(self, secret: bytes) -> bytes:
        """After a sign-in, whatever the PIN was; it is taken off, and the waiting ends. Raises `KeyLost`."""
        kept = self.read()
        try:
            self.key = unseal(escrow_cipher(secret), bytes_of(kept["escrow"]))
        except (KeyError, ValueError, RecordDamaged) as error:
            raise KeyLost from error
        self.write({"device": self.by_device(self.key), "escrow": kept["escrow"]})
        return self.key

    # -- changing

    def set_pin(self, pin: str) -> None:
        """From now on the PIN is asked for. Raises `BadPin`."""
        if len(pin) not in PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
            raise BadPin
        salt = os.urandom(16)
        wrapped = seal(AESGCM(stretched(pin, salt, COST)), self.open_key())
        kept = self.read()
        kept.pop("device", None)
        kept.pop("tries", None)
        self.write(kept | {"pin": {"salt": text_of(salt), **COST, "wrapped": text_of(self.keystore.seal(wrapped))}})

    def change_pin(self, old: str, new: str) -> None:
        """Raises as `unlock` and `set_pin`."""
        self.unlock(old)
        self.set_pin(new)

    def remove_pin(self) -> None:
        kept = self.read()
        kept.pop("pin", None)
        kept.pop("tries", None)
        self.write(kept | {"device": self.by_device(self.open_key())})

    def keep_escrow(self, secret: bytes) -> None:
        """Wraps the key by the secret that the server gives at each sign-in. The secret itself is not kept."""
        self.write(self.read() | {"escrow": text_of(seal(escrow_cipher(secret), self.open_key()))})

    def open_key(self) -> bytes:
        if self.key is None:
            raise PinNeeded
        return self.key

    # -- the PIN

    def by_pin(self, kept: dict[str, Any], pin: str | None) -> bytes:
        """Counts the try before it is made: a phone killed in the middle has not won one."""
        if pin is None:
            raise PinNeeded
        if (left := self.seconds_left(kept)) > 0:
            raise PinWait(seconds=left)
        wrong = int((kept.get("tries") or {}).get("wrong", 0)) + 1
        self.write(kept | {"tries": self.tries(wrong)})
        lock = kept["pin"]
        wrapped = self.from_device(lock["wrapped"])
        try:
            key = unseal(AESGCM(stretched(pin, bytes_of(lock["salt"]), lock)), wrapped)
        except RecordDamaged as error:
            raise WrongPin(seconds=self.seconds_left(self.read())) from error
        kept.pop("tries", None)
        self.write(kept)
        return key

    def tries(self, wrong: int) -> dict[str, Any]:
        now = self.clock.now()
        late = wrong - FREE_TRIES
        wait = WAITS[min(late, len(WAITS)) - 1] if late > 0 else 0
        return {"wrong": wrong, "wait": wait, "boot_id": now.boot_id, "elapsed_ms": now.elapsed_ms}

    def seconds_left(self, kept: dict[str, Any] | None = None) -> int:
        """By the steady clock, which nobody sets. Behind a new start of the phone the whole wait begins again."""
        tries = (self.read() if kept is None else kept).get("tries")
        if not tries or not tries["wait"]:
            return 0
        now = self.clock.now()
        if tries["boot_id"] != now.boot_id:
            self.write(self.read() | {"tries": {**tries, "boot_id": now.boot_id, "elapsed_ms": now.elapsed_ms}})
            return int(tries["wait"])
        return max(0, int(tries["wait"]) - (now.elapsed_ms - int(tries["elapsed_ms"])) // 1000)

    # -- the device

    def by_device(self, key: bytes) -> str:
        return text_of(self.keystore.seal(key))

    def from_device(self, sealed: str) -> bytes:
        try:
            return self.keystore.open(bytes_of(sealed))
        except Exception as error:
            # Whatever it says: a keystore that was reset (a new lock screen, a restored phone) opens nothing.
            raise KeyLost from error

    # -- the file

    def read(self) -> dict[str, Any]:
        for name in NAMES:
            try:
                kept = json.loads((self.folder / name).read_bytes())
                if kept.pop("check") == checksum(kept):
                    return dict(kept)
            except (ValueError, KeyError, AttributeError, TypeError, FileNotFoundError):
                continue
        return {}

    def write(self, kept: dict[str, Any]) -> None:
        make_folder(self.folder)
        for name in NAMES:
            part = self.folder / f"{name}.new"
            with part.open("w") as file:
                json.dump(kept | {"check": checksum(kept)}, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / name)
            sync_folder(self.folder)


def stretched(pin: str, salt: bytes, cost: dict[str, Any]) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=cost["n"], r=cost["r"], p=cost["p"]).derive(pin.encode())


def escrow_cipher(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=None, info=b"gridwalk escrow").derive(secret))


def checksum(kept: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(kept, sort_keys=True).encode())


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def bytes_of(text: str) -> bytes:
    return base64.b64decode(text)
