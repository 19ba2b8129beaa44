"""Colours and sizes of the app. kv rules import `theme` and follow it live: night, contrast, text up to 200 %."""

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
# Black on white and white on black: each text 7:1 against its ground, each edge 4.5:1.
CONTRAST = {
    "paper": "#FFFFFF",
    "card": "#FFFFFF",
    "ink": "#000000",
    "soft": "#23292E",
    "edge": "#5A6369",
    "well": "#E4E8E8",
    "main": "#003F5C",
    "main_ink": "#FFFFFF",
    "tint": "#D3E9F5",
    "danger": "#7A1F00",
    "danger_tint": "#FFE3D6",
    "good": "#00432F",
    "good_tint": "#D2F2E4",
    "warn": "#4A3100",
    "warn_tint": "#FFEBBD",
}
NIGHT_CONTRAST = {
    "paper": "#000000",
    "card": "#000000",
    "ink": "#FFFFFF",
    "soft": "#E2E7EA",
    "edge": "#A9B4BB",
    "well": "#1E2529",
    "main": "#9ADCFF",
    "main_ink": "#001822",
    "tint": "#0B2C3D",
    "danger": "#FFC0A0",
    "danger_tint": "#3A1606",
    "good": "#8CF0CB",
    "good_tint": "#06291F",
    "warn": "#FFDD8A",
    "warn_tint": "#2E2107",
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
PALETTES = {(False, False): LIGHT, (True, False): NIGHT, (False, True): CONTRAST, (True, True): NIGHT_CONTRAST}
TEXT_SCALES = (1.0, 1.25, 1.5, 2.0)


def state_colour(state: str) -> list[float]:
    return get_color_from_hex(STATES.get(state, STATES["excluded"]))


class Theme(EventDispatcher):
    night = BooleanProperty(False)
    contrast = BooleanProperty(False)
    text_scale = NumericProperty(1.0)
    caption = NumericProperty(14)
    body = NumericProperty(17)
    title = NumericProperty(21)
    banner = NumericProperty(27)
    icon_scale = NumericProperty(1)
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
        for name, colour in PALETTES[self.night, self.contrast].items():
            setattr(self, name, colour)

    on_contrast = on_night

    def on_text_scale(self, *_: object) -> None:
        self.resize()

    def resize(self) -> None:
        """Big text grows less than small text, so that a heading at 200 % still fits its screen."""
        scale = self.text_scale
        # The body first: a caption's rule stands on the body's, both follow live, and the last to speak wins.
        self.body = sp(17) * scale
        self.caption = sp(14) * scale
        self.icon_scale = 1 + (scale - 1) * 0.4
        self.title = sp(21) * (1 + (scale - 1) * 0.75)
        self.banner = sp(27) * (1 + (scale - 1) * 0.5)


theme = Theme()
