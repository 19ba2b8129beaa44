"""A street small enough to count by hand, with one of everything that the office's pages show."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from server.accounts.models import Device, Person
from server.grids.models import ServiceGrid
from server.grids.scope import for_person
from server.households.models import Building, Household
from server.identity import new_id
from server.incidents.models import Incident
from server.incidents.services import report_incident
from server.organisations.models import Organisation, OrganisationPost
from server.visits.models import VisitInterval
from server.visits.plans import replan
from server.visits.services import record_visits
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_community_staff, make_person, make_street_staff, make_worker
from tests.server.incidents.drafts import draft_by, make_category, make_department
from tests.server.visits.drafts import draft_for

ROOMS = ("101", "102", "201", "202")
INTERVAL_DAYS = 30


@dataclass(frozen=True)
class StreetForTests:
    """In S11 all four households were met this month, in S12 one of four; S21 has no household, S22 no visit."""

    grids: dict[str, ServiceGrid]
    buildings: dict[str, Building]
    households: dict[str, list[Household]]
    worker: Person
    community: Person
    staff: Person
    department: Person
    organisation: Organisation
    incident: Incident


def make_street_for_tests() -> StreetForTests:
    grids = make_tree()
    corners = {"S11": (10, 10), "S12": (110, 10), "S21": (10, 210), "S22": (110, 210)}
    buildings = {
        code: make_building(grids[code], at=(x, y, 40), name=f"{code}号楼", number=code)
        for code, (x, y) in corners.items()
    }
    households = {
        code: [
            make_household(
                buildings[code], floor=int(room[0]), room=room, care=("lives_alone",) if room == "101" else ()
            )
            for room in ROOMS
        ]
        for code in ("S11", "S12", "S22")
    }
    VisitInterval.objects.create(street=grids["L"].street, care_category="", days=INTERVAL_DAYS)
    replan([household.id for homes in households.values() for household in homes])
    worker = make_worker(*(grids[code] for code in corners))
    met = [*households["S11"], households["S12"][0]]
    visit(worker, met, "met")
    visit(worker, households["S12"][1:2], "not_home")
    Device.objects.create(id=new_id(), person=worker, name="示例手机", last_seen_at=timezone.now() - timedelta(days=3))
    make_category()
    organisation = make_department()
    return StreetForTests(
        grids=grids,
        buildings=buildings,
        households=households,
        worker=worker,
        community=make_community_staff(grids["L"]),
        staff=make_street_staff(),
        department=make_department_person(organisation),
        organisation=organisation,
        incident=make_incident(worker),
    )


def visit(worker: Person, households: list[Household], outcome: str) -> None:
    """The worker was at these doors just now."""
    drafts = [draft_for(household, worker.id, outcome=outcome, at=timezone.now()) for household in households]
    for result in record_visits(for_person(worker), drafts):
        if isinstance(result, Exception):
            raise result


def make_department_person(organisation: Organisation) -> Person:
    person = make_person("department")
    OrganisationPost.objects.create(person=person, organisation=organisation, term=DateRange(date(2020, 1, 1), None))
    return person


def make_incident(reporter: Person, *, at: tuple[float, float] = (150, 150), **fields: object) -> Incident:
    """Litter at a place given in metres, reported by the worker."""
    return report_incident(for_person(reporter), draft_by(reporter.id, at=at, **fields))
