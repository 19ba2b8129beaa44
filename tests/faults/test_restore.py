"""The database is lost and comes back from a backup of before: phones offer again what it has forgotten."""

import io
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from server.households.models import Household
from server.launch import engine
from server.photos.models import Photo
from server.sync.models import Epoch, EpochReason, Operation
from server.visits.models import Visit
from tests.factories.places import make_household
from tests.faults.clusters import Postgres, copy_of, django_on, until
from tests.faults.crew import Crew
from tests.faults.ledger import Trials
from tests.faults.served import Served
from tests.journeys.field import jpeg

pytestmark = pytest.mark.xdist_group("clusters")


@pytest.fixture(scope="module")
def archived(kept_field) -> Iterator[Postgres]:
    """A cluster whose log is archived, as install.md says."""
    with copy_of(kept_field.cluster, archive_mode="on", archive_timeout="60") as made:
        archive = made.folder.parent / "archive"
        archive.mkdir()
        engine.give_to_owner(archive)
        made.stop_orderly()
        made.configure(archive_command=f"test ! -f {archive}/%f && cp %p {archive}/%f")
        made.start()
        yield made


def restored(backup: Postgres, archive: Path, moment: str) -> Postgres:
    """What an administrator does: the base backup, the archive, and the moment to stop at."""
    backup.configure(
        restore_command=f"cp {archive}/%f %p", recovery_target_time=moment, recovery_target_action="promote"
    )
    signal = backup.folder / "recovery.signal"
    signal.touch()
    engine.give_to_owner(signal)
    backup.start(archive_mode="off")
    until(lambda: backup.ask("select pg_is_in_recovery()") == [(False,)], "the database is restored")
    return backup


@pytest.mark.fault("restore")
@pytest.mark.case("R10")
def test_phones_offer_again_what_a_restored_server_has_lost(
    archived: Postgres, clusters_field, tmp_path: Path, trials: Trials
):
    homes = [str(home.id) for home in clusters_field.homes]
    archive = archived.folder.parent / "archive"
    with Served(tmp_path / "server", database=archived.url()) as server, Crew(tmp_path, server.url) as crew:
        # 1. Yesterday: a base backup, then some more work that only the archive has.
        crew.sign_in("worker", "worker", "teammate")
        early = [phone.store.record_visit(household_id=homes[0], outcome="met") for phone in crew.phones]
        crew.sync()
        backup = archived.base_backup(archived.folder.parent / "backup", to_follow=False)
        between = crew.phones[0].store.record_visit(household_id=homes[1], outcome="not_home")
        crew.sync()
        ((moment,),) = archived.ask("select clock_timestamp()::text")
        # 2. Today: visits with photos, a report, a step that the server refuses, and work in the office.
        late = []
        for number, phone in enumerate(crew.phones):
            photo = phone.store.add_photo(jpeg(("red", "green", "blue")[number]))
            late.append(phone.store.record_visit(household_id=homes[number], outcome="phone", photos=(photo,)))
        lon, lat = clusters_field.building.geom.point_on_surface.coords
        report = crew.phones[0].store.report_incident(category="rubbish", description="示例", lon=lon, lat=lat)
        crew.sync()
        crew.phones[0].store.advance_incident(incident_id=report, to_state="closed")
        assert [crew.sync()[0].attention, crew.counts(crew.phones[0])] == [1, (0, 1)]
        with django_on(archived):
            made_in_office = make_household(clusters_field.building, floor=1, room="102", name="示例新户")
        crew.sync()
        assert names_on(crew) >= {"示例新户"}
        before = told(archived)
        assert set(before) == {*early, between, *late}
        # 3. The machine burns down; the backup is read in up to that moment, and nobody tells the server.
        ((after,),) = archived.ask("select clock_timestamp()::text from pg_switch_wal()")
        until(lambda: archived_since(archived, after), "the log is archived")
        archived.kill()
        again = restored(backup, archive, moment)
        try:
            assert set(told(again)) == {*early, between}
            server.stop()
            shutil.rmtree(tmp_path / "server" / "media")
            server.environment["DATABASE_URL"] = again.url()
            server.start()
            # 4. One sync of each phone.
            trials.count("restore", times=len(crew.phones))
            reports = crew.sync()
            for report_of_phone in reports:
                trials.hold("A", report_of_phone.error_code is None and report_of_phone.waiting == 0, report_of_phone)
            repaired(again, before, trials)
            trials.hold("G", crew.counts(crew.phones[0]) == (0, 1), "the refused step on its phone")
            with django_on(again):
                assert Epoch.objects.get().reason == EpochReason.NOTICED
                refused = Operation.objects.filter(state__in=["rejected", "conflict"], kind="incident.step")
                trials.hold("G", refused.count() == 1, "the refused step in the office")
                trials.hold("A", Photo.objects.count() == 3, "photos")
                assert not Household.objects.filter(id=made_in_office.id).exists()
                # 5. The administrator's command says what no phone can bring back, and asks for no second repair.
                out = io.StringIO()
                call_command("after_restore", "--again", stdout=out)
                assert "办公室" in out.getvalue() or "in the office" in out.getvalue()
            # Twice: what the last phone brings again is news to the first.
            crew.sync()
            crew.sync()
            repaired(again, before, trials)
            for phone in crew.phones:
                trials.hold("C", crew.agrees(phone), phone.store.device_id)
            assert "示例新户" not in names_on(crew)
        finally:
            server.stop()
            again.stop()


def archived_since(database: Postgres, moment: str) -> bool:
    """Whether the archive holds everything up to this moment: files are archived in their order."""
    sql = "select last_archived_time > %s::timestamptz and last_archived_wal is not null from pg_stat_archiver"
    return database.ask(sql, moment) == [(True,)]


def names_on(crew: Crew) -> set[str]:
    return {hit.name for phone in crew.phones for hit in phone.store.find("示例新户")}


def told(database: Postgres) -> dict[str, tuple[object, ...]]:
    """Visits by id, with what must be the same after the repair."""
    columns = "id, household_id, visitor_id, outcome, captured_at, visited_at, photo_hashes"
    rows = database.ask(f"select {columns} from visits_visit")
    return {str(row[0]): row[1:] for row in rows}


def repaired(database: Postgres, before: dict[str, tuple[object, ...]], trials: Trials) -> None:
    after = told(database)
    trials.hold("A", set(after) == set(before), "ids of visits")
    for visit_id, row in before.items():
        again = after.get(visit_id, row)
        trials.hold("A", (*again[:4], again[5]) == (*row[:4], row[5]), (visit_id, row, again))
        # By its steady clock, as the first time: but for the way of the message.
        trials.hold("A", abs(again[4] - row[4]) < timedelta(seconds=5), (visit_id, row, again))
    with django_on(database):
        trials.hold("B", Visit.objects.count() == len(before), "a visit twice")
