"""Local metres about a centre: spherical Mercator (EPSG:3857), scaled by cos(latitude of the centre).

x = R·cos φ₀·(λ − λ₀), y = R·cos φ₀·(merc φ − merc φ₀) with R = 6,378,137 m and merc φ = ln tan(π/4 + φ/2); Snyder, Map
Projections — A Working Manual (USGS 1395), eq. 7-1 and 7-2. Distances are true at the centre's latitude; 5 km north of
it they are 0.1 % too long at 40° N.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS = 6_378_137.0
Coordinates = NDArray[np.float64]


@dataclass(frozen=True)
class PackProjection:
    """Converts EPSG:4326 degrees to metres east and north of (lon, lat), and back."""

    lon: float
    lat: float

    def to_metres(self, degrees: Coordinates) -> Coordinates:
        """(n, 2) of lon, lat → (n, 2) of x, y."""
        stretch = EARTH_RADIUS * np.cos(np.radians(self.lat))
        return np.column_stack(
            (
                stretch * np.radians(degrees[:, 0] - self.lon),
                stretch * (_mercator(degrees[:, 1]) - _mercator(np.array([self.lat]))[0]),
            )
        )

    def to_degrees(self, metres: Coordinates) -> Coordinates:
        """(n, 2) of x, y → (n, 2) of lon, lat."""
        stretch = EARTH_RADIUS * np.cos(np.radians(self.lat))
        northing = metres[:, 1] / stretch + _mercator(np.array([self.lat]))[0]
        return np.column_stack(
            (
                self.lon + np.degrees(metres[:, 0] / stretch),
                np.degrees(2 * np.arctan(np.exp(northing)) - np.pi / 2),
            )
        )

    @property
    def transform(self) -> Callable[[Coordinates], Coordinates]:
        """For `shapely.transform`."""
        return self.to_metres


def _mercator(latitude: Coordinates) -> Coordinates:
    return np.asarray(np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2)))
