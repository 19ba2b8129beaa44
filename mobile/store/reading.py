"""What screens read: stored plus pending. Every function takes this thread's connection."""

import json
import sqlite3
from collections import Counter
from datetime import date, timedelta
from itertools import groupby

from mobile.store import pending
from mobile.store.finding import HAS_CARE
from mobile.store.problems import NotInStore
from mobile.store.states import DOOR_STATE, WORST_FIRST, worst
from mobile.store.times import moment_of
from mobile.store.views import (
    Board,
    BuildingView,
    Door,
    DueDoor,
    HouseholdView,
    ResidentView,
    UnitColumn,
    VisitView,
)

DUE_SOON = timedelta(days=7)
UNSENT = "('waiting', 'sending', 'blocked')"
# A household waits while a visit to it, or an amendment of it, has not been acknowledged.
WAITING = f"""
    exists (select 1 from outbox where outbox.household_id = household.id and outbox.state in {UNSENT}
            and outbox.kind not like 'incident.%')
"""  # noqa: S608
AT_THE_DOOR = f"""
    select household.id, household.name, {HAS_CARE} as has_care, household.now_due_on, household.dwelling_id,
        coalesce(building.id, household.building_id) as building_id, building.name as building_name,
        building.number, coalesce(building.address, '') as address,
        coalesce(building.lon, 0.0) as lon, coalesce(building.lat, 0.0) as lat,
        coalesce(door.unit, 0) as unit, coalesce(door.floor, 0) as floor, coalesce(door.room, '') as room,
        {DOOR_STATE} as state
    from household
    left join building on building.id = household.building_id
    left join door on door.id = household.dwelling_id
"""  # noqa: S608


def at_the_door(db: sqlite3.Connection, household_id: str) -> sqlite3.Row:
    """A household with the names of its place. Raises `NotInStore`."""
    row: sqlite3.Row | None = db.execute(
        """
        select household.*, building.name as building_name, building.number, coalesce(building.address, '') as address,
            coalesce(door.room, '') as room
        from household
        left join building on building.id = household.building_id left join door on door.id = household.dwelling_id
        where household.id = ?
        """,
        (household_id,),
    ).fetchone()
    if row is None:
        raise NotInStore(kind="household", id=household_id)
    return row


def building_name(row: sqlite3.Row, name: str = "building_name") -> str:
    """Never empty: the name, else the number with 号楼, else the address."""
    number = f"{row['number']}号楼" if row["number"] else ""
    return row[name] or number or row["address"] or "—"


# -- buildings


def building(db: sqlite3.Connection, building_id: str, *, today: date) -> BuildingView:
    row = one(db, "building", building_id)
    counts: Counter[str] = Counter()
    has_care, waiting = False, 0
    for door in doors_of(db, building_id, today):
        counts[door["state"]] += 1
        has_care |= bool(door["has_care"])
        waiting += door["waiting"]
    return BuildingView(
        id=row["id"],
        name=building_name(row, "name"),
        number=row["number"],
        address=row["address"],
        lon=row["lon"],
        lat=row["lat"],
        floors=row["floors"],
        doors=sum(counts.values()),
        state=worst(counts),
        counts=dict(counts),
        has_care=has_care,
        waiting=waiting,
    )


def doors_of(db: sqlite3.Connection, building_id: str, today: date) -> list[sqlite3.Row]:
    return db.execute(
        f"select {HAS_CARE} as has_care, {DOOR_STATE} as state, {WAITING} as waiting from household"  # noqa: S608
        " where building_id = :building",
        {"building": building_id, "today": today.isoformat()},
    ).fetchall()


def board(db: sqlite3.Connection, building_id: str, *, today: date) -> Board:
    row = one(db, "building", building_id)
    doors = db.execute(
        f"""
        select door.id as dwelling_id, door.unit, door.floor, door.room, household.id as household_id,
            household.name, {HAS_CARE} as has_care,
            case when household.id is null then 'excluded' else {DOOR_STATE} end as state,
            household.id is not null and {WAITING} as waiting
        from door left join household on household.dwelling_id = door.id
        where door.building_id = :building
        order by door.unit, door.floor desc, length(door.room), door.room, household.id
        """,  # noqa: S608
        {"building": building_id, "today": today.isoformat()},
    ).fetchall()
    names = pending.names(db)
    units = tuple(
        UnitColumn(
            number=unit,
            floors=tuple(
                (floor, tuple(door_of(door, names) for door in of_floor))
                for floor, of_floor in groupby(of_unit, lambda door: int(door["floor"]))
            ),
        )
        for unit, of_unit in groupby(doors, lambda door: int(door["unit"]))
    )
    return Board(building_id=building_id, name=building_name(row, "name"), units=units)


def door_of(row: sqlite3.Row, names: dict[str, str]) -> Door:
    return Door(
        household_id=row["household_id"],
        dwelling_id=row["dwelling_id"],
        room=row["room"],
        name=names.get(row["household_id"], row["name"] or ""),
        state=row["state"],
        has_care=bool(row["has_care"]),
        waiting=bool(row["waiting"]),
    )


def building_states(db: sqlite3.Connection, *, today: date) -> dict[str, str]:
    """The worst state of each building's doors; a building without households is `excluded`."""
    ranks = " ".join(f"when '{state}' then {rank}" for rank, state in enumerate(WORST_FIRST))
    rows = db.execute(
        f"""
        select building.id, min(case when household.id is not null then case {DOOR_STATE} {ranks} end end) as rank
        from building left join household on household.building_id = building.id
        group by building.id
        """,  # noqa: S608
        {"today": today.isoformat()},
    )
    return {row["id"]: WORST_FIRST[row["rank"]] if row["rank"] is not None else "excluded" for row in rows}


def care_buildings(db: sqlite3.Connection) -> set[str]:
    return {row[0] for row in db.execute(f"select distinct building_id from household where {HAS_CARE}")}  # noqa: S608


def due_doors(db: sqlite3.Connection, *, today: date, limit: int) -> list[DueDoor]:
    rows = db.execute(
        f"""
        {AT_THE_DOOR}
        where household.now_status = 'lived_in' and household.now_due_on <= :soon
        order by household.now_due_on, has_care desc, building.number_key + 0, door.unit, door.floor,
            door.room
        limit :limit
        """,
        {"today": today.isoformat(), "soon": (today + DUE_SOON).isoformat(), "limit": limit},
    )
    names = pending.names(db)
    return [
        DueDoor(
            household_id=row["id"],
            name=names.get(row["id"], row["name"]),
            building_id=row["building_id"],
            building_name=building_name(row) if row["building_name"] is not None else "—",
            unit=row["unit"],
            floor=row["floor"],
            room=row["room"],
            lon=row["lon"],
            lat=row["lat"],
            due_on=date.fromisoformat(row["now_due_on"]),
            state=row["state"],
            has_care=bool(row["has_care"]),
        )
        for row in rows
    ]


# -- a household


def household(db: sqlite3.Connection, household_id: str, *, today: date, me: str) -> HouseholdView:
    """`me` is the display name that the phone's own unsent visits carry."""
    table = "household"
    full = db.execute("select * from household where id = ?", (household_id,)).fetchone()
    if full is None:
        table, full = "hidden_household", one(db, "hidden_household", household_id, kind="household")
    row = db.execute(
        f"{AT_THE_DOOR.replace('from household', f'from {table} as household')} where household.id = :id",
        {"id": household_id, "today": today.isoformat()},
    ).fetchone()
    now = pending.register_of(db, full)
    return HouseholdView(
        id=household_id,
        name=now.name,
        phone=now.phone,
        address=row["address"],
        building_id=row["building_id"],
        building_name=building_name(row) if row["building_name"] is not None else "—",
        unit=row["unit"],
        floor=row["floor"],
        room=row["room"],
        residents=tuple(
            ResidentView(r.id, r.name, r.birth_year, r.care, r.phone, r.waiting, r.removed)
            for r in now.residents.values()
        ),
        status=now.status,
        due_on=date.fromisoformat(full["now_due_on"]) if full["now_due_on"] else None,
        state=row["state"],
        has_care=any(r.care for r in now.residents.values() if not r.removed),
        interval_days=full["interval_days"],
        visits=tuple(visits_of(db, full, me)),
        lon=row["lon"],
        lat=row["lat"],
        waiting=tuple(name for name, waits in now.waiting.items() if waits),
        hidden=table != "household",
    )


def visits_of(db: sqlite3.Connection, full: sqlite3.Row, me: str) -> list[VisitView]:
    """The server's last visits and the phone's own that it does not tell yet; a corrected one is left out."""
    own = db.execute(
        f"""
        select own_visit.*, outbox.state, outbox.code, {pending.COUNTS} as counts,
            (select count(*) from op_photo join photo using (sha256)
             where op_id = outbox.op_id and stored = 1) as stored
        from own_visit join outbox using (op_id) left join record on record.id = own_visit.household_id
        where own_visit.household_id = ? and rested_at is null
        """,  # noqa: S608
        (full["id"],),
    ).fetchall()
    corrected = {visit["corrects"] for visit in own if visit["counts"]}
    # What the server has taken and no longer tells was corrected, or is older than the last visits.
    told_since = {visit["id"] for visit in own if visit["state"] == "sent" and not visit["counts"]}
    told = {
        visit["id"]: VisitView(
            id=visit["id"],
            when=moment_of(visit["visited_at"]),
            outcome=visit["outcome"],
            visitor=visit["visitor"],
            needs=tuple(visit["needs"]),
            note=visit["note"],
            next_on=day_or_none(visit["next_on"]),
            waiting=False,
            attention="",
            photo_count=visit["photos"],
            photos_stored=visit["photos_stored"],
        )
        for visit in json.loads(full["visits"])
    }
    ours = {
        visit["id"]: VisitView(
            id=visit["id"],
            when=moment_of(visit["visited_at"]),
            outcome=visit["outcome"],
            visitor=me,
            needs=tuple(json.loads(visit["needs"])),
            note=visit["note"],
            next_on=day_or_none(visit["next_on"]),
            waiting=visit["state"] in {"waiting", "sending", "blocked"},
            attention=(visit["code"] or "rejected") if visit["state"] == "attention" else "",
            photo_count=len(json.loads(visit["photos"])),
            photos_stored=visit["stored"],
        )
        for visit in own
    }
    # What both know is told by the server, but the phone knows better which of its photos have arrived.
    both = {key: told[key] if key not in ours else with_photos(told[key], ours[key].photos_stored) for key in told}
    untold = {key: visit for key, visit in ours.items() if key not in told_since}
    visits = [visit for key, visit in {**untold, **both}.items() if key not in corrected]
    return sorted(visits, key=lambda visit: (visit.when, visit.id), reverse=True)


def with_photos(visit: VisitView, stored: int) -> VisitView:
    return VisitView(**{**visit.__dict__, "photos_stored": max(visit.photos_stored, stored)})


def day_or_none(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def one(db: sqlite3.Connection, table: str, record_id: str, *, kind: str = "") -> sqlite3.Row:
    """The row of a table, which is named for its kind if nothing else is said. Raises `NotInStore`."""
    row: sqlite3.Row | None = db.execute(f"select * from {table} where id = ?", (record_id,)).fetchone()  # noqa: S608
    if row is None:
        raise NotInStore(kind=kind or table, id=record_id)
    return row
