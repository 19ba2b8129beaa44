"""Where the map looks: a point in local metres, a scale in pixels per metre, and the window it looks through."""

from dataclasses import dataclass, replace
from math import cos, floor, pi, sin

MIN_SCALE, MAX_SCALE = 0.04, 16.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Camera:
    """Immutable: moving gives a new camera. `left` and `bottom` place the view in the window (pixels).

    `angle` is how far the map is turned, in radians against the clock; at 0 north is up.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    width: float = 412.0
    height: float = 892.0
    left: float = 0.0
    bottom: float = 0.0
    density: float = 1.0
    angle: float = 0.0

    @property
    def turn(self) -> tuple[float, float]:
        """Cosine and sine of the angle."""
        return (cos(self.angle), sin(self.angle)) if self.angle else (1.0, 0.0)

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.bottom + self.height / 2

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Window pixels of a point in local metres."""
        (c, s), (mx, my) = self.turn, self.middle
        dx, dy = (x - self.x) * self.scale, (y - self.y) * self.scale
        return mx + c * dx - s * dy, my + s * dx + c * dy

    def to_world(self, px: float, py: float) -> tuple[float, float]:
        """Local metres under a window pixel."""
        mx, my = self.middle
        dx, dy = self._metres(px - mx, py - my)
        return self.x + dx, self.y + dy

    def _metres(self, dx: float, dy: float) -> tuple[float, float]:
        """A way on the screen, in metres east and north."""
        c, s = self.turn
        return (c * dx + s * dy) / self.scale, (c * dy - s * dx) / self.scale

    def panned(self, dx: float, dy: float) -> "Camera":
        """The camera after the map was dragged by (dx, dy) pixels."""
        east, north = self._metres(dx, dy)
        return replace(self, x=self.x - east, y=self.y - north)

    def zoomed(self, factor: float, px: float, py: float) -> "Camera":
        """Zoomed by a factor; the point under the pixel stays under it."""
        scale = min(max(self.scale * factor, MIN_SCALE * self.density), MAX_SCALE * self.density)
        return replace(self, scale=scale).holding(self.to_world(px, py), px, py)

    def turned(self, angle: float, px: float, py: float) -> "Camera":
        """Turned further against the clock; the point under the pixel stays under it."""
        whole = (self.angle + angle + pi) % (2 * pi) - pi
        return replace(self, angle=whole).holding(self.to_world(px, py), px, py)

    def holding(self, world: tuple[float, float], px: float, py: float) -> "Camera":
        """Moved so that a point in local metres lies under a pixel."""
        mx, my = self.middle
        east, north = self._metres(px - mx, py - my)
        return replace(self, x=world[0] - east, y=world[1] - north)

    def looking_at(self, x: float, y: float, scale: float | None = None) -> "Camera":
        return replace(self, x=x, y=y, scale=self.scale if scale is None else scale)

    def fitted(self, box: Box, margin: float = 32.0) -> "Camera":
        """Shows the whole box (x0, y0, x1, y1) with a margin in pixels around it."""
        x0, y0, x1, y1 = box
        room = max(self.width - 2 * margin, 1), max(self.height - 2 * margin, 1)
        scale = min(room[0] / max(x1 - x0, 1e-6), room[1] / max(y1 - y0, 1e-6))
        scale = min(max(scale, MIN_SCALE * self.density), 4.0 * self.density)
        return replace(self, x=(x0 + x1) / 2, y=(y0 + y1) / 2, scale=scale, angle=0.0)

    def kept_within(self, box: Box) -> "Camera":
        """Nobody gets lost beyond the map's edge: the middle of the view stays on it, and it stays large in view."""
        x0, y0, x1, y1 = box
        least = 0.75 * min(self.width / max(x1 - x0, 1.0), self.height / max(y1 - y0, 1.0))
        return replace(self, x=min(max(self.x, x0), x1), y=min(max(self.y, y0), y1), scale=max(self.scale, least))

    def seen(self, margin: float = 0.0) -> Box:
        """The box of local metres in view, grown by a margin in pixels."""
        c, s = (abs(part) for part in self.turn)
        half_width = (c * self.width / 2 + s * self.height / 2 + margin) / self.scale
        half_height = (s * self.width / 2 + c * self.height / 2 + margin) / self.scale
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height

    def seen_tiles(self, size: float, margin: float = 0.0) -> tuple[int, int, int, int]:
        """Columns and rows (first column, first row, last column, last row) of the tiles of `size` metres in view."""
        x0, y0, x1, y1 = self.seen(margin)
        return floor(x0 / size), floor(y0 / size), floor(x1 / size), floor(y1 / size)
