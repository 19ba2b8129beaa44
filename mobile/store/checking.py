"""Looks for what must never be: a record without its operation, an operation without its record or its second copy."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from mobile.store.journal import Journal
from mobile.store.photos import Photos


@dataclass(frozen=True)
class Fault:
    """`kind`: `no_operation`, `no_record`, `no_copy` or `no_photo`; `id` of the record, operation or photo."""

    kind: str
    id: str


RECORDS = {"own_visit": "visit.%", "own_incident": "incident.report"}


def faults(db: sqlite3.Connection, journal: Journal, photos: Photos) -> Iterator[Fault]:
    for table, verb in RECORDS.items():
        lost = db.execute(f"select id from {table} where op_id not in (select op_id from outbox)")  # noqa: S608
        yield from (Fault("no_operation", row["id"]) for row in lost.fetchall())
        lost = db.execute(
            f"select op_id from outbox where kind like ? and op_id not in (select op_id from {table})",  # noqa: S608
            (verb,),
        )
        yield from (Fault("no_record", row["op_id"]) for row in lost.fetchall())
    copied = {entry["op"]["op_id"] for entry in journal.read()}
    for row in db.execute("select op_id from outbox").fetchall():
        if row["op_id"] not in copied:
            yield Fault("no_copy", row["op_id"])
    waiting = db.execute(
        """
        select distinct sha256 from op_photo join photo using (sha256) join outbox using (op_id)
        where photo.stored = 0 and rested_at is null
        """
    )
    for row in waiting.fetchall():
        if photos.read(row["sha256"]) is None:
            yield Fault("no_photo", row["sha256"])
