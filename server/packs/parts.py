"""Builds the two kinds of parts from plain rows: the squares of the base map, and the grids with their buildings.

Everything is pure: rows in, bytes and faults out. What to build and when is decided in `manifest`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from server.packs.classes import (
    AREA_CLASSES,
    AREA_ORDER,
    BOUNDARY_CLASSES,
    ROAD_CLASSES,
    ROAD_ORDER,
    TILE_METRES,
    area_class,
    road_class,
)
from server.packs.fills import Fault, drawable, only_polygons
from server.packs.labels import LabelRow, area_label, road_labels
from server.packs.layers import LayerMeshes, fill_layer, line_layer, outline_layer, ring_layer
from server.packs.mesh_file import MeshFile, rounded
from server.packs.projection import PackProjection
from server.packs.tiling import Place, Tile, cut, tile_at

# A building's vertices start without a state; the phone writes the state of its doors into them.
NO_STATE = 0


@dataclass(frozen=True)
class BuildingRow:
    id: UUID
    name: str
    number: str
    geometry: BaseGeometry | None


@dataclass(frozen=True)
class FeatureRow:
    """A feature of the base map, in degrees."""

    id: str
    kind: str
    kind_class: str
    name: str
    rank: int
    geometry: BaseGeometry | None


@dataclass(frozen=True)
class EdgeRow:
    """A stretch of boundary, drawn once with the highest of the levels that it bounds, in local metres."""

    level: str
    geometry: BaseGeometry


@dataclass
class BuiltPart:
    data: bytes
    faults: list[Fault] = field(default_factory=list)


def build_grid_part(
    *, grid_id: str, name: str, centre: PackProjection, outline: BaseGeometry | None, buildings: Sequence[BuildingRow]
) -> BuiltPart:
    """A small grid: its own ground and its buildings, with what the phone needs to recolour and to pick them."""
    faults: list[Fault] = []
    ground, fault = drawable(_metres(outline, centre), kind="boundary", id=grid_id)
    faults += [fault] if fault else []
    rows: list[tuple[BuildingRow, BaseGeometry]] = []
    for row in buildings:
        shape, fault = drawable(_metres(row.geometry, centre), kind="building", id=str(row.id))
        faults += [fault] if fault else []
        if shape is not None:
            rows.append((row, shape))
    shapes = [shape for _, shape in rows]
    centres = [shape.representative_point().coords[0] for shape in shapes]
    tiles = [tile_at(*centre) for centre in centres]
    fills, fill_places = fill_layer(shapes, [NO_STATE] * len(rows), tiles)
    edges, edge_places = ring_layer(shapes, [NO_STATE] * len(rows), tiles)
    file = MeshFile()
    layers = {"ground": _ground(ground), "buildings": fills, "building_edges": edges}
    header = {
        **_header(kind="grid", id=grid_id, name=name, centre=centre),
        "tiles": _write_tiles(file, layers),
        "bounds": _bounds([shape for shape in [ground, *shapes] if shape is not None]),
        "labels": [],
        "buildings": _write_buildings(file, rows, centres, tiles, fill_places, edge_places),
    }
    return BuiltPart(file.to_bytes(header), faults)


def build_square_part(
    *,
    square: str,
    tiles: frozenset[Tile],
    centre: PackProjection,
    features: Iterable[FeatureRow],
    edges: Iterable[EdgeRow],
    grid_labels: Iterable[LabelRow],
) -> BuiltPart:
    """A square of the base map: areas, roads, boundaries and their labels, cut to the square's own tiles."""
    faults: list[Fault] = []
    areas: list[tuple[str, BaseGeometry]] = []
    lines: list[tuple[str, str, int, BaseGeometry]] = []
    labels: list[LabelRow] = [label for label in grid_labels if tile_at(label.x, label.y) in tiles]
    for row in features:
        geometry = _metres(row.geometry, centre)
        if geometry is not None and geometry.geom_type in {"Polygon", "MultiPolygon"} and row.kind != "road":
            shape, fault = drawable(geometry, kind=row.kind, id=row.id)
            faults += [fault] if fault else []
            if shape is not None:
                areas.append((area_class(row.kind, row.kind_class), shape))
                labels += area_label(row.name, shape, rank=row.rank)
        elif geometry is not None and geometry.geom_type == "Point":
            labels.append(LabelRow("place", row.name, geometry.x, geometry.y, rank=row.rank))
        elif geometry is not None and np.isfinite(shapely.get_coordinates(geometry)).all() and geometry.length > 0:
            line = geometry.boundary if geometry.geom_type in {"Polygon", "MultiPolygon"} else geometry
            road = road_class(row.kind, row.kind_class)
            lines += [(road, row.name, row.rank, line)] if road else []
        else:
            faults.append(Fault(row.kind, row.id, "empty_geometry", "", drawn=False))
    labels += road_labels([(name, rank, line) for road, name, rank, line in lines if name])
    file = MeshFile()
    layers = {**_area_layers(areas, tiles), "roads": _road_layer(lines, tiles), "boundaries": _edge_layer(edges, tiles)}
    header = {
        **_header(kind="basemap", id=square, name="", centre=centre),
        "tiles": _write_tiles(file, layers),
        "bounds": None,
        "labels": [label.as_json() for label in sorted(set(labels)) if tile_at(label.x, label.y) in tiles],
        "buildings": None,
    }
    return BuiltPart(file.to_bytes(header), faults)


def _metres(geometry: BaseGeometry | None, centre: PackProjection) -> BaseGeometry | None:
    if geometry is None or geometry.is_empty:
        return None
    return shapely.transform(geometry, centre.transform)


def _ground(outline: BaseGeometry | None) -> LayerMeshes:
    if outline is None:
        return {}
    return _fills_cut([(0, outline)], within=None)


def _fills_cut(areas: list[tuple[int, BaseGeometry]], within: frozenset[Tile] | None) -> LayerMeshes:
    shapes, styles, tiles = [], [], []
    for style, shape in areas:
        for tile, piece in cut(shape, within):
            polygons = only_polygons(piece)
            if polygons is not None:
                shapes.append(polygons)
                styles.append(style)
                tiles.append(tile)
    return fill_layer(shapes, styles, tiles)[0]


def _area_layers(areas: list[tuple[str, BaseGeometry]], tiles: frozenset[Tile]) -> dict[str, LayerMeshes]:
    """Areas, and their outlines in their own colour: the phone's fills have jagged edges, its ribbons smooth ones."""
    ordered = sorted(areas, key=lambda area: (AREA_ORDER[area[0]], -area[1].area))
    codes = [(AREA_CLASSES.index(name), shape) for name, shape in ordered]
    pieces = [(code, tile, piece) for code, shape in codes for tile, piece in cut(shape.boundary, tiles)]
    return {
        "areas": _fills_cut(codes, tiles),
        "area_edges": outline_layer(
            [piece for _, _, piece in pieces], [code for code, _, _ in pieces], [tile for _, tile, _ in pieces]
        ),
    }


def _road_layer(lines: list[tuple[str, str, int, BaseGeometry]], tiles: frozenset[Tile]) -> LayerMeshes:
    """Roads, the widest last. What the extract cut into ways is one line per class again: each end is a half circle."""
    by_class: dict[str, list[BaseGeometry]] = defaultdict(list)
    for road, _, _, line in lines:
        by_class[road] += shapely.get_parts(line).tolist()
    merged = [
        (road, run)
        for road in sorted(by_class, key=ROAD_ORDER.__getitem__)
        for run in shapely.get_parts(shapely.line_merge(shapely.MultiLineString(by_class[road])))
    ]
    pieces = [(ROAD_CLASSES.index(road), tile, part) for road, run in merged for tile, part in cut(run, tiles)]
    return line_layer([part for _, _, part in pieces], [code for code, _, _ in pieces], [tile for _, tile, _ in pieces])


def _edge_layer(edges: Iterable[EdgeRow], tiles: frozenset[Tile]) -> LayerMeshes:
    ordered = sorted(edges, key=lambda edge: BOUNDARY_CLASSES.index(edge.level))
    pieces = [(edge.level, tile, part) for edge in ordered for tile, part in cut(edge.geometry, tiles)]
    styles = [BOUNDARY_CLASSES.index(level) for level, _, _ in pieces]
    return line_layer([part for _, _, part in pieces], styles, [tile for _, tile, _ in pieces])


def _header(*, kind: str, id: str, name: str, centre: PackProjection) -> dict[str, Any]:  # noqa: A002
    return {
        "format": 1,
        "kind": kind,
        "id": id,
        "name": name,
        "centre": [centre.lon, centre.lat],
        "tile_metres": TILE_METRES,
    }


def _bounds(shapes: list[BaseGeometry]) -> list[float] | None:
    return [round(value, 2) for value in shapely.total_bounds(np.array(shapes, dtype=object))] if shapes else None


def _write_tiles(file: MeshFile, layers: dict[str, LayerMeshes]) -> list[dict[str, Any]]:
    by_tile: dict[Tile, dict[str, list[list[int]]]] = defaultdict(dict)
    for name, meshes in layers.items():
        for tile, pieces in meshes.items():
            by_tile[tile][name] = [[file.add("f32", m.vertices), file.add("u16", m.triangles)] for m in pieces]
    return [{"x": x, "y": y, "layers": by_tile[x, y]} for x, y in sorted(by_tile)]


def _write_buildings(
    file: MeshFile,
    rows: list[tuple[BuildingRow, BaseGeometry]],
    centres: list[tuple[float, float]],
    tiles: list[Tile],
    fills: list[Place | None],
    edges: list[Place | None],
) -> dict[str, Any]:
    """The table of buildings, column by column."""
    known = sorted(set(tiles))
    rings, owner = shapely.get_rings(np.array([shape for _, shape in rows], dtype=object), return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    places = [
        [known.index(tile), *_place(fill), *_place(edge)] for tile, fill, edge in zip(tiles, fills, edges, strict=True)
    ]
    return {
        "names": [[row.name, row.number] for row, _ in rows],
        "tiles": known,
        "ids": file.add("u8", b"".join(row.id.bytes for row, _ in rows)),
        "centres": file.add("f32", rounded(np.array(centres).reshape(-1, 2))),
        "places": file.add("u32", np.array(places).reshape(-1, 7)),
        "polygons": file.add("u32", np.searchsorted(owner, np.arange(len(rows) + 1))),
        "rings": file.add("u32", np.searchsorted(ring, np.arange(len(rings) + 1))),
        "points": file.add("f32", rounded(points)),
    }


def _place(place: Place | None) -> list[int]:
    return [place.mesh, place.first, place.count] if place else [0, 0, 0]
