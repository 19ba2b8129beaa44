"""The PIN before the work: asked at the start and after a time away, set, changed and taken off."""

from mobile.screens.pin import PinScreen
from mobile.store import Store
from mobile.store.clock import Moment
from mobile.store.entry import must_ask_pin
from mobile.store.problems import KeyLost
from mobile.widgets.help import help_card


class Lock:
    """`locked`: the work may be open behind it, and goes on sending, but nothing of it is shown."""

    def __init__(self, wiring) -> None:
        self.wiring = wiring
        self.locked = False
        self.left: Moment | None = None

    def start(self) -> None:
        self.wiring.shell.put(
            PinScreen(
                unlock=self.unlock, opened=self.unlocked, forgotten=self.forgotten, accounts=self.wiring.people.show
            )
        )

    def went_away(self) -> None:
        self.left = self.wiring.clock.now()

    def came_back(self, then) -> None:
        """Locks after a time away; `then` runs in any case."""
        wiring = self.wiring
        if wiring.account is None or wiring.store is None or self.locked:
            then()
            return
        account, left = wiring.account, self.left

        def asks() -> bool:
            return must_ask_pin(has_pin=account.keys.has_pin, left=left, now=wiring.clock.now())

        def go_on(must: bool) -> None:
            if must:
                self.cover()
            then()

        wiring.worker.run(asks, go_on)

    def cover(self) -> None:
        """Covers the work: forms stay as they are behind it."""
        help_card.shut()
        self.wiring.people.keep_place()
        self.ask_at_start()

    def ask_at_start(self) -> None:
        self.locked = True
        self.ask()

    def ask(self) -> None:
        account, who = self.wiring.account, self.wiring.settings.username
        self.wiring.worker.run(account.keys.seconds_left, lambda seconds: self.wiring.screen("pin").ask(who, seconds))
        self.wiring.shell.go("pin")

    def unlock(self, pin: str, done, failed) -> None:
        account, store = self.wiring.account, self.wiring.store

        def job() -> Store:
            if store is None:
                return account.open(pin)
            account.keys.unlock(pin)
            return store

        self.wiring.worker.run(job, done, lambda problem: self.not_unlocked(problem, failed))

    def not_unlocked(self, problem: Exception, failed) -> None:
        if isinstance(problem, KeyLost):
            self.wiring.entrance.again("key_lost")
        else:
            failed(problem)

    def unlocked(self, store: Store) -> None:
        self.locked = False
        if store is not self.wiring.store:
            self.wiring.entrance.reopen(store, self.wiring.account)
        else:
            self.wiring.people.go_back("map")

    def forgotten(self) -> None:
        self.wiring.entrance.again("forgotten")

    # -- setting it ------------------------------------------------------------------------------------------------

    def ask_new(self) -> None:
        keys = self.wiring.account.keys

        def begin(has_pin: bool) -> None:
            self.wiring.screen("pin_change").begin(has_pin)
            self.wiring.shell.go("pin_change")

        self.wiring.worker.run(lambda: keys.has_pin, begin)

    def change(self, old: str, new: str, done, failed) -> None:
        """Sets the first one, changes it, or with an empty new one takes it off."""
        keys = self.wiring.account.keys

        def job() -> None:
            if old:
                keys.unlock(old)
            if new:
                keys.set_pin(new)
            else:
                keys.remove_pin()

        self.wiring.worker.run(job, done, failed)

    def changed(self) -> None:
        self.wiring.shell.back()
        self.read()

    def read(self) -> None:
        keys, me = self.wiring.account.keys, self.wiring.screen("me")
        self.wiring.worker.run(lambda: keys.has_pin, lambda has_pin: setattr(me, "has_pin", has_pin))
