"""A file system for the very SQLite that Python's `sqlite3` uses: SQLite's own one, with a say before each act.

SQLite reaches files through a table of functions (`sqlite3_vfs`, `sqlite3_io_methods`; https://sqlite.org/vfs.html).
This takes a copy of the table in use, puts Python functions in the places that change files, and calls the original.
"""

import atexit
import ctypes
from pathlib import Path

CREATED = 0x4
Int, Pointer, Wide = ctypes.c_int, ctypes.c_void_p, ctypes.c_int64


class VfsTable(ctypes.Structure):
    """The head of `sqlite3_vfs`, whose rest is copied as it is."""

    _fields_ = [
        ("version", Int),
        ("file_size", Int),
        ("longest_path", Int),
        ("next", Pointer),
        ("name", ctypes.c_char_p),
        ("data", Pointer),
        ("open", Pointer),
        ("delete", Pointer),
        ("rest", Pointer * 14),
    ]


class FileTable(ctypes.Structure):
    """`sqlite3_io_methods`."""

    _fields_ = [
        ("version", Int),
        ("close", Pointer),
        ("read", Pointer),
        ("write", Pointer),
        ("truncate", Pointer),
        ("sync", Pointer),
        ("rest", Pointer * 7),
        ("shm_map", Pointer),
        ("more", Pointer * 5),
    ]


OPEN = ctypes.CFUNCTYPE(Int, Pointer, Pointer, Pointer, Int, Pointer)
DELETE = ctypes.CFUNCTYPE(Int, Pointer, Pointer, Int)
CLOSE = ctypes.CFUNCTYPE(Int, Pointer)
MOVE = ctypes.CFUNCTYPE(Int, Pointer, Pointer, Int, Wide)
TRUNCATE = ctypes.CFUNCTYPE(Int, Pointer, Wide)
SYNC = ctypes.CFUNCTYPE(Int, Pointer, Int)
SHM_MAP = ctypes.CFUNCTYPE(Int, Pointer, Int, Int, Int, Pointer)


class Vfs:
    """Derive from it and override what you want to hear of; each answers 0, or SQLite's code of an error."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.library = library
        library.sqlite3_vfs_find.restype = ctypes.POINTER(VfsTable)
        library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
        library.sqlite3_vfs_register.argtypes = [Pointer, Int]
        self.paths: dict[int, str] = {}
        self.unsynced: set[int] = set()
        # By the address of the original: what the library calls must never be collected.
        self.tables: dict[int, FileTable] = {}
        self.kept: list[object] = []
        self.mine: VfsTable | None = None

    def register(self) -> None:
        """Makes it the file system of every connection opened from now on."""
        if self.mine is None:
            self.original = self.library.sqlite3_vfs_find(None)
            self.mine = VfsTable()
            ctypes.pointer(self.mine)[0] = self.original[0]
            self.mine.name = b"watched"
            self.mine.open = self.keep(OPEN(self._open))
            self.mine.delete = self.keep(DELETE(self._delete))
            atexit.register(self.retire)
        self.library.sqlite3_vfs_register(ctypes.addressof(self.mine), 1)

    def give_back(self) -> None:
        """The library's own file system again, for connections opened from now on."""
        self.library.sqlite3_vfs_register(ctypes.cast(self.original, Pointer), 1)

    def retire(self) -> None:
        """Before the interpreter ends: connections left open are closed after our functions are gone."""
        for original, mine in self.tables.items():
            ctypes.pointer(mine)[0] = FileTable.from_address(original)
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(mine))
        if self.mine is not None:
            self.mine.open, self.mine.delete = self.original[0].open, self.original[0].delete
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self.mine))
        self.give_back()

    def keep(self, function: object) -> int:
        self.kept.append(function)
        return ctypes.cast(function, Pointer).value or 0  # type: ignore[arg-type]

    # -- what may be overridden

    def opened(self, path: str, flags: int) -> int:
        return 0

    def reading(self, path: str, at: int) -> int:
        return 0

    def writing(self, path: str, at: int, data: bytes) -> int:
        return 0

    def cutting(self, path: str, size: int) -> int:
        return 0

    def syncing(self, path: str, *, first: bool) -> tuple[int, bool]:
        return 0, True

    def deleting(self, path: str, *, sync: bool) -> int:
        return 0

    def sharing(self, path: str) -> int:
        return 0

    # -- what the library calls

    def _open(self, _: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        path = str(Path(ctypes.string_at(name).decode()).absolute()) if name else ""
        if path and (code := self.opened(path, flags)):
            # The library looks here even after a failed opening.
            ctypes.cast(file, ctypes.POINTER(Pointer))[0] = None
            return code
        fresh = not Path(path).exists()
        code = OPEN(self.original[0].open)(ctypes.cast(self.original, Pointer), name, file, flags, out)
        methods = ctypes.cast(file, ctypes.POINTER(Pointer))
        if code == 0 and path and methods[0]:
            self.paths[file] = path
            if fresh:
                self.unsynced.add(file)
            methods[0] = ctypes.addressof(self._table(methods[0]))
        return code

    def _table(self, original: int) -> FileTable:
        if original not in self.tables:
            theirs = FileTable.from_address(original)
            mine = FileTable()
            ctypes.pointer(mine)[0] = theirs
            self._fill(mine, theirs)
            self.tables[original] = mine
        return self.tables[original]

    def _fill(self, mine: FileTable, theirs: FileTable) -> None:
        close, read, write = CLOSE(theirs.close), MOVE(theirs.read), MOVE(theirs.write)
        truncate, sync = TRUNCATE(theirs.truncate), SYNC(theirs.sync)
        # Only a database shares memory, its logs do not.
        shm_map = SHM_MAP(theirs.shm_map) if theirs.version >= 2 and theirs.shm_map else None

        def on_close(file: int) -> int:
            self.paths.pop(file, None)
            self.unsynced.discard(file)
            return close(file)

        def on_read(file: int, buffer: int, size: int, at: int) -> int:
            return self.reading(self.paths[file], at) or read(file, buffer, size, at)

        def on_write(file: int, buffer: int, size: int, at: int) -> int:
            return self.writing(self.paths[file], at, ctypes.string_at(buffer, size)) or write(file, buffer, size, at)

        def on_truncate(file: int, size: int) -> int:
            return self.cutting(self.paths[file], size) or truncate(file, size)

        def on_sync(file: int, flags: int) -> int:
            code, really = self.syncing(self.paths[file], first=file in self.unsynced)
            if code:
                return code
            self.unsynced.discard(file)
            return sync(file, flags) if really else 0

        def on_shm_map(file: int, region: int, size: int, extend: int, out: int) -> int:
            return (self.sharing(self.paths[file]) if extend else 0) or shm_map(file, region, size, extend, out)

        mine.close, mine.read, mine.write = (
            self.keep(CLOSE(on_close)), self.keep(MOVE(on_read)), self.keep(MOVE(on_write))
        )  # fmt: skip
        mine.truncate, mine.sync = self.keep(TRUNCATE(on_truncate)), self.keep(SYNC(on_sync))
        if shm_map is not None:
            mine.shm_map = self.keep(SHM_MAP(on_shm_map))

    def _delete(self, _: int, name: int, sync: int) -> int:
        path = str(Path(ctypes.string_at(name).decode()).absolute())
        code = self.deleting(path, sync=bool(sync))
        return code or DELETE(self.original[0].delete)(ctypes.cast(self.original, Pointer), name, sync)
