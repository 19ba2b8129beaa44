"""Tiles that were made before, gzipped, as files. The version is part of the key, so nothing is ever invalidated."""

import os
import random
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

LIMIT_BYTES = 256 * 1024 * 1024
# How many writes pass, on average, between two looks at the size of the folder.
LOOK_EVERY = 500


def folder() -> Path:
    return Path(settings.CACHE_DIR) / "tiles"


def path_of(key: str) -> Path:
    return folder() / key[:2] / key


def fetch(key: str) -> bytes | None:
    """The gzipped tile, if it was made before."""
    try:
        return path_of(key).read_bytes()
    except OSError:
        return None


def keep(key: str, content: bytes) -> None:
    """Keep a gzipped tile. Written beside and renamed, so that no reader sees half of it; a full disk keeps nothing."""
    path = path_of(key)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
        if random.randrange(LOOK_EVERY) == 0:  # noqa: S311
            prune()


def prune(limit: int = LIMIT_BYTES) -> None:
    """Remove the oldest tiles until the folder is half full; versions that nobody asks for age away."""
    files = [(stat.st_mtime, stat.st_size, path) for path in folder().glob("*/*") if (stat := status(path))]
    total = sum(size for _, size, _ in files)
    if total <= limit:
        return
    for _, size, path in sorted(files):
        with suppress(OSError):
            path.unlink()
        total -= size
        if total <= limit / 2:
            return


def status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
