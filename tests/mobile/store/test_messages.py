"""Tasks, call-outs, notices, questions and what changed since yesterday, as the phone tells them without a network."""

from datetime import timedelta

import pytest

from mobile.store import mirror, office_time
from mobile.store.ids import new_id
from mobile.store.problems import BadRecord, NotInStore
from mobile.store.sections import keep_sections
from mobile.wire import Change, OpResult, PullAnswer, Section, Verdict
from tests.mobile.store.town import (
    EPOCH,
    GRID,
    NOON,
    PERSON,
    building,
    household,
    incident_row,
    open_town,
    scope,
)


def at(**delta: float) -> str:
    return (NOON + timedelta(**delta)).isoformat()


def task(**fields):
    return {
        "id": new_id(), "number": "20261122-0001", "category": "rubbish", "domain": "environment",
        "description": "垃圾桶满了", "state": "assigned", "version": 3, "due_at": at(days=1), "place": "3号楼旁",
        "lon": 116.32, "lat": 40.0, "household_id": None, "team": "", "note": "请今天处理",
    } | fields  # fmt: skip


def call_out(**fields):
    return {
        "id": new_id(), "title": "扫雪", "text": "带上铁锹", "place": "东门", "contact": "社区办公室", "team": "",
        "needed": 3, "coming": 1, "starts_at": at(hours=5), "ends_at": at(hours=8), "ended": False,
        "answer_by": at(hours=2), "answer": None,
    } | fields  # fmt: skip


def notice(**fields):
    return {
        "id": new_id(), "title": "停水", "text": "明天停水", "important": False, "starts_at": at(hours=-1),
        "ends_at": at(days=1), "author": "张华",
    } | fields  # fmt: skip


@pytest.fixture
def home():
    return household(building())


@pytest.fixture
def store(tmp_path):
    return open_town(tmp_path, building())


def tell(store, **sections):
    with store.database.write() as db:
        keep_sections(db, {name: Section("t", tuple(items)) for name, items in sections.items()})


def settle(store, status="applied", **fields):
    ops = store.outgoing.take_batch(10)
    store.outgoing.settle([OpResult(op.op_id, status, fields.get("code", ""), "", {}) for op in ops])
    return ops


# -- tasks


def test_overdue_tasks_come_first_and_those_without_a_limit_last(store):
    tell(store, tasks=[task(number="none", due_at=None), task(number="soon"), task(number="late", due_at=at(days=-1))])
    assert [(one.number, one.overdue) for one in store.messages.tasks()] == [
        ("late", True), ("soon", False), ("none", False),
    ]  # fmt: skip


def test_two_steps_without_a_network_build_on_each_other(store):
    tell(store, tasks=[task()])
    (one,) = store.messages.tasks()
    assert one.next == ("in_progress", "accepted")
    store.messages.take_step(one.id, to_state="in_progress")
    now = store.messages.task(one.id)
    assert (now.state, now.version, now.waiting, now.next) == ("in_progress", 4, True, ("resolved",))
    store.messages.take_step(one.id, to_state="resolved", note="已清理")
    assert [(op.base_version, op.body) for op in store.outgoing.take_batch(5)] == [
        (3, {"to_state": "in_progress", "note": ""}),
        (4, {"to_state": "resolved", "note": "已清理"}),
    ]
    assert store.messages.tasks() == []


def test_a_step_that_was_sent_counts_until_the_office_tells_it_and_a_refused_one_does_not(store):
    told = task()
    tell(store, tasks=[told])
    store.messages.take_step(told["id"], to_state="in_progress")
    settle(store)
    assert store.messages.task(told["id"]).state == "in_progress"
    tell(store, tasks=[told | {"state": "in_progress", "version": 4}])
    assert (store.messages.task(told["id"]).version, store.messages.task(told["id"]).waiting) == (4, False)
    store.messages.take_step(told["id"], to_state="resolved", note="好了")
    settle(store, "conflict", code="version_stale")
    again = store.messages.task(told["id"])
    assert (again.state, again.attention) == ("in_progress", "version_stale")


def test_a_step_that_has_to_say_something_says_it(store):
    told = task(state="in_progress")
    tell(store, tasks=[told])
    with pytest.raises(BadRecord):
        store.messages.take_step(told["id"], to_state="resolved", note="  ")
    with pytest.raises(NotInStore):
        store.messages.take_step(new_id(), to_state="in_progress")
    assert store.counts().waiting == 0


def test_a_step_of_the_incidents_own_page_builds_on_the_last_one_too(store):
    incident = new_id()
    with store.database.write() as db:
        mirror.apply(db, Change("incident", incident, 1, GRID, False, incident_row(version=5)), 0)
    store.advance_incident(incident_id=incident, to_state="in_progress")
    store.advance_incident(incident_id=incident, to_state="resolved", note="好了")
    assert [op.base_version for op in store.outgoing.take_batch(5)] == [5, 6]


# -- call-outs


def test_an_answer_counts_at_once_and_can_be_changed(store):
    told = call_out()
    tell(store, call_outs=[told])
    store.messages.answer_call_out(told["id"], "accepted", "带铁锹")
    mine = store.messages.call_out(told["id"])
    assert (mine.answer, mine.note, mine.waiting, mine.coming) == ("accepted", "带铁锹", True, 2)
    store.messages.answer_call_out(told["id"], "declined")
    mine = store.messages.call_out(told["id"])
    assert (mine.answer, mine.note, mine.coming) == ("declined", "", 1)
    with pytest.raises(BadRecord):
        store.messages.answer_call_out(told["id"], "maybe")


def test_the_servers_word_counts_once_it_knows_the_answer(store):
    told = call_out()
    tell(store, call_outs=[told])
    op_id = store.messages.answer_call_out(told["id"], "accepted")
    settle(store)
    assert store.messages.call_out(told["id"]).coming == 2
    own = {"id": op_id, "answer": "accepted", "note": "", "answered_at": at(minutes=1)}
    tell(store, call_outs=[told | {"coming": 2, "answer": own}])
    mine = store.messages.call_out(told["id"])
    assert (mine.answer, mine.coming, mine.waiting) == ("accepted", 2, False)
    # Changed meanwhile on another phone of the same person.
    later = {"id": new_id(), "answer": "declined", "note": "", "answered_at": at(minutes=30)}
    tell(store, call_outs=[told | {"coming": 1, "answer": later}])
    assert store.messages.call_out(told["id"]).answer == "declined"


def test_a_refused_answer_is_no_answer_and_says_so(store):
    told = call_out()
    tell(store, call_outs=[told])
    store.messages.answer_call_out(told["id"], "accepted")
    settle(store, "rejected", code="not_asked_for_help")
    mine = store.messages.call_out(told["id"])
    assert (mine.answer, mine.attention, mine.coming) == ("", "not_asked_for_help", 1)


def test_the_time_at_the_office_says_what_is_late_and_over(store):
    tell(store, call_outs=[call_out(title="晚", answer_by=at(hours=-1)), call_out(title="完", ends_at=at(hours=-1))])
    assert [(one.title, one.late, one.open) for one in store.messages.call_outs()] == [
        ("晚", True, True), ("完", False, False),
    ]  # fmt: skip


# -- notices, badge


def test_notices_hold_for_their_time_also_without_a_network(store):
    tell(
        store, notices=[notice(), notice(title="以后", starts_at=at(hours=3)), notice(title="完", ends_at=at(hours=-1))]
    )
    assert [one.title for one in store.messages.notices()] == ["停水"]
    store.clock.forward(hours=4)
    assert [one.title for one in store.messages.notices()] == ["停水", "以后"]


def test_the_badge_counts_what_waits_and_goes_down_with_it(store):
    told = {"tasks": [task(), task(due_at=at(days=-1))], "call_outs": [call_out()], "notices": [notice()]}
    tell(store, **told)
    counts = store.messages.counts()
    assert (counts.tasks, counts.overdue, counts.call_outs, counts.notices, counts.all) == (2, 1, 1, 1, 4)
    for one in told["tasks"]:
        store.messages.open_task(one["id"])
    store.messages.open_notice(told["notices"][0]["id"])
    store.messages.open_call_out(told["call_outs"][0]["id"])
    # What is overdue goes on waiting, and so does a call-out without an answer.
    assert store.messages.counts().all == 2
    store.messages.answer_call_out(told["call_outs"][0]["id"], "declined")
    assert store.messages.counts().all == 1
    # Somebody has moved the task on: it is new again.
    tell(store, tasks=[told["tasks"][0] | {"version": 4}])
    assert store.messages.counts().tasks == 1


def test_what_was_opened_stays_on_the_phone(store):
    tell(store, notices=[notice()])
    store.messages.open_notice(store.messages.notices()[0].id)
    assert store.outgoing.take_batch(10) == []
    assert store.counts().waiting == 0


# -- since yesterday


def pull(store, *changes, verdicts=()):
    answer = PullAnswer(
        epoch=EPOCH, server_time=store.clock.at.isoformat(), scope=scope(GRID), changes=tuple(changes), cursors={},
        complete=True, digests={}, reference=None, own_reports=None, own_reports_version="", verdicts=tuple(verdicts),
    )  # fmt: skip
    store.mirror.apply_pull(answer)


def test_what_changed_since_yesterday(store):
    told = [(one.what, one.subject) for one in store.messages.since_yesterday()]
    assert told == []
    place = building()
    came = household(place, name="新来的")
    mine, other, old = new_id(), new_id(), new_id()
    steps = [
        {"at": at(days=-3), "state": "reported", "note": "", "by": PERSON["display_name"]},
        {"at": at(hours=-2), "state": "accepted", "note": "马上处理", "by": "社区"},
    ]
    pull(
        store,
        Change("incident", other, 1, GRID, False, incident_row(description="井盖坏了", reported_at=at(hours=-1))),
        Change("incident", old, 1, GRID, False, incident_row(description="旧的", reported_at=at(days=-3))),
        Change("incident", mine, 1, GRID, False, incident_row(
            description="我报的", reported_at=at(days=-3), reporter_id=PERSON["id"], state="accepted", history=steps)),
        place, came,
    )  # fmt: skip
    found = store.messages.since_yesterday()
    assert {(one.what, one.id, one.subject, one.state, one.note) for one in found} == {
        ("incident_new", other, "井盖坏了", "reported", ""),
        ("report_state", mine, "我报的", "accepted", "马上处理"),
        ("household_in", came.id, "新来的", "", ""),
    }
    pull(store, Change("household", came.id, 9, GRID, True, None))
    assert "household_in" not in {one.what for one in store.messages.since_yesterday()}


def test_households_that_left_are_counted_and_forgotten_in_time(tmp_path):
    place = building()
    homes = [household(place, door, name=f"第{door}户") for door in range(3)]
    store = open_town(tmp_path, place, *homes)
    pull(store, *[Change("household", home.id, 9, GRID, True, None) for home in homes[:2]])
    (left,) = store.messages.since_yesterday()
    assert (left.what, left.count) == ("household_out", 2)
    store.clock.forward(days=2)
    assert store.messages.since_yesterday() == []


def test_a_decision_of_the_office_is_news(tmp_path):
    place = building()
    home = household(place)
    store = open_town(tmp_path, place, home)
    store.record_visit(household_id=home.id, outcome="met")
    (op,) = settle(store, "rejected", code="unknown_outcome")
    assert [one.op_id for one in store.messages.questions()] == [op.op_id]
    pull(
        store,
        verdicts=[
            Verdict(OpResult(op.op_id, "dismissed", "", "", {}), "dismissed", "重复了", store.clock.at.isoformat())
        ],
    )
    (told,) = store.messages.since_yesterday()
    assert (told.what, told.state, told.note) == ("decision", "dismissed", "重复了")
    assert office_time.now(store.database.read(), store.clock) == store.clock.at


# -- alerts


def kinds(store):
    alerts = store.messages.due_alerts()
    store.messages.told(alerts)
    return [alert.kind for alert in alerts]


def test_each_thing_is_said_aloud_once_and_again_when_it_is_due(store):
    tell(store, tasks=[task(due_at=at(minutes=50))], call_outs=[call_out()])
    assert kinds(store) == ["task_new", "task_due", "call_out_new"]
    assert kinds(store) == []
    store.clock.forward(hours=1, minutes=30)
    assert kinds(store) == ["call_out_due"]
    assert kinds(store) == []


def test_what_is_answered_or_over_is_not_said(store):
    told = call_out()
    tell(store, call_outs=[told, call_out(ends_at=at(hours=-1), answer_by=at(hours=-2))])
    store.messages.answer_call_out(told["id"], "declined")
    assert kinds(store) == []


def test_at_night_only_an_emergency_is_said_and_the_rest_in_the_morning(store):
    local = store.clock.at.astimezone()
    store.clock.forward(hours=(22 - local.hour) % 24)
    tell(store, tasks=[task(due_at=None)], emergencies=[{"id": new_id()}])
    assert kinds(store) == ["emergency"]
    store.clock.forward(hours=11)
    assert kinds(store) == ["task_new"]
