"""The practice: a store of its own in a folder of its own, opened beside the real one, which waits untouched."""

import shutil

from mobile.practice.town import SERVER, USERNAME, fill
from mobile.screens.practice_syncing import PracticeSyncing
from mobile.store import Store
from mobile.store.accounts import Account, Accounts
from mobile.widgets.words import words


class Practice:
    def __init__(self, wiring) -> None:
        self.wiring = wiring
        self.on = False
        self.folder = wiring.data / "practice"

    def begin(self) -> None:
        if self.on:
            return
        wiring = self.wiring

        def job() -> tuple[Store, Account]:
            # What a phone that was switched off in the middle of a practice has left.
            shutil.rmtree(self.folder, ignore_errors=True)
            account = Accounts(self.folder, wiring.devices.keystore).begin(SERVER, USERNAME)
            store = account.open()
            fill(store, words.say("practice.person"))
            return store, account

        wiring.worker.run(job, lambda made: self.opened(*made), wiring.entrance.cannot_open)

    def opened(self, store: Store, account: Account) -> None:
        wiring = self.wiring
        self.on = wiring.shell.practising = True
        wiring.work.open(store, account, PracticeSyncing(store))
        # All of it is there: nothing has to be fetched, and nothing asked, before the map is shown.
        wiring.shell.go("map")
        wiring.syncing.start()

    def end(self, then=None) -> None:
        """Back to the real work, or to the sign-in, or to `then`; nothing of the practice is left."""
        if not self.on:
            return
        wiring = self.wiring
        wiring.work.close()
        self.on = wiring.shell.practising = False
        wiring.account = None
        # After the store is closed, which waits in the same line.
        wiring.worker.run(lambda: shutil.rmtree(self.folder, ignore_errors=True))
        (then or wiring.entrance.go_in)()

    def turn(self) -> None:
        (self.end if self.on else self.begin)()
