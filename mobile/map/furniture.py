"""What lies on the map's glass: the scale bar and whose data it is."""

from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, InstructionGroup, Rectangle

from mobile.map.camera import Camera
from mobile.map.palette import Palette, rgb
from mobile.map.scale_bar import scale_bar

LONGEST_DP, MARGIN_DP = 96.0, 8.0


class Furniture:
    """Draws into `group`, at the lower left above `inset` pixels that something else covers."""

    def __init__(self, font_path: str, palette: Palette, font_scale: float) -> None:
        self.group = InstructionGroup()
        self.font_path, self.font_scale = font_path, font_scale
        self.palette = palette
        self._drawn: tuple[Any, ...] | None = None
        self._textures: dict[tuple[str, str], Any] = {}
        self.attribution = ""

    def update(self, camera: Camera, inset: float) -> None:
        """Draws again when anything but the middle of the view has changed."""
        length, caption = scale_bar(camera.scale, LONGEST_DP * camera.density)
        state = (round(length), caption, camera.left, camera.bottom, inset, self.attribution, self.palette.paper)
        if state == self._drawn:
            return
        self._drawn = state
        self.group.clear()
        dp = camera.density
        x, y = camera.left + MARGIN_DP * dp, camera.bottom + inset + 4 * dp
        y += self._text(self.attribution, x, y, back=True) + 5 * dp
        ink, paper = (*rgb(self.palette.ink), 0.85), (*rgb(self.palette.halo), 0.9)
        for colour, grow in ((paper, dp), (ink, 0.0)):
            self.group.add(Color(*colour))
            for left, bottom, width, height in (
                (x, y, length, 1.5 * dp),
                (x, y, 1.5 * dp, 5 * dp),
                (x + length - 1.5 * dp, y, 1.5 * dp, 5 * dp),
            ):
                self.group.add(Rectangle(pos=(left - grow, bottom - grow), size=(width + 2 * grow, height + 2 * grow)))
        self._text(caption, x + 5 * dp, y + 2 * dp, back=False)

    def recolour(self, palette: Palette) -> None:
        self.palette = palette
        self._textures.clear()
        self._drawn = None

    def _text(self, text: str, x: float, y: float, *, back: bool) -> float:
        """Draws a text with its lower left corner at (x, y); returns its height in pixels."""
        if not text:
            return 0.0
        texture = self._texture(text)
        width, height = texture.size
        if back:
            self.group.add(Color(*rgb(self.palette.paper), 0.72))
            self.group.add(Rectangle(pos=(x - 3, y), size=(width + 6, height)))
        self.group.add(Color(1, 1, 1, 1))
        self.group.add(Rectangle(texture=texture, pos=(x, y), size=texture.size))
        return float(height)

    def _texture(self, text: str) -> Any:
        key = (text, self.palette.ink)
        if key not in self._textures:
            label = CoreLabel(
                text=text,
                font_size=round(11 * self.font_scale),
                font_name=self.font_path,
                color=(*rgb(self.palette.ink), 0.9),
                outline_width=1,
                outline_color=(*rgb(self.palette.halo), 1),
            )
            label.refresh()
            if len(self._textures) > 24:
                self._textures.clear()
            self._textures[key] = label.texture
        return self._textures[key]
