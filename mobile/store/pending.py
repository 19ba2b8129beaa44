"""The register as the worker sees it: what the server last said of a household, with this phone's own amendments in it.

An amendment counts until the server's own version of the household holds it: while it waits, and after the server has
taken it until the household is told anew. One that was refused does not count, nor one of which the office has applied
other values.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mobile.store.texts import body_of, residents_of

HOUSEHOLD_AMEND = "household.amend"
RESIDENT_ADD = "resident.add"
RESIDENT_AMEND = "resident.amend"
RESIDENT_REMOVE = "resident.remove"
REGISTER = (HOUSEHOLD_AMEND, RESIDENT_ADD, RESIDENT_AMEND, RESIDENT_REMOVE)
UNSENT = ("waiting", "sending", "blocked")
# Of an outbox row beside the `record` of its household: whether it counts on top of what the server has told.
COUNTS = f"""
    (outbox.state in {UNSENT}
        or outbox.state = 'sent' and outbox.decision <> 'amended' and record.version <= outbox.seen_version)
"""


@dataclass(frozen=True)
class Person:
    """A resident. `version` is the one that the server will have once it has taken what waits."""

    id: str
    name: str
    birth_year: int | None
    care: tuple[str, ...]
    phone: str
    version: int
    waiting: bool = False
    removed: bool = False


@dataclass
class Household:
    """`waiting` names the fields that only this phone knows so far."""

    name: str
    phone: str
    status: str
    version: int
    residents: dict[str, Person]
    waiting: dict[str, bool] = field(default_factory=dict)


def register_of(db: sqlite3.Connection, row: sqlite3.Row) -> Household:
    """The household of a row of `household`, stored plus pending."""
    seen = Household(row["name"], row["phone"], row["status"], row["version"], people_of(row))
    for op in amendments(db, row["id"]):
        take_in(seen, op["kind"], op["entity_id"], body_of(op), waiting=op["state"] in UNSENT)
    return seen


def amendments(db: sqlite3.Connection, household_id: str) -> list[sqlite3.Row]:
    """The operations that count on top of the stored household, in the order in which they were recorded."""
    return db.execute(
        f"""
        select outbox.* from outbox left join record on record.id = outbox.household_id
        where outbox.household_id = ? and outbox.kind in {REGISTER}
          and {COUNTS}
        order by device_seq
        """,  # noqa: S608
        (household_id,),
    ).fetchall()


def people_of(row: sqlite3.Row) -> dict[str, Person]:
    return {
        told["id"]: Person(
            told["id"],
            told["name"],
            told["birth_year"],
            tuple(told["care"]),
            told.get("phone") or "",
            told.get("version") or 0,
        )
        for told in residents_of(row)
    }


def take_in(seen: Household, kind: str, entity_id: str, body: Mapping[str, Any], *, waiting: bool) -> None:
    """Applies one amendment to what is seen, as the server will if nobody else has changed the same."""
    if kind == HOUSEHOLD_AMEND:
        for name, value in body["changes"].items():
            setattr(seen, name, value)
            seen.waiting[name] = waiting
        seen.version += 1
    elif kind == RESIDENT_ADD and entity_id not in seen.residents:
        seen.residents[entity_id] = Person(
            entity_id, body["name"], body["birth_year"], tuple(body["care"]), body["phone"], 1, waiting
        )
    elif entity_id in seen.residents:
        person = seen.residents[entity_id]
        if kind == RESIDENT_REMOVE:
            seen.residents[entity_id] = replace(person, removed=True, waiting=waiting)
        elif kind == RESIDENT_AMEND:
            changes: dict[str, Any] = {
                name: tuple(value) if name == "care" else value for name, value in body["changes"].items()
            }
            seen.residents[entity_id] = replace(
                person, **changes, version=person.version + 1, waiting=waiting or person.waiting
            )


def waiting_amendments(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """The operations that count on top of any stored household, in the order in which they were recorded."""
    return db.execute(
        f"""
        select outbox.* from outbox left join record on record.id = outbox.household_id
        where outbox.kind in {REGISTER} and {COUNTS}
        order by device_seq
        """  # noqa: S608
    ).fetchall()


def names(db: sqlite3.Connection) -> dict[str, str]:
    """The names that this phone has given to households, where the server has not told them yet."""
    rows = db.execute(
        f"""
        select outbox.* from outbox left join record on record.id = outbox.household_id
        where outbox.kind = ? and {COUNTS}
        order by device_seq
        """,  # noqa: S608
        (HOUSEHOLD_AMEND,),
    )
    found = {}
    for row in rows:
        name = body_of(row)["changes"].get("name")
        if name:
            found[row["household_id"]] = str(name)
    return found
