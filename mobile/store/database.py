"""SQLite as the store uses it: a connection per thread for reading, one lock for writing, full disks told apart."""

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mobile.store.crypto import Box
from mobile.store.finding import Finding
from mobile.store.problems import DiskFull, RecordDamaged, StorageFailed, StoreProblem
from mobile.store.reserve import free_bytes, give_up_reserve

# In the account's folder: sealed content could not be opened, so the next opening rebuilds.
DAMAGED = "damaged"


class Database:
    """One file. `read()` from any thread; `write()` takes the lock and one transaction.

    Personal columns are written with `sealed(?)` and come back in plain; in an expression, `plain(column)` opens one.
    """

    def __init__(self, path: Path, box: Box) -> None:
        self.path = path
        self.box = box
        self.changes = 0
        self.lock = threading.RLock()
        self.finding = Finding(box, lambda: sqlite3.connect(path), self.note_damage)
        self.writer = self.connect()
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []

    def read(self) -> sqlite3.Connection:
        """This thread's own connection; inside `write()` the writer, so that a transaction sees itself."""
        if getattr(self._local, "writing", False):
            return self.writer
        reader: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self.connect()
            reader.execute("pragma query_only = on")
            self._local.reader = reader
            with self.lock:
                self._readers.append(reader)
        return reader

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction, all or nothing; joins the one that this thread has begun already.

        Raises `DiskFull` and `StorageFailed` in place of SQLite's own errors.
        """
        if getattr(self._local, "writing", False):
            yield self.writer
            return
        with self.lock:
            self._local.writing = True
            try:
                with storage_problems(self.path.parent):
                    yield from self._transaction()
            finally:
                self._local.writing = False

    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self.writer.execute("begin immediate")
        try:
            yield self.writer
            self.writer.execute("commit")
        except BaseException:
            # After a full disk SQLite has rolled back by itself; a disk that fails may refuse even that.
            if self.writer.in_transaction:
                with suppress(sqlite3.OperationalError):
                    self.writer.execute("rollback")
            self.finding.rollback()
            raise
        self.finding.commit()
        self.changes += 1

    def connect(self) -> sqlite3.Connection:
        connection = connect(self.path)
        connection.row_factory = self.opened
        connection.create_function("sealed", 1, self.box.text)
        connection.create_function("plain", 1, self.box.plain)
        connection.create_function("has_care", 1, self.finding.has_care)
        return connection

    def opened(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        """A row in plain. Only what is sealed is a BLOB."""
        if bytes in map(type, values):
            try:
                plain = self.box.plain
                values = tuple(plain(value) if type(value) is bytes else value for value in values)
            except RecordDamaged:
                self.note_damage()
                raise
        return sqlite3.Row(cursor, values)

    def note_damage(self) -> None:
        with suppress(OSError):
            (self.path.parent / DAMAGED).touch()

    def close(self) -> None:
        with self.lock:
            for connection in [*self._readers, self.writer]:
                connection.close()
            self._readers.clear()


def connect(path: Path) -> sqlite3.Connection:
    """FULL: with NORMAL, 329 of 400 simulated power cuts lost rows that the worker had seen saved; with FULL none."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma temp_store = memory")
    return connection


@contextmanager
def storage_problems(folder: Path) -> Iterator[None]:
    """Turns a full disk and a failing one into the store's own refusals; a full disk also frees the reserve,
    so that what the worker types next can still be kept."""
    try:
        yield
    except StoreProblem:
        raise
    except sqlite3.OperationalError as error:
        if is_full(error) or (code_of(error) == sqlite3.SQLITE_IOERR and free_bytes(folder) < 65536):
            raise full(folder) from error
        if code_of(error) in FAILING:
            raise StorageFailed(reason=str(error)) from error
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise full(folder) from error
        # Whatever else the disk says, a file system made read-only after its first error among it.
        raise StorageFailed(reason=str(error)) from error


FAILING = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def code_of(error: sqlite3.Error) -> int:
    """SQLite's code without its details; 0 for an error of Python's own module."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_full(error: sqlite3.Error) -> bool:
    return code_of(error) == sqlite3.SQLITE_FULL


def full(folder: Path) -> DiskFull:
    free = free_bytes(folder)
    return DiskFull(free=free, reserve_freed=give_up_reserve(folder))
