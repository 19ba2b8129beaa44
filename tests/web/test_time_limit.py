"""The time limit that an office sets when it assigns: a day, and all of that day."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from server.office.step_form import end_of_day_in
from server.problems import BadInput


def limit(value: str):
    return end_of_day_in(RequestFactory().post("/", {"due_on": value}), "due_on")


def test_a_limit_lasts_to_the_end_of_its_day():
    today = timezone.localdate()
    at = limit(today.isoformat())
    assert at is not None
    assert timezone.localtime(at).date() == today
    assert timezone.localtime(at + timedelta(minutes=1)).date() == today + timedelta(days=1)


def test_no_day_is_no_limit():
    assert limit("") is None


@pytest.mark.parametrize("value", ["tomorrow", "2026-02-30", "0001-01-01", "2020-01-01"])
def test_a_day_that_is_past_or_none_is_refused(value):
    with pytest.raises(BadInput):
        limit(value)
