"""A state as colour and sign, and the same with its words."""

from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget


class StateSign(Widget):
    """A small tile in the state's colour with the state's sign on it."""

    state = StringProperty("excluded")
    side = NumericProperty(dp(26))


class StateTag(BoxLayout):
    """Sign and words: "overdue by 3 days"."""

    state = StringProperty("excluded")
    text = StringProperty("")


class CareTag(BoxLayout):
    """The heart, with the care categories behind it."""

    text = StringProperty("")
    shown = BooleanProperty(True)
