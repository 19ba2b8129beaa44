"""Degrees and local metres: there and back, in all hemispheres."""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.map.projection import Projection

LONGITUDES, LATITUDES = st.floats(-179, 179), st.floats(-70, 70)
SHIFTS = st.floats(-0.2, 0.2)


@given(LONGITUDES, LATITUDES, SHIFTS, SHIFTS)
def test_there_and_back(lon: float, lat: float, dlon: float, dlat: float) -> None:
    projection = Projection(lon, lat)
    back = projection.to_lonlat(*projection.to_metres(lon + dlon, lat + dlat))
    assert back == pytest.approx((lon + dlon, lat + dlat), abs=1e-9)


@given(LONGITUDES, LATITUDES)
def test_the_centre_is_the_origin(lon: float, lat: float) -> None:
    assert Projection(lon, lat).to_metres(lon, lat) == pytest.approx((0, 0), abs=1e-6)


@given(LATITUDES)
def test_metres_near_the_centre_are_metres(lat: float) -> None:
    x, y = Projection(10, lat).to_metres(10.001, lat + 0.001)
    degree = 6_378_137 * radians(1)
    assert hypot(x, y) == pytest.approx(hypot(0.001 * degree * cos(radians(lat)), 0.001 * degree), rel=2e-4)


def test_east_is_right_and_north_is_up() -> None:
    x, y = Projection(116.32, 40.0).to_metres(116.33, 40.01)
    assert x == pytest.approx(852.7, abs=0.2)
    assert y == pytest.approx(1113.3, abs=0.5)
