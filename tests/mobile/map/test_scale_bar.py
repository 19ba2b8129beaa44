"""The scale bar: always a round length, never longer than asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.map.scale_bar import scale_bar


@given(st.floats(0.01, 50), st.floats(40, 300))
def test_is_round_and_fits(scale: float, longest: float) -> None:
    pixels, _ = scale_bar(scale, longest)
    assert longest / 2.6 <= pixels <= longest * 1.000001
    assert f"{pixels / scale:.6g}".strip("0.")[0] in "125"


@pytest.mark.parametrize(
    ("scale", "caption"), [(1.0, "50 m"), (0.1, "500 m"), (0.05, "1 km"), (0.04, "2 km"), (12.0, "5 m")]
)
def test_captions(scale: float, caption: str) -> None:
    assert scale_bar(scale, 96)[1] == caption
