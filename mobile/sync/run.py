"""One full sync: push, photos, pull or snapshot, map packs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mobile.store import Store
from mobile.sync.client import Client


@dataclass(frozen=True)
class Progress:
    """Where a sync is. `total` is 0 while it is not known. Counts records; in `photos` and `packs`, bytes."""

    step: Literal["push", "photos", "pull", "packs"]
    done: int
    total: int


@dataclass(frozen=True)
class SyncReport:
    """What one run did. `error_code` is the code of the problem that ended it early, or None.

    `message` is the server's sentence for it where there is one; `retry_after` in seconds where the server asked.
    `attention` counts the records that need the worker's attention now.
    """

    pushed: int
    pulled: int
    photos: int
    attention: int
    waiting: int
    error_code: str | None = None
    message: str = ""
    retry_after: float | None = None

    @property
    def complete(self) -> bool:
        """Everything was sent and everything was fetched."""
        return self.error_code is None and self.waiting == 0


class Session:
    """Runs syncs for one store; one at a time."""

    def run(self, store: Store, client: Client, on_progress: Callable[[Progress], None] | None = None) -> SyncReport:
        """Sends what waits, sends photos, fetches changes and map parts. Never raises for a network's or a server's
        fault: the report carries its code. Blocks until done; call it off the main thread."""
        raise NotImplementedError
