"""Households that came into the worker's grids or left them, for a week: what changed since yesterday. Ids only."""

import sqlite3
from datetime import datetime, timedelta

from mobile.store.times import text_of
from mobile.wire import Change

KEPT = timedelta(days=7)


def watch(db: sqlite3.Connection, change: Change, now: datetime) -> None:
    """Before a change of a grid that is complete is applied. A first download is no move."""
    if change.kind != "household":
        return
    known = db.execute("select grid, version from record where id = ?", (change.id,)).fetchone()
    if known is None and not change.gone:
        note(db, change.id, "in", now)
    elif known and change.gone and known["grid"] == change.grid and known["version"] <= change.version:
        note(db, change.id, "out", now)


def note(db: sqlite3.Connection, household_id: str, way: str, now: datetime) -> None:
    """`way` is `in` or `out`. A household that leaves one grid of the worker's for another has done neither."""
    row = db.execute("select way from moved where household_id = ?", (household_id,)).fetchone()
    if row is not None and row["way"] != way:
        db.execute("delete from moved where household_id = ?", (household_id,))
    else:
        db.execute(
            "insert or replace into moved (household_id, way, at) values (?, ?, ?)", (household_id, way, text_of(now))
        )
    db.execute("delete from moved where at < ?", (text_of(now - KEPT),))
