"""A full disk, and one that answers EIO, in the middle of every kind of work: refused or kept, and nothing between."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from mobile.store import Store
from mobile.store.problems import DiskFull, StorageFailed, StoreProblem
from mobile.store.reserve import CAMERA_NEEDS, RESERVE_BYTES
from server.households.models import Household
from server.sync.models import Operation
from server.visits.models import Visit
from tests.factories.places import make_household
from tests.faults.disk import READ, SYNC, SYNC_FOLDER, TRUNCATE, VFS, WRITE, Disk, watched
from tests.faults.phone_day import Day, jpeg
from tests.faults.small_disk import Failing, fill, real_small_disk, told_free, with_quota
from tests.faults.times import times
from tests.journeys.field import Field, Handset
from tests.mobile.store.town import KEY, household, page


@pytest.fixture(autouse=True)
def watched_from_the_start():
    """Connections opened before the disk fills up are to hear of it too."""
    VFS.register()
    yield
    VFS.give_back()


DEEDS: dict[str, Callable[[Day], object]] = {
    "visit": lambda day: day.record(),
    "photo": lambda day: day.record(photos=1),
    "incident": lambda day: day.report(),
    "push": lambda day: day.push(),
    "pull": lambda day: day.pull(),
    "map": lambda day: day.fetch_map(),
}


def after(day: Day, folder: Path) -> list[str]:
    """What is broken now, and what is broken after the phone was switched off and on with room again."""
    found = day.promises.broken(day.store)
    day.store.close()
    day.store = Store.open(folder, key=KEY, clock=day.clock)
    found += ["rebuilt"] if day.store.was_rebuilt else []
    found += day.promises.broken(day.store)
    day.record(photos=1)
    return found + day.promises.broken(day.store)


def something_to_do(day: Day) -> None:
    """Something to push, and another map to fetch."""
    day.record()


@pytest.mark.fault("disk-full")
@pytest.mark.parametrize("deed", DEEDS)
def test_a_disk_that_fills_up_in_the_middle_keeps_all_or_nothing(trials, tmp_path, deed):
    """With room for less and less: every place in the middle of the deed has its turn."""
    day = Day(tmp_path / "account")
    for _ in range(3):
        day.record(photos=1)
    (tmp_path / "account" / "reserve").unlink()
    refused = 0
    for room in range(0, 60_000, times(4001, 401)):
        something_to_do(day)
        with with_quota(tmp_path, room):
            saved = len(day.promises.saved)
            try:
                DEEDS[deed](day)
            except DiskFull:
                refused += 1
                trials.hold("A", len(day.promises.saved) == saved, f"{deed}: refused and promised")
            same = sorted(item.entity_id for item in day.store.outbox())
            trials.hold(
                "B", same == sorted(day.promises.saved), f"{deed} with {room} bytes: more or less than promised"
            )
        trials.count()
    for what in after(day, tmp_path / "account"):
        trials.hold("A", False, f"{deed}: {what}")
    # Verdicts and rows may find room in the log that is there already.
    assert refused or deed in ("push", "pull")


@pytest.mark.fault("disk-full")
def test_the_reserve_is_given_up_once_and_lets_the_next_record_be_kept(tmp_path):
    day = Day(tmp_path / "account")
    with with_quota(tmp_path, 0):
        with pytest.raises(DiskFull) as problem:
            day.record()
        assert problem.value.data["reserve_freed"]
        day.record()
        assert not (tmp_path / "account" / "reserve").exists()
    with with_quota(tmp_path, 3 * RESERVE_BYTES):
        day.record()
        assert (tmp_path / "account" / "reserve").stat().st_size == RESERVE_BYTES
    assert after(day, tmp_path / "account") == []


@pytest.mark.fault("disk-full")
def test_below_a_hundred_megabytes_the_camera_stops_and_the_form_goes_on(tmp_path):
    day = Day(tmp_path / "account")
    with told_free(lambda folder: CAMERA_NEEDS - 1):
        with pytest.raises(DiskFull):
            day.store.add_photo(jpeg(1))
        day.record()
    with told_free(lambda folder: CAMERA_NEEDS):
        assert day.store.add_photo(jpeg(1))


@pytest.mark.fault("disk-full")
@pytest.mark.parametrize("room", [0, 4096, 40_000])
def test_a_phone_that_is_full_when_it_is_switched_on_takes_nothing_for_damaged(tmp_path, room):
    """SQLite cannot even make its shared memory then: no reason to set a sound file aside."""
    day = Day(tmp_path / "account")
    kept = day.record(photos=1)
    day.store.close()
    with with_quota(tmp_path, room):
        day.store = Store.open(tmp_path / "account", key=KEY, clock=day.clock)
        assert not day.store.was_rebuilt
        assert [item.entity_id for item in day.store.outbox()] == [kept]
        # The reserve may have gone for the opening, or goes for the first refusal.
        with suppress(DiskFull):
            day.record()
        day.record()
        day.store.close()
    (tmp_path / "account" / "reserve").unlink(missing_ok=True)
    with with_quota(tmp_path, 0), suppress(StoreProblem):
        Store.open(tmp_path / "account", key=KEY, clock=day.clock).close()
    assert list((tmp_path / "account").glob("*.damaged-*")) == []
    day.store = Store.open(tmp_path / "account", key=KEY, clock=day.clock)
    assert after(day, tmp_path / "account") == []


@pytest.mark.fault("disk-full")
def test_a_real_small_disk_agrees(tmp_path):
    """What the quota says, said by the kernel; where mounting is not allowed, the quota's word has to do."""
    with real_small_disk(tmp_path / "disk", 16) as disk:
        if disk is None:
            return
        day = Day(disk / "account")
        day.record(photos=1)
        refused = 0
        for _ in range(12):
            fill(disk)
            for deed in DEEDS.values():
                try:
                    deed(day)
                except DiskFull:
                    refused += 1
            same = {item.entity_id for item in day.store.outbox()}
            assert same == set(day.promises.saved)
        assert refused
        big = [household(day.place, name="满" * 60, phone="1" * 20) for _ in range(20_000)]
        (disk / "other-apps-data").unlink()
        fill(disk, leave=200_000)
        day.store.mirror.forget_cursors([page().grid])
        with pytest.raises(DiskFull):
            day.store.mirror.apply_page(page(*big), None)
        assert day.store.mirror.next_snapshot() == (page().grid, None)
        (disk / "other-apps-data").unlink()
        assert after(day, disk / "account") == []
        day.store.close()


@pytest.mark.fault("disk-error")
@pytest.mark.parametrize("kind", [WRITE, SYNC, SYNC_FOLDER, TRUNCATE])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_disk_that_answers_eio_is_told_and_nothing_is_claimed(trials, tmp_path, deed, kind):
    """Each write and each sync of the deed fails once, in its turn; what was claimed before stays."""
    day = Day(tmp_path / "account")
    for _ in range(2):
        day.record(photos=1)
    nth, failed = 1, True
    while failed and nth < times(12, 100):
        something_to_do(day)
        failing = Failing(kind, nth=nth)
        with watched(Disk(tmp_path, failing, syncs=False)):
            saved = len(day.promises.saved)
            try:
                DEEDS[deed](day)
            except StorageFailed:
                trials.hold("A", len(day.promises.saved) == saved, f"{deed}, {kind} {nth}: refused and promised")
            except OSError as error:
                trials.hold("A", False, f"{deed}, {kind} {nth}: {error!r} reaches the screen")
        failed = bool(failing.failed)
        for what in day.promises.broken(day.store):
            trials.hold("A", False, f"{deed}, {kind} {nth}: {what}")
        trials.count(times=failing.failed)
        nth += 1
    for what in after(day, tmp_path / "account"):
        trials.hold("A", False, f"{deed}, {kind}: {what}")


@pytest.mark.fault("disk-error")
@pytest.mark.parametrize("name", ["outbox.log", "store.db-wal"])
def test_after_a_failed_sync_nothing_is_claimed_saved(tmp_path, name):
    day = Day(tmp_path / "account")
    kept = day.record()
    with watched(Disk(tmp_path, Failing(SYNC, lasts=1000, name=name), syncs=False)):
        day.reopen()
        for _ in range(3):
            with pytest.raises(StorageFailed):
                day.record()
        assert [item.entity_id for item in day.store.outbox()] == [kept]
        day.store.close()
    day.store = Store.open(tmp_path / "account", key=KEY, clock=day.clock)
    assert after(day, tmp_path / "account") == []


@pytest.mark.fault("disk-error")
@pytest.mark.case("R40")
def test_a_part_that_cannot_be_read_for_a_moment_is_no_damage_and_for_good_is(tmp_path):
    day = Day(tmp_path / "account")
    kept = [day.record() for _ in range(3)]
    day.store.close()
    for lasts, rebuilt in ((1, False), (1_000_000, True)):
        failing = Failing(READ, nth=2, lasts=lasts, name="store.db")
        bad = failing if not rebuilt else until_set_aside(tmp_path / "account", failing)
        with watched(Disk(tmp_path, bad, syncs=False, reads=True)):
            store = Store.open(tmp_path / "account", key=KEY, clock=day.clock)
            assert failing.failed
            assert store.was_rebuilt is rebuilt
            assert [item.entity_id for item in reversed(store.outbox())] == kept
            store.close()


def until_set_aside(folder: Path, failing: Failing) -> Callable[..., None]:
    """The bad blocks go away with the file that lies on them."""
    return lambda act: None if list(folder.glob("store.db.damaged-*")) else failing(act)


@pytest.mark.fault("disk-error")
@pytest.mark.case("R40")
def test_with_both_copies_unreadable_today_nothing_is_begun_afresh(tmp_path):
    day = Day(tmp_path / "account")
    kept = day.record()
    day.store.close()
    with watched(Disk(tmp_path, Failing(READ, lasts=1_000_000), syncs=False, reads=True)), pytest.raises(StorageFailed):
        Store.open(tmp_path / "account", key=KEY, clock=day.clock)
    store = Store.open(tmp_path / "account", key=KEY, clock=day.clock)
    assert not store.was_rebuilt
    assert [item.entity_id for item in store.outbox()] == [kept]
    store.close()


@pytest.mark.fault("disk-full")
@pytest.mark.case("R04")
@pytest.mark.django_db(transaction=True)
def test_a_pull_onto_a_full_disk_neither_swaps_in_a_part_nor_empties_the_server(live_server, tmp_path):
    """The map and the records do not fit; what is there stays in use, what waits stays, and nothing is sent for it."""
    field = Field()
    phone = Handset(tmp_path / "worker", live_server.url, "worker")
    phone.sign_in()
    assert phone.sync().complete
    before = phone.store.pack(), [part.sha256 for part in phone.store.pack_parts()]
    kept = phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
    make_household(field.building, floor=4, room="401", name="新来")
    held = (Household.objects.count(), Operation.objects.count())
    phone.store.mirror.forget_cursors([grid.id for grid in phone.store.grids()])
    (phone.store.folder / "reserve").unlink()
    with with_quota(tmp_path, 0):
        for _ in range(2):
            report = phone.sync()
            assert report.error_code == "disk_full"
    assert Household.objects.count() == held[0]
    assert Operation.objects.count() <= held[1] + 1
    assert (phone.store.pack(), [part.sha256 for part in phone.store.pack_parts()]) == before
    assert [item.entity_id for item in phone.store.outbox()] == [kept]
    assert phone.store.household(str(field.homes[0].id)).name
    report = phone.sync()
    assert (report.error_code, report.waiting) == (None, 0)
    assert Visit.objects.count() == 1
    assert phone.store.find("新来")
    phone.store.close()
