"""Fetches what changed: the scope, changes behind the cursors, and whole grids that are new or in doubt."""

from collections.abc import Callable
from urllib.parse import urlencode

from mobile.store import Store
from mobile.sync.client import Client
from mobile.sync.problems import CursorTooOld, EpochChanged, NotOurServer, Refused
from mobile.wire import MOST_OPEN, PROTOCOL, NotOurEnvelope, PullAnswer, SnapshotPage

ROUNDS = 5


def pull_all(store: Store, client: Client, on_progress: Callable[[int, int], None]) -> int:
    """Brings the mirror up to the server; gives the number of changes and records that came.

    1. Pull: tells the scope of today, and what changed in the grids that are complete.
    2. Download the grids that are not, page by page; each page is kept with its place, so a break costs one page.
    3. Pull again: what changed while the pages came. A digest that differs sends its grid back to 2.
    """
    came = 0
    for _ in range(ROUNDS):
        came += pull_changes(store, client)
        if store.mirror.next_snapshot() is None:
            break
        came += download_grids(store, client, on_progress)
    return came


def pull_changes(store: Store, client: Client) -> int:
    """Pulls until the server says `complete`. Raises `EpochChanged` after the store has taken it in."""
    came, complete = 0, False
    while not complete:
        message = {
            "protocol": PROTOCOL,
            "device": store.device_id,
            "epoch": store.mirror.epoch(),
            "waiting": store.counts().waiting,
            "reference": store.mirror.reference_version(),
            "cursors": store.mirror.cursors(),
            "digests": True,
            "own_reports": store.mirror.reports_version(),
            "open": store.outgoing.open_ops(MOST_OPEN),
            "sections": store.sections.tags(),
        }
        try:
            answer = PullAnswer.read(client.post("sync/pull", message))
        except NotOurEnvelope as error:
            raise NotOurServer from error
        except EpochChanged as problem:
            store.mirror.begin_epoch(str(problem.data.get("epoch") or ""))
            raise
        except CursorTooOld as problem:
            grids = problem.data.get("grids")
            store.mirror.forget_cursors(grids if isinstance(grids, list) else store.mirror.cursors())
            continue
        came += store.mirror.apply_pull(answer)
        complete = answer.complete
    return came


def download_grids(store: Store, client: Client, on_progress: Callable[[int, int], None]) -> int:
    """Downloads every grid that is not complete, going on where the last run stopped."""
    came = 0
    while (wanted := store.mirror.next_snapshot()) is not None:
        grid, after = wanted
        query = {"grid": grid} | ({"after": after} if after else {})
        epoch = store.mirror.epoch()
        try:
            page = SnapshotPage.read(
                client.get(f"sync/snapshot?{urlencode(query | ({'epoch': epoch} if epoch else {}))}")
            )
        except NotOurEnvelope as error:
            raise NotOurServer from error
        except EpochChanged as problem:
            store.mirror.begin_epoch(str(problem.data.get("epoch") or ""))
            raise
        except Refused as problem:
            # The grid left the scope between two requests: the next pull says so.
            if problem.status == 404:
                return came
            raise
        if page.grid != grid:
            raise NotOurServer
        store.mirror.apply_page(page, after)
        came += len(page.rows)
        on_progress(*store.mirror.snapshot_total())
    return came
