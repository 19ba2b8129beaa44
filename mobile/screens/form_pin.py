"""Points at a place on the map for a form's question: the map is moved under the pin, and one press says "here"."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout


class FormPinPage(BoxLayout):
    """Fires `on_done(place)`: (lon, lat), or None where the form is gone back to without one. `pin()` is the map's."""

    peek_height = NumericProperty(0)
    lost = BooleanProperty(False)

    __events__ = ("on_done",)

    def __init__(self, *, pin, **kwargs) -> None:
        super().__init__(**kwargs)
        self.pin = pin
        self.wanted: Any = None

    def on_done(self, place: tuple[float, float] | None) -> None:
        """Back to the form."""

    def open(self, wanted: Any) -> None:
        """`wanted` is whatever the answer is for; the page only keeps it."""
        self.wanted, self.lost = wanted, False

    def here(self) -> None:
        place = self.pin()
        self.lost = place is None
        if place is not None:
            self.dispatch("on_done", place)

    def leave(self) -> None:
        self.dispatch("on_done", None)
