"""The power goes at any moment: what the worker saw saved is there afterwards, once, in its order, with its photos."""

import os
import random
import shutil
from pathlib import Path

import pytest

from mobile.store import Store, database, opening, packs, photos
from mobile.store.journal import Journal
from mobile.store.packs import Packs
from mobile.store.photos import Photos
from mobile.store.reserve import NAME, RESERVE_BYTES
from tests.faults.disk import Act, Disk, watched
from tests.faults.phone_day import Day
from tests.faults.power import Power
from tests.faults.times import times
from tests.mobile.store.town import KEY, StoppedClock

CUTS = times(350, 6000)


def record(folder: Path, rounds: int) -> tuple[Power, Day]:
    """A day on a disk that keeps account of every act. The first start is among them."""
    folder.mkdir()
    power = Power(folder)

    def listen(act: Act) -> None:
        # Five megabytes of nothing say nothing about records.
        if not act.path.endswith(f"/{NAME}"):
            power(act)

    with watched(Disk(folder, listen, syncs=False)):
        day = Day(folder / "phone" / "account", note=power.note)
        day.live(rounds)
        day.store.close()
    return power, day


def open_again(folder: Path, day: Day) -> list[str]:
    """What is broken in what is left; opening, and recording one more visit, must work on anything."""
    account = folder / "phone" / "account"
    account.mkdir(parents=True, exist_ok=True)
    (account / NAME).touch()
    os.truncate(account / NAME, RESERVE_BYTES)
    with watched(Disk(folder, lambda act: None, syncs=False)):
        store = Store.open(account, key=KEY, clock=StoppedClock(day.promises.at))
        try:
            broken = day.promises.broken(store)
            known = [item.entity_id for item in store.outbox()]
            if store.grids() and store.grids()[0].complete:
                more = store.record_visit(household_id=day.homes[0].id, outcome="met")
                if store.outbox()[0].entity_id != more or len(store.outbox()) != len(known) + 1:
                    broken.append("the next record did not come last")
            return broken
        finally:
            store.close()


def broken_promises(tmp_path: Path, rounds: int, cuts: int, seed: int = 1) -> list[str]:
    """Every broken promise over so many cuts, each told with the moment and the way of its cut."""
    power, day = record(tmp_path / "phone", rounds)
    chance, found = random.Random(seed), []
    # What was promised is told again, moment by moment.
    day.promises.forget()
    for build in power.cuts(cuts, chance):
        image = tmp_path / "left"
        shutil.rmtree(image, ignore_errors=True)
        image.mkdir()
        how = build(image)
        found += [f"{what}: {how}" for what in open_again(image, day)]
    return found


@pytest.mark.fault("power-loss")
@pytest.mark.case("R01")
@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_saved_outlasts_a_power_cut_at_any_moment(trials, tmp_path, seed):
    for told in broken_promises(tmp_path, rounds=14, cuts=CUTS // 2, seed=seed):
        trials.hold("A", False, told)
    trials.count(times=CUTS // 2)


def without_journal_and_full_sync(monkeypatch) -> None:
    """What SQLite does by default in this mode: the log is not synced by each commit."""
    connect = database.connect

    def relaxed(path: Path) -> object:
        connection = connect(path)
        connection.execute("pragma synchronous = normal")
        return connection

    monkeypatch.setattr(database, "connect", relaxed)
    monkeypatch.setattr(Journal, "append", lambda journal, entry: None)


def without_syncing_photos(monkeypatch) -> None:
    monkeypatch.setattr(Photos, "keep_file", lambda photos, sha, content: photos.path_of(sha).write_bytes(content))


def without_syncing_maps(monkeypatch) -> None:
    def finish(packs: Packs, part: object) -> bool:
        packs.partial_path(part.sha256).replace(packs.path_of(part.sha256))
        with packs.database.write() as db:
            db.execute("update pack_part set ready = 1 where sha256 = ?", (part.sha256,))
        return True

    monkeypatch.setattr(Packs, "finish", finish)


def without_syncing_folders(monkeypatch) -> None:
    for module in (opening, photos, packs):
        monkeypatch.setattr(module, "make_folder", lambda folder: folder.mkdir(parents=True, exist_ok=True))


@pytest.mark.parametrize(
    ("careless", "says"),
    [
        (without_journal_and_full_sync, "lost"),
        (without_syncing_photos, "photo of"),
        (without_syncing_maps, "map part"),
        (without_syncing_folders, "lost"),
    ],
)
def test_a_store_that_takes_less_care_is_caught(monkeypatch, tmp_path, careless, says):
    """The control: each safeguard is there because without it the same cuts break promises."""
    careless(monkeypatch)
    assert any(told.startswith(says) for told in broken_promises(tmp_path, rounds=6, cuts=80))


def test_with_the_journal_alone_nothing_is_lost_either(monkeypatch, tmp_path):
    """Either of the two copies is enough, should the other one not hold."""
    append = Journal.append
    without_journal_and_full_sync(monkeypatch)
    monkeypatch.setattr(Journal, "append", append)
    assert broken_promises(tmp_path, rounds=6, cuts=80) == []
