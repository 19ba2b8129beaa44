"""From the camera to the store: taken on a press, made small off the drawing thread, kept by its hash."""

from collections.abc import Callable

from mobile.device.camera import Camera
from mobile.device.pictures import smaller
from mobile.store import Store
from mobile.widgets.worker import Worker

# The longer side in pixels: enough to read a meter, small enough for a slow line.
SIDES = {"visit": 1280, "incident": 1600}


class Photographer:
    def __init__(self, *, camera: Camera, store: Store, worker: Worker) -> None:
        self.camera = camera
        self.store = store
        self.worker = worker

    def take(self, purpose: str, done: Callable[[str, bytes], None], failed: Callable[[str], None]) -> None:
        """`done(sha256, jpeg)` or `failed(code)`, both on the drawing thread."""

        def keep(raw: bytes) -> tuple[str, bytes]:
            jpeg = smaller(raw, SIDES[purpose])
            return self.store.add_photo(jpeg), jpeg

        def taken(raw: bytes) -> None:
            self.worker.run(
                lambda: keep(raw),
                lambda pair: done(*pair),
                lambda problem: failed(getattr(problem, "code", "failed")),
            )

        self.camera.take(taken, failed)
