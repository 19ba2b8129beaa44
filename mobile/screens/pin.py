"""The PIN: asked for at a start and after a while away, set, changed. A wrong one costs time, never a record."""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.screenmanager import Screen

from mobile.screens.tab_screen import TabScreen
from mobile.widgets.words import words


class PinScreen(Screen):
    """Asks for the PIN. `unlock(pin, done, failed)` works off the drawing thread; `done` is told what it opened."""

    who = StringProperty("")
    title = StringProperty("")
    note = StringProperty("")
    problem = StringProperty("")
    busy = BooleanProperty(False)
    wait = NumericProperty(0)

    def __init__(self, *, unlock, opened, forgotten, accounts, **kwargs) -> None:
        super().__init__(name="pin", **kwargs)
        self.unlock = unlock
        self.opened = opened
        self.forgotten = forgotten
        self.accounts = accounts
        words.fbind("say", self.draw)
        self.draw()

    def ask(self, who: str, wait: int = 0) -> None:
        self.who, self.problem, self.busy = who, "", False
        self.ids.pad.digits = ""
        self.count_down(wait)

    def draw(self, *_: object) -> None:
        self.title = words.say("pin.enter")
        self.note = words.say("pin.wait", time=wait_text(self.wait)) if self.wait else words.say("pin.kept")

    def entered(self, pin: str) -> None:
        if self.busy or self.wait:
            return
        self.busy, self.problem = True, ""
        self.unlock(pin, self.done, self.failed)

    def done(self, opened: object) -> None:
        self.busy = False
        self.opened(opened)

    def failed(self, problem: Exception) -> None:
        self.busy = False
        code = getattr(problem, "code", "")
        words.tell_problem(self, code)
        self.count_down(int(getattr(problem, "data", {}).get("seconds", 0)))

    def count_down(self, seconds: int) -> None:
        Clock.unschedule(self.tick)
        self.wait = seconds
        self.draw()
        if seconds:
            Clock.schedule_interval(self.tick, 1)

    def tick(self, _: float) -> bool:
        self.wait = max(0, self.wait - 1)
        if not self.wait:
            self.problem = ""
        self.draw()
        return self.wait > 0


class PinChangeScreen(TabScreen):
    """Sets a PIN, or changes the one that is there: `change(old, new, done, failed)`, with "" for none."""

    tab = "me"
    side = True

    title = StringProperty("")
    note = StringProperty("")
    problem = StringProperty("")
    busy = BooleanProperty(False)
    has_pin = BooleanProperty(False)
    step = StringProperty("new")

    def __init__(self, *, change, changed, ways, **kwargs) -> None:
        super().__init__(name="pin_change", **kwargs)
        self.change = change
        self.changed = changed
        self.ways = ways
        self.old = self.new = ""
        words.fbind("say", self.draw)

    def begin(self, has_pin: bool) -> None:
        self.has_pin, self.busy, self.problem = has_pin, False, ""
        self.old = self.new = ""
        self.ids.pad.digits = ""
        self.go("old" if has_pin else "new")

    def go(self, step: str) -> None:
        self.step = step
        self.draw()

    def draw(self, *_: object) -> None:
        self.title = words.say(f"pin.ask_{self.step}")
        self.note = words.say("pin.about")

    def entered(self, pin: str) -> None:
        if self.busy:
            return
        self.problem = ""
        if self.step == "old":
            self.old = pin
            self.go("new")
        elif self.step == "new":
            self.new = pin
            self.go("again")
        elif pin != self.new:
            words.tell(self, "problem", lambda: words.say("pin.differs"))
            self.go("new")
        else:
            self.keep(pin)

    def keep(self, pin: str) -> None:
        self.busy = True
        self.change(self.old, pin, self.done, self.failed)

    def remove(self) -> None:
        """Takes the PIN off; the old one is asked for by the step before."""
        if not self.busy and self.old:
            self.keep("")

    def done(self, _: object) -> None:
        self.busy = False
        self.changed()

    def failed(self, problem: Exception) -> None:
        self.busy = False
        self.begin(self.has_pin)
        seconds = int(getattr(problem, "data", {}).get("seconds", 0))
        text = words.say_or(f"problem.{getattr(problem, 'code', '')}", "problem.unexpected")
        self.problem = text + (" " + words.say("pin.wait", time=wait_text(seconds)) if seconds else "")


def wait_text(seconds: int) -> str:
    if seconds < 60:
        return words.say("time.seconds", n=seconds)
    return words.say("time.minutes", n=-(-seconds // 60))
