"""The rules of nesting: a child lies inside its parent, siblings do not overlap, a home lies in exactly one small grid.

Judged in local metres with a tolerance of half a metre, which is what boundaries are drawn to; the office's tools round
coordinates, and a millimetre's sliver is no fault. `overlaps` of the geometry engines misses identical polygons, so
areas in common are computed and measured.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from server.geometry import LocalMetres

TOLERANCE_M = 0.5


@dataclass(frozen=True)
class PlacedGrid:
    """A grid's code with its boundary (EPSG:4326) and its parent's code ("" for a large grid)."""

    code: str
    parent_code: str
    geom: BaseGeometry


@dataclass(frozen=True)
class TopologyFault:
    """`kind` is one of outside_parent, overlapping_siblings, building_in_no_grid, building_in_two_grids.

    `grids` are codes; `geom` is the place of the fault in EPSG:4326, `area_m2` its size.
    """

    kind: str
    grids: tuple[str, ...]
    geom: BaseGeometry
    area_m2: float
    building: UUID | None = None

    @property
    def place(self) -> tuple[float, float]:
        """A point inside the fault, degrees to about a decimetre, for saying where to look."""
        point = self.geom.representative_point()
        return round(point.x, 6), round(point.y, 6)


def nesting_faults(children: Sequence[PlacedGrid], parents: Sequence[PlacedGrid]) -> list[TopologyFault]:
    """All faults between grids of one level and the level above (none for large grids)."""
    if not children:
        return []
    metres = LocalMetres.about([grid.geom for grid in (*children, *parents)])
    inside = _outside_parent(children, {parent.code: parent for parent in parents}, metres)
    return [*inside, *_overlapping(children, metres)]


def building_faults(
    smalls: Sequence[PlacedGrid], buildings: Iterable[tuple[UUID, BaseGeometry]]
) -> list[TopologyFault]:
    """The buildings that lie in no small grid, or in more than one. Boundaries may pass within the tolerance."""
    known = list(buildings)
    if not known or not smalls:
        return [TopologyFault("building_in_no_grid", (), geom, 0.0, building) for building, geom in known]
    metres = LocalMetres.about([grid.geom for grid in smalls])
    tree = shapely.STRtree(metres.project(_geoms(smalls)))
    faults = []
    for building, geom in known:
        outline = metres.project(geom)
        near = sorted(int(index) for index in tree.query(outline, predicate="intersects"))
        common = {index: shapely.intersection(tree.geometries[index], outline) for index in near}
        owners = {index: part for index, part in common.items() if _is_deep(part)}
        if len(owners) == 1:
            continue
        kind = "building_in_two_grids" if owners else "building_in_no_grid"
        codes = tuple(smalls[index].code for index in owners)
        faults.append(TopologyFault(kind, codes, geom, round(float(outline.area), 1), building))
    return faults


def _outside_parent(
    children: Sequence[PlacedGrid], parents: dict[str, PlacedGrid], metres: LocalMetres
) -> Iterator[TopologyFault]:
    grown = {code: shapely.buffer(metres.project(parent.geom), TOLERANCE_M) for code, parent in parents.items()}
    for child in children:
        if child.parent_code not in grown:
            continue
        beyond = shapely.difference(metres.project(child.geom), grown[child.parent_code])
        if not beyond.is_empty:
            yield _fault("outside_parent", (child.code, child.parent_code), beyond, metres)


def _overlapping(grids: Sequence[PlacedGrid], metres: LocalMetres) -> Iterator[TopologyFault]:
    """Pairs of siblings with ground in common, identical ones too."""
    outlines = metres.project(_geoms(grids))
    for one, other in shapely.STRtree(outlines).query(outlines, predicate="intersects").T:
        if one >= other or grids[one].parent_code != grids[other].parent_code:
            continue
        common = shapely.intersection(outlines[one], outlines[other])
        if _is_deep(common):
            yield _fault("overlapping_siblings", (grids[one].code, grids[other].code), common, metres)


def _is_deep(common: BaseGeometry) -> bool:
    """Whether something is left of a common area when the tolerance is taken off its rim."""
    return not shapely.buffer(common, -TOLERANCE_M / 2).is_empty


def _fault(kind: str, codes: tuple[str, ...], area: BaseGeometry, metres: LocalMetres) -> TopologyFault:
    return TopologyFault(kind, codes, metres.unproject(area), round(float(area.area), 1))


def _geoms(grids: Sequence[PlacedGrid]) -> npt.NDArray[np.object_]:
    return np.array([grid.geom for grid in grids], dtype=object)
