"""Some three hundred incidents with their logs: most of them settled, the recent ones in every state."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from server.accounts.models import Person
from server.demo.copying import Row, copy_rows, point_value
from server.demo.homes import Home
from server.demo.people import Staff
from server.demo.places import Places
from server.demo.seeded import Seed
from server.demo.stories import NOTES, REPORTS, WAYS
from server.households.models import Building
from server.incidents.models import (
    Incident,
    IncidentCategory,
    IncidentEvent,
    IncidentSeries,
    IncidentState,
    LocationSource,
)
from server.organisations.models import Organisation

COUNT = 300
RECENT_DAYS, FAR_DAYS = 25, 720
METRES_PER_DEGREE_LAT = 111_320.0
LON_SCALE = 0.766
# Which organisation deals with a domain, by its place in the list of the demo's organisations.
DEALING = {"party_building": 3, "governance": 4, "livelihood": 2, "environment": 0, "service": 1}


@dataclass(frozen=True)
class _Cast:
    """Who takes part in one incident."""

    reporter: Person
    office: Person
    organisation: Organisation
    handler: Person

    def of(self, state: IncidentState) -> Person:
        if state in (IncidentState.REPORTED, IncidentState.CANCELLED, IncidentState.VERIFIED, IncidentState.REOPENED):
            return self.reporter
        return self.office


def load_incidents(
    places: Places,
    staff: Staff,
    categories: list[IncidentCategory],
    organisations: list[Organisation],
    seed: Seed,
    today: date,
    count: int = COUNT,
) -> int:
    """Write the incidents in the order of their reports, with numbers by day and complete logs."""
    chance = seed.chance("incidents")
    begun = sorted((_begin(chance, today) for _ in range(count)), key=lambda begin: begin[0])
    numbers: Counter[date] = Counter()
    incidents: list[Row] = []
    events: list[Row] = []
    for index, (at, way) in enumerate(begun):
        building, home = chance.choice(places.homes)
        category = chance.choice(categories)
        cast = _cast(building, category, places, staff, organisations)
        numbers[at.date()] += 1
        incident_id = seed.id_of("incident", index)
        steps = _steps(chance, incident_id, way, at, cast, today)
        incident = _incident(chance, building, home, category, cast, steps)
        incident["id"] = incident_id
        incident["number"] = f"SJ-{at:%Y%m%d}-{numbers[at.date()]:04d}"
        incident["merged_into_id"] = _twin(incidents) if incident["state"] == IncidentState.MERGED else None
        incidents.append(incident)
        events += steps
    copy_rows(Incident, incidents)
    copy_rows(IncidentEvent, events)
    IncidentSeries.objects.bulk_create(
        IncidentSeries(street=places.street, day=day, last=last) for day, last in numbers.items()
    )
    return len(incidents)


def _begin(chance: random.Random, today: date) -> tuple[datetime, tuple[IncidentState, ...]]:
    """When an incident was reported, and the way that it has taken since."""
    way, _, far = chance.choices(WAYS, weights=[weight for _, weight, _ in WAYS])[0]
    # More of them lately: the office has been using the product more and more.
    days = 3 + int((FAR_DAYS - 3) * chance.random() ** 1.6) if far else chance.randint(1, RECENT_DAYS)
    days = max(days, len(way) + 1)
    moment = time(chance.randint(7, 20), chance.randrange(60), chance.randrange(60))
    return datetime.combine(today - timedelta(days=days), moment, ZoneInfo(settings.TIME_ZONE)), way


def _cast(
    building: Building,
    category: IncidentCategory,
    places: Places,
    staff: Staff,
    organisations: list[Organisation],
) -> _Cast:
    small = places.grid_by_id[building.small_grid_id]
    medium = places.grid_by_id[small.parent_id]
    community = cast("UUID", medium.parent_id)
    organisation = organisations[DEALING[category.domain]]
    return _Cast(
        reporter=staff.workers[medium.id],
        office=staff.communities[community],
        organisation=organisation,
        handler=staff.organisations[organisation.id],
    )


def _steps(
    chance: random.Random, incident_id: object, way: tuple[IncidentState, ...], at: datetime, cast: _Cast, today: date
) -> list[Row]:
    """The log: a row per state, hours to days apart, and never later than yesterday."""
    steps: list[Row] = []
    with_department = False
    limit = datetime.combine(today, time(0), ZoneInfo(settings.TIME_ZONE)) - timedelta(minutes=5)
    gap = (limit - at) / max(1, len(way))
    for version, state in enumerate(way, start=1):
        with_department = with_department or state == IncidentState.ASSIGNED
        by_department = with_department and state in (IncidentState.IN_PROGRESS, IncidentState.RESOLVED)
        steps.append(
            {
                "incident_id": incident_id,
                "version": version,
                "from_state": str(way[version - 2]) if version > 1 else "",
                "to_state": str(state),
                "person_id": (cast.handler if by_department else cast.of(state)).id,
                "organisation_id": cast.organisation.id if with_department else None,
                "note": chance.choice(NOTES[state]) if state in NOTES else "",
                "photo_hashes": [],
                "at": at,
            }
        )
        at += min(gap, timedelta(hours=chance.uniform(1, 40)))
    return steps


def _incident(
    chance: random.Random, building: Building, home: Home, category: IncidentCategory, cast: _Cast, steps: list[Row]
) -> Row:
    reported, last = steps[0]["at"], steps[-1]
    assigned = any(step["to_state"] == IncidentState.ASSIGNED for step in steps)
    working = next((step["person_id"] for step in steps if step["to_state"] == IncidentState.IN_PROGRESS), None)
    back_in_office = last["to_state"] == IncidentState.ACCEPTED
    pinned = chance.random() < 0.45
    lon, lat = building.geom.centroid.coords
    # Beside the house rather than in it.
    aside = home.outline.area**0.5 * 0.7 * chance.choice((-1, 1))
    return {
        "id": None,
        "street_id": building.street_id,
        "small_grid_id": building.small_grid_id,
        "number": "",
        "category_id": category.id,
        "description": chance.choice(REPORTS[category.code]),
        "point": point_value(
            round(lon + aside * chance.random() / (METRES_PER_DEGREE_LAT * LON_SCALE), 7),
            round(lat + aside * chance.random() / METRES_PER_DEGREE_LAT, 7),
        ),
        "accuracy_m": None if pinned else round(chance.uniform(4, 30), 1),
        "location_source": str(LocationSource.PIN if pinned else LocationSource.FIX),
        "household_id": None,
        "photo_hashes": [],
        "solved_on_spot": False,
        "photos_after": 0,
        "state": last["to_state"],
        "version": last["version"],
        "reporter_id": cast.reporter.id,
        "device_id": None,
        "organisation_id": cast.organisation.id if assigned and not back_in_office else None,
        "handler_id": working if not back_in_office else None,
        "merged_into_id": None,
        "due_at": reported + timedelta(days=chance.choice((3, 5, 7))) if assigned else None,
        "captured_at": reported,
        "reported_at": reported,
        "received_at": reported + timedelta(seconds=chance.randint(2, 60)),
        "updated_at": last["at"],
    }


def _twin(incidents: list[Row]) -> object:
    """The incident that another is merged into: the newest that is not merged itself."""
    others = (incident["id"] for incident in reversed(incidents) if incident["state"] != IncidentState.MERGED)
    return next(others, None)
