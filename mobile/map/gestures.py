"""Fingers on the map, told apart without Kivy: drag, pinch, twist, fling, tap, double tap, double tap and drag."""

from collections import deque
from dataclasses import dataclass, field
from math import atan2, hypot, pi, radians

DOUBLE_TAP_SECONDS = 0.3
TAP_SECONDS = 0.5
VELOCITY_SECONDS = 0.09
# Two fingers that zoom turn a little by themselves: the map turns only once they clearly mean it.
TWIST = radians(15)


@dataclass(frozen=True)
class Pan:
    dx: float
    dy: float


@dataclass(frozen=True)
class Zoom:
    """By a factor about a pixel; `animated` for steps that no finger follows."""

    factor: float
    x: float
    y: float
    animated: bool = False


@dataclass(frozen=True)
class Turn:
    """By an angle in radians against the clock, about a pixel."""

    angle: float
    x: float
    y: float


@dataclass(frozen=True)
class Turned:
    """The fingers that turned the map have left: it may snap to north."""


@dataclass(frozen=True)
class Tap:
    x: float
    y: float


@dataclass(frozen=True)
class Fling:
    """Pixels per second at the moment the finger left."""

    vx: float
    vy: float


Action = Pan | Zoom | Turn | Turned | Tap | Fling


@dataclass
class Gestures:
    """A state machine over fingers. Feed it positions in pixels and times in seconds; it answers with actions.

    `slop` is how many pixels a finger may wander and still mean a tap.
    """

    slop: float = 12.0
    _fingers: dict[int, tuple[float, float]] = field(default_factory=dict)
    _trail: deque[tuple[float, float, float]] = field(default_factory=lambda: deque(maxlen=12))
    _start: tuple[float, float, float] = (0.0, 0.0, 0.0)
    _moved: bool = False
    _most_fingers: int = 0
    _last_tap: tuple[float, float, float] | None = None
    _zooming_by_one: bool = False
    _twist: float = 0.0

    @property
    def active(self) -> bool:
        return bool(self._fingers)

    def down(self, finger: int, x: float, y: float, time: float) -> list[Action]:
        if not self._fingers:
            self._start, self._moved, self._most_fingers = (x, y, time), False, 0
            tap = self._last_tap
            near = tap is not None and time - tap[2] < DOUBLE_TAP_SECONDS
            self._zooming_by_one = near and tap is not None and hypot(x - tap[0], y - tap[1]) < 4 * self.slop
        else:
            self._zooming_by_one = False
        self._fingers[finger] = (x, y)
        self._most_fingers = max(self._most_fingers, len(self._fingers))
        self._trail.clear()
        self._twist = 0.0
        return []

    def move(self, finger: int, x: float, y: float, time: float) -> list[Action]:
        if finger not in self._fingers:
            return []
        before = dict(self._fingers)
        self._fingers[finger] = (x, y)
        if len(before) == 1 and not self._moved:
            if hypot(x - self._start[0], y - self._start[1]) < self.slop:
                self._fingers[finger] = before[finger]
                return []
            self._moved = True
            # The map catches up with the finger: no jump is lost in the slop.
        self._moved = True
        self._trail.append((x, y, time))
        if len(before) == 1:
            x0, y0 = before[finger]
            if self._zooming_by_one:
                return [Zoom(2 ** ((y0 - y) / (9 * self.slop)), self._start[0], self._start[1])]
            return [Pan(x - x0, y - y0)]
        return [*_pinch(before, self._fingers), *self._turn(before)]

    def _turn(self, before: dict[int, tuple[float, float]]) -> list[Action]:
        """The whole twist so far comes with the step that shows that it is one."""
        (ax, ay), (bx, by) = (self._fingers[finger] for finger in list(self._fingers)[:2])
        step = _direction(self._fingers) - _direction(before)
        step = (step + pi) % (2 * pi) - pi
        turning = abs(self._twist) >= TWIST
        self._twist += step
        if turning:
            # From here on each step counts, also back.
            self._twist = max(abs(self._twist), TWIST) * (1 if self._twist > 0 else -1)
            return [Turn(step, (ax + bx) / 2, (ay + by) / 2)]
        if abs(self._twist) >= TWIST:
            return [Turn(self._twist, (ax + bx) / 2, (ay + by) / 2)]
        return []

    def up(self, finger: int, x: float, y: float, time: float) -> list[Action]:
        turned = abs(self._twist) >= TWIST
        if self._fingers.pop(finger, None) is None or self._fingers:
            self._trail.clear()
            self._twist = 0.0
            return [Turned()] if turned else []
        if not self._moved and time - self._start[2] < TAP_SECONDS:
            return self._tap(x, y, time)
        self._last_tap = None
        return [] if self._zooming_by_one or self._most_fingers > 1 else self._fling(time)

    def cancel(self) -> None:
        self._fingers.clear()
        self._last_tap = None

    def _tap(self, x: float, y: float, time: float) -> list[Action]:
        if self._most_fingers == 2:
            return [Zoom(0.5, x, y, animated=True)]
        if self._zooming_by_one:
            self._last_tap = None
            return [Zoom(2.0, x, y, animated=True)]
        self._last_tap = (x, y, time)
        return [Tap(x, y)]

    def _fling(self, time: float) -> list[Action]:
        recent = [point for point in self._trail if time - point[2] <= VELOCITY_SECONDS]
        if len(recent) < 2 or recent[-1][2] <= recent[0][2]:
            return []
        seconds = recent[-1][2] - recent[0][2]
        vx, vy = (recent[-1][0] - recent[0][0]) / seconds, (recent[-1][1] - recent[0][1]) / seconds
        return [Fling(vx, vy)] if hypot(vx, vy) > 8 * self.slop else []


def _direction(fingers: dict[int, tuple[float, float]]) -> float:
    """The angle of the line from the first finger to the second."""
    (ax, ay), (bx, by) = (fingers[finger] for finger in list(fingers)[:2])
    return atan2(by - ay, bx - ax)


def _pinch(before: dict[int, tuple[float, float]], after: dict[int, tuple[float, float]]) -> list[Action]:
    """Two fingers: the middle between them pans, their distance zooms. Further fingers are ignored."""
    first, second = list(after)[:2]
    (ax0, ay0), (bx0, by0) = before[first], before[second]
    (ax1, ay1), (bx1, by1) = after[first], after[second]
    apart_before, apart = hypot(bx0 - ax0, by0 - ay0), hypot(bx1 - ax1, by1 - ay1)
    middle = (ax1 + bx1) / 2, (ay1 + by1) / 2
    pan = Pan(middle[0] - (ax0 + bx0) / 2, middle[1] - (ay0 + by0) / 2)
    if apart_before < 1 or apart < 1:
        return [pan]
    return [pan, Zoom(apart / apart_before, *middle)]
