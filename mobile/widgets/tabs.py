"""The four places at the bottom, and the pill that says what still waits to be sent."""

from kivy.metrics import dp
from kivy.properties import BooleanProperty, DictProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.measure import text_width
from mobile.widgets.press import Press


class Tab(Press):
    icon = StringProperty("")
    text = StringProperty("")
    here = StringProperty("")
    tab = StringProperty("")
    # A number of things that are the worker's to look at; `urgent` ones have another colour and sign.
    count = NumericProperty(0)
    urgent = BooleanProperty(False)
    badge = StringProperty("")

    def on_count(self, *_: object) -> None:
        self.badge = "99+" if self.count > 99 else str(int(self.count)) if self.count else ""


class TabBar(BoxLayout):
    """`news` has the number of things to look at per tab, `waiting` and `attention` say how the sending stands."""

    here = StringProperty("map")
    news = DictProperty()
    waiting = NumericProperty(0)
    attention = NumericProperty(0)

    __events__ = ("on_tab",)

    def on_tab(self, tab: str) -> None:
        """For the shell to bind."""


def badge_width(badge: str, urgent: bool) -> float:
    return text_width(badge, dp(14), True) + dp(12) + (dp(9) if urgent else 0)


class SendingPill(Press):
    """ "3 waiting, 1 needs attention": shown only while there is something to say."""

    waiting = NumericProperty(0)
    attention = NumericProperty(0)
    most_width = NumericProperty(dp(320))
