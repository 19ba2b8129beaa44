"""A database that was read in, restored or set back is noticed, with real dumps and real transaction numbers."""

import threading

import pytest
from django.db import connection, connections

from server.sync.lives import begin_epoch, current_epoch, epoch_here
from server.sync.models import Epoch, EpochReason
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_worker
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_life_has_one_epoch():
    first = current_epoch()
    assert current_epoch().epoch == first.epoch
    assert epoch_here() == first


def test_a_table_that_was_read_in_from_a_dump_is_another_life():
    first = current_epoch()
    with connection.cursor() as cursor:
        # What `pg_restore --clean` does: the same rows in a table made anew.
        cursor.execute("create table kept as table sync_epoch")
        cursor.execute("create table fresh (like sync_epoch including all)")
        cursor.execute("drop table sync_epoch")
        cursor.execute("alter table fresh rename to sync_epoch")
        cursor.execute("insert into sync_epoch select * from kept")
        cursor.execute("drop table kept")
    second = current_epoch()
    assert second.epoch != first.epoch
    assert second.reason == EpochReason.NOTICED
    assert current_epoch().epoch == second.epoch


def test_eight_who_notice_at_once_begin_one_epoch():
    Epoch.objects.create(epoch="018f0000-0000-7000-8000-000000000000", began_at="2026-01-01T00:00Z", life="elsewhere")
    found, ready = [], threading.Barrier(8)

    def ask() -> None:
        ready.wait()
        found.append(current_epoch().epoch)
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_versions_of_the_lost_life_are_never_given_again():
    current_epoch()
    with connection.cursor() as cursor:
        cursor.execute("select nextval('sync_change_seq'), nextval('tiles_layerchange_id_seq')")
        before = cursor.fetchone()
        begin_epoch()
        cursor.execute("select nextval('sync_change_seq'), nextval('tiles_layerchange_id_seq')")
        after = cursor.fetchone()
    assert all(late > early + 900_000 for early, late in zip(before, after, strict=True))


def test_a_cursor_from_the_future_heals_its_phone_and_is_remembered():
    grids = make_tree()
    make_household(make_building(grids["S11"]))
    phone = make_phone(make_worker(grids["S11"]))
    grid = str(grids["S11"].id)
    told = phone.pull({})["epoch"]
    answer = phone.pull_raw({grid: f"{2**62}.0"}, epoch=told)
    assert (answer.status_code, answer.json()["code"], answer.json()["data"]["epoch"]) == (409, "epoch_changed", told)
    doubted_at = Epoch.objects.get().doubted_at
    assert doubted_at
    assert phone.pull({}, epoch=told)["epoch"] == told
    # A good cursor raises no doubt.
    Epoch.objects.update(doubted_at=None)
    page = phone.snapshot(grid).json()
    assert phone.pull({grid: page["cursor"]}, epoch=told)["complete"]
    assert Epoch.objects.get().doubted_at is None
