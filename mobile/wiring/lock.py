"""The PIN before the work: asked at the start and after a time away, set, changed and taken off."""

from kivy.clock import Clock
from kivy.core.window import Window

from mobile.screens.pin import PinScreen
from mobile.store import Store
from mobile.store.clock import Moment
from mobile.store.entry import hinted, is_idle, must_ask_pin
from mobile.store.problems import KeyLost
from mobile.widgets.help import help_card

TOUCHES = ("on_touch_down", "on_key_down", "on_textinput")
LOOKS_EVERY_SECONDS = 5


class Lock:
    """`locked`: the work may be open behind it, and goes on sending, but nothing of it is shown."""

    def __init__(self, wiring) -> None:
        self.wiring = wiring
        self.locked = False
        self.has_pin = False
        self.left: Moment | None = None
        self.touched: Moment = wiring.clock.now()
        self.looking = None

    def start(self) -> None:
        for touch in TOUCHES:
            Window.fbind(touch, self.touch)
        self.looking = Clock.schedule_interval(self.look, LOOKS_EVERY_SECONDS)
        self.wiring.shell.put(
            PinScreen(
                unlock=self.unlock, opened=self.unlocked, forgotten=self.forgotten, accounts=self.wiring.people.show
            )
        )

    def stop(self) -> None:
        self.looking.cancel()
        for touch in TOUCHES:
            Window.funbind(touch, self.touch)

    def touch(self, *_: object) -> None:
        self.touched = self.wiring.clock.now()

    def look(self, *_: object) -> None:
        """Locks what nobody has touched for a while. What is being written stays as it is, behind the PIN."""
        wiring = self.wiring
        if self.locked or not self.has_pin or wiring.store is None:
            return
        if is_idle(touched=self.touched, now=wiring.clock.now(), minutes=wiring.settings.lock_minutes):
            self.cover()

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
        account, who = self.wiring.account, hinted(self.wiring.settings.username)
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
        self.touch()
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
        """Back, and said there: whoever is not sure that it was kept would set it again."""
        self.wiring.shell.back()
        self.read(self.wiring.screen("me").pin_changed)

    def read(self, then=lambda: None) -> None:
        keys = self.wiring.account.keys

        def show(has_pin: bool) -> None:
            self.has_pin = has_pin
            self.wiring.shell.tell("me", lambda me: setattr(me, "has_pin", has_pin))
            then()

        self.wiring.worker.run(lambda: keys.has_pin, show)
