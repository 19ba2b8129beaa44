"""Emergencies as the office last told them, with this phone's own checks counted in: works without any network."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mobile.store import meta, pending
from mobile.store.database import Database
from mobile.store.ids import new_id
from mobile.store.nearby import metres_between
from mobile.store.problems import BadRecord, NotInStore
from mobile.store.reading import building_name
from mobile.store.recording import Intention, Recorder, check_text, offered
from mobile.store.sections import Sections
from mobile.store.texts import body_of
from mobile.store.times import moment_of

CHECK = "emergency.check"
STATES = ("safe", "needs_help", "not_found", "away", "moved_to_shelter", "unchecked")
# Who needs help first, then who has not been asked, then who could not be found.
NEED = {"needs_help": 0, "unchecked": 1, "not_found": 2}
SETTLED = 3
MOST_PEOPLE = 99

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Place:
    """A shelter or a supply point."""

    kind: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Emergency:
    """`area` holds the outer ring of each part, in degrees. Over once `ended_at` is set: the all-clear."""

    id: str
    kind: str
    level: int
    title: str
    text: str
    is_exercise: bool
    started_at: datetime
    ended_at: datetime | None
    end_note: str
    area: tuple[Ring, ...]
    places: tuple[Place, ...]
    doors: int


@dataclass(frozen=True)
class DoorToCheck:
    """A door of the checklist. `people` are on the register, `headcount` were found. `waiting`: not sent yet.

    `phones` holds (name, number), the household's own first.
    """

    household_id: str
    name: str
    building_id: str
    building_name: str
    unit: int
    floor: int
    room: str
    lon: float
    lat: float
    care: tuple[str, ...]
    people: int
    phones: tuple[tuple[str, str], ...]
    state: str
    headcount: int | None
    note: str
    by: str
    at: datetime | None
    waiting: bool
    metres: float | None = None


@dataclass(frozen=True)
class Tally:
    """The headcount of this phone's doors."""

    doors: int = 0
    checked: int = 0
    people: int = 0
    found: int = 0
    states: Mapping[str, int] = field(default_factory=dict)


class Emergencies:
    def __init__(self, database: Database, recorder: Recorder, sections: Sections) -> None:
        self.database = database
        self.recorder = recorder
        self.sections = sections

    def all(self) -> list[Emergency]:
        """Running ones first, the gravest on top; then recent all-clears."""
        found = [emergency_of(item) for item in self.sections.items("emergencies")]
        return sorted(found, key=lambda it: (it.ended_at is not None, it.level, it.started_at))

    def running(self) -> list[Emergency]:
        return [it for it in self.all() if it.ended_at is None]

    def checklist(self, emergency_id: str, near: tuple[float, float] | None = None) -> list[DoorToCheck]:
        """The doors by need, people in care before others, then by distance from `near` where one is given. A door
        that has left this phone since is left out."""
        db = self.database.read()
        told = next((it for it in self.sections.items("emergencies") if it["id"] == emergency_id), None)
        if told is None:
            return []
        own = own_checks(db, emergency_id)
        doors = {door["household_id"]: door for door in told["doors"]}
        # A door that was checked here is on the list, also before the office's next word.
        doors |= {key: {"household_id": key, "state": "unchecked"} for key in own.keys() - doors.keys()}
        me = (meta.get(db, "person") or {}).get("display_name", "")
        found = [door_of(row, doors[row["id"]], own.get(row["id"]), me, near) for row in homes(db, list(doors))]
        return sorted(found, key=order)

    def check(
        self, *, emergency_id: str, household_id: str, state: str, headcount: int | None = None, note: str = ""
    ) -> str:
        """Keeps how a door was found; returns the check's id. Checks are only added: an undo is one more, with what
        stood before. Raises `NotInStore`, `BadRecord`, `DiskFull`, `StorageFailed`; then nothing was kept."""
        offered("state", state, STATES)
        check_text("note", note)
        if headcount is not None and not 0 <= headcount <= MOST_PEOPLE:
            raise BadRecord(field="headcount", value=headcount)
        check_id = new_id()
        body = {
            "emergency_id": emergency_id,
            "household_id": household_id,
            "state": state,
            "headcount": headcount,
            "note": note,
        }
        with self.recorder.saving() as db:
            home = db.execute("select name from household where id = ?", (household_id,)).fetchone()
            if home is None:
                raise NotInStore(kind="household", id=household_id)
            self.recorder.keep(Intention(CHECK, check_id, body, home["name"], household_id=household_id))
        return check_id


def emergency_of(item: Mapping[str, Any]) -> Emergency:
    return Emergency(
        id=item["id"],
        kind=item["kind"],
        level=item["level"],
        title=item["title"],
        text=item["text"],
        is_exercise=item["is_exercise"],
        started_at=moment_of(item["started_at"]),
        ended_at=moment_of(item["ended_at"]) if item["ended_at"] else None,
        end_note=item["end_note"],
        area=tuple(tuple((lon, lat) for lon, lat in polygon[0]) for polygon in item["area"]),
        places=tuple(Place(**place) for place in item["places"]),
        doors=len(item["doors"]),
    )


def own_checks(db: sqlite3.Connection, emergency_id: str) -> dict[str, sqlite3.Row]:
    """The newest of this phone's own checks of each door that the office has not told back. What it refused is none."""
    rows = db.execute(
        f"""
        select * from outbox
        where kind = ? and (state in {pending.UNSENT} or state = 'sent' and device_seq > ?)
        order by device_seq
        """,  # noqa: S608
        (CHECK, int(meta.get(db, TOLD_SEQ) or 0)),
    )
    bodies = [(body_of(row), row) for row in rows]
    return {body["household_id"]: row for body, row in bodies if body["emergency_id"] == emergency_id}


# In `meta`: own checks up to this one were with the office when it last told its list.
TOLD_SEQ = "emergency_checks_told"


def note_told(db: sqlite3.Connection) -> None:
    """The office has told its emergencies: what it had taken before is in them."""
    (last,) = db.execute("select max(device_seq) from outbox where kind = ? and state = 'sent'", (CHECK,)).fetchone()
    if last is not None:
        meta.put(db, TOLD_SEQ, int(last))


def homes(db: sqlite3.Connection, household_ids: list[str]) -> list[sqlite3.Row]:
    """The households with their doors. In slices: SQLite of old phones takes 999 values."""
    found: list[sqlite3.Row] = []
    for start in range(0, len(household_ids), 500):
        some = household_ids[start : start + 500]
        found += db.execute(
            f"""
            select household.*, building.name as building_name, coalesce(building.number, '') as number,
                coalesce(building.address, '') as address, coalesce(building.lon, 0.0) as lon,
                coalesce(building.lat, 0.0) as lat, coalesce(door.unit, 0) as unit, coalesce(door.floor, 0) as floor,
                coalesce(door.room, '') as room
            from household left join building on building.id = household.building_id
            left join door on door.id = household.dwelling_id
            where household.id in ({", ".join("?" * len(some))})
            """,  # noqa: S608
            some,
        ).fetchall()
    return found


def door_of(
    row: sqlite3.Row,
    told: Mapping[str, Any],
    own: sqlite3.Row | None,
    me: str,
    near: tuple[float, float] | None,
) -> DoorToCheck:
    """Stored plus pending."""
    said: dict[str, Any] = {"state": told["state"], "headcount": told.get("headcount"), "note": told.get("note") or ""}
    said |= {"by": told.get("by") or "", "at": moment_of(told["at"]) if told.get("at") else None}
    if own is not None:
        body = body_of(own)
        said = {"state": body["state"], "headcount": body["headcount"], "note": body["note"], "by": me}
        said["at"] = datetime.fromisoformat(own["captured_at"])
    residents = [person for person in pending.people_of(row).values() if not person.removed]
    phones = [("", row["phone"]), *((person.name, person.phone) for person in residents)]
    known: dict[str, tuple[str, str]] = {}
    for name, number in phones:
        if number:
            known.setdefault(number, (name, number))
    return DoorToCheck(
        household_id=row["id"],
        name=row["name"],
        building_id=row["building_id"],
        building_name=building_name(row) if row["building_name"] is not None else "—",
        unit=row["unit"],
        floor=row["floor"],
        room=row["room"],
        lon=row["lon"],
        lat=row["lat"],
        care=tuple(dict.fromkeys(code for person in residents for code in person.care)),
        people=len(residents),
        phones=tuple(known.values()),
        waiting=own is not None and own["state"] != "sent",
        metres=metres_between(*near, row["lon"], row["lat"]) if near and row["lat"] else None,
        **said,
    )


def order(door: DoorToCheck) -> tuple[Any, ...]:
    distance = door.metres if door.metres is not None else 0.0
    return (
        NEED.get(door.state, SETTLED),
        not door.care,
        distance,
        door.building_name,
        door.unit,
        door.floor,
        door.room,
    )


def tally(doors: list[DoorToCheck]) -> Tally:
    states = dict.fromkeys(STATES, 0)
    for door in doors:
        states[door.state] += 1
    return Tally(
        doors=len(doors),
        checked=len(doors) - states["unchecked"],
        people=sum(door.people for door in doors),
        found=sum(door.headcount or 0 for door in doors),
        states=states,
    )
