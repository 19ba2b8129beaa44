"""What can be pressed. Each has a stable `name_`, by which tests and scripts find it on the screen."""

from kivy.metrics import dp
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.layer import Layer
from mobile.widgets.named import Named


class Press(Named, ButtonBehavior, BoxLayout):
    """The base of every button and row: a rounded ground that darkens under the finger."""

    ground = ColorProperty((0, 0, 0, 0))
    border = ColorProperty((0, 0, 0, 0))
    radius = NumericProperty(dp(12))
    # Not shown: neither seen nor pressed, but keeping its place.
    shown = BooleanProperty(True)

    def on_touch_down(self, touch):
        # A second finger or a wheel is no press.
        if touch.is_mouse_scrolling or self.disabled or not self.shown:
            return False
        return super().on_touch_down(touch)


class MainButton(Press):
    """The main act of a screen."""

    text = StringProperty("")
    icon = StringProperty("")


class PlainButton(Press):
    """A second act beside the main one."""

    text = StringProperty("")
    icon = StringProperty("")


class IconButton(Press):
    icon = StringProperty("")
    text = StringProperty("")


class FloatingButton(IconButton):
    """A round button over the map."""


class Choice(Press):
    """One of several answers; big enough for a thumb, marked by colour and a tick."""

    text = StringProperty("")
    icon = StringProperty("")
    note = StringProperty("")
    chosen = BooleanProperty(False)


class Chip(Press):
    text = StringProperty("")
    chosen = BooleanProperty(False)


class Row(Press):
    """A line of a list: icon, title, caption, and an arrow when it leads somewhere."""

    icon = StringProperty("")
    text = StringProperty("")
    note = StringProperty("")
    value = StringProperty("")
    leads = BooleanProperty(True)
    icon_colour = ColorProperty((0, 0, 0, 0))


class Actions(Layer):
    """The acts of a page, at its foot under the thumb; one under the other when the text is large."""
