"""What the real phone sends and what the real server answers is what the contract says: both halves, no double."""

import json
from datetime import date

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from mobile import wire
from mobile.store import Store
from mobile.store.call_outs import ANSWERS
from mobile.store.emergencies import STATES as CHECK_STATES
from mobile.store.feedback import SUBJECTS
from mobile.store.mirror import apply
from mobile.store.recording import NEEDS, OUTCOMES, SOURCES
from mobile.store.sections import keep_sections
from mobile.store.states import WORST_FIRST
from server.emergencies.models import CheckState
from server.feedback.models import About
from server.households.models import CareCategory
from server.identity import new_id
from server.incidents.models import IncidentState, LocationSource, WorkDomain
from server.organisations.models import Answer
from server.sync.forms import newest
from server.sync.models import OperationState
from server.sync.services import MAX_OPS
from server.sync.verbs import VERBS
from server.visits.models import VisitNeed, VisitOutcome
from server.visits.states import DoorState
from tests.contract.messages import CONTRACT, faults, hold, schema
from tests.journeys.field import Field, jpeg
from tests.mobile.store.town import building, household, incident_row, open_town
from tests.server.sync.phone import make_phone

OPERATION, CHANGE = "operation.schema.json", "change.schema.json"


CALL_OUT = {
    "id": "0192f4c2-7f10-7abc-8def-0123456789ca", "title": "扫雪", "text": "", "place": "东门", "contact": "",
    "team": "", "needed": 3, "coming": 0, "starts_at": "2026-11-22T09:00:00+08:00",
    "ends_at": "2026-11-23T09:00:00+08:00", "ended": False, "answer_by": "2026-11-22T18:00:00+08:00", "answer": None,
}  # fmt: skip


def tell_call_out(store: Store) -> None:
    with store.database.write() as db:
        keep_sections(db, {"call_outs": wire.Section("tag", (CALL_OUT,))})


@pytest.fixture
def recorded(tmp_path) -> Store:
    """A store in which every verb has been used."""
    place = building()
    home = household(place)
    store = open_town(tmp_path, place, home)
    photo = store.add_photo(jpeg())
    first = store.record_visit(
        household_id=home.id,
        outcome="met",
        needs=("repair", "company"),
        note="好",
        next_on=date(2026, 12, 1),
        fix=(116.3, 40.0, 5.5),
        photos=(photo,),
    )
    store.record_visit(household_id=home.id, outcome="not_home", corrects=first)
    incident = store.report_incident(
        category="rubbish", description="满了", lon=116.3, lat=40.0, accuracy_m=3.0, source="fix", photos=(photo,)
    )
    with store.database.write() as db:
        apply(db, wire.Change("incident", incident, 1, None, False, incident_row()), 0)
    store.advance_incident(incident_id=incident, to_state="cancelled", note="弄错了")
    store.report_incident(category="rubbish", description="已清", lon=116.3, lat=40.0, solved=("顺手清了", 0))
    store.emergencies.check(
        emergency_id=str(new_id()), household_id=home.id, state="needs_help", headcount=2, note="要轮椅"
    )
    store.reports.join(incident_id=incident, note="还在", photos=(photo,), place=(116.3, 40.0, None, "pin"))
    store.feedback.send("app", "字太小", "138****1234")
    tell_call_out(store)
    store.messages.answer_call_out(CALL_OUT["id"], "accepted", "带铁锹")
    store.amend_household(home.id, phone="13800138000")
    resident = store.add_resident(household_id=home.id, name="王小红", birth_year=1951, care=("lives_alone",))
    store.amend_resident(household_id=home.id, resident_id=resident, birth_year=None, care=())
    store.remove_resident(household_id=home.id, resident_id=resident, reason="mistake")
    return store


def test_the_schemas_are_schemas_and_explain_themselves():
    for file in (OPERATION, CHANGE):
        Draft202012Validator.check_schema(schema(file))
        for name, definition in schema(file)["$defs"].items():
            for field, meaning in definition.get("properties", {}).items():
                assert "title" in meaning or "$ref" in meaning, f"{file} {name}.{field} does not say what it is"


def test_every_operation_of_the_phone_is_in_the_contract(recorded):
    ops = recorded.outgoing.take_batch(100)
    assert {op.kind for op in ops} == set(VERBS)
    for op in ops:
        hold(OPERATION, "operation", op.message())


def test_the_phones_push_is_in_the_contract(recorded):
    moment = recorded.clock.now()
    push = wire.Push(
        recorded.device_id,
        None,
        moment.clock.isoformat(),
        moment.boot_id,
        moment.elapsed_ms,
        4,
        tuple(recorded.outgoing.take_batch(4)),
    )
    hold(OPERATION, "push", json.loads(json.dumps(push.message())))


@pytest.mark.parametrize(
    "spoil",
    [
        {"op_id": "x"},
        {"kind": "visit.dance"},
        {"device_seq": 0},
        {"body": {"household_id": "x", "outcome": "met"}},
        {"extra": 1},
    ],
)
def test_the_contract_refuses_what_it_should(recorded, spoil):
    good = recorded.outgoing.take_batch(1)[0].message()
    assert not faults(OPERATION, "operation", good)
    assert faults(OPERATION, "operation", good | spoil)


# A pull tells what was committed: these two commit.
@pytest.mark.django_db(transaction=True)
def test_everything_the_server_answers_is_in_the_contract_and_read_by_the_phone():
    field = Field()
    phone = make_phone(field.worker)
    incident = phone.op(
        "incident.report",
        field.homes[0].id,
        {"category": "rubbish", "description": "满", "lon": 116.3201, "lat": 40.0001, "location_source": "pin"},
    )
    answer = phone.push(phone.visit(field.homes[0]), incident, phone.op("visit.dance", field.homes[1].id, {}), 7).json()
    hold(OPERATION, "answer", answer)
    assert [result.status for result in wire.PushAnswer.read(answer).results] == ["applied", "applied", "rejected"]

    page = phone.snapshot(field.grids["S11"].id).json()
    hold(CHANGE, "page", page)
    assert {change.kind for change in wire.SnapshotPage.read(page).rows} == {
        "grid",
        "building",
        "household",
        "incident",
    }

    field.homes[1].residents.all().delete()
    pulled = phone.pull({str(field.grids["S11"].id): "0.0"}, digests=True)
    hold(CHANGE, "pulled", pulled)
    read = wire.PullAnswer.read(pulled)
    assert read.complete
    assert read.changes
    assert read.reference


@pytest.mark.django_db(transaction=True)
def test_an_own_report_outside_the_grids_reaches_the_phone(tmp_path):
    field = Field()
    phone = make_phone(field.worker)
    place = {"lon": 116.3213, "lat": 40.0023, "location_source": "pin"}
    op = phone.op("incident.report", new_id(), {"category": "rubbish", "description": "远处", **place})
    assert phone.statuses(op) == ["applied"]
    pulled = phone.pull({})
    hold(CHANGE, "pulled", pulled)

    store = open_town(tmp_path, building())
    store.mirror.apply_pull(wire.PullAnswer.read(pulled))
    assert (report := store.incident(op["entity_id"]))
    assert report.description == "远处"


@pytest.mark.parametrize("message", [None, [], "", {}, {"epoch": 1}, {"results": []}, {"epoch": "x", "results": {}}])
def test_the_phone_takes_no_other_answer_for_ours(message):
    for read in (wire.PushAnswer.read, wire.PullAnswer.read, wire.SnapshotPage.read):
        with pytest.raises(wire.NotOurEnvelope):
            read(message)


def test_both_halves_know_the_same_words():
    defs = schema(OPERATION)["$defs"]
    ours = {wire.VISIT_RECORD, wire.VISIT_CORRECT, wire.INCIDENT_REPORT, wire.INCIDENT_STEP, wire.INCIDENT_JOIN}
    ours |= {wire.CALL_OUT_ANSWER, wire.EMERGENCY_CHECK, wire.FEEDBACK_SEND}
    assert set(VERBS) == ours | {wire.HOUSEHOLD_AMEND, wire.RESIDENT_ADD, wire.RESIDENT_AMEND, wire.RESIDENT_REMOVE}
    assert set(VERBS) == set(defs["operation"]["properties"]["kind"]["enum"])
    assert set(OUTCOMES) == set(VisitOutcome.values) == set(defs["visit.record"]["properties"]["outcome"]["enum"])
    needs = defs["visit.record"]["properties"]["needs"]["items"]["enum"]
    assert set(NEEDS) == set(VisitNeed.values) == set(needs)
    sources = defs["incident.report"]["properties"]["location_source"]["enum"]
    assert set(SOURCES) == set(LocationSource.values) == set(sources)
    assert set(WORST_FIRST) == set(DoorState)
    assert list(CHECK_STATES) == CheckState.values == defs["emergency.check"]["properties"]["state"]["enum"]
    assert set(defs["incident.step"]["properties"]["to_state"]["enum"]) == set(IncidentState.values)
    rows = schema(CHANGE)["$defs"]["row.household"]["properties"]
    assert set(rows["residents"]["items"]["properties"]["care"]["items"]["enum"]) == set(CareCategory.values)
    categories = schema(CHANGE)["$defs"]["pulled"]["properties"]["reference"]["properties"]["categories"]
    assert set(categories["items"]["properties"]["domain"]["enum"]) == set(WorkDomain.values)
    statuses = set(defs["result"]["properties"]["status"]["enum"])
    assert set(OperationState.values) - {"received"} <= statuses
    assert MAX_OPS == wire.MAX_OPS == defs["push"]["properties"]["ops"]["maxItems"]
    assert set(ANSWERS) == set(Answer.values) == set(defs["call_out.answer"]["properties"]["answer"]["enum"])
    assert set(SUBJECTS) == set(About.values) == set(defs["feedback.send"]["properties"]["about"]["enum"])
    # The phone writes version 1 of every body.
    assert {newest(verb) for verb in VERBS} == {1}


@pytest.mark.parametrize("file", sorted((CONTRACT / "examples").glob("*.json")), ids=lambda path: path.name)
def test_examples_hold(file):
    example = json.loads(file.read_text())
    if "schema" in example:
        hold(example["schema"], example["definition"], example["message"])


@pytest.mark.django_db
def test_an_unsigned_request_is_told_so_in_our_shape():
    for address in ("push", "pull"):
        response = Client().post(f"/api/v1/sync/{address}", b"{}", content_type="application/json")
        assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")
