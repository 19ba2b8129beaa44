"""Opening an account's folder: check, upgrade, and if need be rebuild from the journal."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mobile.store import meta
from mobile.store.clock import Clock
from mobile.store.database import Database, is_sound, storage_problems
from mobile.store.folders import make_folder
from mobile.store.journal import Journal
from mobile.store.photos import Photos
from mobile.store.problems import NotInStore
from mobile.store.recording import insert
from mobile.store.reserve import keep_reserve
from mobile.store.times import text_of
from mobile.store.versions import upgrade

NAME = "store.db"


def open_database(folder: Path) -> tuple[Database, bool]:
    """The account's database, and whether the file that was there had to be set aside."""
    make_folder(folder)
    path = folder / NAME
    rebuilt = not is_sound(path)
    if rebuilt:
        set_aside(path)
    with storage_problems(folder):
        keep_reserve(folder)
        database = Database(path)
        try:
            with database.lock:
                upgrade(database.writer)
        except BaseException:
            database.close()
            raise
    return database, rebuilt


def set_aside(path: Path) -> None:
    """Keeps a damaged file for whoever can read more from it; nothing with unsent work is ever thrown away."""
    mark = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(path.with_name(f"{path.name}.damaged-{mark}{suffix}"))


def take_in_journal(database: Database, journal: Journal, photos: Photos, clock: Clock) -> int:
    """Takes in what the journal has and the database has not: everything after a rebuild, or the one record whose
    saving was cut off between the two. Gives the number of operations.

    The server knows an operation by its id, so one that had been sent already is answered "duplicate".
    """
    taken = 0
    with database.write() as db:
        known = {row["op_id"] for row in db.execute("select op_id from outbox")}
        last = int(meta.get(db, "device_seq") or 0)
        for entry in journal.read():
            op = entry.get("op") or {}
            # A number that this database has given out, and no row: acknowledged, and tidied away since.
            if op.get("op_id") in known or int(op.get("device_seq", 0)) <= last:
                continue
            adopt(db, entry, photos, clock)
            known.add(op["op_id"])
            taken += 1
        (highest,) = db.execute("select coalesce(max(device_seq), 0) from outbox").fetchone()
        meta.put(db, "device_seq", max(last, int(highest)))
    return taken


def adopt(db: sqlite3.Connection, entry: Mapping[str, Any], photos: Photos, clock: Clock) -> None:
    here = [sha256 for sha256 in entry["photos"] if photos.path_of(sha256).exists()]
    for sha256 in here:
        db.execute(
            "insert into photo (sha256, bytes, added_at) values (?, ?, ?) on conflict do nothing",
            (sha256, photos.path_of(sha256).stat().st_size, text_of(clock.wall())),
        )
    try:
        insert(db, {**entry, "photos": here})
    except (sqlite3.IntegrityError, NotInStore, KeyError):
        # Two entries with one number: the copy in the file that was set aside has it too.
        return
