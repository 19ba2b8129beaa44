"""Boundaries as GeoJSON in bulk.

The serializer of single features takes 1.8 s for 5,000 of them; PostGIS writes the geometry itself and leaves 26 ms.
"""

from typing import Any

import orjson
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from server.grids.models import GridBoundary

PROPERTIES = {
    "code": "grid__code",
    "name": "grid__name",
    "level": "grid__level",
    "parent_id": "grid__parent_id",
    "source": "source",
    "source_crs": "source_crs",
}
# A ten-millionth of a degree is a centimetre.
DIGITS = 7


def feature_collection(rows: QuerySet[GridBoundary]) -> bytes:
    """A GeoJSON FeatureCollection in the shape of `GridFeatureSerializer`, as JSON bytes."""
    found = rows.annotate(shape=AsGeoJSON("geom", precision=DIGITS)).values_list(
        "grid_id", "shape", "valid", *PROPERTIES.values()
    )
    return orjson.dumps({"type": "FeatureCollection", "features": [feature(*row) for row in found]})


def feature(grid_id: object, shape: str, valid: DateRange, *values: object) -> dict[str, Any]:
    properties = dict(zip(PROPERTIES, values, strict=True))
    return {
        "id": grid_id,
        "type": "Feature",
        "geometry": orjson.Fragment(shape),
        "properties": {**properties, "valid_from": valid.lower, "valid_to": valid.upper},
    }
