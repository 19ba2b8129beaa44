"""The machine can fail: bugs planted in the server or in the phone are each caught by the invariant they break."""

from dataclasses import replace

import pytest
from django.db import connection, transaction

from mobile.store import meta, scope
from mobile.store.mirror import Mirror
from mobile.store.outbox import STATES
from mobile.sync import photographs, pushing
from mobile.sync.problems import NotOurServer
from mobile.wire import OpResult, PushAnswer
from server.sync import api, judging, selectors, services
from server.sync.problems import NotStorable
from server.visits import services as visits
from tests.faults.machine.by_hand import LOST, PORTAL, evening, visit
from tests.faults.machine.test_machine import Machine

pytestmark = [pytest.mark.xdist_group("machine"), pytest.mark.django_db(transaction=True)]


def a_day(machine: Machine) -> None:
    """A bit of everything that the planted bugs meet."""
    visit(machine)
    machine.report_incident(phone="a", site="S11", pick=0, shown=[1])
    machine.poison(phone="a", kind="outcome")
    visit(machine, "a", 2)
    machine.sync_of("a", LOST)
    machine.sync_of("a")
    machine.step_incident(phone="a", pick=0, to_state="cancelled")
    machine.sync_of("a", LOST)
    visit(machine, "a", 1)
    machine.sync_of("a", PORTAL)
    machine.long_write(code="S11")
    visit(machine, "c")
    machine.sync_of("a")
    machine.sync_of("c")
    machine.end_long_write()
    machine.posts(person="lin", code="S22", given=True)
    machine.sync_of("b")
    # Behind the door of a grid that was theirs for an hour.
    visit(machine, "b", 4)
    visit(machine, "b", 0)
    machine.posts(person="lin", code="S22", given=False)
    machine.posts(person="lin", code="S11", given=False)
    machine.sync_of("b")


def a_lost_day(machine: Machine) -> None:
    """In the evening the server is what it was in the morning."""
    machine.life_of_the_database("backup")
    visit(machine)
    machine.sync_of("a")
    machine.life_of_the_database("restore")


def test_without_a_bug_the_day_is_good(machine):
    a_day(machine)
    a_lost_day(machine)
    assert evening(machine) == ""


# -- in the server


def acknowledge_without_keeping(monkeypatch):
    """The answer goes out, and the transaction is rolled back."""
    push = services.push

    def forgetful(**asked):
        with transaction.atomic():
            results = push(**asked)
            transaction.set_rollback(True)
        return results

    monkeypatch.setattr(services, "push", forgetful)


def judge_twice(monkeypatch):
    """What was judged before is judged again."""
    monkeypatch.setattr(services, "FINAL", frozenset())


def refuse_the_batch(monkeypatch):
    """One bad operation takes those beside it with it."""
    real = judging.apply_set

    def together(apply, scope, asked):
        verdicts = real(apply, scope, asked)
        return [NotStorable() for _ in verdicts] if any(verdicts) else verdicts

    monkeypatch.setattr(judging, "apply_set", together)


def ask_for_no_rights(monkeypatch):
    monkeypatch.setattr(visits, "can_record_visit", lambda *_: True)


def serve_every_grid(monkeypatch):
    real = api.for_person

    def everywhere(person, **day):
        scope = real(person, **day)
        grids = frozenset(Machine.world.grid_ids)
        return replace(scope, small_grid_ids=grids, field_small_grid_ids=grids)

    monkeypatch.setattr(api, "for_person", everywhere)


def read_past_those_still_writing(monkeypatch):
    """A cursor on the newest number, and a phone that does not compare."""

    def newest():
        with connection.cursor() as cursor:
            cursor.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
            return int(cursor.fetchone()[0])

    monkeypatch.setattr(selectors, "horizon", newest)
    monkeypatch.setattr(Mirror, "compare", lambda *_: None)


# -- in the phone


def believe_any_page(monkeypatch):
    """Whatever answers 200 has taken everything."""
    real = pushing.send

    def trusting(store, client, batch):
        try:
            return real(store, client, batch)
        except NotOurServer:
            done = tuple(OpResult(op.op_id, "applied") for op in batch)
            return PushAnswer(store.mirror.epoch() or "", "", done)

    monkeypatch.setattr(pushing, "send", trusting)


def take_refusals_for_done(monkeypatch):
    monkeypatch.setitem(STATES, "rejected", "sent")


def purge_with_the_work(monkeypatch):
    """A grid goes with everything that was recorded in it."""
    real = scope.purge

    def thorough(db, grid):
        db.execute("delete from outbox where household_id in (select id from record where grid = ?)", (grid,))
        real(db, grid)

    monkeypatch.setattr(scope, "purge", thorough)


def keep_what_was_left(monkeypatch):
    monkeypatch.setattr(scope, "purge", lambda db, grid: db.execute("delete from grid where id = ?", (grid,)))


def trust_a_restored_server(monkeypatch):
    """Nothing is offered again."""

    def unmoved(mirror, epoch):
        with mirror.database.write() as db:
            meta.put(db, "epoch", epoch)
            db.execute("update grid set cursor = null, after = null")
            db.execute("update record set version = 0")

    monkeypatch.setattr(Mirror, "begin_epoch", unmoved)


def take_photos_for_sent(monkeypatch):
    monkeypatch.setattr(photographs, "send_photo", lambda *_: True)


@pytest.mark.parametrize(
    ("plant", "broken"),
    [
        (acknowledge_without_keeping, "A"),
        (judge_twice, "E"),
        (refuse_the_batch, "E"),
        (ask_for_no_rights, "B"),
        (serve_every_grid, "D"),
        (read_past_those_still_writing, "C"),
        (believe_any_page, "A"),
        (take_refusals_for_done, "G"),
        (purge_with_the_work, "F"),
        (keep_what_was_left, "D"),
        (trust_a_restored_server, "A"),
        (take_photos_for_sent, "F"),
    ],
)
def test_a_planted_bug_is_found(machine, monkeypatch, plant, broken):
    plant(monkeypatch)
    day = a_lost_day if plant is trust_a_restored_server else a_day
    day(machine)
    assert broken in evening(machine)
