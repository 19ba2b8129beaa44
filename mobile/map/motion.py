"""What moves the map when no finger does: flights, steps of zoom, gliding on after a fling, turning back to north."""

from collections.abc import Callable
from dataclasses import replace
from math import exp, hypot, pi, radians
from time import monotonic

from kivy.clock import Clock

from mobile.map.camera import Camera

SECONDS = 0.18
FRICTION = 5.0
# Within this of north the map stands when the fingers leave it.
SNAP = radians(10)


class Motion:
    """Moves a camera through `move`; one motion at a time, and a finger stops each."""

    def __init__(self, camera: Callable[[], Camera], move: Callable[[Camera], None]) -> None:
        self._camera, self._move = camera, move
        self._velocity = (0.0, 0.0)
        self._flight: tuple[float, Camera, Camera] | None = None

    @property
    def flying(self) -> bool:
        return self._flight is not None

    def stop(self) -> None:
        self._velocity = (0.0, 0.0)
        self._flight = None
        Clock.unschedule(self._glide)
        Clock.unschedule(self._fly)

    def fly(self, target: Camera) -> None:
        self.stop()
        self._flight = (monotonic(), self._camera(), target)
        Clock.schedule_interval(self._fly, 0)

    def zoom(self, factor: float, x: float, y: float) -> None:
        """About a pixel. Steps add up while one is still under way."""
        start = self._flight[2] if self._flight else self._camera()
        self.fly(start.zoomed(factor, x, y))

    def face_north(self) -> None:
        camera = self._camera()
        self.fly(camera.turned(-camera.angle, *camera.middle))

    def settle(self) -> None:
        """After fingers have turned the map: nearly north is north."""
        if 0 < abs(self._camera().angle) < SNAP:
            self.face_north()

    def glide(self, vx: float, vy: float) -> None:
        self._velocity = (vx, vy)
        Clock.schedule_interval(self._glide, 0)

    def _glide(self, dt: float) -> bool:
        camera = self._camera()
        vx, vy = self._velocity
        self._move(camera.panned(vx * dt, vy * dt))
        fade = exp(-FRICTION * dt)
        self._velocity = (vx * fade, vy * fade)
        return hypot(*self._velocity) > 20 * camera.density

    def _fly(self, _dt: float) -> bool:
        if self._flight is None:
            return False
        started, start, end = self._flight
        share = min((monotonic() - started) / SECONDS, 1.0)
        if share == 1.0:
            self._flight = None
        self._move(between(self._camera(), start, end, share))
        return share < 1


def between(now: Camera, start: Camera, end: Camera, share: float) -> Camera:
    """The camera on its way. It keeps the window that it has now: a sheet may slide meanwhile."""
    if share >= 1:
        return replace(now, x=end.x, y=end.y, scale=end.scale, angle=end.angle)
    eased = 1 - (1 - share) ** 3
    scale = start.scale * (end.scale / start.scale) ** eased
    # The place moves with the zoom, so that the point zoomed about stands still.
    moved = (
        eased
        if abs(end.scale / start.scale - 1) < 1e-6
        else (1 / start.scale - 1 / scale) / (1 / start.scale - 1 / end.scale)
    )
    turn = (end.angle - start.angle + pi) % (2 * pi) - pi
    return replace(
        now,
        x=start.x + (end.x - start.x) * moved,
        y=start.y + (end.y - start.y) * moved,
        scale=scale,
        angle=start.angle + turn * eased,
    )
