"""A made-up town of any size: rows of houses a street apart, the same every time."""

import json
import math
import random
from pathlib import Path
from uuid import UUID

import shapely
from shapely.geometry.base import BaseGeometry

from server.packs.parts import BuildingRow, build_grid_part
from server.packs.projection import PackProjection

CENTRE = PackProjection(116.32, 40.0)


def houses(count: int) -> list[BaseGeometry]:
    """Footprints in local metres, about the centre: L-shaped or plain, a little turned, never over each other."""
    rng = random.Random(count)
    side = math.ceil(math.sqrt(count))
    shapes = []
    for number in range(count):
        x, y = (number % side - side / 2) * 34, (number // side - side / 2) * 30
        long, deep = rng.uniform(14, 22), rng.uniform(9, 13)
        plain = [(0, 0), (long, 0), (long, deep), (0, deep)]
        bent = [(0, 0), (long, 0), (long, deep), (long / 2, deep), (long / 2, deep + 5), (0, deep + 5)]
        turn = rng.uniform(-0.12, 0.12)
        cos, sin = math.cos(turn), math.sin(turn)
        corners = [(x + cx * cos - cy * sin, y + cx * sin + cy * cos) for cx, cy in rng.choice((plain, bent))]
        shapes.append(shapely.Polygon(corners))
    return shapes


def write_part(shapes: list[BaseGeometry], path: Path, first_id: int = 1) -> None:
    """The town as one part of a pack."""
    rows = [
        BuildingRow(UUID(int=n), "", "", shapely.transform(shape, CENTRE.to_degrees))
        for n, shape in enumerate(shapes, start=first_id)
    ]
    path.write_bytes(build_grid_part(grid_id="town", name="town", centre=CENTRE, outline=None, buildings=rows).data)


def write_geojson(shapes: list[BaseGeometry], path: Path) -> None:
    """The same as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": {"color": "009E73FF"},
            "geometry": json.loads(shapely.to_geojson(shapely.transform(shape, CENTRE.to_degrees))),
        }
        for shape in shapes
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
