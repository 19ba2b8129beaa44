"""Single values of the store, by key."""

import json
import sqlite3
from typing import Any


def get(db: sqlite3.Connection, key: str) -> Any:
    """The value kept under a key, or None."""
    row = db.execute("select value from meta where key = ?", (key,)).fetchone()
    return None if row is None else json.loads(row["value"])


def put(db: sqlite3.Connection, key: str, value: Any) -> None:
    if value is None:
        db.execute("delete from meta where key = ?", (key,))
    else:
        db.execute(
            "insert into meta (key, value) values (?, sealed(?))"
            " on conflict (key) do update set value = excluded.value",
            (key, json.dumps(value, ensure_ascii=False)),
        )


def next_seq(db: sqlite3.Connection) -> int:
    """The next place in this device's order; a number is never given twice, also after old rows are gone."""
    seq = int(get(db, "device_seq") or 0) + 1
    put(db, "device_seq", seq)
    return seq
