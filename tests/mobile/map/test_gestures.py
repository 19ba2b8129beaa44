"""Fingers: what each way of touching means."""

from math import cos, pi, sin

import pytest

from mobile.map.gestures import Action, Fling, Gestures, Pan, Tap, Turn, Turned, Zoom


def test_a_short_touch_is_a_tap() -> None:
    gestures = Gestures(slop=10)
    gestures.down(1, 50, 50, 0.0)
    assert gestures.move(1, 54, 52, 0.05) == []
    assert gestures.up(1, 54, 52, 0.1) == [Tap(54, 52)]


def test_a_long_touch_is_none() -> None:
    gestures = Gestures(slop=10)
    gestures.down(1, 50, 50, 0.0)
    assert gestures.up(1, 50, 50, 2.0) == []


def test_a_drag_pans_by_all_that_the_finger_moved() -> None:
    gestures = Gestures(slop=10)
    gestures.down(1, 50, 50, 0.0)
    moves = [gestures.move(1, 50 + 6 * i, 50, 0.1 * i) for i in range(1, 6)]
    pans = [action for actions in moves for action in actions if isinstance(action, Pan)]
    assert sum(pan.dx for pan in pans) == pytest.approx(30)
    assert gestures.up(1, 80, 50, 9.0) == []


def test_a_swipe_goes_on() -> None:
    gestures = Gestures(slop=10)
    gestures.down(1, 0, 0, 0.0)
    for i in range(1, 6):
        gestures.move(1, 40 * i, 0, 0.016 * i)
    (fling,) = gestures.up(1, 200, 0, 0.085)
    assert isinstance(fling, Fling)
    assert fling.vx == pytest.approx(40 / 0.016)


def test_two_fingers_zoom_about_their_middle() -> None:
    gestures = Gestures(slop=10)
    gestures.down(1, 100, 100, 0.0)
    gestures.down(2, 200, 100, 0.0)
    pan, zoom = gestures.move(2, 300, 100, 0.1)
    assert pan == Pan(50, 0)
    assert zoom == Zoom(2.0, 200, 100)
    gestures.up(2, 300, 100, 0.2)
    assert gestures.up(1, 100, 100, 0.3) == []


def test_two_fingers_tapping_zoom_out() -> None:
    gestures = Gestures(slop=10)
    gestures.down(1, 100, 100, 0.0)
    gestures.down(2, 200, 100, 0.0)
    gestures.up(2, 200, 100, 0.1)
    assert gestures.up(1, 100, 100, 0.1) == [Zoom(0.5, 100, 100, animated=True)]


def test_a_double_tap_zooms_in_and_is_one_tap_only() -> None:
    gestures = Gestures(slop=10)
    gestures.down(1, 50, 50, 0.0)
    assert gestures.up(1, 50, 50, 0.05) == [Tap(50, 50)]
    gestures.down(2, 52, 50, 0.2)
    assert gestures.up(2, 52, 50, 0.25) == [Zoom(2.0, 52, 50, animated=True)]
    gestures.down(3, 52, 50, 0.3)
    assert gestures.up(3, 52, 50, 0.35) == [Tap(52, 50)]


def test_two_slow_taps_are_two_taps() -> None:
    gestures = Gestures(slop=10)
    for finger, start in ((1, 0.0), (2, 0.6)):
        gestures.down(finger, 50, 50, start)
        assert gestures.up(finger, 50, 50, start + 0.05) == [Tap(50, 50)]


def test_a_tap_then_a_drag_zooms_with_one_finger() -> None:
    gestures = Gestures(slop=10)
    gestures.down(1, 50, 50, 0.0)
    gestures.up(1, 50, 50, 0.05)
    gestures.down(2, 50, 50, 0.2)
    (zoom,) = gestures.move(2, 50, 50 - 90, 0.3)
    assert zoom == Zoom(2.0, 50, 50)
    assert gestures.up(2, 50, -40, 0.35) == []


def test_a_strange_finger_does_nothing() -> None:
    gestures = Gestures()
    assert gestures.move(7, 1, 1, 0.0) == []
    assert gestures.up(7, 1, 1, 0.0) == []


def twist(gestures: Gestures, *degrees: float) -> list[Action]:
    """A finger at the centre and another that goes about it."""
    gestures.down(1, 200, 400, 0.0)
    gestures.down(2, 300, 400, 0.0)
    actions: list[Action] = []
    for step, angle in enumerate(degrees, start=1):
        x, y = 200 + 100 * cos(angle * pi / 180), 400 + 100 * sin(angle * pi / 180)
        actions += gestures.move(2, x, y, 0.02 * step)
    return actions


def test_a_little_twist_while_zooming_turns_nothing() -> None:
    gestures = Gestures(slop=10)
    assert not [action for action in twist(gestures, 5, 10, 14, 9, -6) if isinstance(action, Turn)]
    assert gestures.up(2, 0, 0, 1.0) == []


def test_a_clear_twist_turns_by_all_of_it_and_back() -> None:
    gestures = Gestures(slop=10)
    turns = [action.angle for action in twist(gestures, 10, 20, 40, 30) if isinstance(action, Turn)]
    assert sum(turns) == pytest.approx(30 * pi / 180)
    assert gestures.up(2, 0, 0, 1.0) == [Turned()]
    assert gestures.up(1, 0, 0, 1.1) == []


def test_a_twist_across_the_west_does_not_jump() -> None:
    gestures = Gestures(slop=10)
    gestures.down(1, 200, 400, 0.0)
    gestures.down(2, 100, 410, 0.0)
    actions = [action for y in (420, 440, 400, 360) for action in gestures.move(2, 100, y, 0.1)]
    assert all(abs(action.angle) < 1 for action in actions if isinstance(action, Turn))
