"""Labels never lie over each other, and the important ones get their place."""

from hypothesis import given
from hypothesis import strategies as st

from mobile.map.placement import Box, Candidate, box_of, place

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        key=st.integers(),
        x=st.floats(-50, 450),
        y=st.floats(-50, 900),
        width=st.floats(5, 180),
        height=st.floats(10, 24),
        rank=st.integers(0, 6),
        angle=st.floats(-90, 90),
        text=st.sampled_from(["", "成府路", "清华南路"]),
    ),
    max_size=60,
)


@given(CANDIDATES)
def test_no_label_lies_over_another(candidates: list[Candidate]) -> None:
    boxes = [box_of(candidate) for candidate in place(candidates)]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


@given(CANDIDATES)
def test_whoever_is_left_out_was_in_the_way_of_someone_not_less_important(candidates: list[Candidate]) -> None:
    placed = place(candidates)
    for candidate in candidates:
        if candidate not in placed:
            assert any(
                other.rank <= candidate.rank
                and (box_of(other).overlaps(box_of(candidate)) or (other.text and other.text == candidate.text))
                for other in placed
            )


def test_nothing_stands_on_a_pin() -> None:
    label = Candidate("a", 100, 100, 60, 14, 0)
    assert place([label], taken=[Box(90, 90, 110, 130)]) == []
    assert place([label], taken=[Box(300, 90, 310, 130)]) == [label]


def test_a_road_is_not_named_twice_side_by_side() -> None:
    names = [Candidate(n, 100 + 80 * n, 100, 40, 14, 4, text="成府路") for n in range(4)]
    assert [candidate.key for candidate in place(names)] == [0, 3]
