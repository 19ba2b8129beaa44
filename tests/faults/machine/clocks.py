"""A phone's clocks in the machine's hand: the wall clock jumps, the steady one only passes."""

import time
import uuid
from datetime import UTC, datetime, timedelta

from mobile.store.clock import Clock, steady_ms


class HeldClock(Clock):
    """Real time plus what has been added. `passed` moves both clocks, `jumped` the wall clock alone."""

    def __init__(self, passed: timedelta = timedelta(), jumped: timedelta = timedelta()) -> None:
        self.passed = passed
        self.jumped = jumped
        self.boot_name = str(uuid.uuid4())
        super().__init__(wall=self.read_wall, steady=self.read_steady, boot=lambda: self.boot_name)

    def read_wall(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC) + self.passed + self.jumped

    def read_steady(self) -> int:
        return steady_ms() + int(self.passed.total_seconds() * 1000)

    def reboot(self) -> None:
        self.boot_name = str(uuid.uuid4())
