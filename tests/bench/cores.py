"""What a piece of work costs each of the two: this Python process, and the PostgreSQL backend that serves it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from tests.bench.context import cpu_seconds


@dataclass(frozen=True)
class Cores:
    """CPU seconds and wall seconds of one piece of work."""

    python: float
    database: float
    wall: float


def cores_of(work: Callable[[], object]) -> Cores:
    """Runs the work on this connection, whose backend must be on this machine."""
    connection.ensure_connection()
    backend: int = connection.connection.info.backend_pid
    wall, python, database = time.perf_counter(), time.process_time(), cpu_seconds(backend)
    work()
    return Cores(time.process_time() - python, cpu_seconds(backend) - database, time.perf_counter() - wall)
