"""Nesting, judged in metres: what is a fault, what is only rounding."""

from uuid import uuid4

import pytest
import shapely

from server.geometry import LocalMetres
from server.grids.topology import PlacedGrid, building_faults, nesting_faults

METRES = LocalMetres(116.32, 40.0)


def grid(code: str, x: float, y: float, width: float, height: float = 100, *, parent: str = "P") -> PlacedGrid:
    return PlacedGrid(code, parent, METRES.unproject(shapely.box(x, y, x + width, y + height)))


PARENT = PlacedGrid("P", "", METRES.unproject(shapely.box(0, 0, 200, 100)))


def kinds(*children: PlacedGrid) -> list[tuple[str, tuple[str, ...]]]:
    return [(fault.kind, fault.grids) for fault in nesting_faults(children, [PARENT])]


def test_a_clean_partition_has_no_fault() -> None:
    assert kinds(grid("A", 0, 0, 100), grid("B", 100, 0, 100)) == []


@pytest.mark.parametrize(("beyond", "faults"), [(0.4, 0), (0.7, 1)])
def test_half_a_metre_outside_the_parent_is_tolerated(beyond: float, faults: int) -> None:
    assert len(kinds(grid("A", -beyond, 0, 100))) == faults


@pytest.mark.parametrize(("common", "faults"), [(0.4, 0), (0.7, 1)])
def test_half_a_metre_of_overlap_is_tolerated(common: float, faults: int) -> None:
    assert len(kinds(grid("A", 0, 0, 100), grid("B", 100 - common, 0, 100))) == faults


def test_identical_siblings_overlap() -> None:
    assert kinds(grid("A", 0, 0, 100), grid("B", 0, 0, 100)) == [("overlapping_siblings", ("A", "B"))]


def test_a_sibling_inside_another_overlaps() -> None:
    assert kinds(grid("A", 0, 0, 100), grid("B", 20, 20, 30, 30)) == [("overlapping_siblings", ("A", "B"))]


def test_cousins_are_judged_by_their_parents() -> None:
    other = PlacedGrid("Q", "", PARENT.geom)
    faults = nesting_faults([grid("A", 0, 0, 100), grid("B", 0, 0, 100, parent="Q")], [PARENT, other])
    assert faults == []


def test_a_fault_says_where_and_how_much() -> None:
    (fault,) = nesting_faults([grid("A", 150, 0, 100)], [PARENT])
    assert fault.area_m2 == pytest.approx(50 * 100, rel=0.02)
    assert METRES.project(fault.geom).centroid.x == pytest.approx(225, abs=1)


def test_homes_lie_in_exactly_one_small_grid() -> None:
    smalls = [grid("A", 0, 0, 100), grid("B", 100, 0, 100)]
    inside, cut, outside, touching = (
        METRES.unproject(shapely.box(x, 40, x + 20, 60)) for x in (40.0, 90.0, 300.0, 80.3)
    )
    ids = {uuid4(): geom for geom in (inside, cut, outside, touching)}
    faults = {fault.building: (fault.kind, fault.grids) for fault in building_faults(smalls, ids.items())}
    wrong = list(ids)[1:3]
    assert faults == {wrong[0]: ("building_in_two_grids", ("A", "B")), wrong[1]: ("building_in_no_grid", ())}


def test_without_small_grids_every_home_is_outside() -> None:
    (fault,) = building_faults([], [(uuid4(), PARENT.geom)])
    assert fault.kind == "building_in_no_grid"
