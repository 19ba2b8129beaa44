"""What the worker records is kept whole or refused, and shows at once."""

import json
import sqlite3
import threading
from datetime import timedelta

import pytest

from mobile.store.mirror import apply
from mobile.store.problems import BadRecord, NotInStore, StorageFailed, UnsentWork
from mobile.wire import Change, OpResult
from tests.mobile.store.test_parts import with_exif
from tests.mobile.store.town import NOON, TODAY, building, household, incident_row, open_town, visit_row


@pytest.fixture
def place():
    return building()


@pytest.fixture
def home(place):
    return household(place)


@pytest.fixture
def store(tmp_path, place, home):
    store = open_town(tmp_path, place, home)
    yield store
    store.close()


def settle(store, status, code=""):
    ops = store.outgoing.take_batch(100)
    store.outgoing.settle([OpResult(op.op_id, status, code, "因为") for op in ops])


def test_a_visit_its_operation_and_its_journal_entry_are_one(store, home):
    visit_id = store.record_visit(household_id=home.id, outcome="met", needs=("repair",), note="灯坏了")
    [item] = store.outbox()
    [entry] = store.journal.read()
    [op] = store.outgoing.take_batch(10)
    assert (item.entity_id, item.title, item.state, item.kind) == (visit_id, "王小明", "waiting", "visit.record")
    assert entry["op"] == op.message()
    assert (op.device_seq, op.body["note"], op.body["needs"]) == (1, "灯坏了", ["repair"])
    db = store.database.read()
    assert not db.execute("select 1 from own_visit where op_id not in (select op_id from outbox)").fetchall()


@pytest.mark.parametrize(
    "bad",
    [
        {"outcome": "sang"},
        {"needs": ("gold",)},
        {"note": "x" * 2001},
        {"note": "a\x00b"},
        {"note": "\ud800"},
        {"fix": (float("nan"), 1.0, 1.0)},
        {"fix": (200.0, 1.0, 1.0)},
        {"fix": (1.0, 1.0, -1.0)},
        {"photos": ("a" * 64,) * 10},
    ],
)
def test_what_no_form_offers_is_refused(store, home, bad):
    with pytest.raises(BadRecord):
        store.record_visit(**{"household_id": home.id, "outcome": "met"} | bad)
    assert nothing_kept(store)


def nothing_kept(store):
    return (
        store.outbox() == []
        and list(store.journal.read()) == []
        and not store.database.read().execute("select 1 from own_visit").fetchall()
    )


def test_unknown_households_and_photos(store, home):
    with pytest.raises(NotInStore):
        store.record_visit(household_id="nobody", outcome="met")
    with pytest.raises(NotInStore):
        store.record_visit(household_id=home.id, outcome="met", photos=("a" * 64,))
    with pytest.raises(BadRecord):
        store.report_incident(category="dragons", description="", lon=1, lat=1)
    assert nothing_kept(store)


def test_a_journal_that_cannot_be_written_refuses_the_visit(store, home, monkeypatch):
    def fails(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("mobile.store.journal.os.fsync", fails)
    with pytest.raises(StorageFailed):
        store.record_visit(household_id=home.id, outcome="met")
    assert nothing_kept(store)


def test_a_commit_that_fails_takes_the_journal_entry_back(store, home):
    class Breaks:
        def __init__(self, real):
            self.real = real

        def __getattr__(self, name):
            return getattr(self.real, name)

        def execute(self, sql, *values):
            if sql == "commit":
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
                raise error
            return self.real.execute(sql, *values)

    real, store.database.writer = store.database.writer, Breaks(store.database.writer)
    with pytest.raises(StorageFailed):
        store.record_visit(household_id=home.id, outcome="met")
    store.database.writer = real
    assert nothing_kept(store)
    store.record_visit(household_id=home.id, outcome="met")


def test_a_visit_shows_at_once_at_its_door(store, place, home):
    before = store.changed
    store.record_visit(household_id=home.id, outcome="not_home")
    assert store.changed > before
    view = store.household(home.id)
    assert (view.state, view.visits[0].waiting, view.visits[0].visitor) == ("not_home", True, "李敏")
    [door] = [door for unit in store.board(place.id).units for _, doors in unit.floors for door in doors if door.name]
    assert (door.state, door.waiting) == ("not_home", True)
    assert store.building(place.id).waiting == 1
    assert store.building_states() == {place.id: "not_home"}


def test_a_contact_moves_the_due_date(tmp_path):
    place = building()
    late = household(place, plan={"due_on": (TODAY - timedelta(days=3)).isoformat()})
    store = open_town(tmp_path, place, late)
    assert [door.household_id for door in store.today()] == [late.id]
    store.record_visit(household_id=late.id, outcome="met")
    assert store.household(late.id).due_on == TODAY + timedelta(days=30)
    assert store.today() == []
    store.record_visit(household_id=late.id, outcome="not_home", next_on=TODAY + timedelta(days=2))
    assert store.household(late.id).due_on == TODAY + timedelta(days=2)


def test_a_correction_stands_for_what_it_corrects(tmp_path):
    place = building()
    wrong = visit_row(1)
    home = household(
        place, visits=[wrong], plan={"last_contact_at": wrong["visited_at"], "last_visit_at": wrong["visited_at"]}
    )
    store = open_town(tmp_path, place, home)
    right = store.record_visit(household_id=home.id, outcome="not_home", corrects=wrong["id"])
    view = store.household(home.id)
    assert [visit.id for visit in view.visits] == [right]
    assert (view.state, view.due_on.isoformat()) == ("overdue", "2024-01-31")
    assert store.outbox()[0].kind == "visit.correct"


def test_a_refused_visit_no_longer_counts_and_says_why(store, home):
    store.record_visit(household_id=home.id, outcome="not_home")
    settle(store, "rejected", "outside_your_grids")
    view = store.household(home.id)
    assert (view.state, view.visits[0].attention) == ("contacted", "outside_your_grids")
    [item] = store.outbox()
    assert (item.state, item.code, item.message) == ("attention", "outside_your_grids", "因为")
    assert store.counts().attention == 1


def test_a_dismissed_visit_neither_counts_nor_hides_what_it_corrected(tmp_path):
    place, told = building(), visit_row(1)
    home = household(place, visits=[told], plan={"last_visit_at": told["visited_at"]})
    store = open_town(tmp_path, place, home)
    due_on = store.household(home.id).due_on
    store.record_visit(household_id=home.id, outcome="not_home", corrects=told["id"])
    settle(store, "dismissed", "outside_your_grids")
    view = store.household(home.id)
    assert told["id"] in [visit.id for visit in view.visits]
    assert view.due_on == due_on


def test_a_visit_that_was_corrected_elsewhere_goes_when_the_server_tells(store, place, home):
    """By another phone of the same worker; and when it was is the server's word, whatever this phone's clock said."""
    first = store.record_visit(household_id=home.id, outcome="met")
    settle(store, "applied")
    assert [visit.id for visit in store.household(home.id).visits] == [first]
    later = (TODAY + timedelta(days=9)).isoformat()
    other = visit_row(0, "not_home", visitor="李敏")
    told = household(place, id=home.id, version=2, visits=[other], plan={"due_on": later})
    with store.database.write() as db:
        apply(db, told, 1)
    view = store.household(home.id)
    assert ([visit.id for visit in view.visits], view.due_on.isoformat()) == ([other["id"]], later)


def test_a_refused_visit_lets_its_worker_sign_out_and_is_still_there_afterwards(store, home):
    photo = store.add_photo(with_exif())
    store.record_visit(household_id=home.id, outcome="not_home", photos=(photo,))
    settle(store, "rejected", "outside_your_grids")
    assert store.counts().photos_waiting == 0
    store.sign_out()
    assert store.login() is None
    assert [item.state for item in store.outbox()] == ["attention"]


def test_acknowledged_and_told_back_is_one_visit(store, place, home):
    visit_id = store.record_visit(household_id=home.id, outcome="met", note="好")
    settle(store, "applied")
    assert not store.household(home.id).visits[0].waiting
    told = household(
        place, id=home.id, version=2, visits=[visit_row(0, id=visit_id)], plan={"last_visit_at": NOON.isoformat()}
    )
    with store.database.write() as db:
        apply(db, told, 1)
    assert [visit.id for visit in store.household(home.id).visits] == [visit_id]


def test_an_incident_shows_before_and_after_it_is_known(store):
    incident_id = store.report_incident(category="rubbish", description="满了", lon=116.3, lat=40.0)
    own = store.incident(incident_id)
    assert (own.number, own.state, own.waiting, own.mine, own.domain) == ("", "reported", True, True, "environment")
    settle(store, "applied")
    with store.database.write() as db:
        apply(db, Change("incident", incident_id, 5, None, False, incident_row(reporter_id=store._my("id"))), 1)
    [told] = store.incidents()
    assert (told.number, told.waiting, told.mine) == ("20261122-0001", False, True)
    store.advance_incident(incident_id=incident_id, to_state="cancelled", note="弄错了")
    [op] = store.outgoing.take_batch(1)
    assert (op.kind, op.base_version, json.loads(json.dumps(op.body))["to_state"]) == ("incident.step", 1, "cancelled")


def test_signing_out_with_unsent_work_is_refused(store, home):
    store.record_visit(household_id=home.id, outcome="met")
    with pytest.raises(UnsentWork) as refusal:
        store.sign_out()
    assert refusal.value.data == {"records": 1, "photos": 0}
    assert store.login()
    settle(store, "applied")
    store.sign_out()
    assert store.login() is None


def test_numbers_are_never_given_twice(store, home):
    store.record_visit(household_id=home.id, outcome="met")
    settle(store, "applied")
    store.clock.forward(days=15)
    store.outgoing.tidy(store.photos)
    assert store.outbox() == []
    assert list(store.journal.read()) == []
    store.record_visit(household_id=home.id, outcome="met")
    assert store.outgoing.take_batch(1)[0].device_seq == 2


def test_many_threads_read_and_write(store, home):
    errors = []

    def work() -> None:
        try:
            for _ in range(10):
                store.record_visit(household_id=home.id, outcome="met")
                store.find("王")
                store.building_states()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    ops = store.outgoing.take_batch(100)
    assert [op.device_seq for op in ops] == list(range(1, 61))
    assert [entry["op"]["device_seq"] for entry in store.journal.read()] == list(range(1, 61))
