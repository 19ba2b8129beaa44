"""What the worker has not been told yet: it stays until read, also over a start of the phone."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from mobile.store import meta


@dataclass(frozen=True)
class News:
    """`rebuilt`: a damaged file was set aside. `recovered` records came back from the second copy, `repaired` ones were
    made again from it, `unreadable` ones are damaged in both. `grids_added` and `grids_left` are names."""

    rebuilt: bool = False
    recovered: int = 0
    repaired: int = 0
    unreadable: int = 0
    grids_added: tuple[str, ...] = ()
    grids_left: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != News()


def note_opening(db: sqlite3.Connection, *, rebuilt: bool, recovered: int, repaired: int, unreadable: int) -> None:
    """Adds to what an earlier opening found and nobody has read. A record that was recovered without a rebuild was cut
    off while it was saved: its form is still open in the worker's mind, and it is there, so nothing is said."""
    if not (rebuilt or repaired or unreadable):
        return
    known = meta.get(db, "mended") or {}
    meta.put(
        db,
        "mended",
        {
            "rebuilt": rebuilt or known.get("rebuilt", False),
            "recovered": recovered + known.get("recovered", 0),
            "repaired": repaired + known.get("repaired", 0),
            "unreadable": unreadable + known.get("unreadable", 0),
        },
    )


def news(db: sqlite3.Connection) -> News:
    told = meta.get(db, "grids_told")
    here = grids(db)
    return News(
        **(meta.get(db, "mended") or {}),
        grids_added=changed(here, told) if told is not None else (),
        # Emptied and not yet fetched again after a rebuild is no loss of a grid.
        grids_left=changed(told, here) if told is not None and here else (),
    )


def read(db: sqlite3.Connection) -> None:
    meta.put(db, "mended", None)
    if here := grids(db):
        meta.put(db, "grids_told", here)


def grids(db: sqlite3.Connection) -> dict[str, Any]:
    return {row["id"]: row["name"] for row in db.execute("select id, name from grid order by code")}


def changed(these: dict[str, Any], those: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name for grid, name in these.items() if grid not in those)
