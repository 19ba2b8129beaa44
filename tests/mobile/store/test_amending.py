"""Amendments of the register: what was seen goes with them, they chain, and screens show them before they are sent."""

import pytest

from mobile.store.problems import BadRecord, NotInStore
from mobile.wire import OpResult
from tests.mobile.store.test_mirror import pulled
from tests.mobile.store.town import building, household, open_town


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


def bodies(store):
    return [(op.kind, op.base_version, op.body) for op in store.outgoing.take_batch(100)]


def acknowledge(store, status="applied", **more):
    store.outgoing.settle([OpResult(op.op_id, status, **more) for op in store.outgoing.take_batch(100)])


def test_what_was_seen_goes_with_what_was_written(store, home):
    assert store.amend_household(home.id, phone="13911112222", name="王小明")
    assert bodies(store) == [
        ("household.amend", 1, {"changes": {"phone": "13911112222"}, "seen": {"phone": "13800001234"}})
    ]
    view = store.household(home.id)
    assert (view.phone, view.waiting) == ("13911112222", ("phone",))


def test_nothing_changed_is_nothing_kept(store, home):
    assert store.amend_household(home.id, name=" 王小明 ") is None
    resident = store.household(home.id).residents[0]
    assert store.amend_resident(household_id=home.id, resident_id=resident.id, care=[]) is None
    assert store.counts().waiting == 0


def test_amendments_on_top_of_unsent_ones_have_seen_these(store, home):
    store.amend_household(home.id, phone="1", status="vacant")
    store.amend_household(home.id, phone="2")
    first, second = bodies(store)
    assert second[2] == {"changes": {"phone": "2"}, "seen": {"phone": "1"}}
    assert (first[1], second[1]) == (1, 2)
    assert store.household(home.id).phone == "2"
    assert store.household(home.id).state == "excluded"


def test_a_household_that_was_renamed_shows_its_name_everywhere(store, place, home):
    store.amend_household(home.id, name="王大明")
    [hit] = store.find("3号楼")
    assert hit.name == "王大明"
    assert "王大明" in {door.name for unit in store.board(place.id).units for _, doors in unit.floors for door in doors}
    assert any(door.waiting for unit in store.board(place.id).units for _, doors in unit.floors for door in doors)


def test_a_resident_comes_is_amended_and_goes(store, home):
    resident_id = store.add_resident(household_id=home.id, name="王奶奶", care=("lives_alone",))
    store.amend_resident(household_id=home.id, resident_id=resident_id, birth_year=1940)
    [_, added] = store.household(home.id).residents
    assert (added.name, added.birth_year, added.waiting, added.removed) == ("王奶奶", 1940, True, False)
    assert store.household(home.id).has_care
    store.remove_resident(household_id=home.id, resident_id=resident_id, reason="mistake")
    assert store.household(home.id).residents[1].removed
    kinds = [(kind, base) for kind, base, _ in bodies(store)]
    assert kinds == [("resident.add", None), ("resident.amend", 1), ("resident.remove", 2)]
    with pytest.raises(NotInStore):
        store.amend_resident(household_id=home.id, resident_id=resident_id, name="x")


def test_what_the_server_has_taken_stays_in_sight_until_it_is_told_back(store, place, home):
    store.amend_household(home.id, name="王大明")
    acknowledge(store)
    view = store.household(home.id)
    assert (view.name, view.waiting) == ("王大明", ())
    store.mirror.apply_pull(pulled(household(place, id=home.id, name="王大", version=6)))
    assert store.household(home.id).name == "王大"


def test_what_was_refused_counts_no_longer_and_both_values_are_shown(store, home):
    store.amend_household(home.id, phone="2", status="vacant")
    both = {"fields": {"phone": {"seen": "13800001234", "yours": "2", "now": "3"}}}
    acknowledge(store, "conflict", code="fields_changed", message="…", data=both)
    view = store.household(home.id)
    assert (view.phone, view.status, view.state) == ("13800001234", "lived_in", "contacted")
    [item] = store.outbox()
    assert [(each.field, each.yours, each.now) for each in item.fields] == [("phone", "2", "3")]


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"name": "x" * 65}, {"phone": "\x00"}, {"status": "haunted"}, {"version": "3"}]
)
def test_what_no_form_offers_is_refused(store, home, changes):
    with pytest.raises(BadRecord):
        store.amend_household(home.id, **changes)
    with pytest.raises(BadRecord):
        store.add_resident(household_id=home.id, name="x", birth_year=1850)
    with pytest.raises(BadRecord):
        store.add_resident(household_id=home.id, name="x", care=("rich",))


@pytest.mark.case("R34")
def test_somebody_who_is_on_the_phone_already_is_found_before_being_added_again(store, home):
    assert [who.household_id for who in store.similar_residents(" 王小明", 1949)] == [home.id]
    assert store.similar_residents("王小明", None)[0].building_name == "3号楼"
    assert store.similar_residents("王小明", 1960) == []
    assert store.similar_residents("小明", None) == []
    store.add_resident(household_id=home.id, name="赵六")
    assert len(store.similar_residents("赵六")) == 1, "also one that only this phone knows"
