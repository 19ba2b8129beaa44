"""Reading the change log while others write: beside a cursor on the sequence, which loses rows, ours loses none."""

import random
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from server.households.models import Household
from server.sync.selectors import Cursor, changes_since, horizon
from tests.factories.places import make_household
from tests.journeys.field import Field

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, SECONDS, SLOW = 8, 5.0, 0.05


class Written:
    """What the writers have committed: the number of each change in the log."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seqs: set[int] = set()


def write(number: int, home: Household, written: Written, until: float) -> None:
    """Changes one household over and over, each in a transaction of its own; one in twenty takes its time."""
    chance = random.Random(number)
    own = connection.copy()
    try:
        own.set_autocommit(False)
        while time.monotonic() < until:
            with own.cursor() as cursor:
                cursor.execute("update households_household set version = version + 1 where id = %s", [home.id])
                cursor.execute("select seq from sync_change where entity_id = %s and not gone", [home.id])
                seq = int(cursor.fetchone()[0])
                if chance.random() < SLOW:
                    time.sleep(0.2)
            own.commit()
            with written.lock:
                written.seqs.add(seq)
            time.sleep(0.002)
    finally:
        own.close()
        connection.close()


class Naive:
    """The cursor that one writes first: everything above the highest number seen."""

    def __init__(self) -> None:
        self.highest = 0
        self.seen: set[int] = set()

    def read(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select seq from kept where seq > %s", [self.highest])
            got = {int(row[0]) for row in cursor.fetchall()}
        self.seen |= got
        self.highest = max([self.highest, *got])


class Ours:
    """The cursor of the product, over the same rows."""

    def __init__(self, grid_id) -> None:
        self.grid_id = grid_id
        self.place = Cursor(0, 0)
        self.latest: dict[str, int] = {}

    def read(self) -> None:
        changes = changes_since({self.grid_id: self.place})
        for change in changes.told:
            self.latest[str(change["id"])] = int(change["version"])
        self.place = changes.cursors[self.grid_id]


class Kept:
    """Reads a log that keeps every change, by the same rule as ours: below the oldest open transaction."""

    def __init__(self) -> None:
        self.place = (0, 0)
        self.seen: set[int] = set()

    def read(self) -> None:
        upto = horizon()
        with connection.cursor() as cursor:
            cursor.execute(
                "select xid, seq from kept where (xid, seq) > (%s, %s) and xid < %s order by xid, seq",
                [*self.place, upto],
            )
            rows = cursor.fetchall()
        self.seen |= {int(seq) for _, seq in rows}
        if rows:
            self.place = max(self.place, *((int(xid), int(seq)) for xid, seq in rows))


@pytest.mark.fault("long-write")
def test_a_cursor_on_the_sequence_loses_rows_and_ours_none():
    field = Field()
    homes = [*field.homes, *(add_home(field, n) for n in range(WRITERS - len(field.homes)))]
    keep_every_change()
    naive, kept, ours = Naive(), Kept(), Ours(field.grids["S11"].id)
    written, until = Written(), time.monotonic() + SECONDS
    run_beside(
        [lambda n=n: write(n, homes[n], written, until) for n in range(WRITERS)],
        lambda: [reader.read() for reader in (naive, kept, ours)],
    )
    for reader in (naive, kept, ours):
        reader.read()
    lost_naive, lost_ours = written.seqs - naive.seen, written.seqs - kept.seen
    now = {str(home.id): version_of(home) for home in homes}
    stale = {home for home, version in now.items() if ours.latest.get(home) != version}
    print(
        f"\n{len(written.seqs)} changes by {WRITERS} writers: a cursor on the sequence lost {len(lost_naive)},"
        f" ours {len(lost_ours)}; records out of date behind our pull: {len(stale)}"
    )
    assert len(written.seqs) > 200
    assert len(lost_naive) > 0
    assert (len(lost_ours), stale) == (0, set())


def add_home(field: Field, number: int) -> Household:
    return make_household(field.building, floor=1 + number % 5, room=f"9{number}", name=f"家{number}")


def keep_every_change() -> None:
    """The product's log holds a record's last change; this copy keeps each, so that a lost one can be counted."""
    with connection.cursor() as cursor:
        cursor.execute("create unlogged table kept (xid bigint, seq bigint)")
        cursor.execute(
            """
            create function keep_change() returns trigger language plpgsql as
            $$begin insert into kept values (new.xid, new.seq); return new; end$$
            """
        )
        cursor.execute(
            "create trigger keep after insert or update on sync_change for each row execute function keep_change()"
        )


@pytest.fixture(autouse=True)
def _keeps_nothing():
    yield
    with connection.cursor() as cursor:
        cursor.execute("drop trigger if exists keep on sync_change")
        cursor.execute("drop function if exists keep_change")
        cursor.execute("drop table if exists kept")


def version_of(home: Household) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select seq from sync_change where entity_id = %s and not gone", [home.id])
        return int(cursor.fetchone()[0])


def run_beside(works: list[Callable[[], None]], read: Callable[[], object]) -> None:
    """Runs the works in threads and reads without pause until they are done."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        read()
    for thread in threads:
        thread.join()
