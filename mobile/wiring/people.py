"""Several people on one phone: who is here, another person's turn, and back to where one was."""

from mobile.screens.accounts import AccountsScreen

BEFORE_THE_WORK = ("pin", "sign_in", "accounts")


class People:
    def __init__(self, wiring) -> None:
        self.wiring = wiring
        self.here = "map"

    def start(self) -> None:
        wiring = self.wiring
        wiring.shell.put(
            AccountsScreen(
                accounts=wiring.accounts,
                worker=wiring.worker,
                choose=self.choose,
                newcomer=self.newcomer,
                leave=self.leave,
            )
        )

    def keep_place(self) -> None:
        """Remembers the screen in front, to come back to it."""
        if self.wiring.shell.places.current not in BEFORE_THE_WORK:
            self.here = self.wiring.shell.places.current

    def go_back(self, otherwise: str) -> None:
        self.wiring.shell.go(self.here if self.wiring.shell.places.has_screen(self.here) else otherwise)

    def show(self) -> None:
        self.keep_place()
        self.wiring.screen("accounts").open(self.wiring.settings.account if self.wiring.store is not None else "")
        self.wiring.shell.go("accounts")

    def choose(self, view) -> None:
        wiring, settings = self.wiring, self.wiring.settings
        if view.id == settings.account and wiring.store is not None:
            self.leave()
            return
        wiring.work.close()
        wiring.lock.locked = False
        settings.server, settings.username, settings.account = view.server, view.username, view.id
        settings.synced_at = ""
        wiring.remember()
        wiring.entrance.open_account(view.id)

    def newcomer(self) -> None:
        self.wiring.entrance.anybody()

    def leave(self) -> None:
        """Back to where one was, but never past the PIN."""
        if self.wiring.lock.locked:
            self.wiring.lock.ask()
        elif self.wiring.store is not None:
            self.go_back("me")
        else:
            self.wiring.shell.go("sign_in")
