"""PostgreSQL is killed (kill -9) while phones record and sync, and comes back by its own crash recovery."""

import threading
import time
from pathlib import Path

import pytest

from mobile.sync import Session
from server.sync.models import Operation
from server.visits.models import Visit
from tests.faults.clusters import Postgres, children_of, django_on, with_pid
from tests.faults.crew import Crew
from tests.faults.ledger import Trials
from tests.faults.served import Served
from tests.journeys.field import Handset

pytestmark = pytest.mark.xdist_group("clusters")
# What a phone may hear meanwhile: try again, or nothing at all.
HARMLESS = {None, "server_busy", "offline"}


class Worker(threading.Thread):
    """Records and syncs until told to stop; remembers what it was told is done."""

    def __init__(self, phone: Handset, homes: list[str]) -> None:
        super().__init__(daemon=True)
        self.phone, self.homes = phone, homes
        self.recorded: list[str] = []
        self.told: list[str | None] = []
        self.enough = threading.Event()
        self.session = Session()

    def run(self) -> None:
        while not self.enough.is_set():
            for home in self.homes:
                self.recorded.append(self.phone.store.record_visit(household_id=home, outcome="met"))
            self.told.append(self.session.run(self.phone.store, self.phone.client(timeout=5)).error_code)


def acknowledged(phone: Handset) -> set[str]:
    return {item.entity_id for item in phone.store.outbox() if item.state == "sent"}


@pytest.mark.fault("database-down")
def test_what_was_acknowledged_outlives_the_killed_database(
    primary: Postgres, clusters_field, tmp_path: Path, trials: Trials
):
    homes = [str(home.id) for home in clusters_field.homes]
    assert primary.ask("show fsync") == [("on",)]
    with Served(tmp_path / "server", database=primary.url()) as server, Crew(tmp_path, server.url) as crew:
        crew.sign_in("worker", "worker", "teammate")
        workers = [Worker(phone, homes) for phone in crew.phones]
        for worker in workers:
            worker.start()
        # 1. Killed in the middle of it all, three times: postmaster and all, then one backend, which ends them all.
        for how in ("postmaster", "backend", "postmaster"):
            time.sleep(1.0)
            if how == "postmaster":
                primary.kill()
                before = [acknowledged(phone) for phone in crew.phones]
                time.sleep(0.5)
                primary.start()
            else:
                before = [acknowledged(phone) for phone in crew.phones]
                for pid in backends(primary)[:1]:
                    with_pid(pid, 9)
            there = {str(row[0]) for row in asked_when_back(primary, "select id from visits_visit")}
            trials.count("database-down")
            for done in before:
                trials.hold("A", done <= there, f"{how}: {len(done - there)} lost")
        for worker in workers:
            worker.enough.set()
        for worker in workers:
            worker.join(timeout=60)
            assert not worker.is_alive()
        # 2. Nobody heard anything but "try again".
        heard = {code for worker in workers for code in worker.told}
        assert heard <= HARMLESS, heard
        assert heard - {None}, "no phone ever met the outage"
        # 3. In the end everything recorded is there, once.
        for _ in range(3):
            reports = crew.sync()
        assert [report.error_code for report in reports] == [None] * 3
        recorded = [visit for worker in workers for visit in worker.recorded]
        with django_on(primary):
            # The cluster is the module's: another test may have left visits of its own.
            trials.hold("A", Visit.objects.filter(id__in=recorded).count() == len(recorded), "visits")
            trials.hold("B", Operation.objects.filter(entity_id__in=recorded).count() == len(recorded), "operations")
        for phone in crew.phones:
            trials.hold("C", crew.agrees(phone), phone.store.device_id)
            trials.hold("F", crew.counts(phone) == (0, 0), phone.store.device_id)


def backends(database: Postgres) -> list[int]:
    """Sessions of the server: to kill one makes PostgreSQL end all the others, since it may have left a mess behind."""
    asked = {row[0] for row in database.ask("select pid from pg_stat_activity where application_name = 'gridwalk'")}
    return [pid for pid in children_of(database.pid()) if pid in asked]


def asked_when_back(database: Postgres, sql: str) -> list[tuple]:
    """The rows, as soon as PostgreSQL gives them: a session that begins right after the kill is ended as well."""
    import psycopg

    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            return database.ask(sql)
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise AssertionError("PostgreSQL did not come back")


@pytest.mark.fault("database-down")
def test_without_its_database_the_server_says_when_to_try_again(
    primary: Postgres, clusters_field, tmp_path: Path, trials: Trials
):
    with Served(tmp_path / "server", database=primary.url()) as server, Crew(tmp_path, server.url) as crew:
        crew.sign_in("teammate")
        (phone,) = crew.phones
        primary.kill()
        try:
            phone.store.record_visit(household_id=str(clusters_field.homes[0].id), outcome="met")
            answer = phone.client(timeout=30).request("GET", "/api/v1/me/")
            assert (answer.status, answer.retry_after) == (503, 10.0), answer.body
            report = phone.sync(timeout=30)
            trials.count("database-down")
            assert report.error_code == "server_busy"
            trials.hold("A", report.waiting == 1, report)
            ready = phone.client(timeout=30).request("GET", "/readyz")
            assert (ready.status, ready.body) == (503, b'{"status": "no_database"}')
            assert phone.client().request("GET", "/healthz").status == 200
        finally:
            primary.start()
        assert phone.sync(timeout=30).waiting == 0
