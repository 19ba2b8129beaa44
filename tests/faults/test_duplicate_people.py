"""One person on the register twice: noticed on entry, merged with history, and across areas told to the office only."""

import json

import pytest

from server.grids.scope import for_person
from server.households.history import history_of
from server.households.likenesses import merge_residents
from server.households.models import PossibleDuplicate, Resident
from server.households.selectors import likenesses_for
from tests.people import make_community_staff
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.case("R34")
def test_a_worker_is_shown_on_entry_who_looks_like_this_person(field, phone):
    found = phone.store.similar_residents(" 王小明", 1950)
    assert [(one.name, one.household_id) for one in found] == [("王小明", str(field.homes[0].id))]
    assert phone.store.similar_residents("王小明", 1988) == []


@pytest.mark.case("R34")
def test_who_is_registered_twice_is_accepted_shown_to_the_office_and_merged_with_history(field, phone):
    office = for_person(make_community_staff(field.grids["L"]))
    again = phone.store.add_resident(household_id=str(field.homes[1].id), name="王小明", birth_year=1950, phone="1")
    report = phone.sync()
    assert (report.waiting, phone.store.counts().attention) == (0, 0)
    first = field.homes[0].residents.get()
    phone.store.amend_resident(household_id=str(field.homes[0].id), resident_id=str(first.id), care=("lives_alone",))
    phone.sync()

    pair = likenesses_for(office).get()
    kept = merge_residents(office, pair_id=pair.id, keep_id=first.id, reason="同一人，两处登记")
    assert (str(kept.id), kept.phone, kept.care_categories) == (str(first.id), "1", ["lives_alone"])
    # The one that stayed has the past of both.
    assert {str(entry.record_id) for entry in history_of(first.id)} == {str(first.id), again}
    # The phone hears of it: the second entry is gone there as well.
    phone.sync()
    assert [one.name for one in phone.store.household(str(field.homes[1].id)).residents] == ["李雷"]
    # What is still on its way for the entry that went reaches the one that stayed.
    wire = make_phone(field.worker)
    body = {"household_id": str(field.homes[1].id), "changes": {"birth_year": 1951}, "seen": {"birth_year": 1950}}
    assert wire.statuses(wire.op("resident.amend", again, body, base_version=1)) == ["merged"]
    assert Resident.objects.get(id=first.id).birth_year == 1951


@pytest.mark.case("R36")
def test_a_person_of_another_area_is_the_offices_to_notice_and_no_workers(field):
    office = for_person(make_community_staff(field.grids["L"]))
    stranger = make_phone(field.stranger)
    body = {"household_id": str(field.far.id), "name": "王小明", "birth_year": 1950, "care": [], "phone": ""}
    op = stranger.op("resident.add", stranger.visit(field.far)["entity_id"], body)
    [result] = stranger.results(op)
    # Nothing in the answer tells that this person lives elsewhere too.
    assert result == {"op_id": op["op_id"], "index": 0, "status": "applied"}
    pulled = stranger.pull({str(field.grids["S22"].id): "0.0"})
    assert str(field.homes[0].id) not in json.dumps(pulled)
    for worker in (field.worker, field.stranger):
        assert not likenesses_for(for_person(worker)).exists()
    pair = likenesses_for(office).get()
    assert {str(pair.first_id), str(pair.second_id)} == {op["entity_id"], str(field.homes[0].residents.get().id)}


@pytest.mark.case("R34")
def test_the_same_entry_sent_twice_is_one_person_and_no_pair(field):
    wire = make_phone(field.worker)
    body = {"household_id": str(field.homes[0].id), "name": "新人", "birth_year": 1999, "care": [], "phone": ""}
    op = wire.op("resident.add", wire.visit(field.homes[0])["entity_id"], body)
    assert [wire.statuses(op) for _ in range(10)] == [["applied"]] + [["duplicate"]] * 9
    assert Resident.objects.filter(name="新人").count() == 1
    assert not PossibleDuplicate.objects.exists()
