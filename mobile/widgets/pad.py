"""Big digits for a PIN, and dots for those that were pressed: nobody reads it over a shoulder."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from mobile.widgets.press import Press

LEAST, MOST = 4, 6


class Key(Press):
    digit = StringProperty("")
    icon = StringProperty("")


class Dots(Widget):
    filled = NumericProperty(0)


class PinPad(BoxLayout):
    """Fires `on_pin(digits)` on the tick, from four digits on."""

    digits = StringProperty("")
    resting = BooleanProperty(False)

    __events__ = ("on_pin",)

    def on_pin(self, digits: str) -> None:
        """For the screen to bind."""

    def press(self, digit: str) -> None:
        if not self.resting and len(self.digits) < MOST:
            self.digits += digit

    def rub(self) -> None:
        self.digits = self.digits[:-1]

    def done(self) -> None:
        if self.resting or len(self.digits) < LEAST:
            return
        digits, self.digits = self.digits, ""
        self.dispatch("on_pin", digits)
