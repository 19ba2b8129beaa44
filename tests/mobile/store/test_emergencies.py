"""An emergency on the phone: its doors by need and distance, checks that count at once and without a network."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mobile.store import Store
from mobile.store.emergencies import tally
from mobile.store.ids import new_id
from mobile.store.problems import BadRecord, NotInStore
from mobile.store.sections import keep_sections
from mobile.wire import OpResult, Section
from tests.mobile.store.test_mirror import pulled
from tests.mobile.store.town import NOON, building, household, open_town

EMERGENCY = "0192f4c2-0000-7000-8000-0000000000a1"
RING = [[116.31, 39.99], [116.33, 39.99], [116.33, 40.01], [116.31, 40.01], [116.31, 39.99]]


def told(*doors: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "id": EMERGENCY, "kind": "flood", "level": 2, "title": "暴雨内涝", "text": "先敲门", "is_exercise": False,
        "started_at": NOON.isoformat(), "ended_at": None, "end_note": "", "area": [[RING]],
        "places": [{"kind": "shelter", "name": "示例小学", "lon": 116.32, "lat": 40.001}], "doors": list(doors),
    } | fields  # fmt: skip


def keep(store: Store, *items: dict[str, Any], tag: str = "e1") -> None:
    with store.database.write() as db:
        keep_sections(db, {"emergencies": Section(tag, tuple(items))})


class Street:
    def __init__(self, folder) -> None:
        near, far = building(), building(name="9号楼", number="9", lon=116.33)
        care = [{"id": new_id(), "name": "王", "birth_year": 1940, "care": ["lives_alone"], "phone": "1", "version": 1}]
        self.alone, self.plain = household(near, 0, "王独居", residents=care), household(near, 1, "李普通")
        self.far = household(far, 0, "张远处", residents=care)
        self.store = open_town(folder, near, far, self.alone, self.plain, self.far)
        doors = ({"household_id": it.id, "state": "unchecked"} for it in (self.far, self.plain, self.alone))
        keep(self.store, told(*doors))

    def checklist(self, **options):
        return self.store.emergencies.checklist(EMERGENCY, **options)

    def states(self) -> dict[str, str]:
        return {door.name: door.state for door in self.checklist()}

    def check(self, home, state: str = "safe", **fields) -> str:
        return self.store.emergencies.check(emergency_id=EMERGENCY, household_id=home.id, state=state, **fields)


@pytest.fixture
def street(tmp_path) -> Street:
    return Street(tmp_path)


def test_people_in_care_first_then_by_distance(street):
    assert [door.name for door in street.checklist(near=(116.32, 40.0))] == ["王独居", "张远处", "李普通"]
    first = street.checklist(near=(116.32, 40.0))[1]
    assert round(first.metres) == 853
    assert (first.care, first.people, first.building_name) == (("lives_alone",), 1, "9号楼")


def test_who_needs_help_is_on_top_and_who_is_safe_below(street):
    street.check(street.plain, "needs_help")
    street.check(street.alone, "safe", headcount=1)
    street.check(street.far, "not_found")
    assert [(door.name, door.state) for door in street.checklist()] == [
        ("李普通", "needs_help"),
        ("张远处", "not_found"),
        ("王独居", "safe"),
    ]
    count = tally(street.checklist())
    assert (count.doors, count.checked, count.people, count.found) == (3, 3, 3, 1)


def test_a_check_counts_at_once_and_an_undo_is_one_more(street):
    street.check(street.alone, "away")
    assert street.checklist()[-1].waiting
    street.check(street.alone, "unchecked")
    assert street.states()["王独居"] == "unchecked"
    assert [item.kind for item in street.store.outbox()] == ["emergency.check"] * 2
    assert not street.store.check()


def test_the_offices_newer_word_replaces_the_own_check_once_it_holds_it(street):
    street.check(street.alone, "away")
    (item,) = street.store.outbox()
    street.store.outgoing.settle([OpResult(item.op_id, "applied")])
    assert street.states()["王独居"] == "away", "taken, but not told back yet"
    at = (NOON + timedelta(minutes=5)).isoformat()
    door = {"household_id": street.alone.id, "state": "safe", "headcount": 2, "note": "", "at": at, "by": "张华"}
    section = {"emergencies": Section("e2", (told(door),))}
    street.store.mirror.apply_pull(replace(pulled(), sections=section))
    assert street.states()["王独居"] == "safe"
    street.check(street.alone, "needs_help")
    assert street.states()["王独居"] == "needs_help", "a newer own check counts again"


def test_a_refused_check_does_not_count(street):
    street.check(street.alone, "away")
    (item,) = street.store.outbox()
    street.store.outgoing.settle([OpResult(item.op_id, "rejected", "unknown_emergency", "")])
    assert street.states()["王独居"] == "unchecked"


def test_a_door_off_the_list_can_be_checked_and_one_that_left_is_gone(street):
    keep(street.store, told({"household_id": new_id(), "state": "unchecked"}), tag="e2")
    assert street.checklist() == []
    street.check(street.plain, "safe")
    assert street.states() == {"李普通": "safe"}


def test_the_all_clear_ends_it(street):
    assert [it.id for it in street.store.emergencies.running()] == [EMERGENCY]
    keep(street.store, told(ended_at=NOON.isoformat(), end_note="水已退"), tag="e2")
    assert street.store.emergencies.running() == []
    assert [it.end_note for it in street.store.emergencies.all()] == ["水已退"]


@pytest.mark.parametrize("fields", [{"state": "dancing"}, {"headcount": 100}, {"note": "长" * 2001}])
def test_what_cannot_be_is_refused_and_nothing_is_kept(street, fields):
    with pytest.raises(BadRecord):
        street.check(street.alone, **fields)
    assert street.store.outbox() == []


def test_a_door_that_is_not_here_cannot_be_checked(street):
    with pytest.raises(NotInStore):
        street.store.emergencies.check(emergency_id=EMERGENCY, household_id=new_id(), state="safe")
