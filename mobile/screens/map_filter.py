"""Which doors the map shows: what was chosen in the legend, and the chips over the map that say so."""

from kivy.event import EventDispatcher
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.stacklayout import StackLayout

from mobile.widgets.press import Press
from mobile.widgets.words import words

# In the order of the legend. States are alternatives; care and incident narrow further.
FILTERS = ("overdue", "never", "not_home", "due", "care", "incident")


def filter_text(name: str) -> str:
    """What a filter is called: a state by its own name."""
    return words.say({"care": "filter.care", "incident": "filter.incident"}.get(name, f"state.{name}"))


class MapFilter(EventDispatcher):
    """What is chosen; empty shows all. `doors` and `buildings` are how many match, -1 while nobody has counted."""

    chosen = ListProperty()
    doors = NumericProperty(-1)
    buildings = NumericProperty(-1)

    def toggle(self, name: str) -> None:
        left = set(self.chosen) ^ {name}
        self.doors = self.buildings = -1
        self.chosen = [it for it in FILTERS if it in left]

    def clear(self) -> None:
        self.chosen = []

    def count(self, buildings: int, doors: int) -> None:
        self.buildings, self.doors = buildings, doors


class FilterChip(Press):
    """One filter that is on; pressing takes it off."""

    text = StringProperty("")


class FilterChips(StackLayout):
    """A chip for each filter that is on, and how many doors are left."""

    filter = ObjectProperty(None, allownone=True)
    note = StringProperty("")

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        words.fbind("say", self.draw)

    def on_filter(self, *_: object) -> None:
        for name in ("chosen", "doors", "buildings"):
            self.filter.fbind(name, self.draw)
        self.draw()

    def draw(self, *_: object) -> None:
        self.clear_widgets()
        if self.filter is None or not self.filter.chosen:
            self.note = ""
            return
        for name in self.filter.chosen:
            chip = FilterChip(name_=f"filter_off:{name}", text=filter_text(name))
            chip.bind(on_release=lambda _, name=name: self.filter.toggle(name))
            self.add_widget(chip)
        doors, buildings = int(self.filter.doors), int(self.filter.buildings)
        self.note = words.say("filter.count", doors=doors, buildings=buildings) if doors >= 0 else ""
        self.add_widget(FilterCount(text=self.note))


class FilterCount(StackLayout):
    text = StringProperty("")
