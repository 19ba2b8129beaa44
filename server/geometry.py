"""What makes a geometry usable, whoever sends it: checks on shapely geometries in EPSG:4326 degrees, and local metres.

A check answers with faults and raises nothing, so that a reader can show all that is wrong at once; the nouns turn
faults into their own refusals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

MAX_VERTICES = 10_000
EARTH_RADIUS_M = 6_378_137.0
LON_LIMIT, LAT_LIMIT = 180.0, 90.0
POLYGONAL = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class GeometryFault:
    """`code` is one of not_finite, swapped_axes, out_of_range, wrong_kind, empty, too_many_vertices, self_crossing."""

    code: str
    data: dict[str, Any] = field(default_factory=dict)


def polygon_faults(geom: BaseGeometry) -> list[GeometryFault]:
    """What keeps a polygon from being a boundary or a footprint; empty when nothing does.

    The order matters: coordinates that are no places make every later question meaningless, so those end the list.
    """
    if geom.geom_type not in POLYGONAL:
        return [GeometryFault("wrong_kind", {"kind": geom.geom_type})]
    if geom.is_empty:
        return [GeometryFault("empty")]
    return list(_place_faults(geom)) or list(_shape_faults(geom))


def swapped(xy: npt.NDArray[np.float64]) -> bool:
    """Whether values only make sense the other way round: some latitude is beyond 90, and swapped all would fit."""
    lon, lat = np.abs(xy[:, 0]), np.abs(xy[:, 1])
    return bool((lat > LAT_LIMIT).any() and (lat <= LON_LIMIT).all() and (lon <= LAT_LIMIT).all())


def vertex_count(polygon: BaseGeometry) -> int:
    """Vertices of one polygon with its holes; a ring's closing point is not counted twice."""
    rings = 1 + int(shapely.get_num_interior_rings(polygon))
    return int(shapely.get_num_coordinates(polygon)) - rings


def _place_faults(geom: BaseGeometry) -> Iterator[GeometryFault]:
    xy = shapely.get_coordinates(geom)
    if not np.isfinite(xy).all():
        bad = int(np.argmin(np.isfinite(xy).all(axis=1)))
        yield GeometryFault("not_finite", {"vertex": bad + 1})
    elif swapped(xy):
        yield GeometryFault("swapped_axes", {"x": float(xy[0, 0]), "y": float(xy[0, 1])})
    elif (np.abs(xy) > (LON_LIMIT, LAT_LIMIT)).any():
        bad = int(np.argmax((np.abs(xy) > (LON_LIMIT, LAT_LIMIT)).any(axis=1)))
        yield GeometryFault("out_of_range", {"x": float(xy[bad, 0]), "y": float(xy[bad, 1])})


def _shape_faults(geom: BaseGeometry) -> Iterator[GeometryFault]:
    most = max(vertex_count(polygon) for polygon in shapely.get_parts(geom))
    if most > MAX_VERTICES:
        yield GeometryFault("too_many_vertices", {"vertices": most, "limit": MAX_VERTICES})
    elif not geom.is_valid:
        reason, lon, lat = crossing(geom)
        yield GeometryFault("self_crossing", {"reason": reason, "lon": lon, "lat": lat})


def crossing(geom: BaseGeometry) -> tuple[str, float, float]:
    """Why and where a polygon is invalid: GEOS's reason and its place (the first vertex if it names none)."""
    explanation = shapely.is_valid_reason(geom)
    found = re.search(r"^(.*?)\[(\S+) (\S+)\]", explanation)
    if found:
        return found[1], round(float(found[2]), 7), round(float(found[3]), 7)
    x, y = shapely.get_coordinates(geom)[0]
    return explanation, float(x), float(y)


@dataclass(frozen=True)
class LocalMetres:
    """Metres east and north of a centre, by an equirectangular projection.

    For judging distances and areas of a street office's size: the scale errs by less than 0.1 % within 10 km of the
    centre at latitudes up to 55°.
    """

    lon: float
    lat: float

    @classmethod
    def about(cls, geoms: npt.ArrayLike) -> "LocalMetres":
        west, south, east, north = shapely.total_bounds(geoms)
        return cls(float(west + east) / 2, float(south + north) / 2)

    @property
    def _scale(self) -> npt.NDArray[np.float64]:
        metres = np.radians(EARTH_RADIUS_M)
        return np.array([metres * np.cos(np.radians(self.lat)), metres])

    def project(self, geoms: Any) -> Any:
        """Degrees to metres, for one geometry or an array of them."""
        return shapely.transform(geoms, lambda xy: (xy - (self.lon, self.lat)) * self._scale)

    def unproject(self, geoms: Any) -> Any:
        """Metres to degrees."""
        return shapely.transform(geoms, lambda xy: xy / self._scale + (self.lon, self.lat))
