"""One launcher at a time for what cannot be shared. The kernel lets go of the lock when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.launch.places import STATE
from server.launch.problems import CannotStart


@contextmanager
def held(name: str, doing: str) -> Iterator[None]:
    """Hold `.gridwalk/<name>.lock`; where somebody else has it, say who and what for."""
    STATE.mkdir(parents=True, exist_ok=True)
    path: Path = STATE / f"{name}.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another launcher"
            raise CannotStart(
                f"{holder} is busy with this folder. Wait for it, or stop it with Ctrl-C there."
            ) from None
        file.truncate(0)
        file.write(f"Process {os.getpid()} ({doing})")
        file.flush()
        yield
        file.truncate(0)


def is_held(name: str) -> bool:
    """Whether another launcher has it now."""
    path = STATE / f"{name}.lock"
    if not path.exists():
        return False
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
