"""Which datum are the degrees of a file in? Map services of mainland China shift them by 300 to 700 m, and files do not
say so. The wizard shows for each datum how much of the file would fall inside the area it should fall into, and asks.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from server.datum import Datum, to_wgs84
from server.geofiles import FeatureSet


@dataclass(frozen=True)
class DatumShare:
    """`share` is between 0 and 1: the part of the features' points that lies inside the area if `datum` is right."""

    datum: Datum
    share: float


def datum_shares(found: FeatureSet, area: BaseGeometry) -> list[DatumShare]:
    """For each datum the share of points inside an area (EPSG:4326), best first.

    The feature set must have been read as WGS 84, so that its degrees are those of the file.
    """
    geoms = [feature.geom for feature in found.features if not feature.geom.is_empty]
    points = np.array([shapely.get_coordinates(geom.representative_point())[0] for geom in geoms]).reshape(-1, 2)
    points = points[np.isfinite(points).all(axis=1)]
    shapely.prepare(area)
    shares = []
    for datum in Datum:
        lon, lat = to_wgs84(datum, points[:, 0], points[:, 1])
        inside = shapely.contains_xy(area, lon, lat)
        shares.append(DatumShare(datum, float(inside.mean()) if len(points) else 0.0))
    return sorted(shares, key=lambda share: -share.share)
