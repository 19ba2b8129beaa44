"""The head of a page or screen: back, title, caption, close."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout


class Head(BoxLayout):
    text = StringProperty("")
    note = StringProperty("")
    can_go_back = BooleanProperty(False)
    can_close = BooleanProperty(False)
    page = StringProperty("page")
    # Which question of a page that asks several: some have a help of their own.
    step = StringProperty("")

    __events__ = ("on_back", "on_close")

    def on_back(self) -> None:
        """For the page to bind."""

    def on_close(self) -> None:
        """For the page to bind."""
