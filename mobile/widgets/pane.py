"""The whole-screen states beside "full": empty, loading, offline, error. An icon, a sentence, what to do."""

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.layer import Layer
from mobile.widgets.named import Named


class Pane(Layer):
    """`icon`, `title`, `note`, and a button when `act_text` is set; fires `on_act`."""

    icon = StringProperty("")
    title = StringProperty("")
    note = StringProperty("")
    act_text = StringProperty("")
    act_name = StringProperty("pane:act")

    __events__ = ("on_act",)

    def on_act(self) -> None:
        """For the screen to bind."""


class Notice(Named, BoxLayout):
    """A band that says what happened, what was kept and what to do. `kind` is info, good, warn or danger."""

    kind = StringProperty("info")
    icon = StringProperty("")
    text = StringProperty("")


class Progress(BoxLayout):
    """A bar that is filled as far as the work has come, 0 to 1."""

    share = NumericProperty(0.0)
