"""What the map colours: every building by its worst door, or only the doors that are looked for."""

from datetime import timedelta

import pytest

from mobile.store.filtering import FILTERS
from mobile.store.ids import new_id
from mobile.wire import Change
from tests.mobile.store.town import GRID, NOON, TODAY, building, household, incident_row, open_town


def due_in(days: int, outcome: str = "met", visited: bool = True) -> dict[str, object]:
    last = (NOON - timedelta(days=30)).isoformat() if visited else None
    return {
        "due_on": (TODAY + timedelta(days=days)).isoformat(),
        "last_outcome": outcome if visited else "",
        "last_visit_at": last,
        "last_contact_at": last if outcome == "met" else None,
    }


@pytest.fixture
def town(tmp_path):
    mixed, calm, empty = (
        building("1号楼", "1", doors=6),
        building("2号楼", "2", doors=2),
        building("3号楼", "3", doors=0),
    )
    old = [{"id": new_id(), "name": "赵奶奶", "birth_year": 1940, "care": ["lives_alone"], "version": 1}]
    homes = {
        "overdue": household(mixed, 0, "逾期", plan=due_in(-3), residents=old),
        "due": household(mixed, 1, "将到", plan=due_in(2)),
        "not_home": household(mixed, 2, "不在", plan=due_in(3, "not_home")),
        "never": household(mixed, 3, "从未", plan=due_in(20, visited=False)),
        "vacant": household(mixed, 4, "空房", status="vacant", plan=due_in(-3), residents=old),
        "contacted": household(calm, 0, "见过", plan=due_in(25), residents=old),
        "plain": household(calm, 1, "也见", plan=due_in(25)),
    }
    told = incident_row(household_id=homes["due"].id)
    ended = incident_row(household_id=homes["plain"].id, state="closed")
    incidents = [Change("incident", new_id(), 1, GRID, False, row) for row in (told, ended)]
    store = open_town(tmp_path, mixed, calm, empty, *homes.values(), *incidents)
    yield store, mixed.id, calm.id, empty.id, {name: home.id for name, home in homes.items()}
    store.close()


def test_without_a_filter_all_is_shown(town):
    store, mixed, calm, empty, _ = town
    shown = store.on_map.shown()
    assert shown.states == {mixed: "overdue", calm: "contacted", empty: "excluded"} == store.building_states()
    assert shown.care == {mixed, calm} == store.care_buildings()


@pytest.mark.parametrize(
    ("only", "state", "doors"),
    [
        (("overdue",), "overdue", 1),
        (("due",), "due", 1),
        (("not_home",), "not_home", 1),
        (("never",), "never", 1),
        (("due", "never"), "never", 2),
        (("overdue", "due", "not_home", "never"), "overdue", 4),
        (("overdue", "care"), "overdue", 1),
        (("incident",), "due", 1),
        (("due", "incident"), "due", 1),
    ],
)
def test_a_filter_leaves_only_its_doors(town, only, state, doors):
    store, mixed, *_ = town
    shown = store.on_map.shown(only)
    assert (shown.states, shown.doors) == ({mixed: state}, doors)


def test_care_narrows_the_doors_themselves(town):
    store, mixed, calm, *_ = town
    shown = store.on_map.shown(["care"])
    # The vacant home is nobody's to visit.
    assert (shown.states, shown.doors, shown.care) == ({mixed: "overdue", calm: "contacted"}, 2, {mixed, calm})
    assert store.on_map.shown(["due", "care"]).states == {}
    assert store.on_map.shown(["overdue", "incident"]).states == {}


def test_a_pin_on_a_building_counts_for_all_its_doors(town):
    store, _, calm, *_ = town
    assert store.on_map.shown(["incident"], [calm]).states[calm] == "contacted"
    assert store.on_map.shown(["care", "incident"], [calm]).doors == 1


def test_own_reports_count_before_they_are_sent(town):
    store, _, calm, _, homes = town
    store.report_incident(category="rubbish", description="", lon=116.3, lat=40.0, household_id=homes["contacted"])
    assert store.on_map.shown(["incident"]).states[calm] == "contacted"


def test_a_visit_takes_its_door_out_of_the_filter(town):
    store, mixed, *_, homes = town
    store.record_visit(household_id=homes["overdue"], outcome="met")
    assert store.on_map.shown(["overdue"]).states == {}
    assert mixed in store.on_map.shown(FILTERS[:4]).states
