"""The register amended from the door: merged, with its past, and with an eye for entries that are one person."""

import pytest
from django.db import DatabaseError, connection, transaction

from server.grids.scope import for_person
from server.households.amending import Amended, Amendment, amend_households, amend_residents
from server.households.history import history_of
from server.households.likenesses import dismiss_likeness, merge_residents
from server.households.models import Household, PossibleDuplicate, RegisterChange, Resident, ResidentRemoval
from server.households.problems import (
    FieldsChanged,
    NotAPair,
    NotAtYourDoor,
    ResidentChanged,
    ResidentIdTaken,
    ResidentRemoved,
    UnknownResident,
    UnusableValue,
)
from server.households.registering import ResidentDraft, add_residents
from server.households.removing import Removal, remove_residents
from server.households.selectors import likenesses_for
from server.identity import new_id
from server.problems import NotFound
from tests.factories.places import make_building, make_grid, make_household, make_tree
from tests.people import make_community_staff, make_street_staff, make_worker

pytestmark = pytest.mark.django_db


class Place:
    """A home in S11, two workers of it, and the offices over it."""

    def __init__(self) -> None:
        self.grids = make_tree()
        self.building = make_building(self.grids["S11"])
        self.home = make_household(self.building, phone="1")
        self.resident = self.home.residents.get()
        self.worker = for_person(make_worker(self.grids["S11"]))
        self.teammate = for_person(make_worker(self.grids["S11"], username="teammate"))
        self.stranger = for_person(make_worker(self.grids["S22"], username="stranger"))
        self.community = for_person(make_community_staff(self.grids["L"]))
        self.street = for_person(make_street_staff())

    def amend(self, scope, seen, base=1, **changes):
        [result] = amend_households(scope, [Amendment(self.home.id, base, changes, seen)])
        self.home.refresh_from_db()
        return result

    def amend_person(self, scope, seen, base=1, insist=False, **changes):
        wanted = Amendment(self.resident.id, base, changes, seen, insist=insist)
        [result] = amend_residents(scope, [wanted])
        return result

    def add(self, scope, name, year=None, *, home=None, id_=None, **more):
        draft = ResidentDraft(id_ or new_id(), (home or self.home).id, name, year, **more)
        [result] = add_residents(scope, [draft])
        return result


@pytest.fixture
def place(db):
    return Place()


def test_two_workers_amend_different_fields(place):
    assert place.amend(place.worker, {"phone": "1"}, phone="2") == Amended(place.home.id, merged=False)
    assert place.amend(place.teammate, {"status": "lived_in"}, status="vacant") == Amended(place.home.id, merged=True)
    assert (place.home.phone, place.home.status, place.home.version) == ("2", "vacant", 3)


def test_two_workers_amend_one_field_and_both_values_are_kept(place):
    place.amend(place.worker, {"phone": "1"}, phone="2")
    result = place.amend(place.teammate, {"phone": "1", "name": "王小明"}, phone="3", name="王小红")
    assert isinstance(result, FieldsChanged)
    assert result.data == {"fields": {"phone": {"seen": "1", "yours": "3", "now": "2"}}}
    # The field that nobody else touched is written all the same, and found by its new pinyin.
    assert (place.home.phone, place.home.name, place.home.initials) == ("2", "王小红", "wxh")


def test_the_same_value_twice_is_no_conflict(place):
    place.amend(place.worker, {"phone": "1"}, phone="2")
    assert place.amend(place.teammate, {"phone": "1"}, phone="2") == Amended(place.home.id, merged=True)
    assert place.home.version == 2


def test_a_worker_builds_on_their_own_change(place):
    place.amend(place.worker, {"phone": "1"}, phone="2")
    assert place.amend(place.worker, {"phone": "2"}, phone="3") == Amended(place.home.id, merged=False)


@pytest.mark.parametrize(
    ("changes", "seen", "field"),
    [
        ({"name": " "}, {"name": "王小明"}, "name"),
        ({"name": "x" * 65}, {"name": "王小明"}, "name"),
        ({"status": "haunted"}, {"status": "lived_in"}, "status"),
        ({"phone": 1}, {"phone": "1"}, "phone"),
        ({"phone": "a\x00"}, {"phone": "1"}, "phone"),
        ({"small_grid_id": "x"}, {"small_grid_id": "y"}, "small_grid_id"),
        ({"phone": "2"}, {}, "seen.phone"),
        ({}, {}, "changes"),
    ],
)
def test_what_cannot_stand_there_is_refused(place, changes, seen, field):
    [result] = amend_households(place.worker, [Amendment(place.home.id, 1, changes, seen)])
    assert isinstance(result, UnusableValue)
    assert result.data == {"field": field}


def test_only_at_ones_own_door(place):
    assert isinstance(place.amend(place.stranger, {"phone": "1"}, phone="2"), NotAtYourDoor)
    assert isinstance(place.add(place.stranger, "李"), NotAtYourDoor)
    assert isinstance(place.amend_person(place.stranger, {"phone": ""}, phone="2"), UnknownResident)
    [removed] = remove_residents(place.stranger, [Removal(place.resident.id, 1, "moved")])
    assert isinstance(removed, UnknownResident)
    [unknown] = amend_households(place.worker, [Amendment(new_id(), 1, {"phone": "2"}, {"phone": ""})])
    assert isinstance(unknown, NotAtYourDoor)


def test_care_is_a_set(place):
    Resident.objects.update(care_categories=["disabled", "lives_alone"])
    seen = {"care": ["lives_alone", "disabled"]}
    done = place.amend_person(place.worker, seen, care=["needs_checking", "disabled"])
    assert done == Amended(place.resident.id, merged=False)
    assert Resident.objects.get().care_categories == ["disabled", "needs_checking"]


def test_every_field_keeps_its_past(place):
    place.amend(place.worker, {"phone": "1"}, phone="2")
    place.amend_person(place.teammate, {"birth_year": 1950}, birth_year=1951)
    [phone] = history_of(place.home.id)
    assert (phone.field, phone.old, phone.new, phone.person.username, phone.version) == ("phone", "1", "2", "worker", 2)
    [year] = history_of(place.resident.id)
    assert (year.field, year.old, year.new, year.person.username) == ("birth_year", 1950, 1951, "teammate")


@pytest.mark.parametrize(
    "statement", ["update households_registerchange set old = 'null'", "delete from households_registerchange"]
)
def test_the_past_cannot_be_rewritten(place, statement):
    place.amend(place.worker, {"phone": "1"}, phone="2")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_who_is_taken_off_leaves_their_last_entry(place):
    assert remove_residents(place.worker, [Removal(place.resident.id, 1, "moved")]) == [place.resident.id]
    assert not Resident.objects.exists()
    removal = ResidentRemoval.objects.get()
    assert (removal.was["name"], removal.reason, removal.version) == ("王小明", "moved", 2)
    # Gone already is gone, and never comes back under the old identity.
    assert remove_residents(place.teammate, [Removal(place.resident.id, 1, "died")]) == [place.resident.id]
    assert isinstance(place.add(place.worker, "王小明", id_=place.resident.id), ResidentIdTaken)
    assert ResidentRemoval.objects.count() == 1


def test_an_edit_stands_against_a_removal(place):
    place.amend_person(place.teammate, {"phone": ""}, phone="2")
    [kept] = remove_residents(place.worker, [Removal(place.resident.id, 1, "moved")])
    assert isinstance(kept, ResidentChanged)
    assert Resident.objects.get().phone == "2"
    # Whoever has seen the edit may take them off.
    assert remove_residents(place.worker, [Removal(place.resident.id, 2, "moved")]) == [place.resident.id]


def test_an_edit_after_a_removal_is_kept_and_can_bring_them_back(place):
    remove_residents(place.worker, [Removal(place.resident.id, 1, "mistake")])
    late = place.amend_person(place.teammate, {"phone": ""}, phone="2")
    assert isinstance(late, ResidentRemoved)
    assert late.data == {"reason": "mistake", "fields": {"phone": {"seen": "", "yours": "2", "now": None}}}
    assert place.amend_person(place.teammate, {}, insist=True, phone="2") == Amended(place.resident.id, merged=True)
    back = Resident.objects.get()
    assert (back.id, back.name, back.phone) == (place.resident.id, "王小明", "2")
    acts = list(history_of(back.id).values_list("act", flat=True))
    assert acts == ["removed"] * 4 + ["restored"] * 4 + ["amended"]


def test_the_same_person_is_registered_and_shown_to_the_office(place):
    elsewhere = make_household(make_building(place.grids["S22"], at=(110, 210, 20)), name="李雷")
    again = place.add(place.stranger, " 王 小明", 1950, home=elsewhere)
    pair = PossibleDuplicate.objects.get()
    assert {pair.first_id, pair.second_id} == {again, place.resident.id}
    assert not likenesses_for(place.worker).exists()
    assert not likenesses_for(place.stranger).exists()
    assert likenesses_for(place.community).get() == likenesses_for(place.street).get() == pair


def test_a_pair_across_two_communities_is_the_street_offices(place):
    other = make_grid("L2", level="large", at=(500, 0, 400))
    grid = make_grid("S31", parent=other, at=(500, 0, 100))
    abroad = make_household(make_building(grid, at=(510, 10, 20)), name="李雷")
    # Scopes are of the moment: the street office has one more grid now.
    street = for_person(place.street.person)
    place.add(street, "王小明", 1950, home=abroad)
    assert not likenesses_for(place.community).exists()
    pair = likenesses_for(street).get()
    with pytest.raises(NotFound):
        dismiss_likeness(place.community, pair_id=pair.id)


def test_a_common_name_alone_says_nothing(place):
    elsewhere = make_household(make_building(place.grids["S22"], at=(110, 210, 20)), name="李雷")
    place.add(place.stranger, "王小明", 1988, home=elsewhere)
    place.add(place.stranger, "王小明", None, home=elsewhere)
    pairs = PossibleDuplicate.objects.all()
    # Behind one door it does: the two strangers of one home.
    assert [Resident.objects.filter(id__in=[p.first_id, p.second_id]).count() for p in pairs] == [2]
    assert place.resident.id not in {id_ for p in pairs for id_ in (p.first_id, p.second_id)}


def test_two_entries_become_one_and_both_pasts_are_kept(place):
    place.amend_person(place.worker, {"phone": ""}, phone="2")
    again = place.add(place.teammate, "王小明", 1950, care=["disabled"])
    pair = likenesses_for(place.community).get()
    kept = merge_residents(place.community, pair_id=pair.id, keep_id=again, reason="看过户口簿")
    assert (kept.phone, kept.care_categories) == ("2", ["disabled"])
    assert Resident.objects.get().id == again
    assert {entry.record_id for entry in history_of(again)} == {again, place.resident.id}
    assert "2" in [entry.new for entry in history_of(again) if entry.record_id == place.resident.id]
    assert not likenesses_for(place.community).exists()
    with pytest.raises(NotAPair):
        merge_residents(place.community, pair_id=pair.id, keep_id=again)


def test_an_edit_of_the_merged_entry_reaches_the_one_that_stayed(place):
    again = place.add(place.teammate, "王小明", 1950)
    pair = likenesses_for(place.community).get()
    merge_residents(place.community, pair_id=pair.id, keep_id=again)
    late = place.amend_person(place.worker, {"phone": ""}, phone="7")
    assert late == Amended(again, merged=True)
    assert Resident.objects.get().phone == "7"


def test_two_people_stay_two_people(place):
    again = place.add(place.worker, "王小明", 1950)
    pair = likenesses_for(place.community).get()
    dismiss_likeness(place.community, pair_id=pair.id, reason="同名同岁")
    Resident.objects.filter(id=again).update(birth_year=1951)
    [result] = amend_residents(place.worker, [Amendment(again, 1, {"birth_year": 1950}, {"birth_year": 1951})])
    assert isinstance(result, Amended)
    assert not likenesses_for(place.community).exists()
    assert PossibleDuplicate.objects.count() == 1


def test_a_corrected_name_is_looked_at_too(place):
    again = place.add(place.worker, "王小朋", 1950)
    assert not PossibleDuplicate.objects.exists()
    amend_residents(place.worker, [Amendment(again, 1, {"name": "王小明"}, {"name": "王小朋"})])
    assert PossibleDuplicate.objects.count() == 1


def test_a_hundred_amendments_cost_a_fixed_number_of_queries(place, django_assert_max_num_queries):
    homes = [make_household(place.building, floor=2, room=f"2{n}") for n in range(100)]
    wanted = [Amendment(home.id, 1, {"phone": "9"}, {"phone": ""}) for home in homes]
    with django_assert_max_num_queries(9):
        results = amend_households(place.worker, wanted)
    assert all(isinstance(result, Amended) for result in results)
    assert Household.objects.filter(phone="9").count() == RegisterChange.objects.count() == 100
