"""Each stretch of boundary is drawn once, with the highest level that it bounds."""

import pytest
import shapely

from server.packs.boundaries import edges

BOX = shapely.box(-1000, -1000, 1000, 1000)


def lengths(boundaries: list[tuple[str, shapely.Geometry]]) -> dict[str, float]:
    return {edge.level: edge.geometry.length for edge in edges(boundaries, BOX)}


def test_a_shared_edge_is_drawn_once_with_the_highest_level() -> None:
    found = lengths(
        [
            ("large", shapely.box(0, 0, 400, 400)),
            ("medium", shapely.box(0, 0, 200, 400)),
            ("medium", shapely.box(200, 0, 400, 400)),
            ("small", shapely.box(0, 0, 200, 100)),
            ("small", shapely.box(0, 100, 200, 400)),
        ]
    )
    assert found["large"] == pytest.approx(1600, abs=0.1)
    assert found["medium"] == pytest.approx(400, abs=2)
    assert found["small"] == pytest.approx(200, abs=2)


def test_a_border_drawn_twice_with_a_small_gap_is_one() -> None:
    found = lengths([("large", shapely.box(0, 0, 400, 400)), ("small", shapely.box(0.2, 0.2, 399.8, 399.8))])
    assert "small" not in found


def test_nothing_reaches_out_of_the_square() -> None:
    (edge,) = edges([("large", shapely.box(900, 0, 5000, 100))], BOX)
    assert edge.geometry.bounds[2] <= 1000
