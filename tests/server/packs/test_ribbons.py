"""Ribbons: pushed out by their normals they are bands of constant width around the line."""

import numpy as np
import pytest
import shapely

from server.packs.layers import line_layer, ring_layer
from server.packs.tiling import TileMesh


def band(mesh: TileMesh, half_width: float) -> shapely.Geometry:
    """What a phone draws when a pixel is a metre: the union of the pushed-out triangles."""
    points = mesh.vertices[:, :2] + mesh.vertices[:, 2:4] * half_width
    corners = points[mesh.triangles]
    return shapely.union_all([shapely.Polygon(corner).buffer(0) for corner in corners])


def only_mesh(line: shapely.Geometry) -> TileMesh:
    ((mesh,),) = line_layer([line], [2], [(0, 0)]).values()
    return mesh


@pytest.mark.parametrize(
    "points",
    [
        [(10, 10), (90, 10)],
        [(10, 10), (90, 10), (90, 80)],
        [(10, 10), (60, 12), (10, 14)],
        [(10, 10), (50, 10), (50, 10), (50, 60), (20, 80), (20, 30)],
    ],
)
def test_a_band_follows_its_line(points: list[tuple[float, float]]) -> None:
    line = shapely.LineString(points)
    drawn = band(only_mesh(line), 3)
    assert shapely.hausdorff_distance(drawn, line.buffer(3)) < 1.3
    assert drawn.covers(line.buffer(2.5, cap_style="flat"))


def test_an_end_is_round_but_flat_where_a_tile_cuts_it() -> None:
    drawn = band(only_mesh(shapely.LineString([(10, 10), (400, 10)])), 3)
    left, _, right, _ = drawn.bounds
    assert left == pytest.approx(7, abs=0.05)
    assert right == pytest.approx(400)


def test_sides_and_style_are_in_the_last_number() -> None:
    values = only_mesh(shapely.LineString([(10, 10), (90, 10), (90, 80)])).vertices[:, 5]
    assert {round(float(value)) for value in values} == {2}
    assert {round(float(value - round(value)) * 4) for value in values} <= {-1, 0, 1}


def test_the_length_runs_along_the_line_and_starts_anew_at_a_sharp_corner() -> None:
    bent = only_mesh(shapely.LineString([(10, 10), (90, 10), (150, 60)])).vertices[:, 4]
    assert float(bent.max()) == pytest.approx(80 + 78.1, abs=0.3)
    cornered = only_mesh(shapely.LineString([(10, 10), (90, 10), (90, 80)])).vertices[:, 4]
    assert float(cornered.max()) == pytest.approx(80, abs=0.3)


def test_a_line_shrunk_to_a_point_still_has_a_place() -> None:
    mesh = only_mesh(shapely.LineString([(10, 10), (10.001, 10)]))
    assert np.isfinite(mesh.vertices).all()


def test_outlines_go_around_holes_too() -> None:
    shape = shapely.box(0, 0, 60, 60).difference(shapely.box(20, 20, 40, 40))
    layer, (place,) = ring_layer([shape], [0], [(0, 0)])
    drawn = band(layer[0, 0][0], 1)
    assert drawn.symmetric_difference(shape.boundary.buffer(1, join_style="mitre")).area < 0.5
    assert place is not None
    assert place.count == len(layer[0, 0][0].vertices)
