"""How long this phone has been without the office. After fourteen days it lets go of what it was told of people.

Counted by the steady clock. Behind a new start of the phone, how long it was off is only known from the wall clock; one
that was set back says nothing, and the time since the start counts all the same: setting the clock back at every start
does not keep the data for ever. A wall clock that is ahead at a start may be wrong, and the worker may stand at a door:
what only it says is believed after the phone has run for another day without the office.

What the worker has recorded stays, sealed, and is sent as before. Buildings and the map stay: they name nobody.
"""

import sqlite3
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from mobile.store import clock as clocks
from mobile.store import meta
from mobile.store.clock import Clock, Moment
from mobile.store.database import Database
from mobile.store.outbox import Outbox
from mobile.store.photos import Photos
from mobile.store.times import moment_of, text_of

KEY, EXPIRED = "contact", "contact_expired"
WARNED_FROM, KEPT_FOR = timedelta(days=11), timedelta(days=14)
# How far the count may run ahead of what the disk knows of it.
WRITTEN_EVERY = timedelta(hours=1)
# How long the phone runs on before a wall clock alone is believed.
DOUBTED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Away:
    """`days_left` is None while there is nothing to warn of; `expired` until everything has come again."""

    days_left: int | None = None
    expired: bool = False


class Contact:
    def __init__(self, database: Database, outgoing: Outbox, photos: Photos, clock: Clock) -> None:
        self.database = database
        self.outgoing = outgoing
        self.photos = photos
        self.clock = clock

    def look(self) -> Away:
        """Counts on, and lets go of what has expired. Call it off the main thread, often."""
        db = self.database.read()
        if (kept := meta.get(db, KEY)) is None:
            return self.begin()
        now = self.clock.now()
        count = counted(kept, now)
        if kept["boot_id"] != now.boot_id or count.sure - Count.of(kept).sure >= WRITTEN_EVERY:
            with self.database.write() as db:
                meta.put(db, KEY, entry(count, now))
        if count.is_over and holds_people(db):
            self.expire()
        return view_of(count.away, expired=bool(meta.get(db, EXPIRED)))

    def begin(self) -> Away:
        """A phone that was filled by an app that did not count yet begins today."""
        if holds_people(self.database.read()):
            with self.database.write() as db:
                meta.put(db, KEY, entry(Count(), self.clock.now()))
        return Away()

    def expire(self) -> None:
        with self.database.write() as db:
            forget_people(db)
            meta.put(db, EXPIRED, True)
        self.outgoing.tidy(self.photos)


def note(db: sqlite3.Connection, clock: Clock, *, complete: bool) -> None:
    """The office has answered a pull. What had expired is back once every grid is."""
    meta.put(db, KEY, entry(Count(), clock.now()))
    missing = db.execute("select 1 from grid where cursor is null").fetchone()
    if complete and not missing and meta.get(db, EXPIRED):
        meta.put(db, EXPIRED, None)


def forget_people(db: sqlite3.Connection) -> None:
    """Everything that the office told of people; the next pull asks for all of it."""
    for table in ("household", "hidden_household", "incident", "section"):
        db.execute(f"delete from {table}")  # noqa: S608
    db.execute("delete from record where kind in ('household', 'incident')")
    db.execute("update grid set cursor = null, snapshot_cursor = null, after = null")
    meta.put(db, "own_reports", None)


def holds_people(db: sqlite3.Connection) -> bool:
    row = db.execute(
        "select exists (select 1 from household union all select 1 from incident union all select 1 from section)"
    ).fetchone()
    return bool(row[0])


@dataclass(frozen=True)
class Count:
    """`away` with what wall clocks said of the times when the phone was off, `sure` by the steady clock alone, and
    `doubted`: how long the phone has run since `away` reached the end."""

    away: timedelta = timedelta(0)
    sure: timedelta = timedelta(0)
    doubted: timedelta = timedelta(0)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Count":
        return cls(*(timedelta(milliseconds=kept.get(f"{name}_ms", 0)) for name in ("away", "sure", "doubted")))

    @property
    def is_over(self) -> bool:
        return self.sure >= KEPT_FOR or (self.away >= KEPT_FOR and self.doubted >= DOUBTED_FOR)


def counted(kept: dict[str, Any], now: Moment) -> Count:
    """The count as it was written down, and the time since."""
    before, steady = Count.of(kept), steady_since(kept, now)
    passed = steady if kept["boot_id"] == now.boot_id else max(steady, now.clock - moment_of(kept["wall"]))
    doubted = before.doubted + steady if before.away >= KEPT_FOR else before.doubted
    return Count(before.away + passed, before.sure + steady, doubted)


def steady_since(kept: dict[str, Any], now: Moment) -> timedelta:
    """How long the phone has certainly run since the count was written down."""
    ran = timedelta(milliseconds=now.elapsed_ms - kept["elapsed_ms"])
    if kept["boot_id"] == now.boot_id:
        return max(ran, timedelta(0))
    # A system that does not tell its boot names the process instead: the phone may have run on all the same.
    counts_on = now.boot_id == clocks.PROCESS and ran >= timedelta(0)
    return ran if counts_on else timedelta(milliseconds=now.elapsed_ms)


def entry(count: Count, now: Moment) -> dict[str, Any]:
    milliseconds = {f"{name}_ms": int(value.total_seconds() * 1000) for name, value in asdict(count).items()}
    return milliseconds | {
        "boot_id": now.boot_id,
        "elapsed_ms": now.elapsed_ms,
        "wall": text_of(now.clock),
    }


def view_of(away: timedelta, *, expired: bool) -> Away:
    if expired or away < WARNED_FROM:
        return Away(expired=expired)
    return Away(days_left=max(0, -((away - KEPT_FOR) // timedelta(days=1))))
