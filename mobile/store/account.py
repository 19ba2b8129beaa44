"""`account.json`: who this folder belongs to. Beside the database, so that it outlives a damaged one."""

import json
import os
import zlib
from pathlib import Path

from mobile.store.folders import sync_folder
from mobile.store.ids import new_id

NAME = "account.json"


def device_id(folder: Path, remembered: str | None = None) -> str:
    """The identity of this account on this phone, made once. With another one the server would take the same
    operations for somebody else's. `remembered` is the database's copy, for a damaged file."""
    path = folder / NAME
    try:
        kept = json.loads(path.read_bytes())
        if kept["check"] == checksum(kept["device_id"]):
            return str(kept["device_id"])
    except (ValueError, KeyError, TypeError, FileNotFoundError):
        pass
    fresh = remembered or new_id()
    part = path.with_suffix(".new")
    with part.open("w") as file:
        json.dump({"device_id": fresh, "check": checksum(fresh)}, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(folder)
    return fresh


def checksum(text: str) -> int:
    """One flipped bit makes another identity, and still good JSON."""
    return zlib.crc32(text.encode())
