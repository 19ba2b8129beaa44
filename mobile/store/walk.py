"""Today's walk: which due doors to go to in the time there is, in what order; accepted and rearranged by the worker.

What a door is worth is a plain sum that anybody can follow, by its date and what waits there (`worth_of`). The order is
`routing.plan`'s. It is offered, not set: the worker moves doors up and down, drops them, or never opens the list. Kept
on the phone for the day, with the doors' ids only; where the worker stood when it was made is not kept, and nothing of
it is sent.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, hypot, radians
from typing import Any

from mobile.store import hours, meta, office_time, pending, reading, routing
from mobile.store.clock import Clock
from mobile.store.database import Database
from mobile.store.hours import Hint
from mobile.store.sections import Sections
from mobile.store.times import moment_of, text_of
from mobile.store.views import DueDoor

KEY = "walk"
METRES_PER_DEGREE = 111_320.0
MOST_DUE = 300
LENGTHS = (30, 60, 120)
OPEN_TASKS = ("accepted", "assigned", "in_progress", "returned", "reopened")
LonLat = tuple[float, float]


@dataclass(frozen=True)
class WalkStop:
    """`metres` is the way on the ground from the stop before, or from the start. `done`: somebody recorded a visit
    since the walk was accepted."""

    door: DueDoor
    metres: int
    tasks: int
    hint: Hint | None
    done: bool = False


@dataclass(frozen=True)
class WalkView:
    """`minutes` is what it takes by the guesses of `routing`, for the stops that are not done."""

    stops: tuple[WalkStop, ...]
    minutes: int
    metres: int
    wanted: int
    accepted: bool = False

    @property
    def left(self) -> tuple[WalkStop, ...]:
        return tuple(stop for stop in self.stops if not stop.done)


@dataclass(frozen=True)
class NearDoor:
    """A due door and how far it is, on the ground and in a straight line."""

    door: DueDoor
    metres: int


def worth_of(door: DueDoor, today: date, tasks: int, *, good_hour: bool) -> float:
    """1 to 8 for a door of the coming week, 9 on its day, up to 20 in the days after; half as much again where a person
    in care lives; 6 for each task there; half of all that at an hour at which nobody has opened."""
    late = (today - door.due_on).days
    worth = 9 + min(late, 33) / 3 if late >= 0 else 8 + max(late, -7)
    worth = worth * (1.5 if door.has_care else 1.0) + 6 * min(tasks, 3)
    return worth if good_hour else worth / 2


class Walks:
    def __init__(self, database: Database, clock: Clock, sections: Sections) -> None:
        self.database = database
        self.clock = clock
        self.sections = sections

    # -- what there is to do

    def nearest(self, lon: float, lat: float, limit: int = 30) -> list[NearDoor]:
        """Due doors by their distance; doors of one building by date."""
        doors = self.due(self.database.read())
        near = [
            NearDoor(door, round(apart((lon, lat), (door.lon, door.lat)))) for door in doors if door.lon or door.lat
        ]
        return sorted(near, key=lambda it: (it.metres // 10, it.door.building_id, it.door.due_on))[:limit]

    def hint(self, household_id: str, *, trying: bool = False) -> Hint | None:
        """When to try again, from this household's own visits; `trying`: nobody opens now either."""
        return hint_of(self.database.read(), household_id, self.clock, trying=trying)

    def plan(self, minutes: int, start: LonLat | None = None) -> WalkView:
        """A walk of at most so many minutes. `start`: where it begins; without it, at the door that suits best."""
        db = self.database.read()
        today, now = office_time.today(db, self.clock), office_time.now(db, self.clock).astimezone()
        doors = [door for door in self.due(db) if door.lon or door.lat]
        tasks, floors = self.tasks(), dict(db.execute("select id, floors from building").fetchall())
        if not doors:
            return WalkView((), 0, 0, minutes)
        origin = start or (doors[0].lon, doors[0].lat)
        hints = {door.household_id: hint_of(db, door.household_id, self.clock) for door in doors}
        stops = [
            stop_of(
                door,
                origin,
                int(floors.get(door.building_id) or 0),
                worth_of(door, today, tasks[door.household_id], good_hour=hours.fits(hints[door.household_id], now)),
            )
            for door in doors
        ]
        chosen = routing.plan(stops, minutes, routing.Start(0.0, 0.0) if start else None)
        by_id = {door.household_id: door for door in doors}
        return self.view([by_id[stop.id] for stop in chosen], minutes, start=start)

    def due(self, db: sqlite3.Connection) -> list[DueDoor]:
        return reading.due_doors(db, today=office_time.today(db, self.clock), limit=MOST_DUE)

    def tasks(self) -> Counter[str]:
        """Open tasks by household."""
        items = self.sections.items("tasks")
        return Counter(it["household_id"] for it in items if it.get("household_id") and it.get("state") in OPEN_TASKS)

    # -- the accepted walk

    def accepted(self) -> WalkView | None:
        """Today's walk as the worker has it; None where there is none, or only one of another day."""
        db = self.database.read()
        kept = self.kept(db)
        return None if kept is None else self.view(self.doors(db, kept["doors"]), kept["minutes"], since=kept["at"])

    def accept(self, walk: WalkView) -> WalkView:
        db = self.database.read()
        ids = [stop.door.household_id for stop in walk.stops]
        now = office_time.now(db, self.clock)
        kept = {"day": office_time.today(db, self.clock).isoformat(), "doors": ids, "minutes": walk.wanted}
        self.keep({**kept, "at": text_of(now)})
        return self.view([stop.door for stop in walk.stops], walk.wanted, since=text_of(now))

    def move(self, household_id: str, by: int) -> None:
        """One place earlier (-1) or later (1)."""
        kept = self.kept(self.database.read())
        if kept is None or household_id not in kept["doors"]:
            return
        doors = kept["doors"]
        at = doors.index(household_id)
        doors.insert(max(0, min(len(doors) - 1, at + by)), doors.pop(at))
        self.keep(kept)

    def drop(self, household_id: str) -> None:
        kept = self.kept(self.database.read())
        if kept is not None:
            kept["doors"] = [it for it in kept["doors"] if it != household_id]
            self.keep(kept if kept["doors"] else None)

    def end(self) -> None:
        self.keep(None)

    def kept(self, db: sqlite3.Connection) -> dict[str, Any] | None:
        kept: dict[str, Any] | None = meta.get(db, KEY)
        return kept if kept and kept["day"] == office_time.today(db, self.clock).isoformat() else None

    def keep(self, kept: dict[str, Any] | None) -> None:
        with self.database.write() as db:
            meta.put(db, KEY, kept)

    def doors(self, db: sqlite3.Connection, ids: Sequence[str]) -> list[DueDoor]:
        """Those of them that are still on the phone, in this order."""
        today = office_time.today(db, self.clock).isoformat()
        names = pending.names(db)
        marks = ", ".join("?" for _ in ids)
        sql = f"{reading.AT_THE_DOOR.replace(':today', '?')} where household.id in ({marks})"
        days = (today,) * reading.AT_THE_DOOR.count(":today")
        found = {row["id"]: door_of(row, names, today) for row in db.execute(sql, (*days, *ids))}
        return [found[it] for it in ids if it in found]

    def view(
        self, doors: Sequence[DueDoor], wanted: int, *, start: LonLat | None = None, since: str | None = None
    ) -> WalkView:
        db = self.database.read()
        done = visited_since(db, since) if since else set()
        tasks, floors = self.tasks(), dict(db.execute("select id, floors from building").fetchall())
        origin = start or ((doors[0].lon, doors[0].lat) if doors else (0.0, 0.0))
        places: list[routing.Place] = [
            stop_of(door, origin, int(floors.get(door.building_id) or 0), 0.0) for door in doors
        ]
        before: list[routing.Place] = [routing.Start(0.0, 0.0) if start else places[0], *places] if places else []
        ways = [round(routing.metres(a, b)) for a, b in zip(before, places, strict=False)]
        stops = tuple(
            WalkStop(
                door,
                metres,
                tasks[door.household_id],
                hint_of(db, door.household_id, self.clock),
                door.household_id in done,
            )
            for door, metres in zip(doors, ways, strict=True)
        )
        left = [
            place
            for place, stop in zip(places, stops, strict=True)
            if isinstance(place, routing.Stop) and not stop.done
        ]
        minutes = routing.length(left, routing.Start(0.0, 0.0) if start else None)
        return WalkView(stops, round(minutes), sum(ways), wanted, accepted=since is not None)


def stop_of(door: DueDoor, origin: LonLat, floors: int, worth: float) -> routing.Stop:
    x = (door.lon - origin[0]) * METRES_PER_DEGREE * cos(radians(origin[1]))
    y = (door.lat - origin[1]) * METRES_PER_DEGREE
    return routing.Stop(door.household_id, x, y, door.building_id, door.unit, door.floor, worth, floors)


def apart(a: LonLat, b: LonLat) -> float:
    return METRES_PER_DEGREE * hypot((a[0] - b[0]) * cos(radians(a[1])), a[1] - b[1])


def door_of(row: sqlite3.Row, names: dict[str, str], today: str) -> DueDoor:
    return DueDoor(
        household_id=row["id"],
        name=names.get(row["id"], row["name"]),
        building_id=row["building_id"],
        building_name=reading.building_name(row) if row["building_name"] is not None else "—",
        unit=row["unit"],
        floor=row["floor"],
        room=row["room"],
        lon=row["lon"],
        lat=row["lat"],
        due_on=date.fromisoformat(row["now_due_on"] or today),
        state=row["state"],
        has_care=bool(row["has_care"]),
    )


def visited_since(db: sqlite3.Connection, since: str) -> set[str]:
    """A visit of the same minute counts: the server's clock and the phone's differ."""
    early = text_of(moment_of(since) - timedelta(seconds=1))
    return {row["id"] for row in db.execute("select id from household where now_visit_at >= ?", (early,))}


def hint_of(db: sqlite3.Connection, household_id: str, clock: Clock, *, trying: bool = False) -> Hint | None:
    row = db.execute("select * from household where id = ?", (household_id,)).fetchone()
    if row is None or (row["now_outcome"] != "not_home" and not trying):
        return None
    now = office_time.now(db, clock).astimezone()
    visits = [(visit.when.astimezone(now.tzinfo), visit.outcome) for visit in reading.visits_of(db, row, "")]
    return hours.suggest([*visits, (now, "not_home")] if trying else visits, now)
