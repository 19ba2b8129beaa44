"""A disk that tells, or refuses, what is done to it: every write, cut, sync and new name below a folder.

The product runs unchanged, on its own `sqlite3` module: the SQLite library under it is given a file system of ours that
passes everything on, and Python's own files are watched where they are opened. A listener hears of each act before it
happens; an `OSError` that it raises is what the product gets. No compiler and no right to mount is needed.
"""

import _sqlite3
import builtins
import ctypes
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from tests.faults.vfs import CREATED, Vfs

READ, CREATE, WRITE, TRUNCATE, SYNC = "read", "create", "write", "truncate", "sync"
RENAME, UNLINK, MKDIR, SYNC_FOLDER, SHARED_MEMORY = "rename", "unlink", "mkdir", "sync_folder", "shared_memory"


@dataclass(frozen=True)
class Act:
    """One thing done to the disk. `path` is absolute; `by` is `sqlite` or `python`."""

    what: str
    path: str
    by: str
    at: int = 0
    data: bytes = b""
    to: str = ""

    @property
    def room(self) -> int:
        """Bytes for which it may need room."""
        return len(self.data)


Listener = Callable[[Act], None]


class Disk:
    """What lies below `folder`, watched. `syncs=False` spares the real disk the waiting: only the listener matters."""

    def __init__(self, folder: Path, listener: Listener, *, syncs: bool = True, reads: bool = False) -> None:
        self.folder = f"{folder.resolve()}/"
        self.listener = listener
        self.syncs = syncs
        self.reads = reads

    def has(self, path: str) -> bool:
        return f"{path}/".startswith(self.folder) and not path.endswith("-shm")

    def tell(self, what: str, path: str, by: str = "python", at: int = 0, data: bytes = b"", to: str = "") -> None:
        self.listener(Act(what, path, by, at, data, to))


@contextmanager
def watched(disk: Disk) -> Iterator[Disk]:
    """While it lasts, what is done below the folder is told, by connections opened since `VFS.register()` too."""
    with ExitStack() as stack:
        for target, name, double in Doubles(disk).all():
            stack.enter_context(patch.object(target, name, double))
        VFS.disk = disk
        VFS.register()
        stack.callback(VFS.give_back)
        stack.callback(setattr, VFS, "disk", None)
        yield disk


# -- SQLite


class WatchedVfs(Vfs):
    """SQLite's acts, told to the disk that is watched now."""

    disk: Disk | None = None
    codes = {READ: 266, WRITE: 778, SYNC: 1034, TRUNCATE: 1546, UNLINK: 2570, CREATE: 14, SHARED_MEMORY: 4874}

    def refuses(self, what: str, path: str, at: int = 0, data: bytes = b"") -> int:
        """SQLite's code of the error that the listener raises, or 0."""
        disk = self.disk
        if disk is None or not disk.has(path) or (what == READ and not disk.reads):
            return 0
        try:
            disk.tell(what, path, "sqlite", at, data)
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT) and what == WRITE
            return 13 if full else self.codes[what]
        return 0

    def opened(self, path: str, flags: int) -> int:
        return self.refuses(CREATE, path) if flags & CREATED and not Path(path).exists() else 0

    def reading(self, path: str, at: int) -> int:
        return self.refuses(READ, path, at)

    def writing(self, path: str, at: int, data: bytes) -> int:
        return self.refuses(WRITE, path, at, data)

    def cutting(self, path: str, size: int) -> int:
        return self.refuses(TRUNCATE, path, size)

    def syncing(self, path: str, *, first: bool) -> tuple[int, bool]:
        """(error, whether the real disk is to be asked). SQLite syncs the folder too when a new log is first synced."""
        disk = self.disk
        if disk is None or not disk.has(path):
            return 0, True
        code = self.refuses(SYNC, path)
        if not code and first and path.endswith(("-wal", "-journal")):
            disk.tell(SYNC_FOLDER, str(Path(path).parent))
        return code, disk.syncs

    def deleting(self, path: str, *, sync: bool) -> int:
        code = self.refuses(UNLINK, path) if Path(path).exists() else 0
        if not code and sync and self.disk and self.disk.has(path):
            self.disk.tell(SYNC_FOLDER, str(Path(path).parent))
        return code

    def sharing(self, path: str) -> int:
        return self.refuses(SHARED_MEMORY, path)


VFS = WatchedVfs(ctypes.CDLL(_sqlite3.__file__ if hasattr(_sqlite3, "__file__") else None))


# -- Python's own files


class WatchedFile(io.FileIO):
    """A file opened for writing below the watched folder."""

    disk: Disk
    where: str

    def write(self, data: "bytes | memoryview") -> int:
        content = bytes(data)
        at = os.fstat(self.fileno()).st_size if "a" in self.mode else self.tell()
        tell_write(self.disk, self.where, at, content, super().write)
        return super().write(content)

    def truncate(self, size: int | None = None) -> int:
        self.disk.tell(TRUNCATE, self.where, at=self.tell() if size is None else size)
        return super().truncate(size)


def tell_write(disk: Disk, path: str, at: int, content: bytes, write: Callable[[bytes], int]) -> None:
    """A disk that has no more room takes the beginning of a write before it says so."""
    try:
        disk.tell(WRITE, path, at=at, data=content)
    except OSError as error:
        if error.errno == errno.ENOSPC and (taken := getattr(error, "taken", 0)):
            write(content[:taken])
        raise


def absolute(path: object) -> str:
    return str(Path(path).absolute()) if isinstance(path, str | os.PathLike) else ""


def path_behind(handle: int) -> str:
    return str(Path(f"/proc/self/fd/{handle}").readlink())


class Doubles:
    """What stands in for everything with which Python changes files."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.io_open = io.open
        names = ("open", "fsync", "truncate", "replace", "unlink", "mkdir")
        self.os = {name: getattr(os, name) for name in names}

    def all(self) -> list[tuple[object, str, Callable[..., object]]]:
        """(module, name, double)"""
        return [
            *((module, "open", self.open) for module in (io, builtins)),
            (os, "open", self.open_handle),
            (os, "fsync", self.fsync),
            *((os, name, self.truncate) for name in ("truncate", "ftruncate")),
            *((os, name, self.rename) for name in ("rename", "replace")),
            *((os, name, self.unlink) for name in ("unlink", "remove")),
            (os, "mkdir", self.mkdir),
        ]

    def begin(self, path: str, *, emptied: bool) -> None:
        if not Path(path).exists():
            self.disk.tell(CREATE, path)
        elif emptied:
            self.disk.tell(TRUNCATE, path, at=0)

    def open(self, file: object, mode: str = "r", *args: object, **options: object) -> object:
        path = absolute(file)
        if not self.disk.has(path):
            return self.io_open(file, mode, *args, **options)  # type: ignore[call-overload]
        if not set(mode) & set("wax+"):
            if self.disk.reads:
                self.disk.tell(READ, path)
            return self.io_open(file, mode, *args, **options)  # type: ignore[call-overload]
        self.begin(path, emptied="w" in mode)
        raw = WatchedFile(path, mode.replace("b", "").replace("t", ""))
        raw.disk, raw.where = self.disk, path
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding="utf-8")

    def open_handle(self, path: object, flags: int, *args: object, **options: object) -> int:
        if self.disk.has(absolute(path)) and flags & os.O_CREAT:
            self.begin(absolute(path), emptied=bool(flags & os.O_TRUNC))
        return self.os["open"](path, flags, *args, **options)

    def fsync(self, handle: int) -> None:
        path = path_behind(handle)
        if self.disk.has(path):
            self.disk.tell(SYNC_FOLDER if Path(path).is_dir() else SYNC, path)
            if not self.disk.syncs:
                return
        self.os["fsync"](handle)

    def truncate(self, path: object, size: int) -> None:
        where = path_behind(path) if isinstance(path, int) else absolute(path)
        if self.disk.has(where):
            self.disk.tell(TRUNCATE, where, at=size)
        self.os["truncate"](path, size)

    def rename(self, source: object, target: object, **options: object) -> None:
        if self.disk.has(absolute(source)):
            self.disk.tell(RENAME, absolute(source), to=absolute(target))
        self.os["replace"](source, target, **options)

    def unlink(self, path: object, **options: object) -> None:
        if self.disk.has(absolute(path)) and Path(absolute(path)).exists():
            self.disk.tell(UNLINK, absolute(path))
        self.os["unlink"](path, **options)

    def mkdir(self, path: object, *args: object, **options: object) -> None:
        if self.disk.has(absolute(path)) and not Path(absolute(path)).exists():
            self.disk.tell(MKDIR, absolute(path))
        self.os["mkdir"](path, *args, **options)
