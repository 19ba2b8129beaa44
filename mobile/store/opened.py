"""What the worker has opened on this phone. It is never sent: the office does not learn who has read what."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from mobile.store.times import text_of

# Longer than anything stays in a list.
KEPT = timedelta(days=120)


def opened(db: sqlite3.Connection) -> set[str]:
    return {row["key"] for row in db.execute("select key from opened")}


def mark(db: sqlite3.Connection, keys: Iterable[str], now: datetime) -> None:
    at = text_of(now)
    db.executemany("insert into opened (key, at) values (?, ?) on conflict do nothing", [(key, at) for key in keys])
    db.execute("delete from opened where at < ?", (text_of(now - KEPT),))


def key_of(kind: str, item_id: str, version: object = "") -> str:
    """A task opens anew with each step that somebody took: the version is a part of its key."""
    return f"{kind} {item_id} {version}".strip()
