"""What a finger means among several."""

import pytest

from mobile.map.meant import MOST, Found, meant


def house(name: str, distance: float, size: float = 30.0) -> Found:
    return Found("building", name, distance, size)


def pin(name: str, distance: float) -> Found:
    return Found("incident", name, distance)


@pytest.mark.parametrize(
    ("found", "names"),
    [
        ([], []),
        ([house("a", 15)], ["a"]),
        ([house("a", 0), house("b", 2)], ["a"]),
        # Too small to be hit on purpose.
        ([house("a", 0, size=6), house("b", 5, size=6), house("c", 20, size=6)], ["a", "b"]),
        ([house("b", 9), house("a", 4)], ["a", "b"]),
        ([house("a", 2), house("b", 20)], ["a"]),
        ([pin("p", 10), house("a", 0)], ["p"]),
        ([pin("p", 10), pin("q", 3), house("a", 0)], ["q", "p"]),
        ([pin("p", 20), pin("q", 3)], ["q"]),
    ],
)
def test_what_is_meant(found, names):
    assert [it.id for it in meant(found, 1.0)] == names


def test_distances_are_of_the_finger_not_of_the_screen() -> None:
    found = [house("a", 4, size=60), house("b", 9 + 12, size=60)]
    assert [it.id for it in meant(found, 1.0)] == ["a"]
    assert [it.id for it in meant(found, 3.0)] == ["a", "b"]


def test_a_list_stays_short() -> None:
    assert len(meant([house(str(n), 1) for n in range(40)], 1.0)) == MOST
