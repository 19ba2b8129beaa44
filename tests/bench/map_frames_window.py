"""One map in a real Kivy window, moved and changed: prints what each kind of frame costs the main thread, as JSON.

Run by `map_frames`, in a process of its own for each map: `python -m tests.bench.map_frames_window ours|mapview FILE`.
"""

import itertools
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.measure import quantile
from tests.bench.town import CENTRE
from tests.mobile.kivy_window import HEIGHT, WIDTH, KivyWindow

FRAMES = 60
COUNTED = 11
STEP = 5.0
ZOOM = 16
METRES_PER_PIXEL = 156_543.034 * 0.766_044 / 2**ZOOM  # at 40° north


def our_map(window: KivyWindow, path: Path) -> Any:
    from mobile.map.view import GridMap

    shown = window.show(GridMap())
    shown.load_parts([path])
    window.wait_until(lambda: shown.ready)
    shown.fly_to(CENTRE.lon, CENTRE.lat, scale=1 / METRES_PER_PIXEL)
    window.wait_until(lambda: not shown.motion.flying)
    states = ("contacted", "due", "overdue", "not_home", "never", "excluded")
    shown.set_building_states({key: states[n % 6] for n, key in enumerate(shown.scene.buildings)})
    return shown


def mapview_map(window: KivyWindow, path: Path) -> Any:
    from kivy_garden.mapview import MapSource, MapView
    from kivy_garden.mapview.geojson import GeoJsonMapLayer

    # No tiles: their address answers nobody, so that only the layer is measured.
    source = MapSource(url="http://127.0.0.1:9/{z}/{x}/{y}.png", cache_key="none")
    shown = MapView(lat=CENTRE.lat, lon=CENTRE.lon, zoom=ZOOM, map_source=source)
    window.show(shown)
    shown.add_layer(GeoJsonMapLayer(source=str(path)))
    return shown


def pan(window: KivyWindow) -> dict[str, float]:
    """A drag to and fro: handling the touch, moving the map, issuing the drawing."""
    window.frames(40)
    finger = window.touch(WIDTH / 2, HEIGHT / 2)
    x = iter(WIDTH / 2 + (frame % 20 if frame % 20 < 10 else 20 - frame % 20) * STEP for frame in range(10**6))
    cost = frame_cost("pan", lambda _: finger.move(next(x), HEIGHT / 2))
    finger.up()
    return cost


def changes(window: KivyWindow, shown: Any) -> dict[str, float]:
    """What only our map does: a building takes another state; a finger asks what lies under it."""
    ids = shown.pick_all(WIDTH / 2, HEIGHT / 2) or list(shown.scene.buildings)[:1]
    states = itertools.cycle(("due", "overdue", "contacted"))

    def recolour(_: int) -> None:
        shown.set_building_state(ids[0], next(states))
        window.frames(1)

    place = random.Random(1)
    picks = frame_cost("pick", lambda _: shown.pick(place.uniform(0, WIDTH), place.uniform(0, HEIGHT)))
    state = frame_cost("state", lambda _: shown.colouring.set_one(ids[0], next(states)))
    return {**frame_cost("recolour", recolour), **picks, **state}


def frame_cost(name: str, step: Callable[[int], object]) -> dict[str, float]:
    """Median and p95 of the thread's milliseconds over many steps, and the Python calls of one."""
    spent = []
    for frame in range(FRAMES):
        started = time.thread_time()
        step(frame)
        spent.append((time.thread_time() - started) * 1000)
    counts = []
    for frame in range(FRAMES, FRAMES + COUNTED):
        calls = [0]

        def count(_frame: object, event: str, _argument: object, calls: list[int] = calls) -> None:
            calls[0] += event == "call"

        sys.setprofile(count)
        step(frame)
        sys.setprofile(None)
        counts.append(calls[0])
    spent = spent[4:]
    return {
        f"{name}_ms": statistics.median(spent),
        f"{name}_p95": quantile(spent, 0.95),
        f"{name}_calls": statistics.median(counts),
    }


def zoom(window: KivyWindow, by: Callable[[float], object]) -> dict[str, float]:
    """Two fingers that open and close: the scale changes by a hundredth a frame."""

    def step(frame: int) -> None:
        by(1.01 if frame % 20 < 10 else 1 / 1.01)
        window.frames(1)

    return frame_cost("zoom", step)


def main(which: str, path: str) -> None:
    window = KivyWindow()
    if which == "ours":
        from mobile.map.gestures import Zoom

        shown = our_map(window, Path(path))
        found = pan(window) | zoom(window, lambda by: shown.act(Zoom(by, WIDTH / 2, HEIGHT / 2)))
        found |= changes(window, shown)
    else:
        shown = mapview_map(window, Path(path))
        found = pan(window)
        found |= zoom(window, lambda by: shown.diff_scale_at(by - 1, WIDTH / 2, HEIGHT / 2))
    print(json.dumps(found), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
