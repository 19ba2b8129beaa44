"""What stands on the map besides buildings: incidents, where the worker is, the pin that a report drops."""

from collections.abc import Iterable
from math import hypot, radians

from mobile.map import markers as shapes
from mobile.map.camera import Camera
from mobile.map.layers import aim
from mobile.map.markers import Marker, MarkerLayer
from mobile.map.palette import Palette
from mobile.map.placement import Box
from mobile.map.projection import Projection

DONE = frozenset({"resolved", "verified", "closed", "rejected", "merged", "cancelled"})
Incident = tuple[str, float, float, str]  # id, lon, lat, state
Position = tuple[float, float, float, float | None]  # lon, lat, accuracy in metres, heading in degrees from north


class Pins:
    """`layers` in drawing order."""

    def __init__(self, palette: Palette) -> None:
        self._pins, self._dot, self._drop = MarkerLayer(palette), MarkerLayer(palette), MarkerLayer(palette)
        self.layers = (self._pins, self._dot, self._drop)
        # id and place in local metres, as they are drawn: the last one on top.
        self.standing: list[tuple[str, float, float]] = []

    def show_incidents(self, incidents: Iterable[Incident], projection: Projection) -> None:
        """What is done lies under what is open, and the more southern stands before the other."""
        pins = []
        self.standing = []
        for incident_id, lon, lat, state in sorted(incidents, key=lambda row: (row[3] not in DONE, -row[2])):
            x, y = projection.to_metres(lon, lat)
            pins.append(Marker(x, y, shapes.INCIDENT_DONE if state in DONE else shapes.INCIDENT, shapes.PIN_SIZE))
            self.standing.append((incident_id, x, y))
        self._pins.show(pins)

    def show_position(self, position: Position | None, projection: Projection) -> None:
        if position is None:
            self._dot.show([])
            return
        lon, lat, accuracy, heading = position
        x, y = projection.to_metres(lon, lat)
        marks = [Marker(x, y, shapes.ACCURACY, -max(accuracy, 0.5))]
        if heading is not None:
            marks.append(Marker(x, y, shapes.HEADING, shapes.HEADING_SIZE, shift=radians(heading)))
        self._dot.show([*marks, Marker(x, y, shapes.POSITION, shapes.POSITION_SIZE)])

    def show_drop(self, shown: bool) -> None:
        self._drop.show([Marker(0, 0, shapes.DROP_PIN, shapes.DROP_SIZE)] if shown else [])

    def recolour(self, palette: Palette) -> None:
        for layer in self.layers:
            layer.recolour(palette)

    def look(self, view: Camera, drop: Camera) -> None:
        """`drop` is the camera whose middle the dropped pin points to."""
        aim((self._pins.context, self._dot.context), view)
        aim((self._drop.context,), drop)

    # -- under a finger

    def near(self, camera: Camera, px: float, py: float, reach: float) -> list[tuple[str, float]]:
        """Incidents whose pin's head is at most `reach` pixels away, with that distance; the one on top first."""
        head = 1.3 * shapes.PIN_SIZE * camera.density
        found = []
        for incident_id, x, y in reversed(self.standing):
            at = camera.to_screen(x, y)
            distance = hypot(at[0] - px, at[1] + head - py)
            if distance <= reach:
                found.append((incident_id, distance))
        return found

    def boxes(self, view: Camera) -> Iterable[Box]:
        """Where no label may stand."""
        size = shapes.PIN_SIZE * view.density
        for _, x, y in self.standing:
            px, py = view.to_screen(x, y)
            if view.left < px < view.left + view.width and view.bottom < py < view.bottom + view.height:
                yield Box(px - size * 0.6, py, px + size * 0.6, py + 2 * size)
