"""What fault tests ask of a phone: what the server would tell it now, its digests, and another time."""

from datetime import UTC, datetime, timedelta

from mobile.store import Store
from mobile.store.clock import steady_ms
from mobile.store.mirror import digest_of
from mobile.wire import PROTOCOL, PullAnswer
from tests.journeys.field import Handset


class Told:
    """The real server's answers to this phone, without what the phone would do before and after."""

    def __init__(self, phone: Handset) -> None:
        self.phone = phone

    def pull(self) -> PullAnswer:
        store = self.phone.store
        message = {
            "protocol": PROTOCOL,
            "device": store.device_id,
            "epoch": store.mirror.epoch(),
            "cursors": store.mirror.cursors(),
            "digests": True,
        }
        client = self.phone.client()
        try:
            return PullAnswer.read(client.post("sync/pull", message))
        finally:
            client.close()


def own_digests(store: Store) -> dict[str, dict[str, int]]:
    """Of every grid whose download is complete."""
    db = store.database.read()
    return {grid: digest_of(db, grid).__dict__ for grid in store.mirror.cursors()}


def set_clock(store: Store, *, steady: bool = True, **later: float) -> None:
    """Sets the phone's wall clock to so much later than now, and its steady one with it."""
    wait = timedelta(**later)
    store.clock.wall = lambda: datetime.now(UTC) + wait
    if steady:
        store.clock.steady = lambda: steady_ms() + int(wait.total_seconds() * 1000)
