"""What lies under a finger: the index of cells answers as looking at every building would."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mobile.map.picking import BuildingIndex, distance_to, nearest_point

COORDINATES = st.floats(-500, 500)
SIZES = st.floats(1, 150)


@st.composite
def rings(draw: st.DrawFn) -> list[float]:
    x, y, width, height = draw(COORDINATES), draw(COORDINATES), draw(SIZES), draw(SIZES)
    skew = draw(st.floats(-20, 20))
    return [x, y, x + width, y + skew, x + width, y + height, x, y + height - skew]


@settings(max_examples=150)
@given(st.lists(rings(), max_size=25), COORDINATES, COORDINATES, st.floats(0, 60))
def test_the_index_answers_as_brute_force(shapes: list[list[float]], x: float, y: float, within: float) -> None:
    buildings = [(str(number), [ring]) for number, ring in enumerate(shapes)]
    brute = {key: distance_to(ring, x, y) for key, ring in buildings}
    hits = BuildingIndex(buildings).near(x, y, within)
    assert {hit.id for hit in hits} == {key for key, distance in brute.items() if distance <= within}
    assert [hit.distance for hit in hits] == sorted(brute[hit.id] for hit in hits)


SQUARE = [0.0, 0, 10, 0, 10, 10, 0, 10]


def test_inside_is_no_distance_and_outside_is_to_the_edge() -> None:
    assert distance_to([SQUARE], 5, 5) == 0
    assert distance_to([SQUARE], 13, 14) == 5
    assert distance_to([SQUARE], 5, 12) == 2


def test_a_courtyard_is_outside() -> None:
    yard = [4.0, 4, 6, 4, 6, 6, 4, 6]
    assert distance_to([SQUARE, yard], 5, 5) == 1
    assert distance_to([SQUARE, yard], 2, 2) == 0


def test_the_nearest_comes_first() -> None:
    far = [20.0, 0, 30, 0, 30, 10, 20, 10]
    index = BuildingIndex([("near", [SQUARE]), ("far", [far])])
    assert [hit.id for hit in index.near(13, 5, 20)] == ["near", "far"]
    assert [hit.id for hit in index.near(13, 5, 5)] == ["near"]
    assert index.near(200, 200, 20) == []


def test_the_nearest_of_points() -> None:
    points = [("a", 0.0, 0.0), ("b", 3.0, 0.0)]
    found = nearest_point(points, 2, 0, 5)
    assert found is not None
    assert found.id == "b"
    assert nearest_point(points, 100, 0, 5) is None
