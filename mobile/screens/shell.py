"""The frame of the app: one place at a time, the four tabs under it. Knows which place comes back on "back"."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import NoTransition, ScreenManager

TABS = {
    "map": "map",
    "today": "today",
    "me": "me",
    "outbox": "me",
    "receipt": "me",
    "licences": "me",
    "pin_change": "me",
}
# Places beside the tabs: "back" leads out of them.
SIDE = ("outbox", "receipt", "licences", "pin_change")


class Shell(BoxLayout):
    here = StringProperty("map")
    tabs_shown = BooleanProperty(False)

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.places: ScreenManager = self.ids.places
        self.places.transition = NoTransition()
        self.came_from: list[str] = []

    def put(self, screen) -> None:
        """Adds a screen, in place of one of the same name."""
        if self.places.has_screen(screen.name):
            self.places.remove_widget(self.places.get_screen(screen.name))
        self.places.add_widget(screen)

    def drop(self, *names: str) -> None:
        for name in names:
            if self.places.has_screen(name):
                self.places.remove_widget(self.places.get_screen(name))

    def go(self, name: str) -> None:
        here = self.places.current
        if name not in SIDE:
            self.came_from = []
        elif name != here and name not in self.came_from:
            self.came_from.append(here)
        self.places.current = name
        self.tabs_shown = name in TABS
        self.here = TABS.get(name, self.here)

    def back(self) -> bool:
        """Leaves a side place; False when there is nothing to leave."""
        if self.places.current in SIDE and self.came_from:
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
