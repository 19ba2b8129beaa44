"""`account.json`: who this folder belongs to. Beside the database, so that it outlives a damaged one."""

import json
import os
from pathlib import Path

from mobile.store.folders import sync_folder
from mobile.store.ids import new_id

NAME = "account.json"


def device_id(folder: Path) -> str:
    """The identity of this account on this phone, made once. With another one the server would take the same
    operations for somebody else's."""
    path = folder / NAME
    try:
        known = json.loads(path.read_text())["device_id"]
        if isinstance(known, str):
            return known
    except (OSError, ValueError, KeyError, TypeError):
        pass
    fresh = new_id()
    part = path.with_suffix(".new")
    with part.open("w") as file:
        json.dump({"device_id": fresh}, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(folder)
    return fresh
