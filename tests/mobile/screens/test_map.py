"""The map by touches: find a door by tapping or by initials, show only what is looked for, choose among several."""

import pytest

from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town


@pytest.fixture
def on_map(phone: Phone, town: Town) -> Phone:
    phone.wait(lambda: phone.map.grid_map.ready and phone.map.grid_map.colouring.states)
    phone.rest()
    return phone


def test_find_a_door_by_tapping_its_building(on_map: Phone, town: Town) -> None:
    on_map.tap_building(town.buildings[1])
    on_map.open_household(town.households[24])
    page = on_map.page
    assert (page.household.id, page.household.name) == (town.households[24], "王小明")
    assert on_map.map.grid_map.selected_building == town.buildings[1]


def test_find_a_door_by_initials_and_see_its_place(on_map: Phone, town: Town) -> None:
    hits = on_map.search("wxm 4栋")
    assert hits
    assert {(hit.name, hit.building_id) for hit in hits} == {("王小明", town.buildings[1])}
    on_map.tap_result(0)
    grid_map = on_map.map.grid_map
    on_map.wait(lambda: not grid_map.motion.flying)
    assert grid_map.selected_building == town.buildings[1]
    x, y = grid_map.to_screen(hits[0].lon, hits[0].lat)
    assert grid_map.bottom_inset < y < grid_map.height
    assert abs(x - grid_map.center_x) < 2


def test_a_result_says_why(on_map: Phone) -> None:
    on_map.search("1234")
    assert "电话 138****1234" in on_map.texts()
    on_map.search("yanguilang")
    assert "读音相近" in on_map.texts()


def test_only_what_is_looked_for_is_coloured(on_map: Phone, town: Town) -> None:
    grid_map = on_map.map.grid_map
    on_map.tap("map:legend")
    on_map.tap("filter:never")
    on_map.tap("filter:care")
    on_map.wait(lambda: on_map.map.map_filter.doors >= 0)
    on_map.tap("filter:show")
    assert on_map.page is None
    # A fifth of the homes has somebody in care, a sixth was never visited.
    assert on_map.map.map_filter.doors == 2
    assert grid_map.colouring.states == dict.fromkeys(town.buildings, "never")
    assert "2 栋楼 · 2 户" in on_map.texts()
    on_map.tap("filter_off:never")
    on_map.wait(lambda: on_map.map.map_filter.doors > 2)
    assert grid_map.colouring.states == dict.fromkeys(town.buildings, "overdue")
    on_map.tap("filter_off:care")
    on_map.wait(lambda: not on_map.has("filter_off:care"))


def test_a_pin_on_a_building_is_an_open_incident_there(on_map: Phone, town: Town) -> None:
    on_map.app.store.report_incident(category="drain", description="", lon=116.32, lat=40.0)
    on_map.app.syncing.touched()
    on_map.wait(lambda: on_map.map.open_places)
    on_map.map.map_filter.toggle("incident")
    on_map.wait(lambda: on_map.map.map_filter.doors >= 0)
    on_map.rest()
    assert set(on_map.map.grid_map.colouring.states) == {town.buildings[0]}


def test_one_of_several_pins_is_chosen(on_map: Phone, town: Town) -> None:
    store, grid_map = on_map.app.store, on_map.map.grid_map
    ids = {
        store.report_incident(category=code, description=code, lon=116.3204, lat=40.0005) for code in ("drain", "lamp")
    }
    on_map.app.syncing.touched()
    on_map.wait(lambda: len(on_map.map.open_places) == 2)
    x, y = grid_map.to_screen(116.3204, 40.0005)
    on_map.window.tap(*grid_map.to_window(x, y + 22))
    on_map.wait(lambda: on_map.page is on_map.map.pages["several"] and on_map.has("several:1"))
    on_map.rest()
    assert {"下水堵塞", "路灯不亮"} <= set(on_map.texts())
    on_map.tap("several:1")
    on_map.wait(lambda: on_map.page is on_map.map.pages["incident"] and on_map.page.incident is not None)
    assert on_map.page.incident.id in ids


def test_the_compass_comes_with_a_turned_map(on_map: Phone) -> None:
    grid_map = on_map.map.grid_map
    assert not on_map.has("map:north")
    one, other = on_map.window.touch(120, 400), on_map.window.touch(220, 400)
    for y in (420, 450, 490):
        other.move(220, y)
    other.up()
    one.up()
    on_map.rest()
    assert grid_map.bearing > 20
    on_map.tap("map:north")
    on_map.wait(lambda: grid_map.bearing == 0)
    on_map.rest()
    assert not on_map.has("map:north")
