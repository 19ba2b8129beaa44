"""Boundaries of three levels as lines that are drawn once: where a small grid ends with its community, only the
community's line shows. Two lines over each other would put their dashes out of step."""

import shapely
from shapely.geometry.base import BaseGeometry

from server.packs.classes import BOUNDARY_CLASSES
from server.packs.parts import EdgeRow

# Borders that a file drew twice may differ by a hand's breadth.
SAME_LINE_METRES = 0.5


def edges(boundaries: list[tuple[str, BaseGeometry]], box: BaseGeometry) -> list[EdgeRow]:
    """The edges within a box, each with the highest level that it bounds. `boundaries` are (level, area in metres)."""
    found: list[EdgeRow] = []
    drawn: BaseGeometry = shapely.GeometryCollection()
    for level in reversed(BOUNDARY_CLASSES):
        rings = [area.boundary for of_level, area in boundaries if of_level == level]
        if not rings:
            continue
        lines = shapely.intersection(shapely.union_all(rings, grid_size=1 / 64), box)
        fresh = shapely.difference(lines, shapely.buffer(drawn, SAME_LINE_METRES))
        fresh = shapely.line_merge(_only_lines(fresh))
        if not fresh.is_empty:
            found.append(EdgeRow(level, fresh))
        drawn = shapely.union(drawn, lines)
    return found


def _only_lines(geometry: BaseGeometry) -> BaseGeometry:
    # A grid whose whole edge is drawn already leaves an empty line, which no multi-line takes.
    parts = [p for p in shapely.get_parts(geometry) if p.geom_type == "LineString" and not p.is_empty]
    return shapely.MultiLineString(parts)
