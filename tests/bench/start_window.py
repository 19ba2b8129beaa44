"""Starts the phone app in a fresh process and stops when its map is coloured; prints what that cost as JSON.

Run by `start`: `python -m tests.bench.start_window FOLDER`; with `--profile` it also prints where the drawing thread's
time goes.
"""

import cProfile
import json
import os
import pstats
import resource
import sys
import tempfile
import time
from pathlib import Path

BEGAN = time.perf_counter()
PATIENCE = 120.0
DESK = {
    "SDL_VIDEODRIVER": "offscreen",
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_DPI": "96",
    "KIVY_METRICS_DENSITY": "1",
}


def start(data: Path) -> None:
    os.environ.update(DESK)
    os.environ.setdefault("KIVY_HOME", tempfile.mkdtemp(prefix="gridwalk-kivy-"))
    from kivy.config import Config

    Config.set("graphics", "width", 412)
    Config.set("graphics", "height", 892)
    from kivy.base import EventLoop

    from mobile.app import GridwalkApp
    from mobile.device.devices import desk_devices

    devices = desk_devices(data)
    devices.network.set_online(False)
    EventLoop.ensure_window()
    EventLoop.start()
    app = GridwalkApp(data=data, server="", language=None, gps="", camera="", devices=devices)
    app._run_prepare()
    end = time.monotonic() + PATIENCE
    while not on_the_map(app):
        EventLoop.idle()
        time.sleep(0.003)
        if time.monotonic() > end:
            raise SystemExit("the map did not come")
    EventLoop.idle()


def on_the_map(app: object) -> bool:
    """Whether the map is in front, drawn, and its buildings coloured."""
    places = app.shell.places  # type: ignore[attr-defined]
    if places.current != "map":
        return False
    grid_map = places.get_screen("map").grid_map
    return bool(grid_map.ready and grid_map.colouring.states)


def main(folder: str, *options: str) -> None:
    profile = cProfile.Profile()
    if options:
        profile.enable()
    start(Path(folder))
    if options:
        profile.disable()
        pstats.Stats(profile, stream=sys.__stdout__).sort_stats("cumulative").print_stats(45)
        pstats.Stats(profile, stream=sys.__stdout__).sort_stats("tottime").print_stats(25)
    found = {
        "cpu": time.process_time(),
        "main": time.thread_time(),
        "wall": time.perf_counter() - BEGAN,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(found), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
