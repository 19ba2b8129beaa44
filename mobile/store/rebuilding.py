"""Holding the database and the journal against each other: each is the other's second copy."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mobile.store import meta, office_time
from mobile.store.clock import Clock
from mobile.store.database import Database
from mobile.store.journal import Journal
from mobile.store.outbox import TO_SEND, operation_of
from mobile.store.photos import Photos
from mobile.store.problems import NotInStore
from mobile.store.recording import insert
from mobile.store.times import moment_of, text_of


@dataclass(frozen=True)
class Recovery:
    """What opening an account had to mend: operations that came back from the journal, those whose row was damaged and
    was made again from the journal's copy, and those that are damaged in both."""

    recovered: int = 0
    repaired: int = 0
    unreadable: int = 0


def take_in_journal(database: Database, journal: Journal, photos: Photos, clock: Clock) -> Recovery:
    """Takes in what the journal has and the database has not: everything after a rebuild, or the one record whose
    saving was cut off between the two. And gives the journal what it has lost.

    The server knows an operation by its id, so one that had been sent already is answered "duplicate".
    """
    entries = whole_entries(journal)
    with database.write() as db:
        last = int(meta.get(db, "device_seq") or 0)
        rows = {row["op_id"]: row for row in db.execute("select * from outbox").fetchall()}
        only_here = [row for op_id, row in rows.items() if op_id not in entries]
        recovered = repaired = 0
        for op_id, entry in entries.items():
            row = rows.get(op_id)
            if row is None and (twin := twin_of(entry, only_here)) is not None:
                only_here.remove(twin)
                repaired += replace(db, twin["op_id"], entry, photos, clock)
            elif row is None and entry["op"]["device_seq"] > last:
                recovered += adopt(db, entry, photos, clock)
            elif row is not None and row["state"] in TO_SEND and not is_copy(row, entry):
                repaired += replace(db, op_id, entry, photos, clock)
        (highest,) = db.execute("select coalesce(max(device_seq), 0) from outbox").fetchone()
        if highest > last:
            meta.put(db, "device_seq", highest)
        unreadable = lost(db, entries, last) or max(0, journal.holes - len(only_here))
        mend(db, journal, entries, only_here)
    return Recovery(recovered, repaired, unreadable)


def whole_entries(journal: Journal) -> dict[str, dict[str, Any]]:
    """The journal's entries by operation. Of two with one number the later counts: the earlier was refused, and could
    not be taken out of the file."""
    numbers = {entry["op"]["device_seq"]: entry for entry in journal.read()}
    return {entry["op"]["op_id"]: entry for entry in numbers.values()}


def is_copy(row: sqlite3.Row, entry: Mapping[str, Any]) -> bool:
    """Whether the row says what the journal's copy says, whose checksum holds."""
    try:
        operation = operation_of(row).message()
    except (ValueError, KeyError, TypeError):
        return False
    return bool(operation == entry["op"])


def twin_of(entry: Mapping[str, Any], only_here: list[sqlite3.Row]) -> sqlite3.Row | None:
    """A row that is this entry under an identity that nobody gave it."""
    op = entry["op"]
    return next((row for row in only_here if row["device_seq"] == op["device_seq"]), None)


def replace(db: sqlite3.Connection, op_id: str, entry: Mapping[str, Any], photos: Photos, clock: Clock) -> bool:
    db.execute("delete from outbox where op_id = ?", (op_id,))
    return adopt(db, entry, photos, clock)


def adopt(db: sqlite3.Connection, entry: Mapping[str, Any], photos: Photos, clock: Clock) -> bool:
    here = [sha256 for sha256 in entry["photos"] if photos.read(sha256) is not None]
    for sha256 in here:
        db.execute(
            "insert into photo (sha256, bytes, added_at) values (?, ?, ?) on conflict do nothing",
            (sha256, len(photos.read(sha256) or b""), text_of(office_time.now(db, clock))),
        )
    try:
        insert(db, {**entry, "photos": here})
    except (sqlite3.IntegrityError, NotInStore, KeyError):
        # The copy in the file that was set aside has it too.
        return False
    return True


def lost(db: sqlite3.Connection, entries: Mapping[str, Any], last: int) -> int:
    """Numbers that were given out and that neither copy has, among those that this database did not know of."""
    numbers = {entry["op"]["device_seq"] for entry in entries.values()}
    numbers |= {row["device_seq"] for row in db.execute("select device_seq from outbox")}
    fresh = [number for number in numbers if number > last]
    begin = last + 1 if last else min(fresh, default=1)
    return max(fresh, default=begin - 1) - begin + 1 - len(fresh)


def mend(db: sqlite3.Connection, journal: Journal, entries: Mapping[str, Any], only_here: list[sqlite3.Row]) -> None:
    """Makes the journal whole again: what is damaged in it is kept aside, what only the database has is added."""
    if journal.holes:
        journal.set_aside()
    if journal.holes or only_here:
        whole = [*entries.values(), *(entry_of(db, row) for row in only_here)]
        journal.rewrite(sorted(whole, key=lambda entry: int(entry["op"]["device_seq"])))


def entry_of(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    photos = db.execute("select sha256 from op_photo where op_id = ?", (row["op_id"],)).fetchall()
    return {
        "op": operation_of(row).message(),
        "title": row["title"],
        "household_id": row["household_id"],
        "photos": [photo["sha256"] for photo in photos],
    }


def read_through(db: sqlite3.Connection) -> None:
    """Reads what the phone itself recorded as it will be read to be sent; raises where a value is none."""
    for row in db.execute("select * from outbox"):
        operation_of(row)
        text_of(moment_of(row["captured_at"]))
        json.loads(row["data"])
