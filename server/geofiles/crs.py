"""Bring a feature set to EPSG:4326 degrees, longitude first.

CGCS2000 (EPSG:4490) is taken as equal to WGS 84: they differ by centimetres, houses are mapped to half a metre.
"""

import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from server.datum import Datum
from server.datum import to_wgs84 as datum_to_wgs84
from server.geofiles.faults import FileFault
from server.geofiles.features import FeatureSet

DEGREES = {4326, 4490}
URN = re.compile(r"urn:ogc:def:crs:(?P<authority>\w+):[^:]*:(?P<code>\w+)$")


def to_wgs84(found: FeatureSet, *, datum: Datum, stated_crs: str) -> FeatureSet:
    """The same features in EPSG:4326, with `source_crs` as authority:code or the shifted datum's name."""
    crs = parse_crs(found.source_crs or stated_crs)
    label = _label(crs)
    geoms = np.array([feature.geom for feature in found.features], dtype=object)
    if crs.to_epsg() not in DEGREES and not _is_lon_lat(crs):
        transformer = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        geoms = shapely.transform(geoms, transformer.transform, interleaved=False)
    if datum is not Datum.WGS84:
        geoms = shapely.transform(geoms, lambda xy: _shift_back(datum, xy))
        label = datum.value
    features = [replace(feature, geom=geom) for feature, geom in zip(found.features, geoms, strict=True)]
    return replace(found, features=features, source_crs=label)


def parse_crs(text: str) -> CRS:
    """A CRS from "EPSG:4547", WKT or an OGC URN; `unknown_crs` where there is none."""
    urn = URN.match(text.strip())
    if urn:
        text = "EPSG:4326" if urn["code"] == "CRS84" else f"{urn['authority']}:{urn['code']}"
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise FileFault("unknown_crs", crs=text[:80] or "–") from error


def _label(crs: CRS) -> str:
    authority = crs.to_authority(min_confidence=60)
    return ":".join(authority) if authority else crs.name[:40]


def _is_lon_lat(crs: CRS) -> bool:
    return crs.name in {"WGS 84 (CRS84)", "OGC:CRS84"}


def _shift_back(datum: Datum, xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.column_stack(datum_to_wgs84(datum, xy[:, 0], xy[:, 1]))
