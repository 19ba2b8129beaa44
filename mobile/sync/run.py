"""One full sync: push, photos, pull or snapshot, map packs."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from mobile.store import Store
from mobile.store.problems import StoreProblem
from mobile.sync.client import Client
from mobile.sync.pace import Pace
from mobile.sync.packing import fetch_packs
from mobile.sync.photographs import CHUNK, LEAST_CHUNK, send_photos
from mobile.sync.problems import DeviceRevoked, DeviceWiped, EpochChanged, NoPost, SyncProblem, TokenExpired
from mobile.sync.pulling import pull_all
from mobile.sync.pushing import push_all
from mobile.sync.receipts import fetch_receipts
from mobile.wire import MAX_OPS

Step = Literal["push", "photos", "pull", "packs"]


@dataclass(frozen=True)
class Progress:
    """Where a sync is. `total` is 0 while it is not known. Counts records; in `photos` and `packs`, bytes.

    In `photos`, `photo` is the number of the one under way, of `photos` that this run sends.
    """

    step: Step
    done: int
    total: int
    photo: int = 0
    photos: int = 0


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


@dataclass
class Tally:
    pushed: int = 0
    pulled: int = 0
    photos: int = 0
    put_off: SyncProblem | None = None


@dataclass
class Paces:
    """How many operations go into a message, and how many bytes of a photo into a chunk."""

    ops: Pace = field(default_factory=lambda: Pace(MAX_OPS, 1))
    chunk: Pace = field(default_factory=lambda: Pace(CHUNK, LEAST_CHUNK))


@dataclass
class Session:
    """Runs syncs for one store; one at a time. Keep it between runs: it remembers what the line can carry."""

    paces: Paces = field(default_factory=Paces)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def run(self, store: Store, client: Client, on_progress: Callable[[Progress], None] | None = None) -> SyncReport:
        """Sends what waits, sends photos, fetches changes and map parts. Never raises for a network's or a server's
        fault: the report carries its code. Blocks until done; call it off the main thread."""
        tally = Tally()
        problem: SyncProblem | StoreProblem | None = None
        with self._one_at_a_time:
            try:
                exchange(store, client, tally, on_progress or (lambda _: None), self.paces)
            except (SyncProblem, StoreProblem) as error:
                problem = error
            finally:
                client.close()
            store.note_login(problem.code if problem else None)
        counts = store.counts()
        return SyncReport(
            pushed=tally.pushed,
            pulled=tally.pulled,
            photos=tally.photos,
            attention=counts.attention,
            waiting=counts.waiting,
            error_code=problem.code if problem else None,
            message=getattr(problem, "message", ""),
            retry_after=getattr(problem, "retry_after", None),
        )


def exchange(store: Store, client: Client, tally: Tally, on_progress: Callable[[Progress], None], paces: Paces) -> None:
    """Sends first: what was recorded is worth more than what can be fetched again."""
    for attempt in range(2):
        send(store, client, tally, on_progress, paces)
        try:
            on_progress(Progress("pull", 0, 0))
            tally.pulled += pull_all(store, client, lambda done, total: on_progress(Progress("pull", done, total)))
            break
        except EpochChanged:
            # The server was restored: what it may have lost is offered again, then everything is fetched afresh.
            if attempt:
                raise
    if store.outgoing.photos_to_send(of_sent_only=True):
        # Of records that the office has accepted meanwhile: the pull said so.
        send_pictures(store, client, tally, on_progress, paces)
    fetch_receipts(store, client)
    store.tidy()
    store.save_me(client.get("me/"))
    if not store.grids():
        raise NoPost
    on_progress(Progress("packs", 0, 0))
    fetch_packs(store, client, lambda done, total: on_progress(Progress("packs", done, total)))
    if tally.put_off:
        raise tally.put_off


def send(store: Store, client: Client, tally: Tally, on_progress: Callable[[Progress], None], paces: Paces) -> None:
    """Everything recorded, then its photos."""
    total, sent = store.counts().waiting, 0

    def batch_sent(size: int) -> None:
        nonlocal sent
        sent += size
        on_progress(Progress("push", sent, max(total, sent)))

    on_progress(Progress("push", 0, total))
    tally.pushed += push_all(store, client, batch_sent, paces.ops)
    send_pictures(store, client, tally, on_progress, paces)


def send_pictures(
    store: Store, client: Client, tally: Tally, on_progress: Callable[[Progress], None], paces: Paces
) -> None:
    """Photos that do not go through keep nothing else back: what stopped them is told when the rest is done."""

    before, photos = tally.photos, len(store.outgoing.photos_to_send(of_sent_only=True))

    def count() -> None:
        tally.photos += 1

    def tell(done: int, of: int) -> None:
        number = min(photos, tally.photos - before + 1)
        on_progress(Progress("photos", done, of, number, photos))

    if tally.put_off:
        return
    try:
        send_photos(store, client, tell, paces.chunk, count)
    except (TokenExpired, DeviceRevoked, DeviceWiped):
        raise
    except SyncProblem as problem:
        tally.put_off = problem
