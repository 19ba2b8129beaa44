"""Where the map looks: a point in local metres, a scale in pixels per metre, and the window it looks through."""

from dataclasses import dataclass, replace
from math import floor

MIN_SCALE, MAX_SCALE = 0.04, 16.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Camera:
    """Immutable: moving gives a new camera. `left` and `bottom` place the view in the window (pixels); north is up."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    width: float = 412.0
    height: float = 892.0
    left: float = 0.0
    bottom: float = 0.0
    density: float = 1.0

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.bottom + self.height / 2

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Window pixels of a point in local metres."""
        mx, my = self.middle
        return mx + (x - self.x) * self.scale, my + (y - self.y) * self.scale

    def to_world(self, px: float, py: float) -> tuple[float, float]:
        """Local metres under a window pixel."""
        mx, my = self.middle
        return self.x + (px - mx) / self.scale, self.y + (py - my) / self.scale

    def panned(self, dx: float, dy: float) -> "Camera":
        """The camera after the map was dragged by (dx, dy) pixels."""
        return replace(self, x=self.x - dx / self.scale, y=self.y - dy / self.scale)

    def zoomed(self, factor: float, px: float, py: float) -> "Camera":
        """Zoomed by a factor; the point under the pixel stays under it."""
        wx, wy = self.to_world(px, py)
        scale = min(max(self.scale * factor, MIN_SCALE * self.density), MAX_SCALE * self.density)
        mx, my = self.middle
        return replace(self, scale=scale, x=wx - (px - mx) / scale, y=wy - (py - my) / scale)

    def looking_at(self, x: float, y: float, scale: float | None = None) -> "Camera":
        return replace(self, x=x, y=y, scale=self.scale if scale is None else scale)

    def fitted(self, box: Box, margin: float = 32.0) -> "Camera":
        """Shows the whole box (x0, y0, x1, y1) with a margin in pixels around it."""
        x0, y0, x1, y1 = box
        room = max(self.width - 2 * margin, 1), max(self.height - 2 * margin, 1)
        scale = min(room[0] / max(x1 - x0, 1e-6), room[1] / max(y1 - y0, 1e-6))
        scale = min(max(scale, MIN_SCALE * self.density), 4.0 * self.density)
        return replace(self, x=(x0 + x1) / 2, y=(y0 + y1) / 2, scale=scale)

    def kept_within(self, box: Box) -> "Camera":
        """Nobody gets lost beyond the map's edge: the middle of the view stays on it, and it stays large in view."""
        x0, y0, x1, y1 = box
        least = 0.75 * min(self.width / max(x1 - x0, 1.0), self.height / max(y1 - y0, 1.0))
        return replace(self, x=min(max(self.x, x0), x1), y=min(max(self.y, y0), y1), scale=max(self.scale, least))

    def seen(self, margin: float = 0.0) -> Box:
        """The box of local metres in view, grown by a margin in pixels."""
        half_width = (self.width / 2 + margin) / self.scale
        half_height = (self.height / 2 + margin) / self.scale
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height

    def seen_tiles(self, size: float, margin: float = 0.0) -> tuple[int, int, int, int]:
        """Columns and rows (first column, first row, last column, last row) of the tiles of `size` metres in view."""
        x0, y0, x1, y1 = self.seen(margin)
        return floor(x0 / size), floor(y0 / size), floor(x1 / size), floor(y1 / size)
