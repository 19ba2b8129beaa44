"""Layers read by GDAL through pyogrio: GeoPackage, Shapefile, OpenStreetMap extract.

The path is always a file of ours in a temporary folder (see `reading.py`); GDAL's own virtual paths never get here.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from server.geofiles.faults import FileFault
from server.geofiles.features import Feature, FeatureSet

# The OSM driver spreads one map over five layers; buildings and areas are in this one.
DEFAULT_LAYERS = {"osm": "multipolygons"}
TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def read_layer(path: Path, kind: str, layer: str) -> FeatureSet:
    """One layer of a GeoPackage or an OSM extract, in its own CRS."""
    try:
        layers = tuple(str(name) for name in pyogrio.list_layers(path)[:, 0])
    except DataSourceError as error:
        raise FileFault("unreadable_file", reason=type(error).__name__) from error
    chosen = layer or DEFAULT_LAYERS.get(kind, "") or (layers[0] if len(layers) == 1 else "")
    if chosen not in layers:
        raise FileFault("unknown_layer", layers=", ".join(layers))
    meta, fids, geometry, columns = _read(path, layer=chosen)
    ids = _osm_ids(meta, columns) if kind == "osm" else [str(fid) for fid in fids]
    features = _features(meta, geometry, columns, ids)
    return FeatureSet(
        features=[_with_tags(feature) for feature in features] if kind == "osm" else features,
        format=kind,
        source_crs=meta["crs"] or "",
        layer=chosen,
        layers=layers,
        fields=tuple(str(name) for name in meta["fields"]),
    )


def read_shapefile(path: Path, encoding: str) -> FeatureSet:
    """A Shapefile. Its text is read byte for byte and decoded here: GDAL's wheel may lack the Chinese tables."""
    meta, fids, geometry, columns = _read(path, encoding="ISO-8859-1")
    columns = [_decode(column, encoding) for column in columns]
    fields = [_decode_text(str(name), encoding) for name in meta["fields"]]
    return FeatureSet(
        features=_features({**meta, "fields": fields}, geometry, columns, [str(fid) for fid in fids]),
        format="shapefile",
        source_crs=meta["crs"] or "",
        encoding=encoding,
        fields=tuple(fields),
    )


def _read(path: Path, **options: Any) -> tuple[dict[str, Any], Any, Any, list[Any]]:
    try:
        meta, fids, geometry, columns = pyogrio.raw.read(path, return_fids=True, force_2d=True, **options)
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise FileFault("unreadable_file", reason=type(error).__name__) from error
    if geometry is None:
        raise FileFault("no_features")
    return meta, fids, geometry, columns


def _features(meta: dict[str, Any], geometry: Any, columns: list[Any], ids: list[str]) -> list[Feature]:
    names = [str(name) for name in meta["fields"]]
    geoms = shapely.from_wkb(geometry, on_invalid="ignore")
    rows: Iterable[tuple[Any, ...]] = zip(*columns, strict=True) if columns else (() for _ in geoms)
    features = []
    for number, (geom, row, source_id) in enumerate(zip(geoms, rows, ids, strict=True), start=1):
        attributes = {
            name: plain for name, value in zip(names, row, strict=True) if (plain := _plain(value)) is not None
        }
        features.append(Feature(number, geom or shapely.GeometryCollection(), attributes, source_id))
    return features


def _osm_ids(meta: dict[str, Any], columns: list[Any]) -> list[str]:
    """Ways and relations count separately in OpenStreetMap: "way/123", "relation/123", "node/123"."""
    by_name = dict(zip((str(name) for name in meta["fields"]), columns, strict=True))
    point = "Point" in str(meta["geometry_type"])
    ways = by_name.get("osm_way_id")
    own = "node" if point else "relation" if ways is not None else "way"
    return [
        f"way/{ways[index]}" if ways is not None and ways[index] else f"{own}/{osm_id}"
        for index, osm_id in enumerate(by_name["osm_id"])
    ]


def _with_tags(feature: Feature) -> Feature:
    """The tags that GDAL gathers in one `other_tags` text become attributes like the rest."""
    attributes = dict(feature.attributes)
    tags = dict(TAG.findall(attributes.pop("other_tags", "")))
    return replace(feature, attributes={**tags, **attributes})


def _plain(value: Any) -> Any:
    """A value that JSON can hold; None for what is missing."""
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[s]").item()
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, str | int | float | bool | list) else str(value)


def _decode(column: Any, encoding: str) -> Any:
    if column.dtype != object:
        return column
    return np.array(
        [_decode_text(value, encoding) if isinstance(value, str) else value for value in column], dtype=object
    )


def _decode_text(text: str, encoding: str) -> str:
    """Undo the byte-for-byte reading. A field cut in the middle of a character loses that character only."""
    return text.encode("ISO-8859-1", "ignore").decode(encoding, "replace")
