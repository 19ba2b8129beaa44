"""GeoJSON (RFC 7946), read by hand so that a fault can be named by its line or its feature.

The old `crs` member is honoured, since desktop GIS programs still write it. NaN and Infinity, which Python's parser
lets through, are kept as such: the check of geometry refuses them by their own name.
"""

import json
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from server.geofiles.faults import FileFault
from server.geofiles.features import Feature, FeatureSet

DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def read(content: bytes) -> FeatureSet:
    document = _parse(content)
    raw = document.get("features") if isinstance(document, dict) else None
    if not isinstance(raw, list) or document.get("type") != "FeatureCollection":
        raise FileFault("malformed_geojson", where="1", reason="FeatureCollection")
    features = [_feature(number, item) for number, item in enumerate(raw, start=1)]
    fields = dict.fromkeys(name for feature in features for name in feature.attributes)
    return FeatureSet(features=features, format="geojson", source_crs=_named_crs(document), fields=tuple(fields))


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileFault("malformed_geojson", where=f"{line}", reason="UTF-8") from error
    except json.JSONDecodeError as error:
        raise FileFault("malformed_geojson", where=f"{error.lineno}:{error.colno}", reason=error.msg) from error
    except RecursionError as error:
        raise FileFault("malformed_geojson", where="1", reason="depth") from error


def _feature(number: int, item: Any) -> Feature:
    where = f"features[{number - 1}]"
    if not isinstance(item, dict) or item.get("type") != "Feature":
        raise FileFault("malformed_geojson", where=where, reason="Feature")
    properties = item.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise FileFault("malformed_geojson", where=f"{where}.properties", reason="object")
    geom = _geometry(item.get("geometry"), f"{where}.geometry")
    return Feature(number=number, geom=geom, attributes=properties or {}, source_id=str(item.get("id", "")))


def _geometry(raw: Any, where: str) -> BaseGeometry:
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind not in DEPTHS:
        raise FileFault("malformed_geojson", where=where, reason="geometry type")
    coordinates = raw.get("coordinates")
    try:
        with np.errstate(invalid="ignore"):
            return _build(kind, coordinates)
    except (TypeError, ValueError, IndexError, shapely.GEOSException) as error:
        raise FileFault("malformed_geojson", where=f"{where}.coordinates", reason=kind) from error


def _build(kind: str, coordinates: Any) -> BaseGeometry:
    """A shapely geometry from nested lists; anything that is not numbers at the right depth raises."""
    if kind == "MultiPolygon":
        return shapely.multipolygons([_polygon(rings) for rings in _list(coordinates)])
    if kind == "Polygon":
        return _polygon(coordinates)
    if kind == "MultiLineString":
        return shapely.multilinestrings([shapely.linestrings(_positions(line)) for line in _list(coordinates)])
    if kind == "LineString":
        return shapely.linestrings(_positions(coordinates))
    if kind == "MultiPoint":
        return shapely.multipoints(_positions(coordinates))
    return shapely.points(_positions([coordinates])[0])


def _polygon(rings: Any) -> BaseGeometry:
    shell, *holes = [_ring(ring) for ring in _list(rings)]
    return shapely.polygons(shell, holes or None)


def _ring(ring: Any) -> BaseGeometry:
    positions = _positions(ring)
    # A ring with NaN never equals its own start; closing is judged on the numbers as written.
    if len(positions) < 4 or ring[0] != ring[-1]:
        raise ValueError("ring")
    return shapely.linearrings(positions)


def _positions(raw: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The first two numbers of each position; a height is dropped."""
    rows = [position[:2] for position in _list(raw)]
    if any(len(row) != 2 or not all(_is_number(value) for value in row) for row in rows):
        raise ValueError("position")
    return np.array(rows, dtype=float).reshape(-1, 2)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise TypeError("list")
    return raw


def _named_crs(document: dict[str, Any]) -> str:
    crs = document.get("crs")
    if crs is None:
        return "EPSG:4326"
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    return str(name) if name else ""
