"""Kivy's touches on the map, given to `Gestures`; what they mean comes back as actions."""

from collections.abc import Iterable
from time import monotonic
from typing import Any

from mobile.map.gestures import Action, Gestures
from mobile.map.motion import Motion

WHEEL = 1.5


class Touching:
    """A part of the map's widget: needs its `motion`, `_gestures` and `act(action)`."""

    _gestures: Gestures
    motion: Motion

    def act(self, action: Action) -> None:
        raise NotImplementedError

    def on_touch_down(self, touch: Any) -> bool:
        if super().on_touch_down(touch):  # type: ignore[misc]
            return True
        if not self.collide_point(*touch.pos) or touch.y < self.y + self.bottom_inset:  # type: ignore[attr-defined]
            return False
        if touch.is_mouse_scrolling:
            self.motion.zoom(WHEEL if touch.button == "scrolldown" else 1 / WHEEL, *touch.pos)
            return True
        self.motion.stop()
        touch.grab(self)
        self._act(self._gestures.down(touch.uid, *touch.pos, monotonic()))
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return bool(super().on_touch_move(touch))  # type: ignore[misc]
        self._act(self._gestures.move(touch.uid, *touch.pos, monotonic()))
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))  # type: ignore[misc]
        touch.ungrab(self)
        self._act(self._gestures.up(touch.uid, *touch.pos, monotonic()))
        return True

    def _act(self, actions: Iterable[Action]) -> None:
        for action in actions:
            self.act(action)
