"""A turned map: two fingers turn it, near north it snaps, the compass turns it back; what is drawn turns with it."""

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import radians
from statistics import mean

import pytest

from mobile.map.palette import DAY, STATES
from tests.mobile.kivy_window import KivyWindow
from tests.mobile.map.builders import building_id
from tests.mobile.map.test_view import MIDDLES, colour, grid_map, is_near, lonlat

__all__ = ["grid_map"]


def turn(grid_map, degrees: float) -> None:
    grid_map._move(grid_map.camera.turned(radians(degrees), *grid_map.camera.middle))


def test_buildings_turn_with_the_map_and_are_picked_where_they_are(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.set_building_states({building_id(2): "contacted"})
    turn(grid_map, 90)
    kivy_window.frames(2)
    x, y = grid_map.camera.to_screen(MIDDLES[2][0] - 15, MIDDLES[2][1] + 15)
    assert is_near(kivy_window.pixel(x, y), colour(DAY.states[STATES.index("contacted")]))
    assert grid_map.pick(x, y) == building_id(2)
    assert grid_map.bearing == pytest.approx(90)


def test_two_fingers_turn_it_and_the_compass_turns_it_back(kivy_window: KivyWindow, grid_map) -> None:
    one, other = kivy_window.touch(150, 400), kivy_window.touch(250, 400)
    for y in (410, 430, 460, 500):
        other.move(250, y)
    other.up()
    one.up()
    assert grid_map.bearing == pytest.approx(45, abs=1)
    grid_map.face_north()
    kivy_window.wait_until(lambda: not grid_map.motion.flying)
    assert grid_map.bearing == 0


def test_near_north_it_snaps(kivy_window: KivyWindow, grid_map) -> None:
    one, other = kivy_window.touch(150, 400), kivy_window.touch(250, 400)
    for y in (410, 430, 450, 420, 410):
        other.move(250, y)
    assert 4 < grid_map.bearing < 9
    other.up()
    one.up()
    kivy_window.wait_until(lambda: not grid_map.motion.flying)
    assert grid_map.bearing == 0


def test_names_stay_readable(kivy_window: KivyWindow, grid_map) -> None:
    from mobile.map.label_layer import upright

    assert [upright(angle) for angle in (0, 90, 100, -90, 180, 270, 30)] == [0, 90, -80, 90, 0, 90, 30]
    turn(grid_map, 120)
    kivy_window.wait_until(lambda: "1号楼" in grid_map._picture.labels.shown)


def test_the_heading_shows_where_the_worker_goes(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.set_position(*lonlat(0, -20), 3, heading=90)
    kivy_window.frames(2)
    x, y = grid_map.camera.to_screen(0, -20)
    land = colour(DAY.land)
    ahead, behind = kivy_window.pixel(x + 16, y), kivy_window.pixel(x - 16, y)
    assert ahead[2] - ahead[0] > 60
    assert is_near(behind, land)
    turn(grid_map, 90)
    kivy_window.frames(2)
    x, y = grid_map.camera.to_screen(0, -20)
    ahead = kivy_window.pixel(x, y + 16)
    assert ahead[2] - ahead[0] > 60


def test_states_differ_without_colour_where_signs_are_too_small(kivy_window: KivyWindow, grid_map) -> None:
    """In greyscale, by brightness or by pattern: how grey changes along a row and along a column."""
    grid_map.fly_to(*lonlat(*MIDDLES[2]), scale=0.7)
    kivy_window.wait_until(lambda: not grid_map.motion.flying)
    seen = {}
    for state in STATES[1:]:
        grid_map.set_building_states({building_id(2): state})
        kivy_window.frames(3)
        x, y = grid_map.camera.to_screen(*MIDDLES[2])
        area = kivy_window.image().convert("L").crop((int(x) - 9, 892 - int(y) - 9, int(x) + 9, 892 - int(y) + 9))
        grey = [[area.getpixel((column, row)) for column in range(18)] for row in range(18)]
        seen[state] = mean(map(mean, grey)), steps(grey), steps(list(zip(*grey, strict=True)))
    for one, other in combinations(seen, 2):
        apart = sum(abs(a - b) for a, b in zip(seen[one], seen[other], strict=True))
        assert apart > 20, f"{one} and {other} look alike: {seen}"


def steps(rows: Sequence[Sequence[float]]) -> float:
    """The mean change from one pixel to the next in a row."""
    return mean(mean(abs(b - a) for a, b in pairwise(row)) for row in rows)


def test_a_tap_on_two_pins_on_one_spot_offers_both(kivy_window: KivyWindow, grid_map) -> None:
    told: list[list[str]] = []
    grid_map.bind(on_several=lambda _, found: told.append([it.id for it in found]))
    grid_map.set_incidents([("one", *lonlat(-80, -100), "reported"), ("two", *lonlat(-79, -100), "reported")])
    kivy_window.frames(2)
    x, y = grid_map.camera.to_screen(-80, -100)
    kivy_window.tap(x, y + 22)
    assert [set(ids) for ids in told] == [{"one", "two"}]


def test_one_building_is_recoloured_by_itself(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.set_building_states({building_id(1): "due", building_id(2): "due"})
    grid_map.set_building_state(building_id(2), "contacted")
    kivy_window.frames(2)
    x, y = grid_map.camera.to_screen(MIDDLES[2][0] - 15, MIDDLES[2][1] + 15)
    assert is_near(kivy_window.pixel(x, y), colour(DAY.states[1]))
    grid_map.set_building_state(building_id(2), None)
    kivy_window.frames(2)
    assert is_near(kivy_window.pixel(x, y), colour(DAY.states[0]))
