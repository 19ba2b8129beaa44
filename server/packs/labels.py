"""Where names stand on the map: along straight stretches of roads, inside areas, at the middle of grids."""

from collections import defaultdict
from dataclasses import dataclass
from math import atan2, degrees
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

ROAD_LABEL_EVERY = 240.0
STRAIGHT_WINDOW = 45.0  # metres of road that a name is measured on


@dataclass(frozen=True, order=True)
class LabelRow:
    """A text at local metres. `angle` in degrees counterclockwise from east, always readable (-90…90)."""

    kind: str
    text: str
    x: float
    y: float
    rank: int
    angle: float = 0.0
    length: float = 0.0

    def as_json(self) -> list[Any]:
        numbers = [round(self.x, 1), round(self.y, 1), round(self.angle, 1), self.rank, round(self.length, 1)]
        return [self.kind, self.text, *numbers]


def area_label(name: str, shape: BaseGeometry, *, rank: int) -> list[LabelRow]:
    """The name of an area, at a point inside it; `length` is the width that it has there."""
    if not name:
        return []
    point = shape.representative_point()
    return [LabelRow("area", name, point.x, point.y, rank, length=float(np.sqrt(shape.area)))]


def road_labels(roads: list[tuple[str, int, BaseGeometry]]) -> list[LabelRow]:
    """Names along roads, every 240 m where the road is straight enough. `roads` are (name, rank, line).

    Ways of one name are merged first: a road in the extract is cut at every junction.
    """
    by_name: dict[str, list[tuple[int, BaseGeometry]]] = defaultdict(list)
    for name, rank, line in roads:
        by_name[name].append((rank, line))
    labels: list[LabelRow] = []
    for name, ways in sorted(by_name.items()):
        rank = min(rank for rank, _ in ways)
        merged = shapely.line_merge(shapely.union_all([line for _, line in ways]))
        for run in shapely.get_parts(merged):
            labels += _along(name, rank, run)
    return labels


def _along(name: str, rank: int, run: BaseGeometry) -> list[LabelRow]:
    count = max(1, int(run.length // ROAD_LABEL_EVERY))
    found = []
    for step in range(count):
        middle = run.length * (step + 0.5) / count
        half = min(STRAIGHT_WINDOW, run.length) / 2
        start, at, end = (run.interpolate(middle + offset) for offset in (-half, 0, half))
        if start.distance(end) < 1.9 * half or at.distance(shapely.LineString([start, end])) > 2.5:
            continue
        angle = degrees(atan2(end.y - start.y, end.x - start.x))
        angle += -180 if angle > 90 else 180 if angle <= -90 else 0
        found.append(LabelRow("road", name, at.x, at.y, rank, angle, min(run.length, ROAD_LABEL_EVERY)))
    return found
