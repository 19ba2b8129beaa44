"""Small whole lists from the office (forms, tasks, notices, …): replaced whole, read whole, sealed on the disk."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from mobile.store.database import Database
from mobile.wire import Section

NAMES = ("forms", "tasks", "notices", "call_outs", "emergencies", "feedback")


class Sections:
    def __init__(self, database: Database) -> None:
        self.database = database

    def tags(self) -> dict[str, str]:
        """Section → tag of what is here; an empty tag where nothing has come yet."""
        rows = self.database.read().execute("select name, tag from section")
        return dict.fromkeys(NAMES, "") | {row["name"]: row["tag"] for row in rows}

    def items(self, name: str) -> tuple[dict[str, Any], ...]:
        """As the office last told them, in its order; nothing before the first pull."""
        row = self.database.read().execute("select items from section where name = ?", (name,)).fetchone()
        return () if row is None else tuple(json.loads(row["items"]))


def keep_sections(db: sqlite3.Connection, told: Mapping[str, Section]) -> None:
    db.executemany(
        "insert or replace into section (name, tag, items) values (?, ?, sealed(?))",
        [
            (name, section.tag, json.dumps(list(section.items), ensure_ascii=False))
            for name, section in told.items()
            if name in NAMES
        ],
    )
