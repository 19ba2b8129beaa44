"""The phone is killed 200 times in the middle of whatever it does: each save that it reported is there, once, in order.

One process has everything imported and forks a child for each life. The child opens the store, works without a pause,
and tells over a pipe what it has been told itself: a save that came back, a verdict that was kept. Then SIGKILL.
"""

import hashlib
import json
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from mobile.store import Store, versions
from mobile.store.crypto import Box
from mobile.store.ids import new_id
from mobile.store.times import text_of
from mobile.wire import OpResult
from tests.faults.disk import Act, Disk, watched
from tests.faults.phone_day import Promises, jpeg
from tests.faults.times import times
from tests.mobile.store.town import KEY, NOON, StoppedClock, building, household, open_town, page

KILLS = times(200, 3000)
HOMES = 12


class Life:
    """What one child does between its start and its death."""

    def __init__(self, folder: Path, turn: int, rows: list, tell: Callable[..., None]) -> None:
        self.turn, self.tell, self.rows = turn, tell, rows
        self.chance = random.Random(turn)
        # Each life is an hour later; after some, what was acknowledged is two weeks old.
        self.clock = StoppedClock(NOON + timedelta(hours=4 * turn))
        tell("started")
        self.store = Store.open(folder, key=KEY, clock=self.clock)
        tell("opened", self.store.was_rebuilt)

    def go_on(self) -> None:
        deeds = (self.visit, self.visit, self.report, self.push, self.pull, self.photos_go, self.fetch_map)
        while True:
            self.clock.forward(seconds=20)
            self.chance.choice(deeds)()

    def visit(self) -> None:
        photos = tuple(
            self.store.photos.add(jpeg(self.chance.randrange(60_000)), camera_needs=0)
            for _ in range(self.chance.randrange(3))
        )
        home = self.chance.choice(self.rows[1:])
        visit = self.store.record_visit(household_id=home.id, outcome="met", note="记" * 200, photos=photos)
        self.tell("saved", visit, photos)

    def report(self) -> None:
        self.tell("saved", self.store.report_incident(category="rubbish", description="满", lon=116.3, lat=40.0), ())

    def push(self) -> None:
        batch = self.store.outgoing.take_batch(5)
        self.tell("pushing", [op.entity_id for op in batch])
        self.store.outgoing.settle([OpResult(op.op_id, "applied", "", "", {}) for op in batch])

    def photos_go(self) -> None:
        for sha256 in self.store.outgoing.photos_to_send(of_sent_only=True):
            self.store.outgoing.photo_stored(sha256)

    def pull(self) -> None:
        self.store.mirror.forget_cursors([page().grid])
        cut = len(self.rows) // 2
        self.store.mirror.apply_page(page(*self.rows[:cut], following="more"), None)
        self.store.mirror.apply_page(page(*self.rows[cut:]), "more")

    def fetch_map(self) -> None:
        content = bytes([self.turn % 256]) * self.chance.randrange(100, 9000)
        sha256 = hashlib.sha256(content).hexdigest()
        part = {"sha256": sha256, "kind": "grid", "id": "g", "name": "网格", "bytes": len(content)}
        for wanted in self.store.packs.announce({"parts": [part], "centre": [116.3, 40.0]}):
            if rest := content[self.store.packs.partial(wanted) :]:
                self.store.packs.add_piece(wanted, rest)
            self.store.packs.finish(wanted)
        self.store.packs.switch()


def live_and_die(folder: Path, turn: int, rows: list, fatal: int | None) -> list[tuple]:
    """One life in a child of its own, ended after some milliseconds, or by its own `fatal`-th act on the disk."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            be(folder, turn, rows, fatal, lambda *told: os.write(writer, json.dumps(told).encode() + b"\n"))
        except BaseException as error:  # the parent has to hear of it
            os.write(writer, json.dumps(["failed", repr(error)]).encode() + b"\n")
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        if fatal is None:
            # Once it works, and every fourth time while it still opens.
            lines = [pipe.readline() for _ in range(1 + (turn % 8 != 1))]
            time.sleep(random.Random(turn).uniform(0.002, 0.03))
            os.kill(child, signal.SIGKILL)
        else:
            lines = []
        told = [json.loads(line) for line in b"".join([*lines, pipe.read()]).split(b"\n") if line.endswith(b"]")]
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), told[-1:]
    return told


def be(folder: Path, turn: int, rows: list, fatal: int | None, tell: Callable[..., None]) -> None:
    # A kill takes nothing from the kernel's hands: without syncs there is time for more deeds.
    with watched(Disk(folder, killer(fatal or 0), syncs=False)):
        Life(folder, turn, rows, tell).go_on()


def killer(fatal: int) -> Callable[[Act], None]:
    acts = count(1)

    def listen(act: Act) -> None:
        if next(acts) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    return listen


class Parent:
    """Keeps account of what the children said before they died."""

    def __init__(self, folder: Path) -> None:
        place = building(doors=HOMES)
        self.rows = [place, *(household(place, door=n, name=f"户{n}") for n in range(HOMES))]
        self.folder = folder
        self.promises = Promises()
        open_town(folder, *self.rows).close()

    def hear(self, told: list[tuple]) -> None:
        for what, *rest in told:
            assert what != "failed", rest
            if what == "opened":
                assert rest == [False], "the file was taken for damaged"
            if what == "saved":
                self.promises.saved[rest[0]] = tuple(rest[1])
            if what == "pushing":
                self.promises.released.update(rest[0])

    def look(self, turn: int) -> list[str]:
        store = Store.open(self.folder, key=KEY, clock=StoppedClock(NOON + timedelta(hours=4 * turn)))
        try:
            return [*self.promises.broken(store), *(["rebuilt"] if store.was_rebuilt else [])]
        finally:
            store.close()


@pytest.mark.fault("phone-killed")
@pytest.mark.case("R01")
def test_two_hundred_kills_in_the_middle_of_everything_lose_nothing(trials, tmp_path):
    """Every other time at a random moment; else at the n-th act on the disk, for n from the first on."""
    parent = Parent(tmp_path / "account")
    for turn in range(KILLS):
        parent.hear(live_and_die(parent.folder, turn, parent.rows, fatal=None if turn % 2 else 1 + 2 * turn))
        if turn % 5 == 4:
            for what in parent.look(turn):
                trials.hold("A", False, f"after kill {turn}: {what}")
    trials.count(times=KILLS)
    assert len(parent.promises.saved) > KILLS, "the children hardly worked"
    for what in parent.look(KILLS):
        trials.hold("A", False, what)


def old_file(folder: Path, version: int) -> set[str]:
    """A file as the app of that version left it, with two visits that wait; version 0 is a first start."""
    folder.mkdir(parents=True)
    if version == 0:
        return set()
    with closing(sqlite3.connect(folder / "store.db", isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        db.execute("pragma journal_mode = wal")
        db.create_function("sealed", 1, Box(KEY).text if version > 1 else str)
        for number in range(version):
            versions.UPGRADES[number](db)
        db.execute(f"pragma user_version = {version}")
        return {insert_old_visit(db, number) for number in (1, 2)}


def insert_old_visit(db: sqlite3.Connection, number: int) -> str:
    visit, op = new_id(), new_id()
    body = {"household_id": new_id(), "outcome": "met", "needs": [], "note": "", "next_on": None, "photos": []}
    db.execute(
        "insert into outbox (op_id, device_seq, kind, schema_version, entity_id, body, captured_at, boot_id,"
        " elapsed_ms, scope_version) values (?, ?, 'visit.record', 1, ?, sealed(?), ?, 'b', 1, 'v')",
        (op, number, visit, json.dumps(body), NOON.isoformat()),
    )
    db.execute(
        "insert into own_visit (id, op_id, household_id, outcome, needs, note, visited_at, photos)"
        " values (?, ?, ?, 'met', '[]', '', ?, '[]')",
        (visit, op, body["household_id"], text_of(NOON)),
    )
    return visit


def open_and_die(folder: Path, fatal: int) -> bool:
    """Opens the store in a child that dies at its `fatal`-th act on the disk; False if it was done before."""
    child = os.fork()
    if child == 0:
        with watched(Disk(folder, killer(fatal), syncs=False)):
            Store.open(folder, key=KEY, clock=StoppedClock())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.fault("phone-killed")
@pytest.mark.parametrize("version", range(versions.CURRENT))
def test_killed_at_any_act_of_an_upgrade_it_goes_on_from_there(trials, tmp_path, version):
    """An older app's file with work in it; killed twice, at one act and in mending that."""
    fatal, died = 1, True
    while died:
        folder = tmp_path / str(fatal) / "account"
        saved = old_file(folder, version)
        died = open_and_die(folder, fatal)
        open_and_die(folder, 1 + fatal // 2)
        store = Store.open(folder, key=KEY, clock=StoppedClock())
        here = sorted(item.entity_id for item in store.outbox())
        trials.hold("A", here == sorted(saved) and not store.was_rebuilt, f"version {version}, act {fatal}")
        store.close()
        trials.count()
        fatal += times(7, 1)
