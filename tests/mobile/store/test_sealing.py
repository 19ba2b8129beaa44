"""What lies on the phone's disk says nothing of people to whoever has not the account's key."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from mobile.store import Store, versions
from mobile.store.ids import new_id
from mobile.store.problems import RecordDamaged, WrongKey
from mobile.wire import Change
from tests.journeys.field import jpeg
from tests.mobile.store.town import KEY, StoppedClock, building, household, incident_row, open_town, page, visit_row

PLANTED = {
    "name": "欧阳密一",
    "phone": "13977770001",
    "resident": "上官密二",
    "visit note": "邻居说密三",
    "own note": "本人说密四",
    "need": "medical",
    "incident": "密五井盖",
    "own incident": "密六路灯",
    "reporter": "密七",
    "person": "李敏",
    "token": "secret-token-8",
    "refusal": "密九不行",
    "pinyin": "ouyangmiyi",
}


def planted(folder: Path) -> Store:
    place = building()
    home = household(
        place,
        name=PLANTED["name"],
        phone=PLANTED["phone"],
        pinyin="ou yang mi yi",
        initials="oymy",
        residents=[{"id": new_id(), "name": PLANTED["resident"], "birth_year": 1940, "care": ["lives_alone"]}],
        visits=[visit_row(3, note=PLANTED["visit note"])],
    )
    told = incident_row(description=PLANTED["incident"], reporter=PLANTED["reporter"])
    store = open_town(folder, place, home, Change("incident", new_id(), 1, page().grid, False, told))
    login = store.login()
    assert login
    store.save_login(
        type(login)(login.base_url, "limin", PLANTED["token"], ""),
        {"id": "1", "username": "limin", "display_name": PLANTED["person"]},
    )
    sha = store.add_photo(jpeg())
    store.record_visit(household_id=home.id, outcome="met", needs=("medical",), note=PLANTED["own note"], photos=(sha,))
    store.report_incident(category="rubbish", description=PLANTED["own incident"], lon=116.3, lat=40.0)
    (op, *_) = store.outgoing.take_batch(1)
    store.outgoing.refuse(op.op_id, "rejected", PLANTED["refusal"])
    return store


def test_no_byte_of_the_folder_tells_of_anybody(tmp_path):
    store = planted(tmp_path / "account")
    seen = [path for path in (tmp_path / "account").rglob("*") if path.is_file() and path.name != "reserve"]
    assert {path.name for path in seen} >= {"store.db", "store.db-wal", "outbox.log"}
    for path in seen:
        content = path.read_bytes()
        for what, text in PLANTED.items():
            assert text.encode() not in content, f"{what} in {path.name}"
        assert b"\xff\xd8\xff" not in content or path.suffix != ".photo"
    assert [path.suffix for path in seen if path.parent.name == "photos"] == [".photo"]
    # The phone itself reads it all.
    assert [hit.name for hit in store.find("ouyang")] == [PLANTED["name"]]
    assert store.find("密二")[0].has_care
    store.close()


def test_a_wrong_key_is_said_and_touches_nothing(tmp_path):
    planted(tmp_path).close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(WrongKey):
        Store.open(tmp_path, key=bytes(32))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    again = Store.open(tmp_path, key=KEY, clock=StoppedClock())
    assert not again.was_rebuilt
    again.close()


def test_the_database_refuses_what_is_not_sealed(tmp_path):
    store = planted(tmp_path)
    with pytest.raises(sqlite3.IntegrityError), store.database.write() as db:
        db.execute("update household set name = 'plain'")
    store.close()


def test_a_sealed_value_that_was_altered_brings_a_fresh_start_from_the_journal(tmp_path):
    store = planted(tmp_path)
    with store.database.write() as db:
        db.execute("update household set name = zeroblob(40)")
    with pytest.raises(RecordDamaged):
        store.find("ouyang")
    waiting = [item.op_id for item in store.outbox()]
    store.close()
    again = Store.open(tmp_path, key=KEY, clock=StoppedClock())
    assert again.was_rebuilt
    assert {item.op_id for item in again.outbox()} == set(waiting)
    again.close()


def test_an_undone_transaction_finds_nobody(tmp_path):
    store = planted(tmp_path)
    with suppress(ZeroDivisionError), store.database.write() as db:
        db.execute("delete from household")
        raise ZeroDivisionError
    assert store.find("ouyang")
    with store.database.write() as db:
        db.execute("delete from household")
    assert not store.find("ouyang")
    store.close()


def test_a_folder_of_the_first_version_is_sealed_where_it_lies(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / ("a" * 64 + ".jpg")).write_bytes(jpeg())
    (tmp_path / "store.db.damaged-1").write_bytes(PLANTED["name"].encode())
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        versions.version_1(db)
        db.execute("pragma user_version = 1")
        db.execute("insert into meta values ('person', ?)", ('{"id": "1", "username": "l", "display_name": "李敏"}',))
        db.execute(
            "insert into household (id, dwelling_id, building_id, name, phone, status, registered_on, version,"
            " last_outcome, has_care, residents, visits) values ('h', 'd', 'b', ?, ?, 'lived_in', '2024-01-01', 1,"
            " '', 1, '[]', '[]')",
            (PLANTED["name"], PLANTED["phone"]),
        )
        db.execute("insert into household_key values ('ouyangmiyi', 'h')")
    store = Store.open(tmp_path, key=KEY, clock=StoppedClock())
    assert [(hit.name, hit.has_care) for hit in store.find("ouyang")] == [(PLANTED["name"], True)]
    assert store.photo_bytes("a" * 64) == jpeg()
    store.close()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert not [what for what, text in PLANTED.items() if text.encode() in path.read_bytes()], path.name
