"""A replica sixty seconds behind, and a server that is sent there by mistake: it tells nobody of the past."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection

from tests.faults.clusters import Postgres, django_on
from tests.faults.crew import Crew
from tests.faults.ledger import Trials
from tests.faults.phones import Told, own_digests
from tests.faults.served import Served
from tests.people import make_worker

pytestmark = pytest.mark.xdist_group("clusters")


@pytest.fixture(scope="module")
def behind(primary: Postgres) -> Iterator[Postgres]:
    """Follows the primary, and replays what it receives a minute later."""
    made = primary.base_backup(primary.folder.parent / "behind", to_follow=True)
    made.start(recovery_min_apply_delay="60s")
    yield made
    made.stop()


@pytest.mark.fault("stale-replica")
def test_a_server_on_a_replica_serves_nobody(
    primary: Postgres, behind: Postgres, clusters_field, tmp_path: Path, trials: Trials
):
    home = str(clusters_field.homes[0].id)
    with (
        Served(tmp_path / "server", database=primary.url()) as server,
        Served(tmp_path / "mistaken", database=behind.url()) as mistaken,
        Crew(tmp_path, server.url) as crew,
    ):
        # 1. A phone signs in, works and is up to date. The replica knows neither its token nor its visit.
        crew.sign_in("worker")
        (phone,) = crew.phones
        visit = phone.store.record_visit(household_id=home, outcome="met")
        assert phone.sync().waiting == 0
        assert behind.ask(f"select count(*) from accounts_device where id = '{phone.store.device_id}'") == [(0,)]
        unsent = phone.store.record_visit(household_id=home, outcome="phone")
        before = (phone.store.mirror.cursors(), own_digests(phone.store), phone.store.mirror.epoch())
        # 2. Now the proxy sends it to the server on the replica, over and over.
        for _ in range(2):
            report = phone.sync(mistaken.url, timeout=30)
            trials.count("stale-replica")
            # Not "sign in again": that its token is unknown there says nothing about the token.
            assert report.error_code == "server_busy", report
            trials.hold("A", report.waiting == 1, report)
            trials.hold("F", shown(phone, home) >= {visit, unsent}, "visits on the phone")
            now = (phone.store.mirror.cursors(), own_digests(phone.store), phone.store.mirror.epoch())
            trials.hold("C", now == before, "what the phone holds")
        answer = phone.client(mistaken.url, timeout=30).request("GET", "/readyz")
        assert (answer.status, answer.body) == (503, b'{"status": "replica"}')
        # 3. Back on the primary.
        assert phone.sync().waiting == 0
        trials.hold("C", crew.agrees(phone), "after all")
        own = f"select count(*) from visits_visit where id in ('{visit}', '{unsent}')"
        trials.hold("B", primary.ask(own) == [(2,)], "visits")


def shown(phone, home: str) -> set[str]:
    return {visit.id for visit in phone.store.household(home).visits}


@pytest.mark.fault("stale-replica")
def test_the_product_never_connects_to_a_replica(behind: Postgres, trials: Trials):
    with django_on(behind):
        with pytest.raises(OperationalError):
            connection.ensure_connection()
        # It is the setting that keeps it away: without it the replica would answer.
        parameters = {**connection.get_connection_params(), "target_session_attrs": "any"}
        names = ("host", "port", "dbname", "user", "password", "target_session_attrs")
        allowed = {name: parameters[name] for name in names}
        with psycopg.connect(**allowed) as other:
            assert other.execute("select pg_is_in_recovery()").fetchone() == (True,)
    trials.count("stale-replica")


@pytest.mark.fault("stale-replica")
def test_an_answer_of_a_minute_ago_does_a_phone_no_harm(
    primary: Postgres, clusters_field, tmp_path: Path, trials: Trials, settings
):
    """What a replica, a cache on the way or a slow line might deliver: an answer of ours, but of the past."""
    home, other = (str(clusters_field.homes[n].id) for n in (0, 1))
    with Served(tmp_path / "server", database=primary.url()) as server, Crew(tmp_path, server.url) as crew:
        # A server of its own knows no passwords hashed for tests.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
        with django_on(primary):
            newcomer = make_worker(clusters_field.grids["S11"], username="newcomer")
        crew.sign_in("newcomer")
        (phone,) = crew.phones
        past = Told(phone).pull()
        # 1. Time goes on: a visit, and another grid for the worker, each on the phone.
        visit = phone.store.record_visit(household_id=home, outcome="met")
        phone.sync()
        with django_on(primary):
            from server.grids.models import GridRole
            from tests.people import appoint

            appoint(newcomer, GridRole.GRID_WORKER, clusters_field.grids["S12"])
            appoint(newcomer, GridRole.GRID_WORKER, clusters_field.grids["S21"])
        phone.sync()
        phone.sync()
        assert len(phone.store.grids()) == 3
        unsent = phone.store.record_visit(household_id=other, outcome="phone")
        # 2. The answer of before arrives: older cursors, older records, a scope of one grid.
        phone.store.mirror.apply_pull(past)
        trials.count("stale-replica")
        trials.hold("F", visit in shown(phone, home), "the visit that the office has")
        trials.hold("A", unsent in shown(phone, other), "the unsent visit")
        trials.hold("A", phone.store.counts().waiting == 1, "what waits")
        trials.hold("D", len(phone.store.grids()) == 3, "two of three grids let go on one word")
        # 3. The next sync asks from the older place again, and all is as it was.
        report = phone.sync()
        assert report.complete, report
        trials.hold("C", crew.agrees(phone), "after the next sync")
        theirs = primary.ask("select count(*) from visits_visit where visitor_id = %s", newcomer.id)
        trials.hold("B", theirs == [(2,)], theirs)
