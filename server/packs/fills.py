"""Polygons as triangles. Whatever a phone will draw is validated here: a tessellator on the phone would hang on some
self-crossing rings for ever."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

MAX_RING_POINTS = 10_000


@dataclass(frozen=True)
class Fault:
    """A geometry that had to be repaired (`drawn`) or left out. The manifest carries it to the phone and the office."""

    kind: str
    id: str
    code: str
    reason: str
    drawn: bool

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": self.id, "code": self.code, "reason": self.reason, "drawn": self.drawn}


def drawable(geometry: BaseGeometry | None, *, kind: str, id: str) -> tuple[BaseGeometry | None, Fault | None]:  # noqa: A002
    """A valid (Multi)Polygon made of the geometry, or None, with the fault that was found on the way.

    Coordinates are local metres. Repair is `make_valid` by structure, which keeps the area that the ring goes around.
    """
    if geometry is None or geometry.is_empty:
        return None, Fault(kind, id, "empty_geometry", "", drawn=False)
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return None, Fault(kind, id, "not_finite", "", drawn=False)
    if shapely.get_num_coordinates(geometry) > MAX_RING_POINTS:
        return None, Fault(kind, id, "too_many_points", str(shapely.get_num_coordinates(geometry)), drawn=False)
    if geometry.is_valid:
        return geometry, None
    reason = shapely.is_valid_reason(geometry)
    repaired = only_polygons(shapely.make_valid(geometry, method="structure", keep_collapsed=False))
    drawn = repaired is not None and repaired.area > 0
    return (repaired if drawn else None), Fault(kind, id, "invalid_geometry", reason, drawn=drawn)


def only_polygons(geometry: BaseGeometry) -> BaseGeometry | None:
    """The polygons of a geometry as one (Multi)Polygon; what intersection leaves of points and lines is dropped."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return None if geometry.is_empty else geometry
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts) if parts else None


@dataclass(frozen=True)
class Triangles:
    """Vertices (n, 2), triangles (m, 3), and for each vertex the polygon it belongs to, in the order of polygons."""

    points: NDArray[np.float64]
    triangles: NDArray[np.int64]
    polygon_of_vertex: NDArray[np.int64]


def triangulate(polygons: list[BaseGeometry]) -> Triangles:
    """Constrained Delaunay triangles of valid (Multi)Polygons; vertices are shared within one polygon only."""
    if not polygons:
        return Triangles(np.zeros((0, 2)), np.zeros((0, 3), np.int64), np.zeros(0, np.int64))
    pieces, piece_owner = shapely.get_parts(np.array(polygons, dtype=object), return_index=True)
    collections = shapely.constrained_delaunay_triangles(pieces)
    faces, face_piece = shapely.get_parts(collections, return_index=True)
    # A triangle's ring has four points, the last repeating the first.
    corners = shapely.get_coordinates(faces).reshape(-1, 4, 2)[:, :3].reshape(-1, 2)
    owner = np.repeat(piece_owner[face_piece], 3)
    rows, inverse = np.unique(np.column_stack((owner, corners)), axis=0, return_inverse=True)
    return Triangles(rows[:, 1:], inverse.reshape(-1, 3).astype(np.int64), rows[:, 0].astype(np.int64))
