"""A transaction stays open after it has written: no phone hears of newer changes for a while, and none loses any."""

import io
import time
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from server.sync.selectors import horizon
from server.watch import selectors
from tests.faults.clusters import Postgres, django_on, until
from tests.faults.crew import Crew
from tests.faults.ledger import Trials
from tests.faults.served import Served

pytestmark = pytest.mark.xdist_group("clusters")


@pytest.mark.fault("long-write")
def test_an_open_transaction_holds_news_back_and_loses_none(
    primary: Postgres, clusters_field, tmp_path: Path, trials: Trials, monkeypatch
):
    homes = [home.id for home in clusters_field.homes]
    with Served(tmp_path / "server", database=primary.url()) as server, Crew(tmp_path, server.url) as crew:
        crew.sign_in("worker", "teammate")
        first, second = crew.phones
        with primary.connect(application_name="night import") as other, other.transaction() as held:
            # 1. Somebody writes, and goes for lunch.
            other.execute("update households_household set name = '示例改名' where id = %s", [homes[0]])
            # 2. Work goes on: what phones send is taken, and judged.
            visit = first.store.record_visit(household_id=str(homes[1]), outcome="met")
            report = first.sync()
            trials.hold("A", (report.pushed, report.waiting, report.error_code) == (1, 0, None), report)
            # 3. The other phone does not hear of it yet, and its cursor stays below the open transaction.
            second.sync()
            assert seen(second, homes[1]) == []
            # 4. The office is told who it is.
            monkeypatch.setattr(selectors, "STALLED_AFTER", selectors.timedelta(0))
            with django_on(primary):
                out = io.StringIO()
                with pytest.raises(SystemExit):
                    call_command("alarms", stdout=out)
                assert "horizon_stalled" in out.getvalue()
                assert f"{other.info.backend_pid}" in out.getvalue()
                assert "night import" in out.getvalue()
            trials.count("long-write")
            del held
        # 5. It ends: both come, the late one and the one that overtook it.
        for phone in crew.phones:
            phone.sync()
            trials.hold("C", crew.agrees(phone), phone.username)
            assert seen(phone, homes[1]) == [visit]
            assert phone.store.household(str(homes[0])).name == "示例改名"


def seen(phone, household_id) -> list[str]:
    return [visit.id for visit in phone.store.household(str(household_id)).visits]


@pytest.mark.fault("long-write")
def test_our_own_sessions_cannot_hold_it_for_long(primary: Postgres, trials: Trials):
    with django_on(primary):
        with connection.cursor() as cursor:
            cursor.execute("show idle_in_transaction_session_timeout")
            assert cursor.fetchone() == ("1min",)
        # The same, in a second instead of a minute.
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("set local idle_in_transaction_session_timeout = 1000")
            cursor.execute("update sync_epoch set began_at = began_at")
            cursor.execute("create table left_open (x int)")
            cursor.execute("select pg_current_xact_id()::text::bigint")
            (own,) = cursor.fetchone()
        ((stalled_at,),) = primary.ask("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        assert stalled_at <= own
        until(
            lambda: primary.ask("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")[0][0] > own,
            "the idle session was ended",
        )
        connection.close()
        assert horizon() > own
    trials.count("long-write")
    assert primary.ask("select to_regclass('left_open')") == [(None,)]


@pytest.mark.fault("long-write")
def test_a_reader_and_another_database_hold_nothing_back(primary: Postgres, trials: Trials):
    primary.ask("create database elsewhere", database="postgres")
    with (
        primary.connect(database="elsewhere") as elsewhere,
        elsewhere.transaction(),
        primary.connect() as reader,
        reader.transaction(),
    ):
        elsewhere.execute("create table written (x int)")
        reader.execute("select count(*) from visits_visit")
        time.sleep(0.01)
        with django_on(primary):
            newest = write_something(primary)
            assert horizon() > newest
    trials.count("long-write")


def write_something(database: Postgres) -> int:
    with database.connect() as connection_, connection_.transaction():
        connection_.execute("create temporary table something (x int)")
        row = connection_.execute("select pg_current_xact_id()::text::bigint").fetchone()
    assert isinstance(connection_, psycopg.Connection)
    return row[0]
