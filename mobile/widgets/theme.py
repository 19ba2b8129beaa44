"""Colours and sizes of the app. kv rules import `theme` and follow it live: night, and text up to 200 %."""

from kivy.event import EventDispatcher
from kivy.metrics import sp
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty
from kivy.utils import get_color_from_hex

LIGHT = {
    "paper": "#F3F5F4",
    "card": "#FFFFFF",
    "ink": "#1A1F24",
    "soft": "#55606A",
    "edge": "#D5DADD",
    "well": "#E9EDEC",
    "main": "#005F87",
    "main_ink": "#FFFFFF",
    "tint": "#E0EFF6",
    "danger": "#B23C00",
    "danger_tint": "#FCEBE2",
    "good": "#00704F",
    "good_tint": "#E1F3EC",
    "warn": "#7A5200",
    "warn_tint": "#FFF3D6",
}
NIGHT = {
    "paper": "#12171A",
    "card": "#1D2428",
    "ink": "#ECF0F2",
    "soft": "#A9B4BB",
    "edge": "#39434A",
    "well": "#283136",
    "main": "#6FC3EC",
    "main_ink": "#06222F",
    "tint": "#173645",
    "danger": "#FF9A66",
    "danger_tint": "#402316",
    "good": "#5BD0A5",
    "good_tint": "#12352A",
    "warn": "#F3C35A",
    "warn_tint": "#3A2E12",
}
# The Okabe–Ito set: a door's state, never alone but with the sign of the same name in assets/icons.
STATES = {
    "contacted": "#009E73",
    "due": "#E69F00",
    "overdue": "#D55E00",
    "not_home": "#56B4E9",
    "never": "#9AA0A6",
    "excluded": "#DADCE0",
}
CARE = get_color_from_hex("#CC79A7")
ON_STATE = get_color_from_hex("#10161A")
TEXT_SCALES = (1.0, 1.25, 1.5, 2.0)


def state_colour(state: str) -> list[float]:
    return get_color_from_hex(STATES.get(state, STATES["excluded"]))


class Theme(EventDispatcher):
    night = BooleanProperty(False)
    text_scale = NumericProperty(1.0)
    caption = NumericProperty(14)
    body = NumericProperty(17)
    title = NumericProperty(21)
    banner = NumericProperty(27)
    paper = ColorProperty(LIGHT["paper"])
    card = ColorProperty(LIGHT["card"])
    ink = ColorProperty(LIGHT["ink"])
    soft = ColorProperty(LIGHT["soft"])
    edge = ColorProperty(LIGHT["edge"])
    well = ColorProperty(LIGHT["well"])
    main = ColorProperty(LIGHT["main"])
    main_ink = ColorProperty(LIGHT["main_ink"])
    tint = ColorProperty(LIGHT["tint"])
    danger = ColorProperty(LIGHT["danger"])
    danger_tint = ColorProperty(LIGHT["danger_tint"])
    good = ColorProperty(LIGHT["good"])
    good_tint = ColorProperty(LIGHT["good_tint"])
    warn = ColorProperty(LIGHT["warn"])
    warn_tint = ColorProperty(LIGHT["warn_tint"])

    def __init__(self) -> None:
        super().__init__()
        self.resize()

    def on_night(self, *_: object) -> None:
        for name, colour in (NIGHT if self.night else LIGHT).items():
            setattr(self, name, colour)

    def on_text_scale(self, *_: object) -> None:
        self.resize()

    def resize(self) -> None:
        """Big text grows less than small text, so that a heading at 200 % still fits its screen."""
        scale = self.text_scale
        # The body first: a caption's rule stands on the body's, both follow live, and the last to speak wins.
        self.body = sp(17) * scale
        self.caption = sp(14) * scale
        self.title = sp(21) * (1 + (scale - 1) * 0.75)
        self.banner = sp(27) * (1 + (scale - 1) * 0.5)


theme = Theme()
