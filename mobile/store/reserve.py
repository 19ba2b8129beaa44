"""Room kept free for the worst day: a file of 5 MB that is given up when the disk is full, and made again later."""

import os
import shutil
from pathlib import Path

RESERVE_BYTES = 5 * 1024 * 1024
CAMERA_NEEDS = 100 * 1024 * 1024
BLOCK = 1024 * 1024
NAME = "reserve"


def keep_reserve(folder: Path) -> bool:
    """Makes the reserve file if there is room for it; whether it is there now."""
    path = folder / NAME
    if path.exists() and path.stat().st_size == RESERVE_BYTES:
        return True
    try:
        with path.open("wb") as file:
            # Real blocks: a hole in a sparse file would keep nothing free.
            for _ in range(0, RESERVE_BYTES, BLOCK):
                file.write(bytes(BLOCK))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        return False
    return True


def give_up_reserve(folder: Path) -> bool:
    """Frees the reserve; whether there was one."""
    path = folder / NAME
    if not path.exists():
        return False
    path.unlink()
    return True


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free
