"""Trouble of the server's own, at a moment that can be repeated: in mid push, and a write that takes long."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from tests.faults.machine.world import World

PATIENCE = 20.0


def connect() -> psycopg.Connection:
    """A connection of its own to this test's database."""
    kept = connection.settings_dict
    return psycopg.connect(
        host=kept["HOST"], port=kept["PORT"], user=kept["USER"], password=kept.get("PASSWORD"), dbname=kept["NAME"]
    )


@contextmanager
def in_mid_push(device_id: str, sync: Callable[[], object]) -> Iterator[int]:
    """Runs a sync up to where the server, having stored what was pushed, waits to judge it; gives the number of the
    database session that waits. On leaving, the sync goes on to its end."""
    with connect() as holder:
        holder.execute("select 1 from accounts_device where id = %s for update", [device_id])
        thread = threading.Thread(target=sync, name="phone")
        thread.start()
        try:
            yield await_waiting(holder.info.backend_pid, thread)
        finally:
            holder.rollback()
            thread.join(PATIENCE)
            assert not thread.is_alive()


def await_waiting(holder: int, thread: threading.Thread) -> int:
    """The session that waits for the holder; 0 if the sync ended without ever coming there."""
    until = time.monotonic() + PATIENCE
    with connect() as watcher:
        watcher.autocommit = True
        while thread.is_alive() and time.monotonic() < until:
            row = watcher.execute(
                "select pid from pg_stat_activity where %s = any(pg_blocking_pids(pid))", [holder]
            ).fetchone()
            if row:
                return int(row[0])
            time.sleep(0.01)
    return 0


def end_session(pid: int) -> None:
    """As when the database goes down: the server's connection breaks in mid transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", [pid])


class LongWrite:
    """A transaction of somebody else that has changed a record and does not end; the change log has its place in it
    already when others come by and go past."""

    def __init__(self, world: World, code: str) -> None:
        self.connection = connect()
        self.name = f"公园{time.monotonic_ns()}"
        self.connection.execute(
            "update households_building set name = %s where id = %s", [self.name, world.parks[code].id]
        )

    def commit(self) -> None:
        self.connection.commit()
        self.connection.close()
