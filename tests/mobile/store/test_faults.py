"""Full disks, cut saves, damaged files: nothing half applied, nothing unsent lost."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mobile.store import Store, meta
from mobile.store.crypto import Box
from mobile.store.ids import new_id
from mobile.store.journal import Journal
from mobile.store.problems import DiskFull, StoreTooNew
from mobile.store.reserve import RESERVE_BYTES
from tests.faults.disk import VFS
from tests.faults.small_disk import with_quota
from tests.mobile.store.town import KEY, StoppedClock, building, household, open_town, page


@pytest.fixture
def heard_of_from_the_start():
    """Connections opened before the disk fills up hear of it too."""
    VFS.register()
    yield
    VFS.give_back()


def test_a_full_disk_refuses_and_keeps_nothing_half(tmp_path, heard_of_from_the_start):
    place = building()
    home = household(place)
    folder = tmp_path / "account"
    store = open_town(folder, place, home)
    kept = [store.record_visit(household_id=home.id, outcome="met", note="x" * 500)]
    refused = 0
    with with_quota(folder, 0) as quota:
        for number in range(20):
            # Other apps fill the disk, and now and then give some of it back.
            quota.room = 200_000 if number % 4 == 3 else 0
            try:
                kept.append(store.record_visit(household_id=home.id, outcome="met", note="y" * 2000))
            except DiskFull:
                refused += 1
        assert refused
        assert len(kept) > 1
        assert not (folder / "reserve").exists()
        same = [item.entity_id for item in reversed(store.outbox())]
        assert same == kept
        assert [entry["op"]["entity_id"] for entry in store.journal.read()] == kept
        store.close()
    again = Store.open(folder, key=KEY, clock=StoppedClock())
    assert [item.entity_id for item in reversed(again.outbox())] == kept
    assert (folder / "reserve").stat().st_size == RESERVE_BYTES
    again.record_visit(household_id=home.id, outcome="met")
    again.close()


def test_a_full_disk_in_mid_pull_changes_nothing(tmp_path, heard_of_from_the_start):
    place = building()
    home = household(place)
    folder = tmp_path / "account"
    store = open_town(folder, place, home)
    store.record_visit(household_id=home.id, outcome="met")
    store.mirror.forget_cursors([page().grid])
    big = [household(place, name="满" * 60, phone="1" * 20) for _ in range(2000)]
    with with_quota(folder, 300_000) as quota:
        with pytest.raises(DiskFull):
            store.mirror.apply_page(page(*big), None)
        assert quota.refused
        assert store.mirror.next_snapshot() == (page().grid, None)
        assert [hit.name for hit in store.find("王")] == ["王小明"]
        assert store.counts().waiting == 1
        store.close()


def test_the_camera_stops_before_the_form_does(tmp_path):
    place = building()
    home = household(place)
    store = open_town(tmp_path, place, home)
    with pytest.raises(DiskFull):
        store.photos.add(b"\xff\xd8", camera_needs=1 << 62)
    store.record_visit(household_id=home.id, outcome="met")


def test_a_save_cut_off_between_journal_and_commit_comes_back(tmp_path):
    place = building()
    home = household(place)
    store = open_town(tmp_path, place, home)
    store.record_visit(household_id=home.id, outcome="met")
    entry = next(store.journal.read())
    lost = {**entry, "op": {**entry["op"], "op_id": new_id(), "entity_id": new_id(), "device_seq": 2}}
    store.close()
    Journal(tmp_path / "outbox.log", Box(KEY)).append(lost)
    again = Store.open(tmp_path, key=KEY, clock=StoppedClock())
    assert again.recovered == 1
    assert {item.op_id for item in again.outbox()} == {entry["op"]["op_id"], lost["op"]["op_id"]}
    again.record_visit(household_id=home.id, outcome="met")
    assert again.outgoing.take_batch(9)[-1].device_seq == 3


@pytest.mark.parametrize("how", ["flipped", "cut", "emptied", "noise"])
def test_a_damaged_file_is_set_aside_and_the_work_rebuilt(tmp_path, how):
    place = building()
    home = household(place)
    store = open_town(tmp_path, place, home)
    device = store.device_id
    visits = {store.record_visit(household_id=home.id, outcome="met") for _ in range(5)}
    store.close()
    damage(tmp_path / "store.db", how)
    again = Store.open(tmp_path, key=KEY, clock=StoppedClock())
    assert again.was_rebuilt
    assert {item.entity_id for item in again.outbox()} == visits
    assert again.device_id == device
    assert list(tmp_path.glob("store.db.damaged-*"))
    again.close()


def damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how == "flipped":
        for at in range(4096, len(content), 512):
            content[at] ^= 0xFF
    elif how == "cut":
        del content[len(content) // 2 :]
    elif how == "emptied":
        content = bytearray(b"\0" * len(content))
    else:
        content = bytearray(random.Random(1).randbytes(len(content)))
    path.write_bytes(content)


def test_a_journal_with_a_hole_gives_the_rest(tmp_path):
    journal = Journal(tmp_path / "outbox.log", Box(KEY))
    for number in range(10):
        journal.append({"op": {"op_id": str(number)}, "text": "记录" * 5})
    content = bytearray(journal.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    journal.path.write_bytes(content[:-3])
    numbers = [entry["op"]["op_id"] for entry in journal.read()]
    assert len(numbers) == 8
    assert numbers == sorted(numbers)


def test_a_file_of_a_newer_app_is_left_alone(tmp_path):
    store = open_town(tmp_path)
    store.database.writer.execute("pragma user_version = 99")
    meta.put(store.database.writer, "file_version", 99)
    store.close()
    before = (tmp_path / "store.db").read_bytes()
    with pytest.raises(StoreTooNew):
        Store.open(tmp_path, key=KEY)
    assert (tmp_path / "store.db").read_bytes() == before


WRITER = """
import sys
from mobile.store import Store, meta
store = Store.open(sys.argv[1], key=bytes(range(32)))
while True:
    print(store.record_visit(household_id=sys.argv[2], outcome="met", note="n" * 300), flush=True)
"""


def test_killed_in_mid_write_loses_nothing_that_was_confirmed(tmp_path):
    place = building()
    home = household(place)
    open_town(tmp_path, place, home).close()
    confirmed: list[str] = []
    for turn in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), home.id], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        confirmed.append(process.stdout.readline().strip())
        time.sleep(0.01 * turn)
        process.send_signal(signal.SIGKILL)
        confirmed += [line.strip() for line in process.stdout if len(line) == 37]
        process.wait()
    store = Store.open(tmp_path, key=KEY)
    here = {item.entity_id for item in store.outbox()}
    assert set(confirmed) <= here
    # A record without its operation, or an operation twice, would be as bad.
    journal = [entry["op"]["entity_id"] for entry in store.journal.read()]
    assert sorted(journal) == sorted(here)
    seqs = [op.device_seq for op in store.outgoing.take_batch(10**6)]
    assert len(seqs) == len(set(seqs)) == len(here)
    assert not store.was_rebuilt
