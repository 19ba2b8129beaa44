"""The map does not grow slower with what it holds: a frame takes as many calls at 50,000 buildings as at 2,000."""

import sys
from pathlib import Path

import pytest

from tests.mobile.kivy_window import KivyWindow
from tests.mobile.map.builders import PartWriter

pytestmark = [pytest.mark.kivy, pytest.mark.case("R28")]
PANS = 20


def town(count: int) -> list[tuple[int, float, float, float, str]]:
    """Houses of 12 m on a lattice of 20 m, as dense as an old town."""
    side = int(count**0.5) + 1
    return [(n + 1, (n % side - side / 2) * 20.0, (n // side - side / 2) * 20.0, 12.0, "") for n in range(count)]


def calls_of_a_pan(kivy_window: KivyWindow, path: Path) -> float:
    """Python calls of the main thread per frame of panning, in the middle of the town at street scale."""
    from mobile.map.view import GridMap

    widget = kivy_window.show(GridMap())
    widget.load_parts([path])
    kivy_window.wait_until(lambda: widget.ready)
    widget.fly_to(116.32, 40.0, scale=1.5)
    kivy_window.wait_until(lambda: not widget.motion.flying)
    kivy_window.frames(3)
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        for step in range(PANS):
            widget._move(widget.camera.panned(3 if step % 2 else -3, 1))
            kivy_window.frames(1)
    finally:
        sys.setprofile(None)
    return calls / PANS


def test_a_frame_costs_the_same_at_fifty_thousand_buildings(kivy_window: KivyWindow, tmp_path: Path) -> None:
    few = calls_of_a_pan(kivy_window, PartWriter(part_id="few").squares(town(2_000)).save(tmp_path, "few.gwm"))
    many = calls_of_a_pan(kivy_window, PartWriter(part_id="many").squares(town(50_000)).save(tmp_path, "many.gwm"))
    assert few > 0
    assert many < 1.5 * few
