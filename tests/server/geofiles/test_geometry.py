"""What is refused in a polygon, and where it says the fault is."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from server.geometry import MAX_VERTICES, LocalMetres, polygon_faults, vertex_count


def ring(count: int) -> shapely.Polygon:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return shapely.Polygon(np.column_stack([116.3 + 0.01 * np.cos(angles), 40 + 0.01 * np.sin(angles)]))


def codes(geom: shapely.Geometry) -> list[str]:
    return [fault.code for fault in polygon_faults(geom)]


@pytest.mark.parametrize(
    ("geom", "expected"),
    [
        (shapely.box(116.3, 39.9, 116.4, 40.0), []),
        (shapely.box(-70.1, -40.1, -70.0, -40.0), []),
        (shapely.Polygon([(116.3, 39.9), (float("nan"), 39.9), (116.4, 40.0), (116.3, 39.9)]), ["not_finite"]),
        (shapely.Polygon([(116.3, 39.9), (float("inf"), 39.9), (116.4, 40.0), (116.3, 39.9)]), ["not_finite"]),
        (shapely.box(39.9, 116.3, 40.0, 116.4), ["swapped_axes"]),
        (shapely.box(440_000, 4_420_000, 440_100, 4_420_100), ["out_of_range"]),
        (shapely.Point(116.3, 40.0), ["wrong_kind"]),
        (shapely.Polygon(), ["empty"]),
        (ring(MAX_VERTICES), []),
        (ring(MAX_VERTICES + 1), ["too_many_vertices"]),
    ],
)
def test_faults(geom: shapely.Geometry, expected: list[str]) -> None:
    assert codes(geom) == expected


def test_limit_counts_each_polygon_of_several() -> None:
    first, second = ring(6000), shapely.transform(ring(6000), lambda xy: xy + np.array([0.1, 0]))
    assert codes(shapely.MultiPolygon([first, second])) == []
    assert vertex_count(first) == 6000


def test_self_crossing_names_the_place() -> None:
    bow = shapely.Polygon([(116.30, 40.00), (116.32, 40.02), (116.32, 40.00), (116.30, 40.02)])
    (fault,) = polygon_faults(bow)
    assert (fault.code, fault.data["lon"], fault.data["lat"]) == ("self_crossing", 116.31, 40.01)


@given(st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_local_metres_are_metres(east: float, north: float) -> None:
    metres = LocalMetres(116.32, 40.0)
    there = metres.unproject(shapely.Point(east, north))
    back = metres.project(there)
    assert abs(back.x - east) < 1e-6
    assert abs(back.y - north) < 1e-6
