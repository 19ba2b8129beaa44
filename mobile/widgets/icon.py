"""One icon of assets/icons, tinted."""

from functools import lru_cache

from kivy.core.image import Image as CoreImage
from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.properties import ColorProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from mobile.assets import ICONS


@lru_cache(maxsize=128)
def icon_texture(name: str) -> Texture:
    return CoreImage(str(ICONS / f"{name}.png"), mipmap=True).texture


class Icon(Widget):
    icon = StringProperty("")
    colour = ColorProperty((0, 0, 0, 1))
    side = NumericProperty(dp(24))
    # Beside large text a sign of the usual size is lost.
    drawn = NumericProperty(dp(24))
    texture = ObjectProperty(None, allownone=True)

    def on_icon(self, *_: object) -> None:
        self.texture = icon_texture(self.icon) if self.icon else None
