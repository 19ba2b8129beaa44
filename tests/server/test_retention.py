"""What is kept for a time goes when the time is over, and not before; each job may run twice."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.gis.geos import Point
from django.utils import timezone

from server.accounts.jobs import forget_ended_sign_ins
from server.accounts.models import Device, DeviceToken
from server.grids.models import ServiceGrid
from server.identity import new_id
from server.sync import retention as sync_retention
from server.sync.models import Decision, DecisionKind, Operation, OperationState, Unreadable
from server.visits.models import Visit
from server.visits.retention import KEPT, forget_fixes
from tests.factories.places import lonlat, make_building, make_household, make_tree
from tests.people import make_worker

pytestmark = pytest.mark.django_db

HALF_A_YEAR = sync_retention.KEPT


@pytest.fixture
def worker():
    return make_worker(make_tree()["S11"])


@pytest.fixture
def device(worker):
    return Device.objects.create(id=new_id(), person=worker)


def operation(device: Device, state: str, *, decided: bool = False) -> Operation:
    made = Operation.objects.create(
        id=new_id(), person=device.person, device=device, device_seq=Operation.objects.count() + 1,
        kind="visit.record", entity_id=new_id(), message={"body": {"note": "灯坏了"}}, state=state,
        judged_at=timezone.now(),
    )  # fmt: skip
    if decided:
        Decision.objects.create(operation=made, kind=DecisionKind.ACCEPTED, by=device.person, before={})
    return made


def test_receipts_go_after_half_a_year_and_what_nobody_decided_stays(device, monkeypatch):
    monkeypatch.setattr(sync_retention, "BATCH", 2)
    for _ in range(3):
        operation(device, OperationState.APPLIED)
    merged = operation(device, OperationState.MERGED)
    kept = [
        operation(device, state)
        for state in (
            OperationState.REJECTED,
            OperationState.CONFLICT,
            OperationState.BLOCKED,
            OperationState.RECEIVED,
        )
    ]
    now = timezone.now()
    with time_machine.travel(now + HALF_A_YEAR - timedelta(hours=1)):
        assert sync_retention.forget_old()["receipts"] == 0
    with time_machine.travel(now + HALF_A_YEAR + timedelta(hours=1)):
        assert sync_retention.forget_old()["receipts"] == 4
        assert sync_retention.forget_old()["receipts"] == 0
    assert not Operation.objects.filter(id=merged.id).exists()
    assert {found.message["body"]["note"] for found in Operation.objects.filter(id__in=[op.id for op in kept])} == {
        "灯坏了"
    }
    assert Operation.objects.count() == len(kept)


def test_a_decided_operation_keeps_its_verdict_and_forgets_what_it_said(device):
    dismissed = operation(device, OperationState.DISMISSED, decided=True)
    undecided = Unreadable.objects.create(person=device.person, device=device, content="{", code="not_json")
    decided = Unreadable.objects.create(person=device.person, device=device, content="{{", code="not_json")
    Decision.objects.create(unreadable=decided, kind=DecisionKind.DISMISSED, reason="空", by=device.person, before={})
    with time_machine.travel(timezone.now() + HALF_A_YEAR + timedelta(hours=1)):
        gone = sync_retention.forget_old()
        assert (gone["decided"], gone["unreadable"]) == (1, 1)
        gone = sync_retention.forget_old()
        assert (gone["decided"], gone["unreadable"]) == (0, 0)
    dismissed.refresh_from_db()
    assert (dismissed.state, dismissed.message) == (OperationState.DISMISSED, {})
    assert set(Unreadable.objects.values_list("id", "content")) == {(undecided.id, "{"), (decided.id, "")}


def test_where_a_visitor_stood_goes_after_a_year_and_the_visit_stays(worker):
    home = make_household(make_building(ServiceGrid.objects.get(code="S11")))
    now = timezone.now()
    visits = [
        Visit.objects.create(
            street=home.street, small_grid=home.small_grid, household=home, visitor=worker, outcome="met", note="都好",
            visited_at=at, captured_at=at, fix=Point(*lonlat(10, 10), srid=4326), fix_accuracy_m=8.0,
            presence_grade="B", presence_reasons=["near"],
        )
        for at in (now - KEPT - timedelta(days=1), now - KEPT + timedelta(days=1))
    ]  # fmt: skip
    assert (forget_fixes(), forget_fixes()) == (1, 0)
    old, young = (Visit.objects.get(id=visit.id) for visit in visits)
    assert (old.fix, old.fix_accuracy_m, old.note) == (None, None, "都好")
    assert (old.presence_grade, old.presence_reasons) == ("", [])
    assert (young.fix is not None, young.presence_grade) == (True, "B")


def test_positions_in_answers_go_with_the_others_and_the_answers_stay(worker):
    home = make_household(make_building(ServiceGrid.objects.get(code="S11")))
    at = timezone.now() - KEPT - timedelta(days=1)
    place = {"lon": 103.25, "lat": 35.5, "accuracy_m": 8}
    answers = {"health": "good", "stove": {"spot": place, "degrees": 9}, "rooms": [{"spot": place}, place, {"n": 1}]}
    said = {"code": "care", "version": 1}
    visits = [
        Visit.objects.create(
            street=home.street, small_grid=home.small_grid, household=home, visitor=worker, outcome="met",
            visited_at=at, captured_at=at, form=said | {"answers": answers},
        )
        for answers in (answers, {"lon": 1}, place)
    ]  # fmt: skip
    assert (forget_fixes(), forget_fixes()) == (2, 0)
    kept = [Visit.objects.get(id=visit.id).form for visit in visits]
    assert kept[0]["answers"] == {"health": "good", "stove": {"degrees": 9}, "rooms": [{}, {}, {"n": 1}]}
    assert (kept[1]["answers"], kept[2]) == ({"lon": 1}, said)


def test_ended_sign_ins_go_and_others_stay(device):
    now = timezone.now()
    for number, expiry in enumerate((now - timedelta(minutes=1), now + timedelta(minutes=1))):
        DeviceToken.objects.create(
            digest=str(number), token_key=str(number), user=device.person, device=device, expiry=expiry
        )
    assert (forget_ended_sign_ins(), forget_ended_sign_ins()) == (1, 0)
    assert DeviceToken.objects.get().digest == "1"
