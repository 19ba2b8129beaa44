"""Single lines of text as textures, and how wide they are."""

from functools import lru_cache

from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture


@lru_cache(maxsize=4096)
def text_texture(text: str, font_size: float, bold: bool = False) -> Texture:
    label = CoreLabel(text=text, font_size=font_size, bold=bold)
    label.refresh()
    return label.texture


@lru_cache(maxsize=1024)
def text_width(text: str, font_size: float, bold: bool = False) -> float:
    return CoreLabel(text=text, font_size=font_size, bold=bold).get_extents(text)[0] + (2 if bold else 0)
