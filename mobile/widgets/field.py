"""A text field with its label. Chinese input needs `input_type: "text"` and a finished composition on leaving."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.textinput import TextInput

from mobile.widgets.named import Named


class Entry(Named, TextInput):
    """The bare field. An open composition (pinyin not yet chosen) is finished when the field loses the focus."""

    def _on_focus(self, instance, value, *largs):
        super()._on_focus(instance, value, *largs)
        if not value and getattr(self, "_ime_composition", ""):
            self._ime_composition = ""
            self._ime_cursor = None


class Field(BoxLayout):
    label = StringProperty("")
    text = StringProperty("")
    hint = StringProperty("")
    name_ = StringProperty("")
    secret = BooleanProperty(False)
    # Only digits can be typed.
    digits = BooleanProperty(False)
    focused = BooleanProperty(False)
    lines = NumericProperty(1)
