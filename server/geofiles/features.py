"""What every reader answers with."""

from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Feature:
    """One feature. `geom` is EPSG:4326, longitude first; `number` counts from 1 in the order of the file."""

    number: int
    geom: BaseGeometry
    attributes: dict[str, Any]
    source_id: str = ""


@dataclass(frozen=True)
class FeatureSet:
    """The features of one layer, with what the reader found out on the way.

    `source_crs` is the file's own CRS as authority:code (or the datum that the caller named); `encoding` the character
    set of a Shapefile's attributes; `layers` all layers of the file.
    """

    features: list[Feature]
    format: str
    source_crs: str
    layer: str = ""
    layers: tuple[str, ...] = ()
    encoding: str = "UTF-8"
    fields: tuple[str, ...] = field(default=())
