"""Whether a database file can be trusted, and which errors mean that it cannot."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from mobile.store.problems import RecordDamaged, StorageFailed

# What SQLite says for now, of the phone and not of the file; read-only is not among them: a folder that really is so
# says it when the file is to be set aside.
OF_THE_MOMENT = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
NOT_READ = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_CORRUPTFS}

OWN = ("meta", "outbox", "own_visit", "own_incident", "photo", "op_photo", "pack_part", "grid", "hidden_household")


class Damaged(Exception):
    """The file holds something that this store never wrote."""


def is_damage(error: BaseException) -> bool:
    """Whether an error while a store is opened means that its file is damaged, and not that the phone is in trouble."""
    if isinstance(error, StorageFailed) and error.__cause__ is not None:
        return is_damage(error.__cause__)
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in OF_THE_MOMENT
    # Text that is no JSON, a date that is none, a value that is missing: a flipped bit that SQLite cannot see.
    return isinstance(error, Damaged | RecordDamaged | ValueError | KeyError | TypeError | LookupError | AttributeError)


def is_unreadable(error: BaseException) -> bool:
    """Whether the disk did not give a part of the file: for good, if it does not the next time either."""
    cause = error.__cause__ if isinstance(error, StorageFailed) else error
    return isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", 0) in NOT_READ


def check_file(path: Path) -> None:
    """Raises `Damaged`, or SQLite's own error.

    The quick check does not compare indexes with their tables, and a record that its index has lost is never sent: what
    the phone cannot fetch again is checked fully. All of it would take seconds on 20,000 households.
    """
    log = path.with_name(path.name + "-wal")
    if not path.exists() or not path.stat().st_size:
        # SQLite would begin afresh, and delete a log that may hold work.
        if log.exists() and log.stat().st_size:
            raise Damaged("the log has lost its database")
        return
    with closing(sqlite3.connect(path)) as db:
        known = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
        checks = ["quick_check(1)", *(f"integrity_check({table})" for table in OWN if table in known)]
        for check in checks:
            (answer,) = db.execute(f"pragma {check}").fetchone()
            if answer != "ok":
                raise Damaged(answer)
        if db.execute("pragma foreign_key_check").fetchone():
            raise Damaged("a record without what it belongs to")


def check_values(db: sqlite3.Connection) -> None:
    """Single values that SQLite keeps as text, and that everything else relies on. Raises as `check_file`."""
    for row in db.execute("select value from meta"):
        json.loads(row["value"])
