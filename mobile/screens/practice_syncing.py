"""Sending, as it looks in the practice: the records turn green after a moment, and nothing leaves the phone."""

from datetime import UTC, datetime

from mobile.screens.syncing import Syncing
from mobile.wire import OpResult


class NoNetwork:
    """There is none, and none is missed."""

    def is_online(self) -> bool:
        return True

    def on_change(self, follow) -> None:
        """Never."""


class PracticeSyncing(Syncing):
    def __init__(self, store) -> None:
        super().__init__(store, NoNetwork())

    def start(self, *_: object) -> None:
        if not self.running:
            self.running, self.problem = True, ""
            self.line.run(self.pretend, self.pretended, self.broke)

    def pretend(self) -> None:
        """The office takes everything."""
        outgoing = self.store.outgoing
        outgoing.settle([OpResult(op.op_id, "applied") for op in outgoing.unsent()])
        for sha256 in outgoing.photos_to_send():
            outgoing.photo_stored(sha256)

    def pretended(self, _: object) -> None:
        self.running, self.finished_at = False, datetime.now(UTC)
        self.touched()
        self.dispatch("on_finished", None)
