"""Answers are held against their version: each wrong one is refused by the path of its question."""

import pytest

from server.forms.answers import check_answers
from server.forms.problems import ANSWER_FAULTS, BadAnswer
from tests.server.forms.workbooks import VECTORS

PHOTO = "ab" * 32
CASES = [(form["definition"], case) for form in VECTORS["forms"] for case in form["cases"]]
JUDGED = [(form["definition"], case) for form in VECTORS["forms"] for case in form["judged"]]


def name_of(part):
    return part["code"] if "code" in part else part["name"]


@pytest.mark.parametrize(("definition", "case"), CASES, ids=name_of)
def test_what_a_phone_sends_fits(definition, case):
    check_answers(definition, case["sent"], [PHOTO])


@pytest.mark.parametrize(("definition", "case"), JUDGED, ids=name_of)
def test_answers_are_judged_as_the_contract_says(definition, case):
    if case["fault"] is None:
        check_answers(definition, case["answers"], [])
        return
    with pytest.raises(BadAnswer) as caught:
        check_answers(definition, case["answers"], [PHOTO])
    assert caught.value.data == case["fault"]
    assert str(ANSWER_FAULTS[case["fault"]["fault"]]) in caught.value.message


def test_an_image_is_one_of_the_visits_photos():
    definition = VECTORS["forms"][0]["definition"]
    with pytest.raises(BadAnswer) as caught:
        check_answers(definition, {"photo": PHOTO}, ["cd" * 32])
    assert caught.value.data == {"path": "/photo", "fault": "not_a_photo"}


@pytest.mark.parametrize("value", [1e300, float("nan"), float("inf"), 10**400])
def test_a_number_that_nobody_measured_is_none(value):
    definition = VECTORS["forms"][1]["definition"]
    with pytest.raises(BadAnswer):
        check_answers(definition, {"mean": value}, [])


def test_nothing_nested_runs_the_reader_out_of_stack():
    deep = {"health": "good"}
    for _ in range(5000):
        deep = {"health": deep}
    with pytest.raises(BadAnswer):
        check_answers(VECTORS["forms"][0]["definition"], deep, [])
