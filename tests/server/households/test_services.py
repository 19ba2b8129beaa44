"""Keeping the register: adding, amending and moving households."""

from datetime import date

import pytest
from django.contrib.gis.geos import Polygon

from server.households import services
from server.households.models import Household, HouseholdPlacement
from server.households.problems import BuildingInNoGrid, HouseholdChanged, MovedBeforeArrival, UnusableFootprint
from server.problems import NotFound
from tests.factories.places import lonlat, make_building, make_grid, make_household, make_street, make_tree, square

pytestmark = pytest.mark.django_db


def placements(household):
    rows = HouseholdPlacement.objects.filter(household=household).order_by("valid")
    return [(row.small_grid.code, row.valid.lower, row.valid.upper) for row in rows]


@pytest.fixture
def grids():
    return make_tree()


def door(grid, room="101"):
    building = make_building(grid) if not grid.buildings.exists() else grid.buildings.get()
    return services.open_dwelling(building=building, unit=1, floor=1, room=room)


def test_a_building_is_put_into_the_small_grid_around_it(grids):
    building = services.create_building(street=make_street(), geom=square(110, 10, 20), number="7", source="test")
    assert building.small_grid == grids["S12"]


def test_a_building_outside_every_grid_has_none_and_takes_no_household(grids):
    building = services.create_building(street=make_street(), geom=square(900, 900, 20), number="7", source="test")
    assert building.small_grid is None
    dwelling = services.open_dwelling(building=building, unit=1, floor=1, room="101")
    with pytest.raises(BuildingInNoGrid):
        services.add_household(dwelling=dwelling, name="王小明")


def test_a_self_crossing_footprint_is_refused(grids):
    bow_tie = Polygon([lonlat(0, 0), lonlat(10, 10), lonlat(10, 0), lonlat(0, 10), lonlat(0, 0)], srid=4326)
    with pytest.raises(UnusableFootprint, match="Self-intersection"):
        services.create_building(street=make_street(), geom=bow_tie, source="test")


def test_a_household_is_counted_from_the_day_it_is_registered(grids):
    household = services.add_household(
        dwelling=door(grids["S11"]),
        name="曾小明",
        registered_on=date(2026, 3, 1),
        residents=[services.ResidentInfo("曾小明", 1950, care_categories=("lives_alone",))],
    )
    assert (household.pinyin, household.initials) == ("zengxiaoming", "zxm")
    assert placements(household) == [("S11", date(2026, 3, 1), None)]
    assert household.residents.get().care_categories == ["lives_alone"]


def test_amending_counts_the_version_and_keeps_the_pinyin_right(grids):
    household = make_household(make_building(grids["S11"]))
    amended = services.amend_household(household_id=household.id, base_version=1, name="单小红")
    assert (amended.version, amended.initials, amended.phone) == (2, "sxh", household.phone)


def test_amending_a_version_that_is_gone_says_which_one_there_is(grids):
    household = make_household(make_building(grids["S11"]))
    services.amend_household(household_id=household.id, base_version=1, phone="13800138000")
    with pytest.raises(HouseholdChanged) as refused:
        services.amend_household(household_id=household.id, base_version=1, phone="13900139000")
    assert refused.value.data == {"version": 2}
    assert Household.objects.get().phone == "13800138000"


def test_amending_what_is_not_there_is_not_found(grids):
    with pytest.raises(NotFound):
        services.amend_household(household_id=grids["L"].id, base_version=1, name="王")


def test_a_move_keeps_where_the_household_was_counted_before(grids):
    household = make_household(make_building(grids["S11"]), registered_on=date(2026, 1, 1))
    moved = services.place_household(household_id=household.id, dwelling=door(grids["S22"]), on=date(2026, 5, 1))
    assert (moved.small_grid, moved.version) == (grids["S22"], 2)
    assert placements(household) == [
        ("S11", date(2026, 1, 1), date(2026, 5, 1)),
        ("S22", date(2026, 5, 1), None),
    ]


def test_a_move_within_the_grid_changes_the_door_only(grids):
    household = make_household(make_building(grids["S11"]), registered_on=date(2026, 1, 1))
    services.place_household(household_id=household.id, dwelling=door(grids["S11"], "602"), on=date(2026, 5, 1))
    assert placements(household) == [("S11", date(2026, 1, 1), None)]
    assert Household.objects.get().dwelling.number == "602"


def test_a_second_move_on_the_same_day_leaves_no_empty_placement(grids):
    household = make_household(make_building(grids["S11"]), registered_on=date(2026, 1, 1))
    services.place_household(household_id=household.id, dwelling=door(grids["S22"]), on=date(2026, 5, 1))
    services.place_household(household_id=household.id, dwelling=door(grids["S12"]), on=date(2026, 5, 1))
    assert [row[0] for row in placements(household)] == ["S11", "S12"]


def test_a_move_before_the_household_came_is_refused_and_changes_nothing(grids):
    household = make_household(make_building(grids["S11"]), registered_on=date(2026, 1, 1))
    with pytest.raises(MovedBeforeArrival):
        services.place_household(household_id=household.id, dwelling=door(grids["S22"]), on=date(2025, 12, 31))
    assert placements(household) == [("S11", date(2026, 1, 1), None)]
    assert Household.objects.get().small_grid == grids["S11"]


def test_a_point_on_a_shared_border_always_falls_into_the_same_grid(grids):
    from server.grids.selectors import small_grid_at

    assert {small_grid_at(*lonlat(100, 50)).code for _ in range(3)} == {"S11"}
    make_grid("A1", parent=grids["M1"], at=(100, 100, 50))
    assert small_grid_at(*lonlat(500, 500)) is None
