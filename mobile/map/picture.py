"""All that the map draws, from the ground up, and how it follows the camera: once a frame, whatever has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from kivy.graphics import Canvas, Color, Rectangle, StencilPop, StencilPush, StencilUnUse, StencilUse
from kivy.metrics import Metrics

from mobile.map import markers as shapes
from mobile.map.camera import Camera
from mobile.map.colouring import Colouring
from mobile.map.furniture import Furniture
from mobile.map.label_layer import LabelLayer
from mobile.map.layers import ORDER, SIGNS_FROM, Layers, aim
from mobile.map.markers import MarkerLayer
from mobile.map.overlay import Overlay
from mobile.map.palette import Palette, rgb
from mobile.map.pins import Pins
from mobile.map.placement import Box
from mobile.map.scene import Scene, Tile

LABEL_SECONDS = 0.12  # between two placements while the map moves


class Picture:
    """Draws a scene with its colouring, and what lies over it, into a canvas."""

    def __init__(self, canvas: Canvas, colouring: Colouring, look: Palette, font_path: str) -> None:
        font_scale = Metrics.density * Metrics.fontscale
        self.colouring = colouring
        self.layers = Layers(look)
        self.signs = MarkerLayer(look)
        self.labels = LabelLayer(font_path, look, font_scale)
        self.overlay = Overlay(font_path, look, font_scale)
        self.pins = Pins(look)
        self.furniture = Furniture(font_path, look, font_scale)
        self._signs_for: object = None
        self._labelled_at = 0.0
        self._fill(canvas, look)

    def _fill(self, canvas: Canvas, look: Palette) -> None:
        with canvas:
            StencilPush()
            self._clip = Rectangle()
            StencilUse()
            self._land_colour = Color(*rgb(look.land))
            self._land = Rectangle()
            Color(1, 1, 1, 1)
        for context in self._contexts():
            canvas.add(context)
        canvas.add(self.furniture.group)
        with canvas:
            StencilUnUse()
            self._unclip = Rectangle()
            StencilPop()

    def _contexts(self) -> Iterable[Any]:
        for name, _, _ in ORDER:
            yield self.layers.contexts[name]
            if name == "ground":
                yield from self.overlay.under
        yield from self.overlay.over
        yield self.signs.context
        yield self.labels.context
        yield from self.overlay.top
        yield from (layer.context for layer in self.pins.layers)

    def place(self, pos: Sequence[float], size: Sequence[float]) -> None:
        for rectangle in (self._clip, self._unclip, self._land):
            rectangle.pos, rectangle.size = pos, size

    def show(self, scene: Scene) -> None:
        """Draws another scene from now on."""
        self.layers.show(scene)
        self.labels.forget()
        self._signs_for = None

    def recolour(self, look: Palette) -> None:
        self._land_colour.rgb = rgb(look.land)
        for layer in (self.layers, self.signs, self.labels, self.overlay, self.pins, self.furniture):
            layer.recolour(look)
        self._labelled_at = 0.0

    def look(self, view: Camera, drop: Camera, inset: float) -> tuple[bool, bool]:
        """Brings everything to where the camera looks now: whether more is to be done in the next frame, or a little
        later. `drop` is the camera whose middle the dropped pin points to."""
        complete = self.layers.look(view)
        aim((self.signs.context, self.labels.context), view)
        self.overlay.look(view)
        self.pins.look(view, replace(drop, x=0.0, y=0.0))
        self.furniture.update(view, inset)
        tiles = self.layers.tiles_in_view(view, margin=60 * view.density)
        self._show_signs(tiles, view)
        labelled, later = self._place_labels(tiles, view)
        return not (complete and labelled), later

    def _show_signs(self, tiles: Sequence[Tile], view: Camera) -> None:
        near = view.scale / view.density >= SIGNS_FROM
        wanted = (frozenset(tiles), self.colouring.version) if near else None
        if wanted == self._signs_for:
            return
        self._signs_for = wanted
        of_tile = self.layers.scene.buildings_of_tile
        buildings = (building for tile in tiles if near for building in of_tile.get(tile, ()))
        self.signs.show(marker for building in buildings for marker in self.colouring.signs(building))

    def _place_labels(self, tiles: Sequence[Tile], view: Camera) -> tuple[bool, bool]:
        """Whether all labels stand, and whether they are to be placed a little later."""
        if not self.labels.due(view):
            return True, False
        if monotonic() - self._labelled_at < LABEL_SECONDS:
            return True, True
        self._labelled_at = monotonic()
        taken = [*self.pins.boxes(view), *self._stops(view)]
        if self.labels.update(self.layers.scene, tiles, view, taken, self.colouring.has_sign):
            return True, False
        self._labelled_at = 0.0
        return False, False

    def _stops(self, view: Camera) -> Iterable[Box]:
        size = shapes.STOP_SIZE * view.density
        for x, y in self.overlay.stops:
            px, py = view.to_screen(x, y)
            yield Box(px - size, py - size, px + size, py + size)
