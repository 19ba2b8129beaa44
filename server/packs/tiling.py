"""Cuts what is drawn into squares of 400 m, so that a phone draws only what it sees."""

from dataclasses import dataclass
from math import floor

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from server.packs.classes import MAX_VERTICES, TILE_METRES

Tile = tuple[int, int]


@dataclass(frozen=True)
class TileMesh:
    """One mesh of a tile: vertices (n, k) and triangles (m, 3) that count from the mesh's own first vertex."""

    vertices: NDArray[np.float64]
    triangles: NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """Where a feature's vertices ended up: the number of the mesh in its tile, the first vertex and how many."""

    mesh: int
    first: int
    count: int


def tile_at(x: float, y: float) -> Tile:
    return floor(x / TILE_METRES), floor(y / TILE_METRES)


def tile_box(tile: Tile) -> BaseGeometry:
    x, y = tile[0] * TILE_METRES, tile[1] * TILE_METRES
    return shapely.box(x, y, x + TILE_METRES, y + TILE_METRES)


def tiles_touched(bounds: tuple[float, float, float, float]) -> list[Tile]:
    """The tiles that a box (x0, y0, x1, y1) reaches into."""
    (left, bottom), (right, top) = tile_at(*bounds[:2]), tile_at(*bounds[2:])
    return [(x, y) for y in range(bottom, top + 1) for x in range(left, right + 1)]


def cut(geometry: BaseGeometry, within: frozenset[Tile] | None) -> list[tuple[Tile, BaseGeometry]]:
    """The pieces of a valid geometry by tile, for the tiles in `within` (None: all)."""
    touched = tiles_touched(geometry.bounds)
    tiles = [tile for tile in touched if within is None or tile in within]
    if not tiles:
        return []
    if len(touched) == 1:
        return [(tiles[0], geometry)]
    pieces = shapely.intersection(geometry, np.array([tile_box(tile) for tile in tiles], dtype=object))
    return [(tile, piece) for tile, piece in zip(tiles, pieces, strict=True) if not piece.is_empty]


def meshes_by_tile(
    vertices: NDArray[np.float64],
    triangles: NDArray[np.int64],
    feature_of_vertex: NDArray[np.int64],
    tiles: list[Tile],
) -> tuple[dict[Tile, list[TileMesh]], list[Place | None]]:
    """Groups the vertices of features into meshes of at most 65,535 vertices, `tiles[i]` being the tile of feature i.

    Features keep their order, which is the order of drawing. Also tells for each feature where it went (None when it
    has no vertices).
    """
    meshes: dict[Tile, list[TileMesh]] = {}
    places: list[Place | None] = [None] * len(tiles)
    order = np.argsort(feature_of_vertex, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    vertices, triangles = vertices[order], rank[triangles]
    first = np.searchsorted(feature_of_vertex[order], np.arange(len(tiles) + 1))
    triangle_feature = feature_of_vertex[order][triangles[:, 0]] if len(triangles) else np.zeros(0, np.int64)
    triangles = triangles[np.argsort(triangle_feature, kind="stable")]
    first_triangle = np.searchsorted(np.sort(triangle_feature), np.arange(len(tiles) + 1))
    for tile in sorted(set(tiles)):
        for batch in _batches([i for i, at in enumerate(tiles) if at == tile and first[i] < first[i + 1]], first):
            number, base = len(meshes.setdefault(tile, [])), 0
            rows, faces = [], []
            for i in batch:
                count = int(first[i + 1] - first[i])
                places[i] = Place(number, base, count)
                rows.append(vertices[first[i] : first[i + 1]])
                faces.append(triangles[first_triangle[i] : first_triangle[i + 1]] - first[i] + base)
                base += count
            meshes[tile].append(TileMesh(np.vstack(rows), np.vstack(faces)))
    return meshes, places


def _batches(features: list[int], first: NDArray[np.int64]) -> list[list[int]]:
    """Features in order, in runs that fit the 16 bits of an index."""
    batches: list[list[int]] = []
    used = MAX_VERTICES + 1
    for i in features:
        count = int(first[i + 1] - first[i])
        if used + count > MAX_VERTICES:
            batches.append([])
            used = 0
        batches[-1].append(i)
        used += count
    return batches
