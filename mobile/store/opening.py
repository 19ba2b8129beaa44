"""Opening an account's folder: check, upgrade, and if need be rebuild from the journal."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from mobile.store import account, meta
from mobile.store.crypto import Box
from mobile.store.database import DAMAGED, Database, storage_problems
from mobile.store.folders import make_folder, sync_folder
from mobile.store.journal import Journal
from mobile.store.problems import DiskFull, StoreTooNew
from mobile.store.reserve import keep_reserve
from mobile.store.soundness import Damaged, check_file, check_values, is_damage, is_unreadable
from mobile.store.versions import CURRENT, upgrade

NAME = "store.db"
JOURNAL = "outbox.log"


def open_or_rebuild(folder: Path, box: Box, begin: Callable[[Database], None]) -> bool:
    """Opens the account's database and lets `begin` work with it; whether the file that was there had to be set aside.

    Damage may show at any step, until everything that the store relies on has been read once. `begin` is then called
    again, with an empty database. A disk in trouble is no damage: `DiskFull` and `StorageFailed` are passed on, except
    where the same part of the file cannot be read a second time. Raises `WrongKey` before anything is touched.
    """
    with storage_problems(folder):
        make_folder(folder)
        account.check_key(folder, box)
        keep_reserve(folder)
    for last_try in (False, True):
        try:
            open_checked(folder, box, begin)
        except DiskFull as problem:
            # With the reserve given up there may be room to open.
            if last_try or not problem.data.get("reserve_freed"):
                raise
        except Exception as error:
            if is_damage(error) or (last_try and is_unreadable(error)):
                break
            if last_try or not is_unreadable(error):
                raise
        else:
            return False
    with storage_problems(folder):
        # Never an empty store in place of one whose second copy cannot be read today.
        for _ in Journal(folder / JOURNAL, box).read():
            pass
        set_aside(folder / NAME)
    open_checked(folder, box, begin)
    return True


def open_checked(folder: Path, box: Box, begin: Callable[[Database], None]) -> None:
    with storage_problems(folder):
        if (folder / DAMAGED).exists():
            raise Damaged(DAMAGED)
        check_file(folder / NAME)
        database = Database(folder / NAME, box)
        try:
            with database.lock:
                bring_up(database.writer)
                check_values(database.writer)
                database.finding.watch(database.writer)
            begin(database)
        except BaseException:
            database.close()
            raise


def bring_up(db: sqlite3.Connection) -> None:
    """Upgrades the file. Its version is kept twice: a flipped bit must not look like the file of a newer app."""
    try:
        upgrade(db)
    except StoreTooNew:
        if (known := meta.get(db, "file_version")) is not None and known <= CURRENT:
            raise Damaged("the file's version") from None
        raise
    if meta.get(db, "file_version") != CURRENT:
        meta.put(db, "file_version", CURRENT)


def set_aside(path: Path) -> None:
    """Keeps a damaged file for whoever can read more from it; nothing with unsent work is ever thrown away."""
    mark = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(path.with_name(f"{path.name}.damaged-{mark}{suffix}"))
    (path.parent / DAMAGED).unlink(missing_ok=True)
    sync_folder(path.parent)
