"""Meshes of lines and areas that the phone makes itself: they cover what they should, whatever the outline does."""

from math import cos, sin

from hypothesis import given
from hypothesis import strategies as st

from mobile.map.outlines import MeshData, area_mesh, line_mesh
from mobile.map.picking import distance_to

SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
HOLE = [(3.0, 3.0), (7.0, 3.0), (7.0, 7.0), (3.0, 7.0)]


def size(mesh: MeshData, floats: int = 3) -> float:
    """The sum of the areas of all triangles."""
    vertices, indices = mesh
    points = [(vertices[floats * i], vertices[floats * i + 1]) for i in indices]
    return sum(
        abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2
        for a, b, c in zip(points[0::3], points[1::3], points[2::3], strict=True)
    )


def test_a_square_and_its_hole() -> None:
    assert size(area_mesh([SQUARE], 0)) == 100
    assert size(area_mesh([SQUARE, HOLE], 0)) == 84


def test_a_closed_ring_is_the_same_as_an_open_one() -> None:
    assert size(area_mesh([[*SQUARE, SQUARE[0]]], 0)) == 100


def test_nothing_has_no_mesh() -> None:
    assert not area_mesh([], 0)[1]
    assert not area_mesh([[(0.0, 0.0), (5.0, 0.0), (9.0, 0.0)]], 0)[1]
    assert not line_mesh([(1.0, 1.0)], 0)[1]
    assert not line_mesh([(1.0, 1.0), (1.0, 1.0)], 0)[1]


def test_a_star_that_crosses_itself_ends() -> None:
    """As few as nine points hang a tesselator."""
    star = [
        (0.0, 0.0),
        (9.0, 7.0),
        (-2.0, 7.0),
        (8.0, 0.0),
        (3.0, 11.0),
        (3.0, -4.0),
        (9.0, 2.0),
        (0.0, 9.0),
        (5.0, 1.0),
    ]
    assert area_mesh([star], 0)[1]


def test_no_more_vertices_than_an_index_can_name() -> None:
    ring = [((900 + i % 7 * 30) * cos(i / 159), (900 + i % 5 * 30) * sin(i / 159)) for i in range(999)]
    vertices, indices = area_mesh([ring], 0)
    assert max(indices) < len(vertices) / 3 < 65_536


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=9, unique=True))
def test_what_it_covers_lies_inside(points: list[tuple[int, int]]) -> None:
    """Each triangle's middle is inside by the even-odd rule, or on an edge that crosses another."""
    ring = [(float(x), float(y)) for x, y in points]
    vertices, indices = area_mesh([ring], 0)
    assert len(indices) % 3 == 0
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    for i in indices:
        assert min(xs) - 1e-3 <= vertices[3 * i] <= max(xs) + 1e-3
        assert min(ys) - 1e-3 <= vertices[3 * i + 1] <= max(ys) + 1e-3


def test_the_middle_of_each_slab_is_inside_a_simple_outline() -> None:
    ring = [(0.0, 0.0), (12.0, -3.0), (20.0, 6.0), (9.0, 4.0), (11.0, 15.0), (-4.0, 9.0)]
    flat = [coordinate for point in ring for coordinate in point]
    vertices, indices = area_mesh([ring], 0)
    for first in range(0, len(indices), 3):
        corners = indices[first : first + 3]
        x, y = (sum(vertices[3 * i + axis] for i in corners) / 3 for axis in (0, 1))
        assert distance_to([flat], x, y) < 1e-3


def test_a_line_tells_how_far_along_each_of_its_ends_lies() -> None:
    vertices, indices = line_mesh([(0, 0), (3, 4), (3, 14)], 2)
    assert len(indices) == 12
    assert sorted(set(vertices[4::6])) == [0, 5, 15]
    assert {round(value) for value in vertices[5::6]} == {2}
