"""A store file of the first version, with work in every state, opened by this app: nothing is lost.

`version_1/` was written by the app of that version and is never changed.
"""

import shutil
import sqlite3
from pathlib import Path

import pytest

from mobile.store import Store
from mobile.store.problems import StoreTooNew
from mobile.store.versions import CURRENT
from tests.mobile.store.town import GRID, KEY, StoppedClock

FIRST = Path(__file__).parent / "version_1"


@pytest.fixture
def folder(tmp_path):
    for name in ("outbox.log", "account.json"):
        shutil.copy(FIRST / name, tmp_path / name)
    shutil.copytree(FIRST / "photos", tmp_path / "photos")
    db = sqlite3.connect(tmp_path / "store.db")
    db.executescript((FIRST / "store.sql").read_text())
    db.execute("pragma user_version = 1")
    db.close()
    return tmp_path


def test_work_of_the_first_version_is_there_and_can_be_sent(folder):
    store = Store.open(folder, key=KEY, clock=StoppedClock())
    assert not store.was_rebuilt
    assert sorted((item.state, item.kind, item.title) for item in store.outbox()) == [
        ("attention", "visit.record", "李雷"),
        ("sent", "visit.record", "王小明"),
        ("waiting", "incident.report", "垃圾桶满了"),
        ("waiting", "visit.record", "王小明"),
    ]
    visit, incident = store.outgoing.take_batch(9)
    assert (visit.body["note"], visit.body["needs"]) == ("楼道灯坏了", ["repair"])
    assert incident.body["description"] == "垃圾桶满了"
    assert len(store.outgoing.photos_to_send()) == 1
    assert store.check() == []
    assert [hit.name for hit in store.find("王")] == ["王小明"]
    assert store.household(store.find("王")[0].household_id).status == "lived_in"
    assert store.mirror.next_snapshot() == (GRID, None), (
        "what was not told before is fetched; what is here stays usable"
    )
    store.close()


def test_it_is_upgraded_once_and_opened_again(folder):
    Store.open(folder, key=KEY, clock=StoppedClock()).close()
    again = Store.open(folder, key=KEY, clock=StoppedClock())
    assert (again.was_rebuilt, len(again.outbox())) == (False, 4)
    again.close()


@pytest.mark.parametrize("at", range(1, CURRENT))
def test_an_upgrade_that_is_cut_off_goes_on_where_it_was(folder, monkeypatch, at):
    from mobile.store import versions

    def cut(db):
        versions_before[at](db)
        raise RuntimeError("killed")

    versions_before = versions.UPGRADES
    monkeypatch.setattr(versions, "UPGRADES", (*versions_before[:at], cut, *versions_before[at + 1 :]))
    with pytest.raises(RuntimeError, match="killed"):
        Store.open(folder, key=KEY, clock=StoppedClock())
    monkeypatch.setattr(versions, "UPGRADES", versions_before)
    store = Store.open(folder, key=KEY, clock=StoppedClock())
    assert (len(store.outbox()), store.check()) == (4, [])
    store.close()


def test_a_file_of_a_newer_app_is_left_alone(folder):
    db = sqlite3.connect(folder / "store.db")
    db.execute(f"pragma user_version = {CURRENT + 1}")
    db.close()
    with pytest.raises(StoreTooNew):
        Store.open(folder, key=KEY, clock=StoppedClock())
