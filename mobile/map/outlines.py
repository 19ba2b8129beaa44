"""Meshes of the few lines and areas that come with the day's work: a walk, an emergency's area. No Kivy.

The phone never triangulates (a tesselator hangs on some outlines): an area is cut into level slabs, which always ends
and fills by the even-odd rule whatever its rings do.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot

Point = tuple[float, float]
Ring = Sequence[Point]
MeshData = tuple["array[float]", "array[int]"]
MAX_VERTICES = 65_000


def line_mesh(points: Sequence[Point], style: int) -> MeshData:
    """A ribbon of straight pieces, as the ribbon shader wants it. Corners stay open: a stop covers each."""
    vertices, indices = array("f"), array("H")
    along = 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        length = hypot(x1 - x0, y1 - y0)
        if length == 0 or len(vertices) // 6 + 4 > MAX_VERTICES:
            continue
        nx, ny = -(y1 - y0) / length, (x1 - x0) / length
        first = len(vertices) // 6
        for x, y, way in ((x0, y0, along), (x1, y1, along + length)):
            for side in (1.0, -1.0):
                vertices.extend((x, y, nx * side, ny * side, way, style + side / 4))
        indices.extend((first, first + 1, first + 2, first + 1, first + 3, first + 2))
        along += length
    return vertices, indices


def area_mesh(rings: Iterable[Ring], style: int) -> MeshData:
    """The inside of some rings, holes left out, as level slabs between the heights of their corners."""
    edges = [
        (a, b) if a[1] < b[1] else (b, a)
        for ring in rings
        for a, b in pairwise([*ring, ring[0]])
        if a[1] != b[1]
    ]  # fmt: skip
    heights = sorted({point[1] for edge in edges for point in edge})
    vertices, indices = array("f"), array("H")
    for low, high in pairwise(heights):
        sides = sorted(
            (_at(edge, (low + high) / 2), edge) for edge in edges if edge[0][1] <= low and edge[1][1] >= high
        )
        for (_, left), (_, right) in zip(sides[0::2], sides[1::2], strict=False):
            first = len(vertices) // 3
            if first + 4 > MAX_VERTICES:
                return vertices, indices
            for edge, y in ((left, low), (right, low), (right, high), (left, high)):
                vertices.extend((_at(edge, y), y, style))
            indices.extend((first, first + 1, first + 2, first, first + 2, first + 3))
    return vertices, indices


def _at(edge: tuple[Point, Point], y: float) -> float:
    """Where an edge crosses a height."""
    (x0, y0), (x1, y1) = edge
    return x0 + (x1 - x0) * (y - y0) / (y1 - y0)
