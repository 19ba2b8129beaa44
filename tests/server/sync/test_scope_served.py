"""Whatever posts somebody holds, held or will hold: a pull and a snapshot tell of today's small grids at whose doors
the person works, and of nothing else."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.grids.models import GridPost, GridRole
from server.sync import selectors
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_worker
from tests.server.sync.phone import make_phone

SMALL = ("S11", "S12", "S21", "S22")
BELOW = {"L": SMALL, "M1": SMALL[:2], "M2": SMALL[2:], None: SMALL} | {code: (code,) for code in SMALL}
DAYS = st.one_of(st.none(), st.integers(-400, 400))
POSTS = st.lists(
    st.tuples(st.sampled_from(sorted(GridRole.values)), st.sampled_from(["L", "M1", "M2", *SMALL]), DAYS, DAYS),
    max_size=5,
)


@pytest.fixture
def town(db, monkeypatch):
    """Four small grids with a home each, told by name. The log is read whole: no transaction runs beside the test's."""
    grids = make_tree()
    for number, code in enumerate(SMALL):
        at = (10 + 100 * (number % 2), 10 + 200 * (number // 2), 20)
        make_household(make_building(grids[code], at=at, name=code), name=f"户{code}")
    monkeypatch.setattr(selectors, "horizon", lambda: 2**62)
    return grids


@settings(
    max_examples=max(20, settings.default.max_examples // 3),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(posts=POSTS)
def test_nothing_outside_the_scope_of_today_is_ever_served(town, posts):
    with transaction.atomic():
        worker, today = make_worker(username="any"), timezone.localdate()
        reach = set()
        for role, code, since, until in posts:
            term = tuple(None if days is None else today + timedelta(days=days) for days in sorted_term(since, until))
            # A post for the whole street is the street office's.
            grid = None if role == GridRole.STREET_STAFF else town[code]
            GridPost.objects.create(person=worker, street=town["L"].street, grid=grid, role=role, term=DateRange(*term))
            if role in (GridRole.GRID_WORKER, GridRole.GRID_LEADER) and holds(term, today):
                reach |= set(BELOW[code])
        phone = make_phone(worker)
        told = phone.pull({str(town[code].id): "0.0" for code in town}, digests=True)
        own = {str(town[code].id) for code in reach}
        assert {grid["id"] for grid in told["scope"]["grids"]} == own
        assert {change["grid"] for change in told["changes"]} == own
        assert set(told["digests"]) <= own
        named = {change["row"]["name"] for change in told["changes"] if change["kind"] == "household"}
        assert named == {f"户{code}" for code in reach}
        for code in town:
            assert (phone.snapshot(town[code].id).status_code == 200) == (code in reach)
        transaction.set_rollback(True)


def sorted_term(since, until):
    """A term that is none is empty, and holds on no day: the database refuses it where it ends before it begins."""
    return (until, since) if None not in (since, until) and since > until else (since, until)


def holds(term, today) -> bool:
    since, until = term
    return (since is None or since <= today) and (until is None or today < until)
