"""Texts drawn once into one texture, so that all labels of the map are one mesh."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture

SIZE = 1024
GAP = 2


@dataclass(frozen=True)
class TextStyle:
    """How a text looks: size in pixels, colours as RGBA from 0 to 1, the halo's width in pixels."""

    font_size: float
    colour: tuple[float, float, float, float]
    halo: tuple[float, float, float, float]
    halo_width: int


@dataclass(frozen=True)
class Sprite:
    """Where a text lies in the atlas, and its size in pixels."""

    u0: float
    v0: float
    u1: float
    v1: float
    width: int
    height: int


class _Pixels:
    """Stands in for the texture that Kivy's label would upload itself into, and keeps the pixels instead."""

    data: Any = None

    def blit_data(self, data: Any) -> None:
        self.data = data


class Atlas:
    """A texture of texts, filled shelf by shelf. When it is full it starts afresh and tells its owner."""

    def __init__(self, font_path: str, on_restart: Callable[[], None], size: int = SIZE) -> None:
        self.font_path, self.size = font_path, size
        self._on_restart = on_restart
        self.texture: Any = None
        self._sprites: dict[tuple[str, TextStyle], Sprite | None] = {}
        self._restart()

    def find(self, text: str, style: TextStyle) -> Sprite | None:
        """The sprite of a text that was drawn before."""
        return self._sprites.get((text, style))

    def has(self, text: str, style: TextStyle) -> bool:
        return (text, style) in self._sprites

    def draw(self, text: str, style: TextStyle) -> Sprite | None:
        """Draws a text (about 0.4 ms). None when it cannot be drawn, as a text without glyphs."""
        key = (text, style)
        if key not in self._sprites:
            self._sprites[key] = self._draw(text, style)
        return self._sprites[key]

    def _draw(self, text: str, style: TextStyle) -> Sprite | None:
        label = CoreLabel(
            text=text,
            font_size=style.font_size,
            font_name=self.font_path,
            color=style.colour,
            outline_width=style.halo_width,
            outline_color=style.halo,
        )
        pixels = _rendered(label)
        if pixels is None or pixels.width < 2 or max(pixels.width, pixels.height) > self.size:
            return None
        x, y = self._room_for(pixels.width, pixels.height)
        self.texture.blit_buffer(pixels.data, size=(pixels.width, pixels.height), colorfmt=pixels.fmt, pos=(x, y))
        side = self.size
        return Sprite(
            x / side, y / side, (x + pixels.width) / side, (y + pixels.height) / side, pixels.width, pixels.height
        )

    def _room_for(self, width: int, height: int) -> tuple[int, int]:
        if self._x + width > self.size:
            self._x, self._y, self._shelf = 0, self._y + self._shelf + GAP, 0
        if self._y + height > self.size:
            self._restart()
            self._on_restart()
        at = self._x, self._y
        self._x += width + GAP
        self._shelf = max(self._shelf, height)
        return at

    def _restart(self, *_: object) -> None:
        """An empty texture: at the start, when it is full, and after the graphics context was lost."""
        self._sprites.clear()
        self._x = self._y = self._shelf = 0
        if self.texture is None:
            self.texture = Texture.create(size=(self.size, self.size), colorfmt="rgba")
            self.texture.mag_filter = self.texture.min_filter = "linear"
            self.texture.add_reload_observer(self._reload)
        self.texture.blit_buffer(bytes(self.size * self.size * 4), size=(self.size, self.size), colorfmt="rgba")

    def _reload(self, *_: object) -> None:
        self._restart()
        self._on_restart()


def _rendered(label: Any) -> Any:
    """The pixels of a label. `refresh()` would make a texture per text and draw each text twice."""
    label.resolve_font_name()
    label._size = label.render()
    if min(label._size) <= 1:
        return None
    label.texture = _Pixels()
    label.render(real=True)
    return label.texture.data
