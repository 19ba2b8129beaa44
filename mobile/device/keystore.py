"""Small secrets, sealed by the device."""

import os
from pathlib import Path
from typing import Protocol


class Keystore(Protocol):
    def put(self, name: str, secret: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def forget(self, name: str) -> None: ...


class FileKeystore:
    """The desk's stand-in: a file that only its owner may read. Not for a phone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, secret: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secret)

    def get(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None

    def forget(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)
