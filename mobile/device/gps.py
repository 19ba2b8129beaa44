"""One position, taken in the foreground on a button press. There is no tracking in this app."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kivy.clock import Clock

PROBLEMS = ("denied", "off", "timeout", "none")


@dataclass(frozen=True)
class Fix:
    """EPSG:4326 degrees; `accuracy_m` is the radius in metres that the device claims at 68 %. `mock`: another app has
    set the position, as the device says. `heading`: degrees from north with the clock, where the device is moving and
    tells it."""

    lon: float
    lat: float
    accuracy_m: float
    mock: bool = False
    heading: float | None = None


class Gps(Protocol):
    def take(self, done: Callable[[Fix], None], failed: Callable[[str], None]) -> None:
        """One fix, or a code of `PROBLEMS`. Asks for the permission if it must."""

    def cancel(self) -> None:
        """Forgets a fix that is under way; neither callback comes."""


class FakeGps:
    """Answers what a script says: "lon,lat,accuracy" (with ",mock" or ",heading:90" behind it), or a code of
    `PROBLEMS`; nothing set means "off"."""

    def __init__(self, script: str = "") -> None:
        self.script = script
        self._event = None

    def take(self, done: Callable[[Fix], None], failed: Callable[[str], None]) -> None:
        def answer(_: float) -> None:
            if "," in self.script:
                lon, lat, accuracy, *more = self.script.split(",")
                heading = next((float(it.partition(":")[2]) for it in more if it.startswith("heading:")), None)
                done(Fix(float(lon), float(lat), float(accuracy), "mock" in more, heading))
            else:
                failed(self.script or "off")

        self.cancel()
        self._event = Clock.schedule_once(answer, 0.1)

    def cancel(self) -> None:
        if self._event is not None:
            self._event.cancel()
