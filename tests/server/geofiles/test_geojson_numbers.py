"""Numbers that JSON does not have get through the parser and are caught by name."""

import pytest

from server.geofiles import read_features
from server.geometry import polygon_faults

TEXT = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
    '{"type":"Polygon","coordinates":[[[116.3,40],[%s,40],[116.4,40.1],[116.3,40]]]}}]}'
)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_not_a_number(number: str) -> None:
    (feature,) = read_features((TEXT % number).encode()).features
    assert [fault.code for fault in polygon_faults(feature.geom)] == ["not_finite"]
