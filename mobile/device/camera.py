"""One photo, taken with the phone's own camera app on a press."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kivy.clock import Clock


class Camera(Protocol):
    def take(self, done: Callable[[bytes], None], failed: Callable[[str], None]) -> None:
        """The picture's bytes as the camera wrote them, or a code: `denied`, `cancelled`, `failed`."""


class FakeCamera:
    """Answers with a file's bytes; without a file there is no camera."""

    def __init__(self, file: Path | str | None = None) -> None:
        self.file = Path(file) if file else None

    def take(self, done: Callable[[bytes], None], failed: Callable[[str], None]) -> None:
        def answer(_: float) -> None:
            if self.file is None or not self.file.is_file():
                failed("none")
            else:
                done(self.file.read_bytes())

        Clock.schedule_once(answer, 0.1)
