"""In which own grid a place lies."""

from array import array

from mobile.map.grounds import Grounds
from mobile.map.mesh_file import Part


def part(part_id: str, *corners: tuple[float, float], kind: str = "grid") -> Part:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    made = Part(kind, part_id, f"网格{part_id}", (116.32, 40.0), 400.0, bounds=(min(xs), min(ys), max(xs), max(ys)))
    vertices = array("f", [value for x, y in corners for value in (x, y, 0.0)])
    fan = array("H", [index for n in range(1, len(corners) - 1) for index in (0, n, n + 1)])
    made.tiles[0, 0] = {"ground": [(vertices, fan)]}
    return made


def grounds(*parts: Part) -> Grounds:
    made = Grounds()
    for one in parts:
        made.add(one)
    return made


def at(known: Grounds, x: float, y: float) -> str:
    found = known.at(x, y)
    return found.id if found else ""


def test_the_grid_around_a_place_and_none_outside():
    known = grounds(part("b", (0, 0), (100, 0), (100, 100), (0, 100)), part("a", (100, 0), (200, 0), (200, 100)))
    assert [at(known, *place) for place in ((50, 50), (190, 10), (110, 90), (-1, 50), (300, 50))] == [
        "b", "a", "", "", "",
    ]  # fmt: skip


def test_on_a_shared_border_the_lower_id_takes_it():
    left, right = (
        part("b", (0, 0), (100, 0), (100, 100), (0, 100)),
        part("a", (100, 0), (200, 0), (200, 100), (100, 100)),
    )
    assert at(grounds(left, right), 100, 50) == at(grounds(right, left), 100, 50) == "a"


def test_a_corner_that_goes_in_is_outside():
    # Listed clockwise, and an L: the notch at the upper right is not the grid's.
    known = grounds(part("l", (0, 0), (0, 100), (50, 100), (50, 50), (100, 50), (100, 0)))
    assert at(known, 75, 25) == at(known, 25, 75) == "l"
    assert at(known, 75, 75) == ""


def test_the_base_map_is_no_grid():
    assert grounds(part("x", (0, 0), (100, 0), (100, 100), kind="basemap")).known == []
