"""Which attributes of a file describe a building, and the rows that follow from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from server.geofiles import Feature
from server.geometry import polygon_faults
from server.grids.imports.problems import ImportRefused, problem_of
from server.households.models import Building, BuildingUse

Attributes = dict[str, Any]
MOST_FLOORS = 200
OSM_USES = {
    BuildingUse.RESIDENTIAL: {"residential", "apartments", "house", "detached", "dormitory", "terrace"},
    BuildingUse.COMMERCIAL: {"commercial", "retail", "office", "industrial", "warehouse", "hotel"},
    BuildingUse.PUBLIC: {"public", "school", "university", "hospital", "civic", "government", "train_station"},
}


def _plain_use(attributes: Attributes) -> str:
    value = str(attributes.get("use", "")).strip().lower()
    return value if value in BuildingUse.values else BuildingUse.OTHER


@dataclass(frozen=True)
class BuildingMapping:
    """Names of attributes, and `use_of`, which tells a building's use from all of them."""

    name: str = "name"
    number: str = "number"
    address: str = "address"
    floors: str = "floors"
    source_id: str = ""
    use_of: Callable[[Attributes], str] = field(default=_plain_use)


def osm_use(attributes: Attributes) -> str:
    """OpenStreetMap's building=… as a use; plain building=yes says nothing."""
    tag = attributes.get("building")
    return next((use for use, tags in OSM_USES.items() if tag in tags), BuildingUse.OTHER)


def osm_mapping(use_of: Callable[[Attributes], str] = osm_use) -> BuildingMapping:
    """OpenStreetMap's own tags."""
    return BuildingMapping(number="addr:housenumber", address="addr:full", floors="building:levels", use_of=use_of)


@dataclass(frozen=True)
class BuildingRow:
    """One footprint to be; a feature of several polygons gives several, its id numbered."""

    row: int
    source_id: str
    geom: BaseGeometry
    name: str
    number: str
    address: str
    floors: int
    use: str
    raw: Attributes


def rows_of(features: list[Feature], mapping: BuildingMapping) -> Iterator[BuildingRow]:
    """The rows as the mapping reads them; texts are cut to what the register holds, and kept whole in `raw`."""
    for feature in features:
        attributes = feature.attributes
        own_id = str(attributes.get(mapping.source_id, "")) if mapping.source_id else feature.source_id
        parts = [feature.geom] if feature.geom.geom_type == "Polygon" else list(shapely.get_parts(feature.geom))
        for index, part in enumerate(parts or [feature.geom], start=1):
            yield BuildingRow(
                row=feature.number,
                source_id=own_id if index == 1 or not own_id else f"{own_id}#{index}",
                geom=part,
                name=_text(attributes, mapping.name, "name"),
                number=_text(attributes, mapping.number, "number"),
                address=_text(attributes, mapping.address, "address"),
                floors=_floors(attributes.get(mapping.floors)),
                use=mapping.use_of(attributes),
                raw=attributes,
            )


def row_faults(rows: list[BuildingRow]) -> Iterator[ImportRefused]:
    """Footprints that cannot be used."""
    for row in rows:
        for fault in polygon_faults(row.geom):
            yield problem_of(fault.code, row=row.row, name=row.name or row.source_id, **fault.data)


def _text(attributes: Attributes, attribute: str, column: str) -> str:
    value = attributes.get(attribute)
    limit = getattr(Building._meta.get_field(column), "max_length", None)
    return "" if value is None else str(value).strip()[:limit]


def _floors(value: Any) -> int:
    """At least one; what is no number (OpenStreetMap has "4-5") counts as not known."""
    try:
        return min(max(1, round(float(value))), MOST_FLOORS)
    except (TypeError, ValueError):
        return 1
