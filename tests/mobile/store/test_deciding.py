"""What the office decides about refused work reaches the worker, and nothing refused disappears before."""

from dataclasses import replace

import pytest

from mobile.store.problems import NotDecided
from mobile.wire import OpResult, Verdict
from tests.journeys.field import jpeg
from tests.mobile.store.test_mirror import pulled
from tests.mobile.store.town import OTHER_GRID, building, household, open_town


@pytest.fixture
def home():
    return household(building(), version=5)


@pytest.fixture
def store(tmp_path, home):
    store = open_town(tmp_path, home)
    yield store
    store.close()


@pytest.fixture
def refused(store, home):
    """A visit with a photo, rejected."""
    store.record_visit(household_id=home.id, outcome="met", photos=(store.add_photo(jpeg()),))
    [op] = store.outgoing.take_batch(9)
    store.outgoing.settle([OpResult(op.op_id, "rejected", "outside_your_grids", "不在您的网格")])
    return op.op_id


def decided(op_id, status, decision, reason="", at="2026-11-22T09:00:00Z"):
    return Verdict(OpResult(op_id, status), decision, reason, at)


def pull(store, *verdicts):
    with store.database.write() as db:
        store.outgoing.decide(db, verdicts)


def test_a_refusal_stays_in_sight_until_the_office_has_decided(store, refused):
    assert store.outgoing.open_ops(200) == [refused]
    with pytest.raises(NotDecided):
        store.put_to_rest(refused)
    assert store.outbox()[0].state == "attention"


def test_what_the_office_accepts_is_sent_and_its_photos_follow(store, home, refused):
    assert store.outgoing.photos_to_send(of_sent_only=True) == []
    pull(store, decided(refused, "applied", "accepted", "已核实"))
    [item] = store.outbox()
    assert (item.state, item.decision, item.reason) == ("sent", "accepted", "已核实")
    assert len(store.outgoing.photos_to_send(of_sent_only=True)) == 1
    assert store.outgoing.open_ops(200) == []
    assert store.household(home.id).visits[0].attention == ""


@pytest.fixture
def renamed(store, home):
    """A name that somebody else has written too."""
    store.amend_household(home.id, name="李四")
    [op] = store.outgoing.take_batch(9)
    store.outgoing.settle([OpResult(op.op_id, "conflict", "fields_changed", "两个名字")])
    return op.op_id


def changed(home, name):
    return replace(home, version=home.version + 1, row={**home.row, "name": name})


def test_the_register_is_shown_as_it_is_once_the_office_has_amended_what_was_recorded(store, home, renamed):
    verdict = decided(renamed, "applied", "amended", "按身份证")
    store.mirror.apply_pull(replace(pulled(changed(home, "李思")), verdicts=(verdict,)))
    assert store.household(home.id).name == "李思"


def test_values_of_the_office_are_not_shown_as_those_recorded_while_the_register_is_awaited(store, home, renamed):
    pull(store, decided(renamed, "applied", "amended", "按身份证"))
    assert store.household(home.id).name == "王小明"


def test_what_somebody_has_changed_since_an_acceptance_is_shown(store, home, renamed):
    verdict = decided(renamed, "applied", "accepted")
    store.mirror.apply_pull(replace(pulled(changed(home, "王五")), verdicts=(verdict,)))
    assert store.household(home.id).name == "王五"


def test_what_the_office_dismisses_is_shown_with_its_reason_until_put_to_rest(store, home, refused):
    pull(store, decided(refused, "dismissed", "dismissed", "登记在别的户"))
    [item] = store.outbox()
    assert (item.state, item.reason, store.counts().attention) == ("dismissed", "登记在别的户", 1)
    store.put_to_rest(refused)
    assert (store.outbox(), store.counts().attention, store.household(home.id).visits) == ([], 0, ())
    store.clock.forward(days=15)
    store.outgoing.tidy(store.photos)
    assert store.database.read().execute("select count(*) from outbox").fetchone()[0] == 0


def test_a_dismissal_told_by_the_push_asks_for_its_reason(store, home):
    store.record_visit(household_id=home.id, outcome="met")
    [op] = store.outgoing.take_batch(9)
    store.outgoing.settle([OpResult(op.op_id, "dismissed", "outside_your_grids", "…")])
    assert store.outbox()[0].state == "dismissed"
    assert store.outgoing.open_ops(9) == [op.op_id]
    pull(store, decided(op.op_id, "dismissed", "dismissed", "重复"))
    assert store.outgoing.open_ops(9) == []


def test_more_open_ones_than_a_message_takes_are_asked_for_in_turn(store, home):
    for _ in range(5):
        store.record_visit(household_id=home.id, outcome="met")
    ops = [op.op_id for op in store.outgoing.take_batch(9)]
    store.outgoing.settle([OpResult(op_id, "rejected", "x") for op_id in ops])
    asked = [store.outgoing.open_ops(2) for _ in range(3)]
    assert {op_id for part in asked for op_id in part} == set(ops)


def test_a_refused_record_can_be_offered_again(store, refused):
    store.retry(refused)
    assert [op.op_id for op in store.outgoing.take_batch(9)] == [refused]


def test_a_household_that_leaves_is_hidden_while_a_refusal_on_it_is_open(store, home, refused):
    store.mirror.apply_pull(pulled(grids=(OTHER_GRID, "0192f4c2-0000-7000-8000-000000000003"), version="v2"))
    store.clock.forward(minutes=11)
    store.mirror.apply_pull(pulled(grids=(OTHER_GRID, "0192f4c2-0000-7000-8000-000000000003"), version="v2"))
    assert store.find("王") == []
    view = store.household(home.id)
    assert (view.name, view.hidden, len(view.visits)) == ("王小明", True, 1)
    pull(store, decided(refused, "dismissed", "dismissed", "不在您的网格"))
    store.put_to_rest(refused)
    assert store.database.read().execute("select count(*) from hidden_household").fetchone()[0] == 0
