"""Old apps in the field: their forms count for months, before, while and after the server moves on."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from server.grids.scope import for_person
from server.sync import decisions, forms
from server.sync.models import Operation
from server.visits.models import Visit
from tests.journeys.field import Handset
from tests.people import make_community_staff
from tests.server.sync.phone import make_phone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault("old-app"), pytest.mark.case("R21")]


@pytest.fixture
def phone(field):
    return make_phone(field.worker)


def second_form(body):
    """What a second shape of `visit.record` could look like: the first one called the outcome `result`, and had a word
    for it that is no longer offered."""
    outcome = {"talked": "met"}.get(body.get("result"), body.get("result"))
    return {**{key: value for key, value in body.items() if key != "result"}, "outcome": outcome}


@pytest.fixture
def moved_on(monkeypatch):
    """The server knows a second form of visits; old apps fill in the first one."""
    monkeypatch.setitem(forms.READERS, "visit.record", [second_form])


def old_visit(phone, home, *, days_ago=0):
    body = {"household_id": str(home.id), "result": "talked", "note": "老表格"}
    captured = timezone.now() - timedelta(days=days_ago)
    return phone.op("visit.record", phone.visit(home)["entity_id"], body, captured_at=captured.isoformat(), boot_id="b")


def test_visits_by_the_old_form_are_accepted_for_months(field, phone, moved_on, trials):
    ops = [old_visit(phone, field.homes[0], days_ago=days) for days in (0, 30, 120, 200)]
    trials.count(times=len(ops))
    statuses = phone.statuses(*ops, phone.visit(field.homes[1], schema_version=2))
    trials.hold("A", statuses == ["applied"] * 5, statuses)
    visits = Visit.objects.filter(household=field.homes[0]).order_by("visited_at")
    assert {visit.outcome for visit in visits} == {"met"}
    assert (timezone.now() - visits[0].visited_at).days == 200
    # What came is kept as it came, by the old words.
    assert Operation.objects.get(id=ops[0]["op_id"]).message["body"]["result"] == "talked"


def test_each_operation_of_a_batch_is_read_by_its_own_form(field, phone, moved_on, trials):
    old, new = old_visit(phone, field.homes[0]), phone.visit(field.homes[1], schema_version=2)
    mislabelled = phone.visit(field.homes[2], schema_version=1)
    results = phone.results(old, new, mislabelled)
    trials.hold("E", [one["status"] for one in results] == ["applied", "applied", "rejected"], results)


def test_a_form_from_the_future_is_kept_until_the_server_knows_it(field, phone, monkeypatch, trials):
    ahead = phone.visit(field.homes[0], schema_version=2)
    [result] = phone.results(ahead)
    assert (result["status"], result["code"]) == ("rejected", "schema_too_new")
    trials.hold("A", Operation.objects.get().message == ahead)
    # The server is updated; the office accepts what waited for it.
    monkeypatch.setitem(forms.READERS, "visit.record", [dict])
    decisions.accept(for_person(make_community_staff(field.grids["L"])), Operation.objects.get().id)
    assert Visit.objects.filter(id=ahead["entity_id"]).exists()


def test_an_app_too_old_to_pull_still_brings_in_its_work(field, live_server, tmp_path, monkeypatch, trials):
    handset = Handset(tmp_path / "worker", live_server.url, "worker")
    handset.sign_in()
    assert handset.sync().complete
    monkeypatch.setattr("server.sync.api.OLDEST_PROTOCOL", 2)
    handset.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
    report = handset.sync()
    trials.hold("A", (report.error_code, report.waiting, Visit.objects.count()) == ("app_too_old", 0, 1), report)
    # What it shows stays, and it goes on recording.
    assert handset.store.household(str(field.homes[0].id)).name == "王小明"
    handset.store.record_visit(household_id=str(field.homes[1].id), outcome="met")
    handset.sync()
    trials.hold("A", Visit.objects.count() == 2)
    handset.store.close()


class Pushing(threading.Thread):
    """A phone that records and syncs until it is told to stop; keeps what it was told besides "offline" and "busy"."""

    def __init__(self, handset, home):
        super().__init__()
        self.handset, self.home = handset, str(home.id)
        self.stop = threading.Event()
        self.troubles = []

    def run(self):
        try:
            while not self.stop.is_set():
                self.handset.store.record_visit(household_id=self.home, outcome="met")
                report = self.handset.sync()
                self.troubles += [report] if report.error_code not in (None, "offline", "server_busy") else []
        except Exception as error:
            self.troubles.append(error)
        finally:
            connections.close_all()


@pytest.fixture
def migrate():
    """Adds a column to both tables that a push writes, each time under another name; takes them away afterwards."""
    made = []

    def run(turn):
        made.append(f"later_{turn}")
        with connection.cursor() as cursor:
            cursor.execute(f"alter table visits_visit add column {made[-1]} text not null default ''")
            cursor.execute(f"alter table sync_operation add column {made[-1]} integer")

    yield run
    with connection.cursor() as cursor:
        for name in made:
            cursor.execute(f"alter table visits_visit drop column {name}")
            cursor.execute(f"alter table sync_operation drop column {name}")


def test_a_migration_while_old_apps_push(field, live_server, tmp_path, migrate, trials):
    """Columns come under the running server; phones go on pushing, and nothing is lost or doubled."""
    handsets = [Handset(tmp_path / name, live_server.url, name) for name in ("worker", "teammate")]
    for handset in handsets:
        handset.sign_in()
        handset.sync()
    phones = [Pushing(handset, field.homes[0]) for handset in handsets]
    for phone in phones:
        phone.start()
    for turn in range(5):
        migrate(turn)
        trials.count()
    for phone in phones:
        phone.stop.set()
        phone.join()
    for handset in handsets:
        report = handset.sync()
        trials.hold("A", report.waiting == 0, report)
    recorded = sum(len(handset.store.outbox()) for handset in handsets)
    trials.hold("A", not any(phone.troubles for phone in phones), [phone.troubles[:3] for phone in phones])
    trials.hold("B", Visit.objects.count() == recorded, (Visit.objects.count(), recorded))
    for handset in handsets:
        handset.store.close()
