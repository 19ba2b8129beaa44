"""The time at the office, as far as this phone can know it.

The wall clock of a phone may be a year off. The server tells its time with every answer; from there the steady clock
counts on until the phone is switched off. What is let go of by its age is let go of by this time, which is never ahead
of the truth: a clock that jumps a year cannot make an old record of a fresh one.
"""

import sqlite3
from datetime import date, datetime, timedelta

from mobile.store import meta
from mobile.store.clock import Clock
from mobile.store.times import moment_of, text_of

KEY = "office_time"


def note(db: sqlite3.Connection, told: str, clock: Clock) -> None:
    """Keeps the time that an answer of the server carried; one that is none is no reason to refuse the answer."""
    try:
        at = moment_of(told)
    except (ValueError, OverflowError):
        return
    now = clock.now()
    meta.put(db, KEY, {"at": text_of(at), "boot_id": now.boot_id, "elapsed_ms": now.elapsed_ms})


def at_least(db: sqlite3.Connection, clock: Clock) -> datetime | None:
    """The earliest that it can be at the office now; None before the first answer of the server."""
    known = meta.get(db, KEY)
    return None if known is None else moment_of(known["at"]) + (steady_since(known, clock) or timedelta(0))


def now(db: sqlite3.Connection, clock: Clock) -> datetime:
    """The best guess: the server's time counted on, else the wall clock, which is not before what the server told."""
    known, wall = meta.get(db, KEY), clock.wall()
    if known is None:
        return wall
    at, since = moment_of(known["at"]), steady_since(known, clock)
    return max(at, wall) if since is None else at + since


def today(db: sqlite3.Connection, clock: Clock) -> date:
    """The calendar day, where the phone is, by the best guess."""
    return now(db, clock).astimezone().date()


def steady_since(known: dict[str, object], clock: Clock) -> timedelta | None:
    """How long ago the server told, if the phone has not been started anew since."""
    moment = clock.now()
    passed = moment.elapsed_ms - int(str(known["elapsed_ms"]))
    return timedelta(milliseconds=passed) if known["boot_id"] == moment.boot_id and passed >= 0 else None
