"""When a phone tries again: never before the server said, later after each failure, and not with all the others."""

from hypothesis import given
from hypothesis import strategies as st

from mobile.sync.backoff import FIRST_SECONDS, LONGEST_SECONDS, seconds_until_next

chances = st.floats(0, 1, exclude_max=True)


@given(st.integers(1, 500), st.floats(0, 7200), chances)
def test_never_before_the_server_said_and_never_past_twice_that_or_a_quarter_of_an_hour(failures, asked, chance):
    assert asked <= seconds_until_next(failures, asked, chance) <= max(2 * asked, LONGEST_SECONDS)


@given(st.integers(1, 60), chances)
def test_each_failure_makes_it_later_and_the_first_is_soon(failures, chance):
    now, after = (seconds_until_next(n, None, chance) for n in (failures, failures + 1))
    assert now <= after
    assert seconds_until_next(1, None, chance) <= 2 * FIRST_SECONDS


@given(st.integers(1, 60), st.one_of(st.none(), st.floats(0, 3600)))
def test_phones_that_failed_together_come_back_spread_out(failures, asked):
    waits = [seconds_until_next(failures, asked, n / 300) for n in range(300)]
    assert max(waits) - min(waits) > 0.99 * min(waits)


def test_a_nonsensical_wish_of_the_server_is_not_heeded():
    assert seconds_until_next(1, -5.0, 0.0) == FIRST_SECONDS
