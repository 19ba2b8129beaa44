"""What the colours and signs on the map mean; pressing a line shows on the map only what is such."""

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.map_filter import FILTERS, MapFilter, filter_text
from mobile.widgets.press import Press
from mobile.widgets.words import words

# Nobody looks for these: they are shown with all the others.
NO_FILTER = ("contacted", "excluded")


class LegendLine(Press):
    """A state with its sign and what it means; a filter where it can be chosen."""

    door_state = StringProperty("")
    icon = StringProperty("")
    text = StringProperty("")
    note = StringProperty("")
    chosen = BooleanProperty(False)
    can_choose = BooleanProperty(True)

    def on_touch_down(self, touch):
        return self.can_choose and super().on_touch_down(touch)


class LegendPage(BoxLayout):
    """Fires `on_close`."""

    peek_height = NumericProperty(0)
    filter = ObjectProperty()
    count = StringProperty("")

    __events__ = ("on_close",)

    def __init__(self, *, map_filter: MapFilter, **kwargs) -> None:
        super().__init__(filter=map_filter, **kwargs)
        words.fbind("say", self.draw)
        for name in ("chosen", "doors", "buildings"):
            map_filter.fbind(name, self.mark)
        self.draw()

    def on_close(self) -> None:
        """The page is no longer wanted."""

    def draw(self, *_: object) -> None:
        self.ids.lines.clear_widgets()
        for name in (*FILTERS, *NO_FILTER):
            line = LegendLine(
                name_=f"filter:{name}",
                door_state=name if name not in ("care", "incident") else "",
                icon={"care": "heart", "incident": "alert"}.get(name, ""),
                text=filter_text(name),
                note=words.say(f"filter.{name}_note")
                if name in ("care", "incident")
                else words.say(f"state.{name}_note"),
                can_choose=name in FILTERS,
            )
            line.bind(on_release=lambda _, name=name: self.filter.toggle(name))
            self.ids.lines.add_widget(line)
        self.mark()

    def mark(self, *_: object) -> None:
        chosen = {f"filter:{name}" for name in self.filter.chosen}
        for line in self.ids.lines.children:
            line.chosen = line.name_ in chosen
        doors, buildings = int(self.filter.doors), int(self.filter.buildings)
        counted = bool(chosen) and doors >= 0
        self.count = words.say("filter.count", doors=doors, buildings=buildings) if counted else ""
