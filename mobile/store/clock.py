"""The phone's clocks: the wall clock, which may be wrong, and a steady one that counts on through sleep."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from mobile.store.ids import new_id

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# The run of this process, for a system that does not tell its boot: counts from here then mean nothing elsewhere.
PROCESS = new_id()


@dataclass(frozen=True)
class Moment:
    """`clock` is aware; `elapsed_ms` counts from the start of the phone that `boot_id` names."""

    clock: datetime
    boot_id: str
    elapsed_ms: int


def steady_ms() -> int:
    """Milliseconds since the phone started. CLOCK_MONOTONIC stops while Android sleeps; CLOCK_BOOTTIME does not."""
    try:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    except (AttributeError, OSError):
        # A system without that clock; some name it all the same.
        return time.monotonic_ns() // 1_000_000


def boot_id() -> str:
    try:
        return BOOT_ID.read_text().strip() or PROCESS
    except OSError:
        return PROCESS


class Clock:
    """Where the store reads time. Tests hand in their own `wall` and `steady`."""

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], int] = steady_ms,
        boot: Callable[[], str] = boot_id,
    ) -> None:
        self.wall = wall
        self.steady = steady
        self.boot = boot

    def now(self) -> Moment:
        return Moment(self.wall(), self.boot(), self.steady())

    def today(self) -> date:
        """The calendar day where the phone is."""
        return self.wall().astimezone().date()
