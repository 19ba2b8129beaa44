"""The worker's small grids: new ones are taken in, left ones let go of; a large loss is believed when told twice.

Unsent work is never touched: its household is hidden with its grid, its operations wait on and are sent.
"""

import sqlite3
from datetime import timedelta
from typing import Any

from mobile.store import hiding, meta
from mobile.store.clock import Clock, Moment
from mobile.store.times import moment_of, text_of
from mobile.wire import ScopeMessage

# How far apart a large loss has to be told twice.
PAUSE = timedelta(minutes=10)


def apply_scope(db: sqlite3.Connection, scope: ScopeMessage, clock: Clock) -> None:
    """Takes in new grids and lets go of left ones. A server that answers wrongly for a moment must not empty the
    phone: losing more than half of the grids, or of the households, needs the same word again later."""
    known = {row["id"] for row in db.execute("select id from grid")}
    for grid in scope.grids:
        db.execute(
            """
            insert into grid (id, code, name, parent_name) values (?, ?, ?, ?)
            on conflict (id) do update set code = excluded.code, name = excluded.name,
                parent_name = excluded.parent_name
            """,
            (grid.id, grid.code, grid.name, grid.parent_name),
        )
    left = known - {grid.id for grid in scope.grids}
    if is_large(db, left, known) and not told_before(db, "scope_doubt", scope.version, clock):
        return
    meta.put(db, "scope_doubt", None)
    meta.put(db, "scope_version", scope.version)
    for grid_id in left:
        purge(db, grid_id)


def is_large(db: sqlite3.Connection, left: set[str], known: set[str]) -> bool:
    """More than half of the grids, or of the households: a worker of ten grids may have all homes in one of them."""
    if len(left) * 2 > len(known):
        return True
    counts = dict(
        db.execute("select grid, count(*) from record where kind = 'household' and grid is not null group by grid")
    )
    return bool(sum(counts.get(grid_id, 0) for grid_id in left) * 2 > sum(counts.values()))


def told_before(db: sqlite3.Connection, key: str, word: str, clock: Clock) -> bool:
    """Whether the same was told at least ten minutes ago; if not, remembers that it was told now.

    By the steady clock where the phone has not been started anew since: the wall clock may jump, and one jump must not
    turn a moment's error into two witnesses. Behind a new start the wall clock is all there is; if it went back, the
    doubt begins anew.
    """
    now = clock.now()
    doubt = meta.get(db, key)
    if doubt is not None and doubt["version"] == word and passed(doubt, now) >= PAUSE:
        return True
    if doubt is None or doubt["version"] != word or passed(doubt, now) < timedelta(0):
        meta.put(
            db,
            key,
            {"version": word, "at": text_of(now.clock), "boot_id": now.boot_id, "elapsed_ms": now.elapsed_ms},
        )
    return False


def passed(doubt: dict[str, Any], now: Moment) -> timedelta:
    if doubt.get("boot_id") == now.boot_id:
        return timedelta(milliseconds=now.elapsed_ms - doubt["elapsed_ms"])
    return now.clock - moment_of(doubt["at"])


def purge(db: sqlite3.Connection, grid: str) -> None:
    """Lets go of a grid with all its records."""
    for row in db.execute("select id from record where grid = ?", (grid,)).fetchall():
        remove(db, row["id"])
    db.execute("delete from grid where id = ?", (grid,))


def remove(db: sqlite3.Connection, record_id: str) -> None:
    """Takes a record out of the mirror. The phone's own records and operations stay, and a household on which work is
    open is hidden until that is done."""
    hiding.hide(db, record_id)
    db.execute("delete from building where id = ?", (record_id,))
    db.execute("delete from building_key where building_id = ?", (record_id,))
    db.execute("delete from door where building_id = ?", (record_id,))
    db.execute("delete from household where id = ?", (record_id,))
    if db.execute("delete from incident where id = ?", (record_id,)).rowcount:
        # It may be an own report, now told outside the grids: ask for all of these again.
        meta.put(db, "own_reports", None)
    db.execute("delete from record where id = ?", (record_id,))
