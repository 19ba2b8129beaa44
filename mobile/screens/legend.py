"""What the colours and signs on the map mean."""

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.theme import STATES
from mobile.widgets.words import words


class LegendLine(BoxLayout):
    door_state = StringProperty("excluded")
    text = StringProperty("")
    note = StringProperty("")


class LegendPage(BoxLayout):
    """Fires `on_close`."""

    peek_height = NumericProperty(0)

    __events__ = ("on_close",)

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        words.fbind("say", self.draw)
        self.draw()

    def on_close(self) -> None:
        """The page is no longer wanted."""

    def draw(self, *_: object) -> None:
        self.ids.lines.clear_widgets()
        for state in STATES:
            self.ids.lines.add_widget(
                LegendLine(door_state=state, text=words.say(f"state.{state}"), note=words.say(f"state.{state}_note"))
            )
