"""The office decides on what was not simply applied; the worker's phone hears of it, and what waited gets its turn."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from server.grids.scope import for_person
from server.households.models import Resident
from server.identity import new_id
from server.problems import NotAllowed, NotFound
from server.sync import decisions
from server.sync.inbox import inbox, inbox_counts, unreadable_inbox, waiting_behind
from server.sync.models import Decision, Operation, Unreadable
from server.sync.problems import AlreadyDecided, NothingAmended, ReasonMissing
from server.sync.verdicts import verdicts_of
from server.visits.models import Visit
from server.visits.problems import OutsideYourGrids, UnknownOutcome
from tests.factories.places import make_building, make_grid, make_household
from tests.people import make_community_staff, make_person, make_street_staff, make_worker
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(grids):
    return for_person(make_community_staff(grids["L"]))


@pytest.fixture
def street(grids):
    return for_person(make_street_staff())


@pytest.fixture
def elsewhere(grids):
    """The office of another community."""
    other = make_grid("L2", level="large", at=(500, 0, 400))
    return for_person(make_community_staff(other, username="elsewhere"))


def verdict(phone, op):
    found = verdicts_of(phone.device, [op["op_id"]])
    return found[0] if found else None


def correction(phone, home, of, **body):
    fields = {"household_id": str(home.id), "outcome": "met", "corrects": of["entity_id"]} | body
    return phone.op("visit.correct", new_id(), fields)


def amend_phone(phone, home, seen, yours, **more):
    body = {"changes": {"phone": yours} | more, "seen": {"phone": seen} | dict.fromkeys(more, "lived_in")}
    return phone.op("household.amend", home.id, body, base_version=1)


def test_a_refusal_lies_in_the_inbox_of_the_workers_office_and_no_other(phone, home, office, street, elsewhere):
    bad = phone.visit(home, body={"outcome": "sang"})
    phone.results(bad, phone.visit(home))
    for scope in (office, street):
        assert [str(op.id) for op in inbox(scope)] == [bad["op_id"]]
        assert inbox_counts(scope).to_decide == 1
    assert not inbox(elsewhere).exists()
    assert not inbox(for_person(phone.person)).exists()
    assert not inbox(office, kind="incident.report").exists()
    assert inbox(office, state="rejected", code="unknown_outcome", person_id=phone.person.id).exists()


def test_the_office_of_a_worker_who_has_left_still_sees_it(phone, home, office):
    phone.results(phone.visit(home, body={"outcome": "sang"}))
    today = timezone.localdate()
    phone.person.grid_posts.update(term=(today - timedelta(days=50), today - timedelta(days=1)))
    assert inbox(office).exists()


def test_somebody_without_any_post_is_the_street_offices(home, office, street):
    nobody = make_phone(make_person("nobody"))
    nobody.results(nobody.visit(home))
    assert inbox(street).exists()
    assert not inbox(office).exists()


def test_a_visit_outside_the_workers_grids_is_accepted_by_the_office_over_the_place(phone, grids, office):
    far = make_household(make_building(grids["S22"], at=(110, 210, 20)), name="李")
    op = phone.visit(far)
    [result] = phone.results(op)
    assert (result["status"], result["code"]) == ("rejected", "outside_your_grids")
    decisions.accept(office, Operation.objects.get().id, reason="临时顶班")
    visit = Visit.objects.get(id=op["entity_id"])
    # The worker stays the visitor, and the record of the grid where it was.
    assert (visit.visitor_id, visit.small_grid_id) == (phone.person.id, grids["S22"].id)
    assert phone.statuses(op) == ["duplicate"]
    told = verdict(phone, op)
    assert (told["status"], told["decision"], told["reason"]) == ("applied", "accepted", "临时顶班")


def test_the_office_has_no_more_rights_than_its_own(phone, grids, office, street):
    other = make_grid("L2", level="large", at=(500, 0, 400))
    grid = make_grid("S31", parent=other, at=(500, 0, 100))
    abroad = make_household(make_building(grid, at=(510, 10, 20)), name="李")
    phone.results(phone.visit(abroad))
    op_id = Operation.objects.get().id
    with pytest.raises(OutsideYourGrids):
        decisions.accept(office, op_id)
    assert not Decision.objects.exists()
    assert inbox(office).exists()
    decisions.accept(for_person(street.person), op_id)
    assert Visit.objects.exists()


def test_what_cannot_be_is_not_accepted_but_can_be_amended(phone, home, office):
    op = phone.visit(home, body={"outcome": "sang", "note": "原话"})
    phone.results(op)
    with pytest.raises(UnknownOutcome):
        decisions.accept(office, Operation.objects.get().id)
    with pytest.raises(NothingAmended):
        decisions.amend(office, Operation.objects.get().id, changes={}, reason="x")
    decision = decisions.amend(office, Operation.objects.get().id, changes={"outcome": "met"}, reason="应为见到")
    visit = Visit.objects.get(id=op["entity_id"])
    assert (visit.outcome, visit.note) == ("met", "原话")
    # What came stays as it came.
    assert Operation.objects.get().message == op
    assert (decision.changes, decision.before["code"]) == ({"outcome": "met"}, "unknown_outcome")
    assert verdict(phone, op)["decision"] == "amended"


def test_a_dismissal_needs_a_reason_and_the_phone_reads_it(phone, home, office):
    op = phone.visit(home, body={"outcome": "sang"})
    phone.results(op)
    assert verdict(phone, op) is None
    op_id = Operation.objects.get().id
    for empty in ("", "  "):
        with pytest.raises(ReasonMissing):
            decisions.dismiss(office, op_id, reason=empty)
    decisions.dismiss(office, op_id, reason="重复填报")
    told = verdict(phone, op)
    assert (told["status"], told["decision"], told["reason"]) == ("dismissed", "dismissed", "重复填报")
    # What was wrong with it stays to be read too.
    assert told["code"] == "unknown_outcome"
    assert told["message"]
    [again] = phone.results(op)
    assert (again["status"], again["code"]) == ("dismissed", "unknown_outcome")
    assert inbox_counts(office).to_decide == 0
    assert not Visit.objects.exists()


def test_one_decision_and_it_stands(phone, home, office):
    phone.results(phone.visit(home, body={"outcome": "sang"}))
    op_id = Operation.objects.get().id
    decisions.dismiss(office, op_id, reason="不采用")
    for again in (
        lambda: decisions.accept(office, op_id),
        lambda: decisions.dismiss(office, op_id, reason="x"),
        lambda: decisions.amend(office, op_id, changes={"outcome": "met"}, reason="x"),
    ):
        with pytest.raises(AlreadyDecided):
            again()
    for statement in ("update sync_decision set reason = ''", "delete from sync_decision"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_only_the_office_decides_and_only_on_its_own(phone, home, grids, elsewhere):
    phone.results(phone.visit(home, body={"outcome": "sang"}))
    op_id = Operation.objects.get().id
    with pytest.raises(NotAllowed):
        decisions.accept(for_person(phone.person), op_id)
    with pytest.raises(NotFound):
        decisions.dismiss(elsewhere, op_id, reason="x")


def test_what_waited_behind_an_accepted_one_gets_its_turn_in_order(phone, grids, home, office):
    bad = phone.visit(home, body={"outcome": "sang"})
    second = correction(phone, home, bad, outcome="declined")
    third = correction(phone, home, second, outcome="phone")
    assert phone.statuses(bad, second, third) == ["rejected", "blocked", "blocked"]
    first = Operation.objects.get(id=bad["op_id"])
    assert [str(op.id) for op in waiting_behind(first)] == [second["op_id"], third["op_id"]]
    decisions.amend(office, first.id, changes={"outcome": "met"}, reason="笔误")
    assert [visit.outcome for visit in Visit.objects.filter(corrected_by=None)] == ["phone"]
    told = verdicts_of(phone.device, [bad["op_id"], second["op_id"], third["op_id"]])
    assert [(one["status"], one["decision"]) for one in told] == [
        ("applied", "amended"),
        ("applied", None),
        ("applied", None),
    ]


def test_what_waited_behind_a_dismissed_one_is_judged_and_told(phone, home, office):
    bad = phone.visit(home, body={"outcome": "sang"})
    behind = correction(phone, home, bad)
    phone.results(bad, behind)
    assert verdict(phone, behind) is None
    decisions.dismiss(office, Operation.objects.get(id=bad["op_id"]).id, reason="不采用")
    told = verdict(phone, behind)
    assert (told["status"], told["code"], told["decision"]) == ("rejected", "unknown_visit", None)
    assert [str(op.id) for op in inbox(office)] == [behind["op_id"]]


@pytest.mark.fault("clock-year")
@pytest.mark.case("R33")
def test_judged_again_it_happened_when_it_happened(phone, home, office):
    """The phone's clock is a year off; sent then, judged three weeks later, the visit keeps its time."""
    wrong = timezone.now() - timedelta(days=365)
    bad = phone.visit(home, captured_at=wrong.isoformat(), boot_id="before", body={"outcome": "sang"})
    behind = correction(phone, home, bad) | {"captured_at": wrong.isoformat(), "boot_id": "before"}
    phone.results(bad, behind, sent_at=wrong.isoformat())
    Operation.objects.update(received_at=timezone.now() + timedelta(days=21))
    decisions.amend(office, Operation.objects.get(id=bad["op_id"]).id, changes={"outcome": "met"}, reason="笔误")
    for visit in Visit.objects.all():
        assert abs(visit.visited_at - timezone.now()) < timedelta(minutes=1)
        assert visit.clock_doubtful


def test_of_a_conflict_of_fields_the_phones_value_wins_when_accepted(phone, grids, home, office):
    teammate = make_phone(make_worker(grids["S11"], username="teammate"))
    mine = amend_phone(phone, home, "13800001234", "2", status="vacant")
    theirs = amend_phone(teammate, home, "13800001234", "3")
    assert teammate.statuses(theirs) == ["applied"]
    [result] = phone.results(mine)
    assert (result["status"], result["code"]) == ("conflict", "fields_changed")
    assert result["data"]["fields"] == {"phone": {"seen": "13800001234", "yours": "2", "now": "3"}}
    home.refresh_from_db()
    assert (home.phone, home.status) == ("3", "vacant")
    # A field that was not in dispute has been amended since; it is not touched again.
    body = {"changes": {"status": "not_ours"}, "seen": {"status": "vacant"}}
    assert teammate.statuses(teammate.op("household.amend", home.id, body, base_version=2)) == ["merged"]
    decisions.accept(office, Operation.objects.get(id=mine["op_id"]).id)
    home.refresh_from_db()
    assert (home.phone, home.status) == ("2", "not_ours")
    assert Decision.objects.get().before["data"]["fields"]["phone"]["now"] == "3"


def test_of_a_conflict_the_servers_value_stays_when_dismissed(phone, grids, home, office):
    teammate = make_phone(make_worker(grids["S11"], username="teammate"))
    teammate.results(amend_phone(teammate, home, "13800001234", "3"))
    mine = amend_phone(phone, home, "13800001234", "2")
    phone.results(mine)
    decisions.dismiss(office, Operation.objects.get(id=mine["op_id"]).id, reason="号码已核实")
    home.refresh_from_db()
    assert home.phone == "3"


def test_a_removal_against_an_edit_is_the_offices_to_decide(phone, grids, home, office):
    teammate = make_phone(make_worker(grids["S11"], username="teammate"))
    resident = home.residents.get()
    body = {"household_id": str(home.id), "changes": {"phone": "9"}, "seen": {"phone": ""}}
    assert teammate.statuses(teammate.op("resident.amend", resident.id, body, base_version=1)) == ["applied"]
    gone = {"household_id": str(home.id), "reason": "moved"}
    removal = phone.op("resident.remove", resident.id, gone, base_version=1)
    [result] = phone.results(removal)
    assert (result["status"], result["code"], result["data"]) == ("conflict", "resident_changed", {"version": 2})
    assert Resident.objects.get().phone == "9"
    decisions.accept(office, Operation.objects.get(id=removal["op_id"]).id)
    assert not Resident.objects.exists()


def test_a_step_that_came_too_late_is_taken_when_the_office_says_so(phone, grids, category, office):
    place = {"lon": 116.3201, "lat": 40.0002, "location_source": "pin"}
    op = phone.op("incident.report", new_id(), {"category": category.code, "description": "垃圾", **place})
    cancel = phone.op("incident.step", op["entity_id"], {"to_state": "cancelled"}, base_version=7)
    assert phone.statuses(op, cancel) == ["applied", "conflict"]
    decisions.accept(office, Operation.objects.get(id=cancel["op_id"]).id)
    assert verdict(phone, cancel)["status"] == "applied"


def test_what_nobody_can_read_lies_in_the_inbox_as_it_came(phone, office, elsewhere):
    phone.results(["\x00", "王小明"])
    [message] = unreadable_inbox(office)
    assert "王小明" in message.content
    assert inbox_counts(office).unreadable == 1
    assert not unreadable_inbox(elsewhere).exists()
    with pytest.raises(NotFound):
        decisions.dismiss_unreadable(elsewhere, message.id, reason="x")
    decisions.dismiss_unreadable(office, message.id, reason="已电话核实")
    assert not unreadable_inbox(office).exists()
    assert Unreadable.objects.count() == 1


def test_a_phone_hears_of_its_own_operations_only(phone, other, home, office):
    op = phone.visit(home, body={"outcome": "sang"})
    phone.results(op)
    decisions.dismiss(office, Operation.objects.get().id, reason="x")
    assert verdicts_of(other.device, [op["op_id"]]) == []
