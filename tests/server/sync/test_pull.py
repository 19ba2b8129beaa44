"""POST /sync/pull and GET /sync/snapshot: everything in one's grids and nothing else, by cursors that lose nothing."""

import threading
from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from server.households.models import Dwelling, Household, Resident
from server.identity import new_id
from server.sync import selectors, services
from server.sync.models import Change
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_worker
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db(transaction=True)


def everything(phone, grid_id, **query):
    """All pages of a snapshot: (cursor of the first page, changes)."""
    response = phone.snapshot(grid_id, **query)
    assert response.status_code == 200, response.content
    page = response.json()
    cursor, rows = page["cursor"], page["rows"]
    while page["next"]:
        page = phone.snapshot(grid_id, after=page["next"]).json()
        rows += page["rows"]
    return cursor, rows


def kinds(rows):
    return sorted((row["kind"], row["gone"]) for row in rows)


def test_a_snapshot_has_everything_of_the_grid(phone, grids, home):
    grid = str(grids["S11"].id)
    _, rows = everything(phone, grid)
    by_kind = {row["kind"]: row["row"] for row in rows}
    assert set(by_kind) == {"grid", "building", "household"}
    assert by_kind["building"]["doors"][0][1:] == [1, 1, "101"]
    household = by_kind["household"]
    assert (household["name"], household["phone"], household["residents"][0]["care"]) == (
        "王小明",
        "13800001234",
        ["lives_alone"],
    )
    assert household["plan"]["due_on"]
    assert {row["grid"] for row in rows} == {grid}


def test_pages_add_up(phone, grids, monkeypatch):
    building = make_building(grids["S11"])
    for number in range(25):
        make_household(building, room=f"{number}")
    monkeypatch.setattr(selectors, "PAGE", 10)
    monkeypatch.setattr(selectors.snapshot_page, "__kwdefaults__", {"limit": 10})
    _, rows = everything(phone, grids["S11"].id)
    assert len({row["id"] for row in rows}) == len(rows) == 27


def test_changes_come_once(phone, grids, home):
    grid = str(grids["S11"].id)
    cursor, _ = everything(phone, grid)
    first = phone.pull({grid: cursor})
    assert (first["changes"], first["complete"]) == ([], True)
    phone.results(phone.visit(home))
    second = phone.pull(first["cursors"])
    [change] = second["changes"]
    assert (change["kind"], change["row"]["visits"][0]["outcome"]) == ("household", "met")
    assert phone.pull(second["cursors"])["changes"] == []


def test_a_pull_is_bounded_and_says_so(phone, grids, monkeypatch):
    building = make_building(grids["S11"])
    cursor, _ = everything(phone, grids["S11"].id)
    for number in range(25):
        make_household(building, room=f"{number}")
    monkeypatch.setattr(selectors.changes_since, "__kwdefaults__", {"limit": 10})
    cursors, seen, rounds = {str(grids["S11"].id): cursor}, set(), 0
    complete = False
    while not complete:
        answer = phone.pull(cursors)
        assert len(answer["changes"]) <= 10
        seen |= {change["id"] for change in answer["changes"] if change["kind"] == "household"}
        cursors, complete, rounds = answer["cursors"], answer["complete"], rounds + 1
    assert (len(seen), rounds > 1) == (25, True)


def test_what_a_record_is_made_of_changes_the_record(phone, grids, home):
    grid = str(grids["S11"].id)
    cursor, _ = everything(phone, grid)
    cursors = phone.pull({grid: cursor})["cursors"]
    for write in (
        lambda: Resident.objects.filter(household=home).update(name="新名字"),
        lambda: Dwelling.objects.filter(id=home.dwelling_id).update(number="109"),
        lambda: Household.objects.filter(id=home.id).update(status="vacant"),
        lambda: type(grids["S11"]).objects.filter(id=grids["M1"].id).update(name="新小区"),
    ):
        write()
        answer = phone.pull(cursors)
        assert len(answer["changes"]) == 1
        cursors = answer["cursors"]


def test_a_household_that_moves_is_gone_here_and_new_there(phone, other, grids, home):
    here, there = str(grids["S11"].id), str(grids["S22"].id)
    mine, _ = everything(phone, here)
    theirs, _ = everything(other, there)
    Household.objects.filter(id=home.id).update(small_grid=grids["S22"])
    assert kinds(phone.pull({here: mine})["changes"]) == [("household", True)]
    assert kinds(other.pull({there: theirs})["changes"]) == [("household", False)]


def test_a_deleted_household_leaves_a_tombstone(phone, grids, home):
    grid = str(grids["S11"].id)
    cursor, _ = everything(phone, grid)
    home.delete()
    assert ("household", True) in kinds(phone.pull({grid: cursor})["changes"])


def test_foreign_grids_are_never_served(phone, grids, home):
    make_household(make_building(grids["S22"], at=(110, 210, 20)), name="远方")
    foreign = str(grids["S22"].id)
    assert phone.snapshot(foreign).status_code == 404
    assert phone.snapshot(grids["M2"].id).status_code == 404
    answer = phone.pull({foreign: "0.0", str(grids["S11"].id): "0.0"})
    assert {change["grid"] for change in answer["changes"]} == {str(grids["S11"].id)}
    assert [grid["id"] for grid in answer["scope"]["grids"]] == [str(grids["S11"].id)]
    assert "远方" not in str(answer)


def test_access_ends_with_the_post(phone, grids, home):
    grid = str(grids["S11"].id)
    phone.person.grid_posts.all().delete()
    assert phone.snapshot(grid).status_code == 404
    answer = phone.pull({grid: "0.0"})
    assert (answer["scope"]["grids"], answer["changes"]) == ([], [])


def test_the_digest_is_of_what_was_told(phone, grids, home):
    grid = str(grids["S11"].id)
    cursor, rows = everything(phone, grid)
    digest = phone.pull({grid: cursor}, digests=True)["digests"][grid]
    total = sum(int(sha256(f"{r['kind']}:{r['id']}:{r['version']}".encode()).hexdigest()[:15], 16) for r in rows)
    assert digest == {"count": len(rows), "sum": total % 2**60}


def test_another_epoch(phone, grids):
    before = phone.pull({})["epoch"]
    assert phone.pull({}, epoch=before)["epoch"] == before
    services.begin_epoch()
    response = phone.pull_raw({}, epoch=before)
    assert (response.status_code, response.json()["code"]) == (409, "epoch_changed")
    assert response.json()["data"]["epoch"] == phone.pull({})["epoch"] != before
    assert phone.snapshot(grids["S11"].id, epoch=before).status_code == 409


def test_tombstones_are_forgotten_and_old_cursors_told(phone, grids, home):
    grid = str(grids["S11"].id)
    old, _ = everything(phone, grid)
    assert phone.pull({})
    home.delete()
    Change.objects.filter(gone=True).update(changed_at=timezone.now() - timedelta(days=181))
    new = phone.pull({grid: old})["cursors"][grid]
    assert services.forget_tombstones(before=timezone.now() - timedelta(days=180)) == 1
    response = phone.pull_raw({grid: old})
    assert (response.status_code, response.json()["data"]) == (410, {"grids": [grid]})
    assert phone.pull({grid: new})["complete"]


@pytest.mark.parametrize("protocol", [0, None, "1", -3])
def test_too_old_an_app(phone, protocol):
    response = phone.pull_raw({}, protocol=protocol)
    assert (response.status_code, response.json()["code"]) == (426, "app_too_old")


@pytest.mark.parametrize("cursor", ["", "x", "1", "1.2.3", "-1.0", "1.99999999999999999999", "NaN.0"])
def test_bad_cursors(phone, grids, cursor):
    response = phone.pull_raw({str(grids["S11"].id): cursor})
    assert (response.status_code, response.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize("after", ["x", "household:1", "household"])
def test_bad_pages(phone, grids, after):
    assert phone.snapshot(grids["S11"].id, after=after).json()["code"] == "bad_cursor"


def test_categories_come_when_they_are_new(phone, category):
    reference = phone.pull({})["reference"]
    assert [row["code"] for row in reference["categories"]] == ["rubbish"]
    assert phone.pull({}, reference=reference["version"])["reference"] is None


def test_own_reports_elsewhere_are_told(phone, grids, category):
    op = phone.op(
        "incident.report",
        new_id(),
        {"category": "rubbish", "description": "远处", "lon": 116.3213, "lat": 40.0023, "location_source": "pin"},
    )
    assert phone.statuses(op) == ["applied"]
    [report] = phone.pull({})["own_reports"]
    assert (report["id"], report["grid"], report["row"]["description"]) == (op["entity_id"], None, "远处")


# -- nothing is lost that commits late


def late_writer(started: threading.Event, release: threading.Event, building, room: str) -> None:
    try:
        with transaction.atomic():
            make_household(building, room=room, name="晚到")
            started.set()
            release.wait(20)
    finally:
        connections.close_all()


def test_a_slow_transaction_that_commits_late_is_not_passed_over(phone, grids):
    grid = str(grids["S11"].id)
    # Two buildings: writers that add doors to one building wait for each other.
    building, next_door = make_building(grids["S11"]), make_building(grids["S11"], at=(50, 50, 10))
    cursor, _ = everything(phone, grid)
    started, release = threading.Event(), threading.Event()
    slow = threading.Thread(target=late_writer, args=(started, release, building, "2"))
    slow.start()
    assert started.wait(20)
    # A later transaction commits first, with a greater number in the log.
    make_household(next_door, room="3", name="先到")
    naive = Change.objects.order_by("-seq").first().seq
    meanwhile = phone.pull({grid: cursor})
    release.set()
    slow.join()
    # A cursor on the sequence would have moved past the slow one's rows.
    lost_by_sequence = Change.objects.filter(seq__lt=naive, xid__gte=int(meanwhile["cursors"][grid].split(".")[0]))
    assert lost_by_sequence.exists()
    after = phone.pull(meanwhile["cursors"])
    told = {
        change["row"]["name"] for change in meanwhile["changes"] + after["changes"] if change["kind"] == "household"
    }
    assert {"晚到", "先到"} <= told


def test_many_writers_and_a_reader_lose_nothing(phone, grids):
    """Eight writers, some slow; a phone that pulls all the while ends with every household."""
    grid = str(grids["S11"].id)
    building = make_building(grids["S11"])
    cursor, _ = everything(phone, grid)

    def write(number: int) -> None:
        try:
            for turn in range(6):
                with transaction.atomic():
                    make_household(building, unit=number, room=f"{turn}", name=f"{number}-{turn}")
                    if turn % 3 == number % 3:
                        with connection.cursor() as db:
                            db.execute("select pg_sleep(0.05)")
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(1, 9)]
    for writer in writers:
        writer.start()
    cursors, seen = {grid: cursor}, {}
    while any(writer.is_alive() for writer in writers):
        answer = phone.pull(cursors)
        cursors = answer["cursors"]
        seen |= {c["id"]: c["version"] for c in answer["changes"] if c["kind"] == "household"}
    answer = phone.pull(cursors, digests=True)
    seen |= {c["id"]: c["version"] for c in answer["changes"] if c["kind"] == "household"}
    assert len(seen) == 48
    assert seen == {
        str(row.entity_id): row.seq for row in Change.objects.filter(kind="household", grid_id=grids["S11"].id)
    }


def test_a_transaction_of_another_database_holds_up_nobody(phone, grids):
    settings = connection.settings_dict
    elsewhere = psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"],
        dbname="postgres",
    )  # fmt: skip
    try:
        elsewhere.execute("select pg_current_xact_id()")
        building = make_building(grids["S11"])
        grid = str(grids["S11"].id)
        assert phone.pull({grid: "0.0"})["changes"]
        assert str(building.id) in {c["id"] for c in phone.pull({grid: "0.0"})["changes"]}
    finally:
        elsewhere.close()


def test_a_transaction_of_this_database_does(phone, grids):
    building = make_building(grids["S11"])
    started, release = threading.Event(), threading.Event()
    slow = threading.Thread(target=late_writer, args=(started, release, building, "2"))
    slow.start()
    try:
        assert started.wait(20)
        later = make_building(grids["S11"], at=(50, 50, 10))
        told = {c["id"] for c in phone.pull({str(grids["S11"].id): "0.0"})["changes"]}
        assert str(building.id) in told
        assert str(later.id) not in told
    finally:
        release.set()
        slow.join()


def test_eight_duplicates_at_once_are_one_visit(phone, home):
    op = phone.visit(home)
    statuses = []

    def send() -> None:
        try:
            statuses.extend(phone.statuses(op))
        finally:
            connections.close_all()

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(statuses) == ["applied"] + ["duplicate"] * 7
    assert home.visits.count() == 1


def test_a_second_phone_of_the_same_worker(grids, home):
    worker = make_worker(grids["S12"], grids["S11"], username="both")
    first, second = make_phone(worker), make_phone(worker)
    assert first.statuses(first.visit(home)) == ["applied"]
    assert second.statuses(second.visit(home)) == ["applied"]
    assert first.pull({})["scope"] == second.pull({})["scope"]


def test_the_tree_is_only_small_grids(db):
    make_tree()
    assert set(Change.objects.filter(kind="grid").values_list("grid__level", flat=True)) == {"small"}
