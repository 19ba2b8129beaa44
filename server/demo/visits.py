"""Two years of visits, by the people and habits of `routine`."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import cast
from uuid import UUID

from server.accounts.models import Device
from server.demo.copying import Row, copy_rows, point_value
from server.demo.forms import fill_in
from server.demo.households import Inhabited
from server.demo.people import Staff
from server.demo.places import Places
from server.demo.reference import INTERVALS
from server.demo.routine import AREA_SHARES, Knock, knocks
from server.demo.seeded import Seed
from server.grids.models import GridLevel
from server.households.models import Household
from server.visits.models import CONTACTS, Visit, VisitNeed, VisitOutcome

YEARS = 2
FIX_SHARE, NOTE_SHARE, NEED_SHARE, NEXT_SHARE, CORRECTED_SHARE = 0.55, 0.12, 0.07, 0.015, 0.004
METRES_PER_DEGREE = 111_320.0
LATE_SHARE = 0.2
AS_ITS_ESTATE = 0.6
CORRECTION_NOTE = "更正：选错了结果。"
NOTES = {
    VisitOutcome.MET: (
        "家中一切正常。", "老人精神不错，提醒按时复诊。", "询问暖气是否正常，已答复。", "孩子放假在家。",
        "已告知社区活动时间。",         "希望楼道灯尽快修好。", "近期外出探亲，下月回来。", "水龙头漏水，已联系物业。",
        "新换了联系电话，已登记。", "楼上噪声有所改善。",
    ),
    VisitOutcome.PHONE: ("电话联系，家中无事。", "在外地，月底回来。", "约好下周上门。"),
    VisitOutcome.NOT_HOME: ("敲门无人应答。", "邻居说去了子女家。", "已留联系卡。"),
    VisitOutcome.DECLINED: ("表示不方便，改日再来。", "希望先电话联系。"),
    VisitOutcome.MOVED: ("邻居说已搬走。",),
    VisitOutcome.VACANT: ("屋内无人居住。",),
}  # fmt: skip


@dataclass(frozen=True)
class _Round:
    """What is the same for all visits in one small grid."""

    grid_id: UUID
    worker_id: UUID
    device_id: UUID
    area: str
    habit: int


def load_visits(places: Places, staff: Staff, inhabited: Inhabited, seed: Seed, today: date) -> int:
    """Write the visits; plans and coverage follow by trigger. Returns how many there are."""
    rounds = _rounds(places, staff, seed)
    points = {building.id: building.geom.centroid.coords for building, _ in places.homes}
    chance = seed.chance("visits")
    visits: list[Row] = []
    for household in inhabited.households:
        point = points[inhabited.building_of[household.id]]
        route = rounds[household.small_grid_id]
        interval = min(INTERVALS[category] for category in (*inhabited.care[household.id], ""))
        first = max(today - timedelta(days=365 * YEARS), household.registered_on)
        found = knocks(
            chance,
            interval=interval,
            status=household.status,
            first=first,
            today=today,
            area=route.area,
            habit=route.habit,
        )
        visits += _visits(chance, household, route, found, point, seed)
    fill_in(visits, seed, today)
    visits.sort(key=lambda visit: visit["received_at"])
    copy_rows(Visit, visits)
    return len(visits)


def _rounds(places: Places, staff: Staff, seed: Seed) -> dict[UUID, _Round]:
    """For each small grid its worker, the worker's phone, and how well the area is looked after."""
    chance = seed.chance("rounds")
    devices = {
        grid_id: Device(id=seed.id_of("device", worker.username), person=worker, name="示例手机", platform="android")
        for grid_id, worker in staff.workers.items()
    }
    Device.objects.bulk_create(devices.values())
    habits = {grid_id: number for number, grid_id in enumerate(staff.workers)}
    areas, weights = list(AREA_SHARES), list(AREA_SHARES.values())
    smalls = [grid for grid in places.grids.values() if grid.level == GridLevel.SMALL]
    # An area lags as a whole, with one or two of its lanes better or worse.
    of_estate = {grid_id: chance.choices(areas, weights)[0] for grid_id in staff.workers}
    of_estate[next(iter(staff.workers))] = "steady"
    rounds = {}
    for grid in smalls:
        estate = cast("UUID", grid.parent_id)
        area = of_estate[estate] if chance.random() < AS_ITS_ESTATE else chance.choices(areas, weights)[0]
        worker, device = staff.workers[estate], devices[estate]
        rounds[grid.id] = _Round(grid.id, worker.id, device.id, area=area, habit=habits[estate])
    return rounds


def _visits(
    chance: random.Random,
    household: Household,
    route: _Round,
    found: Iterator[Knock],
    point: tuple[float, ...],
    seed: Seed,
) -> Iterator[Row]:
    for number, knock in enumerate(found):
        visit = _visit(chance, household, route, knock, point, seed.id_of("visit", f"{household.id}/{number}"))
        yield visit
        if chance.random() < CORRECTED_SHARE:
            yield _correction(chance, visit, seed.id_of("correction", visit["id"]))


def _visit(
    chance: random.Random, household: Household, route: _Round, knock: Knock, point: tuple[float, ...], visit_id: UUID
) -> Row:
    contact = knock.outcome in CONTACTS
    fix, accuracy = _fix(chance, point) if chance.random() < FIX_SHARE else (None, None)
    return {
        "id": visit_id,
        "street_id": household.street_id,
        "small_grid_id": route.grid_id,
        "household_id": household.id,
        "visitor_id": route.worker_id,
        "device_id": route.device_id,
        "outcome": str(knock.outcome),
        "needs": [str(chance.choice(VisitNeed.values))] if contact and chance.random() < NEED_SHARE else [],
        "note": chance.choice(NOTES[VisitOutcome(knock.outcome)]) if chance.random() < NOTE_SHARE else "",
        "next_on": knock.at.date() + timedelta(days=chance.randint(3, 20)) if chance.random() < NEXT_SHARE else None,
        "visited_at": knock.at,
        "captured_at": knock.at,
        "received_at": _received(chance, knock.at),
        "clock_doubtful": False,
        "fix": fix,
        "fix_accuracy_m": accuracy,
        "photo_hashes": [],
        "form_version": "visit-1",
        "corrects_id": None,
    }


def _received(chance: random.Random, at: datetime) -> datetime:
    """Mostly within the minute, sometimes in the evening when the phone has a network again."""
    late = chance.random() < LATE_SHARE
    return at + (timedelta(hours=chance.randint(1, 4)) if late else timedelta(seconds=chance.randint(2, 50)))


def _fix(chance: random.Random, point: tuple[float, ...]) -> tuple[str, float]:
    """A position as phones give it between houses: some ten metres off."""
    lon, lat, *_ = point
    east, north = chance.gauss(0, 9), chance.gauss(0, 9)
    lon += east / (METRES_PER_DEGREE * cos(radians(lat)))
    return point_value(round(lon, 7), round(lat + north / METRES_PER_DEGREE, 7)), round(chance.uniform(4, 32), 1)


def _correction(chance: random.Random, visit: Row, visit_id: UUID) -> Row:
    """The same visit once more with the outcome that was meant."""
    later = visit["received_at"] + timedelta(minutes=chance.randint(5, 90))
    meant = VisitOutcome.NOT_HOME if visit["outcome"] == VisitOutcome.MET else VisitOutcome.MET
    changes = {"id": visit_id, "corrects_id": visit["id"], "outcome": str(meant), "needs": [], "note": CORRECTION_NOTE}
    return {**visit, **changes, "received_at": later}
