"""When to try again: a plain rule over one household's own visits."""

from datetime import datetime, timedelta, timezone

import pytest

from mobile.store.hours import fits, slot_of, suggest

BEIJING = timezone(timedelta(hours=8))
# A Sunday.
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=BEIJING)


def at(day: int, hour: float) -> datetime:
    return datetime(2026, 11, day, int(hour), int(hour % 1 * 60), tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        (at(20, 8), ("weekday", "morning")),
        (at(20, 11.99), ("weekday", "morning")),
        (at(20, 12), ("weekday", "midday")),
        (at(20, 17.5), ("weekday", "evening")),
        (at(21, 10), ("weekend", "morning")),
        (at(20, 20.5), None),
        (at(20, 3), None),
    ],
)
def test_parts_of_the_week(moment, slot) -> None:
    assert slot_of(moment) == slot


def test_twice_in_vain_on_weekday_mornings_says_try_in_the_evening() -> None:
    hint = suggest([(at(17, 9), "not_home"), (at(20, 10.5), "not_home")], NOW)
    assert hint is not None
    assert (hint.why, hint.missed, hint.times) == ("missed", ("weekday", "morning"), 2)
    assert (hint.slot, hint.start) == (("weekday", "evening"), "17:30")


def test_what_was_tried_is_not_suggested() -> None:
    visits = [(at(16, 18), "not_home"), (at(17, 9), "not_home"), (at(20, 10.5), "not_home")]
    hint = suggest(visits, NOW)
    assert hint is not None
    assert hint.slot == ("weekend", "morning")


def test_an_hour_at_which_they_opened_comes_first() -> None:
    hint = suggest([(at(7, 10), "met"), (at(17, 9), "not_home")], NOW)
    assert hint is not None
    assert (hint.why, hint.slot) == ("met", ("weekend", "morning"))


def test_an_hour_at_which_they_opened_and_then_did_not_is_no_better_than_others() -> None:
    visits = [(at(7, 10), "met"), (at(8, 10), "not_home"), (at(14, 9), "not_home"), (at(20, 9), "not_home")]
    hint = suggest(visits, NOW)
    assert hint is not None
    assert (hint.why, hint.missed) == ("missed", ("weekend", "morning"))


@pytest.mark.parametrize(
    "visits",
    [
        [],
        [(at(20, 9), "not_home")],
        [(at(19, 9), "not_home"), (at(20, 15), "not_home")],
        [(at(17, 9), "not_home"), (at(18, 9), "not_home"), (at(20, 9), "met")],
        [(at(20, 9) - timedelta(days=200), "not_home"), (at(20, 9), "not_home")],
        [(at(19, 22), "not_home"), (at(20, 22), "not_home")],
    ],
    ids=["nothing", "once", "two parts", "met since", "long ago", "by night"],
)
def test_otherwise_nothing_is_said(visits) -> None:
    assert suggest(visits, NOW) is None


def test_whether_now_is_the_time() -> None:
    hint = suggest([(at(17, 9), "not_home"), (at(20, 10.5), "not_home")], NOW)
    assert not fits(hint, NOW)
    assert fits(hint, at(23, 18))
    assert fits(None, NOW)
