"""`account.json`: who this folder belongs to. Beside the database, so that it outlives a damaged one."""

import base64
import json
import os
import zlib
from pathlib import Path
from typing import Any

from mobile.store.crypto import Box
from mobile.store.folders import sync_folder
from mobile.store.ids import new_id
from mobile.store.problems import WrongKey

NAME = "account.json"


def device_id(folder: Path, remembered: str | None = None) -> str:
    """The identity of this account on this phone, made once. With another one the server would take the same
    operations for somebody else's. `remembered` is the database's copy, for a damaged file."""
    kept = read(folder).get("device_id")
    if isinstance(kept, str):
        return kept
    fresh = remembered or new_id()
    write(folder, device_id=fresh)
    return fresh


def check_key(folder: Path, box: Box) -> None:
    """Before anything is touched: with a wrong key every record would look damaged. Raises `WrongKey`."""
    mark = read(folder).get("key_mark")
    if not isinstance(mark, str):
        write(folder, key_mark=base64.b64encode(box.mark()).decode())
    elif not box.made(base64.b64decode(mark)):
        raise WrongKey


def read(folder: Path) -> dict[str, Any]:
    """What the file says; nothing where it is damaged."""
    try:
        kept = json.loads((folder / NAME).read_bytes())
        # The first version knew no checksum.
        if kept.pop("check", None) == checksum(kept) or list(kept) == ["device_id"]:
            return dict(kept)
    except (ValueError, TypeError, AttributeError, FileNotFoundError):
        pass
    return {}


def write(folder: Path, **fields: Any) -> None:
    kept = read(folder) | fields
    path = folder / NAME
    part = path.with_suffix(".new")
    with part.open("w") as file:
        json.dump(kept | {"check": checksum(kept)}, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(folder)


def checksum(fields: dict[str, Any]) -> int:
    """One flipped bit makes another identity, and still good JSON."""
    return zlib.crc32(json.dumps(fields, sort_keys=True).encode())
