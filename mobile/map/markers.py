"""Signs on buildings, pins of incidents, the own position: squares that a shader turns into sharp shapes."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from kivy.graphics import Mesh, RenderContext

from mobile.map.layers import make_context
from mobile.map.palette import Palette, rgb

MARKER_FORMAT = [
    (b"vPosition", 2, "float"),
    (b"vCorner", 2, "float"),
    (b"vShape", 1, "float"),
    (b"vSize", 1, "float"),
    (b"vRoom", 1, "float"),
    (b"vShift", 1, "float"),
]
MAX_MARKERS = 16_000  # four vertices each, and an index has 16 bits

DOT, BANG, RING, CROSS, HEART, ARROW = 0, 1, 2, 3, 4, 5
ACCURACY, POSITION, HEADING, STOP, INCIDENT, INCIDENT_DONE, DROP_PIN = 6, 7, 8, 9, 10, 11, 12
SIGN_OF_STATE = {"due": DOT, "overdue": BANG, "not_home": RING, "excluded": CROSS}
SIGN_SIZE, PIN_SIZE, DROP_SIZE, POSITION_SIZE, HEADING_SIZE, STOP_SIZE = 8.0, 17.0, 26.0, 11.0, 36.0, 13.0


@dataclass(frozen=True)
class Marker:
    """A shape at local metres. `size` in dp, or in metres when negative; `room` the metres of ground that it needs.

    `shift` moves it sideways, in dp.
    """

    x: float
    y: float
    shape: int
    size: float
    room: float = 0.0
    shift: float = 0.0


class MarkerLayer:
    """A context with one mesh of markers."""

    def __init__(self, palette: Palette) -> None:
        self.context: RenderContext = make_context("marker")
        self._mesh: Mesh | None = None
        self.recolour(palette)

    def recolour(self, palette: Palette) -> None:
        self.context["paper"] = list(rgb(palette.paper))
        self.context["ink"] = list(rgb(palette.ink))
        self.context["route"] = list(rgb(palette.route))

    def show(self, markers: Iterable[Marker]) -> None:
        """Shows these markers, the later over the earlier."""
        vertices, indices = marker_mesh(list(markers)[:MAX_MARKERS])
        if self._mesh is not None:
            self.context.remove(self._mesh)
            self._mesh = None
        if indices:
            self._mesh = Mesh(fmt=MARKER_FORMAT, vertices=vertices, indices=indices, mode="triangles")
            self.context.add(self._mesh)


def marker_mesh(markers: list[Marker]) -> tuple["array[float]", "array[int]"]:
    """Four vertices and two triangles for each marker."""
    vertices, indices = array("f"), array("H")
    for number, marker in enumerate(markers):
        for cx, cy in ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)):
            vertices.extend((marker.x, marker.y, cx, cy, marker.shape, marker.size, marker.room, marker.shift))
        first = 4 * number
        indices.extend((first, first + 1, first + 2, first, first + 2, first + 3))
    return vertices, indices
