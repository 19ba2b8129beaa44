"""The compass over a turned map: its needle shows where north is, and pressing it puts north on top again."""

from kivy.properties import NumericProperty

from mobile.widgets.press import FloatingButton


class CompassButton(FloatingButton):
    # Degrees that the map is turned against the clock.
    bearing = NumericProperty(0.0)

    def on_bearing(self, *_: object) -> None:
        self.shown = abs(self.bearing) > 0.5
