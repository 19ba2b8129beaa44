"""The frame of the app: one place at a time, the four tabs under it. Knows which place comes back on "back"."""

from collections.abc import Callable, Iterator

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.properties import BooleanProperty, DictProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import NoTransition, Screen, ScreenManager

# Between two screens that are made while nobody touches the phone.
MAKE_SECONDS = 0.5


class Places(ScreenManager):
    """Makes screens when they are first wanted: making all of them takes longer than opening the map."""

    coming: Iterator[Screen] = iter(())
    made = None

    def get_screen(self, name: str) -> Screen:
        while not self.has_screen(name) and self.make_next():
            pass
        return super().get_screen(name)

    def make_next(self) -> bool:
        """False when all are there."""
        screen = next(self.coming, None)
        if screen is not None:
            self.made(screen)
        return screen is not None


class Shell(BoxLayout):
    here = StringProperty("map")
    tabs_shown = BooleanProperty(False)
    # The work's sync, as far as the frame shows it: what waits, what went wrong, whether there is a network.
    waiting = NumericProperty(0)
    attention = NumericProperty(0)
    online = BooleanProperty(True)
    # How many things there are to look at, by tab.
    news = DictProperty()
    practising = BooleanProperty(False)

    # An emergency that is on: over every screen, until the all-clear.
    alarm_text = StringProperty("")
    # What the phone has just said aloud.
    alert_text = StringProperty("")

    __events__ = ("on_offline", "on_leave_practice", "on_alert", "on_alarm")

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.places: ScreenManager = self.ids.places
        self.places.transition = NoTransition()
        self.came_from: list[str] = []
        self.alerts = None
        self.of_work: list[str] = []
        self.to_tell: dict[str, list[Callable[[Screen], None]]] = {}

    def on_offline(self) -> None:
        """The sign "no network" was pressed."""

    def on_leave_practice(self) -> None:
        """The sign "practice" was pressed."""

    def on_alarm(self) -> None:
        """The line of an emergency was pressed."""

    def follow_alarm(self, emergency, grid_map) -> None:
        """The emergency's line over every screen, and its area on the map."""
        emergency.fbind("headline", lambda _, text: setattr(self, "alarm_text", text))
        emergency.fbind("rings", lambda _, rings: grid_map.show_area(rings))
        self.alarm_text = emergency.headline

    def on_alert(self, alert) -> None:
        """What the phone has said aloud was pressed."""

    def press_alert(self) -> None:
        about, self.alerts.banner = self.alerts.about, ""
        self.dispatch("on_alert", about)

    def follow_alerts(self, alerts) -> None:
        """How many messages wait, on the tab that leads to them; what is said aloud, over the screen."""
        self.alerts = alerts

        def count(*_: object) -> None:
            self.news = {**self.news, "today": int(alerts.waiting)}

        alerts.fbind("waiting", count)
        alerts.fbind("banner", lambda _, text: setattr(self, "alert_text", text))
        count()

    def follow(self, syncing) -> None:
        for name in ("waiting", "attention", "online"):
            syncing.fbind(name, lambda _, value, name=name: setattr(self, name, value))
            setattr(self, name, getattr(syncing, name))
        self.news = {}

    def put(self, screen, of_work: bool = False) -> None:
        """Adds a screen, in place of one of the same name. One `of_work` goes with the account's work."""
        if self.places.has_screen(screen.name):
            self.places.remove_widget(self.places.get_screen(screen.name))
        self.places.add_widget(screen)
        if of_work:
            self.of_work.append(screen.name)

    def put_later(self, screens: Iterator[Screen]) -> None:
        """Screens of the account's work: each is made when somebody goes there, or the phone lies idle."""
        self.places.coming = screens
        self.places.made = self.put_work
        Clock.schedule_interval(self.make_one, MAKE_SECONDS)

    def put_work(self, screen: Screen) -> None:
        self.put(screen, of_work=True)
        for told in self.to_tell.pop(screen.name, ()):
            told(screen)

    def tell(self, name: str, told: Callable[[Screen], None]) -> None:
        """Tells a screen something now, or when it is made."""
        if self.places.has_screen(name):
            told(self.places.get_screen(name))
        else:
            self.to_tell.setdefault(name, []).append(told)

    def make_one(self, _dt: float) -> bool:
        if not EventLoop.touches and self.places.current_screen is not None:
            return self.places.make_next()
        return True

    def drop_work(self) -> None:
        Clock.unschedule(self.make_one)
        self.places.coming = iter(())
        self.to_tell = {}
        for name in self.of_work:
            self.places.remove_widget(self.places.get_screen(name))
        self.of_work = []

    def go(self, name: str) -> None:
        here, screen = self.places.current, self.places.get_screen(name)
        if not getattr(screen, "side", False):
            self.came_from = []
        elif name != here and name not in self.came_from:
            self.came_from.append(here)
        tab = getattr(screen, "tab", "")
        self.places.current = name
        self.tabs_shown = bool(tab)
        self.here = tab or self.here

    def back(self) -> bool:
        """Leaves a side place; False when there is nothing to leave."""
        if self.came_from and getattr(self.places.current_screen, "side", False):
            *kept, last = self.came_from
            self.go(last)
            self.came_from = kept
            return True
        return False

    def tab(self, name: str) -> None:
        if name == "report":
            self.go("map")
            self.here = "report"
            self.places.get_screen("map").start_report()
            return
        self.go(name)
        if name == "map" and self.places.get_screen("map").reporting:
            self.places.get_screen("map").stop_report()
