"""What a frame of panning costs the phone's main thread: our map against mapview's GeoJsonMapLayer.

The same houses, the same window, the same finger; each map in a process of its own. Measured with the drawing calls
going nowhere (`mock`: what Python and Kivy cost) and with Mesa's software renderer (`software`: with drawing, all of
it on the processor, as no phone does).
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
ABOUT = "main-thread milliseconds per pan frame at 2k/10k/50k buildings, against mapview's GeoJsonMapLayer"
SIZES = (2_000, 10_000, 50_000)
BACKENDS = {"mock": {"KIVY_GL_BACKEND": "mock"}, "software": {}}
PATIENCE = 300.0


def run(context: Context) -> list[Result]:
    results = []
    for size in SIZES:
        shapes = houses(size)
        part, geojson = context.folder / f"{size}.gwm", context.folder / f"{size}.geojson"
        write_part(shapes, part)
        write_geojson(shapes, geojson)
        for backend, environment in BACKENDS.items():
            context.say(f"{size:,} buildings, {backend} GL")
            ours = milliseconds("ours", part, environment)
            theirs = milliseconds("mapview", geojson, environment)
            if ours is None:
                raise RuntimeError("the map did not answer")
            name = f"pan frame, main thread, {backend} GL"
            results.append(Result(name, f"{size:,} buildings", "ms", ours, theirs, "mapview GeoJsonMapLayer"))
    return results


def milliseconds(which: str, path: Path, environment: dict[str, str]) -> float | None:
    """One map's figure; None when it took longer than five minutes to come up."""
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
    return float(json.loads(done.stdout.strip().splitlines()[-1])["ms"])
