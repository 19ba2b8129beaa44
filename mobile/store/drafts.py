"""Forms that are being filled in, kept until they are saved: a phone that is killed loses no half sentence."""

import sqlite3
from typing import Any

from mobile.store import meta

NAME = "drafts"
# Older ones make room: a draft is no record.
MOST = 20


def all_of(db: sqlite3.Connection) -> dict[str, Any]:
    return dict(meta.get(db, NAME) or {})


def keep(db: sqlite3.Connection, key: str, draft: dict[str, Any] | None) -> None:
    """None forgets it."""
    drafts = all_of(db)
    drafts.pop(key, None)
    if draft is not None:
        drafts[key] = draft
    meta.put(db, NAME, dict(list(drafts.items())[-MOST:]) or None)
