"""Doors and how they were found: rows are only added, the newest by the time at the door counts, everybody's sum."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from server.emergencies.models import EmergencyCheck
from server.emergencies.retention import KEPT, forget_checks
from server.emergencies.selectors import doors_of, headcounts
from server.emergencies.services import check_doors, end_emergency
from server.grids.scope import for_person
from server.identity import new_id
from server.sync.sections import changed_sections
from tests.server.emergencies.scene import Scene
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def states(scene, emergency) -> dict:
    return {door.household_id: door.state for door in doors_of(emergency.id, [scene.grids["S11"].id])}


def test_the_newest_by_the_time_at_the_door_counts_whenever_it_comes(scene):
    emergency, scope, now = scene.start(), for_person(scene.worker), timezone.now()
    late = scene.check(emergency, scene.alone.id, "safe", headcount=1)
    early = scene.check(emergency, scene.alone.id, "needs_help", checked_at=now - timedelta(minutes=9))
    check_doors(scope, [late])
    check_doors(scope, [early])
    assert EmergencyCheck.objects.count() == 2
    assert states(scene, emergency) == {scene.alone.id: "safe"}


def test_a_check_sent_twice_is_one_and_other_words_under_its_id_are_refused(scene):
    emergency, scope = scene.start(), for_person(scene.worker)
    check = scene.check(emergency, scene.alone.id)
    assert [row.id for row in check_doors(scope, [check, check])] == [check.id] * 2
    (refused,) = check_doors(scope, [scene.check(emergency, scene.alone.id, "away", id=check.id)])
    assert refused.code == "check_id_taken"
    assert EmergencyCheck.objects.count() == 1


def test_the_headcount_adds_up_by_grid_and_nobody_is_ranked(scene):
    emergency = scene.start()
    check_doors(for_person(scene.worker), [scene.check(emergency, scene.alone.id, "safe", headcount=2)])
    whole, by_grid = headcounts(doors_of(emergency.id, for_person(scene.office).small_grid_ids))
    assert (whole.doors, whole.checked, whole.people, whole.found) == (2, 1, 2, 2)
    assert [(count.name, count.doors, count.checked) for count in by_grid] == [("网格S11", 1, 1), ("网格S12", 1, 0)]


def test_who_needs_help_stands_on_top_then_who_is_unchecked(scene):
    emergency, scope = scene.start(all_households=True), for_person(scene.worker)
    check_doors(scope, [scene.check(emergency, scene.alone.id, "safe")])
    office = for_person(scene.office).small_grid_ids
    assert [door.state for door in doors_of(emergency.id, office)] == ["unchecked", "unchecked", "safe"]
    check_doors(scope, [scene.check(emergency, scene.plain.id, "needs_help")])
    assert [door.state for door in doors_of(emergency.id, office)] == ["needs_help", "unchecked", "safe"]


def test_a_door_that_was_not_on_the_list_is_on_it_once_checked(scene):
    emergency = scene.start()
    check_doors(for_person(scene.worker), [scene.check(emergency, scene.plain.id, "away")])
    assert states(scene, emergency) == {scene.alone.id: "unchecked", scene.plain.id: "away"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": "dancing"}, "unknown_check_state"),
        ({"headcount": 100}, "bad_headcount"),
        ({"note": "长" * 501}, "text_unusable"),
        ({"emergency_id": new_id()}, "unknown_emergency"),
        ({"household_id": new_id()}, "not_at_this_door"),
        ({"person_id": new_id()}, "not_the_checker"),
    ],
)
def test_what_cannot_be_is_named_and_stops_no_other(scene, change, code):
    from dataclasses import replace

    emergency = scene.start()
    good = scene.check(emergency, scene.alone.id)
    results = check_doors(for_person(scene.worker), [replace(good, id=new_id(), **change), good])
    assert [getattr(result, "code", "kept") for result in results] == [code, "kept"]


def test_a_foreign_door_is_refused(scene):
    emergency = scene.start()
    (refused,) = check_doors(for_person(scene.worker), [scene.check(emergency, scene.mates.id)])
    assert refused.code == "not_at_this_door"


def test_a_phone_without_a_network_brings_its_checks_after_the_all_clear(scene):
    emergency, phone = scene.start(), make_phone(scene.worker)
    end_emergency(for_person(scene.office), emergency.id)
    body = {"emergency_id": str(emergency.id), "household_id": str(scene.alone.id), "state": "safe", "headcount": 1}
    op = phone.op("emergency.check", new_id(), body)
    assert phone.statuses(op) == ["applied"]
    assert phone.statuses(op) == ["duplicate"]
    assert phone.results(phone.op("emergency.check", new_id(), body | {"headcount": "two"}))[0]["status"] == "rejected"
    assert states(scene, emergency) == {scene.alone.id: "safe"}


def test_every_check_reaches_the_other_phones_of_the_grid(scene):
    emergency, scope = scene.start(), for_person(scene.worker)
    known = {"emergencies": changed_sections(scope, {"emergencies": ""})["emergencies"]["tag"]}
    assert changed_sections(scope, known) == {}
    check_doors(scope, [scene.check(emergency, scene.alone.id, "away", note="在女儿家")])
    ((door,),) = [item["doors"] for item in changed_sections(scope, known)["emergencies"]["items"]]
    assert (door["state"], door["note"], door["by"]) == ("away", "在女儿家", scene.worker.display_name)


def test_checks_go_thirty_days_after_the_all_clear_and_the_sums_stay(scene):
    emergency = scene.start()
    check_doors(for_person(scene.worker), [scene.check(emergency, scene.alone.id, "safe", headcount=1)])
    end_emergency(for_person(scene.office), emergency.id)
    now = timezone.now()
    with time_machine.travel(now + KEPT - timedelta(hours=1)):
        assert forget_checks() == 0
    with time_machine.travel(now + KEPT + timedelta(hours=1)):
        assert (forget_checks(), forget_checks()) == (1, 0)
    emergency.refresh_from_db()
    assert [(row["name"], row["checked"], row["found"]) for row in emergency.summary] == [
        ("网格S11", 1, 1),
        ("网格S12", 0, 0),
    ]
