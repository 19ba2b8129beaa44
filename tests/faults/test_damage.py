"""Bits flip and files are cut: the phone opens, and what was not sent yet is there, from one copy or the other."""

import os
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from mobile.store import Store
from mobile.store.crypto import Box
from mobile.store.journal import Journal
from mobile.store.problems import StoreTooNew
from mobile.store.reserve import NAME, RESERVE_BYTES
from tests.faults.phone_day import Day
from tests.faults.times import times
from tests.mobile.store.town import KEY, StoppedClock

FLIPS = times(25, 500)
FILES = ("store.db", "store.db-wal", "outbox.log", "account.json")


class Phone:
    """A phone that was switched off with work on it: its folder as it lay then, to be damaged in many ways."""

    def __init__(self, tmp_path: Path) -> None:
        self.day = Day(tmp_path / "phone" / "account")
        self.day.live(5)
        for _ in range(3):
            self.day.record(photos=1)
        self.device = self.day.store.device_id
        self.waiting = [item.entity_id for item in self.day.store.outbox() if item.state == "waiting"]
        # Copied with the connections open: the log still holds what the database has not.
        self.still = tmp_path / "still"
        shutil.copytree(tmp_path / "phone", self.still, ignore=shutil.ignore_patterns(NAME))
        self.day.store.close()
        self.folder = tmp_path / "damaged" / "account"

    def afresh(self) -> Path:
        shutil.rmtree(self.folder.parent, ignore_errors=True)
        shutil.copytree(self.still, self.folder.parent)
        # As long as the real one, and without its bytes: there are hundreds of folders to come.
        (self.folder / NAME).touch()
        os.truncate(self.folder / NAME, RESERVE_BYTES)
        return self.folder

    def open(self) -> Store:
        return Store.open(self.folder, key=KEY, clock=StoppedClock(self.day.clock.at))

    def lost(self, store: Store) -> list[str]:
        """What is not as it was: unsent work above all."""
        found = self.day.promises.broken(store)
        bodies = {op.entity_id: op.message() for op in store.outgoing.take_batch(1000)}
        store.outgoing.put_back()
        found += [f"{entity} is not offered" for entity in self.waiting if entity not in bodies]
        told = self.told
        found += [f"{entity} would be sent altered" for entity in self.waiting if bodies.get(entity) != told[entity]]
        if store.device_id != self.device:
            found.append("the phone has another identity")
        return found

    @property
    def told(self) -> dict[str, dict]:
        entries = Journal(self.still / "account" / "outbox.log", Box(KEY)).read()
        return {entry["op"]["entity_id"]: entry["op"] for entry in entries}


@pytest.fixture(scope="module")
def phone(tmp_path_factory):
    return Phone(tmp_path_factory.mktemp("phone"))


def flip(path: Path, *bits: int) -> None:
    content = bytearray(path.read_bytes())
    for bit in bits:
        content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


def bits_of(path: Path, chance: random.Random, count: int) -> list[int]:
    """Anywhere, and also where a single bit says most: the headers of the file and of its pages."""
    size = path.stat().st_size * 8
    anywhere = [chance.randrange(size) for _ in range(count)]
    heads = [min(size - 1, chance.randrange(size) // 32768 * 32768 + chance.randrange(800)) for _ in range(count)]
    return anywhere + heads + [chance.randrange(min(size, 800)) for _ in range(count)]


@pytest.mark.fault("flipped-bit")
@pytest.mark.case("R08", "R40")
@pytest.mark.parametrize("name", FILES)
def test_no_flipped_bit_loses_or_alters_what_is_unsent(trials, phone, name):
    chance = random.Random(name)
    for bit in bits_of(phone.afresh() / name, chance, FLIPS):
        flip(phone.afresh() / name, bit)
        try:
            store = phone.open()
        except Exception as error:
            # Whatever it is: a phone that does not open has lost everything.
            trials.hold("A", False, f"bit {bit} of {name}: does not open: {error!r}")
            continue
        for what in phone.lost(store):
            trials.hold("A", False, f"bit {bit} of {name}: {what}")
        if store.was_rebuilt:
            trials.hold("F", list(phone.folder.glob("store.db.damaged-*")), f"bit {bit} of {name}: thrown away")
        trials.hold("A", not store.unreadable, f"bit {bit} of {name}: says that something is lost")
        store.close()
    trials.count(times=3 * FLIPS)


@pytest.mark.fault("flipped-bit")
def test_a_bit_in_every_page_of_the_database(trials, phone):
    """Tables, indexes and the schema alike: every page has its turn."""
    pages = (phone.afresh() / "store.db").stat().st_size // 4096
    chance = random.Random(4)
    for page in range(0, pages, max(1, pages // times(60, 10_000))):
        flip(phone.afresh() / "store.db", *(page * 32768 + chance.randrange(32768) for _ in range(8)))
        store = phone.open()
        for what in phone.lost(store):
            trials.hold("A", False, f"page {page}: {what}")
        store.close()
        trials.count()


@pytest.mark.fault("truncated-wal")
@pytest.mark.case("R40")
def test_a_log_cut_off_anywhere_loses_nothing(trials, phone):
    size = (phone.afresh() / "store.db-wal").stat().st_size
    chance = random.Random(5)
    for length in [0, 1, 31, 32, 33, *(chance.randrange(size) for _ in range(times(30, 1000)))]:
        with (phone.afresh() / "store.db-wal").open("rb+") as file:
            file.truncate(length)
        store = phone.open()
        for what in phone.lost(store):
            trials.hold("A", False, f"log cut to {length}: {what}")
        store.close()
        trials.count()


@pytest.mark.fault("truncated-wal")
def test_a_journal_cut_off_anywhere_is_made_whole_from_the_database(trials, phone):
    size = (phone.afresh() / "outbox.log").stat().st_size
    chance = random.Random(6)
    for length in [0, 1, 7, 8, 9, *(chance.randrange(size) for _ in range(times(15, 300)))]:
        with (phone.afresh() / "outbox.log").open("rb+") as file:
            file.truncate(length)
        store = phone.open()
        for what in phone.lost(store):
            trials.hold("A", False, f"journal cut to {length}: {what}")
        copied = {entry["op"]["entity_id"] for entry in store.journal.read()}
        trials.hold("A", set(phone.waiting) <= copied, f"journal cut to {length}: not made whole")
        store.close()
        trials.count()


@pytest.mark.fault("flipped-bit")
@pytest.mark.case("R08", "R40")
@pytest.mark.parametrize(
    "missing", [("store.db",), ("store.db-wal",), ("store.db-shm",), ("store.db", "store.db-wal", "store.db-shm")]
)
@pytest.mark.parametrize("how", ["gone", "empty", "zeros"])
def test_files_that_are_gone_or_zeroed_are_made_again(phone, missing, how):
    folder = phone.afresh()
    for name in missing:
        path = folder / name
        size = path.stat().st_size if path.exists() else 0
        path.unlink(missing_ok=True)
        if how != "gone":
            path.write_bytes(bytes(size if how == "zeros" else 0))
    store = phone.open()
    assert phone.lost(store) == []
    store.close()


def place_in_journal(path: Path, entity: str) -> int:
    """A byte of the entry of this record."""
    journal, content, at = Journal(path, Box(KEY)), path.read_bytes(), 0
    while True:
        entry, end = journal.read_frame(content, at)
        assert entry
        if entry["op"]["entity_id"] == entity:
            return end - 1
        at = end


@pytest.mark.fault("flipped-bit")
@pytest.mark.case("R40")
def test_only_what_is_damaged_in_both_copies_is_lost_and_that_is_said(phone):
    folder = phone.afresh()
    victim = phone.waiting[1]
    (folder / "store.db").write_bytes(bytes(8192))
    content = (folder / "outbox.log").read_bytes()
    flip(folder / "outbox.log", place_in_journal(folder / "outbox.log", victim) * 8)
    store = phone.open()
    assert (store.was_rebuilt, store.unreadable) == (True, 1)
    here = {item.entity_id for item in store.outbox()}
    assert set(phone.waiting) - here == {victim}
    # Both damaged files lie there still.
    assert list(folder.glob("store.db.damaged-*"))
    (aside,) = folder.glob("outbox.log.damaged-*")
    assert aside.read_bytes() != content
    assert len(aside.read_bytes()) == len(content)
    store.close()
    again = phone.open()
    assert (again.was_rebuilt, again.unreadable) == (False, 0)
    again.close()


@pytest.mark.fault("flipped-bit")
def test_an_altered_note_is_read_from_the_copy_whose_checksum_holds(phone):
    """A bit in a text is no damage to SQLite; it would be sent."""
    folder = phone.afresh()
    with sqlite3.connect(folder / "store.db") as db:
        box = Box(KEY)
        db.create_function("altered", 1, lambda sealed: box.text(str(box.plain(sealed)).replace("met", "mat")))
        db.execute("update outbox set body = altered(body) where state = 'waiting'")
        db.execute("update own_visit set outcome = 'mat'")
    db.close()
    store = phone.open()
    assert not store.was_rebuilt
    assert store.repaired
    assert phone.lost(store) == []
    store.close()


@pytest.mark.fault("flipped-bit")
def test_a_version_that_a_bit_makes_newer_is_damage_and_no_newer_app(phone):
    folder = phone.afresh()
    with sqlite3.connect(folder / "store.db") as db:
        db.execute("pragma user_version = 65539")
    db.close()
    store = phone.open()
    assert store.was_rebuilt
    assert phone.lost(store) == []
    store.close()
    phone.afresh()
    with sqlite3.connect(folder / "store.db") as db:
        db.execute("pragma user_version = 99")
        db.execute("update meta set value = ? where key = 'file_version'", (Box(KEY).text("99"),))
    db.close()
    with pytest.raises(StoreTooNew):
        phone.open()


@pytest.mark.fault("flipped-bit")
@pytest.mark.case("R08")
def test_the_journal_keeps_what_was_acknowledged_for_fourteen_days_and_rebuilds_from_it(tmp_path):
    day = Day(tmp_path / "account")
    visit = day.record(photos=1)
    day.push()
    day.pass_time(days=13)
    day.reopen()
    assert [entry["op"]["entity_id"] for entry in day.store.journal.read()] == [visit]
    day.store.close()
    (tmp_path / "account" / "store.db").write_bytes(bytes(4096))
    store = Store.open(tmp_path / "account", key=KEY, clock=day.clock)
    assert store.was_rebuilt
    assert store.recovered == 1
    # It is offered again: the server answers "duplicate" if it has it, and takes it if it has lost it.
    assert [op.entity_id for op in store.outgoing.take_batch(9)] == [visit]
    assert day.promises.broken(store) == []
    store.close()
