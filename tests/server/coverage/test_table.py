"""The coverage table: sums, midnight, the passing of days, what is left out, and who may read it."""

import csv
import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from server.accounts.models import Device
from server.coverage.models import CoverageCount, DirtyPeriod
from server.coverage.periods import Period
from server.coverage.selectors import coverage_table
from server.grids.models import GridRole
from server.grids.scope import for_person
from server.households.models import Household
from server.visits.models import VisitInterval
from server.visits.services import record_visit
from tests.factories.places import make_building, make_household, make_street, make_tree
from tests.people import appoint, make_community_staff, make_street_staff, make_worker
from tests.server.visits.drafts import draft_for

pytestmark = pytest.mark.django_db
DISTRICT = ZoneInfo("Asia/Shanghai")
MARCH = {"period": "month", "starts_on": date(2026, 3, 1)}
APRIL_5 = date(2026, 4, 5)


@pytest.fixture
def grids():
    VisitInterval.objects.create(street=make_street(), care_category="", days=30)
    return make_tree()


@pytest.fixture
def office(grids):
    return make_street_staff()


@pytest.fixture
def household(grids):
    return make_household(make_building(grids["S11"]), registered_on=date(2026, 1, 1))


@pytest.fixture
def record(office):
    def write(household: Household, at: datetime, outcome: str = "met", **fields: object):
        return record_visit(for_person(office), draft_for(household, office.id, at=at, outcome=outcome, **fields))

    return write


def row(person, code="S11", *, level="small", today=APRIL_5, **asked):
    table = coverage_table(for_person(person), level=level, today=today, **{**MARCH, **asked})
    return {row.code: row for row in table.rows}[code]


def test_larger_grids_are_the_sums_of_their_small_ones(grids, office, household, record):
    for index, code in enumerate(("S12", "S21", "S22")):
        make_household(make_building(grids[code]), registered_on=date(2026, 1, 1 + index))
    record(household, datetime(2026, 3, 10, 12, tzinfo=DISTRICT))
    assert (row(office, "M1", level="medium").eligible, row(office, "M1", level="medium").contacted) == (2, 1)
    assert (row(office, "L", level="large").eligible, row(office, "L", level="large").due) == (4, 4)
    assert row(office, "L", level="large").covered_share == 0.25


@pytest.mark.parametrize(
    ("at", "in_march"),
    [
        (datetime(2026, 2, 28, 23, 59, 59, tzinfo=DISTRICT), 0),
        (datetime(2026, 3, 1, 0, 0, 0, tzinfo=DISTRICT), 1),
        (datetime(2026, 3, 31, 23, 59, 59, tzinfo=DISTRICT), 1),
        (datetime(2026, 4, 1, 0, 0, 0, tzinfo=DISTRICT), 0),
    ],
)
def test_months_are_cut_at_the_districts_midnight(office, household, record, at, in_march):
    record(household, at)
    assert row(office).contacted == in_march


def test_where_nothing_is_due_there_is_no_share(grids, office, household, record):
    record(household, datetime(2026, 2, 28, 12, tzinfo=DISTRICT), next_on=None)
    VisitInterval.objects.update(days=365)
    assert (row(office).due, row(office).covered_share) == (0, None)


def test_days_pass_without_a_write(office, household, record):
    record(household, datetime(2026, 3, 1, 12, tzinfo=DISTRICT))
    assert row(office, today=date(2026, 3, 31)).overdue == 0
    assert not DirtyPeriod.objects.exists()
    april = {"period": "month", "starts_on": date(2026, 4, 1)}
    assert row(office, today=date(2026, 4, 1), **april).overdue == 1
    assert row(office, today=date(2026, 4, 2), **april).overdue == 1
    assert CoverageCount.objects.get(grid__code="S11", starts_on=date(2026, 4, 1)).as_of == date(2026, 4, 2)


def test_last_month_is_reported_on_last_months_borders(grids, office, household, record):
    record(household, datetime(2026, 3, 10, 12, tzinfo=DISTRICT))
    placement = household.placements.get()
    placement.valid = type(placement.valid)(placement.valid.lower, date(2026, 4, 2))
    placement.save()
    household.placements.create(small_grid=grids["S12"], valid=type(placement.valid)(date(2026, 4, 2), None))
    assert (row(office, "S11").eligible, row(office, "S12").eligible) == (1, 0)
    april = {"period": "month", "starts_on": date(2026, 4, 1)}
    assert (row(office, "S11", **april).eligible, row(office, "S12", **april).eligible) == (0, 1)


def test_only_what_changed_is_counted_again(grids, office, household, record):
    make_household(make_building(grids["S22"]), registered_on=date(2026, 1, 1))
    row(office)
    before = dict(CoverageCount.objects.values_list("grid__code", "computed_at"))
    record(household, datetime(2026, 3, 10, 12, tzinfo=DISTRICT))
    row(office)
    after = dict(CoverageCount.objects.values_list("grid__code", "computed_at"))
    assert {code for code in before if before[code] != after[code]} == {"S11"}


def test_an_unchanged_table_is_read_without_a_write(office, household, django_assert_max_num_queries):
    row(office)
    scope = for_person(office)
    with django_assert_max_num_queries(3) as read:
        coverage_table(scope, level="medium", today=APRIL_5, **MARCH)
    assert all("insert" not in query["sql"].lower() for query in read.captured_queries)


@pytest.mark.parametrize(
    ("kind", "day", "first", "end"),
    [
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1)),
        ("year", date(2028, 2, 29), date(2028, 1, 1), date(2029, 1, 1)),
    ],
)
def test_periods_begin_and_end_where_calendars_say(kind, day, first, end):
    period = Period.containing(kind, day)
    assert (period.starts_on, period.ends_on) == (first, end)


def client_of(person) -> APIClient:
    client = APIClient(headers={"accept-language": "en"})
    client.force_authenticate(person)
    return client


def test_the_answer_names_its_day_and_the_silent_phones(grids, household):
    worker = make_worker(grids["S11"])
    now = timezone.now()
    for name, last_seen, waiting, revoked in (
        ("fresh", now, 0, None),
        ("waiting", now, 7, None),
        ("silent", now - timedelta(hours=25), 0, None),
        ("never", None, 0, None),
        ("lost", None, 9, now),
    ):
        Device.objects.create(
            person=worker, name=name, last_seen_at=last_seen, waiting_count=waiting, revoked_at=revoked
        )
    stranger = make_worker(grids["S22"], username="stranger")
    Device.objects.create(person=stranger, name="elsewhere")
    answer = client_of(make_community_staff(grids["M1"])).get("/api/v1/coverage/", {"level": "medium"}).json()
    assert answer["as_of"] == timezone.localdate().isoformat()
    assert {phone["name"] for phone in answer["silent_phones"]} == {"waiting", "silent", "never"}
    assert [row["code"] for row in answer["rows"]] == ["M1"]


@time_machine.travel(datetime(2026, 3, 31, 16, 30, tzinfo=ZoneInfo("UTC")))
def test_today_is_the_districts_today(grids, office):
    """Half past midnight of 1 April in Shanghai is still March in UTC."""
    assert client_of(office).get("/api/v1/coverage/").json()["starts_on"] == "2026-04-01"


def test_who_may_read_coverage(grids):
    leader = make_worker(username="leader")
    appoint(leader, GridRole.GRID_LEADER, grids["S11"])
    assert client_of(leader).get("/api/v1/coverage/").status_code == 200
    refused = client_of(make_worker(grids["S11"])).get("/api/v1/coverage/")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"level": "huge"}, 400),
        ({"period": "week"}, 400),
        ({"starts_on": "2026-13-01"}, 400),
        ({"parent": "not-a-grid"}, 400),
        ({"parent": "00000000-0000-7000-8000-000000000000"}, 404),
    ],
)
def test_a_query_that_means_nothing_is_refused(office, query, status):
    answer = client_of(office).get("/api/v1/coverage/", query)
    assert answer.status_code == status
    assert answer.json()["code"] in {"bad_input", "not_found"}


def test_the_csv_says_the_same_as_the_table(office, household, record):
    record(household, datetime(2026, 3, 10, 12, tzinfo=DISTRICT))
    query = {"level": "medium", "period": "month", "starts_on": "2026-03-01"}
    answer = client_of(office).get("/api/v1/coverage.csv", query)
    body = answer.getvalue().decode()
    assert body.startswith("\ufeff")
    header, *rows = csv.reader(io.StringIO(body.removeprefix("\ufeff")))
    assert dict(zip(header, rows[0], strict=True)) == {
        "code": "M1", "grid": "网格M1", "level": "medium grid",
        "first day": "2026-03-01", "until, inclusive": "2026-03-31",
        "eligible": "1", "due": "1", "attempted": "1", "contacted": "1", "not home": "0", "declined": "0",
        "covered": "1", "covered %": "100.0", "overdue": "0", "visits": "1",
    }  # fmt: skip
    assert rows[1][12] == "–"
