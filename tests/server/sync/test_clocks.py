"""When it happened, whatever the phone's clock says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.sync.clocks import PhoneTime, estimate

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
MINUTE_MS = 60_000


def captured(ago: timedelta, *, off: timedelta = timedelta(0), boot: str = "a") -> PhoneTime:
    return PhoneTime(NOON - ago + off, boot, 10**9 - int(ago.total_seconds() * 1000))


def sent(*, off: timedelta = timedelta(0), boot: str = "a") -> PhoneTime:
    return PhoneTime(NOON + off, boot, 10**9)


def test_a_good_clock_is_believed():
    found = estimate(captured(timedelta(hours=3), boot="before"), sent=sent(), received_at=NOON)
    assert (found.at, found.doubtful) == (NOON - timedelta(hours=3), False)


@pytest.mark.parametrize("off", [YEAR, -YEAR, timedelta(minutes=6), timedelta(hours=-8)])
@pytest.mark.parametrize("boot", ["a", "before"])
def test_a_clock_that_is_off_is_set_right_and_flagged(off, boot):
    found = estimate(captured(timedelta(hours=3), off=off, boot=boot), sent=sent(off=off), received_at=NOON)
    assert (found.at, found.doubtful) == (NOON - timedelta(hours=3), True)


def test_a_clock_that_jumped_in_between_is_seen_by_the_steady_one():
    found = estimate(captured(timedelta(hours=3), off=-YEAR), sent=sent(), received_at=NOON)
    assert (found.at, found.doubtful) == (NOON - timedelta(hours=3), True)


def test_never_after_it_came_in_nor_before_the_phone_was_known():
    future = estimate(captured(timedelta(0), off=YEAR, boot="before"), sent=sent(), received_at=NOON)
    assert (future.at, future.doubtful) == (NOON, True)
    known = NOON - timedelta(days=3)
    past = estimate(captured(timedelta(0), off=-YEAR, boot="before"), sent=sent(), received_at=NOON, not_before=known)
    assert (past.at, past.doubtful) == (known, True)


def test_a_phone_that_tells_no_clocks_is_believed():
    found = estimate(captured(timedelta(hours=3)), sent=None, received_at=NOON)
    assert (found.at, found.doubtful) == (NOON - timedelta(hours=3), False)


@given(
    clock=st.datetimes(timezones=st.just(UTC)),
    now=st.datetimes(timezones=st.just(UTC)),
    ms=st.integers(0, 2**63 - 1),
    now_ms=st.integers(0, 2**63 - 1),
    boots=st.tuples(st.sampled_from("ab"), st.sampled_from("ab")),
)
def test_any_clocks_give_an_estimate_in_bounds(clock, now, ms, now_ms, boots):
    known = NOON - timedelta(days=30)
    found = estimate(
        PhoneTime(clock, boots[0], ms), sent=PhoneTime(now, boots[1], now_ms), received_at=NOON, not_before=known
    )
    assert known <= found.at <= NOON
