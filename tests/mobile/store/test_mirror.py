"""The mirror follows the server: versions, tombstones, moves, scope, digests."""

from dataclasses import replace

import pytest

from mobile.store.ids import new_id
from mobile.store.mirror import apply, digest_of
from mobile.wire import Change, Digest, OpResult, PullAnswer
from tests.mobile.store.town import (
    EPOCH,
    GRID,
    KEY,
    OTHER_GRID,
    building,
    household,
    incident_row,
    open_town,
    page,
    scope,
)


def pulled(*changes, grids=(GRID,), version="v1", cursors=None, complete=True, digests=None, reports=(), epoch=EPOCH):
    return PullAnswer(
        epoch,
        "2026-11-22T04:00:00Z",
        scope(*grids, version=version),
        tuple(changes),
        cursors or {},
        complete,
        digests or {},
        None,
        tuple(reports),
    )


@pytest.fixture
def place():
    return building()


@pytest.fixture
def home(place):
    return household(place, version=5)


@pytest.fixture
def store(tmp_path, place, home):
    store = open_town(tmp_path, place, home)
    yield store
    store.close()


def gone(change, version, grid=GRID):
    return Change(change.kind, change.id, version, grid, True, None)


def test_changes_and_cursor_come_together(store, place, home):
    renamed = household(place, id=home.id, name="王大明", version=6)
    assert store.mirror.apply_pull(pulled(renamed, cursors={GRID: "11.0"})) == 1
    assert [hit.name for hit in store.find("大明")] == ["王大明"]
    assert store.find("小明") == []
    assert store.mirror.cursors() == {GRID: "11.0"}


def test_an_older_version_changes_nothing(store, place, home):
    store.mirror.apply_pull(pulled(household(place, id=home.id, name="旧", version=4)))
    assert [hit.name for hit in store.find("王")] == ["王小明"]
    store.mirror.apply_pull(pulled(gone(home, 4)))
    assert store.find("王")


def test_a_tombstone_takes_it_away(store, home):
    store.mirror.apply_pull(pulled(gone(home, 6)))
    assert store.find("王") == []


def test_a_move_between_own_grids_in_any_order(store, place, home):
    store.mirror.apply_pull(pulled(grids=(GRID, OTHER_GRID)))
    moved = household(place, id=home.id, version=8, grid=OTHER_GRID)
    store.mirror.apply_pull(pulled(moved, gone(home, 7), grids=(GRID, OTHER_GRID)))
    assert store.find("王")
    back = [gone(home, 9, OTHER_GRID), household(place, id=home.id, version=10)]
    store.mirror.apply_pull(pulled(*back, grids=(GRID, OTHER_GRID)))
    assert store.find("王")


def test_what_is_not_of_ones_grids_is_not_kept(store, place):
    store.mirror.apply_pull(pulled(household(place, name="外人", grid=OTHER_GRID)))
    assert store.find("外人") == []


def test_pages_are_resumed_and_the_last_one_completes(tmp_path, place, home):
    store = open_town(tmp_path, place, home)
    store.mirror.forget_cursors([GRID])
    assert store.mirror.next_snapshot() == (GRID, None)
    store.mirror.apply_page(page(place, cursor="20.0", following="household:1"), None)
    store.close()
    again = type(store).open(tmp_path, key=KEY)
    assert again.mirror.next_snapshot() == (GRID, "household:1")
    assert not again.me().grids[0].complete
    # The same page once more, late: it is not where we are.
    again.mirror.apply_page(page(place, cursor="30.0", following="household:0"), None)
    again.mirror.apply_page(page(household(place, name="新来"), cursor="25.0"), "household:1")
    assert again.mirror.cursors() == {GRID: "20.0"}
    # What the fresh download did not have is gone.
    assert [hit.name for hit in again.find("3号楼")] == ["新来"]


def test_the_digest_follows_the_records(store, place, home):
    db = store.database.read()
    before = digest_of(db, GRID)
    assert before.count == 2
    with store.database.write() as write:
        apply(write, Change("future_kind", new_id(), 9, GRID, False, {"any": 1}), 1)
    assert digest_of(db, GRID).count == 3


def test_a_digest_that_differs_fetches_afresh_once_an_hour(store):
    wrong = {GRID: Digest(99, 1)}
    store.mirror.apply_pull(pulled(cursors={GRID: "12.0"}, digests=wrong))
    assert store.mirror.next_snapshot() == (GRID, None)
    assert store.find("王"), "what is here stays usable"
    store.mirror.apply_page(page(cursor="13.0"), None)
    store.mirror.apply_pull(pulled(digests=wrong))
    assert store.mirror.next_snapshot() is None
    store.clock.forward(hours=2)
    store.mirror.apply_pull(pulled(digests=wrong))
    assert store.mirror.next_snapshot() is not None


def test_a_left_grid_is_purged_and_its_unsent_work_kept(store, place, home):
    store.mirror.apply_pull(pulled(grids=(GRID, OTHER_GRID), version="v2"))
    there = building("9号楼", "9", grid=OTHER_GRID)
    store.mirror.apply_page(page(there, household(there, name="那边"), grid=OTHER_GRID), None)
    store.record_visit(household_id=home.id, outcome="met")
    store.mirror.apply_pull(pulled(grids=(OTHER_GRID,), version="v3"))
    assert store.find("王") == []
    assert store.find("那边")
    assert store.counts().waiting == 1
    assert store.outbox()[0].title == "王小明"
    assert store.outgoing.take_batch(10)


def test_a_false_empty_scope_purges_nothing(store):
    store.mirror.apply_pull(pulled(grids=(), version="none"))
    store.mirror.apply_pull(pulled(grids=(), version="none"))
    assert store.find("王")
    store.mirror.apply_pull(pulled(version="v1"))
    store.clock.forward(hours=1)
    store.mirror.apply_pull(pulled(grids=(), version="none"))
    assert store.find("王"), "the doubt began anew"
    store.clock.forward(hours=1)
    store.mirror.apply_pull(pulled(grids=(), version="none"))
    assert store.find("王") == []
    assert store.me().grids == ()


def test_another_epoch_offers_everything_again(store, home):
    store.record_visit(household_id=home.id, outcome="met")
    store.outgoing.settle([OpResult(op.op_id, "applied") for op in store.outgoing.take_batch(9)])
    assert store.counts().waiting == 0
    store.mirror.begin_epoch("new")
    assert store.counts().waiting == 1
    assert store.mirror.next_snapshot() == (GRID, None)
    # Numbers of another epoch may be smaller.
    store.mirror.apply_page(page(household(building(), id=home.id, name="王小明", version=1)), None)
    assert store.find("王")


@pytest.mark.case("R19")
def test_what_was_deleted_does_not_come_back_with_a_late_change(store, place, home):
    """A page that was on its way while the household was deleted tells of it once more."""
    store.mirror.apply_pull(pulled(gone(home, 9)))
    assert store.find("王") == []
    store.mirror.forget_cursors([GRID])
    late = page(place, home, cursor="5.0")
    store.mirror.apply_page(late, None)
    # The page's cursor lies before the deletion: the pull behind it says so again.
    store.mirror.apply_pull(pulled(gone(home, 9), cursors={GRID: "9.0"}))
    assert store.find("王") == []


@pytest.mark.case("R20")
def test_a_delete_and_an_add_of_the_same_content_are_two_versions(store, place, home):
    """The same door, the same name: by content nothing has changed, by sequence two things have."""
    before = digest_of(store.database.read(), GRID)
    again = household(place, version=8)
    store.mirror.apply_pull(pulled(gone(home, 7), again))
    after = digest_of(store.database.read(), GRID)
    assert (before.count, before.sum) != (after.count, after.sum)
    assert before.count == after.count
    assert [hit.household_id for hit in store.find("王")] == [again.id]
    # Deleted and added under the same id.
    store.mirror.apply_pull(pulled(gone(again, 9)))
    store.mirror.apply_pull(pulled(household(place, id=again.id, version=10)))
    assert [hit.household_id for hit in store.find("王")] == [again.id]


@pytest.mark.case("R41")
def test_a_fresh_download_without_most_of_a_large_grid_is_believed_at_its_second_time(tmp_path):
    place = building(doors=30)
    homes = [household(place, door=n, name=f"户{n:02}") for n in range(30)]
    store = open_town(tmp_path, place, *homes)
    for _ in range(2):
        store.mirror.forget_cursors([GRID])
        store.mirror.apply_page(page(place, *homes[:3], cursor="20.0"), None)
        assert len(store.find("户", limit=99)) == 30
    store.clock.forward(minutes=11)
    store.mirror.forget_cursors([GRID])
    store.mirror.apply_page(page(place, *homes[:3], cursor="20.0"), None)
    assert len(store.find("户", limit=99)) == 3
    store.close()


@pytest.mark.case("R41")
def test_a_grid_that_holds_most_homes_is_not_let_go_of_at_one_word(store, home):
    """One of three grids, with all the homes in it."""
    more = (OTHER_GRID, "0192f4c2-0000-7000-8000-000000000003")
    store.mirror.apply_pull(pulled(grids=(GRID, *more), version="v2"))
    store.mirror.apply_pull(pulled(grids=more, version="v3"))
    assert store.find("王")
    store.clock.forward(minutes=11)
    store.mirror.apply_pull(pulled(grids=more, version="v3"))
    assert store.find("王") == []


def test_own_reports_that_are_no_longer_told_go_and_unchanged_ones_stay(store):
    report = Change("incident", new_id(), 0, None, False, incident_row(description="远处"))
    with_version = replace(pulled(reports=(report,)), own_reports_version="r1")
    store.mirror.apply_pull(with_version)
    assert store.mirror.reports_version() == "r1"
    store.mirror.apply_pull(replace(pulled(), own_reports=None, own_reports_version="r1"))
    assert [incident.description for incident in store.incidents()] == ["远处"]
    store.mirror.apply_pull(replace(pulled(), own_reports=(), own_reports_version="r2"))
    assert store.incidents() == []
