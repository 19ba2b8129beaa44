"""Ten seconds in which a visit can be taken back: nothing of it is sent, and nothing of it stays."""

import pytest

from mobile.store import Store
from mobile.store.problems import TooLateToUndo
from mobile.wire import OpResult
from tests.mobile.store.town import KEY, building, household, open_town


@pytest.fixture
def home():
    place = building()
    return place, household(place), household(place, 1, "李秀英")


@pytest.fixture
def store(tmp_path, home):
    store = open_town(tmp_path, *home)
    yield store
    store.close()


def not_home(store: Store, household_id: str) -> str:
    return store.undo.hold(lambda: store.record_visit(household_id=household_id, outcome="not_home"))


def test_a_held_visit_shows_at_once_and_is_not_sent(store, home) -> None:
    before = store.record_visit(household_id=home[2].id, outcome="met")
    not_home(store, home[1].id)
    assert store.household(home[1].id).visits[0].outcome == "not_home"
    assert store.counts().waiting == 2
    assert [op.entity_id for op in store.outgoing.take_batch(10)] == [before]
    store.undo.release()
    assert len(store.outgoing.take_batch(10)) == 2


def test_taken_back_it_was_never_there(store, home) -> None:
    was = store.household(home[1].id)
    visit_id = not_home(store, home[1].id)
    store.undo.take_back(visit_id)
    assert store.household(home[1].id) == was
    assert (store.counts().waiting, list(store.journal.read()), store.check()) == (0, [], [])
    # Its number is free again: no gap that would look like a lost record.
    store.record_visit(household_id=home[1].id, outcome="met")
    assert [op.device_seq for op in store.outgoing.take_batch(10)] == [1]


def test_after_the_time_it_stays(store, home) -> None:
    visit_id = not_home(store, home[1].id)
    store.undo.release()
    with pytest.raises(TooLateToUndo):
        store.undo.take_back(visit_id)
    assert len(store.outbox()) == 1


def test_what_was_sent_or_followed_is_not_taken_back(store, home) -> None:
    first = not_home(store, home[1].id)
    store.record_visit(household_id=home[2].id, outcome="met")
    with pytest.raises(TooLateToUndo):
        store.undo.take_back(first)
    store.undo.release()
    store.outgoing.settle([OpResult(op.op_id, "applied", "", "") for op in store.outgoing.take_batch(10)])
    last = not_home(store, home[1].id)
    store.undo.release()
    store.outgoing.take_batch(10)
    with pytest.raises(TooLateToUndo):
        store.undo.take_back(last)


def test_a_phone_killed_meanwhile_has_it_and_sends_it(tmp_path, store, home) -> None:
    visit_id = not_home(store, home[1].id)
    store.close()
    again = Store.open(tmp_path, key=KEY, clock=store.clock)
    assert [op.entity_id for op in again.outgoing.take_batch(10)] == [visit_id]
    again.close()
