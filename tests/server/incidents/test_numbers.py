"""Numbers follow each other without gaps, with two real connections at once, one of which gives up."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from server.incidents.numbers import take_numbers
from tests.factories.places import make_street

DAY = date(2026, 11, 22)


def number(n: int) -> str:
    return f"SJ-20261122-{n:04d}"


@pytest.mark.django_db(transaction=True)
def test_two_connections_share_one_series_and_a_rollback_leaves_no_gap():
    street = make_street()
    first_has_taken, second_is_waiting = threading.Event(), threading.Event()
    taken = []

    def second():
        try:
            first_has_taken.wait(10)
            second_is_waiting.set()
            with transaction.atomic():
                taken.extend(take_numbers(street.id, DAY, 3))
        finally:
            connection.close()

    with transaction.atomic():
        assert take_numbers(street.id, DAY, 2) == [number(1), number(2)]
    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        assert take_numbers(street.id, DAY, 1) == [number(3)]
        first_has_taken.set()
        second_is_waiting.wait(10)
        # The other connection waits for our row: it must not have a number yet.
        thread.join(0.3)
        assert taken == []
        transaction.set_rollback(True)
    thread.join(10)
    assert taken == [number(3), number(4), number(5)]


@pytest.mark.django_db
def test_each_day_begins_at_one_and_long_days_go_on():
    street = make_street()
    take_numbers(street.id, DAY, 9999)
    assert take_numbers(street.id, DAY, 1) == ["SJ-20261122-10000"]
    assert take_numbers(street.id, date(2026, 11, 23), 1) == ["SJ-20261123-0001"]
    assert take_numbers(street.id, DAY, 0) == []
