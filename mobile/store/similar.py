"""Who is on the phone already under a name: asked before a resident is added, so that nobody is registered twice."""

import sqlite3

from mobile.store import pending, reading
from mobile.store.finding import Finding
from mobile.store.search import normal
from mobile.store.views import SimilarResident

# Years of birth are often guessed, or counted in the old way.
YEARS_APART = 1


def similar_residents(
    db: sqlite3.Connection, finding: Finding, name: str, birth_year: int | None
) -> list[SimilarResident]:
    """Of the phone's own grids only; what lies elsewhere is for the office to compare."""
    wanted = key_of(name)
    if not wanted:
        return []
    return [
        view(row, person)
        for row in (reading.at_the_door(db, household_id) for household_id in candidates(db, finding, wanted))
        for person in pending.register_of(db, row).residents.values()
        if not person.removed and key_of(person.name) == wanted and may_be(person.birth_year, birth_year)
    ]


def view(row: sqlite3.Row, person: pending.Person) -> SimilarResident:
    return SimilarResident(
        resident_id=person.id,
        household_id=row["id"],
        name=person.name,
        birth_year=person.birth_year,
        address=row["address"],
        building_name=reading.building_name(row) if row["building_name"] is not None else "—",
        room=row["room"],
    )


def candidates(db: sqlite3.Connection, finding: Finding, wanted: str) -> set[str]:
    """Households found under the name, and those with residents that only this phone knows."""
    rows = db.execute(
        """
        select outbox.household_id from outbox join household on household.id = outbox.household_id
        where outbox.kind in ('resident.add', 'resident.amend') and outbox.state <> 'attention'
        """
    )
    return finding.exactly(wanted) | {row["household_id"] for row in rows}


def key_of(name: str) -> str:
    return normal(name).replace(" ", "")


def may_be(one: int | None, other: int | None) -> bool:
    return one is None or other is None or abs(one - other) <= YEARS_APART
