"""The receipt of a day: the same rule on both sides, over what is acknowledged, for phones of one's own people only."""

import json
from datetime import date

import pytest

from mobile.store import receipts as phone_side
from server.grids.scope import for_person
from server.sync import receipts
from tests.contract.messages import CONTRACT, hold
from tests.people import make_community_staff, make_street_staff

DAYS = json.loads((CONTRACT / "examples" / "receipts.json").read_text())["days"]
DAY = date(2026, 11, 20)


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day["name"])
def test_both_sides_make_the_same_code_of_the_same_day(day):
    for lines in (day["lines"], day["lines"][::-1]):
        assert receipts.code_of(lines) == phone_side.code_of(lines) == day["code"]


@pytest.fixture
def working_day(phone, home):
    """Two visits of the day with three photos, a refused one, and one after midnight."""
    at = "2026-11-20T23:59:59+08:00"
    ops = [
        phone.visit(home, captured_at=at, body={"photos": ["a" * 64, "b" * 64]}),
        phone.visit(home, captured_at=at, body={"photos": ["b" * 64, "c" * 64]}),
        phone.visit(home, captured_at=at, body={"outcome": "danced"}),
        phone.visit(home, captured_at="2026-11-21T00:00:01+08:00"),
    ]
    assert phone.statuses(*ops) == ["applied", "applied", "rejected", "applied"]
    return ops


@pytest.mark.django_db
def test_a_receipt_counts_what_is_acknowledged_by_the_day_that_the_phone_wrote(phone, working_day):
    answer = phone.http.get("/api/v1/sync/receipt", {"day": DAY.isoformat()}, headers=phone.headers).json()
    hold("change.schema.json", "receipt", answer)
    lines = [f"visit.record {op['entity_id']}" for op in working_day[:2]]
    assert answer["code"] == receipts.code_of(lines)
    assert [answer[name] for name in ("records", "photos", "photos_expected", "refused")] == [2, 0, 3, 1]


@pytest.mark.django_db
def test_an_office_reads_the_days_of_its_own_people(phone, other, grids, working_day):
    own = receipts.receipts_of_day(for_person(make_community_staff(grids["M1"])), DAY)
    assert [(row.person, row.device, row.receipt.records) for row in own] == [(phone.person, phone.device, 2)]
    street = receipts.receipts_of_day(for_person(make_street_staff()), DAY)
    assert {row.person: row.receipt.records for row in street} == {phone.person: 2, other.person: 0}
    assert receipts.receipts_of_day(for_person(phone.person), DAY) == []


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["", "yesterday", "2026-13-01"])
def test_a_day_that_is_none(phone, day):
    answer = phone.http.get("/api/v1/sync/receipt", {"day": day}, headers=phone.headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


@pytest.mark.django_db
def test_the_days_of_many_phones_are_two_queries(phone, other, grids, django_assert_num_queries):
    with django_assert_num_queries(2):
        receipts.receipts([phone.device.id, other.device.id], DAY)
