"""The way in: a login that makes or opens an account's store, and the start that opens it again without a network."""

import shutil

from mobile.screens.sign_in import SignInScreen
from mobile.store import Store
from mobile.store.accounts import Account, id_of
from mobile.store.entry import first_screen
from mobile.store.problems import KeyLost, PinNeeded
from mobile.sync import sign_in, sign_in_to
from mobile.widgets.words import words


class Entrance:
    def __init__(self, wiring) -> None:
        self.wiring = wiring
        self.server = ""

    def start(self, server: str) -> None:
        """The sign-in stands there until the last account is open."""
        wiring, self.server = self.wiring, server
        screen = SignInScreen(
            try_login=self.try_login,
            signed_in=wiring.work.enter,
            go_back=self.leave,
            set_language=wiring.choices.set_language,
            accounts=wiring.people.show,
            practise=wiring.practice.begin,
        )
        screen.server, screen.username = server, wiring.settings.username
        wiring.shell.put(screen)
        wiring.worker.run(wiring.accounts.all, lambda views: setattr(screen, "accounts_here", bool(views)))
        self.go_in()

    def go_in(self) -> None:
        """To the last account, as far as it opens, else to the sign-in."""
        self.wiring.shell.go("sign_in")
        account = self.wiring.settings.account
        if account and (self.folder(account) / "store.db").exists():
            self.open_account(account)

    def folder(self, account: str):
        return self.wiring.data / "accounts" / account

    def try_login(self, server: str, username: str, password: str, done, failed) -> None:
        """One store per server and name, so that nobody's work is ever sent as another's."""
        wiring, settings = self.wiring, self.wiring.settings
        server = server.rstrip("/")
        if "://" not in server:
            server = f"https://{server}"
        account = id_of(server, username)
        opened: list[Account] = []

        def job() -> Store:
            language = "zh-hans" if words.language == "zh" else "en"
            if wiring.store is not None and account == settings.account:
                sign_in(wiring.store, server, username, password, language=language)
                if wiring.lock.locked:
                    # The password has shown whose phone this is: the forgotten PIN goes.
                    wiring.account.keys.remove_pin()
                return wiring.store
            new = not wiring.accounts.by_id(account).exists
            try:
                begun = wiring.accounts.begin(server, username)
                store = sign_in_to(begun, server, username, password, language=language)
                opened.append(begun)
                return store
            except Exception:
                if new:
                    shutil.rmtree(self.folder(account), ignore_errors=True)
                raise

        def signed_in(store: Store) -> None:
            settings.server, settings.username, settings.account = server, username, account
            wiring.remember()
            wiring.lock.locked = False
            if store is not wiring.store:
                wiring.work.open(store, opened[0])
            done(store)

        wiring.worker.run(job, signed_in, failed)

    def open_account(self, account_id: str) -> None:
        """The next start, or another person's turn: to the work, to the PIN, or to the sign-in. Needs no network."""
        account = self.wiring.accounts.by_id(account_id)

        def job() -> tuple[str, str, Store | None]:
            try:
                store = account.open()
            except PinNeeded:
                return *first_screen(has_account=True, key_lost=False, locked=True, login="active"), None
            except KeyLost:
                return *first_screen(has_account=True, key_lost=True, locked=False, login="active"), None
            state = store.login_state()
            return *first_screen(has_account=True, key_lost=False, locked=False, login=state), store

        self.wiring.worker.run(job, lambda opened: self.account_opened(account, *opened), self.cannot_open)

    def account_opened(self, account: Account, screen: str, notice: str, store: Store | None) -> None:
        if store is None:
            self.wiring.account = account
        if screen == "pin":
            self.wiring.lock.ask_at_start()
        elif store is None:
            self.again("key_lost" if notice else "expired")
        else:
            self.reopen(store, account)
            if screen == "sign_in":
                self.again("expired", back=False)

    def reopen(self, store: Store, account: Account) -> None:
        """Straight to the map, also without network and with an expired session."""
        self.wiring.work.open(store, account)
        self.wiring.work.enter()

    def cannot_open(self, problem: Exception) -> None:
        self.wiring.shell.go("sign_in")
        self.wiring.screen("sign_in").failed(problem)

    def again(self, why: str, back: bool = True) -> None:
        """The same person signs in again; `why` is `expired`, `forgotten` or `key_lost`."""
        wiring = self.wiring
        unsent = int(wiring.syncing.waiting) if wiring.syncing is not None else 0
        wiring.screen("sign_in").ask_again(wiring.settings.server, wiring.settings.username, unsent, why, back)
        wiring.shell.go("sign_in")

    def anybody(self, back: bool = True) -> None:
        """Somebody else may sign in here."""
        self.wiring.screen("sign_in").ask_anybody(self.wiring.settings.server or self.server, back=back)
        self.wiring.shell.go("sign_in")

    def leave(self) -> None:
        """The session may have expired, but recording goes on; never past the PIN."""
        if self.wiring.lock.locked:
            self.wiring.lock.ask()
        elif self.wiring.store is None:
            self.wiring.people.show()
        else:
            self.wiring.work.show()
