"""One pull or page is a bounded piece of work, whoever asks and however much there is to tell."""

import json
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from server.households.models import Household
from server.identity import new_id
from server.sync import selectors
from server.sync.models import Change
from tests.factories.places import make_building, make_household
from tests.people import make_worker
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wide(grids):
    """A worker of all four small grids."""
    return make_phone(make_worker(*(grids[code] for code in ("S11", "S12", "S21", "S22")), username="wide"))


def fill(building, count: int) -> None:
    for number in range(count):
        make_household(building, room=f"{number}", name=f"户{number}" + "长" * 60)


def test_a_page_and_a_pull_are_cut_by_their_bytes_and_lose_nothing(phone, grids, monkeypatch):
    monkeypatch.setattr(selectors, "BYTES", 4000)
    monkeypatch.setattr(selectors, "SLICE", 7)
    grid = str(grids["S11"].id)
    start = phone.pull({grid: "0.0"})["cursors"]
    fill(make_building(grids["S11"]), 30)
    after, seen = None, []
    while True:
        page = phone.snapshot(grid, **({"after": after} if after else {})).json()
        assert len(json.dumps(page["rows"], ensure_ascii=False)) < 4000 * 2 or len(page["rows"]) == 1
        seen += [row["id"] for row in page["rows"]]
        if (after := page["next"]) is None:
            break
    assert len(seen) == len(set(seen)) == Change.objects.filter(gone=False, grid_id=grid).count()
    cursors, told, rounds, complete = start, set(), 0, False
    while not complete:
        answer = phone.pull(cursors)
        told |= {change["id"] for change in answer["changes"]}
        cursors, complete, rounds = answer["cursors"], answer["complete"], rounds + 1
    assert told >= {str(home) for home in Household.objects.values_list("id", flat=True)}
    assert rounds > 3


def test_one_record_larger_than_any_answer_still_comes(phone, grids, monkeypatch):
    monkeypatch.setattr(selectors, "BYTES", 10)
    fill(make_building(grids["S11"]), 3)
    answer = phone.pull({str(grids["S11"].id): "0.0"})
    assert (len(answer["changes"]), answer["complete"]) == (1, False)


def statements(ask) -> int:
    ask()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask()
    return len(queries)


@pytest.mark.case("R31")
def test_the_work_of_a_pull_does_not_grow_with_grids_or_records(phone, wide, grids):
    """Statements are counted: a heavy first download is many such requests, and others come between them."""
    make_household(make_building(grids["S11"]))
    one = statements(lambda: phone.pull({str(grids["S11"].id): "0.0"}, digests=True))
    for code in ("S12", "S21", "S22"):
        fill(make_building(grids[code]), 10)
    codes = {str(grids[code].id): "0.0" for code in ("S11", "S12", "S21", "S22")}
    many = statements(lambda: wide.pull(codes, digests=True))
    assert many <= one <= 25
    assert statements(lambda: phone.snapshot(grids["S11"].id)) <= 12


def test_digests_are_computed_once_for_each_state(wide, grids, monkeypatch):
    for code in ("S11", "S12"):
        fill(make_building(grids[code]), 5)
    codes = {str(grids[code].id): "0.0" for code in ("S11", "S12")}
    first = wide.pull(codes, digests=True)["digests"]
    asked = []
    compute = selectors.computed_digests
    monkeypatch.setattr(selectors, "computed_digests", lambda ids, upto: asked.append(ids) or compute(ids, upto))
    assert wide.pull(codes, digests=True)["digests"] == first
    assert asked == []
    Household.objects.filter(small_grid=grids["S12"]).first().delete()
    second = wide.pull(codes, digests=True)["digests"]
    assert asked == [[grids["S12"].id]]
    assert second[str(grids["S12"].id)]["count"] == first[str(grids["S12"].id)]["count"] - 1
    selectors._last.clear()
    assert wide.pull(codes, digests=True)["digests"] == second


def test_own_reports_come_when_they_have_changed(phone, grids, category):
    place = {"lon": 116.3213, "lat": 40.0023, "location_source": "pin"}
    report = phone.op("incident.report", new_id(), {"category": "rubbish", "description": "远", **place})
    assert phone.statuses(report) == ["applied"]
    first = phone.pull({})
    assert len(first["own_reports"]) == 1
    again = phone.pull({}, own_reports=first["own_reports_version"])
    assert (again["own_reports"], again["own_reports_version"]) == (None, first["own_reports_version"])
    cancel = phone.op("incident.step", report["entity_id"], {"to_state": "cancelled"}, base_version=1)
    assert phone.statuses(cancel) == ["applied"]
    changed = phone.pull({}, own_reports=first["own_reports_version"])
    assert changed["own_reports"][0]["row"]["state"] == "cancelled"


def test_digests_of_a_street_cost_little(grids):
    """26 grids of 1,000 records: once each some milliseconds, and then next to nothing."""
    ids = [grids["S11"].id]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into sync_change (grid_id, kind, entity_id, xid, seq, gone, changed_at)
            select %s, 'household', gen_random_uuid(), pg_current_xact_id()::text::bigint, n, false, now()
            from generate_series(1, 26000) n
            """,
            ids,
        )
    began = time.perf_counter()
    cold = selectors.digests(ids)
    between = time.perf_counter()
    for _ in range(10):
        assert selectors.digests(ids) == cold
    warm = (time.perf_counter() - between) / 10
    assert cold[ids[0]]["count"] >= 26000
    assert warm < (between - began) / 4, f"{(between - began) * 1000:.0f} ms, then {warm * 1000:.1f} ms"
