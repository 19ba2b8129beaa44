"""GCJ-02 and BD-09, the shifted datums of Chinese map services, to and from WGS 84.

Positions are EPSG:4326 style degrees, longitude first, as floats or as numpy arrays of equal shape. The shift is the
published polynomial-and-sine series on the Krasovsky 1940 ellipsoid; outside its box (72.004–137.8347 E,
0.8293–55.8271 N) it is nought, as the map services have it.

The way back has no closed form. One step of "subtract the shift found at the shifted place", as is common, errs by up
to 2.5 m; here it is repeated until it stands still, which takes three or four rounds to a ten-millionth of a
millimetre's angle.
"""

from collections.abc import Callable
from enum import StrEnum
from math import pi

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Convert = Callable[[npt.ArrayLike, npt.ArrayLike], tuple[Array, Array]]

SEMI_MAJOR_M = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
BAIDU_SHIFT_LON, BAIDU_SHIFT_LAT = 0.0065, 0.006
BAIDU_ANGLE = pi * 3000.0 / 180.0
STILL_DEG = 1e-12
ROUNDS = 20


class Datum(StrEnum):
    """What the coordinates of a source may be meant in. CGCS2000 counts as WGS 84 at a house's accuracy."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def wgs84_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    """WGS 84 degrees to GCJ-02 degrees; unchanged outside the series' box."""
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    inside = (x >= WEST) & (x <= EAST) & (y >= SOUTH) & (y <= NORTH)
    east, north = _series_metres(x - 105.0, y - 35.0)
    phi = np.radians(y)
    bend = 1.0 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / bend**1.5
    parallel = SEMI_MAJOR_M / np.sqrt(bend) * np.cos(phi)
    shift_lon = np.degrees(east / parallel)
    shift_lat = np.degrees(north / meridian)
    return np.where(inside, x + shift_lon, x), np.where(inside, y + shift_lat, y)


def gcj02_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    """GCJ-02 degrees to BD-09 degrees: a wobble of radius and angle, then a fixed step."""
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * BAIDU_ANGLE)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * BAIDU_ANGLE)
    return radius * np.cos(angle) + BAIDU_SHIFT_LON, radius * np.sin(angle) + BAIDU_SHIFT_LAT


def wgs84_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def gcj02_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    """The exact inverse of `wgs84_to_gcj02`, by iteration."""
    return _inverse(wgs84_to_gcj02, lon, lat)


def bd09_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    """The exact inverse of `gcj02_to_bd09`, by iteration."""
    return _inverse(gcj02_to_bd09, lon, lat)


def bd09_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def to_wgs84(datum: Datum, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    """Degrees of any datum to WGS 84."""
    if datum is Datum.GCJ02:
        return gcj02_to_wgs84(lon, lat)
    if datum is Datum.BD09:
        return bd09_to_wgs84(lon, lat)
    return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)


def _series_metres(x: Array, y: Array) -> tuple[Array, Array]:
    """The shift east and north in metres, from degrees east of 105 E and north of 35 N."""
    root = np.sqrt(np.abs(x))
    ripple = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east = east + (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east = east + (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north = north + (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north = north + (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0
    return east, north


def _inverse(forward: Convert, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    """Where `forward` leads to (lon, lat). The shift changes slowly, so that each round wins three digits or more."""
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    guess_x, guess_y = x, y
    for _ in range(ROUNDS):
        there_x, there_y = forward(guess_x, guess_y)
        miss_x, miss_y = there_x - x, there_y - y
        guess_x, guess_y = guess_x - miss_x, guess_y - miss_y
        # NaN never stands still; it stays NaN and is refused where geometry is judged.
        if not np.any(np.hypot(miss_x, miss_y) > STILL_DEG):
            break
    return guess_x, guess_y
