"""The office's forms on this phone: those in use, those that an open draft was begun with, and what was answered last
at each door."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from mobile.store import drafts
from mobile.store.database import Database
from mobile.store.problems import BadRecord
from mobile.store.sections import Sections

LARGEST = 32_000


class Forms:
    def __init__(self, database: Database, sections: Sections) -> None:
        self.database = database
        self.sections = sections

    def in_use(self) -> list[dict[str, Any]]:
        """The definitions that a new draft may begin with, in the office's order."""
        return [item["definition"] for item in self.sections.items("forms") if isinstance(item.get("definition"), dict)]

    def begun(self) -> list[dict[str, Any]]:
        """The definitions that open drafts were begun with: a draft stays with its own, also when a newer one came."""
        rows = self.database.read().execute("select definition from begun_form").fetchall()
        return [json.loads(row["definition"]) for row in rows]

    def begin(self, definition: Mapping[str, Any]) -> None:
        """Keeps the definition of a draft that is begun, and lets go of those that no draft needs any more."""
        version = (definition["code"], definition["version"])
        with self.database.write() as db:
            needed = {version, *versions_of(drafts.all_of(db))}
            rows = db.execute("select code, version from begun_form").fetchall()
            gone = [(row["code"], row["version"]) for row in rows if (row["code"], row["version"]) not in needed]
            db.executemany("delete from begun_form where code = ? and version = ?", gone)
            db.execute(
                "insert or ignore into begun_form (code, version, definition) values (?, ?, ?)",
                (*version, json.dumps(definition, ensure_ascii=False)),
            )

    def last_answers(self, household_id: str) -> dict[str, dict[str, Any]]:
        """Form code → what was sent with this phone's last visit to the household."""
        rows = self.database.read().execute(
            "select code, answers from last_form where household_id = ?", (household_id,)
        )
        return {row["code"]: json.loads(row["answers"]) for row in rows.fetchall()}


def versions_of(open_drafts: Mapping[str, Any]) -> set[tuple[str, int]]:
    forms = [(kept.get("more") or {}).get("form") or {} for kept in open_drafts.values()]
    return {(code, form["version"]) for found in forms for code, form in found.items()}


def check(form: Mapping[str, Any] | None) -> None:
    """What the server would refuse for its size. Raises `BadRecord`."""
    if form is not None and len(json.dumps(form["answers"], ensure_ascii=False).encode()) > LARGEST:
        raise BadRecord(field="form", value=form["code"])


def remember(db: sqlite3.Connection, household_id: str, form: Mapping[str, Any] | None) -> None:
    if form is not None:
        db.execute(
            "insert or replace into last_form (household_id, code, answers) values (?, ?, sealed(?))",
            (household_id, form["code"], json.dumps(form["answers"], ensure_ascii=False)),
        )
