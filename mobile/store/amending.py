"""Amendments of the register at the door. Each says what the worker saw, so that the server can merge field by field
with what others wrote meanwhile."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from mobile.store import pending
from mobile.store.ids import new_id
from mobile.store.problems import BadRecord, NotInStore
from mobile.store.recording import Intention, Recorder, check_text, offered

STATUSES = ("lived_in", "vacant", "not_ours")
CARE = ("lives_alone", "empty_nest", "left_behind", "reduced_mobility", "disabled", "needs_checking")
REASONS = ("moved", "died", "mistake")
HOUSEHOLD_FIELDS = ("name", "phone", "status")
RESIDENT_FIELDS = ("name", "birth_year", "care", "phone")
NAME_LENGTH = 64
PHONE_LENGTH = 20
BORN = range(1900, 2101)


class Amender:
    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def household(self, household_id: str, changes: Mapping[str, Any]) -> str | None:
        """The operation's id; None where the worker changed nothing."""
        clean = checked(changes, HOUSEHOLD_FIELDS)
        with self.recorder.saving() as db:
            row = household_row(db, household_id)
            seen = pending.register_of(db, row)
            body = difference(clean, {name: getattr(seen, name) for name in HOUSEHOLD_FIELDS})
            if body is None:
                return None
            return self.keep(row, pending.HOUSEHOLD_AMEND, household_id, body, seen.version)

    def add(self, household_id: str, fields: Mapping[str, Any]) -> str:
        """The new resident's id."""
        clean = checked(fields, RESIDENT_FIELDS)
        resident_id = new_id()
        with self.recorder.saving() as db:
            row = household_row(db, household_id)
            self.keep(row, pending.RESIDENT_ADD, resident_id, {"household_id": household_id, **clean}, None)
        return resident_id

    def resident(self, household_id: str, resident_id: str, changes: Mapping[str, Any]) -> str | None:
        """The operation's id; None where the worker changed nothing."""
        clean = checked(changes, RESIDENT_FIELDS)
        with self.recorder.saving() as db:
            row = household_row(db, household_id)
            person = person_of(db, row, resident_id)
            body = difference(clean, {name: sendable(getattr(person, name)) for name in RESIDENT_FIELDS})
            if body is None:
                return None
            body = {"household_id": household_id, **body}
            return self.keep(row, pending.RESIDENT_AMEND, resident_id, body, person.version)

    def remove(self, household_id: str, resident_id: str, reason: str) -> str:
        """The operation's id."""
        offered("reason", reason, REASONS)
        with self.recorder.saving() as db:
            row = household_row(db, household_id)
            person = person_of(db, row, resident_id)
            body = {"household_id": household_id, "reason": reason}
            return self.keep(row, pending.RESIDENT_REMOVE, resident_id, body, person.version)

    def keep(self, row: sqlite3.Row, kind: str, entity_id: str, body: dict[str, Any], version: int | None) -> str:
        return self.recorder.keep(
            Intention(kind, entity_id, body, title=row["name"], household_id=row["id"], base_version=version)
        )


def household_row(db: sqlite3.Connection, household_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("select * from household where id = ?", (household_id,)).fetchone()
    if row is None:
        raise NotInStore(kind="household", id=household_id)
    return row


def person_of(db: sqlite3.Connection, row: sqlite3.Row, resident_id: str) -> pending.Person:
    person = pending.register_of(db, row).residents.get(resident_id)
    if person is None or person.removed:
        raise NotInStore(kind="resident", id=resident_id)
    return person


def difference(changes: Mapping[str, Any], seen: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields that differ from what was seen, with both values. Several amendments on top of each other chain: the
    later one has seen what the earlier one wrote, and the server takes them in the phone's order."""
    changed = {name: value for name, value in changes.items() if not same(value, seen[name])}
    return {"changes": changed, "seen": {name: seen[name] for name in changed}} if changed else None


def same(one: Any, other: Any) -> bool:
    """Care categories are a set: their order says nothing."""
    return set(one) == set(other) if isinstance(one, list) else bool(one == other)


def sendable(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def checked(fields: Mapping[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    """The fields as they are sent. Raises `BadRecord`."""
    clean = {}
    for name, value in fields.items():
        if name not in known:
            raise BadRecord(field=name, value=value)
        clean[name] = CHECKS[name](name, value)
    return clean


def name_text(name: str, value: Any) -> str:
    text = short_text(name, value, NAME_LENGTH)
    if not text:
        raise BadRecord(field=name, value=value)
    return text


def phone_text(name: str, value: Any) -> str:
    return short_text(name, value, PHONE_LENGTH)


def short_text(name: str, value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value.strip()) > longest:
        raise BadRecord(field=name, value=value)
    check_text(name, value)
    return value.strip()


def status_of(name: str, value: Any) -> str:
    offered(name, value, STATUSES)
    return str(value)


def year_of(name: str, value: Any) -> int | None:
    if value is not None and (not isinstance(value, int) or value not in BORN):
        raise BadRecord(field=name, value=value)
    return value


def care_of(name: str, value: Any) -> list[str]:
    care = list(dict.fromkeys(value))
    for category in care:
        offered(name, category, CARE)
    return care


CHECKS = {"name": name_text, "phone": phone_text, "status": status_of, "birth_year": year_of, "care": care_of}
