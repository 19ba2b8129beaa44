"""From geometries in local metres to the meshes of one layer, by tile."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from server.packs.classes import TILE_METRES
from server.packs.fills import triangulate
from server.packs.mesh_file import rounded
from server.packs.ribbons import Lines, ribbons, split_at_sharp_corners
from server.packs.tiling import Place, Tile, TileMesh, meshes_by_tile

LayerMeshes = dict[Tile, list[TileMesh]]


def fill_layer(
    polygons: list[BaseGeometry], styles: list[int], tiles: list[Tile]
) -> tuple[LayerMeshes, list[Place | None]]:
    """Filled polygons: vertices (x, y, style)."""
    triangles = triangulate(polygons)
    owner = triangles.polygon_of_vertex
    style = np.array(styles, dtype=np.float64)[owner] if len(owner) else np.zeros(0)
    vertices = np.column_stack((rounded(triangles.points), style))
    return meshes_by_tile(vertices, triangles.triangles, owner, tiles)


def line_layer(geometries: list[BaseGeometry], styles: list[int], tiles: list[Tile]) -> LayerMeshes:
    """Open lines, as (Multi)LineStrings that were cut by tile: round where they really end, flat where a tile ends."""
    pieces, owner = _line_parts(geometries)
    lines = _lines(pieces, _styles(styles, owner), closed=np.zeros(len(pieces), bool))
    split, origin = split_at_sharp_corners(lines)
    band = ribbons(split)
    return meshes_by_tile(_grained(band.vertices), band.triangles, owner[origin][band.line_of_vertex], tiles)[0]


def outline_layer(geometries: list[BaseGeometry], styles: list[int], tiles: list[Tile]) -> LayerMeshes:
    """Outlines of areas, cut by tile, with mitred corners: they are a pixel wide, and a round corner takes as many
    vertices as a house has."""
    # An outline that a tile border cut comes in one piece too many, parted where the ring began.
    pieces, owner = _line_parts([shapely.line_merge(geometry) for geometry in geometries])
    lines = _lines(pieces, _styles(styles, owner), closed=shapely.is_closed(pieces))
    band = ribbons(lines)
    meshes, _ = meshes_by_tile(_grained(band.vertices), band.triangles, owner[band.line_of_vertex], tiles)
    return {tile: [_sides_apart(mesh) for mesh in of_tile] for tile, of_tile in meshes.items()}


def ring_layer(
    polygons: list[BaseGeometry], styles: list[int], tiles: list[Tile]
) -> tuple[LayerMeshes, list[Place | None]]:
    """The outlines of polygons, holes included, as closed ribbons."""
    rings, owner = shapely.get_rings(np.array(polygons, dtype=object), return_index=True)
    lines = _lines(rings, _styles(styles, owner), closed=np.ones(len(rings), bool))
    band = ribbons(lines)
    return meshes_by_tile(_grained(band.vertices), band.triangles, owner[band.line_of_vertex], tiles)


def _line_parts(geometries: list[BaseGeometry]) -> tuple[np.ndarray, np.ndarray]:
    parts, owner = shapely.get_parts(np.array(geometries, dtype=object), return_index=True)
    lines = np.isin(shapely.get_type_id(parts), (1, 2)) & (shapely.length(parts) > 0)
    return parts[lines], owner[lines]


def _styles(styles: list[int], owner: np.ndarray) -> np.ndarray:
    return np.array(styles, np.float64)[owner] if len(owner) else np.zeros(0)


def _lines(parts: np.ndarray, styles: np.ndarray, *, closed: np.ndarray) -> Lines:
    """Flat arrays of the parts, without points that repeat their predecessor (they have no direction)."""
    points, part = shapely.get_coordinates(parts, return_index=True)
    points = rounded(points)
    if len(points):
        repeated = np.zeros(len(points), bool)
        repeated[1:] = (points[1:] == points[:-1]).all(axis=1) & (part[1:] == part[:-1])
        points, part = points[~repeated], part[~repeated]
    counts = np.bincount(part, minlength=len(parts)) if len(parts) else np.zeros(0, np.int64)
    # A part that the grain shrank to one point keeps its place with a second point a grain away.
    for tiny in np.flatnonzero(counts == 1)[::-1]:
        at = int(counts[:tiny].sum())
        points = np.insert(points, at + 1, points[at] + 1 / 64, axis=0)
        counts[tiny] = 2
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    caps = np.zeros((len(parts), 2), bool)
    if len(parts):
        caps[:, 0] = ~closed & ~_on_tile_border(points[starts[:-1]])
        caps[:, 1] = ~closed & ~_on_tile_border(points[starts[1:] - 1])
    return Lines(points, starts, styles, closed, caps)


def _on_tile_border(points: np.ndarray) -> np.ndarray:
    return np.asarray((np.mod(points, TILE_METRES) == 0).any(axis=1))


def _sides_apart(mesh: TileMesh) -> TileMesh:
    """First the right vertices, then the left ones, which differ in the sign of their normals alone: it packs a quarter
    smaller. The triangles keep their order, which is that of drawing."""
    style = mesh.vertices[:, 5]
    order = np.argsort(style - np.round(style), kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return TileMesh(mesh.vertices[order], place[mesh.triangles])


def _grained(vertices: np.ndarray) -> np.ndarray:
    """Normals and lengths on coarser grains than they were computed with: invisible, and files shrink by a third."""
    grained = vertices.copy()
    grained[:, 2:4] = np.round(grained[:, 2:4] * 128) / 128
    grained[:, 4] = np.round(grained[:, 4] * 4) / 4
    return grained
