"""Messages grow smaller on a bad line until they pass, and larger again on a good one."""

from mobile.sync.pace import Pace


def test_a_line_that_breaks_comes_to_the_least_and_a_good_one_back_to_the_most():
    pace = Pace(100, 1)
    seen = []
    for _ in range(4):
        pace.broke()
        seen.append(pace.size)
    assert seen == [25, 6, 1, 1]
    for _ in range(7):
        pace.went(seconds=0.1)
    assert pace.size == 100


def test_on_a_slow_line_it_settles_between():
    # Each operation takes two seconds.
    pace = Pace(100, 1)
    for _ in range(20):
        pace.went(seconds=pace.size * 2.0)
    assert 2 <= pace.size <= 7
