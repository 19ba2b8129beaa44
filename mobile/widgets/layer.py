"""A box that can be taken away and brought back. Kivy's own `disabled` swallows the touches for what lies under."""

from kivy.properties import BooleanProperty
from kivy.uix.boxlayout import BoxLayout


class Layer(BoxLayout):
    shown = BooleanProperty(True)

    def on_shown(self, *_: object) -> None:
        self.opacity = 1 if self.shown else 0

    def on_touch_down(self, touch):
        return self.shown and super().on_touch_down(touch)


class Fold(Layer):
    """A layer in a column, which takes no room while it is not shown."""
