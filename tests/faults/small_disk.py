"""A disk with little room, and one that fails: doubles that run everywhere, and a small real one where mounting is
allowed."""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

from mobile.store import database, photos, reserve
from mobile.sync import packing
from tests.faults.disk import SHARED_MEMORY, TRUNCATE, UNLINK, WRITE, Act, Disk, watched


class Quota:
    """Room for so many bytes more than lie in the folder now; whatever would need more is refused, as a full disk
    does: the beginning of a write is taken, the rest is not."""

    def __init__(self, folder: Path, room: int) -> None:
        self.folder, self.room, self.refused = folder, room, 0

    def __call__(self, act: Act) -> None:
        path = Path(act.path)
        if act.what in (UNLINK, TRUNCATE) and path.exists():
            self.room += max(0, path.stat().st_size - act.at)
        size = path.stat().st_size if act.what == WRITE and path.exists() else 0
        need = max(0, act.at + len(act.data) - size) if act.what == WRITE else 0
        if need > self.room or (act.what == SHARED_MEMORY and self.room < 32768):
            self.refused += 1
            error = OSError(errno.ENOSPC, "No space left on device", act.path)
            error.taken = max(0, len(act.data) - need + self.room)  # type: ignore[attr-defined]
            raise error
        self.room -= need

    def free(self, folder: Path) -> int:
        return self.room


@contextmanager
def with_quota(folder: Path, room: int) -> Iterator[Quota]:
    """What the store asks of the disk's free room is answered from the quota too."""
    quota = Quota(folder, room)
    with watched(Disk(folder, quota, syncs=False)), told_free(quota.free):
        yield quota


@contextmanager
def told_free(free: Callable[[Path], int]) -> Iterator[None]:
    with ExitStack() as stack:
        for module in (reserve, database, photos, packing):
            stack.enter_context(patch.object(module, "free_bytes", free))
        yield


class Failing:
    """Answers EIO to the n-th act of these kinds, and to those that follow as long as `lasts` says."""

    def __init__(self, *kinds: str, nth: int = 1, lasts: int = 1, name: str = "") -> None:
        self.kinds, self.nth, self.lasts, self.name = kinds, nth, lasts, name
        self.seen = self.failed = 0

    def __call__(self, act: Act) -> None:
        if act.what not in self.kinds or not act.path.endswith(self.name):
            return
        self.seen += 1
        if self.nth <= self.seen < self.nth + self.lasts:
            self.failed += 1
            raise OSError(errno.EIO, "Input/output error", act.path)


@contextmanager
def real_small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """A tmpfs of its own, or None where the right to mount is missing."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    with suppress(FileNotFoundError):
        if subprocess.run(mount, capture_output=True, check=False).returncode == 0:
            try:
                yield folder
            finally:
                subprocess.run(["umount", "-l", str(folder)], check=False)
            return
    yield None


def fill(folder: Path, leave: int = 0) -> Path:
    """Fills a real disk to the last block, but for `leave` bytes."""
    path = folder / "other-apps-data"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with suppress(OSError):
        while True:
            os.write(handle, bytes(4096))
    os.close(handle)
    if leave:
        os.truncate(path, path.stat().st_size - leave)
    return path
