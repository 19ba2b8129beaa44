"""Parts are read and joined in a worker thread; the map goes on drawing meanwhile."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

from kivy.clock import Clock

from mobile.map.mesh_file import BrokenPart
from mobile.map.scene import Scene, build_scene


class SceneLoader:
    """Loads one set of parts at a time; a newer request makes an older one's result void."""

    def __init__(self, done: Callable[[Scene], None], failed: Callable[[Exception], None]) -> None:
        self._done, self._failed = done, failed
        self._latest = 0

    def load(self, paths: Sequence[Path | str]) -> None:
        self._latest += 1
        Thread(target=self._work, args=(self._latest, list(paths)), name="map-loader", daemon=True).start()

    def _work(self, number: int, paths: list[Path | str]) -> None:
        try:
            scene = build_scene(paths)
        except (BrokenPart, OSError) as error:
            self._on_main_thread(number, self._failed, error)
        else:
            self._on_main_thread(number, self._done, scene)

    def _on_main_thread(self, number: int, call: Callable[[Any], None], result: Scene | Exception) -> None:
        Clock.schedule_once(lambda _: call(result) if number == self._latest else None, 0)
