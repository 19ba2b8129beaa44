"""The shifted datums, against an independent implementation and against themselves."""

import numpy as np
import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.datum import (
    Datum,
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

# A millionth of a degree's millionth: a tenth of a micrometre.
EXACT_DEG = 1e-12
LON = st.floats(73.5, 135.0)
LAT = st.floats(18.0, 53.5)


@given(LON, LAT)
def test_forward_agrees_with_prcoords(lon: float, lat: float) -> None:
    gcj = prcoords.wgs_gcj((lat, lon))
    bd = prcoords.gcj_bd((lat, lon))
    assert np.allclose(wgs84_to_gcj02(lon, lat), (gcj[1], gcj[0]), rtol=0, atol=EXACT_DEG)
    assert np.allclose(gcj02_to_bd09(lon, lat), (bd[1], bd[0]), rtol=0, atol=EXACT_DEG)


@given(LON, LAT)
def test_the_way_back_leads_back(lon: float, lat: float) -> None:
    for there, back in (
        (wgs84_to_gcj02, gcj02_to_wgs84),
        (gcj02_to_bd09, bd09_to_gcj02),
        (wgs84_to_bd09, bd09_to_wgs84),
    ):
        assert np.allclose(back(*there(lon, lat)), (lon, lat), rtol=0, atol=EXACT_DEG * 10), there.__name__


def test_shift_is_hundreds_of_metres_and_one_step_back_errs() -> None:
    lon, lat = 106.1, 35.1
    shifted = np.array(wgs84_to_gcj02(lon, lat))
    metres = np.array([np.cos(np.radians(lat)), 1.0]) * 111_320
    assert 300 < np.hypot(*((shifted - (lon, lat)) * metres)) < 700
    one_step = shifted - (np.array(wgs84_to_gcj02(*shifted)) - shifted)
    assert np.hypot(*((one_step - (lon, lat)) * metres)) > 0.1


def test_outside_the_box_nothing_is_shifted() -> None:
    assert np.array_equal(wgs84_to_gcj02(2.35, 48.85), (2.35, 48.85))
    assert np.array_equal(gcj02_to_wgs84(2.35, 48.85), (2.35, 48.85))


def test_arrays_and_every_datum() -> None:
    lon, lat = np.array([116.3, 104.1]), np.array([40.0, 30.6])
    for datum, forward in (
        (Datum.GCJ02, wgs84_to_gcj02),
        (Datum.BD09, wgs84_to_bd09),
        (Datum.WGS84, lambda x, y: (x, y)),
    ):
        assert np.allclose(to_wgs84(datum, *forward(lon, lat)), (lon, lat), rtol=0, atol=EXACT_DEG * 10)


def test_nan_stays_nan_and_does_not_hang() -> None:
    assert np.isnan(gcj02_to_wgs84(float("nan"), 40.0)[0])


@pytest.mark.parametrize("lon", [72.004, 137.8347])
def test_the_edge_of_the_box_ends(lon: float) -> None:
    assert np.isfinite(gcj02_to_wgs84(lon, 35.0)).all()
