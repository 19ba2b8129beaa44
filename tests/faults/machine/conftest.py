"""One world with one running server for all tests of a file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from mobile.sync import run
from tests.faults.machine.by_hand import keep_morning, morning
from tests.faults.machine.mornings import MORNINGS
from tests.faults.machine.warm import WarmServed
from tests.faults.machine.world import World, made

MEMORY = Path("/dev/shm")


@contextmanager
def clean_database(blocker: Any) -> Iterator[None]:
    with blocker.unblock():
        empty()
        try:
            yield
        finally:
            empty()


def empty() -> None:
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        # These are no models that flush would know, and a restore has counted their numbers back.
        cursor.execute("truncate procrastinate_jobs, procrastinate_events restart identity cascade")


@contextmanager
def disks(otherwise: Path) -> Iterator[Path]:
    quick = MEMORY if MEMORY.is_dir() else otherwise
    with tempfile.TemporaryDirectory(prefix="gridwalk-machine-", dir=quick) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """With the real server as a program of its own."""
    folder = tmp_path_factory.mktemp("machine")
    with (
        clean_database(django_db_blocker),
        disks(folder) as quick,
        WarmServed(folder, threads=4, GRIDWALK_DEBUG="0") as served,
        made(quick, served) as furnished,
    ):
        for name in MORNINGS:
            keep_morning(furnished, name)
        yield furnished


@pytest.fixture(scope="module")
def pliable_world(django_db_setup, django_db_blocker, tmp_path_factory, live_server) -> Iterator[World]:
    """With the server as a thread of this process, so that a test can plant a bug in it."""
    with (
        clean_database(django_db_blocker),
        disks(tmp_path_factory.getbasetemp()) as quick,
        made(quick, Thread(live_server.url)) as furnished,
    ):
        yield furnished


class Thread:
    def __init__(self, url: str) -> None:
        self.url = url
        self.port = int(url.rpartition(":")[2])


@pytest.fixture(autouse=True)
def without_packs(monkeypatch) -> None:
    """Maps are no matter of the machine."""
    monkeypatch.setattr(run, "fetch_packs", lambda *_: 0)


@pytest.fixture
def machine(pliable_world):
    """A machine driven by hand."""
    return morning(pliable_world)
