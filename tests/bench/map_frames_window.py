"""One map in a real Kivy window, dragged by one finger: prints the main thread's milliseconds per frame as JSON.

Run by `map_frames`, in a process of its own for each map: `python -m tests.bench.map_frames_window ours|mapview FILE`.
"""

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.town import CENTRE
from tests.mobile.kivy_window import HEIGHT, WIDTH, KivyWindow

FRAMES = 60
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


def frame_milliseconds(window: KivyWindow) -> float:
    """The median over a drag to and fro: handling the touch, moving the map, issuing the drawing."""
    window.frames(40)
    finger = window.touch(WIDTH / 2, HEIGHT / 2)
    x, spent = WIDTH / 2, []
    for frame in range(FRAMES):
        x += STEP if frame % 20 < 10 else -STEP
        started = time.thread_time()
        finger.move(x, HEIGHT / 2)
        spent.append((time.thread_time() - started) * 1000)
    finger.up()
    return statistics.median(spent[4:])


def main(which: str, path: str) -> None:
    window = KivyWindow()
    {"ours": our_map, "mapview": mapview_map}[which](window, Path(path))
    print(json.dumps({"ms": frame_milliseconds(window)}), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
