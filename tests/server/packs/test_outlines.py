"""Outlines and roads take no more vertices than they need: a pack is mostly these."""

import numpy as np
import pytest
import shapely

from mobile.map.mesh_file import parse_part
from server.packs.layers import outline_layer
from server.packs.parts import FeatureRow, build_square_part
from server.packs.projection import PackProjection
from server.packs.ribbons import CAP_STEPS
from server.packs.tiling import cut

CENTRE = PackProjection(116.3, 40.0)
TILE = (0, 0)
HOUSE = shapely.box(10, 10, 30, 20)


def outline(shape, *tiles):
    pieces = cut(shape.boundary, frozenset(tiles or [TILE]))
    return outline_layer([piece for _, piece in pieces], [0] * len(pieces), [tile for tile, _ in pieces])


def drawn_area(mesh, half_width: float) -> float:
    """Square metres that the ribbon covers when it is this wide, in metres instead of pixels."""
    points = mesh.vertices[:, :2] + mesh.vertices[:, 2:4] * half_width
    return float(shapely.union_all([shapely.Polygon(points[face]) for face in mesh.triangles]).area)


def test_a_house_takes_two_vertices_a_corner():
    (mesh,) = outline(HOUSE)[TILE]
    # Five points, the last repeating the first.
    assert len(mesh.vertices) == 10
    assert len(mesh.triangles) == 8


def test_the_outline_is_closed_with_whole_corners():
    (mesh,) = outline(HOUSE)[TILE]
    assert drawn_area(mesh, 0.5) == pytest.approx(21 * 11 - 19 * 9, rel=0.01)


def test_an_outline_that_a_tile_cuts_is_drawn_in_both_and_not_along_the_cut():
    shape = shapely.box(380, 100, 420, 120)
    meshes = outline(shape, (0, 0), (1, 0))
    assert set(meshes) == {(0, 0), (1, 0)}
    for (mesh,) in meshes.values():
        # Three sides of 20 m, the corners whole, the ends flat.
        assert drawn_area(mesh, 0.5) == pytest.approx(60, rel=0.01)


def test_the_sides_lie_apart_and_differ_in_the_sign_of_their_normals():
    (mesh,) = outline(HOUSE)[TILE]
    right, left = np.split(mesh.vertices, 2)
    assert (right[:, :2] == left[:, :2]).all()
    assert (right[:, 2:4] == -left[:, 2:4]).all()


def road(name: str, *metres: tuple[float, float]) -> FeatureRow:
    line = shapely.LineString(CENTRE.to_degrees(np.array(metres, float)))
    return FeatureRow(name, "road", "residential", name, 5, line)


def road_part(*roads: FeatureRow) -> bytes:
    return build_square_part(
        square="0:0", tiles=frozenset([TILE]), centre=CENTRE, features=roads, edges=[], grid_labels=[]
    ).data


def test_ways_of_one_class_are_one_road_where_the_extract_cut_them():
    def vertices(*roads: FeatureRow) -> int:
        ((mesh, _),) = parse_part(road_part(*roads)).tiles[TILE]["roads"]
        return len(mesh) // 6

    whole = vertices(road("a", (50, 50), (100, 50), (150, 50)))
    assert vertices(road("a", (50, 50), (100, 50)), road("b", (100, 50), (150, 50))) == whole
    assert whole == 3 * 2 + 2 * (CAP_STEPS + 2)
