"""The camera: screen and world agree, whatever was done to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.map.camera import MAX_SCALE, MIN_SCALE, Camera

PLACES = st.floats(-20_000, 20_000)
PIXELS = st.floats(0, 900)
CAMERAS = st.builds(
    Camera,
    x=PLACES,
    y=PLACES,
    scale=st.floats(MIN_SCALE, MAX_SCALE),
    left=st.floats(0, 100),
    bottom=st.floats(0, 300),
    angle=st.floats(-3, 3),
)


@given(CAMERAS, PIXELS, PIXELS)
def test_screen_to_world_and_back(camera: Camera, px: float, py: float) -> None:
    assert camera.to_screen(*camera.to_world(px, py)) == pytest.approx((px, py), abs=1e-5)


@given(CAMERAS, PIXELS, PIXELS, st.floats(0.1, 10))
def test_the_point_under_the_fingers_stays_there(camera: Camera, px: float, py: float, factor: float) -> None:
    before = camera.to_world(px, py)
    assert camera.zoomed(factor, px, py).to_world(px, py) == pytest.approx(before, abs=1e-5)


@given(CAMERAS, st.floats(-400, 400), st.floats(-400, 400))
def test_a_pan_moves_the_ground_with_the_finger(camera: Camera, dx: float, dy: float) -> None:
    grabbed = camera.to_world(200, 300)
    assert camera.panned(dx, dy).to_screen(*grabbed) == pytest.approx((200 + dx, 300 + dy), abs=1e-5)


@given(CAMERAS, PLACES, PLACES, st.floats(1, 5000), st.floats(1, 5000))
def test_a_fitted_box_is_in_view(camera: Camera, x: float, y: float, width: float, height: float) -> None:
    fitted = camera.fitted((x, y, x + width, y + height), margin=20)
    left, bottom, right, top = fitted.seen()
    assert left <= x
    assert bottom <= y
    assert right >= x + width - 1e-6
    assert top >= y + height - 1e-6


@given(CAMERAS, st.floats(0, 1), st.floats(0, 1))
def test_every_point_in_view_lies_in_a_tile_in_view(camera: Camera, across: float, up: float) -> None:
    left, bottom, right, top = camera.seen()
    x, y = left + across * (right - left), bottom + up * (top - bottom)
    x0, y0, x1, y1 = camera.seen_tiles(400, margin=1)
    assert x0 <= x // 400 <= x1
    assert y0 <= y // 400 <= y1


def test_zoom_has_its_limits() -> None:
    assert Camera().zoomed(1e9, 0, 0).scale == MAX_SCALE
    assert Camera().zoomed(1e-9, 0, 0).scale == MIN_SCALE
    assert Camera(density=3).zoomed(1e9, 0, 0).scale == 3 * MAX_SCALE


def test_nobody_gets_lost() -> None:
    kept = Camera(x=99_999, y=-99_999, scale=0.04).kept_within((-800, -800, 800, 800))
    assert (kept.x, kept.y) == (800, -800)
    assert 1600 * kept.scale > 0.7 * kept.width


@given(CAMERAS, PIXELS, PIXELS, st.floats(-3, 3))
def test_the_map_turns_about_the_fingers(camera: Camera, px: float, py: float, angle: float) -> None:
    before = camera.to_world(px, py)
    turned = camera.turned(angle, px, py)
    assert turned.to_world(px, py) == pytest.approx(before, abs=1e-5)
    assert -4 < turned.angle < 4


@given(CAMERAS, PIXELS, st.floats(0, 800))
def test_what_is_on_the_screen_is_among_what_is_seen(camera: Camera, px: float, py: float) -> None:
    x, y = camera.to_world(camera.left + px % camera.width, camera.bottom + py)
    left, bottom, right, top = camera.seen(margin=0.01)
    assert left <= x <= right
    assert bottom <= y <= top


def test_a_quarter_turn_against_the_clock_puts_east_on_top() -> None:
    camera = Camera().turned(1.5707963, *Camera().middle)
    assert camera.to_screen(100, 0) == pytest.approx((206, 546), abs=1e-3)
