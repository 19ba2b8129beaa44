"""Today's walk in the store: what is offered, what the worker makes of it, and that it is there after a restart."""

from datetime import timedelta

import pytest

from mobile.store import Store
from mobile.store.sections import keep_sections
from mobile.store.walk import worth_of
from mobile.wire import Section
from tests.mobile.store.town import KEY, NOON, TODAY, StoppedClock, building, household, open_town, visit_row

CENTRE = (116.32, 40.0)


def due(days: int, **plan) -> dict:
    return {"due_on": (TODAY + timedelta(days=days)).isoformat(), **plan}


@pytest.fixture
def houses():
    return building("3号楼", "3", doors=8), building("9号楼", "9", doors=8, lon=116.325)


@pytest.fixture
def homes(houses):
    near, far = houses
    return [
        household(near, 0, "王小明", plan=due(-5)),
        household(near, 1, "李秀英", plan=due(2)),
        household(near, 2, "张伟", plan=due(-1)),
        household(far, 0, "刘洋", plan=due(0)),
        household(near, 3, "陈静", plan=due(20)),
    ]


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def store(tmp_path, houses, homes, clock):
    store = open_town(tmp_path, *houses, *homes, clock=clock)
    yield store
    store.close()


def names(walk) -> list[str]:
    return [stop.door.name for stop in walk.stops]


def test_the_walk_takes_due_doors_within_the_time(store: Store) -> None:
    whole = store.walk.plan(120, CENTRE)
    assert set(names(whole)) == {"王小明", "李秀英", "张伟", "刘洋"}
    assert whole.minutes <= 120
    short = store.walk.plan(15, CENTRE)
    assert 0 < len(short.stops) < 4
    assert "王小明" in names(short)
    assert short.minutes <= 15


def test_without_a_position_it_begins_at_a_door(store: Store) -> None:
    walk = store.walk.plan(60)
    assert walk.stops[0].metres == 0
    assert len(walk.stops) == 4


def test_it_survives_a_restart_as_the_worker_arranged_it(tmp_path, store: Store, clock) -> None:
    assert store.walk.accepted() is None
    walk = store.walk.accept(store.walk.plan(120, CENTRE))
    first, second, third, fourth = (stop.door.household_id for stop in walk.stops)
    store.walk.move(fourth, -1)
    store.walk.move(first, -1)
    store.walk.drop(second)
    store.close()
    again = Store.open(tmp_path, key=KEY, clock=clock)
    kept = again.walk.accepted()
    assert kept is not None
    assert [stop.door.household_id for stop in kept.stops] == [first, fourth, third]
    assert kept.wanted == 120
    again.close()


def test_it_is_todays(store: Store, clock) -> None:
    store.walk.accept(store.walk.plan(120, CENTRE))
    clock.forward(days=1)
    assert store.walk.accepted() is None


def test_a_visit_marks_its_stop_as_done(store: Store, homes, clock) -> None:
    store.walk.accept(store.walk.plan(120, CENTRE))
    clock.forward(minutes=5)
    store.record_visit(household_id=homes[0].id, outcome="not_home")
    walk = store.walk.accepted()
    assert walk is not None
    assert [stop.door.name for stop in walk.stops if stop.done] == ["王小明"]
    assert len(walk.left) == 3


def test_a_position_is_not_kept(store: Store) -> None:
    store.walk.accept(store.walk.plan(120, (116.3201234, 40.0009876)))
    kept = store.walk.kept(store.database.read())
    assert kept is not None
    assert set(kept) == {"day", "doors", "minutes", "at"}


def test_the_last_door_dropped_ends_the_walk(store: Store) -> None:
    walk = store.walk.accept(store.walk.plan(10, CENTRE))
    for stop in walk.stops:
        store.walk.drop(stop.door.household_id)
    assert store.walk.accepted() is None


def test_a_household_that_has_left_the_phone_is_left_out(store: Store, homes) -> None:
    store.walk.accept(store.walk.plan(120, CENTRE))
    with store.database.write() as db:
        db.execute("delete from household where id = ?", (homes[0].id,))
    walk = store.walk.accepted()
    assert walk is not None
    assert len(walk.stops) == 3


def test_open_tasks_count_and_show(store: Store, homes) -> None:
    task = {"id": "t", "household_id": homes[3].id, "state": "assigned"}
    with store.database.write() as db:
        keep_sections(db, {"tasks": Section("1", (task, {**task, "state": "closed"}))})
    stops = {stop.door.name: stop for stop in store.walk.plan(120, CENTRE).stops}
    assert (stops["刘洋"].tasks, stops["王小明"].tasks) == (1, 0)


def test_what_a_door_is_worth(store: Store) -> None:
    (late, soon) = (
        store.walk.doors(store.database.read(), [it.door.household_id])[0]
        for it in sorted(store.walk.plan(120).stops, key=lambda stop: stop.door.due_on)[::3]
    )
    assert (late.name, soon.name) == ("王小明", "李秀英")
    assert worth_of(late, TODAY, 0, good_hour=True) > worth_of(soon, TODAY, 0, good_hour=True) > 0
    assert worth_of(soon, TODAY, 1, good_hour=True) == worth_of(soon, TODAY, 0, good_hour=True) + 6
    assert worth_of(late, TODAY, 0, good_hour=False) == worth_of(late, TODAY, 0, good_hour=True) / 2


def test_nearest_doors_come_first(store: Store) -> None:
    near = store.walk.nearest(116.325, 40.0)
    assert [it.door.name for it in near] == ["刘洋", "王小明", "张伟", "李秀英"]
    assert near[0].metres == 0
    assert 400 < near[1].metres < 450


def test_the_hint_comes_from_the_households_own_visits(tmp_path) -> None:
    place = building()
    # Both at eleven in the morning of the phone's own time zone.
    local = NOON.astimezone().replace(hour=11)
    missed = [visit_row(days, "not_home", visited_at=(local - timedelta(days=days)).isoformat()) for days in (14, 7)]
    plan = due(-1, last_outcome="not_home", last_visit_at=missed[1]["visited_at"])
    home = household(place, plan=plan, visits=missed)
    other = household(place, 1, "李秀英", plan=due(-1))
    store = open_town(tmp_path, place, home, other)
    hint = store.walk.hint(home.id)
    assert hint is not None
    assert (hint.times, hint.missed) == (2, ("weekend", "morning"))
    assert store.walk.hint(other.id) is None
    assert store.walk.hint(other.id, trying=True) is None
    store.record_visit(household_id=other.id, outcome="not_home")
    again = store.walk.hint(other.id, trying=True)
    assert again is not None
    assert again.times == 2
    assert store.walk.hint("nobody") is None
    store.close()
