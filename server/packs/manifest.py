"""Which parts make up a person's pack: one for each of their small grids, and the squares of base map about these."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import floor
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.urls import reverse

from server.grids.models import Street
from server.grids.scope import Scope
from server.packs import cache, selectors
from server.packs.boundaries import edges
from server.packs.cache import StoredPart
from server.packs.classes import TILE_METRES
from server.packs.fills import drawable
from server.packs.labels import LabelRow
from server.packs.mesh_file import BUILDER
from server.packs.parts import BuiltPart, build_grid_part, build_square_part
from server.packs.problems import FAULT_SENTENCES, NoPost
from server.packs.projection import PackProjection
from server.packs.selectors import Extent, GridSource
from server.packs.tiling import Tile

TILES_PER_SQUARE = 4
SQUARE_METRES = TILES_PER_SQUARE * TILE_METRES
# How far beyond their own grids a worker sees the base map.
MARGIN_METRES = 400.0
GRIDS_AT_ONCE = 100
RANK_OF_LEVEL = {"large": 0, "medium": 1, "small": 2}
Square = tuple[int, int]


@dataclass(frozen=True)
class Manifest:
    street: Street
    scope_version: str
    attribution: str
    parts: list[StoredPart]

    def as_json(self) -> dict[str, Any]:
        street = self.street
        return {
            "format": 1,
            "street": {"id": street.id, "code": street.code, "name": street.name, "is_demo": street.is_demo},
            "centre": [street.centre.x, street.centre.y],
            "scope_version": self.scope_version,
            "attribution": self.attribution,
            "parts": [part_json(part) for part in self.parts],
            "faults": [fault_json(part, fault) for part in self.parts for fault in part.faults],
        }


def part_json(part: StoredPart) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "id": part.id,
        "name": part.name,
        "sha256": part.sha256,
        "bytes": part.bytes,
        "url": reverse("packs:part", args=[part.sha256]),
    }


def fault_json(part: StoredPart, fault: dict[str, Any]) -> dict[str, Any]:
    return {"part": part.id, **fault, "message": str(FAULT_SENTENCES[fault["code"]])}


def manifest_for(scope: Scope) -> Manifest:
    """The person's pack; parts that don't exist yet are built. Raises NoPost for somebody without small grids."""
    street = selectors.street_of(scope)
    if street is None or not scope.small_grid_ids:
        raise NoPost
    centre = projection_of(street)
    grids = selectors.own_grids(scope)
    squares = squares_about([grid.extent for grid in grids if grid.extent], centre)
    parts = [square_part(square, street=street, centre=centre, scope=scope) for square in squares]
    parts += grid_parts(grids, street=street, centre=centre, scope=scope)
    return Manifest(street, scope.version, selectors.attribution(), parts)


def may_have(scope: Scope, part: StoredPart) -> bool:
    """Whether a part is of the person's own grids, or base map about them. Asked for every download."""
    if part.kind == "grid":
        return UUID(part.id) in scope.small_grid_ids
    street = selectors.street_of(scope)
    if street is None or part.street != street.id:
        return False
    extents = [grid.extent for grid in selectors.own_grids(scope) if grid.extent]
    return part.id in {square_id(square) for square in squares_about(extents, projection_of(street))}


def projection_of(street: Street) -> PackProjection:
    return PackProjection(street.centre.x, street.centre.y)


def squares_about(extents: Iterable[Extent], centre: PackProjection) -> list[Square]:
    """The squares of 1,600 m that some extents in degrees, grown by the margin, touch."""
    squares: set[Square] = set()
    for west, south, east, north in extents:
        (x0, y0), (x1, y1) = centre.to_metres(np.array([[west, south], [east, north]]))
        columns = range(floor((x0 - MARGIN_METRES) / SQUARE_METRES), floor((x1 + MARGIN_METRES) / SQUARE_METRES) + 1)
        rows = range(floor((y0 - MARGIN_METRES) / SQUARE_METRES), floor((y1 + MARGIN_METRES) / SQUARE_METRES) + 1)
        squares.update((column, row) for column in columns for row in rows)
    return sorted(squares)


def square_id(square: Square) -> str:
    return f"{square[0]}:{square[1]}"


def tiles_of(square: Square) -> frozenset[Tile]:
    left, bottom = square[0] * TILES_PER_SQUARE, square[1] * TILES_PER_SQUARE
    return frozenset(
        (x, y) for x in range(left, left + TILES_PER_SQUARE) for y in range(bottom, bottom + TILES_PER_SQUARE)
    )


def extent_of(square: Square, centre: PackProjection) -> Extent:
    """The square in degrees."""
    x, y = square[0] * SQUARE_METRES, square[1] * SQUARE_METRES
    (west, south), (east, north) = centre.to_degrees(np.array([[x, y], [x + SQUARE_METRES, y + SQUARE_METRES]]))
    return float(west), float(south), float(east), float(north)


def grid_parts(
    grids: list[GridSource], *, street: Street, centre: PackProjection, scope: Scope
) -> Iterator[StoredPart]:
    """The parts of own small grids. What has to be built is read together, some grids at a time."""
    for first in range(0, len(grids), GRIDS_AT_ONCE):
        some = {f"grid|{BUILDER}|{centre}|{grid.id}|{grid.fingerprint}": grid for grid in grids[first:][:GRIDS_AT_ONCE]}
        known = {key: cache.find(key) for key in some}
        missing = [grid.id for key, grid in some.items() if known[key] is None]
        buildings = selectors.buildings_of(missing) if missing else {}
        outlines = selectors.boundaries_of(missing, on=scope.on) if missing else {}
        for key, grid in some.items():
            yield known[key] or cache.keep(
                key,
                build_grid_part(
                    grid_id=str(grid.id),
                    name=grid.name,
                    centre=centre,
                    outline=outlines.get(grid.id),
                    buildings=buildings[grid.id],
                ),
                kind="grid",
                id=str(grid.id),
                street=street.id,
                name=grid.name,
            )


def square_part(square: Square, *, street: Street, centre: PackProjection, scope: Scope) -> StoredPart:
    """The part of one square of base map."""
    extent = extent_of(square, centre)

    def build() -> BuiltPart:
        boundaries = [
            (level, name, shapely.transform(area, centre.transform))
            for level, name, area in selectors.boundaries_in(extent, street_id=street.id, on=scope.on)
        ]
        x, y = square[0] * SQUARE_METRES, square[1] * SQUARE_METRES
        shapes = [(level, shape) for level, _, area in boundaries if (shape := drawable(area, kind="", id="")[0])]
        return build_square_part(
            square=square_id(square),
            tiles=tiles_of(square),
            centre=centre,
            features=selectors.features_in(extent, street_id=street.id),
            edges=edges(shapes, shapely.box(x, y, x + SQUARE_METRES, y + SQUARE_METRES)),
            grid_labels=[grid_label(level, name, area) for level, name, area in boundaries if area.is_valid],
        )

    fingerprint = selectors.area_fingerprint(extent, street_id=street.id, on=scope.on)
    key = f"square|{BUILDER}|{centre}|{street.id}|{square}|{fingerprint}"
    return cache.part_for(key, kind="basemap", id=square_id(square), street=street.id, name="", build=build)


def grid_label(level: str, name: str, area: shapely.geometry.base.BaseGeometry) -> LabelRow:
    point = area.representative_point()
    return LabelRow(f"grid_{level}", name, point.x, point.y, RANK_OF_LEVEL[level])
