"""Whatever happens in whatever order, the roll-up says what counting afresh would say."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given, settings
from hypothesis import strategies as st

from server.coverage.indicators import COUNTS
from server.coverage.models import CoverageCount
from server.coverage.periods import Period
from server.coverage.selectors import coverage_table
from server.coverage.services import refresh
from server.grids.scope import for_person
from server.identity import new_id
from server.visits.models import Visit, VisitInterval
from tests.factories.places import make_building, make_household, make_street, make_tree
from tests.people import make_street_staff
from tests.server.coverage.naive import naive_counts

DISTRICT = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(2026, 2, 20)
SMALL = ["S11", "S12", "S21"]
OUTCOMES = ["met", "not_home", "declined", "phone", "moved", "vacant"]
days = st.integers(-60, 60)
which = st.integers(0, 3)

visit = st.tuples(st.just("visit"), which, days, st.sampled_from([0, 30, 720, 1439]), st.sampled_from(OUTCOMES), days)
correct = st.tuples(st.just("correct"), st.integers(0, 20), days, st.sampled_from(OUTCOMES))
move = st.tuples(st.just("move"), which, st.sampled_from(SMALL), st.integers(-40, 5))
status = st.tuples(st.just("status"), which, st.sampled_from(["lived_in", "vacant", "not_ours"]))
interval = st.tuples(st.just("interval"), st.sampled_from(["", "disabled"]), st.integers(1, 60))
care = st.tuples(st.just("care"), which, st.sampled_from([[], ["disabled"]]))
erase = st.tuples(st.just("erase"), st.integers(0, 20))
pass_days = st.tuples(st.just("pass_days"), st.integers(1, 25))
read = st.tuples(st.just("read"), st.sampled_from(["month", "quarter", "year"]), st.integers(-2, 1))
steps = st.lists(
    st.one_of(visit, visit, visit, correct, move, status, interval, care, erase, pass_days, read, read),
    min_size=3,
    max_size=14,
)


class History:
    """A small street to which things happen."""

    def __init__(self):
        self.grids = make_tree()
        self.today = FIRST_DAY
        self.visitor = make_street_staff()
        VisitInterval.objects.create(street=make_street(), care_category="", days=40)
        VisitInterval.objects.create(street=make_street(), care_category="disabled", days=10)
        self.households = [
            make_household(
                make_building(self.grids[code], at=(index * 5, 0, 4)), registered_on=date(2025, 12, 10 + index)
            )
            for index, code in enumerate(["S11", "S11", "S12", "S21"])
        ]

    def visit(self, index, day, minute, outcome, next_in, corrects=None):
        household = self.households[index]
        at = datetime.combine(self.today + timedelta(days=day), time.min, DISTRICT) + timedelta(minutes=minute)
        Visit.objects.create(
            id=new_id(), household=household, street=household.street, small_grid=household.small_grid,
            visitor=self.visitor, outcome=outcome, visited_at=at, captured_at=at, corrects=corrects,
            next_on=at.date() + timedelta(days=next_in) if next_in > 20 else None,
        )  # fmt: skip

    def correct(self, index, day, outcome):
        open_ones = list(Visit.objects.filter(corrected_by=None).order_by("id"))
        if open_ones:
            first = open_ones[index % len(open_ones)]
            place = [household.id for household in self.households].index(first.household_id)
            self.visit(place, day, 600, outcome, 0, corrects=first)

    def move(self, index, code, day):
        household = self.households[index]
        last = household.placements.order_by("-valid").first()
        on = self.today + timedelta(days=day)
        if on <= last.valid.lower:
            return
        last.valid = DateRange(last.valid.lower, on)
        last.save()
        household.placements.create(small_grid=self.grids[code], valid=DateRange(on, None))
        household.small_grid = self.grids[code]
        household.save()

    def status(self, index, status):
        self.households[index].status = status
        self.households[index].save()

    def interval(self, category, length):
        VisitInterval.objects.filter(care_category=category).update(days=length)

    def care(self, index, categories):
        self.households[index].residents.update(care_categories=categories)

    def erase(self, index):
        """Retention takes a visit away."""
        ends = list(Visit.objects.filter(corrected_by=None).order_by("id"))
        if ends:
            ends[index % len(ends)].delete()

    def pass_days(self, length):
        self.today += timedelta(days=length)

    def read(self, kind, months):
        period = Period.containing(kind, self.today + timedelta(days=30 * months))
        table = coverage_table(
            for_person(self.visitor), level="small", period=kind, starts_on=period.starts_on, today=self.today
        )
        for row in table.rows:
            expected = naive_counts(self.grid(row.code), period.starts_on, period.ends_on, self.today)
            assert {name: getattr(row, name) for name in COUNTS} == expected, (row.code, period)

    def grid(self, code):
        return self.grids[code]


@pytest.mark.django_db
@settings(max_examples=40)
@given(history=steps)
def test_the_roll_up_equals_counting_afresh(history):
    with transaction.atomic():
        street = History()
        for name, *arguments in history:
            getattr(street, name)(*arguments)
        for kind in ("month", "quarter", "year"):
            street.read(kind, 0)
            street.read(kind, -1)
        # The job leaves every stored row right, also those that nobody asked for.
        refresh(street.today)
        for row in CoverageCount.objects.select_related("grid"):
            period = Period(row.period, row.starts_on)
            expected = naive_counts(row.grid, period.starts_on, period.ends_on, street.today)
            assert {name: getattr(row, name) for name in COUNTS} == expected
        transaction.set_rollback(True)
