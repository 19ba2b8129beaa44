"""One operation of each verb that cannot be applied, among good ones: it and what builds on it are held, nothing else.

Three kinds of poison: a value that nobody can use, a row that PostgreSQL refuses (a real trigger raises for this one
record), and a fault in the server's own code.
"""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.utils import timezone

from server.emergencies.drafts import EmergencyDraft
from server.emergencies.services import start_emergency
from server.grids.scope import for_person
from server.identity import new_id
from server.incidents.models import IncidentCategory
from server.organisations.calling_out import call_for_help
from server.sync import decisions
from server.sync.inbox import inbox
from server.sync.models import Operation
from server.sync.verbs import VERBS
from server.sync.verdicts import verdicts_of
from server.visits.models import Visit
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_community_staff, make_street_staff, make_worker
from tests.server.sync.phone import make_phone

pytestmark = [pytest.mark.django_db, pytest.mark.fault("poison"), pytest.mark.case("R17")]

PLACE = {"lon": 116.3201, "lat": 40.0002, "location_source": "pin"}
# The table whose row an operation writes first, and how a trigger there knows the record.
TABLES = {
    "visit.record": ("visits_visit", "new.id"),
    "visit.correct": ("visits_visit", "new.id"),
    "incident.report": ("incidents_incident", "new.id"),
    "incident.join": ("incidents_incidentjoin", "new.incident_id"),
    "incident.step": ("incidents_incidentevent", "new.incident_id"),
    "emergency.check": ("emergencies_emergencycheck", "new.id"),
    "call_out.answer": ("organisations_calloutanswer", "new.call_out_id"),
    "feedback.send": ("feedback_feedback", "new.id"),
    "household.amend": ("households_household", "new.id"),
    "resident.add": ("households_resident", "new.id"),
    "resident.amend": ("households_resident", "new.id"),
    "resident.remove": ("households_residentremoval", "new.resident_id"),
}


class Day:
    """A worker's day with every verb in it, twice: the second time somebody spoils one."""

    def __init__(self) -> None:
        grids = make_tree()
        building = make_building(grids["S11"])
        self.homes = [make_household(building, floor=n, room=f"{n}01", name=name) for n, name in enumerate("甲乙丙丁")]
        IncidentCategory.objects.create(
            street=grids["L"].street, domain="environment", code="rubbish", name="垃圾", name_en="Rubbish"
        )
        self.office = for_person(make_community_staff(grids["L"]))
        # What people say of the office is read by the street alone.
        self.readers = {"feedback.send": for_person(make_street_staff())}
        self.phone = make_phone(make_worker(grids["S11"]))
        self.emergency = start_emergency(self.office, EmergencyDraft("flood", 2, "内涝", grid_ids=(grids["S11"].id,)))
        now = timezone.now()
        times = {"answer_by": now + timedelta(hours=1), "starts_at": now, "ends_at": now + timedelta(days=1)}
        self.call_outs = [
            call_for_help(self.office, title="扫雪", needed=2, grid_ids=[grids["M1"].id], **times) for _ in range(2)
        ]
        self.earlier = self.visit(self.homes[0])
        self.seen = self.report()
        assert self.phone.statuses(self.earlier, self.seen) == ["applied", "applied"]

    def visit(self, home):
        return self.phone.visit(home)

    def report(self):
        return self.phone.op("incident.report", new_id(), {"category": "rubbish", "description": "满", **PLACE})

    def check(self, home, state="safe"):
        body = {"emergency_id": str(self.emergency.id), "household_id": str(home.id), "state": state}
        return self.phone.op("emergency.check", new_id(), body)

    def answer(self, number=0, answer="accepted"):
        return self.phone.op("call_out.answer", self.call_outs[number].id, {"answer": answer})

    def say(self, feedback_id=None, text="字太小"):
        return self.phone.op("feedback.send", feedback_id or new_id(), {"about": "app", "text": text, "contact": ""})

    def join(self, incident_id):
        return self.phone.op("incident.join", incident_id, {"note": "还在", "photos": []})

    def step(self, incident_id):
        return self.phone.op("incident.step", incident_id, {"to_state": "cancelled"}, base_version=1)

    def correct(self, home, visit_id):
        body = {"household_id": str(home.id), "outcome": "declined", "corrects": str(visit_id)}
        return self.phone.op("visit.correct", new_id(), body)

    def amend(self, home, number="1"):
        body = {"changes": {"phone": number}, "seen": {"phone": ""}}
        return self.phone.op("household.amend", home.id, body, base_version=1)

    def add(self, home):
        body = {"household_id": str(home.id), "name": "新人", "birth_year": 1990, "care": [], "phone": ""}
        return self.phone.op("resident.add", new_id(), body)

    def amend_person(self, home, resident_id):
        body = {"household_id": str(home.id), "changes": {"phone": "2"}, "seen": {"phone": ""}}
        return self.phone.op("resident.amend", resident_id, body, base_version=1)

    def remove(self, home, resident_id):
        body = {"household_id": str(home.id), "reason": "moved"}
        return self.phone.op("resident.remove", resident_id, body, base_version=1)

    def one(self, verb):
        """An operation of this verb that can be applied, and a later one on the same record."""
        home, other = self.homes[1], self.homes[2]
        person = home.residents.get().id
        makers = {
            "visit.record": lambda: self.visit(home),
            "visit.correct": lambda: self.correct(self.homes[0], self.earlier["entity_id"]),
            "incident.report": self.report,
            "incident.join": lambda: self.join(self.seen["entity_id"]),
            "incident.step": lambda: self.step(self.seen["entity_id"]),
            "emergency.check": lambda: self.check(home),
            "call_out.answer": self.answer,
            "feedback.send": self.say,
            "household.amend": lambda: self.amend(home),
            "resident.add": lambda: self.add(home),
            "resident.amend": lambda: self.amend_person(home, person),
            "resident.remove": lambda: self.remove(other, other.residents.get().id),
        }
        op = makers[verb]()
        record = op["entity_id"]
        later = {
            "visit.record": lambda: self.correct(home, record),
            "visit.correct": lambda: self.correct(self.homes[0], record),
            "incident.report": lambda: self.step(record),
            "incident.join": lambda: self.step(record),
            "incident.step": lambda: self.step(record),
            "call_out.answer": lambda: self.answer(0, "declined"),
            "feedback.send": lambda: self.say(record, "还有"),
            "emergency.check": lambda: self.phone.op("emergency.check", record, op["body"] | {"state": "away"}),
            "household.amend": lambda: self.amend(home, "3"),
            "resident.add": lambda: self.amend_person(home, record),
            "resident.amend": lambda: self.remove(home, person),
            "resident.remove": lambda: self.amend_person(other, record),
        }
        return op, later[verb]()

    def good(self):
        """One of each verb on records of its own."""
        visit, report, added, home = self.visit(self.homes[3]), self.report(), self.add(self.homes[3]), self.homes[3]
        return [
            visit,
            self.correct(home, visit["entity_id"]),
            report,
            self.join(report["entity_id"]),
            self.step(report["entity_id"]),
            self.check(home),
            self.answer(1),
            self.say(),
            self.amend(home),
            added,
            self.amend_person(home, added["entity_id"]),
            self.remove(home, home.residents.first().id),
        ]


@pytest.fixture
def day():
    return Day()


def spoil_value(op):
    """A value of the body that no form offers."""
    field, value = {
        "visit.record": ("outcome", "sang"),
        "visit.correct": ("needs", ["gold"]),
        "incident.report": ("category", "dragons"),
        "incident.join": ("photos", "none"),
        "incident.step": ("to_state", 7),
        "emergency.check": ("state", "dancing"),
        "call_out.answer": ("answer", "perhaps"),
        "feedback.send": ("about", "weather"),
        "household.amend": ("changes", {"status": "haunted"}),
        "resident.add": ("birth_year", 1066),
        "resident.amend": ("changes", {"care": ["diagnosis"]}),
        "resident.remove": ("reason", "annoying"),
    }[op["kind"]]
    return op | {"body": op["body"] | {field: value}}


def poison_database(op):
    """PostgreSQL itself refuses every row of this record, as it would refuse what it cannot store."""
    table, record = TABLES[op["kind"]]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            create function poison() returns trigger language plpgsql as $$
            begin
                if {record} = '{op["entity_id"]}' then
                    raise exception 'poisoned' using errcode = 'numeric_value_out_of_range';
                end if;
                return new;
            end $$;
            create trigger poison before insert or update on {table} for each row execute function poison()
            """
        )


def poison_code(op):
    """The server's own code fails at this operation, whatever it is taken together with."""
    real = VERBS[op["kind"]]

    def fails(scope, asked):
        if any(str(one.op_id) == op["op_id"] for one in asked):
            raise KeyError("a fault of our own")
        return real(scope, asked)

    return mock.patch.dict(VERBS, {op["kind"]: fails})


def push_around(day, op, later):
    """The spoilt one in the middle of good ones, in one batch; results by operation."""
    good = day.good()
    results = day.phone.results(*good[:4], op, *good[4:6], later, *good[6:])
    by_id = {result["op_id"]: result for result in results}
    return [by_id[one["op_id"]] for one in good], by_id[op["op_id"]], by_id[later["op_id"]]


def check(trials, day, op, later, found, circumstances):
    good, bad, behind = found
    trials.hold("E", {one["status"] for one in good} == {"applied"}, f"{circumstances}: {good}")
    trials.hold("E", (bad["status"], behind["status"]) == ("rejected", "blocked"), f"{circumstances}: {bad} {behind}")
    trials.hold("G", bad.get("code") and bad.get("message"), f"{circumstances}: {bad}")
    waiting = [str(one.id) for one in inbox(day.readers.get(op["kind"], day.office))]
    trials.hold("G", waiting == [op["op_id"], later["op_id"]], f"{circumstances}: {waiting}")
    # Sent again, with everything else: nothing is applied twice, nothing gets another verdict.
    again = day.phone.statuses(op, later)
    trials.hold("B", again == ["rejected", "blocked"], f"{circumstances}: {again}")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_value_that_nobody_can_use_holds_up_only_itself(day, trials, verb):
    op, later = day.one(verb)
    bad = spoil_value(op)
    check(trials, day, bad, later, push_around(day, bad, later), f"value in {verb}")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_row_that_the_database_refuses_holds_up_only_itself(day, trials, verb):
    op, later = day.one(verb)
    poison_database(op)
    check(trials, day, op, later, push_around(day, op, later), f"row of {verb}")
    assert Operation.objects.get(id=op["op_id"]).code == "not_storable"


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_fault_of_the_server_at_one_record_holds_up_only_that(day, trials, verb):
    op, later = day.one(verb)
    with poison_code(op):
        check(trials, day, op, later, push_around(day, op, later), f"code of {verb}")
    # The fault is mended: the office accepts it as it came, and what waited gets its turn.
    decisions.accept(day.readers.get(verb, day.office), Operation.objects.get(id=op["op_id"]).id)
    told = {str(one["op_id"]): one["status"] for one in verdicts_of(day.phone.device, [op["op_id"], later["op_id"]])}
    trials.hold("G", told.keys() == {op["op_id"], later["op_id"]}, f"{verb}: {told}")
    assert told[op["op_id"]] == "applied"


def test_a_whole_day_of_poison_lets_one_good_visit_through(day, trials):
    trials.count(times=99)
    bad = [spoil_value(day.visit(day.homes[n % 4])) for n in range(99)]
    good = day.visit(day.homes[0])
    results = day.phone.results(*bad[:50], good, *bad[50:])
    trials.hold("E", [one["status"] for one in results].count("applied") == 1, results)
    trials.hold("G", inbox(day.office).count() == 99, inbox(day.office).count())
    assert Visit.objects.filter(id=good["entity_id"]).exists()
