"""A refused record stays on the phone with its reason and in the office's inbox; the decision reaches the worker.

The real phone, the real server over HTTP, the office by its own addresses.
"""

from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client

from server.sync.models import Operation, OperationState
from server.visits.models import Visit
from tests.factories.places import make_household
from tests.people import make_community_staff

pytestmark = pytest.mark.django_db(transaction=True)

INBOX = "/api/v1/sync/inbox/"


@pytest.fixture
def office(field):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_community_staff(field.grids["L"]))
    return client


def decide(office, operation, how, **body):
    answer = office.post(f"{INBOX}{operation['id']}/{how}/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def refused(field, phone):
    """A visit that the server refuses: the household was struck off the register that morning."""
    home = make_household(field.building, room="901", name="赵四")
    assert phone.sync().complete
    phone.store.record_visit(household_id=str(home.id), outcome="met", note="原话")
    good = phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
    home.delete()
    report = phone.sync()
    assert (report.attention, report.waiting) == (1, 0)
    assert [str(visit.id) for visit in Visit.objects.all()] == [good]
    [item] = [item for item in phone.store.outbox() if item.state == "attention"]
    return item


@pytest.mark.case("R03")
def test_a_refused_record_stays_on_the_phone_with_its_reason_and_in_the_inbox(field, phone, office, refused, trials):
    trials.hold("G", refused.code and refused.message and not refused.decision, refused)
    [waiting] = office.get(INBOX).json()["results"]
    trials.hold("G", (waiting["id"], waiting["code"]) == (refused.op_id, refused.code), waiting)
    assert waiting["body"]["note"] == "原话"
    # However often it syncs, it stays until somebody decides.
    for _ in range(3):
        phone.sync()
    [still] = [item for item in phone.store.outbox() if item.state == "attention"]
    trials.hold("G", still.op_id == refused.op_id)


@pytest.mark.case("R03")
def test_after_a_dismissal_the_worker_reads_why_until_they_put_it_to_rest(phone, office, refused, trials):
    decide(office, {"id": refused.op_id}, "dismiss", reason="该户已迁出")
    phone.sync()
    [item] = [item for item in phone.store.outbox() if item.op_id == refused.op_id]
    trials.hold("G", (item.state, item.decision, item.reason) == ("dismissed", "dismissed", "该户已迁出"), item)
    assert office.get(INBOX).json()["results"] == []
    phone.store.put_to_rest(refused.op_id)
    phone.sync()
    assert refused.op_id not in {item.op_id for item in phone.store.outbox() if item.state == "dismissed"}
    # The server keeps what was said, for good.
    trials.hold("A", Operation.objects.get(id=refused.op_id).message["body"]["note"] == "原话")


@pytest.mark.case("R03")
def test_after_the_office_has_amended_it_the_record_counts_and_the_worker_reads_what_was_done(
    field, phone, office, refused, trials
):
    changes = {"household_id": str(field.homes[1].id)}
    decide(office, {"id": refused.op_id}, "amend", changes=changes, reason="门牌登记有误")
    phone.sync()
    [item] = [item for item in phone.store.outbox() if item.op_id == refused.op_id]
    trials.hold("G", (item.state, item.decision, item.reason) == ("sent", "amended", "门牌登记有误"), item)
    visit = Visit.objects.get(household=field.homes[1])
    assert (visit.note, visit.visitor) == ("原话", field.worker)


@pytest.mark.case("R02")
def test_what_is_stored_but_not_applied_stays_on_the_phone(field, phone, trials):
    """The server has it on record and dies before judging it: the phone is not told "done", and sends it again."""
    op = phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
    with mock.patch("server.sync.services.judge_stored", side_effect=OperationalError("gone")):
        report = phone.sync()
    assert Operation.objects.get().state == OperationState.RECEIVED
    trials.hold("A", (report.error_code, report.waiting) == ("server_busy", 1), report)
    report = phone.sync()
    trials.hold("A", (report.waiting, str(Visit.objects.get().id)) == (0, op), report)
