"""One position, taken in the foreground on a button press. There is no tracking in this app."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kivy.clock import Clock

PROBLEMS = ("denied", "off", "timeout", "none")


@dataclass(frozen=True)
class Fix:
    """EPSG:4326 degrees; `accuracy_m` is the radius in metres that the device claims at 68 %. `mock`: another app has
    set the position, as the device says."""

    lon: float
    lat: float
    accuracy_m: float
    mock: bool = False


class Gps(Protocol):
    def take(self, done: Callable[[Fix], None], failed: Callable[[str], None]) -> None:
        """One fix, or a code of `PROBLEMS`. Asks for the permission if it must."""

    def cancel(self) -> None:
        """Forgets a fix that is under way; neither callback comes."""


class FakeGps:
    """Answers what a script says: "lon,lat,accuracy" (with ",mock" behind it), or a code of `PROBLEMS`; nothing set
    means "off"."""

    def __init__(self, script: str = "") -> None:
        self.script = script
        self._event = None

    def take(self, done: Callable[[Fix], None], failed: Callable[[str], None]) -> None:
        def answer(_: float) -> None:
            if "," in self.script:
                lon, lat, accuracy, *mock = self.script.split(",")
                done(Fix(float(lon), float(lat), float(accuracy), bool(mock)))
            else:
                failed(self.script or "off")

        self.cancel()
        self._event = Clock.schedule_once(answer, 0.1)

    def cancel(self) -> None:
        if self._event is not None:
            self._event.cancel()
