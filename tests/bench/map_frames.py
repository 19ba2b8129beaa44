"""What a frame costs the phone's main thread: our map against mapview's GeoJsonMapLayer.

The same houses, the same window, the same finger; each map in a process of its own. Measured with the drawing calls
going nowhere (`mock`: what Python and Kivy cost) and with Mesa's software renderer (`software`: with drawing, all of
it on the processor, as no phone does). Frames of panning and zooming for both; for ours also a building that takes
another state, and what lies under a finger, for which mapview has nothing. Python calls are counted in frames of their
own, since counting costs.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.context import ROOT, Context
from tests.bench.measure import Result
from tests.bench.town import houses, write_geojson, write_part

NAME = "map_frames"
ABOUT = "main-thread milliseconds and Python calls per frame at 2k/10k/50k buildings, against mapview's GeoJsonMapLayer"
SIZES = (2_000, 10_000, 50_000)
BACKENDS = {"mock": {"KIVY_GL_BACKEND": "mock"}, "software": {}}
PATIENCE = 300.0
PEER = "mapview GeoJsonMapLayer"
FIGURES = (
    ("pan_ms", "pan frame, main thread", "ms"),
    ("pan_p95", "pan frame, p95", "ms"),
    ("pan_calls", "pan frame, Python calls", "calls"),
    ("zoom_ms", "zoom frame, main thread", "ms"),
    ("zoom_p95", "zoom frame, p95", "ms"),
    ("zoom_calls", "zoom frame, Python calls", "calls"),
    ("recolour_ms", "frame after a change of state", "ms"),
    ("recolour_calls", "frame after a change of state, Python calls", "calls"),
    ("state_ms", "the change of state itself", "ms"),
    ("pick_ms", "what lies under a finger", "ms"),
)
WITH_DRAWING = {"pan_ms", "zoom_ms", "recolour_ms"}


def run(context: Context) -> list[Result]:
    results = []
    for size in SIZES:
        shapes = houses(size)
        part, geojson = context.folder / f"{size}.gwm", context.folder / f"{size}.geojson"
        write_part(shapes, part)
        write_geojson(shapes, geojson)
        for backend, environment in BACKENDS.items():
            context.say(f"{size:,} buildings, {backend} GL")
            ours = frames("ours", part, environment)
            theirs = frames("mapview", geojson, environment)
            if ours is None:
                raise RuntimeError("the map did not answer")
            results += [
                Result(f"{what}, {backend} GL", f"{size:,} buildings", unit, ours[key], (theirs or {}).get(key), PEER)
                for key, what, unit in FIGURES
                if backend == "mock" or key in WITH_DRAWING
            ]
    return results


def frames(which: str, path: Path, environment: dict[str, str]) -> dict[str, float] | None:
    """One map's figures; None when it took longer than five minutes to come up."""
    command = [sys.executable, "-m", "tests.bench.map_frames_window", which, str(path)]
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("KIVY_")}
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**inherited, **environment},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return None
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures
