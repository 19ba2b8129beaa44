"""Every read of emergencies: whose they are, the doors inside the area, and the headcount."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from server.emergencies.models import CheckState, Emergency
from server.grids.scope import Scope
from server.problems import NotFound

# Phones still show an all-clear for so long.
ENDED_SHOWN = timedelta(days=2)
MOST_SHOWN = 20
# What a phone holds of one emergency; the doors of one worker's grids are a few hundred.
MOST_DOORS = 3000


@dataclass(frozen=True)
class DoorCheck:
    """A door of the checklist with the check that counts. `people` are those on the register."""

    household_id: UUID
    small_grid_id: UUID
    grid_name: str
    building: str
    unit: int
    floor: int
    room: str
    people: int
    has_care: bool
    state: str
    headcount: int | None
    note: str
    checked_at: datetime | None
    by: str


def emergencies_for(scope: Scope) -> QuerySet[Emergency]:
    """Those that touch one's grids, and one's own; the street office sees all of its street. Running ones first."""
    seen = Q(grids__in=scope.small_grid_ids) | Q(started_by=scope.person)
    if scope.sees_street:
        seen |= Q(street=scope.street_id)
    ids = Emergency.objects.filter(seen, street=scope.street_id).values("id")
    return (
        Emergency.objects.filter(id__in=ids)
        .select_related("started_by", "ended_by")
        .prefetch_related("places")
        .order_by("-ended_at", "-started_at")
    )


def emergency_for(scope: Scope, emergency_id: UUID) -> Emergency:
    found = emergencies_for(scope).filter(id=emergency_id).first()
    if found is None:
        raise NotFound
    return found


# The doors of the area that count as one list, with the newest check of each by the time at the door. A building that
# the area touches is meant with all of its doors.
DOORS = """
    with
    inside as (
        select household.id, household.small_grid_id, building.name as building, unit.number as unit,
            dwelling.floor, dwelling.number as room
        from households_household household
        join households_dwelling dwelling on dwelling.id = household.dwelling_id
        join households_buildingunit unit on unit.id = dwelling.unit_id
        join households_building building on building.id = unit.building_id
        where household.small_grid_id = any(%(grids)s) and household.status = 'lived_in'
          and st_intersects(building.geom, (select area from emergencies_emergency where id = %(emergency)s))
    ),
    people as (
        select resident.household_id, count(*) as count,
            count(*) filter (where resident.care_categories <> '{}') as care
        from households_resident resident join inside on inside.id = resident.household_id
        group by resident.household_id
    ),
    newest as (
        select distinct on (household_id) *
        from emergencies_emergencycheck
        where emergency_id = %(emergency)s and household_id in (select id from inside)
        order by household_id, checked_at desc, id desc
    )
    select inside.id, inside.small_grid_id, grid.name, inside.building, inside.unit, inside.floor, inside.room,
        coalesce(people.count, 0), coalesce(people.care, 0) > 0, coalesce(newest.state, 'unchecked'),
        newest.headcount, coalesce(newest.note, ''), newest.checked_at, coalesce(person.display_name, '')
    from inside
    join grids_servicegrid grid on grid.id = inside.small_grid_id
    left join people on people.household_id = inside.id
    left join newest on newest.household_id = inside.id
    left join accounts_person person on person.id = newest.person_id
    -- care households always; the others if the office asked for every door, or somebody has checked them
    where coalesce(people.care, 0) > 0 or newest.id is not null
       or (select all_households from emergencies_emergency where id = %(emergency)s)
    order by
        case coalesce(newest.state, 'unchecked')
            when 'needs_help' then 0 when 'unchecked' then 1 when 'not_found' then 2 else 3 end,
        grid.code, inside.building, inside.unit, inside.floor, inside.room
    limit %(most)s
"""


def doors_of(emergency_id: UUID, small_grid_ids: Collection[UUID], *, most: int = MOST_DOORS) -> list[DoorCheck]:
    """The checklist within these grids: needs help on top, then what is unchecked, then the rest."""
    with connection.cursor() as cursor:
        cursor.execute(DOORS, {"grids": list(small_grid_ids), "emergency": emergency_id, "most": most})
        return [DoorCheck(*row) for row in cursor.fetchall()]


@dataclass
class Headcount:
    """Sums over one small grid: doors by state, people on the register, and people that were found."""

    grid_id: UUID | None
    name: str
    doors: int = 0
    people: int = 0
    found: int = 0
    states: dict[str, int] | None = None

    def add(self, door: DoorCheck) -> None:
        self.states = self.states or dict.fromkeys(CheckState.values, 0)
        self.doors += 1
        self.people += door.people
        self.found += door.headcount or 0
        self.states[door.state] += 1

    @property
    def checked(self) -> int:
        return self.doors - (self.states or {}).get(CheckState.UNCHECKED, 0)

    def message(self) -> dict[str, Any]:
        return {
            "grid_id": str(self.grid_id) if self.grid_id else None,
            "name": self.name,
            "doors": self.doors,
            "checked": self.checked,
            "people": self.people,
            "found": self.found,
            "states": self.states or dict.fromkeys(CheckState.values, 0),
        }


def headcounts(doors: Collection[DoorCheck]) -> tuple[Headcount, list[Headcount]]:
    """The whole, and each grid by name."""
    whole, by_grid = Headcount(None, ""), dict[UUID, Headcount]()
    for door in doors:
        whole.add(door)
        by_grid.setdefault(door.small_grid_id, Headcount(door.small_grid_id, door.grid_name)).add(door)
    return whole, sorted(by_grid.values(), key=lambda count: count.name)


def section(scope: Scope) -> list[dict[str, Any]]:
    """What a worker's phone is told: running emergencies and recent all-clears, each with the doors of own grids."""
    if not scope.field_small_grid_ids:
        return []
    recent = Q(ended_at=None) | Q(ended_at__gt=timezone.now() - ENDED_SHOWN)
    rows = (
        Emergency.objects.filter(recent, street=scope.street_id)
        .filter(id__in=Emergency.objects.filter(grids__in=scope.field_small_grid_ids).values("id"))
        .prefetch_related("places")
        .order_by("-started_at")[:MOST_SHOWN]
    )
    return [message(emergency, scope) for emergency in rows]


def message(emergency: Emergency, scope: Scope) -> dict[str, Any]:
    doors = [] if emergency.ended_at else doors_of(emergency.id, scope.field_small_grid_ids)
    return {
        "id": str(emergency.id),
        "kind": emergency.kind,
        "level": emergency.level,
        "title": emergency.title,
        "text": emergency.text,
        "is_exercise": emergency.is_exercise,
        "started_at": emergency.started_at.isoformat(),
        "ended_at": emergency.ended_at.isoformat() if emergency.ended_at else None,
        "end_note": emergency.end_note,
        "area": [[rounded(ring) for ring in polygon] for polygon in emergency.area.coords],
        "places": [
            {"kind": it.kind, "name": it.name, "lon": round(it.point.x, 6), "lat": round(it.point.y, 6)}
            for it in emergency.places.all()
        ],
        "doors": [door_message(door) for door in doors],
    }


def door_message(door: DoorCheck) -> dict[str, Any]:
    """A door of the checklist; what is known of it the phone knows already."""
    told: dict[str, Any] = {"household_id": str(door.household_id), "state": door.state}
    if door.checked_at:
        told |= {"headcount": door.headcount, "note": door.note, "at": door.checked_at.isoformat(), "by": door.by}
    return told


def rounded(ring: Any) -> list[list[float]]:
    return [[round(lon, 6), round(lat, 6)] for lon, lat in ring]
