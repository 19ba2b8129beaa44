"""What the day's work lays over the map: the numbered stops of a walk, and the area of an emergency."""

from collections.abc import Sequence

from kivy.graphics import Mesh, RenderContext

from mobile.map import palette as colours
from mobile.map.atlas import Atlas, TextStyle
from mobile.map.camera import Camera
from mobile.map.label_layer import LABEL_FORMAT, Wanted, label_mesh
from mobile.map.layers import FILL_FORMAT, RIBBON_FORMAT, aim, make_context
from mobile.map.markers import STOP, STOP_SIZE, Marker, MarkerLayer
from mobile.map.outlines import MeshData, Point, Ring, area_mesh, line_mesh
from mobile.map.palette import Palette, rgb

AREA_STYLE = 0
RIM_STYLE, CASING_STYLE, LINE_STYLE = 0, 1, 2
ATLAS_SIZE = 512


class Overlay:
    """`under` lies below the buildings, `over` above them and below the labels, `top` above the labels."""

    def __init__(self, font_path: str, palette: Palette, font_scale: float) -> None:
        self.palette, self.font_scale = palette, font_scale
        self._fill, self._lines = make_context("fill"), make_context("ribbon")
        self._stops = MarkerLayer(palette)
        self._numbers = make_context("label")
        self.under: list[RenderContext] = [self._fill]
        self.over: list[RenderContext] = [self._lines]
        self.top: list[RenderContext] = [self._stops.context, self._numbers]
        self.atlas = Atlas(font_path, self._write_numbers, size=ATLAS_SIZE)
        self.stops: list[Point] = []
        self._first = 1
        self._route: list[MeshData] = []
        self._rim: list[MeshData] = []
        self._fill["pattern"], self._fill["phase"] = colours.STRIPED, [0.0, 0.0]
        self._lines["opacity"] = 1.0
        self.recolour(palette)

    # -- what to show

    def show_route(self, stops: Sequence[Point], start: Point | None = None) -> None:
        """Numbered stops in local metres, joined by a line; the start, if any, has no number."""
        self.stops = list(stops)
        way = [start, *stops] if start is not None else list(stops)
        self._route = [line_mesh(way, style) for style in (CASING_STYLE, LINE_STYLE)] if len(way) > 1 else []
        self._stops.show(Marker(x, y, STOP, STOP_SIZE) for x, y in reversed(self.stops))
        self._draw_lines()
        self._write_numbers()

    def show_area(self, rings: Sequence[Ring]) -> None:
        """An area in local metres, hatched and with a strong rim; no rings, no area."""
        rings = [ring for ring in rings if len(ring) > 2]
        self._fill.clear()
        vertices, indices = area_mesh(rings, AREA_STYLE)
        if indices:
            self._fill.add(Mesh(fmt=FILL_FORMAT, vertices=vertices, indices=indices, mode="triangles"))
        self._rim = [line_mesh([*ring, ring[0]], RIM_STYLE) for ring in rings]
        self._draw_lines()

    # -- drawing

    def look(self, camera: Camera) -> None:
        aim((*self.under, *self.over, *self.top), camera)
        period = 8.0 * camera.density
        self._fill["phase"] = [(camera.x * camera.scale) % period, (camera.y * camera.scale) % period]

    def recolour(self, palette: Palette) -> None:
        self.palette = palette
        self._stops.recolour(palette)
        self._fill["palette"] = colours.alarm_colours(palette)
        self._lines["palette"] = colours.overlay_colours(palette, self.font_scale)
        self._lines["dashes"] = [[0.0, 1.0]] * colours.SLOTS

    def _draw_lines(self) -> None:
        self._lines.clear()
        for vertices, indices in (*self._rim, *self._route):
            if indices:
                self._lines.add(Mesh(fmt=RIBBON_FORMAT, vertices=vertices, indices=indices, mode="triangles"))

    def _write_numbers(self) -> None:
        self._numbers.clear()
        white, none = (1.0, 1.0, 1.0, 1.0), (*rgb(self.palette.route), 1.0)
        style = TextStyle(round(14 * self.font_scale), white, none, 1)
        # The first stop lies on top where two are close.
        written = [
            (Wanted(str(number), style, x, y, 0.0, 0.0), sprite)
            for number, (x, y) in reversed(list(enumerate(self.stops, start=1)))
            if (sprite := self.atlas.draw(str(number), style))
        ]
        vertices, indices = label_mesh(written)
        if indices:
            self._numbers.add(
                Mesh(fmt=LABEL_FORMAT, vertices=vertices, indices=indices, mode="triangles", texture=self.atlas.texture)
            )
