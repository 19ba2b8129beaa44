"""A real Kivy window for tests: rendered by Mesa without a screen, stepped frame by frame, touched and read back.

Use the fixture `kivy_window` (a `KivyWindow`). The window is 412 × 892 px at density 1, so pixels are dp. There is one
window per process, as Kivy has it; each test gets it empty. Wait for frames or for a condition, never for seconds.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

WIDTH, HEIGHT = 412, 892
FRAMES_IN_FLIGHT = 8
ENVIRONMENT = {
    "SDL_VIDEODRIVER": "offscreen",
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_DPI": "96",
    "KIVY_METRICS_DENSITY": "1",
    "KIVY_METRICS_FONTSCALE": "1",
}


def prepare_kivy() -> None:
    """Says how Kivy shall be, before anything imports it: it reads its environment once, and any widget's module may
    open the window with the size that is configured then."""
    os.environ.update(ENVIRONMENT)
    os.environ.setdefault("KIVY_HOME", tempfile.mkdtemp(prefix="gridwalk-kivy-"))
    from kivy.config import Config

    for key, value in {"width": WIDTH, "height": HEIGHT, "multisamples": 0, "maxfps": 0, "resizable": 0}.items():
        Config.set("graphics", key, value)
    # A right-button red dot must not be drawn over what a test reads.
    Config.set("input", "mouse", "mouse,disable_multitouch")


def open_window() -> Any:
    """Kivy's window, made on first use."""
    prepare_kivy()
    from kivy.base import EventLoop
    from kivy.core.window import Window

    EventLoop.ensure_window()
    if EventLoop.status != "started":
        EventLoop.start()
    assert Window is not None, "Kivy found no window provider: are libegl1, libgl1 and libgl1-mesa-dri installed?"
    return Window


class KivyWindow:
    """Drives the window: shows a widget, steps frames, posts touches and keys, reads the screen."""

    def __init__(self) -> None:
        self.window = open_window()
        self._touch_id = 0
        self._drawn = 0
        self.window.bind(on_flip=self._flipped)

    def show(self, widget: Any, frames: int = 3) -> Any:
        """Puts the widget into the window, alone and full size, and draws it."""
        self.clear()
        self.window.add_widget(widget)
        self.frames(frames)
        return widget

    def start(self, app: Any, frames: int = 3) -> Any:
        """Starts a `kivy.app.App` as `run()` would, but without its loop."""
        self.clear()
        app._run_prepare()
        self.frames(frames)
        return app

    def clear(self) -> None:
        for child in list(self.window.children):
            self.window.remove_widget(child)

    def frames(self, count: int = 1) -> None:
        """Runs the event loop `count` times; as in the app, a frame is drawn only when something has changed."""
        from kivy.base import EventLoop

        for _ in range(count):
            EventLoop.idle()

    def _flipped(self, *_: object) -> None:
        """Nothing is shown, so nothing waits for the drawing: left alone, Mesa keeps the vertices of every frame."""
        from kivy.graphics.opengl import glFinish

        self._drawn += 1
        if self._drawn % FRAMES_IN_FLIGHT == 0:
            glFinish()

    def wait_until(self, true: Callable[[], object], frames: int = 2000) -> None:
        """Steps frames until `true()`; background threads get their turn between the frames."""
        import time

        for _ in range(frames):
            if true():
                return
            self.frames()
            time.sleep(0.005)
        raise AssertionError(f"not true after {frames} frames: {true}")

    def touch(self, x: float, y: float) -> "Finger":
        """A finger that goes down at (x, y) in window pixels, from the lower left corner."""
        self._touch_id += 1
        return Finger(self, x, y, self._touch_id)

    def tap(self, x: float, y: float) -> None:
        """Down and up between two frames: on a busy machine a frame can outlast what still counts as a tap."""
        self._touch_id += 1
        Finger(self, x, y, self._touch_id, drawn=False).up()
        self.frames(2)

    def tap_on(self, widget: Any) -> None:
        """Taps the middle of a widget, wherever its parents put it."""
        self.tap(*widget.to_window(widget.center_x, widget.center_y))

    def double_tap(self, x: float, y: float) -> None:
        for _ in range(2):
            self.touch(x, y).up()

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8) -> None:
        finger = self.touch(*start)
        for step in range(1, steps + 1):
            finger.move(*(a + (b - a) * step / steps for a, b in zip(start, end, strict=True)))
        finger.up()

    def scroll(self, x: float, y: float, button: str) -> None:
        """One notch of the mouse wheel: `scrolldown` is what Kivy calls turning it away from oneself."""
        self.touch_with_button(x, y, button)
        self.frames()

    def touch_with_button(self, x: float, y: float, button: str) -> None:
        self._touch_id += 1
        Finger(self, x, y, self._touch_id, button=button).up()

    def type_text(self, text: str) -> None:
        """Types into the focused field."""
        for character in text:
            self.window.dispatch("on_textinput", character)
            self.frames()

    def press(self, key: int, name: str = "") -> None:
        """Presses and releases a key by its Kivy key code: 13 is enter, 27 back, 8 backspace."""
        self.window.dispatch("on_key_down", key, key, name or None, [])
        self.window.dispatch("on_key_up", key, key)
        self.frames()

    def image(self) -> Any:
        """The next frame as a `PIL.Image` in RGB, read before the buffers are swapped."""
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
        from PIL import Image

        read: list[bytes] = []
        width, height = self.window.system_size

        def before_flip(*_: object) -> None:
            read.append(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))

        self.window.bind(on_flip=before_flip)
        self.window.canvas.ask_update()
        try:
            self.frames()
        finally:
            self.window.unbind(on_flip=before_flip)
        return Image.frombytes("RGB", (width, height), read[-1]).transpose(Image.Transpose.FLIP_TOP_BOTTOM)

    def pixel(self, x: float, y: float) -> tuple[int, int, int]:
        """The colour at a window position, counted from the lower left corner as Kivy does."""
        image = self.image()
        return image.getpixel((int(x), image.height - 1 - int(y)))

    def screenshot(self, path: Path | str) -> Path:
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.image().save(path)
        return path


class Finger:
    """One touch, from going down (at once) to `up()`; unless it is not `drawn`, a frame follows each event."""

    def __init__(
        self, driver: KivyWindow, x: float, y: float, touch_id: int, button: str | None = None, *, drawn: bool = True
    ) -> None:
        from kivy.input.motionevent import MotionEvent

        class Touch(MotionEvent):
            def depack(self, args: dict[str, Any]) -> None:
                self.sx, self.sy = args["sx"], args["sy"]
                self.profile = ["pos"]
                if args.get("button"):
                    self.profile.append("button")
                    self.button = args["button"]
                super().depack(args)

        self.driver = driver
        self.drawn = drawn
        self.motion = Touch(
            "test", touch_id, {**self._relative(x, y), "button": button}, is_touch=True, type_id="touch"
        )
        self._post("begin")

    def move(self, x: float, y: float) -> None:
        self.motion.move(self._relative(x, y))
        self._post("update")

    def up(self) -> None:
        self._post("end")

    def _relative(self, x: float, y: float) -> dict[str, float]:
        width, height = self.driver.window.system_size
        return {"sx": x / (width - 1.0), "sy": y / (height - 1.0)}

    def _post(self, kind: str) -> None:
        from kivy.base import EventLoop

        EventLoop.post_dispatch_input(kind, self.motion)
        if self.drawn:
            self.driver.frames()


@pytest.fixture
def kivy_window() -> Iterator[KivyWindow]:
    """The process's window, empty at the start and at the end of each test."""
    driver = KivyWindow()
    driver.clear()
    yield driver
    from kivy.base import EventLoop

    for touch in list(EventLoop.touches if hasattr(EventLoop, "touches") else []):
        EventLoop.post_dispatch_input("end", touch)
    driver.clear()
    driver.frames(2)
    driver.window.unbind(on_flip=driver._flipped)
