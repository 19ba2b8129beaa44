"""The middle of a picture, cut square."""

from kivy.graphics.texture import Texture


def cover(texture: Texture | None) -> Texture | None:
    if texture is None:
        return None
    side = min(texture.width, texture.height)
    return texture.get_region((texture.width - side) / 2, (texture.height - side) / 2, side, side)
