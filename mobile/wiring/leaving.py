"""Carries out the office's order to remove an account from this phone, and goes on with one that was cut off."""

from mobile.store import leaving
from mobile.sync.farewell import say_farewell
from mobile.sync.problems import DeviceWiped
from mobile.widgets.worker import Worker


class Leaving:
    def __init__(self, wiring) -> None:
        self.wiring = wiring
        self.root = wiring.data / "leaving"
        # A line of its own: nothing on this phone waits for it.
        self.line = Worker("leaving")
        self.under_way = False

    def start(self) -> None:
        """Before any account is opened: what was cut off is ended, without a key."""
        waiting = list(leaving.farewells(self.root))
        for farewell in waiting:
            leaving.finish(self.wiring.accounts.root, farewell)
        self.say(waiting)

    def say_again(self) -> None:
        self.say(list(leaving.farewells(self.root)))

    def say(self, waiting: list[leaving.Farewell]) -> None:
        """Without a network, or when the server is away: at the next start, or when the app comes back."""
        for farewell in waiting:
            self.line.run(lambda farewell=farewell: say_farewell(farewell), failed=lambda _: None)

    def look(self, _: object, report) -> None:
        """After each sync."""
        if report is not None and report.error_code == DeviceWiped.code and not self.under_way:
            self.under_way = True
            store = self.wiring.store
            waiting = store.counts().waiting
            self.wiring.worker.run(
                lambda: leaving.seal(store, self.root), lambda farewell: self.sealed(farewell, waiting), self.failed
            )

    def sealed(self, farewell: leaving.Farewell, records: int) -> None:
        wiring = self.wiring
        wiring.settings.account = wiring.settings.synced_at = ""
        wiring.remember()
        wiring.work.close()
        wiring.account = None
        wiring.lock.locked = False
        wiring.entrance.anybody(back=False)
        wiring.screen("sign_in").data_removed(records)
        # Behind the closing of the store, in the same line.
        wiring.worker.run(lambda: leaving.finish(wiring.accounts.root, farewell), lambda _: self.removed(farewell))

    def removed(self, farewell: leaving.Farewell) -> None:
        self.under_way = False
        self.say([farewell])

    def failed(self, _: Exception) -> None:
        """The disk is full or broken: the next contact asks again."""
        self.under_way = False

    def close(self) -> None:
        self.line.close(wait=False)
