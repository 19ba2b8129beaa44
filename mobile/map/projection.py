"""Local metres about a pack's centre, as the server computes them: spherical Mercator scaled by cos(latitude)."""

from dataclasses import dataclass
from math import atan, cos, degrees, exp, log, pi, radians, tan

EARTH_RADIUS = 6_378_137.0


@dataclass(frozen=True)
class Projection:
    """EPSG:4326 degrees ↔ metres east and north of (lon, lat). Snyder, USGS 1395, eq. 7-1, 7-2 and 7-4."""

    lon: float
    lat: float

    def to_metres(self, lon: float, lat: float) -> tuple[float, float]:
        stretch = EARTH_RADIUS * cos(radians(self.lat))
        return stretch * radians(lon - self.lon), stretch * (_mercator(lat) - _mercator(self.lat))

    def to_lonlat(self, x: float, y: float) -> tuple[float, float]:
        stretch = EARTH_RADIUS * cos(radians(self.lat))
        return (
            self.lon + degrees(x / stretch),
            degrees(2 * atan(exp(y / stretch + _mercator(self.lat))) - pi / 2),
        )


def _mercator(lat: float) -> float:
    return log(tan(pi / 4 + radians(lat) / 2))
