"""The four places at the bottom, and the pill that says what still waits to be sent."""

from kivy.metrics import dp
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.press import Press


class Tab(Press):
    icon = StringProperty("")
    text = StringProperty("")
    here = StringProperty("")
    tab = StringProperty("")


class TabBar(BoxLayout):
    here = StringProperty("map")

    __events__ = ("on_tab",)

    def on_tab(self, tab: str) -> None:
        """For the shell to bind."""


class SendingPill(Press):
    """ "3 waiting, 1 needs attention": shown only while there is something to say."""

    waiting = NumericProperty(0)
    attention = NumericProperty(0)
    most_width = NumericProperty(dp(320))
