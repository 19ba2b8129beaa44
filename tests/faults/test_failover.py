"""The primary dies for good, and the replica that takes over lacks the last commits that phones were promised."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from server.accounts.models import Device
from server.sync.models import Epoch, EpochReason, Operation
from server.visits.models import Visit
from tests.faults.clusters import Postgres, django_on, until
from tests.faults.crew import Crew
from tests.faults.ledger import Trials
from tests.faults.served import Served

pytestmark = pytest.mark.xdist_group("clusters")


@pytest.fixture(scope="module")
def replica(primary: Postgres) -> Iterator[Postgres]:
    made = primary.base_backup(primary.folder.parent / "replica", to_follow=True)
    made.start()
    yield made
    made.stop()


def caught_up(primary: Postgres, replica: Postgres) -> bool:
    ((place,),) = primary.ask("select pg_current_wal_lsn()::text")
    return replica.ask("select coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)", place) == [(True,)]


@pytest.mark.fault("failover", "stale-replica")
def test_phones_repair_a_promoted_replica_that_lacks_acknowledged_commits(
    primary: Postgres, replica: Postgres, clusters_field, tmp_path: Path, trials: Trials
):
    homes = [str(home.id) for home in clusters_field.homes]
    with Served(tmp_path / "server", database=primary.url()) as server, Crew(tmp_path, server.url) as crew:
        # 1. What both databases know.
        crew.sign_in("worker", "worker", "teammate")
        early = [phone.store.record_visit(household_id=homes[0], outcome="met") for phone in crew.phones]
        crew.sync()
        until(lambda: caught_up(primary, replica), "the replica has caught up")
        # 2. The replica goes on answering, of the past: the office may promote it only, never serve from it.
        with pytest.raises(CommandError, match=r"replica|备用库"), django_on(replica):
            call_command("after_promote")
        # 3. It no longer receives. What phones are promised now is in one place only.
        cut_off(replica)
        late = [phone.store.record_visit(household_id=homes[n], outcome="phone") for n, phone in enumerate(crew.phones)]
        assert all(report.waiting == 0 for report in crew.sync())
        assert visits(primary) == {*early, *late}
        # 4. The primary dies, the replica takes over, the server is told.
        primary.kill()
        replica.promote()
        assert visits(replica) == set(early)
        out = io.StringIO()
        with django_on(replica):
            call_command("after_promote", stdout=out)
        server.stop()
        server.environment["DATABASE_URL"] = replica.url()
        server.start()
        # 5. One sync of each phone repairs it.
        trials.count("failover", times=len(crew.phones))
        trials.count("stale-replica")
        for report in crew.sync():
            trials.hold("A", report.error_code is None and report.waiting == 0, report)
        with django_on(replica):
            trials.hold("A", visits(replica) == {*early, *late}, "visits after the repair")
            trials.hold("B", Visit.objects.count() == len(early) + len(late), "a visit twice")
            trials.hold("B", Operation.objects.count() == len(early) + len(late), "an operation twice")
            assert Epoch.objects.get().reason == EpochReason.PROMOTED
            assert set(Device.objects.values_list("waiting_count", flat=True)) == {0}
        crew.sync()
        for phone in crew.phones:
            trials.hold("C", crew.agrees(phone), phone.store.device_id)
            trials.hold("F", crew.counts(phone) == (0, 0), "waiting, attention")


def cut_off(replica: Postgres) -> None:
    """The replica's receiver loses its way to the primary; what it has, it keeps."""
    replica.ask("alter system set primary_conninfo = ''")
    replica.ask("select pg_reload_conf()")
    until(lambda: replica.ask("select count(*) from pg_stat_wal_receiver") == [(0,)], "the receiver has stopped")


def visits(database: Postgres) -> set[str]:
    return {str(row[0]) for row in database.ask("select id from visits_visit")}
