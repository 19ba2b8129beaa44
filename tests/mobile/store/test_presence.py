"""Grades of presence: what they are made of, that no place is held, and that no grade is needed for anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.store.presence import GRADES, REASONS, Presence, Seen, grade
from mobile.store.problems import BadRecord
from tests.mobile.store.town import building, household, open_town


@pytest.mark.parametrize(
    ("distance", "accuracy", "stayed", "mock", "expected"),
    [
        (0.0, 8.0, 90, False, ("A", "near", "accurate", "stayed")),
        (25.0, 20.0, 60, False, ("A", "near", "accurate", "stayed")),
        (0.0, 8.0, 59, False, ("B", "near", "accurate", "brief")),
        (10.0, 45.0, 90, False, ("B", "near", "coarse", "stayed")),
        (10.0, 300.0, 90, False, ("C", "near", "coarse", "stayed")),
        (60.0, 8.0, 90, False, ("C", "reaches", "accurate", "stayed")),
        (900.0, 2000.0, 0, False, ("C", "reaches", "coarse", "brief")),
        (109.0, 8.0, 90, False, ("D", "away", "accurate")),
        (None, 8.0, 0, False, ("C", "no_outline", "accurate")),
        (0.0, 3.0, 600, True, ("D", "near", "accurate", "stayed", "mock")),
    ],
)
def test_grades_and_their_reasons(distance, accuracy, stayed, mock, expected) -> None:
    found = grade(distance, accuracy, stayed, mock=mock)
    assert (found.grade, *found.reasons) == expected


def test_the_best_fix_counts_and_the_time_since_the_first_nearby() -> None:
    seen = Seen()
    assert seen.presence() is None
    assert seen.add(distance_m=60.0, accuracy_m=80.0, seconds=0.0)
    assert seen.add(distance_m=4.0, accuracy_m=9.0, seconds=30.0)
    assert not seen.add(distance_m=20.0, accuracy_m=30.0, seconds=70.0)
    found = seen.presence()
    assert found is not None
    assert found.grade == "A"


def test_a_mock_is_not_made_good_by_a_later_fix() -> None:
    seen = Seen()
    seen.add(distance_m=0.0, accuracy_m=5.0, seconds=0.0, mock=True)
    seen.add(distance_m=0.0, accuracy_m=4.0, seconds=90.0)
    found = seen.presence()
    assert found is not None
    assert found.grade == "D"


fixes = st.lists(
    st.tuples(st.one_of(st.none(), st.floats(0, 5000)), st.floats(1, 3000), st.floats(0, 900), st.booleans()),
    min_size=1,
)


@given(fixes)
def test_whatever_comes_in_there_is_a_grade_and_no_trail(told) -> None:
    seen = Seen()
    for distance, accuracy, seconds, mock in told:
        seen.add(distance_m=distance, accuracy_m=accuracy, seconds=seconds, mock=mock)
    found = seen.presence()
    assert found is not None
    assert found.grade in GRADES
    assert set(found.reasons) <= set(REASONS)
    # As many values after a hundred fixes as after one.
    assert all(not isinstance(value, list | tuple | dict | set) for value in vars(seen).values())


def test_a_visit_carries_its_grade_or_none(tmp_path) -> None:
    place = building()
    home = household(place)
    store = open_town(tmp_path, place, home)
    store.record_visit(household_id=home.id, outcome="met", presence=Presence("B", ("near", "coarse", "brief")))
    store.record_visit(household_id=home.id, outcome="met")
    first, second = store.outgoing.unsent()
    assert first.body["presence"] == {"grade": "B", "reasons": ["near", "coarse", "brief"]}
    assert "presence" not in second.body
    for bad in (Presence("E", ()), Presence("A", ("trusted",))):
        with pytest.raises(BadRecord):
            store.record_visit(household_id=home.id, outcome="met", presence=bad)
    assert not store.check()
    store.close()
