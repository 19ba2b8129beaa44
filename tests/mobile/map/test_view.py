"""The map in a real window: what it draws is read from the screen, what it tells is what was touched."""

from pathlib import Path

import pytest

from mobile.map.palette import DAY, NIGHT, rgb
from mobile.map.projection import Projection
from tests.mobile.kivy_window import HEIGHT, WIDTH, KivyWindow
from tests.mobile.map.builders import CENTRE, PartWriter, building_id

SQUARES = [(1, -60, 20, 40, "1号楼"), (2, 30, 20, 40, ""), (3, 30, -80, 40, "")]
MIDDLES = {number: (x + size / 2, y + size / 2) for number, x, y, size, _ in SQUARES}


def colour(text: str) -> tuple[int, ...]:
    return tuple(round(channel * 255) for channel in rgb(text))


def lonlat(x: float, y: float) -> tuple[float, float]:
    return Projection(*CENTRE).to_lonlat(x, y)


def is_near(pixel: tuple[int, ...], wanted: tuple[int, ...], tolerance: int = 3) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, wanted, strict=True))


@pytest.fixture
def grid_map(kivy_window: KivyWindow, tmp_path: Path):
    from mobile.map.view import GridMap

    widget = kivy_window.show(GridMap())
    widget.load_parts([PartWriter().squares(SQUARES).save(tmp_path)])
    kivy_window.wait_until(lambda: widget.ready)
    widget.fly_to(*lonlat(0, 0), scale=1.5)
    kivy_window.wait_until(lambda: not widget.motion.flying and widget.camera.scale == 1.5)
    kivy_window.frames(3)
    return widget


def off_middle(grid_map, number: int) -> tuple[float, float]:
    """A pixel inside a building, beside the sign and the label at its middle."""
    x, y = MIDDLES[number]
    return grid_map.camera.to_screen(x - 15, y + 15)


def test_a_building_without_doors_is_plain(kivy_window: KivyWindow, grid_map) -> None:
    assert is_near(kivy_window.pixel(*off_middle(grid_map, 1)), colour(DAY.states[0]))
    assert is_near(kivy_window.pixel(*grid_map.camera.to_screen(0, 0)), colour(DAY.land))


@pytest.mark.parametrize("state", ["contacted", "due", "overdue", "not_home", "excluded"])
def test_a_state_recolours_its_building_and_no_other(kivy_window: KivyWindow, grid_map, state: str) -> None:
    from mobile.map.palette import STATES

    grid_map.set_building_states({building_id(2): state})
    kivy_window.frames(2)
    assert is_near(kivy_window.pixel(*off_middle(grid_map, 2)), colour(DAY.states[STATES.index(state)]))
    assert is_near(kivy_window.pixel(*off_middle(grid_map, 1)), colour(DAY.states[0]))
    grid_map.set_building_states({})
    kivy_window.frames(2)
    assert is_near(kivy_window.pixel(*off_middle(grid_map, 2)), colour(DAY.states[0]))


def test_never_visited_is_hatched(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.set_building_states({building_id(2): "never"})
    kivy_window.frames(2)
    image = kivy_window.image()
    x, y = off_middle(grid_map, 2)
    seen = {image.getpixel((int(x) + i, HEIGHT - 1 - int(y))) for i in range(12)}
    assert min(pixel[0] for pixel in seen) < 165
    assert max(pixel[0] for pixel in seen) > 195


def test_states_given_before_the_pack_are_shown_with_it(kivy_window: KivyWindow, tmp_path: Path) -> None:
    from mobile.map.view import GridMap

    widget = kivy_window.show(GridMap())
    widget.set_building_states({building_id(1): "overdue"})
    widget.load_parts([PartWriter().squares(SQUARES).save(tmp_path)])
    kivy_window.wait_until(lambda: widget.ready)
    kivy_window.frames(3)
    assert is_near(kivy_window.pixel(*off_middle(widget, 1)), colour(DAY.states[3]))


def test_the_sign_of_a_state_stands_at_the_middle(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.set_building_states({building_id(2): "overdue"})
    kivy_window.frames(2)
    x, y = grid_map.camera.to_screen(*MIDDLES[2])
    dark, light = kivy_window.pixel(x, y + 1), kivy_window.pixel(x + 4, y)
    assert max(dark) < 90
    assert min(light) > 225


def test_a_person_in_care_outlines_the_building(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.set_building_states({}, care={building_id(2)})
    kivy_window.frames(2)
    x, y = grid_map.camera.to_screen(MIDDLES[2][0] - 20, MIDDLES[2][1])
    assert is_near(kivy_window.pixel(round(x), y), colour(DAY.care), tolerance=40)


def test_a_selected_building_is_outlined(kivy_window: KivyWindow, grid_map) -> None:
    x, y = grid_map.camera.to_screen(MIDDLES[2][0] - 20, MIDDLES[2][1])
    before = kivy_window.pixel(round(x), y)
    grid_map.selected_building = building_id(2)
    kivy_window.frames(2)
    assert is_near(kivy_window.pixel(round(x), y), colour(DAY.selected), tolerance=40)
    grid_map.selected_building = None
    kivy_window.frames(2)
    assert is_near(kivy_window.pixel(round(x), y), before)


def test_a_drag_moves_the_ground(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.set_building_states({building_id(2): "contacted"})
    x, y = off_middle(grid_map, 2)
    kivy_window.drag((100, 700), (20, 600))
    grid_map.motion.stop()
    kivy_window.frames(2)
    moved_x, moved_y = off_middle(grid_map, 2)
    assert moved_x <= x - 79
    assert moved_y <= y - 99
    assert is_near(kivy_window.pixel(moved_x, moved_y), colour(DAY.states[1]))
    assert not is_near(kivy_window.pixel(x, y), colour(DAY.states[1]))


def test_two_fingers_zoom(kivy_window: KivyWindow, grid_map) -> None:
    one, other = kivy_window.touch(150, 446), kivy_window.touch(262, 446)
    one.move(94, 446)
    other.move(318, 446)
    one.up()
    other.up()
    assert grid_map.camera.scale == pytest.approx(3.0, rel=0.02)


@pytest.mark.parametrize(("button", "closer"), [("scrolldown", True), ("scrollup", False)])
def test_the_wheel_zooms(kivy_window: KivyWindow, grid_map, button: str, closer: bool) -> None:
    kivy_window.scroll(206, 446, button)
    kivy_window.wait_until(lambda: not grid_map.motion.flying)
    assert (grid_map.camera.scale > 1.5) == closer


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_tap_on_a_building_tells_which(kivy_window: KivyWindow, grid_map, number: int) -> None:
    told: list[str] = []
    grid_map.bind(on_building=lambda _, key: told.append(key))
    kivy_window.tap(*grid_map.camera.to_screen(*MIDDLES[number]))
    assert told == [building_id(number)]


def test_a_tap_just_beside_a_building_means_it(grid_map) -> None:
    x, y = grid_map.camera.to_screen(70, 40)
    assert grid_map.pick(x + 15, y) == building_id(2)
    assert grid_map.pick(x + 60, y) is None


def test_a_tap_on_nothing_tells_where(kivy_window: KivyWindow, grid_map) -> None:
    told: list[tuple[float, float]] = []
    grid_map.bind(on_place=lambda _, lon, lat: told.append((lon, lat)))
    kivy_window.tap(*grid_map.camera.to_screen(-100, -150))
    assert told == [pytest.approx(lonlat(-100, -150), abs=1e-5)]


def test_a_tap_on_a_pin_tells_the_incident(kivy_window: KivyWindow, grid_map) -> None:
    told: list[str] = []
    grid_map.bind(on_incident=lambda _, key: told.append(key))
    grid_map.set_incidents([("open", *lonlat(-80, -100), "reported"), ("done", *lonlat(-80, 130), "closed")])
    kivy_window.frames(2)
    x, y = grid_map.camera.to_screen(-80, -100)
    kivy_window.tap(x, y + 20)
    assert told == ["open"]
    assert max(kivy_window.pixel(x + 7, y + 22)) < 100


def test_the_own_position_is_a_blue_dot(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.set_position(*lonlat(0, -20), 12)
    kivy_window.frames(2)
    x, y = grid_map.camera.to_screen(0, -20)
    red, _, blue = kivy_window.pixel(x, y)
    assert blue > 200 > 60 > red
    ring = kivy_window.pixel(x + 14, y)
    assert ring[2] > ring[0] + 10
    grid_map.clear_position()
    kivy_window.frames(2)
    assert is_near(kivy_window.pixel(x, y), colour(DAY.land))


def test_the_pin_stands_in_the_middle_while_the_map_moves(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.pin_mode = True
    kivy_window.drag((100, 700), (160, 640))
    grid_map.motion.stop()
    kivy_window.frames(2)
    assert grid_map.camera.x <= -39
    assert grid_map.pin_lonlat == pytest.approx(lonlat(grid_map.camera.x, grid_map.camera.y), abs=1e-9)
    blue = kivy_window.pixel(WIDTH / 2, HEIGHT / 2 + 12)
    assert blue[2] > blue[0] + 60
    grid_map.pin_mode = False
    assert grid_map.pin_lonlat is None


def test_night_is_dark(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.night = True
    kivy_window.frames(3)
    assert is_near(kivy_window.pixel(*grid_map.camera.to_screen(0, 0)), colour(NIGHT.land))
    assert is_near(kivy_window.pixel(*off_middle(grid_map, 1)), colour(NIGHT.states[0]))


def test_names_of_buildings_are_written(kivy_window: KivyWindow, grid_map) -> None:
    kivy_window.wait_until(lambda: "1号楼" in grid_map._picture.labels.shown)
    kivy_window.frames(2)
    image = kivy_window.image()
    x, y = grid_map.camera.to_screen(*MIDDLES[1])
    box = (int(x) - 20, HEIGHT - int(y) - 9, int(x) + 20, HEIGHT - int(y) + 9)
    assert min(min(pixel) for pixel in image.crop(box).get_flattened_data()) < 90


def test_a_sheet_over_the_map_moves_its_middle_up(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.bottom_inset = 300
    kivy_window.frames(2)
    assert grid_map.to_screen(*grid_map.centre_lonlat) == pytest.approx((WIDTH / 2, 300 + (HEIGHT - 300) / 2))
    told: list[str] = []
    grid_map.bind(on_building=lambda _, key: told.append(key))
    kivy_window.tap(*grid_map.camera.to_screen(*MIDDLES[1]))
    assert told == [building_id(1)]


def test_a_broken_part_leaves_the_map_as_it_was(kivy_window: KivyWindow, grid_map, tmp_path: Path) -> None:
    told: list[Exception] = []
    grid_map.bind(on_broken=lambda _, error: told.append(error))
    path = tmp_path / "broken.gwm"
    path.write_bytes(b"GWM1 and then nothing")
    grid_map.load_parts([path])
    kivy_window.wait_until(lambda: told)
    assert len(grid_map.scene.buildings) == 3


def test_nothing_is_drawn_outside_the_widget(kivy_window: KivyWindow, tmp_path: Path) -> None:
    from kivy.uix.floatlayout import FloatLayout

    from mobile.map.view import GridMap

    layout = FloatLayout()
    widget = GridMap(size_hint=(None, None), size=(200, 300), pos=(100, 200))
    layout.add_widget(widget)
    kivy_window.show(layout)
    widget.load_parts([PartWriter().squares([(1, -300, -300, 600, "")]).save(tmp_path)])
    kivy_window.wait_until(lambda: widget.ready)
    widget.fly_to(*lonlat(0, 0), scale=3)
    kivy_window.wait_until(lambda: not widget.motion.flying)
    kivy_window.frames(2)
    assert kivy_window.pixel(90, 350) == (0, 0, 0)
    assert kivy_window.pixel(310, 350) == (0, 0, 0)
    assert is_near(kivy_window.pixel(150, 450), colour(DAY.states[0]))


def test_a_walk_is_shown_with_its_numbers(kivy_window: KivyWindow, grid_map) -> None:
    grid_map.show_route([lonlat(-40, -60), lonlat(60, -60)], start=lonlat(-40, 60))
    kivy_window.frames(2)
    blue = colour(DAY.route)
    at = grid_map.camera.to_screen
    assert is_near(kivy_window.pixel(*at(10, -60)), blue)
    assert is_near(kivy_window.pixel(*at(-40, 10)), blue)
    stop = [kivy_window.pixel(at(60, -60)[0] + i, at(60, -60)[1]) for i in range(-9, 10)]
    assert any(is_near(pixel, blue) for pixel in stop)
    assert any(min(pixel) > 200 for pixel in stop), "no number is written on the stop"
    grid_map.show_route([])
    kivy_window.frames(2)
    assert is_near(kivy_window.pixel(*at(10, -60)), colour(DAY.land))


def test_an_area_is_shown_with_its_hole(kivy_window: KivyWindow, grid_map) -> None:
    outer = [lonlat(-100, -200), lonlat(100, -200), lonlat(100, -100), lonlat(-100, -100)]
    hole = [lonlat(-20, -160), lonlat(20, -160), lonlat(20, -140), lonlat(-20, -140)]
    grid_map.show_area([outer, hole])
    kivy_window.frames(2)
    at = grid_map.camera.to_screen
    assert not is_near(kivy_window.pixel(*at(-60, -150)), colour(DAY.land), tolerance=12)
    assert is_near(kivy_window.pixel(*at(0, -150)), colour(DAY.land))
    assert is_near(kivy_window.pixel(*at(0, -200)), colour(DAY.alarm), tolerance=40)
    grid_map.show_area([])
    kivy_window.frames(2)
    assert is_near(kivy_window.pixel(*at(-60, -150)), colour(DAY.land))


def test_walk_and_area_given_before_the_pack_are_shown_with_it(kivy_window: KivyWindow, tmp_path: Path) -> None:
    from mobile.map.view import GridMap

    widget = kivy_window.show(GridMap())
    widget.show_route([lonlat(-40, -60), lonlat(60, -60)])
    widget.show_area([[lonlat(-100, -200), lonlat(100, -200), lonlat(0, -100)]])
    widget.load_parts([PartWriter().squares(SQUARES).save(tmp_path)])
    kivy_window.wait_until(lambda: widget.ready)
    kivy_window.frames(3)
    at = widget.camera.to_screen
    assert is_near(kivy_window.pixel(*at(10, -60)), colour(DAY.route))
