"""Queues of any length arrive, once each, in the order of the phone; a record goes only on the server's own word."""

import os
import random
import sqlite3
from collections import Counter

import pytest

from mobile.store.problems import DiskFull
from mobile.wire import MAX_OPS, OpResult
from server.households.models import Household
from server.sync.models import Operation
from server.visits.models import Visit
from tests.factories.places import make_household
from tests.mobile.store.town import building, household, open_town
from tests.server.sync.phone import make_phone

LONG = 5000


def fill(store, homes, count: int) -> list[str]:
    """Many records in one transaction: saving each by itself is tested elsewhere, and takes its time."""
    with store.database.write():
        return [
            store.record_visit(household_id=homes[n % len(homes)], outcome="met", note=str(n)) for n in range(count)
        ]


@pytest.mark.case("R06")
@pytest.mark.parametrize("count", [1, MAX_OPS, MAX_OPS + 1, LONG])
@pytest.mark.django_db(transaction=True)
def test_a_queue_of_any_length_arrives_whole(field, phone, trials, monkeypatch, count):
    monkeypatch.setattr(os, "fsync", lambda _: None)
    homes = [str(home.id) for home in field.homes]
    if count > MAX_OPS + 1:
        # A long queue is many doors, not thousands of visits at three.
        homes = [str(make_household(field.building, room=f"9{n:02}").id) for n in range(60)]
        phone.sync()
    recorded = fill(phone.store, homes, count)
    report = phone.sync()
    arrived = list(Visit.objects.order_by("captured_at").values_list("id", flat=True))
    trials.hold("A", (report.pushed, report.waiting) == (count, 0), report)
    trials.hold("B", Counter(map(str, arrived)) == Counter(recorded), f"{len(arrived)} of {count}")
    assert phone.store.receipt().records == count
    assert phone.store.office_receipt().matches


@pytest.mark.case("R18")
@pytest.mark.fault("reordering")
@pytest.mark.django_db
def test_the_order_of_the_phone_decides_however_a_batch_is_shuffled(field, trials):
    """A visit, its correction, and amendments that follow each other: whatever order they come in."""
    phone, home = make_phone(field.worker), field.homes[0]
    for turn in range(6):
        Household.objects.filter(id=home.id).update(phone="0")
        first = phone.visit(home)
        ops = [
            first,
            phone.visit(home, body={"corrects": first["entity_id"], "outcome": "phone"}) | {"kind": "visit.correct"},
        ]
        ops += [
            phone.op(
                "household.amend",
                home.id,
                {"changes": {"phone": str(n + 1)}, "seen": {"phone": str(n)}},
                base_version=n + 1,
            )
            for n in range(5)
        ]
        random.Random(turn).shuffle(ops)
        statuses = set(phone.statuses(*ops))
        trials.count()
        trials.hold("E", statuses <= {"applied", "merged"}, f"{turn}: {statuses}")
        trials.hold("A", Household.objects.get(id=home.id).phone == "5", f"{turn}: not the last")


# -- record and outbox row commit together


@pytest.fixture
def town(tmp_path):
    place = building()
    store = open_town(tmp_path, place, home := household(place))
    store.home = home.id
    yield store
    store.close()


@pytest.mark.case("R01")
@pytest.mark.parametrize("statement", ["insert into outbox", "insert into own_visit", "update household", "commit"])
def test_record_and_outbox_row_are_kept_together_or_not_at_all(town, monkeypatch, statement):
    """The disk fails at each statement of a save in turn."""

    class Failing:
        def __init__(self, db):
            self.db = db

        def execute(self, sql, *values):
            if sql.strip().startswith(statement):
                full = sqlite3.OperationalError("database or disk is full")
                full.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise full
            return self.db.execute(sql, *values)

        def __getattr__(self, name):
            return getattr(self.db, name)

    sound = town.database.writer
    monkeypatch.setattr(town.database, "writer", Failing(sound))
    with pytest.raises(DiskFull):
        town.record_visit(household_id=town.home, outcome="met")
    monkeypatch.setattr(town.database, "writer", sound)
    assert town.check() == []
    assert (town.outbox(), list(town.journal.read())) == ([], [])
    town.record_visit(household_id=town.home, outcome="met")
    assert town.check() == []


@pytest.mark.case("R01")
def test_the_check_finds_what_must_never_be(town):
    town.record_visit(household_id=town.home, outcome="met")
    with town.database.write() as db:
        db.execute("delete from own_visit")
    town.journal.rewrite([])
    assert {fault.kind for fault in town.check()} == {"no_record", "no_copy"}


# -- accepted is not applied


@pytest.mark.case("R02")
@pytest.mark.parametrize("status", ["received", "retry", "accepted", "", "APPLIED"])
def test_a_row_goes_on_applied_and_on_no_other_word(town, status):
    town.record_visit(household_id=town.home, outcome="met")
    [op] = town.outgoing.take_batch(9)
    town.outgoing.settle([OpResult(op.op_id, status)])
    assert town.counts().waiting == 1
    town.outgoing.settle([OpResult(op.op_id, "applied")])
    assert town.counts().waiting == 0


@pytest.mark.case("R02")
@pytest.mark.django_db(transaction=True)
def test_what_the_server_received_and_could_not_apply_then_is_asked_for_again(field, phone, monkeypatch):
    """The database goes away between keeping and judging: the phone hears "busy", keeps it, and the row says so."""
    from django.db import OperationalError

    from server.sync import services

    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
    with monkeypatch.context() as broken:
        broken.setattr(services, "judge", lambda *_: (_ for _ in ()).throw(OperationalError("gone")))
        assert phone.sync().waiting == 1
    assert Operation.objects.get().state == "received"
    assert Visit.objects.count() == 0
    assert phone.sync().pushed == 1
    assert Operation.objects.get().state == "applied"
