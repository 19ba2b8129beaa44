"""A plan is right after every kind of write: late visits, corrections, residents, intervals, registration."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.grids.scope import for_person
from server.households.models import Household
from server.visits.models import VisitInterval, VisitPlan
from server.visits.plans import replan
from server.visits.services import record_visit
from tests.factories.places import make_building, make_grid, make_household, make_street
from tests.people import make_worker
from tests.server.visits.drafts import draft_for

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def household():
    VisitInterval.objects.create(street=make_street(), care_category="", days=180)
    VisitInterval.objects.create(street=make_street(), care_category="lives_alone", days=30)
    VisitInterval.objects.create(street=make_street(), care_category="disabled", days=14)
    grid = make_grid("L", level="large")
    small = make_grid("S", parent=make_grid("M", level="medium", parent=grid))
    return make_household(make_building(small), registered_on=date(2026, 1, 10))


@pytest.fixture
def record(household):
    worker = make_worker(household.small_grid)

    def write(at: datetime, outcome: str = "met", **fields: object):
        return record_visit(for_person(worker), draft_for(household, worker.id, at=at, outcome=outcome, **fields))

    return write


def plan_of(household: Household) -> VisitPlan:
    return VisitPlan.objects.get(household=household)


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=SHANGHAI)


def test_a_new_household_is_due_one_interval_after_registration(household):
    assert plan_of(household).due_on == date(2026, 1, 10) + timedelta(days=180)


def test_a_contact_moves_the_date_and_an_attempt_does_not(household, record):
    record(noon(3, 1))
    assert plan_of(household).due_on == date(2026, 3, 1) + timedelta(days=180)
    record(noon(4, 1), "not_home")
    plan = plan_of(household)
    assert plan.due_on == date(2026, 3, 1) + timedelta(days=180)
    assert (plan.last_outcome, plan.last_visit_at) == ("not_home", noon(4, 1))


def test_a_late_visit_does_not_turn_back_the_clock(household, record):
    record(noon(5, 1))
    record(noon(2, 1), "declined")
    plan = plan_of(household)
    assert (plan.last_outcome, plan.last_contact_at) == ("met", noon(5, 1))


def test_an_agreed_date_brings_the_visit_forward_until_the_next_one(household, record):
    record(noon(3, 1), next_on=date(2026, 3, 9))
    assert plan_of(household).due_on == date(2026, 3, 9)
    record(noon(3, 10), "not_home")
    assert plan_of(household).due_on == date(2026, 3, 1) + timedelta(days=180)


def test_an_agreed_date_before_the_visit_is_a_slip(household, record):
    record(noon(3, 1), next_on=date(2025, 3, 9))
    assert plan_of(household).due_on == date(2026, 3, 1) + timedelta(days=180)


def test_the_shortest_interval_of_any_resident_applies(household):
    resident = household.residents.get()
    resident.care_categories = ["lives_alone", "disabled"]
    resident.save()
    assert plan_of(household).interval_days == 14
    resident.delete()
    assert plan_of(household).interval_days == 180


def test_a_changed_interval_reaches_every_plan(household):
    VisitInterval.objects.filter(care_category="").update(days=90)
    assert plan_of(household).due_on == date(2026, 1, 10) + timedelta(days=90)


def test_days_are_cut_at_the_districts_midnight(household, record):
    record(datetime(2026, 3, 31, 23, 30, tzinfo=SHANGHAI))
    assert plan_of(household).due_on == date(2026, 3, 31) + timedelta(days=180)
    record(datetime(2026, 4, 1, 0, 30, tzinfo=SHANGHAI))
    assert plan_of(household).due_on == date(2026, 4, 1) + timedelta(days=180)


def test_moved_and_vacant_leave_the_decision_to_the_office(household, record):
    record(noon(6, 1), "moved")
    household.refresh_from_db()
    assert household.status == "lived_in"
    assert plan_of(household).due_on == date(2026, 1, 10) + timedelta(days=180)


def test_replan_repairs_what_went_wrong(household, record):
    record(noon(3, 1))
    VisitPlan.objects.update(due_on=date(2000, 1, 1), last_outcome="vacant")
    replan([household.id])
    plan = plan_of(household)
    assert (plan.due_on, plan.last_outcome) == (date(2026, 3, 1) + timedelta(days=180), "met")


def test_a_household_can_leave(household):
    household.delete()
    assert not VisitPlan.objects.exists()
