"""Room kept free for the worst day: a file of 5 MB that is given up when the disk is full, and made again later."""

import contextlib
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
    try:
        if path.exists() and path.stat().st_size == RESERVE_BYTES:
            return True
        # Filling a nearly full disk to the brim, if only to see that there is no room, would stop somebody else.
        if free_bytes(folder) < 2 * RESERVE_BYTES:
            return False
        with path.open("wb") as file:
            # Real blocks: a hole in a sparse file would keep nothing free.
            for _ in range(0, RESERVE_BYTES, BLOCK):
                file.write(bytes(BLOCK))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # Of no concern to the record that was kept just before.
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        return False
    return True


def give_up_reserve(folder: Path) -> bool:
    """Frees the reserve; whether there was one."""
    path = folder / NAME
    try:
        path.unlink()
    except OSError:
        return False
    return True


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free
