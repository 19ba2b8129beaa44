"""Geometry that cannot be drawn as it is: mended or left out, and always told."""

from uuid import UUID

import numpy as np
import pytest
import shapely

from server.packs.fills import drawable, triangulate
from server.packs.parts import BuildingRow, BuiltPart, build_grid_part
from server.packs.projection import PackProjection

CENTRE = PackProjection(116.32, 40.0)
BOW_TIE = shapely.Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])


def build(*shapes: shapely.Geometry | None) -> BuiltPart:
    rows = [
        BuildingRow(UUID(int=n), "", "", shape and shapely.transform(shape, CENTRE.to_degrees))
        for n, shape in enumerate(shapes, start=1)
    ]
    outline = shapely.transform(shapely.box(-50, -50, 50, 50), CENTRE.to_degrees)
    return build_grid_part(grid_id="g", name="", centre=CENTRE, outline=outline, buildings=rows)


def test_a_self_crossing_outline_is_mended_and_told() -> None:
    (fault,) = build(shapely.box(0, 0, 10, 10), BOW_TIE).faults
    assert (fault.kind, fault.id, fault.code, fault.drawn) == ("building", str(UUID(int=2)), "invalid_geometry", True)
    assert "Self-intersection" in fault.reason


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (None, "empty_geometry"),
        (shapely.Polygon(), "empty_geometry"),
        (shapely.Polygon([(0, 0), (np.nan, 1), (1, 1), (0, 0)]), "not_finite"),
        (shapely.Point(0, 0).buffer(50, quad_segs=3000), "too_many_points"),
        (shapely.Polygon([(0, 0), (10, 0), (0, 0), (0, 0)]), "invalid_geometry"),
    ],
)
def test_what_cannot_be_drawn_is_left_out_and_told(shape: shapely.Geometry | None, code: str) -> None:
    drawn, fault = drawable(shape, kind="building", id="b")
    assert drawn is None
    assert fault is not None
    assert (fault.code, fault.drawn) == (code, False)


def test_the_others_are_drawn_beside_a_bad_one() -> None:
    part = build(None, shapely.box(0, 0, 10, 10))
    assert [fault.id for fault in part.faults] == [str(UUID(int=1))]
    assert len(part.data) > 200


def test_a_missing_boundary_is_told() -> None:
    built = build_grid_part(grid_id="g", name="", centre=CENTRE, outline=None, buildings=[])
    assert [(fault.kind, fault.code) for fault in built.faults] == [("boundary", "empty_geometry")]


def test_triangles_cover_exactly_the_polygon() -> None:
    shape = shapely.Point(0, 0).buffer(40).difference(shapely.box(-10, -10, 10, 10))
    found = triangulate([shape, shapely.box(100, 0, 110, 10)])
    faces = shapely.polygons(found.points[found.triangles])
    assert shapely.area(faces).sum() == pytest.approx(shape.area + 100)
    assert set(found.polygon_of_vertex) == {0, 1}
